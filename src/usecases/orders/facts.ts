// Facts: everything the guards look at, loaded once for an order and an instant.

import { DEAR_FACTS, type FacilityStay, type Facts, type GuardName, type Stay } from '../../domain/orders/guards.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { type Stretch, shared } from '../../domain/registers/equipment.ts';
import { baysSurelyOpen, type Closure, type Facility } from '../../domain/registers/facility.ts';
import type { Holder } from '../../domain/registers/person.ts';
import { dateInTokyo, type Instant } from '../../domain/values.ts';
import type { Inspection } from '../../domain/workshop/inspection.ts';
import type { Operation } from '../../domain/workshop/operation.ts';
import type { Tx } from '../../storage/database.ts';
import { authorizationAt } from '../../storage/orders/events.ts';
import {
  authorizationUse,
  countFacilityStays,
  equipmentStays,
  facilityStays,
  familyOf,
  familyStays,
  type LoadedFile,
  subordersOf,
} from '../../storage/orders/work-orders.ts';
import { allEquivalences } from '../../storage/registers/equivalences.ts';
import { capabilitiesOf, certificationsOf, closuresOf, instrumentsOf } from '../../storage/registers/facilities.ts';
import { holidayListsFrom } from '../../storage/registers/holidays.ts';
import { qualificationsOf } from '../../storage/registers/people.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { technicalDataOf } from '../../storage/registers/technical-data.ts';
import type { Act } from '../act.ts';
import { verifyOrder } from '../evidence/verification.ts';
import { there } from '../there.ts';
import { rolesOn } from './access.ts';
import { togetherWith } from './custody.ts';

/** What an act is about, besides the order. */
export interface Asked {
  /** The instant of the act; now unless given. */
  at?: Instant;
  given?: Facts['given'];
  /** The authorization to judge instead of the one that the order had at that instant. */
  authorizationId?: string | undefined;
  operation?: Operation;
  inspection?: Inspection;
  technicianId?: string;
  /** The guards that will be asked, where that is known: facts that none of them looks at are not loaded. */
  guards?: readonly GuardName[];
  /** Whether the chain, the signatures and the rows are verified, which reads all events. */
  chain?: boolean;
}

/** Loads the facts of an order. Raises Error when a record that the order points to is gone, which can't happen. */
export async function loadFacts(tx: Tx, act: Act, now: Instant, loaded: LoadedFile, asked: Asked): Promise<Facts> {
  const { file } = loaded;
  const { order } = file;
  const at = asked.at ?? now;
  const facilityId = order.facilityId;
  // What was done under an authorization that another one replaced since was done under that one.
  const own = at < now ? await authorizationAt(tx, order.id, at) : order.authorizationId;
  const authorizationId = asked.authorizationId ?? own;
  const authorization = authorizationId === null ? null : await findRecord(tx, 'authorization', authorizationId);
  const technician =
    asked.technicianId === undefined ? null : await there(findRecord(tx, 'person', asked.technicianId));
  const equipment = await there(findRecord(tx, 'equipment', order.equipmentId));
  const facility = await there(findRecord(tx, 'facility', facilityId));
  const closures = await closuresOf(tx, facilityId);
  const load = loaderOf(asked.guards);
  const facts = {
    report: act.report,
    at,
    on: dateInTokyo(at),
    now,
    file,
    caller: { ...act.caller.person, roles: rolesOn(act.caller, order) },
    callerQualifications: await qualificationsOf(tx, act.caller.personId),
    platform: await there(findRecord(tx, 'platform', order.platformId)),
    equipment,
    facility,
    certifications: await certificationsOf(tx, facilityId),
    capabilities: await capabilitiesOf(tx, facilityId),
    closures,
    holidayLists: await holidayListsFrom(tx, Number(dateInTokyo(at).slice(0, 4)) - 1),
    instruments: await instrumentsOf(tx, facilityId),
    equivalences: await allEquivalences(tx),
    // What it has used is counted below, from the orders themselves.
    authorization: authorization && { ...authorization, valueUsed: null },
    // Asked of a ceiling only; an authorization may carry very many orders.
    authorizationUse: authorization?.valueCeiling ? await authorizationUse(tx, authorization.id, order.id) : [],
    equipmentStays: await load('equipmentStays', () => staysWith(tx, order, { from: at, to: null })),
    facilityStays: await load('facilityStays', () => staysBeside(tx, order, facility, closures, { at, now })),
    suborders: await subordersOf(tx, order.id),
    family: await load('family', () => familyOf(tx, order.familyId)),
    signers: await signersOf(file, holders(tx)),
    technician,
    technicianQualifications: technician ? await qualificationsOf(tx, technician.id) : [],
    technicalData: asked.operation
      ? await technicalDataOf(
          tx,
          asked.operation.technicalData.map((d) => d.document),
        )
      : [],
    operation: asked.operation ?? null,
    inspection: asked.inspection ?? null,
    given: asked.given ?? { asked: false },
    chainFault: asked.chain ? (await verifyOrder(tx, loaded)).fault : undefined,
    settings: { foreignYardRule: act.settings.foreignYardRule },
  };
  return withoutUnloaded(facts);
}

/**
 * The stays that can decide whether an order has a bay from an instant on: where all together are fewer than the bays, those of its own
 * family alone. At a large plant the others are hundreds, and whether they fill it is asked with every induction.
 */
async function staysBeside(
  tx: Tx,
  order: WorkOrder,
  facility: Facility,
  closures: readonly Closure[],
  { at, now }: { at: Instant; now: Instant },
): Promise<FacilityStay[]> {
  const days = { from: dateInTokyo(at), to: dateInTokyo(at > now ? at : now) };
  const isRoomy = (await countFacilityStays(tx, facility.id, at)) < baysSurelyOpen(facility, closures, days);
  return isRoomy ? await familyStays(tx, order, at) : await facilityStays(tx, facility.id, order.id, at);
}

type DearFact = keyof typeof DEAR_FACTS;
class Unloaded {}
const UNLOADED = new Unloaded();
type MaybeUnloaded = Omit<Facts, DearFact> & { [Name in DearFact]: Facts[Name] | Unloaded };

// Loads a fact when one of the guards looks at it.
function loaderOf(guards: readonly GuardName[] | undefined) {
  return async <T>(name: DearFact, read: () => Promise<T>): Promise<T | Unloaded> => {
    const isNeeded = guards === undefined || DEAR_FACTS[name].some((guard) => guards.includes(guard));
    return isNeeded ? await read() : UNLOADED;
  };
}

// A fact that was not loaded throws when it is looked at, and a guard that throws has failed: nothing passes on what nobody read.
function withoutUnloaded(facts: MaybeUnloaded): Facts {
  for (const name of Object.keys(DEAR_FACTS) as DearFact[]) {
    if (facts[name] !== UNLOADED) continue;
    Object.defineProperty(facts, name, {
      enumerable: false,
      get() {
        throw new Error(`the fact ${name} was not loaded`);
      },
    });
  }
  return facts as Facts;
}

/** Who gave the signatures in force on an order, each once. */
export async function signersOf({ signatures }: LoadedFile['file'], holderOf: HolderOf): Promise<Facts['signers']> {
  const signers: Facts['signers'] = [];
  for (const id of new Set(signatures.filter((s) => s.supersededAt === null).map((s) => s.signer)))
    signers.push(await holderOf(id));
  return signers;
}

/**
 * Stays under other roots that meet a stretch of time: of the item, and of what it was installed in or was installed in it while it was.
 * An engine is not free while its aircraft is held, nor an aircraft while its engine is, whatever has been installed or removed since.
 */
export async function staysWith(
  tx: Tx,
  { equipmentId, rootId }: Pick<WorkOrder, 'equipmentId' | 'rootId'>,
  stretch: Stretch,
): Promise<Stay[]> {
  const stays = (await equipmentStays(tx, equipmentId, rootId, stretch.from)).filter(
    (s) => shared(s, stretch) !== null,
  );
  for (const other of await togetherWith(tx, equipmentId, stretch)) {
    const held = (await equipmentStays(tx, other.equipmentId, rootId, other.from)).filter(
      (s) => shared(s, other) !== null,
    );
    if (held.length === 0) continue;
    const { serialNumber } = await there(findRecord(tx, 'equipment', other.equipmentId));
    for (const stay of held)
      if (!stays.some((s) => s.workOrderId === stay.workOrderId)) stays.push({ ...stay, serialNumber });
  }
  return stays;
}

type HolderOf = (personId: string) => Promise<Holder>;

/** Reads people with every qualification they have, each once. */
export function holders(tx: Tx): HolderOf {
  const known = new Map<string, Holder>();
  return async (personId) => {
    const found = known.get(personId);
    if (found) return found;
    const holder = {
      person: await there(findRecord(tx, 'person', personId)),
      qualifications: await qualificationsOf(tx, personId),
    };
    known.set(personId, holder);
    return holder;
  };
}
