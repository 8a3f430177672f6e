// The thread that draws PDFs: a drawing comes in, its bytes go out, so that no request waits for the setting of another.
import { parentPort } from 'node:worker_threads';
import { type Drawing, drawPdf } from './pdf-drawing.ts';

parentPort?.on('message', async ({ job, drawing }: { job: number; drawing: Drawing }) => {
  try {
    parentPort?.postMessage({ job, bytes: await drawPdf(drawing) });
  } catch (error) {
    parentPort?.postMessage({ job, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
