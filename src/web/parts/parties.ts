// Whose the hours of a cause are, as the API has it; a test compares.
import type { Category, Responsible } from '../api/types.ts';

/** Whose the hours of a cause are. Source: metrics.md, the segment ledger. */
export const partyOf: Record<Category, Responsible> = {
  receiving: 'facility',
  maintenance: 'facility',
  inspection: 'facility',
  capacity: 'facility',
  supply: 'supply',
  engineering: 'government',
  funding: 'government',
  authorization: 'government',
  customer: 'government',
  acceptance: 'government',
  weather: 'none',
};
