// Those who follow the feed live, on this node: woken by news, read for when they can take more, ended with their key, their scope or the service.
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../domain/problem.ts';
import type { Act, Caller, Services } from '../act.ts';
import { takeIntoLog } from '../evidence/log.ts';
import { type FeedEvent, type FeedFilters, placeOf, readEvents } from './feed.ts';

/** How many streams a person may have open on a node. */
export const MOST_STREAMS = 10;
/** Ticks from one heartbeat to the next, and after which a reader who takes nothing is let go. */
export const HEARTBEAT_TICKS = 15;
export const STALLED_TICKS = 60;
// Events that one piece of a stream holds at most: what waits in memory for a slow reader.
const AT_ONCE = 100;
// News that come together are one taking of the log.
const GATHER_MILLISECONDS = 25;

/** A piece of a stream: events, or none as a sign of life. `cursor`: where to resume. */
export interface Piece {
  items: FeedEvent[];
  cursor: number;
}

interface Follower {
  personId: string;
  /** Whether something may have come that it has not looked for. */
  isDue: boolean;
  isBeating: boolean;
  isEnded: boolean;
  /** Wakes it while it waits for news. */
  wake: (() => void) | null;
  /** For how many ticks it has waited for its reader; null: it does not. */
  waited: number | null;
  /** Ends it though its reader takes nothing. */
  cut: () => void;
}

/** Who asks to follow, and how to learn whether they still may. */
export interface Following {
  act: Act;
  filters: FeedFilters;
  cursor: string | undefined;
  /** The caller as they are now. Raises session.unauthenticated once their key, token, session or service has ended. */
  again(): Promise<Caller>;
}

/** The live streams of one node. `tick` is called each second by whoever runs the service. */
export class Followers {
  private readonly services: Pick<Services, 'database' | 'report'>;
  private readonly followers = new Set<Follower>();
  private unsubscribe: (() => void) | null = null;
  private gathering = false;
  private ticks = 0;

  constructor(services: Pick<Services, 'database' | 'report'>) {
    this.services = services;
  }

  /** How many streams are open. */
  get size(): number {
    return this.followers.size;
  }

  /**
   * A new stream from a cursor on. Its pieces are read only as they are asked for, so that a slow reader holds no more than one; they end
   * with what lets the caller in, with their scope, and with the service; `cut` is then called if the reader is in the way. `leave` says
   * that the reader has gone. Raises feed.too_many_streams, request.invalid.
   */
  async follow(
    { act, filters, cursor, again }: Following,
    cut: () => void,
  ): Promise<{ pieces: AsyncGenerator<Piece>; leave(): void }> {
    const { personId } = act.caller;
    const own = [...this.followers].filter((one) => one.personId === personId);
    if (own.length >= MOST_STREAMS) throw new Problem('feed.too_many_streams', { limit: MOST_STREAMS });
    const follower: Follower = {
      personId,
      isDue: true,
      isBeating: false,
      isEnded: false,
      wake: null,
      waited: null,
      cut,
    };
    this.followers.add(follower);
    try {
      this.listen();
      const from = await placeOf(act, cursor);
      // A cursor beyond the log is refused before the answer begins.
      await readEvents(act, act.caller, { from, limit: 1, ...filters });
      return {
        pieces: this.pieces(follower, act, from, filters, again),
        leave: () => {
          this.leave(follower);
          // Otherwise it would wait on for news that nobody is to hear.
          follower.isEnded = true;
          wake(follower);
        },
      };
    } catch (error) {
      this.leave(follower);
      throw error;
    }
  }

  private async *pieces(
    follower: Follower,
    act: Act,
    from: number,
    filters: FeedFilters,
    again: () => Promise<Caller>,
  ): AsyncGenerator<Piece> {
    const scope = scopeText(act.caller);
    let cursor = from;
    try {
      yield* this.handing(follower, { items: [], cursor });
      while (!follower.isEnded) {
        follower.isDue = false;
        const caller = await again();
        if (scopeText(caller) !== scope) return;
        const page = await readEvents(act, caller, { from: cursor, limit: AT_ONCE, ...filters });
        cursor = page.cursor;
        if (page.items.length > 0 || follower.isBeating) {
          follower.isBeating = false;
          yield* this.handing(follower, { items: page.items, cursor });
        }
        if (page.isWhole && !follower.isDue && !follower.isEnded)
          await new Promise<void>((resolve) => {
            follower.wake = resolve;
          });
      }
    } catch (error) {
      // What lets them in has ended, or the database is away: they come again and are told.
      if (!(error instanceof Problem)) this.services.report(error);
    } finally {
      this.leave(follower);
    }
  }

  private *handing(follower: Follower, piece: Piece): Generator<Piece> {
    follower.waited = 0;
    yield piece;
    follower.waited = null;
  }

  /** A second has passed: signs of life are due now and then, and who reads nothing for long is let go. */
  tick(): void {
    this.ticks += 1;
    const isBeat = this.ticks % HEARTBEAT_TICKS === 0;
    for (const follower of this.followers) {
      if (follower.waited !== null) {
        follower.waited += 1;
        if (follower.waited > STALLED_TICKS) this.end(follower);
      }
      if (isBeat) follower.isBeating = true;
    }
    // A node that ended before it told of its events has told nobody: now they are looked for.
    if (isBeat && this.followers.size > 0) this.gather();
  }

  /** Ends every stream, now. */
  close(): void {
    for (const follower of this.followers) this.end(follower);
  }

  private end(follower: Follower): void {
    follower.isEnded = true;
    wake(follower);
    if (follower.waited !== null) follower.cut();
  }

  private leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size > 0) return;
    this.unsubscribe?.();
    this.unsubscribe = null;
  }

  private listen(): void {
    this.unsubscribe ??= this.services.database.subscribe(() => this.gather());
  }

  // Has the log take what came, then wakes everybody: what they read is complete up to the news they were woken by.
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    pause(GATHER_MILLISECONDS, undefined, { ref: false })
      .then(() => {
        this.gathering = false;
        return takeIntoLog(this.services);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) this.services.report(error);
      })
      .finally(() => {
        for (const follower of this.followers) {
          follower.isDue = true;
          wake(follower);
        }
      });
  }
}

function wake(follower: Follower): void {
  const waiting = follower.wake;
  follower.wake = null;
  waiting?.();
}

function scopeText({ roles, facilityIds, programPlatformIds }: Caller): string {
  return JSON.stringify([roles, facilityIds, programPlatformIds].map((list) => [...list].sort()));
}
