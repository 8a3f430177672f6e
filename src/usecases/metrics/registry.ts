// The one table of metrics: each declared in a file of its own; routes, CSV, documentation and tests follow from it.
import { backlog } from './backlog.ts';
import { delays } from './delays.ts';
import { downtime } from './downtime.ts';
import type { AnyMetric } from './frame.ts';
import { quality } from './quality.ts';
import { turnaround } from './turnaround.ts';
import { value } from './value.ts';

/** Every metric, in the order of the document. */
export const metrics: readonly AnyMetric[] = [turnaround, downtime, delays, quality, backlog, value];
