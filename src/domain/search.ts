// Search: texts compared in NFKC without case, so that full-width and half-width forms find each other.
import type { WorkOrder } from './work-order.ts';

/** A text as it is compared: NFKC, lower case. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What `q` searches of an order: its numbers and its narrative in both languages. */
export function searchable(order: Pick<WorkOrder, 'number' | 'customerJobNumber' | 'discrepancy'>): string {
  const { en, ja } = order.discrepancy;
  return folded([order.number, order.customerJobNumber, en, ja].filter((t) => t != null).join('\n'));
}
