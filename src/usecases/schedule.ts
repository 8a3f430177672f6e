// Scheduled work: what is done now and then, by one node at a time and once an interval, whichever node comes first.
import { findRun, keepRun } from '../storage/schedule.ts';
import { forgetAllowances } from './access/allowances.ts';
import { forgetSessions } from './access/sign-in.ts';
import type { Services } from './act.ts';
import { makeHourlyCheckpoint } from './evidence/checkpoints.ts';
import { forgetDeliveries } from './exchange/webhooks.ts';
import { forgetAnswers } from './idempotency.ts';
import { sweepAttachments } from './workshop/attachments.ts';

/** A piece of scheduled work. It may be cut short by the end of its node, and is then done again by another. */
export interface Chore {
  readonly name: string;
  /** Seconds from the beginning of one run to that of the next. */
  readonly everySeconds: number;
  /** `signal` is aborted when another node may be at it too: long work looks at it between its steps. */
  run(services: Services, signal: AbortSignal): Promise<unknown>;
}

/** Everything that Seibi does by itself. */
const chores: readonly Chore[] = [
  { name: 'forget_answers', everySeconds: 3_600, run: forgetAnswers },
  { name: 'forget_sessions', everySeconds: 86_400, run: forgetSessions },
  { name: 'forget_allowances', everySeconds: 600, run: forgetAllowances },
  { name: 'make_checkpoint', everySeconds: 3_600, run: makeHourlyCheckpoint },
  { name: 'forget_deliveries', everySeconds: 86_400, run: forgetDeliveries },
  { name: 'sweep_attachments', everySeconds: 86_400, run: sweepAttachments },
];

/** Does what is due, each piece unless another node is at it; answers the names of what was done. Raises what a piece raises, after the others. */
export async function doChores(services: Services, due: readonly Chore[] = chores): Promise<string[]> {
  const done: string[] = [];
  const faults: unknown[] = [];
  for (const chore of due) {
    try {
      await services.database.exclusively(chore.name, async (signal) => {
        const now = services.clock();
        const last = await services.database.read((tx) => findRun(tx, chore.name));
        if (last !== null && Date.parse(now) - Date.parse(last) < chore.everySeconds * 1_000) return;
        await chore.run(services, signal);
        signal.throwIfAborted();
        await services.database.write((tx) => keepRun(tx, chore.name, now));
        done.push(chore.name);
      });
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'scheduled work failed');
  return done;
}

// How often a node looks whether something is due.
const LOOK_MILLISECONDS = 30_000;

/** Does what is due from now on until it is stopped; `stop` waits for what runs. Faults go to `services.report`. */
export function startSchedule(services: Services, due: readonly Chore[] = chores): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let isIdle = true;
  const look = () => {
    if (!isIdle) return;
    isIdle = false;
    running = doChores(services, due)
      .catch((error: unknown) => {
        for (const fault of error instanceof AggregateError ? error.errors : [error]) services.report(fault);
      })
      .finally(() => {
        isIdle = true;
      });
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  timer.unref();
  look();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
