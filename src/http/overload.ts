// Overload: when the event loop can't keep up, requests are refused before they cost anything, until it can.
import type { FastifyInstance } from 'fastify';
import { Problem } from '../domain/problem.ts';

const SAMPLE_MILLISECONDS = 250;

/** How late the event loop was at the last sample. */
export interface LoopDelay {
  milliseconds(): number;
  stop(): void;
}

/** Measures the delay of this process's event loop four times a second. */
export function watchEventLoop(): LoopDelay {
  let late = 0;
  let due = performance.now() + SAMPLE_MILLISECONDS;
  const timer = setInterval(() => {
    const now = performance.now();
    late = Math.max(0, now - due);
    due = now + SAMPLE_MILLISECONDS;
  }, SAMPLE_MILLISECONDS);
  timer.unref();
  return { milliseconds: () => late, stop: () => clearInterval(timer) };
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
