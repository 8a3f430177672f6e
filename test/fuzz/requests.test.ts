// Thousands of requests made from the OpenAPI document, valid, mutated and hostile, as each role, against a live server: each answer is one that the document declares.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Chance } from '../../src/cli/demo/stage.ts';
import { demoKeys } from '../../src/usecases/access/demo-people.ts';
import { type Answer, document, faultOf, type Operation, operations } from './document.ts';
import { LINES } from './hostile.ts';
import { KINDS, type Kind, type Made, Requests } from './requests.ts';
import { makeTemplate, type Stand, type Template } from './stand.ts';
import { Ids, Values } from './values.ts';

const SEED = Number(process.env.SEIBI_FUZZ_SEED ?? 20_261_127);
const REQUESTS = Number(process.env.SEIBI_FUZZ_REQUESTS ?? 3_000);
// Each batch begins with the world as it was made, so that what one request ended is there for another.
const BATCH = 600;

interface Tally {
  sent: number;
  byStatus: Map<number, number>;
  byKind: Map<Kind, number>;
  /** Operations that were answered with success. */
  done: Set<string>;
  faults: string[];
}

let template: Template;
beforeAll(async () => {
  template = await makeTemplate();
});
afterAll(() => template.drop());

it(`answers ${REQUESTS} requests as the document says`, async () => {
  const tally: Tally = { sent: 0, byStatus: new Map(), byKind: new Map(), done: new Set(), faults: [] };
  for (let batch = 0; tally.sent < REQUESTS && tally.faults.length < 40; batch += 1)
    await runBatch(SEED + batch, Math.min(BATCH, REQUESTS - tally.sent), tally);
  const statuses = [...tally.byStatus].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const kinds = [...tally.byKind].map(([kind, count]) => `${count} ${kind}`);
  const never = operations.map(({ operationId }) => operationId).filter((name) => !tally.done.has(name));
  process.stdout.write(
    `fuzz (seed ${SEED}): ${tally.sent} requests, ${kinds.join(', ')}; ${statuses.join(', ')}\n` +
      `${tally.done.size} of ${operations.length} operations were done; never: ${never.join(', ') || 'none'}\n`,
  );
  expect(tally.faults.slice(0, 40)).toEqual([]);
  // Refusals alone would show little.
  if (REQUESTS >= 2 * operations.length) expect(tally.done.size / operations.length).toBeGreaterThan(0.9);
  // This process is the server, too: nobody reached the prototype of all its objects.
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

async function runBatch(seed: number, count: number, tally: Tally): Promise<void> {
  const stand = await template.stand(seed);
  try {
    const chance = new Chance(seed);
    const ids = new Ids();
    await learn(stand, ids);
    const requests = new Requests(stand, new Values(ids), chance);
    for (const { operation, kind } of plan(count, chance)) {
      const made = await requests.make(operation, kind);
      const fault = await judged(stand, made, tally);
      if (fault !== null) tally.faults.push(`batch ${seed}: ${shown(made)}\n  ${fault}`);
      stand.pass(chance.whole(0, 2));
    }
    for (const fault of await stand.recordFaults()) tally.faults.push(`batch ${seed}: the record: ${fault}`);
    for (const error of stand.reported) tally.faults.push(`batch ${seed}: reported: ${(error as Error).stack}`);
  } finally {
    await stand.close();
  }
}

// Every operation in an order of chance, again and again: at first by its example, then in all kinds.
function plan(count: number, chance: Chance): { operation: Operation; kind: Kind }[] {
  const planned: { operation: Operation; kind: Kind }[] = [];
  for (let round = 0; planned.length < count; round += 1)
    for (const operation of shuffled(operations, chance))
      planned.push({ operation, kind: round === 0 && count === BATCH ? 'example' : chance.pick(KINDS) });
  return planned.slice(0, count);
}

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  return list
    .map((item) => ({ item, place: chance.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function judged(stand: Stand, made: Made, tally: Tally): Promise<string | null> {
  tally.sent += 1;
  count(tally.byKind, made.kind);
  let answer: Answer;
  try {
    answer = await stand.send(made);
  } catch (error) {
    return `no answer: ${(error as Error).message}`;
  }
  count(tally.byStatus, answer.status);
  if (answer.status < 400 && !made.isElsewhere) tally.done.add(made.operation.operationId);
  const { operation } = made.isElsewhere ? reachedBy(made) : made;
  const fault = faultOf(operation, answer, made.method === 'HEAD');
  return fault === null ? null : `${fault}: ${answer.body.toString('utf8').slice(0, 600)}`;
}

// Which operation a bent path leads to after all, as the document has it.
function reachedBy({ method, target }: Made): { operation: Operation | null } {
  const [path = ''] = target.split(/[?#]/, 1);
  const operation = operations.find((one) => {
    const pattern = one.path.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]*');
    return one.method === method && new RegExp(`^${pattern}$`).test(decoded(path));
  });
  return { operation: operation ?? null };
}

// A slash that is written %2F separates nothing.
function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll(/%2f/gi, '%EF%BC%8F'));
  } catch {
    return path;
  }
}

async function learn(stand: Stand, ids: Ids): Promise<void> {
  ids.learn(document.paths, '');
  for (const { method, path, parameters } of operations) {
    const isPlainList =
      method === 'GET' && /^\/v1\/[a-z-]+$/.test(path) && parameters.every(({ required }) => !required);
    if (!isPlainList) continue;
    const headers = { authorization: `Bearer ${demoKeys.admin.key}` };
    const answer = await stand.send({ method, target: path, headers, body: null });
    if (answer.status === 200) ids.learn(JSON.parse(answer.body.toString('utf8')), path.split('/')[2] ?? '');
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function shown({ kind, method, target, headers, body }: Made): string {
  return `${kind} ${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 400)} ${body?.toString('utf8').slice(0, 600) ?? ''}`;
}

it('answers what is no request as a problem, or closes the connection', async () => {
  const stand = await template.stand(SEED);
  try {
    for (const line of LINES) {
      const answer = await stand.write(line);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
      expect(answer === '' || (status >= 200 && status < 500), `${line.slice(0, 80)}: ${answer.slice(0, 300)}`).toBe(
        true,
      );
      if (status >= 400) expect(answer, line.slice(0, 80)).toContain('application/problem+json');
    }
    const headers = { authorization: `Bearer ${demoKeys.depot.key}` };
    expect((await stand.send({ method: 'GET', target: '/v1/work-orders', headers, body: null })).status).toBe(200);
  } finally {
    await stand.close();
  }
});
