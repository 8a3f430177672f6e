// The tables of exchange: imports, webhooks.
import { FINDING_KINDS, IMPORT_STATES } from '../../domain/exchange/import.ts';
import { DELIVERY_STATUSES, DISABLED_REASONS, WEBHOOK_STATUSES } from '../../domain/exchange/webhook.ts';
import { EVENT_TYPES, type EventType } from '../../domain/orders/event.ts';
import type { Message, Text } from '../../domain/values.ts';
import { type ColumnKit, isOneOf, record } from '../columns.ts';

export function exchangeTables(kit: ColumnKit) {
  // Files that were read in: how far each got, and what was wrong with its rows.
  const imports = kit.table(
    'imports',
    {
      id: kit.text().primaryKey(),
      kind: kit.text().notNull(),
      format: kit.oneOf(['csv', 'ndjson']).notNull(),
      dryRun: kit.boolean().notNull(),
      state: kit.oneOf(IMPORT_STATES).notNull(),
      charset: kit.oneOf(['utf-8', 'shift_jis']),
      startedBy: kit.text().notNull(),
      startedAt: kit.instant().notNull(),
      updatedAt: kit.instant().notNull(),
      finishedAt: kit.instant(),
      rowsRead: kit.integer().notNull(),
      created: kit.integer().notNull(),
      changed: kit.integer().notNull(),
      unchanged: kit.integer().notNull(),
      refused: kit.integer().notNull(),
      // The rows read so far, so that the same file is known again.
      rowsSha256: kit.text().notNull(),
      errorCount: kit.integer().notNull().default(0),
      warningCount: kit.integer().notNull().default(0),
      fault: kit.json<{ code: string; message: Message; line: number | null }>(),
    },
    (t) => [
      kit.index('imports_started').on(t.startedAt),
      kit.check('imports_state_known', isOneOf('state', IMPORT_STATES)),
    ],
  );

  // What was wrong, or odd, with the rows of an import: `n` counts from 1 within its errors, and within its warnings.
  const importFindings = kit.table(
    'import_findings',
    {
      importId: kit.text().notNull(),
      kind: kit.oneOf(FINDING_KINDS).notNull(),
      n: kit.integer().notNull(),
      row: kit.integer().notNull(),
      line: kit.integer().notNull(),
      column: kit.text().notNull(),
      code: kit.text().notNull(),
      message: kit.json<Message>().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'import_findings_pk', columns: [t.importId, t.kind, t.n] }),
      kit.check('import_findings_kind_known', isOneOf('kind', FINDING_KINDS)),
    ],
  );

  // Where events are sent to. `place`: how much of the log has been looked at for it. Secrets stand here sealed.
  const webhooks = kit.table(
    'webhooks',
    {
      ...record(kit),
      createdBy: kit.text().notNull(),
      url: kit.text().notNull(),
      types: kit.json<EventType[]>().notNull(),
      facilityIds: kit.json<string[]>().notNull(),
      description: kit.json<Text>(),
      status: kit.oneOf(WEBHOOK_STATUSES).notNull(),
      disabledBecause: kit.oneOf(DISABLED_REASONS),
      disabledAt: kit.instant(),
      failures: kit.integer().notNull(),
      failingSince: kit.instant(),
      nextAttemptAt: kit.instant(),
      sealedSecret: kit.text().notNull(),
      previousSealedSecret: kit.text(),
      previousSecretUntil: kit.instant(),
      place: kit.bigint().notNull(),
    },
    (t) => [
      kit.index('webhooks_created_by').on(t.createdBy, t.createdAt),
      kit.check('webhooks_status_known', isOneOf('status', WEBHOOK_STATUSES)),
      kit.check('webhooks_disabled_because_known', isOneOf('disabled_because', DISABLED_REASONS)),
    ],
  );

  // What is to be sent, and what was: queued in the order of the log, kept for a while.
  const webhookDeliveries = kit.table(
    'webhook_deliveries',
    {
      id: kit.text().primaryKey(),
      webhookId: kit
        .text()
        .notNull()
        .references(() => webhooks.id),
      position: kit.bigint().notNull(),
      workOrderId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      type: kit.oneOf(EVENT_TYPES).notNull(),
      status: kit.oneOf(DELIVERY_STATUSES).notNull(),
      attempts: kit.integer().notNull(),
      // How it has failed, and until when it holds back what follows of its order.
      failures: kit.integer().notNull().default(0),
      failingSince: kit.instant(),
      nextAttemptAt: kit.instant(),
      queuedAt: kit.instant().notNull(),
      lastAttemptAt: kit.instant(),
      deliveredAt: kit.instant(),
      lastAnswer: kit.integer(),
      lastFault: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('webhook_deliveries_event').on(t.webhookId, t.position),
      kit.index('webhook_deliveries_next').on(t.webhookId, t.status, t.position),
      kit.index('webhook_deliveries_order').on(t.webhookId, t.workOrderId, t.status, t.position),
      kit.index('webhook_deliveries_failed').on(t.webhookId, t.status, t.nextAttemptAt),
      kit.index('webhook_deliveries_queued').on(t.status, t.queuedAt),
      kit.check('webhook_deliveries_status_known', isOneOf('status', DELIVERY_STATUSES)),
    ],
  );

  return { imports, importFindings, webhooks, webhookDeliveries };
}
