// Custody: where an item and what is installed in it are, and what is reported of them, after an order took it in or let it go.

import { isRunning } from '../../domain/orders/status.ts';
import type { TransitionInput } from '../../domain/orders/transition.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { type Equipment, type Stretch, shared } from '../../domain/registers/equipment.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { otherStaysOf } from '../../storage/orders/work-orders.ts';
import { itemsInstalledIn } from '../../storage/registers/equipment.ts';
import { installationsIn, installationsOf } from '../../storage/registers/installations.ts';
import { findRecord, updateRecord } from '../../storage/registers/registers.ts';
import { findReleaseReport, insertStatusReport } from '../../storage/registers/status-reports.ts';
import type { Act } from '../act.ts';

// Nesting is shallow (an engine in an aircraft, a module in the engine); the bound only guards against a cycle.
const DEEPEST = 20;

type Place = Pick<Equipment, 'location' | 'locationFacilityId'>;
const UNIT: Place = { location: 'unit', locationFacilityId: null };
const IN_TRANSIT: Place = { location: 'in_transit', locationFacilityId: null };

/** The items that this one is installed in, the nearest first. */
export async function hostsOf(tx: Tx, item: Pick<Equipment, 'installedIn'>): Promise<Equipment[]> {
  const hosts: Equipment[] = [];
  let at = item.installedIn;
  while (at !== null && hosts.length < DEEPEST) {
    const host = await findRecord(tx, 'equipment', at);
    if (!host) break;
    hosts.push(host);
    at = host.installedIn;
  }
  return hosts;
}

/** The items installed in this one, directly or in one another; of those that `skips` says nothing within is looked at. */
async function installedWithin(
  tx: Tx,
  equipmentId: string,
  skips: (item: Equipment) => Promise<boolean> = async () => false,
  depth = 0,
): Promise<Equipment[]> {
  const found: Equipment[] = [];
  for (const item of depth < DEEPEST ? await itemsInstalledIn(tx, equipmentId) : []) {
    if (await skips(item)) continue;
    found.push(item, ...(await installedWithin(tx, item.id, skips, depth + 1)));
  }
  return found;
}

/** An item, and the stretch of time in which another one stood together with it. */
export interface Together extends Stretch {
  equipmentId: string;
}

/**
 * What an item was installed in, and what was installed in it, directly or in one another, at any time in a stretch, each with the part of
 * the stretch for which it was so recorded.
 */
export async function togetherWith(tx: Tx, equipmentId: string, stretch: Stretch): Promise<Together[]> {
  const found: Together[] = [];
  for (const to of ['host', 'part'] as const) await walk(tx, to, { ...stretch, equipmentId }, [equipmentId], found);
  return found;
}

// `path`: the items from the first one to here. An installation in a circle, which no record should tell of, ends there.
async function walk(
  tx: Tx,
  to: 'host' | 'part',
  at: Together,
  path: readonly string[],
  found: Together[],
): Promise<void> {
  if (path.length > DEEPEST) return;
  const installations = await (to === 'host' ? installationsOf(tx, at) : installationsIn(tx, at));
  for (const { equipmentId, hostId, ...installed } of installations) {
    const other = to === 'host' ? hostId : equipmentId;
    const stretch = shared(installed, at);
    if (stretch === null || path.includes(other)) continue;
    found.push({ ...stretch, equipmentId: other });
    await walk(tx, to, { ...stretch, equipmentId: other }, [...path, other], found);
  }
}

// By every other action the item stays where it is.
const MOVES_ITEMS: ReadonlySet<TransitionInput['action']> = new Set([
  'induct',
  'release',
  'cancel',
  'close',
  'condemn',
]);

/**
 * What a transition moves of the item. Received, it and what is installed in it are at the facility; what an order of its own holds stays where
 * that is. Handed back, an item goes with the one it is installed in; while another order holds the item itself, nothing is handed back.
 * `item`: as it is before.
 */
export async function moveItem(
  tx: Tx,
  act: Act,
  now: Instant,
  { order, before, input, item }: { order: WorkOrder; before: WorkOrder; input: TransitionInput; item: Equipment },
): Promise<void> {
  if (!MOVES_ITEMS.has(input.action)) return;
  const recording = { recordedAt: now, actorId: act.caller.personId };
  const isHeldOn = (await otherStaysOf(tx, item.id, order.id)) > 0;
  const place = await placeAfter(tx, order, before, input, item, isHeldOn);
  const set: Partial<Equipment> = { ...place };
  if (input.action === 'condemn') set.condemnedAt = order.endedAt;
  if (input.action === 'release' && !isHeldOn) {
    // Release hands the item back and reports it: metrics.md, Downtime.
    set.condition = await insertStatusReport(tx, {
      id: act.newId(),
      equipmentId: item.id,
      condition: conditionReleasedIn(input.conditionCode),
      cause: null,
      at: order.releasedAt ?? now,
      note: null,
      reportedBy: act.caller.personId,
      workOrderId: order.id,
      recordedAt: now,
    });
  }
  if (Object.keys(set).length > 0) await updateRecord(tx, 'equipment', item, set, recording);
  if (!place) return;
  const isHeld = async ({ id }: Equipment) => (await otherStaysOf(tx, id, order.id)) > 0;
  for (const part of await installedWithin(tx, item.id, isHeld))
    if (part.location !== place.location || part.locationFacilityId !== place.locationFacilityId)
      await updateRecord(tx, 'equipment', part, place, recording);
}

// Null: it stays where it is.
async function placeAfter(
  tx: Tx,
  order: WorkOrder,
  before: WorkOrder,
  { action }: TransitionInput,
  item: Equipment,
  isHeldOn: boolean,
): Promise<Place | null> {
  if (action === 'induct') return { location: 'facility', locationFacilityId: order.facilityId };
  if (isHeldOn) return null;
  const [host] = await hostsOf(tx, item);
  const hosts: Place = host ? { location: host.location, locationFacilityId: host.locationFacilityId } : UNIT;
  const isHostHere = hosts.locationFacilityId === order.facilityId;
  if (action === 'release') return isHostHere ? hosts : IN_TRANSIT;
  if (action === 'cancel' && isRunning(before.status)) return hosts;
  return action === 'close' && item.location === 'in_transit' ? hosts : null;
}

/** What follows when the end of an order is corrected: its release is reported at the instant it now has, and the item leaves the fleet then. */
export async function moveEnd(tx: Tx, act: Act, now: Instant, before: WorkOrder, order: WorkOrder): Promise<void> {
  if (order.endedAt === before.endedAt) return;
  const item = await findRecord(tx, 'equipment', order.equipmentId);
  if (!item) throw new Error('the equipment of the order is not there');
  const set: Partial<Equipment> = {};
  if (order.status === 'condemned') set.condemnedAt = order.endedAt;
  const report = await findReleaseReport(tx, item.id, order.id);
  if (report && order.releasedAt !== null)
    set.condition = await insertStatusReport(tx, {
      ...report,
      id: act.newId(),
      at: order.releasedAt,
      reportedBy: act.caller.personId,
      recordedAt: now,
    });
  if (Object.keys(set).length > 0)
    await updateRecord(tx, 'equipment', item, set, { recordedAt: now, actorId: act.caller.personId });
}

/** What follows when the condition that a release gave is amended: it is reported anew, at the instant of the release. */
export async function moveCondition(
  tx: Tx,
  act: Act,
  now: Instant,
  before: WorkOrder,
  order: WorkOrder,
): Promise<void> {
  if (order.conditionCode === before.conditionCode) return;
  const item = await findRecord(tx, 'equipment', order.equipmentId);
  const report = item && (await findReleaseReport(tx, item.id, order.id));
  const condition = conditionReleasedIn(order.conditionCode);
  if (!report || report.condition === condition) return;
  const reportedBy = act.caller.personId;
  const current = await insertStatusReport(tx, { ...report, id: act.newId(), condition, reportedBy, recordedAt: now });
  await updateRecord(tx, 'equipment', item, { condition: current }, { recordedAt: now, actorId: reportedBy });
}

/** Source: metrics.md, Downtime. */
function conditionReleasedIn(code: WorkOrder['conditionCode']): 'PMC' | 'FMC' {
  return code === 'D' ? 'PMC' : 'FMC';
}
