// Storage, on either engine: the two verbs, the rules the database keeps by itself, and tables that equal their migrations.
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, UniqueViolation } from '../../src/storage/database.ts';
import { findRow, insertRow, updateRow } from '../../src/storage/engine/rows.ts';
import * as postgresSchema from '../../src/storage/schema-postgres.ts';
import * as sqliteSchema from '../../src/storage/schema-sqlite.ts';
import { sqliteTables } from '../../src/storage/tables.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Plant, startPlant } from '../support/plant.ts';
import { until } from '../support/until.ts';

const facility = (code: string) => ({
  id: `id-${code}`,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
  code,
  name: { ja: '木更津' },
  operator: 'joint' as const,
  prefecture: '千葉県',
  calendar: 'japan' as const,
  bays: 2,
});

describe('read and write', () => {
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
  const codes = () =>
    database.read(async (tx) => (await tx.db.select().from(tx.tables.facilities)).map((f) => f.code).sort());

  it('writes all of a work or nothing of it', async () => {
    await database.write(async (tx) => insertRow(tx, 'facilities', facility('AA')));
    const failing = database.write(async (tx) => {
      await insertRow(tx, 'facilities', facility('BB'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await codes()).toEqual(['AA']);
  });

  it('gives JSON, booleans and missing values back as they were', async () => {
    await database.write(async (tx) =>
      updateRow(tx, 'facilities', 'id-AA', { name: { en: 'x', ja: '木更津' }, bays: 3 }),
    );
    const row = await database.read((tx) => findRow(tx, 'facilities', 'id-AA'));
    expect(row).toMatchObject({ name: { en: 'x', ja: '木更津' }, bays: 3, ncage: null });
  });

  it('names a broken unique index', async () => {
    const again = database.write(async (tx) => insertRow(tx, 'facilities', { ...facility('AA'), id: 'other' }));
    await expect(again).rejects.toThrow(UniqueViolation);
    await expect(again).rejects.toMatchObject({ columns: 'facilities.code' });
  });

  it('refuses a write inside a read', async () => {
    const stray = database.read(async (tx) => insertRow(tx, 'facilities', facility('CC')));
    await expect(stray).rejects.toThrow();
    expect(await codes()).toEqual(['AA']);
  });

  it('runs works that start together one after the other, losing none', async () => {
    const count = async () =>
      await database.write(async (tx) => {
        const row = await findRow(tx, 'facilities', 'id-AA');
        await Promise.resolve();
        await updateRow(tx, 'facilities', 'id-AA', { bays: (row?.bays ?? 0) + 1 });
      });
    await Promise.all(Array.from({ length: 50 }, count));
    expect((await database.read((tx) => findRow(tx, 'facilities', 'id-AA')))?.bays).toBe(53);
  });

  it('undoes a work that fails alone, whoever wrote beside it', async () => {
    const heard: unknown[] = [];
    const stop = database.subscribe((news) => heard.push(...(news ?? []).map((one) => one.workOrderId)));
    const works = Array.from({ length: 12 }, (_, n) =>
      database.write(async (tx) => {
        await insertRow(tx, 'facilities', facility(`G${n}`));
        tx.announce({ workOrderId: `G${n}`, sequence: 1, type: 'drafted' });
        if (n % 3 === 0) throw new Error(`not ${n}`);
        return n;
      }),
    );
    const outcomes = await Promise.allSettled(works);
    const kept = [1, 2, 4, 5, 7, 8, 10, 11];
    expect(outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))).toEqual(kept);
    expect(outcomes[3]).toMatchObject({ reason: { message: 'not 3' } });
    expect((await codes()).filter((code) => code.startsWith('G'))).toEqual(kept.map((n) => `G${n}`).sort());
    await until(() => heard.length === kept.length);
    expect(heard.sort()).toEqual(kept.map((n) => `G${n}`).sort());
    stop();
  });

  it('tells whoever asks of every commit', async () => {
    let works = 0;
    database.watchCommits((commit) => {
      works += commit.works;
      expect(commit.seconds).toBeGreaterThanOrEqual(0);
    });
    await Promise.all(Array.from({ length: 5 }, () => database.write(async () => undefined)));
    expect(works).toBe(5);
  });

  it('shows a reader what its caller just wrote', async () => {
    await database.write(async (tx) => insertRow(tx, 'facilities', facility('DD')));
    expect(await codes()).toContain('DD');
  });

  it('shows a reader what was written before they asked, though somebody reads an older snapshot meanwhile', async () => {
    let letGo = () => {};
    const gate = new Promise<void>((open) => {
      letGo = open;
    });
    const older = database.read(async (tx) => {
      await findRow(tx, 'facilities', 'id-DD');
      await gate;
      return await findRow(tx, 'facilities', 'id-FF');
    });
    const beside = database.read((tx) => findRow(tx, 'facilities', 'id-DD'));
    await until(() => database.load().idle < database.load().connections);
    await database.write(async (tx) => insertRow(tx, 'facilities', facility('FF')));
    const newer = codes();
    letGo();
    expect(await newer).toContain('FF');
    expect(await older).toBeNull();
    expect(await beside).toMatchObject({ code: 'DD' });
  });

  it('lets a read that fails fail alone, whoever reads beside it', async () => {
    const failing = () =>
      database.read(async (tx) => {
        await tx.statement('select * from nowhere');
      });
    const done = await Promise.allSettled([codes(), failing(), codes(), failing(), codes()]);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('refuses values outside their enumeration', async () => {
    const odd = database.write(async (tx) =>
      insertRow(tx, 'facilities', { ...facility('EE'), operator: 'pirates' as 'joint' }),
    );
    await expect(odd).rejects.toThrow();
    expect(await codes()).not.toContain('EE');
  });
});

describe('a database that is busy', () => {
  it('refuses more than may wait, with the time to come back, and takes them again after', async () => {
    const place = await makeTestDatabase();
    const database = await place.open({ queueLimit: 5, poolSize: 1 });
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const works = Array.from({ length: 40 }, () =>
      database.write(async () => {
        await held;
        return 'done';
      }),
    );
    const outcomes = Promise.allSettled(works);
    await expect(works.at(-1)).rejects.toMatchObject({
      code: 'service.unavailable',
      extra: { retryAfterSeconds: expect.any(Number) },
    });
    expect(database.load().waiting).toBeGreaterThan(0);
    finish();
    const done = (await outcomes).filter((one) => one.status === 'fulfilled');
    expect(done.length).toBeGreaterThanOrEqual(5);
    expect(done.length).toBeLessThan(10);
    expect(await database.write(async () => 'again')).toBe('again');
    expect(database.load()).toMatchObject({ waiting: 0 });
    await database.close();
    await place.drop();
  });

  it('does a work of one name once at a time, and says when it did not', async () => {
    const place = await makeTestDatabase();
    const database = await place.open();
    const inner: boolean[] = [];
    const outer = await database.exclusively('sweep', async () => {
      inner.push(await database.exclusively('sweep', async () => undefined));
      inner.push(await database.exclusively('other', async () => undefined));
    });
    expect({ outer, inner }).toEqual({ outer: true, inner: [false, true] });
    await expect(
      database.exclusively('sweep', async () => {
        throw new Error('failed');
      }),
    ).rejects.toThrow('failed');
    expect(await database.exclusively('sweep', async () => undefined)).toBe(true);
    await database.close();
    await place.drop();
  });

  it('goes on hearing when one listener throws', async () => {
    const place = await makeTestDatabase();
    const reported: unknown[] = [];
    const database = await place.open({ report: (error) => reported.push((error as Error).message) });
    const heard: unknown[] = [];
    const stop = database.subscribe((news) => {
      heard.push(news);
      if (news !== null) throw new Error('a faulty listener');
    });
    database.subscribe((news) => heard.push(news));
    const news = { workOrderId: 'x', sequence: 1, type: 'drafted' as const };
    await database.write(async (tx) => tx.announce(news));
    await expect(
      database.write(async (tx) => {
        tx.announce({ ...news, sequence: 2 });
        throw new Error('not durable');
      }),
    ).rejects.toThrow('not durable');
    expect(heard.filter((one) => one !== null)).toEqual([[news], [news]]);
    stop();
    await database.write(async (tx) => tx.announce({ ...news, sequence: 3 }));
    expect(heard.filter((one) => one !== null)).toHaveLength(3);
    await until(() => reported.includes('a faulty listener'));
    await database.close();
    await place.drop();
  });
});

describe('the tables', () => {
  it('are all known to drizzle-kit by name', () => {
    for (const schema of [sqliteSchema, postgresSchema])
      expect(Object.keys(schema).sort()).toEqual(Object.keys(sqliteTables).sort());
  });

  it('equal what the migrations make', async () => {
    const place = await makeTestDatabase();
    await (await place.open()).close();
    for (const table of Object.values(sqliteTables)) {
      const name = getTableName(table);
      const rows = await place.raw(
        place.engine === 'sqlite'
          ? `select name from pragma_table_info('${name}')`
          : `select column_name as name from information_schema.columns where table_name = '${name}'`,
      );
      const columns = rows.map((row) => String(row.name).replace(/_(\w)/g, (_, l) => l.toUpperCase()));
      expect({ name, columns: columns.sort() }).toEqual({ name, columns: Object.keys(getTableColumns(table)).sort() });
    }
    await place.drop();
  });
});

describe('the database refuses by itself', () => {
  let plant: Plant;
  let orderId: string;
  beforeAll(async () => {
    plant = await startPlant();
    orderId = (await plant.orderIn('in_inspection', { discrepancy: { en: 'Chips' } })).id;
    await plant.inspect(plant.people.inspector, orderId, 'final');
    await plant.send(plant.people.depot, 'POST', `/v1/work-orders/${orderId}/translations`, {
      subject: { part: 'order', id: orderId, field: 'discrepancy' },
      language: 'ja',
      text: '金属片',
      status: 'reviewed',
    });
  });
  afterAll(async () => {
    await plant.close();
  });

  const refused: [string, string, string][] = [
    [
      'a bare status',
      `update work_orders set status = 'released' where id = ?`,
      'a status changes only with its event',
    ],
    [
      'a revision without its event',
      'update work_orders set revision = revision + 1 where id = ?',
      'a revision is the sequence of an event',
    ],
    ['an order that is gone', 'delete from work_orders where id = ?', 'never deleted'],
    ['a changed event', `update events set canonical = '{}' where work_order_id = ?`, 'never changed'],
    ['a deleted event', 'delete from events where work_order_id = ?', 'never deleted'],
    [
      'an event out of line',
      `insert into events (work_order_id, sequence, type, occurred_at, recorded_at, actor_id, canonical, sha256)
       select work_order_id, 999, type, occurred_at, recorded_at, actor_id, canonical, sha256 from events where work_order_id = ? limit 1`,
      'follows the one before',
    ],
    ['a changed signature', `update signatures set content = 'x' where work_order_id = ?`, 'never changed'],
    ['a deleted signature', 'delete from signatures where work_order_id = ?', 'never deleted'],
    [
      'a signed inspection',
      `update inspections set results = '[]' where work_order_id = ? and signed_sequence is not null`,
      'never changed',
    ],
    ['an edited target', `update targets set date = '2030-01-01' where work_order_id = ?`, 'never changed'],
    ['an edited translation', `update translations set text = 'x' where work_order_id = ?`, 'never changed'],
    ['a deleted translation', 'delete from translations where work_order_id = ?', 'never deleted'],
    [
      'an order that begins released',
      `insert into work_orders select * from work_orders where id = ?`,
      'begins as a draft',
    ],
  ];
  it.each(refused)('%s', async (_, statement, message) => {
    await expect(plant.app.place.raw(statement, [orderId])).rejects.toThrow(message);
  });

  it('a changed version of a register', async () => {
    const { place } = plant.app;
    await expect(place.raw(`update register_events set canonical = '{}'`)).rejects.toThrow('never changed');
    await expect(place.raw('delete from register_events')).rejects.toThrow('never deleted');
  });
});
