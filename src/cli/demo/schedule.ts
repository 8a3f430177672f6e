// The order of time: many lives side by side, each resumed when its next instant is the earliest.
import type { Instant } from '../../domain/values.ts';
import type { SetClock } from './stage.ts';

/** Something that goes on over time: it yields the instant at which it wants to go on. */
export type Life = AsyncGenerator<Instant, void, void>;

/** The life of one deed. */
export async function* once(deed: () => Promise<unknown>): Life {
  await deed();
  yield* [];
}

interface Waiting {
  at: Instant;
  turn: number;
  life: Life;
}

/** Lives and the instants they wait for. */
export class Schedule {
  private readonly clock: SetClock;
  private readonly queue: Waiting[] = [];
  private turns = 0;

  constructor(clock: SetClock) {
    this.clock = clock;
  }

  /** Adds a life that begins at an instant; one that has passed is as good as now. */
  add(at: Instant, life: Life): void {
    const waiting = { at, turn: this.turns++, life };
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.queue[middle];
      // Of two at one instant the earlier added goes first.
      if (other && (other.at < at || (other.at === at && other.turn < waiting.turn))) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, waiting);
  }

  /** Plays every life in the order of instants; what would happen after `until` does not happen. The clock never steps back. */
  async play(until: Instant, onTurn: (at: Instant) => void = () => {}): Promise<void> {
    for (let next = this.queue.shift(); next && next.at <= until; next = this.queue.shift()) {
      if (next.at > this.clock.now()) this.clock.set(next.at);
      const step = await next.life.next();
      if (!step.done) this.add(step.value, next.life);
      onTurn(next.at);
    }
  }
}
