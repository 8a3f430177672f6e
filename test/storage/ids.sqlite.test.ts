// The ids that the running program gives.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { createServices } from '../../src/usecases/services.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await makeTestDatabase();
  database = await place.open();
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

it('ids are UUIDv7 of their instant, each after the one before, and no two services give the same', () => {
  const [one, other] = [
    createServices(database, { foreignYardRule: false }),
    createServices(database, { foreignYardRule: false }),
  ];
  const began = Date.now();
  const ids = Array.from({ length: 20_000 }, () => one.newId());
  const ended = Date.now();
  expect([...ids].sort()).toEqual(ids);
  expect(new Set([...ids, ...Array.from({ length: 20_000 }, () => other.newId())]).size).toBe(40_000);
  const isSound = (id: string) => {
    const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    return /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id) && at >= began && at <= ended;
  };
  expect(ids.filter((id) => !isSound(id))).toEqual([]);
});
