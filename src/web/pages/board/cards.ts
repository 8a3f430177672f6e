// The cards of the board: read page after page, shown as they come, and kept up with what changes: live, or else by asking now and then.
import { useLayoutEffect, useState } from 'preact/hooks';
import { call, callAll } from '../../api/client.ts';
import { type FeedEvent, follow, isLive } from '../../api/feed.ts';
import type { Card, Page } from '../../api/types.ts';

export interface Cards {
  cards: readonly Card[];
  isReading: boolean;
  error: unknown;
  reload(): void;
}

const MOST_KEPT_UP_WITH = 1_000;
const SOON_MILLISECONDS = 15_000;
const LATER_MILLISECONDS = 120_000;
// When more orders than this change at once, as by an import, the board is read as a whole.
const MOST_ONE_BY_ONE = 12;

/** The cards under a query (`status=in_work&…`), the most urgent first; earlier cards stay until the new ones are there. */
export function useCards(query: string): Cards {
  const [cards, setCards] = useState<readonly Card[]>([]);
  const [isReading, setReading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    const asked = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let count = 0;
    const read = async (isFirst: boolean) => {
      if (isFirst) setReading(true);
      try {
        const found = await callAll<Card>(`/v1/board?limit=200&sort=designator&${query}`, {
          signal: asked.signal,
          // Pages are shown as they come the first time; afterwards all at once, so that nothing jumps.
          ...(isFirst ? { onPage: (so: Card[]) => setCards([...so]) } : {}),
        });
        count = found.length;
        setCards(found);
        setError(null);
      } catch (cause) {
        if (!asked.signal.aborted) setError(cause);
      }
      if (!asked.signal.aborted) setReading(false);
    };
    const askNowAndThen = () => {
      timer = setTimeout(
        async () => {
          // Nobody looks at a page that is hidden.
          if (!isLive.get() && !document.hidden) await read(false);
          if (!asked.signal.aborted) askNowAndThen();
        },
        count > MOST_KEPT_UP_WITH ? LATER_MILLISECONDS : SOON_MILLISECONDS,
      );
    };
    const onEvents = async (events: readonly FeedEvent[]) => {
      const numbers = [...new Set(events.map(({ number }) => number))];
      if (numbers.length > MOST_ONE_BY_ONE) return await read(false);
      try {
        const changes = await Promise.all(numbers.map((number) => cardOf(number, query, asked.signal)));
        setCards((before) => changes.reduce(withChange, before));
      } catch (cause) {
        if (!asked.signal.aborted) setError(cause);
      }
    };
    const unfollow = follow({ onEvents: (events) => void onEvents(events), onGap: () => void read(false) });
    void read(true).then(() => !asked.signal.aborted && askNowAndThen());
    return () => {
      asked.abort();
      unfollow();
      clearTimeout(timer);
    };
  }, [query, turn]);
  return { cards, isReading, error, reload: () => setTurn((n) => n + 1) };
}

interface Change {
  number: string;
  /** Null: it is no longer among them. */
  card: Card | null;
}

async function cardOf(number: string, query: string, signal: AbortSignal): Promise<Change> {
  const narrowed = new URLSearchParams(query);
  // An order that is asked for by another number is none of these.
  narrowed.set('number', number);
  const page = await call<Page<Card>>('GET', `/v1/board?limit=1&${narrowed}`, { signal });
  return { number, card: page.items[0] ?? null };
}

/** The cards with one put in its place, changed or taken away. */
function withChange(cards: readonly Card[], { number, card }: Change): readonly Card[] {
  const others = cards.filter((one) => one.number !== number);
  if (!card) return others.length === cards.length ? cards : others;
  const at = others.findIndex((one) => isBefore(card, one));
  return others.toSpliced(at === -1 ? others.length : at, 0, card);
}

// As the API sorts: by designator, then by id.
const isBefore = (a: Card, b: Card) => a.designator < b.designator || (a.designator === b.designator && a.id < b.id);
