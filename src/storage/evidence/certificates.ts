// Certificates in storage: every issue of an order, and what a new one is made of beside the order's own file.
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Certificate } from '../../domain/evidence/certificate.ts';
import type { ReliedOn } from '../../domain/evidence/certificate-sources.ts';
import type { Tx } from '../database.ts';
import { insertRow, updateRow } from '../engine/rows.ts';

/** Every issue for an order, the first one first. */
export async function certificatesOf(tx: Tx, workOrderId: string): Promise<Certificate[]> {
  const list = tx.prepared('certificates:of-order', (db, { certificates: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(t.n))
      .prepare(key),
  );
  return await list.execute({ workOrderId });
}

/** The last issue for an order, or null. */
export async function lastCertificate(tx: Tx, workOrderId: string): Promise<Certificate | null> {
  const last = tx.prepared('certificates:last', (db, { certificates: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(desc(t.n))
      .limit(1)
      .prepare(key),
  );
  return (await last.execute({ workOrderId }))[0] ?? null;
}

/** Keeps an issue, which supersedes the one before. */
export async function insertCertificate(tx: Tx, certificate: Certificate, superseded: string | null): Promise<void> {
  await insertRow(tx, 'certificates', certificate);
  if (superseded !== null) await updateRow(tx, 'certificates', superseded, { supersededBy: certificate.id });
}

/** What the decisions on an order relied on, by event, each at the version they saw, with the hash of that version. */
export async function reliancesOf(tx: Tx, workOrderId: string): Promise<ReliedOn[]> {
  const list = tx.prepared('reliances:of-order', (db, { reliances: r, registerEvents: v }, key) =>
    db
      .select({
        sequence: r.sequence,
        guard: r.guard,
        record: r.record,
        recordId: r.recordId,
        recordRevision: r.recordRevision,
        sha256: v.sha256,
        canonical: v.canonical,
      })
      .from(r)
      .leftJoin(v, and(eq(v.recordId, r.recordId), eq(v.sequence, r.recordRevision)))
      .where(eq(r.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(r.sequence), asc(r.guard), asc(r.recordId))
      .prepare(key),
  );
  const rows = await list.execute({ workOrderId });
  return rows.map(({ canonical, ...relied }) => ({
    ...relied,
    data: canonical === null ? null : (JSON.parse(canonical) as { data: unknown }).data,
  }));
}
