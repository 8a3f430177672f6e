// Metrics against a second implementation: random histories through the real use cases, random questions, every figure the same; and what was answered once stays so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/values.ts';
import type { Database } from '../../src/storage/database.ts';
import { askChanges, askContributors, askFigures } from '../../src/usecases/metrics/ask.ts';
import type { Loose } from '../support/app.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';
import { type AskedOnce, type Histories, playHistories } from '../support/metric-histories.ts';
import { plainMetrics } from '../support/plain-metrics.ts';
import {
  groupKeyOf,
  midnightInJapan,
  type PlainSubject,
  type PlainWorld,
  readPlainWorld,
} from '../support/plain-world.ts';

// The long form: for seed in $(seq 30); do SEIBI_SEED=$seed SEIBI_HISTORIES=100 SEIBI_QUESTIONS=100 npx vitest run --project sqlite test/lifecycle/metrics.test.ts; done
const ORDERS = Number(process.env.SEIBI_HISTORIES ?? 24);
const QUESTIONS = Number(process.env.SEIBI_QUESTIONS ?? 40);
const SEED = Number(process.env.SEIBI_SEED ?? 20_280_229);
// Eighteen months over two year ends, a leap day and three changes of US daylight-saving time.
const NOW = '2028-04-20T06:00:00.000Z';

let place: TestDatabase;
let database: Database;
let told: Histories;
let plain: PlainWorld;
beforeAll(async () => {
  place = await makeTestDatabase();
  database = await place.open();
  told = await playHistories(database, { orders: ORDERS, seed: SEED, now: NOW });
  plain = await readPlainWorld(place);
}, 3_600_000);
afterAll(async () => {
  await database.close();
  await place.drop();
});

const everything = (metric: string): AskedOnce => ({
  metric,
  question: { from: '2026-01-01', to: '2028-06-01', groupBy: 'month' },
  by: told.world.holders.admin,
});

/** Every number within half a hundredth of the plain one, all else the same. */
function faultsBetween(answer: Loose, expected: Loose, path = ''): string[] {
  if (typeof expected === 'number' && typeof answer === 'number')
    return Math.abs(answer - expected) <= 0.005 + 1e-6 ? [] : [`${path}: ${answer} is not ${expected}`];
  if (typeof expected !== 'object' || expected === null || typeof answer !== 'object' || answer === null)
    return Object.is(answer, expected) ? [] : [`${path}: ${JSON.stringify(answer)} is not ${JSON.stringify(expected)}`];
  return [...new Set([...Object.keys(expected), ...Object.keys(answer)])].flatMap((name) =>
    faultsBetween(answer[name], expected[name], `${path}/${name}`),
  );
}

async function compare({ metric, question, by }: AskedOnce): Promise<{ faults: string[]; sampleSize: number }> {
  const act = await told.stage.as(by);
  const answer: Loose = await askFigures(act, metric, question);
  const asked: Loose = { ...question, from: answer.from, to: answer.to, asOf: answer.asOf, caller: act.caller };
  const second = plainMetrics[metric];
  if (!second) throw new Error(`${metric} has no second implementation`);
  const keys = new Set<string>();
  const keyOf = (subject: PlainSubject) => groupKeyOf(plain, asked.groupBy, subject, asked.asOf);
  const total = second(plain, asked, (subject) => {
    const key = asked.groupBy ? keyOf(subject) : null;
    if (key !== null) keys.add(key);
    return true;
  });
  const faults = faultsBetween(answer.total, total, 'total');
  faults.push(
    ...faultsBetween(
      answer.groups.map((g: Loose) => g.key),
      [...keys].sort(),
      'groups',
    ),
  );
  for (const { key, figures } of answer.groups)
    faults.push(
      ...faultsBetween(
        figures,
        second(plain, asked, (s) => keyOf(s) === key),
        `group ${key}`,
      ),
    );
  return { faults, sampleSize: answer.total.sampleSize };
}

describe.each(Object.keys(plainMetrics))('%s', { timeout: 3_600_000 }, (metric) => {
  it('comes out as the second implementation says, whatever is asked', async () => {
    for (let n = 0; n < QUESTIONS; n += 1) {
      const asked = n === 0 ? everything(metric) : told.question(metric);
      const { faults, sampleSize } = await compare(asked);
      expect({ asked, faults }).toEqual({ asked, faults: [] });
      if (n === 0) expect(sampleSize).toBeGreaterThan(0);
    }
  });
  it('is answered as of an instant as it was answered then', async () => {
    const kept = told.answered.filter((asked) => asked.metric === metric);
    expect(kept.length).toBeGreaterThan(5);
    for (const { question, by, answer } of kept) {
      const again = await askFigures(await told.stage.as(by), metric, { ...question, asOf: answer.asOf });
      expect({ question, answer: again }).toEqual({ question, answer });
    }
  });

  it('is made of its contributors, page by page, and moved by what changes names', async () => {
    for (const { question, by, answer } of told.answered.filter((asked) => asked.metric === metric)) {
      const act = await told.stage.as(by);
      const asked = { ...question, asOf: answer.asOf };
      const whole = await askContributors(act, metric, asked, { limit: 100_000 });
      const paged: Loose[] = [];
      for (let cursor: string | undefined; ; ) {
        const page: Loose = await askContributors(act, metric, asked, {
          limit: Math.max(7, Math.ceil(whole.count / 2)),
          cursor,
        });
        paged.push(...page.items);
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(paged).toEqual(whole.items);
      expect(new Set(paged.map(({ id }) => id)).size).toBe(whole.count);
      // From then until now: whatever moved the figures is named, and nothing else.
      const changes = await askChanges(act, metric, { ...question, since: answer.asOf }, { limit: 100_000 });
      expect(changes.before).toEqual(answer.total);
      const now: Loose[] = (await askContributors(act, metric, question, { limit: 100_000 })).items;
      const moved = new Map(changes.items.map((item) => [item.id, item]));
      const [before, after] = [whole.items, now].map((items) => new Map(items.map((item: Loose) => [item.id, item])));
      for (const id of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
        const [was, is] = [before?.get(id) ?? null, after?.get(id) ?? null];
        if (JSON.stringify(was) !== JSON.stringify(is)) expect(moved.get(id)).toMatchObject({ before: was, after: is });
      }
      expect(changes.entered - changes.left).toBe(now.length - whole.items.length);
      // Each was moved by something that was recorded between, or by time; and in a window that was over by then by nothing but the record.
      const end =
        { turnaround: '', value: '', quality: addDays(answer.to, 90), backlog: '9999-01-01' }[metric] ?? answer.to;
      const isOver = question.overdue === undefined && (end === '' || midnightInJapan(end) <= answer.asOf);
      for (const { causes, ...item } of changes.items as Loose[]) {
        expect({ item, isExplained: causes.length > 0 }).toEqual({ item, isExplained: true });
        for (const cause of causes) {
          if (cause.record === 'time') expect({ item, isOver }).toEqual({ item, isOver: false });
          else expect(cause.recordedAt > answer.asOf && cause.recordedAt <= changes.asOf).toBe(true);
        }
      }
    }
  });
});
