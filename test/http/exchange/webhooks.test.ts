// Webhooks: what happens arrives, signed, in order and whole, however the receiver fares; as its owner sees it, for as long as they are there.
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELIVERIES_KEPT_DAYS, FAILING_HOURS, NOTICE_HOURS } from '../../../src/domain/exchange/webhook.ts';
import { type Answer, deliverDue, deliverTo, startDeliveries } from '../../../src/usecases/exchange/deliveries.ts';
import { forgetDeliveries, MOST_WEBHOOKS } from '../../../src/usecases/exchange/webhooks.ts';
import { ADMIN_KEY, type Loose, startTestApp } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';
import { until } from '../../support/until.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
});
afterAll(() => plant.close());

interface Arrived {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  data: Loose;
}
const OK: Answer = { status: 204, retryAfterSeconds: null };
/** A receiver that answers as the test says; what it took is what it answered with 2xx. */
class Receiver {
  readonly arrived: Arrived[] = [];
  readonly taken: Loose[] = [];
  answer: () => Answer | Promise<Answer> = () => OK;

  async send({ url, headers, body }: { url: string; headers: Readonly<Record<string, string>>; body: string }) {
    const { data } = JSON.parse(body) as Loose;
    this.arrived.push({ url, headers, body, data });
    const answered = await this.answer();
    if ('status' in answered && answered.status < 300) this.taken.push(data);
    return answered;
  }
}
let receiver: Receiver;
beforeEach(() => {
  receiver = new Receiver();
});
afterEach(async () => {
  for (const { id } of (await plant.send('admin', 'GET', '/v1/webhooks?limit=200')).items) await end({ id });
});

const running = new AbortController().signal;
const deliver = () => deliverDue(plant.app.services, receiver, running);
const of = (events: Loose[]) => events.map((e) => `${e.number} ${e.sequence} ${e.type}`);
async function make(by: Actor, more: object = {}): Promise<Loose> {
  return await plant.send(by, 'POST', '/v1/webhooks', { url: 'https://plant.example/in', ...more });
}
const look = (hook: Loose) => plant.send('admin', 'GET', `/v1/webhooks/${hook.id}`);
const deliveriesOf = async (hook: Loose, query = '') =>
  (await plant.send('admin', 'GET', `/v1/webhooks/${hook.id}/deliveries?sort=position&limit=200&${query}`))
    .items as Loose[];
async function end(...hooks: Loose[]): Promise<void> {
  for (const hook of hooks) await plant.send('admin', 'DELETE', `/v1/webhooks/${hook.id}`);
}
let items = 0;
async function drafts(count: number): Promise<Loose[]> {
  const made: Loose[] = [];
  for (let n = 0; n < count; n += 1) {
    items += 1;
    plant.clock.advance({ seconds: 1 });
    made.push(await plant.draft({ equipmentId: await plant.item(`W${items}`) }));
  }
  return made;
}

describe('what happens', () => {
  it('arrives signed, once, in the order of the feed, from the beginning of the webhook on', async () => {
    await drafts(1);
    const hook = await make(plant.people.program);
    expect(hook).toMatchObject({ status: 'active', createdBy: plant.people.program.id, types: [], failures: 0 });
    const { cursor } = await plant.send(plant.people.program, 'GET', '/v1/events?cursor=latest');
    const [one, two] = await drafts(2);
    plant.clock.advance({ seconds: 1 });
    for (const order of [two, one]) await plant.act(plant.people.program, order.id, 'submit');
    await deliver();
    await deliver();
    const feed = (await plant.send(plant.people.program, 'GET', `/v1/events?cursor=${cursor}`)).items;
    expect(receiver.taken).toEqual(feed);
    expect(of(feed).map((text) => text.split(' ').at(-1))).toEqual(['drafted', 'drafted', 'submitted', 'submitted']);
    const log = await deliveriesOf(hook);
    expect(log.map((d) => [d.id, d.status, d.attempts, d.lastAnswer])).toEqual(
      receiver.arrived.map((a) => [a.headers['webhook-id'], 'delivered', 1, 204]),
    );
    const [{ body, headers }] = receiver.arrived as [Arrived];
    expect(JSON.parse(body)).toEqual({ type: 'work_order.drafted', timestamp: feed[0].recordedAt, data: feed[0] });
    // The library knows its own clock: the timestamp is that of this one.
    expect(headers['webhook-timestamp']).toBe(String(Date.parse(plant.clock.now()) / 1000));
    expect(signers(receiver.arrived[0] as Arrived, hook.secret)).toEqual([true]);
  });

  it('of the types and facilities asked for, as its owner sees it when it is sent', async () => {
    const moved = await plant.hire({ name: 'Plant system', roles: ['depot_staff'] });
    const hook = await make(moved, { types: ['submitted'], facilityIds: [plant.ids.facility] });
    await make(moved, { facilityIds: [plant.ids.platform] });
    const stranger = await plant.hire({ name: 'Stranger', roles: ['depot_staff'], facility: false });
    await make(stranger);
    const [one, two] = await drafts(2);
    await plant.act(plant.people.program, one.id, 'submit');
    await deliver();
    expect(of(receiver.taken)).toEqual([`${one.number} 2 submitted`]);

    // Queued while they saw it, and due when they no longer do.
    receiver.answer = () => ({ status: 500, retryAfterSeconds: null });
    await plant.act(plant.people.program, two.id, 'submit');
    await deliver();
    const { revision } = await plant.send('admin', 'GET', `/v1/people/${moved.id}`);
    await plant.send('admin', 'PATCH', `/v1/people/${moved.id}`, { facilityIds: [] }, { 'if-match': `"${revision}"` });
    plant.clock.advance({ minutes: 1 });
    receiver.answer = () => OK;
    await deliver();
    expect((await deliveriesOf(hook)).map((d) => d.status)).toEqual(['delivered', 'withheld']);
    expect(of(receiver.taken)).toEqual([`${one.number} 2 submitted`]);
  });

  it('no longer, once its owner is not in service', async () => {
    const leaving = await plant.hire({ name: 'Leaving', roles: ['depot_staff'] });
    const hook = await make(leaving);
    const { revision } = await plant.send('admin', 'GET', `/v1/people/${leaving.id}`);
    const left = { endedOn: '2026-03-01' };
    await plant.send('admin', 'PATCH', `/v1/people/${leaving.id}`, left, { 'if-match': `"${revision}"` });
    await drafts(1);
    await deliver();
    expect(receiver.arrived).toEqual([]);
    expect(await look(hook)).toMatchObject({ status: 'disabled', disabledBecause: 'owner_left' });
  });
});

describe('a receiver', () => {
  it.each<[string, Answer]>([
    ['answers 500', { status: 500, retryAfterSeconds: null }],
    ['is down', { fault: 'unreachable' }],
    ['is too slow', { fault: 'timeout' }],
  ])('that %s for an hour gets everything once it is back, in order, and nothing else meanwhile', async (_, answer) => {
    const hook = await make(plant.people.program);
    receiver.answer = () => answer;
    const began = Date.parse(plant.clock.now());
    const made = await drafts(3);
    const orders = [...made];
    while (Date.parse(plant.clock.now()) - began < 3_600_000) {
      await deliver();
      const [order] = orders.splice(0, 1);
      if (order) await plant.act(plant.people.program, order.id, 'submit');
      plant.clock.advance({ minutes: 2 });
    }
    // Ever more seldom, and never an event before those of its order that come first.
    expect(receiver.arrived.map((a) => a.data.type)).not.toContain('submitted');
    expect(receiver.arrived.length).toBeGreaterThan(3);
    expect(receiver.arrived.length).toBeLessThan(10);
    expect(await look(hook)).toMatchObject({ status: 'active', failures: receiver.arrived.length });
    receiver.answer = () => OK;
    plant.clock.advance({ hours: 2 });
    await deliver();
    expect(receiver.taken).toHaveLength(6);
    for (const { id } of made)
      expect(receiver.taken.filter((e) => e.workOrderId === id).map((e) => e.type)).toEqual(['drafted', 'submitted']);
    expect(await look(hook)).toMatchObject({ failures: 0, failingSince: null, nextAttemptAt: null });
    expect((await deliveriesOf(hook)).map((d) => d.status)).toEqual(Array(6).fill('delivered'));
  });

  it('that fails with one event gets those of other orders; the later ones of its order wait behind it', async () => {
    const hook = await make(plant.people.program);
    const [bad, good] = (await drafts(2)) as [Loose, Loose];
    const refuses = (data: Loose) => data.workOrderId === bad.id;
    receiver.answer = () => (refuses(receiver.arrived.at(-1)?.data) ? { status: 500, retryAfterSeconds: null } : OK);
    await deliver();
    for (const { id } of [bad, good]) await plant.act(plant.people.program, id, 'submit');
    await deliver();
    expect(of(receiver.taken)).toEqual([`${good.number} 1 drafted`, `${good.number} 2 submitted`]);
    expect(await look(hook)).toMatchObject({ failures: 0, failingSince: null, nextAttemptAt: null });
    const waiting = await deliveriesOf(hook, 'status=pending');
    expect(waiting.map((d) => [d.sequence, d.attempts, d.failures])).toEqual([
      [1, 1, 1],
      [2, 0, 0],
    ]);
    expect(Date.parse(waiting[0]?.nextAttemptAt)).toBeGreaterThan(Date.parse(plant.clock.now()));
    // Tried again when it is time, while all else goes on; taken, it lets the next one through.
    plant.clock.set(waiting[0]?.nextAttemptAt);
    const [more] = (await drafts(1)) as [Loose];
    await deliver();
    expect(receiver.arrived.slice(-2).map((a) => a.data.number)).toEqual([bad.number, more.number]);
    plant.clock.advance({ hours: 1 });
    receiver.answer = () => OK;
    await deliver();
    expect(of(receiver.taken.slice(-2))).toEqual([`${bad.number} 1 drafted`, `${bad.number} 2 submitted`]);
  });

  it('that fails with many orders is shown to be well by one that goes through', async () => {
    const hook = await make(plant.people.program);
    const bad = new Set((await drafts(5)).map(({ id }) => id));
    receiver.answer = () =>
      bad.has(receiver.arrived.at(-1)?.data.workOrderId) ? { status: 422, retryAfterSeconds: null } : OK;
    await deliver();
    // Three in a row: it is left alone for a moment.
    expect(receiver.arrived).toHaveLength(3);
    const { nextAttemptAt } = await look(hook);
    plant.clock.set(nextAttemptAt);
    const [good] = (await drafts(1)) as [Loose];
    // The failed ones are due again, but the two that were not tried come first, then the new one.
    for (let n = 0; n < 3; n += 1) {
      plant.clock.advance({ hours: 1 });
      await deliver();
    }
    expect(of(receiver.taken)).toEqual([`${good.number} 1 drafted`]);
    expect((await look(hook)).status).toBe('active');
  });

  it('that is down, slow or says when is asked again when it is time, and not before', async () => {
    const hook = await make(plant.people.program);
    await drafts(1);
    const answers: [Answer, seconds: number][] = [
      [{ fault: 'unreachable' }, 5],
      [{ fault: 'timeout' }, 30],
      [{ fault: 'refused_address' }, 120],
      [{ status: 302, retryAfterSeconds: null }, 600],
      [{ status: 429, retryAfterSeconds: 3_000 }, 3_000],
      [{ status: 503, retryAfterSeconds: 999_999 }, 3_600],
    ];
    for (const [answer, seconds] of answers) {
      receiver.answer = () => answer;
      const before = receiver.arrived.length;
      await deliver();
      expect(receiver.arrived.length).toBe(before + 1);
      const { nextAttemptAt } = await look(hook);
      const waits = (Date.parse(nextAttemptAt) - Date.parse(plant.clock.now())) / 1000;
      expect(waits).toBeGreaterThanOrEqual(seconds * 0.8);
      expect(waits).toBeLessThanOrEqual(seconds * 1.2);
      const [delivery] = (await deliveriesOf(hook)) as [Loose];
      expect([delivery.lastAnswer, delivery.lastFault]).toEqual(
        'status' in answer ? [answer.status, null] : [null, answer.fault],
      );
      await deliver();
      // Nor is it when news comes for it.
      await deliverTo(plant.app.services, receiver, hook.id, running);
      expect(receiver.arrived.length).toBe(before + 1);
      plant.clock.set(nextAttemptAt);
    }
  });

  it('that fails for days is sent nothing more, which its owner sees; resumed, it misses nothing', async () => {
    const hook = await make(plant.people.program);
    receiver.answer = () => ({ status: 404, retryAfterSeconds: null });
    await drafts(1);
    await deliver();
    const inbox = async () => (await plant.send(plant.people.program, 'GET', '/v1/inbox?kind=mend_webhook')).items;
    plant.clock.advance({ hours: NOTICE_HOURS - 1 });
    expect(await inbox()).toEqual([]);
    plant.clock.advance({ hours: 1 });
    const line = { kind: 'mend_webhook', partId: hook.id, workOrderId: null, link: `/v1/webhooks/${hook.id}` };
    expect(await inbox()).toMatchObject([{ ...line, text: { en: expect.stringContaining('is still tried') } }]);
    plant.clock.advance({ hours: FAILING_HOURS - NOTICE_HOURS - 1 });
    await deliver();
    expect((await look(hook)).status).toBe('active');
    plant.clock.advance({ hours: 1 });
    await deliver();
    expect(await inbox()).toMatchObject([
      { ...line, since: plant.clock.now(), text: { en: expect.stringContaining('it was disabled') } },
    ]);
    expect((await plant.send('admin', 'GET', '/v1/inbox')).items).toEqual([]);
    const disabled = await plant.send(plant.people.program, 'GET', `/v1/webhooks/${hook.id}`);
    expect(disabled).toMatchObject({ status: 'disabled', disabledBecause: 'failing', disabledAt: plant.clock.now() });
    await drafts(1);
    const tried = receiver.arrived.length;
    plant.clock.advance({ hours: 10 });
    await deliver();
    expect(receiver.arrived.length).toBe(tried);
    receiver.answer = () => OK;
    const path = `/v1/webhooks/${hook.id}`;
    const ifMatch = { 'if-match': `"${disabled.revision}"` };
    await plant.send(plant.people.program, 'PATCH', path, { status: 'active' }, ifMatch);
    expect(await inbox()).toEqual([]);
    await deliver();
    expect(receiver.taken.map((e) => e.type)).toEqual(['drafted', 'drafted']);
  });

  it('that fails with one event for days is looked after too, though it takes the others', async () => {
    const hook = await make(plant.people.program);
    const [bad] = (await drafts(1)) as [Loose];
    receiver.answer = () =>
      receiver.arrived.at(-1)?.data.workOrderId === bad.id ? { status: 500, retryAfterSeconds: null } : OK;
    const inbox = async () =>
      (await plant.send(plant.people.program, 'GET', '/v1/inbox?kind=mend_webhook')).items.length;
    await deliver();
    for (const [hours, lines] of [
      [NOTICE_HOURS - 1, 0],
      [1, 1],
      [FAILING_HOURS - NOTICE_HOURS, 1],
    ] as const) {
      plant.clock.advance({ hours });
      expect([await inbox(), (await look(hook)).status]).toEqual([lines, 'active']);
      await drafts(1);
      await deliver();
    }
    expect(await look(hook)).toMatchObject({ status: 'disabled', disabledBecause: 'failing' });
    expect(receiver.taken).toHaveLength(2);
  });

  it('that is gone (410) is sent nothing more at once', async () => {
    const hook = await make(plant.people.program);
    await drafts(1);
    receiver.answer = () => ({ status: 410, retryAfterSeconds: null });
    await deliver();
    expect(await look(hook)).toMatchObject({ status: 'disabled', disabledBecause: 'gone' });
  });

  it('that is slow holds up none but itself, and is not sent to twice at once', async () => {
    const [slow, quick] = [
      await make(plant.people.program, { url: 'https://slow.example/' }),
      await make(plant.people.program, { url: 'https://quick.example/' }),
    ];
    await drafts(2);
    let release = () => {};
    const held = new Promise<Answer>((resolve) => {
      release = () => resolve(OK);
    });
    const urls: string[] = [];
    const sender = {
      async send({ url }: { url: string }): Promise<Answer> {
        urls.push(url);
        return url === slow.url ? await held : OK;
      },
    };
    const first = deliverDue(plant.app.services, sender, running);
    await until(async () => (await deliveriesOf(quick, 'status=delivered')).length === 2);
    await deliverDue(plant.app.services, sender, running);
    expect(urls.filter((url) => url === slow.url).length).toBe(1);
    release();
    await first;
    expect((await deliveriesOf(slow, 'status=delivered')).length).toBe(2);
  });
});

/** With which of some secrets a message was signed. */
function signers({ headers, body }: Arrived, ...secrets: string[]): boolean[] {
  const at = Number(headers['webhook-timestamp']) * 1000;
  return secrets.map((secret) => {
    const expected = new Webhook(secret).sign(headers['webhook-id'] ?? '', new Date(at), body);
    return (headers['webhook-signature'] ?? '').split(' ').includes(expected);
  });
}

describe('the secret', () => {
  it('is shown once, kept sealed, and replaced with a day of both', async () => {
    const key = { 'idempotency-key': 'hook-1' };
    const body = { url: 'https://plant.example/in' };
    const hook = await plant.send(plant.people.program, 'POST', '/v1/webhooks', body, key);
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await plant.send(plant.people.program, 'POST', '/v1/webhooks', body, key)).secret).toBeNull();
    expect(JSON.stringify(await look(hook))).not.toMatch(/secret"|sealed|whsec/i);
    const rotated = await plant.send(plant.people.program, 'POST', `/v1/webhooks/${hook.id}/secret`, {});
    expect(rotated.secret).not.toBe(hook.secret);
    const stored =
      JSON.stringify(await plant.app.place.raw('select * from webhooks')) +
      JSON.stringify(await plant.app.place.raw('select * from idempotency_records'));
    for (const secret of [hook.secret, rotated.secret]) expect(stored).not.toContain(secret.slice(6));
    await drafts(1);
    await deliver();
    expect(signers(receiver.arrived[0] as Arrived, rotated.secret, hook.secret)).toEqual([true, true]);
    plant.clock.advance({ hours: 24 });
    await drafts(1);
    await deliver();
    expect(signers(receiver.arrived[1] as Arrived, rotated.secret, hook.secret)).toEqual([true, false]);
  });

  it('that can’t be read any more stops the webhook, and another one mends it', async () => {
    const hook = await make(plant.people.program);
    await plant.app.place.raw("update webhooks set sealed_secret = 'AAAA' where id = ?", [hook.id]);
    await drafts(1);
    await deliver();
    const disabled = await look(hook);
    expect(disabled).toMatchObject({ status: 'disabled', disabledBecause: 'secret_lost' });
    const { secret, revision } = await plant.send('admin', 'POST', `/v1/webhooks/${hook.id}/secret`, {});
    await plant.send(
      'admin',
      'PATCH',
      `/v1/webhooks/${hook.id}`,
      { status: 'active' },
      { 'if-match': `"${revision}"` },
    );
    await deliver();
    expect(signers(receiver.arrived[0] as Arrived, secret)).toEqual([true]);
  });
});

describe('the log of deliveries', () => {
  it('sends one again under its own id, before what waits, and forgets after a while', async () => {
    const hook = await make(plant.people.program);
    await drafts(2);
    await deliver();
    const [first] = await deliveriesOf(hook);
    await drafts(1);
    const answer = await plant.ask(
      plant.people.program,
      'POST',
      `/v1/webhooks/${hook.id}/deliveries/${first.id}/redeliver`,
      {},
    );
    expect([answer.status, answer.body.status]).toEqual([202, 'pending']);
    await deliver();
    expect(receiver.arrived.map((a) => a.headers['webhook-id'])[2]).toBe(first.id);
    expect(receiver.taken.map((e) => e.sequence).length).toBe(4);
    expect((await deliveriesOf(hook))[0]).toMatchObject({ attempts: 2, status: 'delivered' });
    receiver.answer = () => ({ fault: 'timeout' });
    await drafts(1);
    await deliver();
    plant.clock.advance({ days: DELIVERIES_KEPT_DAYS });
    await forgetDeliveries(plant.app.services);
    expect((await deliveriesOf(hook)).map((d) => d.status)).toEqual(['pending']);
  });
});

describe('who', () => {
  it('its owner and administrators see and end it, nobody else; and each has a bound', async () => {
    const owner = await plant.hire({ name: 'Owner', roles: ['qa_inspector'] });
    const hook = await make(owner);
    const answer = await plant.ask(plant.people.program, 'GET', `/v1/webhooks/${hook.id}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'resource.not_found']);
    expect((await plant.send(plant.people.program, 'GET', '/v1/webhooks')).items).toEqual([]);
    expect((await plant.send('admin', 'GET', '/v1/webhooks')).items.map((w: Loose) => w.id)).toContain(hook.id);
    const made = [hook];
    while (made.length < MOST_WEBHOOKS) made.push(await make(owner));
    const refused = await plant.ask(owner, 'POST', '/v1/webhooks', { url: 'https://plant.example/' });
    expect([refused.status, refused.body.code]).toEqual([409, 'webhook.too_many']);
    await end(...made);
    expect((await plant.ask('admin', 'GET', `/v1/webhooks/${hook.id}`)).status).toBe(404);
  });

  it('a target of no public network is refused at once, in both languages, made or changed, unless it is allowed', async () => {
    const [by, url] = [plant.people.program, 'https://[::ffff:127.0.0.1]/in'];
    const refused = await plant.ask(by, 'POST', '/v1/webhooks', { url });
    const fault = { pointer: '/url', code: 'webhook.private_address' };
    expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [fault] } });
    expect(Object.keys(refused.body.errors[0].message)).toEqual(['en', 'ja']);
    const hook = await make(by);
    const path = `/v1/webhooks/${hook.id}`;
    const moved = await plant.ask(by, 'PATCH', path, { url: 'http://192.168.0.9/' }, { 'if-match': '"1"' });
    expect(moved).toMatchObject({ status: 400, body: { errors: [fault] } });
    expect((await plant.send(by, 'GET', path)).url).toBe(hook.url);
    const within = await startTestApp({ settings: { webhookNetworks: ['127.0.0.0/8'] } });
    expect((await within.call(ADMIN_KEY, 'POST', '/v1/webhooks', { url })).status).toBe(201);
    await within.close();
  });

  it('a change needs the revision that was seen, and a pause is its owner’s', async () => {
    const hook = await make(plant.people.program);
    const path = `/v1/webhooks/${hook.id}`;
    expect((await plant.ask(plant.people.program, 'PATCH', path, { status: 'disabled' })).status).toBe(428);
    const change = { status: 'disabled', types: ['closed'], description: { ja: '停止中' } };
    const paused = await plant.send(plant.people.program, 'PATCH', path, change, { 'if-match': '"1"' });
    expect(paused).toMatchObject({ ...change, disabledBecause: 'owner', revision: 2 });
    expect((await plant.ask(plant.people.program, 'PATCH', path, change, { 'if-match': '"1"' })).status).toBe(412);
  });
});

it('a running service sends by itself, soon, and ends after what is under way', async () => {
  const hook = await make(plant.people.program);
  const deliveries = startDeliveries(plant.app.services, receiver);
  await drafts(1);
  await until(() => receiver.taken.length === 1);
  let release = () => {};
  receiver.answer = () =>
    new Promise<Answer>((resolve) => {
      release = () => resolve(OK);
    });
  await drafts(2);
  await until(() => receiver.arrived.length === 2);
  const stopped = deliveries.stop();
  release();
  await stopped;
  // The one that was under way was taken, and what follows is left for whoever starts again.
  expect([receiver.arrived.length, receiver.taken.length]).toEqual([2, 2]);
  receiver.answer = () => OK;
  await deliver();
  expect(receiver.taken.length).toBe(3);
  expect((await deliveriesOf(hook)).map((d) => d.status)).toEqual(['delivered', 'delivered', 'delivered']);
  expect(plant.app.reported).toEqual([]);
});
