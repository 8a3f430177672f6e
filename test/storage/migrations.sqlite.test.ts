// Migrations of a database that an earlier version filled: every row means what it meant, everything verifies, and what was signed stays signed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newlySuperseded } from '../../src/domain/evidence/signing.ts';
import { applyChanges } from '../../src/domain/orders/work-order-file.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import { digestsOf } from '../../src/storage/engine/copy.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { familyOf, findWorkOrderFile, type LoadedFile } from '../../src/storage/orders/work-orders.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import {
  earlierImport,
  fillEarlier,
  firstMigrations,
  importAsNow,
  importOfEarlier,
  migrationNames,
} from '../support/earlier.ts';

const idOf = (last: string) => `01940000-0000-7000-8000-000000000${last}`;
// The records of the fixture that are looked at, by the end of their ids.
const [aircraft, other, engine, module] = ['049', '04a', '04b', '04c'].map(idOf) as [string, string, string, string];
const [ship, child, grandchild, order] = ['04e', '055', '058', '05a'].map(idOf) as [string, string, string, string];

const folder = mkdtempSync(join(tmpdir(), 'seibi-migrations-'));
const file = join(folder, 'seibi.db');
let database: Database;
beforeAll(async () => {
  fillEarlier(file, join(folder, 'migrations'));
  database = await openSqlite({ file, durability: 'off' });
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const load = (id: string) =>
  database.read(async (tx: Tx): Promise<LoadedFile> => {
    const loaded = await findWorkOrderFile(tx, id);
    if (!loaded) throw new Error('the order is gone');
    return loaded;
  });

const names = migrationNames('sqlite');

describe('a database of any version before', () => {
  // The first two made the tables and their rules; every version since had rows.
  it.each(names.slice(1, -1))('left at %s is brought to the tables of this version, and verifies', async (last) => {
    const path = join(folder, `${last}.db`);
    fillEarlier(path, join(folder, `${last}-first`));
    const client = new Sqlite(path);
    migrate(drizzle({ client }), {
      migrationsFolder: firstMigrations('sqlite', names.indexOf(last) + 1, join(folder, `${last}-upto`)),
    });
    client.close();
    const now = await openSqlite({ file: path, durability: 'off' });
    expect(await verifyEverything({ database: now })).toMatchObject({ fault: null, orders: 4 });
    expect(await digestsOf(now)).toEqual(await digestsOf(database));
    await now.close();
  });
});

describe('an import of before', () => {
  it('keeps what was found in its rows', async () => {
    const path = join(folder, 'imports.db');
    fillEarlier(path, join(folder, 'imports-first'));
    const client = new Sqlite(path);
    const migrationsFolder = firstMigrations(
      'sqlite',
      names.indexOf('0018_import_findings'),
      join(folder, 'imports-upto'),
    );
    migrate(drizzle({ client }), { migrationsFolder });
    client.exec(earlierImport);
    client.close();
    const now = await openSqlite({ file: path, durability: 'off' });
    expect(await importOfEarlier(now)).toEqual(importAsNow);
    await now.close();
  });
});

describe('a database of before families', () => {
  it('verifies as a whole', async () => {
    const found = await verifyEverything({ database });
    expect(found).toMatchObject({ fault: null, orders: 4 });
    expect(found.events).toBeGreaterThan(40);
  });

  it('gives each order the family of its draft, though a cancelled parent let go of it since', async () => {
    for (const [id, rootId, familyId] of [
      [ship, ship, ship],
      [child, child, ship],
      [grandchild, child, ship],
      [order, order, order],
    ] as const)
      expect((await load(id)).file.order).toMatchObject({ rootId, familyId });
    const { signers } = await database.read((tx) => familyOf(tx, ship));
    const { signer } = (await load(ship)).file.signatures[0] ?? { signer: '' };
    expect(signers).toContain(signer);
  });

  it('keeps signatures in force, in the form they were given in', async () => {
    const { file: now } = await load(order);
    expect(now.signatures.map((s) => s.act)).toEqual([
      'sign_inspection',
      'sign_inspection',
      'accept',
      'sign_inspection',
    ]);
    for (const s of now.signatures)
      expect(s).toMatchObject({ supersededAt: null, subjectVersion: null, pinIssuedAt: null, pinSetAt: null });
    expect(now.partDemands.some((d) => d.status === 'received' && d.serialInstalled === null)).toBe(true);
    const next = applyChanges(now, [{ part: 'order', id: order, set: { priority: now.order.priority } }], 99);
    expect(newlySuperseded(now, next)).toEqual([]);
  });

  it('knows of labor the last corrector alone', async () => {
    const { labor } = (await load(order)).file;
    expect(labor.map((l) => [l.correctedBy === null, l.correctors])).toEqual([[false, null]]);
    const { performers } = await database.read((tx) => familyOf(tx, order));
    expect(performers).toContain(labor[0]?.correctedBy);
  });

  it('knows where items were installed, from the versions of each', async () => {
    const rows = await database.read((tx) => tx.db.select().from(tx.tables.installations));
    const hour = (n: number) => `2026-03-02T0${n}:00:00.000Z`;
    expect(rows.sort((a, b) => (a.from < b.from ? -1 : 1))).toEqual([
      { equipmentId: engine, revision: 1, hostId: aircraft, from: hour(0), to: hour(2) },
      { equipmentId: module, revision: 2, hostId: engine, from: hour(1), to: null },
      { equipmentId: engine, revision: 3, hostId: other, from: hour(3), to: hour(5) },
      { equipmentId: engine, revision: 5, hostId: aircraft, from: hour(5), to: null },
    ]);
  });

  it('knows when the code of each pin was issued', async () => {
    const pins = await database.read((tx) => tx.db.select().from(tx.tables.pins));
    expect(pins.length).toBeGreaterThan(0);
    for (const { issuedAt } of pins) expect(issuedAt).toBe('2026-03-02T00:00:00.000Z');
  });

  it('is guarded by the new rules too', () => {
    const client = new Sqlite(file);
    expect(() => client.exec(`update work_orders set family_id = '${child}' where id = '${child}'`)).toThrow(
      'the family of a work order never changes',
    );
    for (const column of ['subject_version', 'pin_issued_at', 'pin_set_at'])
      expect(() => client.exec(`update signatures set ${column} = 2`)).toThrow('a signature is never changed');
    client.close();
  });
});
