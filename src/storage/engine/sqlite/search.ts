// What only SQLite is told: how texts of orders are searched (an FTS5 index of trigrams, kept in step by triggers), and which index not to use.
import { type Column, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { wordsOf } from '../../../domain/orders/search.ts';
import { sqliteTables } from '../../tables.ts';
import { COMMON } from '../search-words.ts';

// What stands behind every string that begins with a prefix, in the order of UTF-8.
const LAST_CHARACTER = '\u{10FFFF}';
// More narrow nothing down: the text itself is compared in the end.
const MOST_TRIGRAMS = 40;

/**
 * The condition that the searched text of an order contains every word of `wanted` (as `folded` gives it). Words of one or two characters, which are
 * common in Japanese and have no trigram, are found as the beginnings of trigrams. `isRare`: an index leads to the orders.
 */
export async function ordersContaining(
  db: NodePgDatabase,
  wanted: string,
): Promise<{ condition: SQL; isRare: boolean }> {
  const { id, searchText } = sqliteTables.workOrders;
  const words = wordsOf(wanted);
  if (words.length === 0) return { condition: sql`1 = 1`, isRare: false };
  const contains = sql`(${sql.join(
    words.map((word) => sql`instr(${searchText}, ${word}) > 0`),
    sql` and `,
  )})`;
  let rarest = { rows: sql``, found: COMMON + 1 };
  for (const word of words) {
    const rows = rowsWith(word);
    const counted = sql`(select count(*) from (${rows} limit ${rarest.found}))`;
    const [counts] = await db.select({ found: sql<number>`${counted}` }).from(sql`(select 1)`);
    const found = counts?.found ?? 0;
    if (found < rarest.found) rarest = { rows, found };
  }
  if (rarest.found > COMMON) return { condition: contains, isRare: false };
  const orders = sql`select work_order_id from work_order_search_rows where "row" in (${rarest.rows})`;
  return { condition: sql`(${id} in (${orders}) and ${contains})`, isRare: true };
}

// What may hold a word, by the index.
function rowsWith(word: string): SQL {
  const characters = [...word];
  return characters.length < 3
    ? sql`select doc as "row" from work_order_search_terms where term >= ${word} and term < ${word + LAST_CHARACTER}`
    : sql`select rowid as "row" from work_order_search where work_order_search match ${trigramsOf(characters)}`;
}

// Each trigram is quoted: what people type is never read as a query.
function trigramsOf(characters: readonly string[]): string {
  const trigrams = new Set<string>();
  for (let at = 0; at + 3 <= characters.length && trigrams.size < MOST_TRIGRAMS; at += 1)
    trigrams.add(characters.slice(at, at + 3).join(''));
  return [...trigrams].map((t) => `"${t.replaceAll('"', '""')}"`).join(' ');
}

/** A column as it is compared without an index: https://www.sqlite.org/optoverview.html#uplus */
export function unindexed(column: Column): SQL {
  return sql`+${column}`;
}
