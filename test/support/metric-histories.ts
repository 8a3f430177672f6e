// Random histories for the comparison of metrics: lives of orders through the real use cases, registers that change meanwhile, and answers kept as they were given.

import { happenings } from '../../src/cli/demo/happenings.ts';
import { addHistory } from '../../src/cli/demo/history.ts';
import { type Life, Schedule } from '../../src/cli/demo/schedule.ts';
import { Chance, createStage, type Stage } from '../../src/cli/demo/stage.ts';
import { buildWorld, type World } from '../../src/cli/demo/world.ts';
import { GROUPINGS, type MetricQuestion } from '../../src/domain/metric.ts';
import { OPEN, STATUSES } from '../../src/domain/status.ts';
import { addDays, dateInTokyo, type Instant } from '../../src/domain/values.ts';
import type { Database } from '../../src/storage/database.ts';
import { baselines } from '../../src/usecases/baselines.ts';
import { agreeCorrection, proposeCorrection } from '../../src/usecases/corrections.ts';
import { equipment } from '../../src/usecases/equipment.ts';
import { closures, facilities } from '../../src/usecases/facilities.ts';
import { listParts } from '../../src/usecases/histories.ts';
import type { MetricAnswer } from '../../src/usecases/metrics/answers.ts';
import { askFigures } from '../../src/usecases/metrics/ask.ts';
import { metrics } from '../../src/usecases/metrics/registry.ts';
import { createRecord, patchRecord } from '../../src/usecases/registers.ts';
import { listWorkOrders } from '../../src/usecases/work-order-lists.ts';

/** A question to a metric, and who asked it. */
export interface AskedOnce {
  metric: string;
  question: MetricQuestion & Record<string, unknown>;
  by: string;
}

export interface Histories {
  stage: Stage;
  world: World;
  orderCount: number;
  /** What was asked while the histories went on, without `asOf`, and what was answered then. */
  answered: (AskedOnce & { answer: MetricAnswer })[];
  /** A question that nobody would think of. */
  question(metric: string): AskedOnce;
}

/**
 * Plays histories of about `orders` orders over eighteen months on an empty database. The same seed gives the same ones. They cross year
 * ends, both changes of US daylight-saving time and (ending in 2028) a leap day.
 */
export async function playHistories(
  database: Database,
  { orders, seed, now }: { orders: number; seed: number; now: Instant },
): Promise<Histories> {
  const stage = createStage(database, { now, seed });
  const world = await buildWorld(stage);
  const schedule = new Schedule(stage.clock);
  const chance = new Chance(seed ^ 0x3e7);
  for (const { from, life } of happenings(world)) schedule.add(from, life);
  const orderCount = addHistory(world, schedule, orders / ORDERS_OF_THE_DEMO);
  const told: Histories = { stage, world, orderCount, answered: [], question: (metric) => ask(metric, world, chance) };
  schedule.add(world.begin, meddling(told, chance));
  schedule.add(world.begin, asking(told, chance));
  await schedule.play(now);
  stage.clock.set(now);
  return told;
}

const ORDERS_OF_THE_DEMO = 400;
const HOUR = 3_600_000;

function later(at: Instant, hours: number): Instant {
  return new Date(Date.parse(at) + Math.round(hours * HOUR)).toISOString();
}

// Registers change, and the clocks of orders are corrected long after they stopped.
async function* meddling({ stage, world }: Histories, chance: Chance): Life {
  const plants = Object.values(world.plants);
  for (let n = 0; ; n += 1) {
    yield later(stage.clock.now(), chance.between(60, 400));
    const admin = await stage.as(world.holders.admin);
    const plant = chance.pick(plants);
    const platform = chance.pick(Object.values(world.platforms));
    const day = dateInTokyo(stage.clock.now());
    if (n % 5 === 0) {
      const from = addDays(day, chance.whole(-40, 10));
      const { bays } = (await database(stage, plant.id)) as { bays: number };
      const closure = { from, to: addDays(from, chance.whole(0, 3)), bays, reason: { en: 'said late' } };
      await createRecord(admin, closures, closure, plant.id);
    } else if (n % 5 === 1)
      await patchRecord(admin, facilities, plant.id, { calendar: chance.pick(['japan', 'us_federal', 'both']) });
    else if (n % 5 === 2)
      await patchRecord(admin, equipment, chance.pick(platform.items).id, {
        owningUnit: `0${chance.whole(1000, 9999)}`,
      });
    else if (n % 5 === 3) await changeBaseline(stage, admin, platform.id, chance);
    else await correctSomething(stage, world, chance);
  }
}

async function database(stage: Stage, facilityId: string): Promise<unknown> {
  return await stage.services.database.read(async (tx) => {
    const rows = await tx.db.select().from(tx.tables.facilities);
    return rows.find((row) => row.id === facilityId);
  });
}

async function changeBaseline(
  stage: Stage,
  admin: Awaited<ReturnType<Stage['as']>>,
  platformId: string,
  chance: Chance,
) {
  const rows = await stage.services.database.read(async (tx) => await tx.db.select().from(tx.tables.baselines));
  const baseline = chance.pick(rows.filter((row) => row.platformId === platformId));
  const cost = { currency: chance.pick(['USD', 'JPY']), minorUnits: chance.whole(0, 9_000_000_000) };
  await patchRecord(admin, baselines, baseline.id, { cost, turnaroundDays: chance.whole(2, 900) / 4 });
}

async function correctSomething(stage: Stage, world: World, chance: Chance): Promise<void> {
  const program = await stage.as(world.holders.program);
  const { items } = await listWorkOrders(program, { limit: 200, sort: '-createdAt' }, {});
  const running = items.filter((order) => order.inductedAt !== null && order.status !== 'closed');
  if (running.length === 0) return;
  const order = chance.pick(running);
  const segments = (await listParts(program, order.id, 'segments', { limit: 200, sort: 'n' })).items;
  const segment = chance.pick(segments);
  const category = chance.pick(['capacity', 'engineering', 'customer', 'weather', 'supply', 'receiving'] as const);
  const from = later(segment.from, chance.whole(-3, 3) / 4);
  const correction = chance.happens(0.5) ? { category } : { from };
  try {
    const reason = { en: 'found out later' };
    const { body } = await proposeCorrection(program, order.id, segment.n, { ...correction, reason });
    const depot = Object.values(world.plants).find((plant) => plant.id === order.facilityId)?.depot[0];
    await agreeCorrection(await stage.as(depot ?? ''), order.id, body.id, {});
  } catch (error) {
    // What the rules of the clock refuse is refused.
    if (!(error instanceof Error && error.name === 'Problem')) throw error;
  }
}

// Somebody asks now and then, and remembers the answers.
async function* asking(told: Histories, chance: Chance): Life {
  for (;;) {
    yield later(told.stage.clock.now(), chance.between(500, 1_500));
    for (const { name } of metrics) {
      const asked = ask(name, told.world, chance);
      const { asOf: _, ...question } = asked.question;
      const answer = await askFigures(await told.stage.as(asked.by), name, question);
      told.answered.push({ ...asked, question, answer });
    }
    // What is recorded at the very millisecond of an answer, and after it, would belong to it.
    told.stage.clock.advanceMinutes(1);
  }
}

function ask(metric: string, world: World, chance: Chance): AskedOnce {
  const { stage, begin } = world;
  const from = addDays(dateInTokyo(begin), chance.whole(-20, 540));
  const span = chance.pick([1, 7, 31, 90, 180, 365]);
  const instant = later(begin, chance.between(0, (Date.parse(stage.now) - Date.parse(begin)) / HOUR));
  const asOf = instant < stage.clock.now() ? instant : stage.clock.now();
  const platform = chance.pick(Object.values(world.platforms));
  const filters: Record<string, unknown>[] = [
    ...Array(6).fill({}),
    { facilityId: chance.pick(Object.values(world.plants)).id },
    { platformId: platform.id },
    { equipmentId: chance.pick(platform.items).id },
    { activity: chance.pick(['repair', 'inspection', 'overhaul', 'modification']) },
    { level: 'depot' },
    { priority: chance.whole(1, 15) },
    { status: [chance.pick(STATUSES), chance.pick(STATUSES)] },
    { status: [...OPEN] },
    { overdue: chance.happens(0.5) },
    { q: chance.pick(['ＫＳＺ', 'leak', '腐食', 'MV-22', 'a', '26']) },
    { rootsOnly: true },
    { historical: false },
  ];
  return {
    metric,
    by: chance.pick([world.holders.admin, world.holders.admin, world.holders.program, world.holders.depot]),
    question: {
      from,
      to: addDays(from, span),
      ...(chance.happens(0.6) ? { groupBy: chance.pick(GROUPINGS) } : {}),
      ...(chance.happens(0.6) ? { asOf } : {}),
      ...chance.pick(filters),
      ...(metric === 'delays' ? { by: chance.pick(['category', 'facility', 'platform']) } : {}),
      ...(metric === 'value' && chance.happens(0.5) ? { rate: ['JPY:USD:0.0067', 'EUR:USD:1.08'] } : {}),
    },
  };
}
