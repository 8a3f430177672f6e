// Who holds a key: from the bearer token to the person who acts.
import { createHash } from 'node:crypto';
import { inService } from '../domain/person.ts';
import { dateInTokyo } from '../domain/values.ts';
import { findKeyHolder, hasKeyBeginning } from '../storage/api-keys.ts';
import type { Caller, Services } from './act.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY_CHARACTERS = 32;

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
  return createHash('sha256').update(key).digest('hex');
}

/** The first characters of a key, shown to tell keys apart. */
export function keyPrefix(key: string): string {
  return key.slice(0, 10);
}

/** The person whose key in force this is, if they are in service today in Tokyo; else null. */
export async function authenticate(
  services: Pick<Services, 'database' | 'clock'>,
  bearerToken: string,
): Promise<Caller | null> {
  if (!bearerToken.startsWith('seibi_') || bearerToken.length > 200) return null;
  const hash = hashKey(bearerToken);
  const now = services.clock();
  const person = await services.database.read((tx) => findKeyHolder(tx, hash, now));
  if (!person || !inService(person, dateInTokyo(now))) return null;
  return {
    personId: person.id,
    roles: person.roles,
    facilityIds: person.facilityIds,
    programPlatformIds: person.programPlatformIds,
    person,
  };
}

/** Whether the database holds keys of the demo in force: everyone knows them, so they are for this machine only. */
export async function holdsDemoKeys(services: Pick<Services, 'database' | 'clock'>): Promise<boolean> {
  // A random key begins like this once in fifteen million; whoever draws it issues another.
  return await services.database.read((tx) => hasKeyBeginning(tx, keyPrefix('seibi_demo_'), services.clock()));
}
