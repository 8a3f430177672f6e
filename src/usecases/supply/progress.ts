// Progress against an agreed list: what came of each part since it was frozen, and how much standing still that removed.

import { refuseFaults } from '../../domain/problem.ts';
import { dateOf, dayNumber } from '../../domain/registers/calendar.ts';
import { itemName } from '../../domain/supply/catalogue.ts';
import { isStanding, type PartDemand } from '../../domain/supply/part-demand.ts';
import { demandsByPart, partWaitsOf, stopsOf } from '../../domain/supply/part-wait.ts';
import {
  type ItemProgress,
  type ListItem,
  removedBy,
  type StoppedThen,
  type SupportList,
} from '../../domain/supply/support-list.ts';
import { dateInTokyo, type Instant, startOfDateInTokyo } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { type Dossier, dossiersOf } from '../../storage/metrics/dossiers.ts';
import { ordersWaitingFor, type WaitsWanted } from '../../storage/supply/part-waits.ts';
import { asOfFaults } from '../metrics/frame.ts';
import { type Supply, supplyAsOf } from './registers.ts';

export interface ProgressAnswer {
  supportListId: string;
  number: string;
  frozenAt: Instant;
  asOf: Instant;
  total: Omit<ItemProgress, 'part' | 'rank' | 'name' | 'nomenclature'>;
  items: ItemProgress[];
}

type Known = Dossier<'segments' | 'partDemands'>;

/** What became of a list, as of an instant. Raises request.invalid for one in the future or before the list. */
export async function progressOf(
  tx: Tx,
  list: Pick<SupportList, 'id' | 'number' | 'platformIds' | 'asOf' | 'items'>,
  { asOf: given }: { asOf?: Instant | undefined },
  clock: Instant,
): Promise<ProgressAnswer> {
  const asOf = given ?? clock;
  refuseFaults([
    ...asOfFaults('/asOf', asOf, clock),
    ...(asOf < list.asOf
      ? [
          {
            pointer: '/asOf',
            code: 'support_list.before_frozen',
            message: { en: 'The list was frozen later.', ja: 'リストの確定より前の時点は指定できません。' },
          },
        ]
      : []),
  ]);
  // What a part is called now may have been said of it only since.
  const supply = await supplyAsOf(tx, asOf, dateInTokyo(asOf));
  const wanted: WaitsWanted = {
    scope: { all: true, facilityIds: [], platformIds: [] },
    platformIds: list.platformIds,
  };
  const keys = list.items.flatMap(({ part }) => supply.keysOf(part));
  const ids = await ordersWaitingFor(tx, keys, wanted, { openOnly: false });
  const then = new Map((await dossiersOf(tx, ids, ['segments', 'partDemands'], list.asOf)).map((d) => [d.order.id, d]));
  const now = await dossiersOf(tx, ids, ['segments', 'partDemands'], asOf);
  const items = list.items.map((item) => itemProgressOf(item, supply, { then, now }, list.asOf, asOf));
  const sum = (name: keyof ProgressAnswer['total']) => items.reduce((total, item) => total + item[name], 0);
  return {
    supportListId: list.id,
    number: list.number,
    frozenAt: list.asOf,
    asOf,
    total: {
      deliveredQuantity: sum('deliveredQuantity'),
      openQuantity: sum('openQuantity'),
      stoppedThen: sum('stoppedThen'),
      goneOn: sum('goneOn'),
      stoppedNow: sum('stoppedNow'),
      removedHours: sum('removedHours'),
      lateHours: sum('lateHours'),
    },
    items,
  };
}

function itemProgressOf(
  item: ListItem,
  supply: Supply,
  { then, now }: { then: ReadonlyMap<string, Known>; now: readonly Known[] },
  frozenAt: Instant,
  asOf: Instant,
): ItemProgress {
  const keys = new Set(supply.keysOf(item.part));
  const stopped: StoppedThen[] = [];
  let [delivered, open, stoppedNow] = [0, 0, 0];
  for (const dossier of now) {
    const demands = demandsOf(dossier, keys);
    if (demands.length === 0) continue;
    delivered += quantityOf(demands.filter((demand) => wasReceivedAfter(demand, frozenAt)));
    open += quantityOf(demands.filter(isStanding));
    const stops = stopsOf(dossier.segments, demands);
    if (stops.some((stop) => stop.to === null)) stoppedNow += 1;
    const before = then.get(dossier.order.id);
    const expectedAt = before ? expectedArrival(before, keys, item, frozenAt) : null;
    if (expectedAt === null) continue;
    const at = Date.parse(frozenAt);
    const stop = stops.find(({ from, to }) => from <= at && (to === null || to > at));
    // A stop that was corrected away since has ended when it was frozen.
    stopped.push({ expectedAt, endedAt: stop ? stop.to : at });
  }
  const { goneOn, removedHours, lateHours } = removedBy(stopped, Date.parse(asOf));
  return {
    part: item.part,
    rank: item.rank,
    name: itemName(item),
    nomenclature: item.nomenclature,
    deliveredQuantity: delivered,
    openQuantity: open,
    stoppedThen: stopped.length,
    goneOn,
    stoppedNow,
    removedHours,
    lateHours,
  };
}

/** When a part was to come to an order that stood for it at the freezing, if nothing was done; null: it did not stand for it. */
function expectedArrival(dossier: Known, keys: ReadonlySet<string>, item: ListItem, frozenAt: Instant): number | null {
  const today = dayNumber(dateInTokyo(frozenAt));
  const waits = partWaitsOf(dossier.order, dossier.segments, dossier.partDemands).filter(
    ({ partKey, stoppedSince }) => keys.has(partKey) && stoppedSince !== null,
  );
  if (waits.length === 0) return null;
  const counted = item.frozen?.leadTime.countedDays ?? 0;
  const days = waits.map(({ arrivalDay }) =>
    arrivalDay !== null && arrivalDay >= today ? arrivalDay : today + counted,
  );
  return Date.parse(startOfDateInTokyo(dateOf(Math.max(...days) + 1)));
}

function demandsOf({ partDemands }: Known, keys: ReadonlySet<string>): PartDemand[] {
  return [...demandsByPart(partDemands)].flatMap(([key, demands]) => (keys.has(key) ? demands : []));
}

function wasReceivedAfter(demand: PartDemand, frozenAt: Instant): boolean {
  return demand.statuses.some(({ status, at }) => status === 'received' && at > frozenAt);
}

function quantityOf(demands: readonly PartDemand[]): number {
  return demands.reduce((sum, { quantity }) => sum + quantity, 0);
}
