// Attempts to change the record behind the service's back, its triggers out of the way: nothing is released on it, and `verify` names it.
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { guardsOf } from '../support/order.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
let id: string;
let number: string;
beforeAll(async () => {
  plant = await startPlant();
  ({ id, number } = await plant.orderIn('awaiting_acceptance'));
});
afterAll(() => plant.close());

/** Runs statements on the database file with every trigger dropped; answers how to undo both. */
function tamper(...statements: string[]): () => void {
  const file = new Sqlite(plant.app.file);
  const triggers = file.prepare(`select name, sql from sqlite_master where type = 'trigger'`).all() as {
    name: string;
    sql: string;
  }[];
  const rows = (table: string, where: string) => file.prepare(`select * from ${table} where ${where}`).all();
  const tables = ['work_orders', 'signatures', 'operations', 'events', 'part_demands'];
  const before = tables.map((table) => rows(table, '1 = 1') as Record<string, unknown>[]);
  for (const { name } of triggers) file.exec(`drop trigger ${name}`);
  for (const statement of statements) expect(file.prepare(statement).run().changes, statement).toBeGreaterThan(0);
  return () => {
    file.pragma('foreign_keys = OFF');
    for (const [at, table] of tables.entries()) {
      file.exec(`delete from ${table}`);
      for (const row of before[at] ?? []) {
        const columns = Object.keys(row);
        const places = columns.map((c) => `@${c}`).join();
        file.prepare(`insert into ${table} (${columns.map((c) => `"${c}"`).join()}) values (${places})`).run(row);
      }
    }
    for (const { sql } of triggers) file.exec(sql);
    file.close();
  };
}

describe('a changed row', () => {
  const cases: Record<string, [statements: string[], part: string]> = {
    'what a signature means': [[`update signatures set meaning = '{"en":"Seen only","ja":"確認のみ"}'`], 'signatures'],
    'when it was signed': [["update signatures set signed_at = '2026-01-01T00:00:00.000Z'"], 'signatures'],
    'that a signature is superseded': [
      ["update signatures set superseded_at = '2026-03-03T00:00:00.000Z'"],
      'signatures',
    ],
    'a signature taken away': [['delete from signatures where id = (select id from signatures limit 1)'], 'signatures'],
    'what an operation says': [['update operations set title = \'{"en":"Other work"}\''], 'operations'],
    'the cost of the order': [
      ['update work_orders set estimated_cost = \'{"currency":"JPY","minorUnits":1}\''],
      'order',
    ],
    'what the columns of an event say': [
      ["update events set occurred_at = '2026-01-01T00:00:00.000Z' where sequence = 2"],
      'events',
    ],
  };

  it.each(Object.entries(cases))('%s', async (_, [statements, part]) => {
    const { by, body } = await plant.ready(id, 'release');
    const undo = tamper(...statements);
    try {
      const message = `its rows (${part}) are not what its events say`;
      const { fault } = await verifyEverything(plant.app);
      expect(fault).toMatchObject({ about: `work order ${number}`, message: { en: message } });
      const answer = await plant.act(by, id, 'release', body);
      expect(answer.status).toBe(409);
      expect(guardsOf(answer)).toContain('evidence_intact');
      expect(JSON.stringify(answer.body)).toContain(message);
    } finally {
      undo();
    }
  });

  it('the status, to pass over the inspection', async () => {
    const other = await plant.orderIn('in_inspection');
    const undo = tamper(`update work_orders set status = 'awaiting_acceptance' where id = '${other.id}'`);
    try {
      const message = 'its rows (order) are not what its events say';
      expect((await verifyEverything(plant.app)).fault).toMatchObject({ message: { en: message } });
      const answer = await plant.act(plant.people.acceptor, other.id, 'release', { conditionCode: 'A' });
      expect(guardsOf(answer)).toContain('evidence_intact');
    } finally {
      undo();
    }
  });

  it('undone, the order verifies and is released', async () => {
    expect((await verifyEverything(plant.app)).fault).toBeNull();
    const { by, body } = await plant.ready(id, 'release');
    expect((await plant.act(by, id, 'release', body)).status).toBe(200);
  });
});
