// Pieces that every list shares: its query and its page.
import { z } from 'zod';

const cursor = z.string().min(1).max(2000).optional().meta({ description: 'The `next` of the page before.' });
const limit = z.int().min(1).max(200).default(50).meta({ description: 'How many items a page holds at most.' });

/** The page of a list whose order is fixed. */
export const paging = { limit, cursor };

/** What people type to search: width and case don't matter (NFKC). */
export const q = z
  .string()
  .min(1)
  .max(200)
  .refine((s) => !s.includes('\u0000'), { params: { code: 'text.nul' } })
  .refine((s) => s.trim() !== '', { params: { code: 'text.blank' } })
  .optional()
  .meta({ description: 'Searches numbers, names and narratives in both languages; width and case do not matter.' });

/**
 * The query of a list: limit, cursor, sort by one of `sorts` (the first, ascending, unless `byDefault` says else) and its filters.
 * A `-` before the field sorts descending.
 */
export function listQuery<const Sorts extends readonly [string, ...string[]], Filters extends z.ZodRawShape>(
  sorts: Sorts,
  filters: Filters,
  byDefault?: Sorts[number] | `-${Sorts[number]}`,
) {
  type Sort = Sorts[number] | `-${Sorts[number]}`;
  const orders = sorts.flatMap((field) => [field, `-${field}`]) as [Sort, ...Sort[]];
  return z.strictObject({
    limit,
    cursor,
    sort: z
      .enum(orders)
      .default((byDefault ?? sorts[0]) as never)
      .meta({ description: 'A field to sort by; `-` before it for descending.' }),
    ...filters,
  });
}

/** The page of a list: `next` is the cursor of the page after it, or null on the last. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' }),
  });
}
