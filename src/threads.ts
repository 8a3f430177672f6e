// Threads beside the one that answers: begun from a module of ours, whether it is built or, in development and in tests, still TypeScript.
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Begins a thread with a module named without its extension, beside the module that asks. */
export function beginThread(name: string, besideUrl: string, options: WorkerOptions = {}): Worker {
  if (new URL(besideUrl).pathname.endsWith('.js')) return new Worker(new URL(`./${name}.js`, besideUrl), options);
  // The thread first learns to read TypeScript.
  const worker = JSON.stringify(new URL(`./${name}.ts`, besideUrl).href);
  return new Worker(`import('tsx/esm/api').then(({ register }) => { register(); return import(${worker}); })`, {
    ...options,
    eval: true,
  });
}
