// /v1/authorizations: export authorizations.
import { z } from 'zod';
import { ACTIVITIES } from '../../domain/orders/codes.ts';
import {
  AUTHORIZATION_KINDS,
  AUTHORIZATION_STATUSES,
  authorizationRecord,
} from '../../domain/registers/authorization.ts';
import { id, isoDate, token } from '../../domain/values.ts';
import { authorizations } from '../../usecases/registers/authorizations.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from './records.ts';

export const authorizationRoutes = recordRoutes({
  register: authorizations,
  record: authorizationRecord,
  path: '/v1/authorizations',
  tag: 'Authorizations',
  one: 'Authorization',
  many: 'Authorizations',
  name: { one: 'an authorization', many: 'authorizations' },
  about:
    'Export authorizations (輸出許可等): which platforms or categories, facilities and activities they cover, until when and up to which value. Empty lists mean none.',
  seenBy:
    'Administrators see all, plants those that name one of their facilities, program offices those that name one of their platforms or its export category.',
  sorts: ['number', 'createdAt', 'kind', 'validFrom'],
  filters: {
    kind: z.enum(AUTHORIZATION_KINDS).optional(),
    number: token().optional(),
    status: z.enum(AUTHORIZATION_STATUSES).optional().meta({ description: 'The status in force today.' }),
    platformId: id.optional().meta({ description: 'Those that name this platform.' }),
    facilityId: id.optional().meta({ description: 'Those that name this facility.' }),
    category: token(40).optional().meta({ description: 'Those that name this export category.' }),
    activity: z.enum(ACTIVITIES).optional().meta({ description: 'Those that name this activity.' }),
    on: isoDate.optional().meta({ description: 'Those whose period holds that day.' }),
  },
  problems: ['access.outside_program'],
  creating: 'A program office names platforms of its own, and categories only of those.',
  patching:
    'A given `status` is a further dated change, from today unless `statusOn` says else; it may lie in the past, and acts are judged by the status of their day.',
  example: {
    id: exampleId('authorization.mv22'),
    query: { platformId: exampleId('platform.mv22'), on: '2026-05-01' },
    create: {
      kind: 'taa',
      number: 'TA-9999-26',
      issuer: 'Example licensing authority',
      platformIds: [exampleId('platform.mv22')],
      facilityIds: [exampleId('facility.ksz')],
      activities: ['repair'],
      validFrom: '2026-04-01',
      validTo: '2027-03-31',
      valueCeiling: { currency: 'USD', minorUnits: 250_000_000 },
      provisos: [{ en: 'No transfer of source code.', ja: 'ソースコードの移転は不可。' }],
    },
    patch: { issuer: 'Example licensing authority' },
  },
});
