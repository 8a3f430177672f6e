// Search on SQLite: an index of trigrams (FTS5), which triggers keep in step with the orders.
import { type SQL, sql } from 'drizzle-orm';
import { sqliteTables } from './tables.ts';

// What stands behind every string that begins with a prefix, in the order of UTF-8.
const LAST_CHARACTER = '\u{10FFFF}';
// More narrow nothing down: the text itself is compared in the end.
const MOST_TRIGRAMS = 40;

/**
 * The condition that the searched text of an order contains `wanted` (NFKC, lower case). Words of one or two characters, which are
 * common in Japanese and have no trigram, are found as the beginnings of trigrams.
 */
export function ordersContaining(wanted: string): SQL {
  const { id, searchText } = sqliteTables.workOrders;
  const characters = [...wanted];
  const rows =
    characters.length < 3
      ? sql`select doc from work_order_search_terms where term >= ${wanted} and term < ${wanted + LAST_CHARACTER}`
      : sql`select rowid from work_order_search where work_order_search match ${trigramsOf(characters)}`;
  const orders = sql`select work_order_id from work_order_search_rows where "row" in (${rows})`;
  return sql`(${id} in (${orders}) and instr(${searchText}, ${wanted}) > 0)`;
}

// Each trigram is quoted: what people type is never read as a query.
function trigramsOf(characters: readonly string[]): string {
  const trigrams = new Set<string>();
  for (let at = 0; at + 3 <= characters.length && trigrams.size < MOST_TRIGRAMS; at += 1)
    trigrams.add(characters.slice(at, at + 3).join(''));
  return [...trigrams].map((t) => `"${t.replaceAll('"', '""')}"`).join(' ');
}
