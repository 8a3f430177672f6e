// Corrections of the clock: the ledger stays sound whatever is proposed, and the order follows its segments.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CATEGORIES,
  type Category,
  ledgerFaults,
  RESPONSIBLE,
  type Segment,
} from '../../../src/domain/metrics/turnaround.ts';
import type { WorkOrder } from '../../../src/domain/orders/work-order.ts';
import type { Instant } from '../../../src/domain/values.ts';
import {
  type Correction,
  corrected,
  correctionInput,
  type Limits,
  movedWith,
  type Proposal,
  SIDES,
  signedBoundaries,
  strandedOperations,
} from '../../../src/domain/workshop/correction.ts';
import type { Operation } from '../../../src/domain/workshop/operation.ts';
import { signatureOf } from '../../support/facts.ts';

const at = (hour: number): Instant => new Date(Date.UTC(2026, 2, 2, hour)).toISOString();

/** A ledger from the hours at which each segment begins; the last runs when `end` is left out. */
function ledger(stays: [hour: number, category: Category][], end?: number): Segment[] {
  return stays.map(([hour, category], index) => {
    const next = stays[index + 1]?.[0] ?? end;
    return {
      id: `s${index + 1}`,
      n: index + 1,
      from: at(hour),
      to: next === undefined ? null : at(next),
      category,
      responsible: RESPONSIBLE[category],
      acknowledgement: category === 'engineering' ? 'unacknowledged' : null,
    };
  });
}

const limits: Limits = { now: at(100), authorizedAt: null, closedAt: null, signed: [] };
const propose = (n: number, said: Partial<Omit<Correction, 'n'>>): Proposal => ({
  n,
  from: null,
  to: null,
  category: null,
  side: 'plant',
  ...said,
});
const course = ledger([
  [0, 'receiving'],
  [10, 'maintenance'],
  [30, 'engineering'],
  [50, 'maintenance'],
]);
const faultsOf = (segments: Segment[], said: Proposal, within: Partial<Limits> = {}) =>
  corrected(segments, said, { ...limits, ...within }).faults.map((f) => `${f.pointer} ${f.code}`);

describe('a correction of a segment', () => {
  test('moves its boundaries, and the neighbours give way', () => {
    const { segments, faults } = corrected(course, propose(2, { from: at(8), to: at(33) }), limits);
    expect(faults).toEqual([]);
    expect(segments.map((s) => [s.from, s.to])).toEqual([
      [at(0), at(8)],
      [at(8), at(33)],
      [at(33), at(50)],
      [at(50), null],
    ]);
    expect(segments[3]).toBe(course[3]);
    expect(course[1]).toMatchObject({ from: at(10), to: at(30) });
  });

  test('changes its cause, and the party with it; what the plant charges is acknowledged by the agreement', () => {
    const becomes = (category: Category, side: 'plant' | 'government') => {
      const {
        category: is,
        responsible,
        acknowledgement,
      } = corrected(course, propose(2, { category, side }), limits).segments[1] as Segment;
      return [is, responsible, acknowledgement];
    };
    expect(becomes('customer', 'plant')).toEqual(['customer', 'government', 'acknowledged']);
    expect(becomes('customer', 'government')).toEqual(['customer', 'government', null]);
    expect(becomes('acceptance', 'plant')).toEqual(['acceptance', 'government', null]);
    expect(becomes('supply', 'plant')).toEqual(['supply', 'supply', null]);
  });

  test('leaves what was said of its hours when the cause stays', () => {
    const { segments } = corrected(course, propose(3, { to: at(45) }), limits);
    expect(segments[2]).toMatchObject({ to: at(45), category: 'engineering', acknowledgement: 'unacknowledged' });
  });

  test.each<[string, Proposal, string[], Partial<Limits>?]>([
    ['nothing new', propose(2, { from: at(10), category: 'maintenance' }), [' correction.changes_nothing']],
    ['a beginning in the future', propose(4, { from: at(101) }), ['/from correction.in_future']],
    ['an end in the future', propose(3, { to: at(101) }), ['/to correction.in_future']],
    ['an end of what still runs', propose(4, { to: at(60) }), ['/to correction.still_runs']],
    ['an end before the beginning', propose(2, { to: at(10) }), ['/to correction.reversed']],
    ['a beginning after the end', propose(2, { from: at(31) }), ['/from correction.reversed']],
    ['a beginning that swallows the one before', propose(2, { from: at(0) }), ['/from correction.neighbour_gone']],
    ['an end that swallows the one behind', propose(2, { to: at(50) }), ['/to correction.neighbour_gone']],
    [
      'a beginning before the order was authorized',
      propose(1, { from: at(-3) }),
      ['/from correction.before_authorized'],
      { authorizedAt: at(-2) },
    ],
  ])('refuses %s, and changes nothing', (_, said, faults, within) => {
    expect(faultsOf(course, said, within)).toEqual(faults);
    expect(corrected(course, said, { ...limits, ...within }).segments).toBe(course);
  });

  test('refuses an end after the order was closed', () => {
    const ended = ledger(
      [
        [0, 'receiving'],
        [10, 'acceptance'],
      ],
      40,
    );
    expect(faultsOf(ended, propose(2, { to: at(42) }), { closedAt: at(41) })).toEqual(['/to correction.after_closed']);
    expect(faultsOf(ended, propose(2, { to: at(41) }), { closedAt: at(41) })).toEqual([]);
    expect(faultsOf(ended, propose(2, { to: at(42) }))).toEqual([]);
  });

  describe('of a boundary that a signed act set', () => {
    // Accepted at 20, recalled, accepted again at 40, held and resumed, released at 60.
    const ended = ledger(
      [
        [0, 'inspection'],
        [20, 'acceptance'],
        [30, 'inspection'],
        [40, 'acceptance'],
        [45, 'weather'],
        [50, 'acceptance'],
      ],
      60,
    );
    const filed = ended.map((s) => ({ ...s, workOrderId: 'order' }));
    const signatures = [
      signatureOf('sign_inspection', 10, { signedAt: at(19) }),
      signatureOf('accept', 11, { signedAt: at(20), supersededAt: at(30) }),
      signatureOf('accept', 13, { signedAt: at(40) }),
      signatureOf('release', 17, { signedAt: at(60) }),
    ];
    const begunBy = new Map([
      [11, 's2'],
      [13, 's4'],
    ]);
    const signed = signedBoundaries({ segments: filed, signatures }, begunBy);

    test('is each acceptance that was signed, in force or not, and the end', () => {
      expect(signed).toEqual([
        { segmentId: 's2', edge: 'from', signedAt: at(20) },
        { segmentId: 's4', edge: 'from', signedAt: at(40) },
        { segmentId: 's6', edge: 'to', signedAt: at(60) },
      ]);
      const condemned = [signatureOf('condemn', 9, { signedAt: at(60) })];
      expect(signedBoundaries({ segments: filed, signatures: condemned }, new Map())).toEqual([
        { segmentId: 's6', edge: 'to', signedAt: at(60) },
      ]);
      expect(signedBoundaries({ segments: [], signatures }, new Map())).toEqual([]);
    });

    test.each<[string, Proposal, string[]]>([
      ['its beginning before', propose(2, { from: at(19) }), ['/from correction.before_signature']],
      ['the end of the one before it before', propose(1, { to: at(19) }), ['/to correction.before_signature']],
      ['a later one before', propose(4, { from: at(39) }), ['/from correction.before_signature']],
      ['the end of the one before a later one before', propose(3, { to: at(39) }), ['/to correction.before_signature']],
      ['the release before', propose(6, { to: at(59) }), ['/to correction.before_signature']],
      ['both ends', propose(3, { from: at(29), to: at(39) }), ['/to correction.before_signature']],
      ['its beginning later', propose(2, { from: at(21) }), []],
      ['the end of the one before it later', propose(1, { to: at(21) }), []],
      ['the release later', propose(6, { to: at(61) }), []],
      ['what a recall set, earlier', propose(2, { to: at(25) }), []],
      ['what a resumption set, earlier', propose(6, { from: at(47) }), []],
      ['what a hold set, earlier', propose(4, { to: at(43) }), []],
      ['the cause alone', propose(4, { category: 'customer' }), []],
    ])('%s: %j', (_, said, faults) => {
      expect(faultsOf(ended, said, { signed })).toEqual(faults);
    });

    test('moved later it may come back as far as the signature', () => {
      const { segments } = corrected(ended, propose(2, { from: at(25) }), { ...limits, signed });
      expect(corrected(segments, propose(2, { from: at(20) }), { ...limits, signed }).faults).toEqual([]);
      expect(faultsOf([...segments], propose(1, { to: at(19) }), { signed })).toEqual([
        '/to correction.before_signature',
      ]);
    });
  });

  test('lets induction go back as far as the authorization', () => {
    expect(faultsOf(course, propose(1, { from: at(-2) }), { authorizedAt: at(-2) })).toEqual([]);
  });

  test('names every fault at once', () => {
    expect(faultsOf(course, propose(3, { from: at(9), to: at(200) }))).toEqual([
      '/to correction.in_future',
      '/from correction.neighbour_gone',
    ]);
  });

  test('of a segment that is not there is a mistake of the program', () => {
    expect(() => corrected(course, propose(9, { category: 'weather' }), limits)).toThrow(RangeError);
  });

  test('whatever is proposed, the ledger stays sound and loses no hour, or stays as it is', () => {
    const anyLedger = fc
      .tuple(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(...CATEGORIES)), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.boolean(),
      )
      .map(([stays, runs]) => {
        let hour = 0;
        const begun = stays.map(([length, category]): [number, Category] => {
          hour += length;
          return [hour, category];
        });
        return ledger(begun, runs ? undefined : hour + 5);
      });
    const hour = fc.option(fc.integer({ min: -5, max: 180 }).map(at));
    let agreed = 0;
    fc.assert(
      fc.property(
        anyLedger,
        fc.nat(),
        hour,
        hour,
        fc.option(fc.constantFrom(...CATEGORIES)),
        fc.constantFrom(...SIDES),
        (segments, pick, from, to, category, side) => {
          const n = (pick % segments.length) + 1;
          const { segments: after, faults } = corrected(segments, { n, from, to, category, side }, limits);
          if (faults.length > 0) {
            expect(after).toBe(segments);
            return;
          }
          agreed += 1;
          const stay = { from: after[0]?.from ?? '', to: after.at(-1)?.to ?? null };
          expect(ledgerFaults(after, stay)).toEqual([]);
          expect(after.map((s) => s.id)).toEqual(segments.map((s) => s.id));
          expect(stay.to === null).toBe(segments.at(-1)?.to === null);
          // Only its own ends of the stay can move, and what stood still by itself keeps its length.
          if (n > 1) expect(stay.from).toBe(segments[0]?.from);
          if (n < segments.length) expect(stay.to).toBe(segments.at(-1)?.to);
          for (const [index, s] of after.entries()) {
            const was = segments[index] as Segment;
            if (Math.abs(index + 1 - n) > 1) expect(s).toBe(was);
            if (index + 1 !== n) expect(s.category).toBe(was.category);
            if (was.to !== null && was.to > was.from && s.to !== null) expect(s.to > s.from).toBe(true);
          }
        },
      ),
      { numRuns: 2000, seed: 26_327 },
    );
    expect(agreed).toBeGreaterThan(100);
  });
});

describe('what an order says', () => {
  const received = { direction: 'received', at: at(0), document: 'D-1' };
  const order = (fields: object) =>
    ({
      status: 'in_work',
      statusSince: at(50),
      holdCause: null,
      custody: [received],
      inductedAt: at(0),
      startedAt: at(10),
      presentedAt: null,
      acceptedAt: null,
      releasedAt: null,
      endedAt: null,
      ...fields,
    }) as unknown as WorkOrder;
  const moved = (of: WorkOrder, before: Segment[], said: Proposal) => {
    const { segments, faults } = corrected(before, said, limits);
    expect(faults).toEqual([]);
    return movedWith(of, before, segments);
  };

  test('induction moves with the first segment, and the receipt with it', () => {
    expect(moved(order({}), course, propose(1, { from: at(-4) }))).toEqual({
      inductedAt: at(-4),
      custody: [{ ...received, at: at(-4) }],
    });
  });

  test('the start of work moves with its segment, or with the one before it', () => {
    expect(moved(order({}), course, propose(2, { from: at(12) }))).toEqual({ startedAt: at(12) });
    expect(moved(order({}), course, propose(1, { to: at(12) }))).toEqual({ startedAt: at(12) });
  });

  test('the status stands since its segment began', () => {
    expect(moved(order({}), course, propose(4, { from: at(55) }))).toEqual({ statusSince: at(55) });
  });

  test('a cause changes nothing but the cause of a hold', () => {
    expect(moved(order({}), course, propose(2, { category: 'capacity' }))).toEqual({});
    const held = ledger([
      [0, 'receiving'],
      [10, 'funding'],
    ]);
    const onHold = order({ status: 'on_hold', holdCause: 'funding', startedAt: null });
    expect(moved(onHold, held, propose(2, { category: 'weather' }))).toEqual({ holdCause: 'weather' });
    // What is no cause of a hold is the clock's alone, and a hold whose instants move keeps its cause.
    expect(moved(onHold, held, propose(2, { category: 'engineering' }))).toEqual({});
    expect(moved(onHold, held, propose(2, { from: at(11) }))).toEqual({ statusSince: at(11) });
  });

  test('release and the end move with the last segment; a closed order keeps when it was closed', () => {
    const whole = ledger(
      [
        [0, 'receiving'],
        [10, 'maintenance'],
        [30, 'inspection'],
        [40, 'acceptance'],
      ],
      50,
    );
    const ended = { presentedAt: at(30), acceptedAt: at(40), releasedAt: at(50), endedAt: at(50) };
    const later = propose(4, { to: at(48) });
    expect(moved(order({ status: 'released', ...ended }), whole, later)).toEqual({
      releasedAt: at(48),
      endedAt: at(48),
      statusSince: at(48),
    });
    expect(moved(order({ status: 'closed', statusSince: at(60), ...ended }), whole, later)).toEqual({
      releasedAt: at(48),
      endedAt: at(48),
    });
    const back = { direction: 'handed_back', at: at(50), document: 'D-2' };
    const cancelled = order({ status: 'cancelled', ...ended, releasedAt: null, custody: [received, back] });
    expect(moved(cancelled, whole, later)).toEqual({
      endedAt: at(48),
      statusSince: at(48),
      custody: [received, { ...back, at: at(48) }],
    });
    expect(moved(order({ status: 'released', ...ended }), whole, propose(3, { from: at(31), to: at(41) }))).toEqual({
      presentedAt: at(31),
      acceptedAt: at(41),
    });
  });

  test('where segments begin at one instant, each beginning stays with its own', () => {
    const quick = ledger([
      [0, 'receiving'],
      [10, 'maintenance'],
      [30, 'inspection'],
      [30, 'acceptance'],
    ]);
    const presented = order({
      status: 'awaiting_acceptance',
      statusSince: at(30),
      presentedAt: at(30),
      acceptedAt: at(30),
    });
    expect(moved(presented, quick, propose(4, { from: at(33) }))).toEqual({ acceptedAt: at(33), statusSince: at(33) });
  });
});

describe('operations done in work', () => {
  const operation = (performedAt: Instant | null, status = 'done') => ({ status, performedAt }) as Operation;

  test('are stranded when the work is no longer there', () => {
    const done = operation(at(29));
    const after = corrected(course, propose(2, { to: at(28) }), limits).segments;
    expect(strandedOperations([done, operation(at(28)), operation(at(60))], course, after)).toEqual([done]);
    const other = corrected(course, propose(2, { category: 'capacity' }), limits).segments;
    expect(strandedOperations([done], course, other)).toEqual([done]);
  });

  test('and no others: open ones, not applicable ones, and those that never were in work', () => {
    const after = corrected(course, propose(2, { category: 'capacity' }), limits).segments;
    const others = [operation(null, 'open'), operation(at(20), 'not_applicable'), operation(at(35))];
    expect(strandedOperations(others, course, after)).toEqual([]);
  });
});

test('a correction says what is wrong', () => {
  expect(correctionInput.safeParse({ reason: { en: 'x' } }).success).toBe(false);
  for (const said of [{ from: at(1) }, { to: at(1) }, { category: 'weather' }])
    expect(correctionInput.safeParse({ ...said, reason: { en: 'x' } }).success).toBe(true);
});
