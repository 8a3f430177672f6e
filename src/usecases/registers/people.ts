// People: roles and scope, qualifications and stamps, keys, and the pin that only its holder sets.
import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { sha256 } from '../../domain/evidence/evidence.ts';
import { faultsOf } from '../../domain/faults.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import {
  DESIGNATIONS,
  type IssuedKey,
  type IssuedPinCode,
  isPinCodeInForce,
  type Key,
  keyEndInput,
  type Person,
  PIN_CODE_HOURS,
  PIN_CODE_TRIES,
  type PinCode,
  type PinStatus,
  personFaults,
  personInput,
  pinInput,
  type Qualification,
  qualificationFaults,
  qualificationInput,
  type StampHolding,
  stampConflict,
} from '../../domain/registers/person.ts';
import { type Fault, type Instant, type IsoDate, inPeriod, periodFaults } from '../../domain/values.ts';
import { issuersOfKeys, keysInForce } from '../../storage/access/api-keys.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page } from '../../storage/engine/pages.ts';
import { holdersOfStamp, qualificationsOf } from '../../storage/registers/people.ts';
import {
  findPin,
  insertPinCode,
  lastPinCode,
  listPinCodes,
  savePin,
  updatePinCode,
} from '../../storage/registers/pins.ts';
import { appendVersion, insertRecord, type RowOf, updateRecord } from '../../storage/registers/registers.ts';
import { hashKey, keyPrefix, newKey } from '../access/sessions.ts';
import { type Act, change, hasRole, look, type Outcome, requireRevision, requireRole, shownOnce } from '../act.ts';
import {
  getVisible,
  type ListRequest,
  listRecords,
  missingRecords,
  type Register,
  referencesAt,
  spellings,
  unknownStandards,
  type Writing,
} from './registers.ts';

export const people: Register<'person', typeof personInput, Person> = {
  noun: 'person',
  input: personInput,
  writers: ['administrator'],
  async sight(_tx, caller) {
    if (hasRole(caller, 'administrator')) return {};
    return {
      sees: (row) =>
        row.id === caller.personId ||
        row.facilityIds.some((id) => caller.facilityIds.includes(id)) ||
        row.programPlatformIds.some((id) => caller.programPlatformIds.includes(id)),
    };
  },
  faults: personFaults,
  async check(input, { tx }) {
    return [
      ...(await missingRecords(tx, 'facility', referencesAt('/facilityIds', input.facilityIds))),
      ...(await missingRecords(tx, 'platform', referencesAt('/programPlatformIds', input.programPlatformIds))),
    ];
  },
  limit: refuseStampsBack,
  columns: (input, { before }) => (before ? input : { ...input, pinSetAt: null }),
  filters: {
    role: (row, role: string) => row.roles.some((r) => r === role),
    facilityId: (row, id: string) => row.facilityIds.includes(id),
    platformId: (row, id: string) => row.programPlatformIds.includes(id),
    organizationKind: (row, kind: string) => row.organization.kind === kind,
    inServiceOn: (row, on: string) => row.endedOn === null || on <= row.endedOn,
  },
  texts: (row) => [row.name, row.organization.name],
};

export const qualifications: Register<'qualification', typeof qualificationInput, Qualification> = {
  noun: 'qualification',
  input: qualificationInput,
  writers: ['administrator'],
  // What is seen of a person is seen of their qualifications.
  sight: async () => ({}),
  parent: { field: 'personId', of: people },
  faults: (input) => [...qualificationFaults(input), ...periodFaults(input)],
  async check(input, { tx }) {
    const isDesignation = DESIGNATIONS.some((d) => d === input.qualification);
    return [
      ...(isDesignation ? [] : await unknownStandards(tx, referencesAt('/qualification', input.qualification))),
      ...(await missingRecords(tx, 'facility', referencesAt('/facilityIds', input.facilityIds))),
      ...(await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds))),
    ];
  },
  limit: refuseHeldStamp,
  filters: {
    qualification: 'column',
    stampNumber: 'column',
    facilityId: (row, id: string) => row.facilityIds.includes(id),
    platformId: (row, id: string) => row.platformIds.includes(id),
    on: inPeriod,
  },
  texts: (row) => [row.qualification, row.stampNumber, row.delegationReference],
};

async function refuseHeldStamp(
  input: z.output<typeof qualificationInput>,
  { tx, id, parentId, before }: Writing<'qualification'>,
): Promise<void> {
  const { stampNumber, validFrom, validTo } = input;
  if (stampNumber === null || parentId === null) return;
  const isAsBefore =
    before?.stampNumber === stampNumber && before.validFrom === validFrom && before.validTo === validTo;
  if (isAsBefore) return;
  await refuseStamp(tx, stampNumber, { personId: parentId, validFrom, validTo }, id);
}

// Who stays in service longer holds their stamps longer, which others may have been given since.
async function refuseStampsBack(
  { endedOn }: z.output<typeof personInput>,
  { tx, id, before }: Writing<'person'>,
): Promise<void> {
  const ended = before?.endedOn ?? null;
  if (ended === null || (endedOn !== null && endedOn <= ended)) return;
  for (const { id: qualificationId, stampNumber, validFrom, validTo } of await qualificationsOf(tx, id)) {
    const until = earlier(validTo, endedOn);
    if (stampNumber === null || until === earlier(validTo, ended) || (until !== null && until < validFrom)) continue;
    await refuseStamp(tx, stampNumber, { personId: id, validFrom, validTo: until }, qualificationId);
  }
}

async function refuseStamp(tx: Tx, stampNumber: string, wanted: StampHolding, exceptId: string): Promise<void> {
  const held = (await holdersOfStamp(tx, spellings(stampNumber))).filter((h) => h.qualification.id !== exceptId);
  const holdings = held.map(({ qualification: q, endedOn }) => ({
    personId: q.personId,
    validFrom: q.validFrom,
    // A stamp comes back at the latest when its holder leaves.
    validTo: earlier(q.validTo, endedOn),
  }));
  const conflict = stampConflict(wanted, holdings);
  if (conflict?.kind === 'taken') throw new Problem('qualification.stamp_taken', { stampNumber });
  if (conflict?.kind === 'resting')
    throw new Problem('qualification.stamp_resting', { stampNumber, restsUntil: conflict.until });
}

// Null: until further notice.
function earlier(a: IsoDate | null, b: IsoDate | null): IsoDate | null {
  return [a, b].filter((day) => day !== null).sort()[0] ?? null;
}

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
async function handsOf(tx: Tx, administratorIds: readonly string[]): Promise<Set<string>> {
  const hands = new Set(administratorIds);
  for (let found = [...hands]; found.length > 0; ) {
    found = (await issuersOfKeys(tx, found)).filter((id) => !hands.has(id));
    for (const id of found) hands.add(id);
  }
  return hands;
}

// A key and a pin code that went through one hand would let that hand sign in the person's name.
async function isOneHand(tx: Tx, administratorId: string, issuerIds: readonly string[]): Promise<boolean> {
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

// Crockford's base 32: nothing that is misread aloud or on paper. 10 characters are 50 random bits.
const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARACTERS = 10;

/**
 * Issues the one-time code with which a person sets their pin; it is in this answer only, and takes the place of earlier ones.
 * `given`: a code that is known beforehand, for the demo.
 * Raises resource.not_found, access.role_denied, and pin_code.issuer_conflict for an administrator who shares a hand with the person or
 * with an issuer of a key in force of theirs, so that nobody can set the pin of another. Source: lifecycle.md, Signing.
 */
export async function issuePinCode(
  act: Act,
  personId: string,
  given: { code?: string } = {},
): Promise<Outcome<IssuedPinCode>> {
  requireRole(act, 'administrator');
  return await change(act, async (tx, now) => {
    const id = act.newId();
    await getVisible(tx, act.caller, people, personId);
    const issuers = (await keysInForce(tx, personId, now)).flatMap((k) => (k.issuedBy === null ? [] : [k.issuedBy]));
    const hands = await handsOf(tx, [act.caller.personId]);
    if (hands.has(personId) || (await isOneHand(tx, act.caller.personId, issuers)))
      throw new Problem('pin_code.issuer_conflict');
    const code = given.code ?? newCode(act);
    const row = {
      id,
      personId,
      codeSha256: hashCode(personId, code),
      issuedBy: act.caller.personId,
      createdAt: now,
      expiresAt: new Date(Date.parse(now) + PIN_CODE_HOURS * 3_600_000).toISOString(),
      usedAt: null,
      failures: 0,
    };
    await insertPinCode(tx, row);
    const shown = shownCode(row);
    await appendVersion(tx, 'pin', id, 1, { ...shown }, { recordedAt: now, actorId: act.caller.personId });
    return shownOnce<IssuedPinCode>({ ...shown, code }, { ...shown, code: null });
  });
}

function newCode(act: Act): string {
  const characters = Array.from(act.secrets(CODE_CHARACTERS), (byte) => CODE_ALPHABET[byte % 32]).join('');
  return `${characters.slice(0, 5)}-${characters.slice(5)}`;
}

function hashCode(personId: string, code: string): string {
  const plain = code.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return sha256(`${personId} ${plain}`);
}

function shownCode({ codeSha256: _, ...code }: RowOfPinCode): PinCode {
  return code;
}
type RowOfPinCode = NonNullable<Awaited<ReturnType<typeof lastPinCode>>>;

/** The codes issued to a person, without the codes themselves. Raises resource.not_found, access.role_denied. */
export async function listCodes(
  act: Act,
  personId: string,
  request: { limit: number; cursor?: string | null | undefined; sort: string },
): Promise<Page<PinCode>> {
  requireRole(act, 'administrator');
  return await look(act, async (tx) => {
    await getVisible(tx, act.caller, people, personId);
    const page = await listPinCodes(tx, personId, request);
    return { items: page.items.map(shownCode), next: page.next };
  });
}

/**
 * Sets the caller's own pin with the one-time code, which is used up by it; the fifth wrong try ends the code.
 * Raises access.not_holder, pin_code.refused with `triesLeft`, request.invalid.
 */
export async function setPin(act: Act, personId: string, given: z.input<typeof pinInput>): Promise<Outcome<PinStatus>> {
  const parsed = pinInput.safeParse(given);
  if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
  if (personId !== act.caller.personId) throw new Problem('access.not_holder');
  const codeSha256 = hashCode(personId, parsed.data.code);
  await countWrongTry(act, personId, codeSha256);
  const scrypt = await act.pins.hash(parsed.data.pin);
  return await change(act, async (tx, now) => {
    const code = await lastPinCode(tx, personId);
    if (!code || !isPinCodeInForce(code, now) || !isEqual(code.codeSha256, codeSha256))
      throw new Problem('pin_code.refused', { triesLeft: 0 });
    await updatePinCode(tx, code.id, { usedAt: now });
    const { issuedBy, createdAt: issuedAt } = code;
    const pin = { personId, scrypt, issuedBy, issuedAt, setAt: now, failures: 0, lockedUntil: null };
    await savePin(tx, pin);
    const recording = { recordedAt: now, actorId: personId };
    await appendVersion(tx, 'pin', code.id, 2, { ...shownCode({ ...code, usedAt: now }) }, recording);
    const person = await getVisible(tx, act.caller, people, personId);
    return shownPin(await updateRecord(tx, 'person', person, { pinSetAt: now }, recording), pin);
  });
}

// A try is judged and counted in one transaction of its own, which stays when the request is refused. A code that was right once
// passes here: the request may be a repeat, which the change below answers.
async function countWrongTry(act: Act, personId: string, codeSha256: string): Promise<void> {
  const triesLeft = await act.database.write(async (tx) => {
    const code = await lastPinCode(tx, personId);
    if (!code) return 0;
    if (isEqual(code.codeSha256, codeSha256)) return null;
    if (!isPinCodeInForce(code, act.clock())) return 0;
    await updatePinCode(tx, code.id, { failures: code.failures + 1 });
    return PIN_CODE_TRIES - code.failures - 1;
  });
  if (triesLeft !== null) throw new Problem('pin_code.refused', { triesLeft });
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Whether a person has a pin, and who issued its code: for administrators and for the person. Raises resource.not_found, access.role_denied. */
export async function getPinStatus(act: Act, personId: string): Promise<PinStatus> {
  return await look(act, async (tx: Tx) => {
    const person = await getVisible(tx, act.caller, people, personId);
    if (act.caller.personId !== personId) requireRole(act, 'administrator');
    return shownPin(person, await findPin(tx, personId));
  });
}

function shownPin(
  { id, revision }: { id: string; revision: number },
  pin: { setAt: Instant; issuedBy: string; lockedUntil: Instant | null } | null,
): PinStatus {
  return {
    personId: id,
    setAt: pin?.setAt ?? null,
    issuedBy: pin?.issuedBy ?? null,
    lockedUntil: pin?.lockedUntil ?? null,
    revision,
  };
}
