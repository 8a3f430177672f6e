// Suppliers: who offers which parts, how soon and how many.

import { folded } from '../../domain/orders/search.ts';
import { displayNsn } from '../../domain/registers/identifiers.ts';
import {
  isOffered,
  type Supplier,
  supplierFaults,
  supplierInput,
  supplierOffer,
} from '../../domain/supply/supplier.ts';
import type { IsoDate } from '../../domain/values.ts';
import { everything, type Register } from '../registers/registers.ts';

export const suppliers: Register<'supplier', typeof supplierInput, Supplier> = {
  noun: 'supplier',
  input: supplierInput,
  writers: ['administrator'],
  sight: everything,
  faults: supplierFaults,
  unique: [['ncage']],
  // Offers of earlier versions say nothing of when they stand.
  view: (_, row) => ({ ...row, offers: row.offers.map((offer) => supplierOffer.parse(offer)) }),
  filters: {
    ncage: 'column',
    country: 'column',
    nsn: (row, nsn: string) => row.offers.some((o) => o.nsn !== null && displayNsn(o.nsn) === displayNsn(nsn)),
    partNumber: (row, part: string) =>
      row.offers.some((o) => o.partNumber !== null && folded(o.partNumber) === folded(part)),
    offeringOn: (row, on: IsoDate) => row.offers.some((o) => isOffered(o, on)),
  },
  texts: (row) => [row.ncage, row.name, ...row.offers.flatMap((o) => [o.partNumber, o.nsn])],
};
