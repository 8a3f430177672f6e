// PDFs, drawn in a thread of its own.
import { Thread } from '../../usecases/threads.ts';
import type { Drawing } from './pdf-drawing.ts';

const drawer = new Thread<Drawing, Uint8Array>({ beside: import.meta.url, name: 'pdf-worker', mostAtOnce: 16 });

/** Draws a sheet; answers the bytes of the PDF. Raises service.unavailable when too many are being drawn. */
export async function makePdf(drawing: Drawing): Promise<Uint8Array> {
  return await drawer.run(drawing);
}
