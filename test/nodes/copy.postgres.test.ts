// The demo goes from a file to PostgreSQL and back by the command line: every table byte-equal, every metric the same, every chain whole.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { fillDemo } from '../../src/cli/demo/demo.ts';
import { run } from '../../src/cli/run.ts';
import { type Digests, digestsOf } from '../../src/storage/copy.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { createServices } from '../../src/usecases/services.ts';
import { terminalOf } from '../cli/terminal.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-copy-'));
const now = new Date().toISOString();
const first = `sqlite:${join(folder, 'demo.db')}`;
const back = `sqlite:${join(folder, 'back.db')}`;
let place: TestDatabase;
let digests: Digests;

beforeAll(async () => {
  place = await makeTestDatabase();
  await fillDemo(first, { now });
  digests = await holds(first);
}, 300_000);
afterAll(async () => {
  await place.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function holds(url: string): Promise<Digests> {
  const database = await openDatabase(url);
  return await digestsOf(database).finally(() => database.close());
}

async function command(args: string[], environment: Record<string, string> = {}) {
  const terminal = terminalOf(environment);
  const code = await run(args, terminal);
  return { code, out: terminal.output, err: terminal.errors };
}

// Every metric, of a year and a half, by everything it groups by.
async function metricsOf(url: string): Promise<unknown[]> {
  const database = await openDatabase(url);
  const services = { ...createServices(database, { foreignYardRule: false }), clock: () => now };
  const app = await buildApp({ services, settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 } });
  const [to, from] = [0, 540].map((days) => new Date(Date.parse(now) - days * 86_400_000).toISOString().slice(0, 10));
  const answers: unknown[] = [];
  for (const asOf of ['', `&asOf=${new Date(Date.parse(now) - 90 * 86_400_000).toISOString()}`]) {
    for (const groupBy of ['', 'facility', 'platform', 'activity', 'level', 'service', 'unit', 'month']) {
      const answer = await app.inject({
        url: `/v1/metrics/turnaround?from=${from}&to=${to}${asOf}${groupBy ? `&groupBy=${groupBy}` : ''}`,
        headers: { authorization: 'Bearer seibi_demo_program' },
      });
      expect(answer.statusCode).toBe(200);
      answers.push(answer.json());
    }
  }
  await app.close();
  await database.close();
  return answers;
}

describe('the demo', () => {
  it('goes to PostgreSQL whole', async () => {
    const { code, out, err } = await command(['copy', '--from', first, '--to', place.url]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Every table is equal, and it verifies.');
    expect(await holds(place.url)).toEqual(digests);
    expect(digests.events.rows).toBeGreaterThan(10_000);
  }, 120_000);

  it('answers the same there, metric by metric', async () => {
    expect(await metricsOf(place.url)).toEqual(await metricsOf(first));
  }, 120_000);

  it('and comes back, byte-equal', async () => {
    expect((await command(['copy', '--from', place.url, '--to', back])).code).toBe(0);
    expect(await holds(back)).toEqual(digests);
  }, 120_000);

  it('keeps the rules of the database there', async () => {
    await expect(place.raw("update work_orders set status = 'closed' where status = 'draft'")).rejects.toThrow('event');
    const other = await makeTestDatabase();
    await expect(other.raw('truncate events cascade')).rejects.toThrow('never deleted');
    await other.drop();
  });

  it('is not copied over records that are there', async () => {
    const { code, err } = await command(['copy', '--from', first, '--to', place.url]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('holds records already') });
    expect(await holds(place.url)).toEqual(digests);
  }, 120_000);

  it('is found there by its words, in both languages', async () => {
    const rows = await place.raw('select count(*)::int as n from work_order_search');
    expect(rows).toEqual([{ n: digests.workOrders.rows }]);
  });
});

describe('a backup', () => {
  for (const engine of ['sqlite', 'postgres'] as const) {
    it(`of ${engine} is one file, and is restored into either engine`, async () => {
      const url = engine === 'sqlite' ? first : place.url;
      const file = join(folder, `${engine}.backup`);
      const made = await command(['backup', '--to', file], { DATABASE_URL: url });
      expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
      expect(made.out).toContain('It verifies.');
      expect(existsSync(`${file}-wal`)).toBe(false);
      const empty = await makeTestDatabase();
      for (const to of [`sqlite:${join(folder, `${engine}-restored.db`)}`, empty.url]) {
        expect((await command(['restore', '--from', file], { DATABASE_URL: to })).code).toBe(0);
        expect(await holds(to)).toEqual(digests);
      }
      await empty.drop();
      expect(await command(['backup', '--to', file], { DATABASE_URL: url })).toMatchObject({
        code: 1,
        err: expect.stringContaining('is not written over'),
      });
    }, 240_000);
  }

  it('of nothing, or from nothing, is refused', async () => {
    const environment = { DATABASE_URL: `sqlite:${join(folder, 'nowhere.db')}` };
    expect(await command(['backup', '--to', join(folder, 'x')], environment)).toMatchObject({ code: 1 });
    expect(await command(['restore', '--from', join(folder, 'x')], environment)).toMatchObject({ code: 1 });
    expect(await command(['backup'], environment)).toMatchObject({ code: 2 });
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'not a backup, but long enough to look like one: '.repeat(40));
    expect(await command(['restore', '--from', text], environment)).toMatchObject({ code: 1 });
  });
});

describe('filled where several nodes start', () => {
  it('once, by whichever comes first', async () => {
    const empty = await makeTestDatabase();
    const made = await Promise.all([1, 2, 3].map(() => fillDemo(empty.url, { now })));
    expect(made.filter((one) => one)).toHaveLength(1);
    expect((await holds(empty.url)).workOrders).toEqual(digests.workOrders);
    await empty.drop();
  }, 300_000);
});
