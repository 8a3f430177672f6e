// The order of time: many lives side by side, each resumed when its next instant is the earliest.
import type { Instant } from '../../domain/values.ts';
import type { SetClock } from './stage.ts';

/** Something that goes on over time: it yields the instant at which it wants to go on. */
export type Life = AsyncGenerator<Instant, void, void>;

interface Waiting {
  at: Instant;
  order: number;
  life: Life;
}

/**
 * Plays lives in the order of their instants until `until`; what would happen later does not happen. The clock never steps back.
 * `onTurn` hears after every turn how far the story is.
 */
export async function play(
  clock: SetClock,
  lives: readonly { from: Instant; life: Life }[],
  until: Instant,
  onTurn: (at: Instant) => void = () => {},
): Promise<void> {
  const queue: Waiting[] = [];
  let count = 0;
  for (const { from, life } of lives) add(queue, { at: from, order: count++, life });
  for (let next = queue.shift(); next && next.at <= until; next = queue.shift()) {
    if (next.at > clock.now()) clock.set(next.at);
    const turn = await next.life.next();
    if (!turn.done) add(queue, { at: turn.value, order: count++, life: next.life });
    onTurn(next.at);
  }
}

// Keeps the queue in order; of two at one instant the earlier added goes first.
function add(queue: Waiting[], waiting: Waiting): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = queue[middle];
    if (other && (other.at < waiting.at || (other.at === waiting.at && other.order < waiting.order))) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, waiting);
}
