// The first start: one administrator, the shipped data, once; the key is nowhere in the file.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shippedEquivalences, shippedStandards } from '../../src/data/index.ts';
import { authenticate, newKey } from '../../src/usecases/access/sessions.ts';
import { bootstrap } from '../../src/usecases/bootstrap.ts';
import { createServices } from '../../src/usecases/services.ts';
import { ADMIN_KEY, startTestApp, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(async () => {
  await t.close();
});

test('an empty database gets one administrator and everything shipped', async () => {
  const found = await t.database.read(async (tx) => ({
    people: await tx.db.select().from(tx.tables.people),
    standards: await tx.db.select().from(tx.tables.standards),
    equivalences: await tx.db.select().from(tx.tables.equivalences),
    links: await tx.db.select().from(tx.tables.registerEvents),
  }));
  expect(found.people).toMatchObject([{ id: t.adminId, roles: ['administrator'] }]);
  expect(found.standards).toHaveLength(shippedStandards().length);
  expect(found.equivalences).toHaveLength(shippedEquivalences().length);
  expect(found.links).toHaveLength(2 + found.standards.length + found.equivalences.length);
});

test('a second start changes nothing', async () => {
  expect(await bootstrap(t.services)).toBeNull();
  expect((await authenticate(t.services, ADMIN_KEY))?.roles).toEqual(['administrator']);
});

test('the key is stored only as its hash', async () => {
  for (const table of await t.place.tables()) {
    const rows = await t.place.raw(`select * from "${table}"`);
    expect(JSON.stringify(rows).includes(ADMIN_KEY), table).toBe(false);
  }
  const { file } = t.place;
  for (const one of file === null ? [] : [file, `${file}-wal`])
    expect(readFileSync(one).includes(ADMIN_KEY)).toBe(false);
});

test('keys are seibi_ and 32 base62 characters, never the same', () => {
  const { secrets } = createServices(t.database, { foreignYardRule: false });
  const keys = Array.from({ length: 200 }, () => newKey(secrets));
  for (const key of keys) expect(key).toMatch(/^seibi_[0-9A-Za-z]{32}$/);
  expect(new Set(keys).size).toBe(keys.length);
});

test('pins verify against their own hash only', async () => {
  const { pins } = createServices(t.database, { foreignYardRule: false });
  const hash = await pins.hash('135790');
  expect(hash).not.toContain('135790');
  expect(await pins.verify('135790', hash)).toBe(true);
  expect(await pins.verify('１３５７９０', hash)).toBe(true);
  expect(await pins.verify('135791', hash)).toBe(false);
  expect(await pins.verify('135790', 'nonsense')).toBe(false);
});
