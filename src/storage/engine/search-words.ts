// What both engines agree on about a search: when a word is too common for an index to lead to its orders.

/** What this many orders contain fills a page soon enough when each is read in turn. */
export const COMMON = 2_000;
