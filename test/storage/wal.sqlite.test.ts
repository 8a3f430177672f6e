// The write-ahead log of SQLite: brought into the file by a thread, begun anew, and short again after a reader that held it up.
import { existsSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { insertRow } from '../../src/storage/engine/rows.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

const LIMIT = 2 ** 20;

let place: TestDatabase;
let database: Database;
let reported: unknown[];
let written = 0;

beforeEach(async () => {
  place = await makeTestDatabase('sqlite');
  reported = [];
  database = await openSqlite({
    file: place.file ?? '',
    durability: 'off',
    walLimitBytes: LIMIT,
    report: (error) => reported.push(error),
  });
});
afterEach(async () => {
  await place.drop();
});

const walBytes = () => statSync(`${place.file}-wal`).size;

/** Writes on until the log has been begun anew. */
async function untilBegunAnew(): Promise<void> {
  const looker = new Sqlite(place.file ?? '', { readonly: true });
  const frames = () => (looker.pragma('wal_checkpoint(noop)') as { log: number }[])[0]?.log ?? 0;
  for (let last = frames(), now = last; now >= last; now = frames()) {
    last = now;
    await write(LIMIT / 8);
  }
  looker.close();
}

/** Writes about that many bytes, in commits of some works each, with turns of the event loop in between. */
async function write(bytes: number): Promise<void> {
  const row = 50_000;
  for (let done = 0; done < bytes; done += row * 4)
    await Promise.all(
      Array.from({ length: 4 }, () => {
        written += 1;
        const key = `${written}`;
        return database.write((tx) =>
          insertRow(tx, 'idempotencyRecords', {
            personId: 'p',
            path: '/',
            key,
            fingerprint: '',
            answer: 'x'.repeat(row),
            createdAt: '2026-01-01T00:00:00.000Z',
          }),
        );
      }),
    );
}

it('is brought into the file while others write, and does not grow with what is written', async () => {
  await write(2 * LIMIT);
  await untilBegunAnew();
  await write(12 * LIMIT);
  expect(walBytes()).toBeLessThan(8 * LIMIT);
  const kept = await database.read((tx) => tx.statement('select count(*) as n from idempotency_records'));
  expect(reported).toEqual([]);
  await database.close();
  expect(existsSync(`${place.file}-wal`)).toBe(false);
  expect(await place.raw('select count(*) as n from idempotency_records')).toEqual(kept);
});

it('grows while a reader holds an old snapshot, and is short again after', async () => {
  await write(LIMIT / 4);
  const reader = new Sqlite(place.file ?? '', { readonly: true });
  reader.exec('begin');
  reader.prepare('select count(*) from idempotency_records').get();
  await write(8 * LIMIT);
  expect(walBytes()).toBeGreaterThan(7 * LIMIT);
  reader.exec('commit');
  reader.close();
  await untilBegunAnew();
  expect(walBytes()).toBeLessThanOrEqual(2 * LIMIT);
  expect(reported).toEqual([]);
  await database.close();
});
