// The demo goes from a file to PostgreSQL and back by the command line: every table byte-equal, every metric the same, every chain whole.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { fillDemo } from '../../src/cli/demo/demo.ts';
import { buildExampleWorld, EXAMPLE_NOW } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { run } from '../../src/cli/run.ts';
import { type Digests, digestsOf } from '../../src/storage/engine/copy.ts';
import { openDatabase } from '../../src/storage/engine/open.ts';
import { createServices } from '../../src/usecases/services.ts';
import { terminalOf } from '../cli/terminal.ts';
import { makeTestDatabase, sqliteAt, type TestDatabase } from '../support/database.ts';
import { fillEarlier } from '../support/earlier.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-copy-'));
const now = new Date().toISOString();
const file = (name: string) => `sqlite:${join(folder, name)}`;

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

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demo', () => {
  let there: TestDatabase;
  let again: TestDatabase;
  let made: boolean[];
  let digests: Digests;
  beforeAll(async () => {
    [there, again] = [await makeTestDatabase(), await makeTestDatabase()];
    // Of its everyday work a quarter: the whole of it is told in test/cli/demo.test.ts.
    made = await Promise.all([1, 2, 3].map(() => fillDemo(there.url, { now, share: 0.25 })));
    digests = await holds(there.url);
  }, 600_000);
  afterAll(async () => {
    await there.drop();
    await again.drop();
  });

  it('is filled once where several nodes start, by whichever comes first', () => {
    expect(made.filter((one) => one)).toHaveLength(1);
    expect(digests.events.rows).toBeGreaterThan(3_000);
  });

  it('goes into a file whole, byte-equal, and verifies there', async () => {
    const { code, out, err } = await command(['copy', '--from', there.url, '--to', file('demo.db')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Every table is equal, and it verifies.');
    expect(await holds(file('demo.db'))).toEqual(digests);
  });

  it('and back', async () => {
    expect((await command(['copy', '--from', file('demo.db'), '--to', again.url])).code).toBe(0);
    expect(await holds(again.url)).toEqual(digests);
  });

  it('answers the same on both engines, metric by metric', async () => {
    expect(await metricsOf(there.url)).toEqual(await metricsOf(file('demo.db')));
  });

  it('is not copied over records that are there', async () => {
    const { code, err } = await command(['copy', '--from', file('demo.db'), '--to', again.url]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('holds records already') });
  });

  it('has the rules of the database again where it arrived, and is found there by its words', async () => {
    await expect(again.raw("update work_orders set status = 'closed' where status = 'draft'")).rejects.toThrow('event');
    await expect(again.raw('delete from events')).rejects.toThrow('never deleted');
    await expect(again.raw('truncate events cascade')).rejects.toThrow('never deleted');
    const [row] = await again.raw('select count(*)::int as n from work_order_search');
    expect(row).toEqual({ n: digests.workOrders.rows });
  });
});

describe('a backup', () => {
  let places: Record<'sqlite' | 'postgres', TestDatabase>;
  let digests: Digests;
  beforeAll(async () => {
    places = { sqlite: await makeTestDatabase('sqlite'), postgres: await makeTestDatabase('postgres') };
    const database = await places.sqlite.open();
    await buildExampleWorld(createStage(database, { now: EXAMPLE_NOW }));
    await database.close();
    digests = await holds(places.sqlite.url);
    await command(['copy', '--from', places.sqlite.url, '--to', places.postgres.url]);
  });
  afterAll(async () => {
    for (const place of Object.values(places)) await place.drop();
  });

  for (const engine of ['sqlite', 'postgres'] as const) {
    it(`of ${engine} is one file, made while others write, and is restored into either engine`, async () => {
      const { url } = places[engine];
      const backup = join(folder, `${engine}.backup`);
      // Pages enough for many steps of a copy, and a writer who changes one in between.
      if (engine === 'sqlite')
        await places.sqlite.raw(
          'create table ballast as with recursive n(i) as (select 1 union all select i + 1 from n where i < 8000) select i, randomblob(4000) as bytes from n',
        );
      const writing = await places[engine].open();
      let goesOn = true;
      let writes = 0;
      const writer = (async () => {
        while (goesOn) {
          await writing.write((tx) =>
            tx.statement(
              engine === 'sqlite' ? 'update ballast set i = i where i = 1' : 'update scheduled_runs set name = name',
            ),
          );
          writes += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const made = await command(['backup', '--to', backup], { DATABASE_URL: url });
      goesOn = false;
      await writer;
      await writing.close();
      if (engine === 'sqlite') await places.sqlite.raw('drop table ballast');
      expect(writes).toBeGreaterThan(0);
      expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
      expect(made.out).toContain('It verifies.');
      expect(existsSync(`${backup}-wal`)).toBe(false);
      const empty = await makeTestDatabase('postgres');
      for (const to of [file(`${engine}-restored.db`), empty.url]) {
        expect((await command(['restore', '--from', backup], { DATABASE_URL: to })).code).toBe(0);
        expect(await holds(to)).toEqual(digests);
      }
      await empty.drop();
      expect(await command(['backup', '--to', backup], { DATABASE_URL: url })).toMatchObject({
        code: 1,
        err: expect.stringContaining('is not written over'),
      });
    });
  }

  it('leaves a database of an earlier version as it is, as do copy and verify', async () => {
    const place = sqliteAt(join(folder, 'earlier.db'));
    fillEarlier(place.file ?? '', join(folder, 'earlier'));
    const before = await place.raw('select count(*) as n from __drizzle_migrations');
    const environment = { DATABASE_URL: place.url };
    const commands = [
      ['backup', '--to', join(folder, 'e')],
      ['verify'],
      ['copy', '--from', place.url, '--to', file('e')],
    ];
    for (const args of commands) {
      const { code, err } = await command(args, environment);
      expect({ args, code, err }).toEqual({ args, code: 1, err: expect.stringContaining('npx seibi migrate') });
    }
    expect(await place.raw('select count(*) as n from __drizzle_migrations')).toEqual(before);
    expect((await command(['migrate'], environment)).code).toBe(0);
    expect((await command(['verify'], environment)).code).toBe(0);
  });

  it('of nothing, or from nothing, is refused', async () => {
    const environment = { DATABASE_URL: file('nowhere.db') };
    expect(await command(['backup', '--to', join(folder, 'x')], environment)).toMatchObject({ code: 1 });
    expect(existsSync(join(folder, 'nowhere.db'))).toBe(false);
    expect(await command(['restore', '--from', join(folder, 'x')], environment)).toMatchObject({ code: 1 });
    expect(await command(['backup'], environment)).toMatchObject({ code: 2 });
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'not a backup, but long enough to look like one: '.repeat(40));
    expect(await command(['restore', '--from', text], environment)).toMatchObject({ code: 1 });
  });

  it('of a record that was changed behind its back is not kept', async () => {
    const place = await makeTestDatabase('sqlite');
    expect(
      (await command(['restore', '--from', join(folder, 'sqlite.backup')], { DATABASE_URL: place.url })).code,
    ).toBe(0);
    await place.withoutTriggers();
    await place.raw("update events set canonical = replace(canonical, 'a', 'b') where sequence = 1");
    const { code, err } = await command(['backup', '--to', join(folder, 'bent.backup')], { DATABASE_URL: place.url });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('event 1 was changed') });
    expect(existsSync(join(folder, 'bent.backup'))).toBe(false);
    await place.drop();
  });
});
