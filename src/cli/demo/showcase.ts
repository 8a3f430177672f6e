// The showcase: orders at Kisarazu, one in every status, with the ids that the examples of the API name; and what befalls the registers.

import { addWorkingDays } from '../../domain/registers/calendar.ts';
import { holidaysOf } from '../../domain/registers/holiday.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import { exampleId } from '../../http/examples.ts';
import { makeHourlyCheckpoint } from '../../usecases/evidence/checkpoints.ts';
import { deliverTo } from '../../usecases/exchange/deliveries.ts';
import { importFile } from '../../usecases/exchange/imports.ts';
import { createWebhook, editWebhook } from '../../usecases/exchange/webhooks.ts';
import { issuePinCode } from '../../usecases/registers/pins.ts';
import { OrderDriver } from './driver.ts';
import { stoppedGunLives } from './guns.ts';
import { happenings } from './happenings.ts';
import { type Job, jobs, parts } from './jobs.ts';
import { newYearClosure } from './plants.ts';
import { type Life, once, Schedule } from './schedule.ts';
import type { Stage } from './stage.ts';
import { supportListLives } from './supply.ts';
import { buildWorld, type PlatformPart, tokyo, type World } from './world.ts';

/** The order that the demo's first screen asks about. */
export const BLOCKED_ORDER_ID = exampleId('order.awaiting_acceptance');

/** The instant on which the examples of the API are written: their dates are around it. 15:00 on a Friday in Tokyo. */
export const EXAMPLE_NOW: Instant = '2026-05-08T06:00:00.000Z';

/** The registers and the showcase on an empty database, up to the stage's `now`: what the examples of the API are about. */
export async function buildExampleWorld(stage: Stage): Promise<World> {
  const world = await buildWorld(stage);
  const schedule = new Schedule(stage.clock);
  for (const { from, life } of [...happenings(world), ...showcaseLives(world)]) schedule.add(from, life);
  await schedule.play(stage.now);
  await endStory(world);
  return world;
}

/** What is left to do when the clock has reached the present: a one-time code that is still good, and a checkpoint of it all. */
export async function endStory(world: World): Promise<void> {
  const { stage, holders } = world;
  if (stage.clock.now() < stage.now) stage.clock.set(stage.now);
  stage.nextSecretIs(bytesOfCode('SE1B1DEM00'));
  await issuePinCode(await stage.as(holders.admin), holders.depot);
  await importSuppliers(world);
  await makeHourlyCheckpoint(stage.services);
  await playReceiver(world);
}

// A webhook of the plant, whose receiver is part of the story: it took what came, and is sent nothing more.
const RECEIVER = exampleId('webhook');

async function beginWebhook({ stage, holders }: World): Promise<void> {
  stage.nextIdIs(RECEIVER);
  await createWebhook(await stage.as(holders.depot), {
    url: 'https://plant.example/seibi',
    types: ['closed'],
    facilityIds: [],
    description: { en: 'To the plant’s own system', ja: '工場基幹システム連携' },
  });
}

async function playReceiver({ stage, holders }: World): Promise<void> {
  stage.nextIdIs(exampleId('webhook.delivery'));
  const receiver = { send: async () => ({ status: 204, retryAfterSeconds: null }) };
  await deliverTo(stage.services, receiver, RECEIVER, new AbortController().signal);
  await editWebhook(await stage.as(holders.depot), RECEIVER, { status: 'disabled' });
}

// A file with one row that is in order and one that is not, as a plant may send it.
async function importSuppliers({ stage, holders }: World): Promise<void> {
  const file =
    'ncage,name.en,name.ja,country\nJ7741,Kisarazu Fasteners,木更津ファスナー,JP\nJ77,Too short,短すぎる,JP\n';
  async function* content() {
    yield Buffer.from(file);
  }
  await importFile(await stage.as(holders.admin), {
    kind: 'suppliers',
    format: 'csv',
    dryRun: false,
    id: exampleId('import.suppliers'),
    content: content(),
    limitBytes: file.length * 4,
  });
}

// The bytes from which the use case makes this code: it takes each modulo 32.
function bytesOfCode(code: string): Uint8Array {
  return Uint8Array.from(code, (character) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(character));
}

/** How many of the MV-22B of the world belong to the showcase. */
export const SHOWCASE_ITEMS = 19;

/** The lives of the showcase's orders. */
export function showcaseLives(world: World): { from: Instant; life: Life }[] {
  const on = workdaysBefore(dateInTokyo(world.stage.now));
  const lives: { from: Instant; life: Life }[] = [];
  const add = (daysBefore: number, life: Life) => lives.push({ from: tokyo(on(daysBefore), '09:30'), life });
  let item = 0;
  const raise = (example: string, job: Job, more: Partial<Parameters<typeof OrderDriver.raise>[1]> = {}) => {
    const part = world.platforms.mv22;
    const next = itemOf(part, item++);
    const [depot = ''] = world.plants.KSZ.depot;
    const [inspector = ''] = world.plants.KSZ.inspectors;
    const crew = { depot, inspector, acceptor: world.holders.acceptor };
    return () => OrderDriver.raise(world, { part, item: next, job, crew, example, ...more });
  };
  const [repair, overhaul, replacement, inspection] = jobs.rotorcraft as readonly [Job, Job, Job, Job];

  add(
    46,
    once(() => beginWebhook(world)),
  );
  add(2, once(raise('order.draft', repair)));
  add(4, upTo(raise('order.submitted', replacement), on, 4, 'submitted'));
  add(6, upTo(raise('order.authorized', inspection, { byProgram: true }), on, 6, 'authorized'));
  add(8, upTo(raise('order.inducted', repair), on, 8, 'inducted'));
  add(16, inWork(raise('order.in_work', overhaul), on));
  add(18, awaitingParts(raise('order.awaiting_parts', replacement), on));
  add(18, awaitingEngineering(raise('order.awaiting_engineering', repair), on));
  add(20, onHold(raise('order.on_hold', overhaul), on));
  add(19, inInspection(raise('order.in_inspection', repair), on));
  add(24, blocked(raise('order.awaiting_acceptance', repair), world, on));
  add(22, releasable(raise('order.releasable', repair), on));
  add(26, upTo(raise('order.released', repair), on, 26, 'released', { release: 'signature.release' }));
  const earlier = spanOpen(on, 41, 37);
  add(
    44 + earlier,
    closed(raise('order.closed', replacement), (daysBefore) => on(daysBefore + earlier)),
  );
  add(27, amended(raise('order.amended', repair), on));
  add(30, cancelled(raise('order.cancelled', inspection), on));
  add(34, condemned(raise('order.condemned', overhaul), on));
  add(20, twins(world, on));
  for (const { daysBefore, life } of [...supportListLives(world, on), ...stoppedGunLives(world, on)])
    add(daysBefore, life);
  return lives;
}

/** The date so many days before another on which the plants work. */
function workdaysBefore(today: IsoDate): (days: number) => IsoDate {
  const year = Number(today.slice(0, 4));
  const plant = {
    calendar: 'japan',
    holidays: holidaysOf(year - 1, year),
    closedDates: new Set([year - 1, year].map(newYearClosure).flatMap(datesOf)),
  } as const;
  const days: IsoDate[] = [];
  for (let date = addDays(today, -1); days.length < 60; date = addDays(date, -1)) {
    if (addWorkingDays(addDays(date, -1), 1, plant) === date) days.push(date);
  }
  return (n) => days[n - 1] ?? today;
}

// How many days earlier a stretch has to be told, so that the plants are not closed within it: what is logged late has to have had a bay.
function spanOpen(on: On, fromDaysBefore: number, toDaysBefore: number): number {
  const year = Number(on(1).slice(0, 4));
  for (let earlier = 0; ; earlier++) {
    const [from, to] = [on(fromDaysBefore + earlier), on(toDaysBefore + earlier)];
    if (![year - 1, year].map(newYearClosure).some((closure) => closure.from < to && from < closure.to)) return earlier;
  }
}

function datesOf({ from, to }: { from: IsoDate; to: IsoDate }): IsoDate[] {
  const dates: IsoDate[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
}

function itemOf(part: PlatformPart, index: number): PlatformPart['items'][number] {
  const item = part.items[index];
  if (!item) throw new RangeError(`no item ${index} of ${part.designation}`);
  return item;
}

type On = (daysBefore: number) => IsoDate;
type Raise = () => Promise<OrderDriver>;

/** Names of examples that a straight course makes on its way. */
interface Named {
  target?: string;
  release?: string;
}

const COURSE = [
  'submitted',
  'authorized',
  'inducted',
  'in_work',
  'in_inspection',
  'awaiting_acceptance',
  'released',
] as const;
type Station = (typeof COURSE)[number];

/** A straight course to a station, from so many working days ago: a station a day or two. */
async function* course(order: OrderDriver, on: On, daysBefore: number, station: Station, named: Named = {}): Life {
  const last = COURSE.indexOf(station);
  yield tokyo(on(daysBefore), '13:10');
  await order.submit();
  if (last < 1) return;
  yield tokyo(on(daysBefore - 1), '23:15');
  await order.authorize();
  if (last < 2) return;
  yield tokyo(on(daysBefore - 3), '10:05');
  await order.induct({}, named.target);
  yield tokyo(on(daysBefore - 3), '14:20');
  await order.inspect('receiving');
  if (last < 3) return;
  yield tokyo(on(daysBefore - 4), '08:40');
  await order.plan();
  await order.start();
  if (last < 4) return;
  for (const [index, operation] of order.operations.entries()) {
    yield tokyo(on(daysBefore - 5 - index), '16:30');
    await order.finish(operation);
  }
  yield tokyo(on(daysBefore - 10), '09:20');
  await order.present();
  if (last < 5) return;
  yield tokyo(on(daysBefore - 10), '15:00');
  await order.inspect('final');
  await order.accept();
  if (last < 6) return;
  yield tokyo(on(daysBefore - 12), '11:00');
  await order.inspect('acceptance');
  await order.release('A', named.release);
}

async function* upTo(raise: Raise, on: On, daysBefore: number, station: Station, named: Named = {}): Life {
  yield* course(await raise(), on, daysBefore, station, named);
}

// The order whose parts the examples of smaller acts name.
async function* inWork(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 16, 'inducted', { target: 'target.first' });
  const [open, holdPoint, coat, test] = order.job.steps;
  if (!open || !holdPoint || !coat || !test) throw new Error('the job has too few steps');
  yield tokyo(on(12), '08:40');
  const done = await order.addOperation(order.crew.depot, open, 'operation.done');
  await order.addOperation(
    order.crew.depot,
    { ...open, title: { en: 'Drain and flush', ja: '油抜き・洗浄' } },
    'operation.ready',
  );
  await order.addOperation(order.crew.inspector, holdPoint, 'operation.hold_point');
  await order.addOperation(order.crew.depot, coat, 'operation.open');
  await order.addOperation(order.crew.depot, test, 'operation.unneeded');
  await order.start();
  yield tokyo(on(10), '16:10');
  await order.complete(done, { labor: false });
  await order.labor(done, order.crew.technicians[0] ?? '', 6.5, 'labor.entry');
  await order.demand(parts.rotorcraft[2] ?? never(), {}, 'part_demand.requested');
  const seal = await order.demand(
    parts.rotorcraft[0] ?? never(),
    { nomenclature: { ja: '油圧アクチュエーター用シール' } },
    'part_demand.japanese',
  );
  const subject = { part: 'part_demand', id: seal.id, field: 'nomenclature' } as const;
  await order.translate(
    order.crew.depot,
    subject,
    { en: 'Seal for hydraulic actuator', status: 'machine' },
    'translation.machine',
  );
  await order.attach(
    order.crew.depot,
    'トルク測定値.csv',
    'bolt,torque\n1,42.1\n2,42.3\n3,41.8\n',
    { en: 'Readings of the torque wrench', ja: 'トルクレンチの測定値', operationId: done.id },
    'attachment.sheet',
  );
  yield tokyo(on(9), '10:30');
  await order.addOperation(
    order.crew.depot,
    { title: { en: 'Replace a worn hinge', ja: '摩耗したヒンジの交換' }, days: 1 },
    'operation.over_and_above',
  );
  yield tokyo(on(8), '09:50');
  await order.find(order.crew.depot, 'minor', null, 'nonconformance.open');
  const awaiting = await order.find(order.crew.depot, 'major', null, 'nonconformance.awaiting_approval');
  await order.dispose(awaiting, 'use_as_is', {
    en: 'Within the allowance of the structural engineer.',
    ja: '構造担当の許容範囲内のため。',
  });
  const settled = await order.find(order.crew.depot, 'minor', null, 'nonconformance.dispositioned');
  await order.dispose(settled, 'return_to_supplier', { en: 'Delivered with a dent.', ja: '納入時に打痕あり。' });
}

async function* awaitingParts(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 18, 'in_work');
  yield tokyo(on(13), '11:20');
  const demand = await order.demand(parts.rotorcraft[1] ?? never(), { stopsWork: true });
  await order.awaitParts();
  yield tokyo(on(11), '15:00');
  await order.moveDemand(demand, 'ordered', { promisedOn: addDays(on(11), 75) });
  yield tokyo(on(10), '23:40');
  await order.target(addDays(on(1), 45), { en: 'Actuator lead time', ja: 'アクチュエーターの納期' });
}

async function* awaitingEngineering(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 18, 'in_work');
  yield tokyo(on(12), '10:40');
  const nonconformance = await order.find(order.crew.depot, 'major');
  await order.awaitEngineering();
  yield tokyo(on(10), '14:00');
  await order.dispose(nonconformance, 'repair', {
    en: 'Blend repair beyond the manual.',
    ja: 'マニュアル範囲外のブレンド修理。',
  });
  yield tokyo(on(8), '23:20');
  const logbook = { en: 'The logbook of the hangar says otherwise.', ja: '格納庫の日誌と異なるため。' };
  await order.proposeCorrection(2, { to: tokyo(on(12), '14:00'), reason: logbook }, 'correction.proposed');
  const receipt = { en: 'The unit handed the aircraft over earlier.', ja: '部隊はより早く引き渡している。' };
  await order.proposeCorrection(1, { from: tokyo(on(16), '09:00'), reason: receipt }, 'correction.unfounded');
}

async function* onHold(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 20, 'in_work');
  yield tokyo(on(14), '23:20');
  await order.hold(order.crew.program, 'funding', {
    en: 'Funds for the quarter are used up.',
    ja: '四半期予算の執行終了のため。',
  });
}

async function* inInspection(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 19, 'in_inspection');
  yield tokyo(on(9), '13:30');
  await order.inspect('final', { example: 'inspection.final_measured', unsigned: true });
  await order.openMeasured('final', 'inspection.final_unsigned');
}

// Why can it not be released? Its permit ran out, the government's inspector found a flaw, and the flaw is not settled.
async function* blocked(raise: Raise, world: World, on: On): Life {
  const order = await raise();
  order.authorizationId = world.expiredAuthorizationId;
  yield* course(order, on, 24, 'awaiting_acceptance');
  yield tokyo(on(5), '10:30');
  const inspection = await order.inspect('acceptance', { failed: true });
  await order.find(order.crew.acceptor, 'major', inspection);
}

async function* releasable(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 22, 'awaiting_acceptance');
  yield tokyo(on(3), '11:10');
  await order.inspect('acceptance');
}

async function* closed(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 44, 'authorized');
  // Inducted on a Friday before a holiday, and logged days later.
  yield tokyo(on(37), '16:45');
  await order.induct({
    occurredAt: tokyo(on(41), '10:05'),
    lateReason: { ja: '回線障害のため後日入力。', en: 'The line to the plant was down.' },
  });
  await order.inspect('receiving');
  await order.plan();
  yield tokyo(on(36), '08:30');
  await order.start();
  for (const [index, operation] of order.operations.entries()) {
    yield tokyo(on(35 - index), '16:30');
    await order.finish(operation);
  }
  yield tokyo(on(31), '09:20');
  await order.present();
  yield tokyo(on(31), '15:00');
  await order.inspect('final');
  await order.accept();
  yield tokyo(on(29), '11:00');
  await order.inspect('acceptance');
  await order.release();
  yield tokyo(on(20), '23:30');
  await order.close(0.94);
}

// Released with a slip of the pen: its amendment waits for the government.
async function* amended(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 27, 'released');
  yield tokyo(on(6), '10:20');
  await order.proposeAmendment(
    [{ field: 'codes', to: { workUnit: '29A10', malfunction: null, actionTaken: 'R', whenDiscovered: null } }],
    { en: 'The action taken was left out.', ja: '処置コードの記載漏れのため。' },
    'amendment.proposed',
  );
}

async function* cancelled(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 30, 'inducted');
  yield tokyo(on(25), '23:10');
  await order.cancel({ en: 'The unit needs the aircraft back for an exercise.', ja: '部隊が演習のため返却を要望。' });
}

async function* condemned(raise: Raise, on: On): Life {
  const order = await raise();
  yield* course(order, on, 34, 'in_work');
  yield tokyo(on(28), '10:00');
  const nonconformance = await order.find(order.crew.depot, 'critical');
  await order.awaitEngineering();
  yield tokyo(on(25), '11:00');
  await order.dispose(nonconformance, 'scrap', {
    en: 'Frame cracked beyond any approved repair.',
    ja: 'フレームの亀裂が承認修理の範囲を超えるため。',
  });
  yield tokyo(on(22), '23:45');
  await order.approveDisposition(nonconformance);
  await order.sign(order.crew.program, 'condemn', { finding: 'beyond_repair', conditionCode: 'H' });
}

// An aircraft at Komaki that waits for its engine, which is at Mizuho under a sub-order.
async function* twins(world: World, on: On): Life {
  const { f35, f135 } = world.platforms;
  const [job] = jobs.fixedWing as readonly [Job];
  const [engineJob] = jobs.engine as readonly [Job];
  const parent = await OrderDriver.raise(world, { part: f35, item: itemOf(f35, 0), job, example: 'order.parent' });
  yield* course(parent, on, 20, 'in_work');
  yield tokyo(on(13), '23:05');
  const child = await OrderDriver.raise(world, {
    part: f135,
    item: itemOf(f135, 0),
    job: engineJob,
    byProgram: true,
    example: 'order.sub_order',
    fields: { parentId: parent.id, stopsParent: true },
  });
  await child.submit(child.crew.program);
  await child.authorize();
  yield tokyo(on(11), '09:10');
  await parent.awaitParts();
  yield tokyo(on(10), '10:00');
  await child.induct();
  await child.inspect('receiving');
  await child.plan();
  yield tokyo(on(9), '08:40');
  await child.start();
  await child.demand(parts.engine[0] ?? never(), { quantity: 2, neededBy: addDays(on(1), 30) });
}

function never(): never {
  throw new Error('a part of the demo is missing');
}
