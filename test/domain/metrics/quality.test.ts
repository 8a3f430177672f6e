// Quality: presentations and acceptances with their ends, what was found and reworked, and what came back within 90 days.
import { describe, expect, test } from 'vitest';
import { rounded } from '../../../src/domain/metrics/figures.ts';
import {
  addFact,
  emptyQualityTally,
  type QualityEvent,
  type QualityFigures,
  type QualityHistory,
  qualityFactsOf,
  qualityFigures,
} from '../../../src/domain/metrics/quality.ts';
import { jst } from '../../support/turnaround.ts';

const ASOF = jst('12-31 00:00');
const nothing = {
  acts: [],
  nonconformances: [],
  releasedAt: null,
  workUnit: null,
  reworks: 0,
  inductions: [],
} satisfies QualityHistory;

/** An order to which these things happened, a day apart from 1 May on. */
function orderOf(...types: QualityEvent[]): QualityHistory {
  const acts = types.map((type, index) => ({ type, at: jst(`05-${String(index + 1).padStart(2, '0')} 09:00`) }));
  return { ...nothing, acts, releasedAt: acts.find(({ type }) => type === 'released')?.at ?? null };
}

function measure(orders: readonly QualityHistory[], asOf = ASOF): QualityFigures {
  const tally = emptyQualityTally();
  for (const [index, order] of orders.entries())
    for (const fact of qualityFactsOf(order, asOf)) addFact(tally, `order ${index}`, fact);
  return rounded(qualityFigures(tally));
}

describe('presentations and acceptances', () => {
  test('accepted at the first presentation', () => {
    expect(measure([orderOf('presented', 'accepted', 'released')])).toMatchObject({
      sampleSize: 1,
      firstPassYield: 1,
      firstAcceptedCount: 1,
      rejectionRate: 0,
      endedPresentationCount: 1,
      refusalRate: 0,
      endedAcceptanceCount: 1,
    });
  });

  test.each(['rejected', 'withdrawn'] as const)('%s counts as a failed presentation', (failed) => {
    expect(measure([orderOf('presented', failed, 'presented', 'accepted')])).toMatchObject({
      firstPassYield: 0,
      rejectionRate: 0.5,
      presentationCount: 2,
      endedPresentationCount: 2,
      refusalRate: null,
      acceptanceCount: 1,
      endedAcceptanceCount: 0,
    });
  });

  test('a refusal is what escaped inspection: the presentation was accepted all the same', () => {
    expect(measure([orderOf('presented', 'accepted', 'refused', 'presented', 'accepted', 'released')])).toMatchObject({
      firstPassYield: 1,
      firstAcceptedCount: 1,
      rejectionRate: 0,
      presentationCount: 2,
      refusalRate: 0.5,
      endedAcceptanceCount: 2,
    });
  });

  test('a recall reopens its presentation, which counts once, and ends the acceptance without a refusal', () => {
    const again = measure([orderOf('presented', 'accepted', 'recalled', 'accepted', 'released')]);
    expect(again).toMatchObject({
      firstPassYield: 1,
      firstAcceptedCount: 1,
      rejectionRate: 0,
      presentationCount: 1,
      endedPresentationCount: 1,
      refusalRate: 0,
      acceptanceCount: 2,
      endedAcceptanceCount: 2,
    });
    const open = measure([orderOf('presented', 'accepted', 'recalled')]);
    expect(open).toMatchObject({
      firstPassYield: 1,
      rejectionRate: null,
      presentationCount: 1,
      endedPresentationCount: 0,
      refusalRate: 0,
      endedAcceptanceCount: 1,
    });
  });

  test('a presentation that is rejected after a recall was rejected, and was no first pass', () => {
    expect(
      measure([orderOf('presented', 'accepted', 'recalled', 'rejected', 'presented', 'accepted', 'released')]),
    ).toMatchObject({
      firstPassYield: 0,
      firstAcceptedCount: 1,
      rejectionRate: 0.5,
      presentationCount: 2,
      acceptanceCount: 2,
      refusalRate: 0,
    });
  });

  test.each(['cancelled', 'condemned'] as const)('%s ends what stands, without a rejection or refusal', (end) => {
    expect(measure([orderOf('presented', end)])).toMatchObject({
      firstPassYield: null,
      rejectionRate: 0,
      endedPresentationCount: 1,
    });
    expect(measure([orderOf('presented', 'accepted', end)])).toMatchObject({
      firstPassYield: 1,
      rejectionRate: 0,
      endedPresentationCount: 1,
      refusalRate: 0,
      endedAcceptanceCount: 1,
    });
    expect(measure([orderOf('presented', 'accepted', 'refused', end)])).toMatchObject({ refusalRate: 1 });
    expect(measure([orderOf(end)])).toMatchObject({ sampleSize: 0, presentationCount: 0, acceptanceCount: 0 });
  });

  test('of an order that came with its acceptance alone it is not known whether that was the first pass', () => {
    for (const acts of [
      ['accepted', 'released'],
      ['accepted', 'refused', 'presented', 'accepted'],
    ] as const)
      expect(measure([orderOf(...acts)])).toMatchObject({ firstPassYield: null, firstAcceptedCount: 0 });
    expect(measure([orderOf('rejected', 'refused', 'recalled', 'released')])).toMatchObject({
      presentationCount: 0,
      acceptanceCount: 0,
    });
  });

  test('each fact stands at the instant that puts it in a window', () => {
    const facts = qualityFactsOf(orderOf('presented', 'rejected', 'presented', 'accepted', 'released'), ASOF);
    expect(facts.map(({ kind, at }) => [kind, at.slice(0, 10)])).toEqual([
      ['presentation', '2026-05-01'],
      ['presentation', '2026-05-03'],
      ['acceptance', '2026-05-04'],
      ['first_acceptance', '2026-05-04'],
      ['release', '2026-05-05'],
    ]);
  });
});

describe('reworks and nonconformances', () => {
  test('reworks are counted for each order released', () => {
    const released = orderOf('presented', 'accepted', 'released');
    expect(measure([{ ...released, reworks: 3 }, released])).toMatchObject({ reworksPerOrder: 1.5, releasedCount: 2 });
    expect(measure([{ ...nothing, reworks: 3 }])).toMatchObject({ reworksPerOrder: null, releasedCount: 0 });
  });

  test('nonconformances by severity, disposition and characteristic, the most frequent first', () => {
    const found = {
      id: 'n',
      severity: 'minor',
      disposition: 'rework',
      status: 'closed',
      raisedAt: jst('05-01 09:00'),
    } as const;
    const nonconformances: QualityHistory['nonconformances'] = [
      { ...found, characteristic: null },
      { ...found, characteristic: { en: 'Torque' } },
      { ...found, severity: 'major', characteristic: { en: 'backlash', ja: 'バックラッシ' } },
      {
        ...found,
        severity: 'critical',
        disposition: 'scrap',
        status: 'dispositioned',
        characteristic: { en: 'ＴＯＲＱＵＥ' },
      },
      // It waits for the owner's approval.
      { ...found, disposition: 'use_as_is', status: 'open', characteristic: { ja: '外観' } },
      { ...found, disposition: null, status: 'open', characteristic: { ja: '外観' } },
      { ...found, characteristic: { en: 'alignment' } },
    ];
    expect(measure([{ ...nothing, nonconformances }]).nonconformances).toEqual({
      count: 7,
      bySeverity: { minor: 5, major: 1, critical: 1 },
      byDisposition: { rework: 4, repair: 0, use_as_is: 0, return_to_supplier: 0, scrap: 1, regrade: 0, undecided: 2 },
      byCharacteristic: [
        { key: 'torque', name: { en: 'Torque' }, count: 2 },
        { key: '外観', name: { ja: '外観' }, count: 2 },
        { key: 'alignment', name: { en: 'alignment' }, count: 1 },
        { key: 'backlash / バックラッシ', name: { en: 'backlash', ja: 'バックラッシ' }, count: 1 },
      ],
      withoutCharacteristicCount: 1,
    });
  });

  test('without anything that is counted all rates are undefined', () => {
    expect(measure([])).toMatchObject({
      sampleSize: 0,
      firstPassYield: null,
      rejectionRate: null,
      refusalRate: null,
      reworksPerOrder: null,
      repeatRate: null,
    });
  });
});

describe('repeats', () => {
  const released = { ...orderOf('presented', 'accepted', 'released'), releasedAt: jst('05-10 09:00'), workUnit: '14A' };
  const induction = (at: string, workUnit: string | null = '14A') => ({
    workOrderId: `order of ${at}`,
    at: jst(at),
    workUnit,
  });

  test('the item came back with that code within 90 days', () => {
    expect(
      measure([
        { ...released, inductions: [induction('05-10 08:59'), induction('08-08 09:00')] },
        {
          ...released,
          inductions: [induction('05-10 08:59'), induction('08-08 09:01'), induction('07-01 00:00', '29B')],
        },
        { ...released, inductions: [induction('07-01 00:00', null)] },
        { ...released, inductions: [induction('05-10 09:00', '１４Ａ')] },
      ]),
    ).toMatchObject({ repeatRate: 0.5, repeatableCount: 4 });
  });

  test('is judged once 90 days have gone by, and of orders with a code', () => {
    const back = { ...released, inductions: [induction('06-01 00:00')] };
    expect(measure([back], jst('08-08 08:59'))).toMatchObject({ repeatRate: null, repeatableCount: 0 });
    expect(measure([back], jst('08-08 09:00'))).toMatchObject({ repeatRate: 1, repeatableCount: 1 });
    expect(measure([{ ...back, workUnit: null }])).toMatchObject({ repeatRate: null, repeatableCount: 0 });
  });

  test('names the order under which it came back', () => {
    const [fact] = qualityFactsOf({ ...released, acts: [], inductions: [induction('06-01 00:00')] }, ASOF);
    expect(fact).toMatchObject({ kind: 'release', isRepeated: true, repeatedBy: 'order of 06-01 00:00' });
  });
});
