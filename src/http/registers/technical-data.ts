// /v1/technical-data: revisions of technical documents.
import { technicalDataRecord } from '../../domain/registers/technical-data.ts';
import { id, token } from '../../domain/values.ts';
import { technicalData } from '../../usecases/registers/technical-data.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from './records.ts';

export const technicalDataRoutes = recordRoutes({
  register: technicalData,
  record: technicalDataRecord,
  path: '/v1/technical-data',
  tag: 'Technical data',
  one: 'TechnicalData',
  many: 'TechnicalData',
  name: { one: 'a revision of a document', many: 'revisions of documents' },
  about: 'Technical data (技術資料): which revision of a document is in effect from when. Titles only, never content.',
  seenBy: 'Everyone may read them.',
  sorts: ['document', 'createdAt', 'effectiveFrom'],
  filters: {
    document: token().optional(),
    documentRevision: token(40).optional(),
    platformId: id.optional().meta({ description: 'Those that name this platform.' }),
  },
  example: {
    id: exampleId('technical_data.mv22'),
    query: { platformId: exampleId('platform.mv22') },
    create: {
      document: 'EX 1V-22B-99',
      title: { en: 'Example structural repair manual', ja: '構造修理マニュアル（架空）' },
      documentRevision: 'Change 3',
      effectiveFrom: '2026-04-01',
      platformIds: [exampleId('platform.mv22')],
    },
    patch: { title: { ja: '整備マニュアル（架空）' } },
  },
});
