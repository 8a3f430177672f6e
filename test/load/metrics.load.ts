// A million orders: how long each metric takes beside ten thousand over the same cohort, how it is read, and what other requests feel of it.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answer } from '../../src/usecases/metrics/ask.ts';
import { metrics } from '../../src/usecases/metrics/registry.ts';
import { ADMIN_KEY, startTestApp, type TestApp } from '../support/app.ts';
import { makeTestDatabase, sqliteAt, type TestDatabase } from '../support/database.ts';
import { fillWithManyOrders } from '../support/many-orders.ts';

const SIZES = (process.env.LOAD_ORDERS ?? '10000,1000000').split(',').map(Number);
// Where the databases are kept for the next run; made anew and taken away unless given.
const FOLDER = process.env.LOAD_FOLDER;
// The cohort: the newest orders, the same in every database; what a bigger one has more is older.
const RECENT = 10_000;
const OPEN = 400;
const TIMES = 7;
// How many requests of others are timed with and without a metric beside them, in so many turns.
const OTHERS = 1_200;
const TURNS = 6;
const GOAL = 2;
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

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]) => ascending(values)[values.length >> 1] ?? Number.NaN;
const p99 = (values: readonly number[]) => ascending(values)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;
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

/** A service over a database of so many orders, with the ids of some that others look at. */
interface Laden {
  size: number;
  app: TestApp;
  ids: string[];
}

const laden: Laden[] = [];

beforeAll(async () => {
  for (const size of SIZES) {
    const place = await databaseOf(size);
    // As in the service: figures are worked out beside the requests.
    const app = await startTestApp({ place, reckoner: true });
    const { items } = (await app.call(ADMIN_KEY, 'GET', '/v1/work-orders?limit=200')).body;
    laden.push({ size, app, ids: items.map(({ id }: { id: string }) => id) });
  }
}, 7_200_000);

afterAll(async () => {
  spy.mockRestore();
  for (const { app } of laden) {
    await app.close();
    await app.place.drop();
  }
});

/** A database of so many orders: the kept one, or one that is made now. */
async function databaseOf(size: number): Promise<TestDatabase> {
  const kept = FOLDER === undefined ? null : join(FOLDER, `${size}.db`);
  if (kept !== null && existsSync(kept)) {
    const place = sqliteAt(kept);
    say(`\n# ${size} orders, ${await countOf(place, 'segments')} segments: kept`);
    return place;
  }
  const place = await makeTestDatabase();
  const app = await startTestApp({ place });
  const milliseconds = await took(() =>
    fillWithManyOrders(app, size, OPEN, { recent: Math.min(RECENT, size), isVaried: true }),
  );
  await app.close();
  const [segments, events] = [await countOf(place, 'segments'), await countOf(place, 'events')];
  say(`\n# ${size} orders, ${segments} segments, ${events} events: made in ${(milliseconds / 1000).toFixed(0)} s`);
  if (FOLDER === undefined || kept === null) return place;
  mkdirSync(FOLDER, { recursive: true });
  await place.raw('vacuum into ?', [`${kept}.part`]);
  renameSync(`${kept}.part`, kept);
  await place.drop();
  return sqliteAt(kept);
}

async function countOf(place: TestDatabase, table: string): Promise<number> {
  return Number((await place.raw(`select count(*) as n from ${table}`))[0]?.n);
}

describe.each(questions)('$name', ({ name, path }) => {
  const ask = async ({ app }: Laden) => {
    const { status, body } = await app.call(ADMIN_KEY, 'GET', path);
    expect([path, status]).toEqual([path, 200]);
    return body.total;
  };

  it('takes at most twice the time over the same cohort', async () => {
    const times = new Map(laden.map(({ size }) => [size, [] as number[]]));
    const answers: unknown[] = [];
    for (const one of laden) {
      const first = await took(async () => answers.push(await ask(one)));
      say(`${name}: ${one.size} orders, first ${ms(first)}: ${JSON.stringify(answers.at(-1)).slice(0, 140)}…`);
    }
    // In turns, so that whatever else the machine does falls on each alike.
    for (let n = 0; n < TIMES; n++)
      for (const one of laden) times.get(one.size)?.push(await took(async () => await ask(one)));
    const medians = [...times.values()].map(median);
    const ratio = (medians.at(-1) ?? 0) / (medians[0] ?? 1);
    say(`| ${name} | ${medians.map(ms).join(' | ')} | ratio ${ratio.toFixed(2)} |`);
    expect(ratio).toBeLessThanOrEqual(GOAL);
  });

  it('reads no table from end to end that grows with the orders', async () => {
    const { app } = laden.at(-1) as Laden;
    ran.clear();
    const question = { ...windowOf(name), groupBy: 'facility' as const };
    const scope = { all: true, facilityIds: [], platformIds: [] };
    // In the service a thread answers it: here this one, whose statements are seen.
    await app.database.read((tx) =>
      answer(tx, { metric: name, answer: 'figures', question, page: { limit: 0 }, scope, now: app.clock.now() }),
    );
    const client = new Sqlite(app.place.file ?? '', { readonly: true });
    const steps = stepsOf(client);
    client.close();
    for (const step of steps) say(`    ${step}`);
    // These hold a row for an item, a list of holidays, a baseline, a closure, an import.
    const small = /^SCAN (?!equipment|holiday_lists|baselines|closures|imports)/;
    expect(steps.filter((step) => small.test(step))).toEqual([]);
  });

  it('is hardly felt by other requests', async () => {
    const ratios: number[] = [];
    for (const one of laden) {
      let asked = 0;
      const get = () => {
        asked += 1;
        const id = one.ids[asked % one.ids.length];
        return took(() => one.app.call(ADMIN_KEY, 'GET', `/v1/work-orders/${id}`));
      };
      const alone: number[] = [];
      const beside: number[] = [];
      for (let turns = 1; turns <= TURNS; turns++) {
        const wanted = (OTHERS / TURNS) * turns;
        for (; alone.length < wanted; await turn()) alone.push(await get());
        let isEnough = false;
        const asking = (async () => {
          while (!isEnough) await ask(one);
        })();
        // A turn of the event loop between them, as between requests that come over a wire: the thread's answer arrives in one.
        for (; beside.length < wanted; await turn()) beside.push(await get());
        isEnough = true;
        await asking;
      }
      const ratio = p99(beside) / p99(alone);
      ratios.push(ratio);
      say(
        `${name}: ${one.size} orders, p99 of a GET ${ms(p99(alone))} alone, ${ms(p99(beside))} beside it, ratio ${ratio.toFixed(2)}; medians ${ms(median(alone))}, ${ms(median(beside))}; longest ${ms(Math.max(...beside))}`,
      );
    }
    expect(Math.max(...ratios)).toBeLessThanOrEqual(GOAL);
  });
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
