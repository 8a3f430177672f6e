// Pins: set by their holder with a one-time code, which an independent administrator issues.
import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { sha256 } from '../../domain/evidence/evidence.ts';
import { faultsOf } from '../../domain/faults.ts';
import { Problem } from '../../domain/problem.ts';
import {
  type IssuedPinCode,
  isPinCodeInForce,
  PIN_CODE_HOURS,
  PIN_CODE_TRIES,
  type PinCode,
  type PinStatus,
  pinInput,
} from '../../domain/registers/person.ts';
import type { Instant } from '../../domain/values.ts';
import { keysInForce } from '../../storage/access/api-keys.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page } from '../../storage/engine/pages.ts';
import {
  findPin,
  insertPinCode,
  lastPinCode,
  listPinCodes,
  savePin,
  updatePinCode,
} from '../../storage/registers/pins.ts';
import { appendVersion, updateRecord } from '../../storage/registers/registers.ts';
import { type Act, change, look, type Outcome, requireRole, shownOnce } from '../act.ts';
import { handsOf, isOneHand } from './keys.ts';
import { people } from './people.ts';
import { getVisible } from './registers.ts';

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
