// The tables of work orders: where each stands, its events, its time.
import { type Column, type SQL, sql } from 'drizzle-orm';
import { ACKNOWLEDGEMENTS, CATEGORIES, PARTIES } from '../../domain/metrics/turnaround.ts';
import { ACTIVITIES, CONDITION_CODES, LEVELS } from '../../domain/orders/codes.ts';
import { EVENT_TYPES } from '../../domain/orders/event.ts';
import { HOLD_CAUSES, STANDING, STATUSES } from '../../domain/orders/status.ts';
import { FINDINGS } from '../../domain/orders/work-order.ts';
import type { Money, Text } from '../../domain/values.ts';
import { type ColumnKit, isOneOf, type Referred, record } from '../columns.ts';
import type { RegisterTables } from '../registers/tables.ts';

/** The classes of the life of an ended order, from its draft (or its earlier induction, when it was imported) to its end: at most so many days, or longer. */
export const LIFE_DAYS = [4, 16, 64, 256, 1_024] as const;

/** The class of an order's life; null: longer than the last. An index is made of it, so the words are always the same. */
export function lifeDays(kit: ColumnKit, t: { createdAt: Column; inductedAt: Column; endedAt: Column }): SQL {
  const born = kit.earlier(t.createdAt, t.inductedAt);
  const classes = LIFE_DAYS.map(
    (days) => sql`when ${kit.isWithinDays(born, t.endedAt, days)} then ${sql.raw(String(days))}`,
  );
  return sql`(case ${sql.join(classes, sql` `)} end)`;
}

export type OrderTables = ReturnType<typeof orderTables>;

export function orderTables(kit: ColumnKit, { authorizations, equipment, facilities, platforms }: RegisterTables) {
  const workOrders = kit.table(
    'work_orders',
    {
      ...record(kit),
      number: kit.text().notNull(),
      equipmentId: kit
        .text()
        .notNull()
        .references(() => equipment.id),
      platformId: kit
        .text()
        .notNull()
        .references(() => platforms.id),
      facilityId: kit
        .text()
        .notNull()
        .references(() => facilities.id),
      activity: kit.oneOf(ACTIVITIES).notNull(),
      level: kit.oneOf(LEVELS).notNull(),
      priority: kit
        .json<{ forceActivity: 'I' | 'II' | 'III' | 'IV' | 'V'; urgency: 'A' | 'B' | 'C'; designator: number }>()
        .notNull(),
      // The designator again, for the list's filter and order.
      designator: kit.integer().notNull(),
      discrepancy: kit.json<Text>().notNull(),
      codes: kit
        .json<{
          workUnit: string | null;
          malfunction: string | null;
          actionTaken: string | null;
          whenDiscovered: string | null;
        }>()
        .notNull(),
      customerJobNumber: kit.text(),
      localTransportDays: kit.json<number>(),
      parentId: kit.text(),
      stopsParent: kit.boolean().notNull(),
      rootId: kit.text().notNull(),
      familyId: kit.text().notNull(),
      follows: kit.text(),
      plannedStart: kit.date(),
      assignedTo: kit.text(),
      requiredBy: kit.date(),
      status: kit.oneOf(STATUSES).notNull(),
      statusSince: kit.instant().notNull(),
      holdCause: kit.oneOf(HOLD_CAUSES),
      stoodAt: kit.oneOf(STANDING),
      heldByProgram: kit.boolean().notNull(),
      authorizationId: kit.text().references(() => authorizations.id),
      estimatedCost: kit.json<Money>(),
      actualCost: kit.json<Money>(),
      targetDate: kit.date(),
      conditionCode: kit.oneOf(CONDITION_CODES),
      custody: kit
        .json<
          {
            direction: 'received' | 'handed_back';
            at: string;
            document: string;
            deliveredBy: string;
            receivedBy: string;
            serialNumber: string | null;
            conditionCode: (typeof CONDITION_CODES)[number] | null;
          }[]
        >()
        .notNull(),
      deliveryReceipt: kit.text(),
      finding: kit.oneOf(FINDINGS),
      surveyReference: kit.text(),
      historical: kit.boolean().notNull(),
      createdBy: kit.text().notNull(),
      submittedBy: kit.text(),
      submittedAt: kit.instant(),
      inductedAt: kit.instant(),
      startedAt: kit.instant(),
      presentedAt: kit.instant(),
      presentedSequence: kit.integer(),
      acceptedAt: kit.instant(),
      acceptedSequence: kit.integer(),
      releasedAt: kit.instant(),
      endedAt: kit.instant(),
      // Kept for the writer: the head of the chain and the last instant recorded.
      headSha256: kit.text(),
      lastRecordedAt: kit.instant().notNull(),
      // Number, serial and narratives in NFKC lower case, for ?q=.
      searchText: kit.text().notNull(),
    },
    (t) => [
      kit.uniqueIndex('work_orders_number').on(t.number),
      // Lists: by scope or status in the order they are read. Only that of the status is touched by a transition.
      kit.index('work_orders_created').on(t.createdAt),
      kit.index('work_orders_facility').on(t.facilityId, t.createdAt),
      kit.index('work_orders_platform').on(t.platformId, t.createdAt),
      kit.index('work_orders_status').on(t.status, t.createdAt),
      kit.index('work_orders_designator').on(t.designator, t.createdAt),
      // Open orders have not ended: few among many, the most urgent first; and those in the bays of a facility.
      kit.index('work_orders_ended').on(t.endedAt, t.designator),
      kit.index('work_orders_facility_ended').on(t.facilityId, t.endedAt),
      // Those that stand there now, drafts and what has not come aside: touched when one is inducted and when it ends.
      kit
        .index('work_orders_standing')
        .on(t.facilityId, t.inductedAt)
        .where(sql.raw('inducted_at is not null and ended_at is null')),
      // Orders that lived in a window: the ended ones by how long they lived, so that old windows are found as soon as new ones.
      kit.index('work_orders_life').on(lifeDays(kit, t), t.endedAt).where(sql.raw('ended_at is not null')),
      // Of one item, by their end: its stays since an instant, and the last one before.
      kit.index('work_orders_equipment').on(t.equipmentId, t.endedAt),
      // The last that were released of some work, for forecasts. Only a release touches them.
      kit
        .index('work_orders_released')
        .on(t.platformId, t.activity, t.releasedAt, t.facilityId)
        .where(sql.raw('released_at is not null')),
      kit
        .index('work_orders_released_activity')
        .on(t.activity, t.releasedAt, t.platformId, t.facilityId)
        .where(sql.raw('released_at is not null')),
      kit.index('work_orders_family').on(t.familyId),
      kit.index('work_orders_authorization').on(t.authorizationId),
      kit.index('work_orders_parent').on(t.parentId),
      kit.check('work_orders_status_known', isOneOf('status', STATUSES)),
      kit.check('work_orders_activity_known', isOneOf('activity', ACTIVITIES)),
      kit.check('work_orders_level_known', isOneOf('level', LEVELS)),
      kit.check('work_orders_hold_cause_known', isOneOf('hold_cause', HOLD_CAUSES)),
      kit.check('work_orders_stood_at_known', isOneOf('stood_at', STANDING)),
      kit.check('work_orders_condition_known', isOneOf('condition_code', CONDITION_CODES)),
      kit.check('work_orders_finding_known', isOneOf('finding', FINDINGS)),
      kit.check('work_orders_designator_range', sql.raw('designator between 1 and 15')),
    ],
  );

  const numberCounters = kit.table(
    'number_counters',
    {
      facilityId: kit.text().notNull(),
      // YYDDD in Asia/Tokyo.
      day: kit.text().notNull(),
      last: kit.integer().notNull(),
    },
    (t) => [kit.primaryKey({ name: 'number_counters_pk', columns: [t.facilityId, t.day] })],
  );

  const events = kit.table(
    'events',
    {
      workOrderId: kit
        .text()
        .notNull()
        .references(() => workOrders.id),
      sequence: kit.integer().notNull(),
      type: kit.oneOf(EVENT_TYPES).notNull(),
      occurredAt: kit.instant().notNull(),
      recordedAt: kit.instant().notNull(),
      actorId: kit.text().notNull(),
      fromStatus: kit.oneOf(STATUSES),
      toStatus: kit.oneOf(STATUSES),
      // The exact text that was hashed: RFC 8785 form of the event.
      canonical: kit.text().notNull(),
      previousSha256: kit.text(),
      sha256: kit.text().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'events_pk', columns: [t.workOrderId, t.sequence] }),
      kit.check('events_type_known', isOneOf('type', EVENT_TYPES)),
      kit.check('events_status_known', isOneOf('to_status', STATUSES)),
    ],
  );

  // What a decision relied on, at the exact version: for recalls and for certificates.
  const reliances = kit.table(
    'reliances',
    {
      workOrderId: kit
        .text()
        .notNull()
        .references(() => workOrders.id),
      sequence: kit.integer().notNull(),
      guard: kit.text().notNull(),
      record: kit.text().notNull(),
      recordId: kit.text().notNull(),
      recordRevision: kit.integer().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'reliances_pk', columns: [t.workOrderId, t.sequence, t.guard, t.recordId] }),
      kit.index('reliances_record').on(t.recordId, t.workOrderId, t.sequence),
    ],
  );

  const targets = kit.table(
    'targets',
    {
      ...ofOrder(kit, { workOrders }),
      n: kit.integer().notNull(),
      date: kit.date().notNull(),
      cause: kit.json<Text>(),
      nonconformanceId: kit.text(),
      operationId: kit.text(),
      setBy: kit.text().notNull(),
      setAt: kit.instant().notNull(),
    },
    (t) => [kit.uniqueIndex('targets_n').on(t.workOrderId, t.n)],
  );

  const segments = kit.table(
    'segments',
    {
      ...ofOrder(kit, { workOrders }),
      n: kit.integer().notNull(),
      from: kit.instant().notNull(),
      to: kit.instant(),
      category: kit.oneOf(CATEGORIES).notNull(),
      responsible: kit.oneOf(PARTIES).notNull(),
      acknowledgement: kit.oneOf(ACKNOWLEDGEMENTS),
    },
    (t) => [
      kit.uniqueIndex('segments_n').on(t.workOrderId, t.n),
      // The few that wait for the program office's word.
      kit.index('segments_unacknowledged').on(t.workOrderId).where(sql.raw("acknowledgement = 'unacknowledged'")),
      kit.check('segments_category_known', isOneOf('category', CATEGORIES)),
      kit.check('segments_responsible_known', isOneOf('responsible', PARTIES)),
      kit.check('segments_forward', sql.raw('"to" is null or "to" >= "from"')),
    ],
  );

  return { workOrders, numberCounters, events, reliances, targets, segments };
}

/** What every row carries that belongs to one order. */
export function ofOrder(kit: ColumnKit, { workOrders }: { workOrders: Referred }) {
  return {
    id: kit.text().primaryKey(),
    workOrderId: kit
      .text()
      .notNull()
      .references(() => workOrders.id),
  };
}
