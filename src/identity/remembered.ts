// Something of the provider that is remembered: asked for anew when it is old, still used for a while when the provider does not answer.
import { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/values.ts';

// Source of the figures: what signs is changed with notice (OpenID Connect Core 1.0, 10.1.1), and an access token lives about an hour.
const FRESH_SECONDS = 600;
const USABLE_SECONDS = 3_600;
/** How long after a try, successful or not, the provider is left alone. */
const COOLDOWN_SECONDS = 30;

interface Known<T> {
  value: T;
  at: number;
}

/** A value fetched when it is first needed, and by one fetch however many wait for it. */
export class Remembered<T> {
  private readonly fetch: (now: Instant) => Promise<T>;
  private readonly report: (error: unknown) => void;
  private known: Known<T> | null = null;
  private triedAt: number | null = null;
  private fetching: Promise<void> | null = null;

  /** `report` hears of every fetch that failed, unless it failed for want of something else remembered, which told already. */
  constructor(fetch: (now: Instant) => Promise<T>, report: (error: unknown) => void) {
    this.fetch = fetch;
    this.report = report;
  }

  /** The value, at most ten minutes old, or an hour while the provider does not answer. Raises service.unavailable when there is none. */
  async get(now: Instant): Promise<T> {
    if (!this.isYounger(this.known?.at, now, FRESH_SECONDS)) await this.renew(now);
    if (this.known && this.isYounger(this.known.at, now, USABLE_SECONDS)) return this.known.value;
    throw new Problem('service.unavailable', { retryAfterSeconds: COOLDOWN_SECONDS });
  }

  /** Fetches anew unless that was just tried: what was asked for may be newer than what is known. */
  async renew(now: Instant): Promise<void> {
    if (!this.fetching && this.isYounger(this.triedAt, now, COOLDOWN_SECONDS)) return;
    this.fetching ??= this.tryFetch(now).finally(() => {
      this.fetching = null;
    });
    await this.fetching;
  }

  private async tryFetch(now: Instant): Promise<void> {
    this.triedAt = Date.parse(now);
    try {
      this.known = { value: await this.fetch(now), at: Date.parse(now) };
    } catch (error) {
      if (!(error instanceof Problem)) this.report(error);
    }
  }

  // A clock that was set back makes nothing young again.
  private isYounger(at: number | null | undefined, now: Instant, seconds: number): boolean {
    if (at === null || at === undefined) return false;
    return Math.abs(Date.parse(now) - at) < seconds * 1000;
  }
}
