// Support lists: amendments with their reasons, what each side signs, what changed from one list to the next, and what an agreed one brought.
import { describe, expect, it } from 'vitest';
import { describeProblem } from '../../../src/domain/problem.ts';
import {
  type AmendmentGiven,
  amendedItems,
  compared,
  isAmendable,
  type ListItem,
  listMeaning,
  listSigningContent,
  removedBy,
  type SupportList,
  seriesOf,
} from '../../../src/domain/supply/support-list.ts';
import { priorityDefinition } from '../../../src/domain/supply/support-priority.ts';
import { STANDARD_WEIGHTING } from '../../../src/domain/supply/weighting.ts';

const item = (part: string, rank: number, frozen: ListItem['frozen'] = null): ListItem => ({
  rank,
  part: `pn:${part}`,
  nsn: null,
  partNumber: part,
  cage: null,
  nomenclature: { en: part, ja: part },
  frozen,
});
const list = (...parts: string[]): SupportList => ({
  id: 'list',
  createdAt: '2026-03-02T00:00:00.000Z',
  revision: 1,
  number: 'PRI-26061-0001',
  horizon: 'near_term',
  platformIds: ['p'],
  version: 1,
  status: 'proposed',
  asOf: '2026-03-02T00:00:00.000Z',
  ranking: {
    definition: priorityDefinition,
    weighting: { ...STANDARD_WEIGHTING, id: null, revision: null, because: 'standard' },
    ranked: parts.length,
  },
  items: parts.map((part, n) => item(part, n + 1)),
  amendments: [],
  createdBy: 'x',
  proposedBy: null,
  proposedAt: null,
  agreedAt: null,
  supersedes: null,
});
const who = { side: 'us', by: 'x', at: '2026-03-03T00:00:00.000Z' } as const;
const reason = { en: 'because' };
const amend = (given: AmendmentGiven, of = list('a', 'b', 'c')) => {
  const { items, amendment, faults } = amendedItems(of, given, who);
  return {
    order: items.map(({ partNumber, rank }) => `${rank}${partNumber}`).join(' '),
    amendment,
    faults: faults.map((f) => `${f.pointer} ${f.code}`),
  };
};
const add = (fields: object, rank = 2) =>
  ({
    change: 'add',
    nsn: null,
    partNumber: null,
    cage: null,
    nomenclature: { en: 'd' },
    rank,
    reason,
    ...fields,
  }) as AmendmentGiven;

describe('an amendment', () => {
  it('moves, removes and adds, and says from where to where', () => {
    expect(amend({ change: 'move', part: 'pn:c', rank: 1, reason })).toMatchObject({
      order: '1c 2a 3b',
      amendment: { n: 1, from: 3, to: 1 },
      faults: [],
    });
    expect(amend({ change: 'move', part: 'pn:a', rank: 99, reason })).toMatchObject({
      order: '1b 2c 3a',
      amendment: { from: 1, to: 3 },
    });
    expect(amend({ change: 'remove', part: 'pn:b', reason })).toMatchObject({
      order: '1a 2c',
      amendment: { from: 2, to: null, side: 'us' },
    });
    expect(amend(add({ partNumber: 'd' }))).toMatchObject({
      order: '1a 2d 3b 4c',
      amendment: { from: null, to: 2, part: 'pn:d' },
    });
    expect(amend(add({ partNumber: 'd' }, 99))).toMatchObject({ order: '1a 2b 3c 4d' });
  });

  it.each<[string, AmendmentGiven, string[]]>([
    ['a part that is not there', { change: 'remove', part: 'pn:z', reason }, ['/part support_list.part_unlisted']],
    [
      'a part that stands there already',
      { change: 'move', part: 'pn:b', rank: 2, reason },
      ['/rank support_list.rank_same'],
    ],
    ['no part at all', add({}), ['/partNumber part.unnamed']],
    ['one that is listed', add({ partNumber: 'a' }, 3), ['/partNumber support_list.part_listed']],
  ])('of %s is refused', (_, given, faults) => {
    expect(amend(given).faults).toEqual(faults);
  });

  it('adds nothing to a full list', () => {
    const full = list(...Array.from({ length: 100 }, (_, n) => `f${n}`));
    expect(amend(add({ partNumber: 'd' }), full).faults).toEqual(['/change support_list.full']);
  });

  it('is of a list that both have not signed', () => {
    expect((['draft', 'proposed', 'agreed', 'superseded'] as const).map((status) => isAmendable({ status }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('what is signed', () => {
  const signer = { id: 's', name: 'Signer' };
  it('is the whole list for both, and binds side, language and signer', () => {
    const one = listSigningContent(list('a'), 'us', 'en', signer);
    const other = listSigningContent(list('a'), 'japan', 'ja', signer);
    expect(one.content).toMatchObject({
      act: 'sign_support_list',
      body: { side: 'us' },
      signer,
      language: 'en',
      subject: { number: 'PRI-26061-0001' },
    });
    expect(one.subjectSha256).toBe(other.subjectSha256);
    expect(one.contentSha256).not.toBe(other.contentSha256);
    const amended = { ...list('a'), items: [item('b', 1)] };
    expect(listSigningContent(amended, 'us', 'en', signer).subjectSha256).not.toBe(one.subjectSha256);
    // What the list becomes by signing is not in it.
    expect(listSigningContent({ ...list('a'), status: 'agreed', revision: 9 }, 'us', 'en', signer).contentSha256).toBe(
      one.contentSha256,
    );
  });

  it('says in both languages what it means', () => {
    expect(listMeaning('us', { horizon: 'near_term' }).en).toBe(
      'For the United States I agree that these parts need near term support, in this order.',
    );
    expect(listMeaning('japan', { horizon: 'medium_term' }).ja).toBe(
      '日本を代表して、これらの部品をこの順に中期の優先支援の対象とすることに合意します。',
    );
  });

  it('lists of one horizon and the same platforms are one series', () => {
    const series = seriesOf({ horizon: 'near_term', platformIds: ['a', 'b'] });
    expect(seriesOf({ horizon: 'near_term', platformIds: ['b', 'a', 'b'] })).toBe(series);
    expect(seriesOf({ horizon: 'medium_term', platformIds: ['a', 'b'] })).not.toBe(series);
  });

  it('a refusal names the status of the list', () => {
    const detail = (language: 'en' | 'ja') =>
      describeProblem(
        'support_list.not_offered',
        { listStatus: 'agreed', reason: { en: 'So.', ja: 'そう。' } },
        language,
      ).detail;
    expect([detail('en'), detail('ja')]).toEqual([
      'The list is agreed (agreed). So. Nothing was changed.',
      'リストの状態は「合意済（agreed）」です。そう。何も変更していません。',
    ]);
  });
});

describe('one list beside the next', () => {
  it('says what entered, left, moved and stayed', () => {
    const figures = { score: 12.5, stoppedHours: 3, ordersStopped: 1 } as ListItem['frozen'];
    const rows = compared(
      [item('a', 1, figures), item('b', 2), item('c', 3)],
      [item('c', 1), item('b', 2), item('d', 3)],
    );
    expect(rows.map(({ part, change, ranksUp }) => [part, change, ranksUp])).toEqual([
      ['pn:c', 'moved', 2],
      ['pn:b', 'stayed', 0],
      ['pn:d', 'entered', null],
      ['pn:a', 'left', null],
    ]);
    expect(rows.at(-1)).toMatchObject({ before: { rank: 1, score: 12.5 }, after: null });
    expect(rows[0]).toMatchObject({ after: { rank: 1, score: null, stoppedHours: null, ordersStopped: null } });
  });
});

describe('progress', () => {
  it('is the time between what came and the day it was to come, and what went beyond that day', () => {
    const HOUR = 3_600_000;
    const orders = [
      { expectedAt: 100 * HOUR, endedAt: 40 * HOUR },
      { expectedAt: 100 * HOUR, endedAt: 110 * HOUR },
      { expectedAt: 100 * HOUR, endedAt: null },
      { expectedAt: 300 * HOUR, endedAt: null },
    ];
    expect(removedBy(orders, 130 * HOUR)).toEqual({ goneOn: 2, removedHours: 60, lateHours: 40 });
  });
});
