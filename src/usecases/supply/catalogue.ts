// The catalogue: parts by stock number or maker's part number, for both countries, with the platforms that use them.

import { folded } from '../../domain/orders/search.ts';
import { niinOf } from '../../domain/registers/identifiers.ts';
import { type CatalogueItem, catalogueFaults, catalogueItemInput } from '../../domain/supply/catalogue.ts';
import { hasRole } from '../act.ts';
import { unknownAt } from '../orders/parts.ts';
import { missingRecords, referencesAt } from '../registers/references.ts';
import { everything, type Register, requireOwnPlatforms } from '../registers/registers.ts';

export const catalogue: Register<'catalogue_item', typeof catalogueItemInput, CatalogueItem> = {
  noun: 'catalogue_item',
  input: catalogueItemInput,
  writers: ['administrator', 'program_office'],
  sight: everything,
  faults: catalogueFaults,
  async check(input, { tx, id }) {
    const itself = input.substituteIds.flatMap((one, index) =>
      one === id ? unknownAt(`/substituteIds/${index}`) : [],
    );
    return [
      ...(await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds))),
      ...(await missingRecords(tx, 'catalogue_item', referencesAt('/substituteIds', input.substituteIds))),
      ...itself,
    ];
  },
  limit(input, { caller, before }) {
    if (hasRole(caller, 'administrator')) return;
    // A part that other programs use too is not for one of them to change.
    if (before) requireOwnPlatforms(caller, before.platformIds);
    requireOwnPlatforms(caller, input.platformIds);
  },
  unique: [['niin'], ['partNumber', 'cage']],
  columns: (input) => ({ ...input, niin: input.nsn === null ? null : niinOf(input.nsn) }),
  filters: {
    cage: 'column',
    nsn: (row, wanted: string) => row.niin === niinOf(wanted),
    niin: 'column',
    partNumber: (row, wanted: string) => row.partNumber !== null && folded(row.partNumber) === folded(wanted),
    platformId: (row, wanted: string) => row.platformIds.length === 0 || row.platformIds.includes(wanted),
  },
  texts: (row) => [row.nsn, row.niin, row.partNumber, row.cage, row.nomenclature],
};
