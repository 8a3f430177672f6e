// A hundred thousand orders: nothing that people do all day reads all of them. The plan of every statement a request runs is looked at.
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chainFault } from '../../src/domain/evidence/evidence.ts';
import type { Change } from '../../src/domain/orders/event.ts';
import { applyChanges, type WorkOrderFile } from '../../src/domain/orders/work-order-file.ts';
import { chainOf } from '../../src/storage/orders/events.ts';
import { findWorkOrderFile } from '../../src/storage/orders/work-orders.ts';
import { ADMIN_KEY, type Loose, startTestApp, type TestApp } from '../support/app.ts';
import { fillWithManyOrders, type ManyOrders } from '../support/many-orders.ts';

const COUNT = 100_000;
const OPEN = 4_000;
// Under thirty on a machine that does nothing else; this one may run the other tests beside it.
const SECONDS_TO_FILL = 150;
const MILLISECONDS_AT_MOST = 2_000;
// Tables that grow with the orders.
const LARGE =
  'work_orders|events|register_events|reliances|operations|inspections|nonconformances|signatures|targets|segments';

// What ran: a statement is prepared once and runs often.
const ran: string[] = [];
const prepare = Sqlite.prototype.prepare;
const spy = vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, sql: string) {
  const statement = prepare.call(this, sql);
  for (const name of ['all', 'get', 'iterate'] as const) {
    const run = statement[name] as (...values: unknown[]) => unknown;
    const watched = (...values: unknown[]) => {
      ran.push(sql);
      return run.apply(statement, values);
    };
    Object.assign(statement, { [name]: watched });
  }
  return statement;
});

let app: TestApp;
let many: ManyOrders;
let secondsToFill: number;
let plans: Sqlite.Database;
const keys: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp();
  const start = performance.now();
  many = await fillWithManyOrders(app, COUNT, OPEN);
  secondsToFill = (performance.now() - start) / 1000;
  plans = new Sqlite(app.place.file ?? '', { readonly: true });
  const { facilityIds, platformIds } = many;
  const hire = async (
    name: string,
    roles: Parameters<TestApp['person']>[0],
    fields: Parameters<TestApp['person']>[1],
  ) => {
    keys[name] = (await app.person(roles, fields)).key;
  };
  await hire('plant', ['depot_staff'], { facilityIds: facilityIds.slice(0, 1) });
  await hire('plants', ['qa_inspector'], { facilityIds: facilityIds.slice(0, 3) });
  await hire('program', ['program_office'], { programPlatformIds: platformIds });
  await hire('one program', ['program_office'], { programPlatformIds: platformIds.slice(1, 2) });
  await hire('both', ['program_office', 'depot_staff'], { programPlatformIds: platformIds.slice(0, 2), facilityIds });
  keys.administrator = ADMIN_KEY;
}, 600_000);
afterAll(async () => {
  spy.mockRestore();
  plans.close();
  await app.close();
});

/** The steps of a statement's plan that read a large table from one end to the other. */
function scansOf(sql: string): string[] {
  const places = sql.match(/\?/g)?.length ?? 0;
  const steps = (prepare.call(plans, `explain query plan ${sql}`) as Sqlite.Statement<unknown[], { detail: string }>)
    .all(...Array(places).fill(null))
    .map((step) => step.detail);
  const sorts = steps.some((step) => step === 'USE TEMP B-TREE FOR ORDER BY');
  return steps.filter((step) => {
    if (!new RegExp(`^SCAN (${LARGE})\\b`).test(step)) return false;
    // In the order of an index it is read until a page is full; of an index of a few rows, all of it.
    const isOrdered = / USING (COVERING )?INDEX/.test(step) && /limit \?/i.test(sql) && !sorts;
    return !isOrdered && !/segments_unacknowledged|corrections_proposed/.test(step);
  });
}

/** A request, with what is wrong in the plans of the statements it ran, and the milliseconds it took. */
async function measure(who: string, path: string): Promise<{ body: Loose; scans: string[]; took: number }> {
  const from = ran.length;
  const start = performance.now();
  const answer = await app.call(keys[who] ?? null, 'GET', path);
  const took = performance.now() - start;
  expect([path, answer.status]).toEqual([path, 200]);
  const statements = [...new Set(ran.slice(from))].filter((sql) => /^\s*(select|with)/i.test(sql));
  if (path.startsWith('/v1/work-orders')) expect(statements).not.toEqual([]);
  return { body: answer.body, scans: statements.flatMap((sql) => scansOf(sql).map((s) => `${s}: ${sql}`)), took };
}

async function expectCheap(who: string, path: string): Promise<Loose> {
  const { body, scans, took } = await measure(who, path);
  expect([who, path, scans]).toEqual([who, path, []]);
  expect(took).toBeLessThan(MILLISECONDS_AT_MOST);
  return body;
}

describe('the world', () => {
  it('is made in seconds', () => {
    expect(secondsToFill).toBeLessThan(SECONDS_TO_FILL);
  });

  it('is what its events say, link by link', async () => {
    const ids = (await app.call(ADMIN_KEY, 'GET', '/v1/work-orders?limit=200')).body.items.map((o: Loose) => o.id);
    const old = (await app.call(ADMIN_KEY, 'GET', '/v1/work-orders?sort=createdAt&limit=50')).body.items;
    for (const id of [...ids.filter((_: string, at: number) => at % 20 === 0), ...old.map((o: Loose) => o.id)]) {
      await app.database.read(async (tx) => {
        const chain = await chainOf(tx, id);
        const loaded = await findWorkOrderFile(tx, id);
        expect(loaded).not.toBeNull();
        const { file, head } = loaded as NonNullable<typeof loaded>;
        expect(chainFault(chain, { sequence: file.order.revision, sha256: head.sha256 })).toBeNull();
        let folded: WorkOrderFile | null = null;
        for (const link of chain) {
          const { changes, sequence } = JSON.parse(link.canonical) as { changes: Change[]; sequence: number };
          folded = applyChanges(folded, changes, sequence);
        }
        expect(folded).toEqual(file);
      });
    }
  });

  it('would fail this test if a statement read all of it', () => {
    expect(scansOf('select * from work_orders where activity = ? limit ?')).toHaveLength(1);
    expect(scansOf('select * from work_orders order by status_since limit ?')).toHaveLength(1);
    expect(scansOf('select count(*) from events')).toHaveLength(1);
    expect(scansOf('select * from work_orders order by created_at desc limit ?')).toEqual([]);
  });
});

describe('lists', () => {
  const everyone = ['administrator', 'program', 'one program', 'plant', 'plants', 'both'];
  it.each(everyone)('of %s begin with the newest, and go on behind a cursor', async (who) => {
    const first = await expectCheap(who, '/v1/work-orders');
    expect(first.items).toHaveLength(50);
    const second = await expectCheap(who, `/v1/work-orders?cursor=${first.next}`);
    const created = [...first.items, ...second.items].map((o: Loose) => o.createdAt);
    expect(created).toEqual([...created].sort().reverse());
    expect(new Set([...first.items, ...second.items].map((o: Loose) => o.id)).size).toBe(100);
  });

  it('can be sorted by number and by priority', async () => {
    for (const who of ['administrator', 'plant', 'program'])
      for (const sort of ['number', '-number', 'designator', '-designator', 'createdAt'])
        expect((await expectCheap(who, `/v1/work-orders?sort=${sort}`)).items).toHaveLength(50);
  });

  it.each(everyone)('of %s can be filtered by anything', async (who) => {
    const { facilityIds, platformIds } = many;
    const [newest] = (await expectCheap(who, '/v1/work-orders?limit=1')).items;
    for (const filter of [
      'status=in_work',
      'status=closed',
      'status=released&status=closed',
      'status=submitted&status=authorized&status=inducted',
      'status=condemned',
      `facilityId=${facilityIds[0]}`,
      `facilityId=${facilityIds[0]}&status=in_work`,
      `facilityId=${facilityIds[0]}&status=closed`,
      `platformId=${platformIds[1]}`,
      `platformId=${platformIds[1]}&facilityId=${facilityIds[0]}`,
      `equipmentId=${newest.equipmentId}`,
      `parentId=${newest.id}`,
      `number=${newest.number}`,
      'priority=5',
      'priority=5&status=closed',
      'activity=repair',
      'activity=overhaul&status=in_work',
      'overdue=true',
      'overdue=false',
      'historical=true',
      'historical=false',
      'historical=true&status=closed',
      'historical=false&activity=repair',
    ])
      await expectCheap(who, `/v1/work-orders?${filter}`);
  });

  it('find words, common and rare, of one character and of many, in both languages', async () => {
    const search = (q: string, more = '') => `/v1/work-orders?q=${encodeURIComponent(q)}${more}`;
    for (const who of ['administrator', 'plant', 'program'])
      for (const q of [
        'gearbox',
        '報告99999',
        'ＡＡＡ－２６',
        '腐食',
        '漏',
        'a',
        '99',
        'nowhere',
        '"or"',
        'report 777',
      ])
        await expectCheap(who, search(q));
    const [only] = (await expectCheap('administrator', search('（報告99999）'))).items;
    expect(only.discrepancy.en).toContain('report 99999');
    expect((await expectCheap('administrator', search('nowhere'))).items).toEqual([]);
    for (const more of ['&status=in_work', `&facilityId=${many.facilityIds[0]}`, '&sort=number'])
      expect((await expectCheap('program', search('腐食', more))).items.length).toBe(50);
  });
});

describe('exposure', () => {
  it('reads the open orders only, and judges those that stand alike once', async () => {
    for (const who of ['administrator', 'program', 'plant']) await expectCheap(who, '/v1/exposure?limit=200');
    const { items } = await expectCheap('administrator', '/v1/exposure?limit=200');
    expect(items).toHaveLength(200);
    expect(items.every((i: Loose) => i.guard === 'authorization_covers' && !i.blocks)).toBe(true);
    expect(new Set(items.map((i: Loose) => i.facilityId))).toEqual(new Set(many.facilityIds.slice(-1)));
    // Nothing to find: every open order is looked at.
    const none = await expectCheap('administrator', '/v1/exposure?until=2026-11-24');
    expect(none.items).toEqual([]);
    await expectCheap('administrator', `/v1/exposure?facilityId=${many.facilityIds[4]}`);
  });

  it('finds what relied on a record by the record', async () => {
    const [id] = many.authorizationIds;
    await expectCheap('program', `/v1/exposure/relied-on?record=authorization&id=${id}`);
  });
});

describe('the inbox', () => {
  it.each(['program', 'plant', 'plants', 'both'])('of %s reads what is open', async (who) => {
    const { total } = await expectCheap(who, '/v1/inbox');
    if (who !== 'plants') expect(total).toBeGreaterThan(100);
  });
});

describe('turnaround', () => {
  it('of a quarter reads the orders of the quarter', async () => {
    const window = 'from=2026-07-01&to=2026-10-01';
    const { body, scans } = await measure('administrator', `/v1/metrics/turnaround?${window}&groupBy=unit`);
    expect(scans).toEqual([]);
    expect(body.total.count).toBeGreaterThan(5_000);
    for (const groupBy of ['facility', 'month'])
      expect((await measure('plant', `/v1/metrics/turnaround?${window}&groupBy=${groupBy}`)).scans).toEqual([]);
  });
});

describe('downtime and quality', () => {
  it('of a month read the fleet by its items, and the orders that were there in the month', async () => {
    const window = 'from=2026-10-01&to=2026-11-01';
    for (const [metric, groupBy] of [
      ['downtime', 'unit'],
      ['quality', 'facility'],
    ] as const)
      for (const who of ['administrator', 'one program', 'plant'])
        expect([who, (await measure(who, `/v1/metrics/${metric}?${window}&groupBy=${groupBy}`)).scans]).toEqual([
          who,
          [],
        ]);
  });
});
