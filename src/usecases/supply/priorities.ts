// Support priorities: the demand that stands, added up by part as of an instant, ranked and explained; and the orders behind one part.

import { Problem, refuseFaults } from '../../domain/problem.ts';
import { dateOf, dayNumber } from '../../domain/registers/calendar.ts';
import type { Platform } from '../../domain/registers/platform.ts';
import type { CatalogueItem } from '../../domain/supply/catalogue.ts';
import { itemName } from '../../domain/supply/catalogue.ts';
import { overdueDays, type PartDemand } from '../../domain/supply/part-demand.ts';
import { demandsByPart, partWaitsOf, partWaitsOfFile } from '../../domain/supply/part-wait.ts';
import {
  type Horizon,
  type Judged,
  type PriorityItem,
  priorityDefinition,
  ranked,
  type WeightingUsed,
  yearBefore,
} from '../../domain/supply/support-priority.ts';
import { STANDARD_WEIGHTING, type Weighting } from '../../domain/supply/weighting.ts';
import { dateInTokyo, type Instant, type Text } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { type Dossier, dossiersOf, filesAsOf } from '../../storage/metrics/dossiers.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import { isInScope } from '../../storage/orders/work-order-lists.ts';
import { demandingOrdersMovedSince, ordersWaitingFor, type WaitsWanted } from '../../storage/supply/part-waits.ts';
import { asOfFaults } from '../metrics/frame.ts';
import { latest } from '../metrics/registers.ts';
import { type Supply, supplyAsOf, supplyNow } from './registers.ts';
import { addedUp, addUp, type Moment, Tallies } from './tallies.ts';

/** What a ranking is asked about. */
export interface PriorityQuestion {
  facilityId?: string | undefined;
  platformId?: string[] | undefined;
  horizon?: Horizon | undefined;
  weightingId?: string | undefined;
  asOf?: Instant | undefined;
}

export interface PriorityAnswer {
  definition: typeof priorityDefinition;
  asOf: Instant;
  weighting: WeightingUsed;
  /** How many parts there are on each horizon. */
  counts: Record<Horizon | 'neither', number>;
  /** How many there are in all that were asked for. */
  count: number;
  items: PriorityItem[];
  next: string | null;
}

/** A ranking before any of it is shown. */
interface Ranking {
  moment: Moment;
  supply: Supply;
  weighting: WeightingUsed;
  judged: Judged[];
  /** An order that waits for each part: the first by its id. */
  witnesses: ReadonlyMap<string, string>;
}

/** Ranks every part that is demanded in sight. `now`: the clock. Raises request.invalid for an `asOf` in the future or a weighting that is not there. */
async function rankingOf(
  tx: Tx,
  question: Omit<PriorityQuestion, 'horizon'>,
  wanted: WaitsWanted,
  clock: Instant,
): Promise<Ranking> {
  const asOf = question.asOf ?? clock;
  refuseFaults(asOfFaults('/asOf', asOf, clock));
  const on = dateInTokyo(asOf);
  const isNow = asOf === clock;
  const moved = isNow ? [] : await demandingOrdersMovedSince(tx, asOf);
  const moment = { asOf, now: Date.parse(asOf), today: dayNumber(on), moved };
  const supply = isNow ? await supplyNow(tx, on) : await supplyAsOf(tx, asOf, on);
  const weighting = weightingFor(supply.weightings, question.weightingId, wanted);
  const tallies = new Tallies(supply);
  const unmovedSince = moved.length === 0 ? null : asOf;
  const yearAgo = dayNumber(yearBefore(on));
  const days = { since: yearAgo, until: moment.today };
  const kept = isNow
    ? await addedUp(tx, wanted, moment, days)
    : await addUp(tx, wanted, { ...moment, unmovedSince }, days);
  for (const rows of kept.rows.values()) for (const row of rows) tallies.addRow(row);
  for (const [partKey, quantity] of kept.demanded) tallies.addDemand(partKey, quantity);
  for (const file of await filesAsOf(tx, moved, asOf)) {
    if (!isWanted(wanted, file.order)) continue;
    for (const wait of partWaitsOfFile(file)) tallies.addWait(wait, moment, yearAgo);
  }
  const parts = tallies.standing().map((tally) => ({ tally, sources: supply.sourcesOf(tally.partKey) }));
  return { moment, supply, weighting, judged: ranked(parts, weighting, moment.today), witnesses: tallies.witnesses };
}

function isWanted(
  { scope, facilityId, platformIds }: WaitsWanted,
  order: { facilityId: string; platformId: string },
): boolean {
  return (
    isInScope(scope, order) &&
    (facilityId === undefined || order.facilityId === facilityId) &&
    (platformIds === undefined || platformIds.includes(order.platformId))
  );
}

/** The weighting that ranks: the one asked for, else the one set for all platforms of the question, else the standard one. */
function weightingFor(
  all: readonly Weighting[],
  weightingId: string | undefined,
  { scope, platformIds = scope.all ? [] : scope.platformIds }: WaitsWanted,
): WeightingUsed {
  if (weightingId !== undefined) {
    const asked = all.find(({ id }) => id === weightingId);
    if (asked) return usedOf(asked, 'asked');
    throw new Problem('request.invalid', {
      errors: [
        {
          pointer: '/weightingId',
          code: 'reference.missing',
          message: { en: 'There is no record with this id.', ja: 'このIDの記録はありません。' },
        },
      ],
    });
  }
  const set = all.find((one) => platformIds.length > 0 && platformIds.every((id) => one.platformIds.includes(id)));
  if (set) return usedOf(set, 'of_platforms');
  return { id: null, revision: null, because: 'standard', ...STANDARD_WEIGHTING };
}

function usedOf(weighting: Weighting, because: WeightingUsed['because']): WeightingUsed {
  const { id, revision, name, weights, unknownLeadTimeDays, stoppedDayCost } = weighting;
  return { id, revision, name, weights, unknownLeadTimeDays, stoppedDayCost, because };
}

/** The parts of a ranking on a horizon, each with its place on it. */
function placesOn({ judged }: Ranking, horizon: Horizon | undefined): { rank: number; part: Judged }[] {
  return judged
    .filter(({ judgement }) => horizon === undefined || judgement.horizon === horizon)
    .map((part, index) => ({ rank: index + 1, part }));
}

/** Some places of a ranking as they are answered, with the names that the parts went by then. */
async function shownPlaces(
  tx: Tx,
  { moment, supply, witnesses }: Ranking,
  places: readonly { rank: number; part: Judged }[],
): Promise<PriorityItem[]> {
  const platformIds = places.flatMap(({ part }) => [...part.tally.platformIds]);
  const platforms = latest(await versionsRecordedBy<Platform>(tx, platformIds, moment.asOf));
  const uncatalogued = places.filter(({ part }) => supply.catalogue.find(part.tally.partKey) === null);
  const named = await namesFrom(
    tx,
    uncatalogued.map(({ part }) => witnesses.get(part.tally.partKey) ?? ''),
    moment.asOf,
  );
  return places.map(({ rank, part: { tally, judgement } }) => {
    const item = supply.catalogue.find(tally.partKey);
    const name = item ?? named.get(tally.partKey);
    if (!name) throw new Error(`a part is demanded by nobody: ${tally.partKey}`);
    return {
      rank,
      part: tally.partKey,
      catalogueItemId: item?.id ?? null,
      nsn: name.nsn,
      partNumber: name.partNumber,
      cage: name.cage,
      nomenclature: name.nomenclature,
      export: item?.export ?? null,
      platforms: [...tally.platformIds]
        .map((id) => ({ id, designation: platforms.get(id)?.designation ?? id }))
        .sort((a, b) => (a.designation < b.designation ? -1 : 1)),
      substitutes: item ? supply.catalogue.substitutesOf(item).map(itemName) : [],
      ...judgement,
    };
  });
}

type Named = Pick<CatalogueItem, 'nsn' | 'partNumber' | 'cage'> & { nomenclature: Text };

// What the catalogue does not name goes by the name that the first order called it.
async function namesFrom(tx: Tx, workOrderIds: readonly string[], asOf: Instant): Promise<Map<string, Named>> {
  const names = new Map<string, Named>();
  for (const { partDemands } of await dossiersOf(tx, new Set(workOrderIds), ['partDemands'], asOf))
    for (const [key, [demand]] of demandsByPart(partDemands)) if (demand && !names.has(key)) names.set(key, demand);
  return names;
}

/** The parts that are to be produced first, on one page. */
export async function prioritiesOf(
  tx: Tx,
  question: PriorityQuestion,
  wanted: WaitsWanted,
  clock: Instant,
  page: { limit: number; after: number },
): Promise<Omit<PriorityAnswer, 'next'> & { last: number | null }> {
  const ranking = await rankingOf(tx, question, wanted, clock);
  const places = placesOn(ranking, question.horizon);
  const shown = places.slice(page.after, page.after + page.limit);
  const counts = { near_term: 0, medium_term: 0, neither: 0 };
  for (const { judgement } of ranking.judged) counts[judgement.horizon ?? 'neither'] += 1;
  const end = page.after + shown.length;
  return {
    definition: priorityDefinition,
    asOf: ranking.moment.asOf,
    weighting: ranking.weighting,
    counts,
    count: places.length,
    items: await shownPlaces(tx, ranking, shown),
    last: end < places.length ? end : null,
  };
}

/** One order behind a part on the ranking. */
export interface WaitingOrderItem {
  workOrderId: string;
  number: string;
  facilityId: string;
  platformId: string;
  status: string;
  designator: number;
  quantity: number;
  stopped: boolean;
  stoppedHours: number;
  neededBy: string | null;
  arrivalOn: string | null;
  overdue: boolean;
  demandIds: string[];
  documentNumbers: string[];
}

/** The orders that a part's figures are added up from, the longest stop first. Raises request.invalid. */
export async function waitingOrdersOf(
  tx: Tx,
  part: string,
  question: Pick<PriorityQuestion, 'facilityId' | 'asOf'>,
  wanted: WaitsWanted,
  clock: Instant,
): Promise<{ asOf: Instant; part: string; items: WaitingOrderItem[] }> {
  const asOf = question.asOf ?? clock;
  refuseFaults(asOfFaults('/asOf', asOf, clock));
  const on = dateInTokyo(asOf);
  const isNow = asOf === clock;
  const supply = isNow ? await supplyNow(tx, on) : await supplyAsOf(tx, asOf, on);
  const keys = new Set(supply.keysOf(part));
  // What stood then may have been settled since.
  const ids = await ordersWaitingFor(tx, [...keys], wanted, { openOnly: isNow });
  const moved = isNow ? [] : await demandingOrdersMovedSince(tx, asOf);
  const items: WaitingOrderItem[] = [];
  for (const dossier of await dossiersOf(tx, new Set([...ids, ...moved]), ['segments', 'partDemands'], asOf))
    if (isWanted(wanted, dossier.order)) items.push(...waitingItems(dossier, keys, asOf));
  items.sort((a, b) => b.stoppedHours - a.stoppedHours || (a.workOrderId < b.workOrderId ? -1 : 1));
  return { asOf, part: supply.keyOf(part), items };
}

function waitingItems(
  { order, segments, partDemands }: Dossier<'segments' | 'partDemands'>,
  keys: ReadonlySet<string>,
  asOf: Instant,
): WaitingOrderItem[] {
  const today = dateInTokyo(asOf);
  const demands = partDemands as PartDemand[];
  const byPart = demandsByPart(demands);
  return partWaitsOf(order, segments, demands)
    .filter((wait) => wait.isOpen && keys.has(wait.partKey))
    .map((wait) => {
      const own = byPart.get(wait.partKey) ?? [];
      const running = wait.stoppedSince === null ? 0 : Date.parse(asOf) - wait.stoppedSince;
      return {
        workOrderId: order.id,
        number: order.number,
        facilityId: order.facilityId,
        platformId: order.platformId,
        status: order.status,
        designator: wait.designator,
        quantity: wait.openQuantity,
        stopped: wait.stoppedSince !== null,
        stoppedHours: (wait.stoppedMilliseconds + running) / 3_600_000,
        neededBy: wait.neededDay === null ? null : dateOf(wait.neededDay),
        arrivalOn: wait.arrivalDay === null ? null : dateOf(wait.arrivalDay),
        overdue: own.some((demand) => overdueDays(demand, today).overdue),
        demandIds: own.map(({ id }) => id),
        documentNumbers: own.flatMap(({ documentNumber }) => documentNumber ?? []),
      };
    });
}
