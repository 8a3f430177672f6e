// Technical data: the revisions of documents, and from when each is in effect.

import { type TechnicalData, technicalDataInput } from '../../domain/registers/technical-data.ts';
import { missingRecords, referencesAt } from './references.ts';
import { everything, type Register } from './registers.ts';

export const technicalData: Register<'technical_data', typeof technicalDataInput, TechnicalData> = {
  noun: 'technical_data',
  input: technicalDataInput,
  writers: ['administrator'],
  sight: everything,
  unique: [['document', 'documentRevision']],
  check: async (input, { tx }) => await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds)),
  filters: {
    document: 'column',
    documentRevision: 'column',
    platformId: (row, id: string) => row.platformIds.includes(id),
  },
  texts: (row) => [row.document, row.title],
};
