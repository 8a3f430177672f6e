// /v1/people: people, their qualifications, keys, one-time codes and pins.

import { z } from 'zod';
import {
  issuedKey,
  issuedPinCode,
  keyEndInput,
  keyRecord,
  ORGANIZATION_KINDS,
  personRecord,
  pinCodeRecord,
  pinInput,
  pinStatus,
  qualificationRecord,
  ROLES,
} from '../../domain/registers/person.ts';
import { id, isoDate, token } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import { endKey, getKey, issueKey, listKeys } from '../../usecases/registers/keys.ts';
import { people, qualifications } from '../../usecases/registers/people.ts';
import { getPinStatus, issuePinCode, listCodes, setPin } from '../../usecases/registers/pins.ts';
import { requireInSight } from '../../usecases/registers/registers.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute } from '../route.ts';
import { recordRoutes } from './records.ts';

const seenBy =
  'Administrators see everyone; others see themselves and those who share a facility or a program platform with them.';
const params = z.strictObject({ id });
const keyParams = z.strictObject({ id, keyId: id });
const inSight = (act: Act, { id }: { id: string }) => requireInSight(act, people, id);
const newcomer = exampleId('person.newcomer');

export const personRoutes = [
  ...recordRoutes({
    register: people,
    record: personRecord,
    path: '/v1/people',
    tag: 'People',
    one: 'Person',
    many: 'People',
    name: { one: 'a person', many: 'people' },
    about:
      'People with their roles and what they may see. Why someone may see controlled data is recorded; their nationality never is.',
    seenBy,
    sorts: ['createdAt'],
    filters: {
      role: z.enum(ROLES).optional(),
      facilityId: id.optional(),
      platformId: id.optional().meta({ description: 'Those whose program has this platform.' }),
      organizationKind: z.enum(ORGANIZATION_KINDS).optional(),
      inServiceOn: isoDate.optional().meta({ description: 'Those in service that day.' }),
    },
    problems: ['qualification.stamp_taken', 'qualification.stamp_resting'],
    creating: 'An administrator holds no other role. A new person has no key yet: issue one.',
    patching:
      'A person is never deleted; `endedOn` is their last day in service. Put off or taken back, their stamps must be free still.',
    example: {
      id: exampleId('person.depot'),
      query: { role: 'qa_inspector', facilityId: exampleId('facility.ksz') },
      create: {
        name: { en: 'Example Hanako', ja: '架空 花子' },
        organization: { kind: 'facility', name: 'KSZ' },
        roles: ['depot_staff'],
        facilityIds: [exampleId('facility.ksz')],
        accessBasis: 'Employee of the facility under TAA TA-0001-25',
      },
      patch: { organization: { kind: 'facility' } },
    },
  }),
  ...recordRoutes({
    register: qualifications,
    record: qualificationRecord,
    path: '/v1/people/{id}/qualifications',
    tag: 'People',
    one: 'Qualification',
    many: 'Qualifications',
    name: { one: 'a qualification', many: 'the qualifications of a person' },
    about:
      'What a person is qualified for: a standard, or a designation (CDI, QAR, GQAR), at which facilities, for which platforms and when.',
    seenBy,
    sorts: ['createdAt', 'qualification', 'validFrom'],
    filters: {
      qualification: token().optional(),
      stampNumber: token(30).optional(),
      facilityId: id.optional(),
      platformId: id.optional(),
      on: isoDate.optional().meta({ description: 'Those in effect that day.' }),
    },
    problems: ['qualification.stamp_taken', 'qualification.stamp_resting'],
    creating: 'A stamp belongs to one person at a time, and rests three months after it was handed back.',
    patching: 'A qualification is ended by its `validTo`, never deleted.',
    example: {
      id: exampleId('qualification.inspector_cdi'),
      parentId: exampleId('person.inspector'),
      create: {
        qualification: 'EN 4179',
        facilityIds: [exampleId('facility.ksz')],
        platformIds: [exampleId('platform.mv22')],
        validFrom: '2026-04-01',
        validTo: '2031-03-31',
      },
      patch: { validTo: null },
    },
  }),
  defineRoute({
    operationId: 'listKeys',
    method: 'GET',
    path: '/v1/people/{id}/keys',
    tag: 'People',
    summary: 'List the keys of a person',
    description: 'Without the keys themselves, which nobody can read again. For administrators, and for the person.',
    roles: 'anyone',
    params,
    scope: inSight,
    query: listQuery(['createdAt'], {}, '-createdAt'),
    answer: { status: 200, schema: page(keyRecord) },
    problems: ['access.role_denied'],
    example: { params: { id: exampleId('person.depot') } },
    handle: (act, { params, query }) => listKeys(act, params.id, query),
  }),
  defineRoute({
    operationId: 'createKey',
    method: 'POST',
    path: '/v1/people/{id}/keys',
    tag: 'People',
    summary: 'Issue a key',
    description:
      'The key is in this answer only: a repeat with the same Idempotency-Key answers `key: null`. Refused to an administrator who issued the person’s pin or pin code in force, or whose key and that issuer’s lead back to one administrator.',
    roles: ['administrator'],
    params,
    scope: inSight,
    answer: { status: 201, schema: issuedKey },
    problems: ['key.issuer_conflict'],
    example: { params: { id: newcomer } },
    handle: (act, { params }) => issueKey(act, params.id),
  }),
  defineRoute({
    operationId: 'getKey',
    method: 'GET',
    path: '/v1/people/{id}/keys/{keyId}',
    tag: 'People',
    summary: 'Get what is known of a key',
    description:
      'Who issued it and whether it has ended; never the key itself. For administrators, and for the person.',
    roles: 'anyone',
    params: keyParams,
    scope: inSight,
    answer: { status: 200, schema: keyRecord },
    problems: ['access.role_denied'],
    example: { params: { id: newcomer, keyId: exampleId('key.newcomer_spare') } },
    handle: (act, { params }) => getKey(act, params.id, params.keyId),
  }),
  defineRoute({
    operationId: 'endKey',
    method: 'PATCH',
    path: '/v1/people/{id}/keys/{keyId}',
    tag: 'People',
    summary: 'End a key',
    description: 'It ends at once and for good; `endedAt` is kept as the instant of the change.',
    roles: ['administrator'],
    params: keyParams,
    scope: (act, { id, keyId }) => getKey(act, id, keyId),
    body: keyEndInput,
    answer: { status: 200, schema: keyRecord },
    problems: ['key.ended'],
    example: {
      params: { id: newcomer, keyId: exampleId('key.newcomer_spare') },
      body: { endedAt: '2026-05-01T09:00:00+09:00' },
    },
    handle: (act, { params, body }) => endKey(act, params.id, params.keyId, body),
  }),
  defineRoute({
    operationId: 'listPinCodes',
    method: 'GET',
    path: '/v1/people/{id}/pin-codes',
    tag: 'People',
    summary: 'List the one-time codes issued to a person',
    description: 'Who issued them and whether they were used; never the codes themselves.',
    roles: ['administrator'],
    params,
    scope: inSight,
    query: listQuery(['createdAt'], {}, '-createdAt'),
    answer: { status: 200, schema: page(pinCodeRecord) },
    example: { params: { id: exampleId('person.depot') } },
    handle: (act, { params, query }) => listCodes(act, params.id, query),
  }),
  defineRoute({
    operationId: 'createPinCode',
    method: 'POST',
    path: '/v1/people/{id}/pin-codes',
    tag: 'People',
    summary: 'Issue the one-time code for a pin',
    description:
      'The code is in this answer only, is good for 24 hours, for one use and five wrong tries, and replaces earlier ones. Refused to an administrator who issued a key in force of that person, or whose key and that issuer’s lead back to one administrator, so that nobody can sign in their name.',
    roles: ['administrator'],
    params,
    scope: inSight,
    answer: { status: 201, schema: issuedPinCode },
    problems: ['pin_code.issuer_conflict'],
    example: { params: { id: exampleId('person.inspector') } },
    location: (_code, params) => `/v1/people/${params.id}/pin-codes`,
    handle: (act, { params }) => issuePinCode(act, params.id),
  }),
  defineRoute({
    operationId: 'getPin',
    method: 'GET',
    path: '/v1/people/{id}/pin',
    tag: 'People',
    summary: 'Is a pin set',
    description: 'When, and with whose code; never the pin. For administrators, and for the person.',
    roles: 'anyone',
    params,
    scope: inSight,
    answer: { status: 200, schema: pinStatus },
    problems: ['access.role_denied'],
    example: { params: { id: exampleId('person.depot') } },
    handle: (act, { params }) => getPinStatus(act, params.id),
  }),
  defineRoute({
    operationId: 'setPin',
    method: 'POST',
    path: '/v1/people/{id}/pin',
    tag: 'People',
    summary: 'Set one’s own pin',
    description:
      'With the one-time code that an administrator issued, which this uses up. Only for the person themselves.',
    roles: 'anyone',
    params,
    scope: inSight,
    body: pinInput,
    answer: { status: 200, schema: pinStatus },
    problems: ['access.not_holder', 'pin_code.refused'],
    example: { params: { id: exampleId('person.depot') }, body: { code: 'SE1B1-DEM00', pin: '135790' } },
    handle: (act, { params, body }) => setPin(act, params.id, body),
  }),
];
