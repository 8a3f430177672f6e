// The second implementation of downtime and quality: every instant at which anything may change looked at alone, from the raw events.
import type { Loose } from './app.ts';
import type { PlainMetric } from './plain-metrics.ts';
import {
  midnightInJapan,
  ordersAskedAbout,
  ordersAsOf,
  type PlainOrder,
  type PlainQuestion,
  type PlainSubject,
  type PlainWorld,
  plainHours,
  recordsAsOf,
} from './plain-world.ts';

const FOREVER = '9999-12-31T00:00:00.000Z';
const ORDER_FILTERS = ['facilityId', 'parentId', 'activity', 'level', 'number', 'status', 'priority', 'overdue', 'q'];
const DOWN = ['nmcMaintenance', 'nmcSupply', 'nmcBoth', 'nmcUnspecified', 'depot'];

/** A stay: from induct to the end, or to the end of what is known. */
const stayOf = ({ order }: PlainOrder) => ({ order, from: order.inductedAt, to: order.endedAt ?? FOREVER });

function itemsAskedAbout(world: PlainWorld, q: PlainQuestion): Loose[] {
  const { roles, facilityIds, programPlatformIds } = q.caller;
  const isPlants = roles.some((role) => ['depot_staff', 'qa_inspector', 'host_office'].includes(role));
  const worked = recordsAsOf(world, 'capability', q.asOf).filter((c) => isPlants && facilityIds.includes(c.facilityId));
  return recordsAsOf(world, 'equipment', q.asOf).filter(({ id, platformId }) => {
    const isSeen =
      roles.includes('administrator') ||
      (roles.includes('program_office') && programPlatformIds.includes(platformId)) ||
      worked.some((c) => c.platformId === platformId);
    const isAsked = (q.platformId ?? platformId) === platformId && (q.equipmentId ?? id) === id;
    return isSeen && isAsked;
  });
}

/** What was told of an item and of whatever it was installed in. */
interface Told {
  orders: PlainOrder[];
  /** By people, recorded by then. */
  reports: Loose[];
}

/** What an item was in at an instant, and the order that held it; null: it was not there yet, or not any more. */
function stateAt(world: PlainWorld, q: PlainQuestion, item: Loose, { orders, reports }: Told, at: string) {
  const own = orders.map(stayOf).filter(({ order, from }) => from && order.equipmentId === item.id);
  const hosts: string[] = [];
  for (let id = item.id; hosts.length < 9; ) {
    const versions = (world.versions.get(id) ?? []).filter((v) => v.recordedAt <= at && v.recordedAt <= q.asOf);
    id = versions.at(-1)?.data.installedIn;
    if (!id || hosts.includes(id)) break;
    hosts.push(id);
  }
  const hosted = orders.map(stayOf).filter(({ order, from }) => from && hosts.includes(order.equipmentId));
  const born = [item.createdAt, ...reports.map((r) => r.at), ...own.map((s) => s.from)].sort()[0];
  if (at < born || (item.condemnedAt !== null && at >= item.condemnedAt)) return null;
  const holds = (s: Loose) => s.from <= at && at < s.to;
  const byStart = (a: Loose, b: Loose) => (`${a.from} ${a.order.id}` < `${b.from} ${b.order.id}` ? -1 : 1);
  const holder = own.filter(holds).sort(byStart).at(-1) ?? hosted.filter(holds).sort(byStart).at(-1);
  if (holder) return { state: 'depot', order: holder.order };
  const said: { order: string; state: string }[] = [];
  for (const s of own) {
    if (s.order.releasedAt === null || s.to > at) continue;
    if (own.some((o) => o !== s && o.from <= s.to && s.to < o.to)) continue;
    said.push({ order: `${s.to} 0`, state: s.order.conditionCode === 'D' ? 'pmc' : 'fmc' });
  }
  for (const r of reports) {
    if (r.at > at) continue;
    const cause = { maintenance: 'nmcMaintenance', supply: 'nmcSupply', both: 'nmcBoth' }[String(r.cause)];
    const state = r.condition === 'NMC' ? (cause ?? 'nmcUnspecified') : r.condition.toLowerCase();
    said.push({ order: `${r.at} 1 ${r.recordedAt} ${r.id}`, state });
  }
  said.sort((a, b) => (a.order < b.order ? -1 : 1));
  return { state: said.at(-1)?.state ?? 'unreported', order: null };
}

/** An item and whatever it, or that, was ever installed in. */
function withHostsEver(world: PlainWorld, id: string, known = new Set<string>()): Set<string> {
  if (known.has(id)) return known;
  known.add(id);
  for (const { data } of world.versions.get(id) ?? [])
    if (data.installedIn) withHostsEver(world, data.installedIn, known);
  return known;
}

/** Whether the filters about orders leave the time that an order (or none) holds an item. */
function custodyFilter(world: PlainWorld, q: PlainQuestion): (order: Loose | null) => boolean {
  if (ORDER_FILTERS.every((name) => q[name] === undefined))
    return (order) =>
      order === null ||
      ((!q.rootsOnly || order.rootId === order.id) &&
        (q.historical === undefined || q.historical === order.historical));
  const { platformId: _, equipmentId: __, ...rest } = q;
  const asked = new Set(ordersAskedAbout(world, rest as PlainQuestion).map(({ order }) => order.id));
  return (order) => order !== null && asked.has(order.id);
}

/** Which of the orders a caller sees: of the others it is not said where they are. */
function inSight({ caller }: PlainQuestion, order: Loose): boolean {
  const isPlants = caller.roles.some((role) => ['depot_staff', 'qa_inspector', 'host_office'].includes(role));
  return (
    caller.roles.includes('administrator') ||
    (isPlants && caller.facilityIds.includes(order.facilityId)) ||
    (caller.roles.includes('program_office') && caller.programPlatformIds.includes(order.platformId))
  );
}

interface Fleet {
  /** Each stretch in the window, cut wherever anything changes. */
  stretches: { item: string; state: string; hours: number; subject: PlainSubject }[];
  /** Each downtime that ended in it. */
  downtimes: { hours: number; subject: PlainSubject }[];
}

// The groups of a question are parts of the same.
const fleetBefore = new WeakMap<PlainQuestion, Fleet>();

function fleetOf(world: PlainWorld, q: PlainQuestion): Fleet {
  const known = fleetBefore.get(q);
  if (known) return known;
  const [begin, end] = [midnightInJapan(q.from), midnightInJapan(q.to)];
  const all = ordersAsOf(world, q.asOf);
  const passes = custodyFilter(world, q);
  const fleet: Fleet = { stretches: [], downtimes: [] };
  const months = Array.from({ length: 60 }, (_, n) =>
    midnightInJapan(new Date(Date.UTC(2025, n)).toISOString().slice(0, 10)),
  );
  const changes = [...world.versions.values()].flatMap((all) => (all[0]?.noun === 'equipment' ? all : []));
  for (const item of itemsAskedAbout(world, q)) {
    const concerned = withHostsEver(world, item.id);
    const orders = all.filter(({ order }) => concerned.has(order.equipmentId));
    const subject = (order: Loose | null, at: string) => {
      const { facilityId, activity, level } = order && inSight(q, order) ? order : ({} as Loose);
      return { platformId: item.platformId, equipmentId: item.id, facilityId, activity, level, at };
    };
    const known = world.reports.filter((r) => r.equipmentId === item.id && r.recordedAt <= q.asOf && !r.workOrderId);
    const reports = known.map((r) => r.at);
    const stays = orders.flatMap(({ order }) => [order.inductedAt, order.endedAt]);
    const owners = changes.filter((v) => concerned.has(v.data.id)).map((v) => v.recordedAt);
    const own = [item.createdAt, item.condemnedAt, ...reports, ...stays, ...owners, ...months, begin, end, q.asOf];
    const instants = [...new Set(own)].filter((at) => at !== null && at <= q.asOf).sort();
    let down: string | null = null;
    let before: Loose = null;
    for (const [n, at] of instants.entries()) {
      const now = stateAt(world, q, item, { orders, reports: known }, at);
      const next = instants[n + 1];
      if (now && next && at >= begin && next <= end && passes(now.order))
        fleet.stretches.push({
          item: item.id,
          state: now.state,
          hours: plainHours(at, next),
          subject: subject(now.order, at),
        });
      if (now && down !== null && !DOWN.includes(now.state)) {
        if (at >= begin && at < end && passes(before.order))
          fleet.downtimes.push({ hours: plainHours(down, at), subject: subject(before.order, at) });
        down = null;
      }
      if (now && DOWN.includes(now.state)) down ??= at;
      if (!now) down = null;
      before = now;
    }
  }
  fleetBefore.set(q, fleet);
  return fleet;
}

export const plainFleet: Record<string, PlainMetric> = {
  downtime(world, q, isIn) {
    const { stretches, downtimes } = fleetOf(world, q);
    const hours: Record<string, number> = {};
    const items = new Set<string>();
    for (const one of stretches)
      if (isIn(one.subject)) {
        hours[one.state] = (hours[one.state] ?? 0) + one.hours;
        items.add(one.item);
      }
    const lengths = downtimes.filter(({ subject }) => isIn(subject)).map((one) => one.hours);
    const of = (...states: string[]) => states.reduce((sum, state) => sum + (hours[state] ?? 0), 0);
    const reported = of('fmc', 'pmc', ...DOWN.slice(0, 4));
    const shown = (n: number) => (items.size === 0 ? null : n);
    const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
    return {
      sampleSize: items.size,
      possessedHours: shown(reported + of('unreported')),
      fmcHours: shown(of('fmc')),
      pmcHours: shown(of('pmc')),
      nmcMaintenanceHours: shown(of('nmcMaintenance')),
      nmcSupplyHours: shown(of('nmcSupply')),
      nmcBothHours: shown(of('nmcBoth')),
      nmcUnspecifiedHours: shown(of('nmcUnspecified')),
      unreportedHours: shown(of('unreported')),
      depotHours: shown(of('depot')),
      missionCapableRate: share(of('fmc', 'pmc'), reported),
      nmcMaintenanceRate: share(of('nmcMaintenance', 'nmcBoth'), reported),
      nmcSupplyRate: share(of('nmcSupply', 'nmcBoth'), reported),
      operationalAvailability: share(of('fmc', 'pmc'), reported + of('depot')),
      meanDowntimeHours: share(
        lengths.reduce((a, b) => a + b, 0),
        lengths.length,
      ),
      downtimeCount: lengths.length,
    };
  },

  quality(world, q, isIn) {
    const [begin, end] = [midnightInJapan(q.from), midnightInJapan(q.to)];
    const everything = ordersAsOf(world, q.asOf);
    const seen = new Set<string>();
    const n: Record<string, number> = {};
    const found: Loose[] = [];
    for (const file of ordersAskedAbout(world, q)) {
      const { order, segments, events, nonconformances, inspections, operations } = file;
      const counts = (name: string, at: string, so = true) => {
        if (at < begin || at >= end || !isIn({ ...order, at })) return false;
        seen.add(order.id);
        n[name] = (n[name] ?? 0) + Number(so);
        return true;
      };
      // An act that began a segment happened when the segment begins, as it stands now.
      const instantOf = (e: Loose) => {
        const begun = e.changes.find((c: Loose) => c.part === 'segment' && 'from' in c.set)?.id;
        return ['presented', 'accepted'].includes(e.type) && begun
          ? segments.find((s) => s.id === begun).from
          : e.occurredAt;
      };
      const acts = events
        .filter((e) =>
          /^(presented|withdrawn|rejected|accepted|recalled|refused|released|cancelled|condemned)$/.test(e.type),
        )
        .map((e) => ({ type: e.type as string, at: instantOf(e) as string }));
      const firstAccept = acts.findIndex((a) => a.type === 'accepted');
      for (const [index, act] of acts.entries()) {
        const after = acts.slice(index + 1).map((a) => a.type);
        if (act.type === 'presented') {
          const nextPresented = after.indexOf('presented');
          const own = nextPresented < 0 ? after : after.slice(0, nextPresented);
          // The last word on it; a recall takes the word back.
          const words = own.filter((t) => t !== 'refused' && t !== 'released');
          const decided = words.filter((t) => t !== 'cancelled' && t !== 'condemned').at(-1);
          const isGone = words.includes('cancelled') || words.includes('condemned');
          const isEnded = isGone || (decided !== undefined && decided !== 'recalled');
          const isFailed = decided === 'rejected' || decided === 'withdrawn';
          counts('presentations', act.at);
          counts('endedPresentations', act.at, isEnded);
          counts('rejected', act.at, isFailed);
        }
        if (act.type === 'accepted') {
          const end_ = after.find((t) => /^(recalled|refused|released|cancelled|condemned)$/.test(t));
          counts('acceptances', act.at);
          counts('endedAcceptances', act.at, end_ !== undefined);
          counts('refused', act.at, end_ === 'refused');
        }
        if (index === firstAccept) {
          const earlier = acts.slice(0, index).filter((a) => a.type === 'presented').length;
          const nextPresented = after.indexOf('presented');
          const own = nextPresented < 0 ? after : after.slice(0, nextPresented);
          const isFirst = earlier === 1 && !own.includes('rejected') && !own.includes('withdrawn');
          if (earlier > 0) {
            counts('firstAccepted', act.at);
            counts('firstPass', act.at, isFirst);
          }
        }
      }
      for (const one of nonconformances)
        if (counts('found', one.raisedAt)) {
          const inspection = inspections.find((i) => i.id === one.inspectionId);
          const name =
            one.characteristic === null ? null : (inspection?.characteristics[one.characteristic - 1]?.name ?? null);
          found.push({ ...one, name });
        }
      if (order.releasedAt === null) continue;
      counts('released', order.releasedAt);
      for (const o of operations)
        if (o.reworks !== null && o.status !== 'not_applicable') counts('reworks', order.releasedAt);
      const until = new Date(Date.parse(order.releasedAt) + 90 * 86_400_000).toISOString();
      if (order.codes.workUnit === null || until > q.asOf) continue;
      const isBack = everything.some(
        ({ order: other }) =>
          other.id !== order.id &&
          other.equipmentId === order.equipmentId &&
          other.codes.workUnit === order.codes.workUnit &&
          other.inductedAt !== null &&
          other.inductedAt >= order.releasedAt &&
          other.inductedAt <= until,
      );
      counts('repeatable', order.releasedAt);
      counts('repeated', order.releasedAt, isBack);
    }
    const of = (name: string) => n[name] ?? 0;
    const share = (part: string, whole: string) => (of(whole) === 0 ? null : of(part) / of(whole));
    const tally = (names: string, kindOf: (one: Loose) => string) =>
      Object.fromEntries(names.split(' ').map((name) => [name, found.filter((one) => kindOf(one) === name).length]));
    const named = new Map<string, Loose>();
    for (const { name } of found) {
      if (name === null) continue;
      const key = fold([name.en, name.ja].filter(Boolean).join(' / '));
      named.set(key, { key, name, count: (named.get(key)?.count ?? 0) + 1 });
    }
    return {
      sampleSize: seen.size,
      firstPassYield: share('firstPass', 'firstAccepted'),
      firstAcceptedCount: of('firstAccepted'),
      rejectionRate: share('rejected', 'endedPresentations'),
      presentationCount: of('presentations'),
      endedPresentationCount: of('endedPresentations'),
      refusalRate: share('refused', 'endedAcceptances'),
      acceptanceCount: of('acceptances'),
      endedAcceptanceCount: of('endedAcceptances'),
      reworksPerOrder: share('reworks', 'released'),
      releasedCount: of('released'),
      nonconformances: {
        count: found.length,
        bySeverity: tally('minor major critical', (one) => one.severity),
        byDisposition: tally('rework repair use_as_is return_to_supplier scrap regrade undecided', (one) =>
          one.status === 'open' ? 'undecided' : one.disposition,
        ),
        byCharacteristic: [...named.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
        withoutCharacteristicCount: found.filter(({ name }) => name === null).length,
      },
      repeatRate: share('repeated', 'repeatable'),
      repeatableCount: of('repeatable'),
    };
  },
};

const fold = (text: string) =>
  [...text.normalize('NFKC').toLowerCase()]
    .map((c) => (c >= 'ぁ' && c <= 'ゖ' ? String.fromCharCode(c.charCodeAt(0) + 0x60) : c))
    .join('');
