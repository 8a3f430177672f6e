// What PostgreSQL is kept from: a statement without end, and connections without number.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await makeTestDatabase();
  database = await place.open({ statementTimeoutSeconds: 1, poolSize: 2, queueLimit: 100 });
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

test('a statement that takes too long is ended, and answered 503 like any other overload', async () => {
  for (const verb of ['read', 'write'] as const) {
    const slow = database[verb]((tx) => tx.statement('select pg_sleep(30)'));
    await expect(slow).rejects.toMatchObject({ code: 'service.unavailable' });
    expect(await database[verb](async () => 'on it goes')).toBe('on it goes');
  }
});

test('many works at once share few connections', async () => {
  const works = Array.from({ length: 60 }, (_, n) =>
    database.read(async (tx) => (await tx.statement(`select ${n} as n`))[0]?.n),
  );
  expect(await Promise.all(works)).toEqual(Array.from({ length: 60 }, (_, n) => n));
  expect(database.load()).toMatchObject({ waiting: 0 });
  expect(database.load().connections).toBeLessThanOrEqual(4);
});
