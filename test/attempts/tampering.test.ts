// Attempts to change the record behind the service's back, its triggers out of the way: nothing is released on it, and `verify` names it.
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

/** Runs statements past the program, the rules of the database out of the way; answers how to undo both. */
async function tamper(...statements: string[]): Promise<() => Promise<void>> {
  const { place } = plant.app;
  const tables = ['work_orders', 'signatures', 'operations', 'events', 'part_demands'];
  const restore = await place.withoutTriggers();
  for (const table of tables) await place.raw(`create table kept_${table} as select * from ${table}`);
  for (const statement of statements) {
    expect(await place.raw(`${statement} returning 1 as changed`), statement).not.toEqual([]);
  }
  return async () => {
    for (const table of tables) {
      const key = (of: string) => (table === 'events' ? `${of}.work_order_id || '/' || ${of}.sequence` : `${of}.id`);
      const [row] = await place.raw(`select * from kept_${table} limit 1`);
      const columns = Object.keys(row ?? { id: null }).map((name) => `"${name}"`);
      await place.raw(
        `insert into ${table} select * from kept_${table} k where not exists (select 1 from ${table} t where ${key('t')} = ${key('k')})`,
      );
      await place.raw(
        `update ${table} set (${columns.join()}) = (select ${columns.join()} from kept_${table} k where ${key('k')} = ${key(table)})`,
      );
      await place.raw(`drop table kept_${table}`);
    }
    await restore();
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
    const undo = await tamper(...statements);
    try {
      const message = `its rows (${part}) are not what its events say`;
      const { fault } = await verifyEverything(plant.app);
      expect(fault).toMatchObject({ about: `work order ${number}`, message: { en: message } });
      const answer = await plant.act(by, id, 'release', body);
      expect(answer.status).toBe(409);
      expect(guardsOf(answer)).toContain('evidence_intact');
      expect(JSON.stringify(answer.body)).toContain(message);
    } finally {
      await undo();
    }
  });

  it('the status, to pass over the inspection', async () => {
    const other = await plant.orderIn('in_inspection');
    const undo = await tamper(`update work_orders set status = 'awaiting_acceptance' where id = '${other.id}'`);
    try {
      const message = 'its rows (order) are not what its events say';
      expect((await verifyEverything(plant.app)).fault).toMatchObject({ message: { en: message } });
      const answer = await plant.act(plant.people.acceptor, other.id, 'release', { conditionCode: 'A' });
      expect(guardsOf(answer)).toContain('evidence_intact');
    } finally {
      await undo();
    }
  });

  it('undone, the order verifies and is released', async () => {
    expect((await verifyEverything(plant.app)).fault).toBeNull();
    const { by, body } = await plant.ready(id, 'release');
    expect((await plant.act(by, id, 'release', body)).status).toBe(200);
  });
});
