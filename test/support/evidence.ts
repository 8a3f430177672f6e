// The log of events as somebody who owns the database would bend it: rows changed past the program, and the whole log written anew.
import {
  CERTIFICATE_TYPES,
  type CertificateContent,
  type CertificateKind,
} from '../../src/domain/evidence/certificate.ts';
import { CHECKPOINT_TYPE, type Checkpoint, checkpointText, leafOf } from '../../src/domain/evidence/checkpoint.ts';
import { canonical, link, sha256 } from '../../src/domain/evidence/evidence.ts';
import { kidOf } from '../../src/domain/evidence/jws.ts';
import { GrowingTree } from '../../src/domain/evidence/merkle.ts';
import type { TestApp } from './app.ts';
import type { TestDatabase } from './database.ts';

/** The tables that a change of the record may touch. */
const EVIDENCE_TABLES = [
  'events',
  'register_events',
  'signatures',
  'certificates',
  'work_orders',
  'unlogged_events',
  'log_entries',
  'log_nodes',
  'checkpoints',
] as const;

/** Takes the rules of a database away and keeps its evidence; answers how to put both back. */
export async function keepEvidence(place: TestDatabase): Promise<() => Promise<void>> {
  const restore = await place.withoutTriggers();
  for (const table of EVIDENCE_TABLES) await place.raw(`create table kept_${table} as select * from ${table}`);
  return async () => {
    for (const table of [...EVIDENCE_TABLES].filter((name) => name !== 'work_orders')) {
      await place.raw(`delete from ${table}`);
      await place.raw(`insert into ${table} select * from kept_${table}`);
    }
    await place.raw(
      'update work_orders set head_sha256 = (select head_sha256 from kept_work_orders k where k.id = work_orders.id)',
    );
    for (const table of EVIDENCE_TABLES) await place.raw(`drop table kept_${table}`);
    await restore();
  };
}

type Event = { sequence: number; previousSha256: string | null; data: Record<string, unknown> };

/** Rewrites the history of an order from one event on, with hashes and the head that fit; the order of things in it stays. */
export async function rewriteOrder(place: TestDatabase, id: string, from: number, edit: (event: Event) => void) {
  const rows = await place.raw('select sequence, canonical from events where work_order_id = ? order by sequence', [
    id,
  ]);
  let previous: string | null = null;
  for (const row of rows) {
    const event = JSON.parse(String(row.canonical)) as Event;
    event.previousSha256 = previous;
    if (event.sequence === from) edit(event);
    const made = link(event as Parameters<typeof link>[0]);
    previous = made.sha256;
    await place.raw(
      'update events set canonical = ?, previous_sha256 = ?, sha256 = ? where work_order_id = ? and sequence = ?',
      [made.canonical, made.previousSha256, made.sha256, id, event.sequence],
    );
    await place.raw('update log_entries set sha256 = ? where record_id = ? and sequence = ?', [
      made.sha256,
      id,
      event.sequence,
    ]);
  }
  await place.raw('update work_orders set head_sha256 = ? where id = ?', [previous, id]);
}

/** Issues the certificates anew for the events as they are, signed with the real key. */
async function rewriteCertificates({ place, services }: TestApp): Promise<void> {
  const issues = await place.raw(
    'select c.*, e.sha256 as head from certificates c join events e on e.work_order_id = c.work_order_id and e.sequence = c.sequence order by c.work_order_id, c.n',
  );
  let before: string | null = null;
  for (const { id, n, kind, content, head } of issues) {
    const said = JSON.parse(String(content)) as CertificateContent;
    const text = canonical({
      ...said,
      chain: { ...said.chain, sha256: String(head) },
      supersedes: Number(n) === 1 || !said.supersedes ? null : { ...said.supersedes, sha256: before },
    });
    before = sha256(text);
    const jws = services.keys.sign(text, CERTIFICATE_TYPES[kind as CertificateKind]);
    await place.raw('update certificates set content = ?, sha256 = ?, jws = ?, kid = ? where id = ?', [
      text,
      before,
      jws,
      kidOf(jws),
      id,
    ]);
  }
}

/** Writes certificates, leaves, nodes and checkpoints anew over the events and entries as they are, signed with the real key. */
export async function rewriteLog(app: TestApp): Promise<void> {
  const { place, services } = app;
  await rewriteCertificates(app);
  const entries = await place.raw('select * from log_entries order by position');
  const checkpoints = await place.raw('select n, size, issued_at from checkpoints order by n');
  await place.raw('delete from log_nodes');
  const tree = new GrowingTree();
  let before: Checkpoint | null = null;
  const sign = async () => {
    const due = checkpoints.filter((row) => Number(row.size) === tree.size);
    for (const row of due) {
      const issuedAt = new Date(row.issued_at as string).toISOString();
      const { content, text } = checkpointText({ size: tree.size, rootSha256: tree.root(), issuedAt }, before);
      const jws = services.keys.sign(text, CHECKPOINT_TYPE);
      const { n, size, rootSha256, previousSha256 } = content;
      before = {
        n,
        size,
        rootSha256,
        previousSha256,
        issuedAt,
        content: text,
        sha256: sha256(text),
        kid: kidOf(jws) ?? '',
        jws,
      };
      await place.raw(
        'update checkpoints set root_sha256 = ?, previous_sha256 = ?, content = ?, sha256 = ?, kid = ?, jws = ? where n = ?',
        [rootSha256, previousSha256, text, before.sha256, before.kid, jws, n],
      );
    }
  };
  for (const row of entries) {
    const leaf = leafOf({
      kind: row.kind as 'order',
      recordId: String(row.record_id),
      sequence: Number(row.sequence),
      sha256: String(row.sha256),
    });
    await place.raw('update log_entries set leaf_sha256 = ? where position = ?', [leaf, Number(row.position)]);
    for (const { level, index, sha256: hash } of tree.append(leaf))
      await place.raw('insert into log_nodes (level, "index", sha256) values (?, ?, ?)', [level, index, hash]);
    await sign();
  }
}
