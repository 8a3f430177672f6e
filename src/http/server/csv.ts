// CSV as Seibi writes it: RFC 4180, UTF-8, and no cell that a spreadsheet would take for a formula.
import { BYTE_ORDER_MARK, csvLine, guarded } from '../../domain/exchange/cells.ts';

export const CSV_TYPE = 'text/csv';

/** What a cell may hold: `null` is an empty one. */
export type Cell = string | number | boolean | null | undefined;

/** One row, with its line end. Text that a spreadsheet would calculate gets an apostrophe before it; numbers are numbers. */
export function csvRow(cells: readonly Cell[]): string {
  return csvLine(cells.map(cellOf));
}

function cellOf(value: Cell): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? guarded(value) : String(value);
}

/**
 * A table as CSV: a header of `columns` and all others that any row has, then the rows. What is deeper becomes a column by its path,
 * `grossHours.mean`.
 */
export function csvTable(
  rows: readonly Record<string, unknown>[],
  { columns: first = [], bom = false }: { columns?: readonly string[]; bom?: boolean | undefined } = {},
): string {
  const flat = rows.map((row) => flattened(row));
  const named = [...new Set([...first, ...flat.flatMap((row) => [...row.keys()])])];
  // What is null in one row and deeper in another has the columns of the other.
  const columns = named.filter((name) => !named.some((other) => other.startsWith(`${name}.`)));
  const lines = flat.map((row) => csvRow(columns.map((column) => row.get(column))));
  return `${bom ? BYTE_ORDER_MARK : ''}${csvRow(columns)}${lines.join('')}`;
}

/** The leaves of a value by their paths; lists of plain values become one cell, with `; ` between them. */
function flattened(value: Record<string, unknown>, path = '', into = new Map<string, Cell>()): Map<string, Cell> {
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(member)) into.set(at, member.map(textOf).join('; '));
    else if (typeof member === 'object' && member !== null) flattened(member as Record<string, unknown>, at, into);
    else into.set(at, member as Cell);
  }
  return into;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
