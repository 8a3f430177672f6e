// What only PostgreSQL is told: how texts of orders are searched (an index of their grams, kept in step by triggers), and which index not to use.
import { type Column, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { wordsOf } from '../../../domain/orders/search.ts';
import { postgresTables } from '../../tables.ts';
import { COMMON } from '../search-words.ts';

// More narrow nothing down: the text itself is compared in the end.
const MOST_GRAMS = 40;

/**
 * The condition that the searched text of an order contains every word of `wanted` (as `folded` gives it). Words of one or two characters are
 * grams themselves. `isRare`: an index leads to the orders.
 */
export async function ordersContaining(
  db: NodePgDatabase,
  wanted: string,
): Promise<{ condition: SQL; isRare: boolean }> {
  const { id, searchText } = postgresTables.workOrders;
  const words = wordsOf(wanted);
  if (words.length === 0) return { condition: sql`true`, isRare: false };
  const contains = sql`(${sql.join(
    words.map((word) => sql`strpos(${searchText}, ${word}) > 0`),
    sql` and `,
  )})`;
  const grams = [...new Set(words.flatMap(gramsOf))].slice(0, MOST_GRAMS);
  const list = sql.join(
    grams.map((gram) => sql`${gram}`),
    sql`, `,
  );
  const rows = sql`select work_order_id from work_order_search where grams @> array[${list}]::text[]`;
  const [counted] = await db
    .select({ found: sql`count(*)`.mapWith(Number) })
    .from(sql`(${rows} limit ${COMMON + 1}) as found`);
  if ((counted?.found ?? 0) > COMMON) return { condition: contains, isRare: false };
  return { condition: sql`(${id} in (${rows}) and ${contains})`, isRare: true };
}

function gramsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length <= 3) return [word];
  return characters.slice(0, -2).map((_, at) => characters.slice(at, at + 3).join(''));
}

/** A column as it is compared: the planner knows by its statistics which index to use. */
export function unindexed(column: Column): SQL {
  return sql`${column}`;
}
