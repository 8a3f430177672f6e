// Migrations of a database of PostgreSQL that an earlier version filled: from every version that had rows, everything verifies.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { digestsOf } from '../../src/storage/engine/copy.ts';
import { openPostgres } from '../../src/storage/engine/postgres/postgres.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { onServer } from '../support/database.ts';
import {
  earlierImport,
  fillEarlier,
  firstMigrations,
  importAsNow,
  importOfEarlier,
  migrationNames,
  rowsOfEarlier,
} from '../support/earlier.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-migrations-'));
const file = join(folder, 'earlier.db');
const names = migrationNames('postgres');
let before: ReturnType<typeof rowsOfEarlier>;
beforeAll(() => {
  fillEarlier(file, join(folder, 'sqlite'));
  before = rowsOfEarlier(file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [server = ''] = inject('postgresUrl').split('#');
async function emptyDatabase(name: string): Promise<string> {
  await onServer(server, `create database ${name} encoding 'UTF8' template template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

// Row by row as the file has them: text finds its type in PostgreSQL, and 0 and 1 are booleans where the column is one.
async function pour(client: pg.Client): Promise<void> {
  for (const { table, rows } of before) {
    const { rows: columns } = await client.query<{ name: string; type: string }>(
      'select column_name as name, data_type as type from information_schema.columns where table_name = $1',
      [table],
    );
    const types = new Map(columns.map(({ name, type }) => [name, type]));
    await client.query(`alter table "${table}" disable trigger user`);
    for (const row of rows) {
      const given = Object.entries(row);
      const values = given.map(([name, value]) =>
        types.get(name) === 'boolean' && value !== null ? value === 1 : value,
      );
      await client.query(
        `insert into "${table}" (${given.map(([name]) => `"${name}"`).join()}) values (${given.map((_, at) => `$${at + 1}`).join()})`,
        values,
      );
    }
    await client.query(`alter table "${table}" enable trigger user`);
  }
}

describe('a database of before', () => {
  it('has the migrations of both engines in step', () => {
    expect(names).toEqual(migrationNames('sqlite'));
  });

  // The first two made the tables and their rules; every version since had rows.
  it.each(names.slice(1, -1))('left at %s is brought to the tables of this version, and verifies', async (last) => {
    const count = names.indexOf(last) + 1;
    const name = `seibi_before_${process.pid}_${count}`;
    const url = await emptyDatabase(name);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const step = (upTo: number) =>
      migrate(drizzle({ client }), {
        migrationsFolder: firstMigrations('postgres', upTo, join(folder, `${last}-${upTo}`)),
        migrationsSchema: 'public',
      });
    await step(2);
    await pour(client);
    await step(count);
    await client.end();

    // Two nodes of this version start on it at once.
    const nodes = await Promise.all([1, 2].map(() => openPostgres({ url, poolSize: 2 })));
    const [database] = nodes as [Awaited<ReturnType<typeof openPostgres>>];
    await database.ping();
    const found = await verifyEverything({ database });
    expect(found).toMatchObject({ fault: null, orders: 4 });
    // And it holds what the file of before holds, migrated likewise.
    const copy = join(folder, `${last}.db`);
    cpSync(file, copy);
    const other = await openSqlite({ file: copy, durability: 'off' });
    expect(await digestsOf(database)).toEqual(await digestsOf(other));
    await other.close();
    await Promise.all(nodes.map((node) => node.close()));
    await onServer(server, `drop database ${name} with (force)`);
  });

  it('that lacks a migration is not ready', async () => {
    const name = `seibi_unready_${process.pid}`;
    const database = await openPostgres({ url: await emptyDatabase(name), poolSize: 1 });
    await database.ping();
    await database.write((tx) =>
      tx.statement('delete from __drizzle_migrations where id = (select max(id) from __drizzle_migrations)'),
    );
    await expect(database.ping()).rejects.toThrow('missing');
    await database.close();
    await onServer(server, `drop database ${name} with (force)`);
  });
});

it('an import of before keeps what was found in its rows', async () => {
  const name = `seibi_before_${process.pid}_imports`;
  const url = await emptyDatabase(name);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const count = names.indexOf('0018_import_findings');
  const migrationsFolder = firstMigrations('postgres', count, join(folder, 'imports'));
  await migrate(drizzle({ client }), { migrationsFolder, migrationsSchema: 'public' });
  await client.query(earlierImport);
  await client.end();
  const now = await openPostgres({ url, poolSize: 2 });
  expect(await importOfEarlier(now)).toEqual(importAsNow);
  await now.close();
  await onServer(server, `drop database ${name}`);
});
