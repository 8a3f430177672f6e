// Looking ahead and back: which open orders the registers stop, now or soon, and what relied on a record.

import { z } from 'zod';
import { EVENT_TYPES } from '../domain/event.ts';
import {
  actAhead,
  COMPLETE_OPERATION,
  type Exposure,
  exposuresOf,
  FORESEEN_GUARDS,
  isOfSigners,
} from '../domain/exposure.ts';
import type { Facts } from '../domain/guards.ts';
import { DECISIONS, INSPECTION_KINDS } from '../domain/inspection.ts';
import { ACTIONS } from '../domain/lifecycle.ts';
import type { Operation } from '../domain/operation.ts';
import type { Holder } from '../domain/person.ts';
import { Problem, refuseFaults } from '../domain/problem.ts';
import { STATUSES } from '../domain/status.ts';
import {
  addDays,
  dateInTokyo,
  decimal,
  type Fault,
  type Instant,
  type IsoDate,
  id,
  instant,
  isoDate,
  message,
  startOfDateInTokyo,
} from '../domain/values.ts';
import { shownEvidence } from '../domain/withholding.ts';
import type { Tx } from '../storage/database.ts';
import { allEquivalences } from '../storage/equivalences.ts';
import {
  type FamilyStay,
  familyStays,
  inspectionsOf,
  inspectors,
  lastTargets,
  type OpenOrder,
  openOrders,
  operationsOf,
  type ReliancePlace,
  type RelianceRow,
  reliancesOn,
} from '../storage/exposure.ts';
import { capabilitiesOf, certificationsOf, closuresOf, instrumentsOf } from '../storage/facilities.ts';
import { type Page, readPlace, writePlace } from '../storage/pages.ts';
import { findRecord } from '../storage/registers.ts';
import { signaturesOf } from '../storage/signatures.ts';
import { technicalDataOf } from '../storage/technical-data.ts';
import { findWorkOrderFile } from '../storage/work-orders.ts';
import { type Act, look } from './act.ts';
import { doubting } from './doubts.ts';
import { holders, signersOf } from './facts.ts';
import { there } from './there.ts';
import { isVisible, withholding } from './withheld.ts';
import { scopeOf } from './work-order-lists.ts';

/** How far ahead is looked when nothing is said, in days. */
export const DAYS_AHEAD = 90;

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
  facilityId?: string | undefined;
  platformId?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const PAST_UNTIL: Fault = {
  pointer: '/until',
  code: 'until.in_past',
  message: {
    en: 'until lies in the past; exposure looks from today on.',
    ja: 'untilに過去の日付は指定できません。今日以降の日付を指定してください。',
  },
};

// Orders read at once: one statement for the operations of all of them.
const BATCH = 200;

/**
 * The open orders the caller sees whose next guarded act is blocked now by a register, or will be by what is known today: up to and
 * including `until` (90 days ahead unless given) and, while that lies ahead, the order's last target. The most urgent first, one item a
 * guard. Raises request.invalid for a foreign cursor, or an `until` in the past. Source: lifecycle.md, Exposure.
 */
export async function listExposure(
  act: Act,
  question: ExposureQuestion,
): Promise<Page<ExposureItem> & { until: IsoDate }> {
  const now = act.clock();
  const today = dateInTokyo(now);
  const until = question.until ?? addDays(today, DAYS_AHEAD);
  if (until < today) refuseFaults([PAST_UNTIL]);
  return await look(act, async (tx) => {
    const asked = { ...question, scope: scopeOf(act.caller) };
    const holderOf = holders(tx);
    const judge = judging(tx, act, now, until, holderOf);
    const isDoubted = doubting(tx, holderOf);
    // Those whose release waits for a signature to be given again. Before it is accepted every order is judged by itself.
    const doubtedOf = async (orders: readonly OpenOrder[], operations: Awaited<ReturnType<typeof operationsOf>>) => {
      const before = orders.filter((o) => actAhead(o, operations.get(o.id) ?? [])?.action === 'release');
      const doubted = new Set<string>();
      const ids = before.map((o) => o.id);
      for (const signature of await signaturesOf(tx, ids))
        if (await isDoubted(signature)) doubted.add(signature.workOrderId);
      return doubted;
    };
    const found: { order: OpenOrder; target: IsoDate | null; exposure: Exposure }[] = [];
    let place = question.cursor ? placeIn(question.cursor) : null;
    for (;;) {
      const orders = await openOrders(tx, asked, place, BATCH);
      const ids = orders.map((o) => o.id);
      const operations = await operationsOf(tx, ids);
      const targets = await lastTargets(tx, ids);
      const doubted = await doubtedOf(orders, operations);
      // Asked of the next act of those only that are about to come in.
      const comingIn = orders.filter((o) => o.status === 'authorized');
      const families = await familyStays(tx, [...new Set(comingIn.map((o) => o.rootId))]);
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
    return { items: await toldTo(tx, act, items), next, until };
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

type Registers = Pick<Facts, 'facility' | 'certifications' | 'capabilities' | 'closures' | 'instruments'> & {
  signers: Holder[];
};

/**
 * A judge of orders that asks once for all orders that stand alike: same status, plant, platform, work and authorization. What is read of
 * a plant is read once.
 */
function judging(tx: Tx, act: Act, now: Instant, until: IsoDate, holderOf: ReturnType<typeof holders>) {
  const today = dateInTokyo(now);
  const plants = new Map<string, Registers>();
  const known = new Map<string, Exposure[]>();
  let people: Awaited<ReturnType<typeof inspectors>> | null = null;
  let equivalences: Facts['equivalences'] | null = null;

  async function plantOf(facilityId: string): Promise<Registers> {
    const found = plants.get(facilityId);
    if (found) return found;
    people ??= await inspectors(tx);
    const signers: Holder[] = [];
    for (const person of people.filter((p) => p.facilityIds.includes(facilityId)))
      signers.push(await holderOf(person.id));
    const registers: Registers = {
      facility: await there(findRecord(tx, 'facility', facilityId)),
      certifications: await certificationsOf(tx, facilityId),
      capabilities: await capabilitiesOf(tx, facilityId),
      closures: await closuresOf(tx, facilityId),
      instruments: await instrumentsOf(tx, facilityId),
      signers,
    };
    plants.set(facilityId, registers);
    return registers;
  }

  async function factsOf(order: OpenOrder, facilityStays: FamilyStay[]): Promise<{ facts: Facts; signers: Holder[] }> {
    const { file } = await there(findWorkOrderFile(tx, order.id));
    const { signers, ...plant } = await plantOf(order.facilityId);
    equivalences ??= await allEquivalences(tx);
    const authorization =
      order.authorizationId === null ? null : await there(findRecord(tx, 'authorization', order.authorizationId));
    const documents = file.operations.filter((o) => o.status === 'open').flatMap((o) => o.technicalData);
    const facts: Facts = {
      ...plant,
      report: act.report,
      at: now,
      on: today,
      now,
      file,
      caller: act.caller.person,
      callerQualifications: [],
      platform: await there(findRecord(tx, 'platform', order.platformId)),
      equipment: await there(findRecord(tx, 'equipment', order.equipmentId)),
      equivalences,
      authorization: authorization && { ...authorization, valueUsed: null },
      facilityStays,
      // None of the guards that are foreseen looks at these.
      authorizationUse: [],
      equipmentStays: [],
      holidayLists: [],
      suborders: [],
      family: { performers: new Set(), signers: new Set(), acceptors: new Set() },
      signers: await signersOf(file, holderOf),
      technician: null,
      technicianQualifications: [],
      technicalData: await technicalDataOf(
        tx,
        documents.map((d) => d.document),
      ),
      operation: null,
      inspection: null,
      given: { asked: !['draft', 'submitted'].includes(order.status) },
      chainFault: undefined,
      settings: { foreignYardRule: act.settings.foreignYardRule },
    };
    return { facts, signers };
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
      const { facts, signers } = await factsOf(order, family);
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

function workOf({ activity, technicalData }: Operation): string {
  return JSON.stringify([activity, technicalData]);
}

function isOfAuthority({ person }: Holder): boolean {
  return person.organization.kind === 'accepting_authority';
}

/** The kinds of records that decisions rely on, and that can turn out to have been wrong. */
export const RELIED_ON = [
  'certification',
  'equivalence',
  'authorization',
  'capability',
  'instrument',
  'technical_data',
  'qualification',
  'person',
] as const;
export type ReliedOn = (typeof RELIED_ON)[number];

export const reliedOnItem = z.strictObject({
  workOrderId: id,
  number: z.string(),
  status: z.enum(STATUSES),
  facilityId: id,
  platformId: id,
  sequence: z.int().meta({ description: 'The event of the order.' }),
  act: z.enum(EVENT_TYPES),
  guard: z.string().meta({ description: 'The guard that looked at the record; `measured_with`: a result names it.' }),
  recordRevision: z.int().meta({ description: 'The version of the record that was looked at.' }),
  occurredAt: instant,
  recordedAt: instant,
  actorId: id,
  operationId: id.nullable().meta({ description: 'The operation that was logged as done.' }),
  inspectionId: id.nullable().meta({ description: 'The inspection that was measured or signed.' }),
  measurements: z
    .array(
      z.strictObject({
        inspectionId: id,
        kind: z.enum(INSPECTION_KINDS),
        decision: z.enum(DECISIONS).nullable(),
        characteristic: z.int(),
        value: decimal.nullable(),
        conforms: z.boolean().nullable(),
        measuredBy: id,
        measuredAt: instant,
      }),
    )
    .meta({ description: 'For an instrument: the results it stands behind.' }),
});
export type ReliedOnItem = z.infer<typeof reliedOnItem>;

export interface ReliedOnQuestion {
  record: ReliedOn;
  id: string;
  /** The window `[from, to)`, dates in Asia/Tokyo: when it was relied on; for an instrument, when it measured. */
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * What relied on a record: the decisions on orders the caller sees that are open, released or closed, by order and event. Raises
 * request.invalid for a record that is not there or not the caller's to see, a reversed window and a foreign cursor.
 * Source: lifecycle.md, Exposure, and rule 7.
 */
export async function listReliedOn(act: Act, question: ReliedOnQuestion): Promise<Page<ReliedOnItem>> {
  const { record, limit } = question;
  const from = question.from === undefined ? null : startOfDateInTokyo(question.from);
  const to = question.to === undefined ? null : startOfDateInTokyo(question.to);
  requireWindow(from, to);
  let after: ReliancePlace | null = question.cursor
    ? readPlace('relied-on', question.cursor, ['string', 'number', 'string'])
    : null;
  return await look(act, async (tx) => {
    await requireRecord(tx, act, question);
    // An instrument is asked about by when it measured, which a decision made later does not say.
    const isInstrument = record === 'instrument';
    const decided = isInstrument ? { from: null, to: null } : { from, to };
    const asked = { record, recordId: question.id, ...decided, scope: scopeOf(act.caller) };
    const items: ReliedOnItem[] = [];
    for (;;) {
      const rows = await reliancesOn(tx, asked, after, limit + 1);
      const told = rows.map(itemOf);
      const measured = isInstrument ? await withMeasurements(tx, told, question.id, from, to) : told;
      items.push(...measured);
      const last = rows.at(-1);
      if (items.length > limit || rows.length <= limit || !last) break;
      after = [last.workOrderId, last.sequence, last.guard];
    }
    const page = items.slice(0, limit);
    const last = page.at(-1);
    const next =
      items.length > limit && last ? writePlace('relied-on', [last.workOrderId, last.sequence, last.guard]) : null;
    return { items: page, next };
  });
}

function requireWindow(from: Instant | null, to: Instant | null): void {
  if (from === null || to === null || from < to) return;
  const message = { en: 'The window ends before it begins.', ja: '期間の終わりが始まり以前です。' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/to', code: 'window.empty', message }] });
}

// Nothing relied on what is not there: that answer would reassure, and be wrong for a mistyped id.
async function requireRecord(tx: Tx, act: Act, { record, id }: ReliedOnQuestion): Promise<void> {
  if (await isVisible(tx, act.caller, { record, id })) return;
  const message = { en: 'There is no such record.', ja: '該当する記録がありません。' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/id', code: 'reference.unknown', message }] });
}

function itemOf({ canonical, type, ...row }: RelianceRow): ReliedOnItem {
  const { data } = JSON.parse(canonical) as { data: { operationId?: string; inspectionId?: string } };
  return {
    workOrderId: row.workOrderId,
    number: row.number,
    status: row.status,
    facilityId: row.facilityId,
    platformId: row.platformId,
    sequence: row.sequence,
    act: type as ReliedOnItem['act'],
    guard: row.guard,
    recordRevision: row.recordRevision,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    actorId: row.actorId,
    operationId: data.operationId ?? null,
    inspectionId: data.inspectionId ?? null,
    measurements: [],
  };
}

// A decision stands on what the instrument measured in the window; one about an inspection on that alone. A result that was replaced is
// no longer relied on.
async function withMeasurements(
  tx: Tx,
  items: readonly ReliedOnItem[],
  instrumentId: string,
  from: Instant | null,
  to: Instant | null,
): Promise<ReliedOnItem[]> {
  const inspections = await inspectionsOf(tx, [...new Set(items.map((item) => item.workOrderId))]);
  return items.flatMap((item) => {
    const measurements = inspections
      .filter((i) => i.workOrderId === item.workOrderId && (item.inspectionId ?? i.id) === i.id)
      .flatMap(({ id, kind, decision, results }) =>
        results
          .filter((r) => r.instrumentId === instrumentId)
          .filter((r) => (from === null || r.measuredAt >= from) && (to === null || r.measuredAt < to))
          .map(({ instrumentId: _, ...r }) => ({ inspectionId: id, kind, decision, ...r })),
      );
    return measurements.length > 0 ? [{ ...item, measurements }] : [];
  });
}
