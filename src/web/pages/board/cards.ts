// The cards of the board: read page after page, shown as they come, and kept up with what changes.
import { useEffect, useState } from 'preact/hooks';
import { callAll } from '../../api/client.ts';
import type { Card } from '../../api/types.ts';

export interface Cards {
  cards: readonly Card[];
  isReading: boolean;
  error: unknown;
  reload(): void;
}

const MOST_KEPT_UP_WITH = 1_000;
const SOON_MILLISECONDS = 15_000;
const LATER_MILLISECONDS = 120_000;

/** The cards under a query (`status=in_work&…`), the most urgent first; undefined cards stay until the new ones are there. */
export function useCards(query: string): Cards {
  const [cards, setCards] = useState<readonly Card[]>([]);
  const [isReading, setReading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const asked = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (isFirst: boolean) => {
      if (isFirst) setReading(true);
      const found = await callAll<Card>(`/v1/board?limit=200&sort=designator&${query}`, {
        signal: asked.signal,
        // Pages are shown as they come the first time; afterwards all at once, so that nothing jumps.
        ...(isFirst ? { onPage: (so: Card[]) => setCards([...so]) } : {}),
      });
      setCards(found);
      setError(null);
      setReading(false);
      return found.length;
    };
    const keepUp = async (isFirst: boolean): Promise<void> => {
      let count = 0;
      try {
        // Nobody looks at a page that is hidden.
        if (isFirst || !document.hidden) count = await read(isFirst);
      } catch (cause) {
        if (asked.signal.aborted) return;
        setError(cause);
        setReading(false);
      }
      if (asked.signal.aborted) return;
      timer = setTimeout(() => void keepUp(false), count > MOST_KEPT_UP_WITH ? LATER_MILLISECONDS : SOON_MILLISECONDS);
    };
    void keepUp(true);
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  }, [query, turn]);
  return { cards, isReading, error, reload: () => setTurn((n) => n + 1) };
}
