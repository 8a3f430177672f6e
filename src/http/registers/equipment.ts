// /v1/equipment: items, and the reports of their condition.
import { z } from 'zod';
import {
  CONDITIONS,
  equipmentRecord,
  LOCATIONS,
  statusReportInput,
  statusReportRecord,
} from '../../domain/registers/equipment.ts';
import { uic } from '../../domain/registers/identifiers.ts';
import { id, token } from '../../domain/values.ts';
import { equipment, listReports, reportStatus } from '../../usecases/registers/equipment.ts';
import { requireInSight } from '../../usecases/registers/registers.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute } from '../route.ts';
import { recordRoutes } from './records.ts';

const params = z.strictObject({ id });
const seenBy =
  'Administrators see all items, program offices those of their platforms, plants those of the platforms they have, or had, a capability for.';

export const equipmentRoutes = [
  ...recordRoutes({
    register: equipment,
    record: equipmentRecord,
    path: '/v1/equipment',
    tag: 'Equipment',
    one: 'Equipment',
    many: 'Equipment',
    name: { one: 'an item of equipment', many: 'equipment' },
    about:
      'Equipment (個体) is one item of a platform. Where it is follows from custody, its condition from its status reports.',
    seenBy,
    sorts: ['serialNumber', 'createdAt', 'owningUnit'],
    filters: {
      platformId: id.optional(),
      serialNumber: token(50).optional(),
      owningUnit: uic.optional(),
      installedIn: id.optional(),
      condition: z.enum(CONDITIONS).optional(),
      location: z.enum(LOCATIONS).optional(),
      facilityId: id.optional().meta({ description: 'Those in the custody of this facility.' }),
    },
    example: {
      id: exampleId('equipment.mv22_1'),
      query: { platformId: exampleId('platform.mv22'), limit: 10 },
      create: {
        platformId: exampleId('platform.mv22'),
        serialNumber: 'EX-900001',
        uii: 'D1A2B3EX900001',
        uiiComponents: { issuingAgency: 'D', enterprise: '1A2B3', serial: 'EX900001' },
        owningUnit: '09355',
        homePort: 'Futenma',
      },
      patch: { homePort: 'Futenma' },
    },
  }),
  defineRoute({
    operationId: 'listStatusReports',
    method: 'GET',
    path: '/v1/equipment/{id}/status-reports',
    tag: 'Equipment',
    summary: 'List the status reports of an item',
    description: `Every report of the item’s condition, the latest first, with those that a release made. ${seenBy}`,
    roles: 'anyone',
    params,
    scope: (act, { id }) => requireInSight(act, equipment, id),
    query: listQuery(['at', 'recordedAt'], {}, '-at'),
    answer: { status: 200, schema: page(statusReportRecord) },
    example: { params: { id: exampleId('equipment.mv22_1') } },
    handle: (act, { params, query }) => listReports(act, params.id, query),
  }),
  defineRoute({
    operationId: 'createStatusReport',
    method: 'POST',
    path: '/v1/equipment/{id}/status-reports',
    tag: 'Equipment',
    summary: 'Report the condition of an item',
    description:
      'FMC, PMC, or NMC with its cause, at an instant that is not in the future. The latest report by its instant is the item’s condition. One made while the item is in a depot’s custody is kept, and counts in metrics only after it.',
    roles: ['program_office'],
    params,
    scope: (act, { id }) => requireInSight(act, equipment, id),
    body: statusReportInput,
    answer: { status: 201, schema: statusReportRecord },
    problems: ['access.outside_program', 'equipment.condemned'],
    example: {
      params: { id: exampleId('equipment.mv22_1') },
      body: {
        condition: 'NMC',
        cause: 'supply',
        at: '2025-06-02T09:00:00+09:00',
        note: { en: 'Awaiting a swashplate actuator.', ja: 'スワッシュプレート・アクチュエーター待ち。' },
      },
    },
    location: (_report, params) => `/v1/equipment/${params.id}/status-reports`,
    handle: (act, { params, body }) => reportStatus(act, params.id, body),
  }),
];
