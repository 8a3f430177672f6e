// Looking ahead: which open orders the registers stop, now or soon, as is known now or was at an instant.

import { z } from 'zod';
import {
  actAhead,
  COMPLETE_OPERATION,
  type Exposure,
  exposuresOf,
  FORESEEN_GUARDS,
  isOfSigners,
} from '../../domain/metrics/exposure.ts';
import type { Facts } from '../../domain/orders/guards.ts';
import { ACTIONS } from '../../domain/orders/lifecycle.ts';
import { STATUSES } from '../../domain/orders/status.ts';
import { shownEvidence } from '../../domain/orders/withholding.ts';
import { refuseFaults } from '../../domain/problem.ts';
import type { Holder } from '../../domain/registers/person.ts';
import {
  addDays,
  dateInTokyo,
  type Fault,
  type Instant,
  type IsoDate,
  id,
  isoDate,
  message,
} from '../../domain/values.ts';
import type { Operation } from '../../domain/workshop/operation.ts';
import type { Tx } from '../../storage/database.ts';
import { type Page, readPlace, writePlace } from '../../storage/engine/pages.ts';
import type { FamilyStay, OpenOrder } from '../../storage/metrics/exposure.ts';
import { type Act, look } from '../act.ts';
import { doubting } from '../evidence/doubts.ts';
import { signersOf } from '../orders/facts.ts';
import { withholding } from '../orders/withheld.ts';
import { scopeOf } from '../orders/work-order-lists.ts';
import { asOfFaults } from './frame.ts';
import { type KnownRegisters, registersKnownAt, registersNow } from './known-registers.ts';
import { type OrdersAhead, ordersKnownAt, ordersNow } from './orders-ahead.ts';

/** How far ahead is looked when nothing is said, in days. */
const DAYS_AHEAD = 90;

export const exposureItem = z.strictObject({
  workOrderId: id,
  number: z.string(),
  status: z.enum(STATUSES),
  facilityId: id,
  platformId: id,
  designator: z.int(),
  target: isoDate.nullable().meta({ description: 'Its last target; null: it has none.' }),
  action: z.enum([...ACTIONS, COMPLETE_OPERATION]).meta({ description: 'The next act that depends on a register.' }),
  operationId: id.nullable().meta({ description: 'The operation that can’t be logged as done.' }),
  guard: z.enum(FORESEEN_GUARDS),
  blocks: z.boolean().meta({ description: 'Whether it blocks today.' }),
  on: isoDate.meta({ description: 'Since when it blocks (not before the order was raised), or from when it will.' }),
  until: isoDate.nullable().meta({ description: 'The day from which it no longer does, as far as is known.' }),
  message,
  record: shownEvidence
    .nullable()
    .meta({ description: 'The record it hangs on; null: there is none, and there should be.' }),
  evidence: z.array(shownEvidence),
});
export type ExposureItem = z.infer<typeof exposureItem>;

export interface ExposureQuestion {
  until?: IsoDate | undefined;
  /** As had been recorded by then; now unless given. */
  asOf?: Instant | undefined;
  facilityId?: string | undefined;
  platformId?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const PAST_UNTIL: Fault = {
  pointer: '/until',
  code: 'until.in_past',
  message: {
    en: 'until lies in the past; exposure looks ahead from today, or from the day of asOf.',
    ja: 'untilに過去の日付は指定できません。本日（asOfを指定したときはその日）以降の日付を指定してください。',
  },
};

// Orders read at once: one statement for the operations of all of them.
const BATCH = 200;

/**
 * The open orders the caller sees whose next guarded act is blocked now by a register, or will be by what is known today: up to and
 * including `until` (90 days ahead unless given) and, while that lies ahead, the order's last target. The most urgent first, one item a
 * guard. With `asOf` the same as it would have been answered then: of orders and registers what had been recorded by that instant, under
 * the settings of now, of what the caller sees now. Raises request.invalid for a foreign cursor, an `until` before the day that is
 * looked from, or an `asOf` in the future. Source: lifecycle.md, Exposure.
 */
export async function listExposure(
  act: Act,
  question: ExposureQuestion,
): Promise<Page<ExposureItem> & { asOf: Instant; until: IsoDate }> {
  const { asOf } = question;
  const now = asOf ?? act.clock();
  const today = dateInTokyo(now);
  const until = question.until ?? addDays(today, DAYS_AHEAD);
  refuseFaults([...asOfFaults('/asOf', now, act.clock()), ...(until < today ? [PAST_UNTIL] : [])]);
  return await look(act, async (tx) => {
    const asked = { ...question, scope: scopeOf(act.caller) };
    const all = asOf === undefined ? ordersNow(tx, asked) : await ordersKnownAt(tx, asked, asOf);
    const registers = asOf === undefined ? registersNow(tx) : registersKnownAt(tx, asOf);
    const judge = judging({ act, now, until, all, registers });
    const isDoubted = doubting(registers);
    // Those whose release waits for a signature to be given again. Before it is accepted every order is judged by itself.
    const doubtedOf = async (orders: readonly OpenOrder[], operations: ReadonlyMap<string, Operation[]>) => {
      const before = orders.filter((o) => actAhead(o, operations.get(o.id) ?? [])?.action === 'release');
      const doubted = new Set<string>();
      const ids = before.map((o) => o.id);
      for (const signature of await all.signatures(ids))
        if (await isDoubted(signature)) doubted.add(signature.workOrderId);
      return doubted;
    };
    const found: { order: OpenOrder; target: IsoDate | null; exposure: Exposure }[] = [];
    let place = question.cursor ? placeIn(question.cursor) : null;
    for (;;) {
      const orders = await all.from(place, BATCH);
      const ids = orders.map((o) => o.id);
      const operations = await all.operations(ids);
      const targets = await all.targets(ids);
      const doubted = await doubtedOf(orders, operations);
      // Asked of the next act of those only that are about to come in.
      const comingIn = orders.filter((o) => o.status === 'authorized');
      const families = await all.familyStays([...new Set(comingIn.map((o) => o.rootId))]);
      for (const order of orders) {
        const target = targets.get(order.id) ?? order.targetDate;
        // A target that has passed says nothing any more about when the work will be done.
        const horizon = target !== null && target >= today && target < until ? target : until;
        const beside = { family: standingWith(order, families), isDoubted: doubted.has(order.id) };
        for (const exposure of await judge(order, operations.get(order.id) ?? [], beside)) {
          const isBefore = place?.id === order.id && FORESEEN_GUARDS.indexOf(exposure.guard) <= place.after;
          if (!isBefore && (exposure.blocks || exposure.on <= horizon)) found.push({ order, target, exposure });
        }
        if (found.length > question.limit) break;
      }
      const last = orders.at(-1);
      if (found.length > question.limit || orders.length < BATCH || !last) break;
      place = { designator: last.designator, id: last.id, after: FORESEEN_GUARDS.length };
    }
    const items = found.slice(0, question.limit);
    const last = items.at(-1);
    const next = found.length > question.limit && last ? cursorAt(last) : null;
    return { items: await toldTo(tx, act, items), next, asOf: now, until };
  });
}

// The stays of the rest of an order's family at its facility: where they stand, it takes no further bay.
function standingWith({ id, rootId, facilityId }: OpenOrder, families: readonly FamilyStay[]): FamilyStay[] {
  return families.filter((s) => s.rootId === rootId && s.facilityId === facilityId && s.workOrderId !== id);
}

interface Place {
  designator: number;
  id: string;
  /** The guard, by its place in the list, that the page before ended with. */
  after: number;
}

function placeIn(cursor: string): Place {
  const [designator, id, after] = readPlace('exposure', cursor, ['number', 'string', 'number']);
  return { designator, id, after };
}

function cursorAt({ order, exposure }: { order: OpenOrder; exposure: Exposure }): string {
  return writePlace('exposure', [order.designator, order.id, FORESEEN_GUARDS.indexOf(exposure.guard)]);
}

async function toldTo(
  tx: Tx,
  act: Act,
  found: readonly { order: OpenOrder; target: IsoDate | null; exposure: Exposure }[],
): Promise<ExposureItem[]> {
  const shown = await withholding(tx, act.caller)(
    found.map((f) => f.exposure),
    false,
  );
  return found.map(({ order, target, exposure }, index) => {
    const { action, operationId, guard, blocks, on, until } = exposure;
    const { message, evidence } = shown[index] as (typeof shown)[number];
    return {
      workOrderId: order.id,
      number: order.number,
      status: order.status,
      facilityId: order.facilityId,
      platformId: order.platformId,
      designator: order.designator,
      target,
      action,
      operationId,
      guard,
      blocks,
      on,
      until,
      message: isOfSigners(guard) ? exposure.message : message,
      record: evidence[0] ?? null,
      evidence,
    };
  });
}

/** What is asked of open orders: who asks, as of when, how far ahead, and what is read for it. */
interface Judging {
  act: Act;
  now: Instant;
  until: IsoDate;
  all: OrdersAhead;
  registers: KnownRegisters;
}

/**
 * A judge of orders that asks once for all orders that stand alike: same status, plant, platform, work and authorization. What is read of
 * a plant is read once.
 */
function judging(asked: Judging) {
  const { act, until, registers } = asked;
  const signersAt = new Map<string, Holder[]>();
  const known = new Map<string, Exposure[]>();

  async function signersOfPlant(facilityId: string): Promise<Holder[]> {
    const found = signersAt.get(facilityId);
    if (found) return found;
    const signers: Holder[] = [];
    for (const person of (await registers.inspectors()).filter((p) => p.facilityIds.includes(facilityId)))
      signers.push(await registers.holder(person.id));
    signersAt.set(facilityId, signers);
    return signers;
  }

  return async (
    order: OpenOrder,
    operations: readonly Operation[],
    beside: { family: FamilyStay[]; isDoubted: boolean },
  ): Promise<Exposure[]> => {
    const ahead = actAhead(order, operations);
    if (!ahead) return [];
    const family = ahead.guards.includes('bay_available') ? beside.family : [];
    const isOwn =
      beside.isDoubted || ahead.action === 'accept' || (ahead.action === 'authorize' && act.settings.foreignYardRule);
    const key = JSON.stringify([
      order.status,
      order.stoodAt,
      order.facilityId,
      order.platformId,
      order.activity,
      order.level,
      order.authorizationId ?? order.id,
      isOwn ? order.id : null,
      // What stands where its family does takes no further bay.
      family.length > 0 ? order.rootId : null,
      [...new Set(operations.filter((o) => o.status !== 'not_applicable').map((o) => o.activity))].sort(),
      [...new Set(ahead.operations.map(workOf))].sort(),
    ]);
    let exposures = known.get(key);
    if (!exposures) {
      const facts = await factsOf(asked, order, family);
      const signers = await signersOfPlant(order.facilityId);
      const able = ahead.action === 'release' ? signers.filter(isOfAuthority) : signers;
      exposures = exposuresOf(facts, able, until);
      // Kept by what is to be done, because another order does it as another operation.
      const works = new Map(facts.file.operations.map((o) => [o.id, workOf(o)]));
      exposures = exposures.map((e) => ({ ...e, operationId: e.operationId && (works.get(e.operationId) ?? null) }));
      known.set(key, exposures);
    }
    const raisedOn = dateInTokyo(order.createdAt);
    return exposures.map((e) => ({
      ...e,
      operationId: ahead.operations.find((o) => workOf(o) === e.operationId)?.id ?? null,
      on: e.blocks && e.on < raisedOn ? raisedOn : e.on,
    }));
  };
}

/** What the guards of an open order look at when they are foreseen. */
async function factsOf(
  { act, now, all, registers }: Judging,
  order: OpenOrder,
  facilityStays: FamilyStay[],
): Promise<Facts> {
  const file = await all.file(order.id);
  const authorization =
    order.authorizationId === null ? null : await registers.record('authorization', order.authorizationId);
  const documents = file.operations.filter((o) => o.status === 'open').flatMap((o) => o.technicalData);
  return {
    ...(await registers.plant(order.facilityId)),
    report: act.report,
    at: now,
    on: dateInTokyo(now),
    now,
    file,
    caller: act.caller.person,
    callerQualifications: [],
    platform: await registers.record('platform', order.platformId),
    equipment: await registers.record('equipment', order.equipmentId),
    equivalences: await registers.equivalences(),
    authorization: authorization && { ...authorization, valueUsed: null },
    facilityStays,
    // None of the guards that are foreseen looks at these.
    authorizationUse: [],
    equipmentStays: [],
    holidayLists: [],
    suborders: [],
    family: { performers: new Set(), signers: new Set(), acceptors: new Set() },
    signers: await signersOf(file, registers.holder),
    technician: null,
    technicianQualifications: [],
    technicalData: await registers.technicalData(documents.map((d) => d.document)),
    operation: null,
    inspection: null,
    given: { asked: !['draft', 'submitted'].includes(order.status) },
    chainFault: undefined,
    settings: { foreignYardRule: act.settings.foreignYardRule },
  };
}

function workOf({ activity, technicalData }: Operation): string {
  return JSON.stringify([activity, technicalData]);
}

function isOfAuthority({ person }: Holder): boolean {
  return person.organization.kind === 'accepting_authority';
}
