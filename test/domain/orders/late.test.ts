// Late entries: rule 3 of lifecycle.md to the instant.
import { describe, expect, it } from 'vitest';
import { aheadFaults, lateFaults } from '../../../src/domain/orders/late.ts';
import { fileWith, march, openOperationOf, operationOf, signatureOf } from '../../support/facts.ts';

const file = fileWith({ statusSince: march(3) }, { signatures: [], operations: [openOperationOf(30)] });
const why = { ja: '通信障害' };
const codes = (...args: Parameters<typeof lateFaults>) => lateFaults(...args).map((f) => `${f.pointer} ${f.code}`);

describe('an act logged late', () => {
  it.each([
    ['at once', march(5), undefined, march(5), []],
    ['72 hours after', march(5), undefined, march(8), []],
    ['more than 72 hours after, with a reason', march(5), why, march(9), []],
    [
      'a millisecond more, without a reason',
      march(5),
      undefined,
      march(8).replace('.000Z', '.001Z'),
      ['/lateReason late_reason.missing'],
    ],
    ['when the order came to stand as it does', march(3), why, march(9), []],
    ['before that', march(2), why, march(9), ['/occurredAt occurred_at.before_last']],
    ['in the future', march(9), undefined, march(8), ['/occurredAt occurred_at.in_future']],
    [
      'before everything, without a reason: every fault',
      march(1),
      undefined,
      march(9),
      ['/occurredAt occurred_at.before_last', '/lateReason late_reason.missing'],
    ],
  ])('%s', (_, occurredAt, reason, now, expected) => {
    expect(codes(file, occurredAt, reason, now)).toEqual(expected);
  });

  it('nothing happens before the last signature, superseded or not', () => {
    const signed = fileWith(
      { statusSince: march(3) },
      {
        operations: [],
        signatures: [
          signatureOf('accept', 9, { signedAt: march(6), supersededAt: march(7) }),
          signatureOf('accept', 8, { signedAt: march(4) }),
        ],
      },
    );
    expect(codes(signed, march(5), why, march(9))).toEqual(['/occurredAt occurred_at.before_last']);
    expect(codes(signed, march(6), why, march(9))).toEqual([]);
  });

  it('nothing happens before an operation that is done', () => {
    const worked = fileWith(
      { statusSince: march(3) },
      { signatures: [], operations: [operationOf(10, { performedAt: march(6) })] },
    );
    expect(codes(worked, march(5), why, march(9))).toEqual(['/occurredAt occurred_at.before_last']);
    expect(codes(worked, march(6), why, march(9))).toEqual([]);
  });

  it('labor, operations and demands have a bound and a place of their own', () => {
    expect(codes(file, march(2), why, march(9), march(2), '/performedAt')).toEqual([]);
    expect(codes(file, march(1), why, march(9), march(2), '/performedAt')).toEqual([
      '/performedAt occurred_at.before_last',
    ]);
  });

  it('can be asked about up to ten years ahead', () => {
    const now = '2026-03-10T01:00:00.000Z';
    expect(aheadFaults('2036-03-10T01:00:00.000Z', now)).toEqual([]);
    expect(aheadFaults('2036-03-10T01:00:00.001Z', now).map((f) => `${f.pointer} ${f.code}`)).toEqual([
      '/occurredAt occurred_at.too_far_ahead',
    ]);
  });

  it('every fault is told in both languages', () => {
    for (const { message } of [
      ...aheadFaults('2999-01-01T00:00:00.000Z', march(9)),
      ...lateFaults(file, march(1), undefined, march(9)),
      ...lateFaults(file, march(9), why, march(8)),
    ]) {
      expect(message.en).toMatch(/\.$/);
      expect(message.ja).toMatch(/。$/);
    }
  });
});
