// Allowances: how often somebody may do something in a minute, exact across nodes without a write each time.
import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/values.ts';
import { forgetWindowsUntil, takeAllowance } from '../../storage/access/allowances.ts';
import type { Services } from '../act.ts';

/** The window of every allowance, in seconds. */
export const WINDOW_SECONDS = 60;
// A node leases this share of the limit at once: twenty writes a window and subject at most, however many requests.
const LEASES_PER_WINDOW = 20;
// Who is dropped leases anew, so a flood of strangers makes the limit stricter, never looser.
const MOST_SUBJECTS = 20_000;
// Clocks of nodes differ by less than this.
const KEPT_SECONDS = 600;

/** What spending one came to. */
export interface Spent {
  granted: boolean;
  /** How many are left in this window, as far as this node knows: those that other nodes hold count as spent. */
  remaining: number;
  /** Seconds until the next window, at least 1. */
  resetSeconds: number;
}

// What this node holds of a subject's allowance in a window.
interface Held {
  readonly windowStart: Instant;
  /** Leased and not spent. */
  left: number;
  /** Leased by all nodes when this one last asked. */
  taken: number;
  leasing: Promise<void> | null;
}

/**
 * The allowances of one process. A node leases a share from the database by one atomic statement and spends it in memory; nothing is
 * granted beyond what was leased, so all nodes together never grant more than the limit. Windows are minutes of the clock.
 */
export class Allowances {
  private readonly services: Pick<Services, 'database' | 'clock'>;
  private readonly held = new Map<string, Held>();

  constructor(services: Pick<Services, 'database' | 'clock'>) {
    this.services = services;
  }

  /** Spends one of `limit` a minute. Raises service.unavailable when the database is too busy to lease from. */
  async spend(subject: string, limit: number): Promise<Spent> {
    for (;;) {
      const now = this.services.clock();
      const held = this.heldBy(subject, windowStartOf(now));
      if (held.left > 0) {
        held.left -= 1;
        return { granted: true, remaining: Math.max(0, limit - held.taken) + held.left, resetSeconds: resetIn(now) };
      }
      if (held.taken >= limit) return { granted: false, remaining: 0, resetSeconds: resetIn(now) };
      // Those who come meanwhile wait for the same lease.
      held.leasing ??= this.lease(subject, held, limit).finally(() => {
        held.leasing = null;
      });
      await held.leasing;
    }
  }

  /** How long, in seconds, this node knows the allowance to be spent; null: it may not be. */
  spentFor(subject: string, limit: number): number | null {
    const held = this.held.get(subject);
    if (!held || held.left > 0 || held.taken < limit) return null;
    const now = this.services.clock();
    return held.windowStart === windowStartOf(now) ? resetIn(now) : null;
  }

  private heldBy(subject: string, windowStart: Instant): Held {
    const known = this.held.get(subject);
    const held = known?.windowStart === windowStart ? known : { windowStart, left: 0, taken: 0, leasing: null };
    // The last seen stand at the end, so the first is the one to let go of.
    this.held.delete(subject);
    this.held.set(subject, held);
    if (this.held.size > MOST_SUBJECTS) this.held.delete(this.held.keys().next().value as string);
    return held;
  }

  private async lease(subject: string, held: Held, limit: number): Promise<void> {
    const chunk = Math.max(1, Math.floor(limit / LEASES_PER_WINDOW));
    const lease = { subject: hashOf(subject), windowStart: held.windowStart, chunk, limit };
    const taken = await this.services.database.write((tx) => takeAllowance(tx, lease));
    if (taken !== null) held.left += chunk - Math.max(0, taken - limit);
    held.taken = taken ?? limit;
  }
}

/** Deletes the allowances of windows that ended. For whatever runs regularly. */
export async function forgetAllowances({ database, clock }: Pick<Services, 'database' | 'clock'>): Promise<void> {
  const until = new Date(Date.parse(clock()) - KEPT_SECONDS * 1000).toISOString();
  await database.write((tx) => forgetWindowsUntil(tx, until));
}

function hashOf(subject: string): string {
  return createHash('sha256').update(subject).digest('hex');
}

function windowStartOf(now: Instant): Instant {
  const milliseconds = Date.parse(now);
  return new Date(milliseconds - (milliseconds % (WINDOW_SECONDS * 1000))).toISOString();
}

function resetIn(now: Instant): number {
  return WINDOW_SECONDS - Math.floor((Date.parse(now) % (WINDOW_SECONDS * 1000)) / 1000);
}
