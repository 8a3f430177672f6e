// The one table of metrics: each declared in a file of its own; routes, CSV, documentation and tests follow from it.
import type { AnyMetric } from './frame.ts';
import { turnaround } from './turnaround.ts';

/** Every metric, in the order of the document. */
export const metrics: readonly AnyMetric[] = [turnaround];
