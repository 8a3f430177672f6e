// The tables of what is done on an order: operations, inspections, nonconformances, and what was written about them.
import { sql } from 'drizzle-orm';
import { LANGUAGES } from '../../domain/evidence/signature.ts';
import { CATEGORIES } from '../../domain/metrics/turnaround.ts';
import { ACTIVITIES } from '../../domain/orders/codes.ts';
import type { Text } from '../../domain/values.ts';
import { CORRECTION_STATUSES, SIDES } from '../../domain/workshop/correction.ts';
import { DECISIONS, INSPECTION_KINDS } from '../../domain/workshop/inspection.ts';
import { MEDIA_TYPE_NAMES } from '../../domain/workshop/media-type.ts';
import { DISPOSITIONS, NONCONFORMANCE_STATUSES, SEVERITIES } from '../../domain/workshop/nonconformance.ts';
import { OPERATION_STATUSES } from '../../domain/workshop/operation.ts';
import { TRANSLATION_STATUSES, type TranslationSubject } from '../../domain/workshop/translation.ts';
import { type ColumnKit, isOneOf } from '../columns.ts';
import { type OrderTables, ofOrder } from '../orders/tables.ts';

export function workshopTables(kit: ColumnKit, orders: OrderTables) {
  const operations = kit.table(
    'operations',
    {
      ...ofOrder(kit, orders),
      sequence: kit.integer().notNull(),
      title: kit.json<Text>().notNull(),
      activity: kit.oneOf(ACTIVITIES).notNull(),
      overAndAbove: kit.boolean().notNull(),
      approvedBy: kit.text(),
      approvedAt: kit.instant(),
      reworks: kit.text(),
      technicalData: kit.json<{ document: string; revision: string }[]>().notNull(),
      requires: kit.text(),
      holdPoint: kit.boolean().notNull(),
      holdPointWaiver: kit.json<{ reason: Text; waivedBy: string; waivedAt: string }>(),
      status: kit.oneOf(OPERATION_STATUSES).notNull(),
      performedBy: kit.text(),
      performedAt: kit.instant(),
      doneSequence: kit.integer(),
      notApplicable: kit.json<{ reason: Text; decidedBy: string; decidedAt: string }>(),
      lateReason: kit.json<Text>(),
      createdBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.uniqueIndex('operations_sequence').on(t.workOrderId, t.sequence),
      kit.check('operations_status_known', isOneOf('status', OPERATION_STATUSES)),
      kit.check('operations_activity_known', isOneOf('activity', ACTIVITIES)),
    ],
  );

  const laborEntries = kit.table(
    'labor_entries',
    {
      ...ofOrder(kit, orders),
      operationId: kit
        .text()
        .notNull()
        .references(() => operations.id),
      personId: kit.text().notNull(),
      hours: kit.json<number>().notNull(),
      on: kit.date().notNull(),
      enteredBy: kit.text().notNull(),
      correctedBy: kit.text(),
      correctors: kit.json<string[]>(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [kit.index('labor_entries_order').on(t.workOrderId)],
  );

  const inspections = kit.table(
    'inspections',
    {
      ...ofOrder(kit, orders),
      kind: kit.oneOf(INSPECTION_KINDS).notNull(),
      operationId: kit.text(),
      characteristics: kit
        .json<
          {
            name: Text;
            method: string;
            unit: string | null;
            lower: string | null;
            upper: string | null;
            standard: string | null;
          }[]
        >()
        .notNull(),
      results: kit
        .json<
          {
            characteristic: number;
            value: string | null;
            conforms: boolean | null;
            instrumentId: string | null;
            measuredBy: string;
            measuredAt: string;
          }[]
        >()
        .notNull(),
      decision: kit.oneOf(DECISIONS),
      signatureId: kit.text(),
      signedBy: kit.text(),
      signedAt: kit.instant(),
      signedSequence: kit.integer(),
      supersededBy: kit.text(),
      createdBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('inspections_order').on(t.workOrderId),
      kit.check('inspections_kind_known', isOneOf('kind', INSPECTION_KINDS)),
      kit.check('inspections_decision_known', isOneOf('decision', DECISIONS)),
    ],
  );

  const nonconformances = kit.table(
    'nonconformances',
    {
      ...ofOrder(kit, orders),
      severity: kit.oneOf(SEVERITIES).notNull(),
      description: kit.json<Text>().notNull(),
      inspectionId: kit.text(),
      characteristic: kit.integer(),
      pqdr: kit.text(),
      raisedBy: kit.text().notNull(),
      raisedAt: kit.instant().notNull(),
      raisedSequence: kit.integer().notNull(),
      disposition: kit.oneOf(DISPOSITIONS),
      dispositionReason: kit.json<Text>(),
      dispositionedBy: kit.text(),
      dispositionedAt: kit.instant(),
      approvedBy: kit.text(),
      approvedAt: kit.instant(),
      operationId: kit.text(),
      status: kit.oneOf(NONCONFORMANCE_STATUSES).notNull(),
      closedBy: kit.text(),
      closedAt: kit.instant(),
    },
    (t) => [
      kit.index('nonconformances_order').on(t.workOrderId),
      kit.check('nonconformances_status_known', isOneOf('status', NONCONFORMANCE_STATUSES)),
      kit.check('nonconformances_severity_known', isOneOf('severity', SEVERITIES)),
      kit.check('nonconformances_disposition_known', isOneOf('disposition', DISPOSITIONS)),
    ],
  );

  const corrections = kit.table(
    'corrections',
    {
      ...ofOrder(kit, orders),
      segmentId: kit.text().notNull(),
      n: kit.integer().notNull(),
      from: kit.instant(),
      to: kit.instant(),
      category: kit.oneOf(CATEGORIES),
      reason: kit.json<Text>().notNull(),
      side: kit.oneOf(SIDES).notNull(),
      proposedBy: kit.text().notNull(),
      proposedAt: kit.instant().notNull(),
      status: kit.oneOf(CORRECTION_STATUSES).notNull(),
      decidedBy: kit.text(),
      decidedAt: kit.instant(),
    },
    (t) => [
      kit.index('corrections_order').on(t.workOrderId),
      kit.index('corrections_proposed').on(t.workOrderId).where(sql.raw("status = 'proposed'")),
      kit.index('corrections_decided').on(t.decidedAt),
      kit.check('corrections_status_known', isOneOf('status', CORRECTION_STATUSES)),
      kit.check('corrections_side_known', isOneOf('side', SIDES)),
      kit.check('corrections_category_known', isOneOf('category', CATEGORIES)),
    ],
  );

  const translations = kit.table(
    'translations',
    {
      ...ofOrder(kit, orders),
      subject: kit.json<TranslationSubject>().notNull(),
      language: kit.oneOf(LANGUAGES).notNull(),
      text: kit.text().notNull(),
      status: kit.oneOf(TRANSLATION_STATUSES).notNull(),
      original: kit.json<Text>().notNull(),
      author: kit.text().notNull(),
      at: kit.instant().notNull(),
    },
    (t) => [
      kit.index('translations_order').on(t.workOrderId),
      kit.check('translations_language_known', isOneOf('language', LANGUAGES)),
      kit.check('translations_status_known', isOneOf('status', TRANSLATION_STATUSES)),
    ],
  );

  // The bytes are kept beside the database, under their hash.
  const attachments = kit.table(
    'attachments',
    {
      ...ofOrder(kit, orders),
      fileName: kit.text().notNull(),
      mediaType: kit.oneOf(MEDIA_TYPE_NAMES).notNull(),
      bytes: kit.bigint().notNull(),
      sha256: kit.text().notNull(),
      description: kit.json<Text>(),
      operationId: kit.text(),
      inspectionId: kit.text(),
      nonconformanceId: kit.text(),
      addedBy: kit.text().notNull(),
      addedAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('attachments_order').on(t.workOrderId),
      kit.index('attachments_sha256').on(t.sha256),
      kit.check('attachments_media_type_known', isOneOf('media_type', MEDIA_TYPE_NAMES)),
    ],
  );

  return { operations, laborEntries, inspections, nonconformances, corrections, translations, attachments };
}
