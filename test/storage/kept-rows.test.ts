// Rows of the registers that a connection keeps: what a transaction is told is what it would have read itself.
import { getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Tx } from '../../src/storage/database.ts';
import { KEPT_TABLES } from '../../src/storage/engine/kept-rows.ts';
import { findRow, insertRow, updateRow } from '../../src/storage/engine/rows.ts';
import { allEquivalences } from '../../src/storage/registers/equivalences.ts';
import { certificationsOf } from '../../src/storage/registers/facilities.ts';
import { findRecord } from '../../src/storage/registers/registers.ts';
import { sqliteTables } from '../../src/storage/tables.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Plant, startPlant } from '../support/plant.ts';

const facility = (code: string, bays = 2) => ({
  id: code,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
  code,
  name: { ja: '木更津' },
  operator: 'joint' as const,
  prefecture: '千葉県',
  calendar: 'japan' as const,
  bays,
});

describe('rows of a register', () => {
  let place: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    place = await makeTestDatabase();
    // One connection each for those who read and those who write, so that it is the same that kept them.
    database = await place.open({ poolSize: 1 });
    await database.write(async (tx) => insertRow(tx, 'facilities', facility('AA')));
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });
  const bays = (tx: Tx) => findRow(tx, 'facilities', 'AA').then((row) => row?.bays);

  it('are kept while nothing changes, and are the same object', async () => {
    const [first, second] = [
      await database.read((tx) => findRow(tx, 'facilities', 'AA')),
      await database.read((tx) => findRow(tx, 'facilities', 'AA')),
    ];
    expect(first).toMatchObject({ bays: 2 });
    expect(second).toBe(first);
    expect(Object.isFrozen(first?.name)).toBe(true);
  });

  it('are read anew after a change, by readers, by writers and by the work that made it', async () => {
    await database.read(bays);
    await database.write(async (tx) => {
      expect(await bays(tx)).toBe(2);
      await updateRow(tx, 'facilities', 'AA', { bays: 3 });
      expect(await bays(tx)).toBe(3);
    });
    expect(await database.read(bays)).toBe(3);
    expect(await database.write(bays)).toBe(3);
  });

  it('are forgotten with the work that failed, though the next change has the same revision', async () => {
    const failing = database.write(async (tx) => {
      await updateRow(tx, 'facilities', 'AA', { bays: 66 });
      expect(await bays(tx)).toBe(66);
      throw new Error('no');
    });
    const after = database.write(async (tx) => {
      expect(await bays(tx)).toBe(3);
      await updateRow(tx, 'facilities', 'AA', { prefecture: '東京都' });
      return await bays(tx);
    });
    await expect(failing).rejects.toThrow('no');
    expect(await after).toBe(3);
    expect(await database.write(bays)).toBe(3);
    expect(await database.read(bays)).toBe(3);
  });

  it('are forgotten with the work that failed, when the next changes a register before it reads', async () => {
    const failing = database.write(async (tx) => {
      await updateRow(tx, 'facilities', 'AA', { bays: 67 });
      expect(await bays(tx)).toBe(67);
      throw new Error('no');
    });
    const after = database.write(async (tx) => {
      await updateRow(tx, 'facilities', 'AA', { prefecture: '千葉県' });
      return await bays(tx);
    });
    await expect(failing).rejects.toThrow('no');
    expect(await after).toBe(3);
  });

  it('are read anew when somebody else changed them, past the program too', async () => {
    await database.read(bays);
    await database.write(bays);
    await place.raw('update facilities set bays = 9');
    expect(await database.read(bays)).toBe(9);
    expect(await database.write(bays)).toBe(9);
    const other = await place.open();
    await other.write((tx) => updateRow(tx, 'facilities', 'AA', { bays: 10 }));
    expect(await database.read(bays)).toBe(10);
    await other.close();
  });

  it('are not kept when there are none', async () => {
    expect(await database.read((tx) => findRecord(tx, 'person', 'nobody'))).toBeNull();
    expect(await database.read((tx) => certificationsOf(tx, 'AA'))).toEqual([]);
    await database.write(async (tx) => {
      expect(await findRow(tx, 'facilities', 'BB')).toBeNull();
      await insertRow(tx, 'facilities', facility('BB'));
      expect(await findRow(tx, 'facilities', 'BB')).toMatchObject({ code: 'BB' });
    });
  });

  it.each([...KEPT_TABLES])('%s: has the triggers that raise the revision', async (name) => {
    const table = getTableName(sqliteTables[name]);
    const rows = await place.raw(
      place.engine === 'sqlite'
        ? `select name from sqlite_master where type = 'trigger' and tbl_name = '${table}' and name like '${table}_revised_by%'`
        : `select tgname as name from pg_trigger where tgrelid = '${table}'::regclass and tgname = '${table}_revised'`,
    );
    expect(rows).toHaveLength(place.engine === 'sqlite' ? 3 : 1);
  });

  it('is exact for lists as for records', async () => {
    const count = (tx: Tx) => allEquivalences(tx).then((all) => all.length);
    const before = await database.write(count);
    await database.write((tx) =>
      insertRow(tx, 'equivalences', {
        id: 'e',
        createdAt: '2026-01-01T00:00:00.000Z',
        revision: 1,
        held: 'A',
        required: 'B',
        degree: 'identical',
        conditions: [],
        platformIds: [],
        activities: [],
        basis: { document: 'd', reference: 'r' },
        approvedBy: 'x',
        validFrom: '2026-01-01',
        validTo: null,
      }),
    );
    expect(await database.write(count)).toBe(before + 1);
    expect(await database.read(count)).toBe(before + 1);
  });
});

describe('decisions', () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant();
  });
  afterAll(async () => {
    await plant.close();
  });

  it('are made with the registers as they are at that moment, however close together', async () => {
    const { ids, people } = plant;
    const orders: string[] = [];
    for (const serial of ['168301', '168302', '168303'])
      orders.push((await plant.orderIn('submitted', { equipmentId: await plant.item(serial) })).id);
    const authorize = (id: string | undefined) =>
      plant.ask(
        people.program,
        'POST',
        `/v1/work-orders/${id}/transitions`,
        {
          action: 'authorize',
          authorizationId: ids.authorization,
          estimatedCost: { currency: 'USD', minorUnits: 100 },
        },
        { 'if-match': '"2"' },
      );
    const certification = `/v1/facilities/${ids.facility}/certifications/${ids.certification}`;
    const suspend = () =>
      plant.ask(
        'admin',
        'PATCH',
        certification,
        { status: 'suspended', statusOn: '2026-03-02', statusReason: { en: 'Audit' } },
        { 'if-match': '"1"' },
      );
    const [before, suspended] = [await authorize(orders[0]), suspend()];
    expect(before.status, before.text).toBe(200);
    expect((await suspended).status, (await suspended).text).toBe(200);
    const after = await authorize(orders[1]);
    expect(after.status).toBe(409);
    expect(after.body.blockedBy.map((one: { guard: string }) => one.guard)).toContain('facility_qualified');
  });
});
