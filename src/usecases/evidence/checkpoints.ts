// Checkpoints: the log takes what happened since, its root is signed, and anyone can have it proved what is in it and that it only grew.
import {
  CHECKPOINT_TYPE,
  type Checkpoint,
  checkpointRecord,
  checkpointText,
  logEntry,
  sha256Hex,
} from '../../domain/evidence/checkpoint.ts';
import { sha256 } from '../../domain/evidence/evidence.ts';
import { kidOf } from '../../domain/evidence/jws.ts';
import { consistencyRanges, inclusionRanges } from '../../domain/evidence/merkle.ts';
import { notFound, Problem } from '../../domain/problem.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import {
  findCheckpoint,
  findCheckpointOf,
  findEntry,
  insertCheckpoint,
  lastCheckpoint,
  listCheckpointRows,
  logSize,
  rangeRoot,
  treeOf,
} from '../../storage/evidence/log.ts';
import { nounOfChain } from '../../storage/evidence/verification.ts';
import { type Act, change, hasRole, look, type Outcome, requireRole, type Services } from '../act.ts';
import { isVisible } from '../orders/withheld.ts';
import { takeIntoLog } from './log.ts';

export { checkpointRecord, logEntry, sha256Hex };

// One at a time over all nodes: each names the one before.
const MAKING = 'checkpoint';

/** Makes a checkpoint of everything that is durable, unless one is being made: the hourly one. */
export async function makeHourlyCheckpoint(services: Services): Promise<void> {
  await services.database.exclusively(MAKING, async () => {
    await takeIntoLog(services);
    await services.database.write((tx) => sign(tx, services, services.clock()));
  });
}

/** Makes a checkpoint now. Raises access.role_denied, checkpoint.in_progress. */
export async function makeCheckpoint(act: Act): Promise<Outcome<Checkpoint>> {
  requireRole(act, 'administrator', 'program_office');
  let outcome: Outcome<Checkpoint> | null = null;
  await act.database.exclusively(MAKING, async () => {
    await takeIntoLog(act);
    outcome = await change(act, (tx, now) => sign(tx, act, now));
  });
  if (outcome === null) throw new Problem('checkpoint.in_progress');
  return outcome;
}

async function sign(tx: Tx, { keys }: Pick<Services, 'keys'>, issuedAt: Instant): Promise<Checkpoint> {
  const size = await logSize(tx);
  const rootSha256 = (await treeOf(tx, size)).root();
  const { content, text } = checkpointText({ size, rootSha256, issuedAt }, await lastCheckpoint(tx));
  const jws = keys.sign(text, CHECKPOINT_TYPE);
  const { n, previousSha256 } = content;
  const kid = kidOf(jws) ?? '';
  const made = { n, size, rootSha256, previousSha256, issuedAt, content: text, sha256: sha256(text), kid, jws };
  await insertCheckpoint(tx, made);
  return made;
}

/** A page of the checkpoints. Raises request.invalid. */
export async function listCheckpoints(act: Act, request: PageRequest): Promise<Page<Checkpoint>> {
  return await look(act, (tx) => listCheckpointRows(tx, request));
}

/** The checkpoint of that number. Raises resource.not_found. */
export async function getCheckpoint(act: Act, n: number): Promise<Checkpoint> {
  const found = await look(act, (tx) => findCheckpoint(tx, n));
  if (!found) throw notFound();
  return found;
}

/** A proof that an event is in the log, at its place, under the root of a size. */
export interface InclusionProof {
  entry: { kind: 'order' | 'register'; recordId: string; sequence: number; sha256: string };
  position: number;
  leafSha256: string;
  size: number;
  rootSha256: string;
  path: string[];
  /** The number of the first checkpoint about that size; null: none is. */
  checkpoint: number | null;
}

/**
 * Proves that an event is among the first `size` entries of the log, those of the last checkpoint unless given. Raises resource.not_found for
 * what the caller may not see or is no event, proof.not_covered.
 */
export async function proveInclusion(
  act: Act,
  { recordId, sequence, size }: { recordId: string; sequence: number; size?: number | undefined },
): Promise<InclusionProof> {
  return await look(act, async (tx) => {
    await requireVisible(tx, act, recordId, sequence);
    const covered = await coveredSize(tx, size);
    const found = await findEntry(tx, recordId, sequence);
    if (!found || found.position >= covered) throw new Problem('proof.not_covered', { size: covered });
    const { position, leafSha256, ...entry } = found;
    const path: string[] = [];
    for (const range of inclusionRanges(position, covered)) path.push(await rangeRoot(tx, range));
    const rootSha256 = await rangeRoot(tx, { start: 0, end: covered });
    const checkpoint = (await findCheckpointOf(tx, covered))?.n ?? null;
    return { entry, position, leafSha256, size: covered, rootSha256, path, checkpoint };
  });
}

/** A proof that the log of `to` entries begins with the `from` entries that it had once. */
export interface ConsistencyProof {
  from: number;
  fromRootSha256: string;
  to: number;
  toRootSha256: string;
  path: string[];
}

/** Proves that the log only grew between two sizes, `to` being that of the last checkpoint unless given. Raises proof.not_covered. */
export async function proveConsistency(
  act: Act,
  { from, to }: { from: number; to?: number | undefined },
): Promise<ConsistencyProof> {
  return await look(act, async (tx) => {
    const covered = await coveredSize(tx, to);
    if (from > covered) throw new Problem('proof.not_covered', { size: covered });
    const path: string[] = [];
    for (const range of consistencyRanges(from, covered)) path.push(await rangeRoot(tx, range));
    const fromRootSha256 = await rangeRoot(tx, { start: 0, end: from });
    const toRootSha256 = await rangeRoot(tx, { start: 0, end: covered });
    return { from, fromRootSha256, to: covered, toRootSha256, path };
  });
}

async function coveredSize(tx: Tx, asked: number | undefined): Promise<number> {
  const size = asked ?? (await lastCheckpoint(tx))?.size ?? 0;
  if (size > (await logSize(tx))) throw new Problem('proof.not_covered', { size });
  return size;
}

// That an event is there says something of its record: who may not see the one is not told of the other.
async function requireVisible(tx: Tx, { caller }: Act, recordId: string, sequence: number): Promise<void> {
  const noun = await nounOfChain(tx, recordId, sequence);
  if (noun === null) throw notFound();
  if (!hasRole(caller, 'administrator') && !(await isVisible(tx, caller, { record: noun, id: recordId })))
    throw notFound(true);
}
