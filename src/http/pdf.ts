// PDFs, drawn in a thread of its own: begun with the first one, ended when it has had nothing to do for a while.
import { Worker } from 'node:worker_threads';
import { Problem } from '../domain/problem.ts';
import type { Drawing } from './pdf-drawing.ts';

// More than this many at once are answered 503: each holds a whole sheet.
const MOST_AT_ONCE = 16;
const IDLE_MILLISECONDS = 30_000;

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

let worker: Worker | null = null;
let jobs = 0;
let idle: NodeJS.Timeout | undefined;
const waiting = new Map<number, Waiting>();

/** Draws a sheet; answers the bytes of the PDF. Raises service.unavailable when too many are being drawn. */
export async function makePdf(drawing: Drawing): Promise<Uint8Array> {
  if (waiting.size >= MOST_AT_ONCE) throw new Problem('service.unavailable');
  clearTimeout(idle);
  worker ??= begin();
  const thread = worker;
  jobs += 1;
  const job = jobs;
  return await new Promise((resolve, reject) => {
    waiting.set(job, { resolve, reject });
    // While something is drawn the process stays.
    thread.ref();
    thread.postMessage({ job, drawing });
  });
}

function begin(): Worker {
  const thread = threadOf(new URL(import.meta.url));
  thread.on('message', ({ job, bytes, error }: { job: number; bytes?: Uint8Array; error?: string }) => {
    const one = waiting.get(job);
    waiting.delete(job);
    if (bytes) one?.resolve(bytes);
    else one?.reject(new Error(`a PDF could not be drawn: ${error}`));
    if (waiting.size === 0) rest(thread);
  });
  thread.on('error', (error) => {
    worker = null;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  });
  return thread;
}

// From sources, in development and in tests, the thread first learns to read TypeScript.
function threadOf(here: URL): Worker {
  if (here.pathname.endsWith('.js')) return new Worker(new URL('./pdf-worker.js', here));
  const worker = JSON.stringify(new URL('./pdf-worker.ts', here).href);
  return new Worker(`import('tsx/esm/api').then(({ register }) => { register(); return import(${worker}); })`, {
    eval: true,
  });
}

function rest(thread: Worker): void {
  thread.unref();
  idle = setTimeout(() => {
    worker = null;
    void thread.terminate();
  }, IDLE_MILLISECONDS);
  idle.unref();
}
