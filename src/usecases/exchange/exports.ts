// Exports: what the caller sees of one kind, page by page, in a form that can be imported again.
import { BYTE_ORDER_MARK, csvLine } from '../../domain/exchange/cells.ts';
import { type Act, look } from '../act.ts';
import { type Column, cellsOf, columnsOf } from './kinds/columns.ts';
import { type ExportPage, type KindName, kinds } from './kinds/kinds.ts';
import type { Format } from './reading.ts';

/**
 * The records of a kind that the caller sees, as text in pieces. Each page is read on a short snapshot of its own once the one before was
 * taken, so that a slow reader holds up nobody; records that are added meanwhile may be in it or not. `onRecords` hears of each page how many it has.
 */
export async function* exported(
  act: Act,
  name: KindName,
  { format, byteOrderMark = false }: { format: Format; byteOrderMark?: boolean | undefined },
  onRecords: (records: number) => void = () => undefined,
): AsyncGenerator<string> {
  const kind = kinds[name];
  const columns = columnsOf(kind.schema).filter((column) => column.name !== 'key');
  if (format === 'csv') yield (byteOrderMark ? BYTE_ORDER_MARK : '') + csvLine(columns.map((column) => column.name));
  for (let after: string | null = null; ; ) {
    const at: string | null = after;
    const { records, next }: ExportPage = await look(act, (tx) => kind.page(tx, act, at));
    onRecords(records.length);
    if (records.length > 0) yield records.map((record) => lineOf(format, columns, record)).join('');
    if (next === null) return;
    after = next;
  }
}

function lineOf(format: Format, columns: readonly Column[], record: Record<string, unknown>): string {
  return format === 'csv' ? csvLine(cellsOf(columns, record)) : `${JSON.stringify(record)}\n`;
}
