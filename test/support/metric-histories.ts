// Random histories for the comparison of metrics: lives of orders through the real use cases, registers that change meanwhile, and answers kept as they were given.

import { happenings } from '../../src/cli/demo/happenings.ts';
import { addHistory } from '../../src/cli/demo/history.ts';
import { type Life, once, Schedule } from '../../src/cli/demo/schedule.ts';
import { Chance, createStage, type Stage } from '../../src/cli/demo/stage.ts';
import { buildWorld, type World } from '../../src/cli/demo/world.ts';
import { GROUPINGS, type MetricQuestion } from '../../src/domain/metrics/metric.ts';
import { OPEN, STATUSES } from '../../src/domain/orders/status.ts';
import { japaneseHolidays } from '../../src/domain/registers/holiday.ts';
import { addDays, dateInTokyo, type Instant, startOfDateInTokyo } from '../../src/domain/values.ts';
import type { Database } from '../../src/storage/database.ts';
import { findRecord } from '../../src/storage/registers/registers.ts';
import type { Act } from '../../src/usecases/act.ts';
import type { MetricAnswer } from '../../src/usecases/metrics/answers.ts';
import { askFigures } from '../../src/usecases/metrics/ask.ts';
import { metrics } from '../../src/usecases/metrics/registry.ts';
import { listParts } from '../../src/usecases/orders/histories.ts';
import { listWorkOrders } from '../../src/usecases/orders/work-order-lists.ts';
import { editWorkOrder } from '../../src/usecases/orders/work-orders.ts';
import { baselines } from '../../src/usecases/registers/baselines.ts';
import { importHolidays } from '../../src/usecases/registers/calendars.ts';
import { equipment, reportStatus } from '../../src/usecases/registers/equipment.ts';
import { closures, facilities } from '../../src/usecases/registers/facilities.ts';
import { createRecord, patchRecord } from '../../src/usecases/registers/registers.ts';
import { there } from '../../src/usecases/there.ts';
import { agreeCorrection, declineCorrection, proposeCorrection } from '../../src/usecases/workshop/corrections.ts';
import { addTarget } from '../../src/usecases/workshop/targets.ts';

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
  const schedule = new Forgiving(stage.clock);
  const chance = new Chance(seed ^ 0x3e7);
  for (const { from, life } of happenings(world)) schedule.add(from, life);
  const orderCount = addHistory(world, schedule, orders / ORDERS_OF_THE_DEMO);
  const told: Histories = { stage, world, orderCount, answered: [], question: (metric) => ask(metric, world, chance) };
  schedule.add(world.begin, new Meddling(world, chance, schedule).goesOn(Math.max(1, orders / 100)));
  schedule.add(world.begin, asking(told, chance));
  await schedule.play(now);
  stage.clock.set(now);
  return told;
}

const ORDERS_OF_THE_DEMO = 400;
const HOUR = 3_600_000;

/** An instant at which days are cut: midnight in Japan before one, or in New York. */
function edgeNear(at: Instant): Instant {
  const day = startOfDateInTokyo(dateInTokyo(at));
  return Date.parse(at) % 2 === 0 ? day : later(day, -10);
}

function later(at: Instant, hours: number): Instant {
  return new Date(Date.parse(at) + Math.round(hours * HOUR)).toISOString();
}

/** What is written beside the orders: registers change, reports come late, and clocks are corrected long after they stopped. */
class Meddling {
  private readonly world: World;
  private readonly chance: Chance;
  private readonly schedule: Schedule;

  constructor(world: World, chance: Chance, schedule: Schedule) {
    this.world = world;
    this.chance = chance;
    this.schedule = schedule;
  }

  /** `often`: how many times as often as for a hundred orders. */
  async *goesOn(often: number): Life {
    const deeds = [
      this.close,
      this.changeCalendar,
      this.changeOwner,
      this.changeBaseline,
      this.correct,
      this.correct,
      this.correct,
      this.reportLate,
      this.reportLate,
      this.learnOfHoliday,
      this.editOrder,
      this.install,
    ];
    for (let n = 0; ; n += 1) {
      yield later(this.now(), this.chance.between(40, 260) / often);
      try {
        await deeds[n % deeds.length]?.call(this);
      } catch (error) {
        refused(error);
      }
    }
  }

  private now(): Instant {
    return this.world.stage.clock.now();
  }

  private async admin(): Promise<Act> {
    return await this.world.stage.as(this.world.holders.admin);
  }

  private async program(): Promise<Act> {
    return await this.world.stage.as(this.world.holders.program);
  }

  private item(): string {
    return this.chance.pick(this.chance.pick(Object.values(this.world.platforms)).items).id;
  }

  private async close(): Promise<void> {
    const { chance, world } = this;
    const plant = chance.pick(Object.values(world.plants));
    const from = addDays(dateInTokyo(this.now()), chance.whole(-40, 10));
    const { bays } = await readRecord(world.stage, 'facility', plant.id);
    const closure = { from, to: addDays(from, chance.whole(0, 3)), bays, reason: { en: 'said late' } };
    await createRecord(await this.admin(), closures, closure, plant.id);
  }

  private async changeCalendar(): Promise<void> {
    const plant = this.chance.pick(Object.values(this.world.plants));
    const calendar = this.chance.pick(['japan', 'us_federal', 'both']);
    await patchRecord(await this.admin(), facilities, plant.id, { calendar });
  }

  private async changeOwner(): Promise<void> {
    const owningUnit = `0${this.chance.whole(1000, 9999)}`;
    await patchRecord(await this.admin(), equipment, this.item(), { owningUnit });
  }

  private async changeBaseline(): Promise<void> {
    const { chance, world } = this;
    const rows = await world.stage.services.database.read(async (tx) => await tx.db.select().from(tx.tables.baselines));
    const cost = { currency: chance.pick(['USD', 'JPY']), minorUnits: chance.whole(0, 9_000_000_000) };
    const turnaroundDays = chance.whole(2, 900) / 4;
    await patchRecord(await this.admin(), baselines, chance.pick(rows).id, { cost, turnaroundDays });
  }

  /** Some order that was inducted, the latest raised more often than old ones. */
  private async anOrder(): Promise<{ id: string; facilityId: string; status: string } | null> {
    const program = await this.program();
    const { items } = await listWorkOrders(program, { limit: this.chance.pick([30, 200]), sort: '-createdAt' }, {});
    const inducted = items.filter((order) => order.inductedAt !== null);
    return inducted.length === 0 ? null : this.chance.pick(inducted);
  }

  // Proposed now, agreed at once or much later, or declined.
  private async correct(): Promise<void> {
    const { chance, world, schedule } = this;
    const order = await this.anOrder();
    if (!order) return;
    const program = await this.program();
    const segments = (await listParts(program, order.id, 'segments', { limit: 200, sort: 'n' })).items;
    const segment = chance.pick(segments);
    const category = chance.pick(['capacity', 'engineering', 'customer', 'weather', 'supply', 'receiving'] as const);
    const moved = (at: Instant) =>
      chance.happens(0.25) ? edgeNear(at) : later(at, chance.pick([chance.whole(-3, 3) / 4, chance.between(-30, 60)]));
    const changes = chance.pick([
      { category },
      { from: moved(segment.from) },
      segment.to === null ? { category } : { to: moved(segment.to) },
    ]);
    const reason = { en: 'found out later' };
    const { body } = await proposeCorrection(program, order.id, segment.n, { ...changes, reason });
    const depot = Object.values(world.plants).find((plant) => plant.id === order.facilityId)?.depot[0] ?? '';
    const isAgreed = chance.happens(0.85);
    const answer = async () => {
      const act = await world.stage.as(depot);
      if (isAgreed) await agreeCorrection(act, order.id, body.id, {});
      else await declineCorrection(act, order.id, body.id, { reason });
    };
    if (chance.happens(0.4)) await answer();
    else schedule.add(later(this.now(), chance.between(1, 2_000)), once(answer));
  }

  private async reportLate(): Promise<void> {
    const { chance } = this;
    const condition = chance.pick(['FMC', 'PMC', 'NMC'] as const);
    const cause = condition === 'NMC' ? chance.pick(['maintenance', 'supply', 'both', null] as const) : null;
    const long = later(this.now(), -chance.pick([chance.between(0, 40), chance.between(0, 2_500)]));
    const at = chance.happens(0.25) ? edgeNear(long) : long;
    await reportStatus(await this.program(), this.item(), { condition, ...(cause ? { cause } : {}), at });
  }

  private async learnOfHoliday(): Promise<void> {
    const { chance } = this;
    const year = Number(dateInTokyo(this.now()).slice(0, 4)) - chance.whole(0, 1);
    const extra = addDays(`${year}-01-10`, chance.whole(0, 340));
    const name = { en: 'Said by law', ja: '特別の休日' };
    const others = japaneseHolidays(year).filter(({ date }) => date !== extra);
    const source = 'A law of that year';
    const holidays = [...others, { date: extra, name }];
    await importHolidays(await this.admin(), { calendar: 'japan', holidays, source }, false);
  }

  private async editOrder(): Promise<void> {
    const { chance } = this;
    const order = await this.anOrder();
    if (!order) return;
    const program = await this.program();
    if (chance.happens(0.5))
      await editWorkOrder(program, order.id, { priority: { urgency: chance.pick(['A', 'B', 'C']) } });
    else {
      const date = addDays(dateInTokyo(this.now()), chance.whole(5, 90));
      await addTarget(program, order.id, {
        date,
        cause: { en: 'said late' },
        nonconformanceId: null,
        operationId: null,
      });
    }
  }

  // Engines go from one aircraft to another.
  private async install(): Promise<void> {
    const { chance, world } = this;
    const engine = chance.pick(world.platforms.f135.items).id;
    const installedIn = chance.happens(0.3) ? null : chance.pick(world.platforms.f35.items).id;
    await patchRecord(await this.program(), equipment, engine, { installedIn });
  }
}

// What the rules refuse is refused.
function refused(error: unknown): void {
  if (!(error instanceof Error && error.name === 'Problem')) throw error;
}

async function readRecord(stage: Stage, noun: 'facility', id: string): Promise<{ bays: number }> {
  return await stage.services.database.read(async (tx) => await there(findRecord(tx, noun, id)));
}

/** A schedule whose lives end where the rules refuse what they want: their orders stay as they stand. */
class Forgiving extends Schedule {
  private readonly forgiven = new WeakSet<Life>();

  override add(at: Instant, life: Life): void {
    const own = this.forgiven.has(life) ? life : forgiving(life);
    this.forgiven.add(own);
    super.add(at, own);
  }
}

async function* forgiving(life: Life): Life {
  try {
    yield* life;
  } catch (error) {
    refused(error);
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
    { historical: chance.happens(0.5) },
  ];
  return {
    metric,
    by: chance.pick([world.holders.admin, world.holders.admin, world.holders.program, world.holders.depot]),
    question: {
      ...(metric === 'backlog' && chance.happens(0.4) ? {} : { from, to: addDays(from, span) }),
      ...(chance.happens(0.6) ? { groupBy: chance.pick(GROUPINGS) } : {}),
      ...(chance.happens(0.6) ? { asOf } : {}),
      ...chance.pick(filters),
      ...(metric === 'delays' ? { by: chance.pick(['category', 'facility', 'platform']) } : {}),
      ...(metric === 'backlog' && chance.happens(0.2) ? { backTest: false } : {}),
      ...(metric === 'value' && chance.happens(0.5) ? { rate: ['JPY:USD:0.0067', 'EUR:USD:1.08'] } : {}),
    },
  };
}
