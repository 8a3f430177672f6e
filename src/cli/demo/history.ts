// The history of the demo: eighteen months of orders at every plant, each with its own luck, told in the order of time.

import { ENDED } from '../../domain/orders/status.ts';
import { addDays, dateInTokyo, type Instant } from '../../domain/values.ts';
import type { Inspection } from '../../domain/workshop/inspection.ts';
import type { Operation } from '../../domain/workshop/operation.ts';
import { reportStatus } from '../../usecases/registers/equipment.ts';
import { blockOf, type Draft, OrderDriver } from './driver.ts';
import { STOPPED_GUNS } from './guns.ts';
import { Hours } from './hours.ts';
import { type Job, jobs, modification, parts } from './jobs.ts';
import type { PlatformKey } from './places.ts';
import { holds, why } from './reasons.ts';
import type { Life, Schedule } from './schedule.ts';
import { SHOWCASE_ITEMS } from './showcase.ts';
import type { Chance } from './stage.ts';
import { type PlatformPart, tokyo, type World } from './world.ts';

/** How many orders of each platform the history raises, beside sub-orders and warranty work. */
const orders: Readonly<Record<PlatformKey, number>> = {
  mv22: 40,
  ea18: 30,
  fa18: 38,
  uh1: 32,
  ah1: 28,
  mh60: 34,
  e2: 20,
  f35: 34,
  f135: 32,
  ddg: 38,
  lcc: 14,
  m777: 60,
};

/** Adds the lives of the history's orders to a schedule, and answers how many there are. `share`: so many times as many as the demo has. */
export function addHistory(world: World, schedule: Schedule, share = 1): number {
  const { stage } = world;
  const story = new Story(world, schedule);
  const first = dateInTokyo(world.begin);
  const days = Math.round((Date.parse(stage.now) - Date.parse(world.begin)) / 86_400_000);
  let count = 0;
  for (const [key, many] of Object.entries(orders) as [PlatformKey, number][]) {
    for (let n = 0; n < Math.ceil(many * share); n++) {
      // Spread over the whole time, a little denser towards the end so that every plant is busy today.
      const day = Math.floor((days - 3) * stage.chance.next() ** 0.92) + 1;
      const at = tokyo(addDays(first, day), story.hours.at(8, 17));
      schedule.add(at, story.orderOf(world.platforms[key]));
      count += 1;
    }
  }
  return count;
}

/** What the lives of the history share: which items are in someone's hands, and when people work. */
class Story {
  private readonly world: World;
  private readonly schedule: Schedule;
  private readonly chance: Chance;
  readonly hours: Hours;
  private readonly busy = new Set<string>();
  private readonly gone = new Set<string>();

  constructor(world: World, schedule: Schedule) {
    this.world = world;
    this.schedule = schedule;
    this.chance = world.stage.chance;
    this.hours = new Hours(world.stage.clock, world.stage.chance);
    for (const item of world.platforms.mv22.items.slice(0, SHOWCASE_ITEMS)) this.gone.add(item.id);
    for (const item of world.platforms.m777.items.slice(0, STOPPED_GUNS)) this.gone.add(item.id);
    for (const key of ['f35', 'f135'] as const) this.gone.add(world.platforms[key].items[0]?.id ?? '');
  }

  /** One order on some item of a platform. */
  async *orderOf(part: PlatformPart): Life {
    let item = this.freeItem(part);
    while (!item) {
      yield this.hours.daysOn(4, 9);
      item = this.freeItem(part);
    }
    const job = this.jobFor(part);
    yield* this.lifeOf({ part, item, job, byProgram: this.chance.happens(0.4) });
  }

  private freeItem(part: PlatformPart): PlatformPart['items'][number] | null {
    const free = part.items.filter((item) => !this.busy.has(item.id) && !this.gone.has(item.id));
    return free.length === 0 ? null : this.chance.pick(free);
  }

  private jobFor(part: PlatformPart): Job {
    const able = jobs[part.family] as readonly Job[];
    if (part.activities.includes('modification') && this.chance.happens(0.12)) return modification;
    return this.chance.happens(0.45) && able[0] ? able[0] : this.chance.pick(able);
  }

  // The whole life of an order, from the fault in the unit to the closed file.
  private async *lifeOf(draft: Draft): Life {
    const { chance, world } = this;
    const isSub = draft.fields?.parentId != null;
    if (!isSub) this.busy.add(draft.item.id);
    if (!isSub) await this.reportFault(draft);
    const order = await OrderDriver.raise(world, draft);
    try {
      yield* this.request(order);
      if (order.stands('cancelled')) return;
      yield* this.receive(order);
      yield* this.work(order);
      if (order.stands('cancelled', 'condemned')) return;
      yield* this.inspection(order);
      yield* this.acceptance(order);
    } finally {
      // The last word on this item; a sub-order leaves it with its parent.
      if (!isSub) this.busy.delete(draft.item.id);
      if (order.stands('condemned')) this.gone.add(draft.item.id);
    }
    const follows = !isSub && chance.happens(0.07);
    yield* this.clockSettled(order);
    yield this.hours.office(4, 16);
    if (chance.happens(0.92)) yield* this.patiently(() => order.close(chance.between(0.8, 1.18)));
    if (!follows) return;
    yield this.hours.daysOn(4, 30);
    if (this.busy.has(draft.item.id) || this.gone.has(draft.item.id)) return;
    yield* this.lifeOf({ ...draft, byProgram: true, fields: { follows: order.id } });
  }

  // ---- the request -----------------------------------------------------------------------------------------------

  private async reportFault({ item, job }: Draft): Promise<void> {
    const { chance, world } = this;
    if (job.activity === 'overhaul' || job.activity === 'modification' || chance.happens(0.15)) return;
    const report = chance.happens(0.7)
      ? ({ condition: 'NMC', cause: chance.pick(['maintenance', 'maintenance', 'supply', 'both'] as const) } as const)
      : ({ condition: 'PMC' } as const);
    await reportStatus(await world.stage.as(world.holders.program), item.id, {
      ...report,
      at: world.stage.clock.now(),
    });
  }

  private async *request(order: OrderDriver): Life {
    const { chance } = this;
    yield this.hours.hoursOn(2, 6);
    if (chance.happens(0.012)) {
      yield this.hours.office(1, 4);
      return await order.cancel(why.notNeeded);
    }
    await order.submit();
    if (chance.happens(0.04)) {
      yield this.hours.office(1, 2);
      await order.giveBack(why.wrongData);
      yield this.hours.daysOn(1, 2);
      await order.edit(order.crew.depot, { discrepancy: { en: `${order.job.discrepancy.en}, left side` } });
      await order.submit();
    }
    yield this.hours.office(1, 5);
    if (chance.happens(0.02)) return await order.cancel(why.notNeeded);
    const target = chance.happens(0.3) ? { targetDate: addDays(this.hours.today(), chance.whole(45, 100)) } : {};
    yield* this.patiently(() => order.authorize(target));
    if (!chance.happens(0.025)) return;
    yield this.hours.office(2, 9);
    await order.cancel(why.exercise);
  }

  private async *receive(order: OrderDriver): Life {
    const { chance } = this;
    yield this.hours.daysOn(2, 12);
    if (chance.happens(0.1)) {
      // Logged later than it happened, sometimes days later.
      const happened = this.hours.now();
      yield chance.happens(0.2) ? this.hours.daysOn(4, 6) : this.hours.hoursOn(5, 30);
      const lateReason =
        this.hours.hoursSince(happened) > 70 ? { ja: '回線障害のため後日入力。', en: 'The line was down.' } : undefined;
      const blocked = await blockOf(() =>
        order.induct({ occurredAt: happened, ...(lateReason ? { lateReason } : {}) }),
      );
      if (blocked) yield* this.patiently(() => order.induct());
    } else {
      yield* this.patiently(() => order.induct());
    }
    if (chance.happens(0.25)) {
      yield this.hours.office(1, 3);
      await order.edit(order.crew.program, { priority: { urgency: chance.pick(['A', 'B', 'C']) } });
    }
    yield this.hours.hoursOn(3, 20);
    yield* this.patiently(() => order.inspect('receiving'));
    yield this.hours.hoursOn(1, 8);
    await order.plan();
  }

  // ---- the work --------------------------------------------------------------------------------------------------

  private async *work(order: OrderDriver): Life {
    const { chance } = this;
    yield this.hours.daysOn(0, 3);
    yield* this.patiently(() => order.start());
    const unlucky = {
      parts: chance.happens(0.42),
      flaw: chance.happens(0.14),
      hold: chance.happens(0.16),
      lost: chance.happens(0.028),
    };
    const trouble = chance.whole(0, order.operations.length - 1);
    if (chance.happens(0.12)) yield* this.overAndAbove(order);
    if (chance.happens(0.5))
      await order
        .demand(chance.pick(parts[order.part.family]), { stopsWork: false })
        .then((d) => this.arrive(order, d));
    const children = await this.subOrders(order);
    let at = 0;
    // Findings add operations to the list while it is being worked off.
    for (let next = order.operations[0]; next; next = order.operations[++at]) {
      yield this.stepOn(order, next);
      if (at === trouble) {
        if (unlucky.lost) return yield* this.condemned(order);
        if (unlucky.hold) yield* this.held(order);
        if (order.stands('cancelled')) return;
        if (unlucky.parts) yield* this.waitForPart(order);
        if (unlucky.flaw) yield* this.flawAtWork(order);
      }
      yield* this.finish(order, next);
    }
    yield* this.waitForChildren(order, children);
  }

  private async *finish(order: OrderDriver, operation: Operation): Life {
    const { chance } = this;
    const stood = this.hours.hoursSince(order.since);
    const isLate = stood > 6 && chance.happens(0.15);
    const performedAt = isLate ? minutesBefore(this.hours.now(), chance.whole(60, 300)) : undefined;
    const blocked = await blockOf(() => order.complete(operation, { performedAt }));
    if (blocked) {
      // Tried again on a later day, it is done on that day.
      yield this.hours.daysOn(1, 4);
      yield* this.patiently(() => order.complete(operation));
    }
    if (!operation.holdPoint) return;
    yield this.hours.hoursOn(1, 5);
    yield* this.patiently(() => order.inspect('in_process', { operation }));
  }

  private async *overAndAbove(order: OrderDriver): Life {
    yield this.hours.hoursOn(2, 6);
    const title = { en: 'Replace worn bushings found at teardown', ja: '分解時に発見した摩耗ブッシングの交換' };
    const added = await order.addOperation(order.crew.depot, { title, days: 1 });
    yield this.hours.office(1, 3);
    await order.approveOperation(added);
    if (this.chance.happens(0.5)) await order.reauthorize(why.growth, 1.3);
  }

  // A part that nobody waits for, on its way.
  private arrive(order: OrderDriver, demand: Awaited<ReturnType<OrderDriver['demand']>>): void {
    const { chance, schedule } = this;
    const daysOn = () => this.hours.daysOn(2, 8);
    schedule.add(
      daysOn(),
      (async function* (): Life {
        for (const status of ['ordered', 'shipped', 'received'] as const) {
          // Received after the final inspection it would call for new signatures, so it is booked in before that, or with the papers.
          const waits = () => status === 'received' && !order.stands('in_work', 'released', ...ENDED);
          while (waits()) yield daysOn();
          if (order.stands(...ENDED)) return;
          const isNoted = status === 'received' && order.stands('in_work') && chance.happens(0.3);
          const serials = isNoted ? { serialInstalled: `EX-S${chance.whole(1000, 9999)}` } : {};
          await order.moveDemand(demand, status, serials);
          yield daysOn();
        }
      })(),
    );
  }

  private async *waitForPart(order: OrderDriver): Life {
    const { chance } = this;
    const part = chance.pick(parts[order.part.family]);
    const demand = await order.demand(part, { stopsWork: true });
    await order.awaitParts();
    yield this.hours.daysOn(1, 3);
    await order.moveDemand(demand, 'ordered');
    const days = Math.max(3, Math.round(part.leadTimeDays * chance.between(0.15, 0.6)));
    if (days > 14 && chance.happens(0.6)) {
      yield this.hours.office(1, 2);
      await order.target(addDays(this.hours.today(), days + 30), why.leadTime);
    }
    yield this.hours.daysOn(Math.round(days * 0.5), Math.round(days * 0.6));
    await order.moveDemand(demand, 'shipped');
    yield this.hours.daysOn(2, 5);
    const serials = chance.happens(0.5)
      ? { serialRemoved: `EX-S${chance.whole(1000, 4999)}`, serialInstalled: `EX-S${chance.whole(5000, 9999)}` }
      : {};
    await order.moveDemand(demand, 'received', serials);
    yield this.hours.hoursOn(1, 5);
    yield* this.patiently(() => order.resume());
    yield this.hours.daysOn(0, 1);
  }

  private async *held(order: OrderDriver): Life {
    const { chance } = this;
    const hold = chance.pick(holds);
    if (hold.byProgram) yield this.hours.office(0, 1);
    await order.hold(hold.byProgram ? order.crew.program : order.crew.depot, hold.cause, hold.reason);
    const [least, most] = hold.days;
    yield hold.byProgram ? this.hours.office(least, most) : this.hours.daysOn(least, most);
    if (chance.happens(0.1)) return await order.cancel(why.exercise);
    yield* this.patiently(() => order.resume(hold.byProgram ? order.crew.program : order.crew.depot));
    yield this.hours.daysOn(0, 1);
  }

  private async *flawAtWork(order: OrderDriver): Life {
    const { chance } = this;
    const nonconformance = await order.find(order.crew.depot, chance.pick(['minor', 'major', 'major']));
    await order.awaitEngineering();
    yield this.hours.daysOn(1, 4);
    const disposition = chance.pick(['rework', 'repair', 'repair', 'use_as_is'] as const);
    const reasons = { rework: why.rework, repair: why.repair, use_as_is: why.useAsIs };
    await order.dispose(nonconformance, disposition, reasons[disposition]);
    if (disposition !== 'rework') {
      yield this.hours.office(1, 6);
      await order.approveDisposition(nonconformance);
      if (disposition === 'repair' && chance.happens(0.7))
        await order.target(addDays(this.hours.today(), 35), why.finding, { nonconformanceId: nonconformance });
    }
    this.open(order).push(nonconformance);
    yield this.hours.hoursOn(2, 12);
    yield* this.patiently(() => order.resume());
    yield this.hours.daysOn(0, 1);
  }

  private async *condemned(order: OrderDriver): Life {
    const { chance } = this;
    if (chance.happens(0.2)) {
      yield this.hours.office(3, 10);
      const surveyReference = `EX-FLIPL-${chance.whole(1000, 9999)}`;
      return await order.sign(order.crew.program, 'condemn', { finding: 'destroyed', surveyReference });
    }
    const nonconformance = await order.find(order.crew.depot, 'critical');
    await order.awaitEngineering();
    yield this.hours.daysOn(2, 6);
    await order.dispose(nonconformance, 'scrap', why.scrap);
    yield this.hours.office(2, 12);
    await order.approveDisposition(nonconformance);
    await order.sign(order.crew.program, 'condemn', {
      finding: 'beyond_repair',
      conditionCode: chance.pick(['H', 'P']),
    });
  }

  // ---- sub-orders ------------------------------------------------------------------------------------------------

  // An aircraft’s engine goes to the engine works; a ship’s availability has jobs of its own.
  private async subOrders(order: OrderDriver): Promise<OrderDriver[]> {
    const { chance, world } = this;
    if (order.part.key === 'f35' && order.job.activity === 'overhaul' && chance.happens(0.6)) {
      const engine = this.freeItem(world.platforms.f135);
      return engine ? [await this.child(order, world.platforms.f135, engine, jobs.engine[0])] : [];
    }
    const children: OrderDriver[] = [];
    const isAvailability = order.part.family === 'vessel' && order.job.activity === 'overhaul';
    for (let n = isAvailability ? chance.whole(1, 2) : 0; n > 0; n--)
      children.push(await this.child(order, order.part, order.item, chance.pick([jobs.vessel[0], jobs.vessel[2]])));
    return children;
  }

  private async child(
    parent: OrderDriver,
    part: PlatformPart,
    item: PlatformPart['items'][number],
    job: Job | undefined,
  ): Promise<OrderDriver> {
    if (!job) throw new RangeError('no such job');
    const isOther = item.id !== parent.item.id;
    if (isOther) this.busy.add(item.id);
    const fields = { parentId: parent.id, stopsParent: isOther };
    const order = await OrderDriver.raise(this.world, { part, item, job, byProgram: true, fields });
    this.schedule.add(this.hours.office(0, 1), this.childLife(order, isOther));
    return order;
  }

  private async *childLife(order: OrderDriver, ownItem: boolean): Life {
    await order.submit(order.crew.program);
    yield this.hours.office(0, 2);
    yield* this.patiently(() => order.authorize());
    yield this.hours.daysOn(1, 4);
    yield* this.patiently(() => order.induct());
    yield this.hours.hoursOn(2, 8);
    yield* this.patiently(() => order.inspect('receiving'));
    await order.plan();
    yield this.hours.daysOn(0, 1);
    yield* this.patiently(() => order.start());
    for (const operation of [...order.operations]) {
      yield this.stepOn(order, operation);
      yield* this.finish(order, operation);
    }
    yield* this.inspection(order);
    yield* this.acceptance(order);
    if (ownItem) this.busy.delete(order.item.id);
    yield this.hours.office(3, 10);
    yield* this.patiently(() => order.close(this.chance.between(0.85, 1.1)));
  }

  private async *waitForChildren(order: OrderDriver, children: readonly OrderDriver[]): Life {
    const isWaiting = () => children.some((child) => !child.stands('released', 'closed', 'cancelled', 'condemned'));
    if (!isWaiting()) return;
    const stops = children.some((child) => child.item.id !== order.item.id);
    if (stops) await order.awaitParts();
    while (isWaiting()) yield this.hours.daysOn(1, 3);
    if (stops) yield* this.patiently(() => order.resume());
  }

  // ---- inspection and acceptance ---------------------------------------------------------------------------------

  // The program office speaks of the hours charged to it; what it disputes may be corrected.
  private async *clockSettled(order: OrderDriver): Life {
    const { chance } = this;
    yield this.hours.office(1, 5);
    for (const n of await order.unacknowledged()) {
      if (chance.happens(0.15)) continue;
      if (chance.happens(0.8)) {
        await order.acknowledge(n);
        continue;
      }
      await order.dispute(n, why.notOurs);
      if (chance.happens(0.4)) continue;
      const correction = await order.proposeCorrection(n, { category: 'capacity', reason: why.notOurs });
      yield this.hours.daysOn(1, 3);
      await order.agreeCorrection(correction);
      yield this.hours.office(0, 1);
    }
  }

  private readonly openFindings = new Map<string, string[]>();

  // The nonconformances of an order that are still to be closed.
  private open(order: OrderDriver): string[] {
    const list = this.openFindings.get(order.id) ?? [];
    this.openFindings.set(order.id, list);
    return list;
  }

  private async *inspection(order: OrderDriver): Life {
    const { chance } = this;
    yield this.hours.hoursOn(1, 20);
    await order.present();
    if (chance.happens(0.04)) {
      yield this.hours.hoursOn(1, 4);
      await order.act(order.crew.depot, { action: 'withdraw', reason: why.secondLook });
      yield this.hours.hoursOn(2, 8);
      await order.present();
    }
    yield this.hours.daysOn(0, 3);
    for (let tries = 0; tries < 2 && chance.happens(0.19); tries++) yield* this.rejected(order);
    yield* this.passed(order);
  }

  private async *rejected(order: OrderDriver): Life {
    const inspection = yield* this.inspected(order, 'final', true);
    const nonconformance = await order.find(
      order.crew.inspector,
      this.chance.pick(['minor', 'minor', 'major']),
      inspection,
    );
    const rework = await order.dispose(nonconformance, 'rework', why.rework);
    await order.act(order.crew.inspector, { action: 'reject', reason: why.failed });
    this.open(order).push(nonconformance);
    yield* this.reworked(order, rework, nonconformance);
    yield this.hours.daysOn(0, 2);
  }

  private async *reworked(order: OrderDriver, rework: Operation | null, nonconformanceId: string): Life {
    if (this.chance.happens(0.4)) {
      yield this.hours.office(0, 2);
      await order.target(addDays(this.hours.today(), 14), why.finding, { nonconformanceId });
    }
    yield this.hours.daysOn(1, 4);
    if (rework) yield* this.finish(order, rework);
    yield this.hours.hoursOn(1, 6);
    await order.present();
  }

  private async *passed(order: OrderDriver): Life {
    yield* this.inspected(order, 'final', false);
    for (const id of this.open(order).splice(0)) yield* this.patiently(() => order.closeNonconformance(id));
    yield this.hours.hoursOn(0, 3);
    yield* this.patiently(() => order.accept());
  }

  private async *inspected(
    order: OrderDriver,
    kind: Inspection['kind'],
    failed: boolean,
  ): AsyncGenerator<Instant, Inspection, void> {
    let made: Inspection | null = null;
    yield* this.patiently(async () => {
      made = await order.inspect(kind, { failed });
    });
    if (!made) throw new Error('no inspection');
    return made;
  }

  private async *acceptance(order: OrderDriver): Life {
    const { chance } = this;
    if (chance.happens(0.03)) {
      yield this.hours.hoursOn(2, 10);
      await order.act(order.crew.inspector, { action: 'recall', reason: why.recall });
      yield this.hours.hoursOn(1, 4);
      yield* this.patiently(() => order.accept());
    }
    yield this.hours.daysOn(0, 5);
    if (chance.happens(0.05)) {
      const inspection = yield* this.inspected(order, 'acceptance', true);
      const nonconformance = await order.find(order.crew.acceptor, 'major', inspection);
      await order.act(order.crew.acceptor, { action: 'refuse', reason: why.failed });
      yield this.hours.hoursOn(2, 20);
      const rework = await order.dispose(nonconformance, 'rework', why.rework);
      this.open(order).push(nonconformance);
      yield* this.reworked(order, rework, nonconformance);
      yield this.hours.daysOn(0, 2);
      yield* this.passed(order);
      yield this.hours.daysOn(1, 3);
    }
    yield* this.inspected(order, 'acceptance', false);
    yield* this.patiently(() => order.release(chance.pick(['A', 'A', 'A', 'A', 'B', 'C', 'D'])));
  }

  // ---- patience --------------------------------------------------------------------------------------------------

  /** When the operation is done: rework takes a day or two, planned work its days. */
  private stepOn(order: OrderDriver, operation: Operation): Instant {
    const planned = order.job.steps.find((step) => step.title.en === operation.title.en)?.days ?? 1;
    return this.hours.daysOn(planned, Math.ceil(planned * 1.7));
  }

  /** Tries an act; what is blocked (a full plant, a suspended certificate) is tried again days later. Raises what else goes wrong. */
  private async *patiently(act: () => Promise<unknown>): Life {
    for (let tries = 0; ; tries++) {
      const problem = await blockOf(act);
      if (problem === null) return;
      if (tries === MOST_TRIES) throw problem;
      yield this.hours.daysOn(1, 4);
    }
  }
}

// Nothing in the story stands in the way for longer than a few months.
const MOST_TRIES = 60;

function minutesBefore(at: Instant, minutes: number): Instant {
  return new Date(Date.parse(at) - minutes * 60_000).toISOString();
}
