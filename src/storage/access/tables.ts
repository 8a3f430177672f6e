// The tables of access: keys, sessions, answers to repeated requests, allowances.
import { type ColumnKit, record } from '../columns.ts';
import type { RegisterTables } from '../registers/tables.ts';

export function accessTables(kit: ColumnKit, { people }: RegisterTables) {
  const apiKeys = kit.table(
    'api_keys',
    {
      ...record(kit),
      personId: kit
        .text()
        .notNull()
        .references(() => people.id),
      prefix: kit.text().notNull(),
      secretSha256: kit.text().notNull(),
      issuedBy: kit.text(),
      endedAt: kit.instant(),
    },
    (t) => [kit.uniqueIndex('api_keys_secret').on(t.secretSha256), kit.index('api_keys_person').on(t.personId)],
  );

  // A browser that signed in: found by the hash of its token, which is all that is stored of it.
  const sessions = kit.table(
    'sessions',
    {
      id: kit.text().primaryKey(),
      personId: kit
        .text()
        .notNull()
        .references(() => people.id),
      tokenSha256: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
      expiresAt: kit.instant().notNull(),
      endedAt: kit.instant(),
      // The key it was begun with, so that it ends with that; none: the identity provider vouched for its person.
      keyId: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('sessions_token').on(t.tokenSha256),
      kit.index('sessions_expires').on(t.expiresAt),
      kit.index('sessions_ended').on(t.endedAt),
    ],
  );

  // The first successful answer to a repeated POST, kept 24 hours.
  const idempotencyRecords = kit.table(
    'idempotency_records',
    {
      personId: kit.text().notNull(),
      path: kit.text().notNull(),
      key: kit.text().notNull(),
      fingerprint: kit.text().notNull(),
      answer: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'idempotency_records_pk', columns: [t.personId, t.path, t.key] }),
      kit.index('idempotency_records_created').on(t.createdAt),
    ],
  );

  // How much of its allowance a subject has taken in a minute, over all nodes. A subject is a hash: no address or person stands here.
  const allowances = kit.table(
    'allowances',
    {
      subject: kit.text().notNull(),
      windowStart: kit.instant().notNull(),
      used: kit.integer().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'allowances_pk', columns: [t.subject, t.windowStart] }),
      kit.index('allowances_window').on(t.windowStart),
    ],
  );

  return { apiKeys, sessions, idempotencyRecords, allowances };
}
