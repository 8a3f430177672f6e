// The rules that SQLite keeps by itself, out of the way inside one transaction: for records that were judged by them where they came from.
import type { Tx } from '../../database.ts';

/** Lifts the triggers but those that keep the search index in step; answers how to put them back. */
export async function liftRules(tx: Tx): Promise<() => Promise<void>> {
  const rules = await tx.statement(
    "select name, sql from sqlite_master where type = 'trigger' and name not like 'work\\_orders\\_searched%' escape '\\'",
  );
  for (const { name } of rules) await tx.statement(`drop trigger "${name}"`);
  return async () => {
    for (const { sql } of rules) await tx.statement(String(sql));
  };
}
