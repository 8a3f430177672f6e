// What an engine with several connections has accepted: bounded in number, and known until it is over.
import { type Bounds, unavailable } from '../../database.ts';

export class Admission {
  private readonly open = new Set<Promise<unknown>>();
  private readonly accepted = { readers: 0, writers: 0 };
  private readonly bounds: Pick<Required<Bounds>, 'poolSize' | 'queueLimit'>;

  /** Of each kind `poolSize` run, and as many as `queueLimit` wait. */
  constructor(bounds: Pick<Required<Bounds>, 'poolSize' | 'queueLimit'>) {
    this.bounds = bounds;
  }

  /** Runs a work, or raises service.unavailable when too many wait. Counted at once, not when a connection is asked for: a burst within one turn is bounded too. */
  accept<T>(of: 'readers' | 'writers', run: () => Promise<T>): Promise<T> {
    if (this.waitingOf(of) >= this.bounds.queueLimit) return Promise.reject(unavailable());
    this.accepted[of] += 1;
    return this.track(
      run().finally(() => {
        this.accepted[of] -= 1;
      }),
    );
  }

  /** Keeps a work that is not counted, until it is over. */
  track<T>(running: Promise<T>): Promise<T> {
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    this.open.add(settled);
    settled.then(() => this.open.delete(settled));
    return running;
  }

  /** How many wait for a connection. */
  get waiting(): number {
    return this.waitingOf('readers') + this.waitingOf('writers');
  }

  /** Waits until nothing runs that has been accepted so far. */
  async settled(): Promise<void> {
    await Promise.all(this.open);
  }

  private waitingOf(of: 'readers' | 'writers'): number {
    return Math.max(0, this.accepted[of] - this.bounds.poolSize);
  }
}
