// Rows of API keys: found by the hash of the secret, which is all that is stored of it, or by their holder.
import { and, eq, getTableColumns, gt, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Person } from '../../domain/registers/person.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { isOneOf, rowsUnder } from '../engine/conditions.ts';
import type { Row } from '../engine/rows.ts';

/** The person who holds the key with that SHA-256, and the key's id, if it is in force at that instant; or null. */
export async function findKeyHolder(
  tx: Tx,
  secretSha256: string,
  at: Instant,
): Promise<{ person: Person; keyId: string } | null> {
  const find = tx.prepared('api-keys:holder', (db, { apiKeys, people }, name) =>
    db
      .select({ person: getTableColumns(people), keyId: apiKeys.id, endedAt: apiKeys.endedAt })
      .from(apiKeys)
      .innerJoin(people, eq(people.id, apiKeys.personId))
      .where(eq(apiKeys.secretSha256, sql.placeholder('secretSha256')))
      .prepare(name),
  );
  const read = async () => (await find.execute({ secretSha256 }))[0] ?? null;
  const held = await tx.kept.get(tx, `key ${secretSha256}`, read);
  if (held === null || (held.endedAt !== null && held.endedAt <= at)) return null;
  return { person: held.person, keyId: held.keyId };
}

/** Who ever issued a key to one of some people, ended keys too; the program itself is nobody. */
export async function issuersOfKeys(tx: Tx, personIds: readonly string[]): Promise<string[]> {
  const { apiKeys: k } = tx.tables;
  const conditions = [isOneOf(k.personId, personIds)];
  const rows = await rowsUnder(tx, 'api-keys:issuers', conditions, {}, (db, { apiKeys: t }, where) =>
    db
      .selectDistinct({ issuedBy: t.issuedBy })
      .from(t)
      .where(and(isNotNull(t.issuedBy), where)),
  );
  return rows.flatMap(({ issuedBy }) => (issuedBy === null ? [] : [issuedBy]));
}

/** Whether a key with one of those first characters is in force at an instant. */
export async function hasKeyBeginning(tx: Tx, prefix: string, at: Instant): Promise<boolean> {
  const { apiKeys: t } = tx.tables;
  const [key] = await tx.db
    .select({ id: t.id })
    .from(t)
    .where(and(eq(t.prefix, prefix), or(isNull(t.endedAt), gt(t.endedAt, at))))
    .limit(1);
  return key !== undefined;
}

/** The keys of a person in force at an instant. */
export async function keysInForce(tx: Tx, personId: string, at: Instant): Promise<Row<'apiKeys'>[]> {
  const { apiKeys } = tx.tables;
  const rows = await tx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.personId, personId), or(isNull(apiKeys.endedAt), gt(apiKeys.endedAt, at))));
  return rows;
}
