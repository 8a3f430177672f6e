// The feed of events: by cursor in the order of commits, and live, without gap or double, for as long as its reader may see it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Followers, HEARTBEAT_TICKS, MOST_STREAMS, STALLED_TICKS } from '../../../src/usecases/exchange/followers.ts';
import type { Loose } from '../../support/app.ts';
import { engine } from '../../support/database.ts';
import { openStream, type Stream } from '../../support/event-stream.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';
import { until } from '../../support/until.ts';

let plant: Plant;
let followers: Followers;
let url: string;
beforeAll(async () => {
  plant = await startPlant('2026-03-02T00:00:00.000Z', {
    followers: (services) => {
      followers = new Followers(services);
      return followers;
    },
  });
  const path = `/v1/facilities/${plant.ids.facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: 50 }, { 'if-match': `"${revision}"` });
  url = await plant.app.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => plant.close());

const open: Stream[] = [];
afterEach(async () => {
  for (const stream of open.splice(0)) stream.leave();
  await until(() => followers.size === 0, 10);
});

async function follow(by: Actor, query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const stream = await openStream(`${url}/v1/events?${query}`, by.key, headers);
  open.push(stream);
  return stream;
}

async function readAll(by: Actor | 'admin', query = ''): Promise<{ items: Loose[]; cursor: string }> {
  const items: Loose[] = [];
  for (let cursor = ''; ; ) {
    const page = await plant.send(by, 'GET', `/v1/events?${query}${cursor && `&cursor=${cursor}`}`);
    items.push(...page.items);
    if (page.next === null) return { items, cursor: page.cursor };
    cursor = page.next;
  }
}
const named = (events: Loose[]) => events.map((e) => `${e.workOrderId} ${e.sequence}`);
const typesOf = (events: Loose[]) => events.map((e) => e.type);
const latest = async () => (await plant.send('admin', 'GET', '/v1/events?cursor=latest')).cursor as string;

describe('by cursor', () => {
  it('tells every event once, as the chain of its order has it, and goes on from where it stood', async () => {
    const order = await plant.orderIn('in_work');
    const { items, cursor } = await readAll(plant.people.program, 'limit=3');
    const own = items.filter((e) => e.workOrderId === order.id);
    const chain = (await plant.send(plant.people.program, 'GET', `/v1/work-orders/${order.id}/events?limit=200`)).items;
    const belongs = { number: order.number, facilityId: plant.ids.facility, platformId: plant.ids.platform };
    expect(own).toEqual(chain.map((event: Loose) => ({ ...event, position: expect.any(Number), ...belongs })));
    expect(new Set(named(items)).size).toBe(items.length);
    const places = items.map((e) => e.position);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    // Nothing is new; then what is, and that alone.
    expect(await plant.send(plant.people.program, 'GET', `/v1/events?cursor=${cursor}`)).toEqual({
      items: [],
      next: null,
      cursor,
    });
    await plant.act(plant.people.depot, order.id, 'hold', { cause: 'capacity', reason: { en: 'crane' } });
    const more = await plant.send(plant.people.program, 'GET', `/v1/events?cursor=${cursor}`);
    expect([typesOf(more.items), more.next]).toEqual([['held'], null]);
    // The audit has it at the same place.
    await plant.send('admin', 'POST', '/v1/audit/checkpoints');
    const proof = await plant.send(
      'admin',
      'GET',
      `/v1/audit/proofs/inclusion?recordId=${order.id}&sequence=${more.items[0].sequence}`,
    );
    expect(proof.position).toBe(more.items[0].position);
  });

  it('keeps to types, facilities and one order', async () => {
    const [one, other] = [await plant.orderIn('inducted'), await plant.orderIn('submitted')];
    const of = (query: string) => readAll(plant.people.depot, query);
    const byType = (await of('type=inducted&type=submitted')).items;
    expect(new Set(typesOf(byType))).toEqual(new Set(['inducted', 'submitted']));
    const byOrder = (await of(`workOrderId=${other.id}`)).items;
    expect(typesOf(byOrder)).toEqual(['drafted', 'submitted']);
    expect(typesOf((await of(`workOrderId=${one.id}&type=inducted`)).items)).toEqual(['inducted']);
    expect((await of(`facilityId=${plant.ids.facility}`)).items.length).toBe((await of('')).items.length);
    expect((await of(`facilityId=${plant.ids.platform}`)).items).toEqual([]);
  });

  it('shows nothing of what the caller does not see', async () => {
    const stranger = await plant.hire({ name: 'Stranger', roles: ['depot_staff'], facility: false });
    const order = await plant.draft({ equipmentId: await plant.item('hidden-1') });
    expect((await readAll(stranger)).items).toEqual([]);
    expect((await readAll(stranger, `workOrderId=${order.id}`)).items).toEqual([]);
    expect((await readAll('admin', `workOrderId=${order.id}`)).items.length).toBe(1);
  });

  it('refuses a cursor beyond the log: of another record, or from before a restore', async () => {
    const answer = await plant.ask('admin', 'GET', '/v1/events?cursor=999999999');
    expect([answer.status, answer.body.errors[0]]).toMatchObject([400, { pointer: '/cursor', code: 'cursor.ahead' }]);
  });

  it('never skips what was committed late, though it was recorded early', async () => {
    const { database } = plant.app;
    const [early, late] = [await plant.draft(), await plant.draft({ equipmentId: await plant.item('late-1') })];
    const from = await latest();
    let recorded = () => {};
    let release = () => {};
    const isRecorded = new Promise<void>((resolve) => {
      recorded = resolve;
    });
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    // One transaction takes its place in time, and its own time to commit; another comes and goes meanwhile.
    const { edit } = await editor();
    const slow = database.write(async (tx) => {
      await edit(tx, early.id, plant.clock.now());
      recorded();
      await isReleased;
    });
    await isRecorded;
    plant.clock.advance({ minutes: 1 });
    // One writer at a time on SQLite: the other commits after all.
    const quick = database.write((tx) => edit(tx, late.id, plant.clock.now()));
    if (engine === 'postgres') await quick;
    const first = await plant.send('admin', 'GET', `/v1/events?cursor=${from}`);
    expect(named(first.items)).toEqual(engine === 'postgres' ? [`${late.id} 2`] : []);
    release();
    await Promise.all([slow, quick]);
    const second = await plant.send('admin', 'GET', `/v1/events?cursor=${first.cursor}`);
    expect(named([...first.items, ...second.items]).sort()).toEqual([`${early.id} 2`, `${late.id} 2`].sort());
    if (engine === 'postgres') expect(named(second.items)).toEqual([`${early.id} 2`]);
  });
});

// An edit of a draft as a bare event, so that the test holds the transaction in its hand.
async function editor() {
  const { record } = await import('../../../src/usecases/orders/record.ts');
  const { getWorkOrderFile } = await import('../../../src/usecases/orders/access.ts');
  const act = await plant.app.act(plant.people.program.id);
  const edit = async (tx: Parameters<typeof record>[0], id: string, now: string) => {
    const loaded = await getWorkOrderFile(tx, act.caller, id);
    await record(tx, act, now, loaded, {
      type: 'edited',
      data: { requiredBy: '2026-12-01' },
      changes: [{ part: 'order', id, set: { requiredBy: '2026-12-01' } }],
    });
  };
  return { edit };
}

describe('live', () => {
  it('tells what happens as it happens, and resumes after the last without gap or double', async () => {
    const { program, depot } = plant.people;
    const order = await plant.orderIn('in_work');
    const from = await latest();
    const stream = await follow(program, `cursor=${from}`);
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const hold = { cause: 'capacity', reason: { en: 'crane' } };
    await plant.act(depot, order.id, 'hold', hold);
    await until(() => stream.events.length === 1);
    await plant.act(depot, order.id, 'resume');
    await until(() => stream.events.length === 2);
    stream.leave();
    await until(() => followers.size === 0, 10);
    await plant.act(depot, order.id, 'hold', hold);
    await plant.act(depot, order.id, 'resume');
    const resumed = await follow(program, `cursor=${from}`, { 'last-event-id': stream.events[0]?.id ?? '' });
    await until(() => resumed.events.length === 3);
    const all = [...stream.events.slice(0, 1), ...resumed.events].map((e) => e.data as Loose);
    expect(typesOf(all)).toEqual(['held', 'resumed', 'held', 'resumed']);
    const listed = await plant.send(program, 'GET', `/v1/events?cursor=${from}`);
    expect(all).toEqual(listed.items);
  });

  it('follows what another node writes', async () => {
    if (engine !== 'postgres') return;
    const { startTestApp } = await import('../../support/app.ts');
    const other = await startTestApp({ place: plant.app.place, clock: plant.clock });
    try {
      const stream = await follow(plant.people.program, 'cursor=latest');
      const order = await plant.draft();
      const path = `/v1/work-orders/${order.id}/transitions`;
      const answer = await other.call(
        plant.people.program.key,
        'POST',
        path,
        { action: 'submit' },
        { 'if-match': '"1"' },
      );
      expect(answer.status).toBe(200);
      await until(() => stream.events.length === 2);
      expect(typesOf(stream.events.map((e) => e.data as Loose))).toEqual(['drafted', 'submitted']);
    } finally {
      await other.close();
    }
  });

  it('gives a sign of life, with the place it has read to, and looks for news that were lost', async () => {
    const stranger = await plant.hire({ name: 'Narrow', roles: ['depot_staff'], facility: false });
    const from = await latest();
    const stream = await follow(stranger, `cursor=${from}`);
    await plant.draft({ equipmentId: await plant.item('beat-1') });
    await until(() => followers.size === 1);
    const reached = await latest();
    expect(reached).not.toBe(from);
    // A sign of life may still name the place before the draft, when its reading had begun before it was recorded.
    await until(() => {
      for (let n = 0; n < HEARTBEAT_TICKS; n += 1) followers.tick();
      return Number(stream.lastId()) === Number(reached);
    });
    expect([/: alive/.test(stream.text()), stream.events]).toEqual([true, []]);
  });

  it('ends with the key, before anything more is told', async () => {
    const { program } = plant.people;
    const key = await plant.send('admin', 'POST', `/v1/people/${program.id}/keys`, {});
    const stream = await follow({ ...program, key: key.key }, 'cursor=latest');
    await plant.send(
      'admin',
      'PATCH',
      `/v1/people/${program.id}/keys/${key.id}`,
      { endedAt: plant.clock.now() },
      { 'if-match': `"${key.revision}"` },
    );
    await plant.draft({ equipmentId: await plant.item('ended-1') });
    await stream.ended;
    expect(stream.events).toEqual([]);
  });

  it('ends when what its reader may see has changed', async () => {
    const reader = await plant.hire({ name: 'Moved', roles: ['depot_staff'] });
    const stream = await follow(reader, 'cursor=latest');
    const { revision } = await plant.send('admin', 'GET', `/v1/people/${reader.id}`);
    const ifMatch = { 'if-match': `"${revision}"` };
    await plant.send('admin', 'PATCH', `/v1/people/${reader.id}`, { facilityIds: [] }, ifMatch);
    await plant.draft({ equipmentId: await plant.item('moved-1') });
    await stream.ended;
    expect(stream.events).toEqual([]);
  });

  it('has a bound for each person, and a place is free again when one is left', async () => {
    const { depot, program } = plant.people;
    const streams = await Promise.all(Array.from({ length: MOST_STREAMS }, () => follow(depot)));
    const refused = await plant.ask(depot, 'GET', '/v1/events', undefined, { accept: 'text/event-stream' });
    expect([refused.status, refused.body.code, refused.body.limit]).toEqual([
      429,
      'feed.too_many_streams',
      MOST_STREAMS,
    ]);
    await follow(program);
    streams[0]?.leave();
    await until(() => followers.size === MOST_STREAMS, 10);
    await follow(depot);
  });

  it('refuses what is no place before it begins', async () => {
    for (const [headers, pointer] of [
      [{ 'last-event-id': 'x' }, '/Last-Event-ID'],
      [{ 'last-event-id': '999999999' }, '/cursor'],
    ] as const) {
      const answer = await plant.ask('admin', 'GET', '/v1/events', undefined, {
        accept: 'text/event-stream',
        ...headers,
      });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    }
    expect(followers.size).toBe(0);
  });

  it('holds one piece for a reader who takes none, and lets them go in the end', async () => {
    const { database, services } = plant.app;
    const act = await plant.app.act(plant.people.program.id);
    let cuts = 0;
    let reads = 0;
    const counted = {
      ...act,
      database: {
        ...database,
        read: (work: never) => {
          reads += 1;
          return database.read(work);
        },
      },
    } as never;
    const own = new Followers(services);
    const following = { act: counted, filters: {}, cursor: '0', again: async () => act.caller };
    const { pieces } = await own.follow(following, () => {
      cuts += 1;
    });
    expect((await pieces.next()).value).toEqual({ items: [], cursor: 0 });
    const before = reads;
    for (let n = 0; n < STALLED_TICKS; n += 1) own.tick();
    await plant.draft({ equipmentId: await plant.item('slow-1') });
    expect([reads, cuts]).toEqual([before, 0]);
    own.tick();
    expect(cuts).toBe(1);
    expect(await pieces.next()).toEqual({ done: true, value: undefined });
    expect(own.size).toBe(0);
  });

  it('answers HEAD without one', async () => {
    const answer = await plant.ask(plant.people.depot, 'HEAD', '/v1/events', undefined, {
      accept: 'text/event-stream',
    });
    expect([answer.status, followers.size]).toEqual([200, 0]);
  });

  it('ends with the service', async () => {
    const ending = await startPlant();
    const where = await ending.app.app.listen({ host: '127.0.0.1', port: 0 });
    const stream = await openStream(`${where}/v1/events`, ending.people.depot.key);
    await ending.close();
    await stream.ended;
  });
});

it('reports no fault of the program', () => {
  expect(plant.app.reported).toEqual([]);
});
