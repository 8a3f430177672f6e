// Who is there: from a key, an access token or a session to the person who acts.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../domain/evidence/evidence.ts';
import { Problem } from '../../domain/problem.ts';
import { inService, type Person } from '../../domain/registers/person.ts';
import { dateInTokyo, type Instant } from '../../domain/values.ts';
import { findKeyHolder, hasKeyBeginning } from '../../storage/access/api-keys.ts';
import { findSession } from '../../storage/access/sessions.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import type { Caller, Entry, Services } from '../act.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY_CHARACTERS = 32;
const LONGEST_KEY = 200;

/** A new key: `seibi_` and 32 base62 characters (190 bits). */
export function newKey(secrets: Services['secrets']): string {
  let key = '';
  while (key.length < KEY_CHARACTERS) {
    for (const byte of secrets(KEY_CHARACTERS)) {
      // 248 is the largest multiple of 62 in a byte: above it some characters would be likelier.
      if (byte < 248 && key.length < KEY_CHARACTERS) key += ALPHABET[byte % 62];
    }
  }
  return `seibi_${key}`;
}

/** What is stored of a key: its SHA-256. A key has 190 random bits, so a fast hash is enough. */
export function hashKey(key: string): string {
  return sha256(key);
}

/** The first characters of a key, shown to tell keys apart. */
export function keyPrefix(key: string): string {
  return key.slice(0, 10);
}

/**
 * The person in service today (in Tokyo) whom a bearer token lets in: the holder of that key in force, or whom that access token of the
 * identity provider speaks of; else null. Raises service.unavailable while a token can't be judged.
 */
export async function authenticate(
  services: Pick<Services, 'database' | 'clock' | 'identity'>,
  bearerToken: string,
): Promise<Caller | null> {
  const now = services.clock();
  if (bearerToken.startsWith('seibi_')) {
    if (bearerToken.length > LONGEST_KEY) return null;
    const hash = hashKey(bearerToken);
    const found = await services.database.read((tx) => findKeyHolder(tx, hash, now));
    return found && callerInService(found.person, now, { how: 'key', keyId: found.keyId });
  }
  const personId = (await services.identity?.personOfToken(bearerToken, now)) ?? null;
  if (personId === null) return null;
  const person = await services.database.read((tx) => findRecord(tx, 'person', personId));
  return person && callerInService(person, now, { how: 'token' });
}

/** The person in service today (in Tokyo) whose session in force has that token; else null. */
export async function authenticateSession(
  services: Pick<Services, 'database' | 'clock' | 'identity'>,
  token: string,
): Promise<Caller | null> {
  if (token.length > LONGEST_KEY) return null;
  const now = services.clock();
  const found = await services.database.read((tx) => findSession(tx, sha256(token), now));
  if (!found) return null;
  const { session, person } = found;
  // What a provider vouched for is nothing where there is none any more.
  if (session.keyId === null && !services.identity?.browser) return null;
  const entry = {
    how: 'session',
    sessionId: session.id,
    csrfToken: csrfTokenOf(token),
    expiresAt: session.expiresAt,
  } as const;
  return callerInService(person, now, entry);
}

function callerInService(person: Person, now: Instant, entry: Entry): Caller | null {
  if (!inService(person, dateInTokyo(now))) return null;
  const { id: personId, roles, facilityIds, programPlatformIds } = person;
  return { personId, roles, facilityIds, programPlatformIds, person, entry };
}

/** The token for changes of a session: follows from the session's own, so that every node knows it and none keeps it; nothing leads back from it. */
export function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('seibi csrf').digest('base64url');
}

/** Raises session.csrf unless a request that changes something and came in by a session carries its token. */
export function requireCsrfToken({ entry }: Caller, given: string | undefined): void {
  if (entry?.how !== 'session') return;
  const [expected, presented] = [entry.csrfToken, given ?? ''].map((text) =>
    createHash('sha256').update(text).digest(),
  );
  if (!expected || !presented || !timingSafeEqual(expected, presented)) throw new Problem('session.csrf');
}

/** Whether the database holds keys of the demo in force: everyone knows them, so they are for this machine only. */
export async function holdsDemoKeys(services: Pick<Services, 'database' | 'clock'>): Promise<boolean> {
  // A random key begins like this once in fifteen million; whoever draws it issues another.
  return await services.database.read((tx) => hasKeyBeginning(tx, keyPrefix('seibi_demo_'), services.clock()));
}
