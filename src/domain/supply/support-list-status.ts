// The statuses of a support list and the sides that agree on it, and how people read them.
import type { Message } from '../values.ts';

export const LIST_STATUSES = ['draft', 'proposed', 'agreed', 'superseded'] as const;
export type ListStatus = (typeof LIST_STATUSES)[number];
export const listStatusNames: Record<ListStatus, Message> = {
  draft: { en: 'a draft', ja: '下書き' },
  proposed: { en: 'proposed', ja: '提案中' },
  agreed: { en: 'agreed', ja: '合意済' },
  superseded: { en: 'superseded', ja: '後続版に置換済' },
};

/** The two sides that agree. */
export const LIST_SIDES = ['us', 'japan'] as const;
export type ListSide = (typeof LIST_SIDES)[number];
export const listSideNames: Record<ListSide, Message> = {
  us: { en: 'the United States', ja: '米国' },
  japan: { en: 'Japan', ja: '日本' },
};
