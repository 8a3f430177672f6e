// Keys of people: issued and ended by administrators, known by their hashes.
import { faultsOf } from '../../domain/faults.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import { type IssuedKey, isPinCodeInForce, type Key, keyEndInput } from '../../domain/registers/person.ts';
import type { Fault } from '../../domain/values.ts';
import { issuersOfKeys } from '../../storage/access/api-keys.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page } from '../../storage/engine/pages.ts';
import { findPin, lastPinCode } from '../../storage/registers/pins.ts';
import { insertRecord, type RowOf, updateRecord } from '../../storage/registers/registers.ts';
import { hashKey, keyPrefix, newKey } from '../access/sessions.ts';
import { type Act, change, look, type Outcome, requireRevision, requireRole, shownOnce } from '../act.ts';
import { people } from './people.ts';
import { getVisible, type ListRequest, listRecords, type Register } from './registers.ts';

const keys: Register<'key', typeof keyEndInput, Key> = {
  noun: 'key',
  input: keyEndInput,
  writers: ['administrator'],
  sight: async () => ({}),
  parent: { field: 'personId', of: people },
  view: (_tx, row) => shownKey(row),
};

function shownKey({ secretSha256: _, ...key }: RowOf<'key'>): Key {
  return key;
}

/**
 * Who may hold the keys of some administrators: they themselves, whoever ever issued a key to one of them, and so on back to those whose
 * keys came from the program itself. An ended key counts: what it did stands. Nobody is looked at twice, so a circle ends.
 */
export async function handsOf(tx: Tx, administratorIds: readonly string[]): Promise<Set<string>> {
  const hands = new Set(administratorIds);
  for (let found = [...hands]; found.length > 0; ) {
    found = (await issuersOfKeys(tx, found)).filter((id) => !hands.has(id));
    for (const id of found) hands.add(id);
  }
  return hands;
}

// A key and a pin code that went through one hand would let that hand sign in the person's name.
export async function isOneHand(tx: Tx, administratorId: string, issuerIds: readonly string[]): Promise<boolean> {
  const [own, others] = [await handsOf(tx, [administratorId]), await handsOf(tx, issuerIds)];
  return [...own].some((id) => others.has(id));
}

/**
 * Issues a key to a person; the key itself is in this answer only. `given`: a key that is known beforehand, for the demo.
 * Raises resource.not_found, access.role_denied, and key.issuer_conflict when the caller shares a hand with the issuer of the person's pin
 * or pin code in force. Source: lifecycle.md, Signing.
 */
export async function issueKey(act: Act, personId: string, given: { key?: string } = {}): Promise<Outcome<IssuedKey>> {
  requireRole(act, 'administrator');
  return await change(act, async (tx, now) => {
    const id = act.newId();
    await getVisible(tx, act.caller, people, personId);
    const code = await lastPinCode(tx, personId);
    const pin = await findPin(tx, personId);
    const issuers = [...(pin ? [pin.issuedBy] : []), ...(code && isPinCodeInForce(code, now) ? [code.issuedBy] : [])];
    if (await isOneHand(tx, act.caller.personId, issuers)) throw new Problem('key.issuer_conflict');
    const key = given.key ?? newKey(act.secrets);
    const row = await insertRecord(
      tx,
      'key',
      {
        id,
        personId,
        prefix: keyPrefix(key),
        secretSha256: hashKey(key),
        issuedBy: act.caller.personId,
        endedAt: null,
      },
      { recordedAt: now, actorId: act.caller.personId },
    );
    return shownOnce<IssuedKey>({ ...shownKey(row), key }, { ...shownKey(row), key: null });
  });
}

/**
 * Ends a key, at once and for good: the instant kept is that of the transaction. Raises resource.not_found, access.role_denied,
 * request.invalid for an instant ahead, 428, 412, key.ended.
 */
export async function endKey(
  act: Act,
  personId: string,
  keyId: string,
  given: Record<string, unknown>,
): Promise<Outcome<Key>> {
  const parsed = keyEndInput.safeParse(given);
  if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
  return await change(act, async (tx, now) => {
    const before = await getVisible(tx, act.caller, keys, keyId, personId);
    requireRole(act, 'administrator');
    refuseFaults(Date.parse(parsed.data.endedAt) > Date.parse(now) + CLOCK_TOLERANCE_MILLISECONDS ? [endsAhead] : []);
    requireRevision(act, before.revision);
    if (before.endedAt !== null) throw new Problem('key.ended');
    const recording = { recordedAt: now, actorId: act.caller.personId };
    return shownKey(await updateRecord(tx, 'key', before, { endedAt: now }, recording));
  });
}

// Clocks of clients are a little ahead of ours at times.
const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60_000;
const endsAhead: Fault = {
  pointer: '/endedAt',
  code: 'instant.future',
  message: {
    en: 'A key ends at once; give the present instant.',
    ja: 'キーは即時に失効します。現在の日時を指定してください。',
  },
};

/** The keys of a person, without the keys themselves: for administrators and for the person. Raises resource.not_found, access.role_denied. */
export async function listKeys(act: Act, personId: string, request: ListRequest): Promise<Page<Key>> {
  const page = await listRecords(act, keys, request, personId);
  if (act.caller.personId !== personId) requireRole(act, 'administrator');
  return page;
}

/** One key of a person, as in their list. Raises resource.not_found, access.role_denied. */
export async function getKey(act: Act, personId: string, keyId: string): Promise<Key> {
  return await look(act, async (tx) => {
    const row = await getVisible(tx, act.caller, keys, keyId, personId);
    if (act.caller.personId !== personId) requireRole(act, 'administrator');
    return shownKey(row);
  });
}
