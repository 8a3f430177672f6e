// Attachments by their hashes: which contents the records refer to, and all of them for a verification.
import { asc, gt } from 'drizzle-orm';
import type { Attachment } from '../../domain/workshop/attachment.ts';
import type { Tx } from '../database.ts';
import { isOneOf, rowsUnder } from '../engine/conditions.ts';

/** Those of some hashes that an attachment refers to; a statement's worth of them at most. */
export async function referredAttachments(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const { attachments } = tx.tables;
  const rows = await rowsUnder(
    tx,
    'attachments:referred',
    [isOneOf(attachments.sha256, hashes)],
    {},
    (db, { attachments: t }, where) => db.selectDistinct({ sha256: t.sha256 }).from(t).where(where),
  );
  return new Set(rows.map((row) => row.sha256));
}

const PAGE = 500;

/** The next attachments after one, in the order of ids; empty at the end. */
export async function attachmentsAfter(tx: Tx, id: string): Promise<Attachment[]> {
  const { attachments: t } = tx.tables;
  return await tx.db.select().from(t).where(gt(t.id, id)).orderBy(asc(t.id)).limit(PAGE);
}
