// What both engines agree on about a search: its words, and when a word is too common for an index to lead to its orders.

// Further words are not looked at.
const MOST_WORDS = 20;

/** What this many orders contain fills a page soon enough when each is read in turn. */
export const COMMON = 2_000;

/** The words of a folded text, each once. */
export function wordsOf(wanted: string): string[] {
  return [...new Set(wanted.split(/\s+/).filter((word) => word !== ''))].slice(0, MOST_WORDS);
}
