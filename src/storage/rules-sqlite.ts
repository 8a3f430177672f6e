// The rules that SQLite keeps by itself, out of the way inside one transaction: for records that were judged by them where they came from.
import type { Tx } from './database.ts';

/** Lifts the triggers that refuse; answers how to put them back. Those that keep the search index in step stay. */
export async function liftRules(tx: Tx): Promise<() => Promise<void>> {
  const rules = await tx.statement(
    "select name, sql from sqlite_master where type = 'trigger' and sql like '%RAISE(ABORT%'",
  );
  for (const { name } of rules) await tx.statement(`drop trigger "${name}"`);
  return async () => {
    for (const { sql } of rules) await tx.statement(String(sql));
  };
}
