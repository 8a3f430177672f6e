// Downtime: the worked example to the digit, what must hold for every history, and a plain second reading of each of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDowntime,
  addStretch,
  type Custody,
  cutAt,
  type DowntimeFigures,
  downtimeFigures,
  emptyTally,
  endedDowntimes,
  type ItemHistory,
  statesOf,
} from '../../../src/domain/metrics/downtime.ts';
import { millisecondsWithin, rounded, windowOf } from '../../../src/domain/metrics/figures.ts';
import { startOfDateInTokyo } from '../../../src/domain/values.ts';
import { JUNE, reportOf, workedDowntime, workedHistory } from '../../support/downtime.ts';
import { jst } from '../../support/turnaround.ts';

const LATER = '2030-01-01T00:00:00.000Z';

/** The figures of some items over a window of dates, as known at an instant. */
function measure(items: readonly ItemHistory[], from: string, to: string, asOf = LATER): DowntimeFigures {
  const tally = emptyTally();
  const window = windowOf(from, to);
  const until = Math.min(window.to, Date.parse(asOf));
  for (const [index, item] of items.entries()) {
    const states = statesOf(item);
    for (const { state, from, to } of states) {
      const stretch = { from: Date.parse(from), to: Date.parse(to ?? asOf) };
      const milliseconds = millisecondsWithin(stretch, { from: window.from, to: until });
      if (milliseconds > 0) addStretch(tally, `item ${index}`, state, milliseconds);
    }
    for (const downtime of endedDowntimes(states)) {
      const at = Date.parse(downtime.to);
      if (window.from <= at && at < window.to) addDowntime(tally, downtime);
    }
  }
  return rounded(downtimeFigures(tally));
}

const itemOf = (fields: Partial<ItemHistory>): ItemHistory => ({
  registeredAt: jst('01-01 00:00'),
  condemnedAt: null,
  reports: [],
  custody: [],
  ...fields,
});
const stay = (from: string, to: string | null, more: Partial<Custody> = {}): Custody => ({
  workOrderId: `order of ${from}`,
  from,
  to,
  releasedIn: null,
  ofHost: false,
  ...more,
});
const shown = (item: ItemHistory) => statesOf(item).map(({ state, from, to }) => [state, from, to]);

describe('the worked example', () => {
  test('to the digit', () => {
    expect(measure([workedHistory()], JUNE.from, JUNE.to)).toEqual(workedDowntime);
  });

  test('is a run of supply and depot, whole', () => {
    expect(endedDowntimes(statesOf(workedHistory()))).toEqual([
      { from: jst('06-05 12:00'), to: jst('06-20 09:00'), workOrderId: 'o1' },
    ]);
  });
});

describe('three faults of a widely used open-source maintenance system', () => {
  test('an item that is down now counts as down', () => {
    const item = itemOf({ reports: [reportOf(jst('06-29 00:00'), 'NMC', 'maintenance')] });
    const figures = measure([item], JUNE.from, JUNE.to, jst('06-30 12:00'));
    expect(figures).toMatchObject({ nmcMaintenanceHours: 36, unreportedHours: 28 * 24, downtimeCount: 0 });
    const held = itemOf({ custody: [stay(jst('06-29 00:00'), null)] });
    expect(measure([held], JUNE.from, JUNE.to, jst('06-30 12:00'))).toMatchObject({ depotHours: 36 });
  });

  test('downtime that began before the window counts inside it', () => {
    const item = itemOf({
      reports: [reportOf(jst('03-01 00:00'), 'NMC', 'supply'), reportOf(jst('06-02 00:00'), 'FMC')],
    });
    expect(measure([item], JUNE.from, JUNE.to)).toMatchObject({ nmcSupplyHours: 24, fmcHours: 29 * 24 });
    const always = itemOf({ reports: [reportOf(jst('03-01 00:00'), 'NMC', 'supply')] });
    expect(measure([always], JUNE.from, JUNE.to)).toMatchObject({ nmcSupplyHours: 720, missionCapableRate: 0 });
  });

  test('mean downtime divides by the downtimes that ended, not by those that began', () => {
    const ended = itemOf({ custody: [stay(jst('05-30 00:00'), jst('06-03 00:00'), { releasedIn: 'A' })] });
    const lasting = itemOf({ custody: [stay(jst('06-10 00:00'), null)] });
    expect(measure([ended, lasting, lasting], JUNE.from, JUNE.to)).toMatchObject({
      meanDowntimeHours: 96,
      downtimeCount: 1,
    });
  });
});

describe('the states of an item', () => {
  test('before its first report are not reported, and in no rate', () => {
    const item = itemOf({ registeredAt: jst('06-01 00:00'), reports: [reportOf(jst('06-11 00:00'), 'FMC')] });
    expect(measure([item], JUNE.from, JUNE.to)).toMatchObject({
      unreportedHours: 240,
      possessedHours: 720,
      missionCapableRate: 1,
      operationalAvailability: 1,
    });
    expect(measure([itemOf({})], JUNE.from, JUNE.to)).toMatchObject({ unreportedHours: 720, missionCapableRate: null });
  });

  test('begin with what is known earliest: the registration, a report or custody', () => {
    const item = itemOf({ registeredAt: jst('06-20 00:00'), reports: [reportOf(jst('06-10 00:00'), 'PMC')] });
    expect(shown(item)).toEqual([['pmc', jst('06-10 00:00'), null]]);
    const imported = itemOf({
      registeredAt: jst('06-20 00:00'),
      custody: [stay(jst('05-01 00:00'), jst('05-03 00:00'))],
    });
    expect(shown(imported)).toEqual([
      ['depot', jst('05-01 00:00'), jst('05-03 00:00')],
      ['unreported', jst('05-03 00:00'), null],
    ]);
  });

  test('a report made during depot custody counts only after it', () => {
    const reports = [reportOf(jst('05-01 00:00'), 'FMC'), reportOf(jst('06-05 00:00'), 'NMC', 'both')];
    const custody = [stay(jst('06-01 00:00'), jst('06-11 00:00'))];
    expect(shown(itemOf({ reports, custody })).slice(1)).toEqual([
      ['fmc', jst('05-01 00:00'), jst('06-01 00:00')],
      ['depot', jst('06-01 00:00'), jst('06-11 00:00')],
      ['nmcBoth', jst('06-11 00:00'), null],
    ]);
  });

  test('release reports A, B and C as FMC and D as PMC, over what was reported before', () => {
    for (const releasedIn of ['A', 'B', 'C', 'D'] as const) {
      const reports = [reportOf(jst('06-05 00:00'), 'NMC', 'both')];
      const custody = [stay(jst('06-01 00:00'), jst('06-11 00:00'), { releasedIn })];
      expect(shown(itemOf({ reports, custody })).at(-1)?.[0]).toBe(releasedIn === 'D' ? 'pmc' : 'fmc');
    }
  });

  test('cancel hands it back in the condition it came with', () => {
    const reports = [reportOf(jst('05-01 00:00'), 'NMC', 'maintenance')];
    const custody = [stay(jst('06-01 00:00'), jst('06-11 00:00'))];
    expect(shown(itemOf({ reports, custody })).at(-1)).toEqual(['nmcMaintenance', jst('06-11 00:00'), null]);
    expect(endedDowntimes(statesOf(itemOf({ reports, custody })))).toEqual([]);
  });

  test('condemned: no hours after, and its downtime ends there uncounted', () => {
    const reports = [reportOf(jst('05-01 00:00'), 'FMC')];
    const custody = [stay(jst('06-01 00:00'), jst('06-11 00:00'))];
    const item = itemOf({ reports, custody, condemnedAt: jst('06-11 00:00') });
    expect(shown(item).at(-1)).toEqual(['depot', jst('06-01 00:00'), jst('06-11 00:00')]);
    expect(measure([item], JUNE.from, JUNE.to)).toMatchObject({ depotHours: 240, possessedHours: 0, downtimeCount: 0 });
    expect(statesOf(itemOf({ condemnedAt: jst('01-01 00:00') }))).toEqual([]);
  });

  test('overlaps count once: the item is where it was received last', () => {
    const custody = [
      stay(jst('06-01 00:00'), jst('06-21 00:00'), { workOrderId: 'root', releasedIn: 'D' }),
      stay(jst('06-05 00:00'), jst('06-11 00:00'), { workOrderId: 'sub', releasedIn: 'A' }),
    ];
    const states = statesOf(itemOf({ custody }));
    expect(states.map((s) => [s.state, s.workOrderId])).toEqual([
      ['unreported', null],
      ['depot', 'root'],
      ['depot', 'sub'],
      ['depot', 'root'],
      ['pmc', null],
    ]);
    expect(measure([itemOf({ custody })], JUNE.from, JUNE.to)).toMatchObject({
      depotHours: 480,
      downtimeCount: 1,
      meanDowntimeHours: 480,
    });
  });

  test('nothing is handed back while another order holds the item', () => {
    const custody = [
      stay(jst('06-01 00:00'), jst('06-21 00:00'), { workOrderId: 'root' }),
      stay(jst('06-05 00:00'), jst('06-11 00:00'), { workOrderId: 'sub', releasedIn: 'A' }),
    ];
    const reports = [reportOf(jst('05-01 00:00'), 'NMC', 'supply')];
    expect(shown(itemOf({ reports, custody })).at(-1)?.[0]).toBe('nmcSupply');
    const [root, sub] = custody as [Custody, Custody];
    expect(shown(itemOf({ reports, custody: [{ ...root, to: null }, sub] })).at(-1)?.[0]).toBe('depot');
  });

  test('what an item is installed in takes it along, reports nothing of it, and stands behind its own order', () => {
    const reports = [reportOf(jst('05-01 00:00'), 'FMC')];
    const custody = [
      stay(jst('06-03 00:00'), jst('06-30 00:00'), { workOrderId: 'aircraft', releasedIn: 'D', ofHost: true }),
      stay(jst('06-01 00:00'), jst('06-20 00:00'), { workOrderId: 'engine', releasedIn: 'A' }),
    ];
    expect(statesOf(itemOf({ reports, custody })).map((s) => [s.state, s.workOrderId, s.from])).toEqual([
      ['unreported', null, jst('01-01 00:00')],
      ['fmc', null, jst('05-01 00:00')],
      ['depot', 'engine', jst('06-01 00:00')],
      ['depot', 'aircraft', jst('06-20 00:00')],
      ['fmc', null, jst('06-30 00:00')],
    ]);
  });

  test('of reports at one instant the last recorded counts, and a person’s over the release', () => {
    const at = jst('06-11 00:00');
    const reports = [
      reportOf(at, 'NMC', 'supply', jst('06-13 00:00')),
      reportOf(at, 'PMC', null, jst('06-12 00:00')),
      reportOf(at, 'NMC', 'both', jst('06-13 00:00')),
    ];
    const custody = [stay(jst('06-01 00:00'), at, { releasedIn: 'A' })];
    expect(shown(itemOf({ reports, custody })).at(-1)?.[0]).toBe('nmcBoth');
    expect(shown(itemOf({ reports: reports.toReversed(), custody })).at(-1)?.[0]).toBe('nmcBoth');
  });

  test('NMC without a cause is in neither rate by cause', () => {
    const figures = measure([itemOf({ reports: [reportOf(jst('01-01 00:00'), 'NMC')] })], JUNE.from, JUNE.to);
    expect(figures).toMatchObject({
      nmcUnspecifiedHours: 720,
      nmcSupplyRate: 0,
      nmcMaintenanceRate: 0,
      missionCapableRate: 0,
    });
  });

  test('both causes are in both rates', () => {
    const figures = measure([itemOf({ reports: [reportOf(jst('01-01 00:00'), 'NMC', 'both')] })], JUNE.from, JUNE.to);
    expect(figures).toMatchObject({ nmcBothHours: 720, nmcSupplyRate: 1, nmcMaintenanceRate: 1 });
  });
});

describe('windows', () => {
  const down = itemOf({
    reports: [reportOf(jst('01-05 00:00'), 'NMC', 'supply'), reportOf(jst('12-20 00:00'), 'FMC')],
  });

  test('cut hours on both sides, and never the length of a downtime', () => {
    expect(measure([down], '2026-06-10', '2026-06-11')).toMatchObject({ nmcSupplyHours: 24, downtimeCount: 0 });
    expect(measure([down], '2026-12-20', '2026-12-21')).toMatchObject({
      fmcHours: 24,
      nmcSupplyHours: 0,
      meanDowntimeHours: 349 * 24,
    });
  });

  test('are half-open: what ends at midnight in Tokyo ends in the day that begins', () => {
    expect(measure([down], '2026-12-19', '2026-12-20').downtimeCount).toBe(0);
    expect(measure([down], '2026-12-20', '2026-12-21').downtimeCount).toBe(1);
  });

  test('have as many hours as Japan has, whatever clocks do elsewhere', () => {
    const fit = itemOf({
      registeredAt: '2020-01-01T00:00:00.000Z',
      reports: [reportOf('2020-01-01T00:00:00.000Z', 'FMC')],
    });
    // US daylight saving begins on 8 March and ends on 1 November 2026.
    expect(measure([fit], '2026-03-08', '2026-03-09').fmcHours).toBe(24);
    expect(measure([fit], '2026-11-01', '2026-11-02').fmcHours).toBe(24);
    // A leap day, and the end of a year.
    expect(measure([fit], '2028-02-01', '2028-03-01').fmcHours).toBe(29 * 24);
    expect(measure([fit], '2026-12-31', '2027-01-02').fmcHours).toBe(48);
  });

  test('without an item, or before anything is known of them, leave everything undefined', () => {
    const undefinedFigures = { ...Object.fromEntries(Object.keys(workedDowntime).map((name) => [name, null])) };
    const nothing = { ...undefinedFigures, sampleSize: 0, downtimeCount: 0 };
    expect(measure([], JUNE.from, JUNE.to)).toEqual(nothing);
    expect(measure([down], JUNE.from, JUNE.to, jst('05-01 00:00'))).toEqual(nothing);
  });
});

describe('cutting a stretch', () => {
  const at = (day: number) => startOfDateInTokyo(`2026-06-${String(day).padStart(2, '0')}`);

  test('leaves the same time in pieces', () => {
    expect(cutAt({ from: at(3), to: at(9) }, [at(1), at(3), at(5), at(9), at(12)])).toEqual([
      { from: at(3), to: at(5) },
      { from: at(5), to: at(9) },
    ]);
    expect(cutAt({ from: at(3), to: null }, [at(5)])).toEqual([
      { from: at(3), to: at(5) },
      { from: at(5), to: null },
    ]);
  });
});

describe('every history', () => {
  const DAY = 86_400_000;
  const dayOf = (n: number) => new Date(Date.parse(jst('05-01 00:00')) + n * DAY).toISOString();
  const histories = fc.record({
    registered: fc.integer({ min: 0, max: 40 }),
    condemned: fc.option(fc.integer({ min: 30, max: 120 })),
    reports: fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 100 }),
        recorded: fc.integer({ min: 0, max: 5 }),
        condition: fc.constantFrom('FMC' as const, 'PMC' as const, 'NMC' as const),
        cause: fc.constantFrom(null, 'maintenance' as const, 'supply' as const, 'both' as const),
      }),
      { maxLength: 8 },
    ),
    stays: fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 100 }),
        days: fc.option(fc.integer({ min: 0, max: 30 })),
        releasedIn: fc.constantFrom(null, 'A' as const, 'D' as const),
        ofHost: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
  });

  test('comes out as when every day of it is looked at alone', () => {
    fc.assert(
      fc.property(histories, (given) => {
        const item: ItemHistory = {
          registeredAt: dayOf(given.registered),
          condemnedAt: given.condemned === null ? null : dayOf(given.condemned),
          reports: given.reports.map((r) =>
            reportOf(dayOf(r.day), r.condition, r.condition === 'NMC' ? r.cause : null, dayOf(r.day + r.recorded)),
          ),
          custody: given.stays.map((s, n) => ({
            workOrderId: `order ${n}`,
            from: dayOf(s.day),
            to: s.days === null ? null : dayOf(s.day + s.days),
            releasedIn: s.days === null ? null : s.releasedIn,
            ofHost: s.ofHost,
          })),
        };
        const states = statesOf(item);
        for (const [index, stretch] of states.entries()) {
          const next = states[index + 1];
          expect(stretch.to).toBe(next ? next.from : item.condemnedAt);
        }
        const days = Array.from({ length: 140 }, (_, day) => dayOf(day));
        const told = days.map((at) => stateOn(item, at));
        const found = days.map((at) => states.find((s) => s.from <= at && (s.to === null || s.to > at))?.state ?? null);
        expect(found).toEqual(told);
        const runs: string[] = [];
        let begun: number | null = null;
        for (const [day, state] of told.entries()) {
          const isCapable = state !== null && ['fmc', 'pmc', 'unreported'].includes(state);
          if (isCapable && begun !== null) runs.push(`${begun}-${day}`);
          if (isCapable || state === null) begun = null;
          else begun ??= day;
        }
        const dayAt = (at: string) => (Date.parse(at) - Date.parse(dayOf(0))) / DAY;
        expect(endedDowntimes(states).map(({ from, to }) => `${dayAt(from)}-${dayAt(to)}`)).toEqual(runs);
      }),
      { numRuns: 100 },
    );
  });

  // What the page says, read for one instant at a time.
  function stateOn(item: ItemHistory, at: string) {
    const holds = (c: Custody) => c.from <= at && (c.to === null || at < c.to);
    const known = [item.registeredAt, ...item.reports.map((r) => r.at), ...item.custody.map((c) => c.from)];
    if (item.condemnedAt !== null && at >= item.condemnedAt) return null;
    // A stay of no length tells of the item all the same.
    if (!known.some((first) => first <= at)) return null;
    if (item.custody.some(holds)) return 'depot';
    let last = { at: '', order: '', state: 'unreported' };
    for (const c of item.custody) {
      const { to } = c;
      if (c.ofHost || c.releasedIn === null || to === null || to > at || to < last.at) continue;
      const others = item.custody.filter((o) => o !== c && !o.ofHost);
      if (others.some((o) => o.from <= to && (o.to === null || o.to > to))) continue;
      const state = c.releasedIn === 'D' ? 'pmc' : 'fmc';
      last = { at: to, order: '', state };
    }
    for (const r of item.reports) {
      if (r.at > at) continue;
      const order = `${r.recordedAt} ${r.id}`;
      if (r.at < last.at || (r.at === last.at && order < last.order)) continue;
      const cause = { maintenance: 'nmcMaintenance', supply: 'nmcSupply', both: 'nmcBoth' };
      const down = r.cause === null ? 'nmcUnspecified' : cause[r.cause];
      last = { at: r.at, order, state: r.condition === 'NMC' ? down : r.condition.toLowerCase() };
    }
    return last.state;
  }
});
