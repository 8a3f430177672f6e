// What every use case is given (services, caller) and the two verbs it uses: change and look.

import type { PublishedKey } from '../domain/evidence/jws.ts';
import type { Language } from '../domain/evidence/signature.ts';
import { Problem } from '../domain/problem.ts';
import type { ForeignYardRule } from '../domain/registers/foreign-yard.ts';
import type { Person, Role } from '../domain/registers/person.ts';
import type { Instant } from '../domain/values.ts';
import { type Database, type Tx, UniqueViolation } from '../storage/database.ts';
import type { IdentityProvider } from './access/identity.ts';
import { answerOnce, type IdempotentRequest, isAnswered, ShownOnce } from './idempotency.ts';
import type { Reckoner } from './metrics/reckoner.ts';
import type { AttachmentStore } from './workshop/attachment-store.ts';

/** Hashes pins and checks them; slow on purpose, so never inside a transaction. */
export interface Pins {
  hash(pin: string): Promise<string>;
  verify(pin: string, hash: string): Promise<boolean>;
}

/** The keys by which this installation signs and seals: what it signed can be checked by anyone who has the public ones, without it. */
export interface SigningKeys {
  /** The id of the key that signs. */
  readonly kid: string;
  /** Signs a text as a JWS in compact form (EdDSA); `typ` says what it is. Quick enough for a transaction. */
  sign(payload: string, typ: string): string;
  /** A text that only this installation can read again, and only as what it was sealed about. Quick enough for a transaction. */
  seal(text: string, about: string): string;
  /** What was sealed about that; null: by another installation, about something else, or changed since. */
  unseal(sealed: string, about: string): string | null;
  /** Every public key there ever was, the oldest first. */
  publicKeys(): PublishedKey[];
}

/** The settings that rules depend on. */
interface RuleSettings {
  readonly foreignYardRule: ForeignYardRule | null;
  /** Networks beside the public internet that webhooks may be sent to. */
  readonly webhookNetworks: readonly string[];
}

/** How the sessions of browsers are kept. */
export interface SessionSettings {
  /** Whether browsers reach Seibi by https, so that its cookies can be for that alone. */
  readonly isSecure: boolean;
  /** How long a session lasts. */
  readonly hours: number;
}

/** What the use cases need from outside: made once at start-up, by a test with a clock and ids of its own. */
export interface Services {
  readonly database: Database;
  clock(): Instant;
  /** A new UUIDv7. */
  newId(): string;
  /** That many random bytes, fit for secrets. */
  secrets(bytes: number): Uint8Array;
  readonly pins: Pins;
  /** Where people sign in beside their API keys; null: nowhere. */
  readonly identity: IdentityProvider | null;
  readonly sessions: SessionSettings;
  readonly keys: SigningKeys;
  /** Where the bytes of attachments are. */
  readonly attachments: AttachmentStore;
  /** Where figures over many orders are worked out; null: on the event loop, among the requests. */
  readonly reckoner: Reckoner | null;
  /** Takes a fault of the program that no answer tells of, for who runs it. */
  report(error: unknown): void;
  readonly settings: RuleSettings;
}

/** How somebody came in: by an API key, an access token of the identity provider, or the session of a browser. */
export type Entry =
  | { readonly how: 'key'; readonly keyId: string }
  | { readonly how: 'token' }
  | { readonly how: 'session'; readonly sessionId: string; readonly csrfToken: string; readonly expiresAt: Instant };

/** The person who acts, as their record is now. */
export interface Caller {
  readonly personId: string;
  readonly roles: readonly Role[];
  readonly facilityIds: readonly string[];
  readonly programPlatformIds: readonly string[];
  readonly person: Person;
  /** Left out: inside the program. */
  readonly entry?: Entry;
}

/** One request: the services, who asks and how. */
export interface Act extends Services {
  readonly caller: Caller;
  readonly language: Language;
  readonly requestId: string;
  /** The revision in If-Match; undefined: none was sent; null: a caller inside the program, for whom any revision is right. */
  readonly ifMatch: number | null | undefined;
  readonly idempotency?: IdempotentRequest | undefined;
}

/** What a change answers: the body, and whether it is the answer of an earlier request with the same Idempotency-Key. */
export interface Outcome<T> {
  readonly body: T;
  readonly replayed: boolean;
}

/**
 * The only way use cases write: one transaction, the time taken inside it, the Idempotency-Key kept with it.
 * `work` returns the body, or `shownOnce(body, replayBody)` when the body holds a secret.
 * Raises what `work` raises, idempotency.key_reused and idempotency.in_progress; a row that a unique index refuses is register.taken.
 */
export async function change<T>(
  act: Act,
  work: (tx: Tx, now: Instant) => Promise<T | ShownOnce<T>>,
): Promise<Outcome<T>> {
  const { idempotency } = act;
  try {
    if (idempotency) return await answerOnce(act, act.caller.personId, idempotency, work);
    const body = await act.database.write(async (tx) => await work(tx, act.clock()));
    return { body: body instanceof ShownOnce ? body.body : body, replayed: false };
  } catch (error) {
    if (error instanceof UniqueViolation) throw new Problem('register.taken', { fields: fieldsOf(error) });
    throw error;
  }
}

// SQLite names the columns (`table.snake_case, …`), PostgreSQL the index: fields where there are columns.
function fieldsOf(violation: UniqueViolation): string[] {
  return violation.columns
    .split(/,\s*/)
    .map((column) =>
      (column.split('.').at(-1) ?? column).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
}

/** Whether `change` will only repeat an answer: what is asked before it is then asked no more. */
export async function isRepeat(tx: Tx, act: Act): Promise<boolean> {
  return act.idempotency !== undefined && (await isAnswered(tx, act.caller.personId, act.idempotency, act.clock()));
}

/** Reads on a snapshot. */
export async function look<T>(act: Act, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await act.database.read(work);
}

/** A body that is answered once; a repeat of the request gets `replayBody`, and only that is stored. */
export function shownOnce<T>(body: T, replayBody: T): ShownOnce<T> {
  return new ShownOnce(body, replayBody);
}

/** Raises 428 when the caller named no revision, 412 with the current one when theirs is not it. */
export function requireRevision(act: Act, current: number): void {
  if (act.ifMatch === undefined) throw new Problem('request.precondition_required');
  if (act.ifMatch !== null && act.ifMatch !== current)
    throw new Problem('revision.stale', { currentRevision: current });
}

/** Whether the caller has one of the roles. */
export function hasRole(caller: Caller, ...roles: Role[]): boolean {
  return roles.some((role) => caller.roles.includes(role));
}

/** Raises 403 unless the caller has one of the roles. */
export function requireRole(act: Act, ...roles: Role[]): void {
  if (!hasRole(act.caller, ...roles)) throw new Problem('access.role_denied', { required: roles });
}
