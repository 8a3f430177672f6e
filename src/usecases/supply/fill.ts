// Part waits of a database of an earlier version: derived from what its orders are, some at a time.
import { partWaitsOfFile } from '../../domain/supply/part-wait.ts';
import type { Database } from '../../storage/database.ts';
import { findWorkOrderFile } from '../../storage/orders/work-orders.ts';
import { ordersWithoutWaits, raiseMark, writePartWaits } from '../../storage/supply/part-waits.ts';

const SOME = 100;

/** Derives what every order waits for of which nothing is kept; answers how many there were. With nothing to do it asks once. */
export async function fillPartWaits(database: Database): Promise<number> {
  for (let filled = 0; ; ) {
    const ids = await database.read((tx) => ordersWithoutWaits(tx, SOME));
    if (ids.length === 0) return filled;
    await database.write(async (tx) => {
      for (const id of ids) {
        const loaded = await findWorkOrderFile(tx, id);
        if (loaded) await writePartWaits(tx, id, partWaitsOfFile(loaded.file));
      }
      await raiseMark(tx);
    });
    filled += ids.length;
  }
}
