// Platforms: types of equipment, with what they require and how long work on them should take.

import { displayNsn } from '../../domain/registers/identifiers.ts';
import { type Platform, platformFaults, platformInput, platformWarnings } from '../../domain/registers/platform.ts';
import { searchAnew } from '../orders/search.ts';
import { unknownStandards } from './references.ts';
import { everything, type Register } from './registers.ts';

export const platforms: Register<'platform', typeof platformInput, Platform> = {
  noun: 'platform',
  input: platformInput,
  writers: ['administrator'],
  sight: everything,
  faults: platformFaults,
  warnings: platformWarnings,
  unique: [['designation']],
  follow: (tx, before, after) => searchAnew(tx, 'platform', before, after),
  async check(input, { tx }) {
    return await unknownStandards(
      tx,
      input.requirements.map((r, index) => ({ pointer: `/requirements/${index}/standard`, to: r.standard })),
    );
  },
  filters: {
    designation: 'column',
    kind: 'column',
    service: 'column',
    nsn: (row, nsn: string) => row.nsn !== null && displayNsn(row.nsn) === displayNsn(nsn),
  },
  texts: (row) => [row.designation, row.nomenclature, row.nsn],
};
