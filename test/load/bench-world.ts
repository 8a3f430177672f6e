// What the benchmark runs on: a database with very many orders, people with keys, and drafts that are walked through their life.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { z } from 'zod';
import { workOrderInput } from '../../src/domain/orders/work-order.ts';
import { insertRecord } from '../../src/storage/registers/registers.ts';
import { makeHourlyCheckpoint } from '../../src/usecases/evidence/checkpoints.ts';
import { transition } from '../../src/usecases/orders/transitions.ts';
import { createWorkOrder } from '../../src/usecases/orders/work-orders.ts';
import { startTestApp, type TestApp, TestClock } from '../support/app.ts';
import { fillWithManyOrders } from '../support/many-orders.ts';

/** The keys of the two who send requests. */
export const DEPOT_KEY = 'seibi_bench_depot';
export const PROGRAM_KEY = 'seibi_bench_program';

type WorkOrderBody = z.input<typeof workOrderInput>;

export interface Draft {
  id: string;
  equipmentId: string;
  serialNumber: string;
  facilityId: string;
  authorizationId: string;
}

/** One step of the walk, as the API takes it. */
export interface Step {
  action: string;
  key: string;
  body(draft: Draft): object;
}

/** The life of an order that is given up: every guard of a plant's day, segments, custody, and the item that moves. */
export const WALK: readonly Step[] = [
  { action: 'submit', key: DEPOT_KEY, body: () => ({}) },
  {
    action: 'authorize',
    key: PROGRAM_KEY,
    body: ({ authorizationId }) => ({
      authorizationId,
      estimatedCost: { currency: 'USD', minorUnits: 4_200_000 },
    }),
  },
  {
    action: 'induct',
    key: DEPOT_KEY,
    body: ({ serialNumber }) => ({
      custody: { document: 'DD1149-1', deliveredBy: 'VMM-265', receivedBy: 'KSZ', serialNumber },
    }),
  },
  {
    action: 'hold',
    key: DEPOT_KEY,
    body: () => ({ cause: 'capacity', reason: { en: 'The bay is taken', ja: '作業場が使用中' } }),
  },
  { action: 'resume', key: DEPOT_KEY, body: () => ({}) },
  {
    action: 'cancel',
    key: PROGRAM_KEY,
    body: () => ({
      reason: { en: 'No longer wanted' },
      conditionCode: 'F',
      custody: { document: 'DD1149-2', deliveredBy: 'KSZ', receivedBy: 'VMM-265' },
    }),
  },
];

/** What the walk wrote into `reliances`, by action: the bare server writes the same rows. */
export type Reliances = Record<string, { guard: string; record: string; recordId: string; recordRevision: number }[]>;

export interface World {
  folder: string;
  /** Makes a file of its own for a server. */
  copy(name: string): string;
  drafts: Draft[];
  /** Orders to be read, spread over all. */
  orderIds: string[];
  facilityIds: string[];
  /** Where the walk's reliances are kept for the bare server. */
  relianceFile: string;
  drop(): void;
}

/** Makes the database: `count` orders, and as many drafts to walk. */
export async function makeWorld(count: number, draftCount: number): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'seibi-bench-'));
  const before = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
  // The numbers of the many end two days ago, those of the program begin now.
  const app = await startTestApp({ clock: new TestClock(before(2 * 86_400_000)), engine: 'sqlite' });
  const many = await fillWithManyOrders(app, count, Math.ceil(count / 25));
  app.clock.set(before(60_000));
  const people = await hire(app, many);
  // One for each: a walk that the end of a slice cuts short keeps its item at the plant.
  const items = await addItems(app, many.platformIds[0] ?? '', draftCount);
  const drafts: Draft[] = [];
  const depot = await app.act(people.depot);
  const draft = async (n: number): Promise<Draft> => {
    const { id: equipmentId, serialNumber } = items[n] as (typeof items)[number];
    const at = n % many.facilityIds.length;
    const facilityId = many.facilityIds[at] ?? '';
    const { body } = await createWorkOrder(depot, workOrderInput.parse(asked(equipmentId, facilityId)));
    return { id: body.id, equipmentId, serialNumber, facilityId, authorizationId: many.authorizationIds[at] ?? '' };
  };
  for (let n = 0; n < draftCount; n += 1) {
    // Each at a moment of its own, as in a plant: of thousands of one moment a list by age sorts all for a page.
    app.clock.advance({ seconds: 0.003 });
    drafts.push(await draft(n));
  }
  const relianceFile = join(folder, 'reliances.json');
  writeFileSync(relianceFile, JSON.stringify(await walkOnce(app, people, drafts.pop() as Draft)));
  // What an hour's checkpoint would do first.
  await makeHourlyCheckpoint(app.services);
  const from = app.place.file ?? '';
  const whole = join(folder, 'world.db');
  await app.app.close();
  await app.database.close();
  const client = new Sqlite(from);
  const orderIds = client
    .prepare('select id from work_orders where rowid % ? = 0')
    .pluck()
    .all(Math.max(1, Math.floor(count / 5_000))) as string[];
  client.pragma('wal_checkpoint(truncate)');
  client.close();
  copyFileSync(from, whole);
  await app.place.drop();
  return {
    folder,
    copy(name) {
      const file = join(folder, `${name}.db`);
      copyFileSync(whole, file);
      return file;
    },
    drafts,
    orderIds,
    facilityIds: many.facilityIds,
    relianceFile,
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The body of a new order. */
export function asked(equipmentId: string, facilityId: string): WorkOrderBody {
  return {
    equipmentId,
    facilityId,
    activity: 'repair',
    level: 'depot',
    priority: { forceActivity: 'II', urgency: 'B' },
    discrepancy: {
      en: 'Proprotor gearbox chip light on climb-out; chips on the magnetic plug',
      ja: '上昇中にプロップローター・ギアボックスのチップ警告灯が点灯、マグネチックプラグに金属片',
    },
  };
}

async function hire(app: TestApp, { facilityIds, platformIds }: { facilityIds: string[]; platformIds: string[] }) {
  const depot = await app.person(['depot_staff'], { facilityIds, key: DEPOT_KEY });
  const program = await app.person(['program_office'], { programPlatformIds: platformIds, key: PROGRAM_KEY });
  return { depot: depot.id, program: program.id };
}

async function addItems(app: TestApp, platformId: string, count: number) {
  const recording = { recordedAt: app.clock.now(), actorId: app.adminId };
  return await app.database.write(async (tx) => {
    const items: { id: string; serialNumber: string }[] = [];
    for (let n = 0; n < count; n += 1) {
      const item = {
        id: app.services.newId(),
        platformId,
        serialNumber: `B-${n}`,
        uii: null,
        uiiComponents: null,
        owningUnit: '09456',
        homePort: null,
        installedIn: null,
        location: 'unit',
        locationFacilityId: null,
        condition: null,
        condemnedAt: null,
      } as const;
      await insertRecord(tx, 'equipment', item, recording);
      items.push(item);
    }
    return items;
  });
}

// One order is walked here, so that what a step relies on is known.
async function walkOnce(app: TestApp, people: { depot: string; program: string }, draft: Draft): Promise<Reliances> {
  const found: Reliances = {};
  for (const [index, { action, key, body }] of WALK.entries()) {
    const act = await app.act(key === DEPOT_KEY ? people.depot : people.program);
    await transition(act, draft.id, { action, ...body(draft) } as Parameters<typeof transition>[2]);
    found[action] = (await app.database.read((tx) => tx.db.select().from(tx.tables.reliances)))
      .filter((row) => row.workOrderId === draft.id && row.sequence === index + 2)
      .map(({ guard, record, recordId, recordRevision }) => ({ guard, record, recordId, recordRevision }));
  }
  return found;
}
