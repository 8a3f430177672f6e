// The tables of evidence: signatures, certificates, refused access, and the log with its checkpoints.
import { sql } from 'drizzle-orm';
import { AMENDMENT_STATUSES, type AmendedField } from '../../domain/evidence/amendment.ts';
import { CERTIFICATE_KINDS } from '../../domain/evidence/certificate.ts';
import { DENIAL_BOUNDS } from '../../domain/evidence/denial.ts';
import { LANGUAGES, SIGNED_ACTS } from '../../domain/evidence/signature.ts';
import { LOG_KINDS } from '../../domain/orders/event.ts';
import type { Message, Text } from '../../domain/values.ts';
import { type ColumnKit, isOneOf } from '../columns.ts';
import { type OrderTables, ofOrder } from '../orders/tables.ts';

export function evidenceTables(kit: ColumnKit, orders: OrderTables) {
  const signatures = kit.table(
    'signatures',
    {
      ...ofOrder(kit, orders),
      act: kit.oneOf(SIGNED_ACTS).notNull(),
      inspectionId: kit.text(),
      signer: kit.text().notNull(),
      meaning: kit.json<Message>().notNull(),
      language: kit.oneOf(LANGUAGES).notNull(),
      content: kit.text().notNull(),
      contentSha256: kit.text().notNull(),
      subjectSha256: kit.text().notNull(),
      subjectVersion: kit.integer(),
      stampNumber: kit.text(),
      pinIssuedBy: kit.text(),
      pinIssuedAt: kit.instant(),
      pinSetAt: kit.instant(),
      signedAt: kit.instant().notNull(),
      sequence: kit.integer().notNull(),
      supersededAt: kit.instant(),
    },
    (t) => [
      kit.index('signatures_order').on(t.workOrderId),
      kit.check('signatures_act_known', isOneOf('act', SIGNED_ACTS)),
      kit.check('signatures_language_known', isOneOf('language', LANGUAGES)),
    ],
  );

  const amendments = kit.table(
    'amendments',
    {
      ...ofOrder(kit, orders),
      changes: kit.json<AmendedField[]>().notNull(),
      reason: kit.json<Text>().notNull(),
      status: kit.oneOf(AMENDMENT_STATUSES).notNull(),
      proposedBy: kit.text().notNull(),
      proposedAt: kit.instant().notNull(),
      signatureId: kit.text(),
      decidedBy: kit.text(),
      decidedAt: kit.instant(),
      withdrawnReason: kit.json<Text>(),
    },
    (t) => [
      kit.index('amendments_order').on(t.workOrderId),
      // The few that wait for the accepting government.
      kit.index('amendments_proposed').on(t.workOrderId).where(sql.raw("status = 'proposed'")),
      kit.check('amendments_status_known', isOneOf('status', AMENDMENT_STATUSES)),
    ],
  );

  // Certificates as they were issued, each by the event whose head it carries; a later issue supersedes one and leaves it as it is.
  const certificates = kit.table(
    'certificates',
    {
      ...ofOrder(kit, orders),
      kind: kit.oneOf(CERTIFICATE_KINDS).notNull(),
      number: kit.text().notNull(),
      n: kit.integer().notNull(),
      // The exact text that was hashed and signed: RFC 8785 form.
      content: kit.text().notNull(),
      sha256: kit.text().notNull(),
      jws: kit.text().notNull(),
      kid: kit.text().notNull(),
      issuedAt: kit.instant().notNull(),
      sequence: kit.integer().notNull(),
      supersededBy: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('certificates_n').on(t.workOrderId, t.n),
      kit.uniqueIndex('certificates_number').on(t.number),
      kit.check('certificates_kind_known', isOneOf('kind', CERTIFICATE_KINDS)),
    ],
  );

  // Refused access, for administrators; never a part of an order's record.
  const denials = kit.table(
    'denials',
    {
      id: kit.text().primaryKey(),
      at: kit.instant().notNull(),
      personId: kit.text().notNull(),
      operationId: kit.text().notNull(),
      path: kit.text().notNull(),
      code: kit.text().notNull(),
      requestId: kit.text().notNull(),
      reached: kit.oneOf(DENIAL_BOUNDS),
    },
    (t) => [
      kit.index('denials_at').on(t.at),
      kit.index('denials_person').on(t.personId, t.at),
      kit.check('denials_reached_known', isOneOf('reached', DENIAL_BOUNDS)),
    ],
  );

  // The log that checkpoints are about: every event of orders and registers once, in the order in which the log took them.
  const logEntries = kit.table(
    'log_entries',
    {
      position: kit.bigint().primaryKey(),
      kind: kit.oneOf(LOG_KINDS).notNull(),
      recordId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      // That of the event, and that of the leaf which names it.
      sha256: kit.text().notNull(),
      leafSha256: kit.text().notNull(),
    },
    (t) => [
      kit.uniqueIndex('log_entries_event').on(t.recordId, t.sequence),
      kit.check('log_entries_kind_known', isOneOf('kind', LOG_KINDS)),
    ],
  );

  // The complete subtrees over the log, from level 1 on: the leaves stand in the entries.
  const logNodes = kit.table(
    'log_nodes',
    {
      level: kit.integer().notNull(),
      index: kit.bigint().notNull(),
      sha256: kit.text().notNull(),
    },
    (t) => [kit.primaryKey({ name: 'log_nodes_pk', columns: [t.level, t.index] })],
  );

  // Events that the log has not taken yet: put here with the event itself, by a trigger, because no order of events is that of their commits.
  const unloggedEvents = kit.table(
    'unlogged_events',
    {
      recordedAt: kit.instant().notNull(),
      recordId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      kind: kit.oneOf(LOG_KINDS).notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'unlogged_events_pk', columns: [t.recordedAt, t.recordId, t.sequence] }),
      kit.check('unlogged_events_kind_known', isOneOf('kind', LOG_KINDS)),
    ],
  );

  // What was signed about the log, hour by hour.
  const checkpoints = kit.table('checkpoints', {
    n: kit.integer().primaryKey(),
    size: kit.bigint().notNull(),
    rootSha256: kit.text().notNull(),
    previousSha256: kit.text(),
    issuedAt: kit.instant().notNull(),
    // The exact text that was signed.
    content: kit.text().notNull(),
    sha256: kit.text().notNull(),
    kid: kit.text().notNull(),
    jws: kit.text().notNull(),
  });

  return { signatures, amendments, certificates, denials, logEntries, logNodes, unloggedEvents, checkpoints };
}
