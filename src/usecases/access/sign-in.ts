// Signing in with a browser: the attempt, the session that comes of it, and its end.
import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../domain/evidence/evidence.ts';
import { Problem } from '../../domain/problem.ts';
import { inService, type Person, type Role } from '../../domain/registers/person.ts';
import { dateInTokyo, type Instant, inBoth, type Message } from '../../domain/values.ts';
import { findKeyHolder } from '../../storage/access/api-keys.ts';
import { deleteSessionsOver, endSessionRow, insertSession } from '../../storage/access/sessions.ts';
import type { Tx } from '../../storage/database.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, type Caller, hasRole, type Services } from '../act.ts';
import { demoKeys } from './demo-people.ts';
import type { BrowserSignIn, ProviderAnswer, SignInAttempt } from './identity.ts';
import { authenticateSession, hashKey } from './sessions.ts';

const SECRET_BYTES = 32;
const FORGOTTEN_AFTER_DAYS = 30;

/** The sign-in of browsers. Raises identity.not_configured. */
function requireBrowserSignIn({ identity }: Pick<Services, 'identity'>): BrowserSignIn {
  if (!identity?.browser) throw new Problem('identity.not_configured');
  return identity.browser;
}

/**
 * Begins an attempt: what the browser is to keep, and where it is to go. Nothing is stored. Raises identity.not_configured,
 * service.unavailable.
 */
export async function beginSignIn(act: Act): Promise<{ attempt: SignInAttempt; url: string }> {
  const browser = requireBrowserSignIn(act);
  const [state, nonce, codeVerifier] = [newSecret(act), newSecret(act), newSecret(act)];
  const attempt = { state, nonce, codeVerifier };
  return { attempt, url: await browser.authorizationUrl(attempt, act.language, act.clock()) };
}

/** A session as it is answered to the browser that it is for: its token is here only. */
export interface NewSession {
  readonly token: string;
  readonly id: string;
  readonly expiresAt: Instant;
  readonly person: Person;
}

/**
 * Ends an attempt with a session for the person whom the provider identified. `attempt`: what this browser kept; null: nothing. Raises
 * identity.not_configured, identity.attempt_unknown for an answer to another attempt than this browser's, identity.refused,
 * identity.unknown_person with `claim` and `value`, service.unavailable.
 */
export async function finishSignIn(
  act: Act,
  attempt: SignInAttempt | null,
  answer: ProviderAnswer,
): Promise<NewSession> {
  const browser = requireBrowserSignIn(act);
  if (!attempt || !isEqual(attempt.state, answer.state ?? '')) throw new Problem('identity.attempt_unknown');
  const { claim, value, personId } = await browser.finish(answer, attempt, act.clock());
  const secrets = { id: act.newId(), token: newSecret(act) };
  return await act.database.write(async (tx) => {
    const now = act.clock();
    const person = personId === null ? null : await findRecord(tx, 'person', personId);
    if (!person || !inService(person, dateInTokyo(now))) throw new Problem('identity.unknown_person', { claim, value });
    return await beginSessionOf(tx, act, person, null, secrets);
  });
}

/** Begins a session for who came in by an API key; it ends with that key. Raises session.needs_key for any other way in. */
export async function beginSession(act: Act): Promise<NewSession> {
  const { entry, person } = act.caller;
  if (entry?.how !== 'key') throw new Problem('session.needs_key');
  const secrets = { id: act.newId(), token: newSecret(act) };
  return await act.database.write((tx) => beginSessionOf(tx, act, person, entry.keyId, secrets));
}

async function beginSessionOf(
  tx: Tx,
  act: Act,
  person: Person,
  keyId: string | null,
  { id, token }: { id: string; token: string },
): Promise<NewSession> {
  const now = act.clock();
  const expiresAt = new Date(Date.parse(now) + act.sessions.hours * 3_600_000).toISOString();
  const tokenSha256 = sha256(token);
  await insertSession(tx, { id, personId: person.id, tokenSha256, createdAt: now, expiresAt, endedAt: null, keyId });
  return { token, id, expiresAt, person };
}

/** How somebody without a session can begin one. */
export interface WaysIn {
  /** Who has the session whose token was given; null: none is in force. */
  caller: Caller | null;
  /** Whether there is an identity provider for browsers. */
  provider: boolean;
  /** The people of the demo, whose keys and pins everybody knows; none where this is no demo. */
  demo: { key: string; pin: string | null; name: Message; roles: readonly Role[] }[];
}

/**
 * The ways in, for a browser with that session token. Who looks at figures is likely to ask for some next. The demo's keys are found by trying them: a service
 * that holds them is reached from its own machine only.
 */
export async function waysIn(
  services: Pick<Services, 'database' | 'clock' | 'identity' | 'reckoner'>,
  token: string | undefined,
): Promise<WaysIn> {
  const now = services.clock();
  const demo = await services.database.read(async (tx) => {
    const people: WaysIn['demo'] = [];
    for (const { key, pin } of Object.values(demoKeys)) {
      const found = await findKeyHolder(tx, hashKey(key), now);
      if (found) people.push({ key, pin, name: inBoth(found.person.name), roles: found.person.roles });
    }
    return people;
  });
  const caller = token === undefined ? null : await authenticateSession(services, token);
  if (caller && hasRole(caller, 'program_office', 'host_office')) services.reckoner?.expect();
  return { caller, provider: Boolean(services.identity?.browser), demo };
}

/**
 * Ends the session by which the caller came in, at once and on every node. `endSessionUrl`: where the provider ends its own; null: nowhere.
 * Raises session.none for who came in by a key or a token.
 */
export async function endSession(act: Act): Promise<{ endSessionUrl: string | null }> {
  const { entry } = act.caller;
  if (entry?.how !== 'session') throw new Problem('session.none');
  await act.database.write(async (tx) => endSessionRow(tx, entry.sessionId, act.clock()));
  return { endSessionUrl: (await act.identity?.browser?.endSessionUrl(act.clock())) ?? null };
}

/** Deletes the sessions that ended or expired more than 30 days ago; answers how many. */
export async function forgetSessions(services: Pick<Services, 'database' | 'clock'>): Promise<number> {
  const before = new Date(Date.parse(services.clock()) - FORGOTTEN_AFTER_DAYS * 86_400_000).toISOString();
  return await services.database.write(async (tx) => deleteSessionsOver(tx, before));
}

// 256 random bits in the 43 characters that RFC 7636, 4.1 recommends for a code verifier.
function newSecret({ secrets }: Pick<Act, 'secrets'>): string {
  return Buffer.from(secrets(SECRET_BYTES)).toString('base64url');
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}
