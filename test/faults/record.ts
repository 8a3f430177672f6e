// The record against what was answered: every acknowledged write is there as it was answered, and nothing is half written.
import { createHash } from 'node:crypto';
import { isRunning, type Status } from '../../src/domain/orders/status.ts';
import type { Loose } from '../support/app.ts';
import type { Answered } from './load.ts';

/** Runs a statement on the database; answers its rows. */
export type Query = (statement: string) => Promise<Loose[]> | Loose[];

/** Which acknowledged writes are not in the record as they were answered. */
export async function lostOf(answers: readonly Answered[], query: Query): Promise<string[]> {
  const kept = new Map<string, Loose>();
  for (const { path, key, answer } of await query('select path, key, answer from idempotency_records'))
    kept.set(`${path} ${key}`, JSON.parse(answer));
  const events = new Map<string, Loose>();
  for (const event of await query('select work_order_id, sequence, type, to_status from events'))
    events.set(`${event.work_order_id} ${event.sequence}`, event);
  const labor = new Map<string, number>();
  for (const { id, hours } of await query('select id, hours from labor_entries')) labor.set(id, Number(hours));
  return answers.flatMap((answered) => {
    const fault = lossOf(answered, kept, events, labor);
    return fault === null ? [] : [`${answered.request.path} ${answered.request.key}: ${fault}`];
  });
}

function lossOf(
  { request, body }: Answered,
  kept: ReadonlyMap<string, Loose>,
  events: ReadonlyMap<string, Loose>,
  labor: ReadonlyMap<string, number>,
): string | null {
  const answer = kept.get(`${request.path} ${request.key}`);
  if (answer === undefined) return 'its answer is not kept';
  if (JSON.stringify(answer) !== JSON.stringify(body)) return 'another answer is kept';
  if (request.path.endsWith('/labor'))
    return labor.get(body.id) === body.hours ? null : `labor of ${body.hours} hours is not there`;
  const event = events.get(`${body.id} ${body.revision}`);
  if (event === undefined) return `there is no event ${body.revision}`;
  // A new cause of a hold leaves the status as it was.
  return [body.status, null].includes(event.to_status) ? null : `event ${body.revision} leads to ${event.to_status}`;
}

/** What in the record does not fit together: orders and their events, chains, the turnaround clock. */
export async function faultsIn(query: Query): Promise<string[]> {
  const orders = await query('select id, status, revision, head_sha256, inducted_at, historical from work_orders');
  const events = byOrder(
    await query(
      'select work_order_id, sequence, to_status, canonical, previous_sha256, sha256 from events order by work_order_id, sequence',
    ),
  );
  const segments = byOrder(
    await query('select work_order_id, n, "from", "to" from segments order by work_order_id, n'),
  );
  return orders.flatMap((order) => [
    ...chainFaults(order, events.get(order.id) ?? []),
    ...clockFaults(order, segments.get(order.id) ?? []),
  ]);
}

function byOrder(rows: readonly Loose[]): Map<string, Loose[]> {
  const found = new Map<string, Loose[]>();
  for (const row of rows) {
    const others = found.get(row.work_order_id);
    if (others) others.push(row);
    else found.set(row.work_order_id, [row]);
  }
  return found;
}

function chainFaults(order: Loose, events: readonly Loose[]): string[] {
  const faults: string[] = [];
  let previous: string | null = null;
  let status: string | null = null;
  for (const [index, event] of events.entries()) {
    if (event.sequence !== index + 1) faults.push(`${order.id}: event ${event.sequence} stands in place ${index + 1}`);
    if (event.previous_sha256 !== previous)
      faults.push(`${order.id}: event ${event.sequence} does not follow its predecessor`);
    if (createHash('sha256').update(event.canonical).digest('hex') !== event.sha256)
      faults.push(`${order.id}: event ${event.sequence} has another hash`);
    previous = event.sha256;
    status = event.to_status ?? status;
  }
  if (order.revision !== events.length)
    faults.push(`${order.id}: revision ${order.revision} with ${events.length} events`);
  if (order.head_sha256 !== previous) faults.push(`${order.id}: the head is not the last event`);
  if (order.status !== status) faults.push(`${order.id}: ${order.status}, and its last event says ${status}`);
  return faults;
}

// From induction on, each stretch begins where the one before ended, and the last is open while the clock runs.
function clockFaults(order: Loose, segments: readonly Loose[]): string[] {
  const faults: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1];
    const begin = before === undefined ? order.inducted_at : before.to;
    if (segment.n !== index + 1) faults.push(`${order.id}: segment ${segment.n} stands in place ${index + 1}`);
    if (instant(segment.from) !== instant(begin))
      faults.push(`${order.id}: segment ${segment.n} leaves a gap or overlaps`);
  }
  const runs = isRunning(order.status as Status);
  const isOpen = segments.length > 0 && segments.at(-1)?.to === null;
  if (runs !== isOpen) faults.push(`${order.id}: ${order.status}, and its clock ${isOpen ? 'runs' : 'stands'}`);
  return faults;
}

const instant = (value: string | null) => (value === null ? null : Date.parse(value));
