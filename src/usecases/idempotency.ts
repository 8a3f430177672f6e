// Repeated requests: the first successful answer is kept 24 hours, in the same transaction as the change it answers.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/values.ts';
import { findAnswer, forgetAnswersBefore, keepAnswer } from '../storage/access/idempotency.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { Services } from './act.ts';

const KEPT_MILLISECONDS = 24 * 3_600_000;

/** The Idempotency-Key of a request: the path it was sent to and the fingerprint of its body. */
export interface IdempotentRequest {
  readonly key: string;
  readonly path: string;
  readonly fingerprint: string;
}

/** A body answered once, and what a repeat gets instead. */
export class ShownOnce<T> {
  readonly body: T;
  readonly replayBody: T;

  constructor(body: T, replayBody: T) {
    this.body = body;
    this.replayBody = replayBody;
  }
}

/** What runs now in this process, by database. */
const running = new WeakMap<Database, Set<string>>();

/** SHA-256 over the RFC 8785 form of a body, every `pin` in it left out: a pin must not be recoverable from a fast hash. */
export function fingerprintOf(body: unknown): string {
  return createHash('sha256')
    .update(canonicalize(withoutPins(body)) ?? '')
    .digest('hex');
}

/** An act whose body is bytes: they stand in its fingerprint by their SHA-256. */
export function repeatable<A extends { readonly idempotency?: IdempotentRequest | undefined }>(
  act: A,
  sha256: string,
): A {
  const { idempotency } = act;
  if (!idempotency) return act;
  const fingerprint = fingerprintOf({ said: idempotency.fingerprint, sha256 });
  return { ...act, idempotency: { ...idempotency, fingerprint } };
}

function withoutPins(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPins);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== 'pin' && member !== undefined)
      .map(([name, member]) => [name, withoutPins(member)]),
  );
}

/** Whether a request has been answered already, so that it will be answered the same again or refused for its other body. */
export async function isAnswered(tx: Tx, personId: string, request: IdempotentRequest, now: Instant): Promise<boolean> {
  return (await answerInForce(tx, personId, request, now)) !== null;
}

async function answerInForce(tx: Tx, personId: string, { path, key }: IdempotentRequest, now: Instant) {
  const first = await findAnswer(tx, personId, path, key);
  return first && first.createdAt > oldestAt(now) ? first : null;
}

function oldestAt(now: Instant): Instant {
  return new Date(Date.parse(now) - KEPT_MILLISECONDS).toISOString();
}

/**
 * Runs `work` in a transaction unless the same person sent the same key to the same path with the same body within 24 hours:
 * then answers what the first got. Raises idempotency.key_reused (another body) and idempotency.in_progress.
 */
export async function answerOnce<T>(
  services: { database: Database; clock(): Instant },
  personId: string,
  request: IdempotentRequest,
  work: (tx: Tx, now: Instant) => Promise<T | ShownOnce<T>>,
): Promise<{ body: T; replayed: boolean }> {
  const current = runningIn(services.database);
  const name = `${personId} ${request.path} ${request.key}`;
  if (current.has(name)) throw new Problem('idempotency.in_progress');
  current.add(name);
  try {
    return await services.database.write(async (tx) => {
      const now = services.clock();
      const oldest = oldestAt(now);
      const first = await findAnswer(tx, personId, request.path, request.key);
      if (first && first.createdAt > oldest) {
        if (first.fingerprint !== request.fingerprint) throw new Problem('idempotency.key_reused');
        return { body: JSON.parse(first.answer) as T, replayed: true };
      }
      if (first) await forgetAnswersBefore(tx, oldest);
      const done = await work(tx, now);
      const [body, replayBody] = done instanceof ShownOnce ? [done.body, done.replayBody] : [done, done];
      await keepAnswer(tx, {
        personId,
        path: request.path,
        key: request.key,
        fingerprint: request.fingerprint,
        answer: JSON.stringify(replayBody ?? null),
        createdAt: now,
      });
      return { body, replayed: false };
    });
  } finally {
    current.delete(name);
  }
}

function runningIn(database: Database): Set<string> {
  const known = running.get(database);
  if (known) return known;
  const made = new Set<string>();
  running.set(database, made);
  return made;
}

/** Deletes the answers that no repeat gets any more. */
export async function forgetAnswers({ database, clock }: Pick<Services, 'database' | 'clock'>): Promise<void> {
  await database.write((tx) => forgetAnswersBefore(tx, oldestAt(clock())));
}
