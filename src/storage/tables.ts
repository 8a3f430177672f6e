// Every table, once, room by room. Property names are the names of the JSON fields; columns are the same in snake_case.
import { accessTables } from './access/tables.ts';
import { type ColumnKit, pgKit, sqliteKit } from './columns.ts';
import { evidenceTables } from './evidence/tables.ts';
import { exchangeTables } from './exchange/tables.ts';
import { orderTables } from './orders/tables.ts';
import { registerTables } from './registers/tables.ts';
import { supplyTables } from './supply/tables.ts';
import { workshopTables } from './workshop/tables.ts';

// Those that others refer to stand first: a database is copied in this order.
function defineTables(kit: ColumnKit) {
  const registers = registerTables(kit);
  const orders = orderTables(kit, registers);
  return {
    ...registers,
    ...orders,
    ...workshopTables(kit, orders),
    ...supplyTables(kit, orders),
    ...evidenceTables(kit, orders),
    ...accessTables(kit, registers),
    ...exchangeTables(kit),
    // When each piece of scheduled work was last begun, by whichever node.
    scheduledRuns: kit.table('scheduled_runs', {
      name: kit.text().primaryKey(),
      begunAt: kit.instant().notNull(),
    }),
  };
}

export type Tables = ReturnType<typeof defineTables>;
export const postgresTables = defineTables(pgKit);
export const sqliteTables = defineTables(sqliteKit);
