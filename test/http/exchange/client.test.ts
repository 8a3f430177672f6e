// The client against a running service: what it asks, asks again and tells; and the examples that are made with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOptions, Seibi, SeibiProblem, SeibiUnreachable } from '../../../src/client/index.ts';
import { logRepair } from '../../story/examples/log-repair.ts';
import { quarterlyReport } from '../../story/examples/quarterly-report.ts';
import type { Loose } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';
import { until } from '../../support/until.ts';

let plant: Plant;
let url: string;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: 50 }, { 'if-match': `"${revision}"` });
  url = await plant.app.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => plant.close());

const waits: number[] = [];
const as = (actor: Actor, more: Partial<ClientOptions> = {}) =>
  new Seibi({
    url,
    key: actor.key,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    chance: () => 0,
    ...more,
  });

type Fetch = typeof fetch;
/** The network as it is, but for what goes wrong first. */
function failing(...faults: (Error | Response | ((url: string, init: RequestInit) => Promise<Response>))[]): Fetch {
  return (async (address: string, init: RequestInit) => {
    const fault = faults.shift();
    if (fault instanceof Error) throw fault;
    if (typeof fault === 'function') return await fault(address, init);
    return fault ?? (await fetch(address, init));
  }) as Fetch;
}
const busy = (status: number, retryAfter?: string) =>
  new Response('{}', { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });
const codeOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (refused: unknown) => refused,
  );
  return error instanceof SeibiProblem ? `${error.status} ${error.code}` : error;
};

describe('a story', () => {
  it('goes through with the types of the schemas, each change at the revision that was seen', async () => {
    const [program, depot] = [as(plant.people.program), as(plant.people.depot)];
    const draft = await program.workOrders.create({
      equipmentId: plant.ids.equipment,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { ja: '金属片' },
    });
    const submitted = await program.workOrders.act(draft, { action: 'submit' });
    expect(submitted.status).toBe('submitted');
    // Seen before it was submitted.
    expect(await codeOf(program.workOrders.act(draft, { action: 'submit' }))).toBe('412 revision.stale');
    const authorized = await program.workOrders.act(submitted, {
      action: 'authorize',
      authorizationId: plant.ids.authorization,
      estimatedCost: { currency: 'USD', minorUnits: 100 },
    });
    const custody = { document: 'D', deliveredBy: 'VMM', receivedBy: 'KSZ', serialNumber: '168243' };
    const inducted = await depot.workOrders.act(authorized, { action: 'induct', custody });
    const blocked = await depot.workOrders.act(inducted, { action: 'start' }).catch((error: unknown) => error);
    expect(blocked).toBeInstanceOf(SeibiProblem);
    expect((blocked as SeibiProblem).body.blockedBy).toMatchObject([{ guard: 'receiving_inspection_passed' }, {}]);
    const edited = await program.workOrders.edit(inducted, { requiredBy: '2026-12-01' });
    expect(edited).toMatchObject({ requiredBy: '2026-12-01', revision: inducted.revision + 1 });
    const events = await program.workOrders.events(draft.id, { limit: 2 }).all();
    expect(events.map((event) => event.type)).toEqual(['drafted', 'submitted', 'authorized', 'inducted', 'edited']);
    expect((await program.workOrders.segments(draft.id).first())?.category).toBe('receiving');
    expect((await depot.platforms.get(plant.ids.platform)).designation).toBe('MV-22B');
  });

  it('names every fault, and speaks Japanese when asked to', async () => {
    const error = await as(plant.people.program, { language: 'ja' })
      .workOrders.create({} as never)
      .catch((refused: unknown) => refused);
    expect((error as SeibiProblem).errors.map((fault) => fault.pointer)).toContain('/equipmentId');
    expect((error as SeibiProblem).message).toMatch(/^request\.invalid: .*[\u3040-\u30ff]/);
  });
});

describe('lists', () => {
  it('are read as far as their reader goes', async () => {
    for (let n = 0; n < 5; n += 1) await plant.draft({ equipmentId: await plant.item(`C${n}`) });
    let asked = 0;
    const counting = ((...given: Parameters<Fetch>) => {
      asked += 1;
      return fetch(...given);
    }) as Fetch;
    const { workOrders } = as(plant.people.program, { fetch: counting });
    const all = await workOrders.list({ limit: 2, status: ['draft'] }).all();
    expect([all.length, new Set(all.map((order) => order.id)).size, asked]).toEqual([5, 5, 3]);
    asked = 0;
    for await (const order of workOrders.list({ limit: 2 })) if (order) break;
    expect(asked).toBe(1);
  });
});

describe('what goes wrong on the way', () => {
  it('is asked again, later and later, as long as was said', async () => {
    waits.length = 0;
    const cut = new TypeError('fetch failed');
    const seibi = as(plant.people.program, { fetch: failing(cut, busy(503), busy(429, '7'), cut) });
    expect((await seibi.workOrders.list().page()).items.length).toBeGreaterThan(0);
    expect(waits).toEqual([100, 200, 7_000, 800]);
  });

  it('does nothing twice: a POST whose answer was lost is repeated under its key', async () => {
    const lost = async (address: string, init: RequestInit) => {
      await (await fetch(address, init)).text();
      throw new TypeError('fetch failed');
    };
    const seibi = as(plant.people.program, { fetch: failing(lost) });
    const before = (await seibi.events().all()).length;
    const order = await as(plant.people.program, { fetch: failing(lost) }).workOrders.create({
      equipmentId: await plant.item('once'),
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'once' },
    });
    const since = (await as(plant.people.program).events().all()).slice(before);
    expect(since.map((event) => event.workOrderId)).toEqual([order.id]);
    // A PATCH has no such key: whether it went through is for its caller to see.
    const again = as(plant.people.program, { fetch: failing(lost) }).workOrders.edit(order, {
      requiredBy: '2026-12-01',
    });
    expect(await codeOf(again)).toBeInstanceOf(SeibiUnreachable);
    expect((await seibi.workOrders.get(order.id)).requiredBy).toBe('2026-12-01');
  });

  it('is told in the end, and a refusal at once', async () => {
    waits.length = 0;
    const cut = new TypeError('fetch failed');
    const down = as(plant.people.program, { retries: 2, fetch: failing(cut, cut, cut, cut) });
    expect(await codeOf(down.workOrders.get('x'))).toBeInstanceOf(SeibiUnreachable);
    expect(waits.length).toBe(2);
    const proxy = as(plant.people.program, { fetch: failing(new Response('<html>', { status: 502 })) });
    expect(await codeOf(proxy.workOrders.get('x'))).toBeInstanceOf(SeibiUnreachable);
    waits.length = 0;
    expect(
      await codeOf(
        as({ ...plant.people.program, key: 'seibi_no' })
          .workOrders.list()
          .page(),
      ),
    ).toBe('401 session.unauthenticated');
    expect(waits).toEqual([]);
  });
});

describe('what goes on', () => {
  it('is followed without gap or double, though the line breaks', async () => {
    const ending = new AbortController();
    let broken = 0;
    // Each stream ends after its first event.
    const breaking = (async (address: string, init: RequestInit) => {
      const answer = await fetch(address, init);
      if (!address.includes('/v1/events') || broken >= 2) return answer;
      broken += 1;
      const decoder = new TextDecoder();
      const encoder = new TextEncoder();
      let text = '';
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          text += decoder.decode(piece, { stream: true });
          const end = text.indexOf('\n\n', text.indexOf('data: '));
          if (!text.includes('data: ') || end === -1) return;
          controller.enqueue(encoder.encode(text.slice(0, end + 2)));
          controller.terminate();
        },
      });
      return new Response(answer.body?.pipeThrough(cut) ?? null, answer);
    }) as Fetch;
    const { cursor } = await plant.send(plant.people.program, 'GET', '/v1/events?cursor=latest');
    const seen: Loose[] = [];
    const following = (async () => {
      const events = as(plant.people.program, { fetch: breaking }).follow({ cursor, type: ['drafted'] }, ending.signal);
      for await (const event of events) seen.push(event);
    })();
    for (let n = 0; n < 4; n += 1) await plant.draft({ equipmentId: await plant.item(`F${n}`) });
    await until(() => seen.length === 4);
    ending.abort();
    await following;
    const listed = await plant.send(plant.people.program, 'GET', `/v1/events?cursor=${cursor}&type=drafted`);
    expect([broken, seen]).toEqual([2, listed.items]);
  });

  it('a queue of commands is answered line by line', async () => {
    const order = await plant.bring((await plant.draft({ equipmentId: await plant.item('queue') })).id, 'submitted');
    const answers: Loose[] = [];
    const path = `/v1/work-orders/${order.id}/labor`;
    const commands = [{ idempotencyKey: 'a', method: 'POST', path, body: {} } as const];
    for await (const answer of as(plant.people.depot).runCommands(commands)) answers.push(answer);
    expect(answers).toMatchObject([
      { line: 1, idempotencyKey: 'a', status: 400, problem: { code: 'request.invalid' } },
    ]);
  });

  it('a webhook is made, changed, given another secret and taken away', async () => {
    const { webhooks } = as(plant.people.program);
    const made = await webhooks.create({ url: 'https://plant.example/in', types: ['released'] });
    const paused = await webhooks.edit(made, { status: 'disabled' });
    expect([made.secret?.slice(0, 6), paused.disabledBecause]).toEqual(['whsec_', 'owner']);
    expect((await webhooks.rotateSecret(made.id)).secret).not.toBe(made.secret);
    expect(await webhooks.deliveries(made.id).all()).toEqual([]);
    await webhooks.remove(made.id);
    expect(await codeOf(webhooks.get(made.id))).toBe('404 resource.not_found');
  });
});

describe('the examples', () => {
  it('log-repair: a plant logs a day, twice without doing it twice', async () => {
    const order = await plant.bring((await plant.draft({ equipmentId: await plant.item('example') })).id, 'in_work');
    const lines: string[] = [];
    const day = { on: plant.clock.now().slice(0, 10), hours: 7.5 };
    expect(await logRepair(as(plant.people.technician), order.number, day, (line) => lines.push(line))).toBe(
      'in_inspection',
    );
    expect(lines).toEqual(['10 Replace gearbox: done, 7.5 h', `${order.number} is in_inspection`]);
    const { revision } = await plant.order(order.id);
    expect(await logRepair(as(plant.people.technician), order.number, day, () => {})).toBe('in_inspection');
    expect((await plant.order(order.id)).revision).toBe(revision);
  });

  it('quarterly-report: an analyst’s figures are those of the service, with the orders behind them', async () => {
    const { id, number } = await plant.draft({ equipmentId: await plant.item('reported') });
    await plant.bring(id, 'released');
    const lines = await quarterlyReport(as(plant.people.program), '2026-01-01', '2026-04-01');
    expect(lines[0]).toMatch(/^Turnaround in days, 2026-01-01 to 2026-04-01 \(as recorded by 2026-/);
    expect(lines).toContain(`  the longest: ${number}`);
    expect(lines.find((line) => line.startsWith('all'))).toMatch(/^all +1 +0\.1 +0\.1$/);
  });
});
