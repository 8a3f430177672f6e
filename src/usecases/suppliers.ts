// Suppliers: who offers which parts, how soon and how many.
import { displayNsn } from '../domain/identifiers.ts';
import { folded } from '../domain/search.ts';
import { type Supplier, supplierInput } from '../domain/supplier.ts';
import { everything, type Register } from './registers.ts';

export const suppliers: Register<'supplier', typeof supplierInput, Supplier> = {
  noun: 'supplier',
  input: supplierInput,
  writers: ['administrator'],
  sight: everything,
  unique: [['ncage']],
  filters: {
    ncage: 'column',
    country: 'column',
    nsn: (row, nsn: string) => row.offers.some((o) => o.nsn !== null && displayNsn(o.nsn) === displayNsn(nsn)),
    partNumber: (row, part: string) =>
      row.offers.some((o) => o.partNumber !== null && folded(o.partNumber) === folded(part)),
  },
  texts: (row) => [row.ncage, row.name, ...row.offers.flatMap((o) => [o.partNumber, o.nsn])],
};
