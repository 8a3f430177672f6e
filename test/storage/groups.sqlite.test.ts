// Writes that share a commit on SQLite: who is in it, when they are answered, and what becomes of them when it fails.
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Commit, Database, Tx } from '../../src/storage/database.ts';
import { findRow, insertRow, updateRow } from '../../src/storage/engine/rows.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

let place: TestDatabase;
let database: Database;
let reported: unknown[];
let commits: Commit[];
/** What the next commits do instead of what they should. */
let atCommit: (() => void) | null;

beforeEach(async () => {
  place = await makeTestDatabase('sqlite');
  reported = [];
  commits = [];
  atCommit = null;
  const prepare = Sqlite.prototype.prepare;
  const spy = vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, sql: string) {
    const statement = prepare.call(this, sql);
    if (sql !== 'commit') return statement;
    const run = statement.run.bind(statement) as () => Sqlite.RunResult;
    return Object.assign(statement, {
      run() {
        atCommit?.();
        return run();
      },
    });
  });
  database = await openSqlite({
    file: place.file ?? '',
    durability: 'off',
    queueLimit: 200,
    // However slow the machine is.
    groupMilliseconds: 60_000,
    report: (error) => reported.push(error),
  });
  spy.mockRestore();
  database.watchCommits((commit) => commits.push(commit));
});
afterEach(async () => {
  await database.close();
  await place.drop();
});

const facility = (code: string) => ({
  id: code,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
  code,
  name: { ja: '木更津' },
  operator: 'joint' as const,
  prefecture: '千葉県',
  calendar: 'japan' as const,
  bays: 2,
});
const adding = (code: string) => (tx: Tx) => insertRow(tx, 'facilities', facility(code));
const codes = async () => (await place.raw('select code from facilities order by code')).map((row) => row.code);
const UNAVAILABLE = { code: 'service.unavailable' };

it('commits what waits together once, and answers nobody before', async () => {
  const answered: string[] = [];
  const seenAtCommit: string[][] = [];
  atCommit = () => seenAtCommit.push([...answered]);
  const works = ['AA', 'BB', 'CC'].map((code) => database.write(adding(code)).then(() => answered.push(code)));
  const refused = database.write(async () => Promise.reject(new Error('no'))).catch(() => answered.push('refused'));
  await Promise.all([...works, refused]);
  expect(commits).toEqual([{ works: 4, seconds: expect.any(Number) }]);
  expect(seenAtCommit).toEqual([[]]);
  expect(answered).toHaveLength(4);
  expect(await codes()).toEqual(['AA', 'BB', 'CC']);
});

it('tells news after the commit only', async () => {
  const order: string[] = [];
  atCommit = () => order.push('commit');
  database.subscribe((news) => order.push(...(news ?? []).map((one) => one.workOrderId)));
  await Promise.all(
    ['x', 'y'].map((workOrderId) =>
      database.write(async (tx) => tx.announce({ workOrderId, sequence: 1, type: 'drafted' })),
    ),
  );
  expect(order).toEqual(['commit', 'x', 'y']);
});

it('lets one work see what another of its group has written, and not what that undid', async () => {
  const seen = async (tx: Tx) => (await tx.db.select().from(tx.tables.facilities)).map((row) => row.code);
  const failing = database.write(async (tx) => {
    await adding('AA')(tx);
    throw new Error('no');
  });
  const [, first, , second] = await Promise.allSettled([
    failing,
    database.write(seen),
    database.write(adding('BB')),
    database.write(seen),
  ]);
  expect(commits).toHaveLength(1);
  expect(first).toMatchObject({ value: [] });
  expect(second).toMatchObject({ value: ['BB'] });
});

it('keeps nothing of a register that another work of the group changes, or that is undone', async () => {
  await database.write(adding('AA'));
  const bays = (tx: Tx) => findRow(tx, 'facilities', 'AA').then((row) => row?.bays);
  const setting = (to: number) => (tx: Tx) => updateRow(tx, 'facilities', 'AA', { bays: to });
  const undone = database.write(async (tx) => {
    await setting(7)(tx);
    await bays(tx);
    throw new Error('no');
  });
  const seen = Promise.all([
    database.write(bays),
    database.write(setting(3)),
    database.write(bays),
    database.write(setting(4)),
    database.write(bays),
  ]);
  await expect(undone).rejects.toThrow('no');
  expect(await seen).toEqual([2, undefined, 3, undefined, 4]);
  expect(commits.at(-1)?.works).toBe(6);
});

it('lets a lone write wait for no timer', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    if (turns < 100) setImmediate(count);
  };
  setImmediate(count);
  await database.write(adding('AA'));
  expect(turns).toBeLessThan(3);
});

it('bounds a group, so that nobody waits for very many', async () => {
  await Promise.all(Array.from({ length: 150 }, () => database.write(async () => undefined)));
  expect(Math.max(...commits.map((commit) => commit.works))).toBeLessThanOrEqual(64);
  expect(commits.reduce((sum, commit) => sum + commit.works, 0)).toBe(150);
});

it('fails everybody when the commit fails, and goes on with the next', async () => {
  const works = [
    database.write(adding('AA')),
    database.write(async () => Promise.reject(new Error('refused for what was not kept'))),
    // What must hold at the end of the transaction, and does not.
    database.write(async (tx) => {
      await tx.statement('pragma defer_foreign_keys = on');
      await tx.statement(
        "insert into closures (id, created_at, revision, facility_id, \"from\", \"to\", bays, reason) values ('x', '', 1, 'nowhere', '', '', 1, '{}')",
      );
    }),
    database.write(adding('BB')),
  ];
  const outcomes = await Promise.allSettled(works);
  expect(outcomes).toEqual(works.map(() => ({ status: 'rejected', reason: expect.objectContaining(UNAVAILABLE) })));
  expect(reported).toMatchObject([{ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' }]);
  expect(await codes()).toEqual([]);
  await database.write(adding('CC'));
  await database.ping();
  expect(await codes()).toEqual(['CC']);
});

it('fails everybody when the transaction is gone before its end', async () => {
  const works = [
    database.write(adding('AA')),
    database.write((tx) => tx.statement('rollback')),
    database.write(adding('BB')),
  ];
  const [first, second, third] = await Promise.allSettled(works);
  expect(first).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
  expect(second).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
  // It had not begun, and runs in the next group.
  expect(third).toMatchObject({ status: 'fulfilled' });
  expect(await codes()).toEqual(['BB']);
});

it('writes nothing more after an I/O error until it is opened anew, and says so', async () => {
  await database.write(adding('AA'));
  atCommit = () => {
    throw new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
  };
  const works = [database.write(adding('BB')), database.write(adding('CC'))];
  for (const work of works) await expect(work).rejects.toMatchObject(UNAVAILABLE);
  atCommit = null;
  await expect(database.write(adding('DD'))).rejects.toMatchObject(UNAVAILABLE);
  await expect(database.ping()).rejects.toMatchObject(UNAVAILABLE);
  expect(await database.read(async (tx) => (await tx.db.select().from(tx.tables.facilities)).length)).toBe(1);
  expect(reported).toMatchObject([{ code: 'SQLITE_IOERR_FSYNC' }]);
  await database.close();
  database = await openSqlite({ file: place.file ?? '', durability: 'off' });
  await database.write(adding('DD'));
  await database.ping();
  expect(await codes()).toEqual(['AA', 'DD']);
});

it('refuses what a full disk does not take, alone, and goes on when there is room', async () => {
  const full = new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
  const outcomes = await Promise.allSettled([
    database.write(adding('AA')),
    database.write(async (tx) => {
      await adding('BB')(tx);
      throw full;
    }),
  ]);
  expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: UNAVAILABLE }]);
  expect(reported).toEqual([full]);
  await database.write(adding('BB'));
  expect(await codes()).toEqual(['AA', 'BB']);
});
