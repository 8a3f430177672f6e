// Prepared queries made quicker: they answer, and refuse, what drizzle's own do.
import Sqlite from 'better-sqlite3';
import { asc, count, eq, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { given, placeFor } from '../../src/storage/engine/conditions.ts';
import { quickened } from '../../src/storage/engine/sqlite/queries.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { facilityStays } from '../../src/storage/orders/work-orders.ts';
import { sqliteTables } from '../../src/storage/tables.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

let place: TestDatabase;
let client: Sqlite.Database;
let db: NodePgDatabase;
beforeAll(async () => {
  place = await makeTestDatabase('sqlite');
  await (await place.open()).close();
  client = new Sqlite(place.file ?? '');
  client.pragma('foreign_keys = OFF');
  db = drizzle({ client, casing: 'snake_case' }) as unknown as NodePgDatabase;
});
afterAll(async () => {
  client.close();
  await place.drop();
});

const { facilities: f, segments: s, closures: c } = sqliteTables;
const asked = sql.placeholder;
const inserting = () =>
  db
    .insert(f)
    .values({
      id: asked('id'),
      createdAt: '2026-01-01T00:00:00.000Z',
      revision: 1,
      code: asked('code'),
      name: asked('name') as unknown as { ja: string },
      operator: 'joint',
      prefecture: '千葉県',
      calendar: 'japan',
      bays: asked('bays'),
    })
    .returning({ id: f.id, name: f.name })
    .prepare('');
const facility = (id: string) => ({ id, code: id.toUpperCase(), name: { ja: '木更津', en: 'Kisarazu' }, bays: 2 });

interface Prepared {
  execute(values?: Record<string, unknown>): Promise<unknown>;
}
const queries: Record<string, [() => Prepared, Record<string, unknown>]> = {
  'whole rows, with JSON and NULL': [() => db.select().from(f).orderBy(asc(f.id)).prepare(''), {}],
  'some columns by a placeholder': [
    () =>
      db
        .select({ a: f.name, b: f.bays })
        .from(f)
        .where(eq(f.id, asked('id')))
        .prepare(''),
    { id: 'aa' },
  ],
  'a value that its column encodes': [
    () =>
      db
        .select({ id: f.id })
        .from(f)
        .where(sql`${f.name} = ${placeFor(f.name, 'name')}`)
        .prepare(''),
    { name: { ja: '木更津', en: 'Kisarazu' } },
  ],
  'expressions, with a decoder and without': [
    () =>
      db
        .select({
          n: count(),
          two: sql<string>`'2'`.mapWith(Number) as SQL<number>,
          name: given(f.name),
          called: sql<string>`${f.code} || '!'`.as('called'),
        })
        .from(f)
        .groupBy(f.id)
        .orderBy(asc(f.id))
        .prepare(''),
    {},
  ],
  'joined rows as objects, left to drizzle': [
    () => db.select({ f, s }).from(f).leftJoin(s, eq(s.id, f.id)).orderBy(asc(f.id)).prepare(''),
    {},
  ],
  'booleans and literals': [
    () => db.select().from(sqliteTables.workOrders).where(eq(sqliteTables.workOrders.historical, false)).prepare(''),
    {},
  ],
  'no row': [
    () =>
      db
        .select()
        .from(c)
        .where(eq(c.id, asked('id')))
        .prepare(''),
    { id: 'nobody' },
  ],
  'a change without rows': [
    () =>
      db
        .update(f)
        .set({ bays: sql`${f.bays} + 0` })
        .where(eq(f.id, asked('id')))
        .prepare(''),
    { id: 'aa' },
  ],
};

describe('a quickened query', () => {
  it('writes what it is given, and answers what it returns', async () => {
    expect(await quickened(inserting()).execute(facility('aa'))).toEqual([{ id: 'aa', name: facility('aa').name }]);
    expect(await inserting().execute(facility('bb'))).toEqual([{ id: 'bb', name: facility('bb').name }]);
  });

  it.each(Object.entries(queries))('answers what it did: %s', async (_, [build, values]) => {
    const plain = await build().execute(values);
    const quick = quickened(build());
    expect(await quick.execute(values)).toEqual(plain);
    expect(await quick.execute(values)).toEqual(plain);
  });

  it('rejects as it did: a unique index, and a value that was not given', async () => {
    const refused = (query: Prepared, values: Record<string, unknown>) =>
      query.execute(values).then(
        () => null,
        (error: { code?: string }) => error.code ?? 'missing',
      );
    for (const values of [facility('aa'), { id: 'cc' }])
      expect(await refused(quickened(inserting()), values)).toBe(await refused(inserting(), values));
    expect(await refused(quickened(inserting()), facility('aa'))).toMatch(/^SQLITE_CONSTRAINT/);
  });

  it('leaves anything else as it is', () => {
    const other = { execute: () => 1 };
    expect(quickened(other)).toBe(other);
    expect(other.execute()).toBe(1);
  });
});

it('asks who stands at a facility by indexes that hold no others, however many there were', async () => {
  const asked: string[] = [];
  const prepare = Sqlite.prototype.prepare;
  const spy = vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, text: string) {
    if (/from "work_orders"/.test(text)) asked.push(text);
    return prepare.call(this, text);
  });
  const database = await openSqlite({ file: place.file ?? '', durability: 'off' });
  await database.read((tx) => facilityStays(tx, 'aa', 'x', '2026-01-01T00:00:00.000Z'));
  spy.mockRestore();
  await database.close();
  const plans = asked.map((text) => {
    const explain = client.prepare<unknown[], { detail: string }>(`explain query plan ${text}`);
    return explain.all(...Array.from(text.matchAll(/\?/g), () => 'x')).map(({ detail }) => detail);
  });
  expect(plans).toEqual([
    [expect.stringContaining('work_orders_standing (facility_id=? AND inducted_at>?)')],
    [expect.stringContaining('work_orders_facility_ended (facility_id=? AND ended_at>?)')],
  ]);
});
