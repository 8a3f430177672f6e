// /v1/catalogue: parts by stock number or maker's part number, with the platforms that use them and what may stand in for them.

import { cage, nsn } from '../../domain/registers/identifiers.ts';
import { catalogueItemRecord } from '../../domain/supply/catalogue.ts';
import { id, token } from '../../domain/values.ts';
import { catalogue } from '../../usecases/supply/catalogue.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from '../registers/records.ts';

export const catalogueRoutes = recordRoutes({
  register: catalogue,
  record: catalogueItemRecord,
  path: '/v1/catalogue',
  tag: 'Supply',
  one: 'CatalogueItem',
  many: 'CatalogueItems',
  name: { one: 'a catalogue item', many: 'catalogue items' },
  about:
    'The catalogue (品目台帳): parts by NSN (known by its NIIN), by part number and CAGE, or by both, named in both languages, with the platforms that use them, the export category, and what may be used in their place. Demands and offers that name a part in different ways are one part through it.',
  seenBy: 'Everyone may read it.',
  sorts: ['createdAt', 'nsn', 'partNumber'],
  filters: {
    nsn: nsn.optional(),
    partNumber: token(60).optional(),
    cage: cage.optional(),
    platformId: id.optional().meta({ description: 'Those that this platform uses.' }),
  },
  problems: ['access.outside_program'],
  creating: 'A program office names the platforms, all of them its own.',
  example: {
    id: exampleId('catalogue.swashplate'),
    query: { platformId: exampleId('platform.mv22') },
    create: {
      nsn: '1615-01-999-0001',
      partNumber: 'EX-901-900',
      cage: 'SX9Z1',
      nomenclature: { en: 'pitch link bearing', ja: 'ピッチリンク・ベアリング' },
      platformIds: [exampleId('platform.mv22')],
      export: { regime: 'ITAR', category: 'VIII(h)' },
    },
    patch: { nomenclature: { en: 'swashplate actuator', ja: 'スワッシュプレート・アクチュエーター' } },
  },
});
