// /v1/weightings: how much each ground counts in the ranking of parts.

import { STANDARD_WEIGHTING, weightingRecord } from '../../domain/supply/weighting.ts';
import { id } from '../../domain/values.ts';
import { weightings } from '../../usecases/supply/weightings.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from '../registers/records.ts';

export const weightingRoutes = recordRoutes({
  register: weightings,
  record: weightingRecord,
  path: '/v1/weightings',
  tag: 'Supply',
  one: 'Weighting',
  many: 'Weightings',
  name: { one: 'a weighting', many: 'weightings' },
  about: `Weightings (重み付け): how many points each ground gives in the ranking of parts, with the reason. Set by a program office for its platforms, one for each; every version stays, and a ranking asked \`asOf\` an earlier day is ranked by the version of that day. Where none is set the standard one ranks: ${JSON.stringify(STANDARD_WEIGHTING.weights)}.`,
  seenBy: 'Everyone may read them.',
  sorts: ['name', 'createdAt'],
  filters: { platformId: id.optional().meta({ description: 'The one that ranks this platform.' }) },
  problems: ['access.outside_program'],
  creating: 'A program office names platforms of its own.',
  example: {
    id: exampleId('weighting.rotorcraft'),
    query: {},
    create: {
      name: 'Artillery 2026',
      platformIds: [exampleId('platform.m777')],
      weights: { stoppedDay: 1, orderStopped: 8, priority: 40, shortfallDay: 0.25, waitingDay: 0.5, singleSource: 25 },
      stoppedDayCost: { currency: 'USD', minorUnits: 250_000 },
      reason: { en: 'Stopped guns count for more.', ja: '火砲の停止を重視するため。' },
    },
    patch: { reason: { en: 'As agreed in the spring review.', ja: '春の点検会議での合意による。' } },
  },
});
