// /v1/baselines: what the same work takes and costs in the United States.
import { z } from 'zod';
import { ACTIVITIES } from '../../domain/orders/codes.ts';
import { baselineRecord } from '../../domain/registers/baseline.ts';
import { id, isoDate } from '../../domain/values.ts';
import { baselines } from '../../usecases/registers/baselines.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from './records.ts';

export const baselineRoutes = recordRoutes({
  register: baselines,
  record: baselineRecord,
  path: '/v1/baselines',
  tag: 'Baselines',
  one: 'Baseline',
  many: 'Baselines',
  name: { one: 'a baseline', many: 'baselines' },
  about:
    'Baselines: turnaround, transport and cost of the same work in the United States, against which repair in Japan is valued.',
  seenBy:
    'Administrators see all, program offices those of their platforms, host offices those of the platforms their facilities work on.',
  readers: ['administrator', 'program_office', 'host_office'],
  sorts: ['createdAt', 'activity', 'validFrom'],
  filters: {
    platformId: id.optional(),
    activity: z.enum(ACTIVITIES).optional(),
    on: isoDate.optional().meta({ description: 'Those in force that day.' }),
  },
  problems: ['access.outside_program'],
  creating: 'The periods of two baselines for the same platform and activity do not overlap.',
  example: {
    id: exampleId('baseline.mv22'),
    query: { platformId: exampleId('platform.mv22') },
    create: {
      platformId: exampleId('platform.mv22'),
      activity: 'test',
      turnaroundDays: 12,
      transportDaysEachWay: 21.5,
      cost: { currency: 'USD', minorUnits: 4_500_000 },
      transportCost: { currency: 'USD', minorUnits: 9_800_000 },
      source: 'Example cost study 2026, table 4',
      validFrom: '2026-04-01',
    },
    patch: { source: 'Example cost study 2026, table 2' },
  },
});
