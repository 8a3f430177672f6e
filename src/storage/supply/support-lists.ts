// Support lists in storage: the versions of a series, and the signatures of both sides.
import { and, asc, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import type { ListSignature } from '../../domain/supply/support-list.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { insertRow, updateRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

type ListRow = Tables['supportLists']['$inferSelect'];

/** How many lists a series has had. */
export async function versionsIn(tx: Tx, series: string): Promise<number> {
  const last = tx.prepared('support-lists:last', (db, { supportLists: t }, key) =>
    db
      .select({ version: t.version })
      .from(t)
      .where(eq(t.series, sql.placeholder('series')))
      .orderBy(desc(t.version))
      .limit(1)
      .prepare(key),
  );
  return (await last.execute({ series }))[0]?.version ?? 0;
}

/** The list of a series that is agreed now, or null. */
export async function findAgreedList(tx: Tx, series: string): Promise<ListRow | null> {
  const find = tx.prepared('support-lists:agreed', (db, { supportLists: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.series, sql.placeholder('series')), eq(t.status, 'agreed')))
      .limit(1)
      .prepare(key),
  );
  return (await find.execute({ series }))[0] ?? null;
}

/** The last version of a series before one that both sides signed at some time, or null. */
export async function findAgreedBefore(tx: Tx, series: string, version: number): Promise<ListRow | null> {
  const find = tx.prepared('support-lists:agreed-before', (db, { supportLists: t }, key) =>
    db
      .select()
      .from(t)
      .where(
        and(
          eq(t.series, sql.placeholder('series')),
          lt(t.version, sql.placeholder('version')),
          ne(t.status, 'draft'),
          ne(t.status, 'proposed'),
        ),
      )
      .orderBy(desc(t.version))
      .limit(1)
      .prepare(key),
  );
  return (await find.execute({ series, version }))[0] ?? null;
}

/** Every signature on a list, the first given first. */
export async function listSignaturesOf(tx: Tx, supportListId: string): Promise<ListSignature[]> {
  const list = tx.prepared('support-list-signatures:of-list', (db, { supportListSignatures: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.supportListId, sql.placeholder('supportListId')))
      .orderBy(asc(t.signedAt), asc(t.id))
      .prepare(key),
  );
  return await list.execute({ supportListId });
}

/** A list that is proposed, with the signatures on it but for their texts. */
export interface ProposedList {
  id: string;
  number: string;
  platformIds: string[];
  proposedAt: Instant | null;
  signatures: Pick<ListSignature, 'side' | 'signer' | 'supersededAt'>[];
}

/** Every list that is proposed, by id. */
export async function proposedLists(tx: Tx): Promise<ProposedList[]> {
  const list = tx.prepared('support-lists:proposed', (db, { supportLists: l, supportListSignatures: s }, key) =>
    db
      .select({
        id: l.id,
        number: l.number,
        platformIds: l.platformIds,
        proposedAt: l.proposedAt,
        signature: { side: s.side, signer: s.signer, supersededAt: s.supersededAt },
      })
      .from(l)
      .leftJoin(s, eq(s.supportListId, l.id))
      .where(eq(l.status, 'proposed'))
      .orderBy(asc(l.id), asc(s.id))
      .prepare(key),
  );
  const lists = new Map<string, ProposedList>();
  for (const { signature, ...row } of await list.execute()) {
    const known = lists.get(row.id) ?? { ...row, signatures: [] };
    lists.set(row.id, known);
    if (signature) known.signatures.push(signature);
  }
  return [...lists.values()];
}

/** Keeps a signature. */
export async function insertListSignature(tx: Tx, signature: ListSignature): Promise<void> {
  await insertRow(tx, 'supportListSignatures', signature);
}

/** Marks the signatures of a list that are in force as superseded. */
export async function supersedeListSignatures(tx: Tx, supportListId: string, at: Instant): Promise<void> {
  const inForce = tx.prepared('support-list-signatures:in-force', (db, { supportListSignatures: t }, key) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(and(eq(t.supportListId, sql.placeholder('supportListId')), isNull(t.supersededAt)))
      .prepare(key),
  );
  for (const { id } of await inForce.execute({ supportListId }))
    await updateRow(tx, 'supportListSignatures', id, { supersededAt: at });
}
