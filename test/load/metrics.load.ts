// A million orders: how long each metric takes beside ten thousand over the same cohort, how it is read, and what other requests feel of it.
import { setImmediate as turn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { answer } from '../../src/usecases/metrics/ask.ts';
import { metrics } from '../../src/usecases/metrics/registry.ts';
import { ADMIN_KEY, startTestApp, type TestApp } from '../support/app.ts';
import { fillWithManyOrders, type ManyOrders } from '../support/many-orders.ts';

const SIZES = (process.env.LOAD_ORDERS ?? '10000,1000000').split(',').map(Number);
// The cohort: the newest orders, the same in every database; what a bigger one has more is older.
const RECENT = 10_000;
const OPEN = 400;
const TIMES = 5;
const QUARTER = { from: '2026-07-01', to: '2026-10-01' };

// Which statements ran, to be explained afterwards.
const ran = new Set<string>();
const prepare = Sqlite.prototype.prepare;
const spy = vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, sql: string) {
  const statement = prepare.call(this, sql);
  for (const name of ['all', 'get', 'iterate'] as const) {
    const run = statement[name] as (...values: unknown[]) => unknown;
    const watched = (...values: unknown[]) => {
      ran.add(sql);
      return run.apply(statement, values);
    };
    Object.assign(statement, { [name]: watched });
  }
  return statement;
});
afterAll(() => spy.mockRestore());

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const p99 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;
const ms = (value: number) => `${value.toFixed(1)} ms`;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const windowOf = (name: string) => (metrics.find((metric) => metric.name === name)?.windowOf ? {} : QUARTER);
const questions = metrics.map(({ name }) => ({
  name,
  path: `/v1/metrics/${name}?${new URLSearchParams({ ...windowOf(name), groupBy: 'facility' })}`,
}));

const times = new Map<string, Map<number, number>>();

describe.each(SIZES)('%i orders', (size) => {
  let app: TestApp;
  let many: ManyOrders;

  it('are made', async () => {
    // As in the service: figures are worked out beside the requests.
    app = await startTestApp({ reckoner: true });
    const seconds =
      (await took(async () => {
        many = await fillWithManyOrders(app, size, OPEN, { recent: Math.min(RECENT, size), isVaried: true });
      })) / 1000;
    const client = new Sqlite(app.place.file ?? '', { readonly: true });
    const count = (table: string) => Number(client.prepare(`select count(*) from ${table}`).pluck().get());
    const bytes = client.pragma('page_count', { simple: true }) as number;
    say(
      `\n# ${size} orders, ${count('segments')} segments, ${count('events')} events: made in ${seconds.toFixed(0)} s, ${((bytes * 4096) / 2 ** 20).toFixed(0)} MiB`,
    );
    client.close();
  });

  it.each(questions)('$name is timed and explained', async ({ name, path }) => {
    // Where it is asked, it may be answered by a worker: here by this thread, which sees what is read.
    ran.clear();
    const { metric, question } = { metric: name, question: { ...windowOf(name), groupBy: 'facility' as const } };
    const scope = { all: true, facilityIds: [], platformIds: [] };
    await app.database.read((tx) =>
      answer(tx, { metric, answer: 'figures', question, page: { limit: 0 }, scope, now: app.clock.now() }),
    );
    const client = new Sqlite(app.place.file ?? '', { readonly: true });
    const steps = stepsOf(client);
    client.close();
    const all: number[] = [];
    for (let n = 0; n < TIMES; n++) {
      all.push(
        await took(async () => {
          const answer = await app.call(ADMIN_KEY, 'GET', path);
          expect([path, answer.status]).toEqual([path, 200]);
          if (n === 0) say(`${name}: ${JSON.stringify(answer.body.total).slice(0, 160)}…`);
        }),
      );
    }
    const known = times.get(name) ?? new Map<number, number>();
    known.set(size, median(all));
    times.set(name, known);
    say(`${name}: median of ${TIMES} ${ms(median(all))}, first ${ms(all[0] ?? Number.NaN)}`);
    for (const step of steps) say(`    ${step}`);
  });

  it.each(questions)('other requests feel little of $name', async ({ name, path }) => {
    const ids = (await app.call(ADMIN_KEY, 'GET', '/v1/work-orders?limit=200')).body.items.map(
      (order: { id: string }) => order.id,
    ) as string[];
    const get = (n: number) => took(() => app.call(ADMIN_KEY, 'GET', `/v1/work-orders/${ids[n % ids.length]}`));
    const alone: number[] = [];
    for (let n = 0; n < 1_000; n++) {
      alone.push(await get(n));
      await turn();
    }
    const beside: number[] = [];
    let isAsking = true;
    const asking = (async () => {
      for (let n = 0; n < TIMES; n++) await app.call(ADMIN_KEY, 'GET', path);
      isAsking = false;
    })();
    for (let n = 0; isAsking || beside.length < 100; n++) {
      beside.push(await get(n));
      // A turn of the event loop, as between requests that come over a wire: the thread's answer arrives in one.
      await turn();
    }
    await asking;
    say(
      `${name}: p99 of a GET ${ms(p99(alone))} alone, ${ms(p99(beside))} beside the metric (${beside.length} requests), longest ${ms(Math.max(...beside))}`,
    );
  });

  it('are taken away', async () => {
    expect(many.count).toBe(size);
    await app.close();
  });
});

it('takes at most twice the time over the same cohort', () => {
  say(`\n| metric | ${SIZES.map((size) => `${size} orders`).join(' | ')} | ratio |`);
  for (const [name, bySize] of times) {
    const each = SIZES.map((size) => bySize.get(size) ?? Number.NaN);
    say(`| ${name} | ${each.map(ms).join(' | ')} | ${((each.at(-1) ?? 0) / (each[0] ?? 1)).toFixed(2)} |`);
  }
  expect(times.size).toBe(metrics.length);
});

/** How each table is read, each way once. */
function stepsOf(client: Sqlite.Database): string[] {
  const steps = new Set<string>();
  for (const sql of [...ran]) {
    const places = sql.match(/\?/g)?.length ?? 0;
    const plan = client.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`);
    for (const { detail } of plan.all(...Array(places).fill(null)))
      if (/^(SCAN|SEARCH)/.test(detail)) steps.add(detail);
  }
  return [...steps].sort();
}
