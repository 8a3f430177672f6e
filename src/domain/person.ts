// Person: roles, scope, qualifications and the pin that makes a signature theirs. Nationality is never stored.
import { z } from 'zod';
import { type Fault, id, inPeriod, instant, type IsoDate, isoDate, periodShape, recordShape, text, token } from './values.ts';

export const ROLES = ['depot_staff', 'qa_inspector', 'program_office', 'host_office', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
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

export const pin = z.string().regex(/^\d{6,12}$/).meta({ description: '6 to 12 digits.' });

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

/** Whether a qualification counts on a day at a facility for a platform: empty lists mean none. */
export function qualifies(q: Qualification, on: IsoDate, facilityId: string, platformId: string): boolean {
  return inPeriod(q, on) && q.facilityIds.includes(facilityId) && q.platformIds.includes(platformId);
}

/** Whether a person is in service on a day. */
export function inService(person: Pick<Person, 'endedOn'>, on: IsoDate): boolean {
  return person.endedOn === null || on <= person.endedOn;
}
