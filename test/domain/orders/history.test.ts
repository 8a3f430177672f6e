// A history as it was answered: what passes, and what is named when it does not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, link } from '../../../src/domain/evidence/evidence.ts';
import { readHistory } from '../../../src/domain/orders/history.ts';

const id = '01940000-0000-7000-8000-000000000001';
const actorId = '01940000-0000-7000-8000-000000000002';
const at = (n: number) => `2026-11-23T01:00:0${n}.000Z`;

type Body = Record<string, unknown> & { sequence: number; previousSha256: string | null };
const chained = (bodies: Record<string, unknown>[]) => {
  const items: (Body & { sha256: string })[] = [];
  for (const [index, body] of bodies.entries()) {
    const whole = { ...body, sequence: index + 1, previousSha256: items[index - 1]?.sha256 ?? null };
    items.push({ ...whole, sha256: link(whole).sha256 });
  }
  return items;
};
const event = (n: number, set: Record<string, unknown>) => ({
  workOrderId: id,
  type: n === 1 ? 'drafted' : 'submitted',
  occurredAt: at(n),
  recordedAt: at(n),
  actorId,
  data: { note: '整備' },
  changes: [{ part: 'order', id, set }],
});
const events = chained([event(1, { status: 'draft', rootId: id }), event(2, { status: 'submitted' }), event(3, {})]);
const version = (n: number) => ({
  noun: 'facility',
  recordId: id,
  recordedAt: at(n),
  actorId: null,
  data: { bays: n },
});
const versions = chained([version(1), version(2)]);

const codeOf = (given: unknown) => {
  const read = readHistory(given);
  return 'fault' in read ? read.fault.code : null;
};

describe('a whole history', () => {
  const head = { events: 3, headSha256: events[2]?.sha256, recordedAt: at(3), status: 'submitted' };

  it('is read from a list, a page, pages in any order, and events twice told', () => {
    for (const given of [
      events,
      [...events].reverse(),
      { items: events, next: null },
      { items: events },
      [
        { items: events.slice(0, 2), next: 'more' },
        { items: events.slice(2), next: null },
      ],
      [
        { items: events.slice(1), next: null },
        { items: events.slice(0, 2), next: 'more' },
      ],
    ])
      expect(readHistory(given)).toEqual({ history: { record: 'work_order', recordId: id, ...head } });
    expect(readHistory(events[0])).toMatchObject({ history: { events: 1, status: 'draft' } });
  });

  it('of a register record is one too', () => {
    expect(readHistory({ items: versions, next: null })).toEqual({
      history: {
        record: 'facility',
        recordId: id,
        events: 2,
        headSha256: versions[1]?.sha256,
        recordedAt: at(2),
        status: null,
      },
    });
  });
});

describe('what is not whole is named', () => {
  const other = '01940000-0000-7000-8000-000000000009';
  const cases: [name: string, given: unknown, code: string][] = [
    ['further pages', { items: events, next: 'more' }, 'history.partial'],
    ['nothing', [], 'history.empty'],
    ['an empty page', { items: [], next: null }, 'history.empty'],
    ['no event', [1], 'history.form'],
    ['half a character', [{ ...events[0], data: '\ud800' }], 'history.form'],
    ['a gap', [events[0], events[2]], 'evidence.sequence'],
    ['no beginning', events.slice(1), 'evidence.sequence'],
    ['a change', [events[0], { ...events[1], data: {} }, events[2]], 'evidence.hash'],
    ['a fork', [...events, ...chained([event(1, { status: 'draft' })])], 'history.fork'],
    ['a fork of hashes', [...events, { ...events[2], sha256: '0'.repeat(64) }], 'history.fork'],
    ['another beginning', [...chained([event(1, { status: 'closed' })]), ...events.slice(1)], 'evidence.link'],
    ['an event of a strange form', chained([{ ...event(1, {}), more: 1 }]), 'history.form'],
    ['a version of a strange form', chained([{ recordedAt: at(1), recordId: 1 }]), 'history.form'],
    ['two orders', chained([event(1, {}), { ...event(2, {}), workOrderId: other }]), 'history.mixed'],
    ['two records', chained([version(1), { ...version(2), recordId: other }]), 'history.mixed'],
    ['two nouns', chained([{ ...version(1), noun: 'person' }, version(2)]), 'history.mixed'],
    ['no draft', chained([{ ...event(1, {}), changes: [] }]), 'history.fold'],
  ];
  it.each(cases)('%s', (_, given, code) => {
    expect(codeOf(given)).toBe(code);
  });

  it('any character changed in the text of it', () => {
    const text = canonical({ items: events, next: null });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', 'a', 'Z', '"', '}', ',', '整'), (place, character) => {
        fc.pre(text[place] !== character);
        const changed = text.slice(0, place) + character + text.slice(place + 1);
        let given: unknown;
        try {
          given = JSON.parse(changed);
        } catch {
          return;
        }
        const read = readHistory(given);
        // What the page says beside its items is no part of the history.
        if ('history' in read) expect(canonical((given as { items: unknown }).items)).toBe(canonical(events));
        else expect(read.fault.message.ja).not.toBe('');
      }),
      { numRuns: 1_000 },
    );
  });
});
