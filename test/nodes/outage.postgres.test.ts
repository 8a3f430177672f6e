// PostgreSQL is killed under load and comes back: errors are 503s, nothing that was answered is missing, and nobody has to restart Seibi.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotConnected, translated } from '../../src/storage/engine/postgres/faults.ts';
import { openPostgres } from '../../src/storage/engine/postgres/postgres.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import type { TestApp } from '../support/app.ts';
import { onServer, type TestDatabase } from '../support/database.ts';
import { type Plant, startPlant } from '../support/plant.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

const requested = (en: string) => ({
  equipmentId: plant.ids.equipment,
  facilityId: plant.ids.facility,
  activity: 'repair',
  level: 'depot',
  priority: { forceActivity: 'III', urgency: 'C' },
  discrepancy: { en },
});

let server: PostgresServer;
let plant: Plant;
let node: TestApp;
beforeAll(async () => {
  // One that keeps what it has confirmed.
  server = await startPostgres({ durable: true });
  const place: TestDatabase = {
    engine: 'postgres',
    url: server.url,
    file: null,
    open: (bounds = {}) =>
      openPostgres({ url: server.url, poolSize: 6, statementTimeoutSeconds: 2, report: () => undefined, ...bounds }),
    raw: async () => [],
    tables: async () => [],
    rowsOf: async () => [],
    withoutTriggers: async () => async () => undefined,
    watch: async () => ({ written: async () => [], end: async () => undefined }),
    copy: async () => place,
    drop: async () => undefined,
  };
  plant = await startPlant('2026-03-02T00:00:00.000Z', { place });
  node = plant.app;
});
afterAll(async () => {
  await plant.close();
  await server.stop();
});

test('frozen: it says so in time, answers 503, and goes on when it wakes', async () => {
  const { depot } = plant.people;
  const { id, revision } = await plant.draft();
  server.freeze(true);
  const began = performance.now();
  expect((await node.call(null, 'GET', '/readyz')).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(6_000);
  const answers = await Promise.all([
    node.call(depot.key, 'GET', `/v1/work-orders/${id}`),
    node.call(
      depot.key,
      'POST',
      `/v1/work-orders/${id}/transitions`,
      { action: 'submit' },
      { 'if-match': `"${revision}"` },
    ),
  ]);
  for (const { status, body } of answers) expect([status, body.code]).toEqual([503, 'service.unavailable']);
  server.freeze(false);
  await until(async () => (await node.call(null, 'GET', '/readyz')).status === 200, 60);
  const order = await plant.order(id);
  const again = await plant.act(depot, id, 'submit', {});
  expect([order.status, again.status]).toEqual(['draft', 200]);
});

test('connections cut one after the other: what was answered is there, and no lock stays behind', async () => {
  const { depot } = plant.people;
  let goesOn = true;
  const odd: unknown[] = [];
  const confirmed: string[] = [];
  const client = async (n: number) => {
    for (let at = 0; goesOn; at += 1) {
      const made = await node.call(depot.key, 'POST', '/v1/work-orders', requested(`cut ${n} ${at}`));
      if (made.status === 503) continue;
      if (made.status !== 201) odd.push(made.body);
      else {
        const moved = await node.call(
          depot.key,
          'POST',
          `/v1/work-orders/${made.body.id}/transitions`,
          { action: 'submit' },
          { 'if-match': '"1"' },
        );
        if (moved.status === 200) confirmed.push(made.body.id);
        else if (moved.status !== 503) odd.push(moved.body);
      }
    }
  };
  const clients = Array.from({ length: 8 }, (_, n) => client(n));
  for (let cut = 0; cut < 60; cut += 1) {
    await onServer(
      server.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'seibi' order by random() limit 1",
    );
    const before = confirmed.length;
    await until(() => confirmed.length > before, 60);
  }
  goesOn = false;
  await Promise.all(clients);
  expect(odd).toEqual([]);
  const statuses = await node.database.read(async ({ db, tables }) => {
    const rows = await db
      .select({ id: tables.workOrders.id, status: tables.workOrders.status })
      .from(tables.workOrders);
    return new Map(rows.map((row) => [row.id, row.status]));
  });
  expect(confirmed.filter((id) => statuses.get(id) !== 'submitted')).toEqual([]);
  expect(await onServer(server.url, "select * from pg_locks where locktype = 'advisory'")).toEqual([]);
  expect((await verifyEverything(node)).fault).toBeNull();
}, 300_000);

test('the line of a work that runs alone is cut: it is told, and does not pass for done', async () => {
  let told = false;
  const run = node.database.exclusively('cut', async (signal) => {
    signal.addEventListener('abort', () => {
      told = true;
    });
    await onServer(
      server.url,
      "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.granted",
    );
    await until(() => told, 30);
  });
  await expect(run).rejects.toMatchObject({ code: 'service.unavailable' });
  expect(await node.database.exclusively('cut', async () => undefined)).toBe(true);
});

test('a work whose statement failed is not done, whatever the work makes of it', async () => {
  const work = node.database.write(async (tx) => {
    await tx.statement('select 1 / 0').catch(() => undefined);
    return 'done';
  });
  await expect(work).rejects.toThrow('given up');
});

test('a database that takes no connections is answered 503, whatever it gives as its reason', async () => {
  const other = await openPostgres({ url: server.url, poolSize: 1, report: () => undefined, migrates: false });
  const refusing = new URL(server.url);
  refusing.pathname = '/nowhere';
  await expect(openPostgres({ url: refusing.href })).rejects.toThrow('nowhere');
  await other.close();
  expect(translated(new NotConnected(new Error('password authentication failed')))).toMatchObject({
    code: 'service.unavailable',
  });
});

test('killed three times under load', async () => {
  const { depot } = plant.people;
  const confirmed: string[] = [];
  const odd: unknown[] = [];
  const counts = { made: 0, refused: 0 };
  let goesOn = true;
  const client = async (n: number) => {
    for (let at = 0; goesOn; at += 1) {
      const answer = await node.call(depot.key, 'POST', '/v1/work-orders', requested(`client ${n}, order ${at}`));
      if (answer.status === 201) {
        counts.made += 1;
        confirmed.push(answer.body.id);
        continue;
      }
      counts.refused += 1;
      if (answer.body.code !== 'service.unavailable' || !answer.headers['retry-after'])
        odd.push({ status: answer.status, body: answer.body });
      await pause(20);
    }
  };
  const clients = Array.from({ length: 16 }, (_, n) => client(n));
  for (let round = 1; round <= 3; round += 1) {
    const before = counts.made;
    await until(() => counts.made >= before + 30, 60);
    await server.kill();
    const refused = counts.refused;
    await until(() => counts.refused > refused, 60);
    expect((await node.call(null, 'GET', '/readyz')).status).toBe(503);
    expect((await node.call(null, 'GET', '/livez')).status).toBe(200);
    await server.start();
    const at = counts.made;
    await until(() => counts.made > at, 60);
    expect((await node.call(null, 'GET', '/readyz')).status).toBe(200);
  }
  goesOn = false;
  await Promise.all(clients);
  expect(odd).toEqual([]);
  const kept = await node.database.read(async ({ db, tables }) => {
    const rows = await db.select({ id: tables.workOrders.id }).from(tables.workOrders);
    return new Set(rows.map((row) => row.id));
  });
  expect(confirmed.length).toBeGreaterThan(90);
  expect(confirmed.filter((id) => !kept.has(id))).toEqual([]);
  expect((await verifyEverything(node)).fault).toBeNull();
}, 300_000);
