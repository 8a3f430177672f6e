// The thread that draws PDFs: a drawing comes in, its bytes go out, so that no request waits for the setting of another.
import { serveJobs } from '../../usecases/threads.ts';
import { type Drawing, drawPdf } from './pdf-drawing.ts';

serveJobs((drawing: Drawing) => drawPdf(drawing));
