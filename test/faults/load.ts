// People at work: several clients that raise orders, move them, hold one they share and log labor, each request with its key; and what was answered.
import { setImmediate as turn } from 'node:timers/promises';
import type { Chance } from '../../src/cli/demo/stage.ts';
import { addDays, dateInTokyo } from '../../src/domain/values.ts';
import { exampleId } from '../../src/http/examples.ts';
import { demoKeys } from '../../src/usecases/access/demo-people.ts';
import type { Loose } from '../support/app.ts';

/** One request that changes something. */
export interface Request {
  readonly path: string;
  readonly body: object;
  /** Its Idempotency-Key, and its X-Request-Id. */
  readonly key: string;
  /** The If-Match it carries. */
  readonly revision?: number;
}

export interface Answered {
  readonly request: Request;
  readonly status: number;
  readonly body: Loose;
  readonly replayed: boolean;
  readonly retryAfter: string | null;
}

/** What came of a load. */
export interface Outcome {
  /** Everything answered, in the order in which the answers came. */
  answered: Answered[];
  /** Sent, and cut off without an answer: done or not. */
  unanswered: Request[];
}

/** How long one answer may take: far more than any takes, so that a service that hangs is found out. */
const PATIENCE_MILLISECONDS = 60_000;

/** Sends a request as the depot; throws when there is no answer. */
export async function send(url: string, request: Request): Promise<Answered> {
  const answer = await fetch(`${url}${request.path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${demoKeys.depot.key}`,
      'content-type': 'application/json',
      'idempotency-key': request.key,
      'x-request-id': request.key,
      ...(request.revision === undefined ? {} : { 'if-match': `"${request.revision}"` }),
    },
    body: JSON.stringify(request.body),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  return {
    request,
    status: answer.status,
    body: await answer.json(),
    replayed: answer.headers.get('idempotency-replayed') === 'true',
    retryAfter: answer.headers.get('retry-after'),
  };
}

/** Reads as the depot. */
export async function read(url: string, path: string): Promise<{ status: number; body: Loose }> {
  const answer = await fetch(`${url}${path}`, {
    headers: { authorization: `Bearer ${demoKeys.depot.key}` },
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  return { status: answer.status, body: await answer.json() };
}

export const SHARED_ORDER = exampleId('order.in_work');
const because = { reason: { en: 'for the test', ja: '試験のため' } };
const CAUSES = ['capacity', 'customer', 'weather'] as const;

/** The request that raises an order whose discrepancy is the key. */
export function raising(key: string): Request {
  return {
    path: '/v1/work-orders',
    key,
    body: {
      equipmentId: exampleId('equipment.mv22_1'),
      facilityId: exampleId('facility.ksz'),
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: key, ja: `不具合 ${key}` },
    },
  };
}

/** The request that logs a little labor on the shared order, on one of the last days: nobody works more than 24 hours a day. */
export function logging(key: string, chance: Chance): Request {
  const on = addDays(dateInTokyo(new Date().toISOString()), -chance.whole(0, 9));
  const body = { operationId: exampleId('operation.done'), hours: chance.whole(1, 3) / 100, on };
  return { path: `/v1/work-orders/${SHARED_ORDER}/labor`, key, body };
}

export interface LoadOptions {
  url: string;
  /** What the keys of this load begin with; no two loads on one database have the same. */
  name: string;
  clients: number;
  chance: Chance;
  /** Looked at between requests; a load also ends when the service is gone. */
  isOver(soFar: Outcome): boolean;
}

/** Works until it is over or the service is gone. */
export async function work({ url, name, clients, chance, isOver }: LoadOptions): Promise<Outcome> {
  const outcome: Outcome = { answered: [], unanswered: [] };
  let isGone = false;
  let n = 0;
  const client = async () => {
    const own: { id: string; revision: number; status: string }[] = [];
    while (!isGone && !isOver(outcome)) {
      n += 1;
      const request = await next(url, `${name}-${n}`, own, chance).catch(() => null);
      // Its look at an order found nobody there.
      if (request === null) break;
      const answer = await send(url, request).catch(() => null);
      if (answer === null) {
        isGone = true;
        outcome.unanswered.push(request);
        break;
      }
      outcome.answered.push(answer);
      follow(own, answer);
      await turn();
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return outcome;
}

type Own = { id: string; revision: number; status: string };

async function next(url: string, key: string, own: Own[], chance: Chance): Promise<Request> {
  const dice = chance.whole(1, 10);
  const mine = own.at(-1);
  if (!mine || dice <= 2) return raising(key);
  if (dice <= 7) {
    const body = mine.status === 'draft' ? { action: 'submit' } : { action: 'return', ...because };
    return { path: `/v1/work-orders/${mine.id}/transitions`, key, revision: mine.revision, body };
  }
  if (dice <= 9) return logging(key, chance);
  // Everybody's: whoever comes second is told 412.
  const { status, body } = await read(url, `/v1/work-orders/${SHARED_ORDER}`);
  if (status !== 200) return logging(key, chance);
  return {
    path: `/v1/work-orders/${SHARED_ORDER}/transitions`,
    key,
    revision: body.revision,
    body: { action: 'hold', cause: chance.pick(CAUSES), ...because },
  };
}

function follow(own: Own[], { request, status, body }: Answered): void {
  if (status === 201 && request.path === '/v1/work-orders')
    own.push({ id: body.id, revision: body.revision, status: body.status });
  const mine = own.find(({ id }) => status === 200 && id === body.id);
  if (mine) Object.assign(mine, { revision: body.revision, status: body.status });
}

/** Those of the answers that say it is done. */
export function acknowledged({ answered }: Pick<Outcome, 'answered'>): Answered[] {
  return answered.filter(({ status }) => status < 300);
}
