// The queue of a tablet that had no network: in order per order, each answered by itself, a refusal stops its own order, and it may come again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Loose } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: 50 }, { 'if-match': `"${revision}"` });
});
afterAll(() => plant.close());

let keys = 0;
const newKey = () => {
  keys += 1;
  return `tablet-${keys}`;
};
const at = (id: string, rest: string) => `/v1/work-orders/${id}/${rest}`;
const post = (path: string, body: object, more: object = {}) => ({
  idempotencyKey: newKey(),
  method: 'POST',
  path,
  body,
  ...more,
});
const move = (id: string, action: string, more: object = {}, body: object = {}) =>
  post(at(id, 'transitions'), { action, ...body }, more);

async function run(by: Actor, lines: readonly (object | string)[]): Promise<Loose[]> {
  const answer = await sent(by, lines);
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status: 200,
    type: 'application/x-ndjson; charset=utf-8',
  });
  return answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function sent(by: Actor, lines: readonly (object | string)[], headers = {}): Promise<Answer> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return await plant.app.call(by.key, 'POST', '/v1/commands', text, {
    'content-type': 'application/x-ndjson',
    ...headers,
  });
}

const outcome = ({ status, problem }: Loose) => (problem ? `${status} ${problem.code}` : status);
const eventsOf = async (id: string) =>
  (await plant.send(plant.people.program, 'GET', at(id, 'events?limit=200'))).items as Loose[];

describe('a day without a network', () => {
  it('arrives whole, at the instants it was done, and again without being done again', async () => {
    const { depot } = plant.people;
    const order = await plant.orderIn('inducted');
    await plant.ready(order.id, 'start');
    const { revision } = await plant.order(order.id);
    const [operation] = (await plant.send(depot, 'GET', at(order.id, 'operations'))).items;
    const morning = plant.clock.now();
    plant.clock.advance({ hours: 9 });
    const hour = (n: number) => new Date(Date.parse(morning) + n * 3_600_000).toISOString();
    const demand = { partNumber: '901', nomenclature: { ja: 'ガスケット' }, quantity: 1 };
    const day = [
      // The revision that was seen in the morning; from then on, what the line before left.
      move(order.id, 'start', { expectedRevision: revision, occurredAt: hour(1) }),
      post(at(order.id, 'part-demands'), demand, { occurredAt: hour(2) }),
      post(at(order.id, `operations/${operation.id}/complete`), {}, { occurredAt: hour(3) }),
      post(at(order.id, 'labor'), { operationId: operation.id, hours: 1.5 }, { occurredAt: hour(3) }),
      move(order.id, 'present', { occurredAt: hour(4) }, { toolsAccounted: true, foreignObjectsCleared: true }),
    ];
    const answers = await run(depot, day);
    expect(answers.map(outcome)).toEqual([200, 201, 200, 201, 200]);
    expect(answers.map((a) => [a.line, a.idempotencyKey, a.replayed])).toEqual(
      day.map((command, index) => [index + 1, command.idempotencyKey, false]),
    );
    expect(answers[4].body).toMatchObject({ id: order.id, status: 'in_inspection', revision: revision + 5 });
    expect(answers[3].body.on).toBe(hour(3).slice(0, 10));
    const events = (await eventsOf(order.id)).slice(-5);
    expect(events.map((e) => [e.type, e.occurredAt])).toEqual([
      ['started', hour(1)],
      ['part_demanded', hour(2)],
      ['operation_completed', hour(3)],
      // Labor is of a day.
      ['labor_logged', plant.clock.now()],
      ['presented', hour(4)],
    ]);

    // The answer was lost on its way: all of it again, and one that did not make it the first time.
    const again = await run(depot, [...day, move(order.id, 'withdraw', {}, { reason: { ja: '見直し' } })]);
    expect(again.map((a) => [outcome(a), a.replayed])).toEqual([
      [200, true],
      [201, true],
      [200, true],
      [201, true],
      [200, true],
      [200, false],
    ]);
    expect(again.slice(0, 5).map((a) => a.body)).toEqual(answers.map((a) => a.body));
    expect((await plant.order(order.id)).revision).toBe(revision + 6);
    // To its own address it is the same request.
    const { path, body, idempotencyKey } = day[1] as Loose;
    const alone = await plant.ask(
      depot,
      'POST',
      path,
      { ...body, occurredAt: hour(2) },
      { 'idempotency-key': idempotencyKey },
    );
    expect([alone.headers['idempotency-replayed'], alone.body]).toEqual(['true', answers[1].body]);
  });

  it('repeats a PATCH too', async () => {
    const { depot } = plant.people;
    const order = await plant.orderIn('awaiting_parts');
    const [demand] = (await plant.send(depot, 'GET', at(order.id, 'part-demands'))).items;
    const patch = {
      idempotencyKey: newKey(),
      method: 'PATCH',
      path: at(order.id, `part-demands/${demand.id}`),
      expectedRevision: demand.revision,
      body: { status: 'received' },
    };
    const resume = move(order.id, 'resume');
    const first = await run(depot, [patch, resume]);
    expect(first.map(outcome)).toEqual([200, 200]);
    const second = await run(depot, [patch, resume]);
    expect(second.map((a) => [outcome(a), a.replayed])).toEqual([
      [200, true],
      [200, true],
    ]);
    expect(second.map((a) => a.body)).toEqual(first.map((a) => a.body));
  });
});

describe('a conflict', () => {
  it('stops the later commands of its order, says why, and leaves other orders alone', async () => {
    const { depot } = plant.people;
    const [met, free] = [await plant.orderIn('in_work'), await plant.orderIn('in_work')];
    // Somebody else acted meanwhile.
    const before = await plant.act(plant.people.depot, met.id, 'hold', { cause: 'capacity', reason: { en: 'crane' } });
    expect(before.status).toBe(200);
    const hold = { cause: 'weather', reason: { ja: '台風' } };
    const lines = [
      move(met.id, 'hold', { expectedRevision: met.revision }, hold),
      move(free.id, 'hold', { expectedRevision: free.revision }, hold),
      post(at(met.id, 'operations'), { title: { en: 'Dry it' } }),
      move(met.id, 'resume'),
      move(free.id, 'resume'),
    ];
    const answers = await run(depot, lines);
    expect(answers.map(outcome)).toEqual([
      '412 revision.stale',
      200,
      '424 command.not_tried',
      '424 command.not_tried',
      200,
    ]);
    expect(answers[0].problem).toMatchObject({
      currentRevision: met.revision + 1,
      instance: at(met.id, 'transitions'),
    });
    expect(answers[3].problem).toMatchObject({
      line: 1,
      idempotencyKey: lines[0]?.idempotencyKey,
      reason: 'revision.stale',
      detail: expect.stringContaining('line 1'),
    });
    expect((await plant.order(met.id)).revision).toBe(met.revision + 1);
    // Decided anew: what was not tried goes through under the same keys.
    const [, , planned] = lines;
    const retried = await run(depot, [planned as object]);
    expect(retried.map((a) => [outcome(a), a.replayed])).toEqual([[201, false]]);
  });

  it('is any refusal: a guard, a role, an order out of sight; and a stranger’s is kept as denied', async () => {
    const { depot } = plant.people;
    const order = await plant.orderIn('in_work');
    const other = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    const blocked = move(order.id, 'present', {}, { toolsAccounted: false, foreignObjectsCleared: true });
    const answers = await run(depot, [
      { ...blocked, expectedRevision: order.revision },
      move(order.id, 'hold', {}, { cause: 'capacity', reason: { en: 'x' } }),
    ]);
    expect(answers.map(outcome)).toEqual(['409 transition.blocked', '424 command.not_tried']);
    expect(answers[0].problem.blockedBy.map((b: Loose) => b.guard)).toContain('tools_accounted');

    const [hidden] = await run(other, [move(order.id, 'resume', { expectedRevision: 1 })]);
    expect(outcome(hidden)).toBe('404 resource.not_found');
    const denials = await plant.send('admin', 'GET', `/v1/denials?personId=${other.id}`);
    expect(denials.items[0]).toMatchObject({ operationId: 'transition', path: at(order.id, 'transitions') });
  });

  it('speaks the language asked for', async () => {
    const order = await plant.orderIn('draft');
    const answer = await sent(plant.people.depot, [move(order.id, 'induct')], { 'accept-language': 'ja' });
    expect(JSON.parse(answer.text).problem.title).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });
});

describe('a line that is wrong', () => {
  it('answers for itself, with every fault and its place, while others go on', async () => {
    const order = await plant.orderIn('in_work');
    const answers = await run(plant.people.depot, [
      '{"idempotencyKey":',
      '[]',
      '',
      { method: 'GET', path: 7, extra: true },
      post(at(order.id, 'labor'), { hours: -1, nonsense: 1 }),
      post(at(order.id, 'part-demands'), {}),
      `\uFEFF${'['.repeat(200)}`,
      post(at('01940000-0000-7000-8000-ffffffffffff', 'labor'), {}),
    ]);
    expect(answers.map((a) => [a.line, outcome(a)])).toEqual([
      [1, '400 request.malformed_json'],
      [2, '400 request.invalid'],
      [4, '400 request.invalid'],
      [5, '400 request.invalid'],
      [6, '424 command.not_tried'],
      [7, '400 request.malformed_json'],
      [8, '404 resource.not_found'],
    ]);
    expect(answers[2].problem.errors.map((e: Loose) => e.pointer).sort()).toEqual([
      '/extra',
      '/idempotencyKey',
      '/method',
      '/path',
    ]);
    expect(answers[3].problem.errors.map((e: Loose) => e.pointer).sort()).toEqual([
      '/body/hours',
      '/body/nonsense',
      '/body/on',
      '/body/operationId',
    ]);
    expect(answers.map((a) => a.idempotencyKey === null)).toEqual([true, true, true, false, false, true, false]);
  });

  it('may not be queued: signed acts, acts of others, and addresses that are no act of depot staff', async () => {
    const { depot } = plant.people;
    const order = await plant.orderIn('in_work');
    const elsewhere = [
      move(order.id, 'accept', {}, { signature: {} }),
      move(order.id, 'reject', {}, { reason: { en: 'x' } }),
      post('/v1/work-orders', {}),
      post(at(order.id, 'inspections'), {}),
      post(`${at(order.id, 'labor')}?x=1`, {}),
      post('/v1/commands', {}),
      post('//v1/work-orders', {}),
    ];
    // One a request: each would stop those after it.
    for (const line of elsewhere) expect((await run(depot, [line])).map(outcome)).toEqual(['409 command.not_queued']);
    const [unknown] = await run(depot, [move(order.id, 'explode', { expectedRevision: 1 })]);
    expect(outcome(unknown)).toBe('400 request.invalid');
    const instants = [
      post(at(order.id, 'operations'), { title: { en: 'x' } }, { occurredAt: plant.clock.now() }),
      post(at(order.id, 'labor'), { on: '2026-03-02' }, { occurredAt: plant.clock.now() }),
    ];
    for (const line of instants)
      expect((await run(depot, [line]))[0].problem.errors).toMatchObject([
        { pointer: '/occurredAt', code: 'command.instant' },
      ]);
    expect((await plant.order(order.id)).revision).toBe(order.revision);
  });
});

describe('the request itself', () => {
  it('is of depot staff, NDJSON, of some size and not empty', async () => {
    const { depot, inspector } = plant.people;
    const seen = ({ status, body }: Answer) => [status, body.code];
    expect(seen(await sent(inspector, ['{}']))).toEqual([403, 'access.role_denied']);
    expect(seen(await sent(depot, ['{}'], { 'content-type': 'application/json' }))).toEqual([
      415,
      'request.unsupported_media_type',
    ]);
    expect(seen(await sent(depot, ['\n \r\n']))).toEqual([400, 'request.invalid']);
    expect(seen(await sent(depot, ['x'.repeat(1_048_577)]))).toEqual([413, 'request.too_large']);
  });

  it('counts each command as a request of its caller: many at once get round no limit', async () => {
    const limited = await startPlant('2026-03-02T00:00:00.000Z', { settings: { rateLimitPerMinute: 600 } });
    try {
      const line = { ...post(at('01940000-0000-7000-8000-ffffffffffff', 'labor'), {}), idempotencyKey: 'one' };
      const { body, text } = await limited.app.call(
        limited.people.depot.key,
        'POST',
        '/v1/commands',
        Array.from({ length: 605 }, (_, n) => JSON.stringify({ ...line, path: `/v1/work-orders/${n}/labor` })).join(
          '\n',
        ),
        { 'content-type': 'application/x-ndjson' },
      );
      expect(body).toEqual(text);
      const answers = text
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each));
      expect(answers.length).toBe(605);
      expect(outcome(answers[0])).toBe('404 resource.not_found');
      expect(answers.at(-1).problem).toMatchObject({
        code: 'request.rate_limited',
        retryAfterSeconds: expect.any(Number),
      });
    } finally {
      await limited.close();
    }
  });
});
