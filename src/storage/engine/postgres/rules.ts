// The rules that PostgreSQL keeps by itself, out of the way inside one transaction: for records that were judged by them where they came from.
import type { Tx } from '../../database.ts';

/** Lifts the triggers but those that keep the search index in step; answers how to put them back. */
export async function liftRules(tx: Tx): Promise<() => Promise<void>> {
  const rules = await tx.statement(
    `select c.relname as "table", t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and n.nspname = current_schema() and t.tgname not like 'work\\_orders\\_searched%'`,
  );
  for (const { table, name } of rules) await tx.statement(`alter table "${table}" disable trigger "${name}"`);
  return async () => {
    for (const { table, name } of rules) await tx.statement(`alter table "${table}" enable trigger "${name}"`);
  };
}
