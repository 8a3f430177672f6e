// Threads: long work beside the event loop, so that no request waits for that of another. Begun with the first job, ended after a while without.
import { setPriority } from 'node:os';
import { parentPort, type Worker } from 'node:worker_threads';
import { Problem, type ProblemCode } from '../domain/problem.ts';
import { beginThread } from '../threads.ts';

interface Waiting {
  worker: Worker;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What a thread answers: a result, a refusal, or how it failed. */
type Reply = { n: number } & (
  | { result: unknown }
  | { code: ProblemCode; extra: Readonly<Record<string, unknown>> }
  | { fault: string }
);

export interface ThreadOptions {
  /** `import.meta.url` of the file beside which the thread's own stands. */
  beside: string;
  /** The name of that file without its extension. */
  name: string;
  /** Jobs beyond this are refused: each holds what it works on. */
  mostAtOnce: number;
  idleMilliseconds?: number;
  /** What the thread is given when it begins. */
  data?: unknown;
}

/** A thread that takes jobs, each a value that can be cloned, and answers one result for each. */
export class Thread<Job, Result> {
  private readonly options: ThreadOptions;
  private worker: Worker | null = null;
  private jobs = 0;
  private idle: NodeJS.Timeout | undefined;
  private readonly waiting = new Map<number, Waiting>();

  constructor(options: ThreadOptions) {
    this.options = options;
  }

  /** Has a job done. Raises service.unavailable when too many wait, the Problem that the thread raised, and else how it failed. */
  async run(job: Job): Promise<Result> {
    if (this.waiting.size >= this.options.mostAtOnce) throw new Problem('service.unavailable');
    clearTimeout(this.idle);
    this.worker ??= this.begin();
    const worker = this.worker;
    this.jobs += 1;
    const n = this.jobs;
    return await new Promise<Result>((resolve, reject) => {
      this.waiting.set(n, { worker, resolve: resolve as Waiting['resolve'], reject });
      // While there is something to do the process stays.
      worker.ref();
      worker.postMessage({ n, job });
    });
  }

  /** Begins the thread for a job that is likely to come soon: loading what it works with takes as long as many a job. */
  beginAhead(): void {
    if (this.worker) return;
    this.worker = this.begin();
    this.rest(this.worker);
  }

  /** Ends what was accepted, then the thread. */
  async close(): Promise<void> {
    const open = [...this.waiting.values()].map(
      (one) =>
        new Promise<void>((done) => {
          const { resolve, reject } = one;
          one.resolve = (result) => {
            resolve(result);
            done();
          };
          one.reject = (error) => {
            reject(error);
            done();
          };
        }),
    );
    await Promise.all(open);
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private begin(): Worker {
    const { beside, name, data } = this.options;
    const worker = beginThread(name, beside, { workerData: data });
    worker.on('message', (reply: Reply) => {
      const one = this.waiting.get(reply.n);
      this.waiting.delete(reply.n);
      if ('result' in reply) one?.resolve(reply.result);
      else if ('code' in reply) one?.reject(new Problem(reply.code, reply.extra));
      else one?.reject(new Error(`a thread failed: ${reply.fault}`));
      if (this.waiting.size === 0) this.rest(worker);
    });
    const lost = (error: Error) => {
      if (this.worker === worker) this.worker = null;
      for (const [n, one] of this.waiting) {
        if (one.worker !== worker) continue;
        this.waiting.delete(n);
        one.reject(error);
      }
    };
    worker.on('error', lost);
    worker.on('exit', () => lost(new Error('a thread ended before its work did')));
    return worker;
  }

  private rest(worker: Worker): void {
    worker.unref();
    this.idle = setTimeout(() => {
      if (this.worker === worker) this.worker = null;
      void worker.terminate();
    }, this.options.idleMilliseconds ?? 30_000);
    this.idle.unref();
  }
}

/** The other end: does each job that comes in. To be called by the file of a thread. */
export function serveJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  giveWay();
  parentPort?.on('message', async ({ n, job }: { n: number; job: Job }) => {
    parentPort?.postMessage(await replyTo(n, work(job)));
  });
}

const NICE = 10;

// Whoever waits for a request goes first where processors are few. Only Linux takes 0 for the calling thread (setpriority(2), NOTES).
function giveWay(): void {
  if (process.platform === 'linux') setPriority(0, NICE);
}

async function replyTo(n: number, result: Promise<unknown>): Promise<Reply> {
  try {
    return { n, result: await result };
  } catch (error) {
    if (error instanceof Problem) return { n, code: error.code, extra: error.extra };
    return { n, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
