// PostgreSQL is killed under load and comes back: errors are 503s, nothing that was answered is missing, and nobody has to restart Seibi.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgres } from '../../src/storage/postgres.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import type { TestApp } from '../support/app.ts';
import type { TestDatabase } from '../support/database.ts';
import { type Plant, startPlant } from '../support/plant.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

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
    open: (bounds = {}) => openPostgres({ url: server.url, poolSize: 6, report: () => undefined, ...bounds }),
    raw: async () => [],
    tables: async () => [],
    withoutTriggers: async () => async () => undefined,
    copy: async () => place,
    drop: async () => undefined,
  };
  plant = await startPlant('2026-03-02T00:00:00.000Z', { place });
  node = plant.app;
}, 120_000);
afterAll(async () => {
  await plant.close();
  await server.stop();
}, 120_000);

test('killed three times under load', async () => {
  const { depot } = plant.people;
  const confirmed: string[] = [];
  const odd: unknown[] = [];
  const counts = { made: 0, refused: 0 };
  let goesOn = true;
  const client = async (n: number) => {
    for (let at = 0; goesOn; at += 1) {
      const answer = await node.call(depot.key, 'POST', '/v1/work-orders', {
        equipmentId: plant.ids.equipment,
        facilityId: plant.ids.facility,
        activity: 'repair',
        level: 'depot',
        priority: { forceActivity: 'III', urgency: 'C' },
        discrepancy: { en: `client ${n}, order ${at}` },
      });
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
