// /v1/commands: the queue of a tablet that had no network. Each line is one act, performed as if it had come by itself.
import { Readable } from 'node:stream';
import {
  command,
  isQueued,
  QUEUED_OPERATIONS,
  Queue,
  type QueuedOperation,
  saidAs,
} from '../../domain/exchange/command.ts';
import { Problem } from '../../domain/problem.ts';
import type { Fault } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import { exampleId } from '../examples.ts';
import { faultsOf } from '../faults.ts';
import { transitionRoutes } from '../orders/transitions.ts';
import { performerOf, refusing, type Sent } from '../performing.ts';
import { problemBody, problemOf } from '../problems.ts';
import { Document, defineRoute, isOutcome, type Route } from '../route.ts';
import { parseJson } from '../server/bodies.ts';
import type { Host } from '../server/host.ts';
import { collected, linesOf, NDJSON_TYPE } from '../server/ndjson.ts';
import { partDemandRoutes } from '../supply/part-demands.ts';
import { laborRoutes } from '../workshop/labor.ts';
import { nonconformanceRoutes } from '../workshop/nonconformances.ts';
import { operationRoutes } from '../workshop/operations.ts';

/** What became of one line: the body that its own address would have answered, or the problem. */
interface Answered {
  line: number;
  idempotencyKey: string | null;
  status: number;
  replayed: boolean;
  body?: unknown;
  problem?: Record<string, unknown>;
}

interface QueuedRoute {
  route: Route;
  pattern: RegExp;
  /** The field of the body that says when it was done; null: none does. */
  instantField: string | null;
}

const queuedRoutes: readonly QueuedRoute[] = [
  ...transitionRoutes,
  ...operationRoutes,
  ...laborRoutes,
  ...partDemandRoutes,
  ...nonconformanceRoutes,
].flatMap((route) => {
  if (!Object.hasOwn(QUEUED_OPERATIONS, route.operationId)) return [];
  const pattern = new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/?]+)')}$`);
  return [{ route, pattern, instantField: QUEUED_OPERATIONS[route.operationId as QueuedOperation] }];
});

const orderPath = exampleId('order.in_work');
const examples = [
  {
    idempotencyKey: 'tablet-7-0001',
    method: 'POST',
    path: `/v1/work-orders/${orderPath}/operations/${exampleId('operation.ready')}/complete`,
    occurredAt: '2026-05-07T09:30:00+09:00',
    body: {},
  },
  {
    idempotencyKey: 'tablet-7-0002',
    method: 'POST',
    path: `/v1/work-orders/${orderPath}/labor`,
    occurredAt: '2026-05-07T09:30:00+09:00',
    body: { operationId: exampleId('operation.ready'), hours: 1.5 },
  },
];

export const commandRoutes = [
  defineRoute({
    operationId: 'runCommands',
    method: 'POST',
    path: '/v1/commands',
    tag: 'Commands',
    summary: 'Send what was done without a network',
    description:
      `NDJSON, a command a line: \`{ idempotencyKey, method, path, expectedRevision?, occurredAt?, body }\`. Each is performed as if it had come by itself to its own address, with the same checks, and counts as a request of its caller. ` +
      'The answer is NDJSON too, a line a command, sent as each is done: `{ line, idempotencyKey, status, replayed, body }`, or `problem` in place of `body`. ' +
      'The commands of an order run in their order; once one is refused, the later ones on that order are answered `command.not_tried` and change nothing, while other orders go on. A line that can’t be read answers for itself. ' +
      'Send the same lines again, as often as needed: what was done is answered (`replayed`), not done again; the request itself needs no Idempotency-Key. ' +
      '`expectedRevision` left out is the revision that the command before it on the same order left. `occurredAt` stands for the field of the body that says when. ' +
      `Operations that may be queued: ${Object.keys(QUEUED_OPERATIONS).join(', ')}; of transitions those of depot staff that nobody signs.`,
    roles: ['depot_staff'],
    stream: [NDJSON_TYPE],
    answer: { status: 200, types: [NDJSON_TYPE], description: 'What became of each command, a line each.' },
    example: {
      upload: { mediaType: NDJSON_TYPE, text: examples.map((one) => `${JSON.stringify(one)}\n`).join('') },
    },
    async handle(act, { upload, host }) {
      // All of it before the first is tried: what breaks off on its way has changed nothing, and nobody waits for who does not read.
      const lines = linesOf(await collected(upload.content, host.bodyLimitBytes));
      if (lines.length === 0) throw new Problem('request.invalid', { errors: [noCommands] });
      return new Document(
        `${NDJSON_TYPE}; charset=utf-8`,
        Readable.from(answers(act, host, lines), { objectMode: false }),
        { 'x-accel-buffering': 'no' },
      );
    },
  }),
];

const noCommands: Fault = {
  pointer: '',
  code: 'command.none',
  message: { en: 'There is no command in it.', ja: 'コマンドが一つもありません。' },
};

async function* answers(
  act: Act,
  host: Host,
  lines: readonly { line: number; bytes: Buffer }[],
): AsyncGenerator<Buffer> {
  const queue = new Queue();
  for (const { line, bytes } of lines) {
    const answered = await answerOf(act, host, queue, line, bytes);
    yield Buffer.from(`${JSON.stringify(answered)}\n`);
  }
}

/** Performs one line. Never raises: whatever goes wrong is the answer of this line. */
async function answerOf(act: Act, host: Host, queue: Queue, line: number, bytes: Buffer): Promise<Answered> {
  let said: Partial<Record<'idempotencyKey' | 'path', unknown>> = {};
  let orderId: string | null = null;
  const key = () => (typeof said.idempotencyKey === 'string' ? said.idempotencyKey : null);
  try {
    const value = parseJson(bytes);
    if (typeof value === 'object' && value !== null) said = value;
    orderId = orderOf(said.path);
    const stop = orderId === null ? null : queue.stopOf(orderId);
    if (stop) {
      const { code, ...before } = stop;
      throw new Problem('command.not_tried', { ...before, reason: code });
    }
    const { status, replayed, body } = await perform(act, host, queue, value);
    if (orderId !== null) queue.done(orderId, (body as { revision?: unknown } | null)?.revision);
    return { line, idempotencyKey: key(), status, replayed, body };
  } catch (error) {
    const problem = problemOf(error, act.requestId, host.bodyLimitBytes);
    if (problem.code === 'internal') act.report(error);
    if (orderId !== null && !queue.stopOf(orderId))
      queue.refused(orderId, { line, idempotencyKey: key(), code: problem.code });
    const instance = typeof said.path === 'string' ? said.path : '/v1/commands';
    return {
      line,
      idempotencyKey: key(),
      status: problem.status,
      replayed: false,
      problem: problemBody(problem, act.language, instance),
    };
  }
}

function orderOf(path: unknown): string | null {
  return typeof path === 'string' ? (/^\/v1\/work-orders\/([^/?]+)/.exec(path)?.[1]?.toLowerCase() ?? null) : null;
}

async function perform(
  act: Act,
  host: Host,
  queue: Queue,
  value: unknown,
): Promise<{ status: number; replayed: boolean; body: unknown }> {
  await host.limits.spendAgain(act.caller.personId);
  const parsed = command.safeParse(value);
  if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
  const { method, path, idempotencyKey, expectedRevision, occurredAt } = parsed.data;
  const found = queuedRoutes.find(({ route, pattern }) => route.method === method && pattern.test(path));
  if (!found || !isQueued(found.route.operationId as QueuedOperation, parsed.data.body))
    throw new Problem('command.not_queued');
  const { route, pattern, instantField } = found;
  const params = route.params?.safeParse({ ...pattern.exec(path)?.groups });
  if (!params?.success) throw new Problem('resource.not_found');
  const body = withInstant(parsed.data.body, instantField, occurredAt);
  const sent: Sent = {
    params: params.data,
    query: {},
    body,
    headers: {
      ifMatch: queue.revisionFor(String((params.data as { id: string }).id), expectedRevision),
      idempotencyKey,
      faults: [],
    },
    scope: null,
    upload: { mediaType: '', charset: null, content: Readable.from([]) },
    cookies: undefined,
    isHead: false,
    header: () => undefined,
    again: async () => act.caller,
    prefers: ([first]) => first,
  };
  const warn = (what: Record<string, unknown>, message: string) =>
    act.report(new Error(message, { cause: what.cause }));
  const result = await refusing(host, route, act, params.data, warn, async () => {
    await route.scope?.(act, params.data as never);
    return await performerOf(route, host)(act, sent).catch(inBody);
  });
  if (!isOutcome(result)) return { status: route.answer.status, replayed: false, body: result };
  if (result.replayed) host.metrics.replayed(route.operationId);
  return { status: route.answer.status, ...result };
}

// A fault of a body is one of the command's `body`.
function inBody(error: unknown): never {
  if (!(error instanceof Problem) || error.code !== 'request.invalid') throw error;
  const errors = (error.extra.errors as Fault[]).map((fault) => ({ ...fault, pointer: `/body${fault.pointer}` }));
  throw new Problem(error.code, { ...error.extra, errors }, error.hides);
}

function withInstant(
  body: Record<string, unknown>,
  field: string | null,
  occurredAt: string | undefined,
): Record<string, unknown> {
  if (occurredAt === undefined) return body;
  if (field !== null && !Object.hasOwn(body, field)) return { ...body, [field]: saidAs(field, occurredAt) };
  const message =
    field === null
      ? {
          en: 'This operation is recorded as of now: it takes no instant.',
          ja: 'この操作には実施日時を指定できません。',
        }
      : { en: `The body says already when: ${field}.`, ja: `実施日時は本文の${field}で指定済みです。` };
  throw new Problem('request.invalid', { errors: [{ pointer: '/occurredAt', code: 'command.instant', message }] });
}
