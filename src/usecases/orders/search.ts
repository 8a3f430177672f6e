// Search: orders are found by the names that what they point to has now, not by those it had when they were drafted.
import { folded, searchedNames, searchedText } from '../../domain/orders/search.ts';
import type { Tx } from '../../storage/database.ts';
import { portionsOf } from '../../storage/engine/conditions.ts';
import { ordersPointingTo, saveSearchText, searchedOf } from '../../storage/orders/search.ts';
import type { RowOf } from '../../storage/registers/registers.ts';

type Named = keyof typeof searchedNames;

/** Makes the searched text of the orders that point to a record anew, if one of its names that they are found by reads otherwise now. */
export async function searchAnew<N extends Named>(tx: Tx, noun: N, before: RowOf<N>, after: RowOf<N>): Promise<void> {
  const namesOf = searchedNames[noun] as (row: RowOf<N>) => (string | undefined)[];
  const found = (row: RowOf<N>) => folded(JSON.stringify(namesOf(row).map((name) => name ?? null)));
  if (found(before) === found(after)) return;
  for (const ids of portionsOf(await ordersPointingTo(tx, noun, after.id)))
    for (const { order, translations, ...subject } of await searchedOf(tx, ids))
      await saveSearchText(tx, order.id, searchedText(order, translations, subject));
}
