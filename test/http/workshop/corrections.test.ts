// The clock between two sides: hours charged to the government, and errors that one side proposes to correct and the other agrees.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerFaults } from '../../../src/domain/metrics/turnaround.ts';
import { findWorkOrderFile } from '../../../src/storage/orders/work-orders.ts';
import { verifyOrder } from '../../../src/usecases/evidence/verification.ts';
import type { Loose } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

const because = { reason: { en: 'The receipt says so.', ja: '受領書の記載による。' } };
let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: 90 }, { 'if-match': `"${revision}"` });
});
afterAll(() => plant.close());

const path = (id: string, n: number, rest: string) => `/v1/work-orders/${id}/segments/${n}/${rest}`;
const ifMatch = async (id: string) => ({ 'if-match': `"${(await plant.order(id)).revision}"` });
const segments = async (id: string, asOf?: string): Promise<Loose[]> =>
  (
    await plant.send(
      plant.people.program,
      'GET',
      `/v1/work-orders/${id}/segments${asOf ? `?asOf=${encodeURIComponent(asOf)}` : ''}`,
    )
  ).items;
const later = (instant: string, minutes: number) => new Date(Date.parse(instant) + minutes * 60_000).toISOString();
const propose = (actor: Actor, id: string, n: number, body: object) =>
  plant.ask(actor, 'POST', path(id, n, 'corrections'), { ...because, ...body });
const proposed = async (actor: Actor, id: string, n: number, body: object): Promise<string> => {
  const answer = await propose(actor, id, n, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};
const decide = async (actor: Actor, id: string, n: number, correctionId: string, verb: 'agree' | 'decline') =>
  plant.ask(actor, 'POST', path(id, n, `corrections/${correctionId}/${verb}`), because, await ifMatch(id));
const faultsOf = (answer: Loose) => answer.body.errors.map((e: Loose) => `${e.pointer} ${e.code}`);

/** The ledger of an order is sound, its chain verifies, and its rows are those that its events make. */
async function expectSound(id: string): Promise<void> {
  await plant.app.database.read(async (tx) => {
    const loaded = await findWorkOrderFile(tx, id);
    if (!loaded) throw new Error('the order is gone');
    const { order, segments: all } = loaded.file;
    const stay = { from: order.inductedAt ?? '', to: order.endedAt };
    expect(ledgerFaults(all, stay)).toEqual([]);
    expect((await verifyOrder(tx, loaded)).fault).toBe(null);
  });
  const asOfNow = await plant.send(
    plant.people.program,
    'GET',
    `/v1/work-orders/${id}?asOf=${encodeURIComponent(plant.clock.now())}`,
  );
  expect(asOfNow).toEqual(await plant.order(id));
}

describe('hours that the plant charges to the government', () => {
  const say = async (actor: Actor, id: string, n: number, verb: string, body: object = because) =>
    plant.ask(actor, 'POST', path(id, n, verb), body, await ifMatch(id));

  it('wait for the program office, which acknowledges, disputes and changes its mind', async () => {
    const { id } = await plant.orderIn('awaiting_engineering');
    expect((await segments(id))[2]).toMatchObject({ category: 'engineering', acknowledgement: 'unacknowledged' });
    const before = (await plant.order(id)).revision;

    const disputed = await say(plant.people.program, id, 3, 'dispute');
    expect(disputed.body).toMatchObject({ n: 3, acknowledgement: 'disputed', revision: before + 1 });
    expect(disputed.headers.etag).toBe(`"${before + 1}"`);
    const acknowledged = await say(plant.people.program, id, 3, 'acknowledge', {});
    expect(acknowledged.body).toMatchObject({ acknowledgement: 'acknowledged' });
    expect((await say(plant.people.program, id, 3, 'dispute')).status).toBe(200);
    expect((await say(plant.people.program, id, 3, 'dispute')).body.code).toBe('act.not_offered');

    const { items } = await plant.send(
      plant.people.depot,
      'GET',
      `/v1/work-orders/${id}/events?sort=-sequence&limit=3`,
    );
    expect(items.map((e: Loose) => e.type)).toEqual(['segment_disputed', 'segment_acknowledged', 'segment_disputed']);
    expect(items[0].data).toEqual({ n: 3, ...because });
    await expectSound(id);
  });

  it('are the government’s to judge, at the revision it saw, and only when there are any', async () => {
    const { id } = await plant.orderIn('awaiting_engineering');
    expect((await say(plant.people.depot, id, 3, 'acknowledge', {})).body.code).toBe('access.role_denied');
    const at = path(id, 3, 'acknowledge');
    expect((await plant.ask(plant.people.program, 'POST', at, {})).status).toBe(428);
    expect((await plant.ask(plant.people.program, 'POST', at, {}, { 'if-match': '"1"' })).status).toBe(412);
    expect((await say(plant.people.program, id, 3, 'dispute', {})).status).toBe(400);
    expect((await say(plant.people.program, id, 9, 'acknowledge', {})).status).toBe(404);
    expect((await say(plant.people.program, id, 0, 'acknowledge', {})).status).toBe(404);
    // The plant's own hours are nothing to acknowledge; nor are those of a hold that the program office set itself.
    expect((await say(plant.people.program, id, 2, 'acknowledge', {})).body.code).toBe('act.not_offered');
    const held = await plant.orderIn('in_work');
    await plant.act(plant.people.program, held.id, 'hold', { cause: 'funding', ...because });
    expect((await say(plant.people.program, held.id, 3, 'acknowledge', {})).body.code).toBe('act.not_offered');
  });
});

describe('a correction', () => {
  it('of the plant is agreed by the government: the ledger changes, its neighbours give way, and the old one stays readable', async () => {
    const { id } = await plant.orderIn('in_inspection');
    const [, work, inspection] = await segments(id);
    const known = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    const to = later(work.to, 10);
    const answer = await propose(plant.people.depot, id, 2, { to });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ n: 2, from: null, to, category: null, side: 'plant', status: 'proposed' });
    const own = await plant.ask(plant.people.depot, 'GET', answer.headers.location ?? '');
    expect(own.body).toEqual(answer.body);
    // Nothing moves before the other side agrees.
    expect((await segments(id))[1].to).toBe(work.to);

    const agreed = await decide(plant.people.program, id, 2, answer.body.id, 'agree');
    expect(agreed.body).toMatchObject({ status: 'agreed', decidedBy: plant.people.program.id });
    expect((await segments(id))[1]).toMatchObject({ from: work.from, to });
    expect((await segments(id))[2]).toMatchObject({ from: to, to: null });
    expect(await plant.order(id)).toMatchObject({ statusSince: to, presentedAt: to, status: 'in_inspection' });
    expect((await segments(id, known))[1].to).toBe(work.to);
    const { items } = await plant.send(
      plant.people.program,
      'GET',
      `/v1/work-orders/${id}/events?type=correction_agreed`,
    );
    expect(items[0].data).toMatchObject({
      n: 2,
      before: [
        { n: 2, to: work.to },
        { n: 3, from: inspection.from },
      ],
      after: [
        { n: 2, to },
        { n: 3, from: to },
      ],
    });
    await expectSound(id);
  });

  it('of the government is agreed by the plant, and by nobody of its own side', async () => {
    const { id } = await plant.orderIn('on_hold');
    const correction = await proposed(plant.people.program, id, 3, { category: 'weather' });
    const colleague = await plant.hire({
      name: 'Colleague',
      roles: ['program_office'],
      program: true,
      facility: false,
    });
    for (const actor of [plant.people.program, colleague]) {
      const refused = await decide(actor, id, 3, correction, 'agree');
      expect(refused.body).toMatchObject({ code: 'access.role_denied', required: ['depot_staff'] });
    }
    expect((await decide(plant.people.inspector, id, 3, correction, 'agree')).status).toBe(403);
    expect((await decide(plant.people.depot, id, 3, correction, 'agree')).status).toBe(200);
    expect((await segments(id))[2]).toMatchObject({ category: 'weather', responsible: 'none', acknowledgement: null });
    expect(await plant.order(id)).toMatchObject({ status: 'on_hold', holdCause: 'weather' });
    await expectSound(id);
  });

  it('by one who stands on both sides is agreed by the other, not by themselves', async () => {
    const both = await plant.hire({ name: 'Both', roles: ['depot_staff', 'program_office'], program: true });
    const { id } = await plant.orderIn('in_work');
    const correction = await proposed(both, id, 1, { category: 'capacity' });
    expect((await decide(both, id, 1, correction, 'agree')).status).toBe(403);
    expect((await decide(plant.people.depot, id, 1, correction, 'agree')).status).toBe(403);
    expect((await decide(plant.people.program, id, 1, correction, 'agree')).status).toBe(200);
  });

  it('that charges hours to the government is acknowledged by its agreement', async () => {
    const { id } = await plant.orderIn('in_inspection');
    const correction = await proposed(plant.people.depot, id, 3, { category: 'customer' });
    await decide(plant.people.program, id, 3, correction, 'agree');
    expect((await segments(id))[2]).toMatchObject({
      category: 'customer',
      responsible: 'government',
      acknowledgement: 'acknowledged',
    });
  });

  it('is declined with a reason, and can be proposed anew; one waits for a segment at a time', async () => {
    const { id } = await plant.orderIn('in_work');
    const first = await proposed(plant.people.depot, id, 1, { category: 'capacity' });
    expect((await propose(plant.people.program, id, 1, { category: 'weather' })).body.code).toBe('act.not_offered');
    await proposed(plant.people.depot, id, 2, { category: 'weather' });
    const bare = path(id, 1, `corrections/${first}/decline`);
    expect((await plant.ask(plant.people.program, 'POST', bare, {}, await ifMatch(id))).status).toBe(400);
    expect((await decide(plant.people.program, id, 1, first, 'decline')).body).toMatchObject({ status: 'declined' });
    expect((await decide(plant.people.program, id, 1, first, 'agree')).body.code).toBe('act.not_offered');
    expect((await segments(id))[0]).toMatchObject({ category: 'receiving' });
    await proposed(plant.people.program, id, 1, { category: 'weather' });

    const { items } = await plant.send(plant.people.depot, 'GET', path(id, 1, 'corrections'));
    expect(items.map((c: Loose) => [c.status, c.side])).toEqual([
      ['declined', 'plant'],
      ['proposed', 'government'],
    ]);
    const open = await plant.send(plant.people.depot, 'GET', path(id, 1, 'corrections?status=proposed'));
    expect(open.items.length).toBe(1);
    await expectSound(id);
  });

  it('says every fault, and changes nothing', async () => {
    const { id, revision } = await plant.orderIn('in_inspection');
    const [receiving, work] = await segments(id);
    const refused = async (n: number, body: object) => {
      const answer = await propose(plant.people.depot, id, n, body);
      expect(answer.status).toBe(400);
      return faultsOf(answer);
    };
    expect(await refused(2, {})).toEqual([' correction.empty']);
    expect(await refused(2, { category: 'maintenance' })).toEqual([' correction.changes_nothing']);
    expect(await refused(2, { from: receiving.from, to: later(plant.clock.now(), 60) })).toEqual([
      '/to correction.in_future',
      '/from correction.neighbour_gone',
    ]);
    expect(await refused(2, { to: work.from })).toEqual(['/to correction.reversed']);
    expect(await refused(3, { to: plant.clock.now() })).toEqual(['/to correction.still_runs']);
    expect(await refused(1, { from: later(receiving.from, -600) })).toEqual(['/from correction.before_authorized']);
    // An operation was done in that work.
    expect(await refused(2, { category: 'capacity' })).toEqual(['/category correction.operation_outside']);
    expect((await plant.order(id)).revision).toBe(revision);
  });

  it('that no longer fits when it is agreed is not offered any more', async () => {
    const { id } = await plant.orderIn('on_hold');
    const [, work] = await segments(id);
    const one = await proposed(plant.people.depot, id, 1, { to: later(work.from, 20) });
    const other = await proposed(plant.people.depot, id, 2, { to: later(work.from, 15) });
    expect((await decide(plant.people.program, id, 2, other, 'agree')).status).toBe(200);
    const answer = await decide(plant.people.program, id, 1, one, 'agree');
    expect(answer.body).toMatchObject({ code: 'act.not_offered' });
    expect(answer.body.reason.en).toContain('swallow');
    await expectSound(id);
  });

  it('of the first segment moves the induction, as far back as the authorization', async () => {
    const { id } = await plant.orderIn('in_work');
    const [receiving] = await segments(id);
    const from = later(receiving.from, -20);
    const correction = await proposed(plant.people.depot, id, 1, { from });
    await decide(plant.people.program, id, 1, correction, 'agree');
    const order = await plant.order(id);
    expect(order).toMatchObject({ inductedAt: from });
    expect(order.custody[0]).toMatchObject({ direction: 'received', at: from });
    await expectSound(id);
  });

  it('may not put an item in two places at once', async () => {
    const equipmentId = await plant.item('TWICE-1');
    const first = await plant.orderIn('released', { equipmentId });
    const { id } = await plant.draft({ equipmentId });
    for (const action of ['submit', 'authorize', 'induct']) {
      const { by, body } = await plant.ready(id, action);
      expect((await plant.act(by, id, action, body)).status).toBe(200);
    }
    plant.clock.advance({ hours: 2 });
    const last = (await segments(first.id)).at(-1);
    const answer = await propose(plant.people.depot, first.id, last.n, { to: plant.clock.now() });
    expect(faultsOf(answer)).toEqual(['/to correction.held_elsewhere']);
  });

  it.each(['what is installed in it', 'what it is installed in'])('nor an item and %s', async (which) => {
    const host = await plant.item(`HOST of ${which}`);
    const part = await plant.item(`PART, ${which}`);
    const isOfHost = which === 'what is installed in it';
    const first = await plant.orderIn('released', { equipmentId: isOfHost ? host : part });
    const { revision } = await plant.send('admin', 'GET', `/v1/equipment/${part}`);
    const installed = { installedIn: host };
    await plant.send('admin', 'PATCH', `/v1/equipment/${part}`, installed, { 'if-match': `"${revision}"` });
    plant.clock.advance({ hours: 1 });
    const before = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    await plant.bring((await plant.draft({ equipmentId: isOfHost ? part : host })).id, 'inducted');
    plant.clock.advance({ hours: 2 });
    const last = (await segments(first.id)).at(-1);
    const answer = await propose(plant.people.depot, first.id, last?.n, { to: plant.clock.now() });
    expect(faultsOf(answer)).toEqual(['/to correction.held_elsewhere']);
    await proposed(plant.people.depot, first.id, last?.n, { to: before });
  });

  it('is judged by what was installed then, not by what is now', async () => {
    const install = async (equipmentId: string, installedIn: string | null) => {
      const at = `/v1/equipment/${equipmentId}`;
      const { revision } = await plant.send('admin', 'GET', at);
      await plant.send('admin', 'PATCH', at, { installedIn }, { 'if-match': `"${revision}"` });
    };
    const [host, part] = [await plant.item('HOST then'), await plant.item('PART then')];
    await install(part, host);
    const first = await plant.orderIn('released', { equipmentId: host });
    plant.clock.advance({ hours: 1 });
    const before = plant.clock.now();
    await plant.bring((await plant.draft({ equipmentId: part })).id, 'inducted');
    plant.clock.advance({ hours: 1 });
    await install(part, null);
    const removed = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    // Taken out since, it was in it while its own order held it.
    const last = (await segments(first.id)).at(-1);
    const answer = await propose(plant.people.depot, first.id, last?.n, { to: plant.clock.now() });
    expect(faultsOf(answer)).toEqual(['/to correction.held_elsewhere']);
    await proposed(plant.people.depot, first.id, last?.n, { to: before });

    // Put into another since, it was not in that one then.
    const other = await plant.item('HOST since');
    const second = await plant.orderIn('released', { equipmentId: other });
    plant.clock.advance({ hours: 1 });
    const free = plant.clock.now();
    await install(part, other);
    plant.clock.advance({ hours: 1 });
    const end = (await segments(second.id)).at(-1);
    const held = await propose(plant.people.depot, second.id, end?.n, { to: plant.clock.now() });
    expect(faultsOf(held)).toEqual(['/to correction.held_elsewhere']);
    await proposed(plant.people.depot, second.id, end?.n, { to: free });
    expect(removed < free).toBe(true);
  });

  it('does not put an acceptance or a release before its signature, whichever side of the boundary is corrected', async () => {
    const { id } = await plant.orderIn('awaiting_acceptance');
    plant.clock.advance({ hours: 1 });
    const [, , inspection, acceptance] = await segments(id);
    const refused = async (n: number, body: object) => faultsOf(await propose(plant.people.depot, id, n, body));
    const signed = acceptance.from;
    expect(await refused(4, { from: later(signed, -1) })).toEqual(['/from correction.before_signature']);
    expect(await refused(3, { to: later(signed, -1) })).toEqual(['/to correction.before_signature']);
    const answer = await propose(plant.people.depot, id, 3, { to: later(signed, -1) });
    expect(answer.body.errors[0].message.ja).toContain('署名');

    // Later is possible, and back from there no further than the signature: when it is proposed, and when it is agreed.
    const onward = await proposed(plant.people.depot, id, 3, { to: later(signed, 10) });
    expect((await decide(plant.people.program, id, 3, onward, 'agree')).status).toBe(200);
    expect(await plant.order(id)).toMatchObject({ acceptedAt: later(signed, 10) });
    expect(await refused(4, { from: later(signed, -1) })).toEqual(['/from correction.before_signature']);
    const back = await proposed(plant.people.depot, id, 4, { from: signed });
    await plant.app.place.raw('update corrections set "from" = ? where id = ?', [later(signed, -5), back]);
    const agreed = await decide(plant.people.program, id, 4, back, 'agree');
    expect(agreed.body.code).toBe('act.not_offered');
    expect(agreed.body.reason.en).toContain('before its signature');
    expect((await segments(id))[3].from).toBe(later(signed, 10));
    expect(inspection.to).toBe(signed);
  });

  it('moves what a recall or a resumption set, and the acceptance of each time stays behind its own signature', async () => {
    const { id } = await plant.orderIn('awaiting_acceptance');
    const go = async (...actions: string[]) => {
      for (const action of actions) {
        const { by, body } = await plant.ready(id, action);
        expect((await plant.act(by, id, action, body)).status, action).toBe(200);
        plant.clock.advance({ hours: 1 });
      }
    };
    await go('recall', 'accept', 'hold', 'resume');
    const all = await segments(id);
    expect(all.map((s) => s.category)).toEqual([
      'receiving',
      'maintenance',
      'inspection',
      'acceptance',
      'inspection',
      'acceptance',
      'capacity',
      'acceptance',
    ]);
    const refused = async (n: number) =>
      faultsOf(await propose(plant.people.depot, id, n, { from: later(all[n - 1].from, -1) }));
    for (const n of [4, 6]) expect(await refused(n)).toEqual(['/from correction.before_signature']);
    for (const n of [5, 7, 8]) {
      const correction = await proposed(plant.people.depot, id, n, { from: later(all[n - 1].from, -1) });
      expect((await decide(plant.people.program, id, n, correction, 'agree')).status).toBe(200);
    }
    await expectSound(id);
  });

  it('is out of reach for who does not see the order, and found only where it is', async () => {
    const { id } = await plant.orderIn('in_work');
    const correction = await proposed(plant.people.depot, id, 1, { category: 'capacity' });
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    expect((await propose(stranger, id, 1, { category: 'weather' })).status).toBe(404);
    expect((await plant.ask(stranger, 'GET', path(id, 1, `corrections/${correction}`))).status).toBe(404);
    expect((await plant.ask(plant.people.depot, 'GET', path(id, 2, `corrections/${correction}`))).status).toBe(404);
    expect((await plant.ask(plant.people.depot, 'GET', path(id, 9, 'corrections'))).status).toBe(404);
    expect((await plant.ask(plant.people.depot, 'GET', path(id, 1, 'corrections'))).status).toBe(200);
  });
});

describe('a corrected release', () => {
  it('moves the order between windows, and each figure stays what it was when it was known', async () => {
    plant.clock.set('2026-05-31T11:45:00.000Z');
    const { id, releasedAt } = await plant.orderIn('released');
    // Before midnight in Tokyo, and so May.
    expect(releasedAt).toBe('2026-05-31T14:45:00.000Z');
    const known = plant.clock.now();
    plant.clock.advance({ days: 2 });
    const count = async (month: string, asOf?: string): Promise<[number, number]> => {
      const [from, to] = month === 'May' ? ['2026-05-01', '2026-06-01'] : ['2026-06-01', '2026-07-01'];
      const query = `from=${from}&to=${to}${asOf ? `&asOf=${encodeURIComponent(asOf)}` : ''}`;
      const { total } = await plant.send(plant.people.program, 'GET', `/v1/metrics/turnaround?${query}`);
      return [total.count, total.grossHours.max];
    };
    const gross = (await plant.order(id)).clock.grossHours;
    expect(await count('May')).toEqual([1, gross]);
    expect((await count('June'))[0]).toBe(0);

    const to = '2026-05-31T15:00:00.000Z';
    const last = (await segments(id)).at(-1);
    const correction = await proposed(plant.people.depot, id, last.n, { to });
    expect((await decide(plant.people.program, id, last.n, correction, 'agree')).status).toBe(200);
    const order = await plant.order(id);
    expect(order).toMatchObject({ status: 'released', releasedAt: to, endedAt: to, statusSince: to });
    expect(order.clock.grossHours).toBe(gross + 0.25);
    await expectSound(id);
    expect(await count('June')).toEqual([1, gross + 0.25]);
    expect((await count('May'))[0]).toBe(0);
    expect(await count('May', known)).toEqual([1, gross]);
    expect((await count('June', known))[0]).toBe(0);

    const reports = await plant.send('admin', 'GET', `/v1/equipment/${order.equipmentId}/status-reports`);
    expect(reports.items.map((r: Loose) => [r.condition, r.at])).toEqual(
      expect.arrayContaining([
        ['FMC', releasedAt],
        ['FMC', to],
      ]),
    );
  });

  it.each(['released', 'condemned'] as const)(
    'does not come before the signature that ended it: %s',
    async (status) => {
      const { id } = await plant.orderIn(status);
      plant.clock.advance({ hours: 5 });
      const last = (await segments(id)).at(-1);
      const answer = await propose(plant.people.depot, id, last?.n, { to: later(last?.to, -1) });
      expect(faultsOf(answer)).toEqual(['/to correction.before_signature']);
      await proposed(plant.people.depot, id, last?.n, { to: later(last?.to, 1) });
    },
  );

  it('does not pass the moment the order was closed', async () => {
    const { id } = await plant.orderIn('closed');
    plant.clock.advance({ hours: 5 });
    const last = (await segments(id)).at(-1);
    const answer = await propose(plant.people.depot, id, last.n, { to: plant.clock.now() });
    expect(faultsOf(answer)).toEqual(['/to correction.after_closed']);
    const correction = await proposed(plant.people.depot, id, last.n, { to: later(last.to, 5) });
    expect((await decide(plant.people.program, id, last.n, correction, 'agree')).status).toBe(200);
    expect(await plant.order(id)).toMatchObject({ status: 'closed', releasedAt: later(last.to, 5) });
    await expectSound(id);
  });
});
