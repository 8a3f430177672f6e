// /v1/platforms: types of equipment.
import { z } from 'zod';
import { nsn } from '../../domain/registers/identifiers.ts';
import { PLATFORM_KINDS, platformRecord, SERVICES } from '../../domain/registers/platform.ts';
import { token } from '../../domain/values.ts';
import { platforms } from '../../usecases/registers/platforms.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from './records.ts';

export const platformRoutes = recordRoutes({
  register: platforms,
  record: platformRecord,
  path: '/v1/platforms',
  tag: 'Platforms',
  one: 'Platform',
  many: 'Platforms',
  name: { one: 'a platform', many: 'platforms' },
  about:
    'Platforms (装備品) are types of equipment: what they require of facilities, inspectors, technicians and instruments, and how long work on them should take.',
  creating:
    'An aircraft whose designation does not look like a mission-design-series (`MV-22B`) is kept, and `warnings` says so.',
  seenBy: 'Everyone may read them.',
  sorts: ['designation', 'createdAt', 'kind', 'service'],
  filters: {
    designation: token(40).optional(),
    kind: z.enum(PLATFORM_KINDS).optional(),
    service: z.enum(SERVICES).optional(),
    nsn: nsn.optional(),
  },
  example: {
    id: exampleId('platform.mv22'),
    query: { kind: 'aircraft', service: 'marine_corps' },
    create: {
      designation: 'CH-53K',
      nomenclature: { en: 'Heavy-lift helicopter', ja: '重輸送ヘリコプター' },
      kind: 'aircraft',
      service: 'marine_corps',
      export: { regime: 'ITAR', category: 'VIII(a)' },
      requirements: [
        { standard: 'AS9110C', holder: 'facility' },
        { standard: 'NAS410-5', holder: 'inspector', activities: ['inspection', 'repair'] },
      ],
      targets: [{ activity: 'repair', days: 60, calendar: 'working' }],
    },
    patch: { nomenclature: { ja: 'ティルトローター輸送機' } },
  },
});
