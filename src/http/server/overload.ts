// Overload: when the event loop can't keep up, requests are refused before they cost anything, until it can.
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../domain/problem.ts';

const SAMPLE_MILLISECONDS = 250;

/** How late the event loop is. */
export interface LoopDelay {
  /** The lesser of the last two samples: a single stall is over once it is measured, and no reason to refuse anybody. */
  milliseconds(): number;
  stop(): void;
}

/** Measures the delay of this process's event loop four times a second. */
export function watchEventLoop(): LoopDelay {
  let [before, last] = [0, 0];
  let due = performance.now() + SAMPLE_MILLISECONDS;
  const timer = setInterval(() => {
    const now = performance.now();
    [before, last] = [last, Math.max(0, now - due)];
    due = now + SAMPLE_MILLISECONDS;
  }, SAMPLE_MILLISECONDS);
  timer.unref();
  return { milliseconds: () => Math.min(before, last), stop: () => clearInterval(timer) };
}

/** The refusal of a request because the event loop is too slow; told from a busy database in the metrics. */
export class Overloaded extends Problem {
  readonly shedBy = 'event_loop';

  constructor() {
    super('service.unavailable', { retryAfterSeconds: 1 });
  }
}

/** Refuses requests while the server is overloaded; probes always pass. */
export function shedLoad(app: FastifyInstance, isOverloaded: () => boolean): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(isOverloaded() && !request.routeOptions.config.isProbe ? new Overloaded() : undefined);
  });
}
