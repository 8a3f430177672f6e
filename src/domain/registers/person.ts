// Person: roles, scope, qualifications and the pin that makes a signature theirs. Nationality is never stored.
import { z } from 'zod';
import {
  type Fault,
  type IsoDate,
  id,
  inPeriod,
  instant,
  isoDate,
  type Message,
  type Period,
  periodShape,
  recordShape,
  text,
  token,
} from '../values.ts';

export const ROLES = ['depot_staff', 'qa_inspector', 'program_office', 'host_office', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export const roleNames: Record<Role, Message> = {
  depot_staff: { en: 'depot staff', ja: '整備員' },
  qa_inspector: { en: 'QA inspector', ja: '検査員' },
  program_office: { en: 'program office', ja: 'プログラムオフィス' },
  host_office: { en: 'host office', ja: '日本側当局' },
  administrator: { en: 'administrator', ja: '管理者' },
};
export const ORGANIZATION_KINDS = ['facility', 'program', 'accepting_authority'] as const;
export const DESIGNATIONS = ['CDI', 'QAR', 'GQAR'] as const;
export const GQAR_AUTHORITIES = ['dcma', 'jmod_delegated'] as const;

export const personInput = z.strictObject({
  name: text,
  organization: z.strictObject({ kind: z.enum(ORGANIZATION_KINDS), name: token(200) }),
  roles: z.array(z.enum(ROLES)).min(1).max(4),
  endedOn: isoDate.nullable().default(null).meta({ description: 'The last day in service.' }),
  facilityIds: z.array(id).max(200).default([]).meta({ description: 'Facilities whose orders they see.' }),
  programPlatformIds: z.array(id).max(200).default([]).meta({ description: 'Platforms whose orders they see.' }),
  accessBasis: token(300).meta({ description: 'Why they may see export-controlled data; never their nationality.' }),
});
export const personRecord = personInput.extend({ ...recordShape, pinSetAt: instant.nullable() });
export type Person = z.infer<typeof personRecord>;

export const qualificationInput = z.strictObject({
  qualification: token().meta({ description: 'A designation (CDI, QAR, GQAR) or the code of a standard.' }),
  facilityIds: z.array(id).max(200).default([]).meta({ description: 'Empty: none.' }),
  platformIds: z.array(id).max(200).default([]).meta({ description: 'Empty: none.' }),
  stampNumber: token(30).nullable().default(null),
  authority: z.enum(GQAR_AUTHORITIES).nullable().default(null).meta({ description: 'For GQAR.' }),
  delegationReference: token(200).nullable().default(null).meta({ description: 'For GQAR: the letter of delegation.' }),
  supplements: z
    .array(z.strictObject({ condition: token(60), evidence: token(300) }))
    .max(50)
    .default([])
    .meta({ description: 'Evidence that meets the conditions of a partial equivalence.' }),
  ...periodShape,
});
export const qualificationRecord = qualificationInput.extend({ ...recordShape, personId: id });
export type Qualification = z.infer<typeof qualificationRecord>;

export const keyRecord = z.strictObject({
  ...recordShape,
  personId: id,
  prefix: z.string().meta({ description: 'The first characters of the key, to tell keys apart.' }),
  issuedBy: id.nullable(),
  endedAt: instant.nullable(),
});
export type Key = z.infer<typeof keyRecord>;

/** A key as it is answered when it is issued: the key itself is there this once. */
export const issuedKey = keyRecord.extend({
  key: z.string().nullable().meta({ description: 'Shown once; null when the request is repeated.' }),
});
export type IssuedKey = z.infer<typeof issuedKey>;

/** The only change of a key: it ends, at once. */
export const keyEndInput = z.strictObject({ endedAt: instant.meta({ description: 'Now: a key ends at once.' }) });

export const pinCodeRecord = z.strictObject({
  id,
  personId: id,
  issuedBy: id,
  createdAt: instant,
  expiresAt: instant,
  usedAt: instant.nullable(),
  failures: z.int().min(0).meta({ description: 'Wrong tries; the fifth ends the code.' }),
});
export type PinCode = z.infer<typeof pinCodeRecord>;
export const issuedPinCode = pinCodeRecord.extend({
  code: z.string().nullable().meta({ description: 'Shown once; null when the request is repeated.' }),
});
export type IssuedPinCode = z.infer<typeof issuedPinCode>;

/** How long a one-time code is good, and how many wrong tries it stands. */
export const PIN_CODE_HOURS = 24;
export const PIN_CODE_TRIES = 5;

/** Whether a code can still set a pin. */
export function isPinCodeInForce(code: Pick<PinCode, 'usedAt' | 'expiresAt' | 'failures'>, now: string): boolean {
  return code.usedAt === null && code.expiresAt > now && code.failures < PIN_CODE_TRIES;
}

export const pin = z
  .string()
  .regex(/^\d{6,12}$/, 'form.pin')
  .meta({ description: '6 to 12 digits.' });
export const pinInput = z.strictObject({
  code: token(20).meta({ description: 'The one-time code; case, spaces and dashes do not matter.' }),
  pin,
});
export const pinStatus = z.strictObject({
  personId: id,
  setAt: instant.nullable().meta({ description: 'Null: no pin is set.' }),
  issuedBy: id.nullable().meta({ description: 'The administrator whose code it was set with.' }),
  lockedUntil: instant.nullable().meta({ description: 'Signing is refused until then, after wrong pins.' }),
  revision: z.int().meta({ description: 'The revision of the person.' }),
});
export type PinStatus = z.infer<typeof pinStatus>;

/** What is wrong with a person beyond the form: an administrator holds no other role. Source: separation of duties, NIST SP 800-171 03.01.04. */
export function personFaults(person: z.infer<typeof personInput>): Fault[] {
  const faults: Fault[] = [];
  if (person.roles.includes('administrator') && new Set(person.roles).size > 1) {
    faults.push({
      pointer: '/roles',
      code: 'person.administrator_excludes',
      message: { en: 'An administrator holds no other role.', ja: '管理者は他の役割を兼ねられません。' },
    });
  }
  if (new Set(person.roles).size !== person.roles.length) {
    faults.push({
      pointer: '/roles',
      code: 'person.role_repeated',
      message: { en: 'A role is named twice.', ja: '同じ役割が重複しています。' },
    });
  }
  return faults;
}

/** What is wrong with a qualification beyond the form: a GQAR names its authority and delegation, others do not. */
export function qualificationFaults(q: z.infer<typeof qualificationInput>): Fault[] {
  const isGqar = q.qualification === 'GQAR';
  const fields = ['authority', 'delegationReference'] as const;
  return fields
    .filter((field) => (q[field] !== null) !== isGqar)
    .map((field) => ({
      pointer: `/${field}`,
      code: isGqar ? 'qualification.delegation_missing' : 'qualification.not_gqar',
      message: isGqar
        ? { en: 'A GQAR names its authority and its delegation.', ja: 'GQARには権限元と委任文書の記載が必要です。' }
        : { en: 'Only a GQAR has an authority and a delegation.', ja: '権限元と委任文書はGQARのみに記載します。' },
    }));
}

/** Somebody with every qualification they have. */
export interface Holder {
  person: Person;
  qualifications: readonly Qualification[];
}

/** Whether a qualification counts on a day at a facility for a platform: empty lists mean none. */
export function qualifies(q: Qualification, on: IsoDate, facilityId: string, platformId: string): boolean {
  return inPeriod(q, on) && q.facilityIds.includes(facilityId) && q.platformIds.includes(platformId);
}

/** Whether a person is in service on a day. */
export function inService(person: Pick<Person, 'endedOn'>, on: IsoDate): boolean {
  return person.endedOn === null || on <= person.endedOn;
}

/** A stamp that someone holds for a period; `validTo` null: until further notice. */
export interface StampHolding extends Period {
  personId: string;
}

// Months a stamp rests after it was handed back. Source: vocabulary.md, Person.
const STAMP_REST_MONTHS = 3;

/**
 * Why a stamp can't go to someone for a period, given who else holds or held it: `taken` when the periods overlap, `resting`
 * until a day within three months of its being handed back. Null: it can. The holder's own periods never stand in the way.
 */
export function stampConflict(
  wanted: StampHolding,
  holdings: readonly StampHolding[],
): { kind: 'taken' } | { kind: 'resting'; until: IsoDate } | null {
  const others = holdings.filter((h) => h.personId !== wanted.personId);
  const isApart = (a: Period, b: Period) => a.validTo !== null && a.validTo < b.validFrom;
  if (others.some((h) => !isApart(h, wanted) && !isApart(wanted, h))) return { kind: 'taken' };
  const rests = others
    .flatMap((h): [Period, Period][] => [
      [h, wanted],
      [wanted, h],
    ])
    .flatMap(([first, next]) => {
      if (first.validTo === null || first.validTo >= next.validFrom) return [];
      const until = monthsAfter(first.validTo, STAMP_REST_MONTHS);
      return next.validFrom <= until ? [until] : [];
    })
    .sort();
  const until = rests.at(-1);
  return until === undefined ? null : { kind: 'resting', until };
}

/** The same day so many months later, or the last day of that month when it has no such day. */
function monthsAfter(date: IsoDate, months: number): IsoDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}
