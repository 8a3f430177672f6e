// Looking ahead and back over HTTP: what the registers stop, now or soon, and what relied on a record that turns out to be wrong.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { faultsOf, handleOf, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;

/** Changes a register's record at the revision it has. */
async function amend(path: string, patch: object, by: Actor | 'admin' = 'admin'): Promise<void> {
  const { revision } = await plant.send(by, 'GET', path);
  await plant.send(by, 'PATCH', path, patch, { 'if-match': `"${revision}"` });
}
const certificate = () => `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
const authorization = () => `/v1/authorizations/${plant.ids.authorization}`;

/** What was answered, by whom it was asked and how: asked again as of that instant it is answered the same, whatever happened since. */
let answered: { by: Actor | 'admin'; query: string; answer: Loose }[] = [];
async function exposure(query = '', by: Actor | 'admin' = plant.people.program): Promise<Loose> {
  const answer = await plant.send(by, 'GET', `/v1/exposure${query}`);
  if (query.includes('asOf')) return answer;
  answered.push({ by, query, answer });
  // What is recorded from here on is recorded later.
  plant.clock.set(new Date(Date.parse(answer.asOf) + 1).toISOString());
  return answer;
}
async function expectTheSameAsOf(): Promise<void> {
  for (const { by, query, answer } of answered) {
    const again = `/v1/exposure?asOf=${answer.asOf}${query.replace('?', '&')}`;
    expect(await plant.send(by, 'GET', again)).toEqual(answer);
  }
}
const brief = ({ items }: Loose) =>
  items.map((i: Loose) => [i.number.slice(-4), i.status, i.action, i.guard, i.blocks, i.on]);
const reliedOn = (record: string, id: string, more = '', by: Actor | 'admin' = plant.people.program): Promise<Loose> =>
  plant.send(by, 'GET', `/v1/exposure/relied-on?record=${record}&id=${id}${more}`);

describe('exposure', () => {
  beforeEach(async () => {
    plant = await startPlant();
    answered = [];
  });
  afterEach(async () => {
    await expectTheSameAsOf();
    await plant.close();
  });

  it('is empty while everything is in order, and says how far it looked', async () => {
    await plant.orderIn('in_work');
    const asOf = plant.clock.now();
    expect(await exposure()).toEqual({ items: [], next: null, asOf, until: '2026-05-31' });
    expect(await exposure('?until=2026-03-31')).toMatchObject({ items: [], until: '2026-03-31' });
    const past = await plant.ask(plant.people.program, 'GET', '/v1/exposure?until=2020-01-01');
    expect([past.status, faultsOf(past)]).toEqual([400, ['/until until.in_past']]);
  });

  it('shows a revoked authorization at once, on every order whose next guarded act needs it, and no other', async () => {
    await withBays(plant);
    for (const status of ['draft', 'submitted', 'authorized', 'inducted', 'in_work', 'in_inspection'] as const)
      await plant.orderIn(status);
    await plant.orderIn('awaiting_acceptance');
    await plant.orderIn('released');
    const held = await plant.orderIn('on_hold');
    plant.clock.set('2026-03-05T00:00:00.000Z');
    await amend(authorization(), { status: 'revoked', statusReason: { en: 'policy review' } });
    const found = await exposure();
    expect(brief(found)).toEqual([
      ['0003', 'authorized', 'induct', 'authorization_covers', true, '2026-03-05'],
      ['0004', 'inducted', 'start', 'authorization_covers', true, '2026-03-05'],
      ['0005', 'in_work', 'complete_operation', 'authorization_covers', true, '2026-03-05'],
      ['0007', 'awaiting_acceptance', 'release', 'authorization_covers', true, '2026-03-05'],
      ['0009', 'on_hold', 'resume', 'authorization_covers', true, '2026-03-05'],
    ]);
    const item = found.items[4];
    expect(item).toMatchObject({
      workOrderId: held.id,
      facilityId: plant.ids.facility,
      platformId: plant.ids.platform,
      designator: 5,
      target: '2026-04-01',
      until: null,
      record: { record: 'authorization', id: plant.ids.authorization, withheld: false },
    });
    expect(item.message.en).toContain('revoked on 2026-03-05');
    expect(item.message.ja).toContain('取消');
    // It says what the door says.
    const { transitions } = await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${held.id}/transitions`);
    const resume = transitions.find((t: Loose) => t.action === 'resume');
    expect(resume.blockedBy.map((b: Loose) => b.guard)).toEqual(['authorization_covers']);
    expect(resume.blockedBy[0].message).toEqual(item.message);

    // There is a way out, and it takes the order off the list.
    const other = await plant.send('admin', 'POST', '/v1/authorizations', {
      kind: 'taa',
      number: 'TA-NEW',
      issuer: 'DDTC',
      platformIds: [plant.ids.platform],
      facilityIds: [plant.ids.facility],
      activities: ['repair'],
      validFrom: '2026-01-01',
      validTo: '2029-12-31',
    });
    const { by, body } = await plant.ready(held.id, 'reauthorize');
    expect((await plant.act(by, held.id, 'reauthorize', { ...body, authorizationId: other.id })).status).toBe(200);
    expect((await exposure()).items.map((i: Loose) => i.workOrderId)).not.toContain(held.id);
  });

  it('is answered as of any instant as it was then, whatever became of orders and registers', async () => {
    await withBays(plant, 9);
    const [gone, moved, urgent] = [
      await plant.orderIn('authorized'),
      await plant.orderIn('in_work'),
      await plant.orderIn('awaiting_acceptance'),
    ];
    await amend(authorization(), { status: 'suspended' });
    await amend(certificate(), { status: 'withdrawn', statusOn: '2026-03-02' });
    const { items } = await plant.send('admin', 'GET', `/v1/people/${plant.people.acceptor.id}/qualifications`);
    await amend(`/v1/people/${plant.people.acceptor.id}/qualifications/${items[0].id}`, { validTo: '2026-03-03' });
    const before = await exposure();
    expect(new Set(before.items.map((i: Loose) => i.workOrderId))).toEqual(new Set([gone.id, moved.id, urgent.id]));
    // What stopped them is mended, one is cancelled, one has another priority and a new one is raised.
    await amend(authorization(), { status: 'active' });
    await amend(`/v1/people/${plant.people.acceptor.id}/qualifications/${items[0].id}`, { validTo: null });
    expect((await plant.act(plant.people.program, gone.id, 'cancel', { reason: { en: 'not needed' } })).status).toBe(
      200,
    );
    await plant.orderIn('draft');
    await amend(
      `/v1/work-orders/${urgent.id}`,
      { priority: { forceActivity: 'I', urgency: 'A' } },
      plant.people.program,
    );
    const after = await exposure();
    expect(after.items.map((i: Loose) => [i.workOrderId, i.guard])).toEqual([
      [urgent.id, 'facility_qualified'],
      [moved.id, 'facility_qualified'],
    ]);
    expect((await exposure('?asOf=2026-02-01T00:00:00Z')).items).toEqual([]);
    const ahead = await plant.ask('admin', 'GET', '/v1/exposure?asOf=2030-01-01T00:00:00Z&until=2029-12-31');
    expect([ahead.status, faultsOf(ahead)]).toEqual([400, ['/asOf as_of.in_future', '/until until.in_past']]);
  });

  it('is a table for spreadsheets too, with the same figures', async () => {
    await plant.orderIn('authorized');
    const empty = await plant.ask('admin', 'GET', '/v1/exposure', undefined, { accept: 'text/csv' });
    await amend(certificate(), { status: 'withdrawn', statusOn: '2026-03-02' });
    const { items, asOf } = await exposure('', 'admin');
    const csv = await plant.ask('admin', 'GET', `/v1/exposure?asOf=${asOf}`, undefined, { accept: 'text/csv' });
    const [head = '', row = '', ...rest] = csv.text.split('\r\n');
    expect(head).toBe(empty.text.trim());
    expect(head.split(',')).toEqual([
      ...['asOf', 'lookedUntil', 'workOrderId', 'number', 'status', 'facilityId', 'platformId', 'designator', 'target'],
      ...['action', 'operationId', 'guard', 'blocks', 'on', 'until', 'message.en', 'message.ja'],
      ...['record.noun', 'record.id', 'evidence'],
    ]);
    expect(row).toContain(`${asOf},2026-05-31,${items[0].workOrderId},${items[0].number},authorized`);
    expect(row).toContain(`facility_qualified,true,2026-03-02,,`);
    expect([rest, csv.headers['content-type']]).toEqual([[''], 'text/csv; charset=utf-8; header=present']);
  });

  it('shows a suspended certificate with the day it is to return, and forgets it when it has', async () => {
    const order = await handleOf(plant, 'in_work');
    const [operation] = await order.list('operations');
    plant.clock.set('2026-03-04T00:00:00.000Z');
    await amend(certificate(), { status: 'suspended', statusOn: '2026-03-04' });
    await amend(certificate(), { status: 'active', statusOn: '2026-03-20' });
    const { items } = await exposure();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      action: 'complete_operation',
      operationId: operation.id,
      guard: 'facility_qualified',
      blocks: true,
      on: '2026-03-04',
      until: '2026-03-20',
      record: { record: 'certification', id: plant.ids.certification },
    });
    plant.clock.set('2026-03-20T00:00:00.000Z');
    expect((await exposure()).items).toEqual([]);
  });

  it('looks past the work that is done to the acceptance that the certificate is needed for', async () => {
    const order = await handleOf(plant, 'in_work');
    await plant.ready(order.id, 'present');
    await amend(certificate(), { status: 'suspended', statusOn: '2026-03-02' });
    expect(brief(await exposure())).toEqual([['0001', 'in_work', 'accept', 'facility_qualified', true, '2026-03-02']]);
  });

  it('looks ahead as far as asked and no further than the last target, which later ones replace', async () => {
    // Inducted on 2 March: 20 working days make 31 March its target.
    const order = await handleOf(plant, 'in_work');
    await amend(certificate(), { validTo: '2026-04-09' });
    expect((await exposure()).items).toEqual([]);
    const date = { date: '2026-04-30', cause: { en: 'the gearbox is late' } };
    expect((await order.decide(plant.people.program, 'targets', date)).status).toBe(201);
    expect(brief(await exposure())).toEqual([
      ['0001', 'in_work', 'complete_operation', 'facility_qualified', false, '2026-04-10'],
    ]);
    expect((await exposure('?until=2026-04-10')).items).toHaveLength(1);
    expect((await exposure('?until=2026-04-09')).items).toEqual([]);
    // An order past its target still needs the certificate.
    plant.clock.set('2026-05-01T00:00:00.000Z');
    await amend(certificate(), { validTo: '2026-05-20' });
    expect(brief(await exposure())).toEqual([
      ['0001', 'in_work', 'complete_operation', 'facility_qualified', false, '2026-05-21'],
    ]);
  });

  it('knows closures, revisions of technical data, equivalences and the people who could sign', async () => {
    const { ids, people } = plant;
    await withBays(plant, 3);
    await plant.orderIn('authorized');
    const cited = await handleOf(plant, 'in_work');
    const added = await cited.post(people.depot, 'operations', {
      title: { en: 'Inspect rotor' },
      technicalData: [{ document: 'TO 1V-22B-2', revision: '3' }],
    });
    await plant.orderIn('in_inspection');
    await plant.orderIn('awaiting_acceptance');
    const path = `/v1/facilities/${ids.facility}`;
    const obon = { from: '2026-04-10', to: '2026-04-16', bays: 3, reason: { ja: '全館停電' } };
    const closure = await plant.send('admin', 'POST', `${path}/closures`, obon);
    await plant.send('admin', 'POST', '/v1/technical-data', {
      document: 'TO 1V-22B-2',
      title: { en: 'Rotor' },
      documentRevision: '4',
      effectiveFrom: '2026-03-20',
    });
    for (const [person, validTo] of [
      [people.inspector, '2026-03-15'],
      [people.acceptor, '2026-03-16'],
    ] as const) {
      const { items } = await plant.send('admin', 'GET', `/v1/people/${person.id}/qualifications`);
      await amend(`/v1/people/${person.id}/qualifications/${items[0].id}`, { validTo });
    }
    const { items } = await exposure();
    expect(brief({ items })).toEqual([
      ['0001', 'authorized', 'induct', 'bay_available', false, '2026-04-10'],
      ['0002', 'in_work', 'complete_operation', 'technical_data_current', false, '2026-03-20'],
      ['0003', 'in_inspection', 'accept', 'inspector_qualified', false, '2026-03-16'],
      ['0004', 'awaiting_acceptance', 'release', 'acceptor_designated', false, '2026-03-17'],
    ]);
    expect(items[0]).toMatchObject({ until: '2026-04-17', evidence: [{ record: 'closure', id: closure.id }] });
    expect(items[1]).toMatchObject({ operationId: added.body.id, record: { record: 'technical_data' } });
    // Who holds what is not the program office's to see; that nobody will is.
    expect(items[2]).toMatchObject({
      message: { en: 'Nobody at KSZ could accept it as CDI or QAR on 2026-03-16.' },
      record: { record: 'qualification', id: null, withheld: true },
    });
    const [, , own] = (await exposure('', people.depot)).items;
    expect(own).toMatchObject({ record: { record: 'qualification', withheld: false } });
    expect(own.message.ja).toBe('2026-03-16にCDIまたはQARとして合格にできる者がKSZにいません。');
  });

  it('names an instrument whose calibration the acceptance can’t stand on', async () => {
    const { ids } = plant;
    const order = await handleOf(plant, 'in_inspection');
    expect(order.id).toBeTruthy();
    const path = `/v1/facilities/${ids.facility}/instruments/${ids.instrument}`;
    await amend(path, {
      calibrations: [
        { standard: 'JIS Q 17025', certificate: 'CAL-0', calibratedOn: '2025-01-10', dueOn: '2026-01-09' },
      ],
    });
    const { items } = await exposure();
    expect(items).toMatchObject([
      { action: 'accept', guard: 'instruments_calibrated', record: { record: 'instrument', id: ids.instrument } },
    ]);
  });

  it('pages by item, without a gap or a repeat, the most urgent first, under filters', async () => {
    const urgent = { forceActivity: 'I', urgency: 'A' };
    for (const priority of [undefined, undefined, urgent]) {
      const { id } = await plant.orderIn('authorized', priority ? { priority } : {});
      expect(id).toBeTruthy();
    }
    await amend(authorization(), { status: 'revoked' });
    await amend(certificate(), { status: 'withdrawn', statusOn: '2026-03-02' });
    const all = await exposure();
    expect(brief(all).map((b: Loose) => [b[0], b[3]])).toEqual([
      ['0003', 'facility_qualified'],
      ['0003', 'authorization_covers'],
      ['0001', 'facility_qualified'],
      ['0001', 'authorization_covers'],
      ['0002', 'facility_qualified'],
      ['0002', 'authorization_covers'],
    ]);
    const paged: Loose[] = [];
    let query = '?limit=1';
    for (let n = 0; n < 10; n += 1) {
      const { items, next } = await exposure(query);
      paged.push(...items);
      if (next === null) break;
      query = `?limit=1&cursor=${next}`;
    }
    expect(paged).toEqual(all.items);
    expect((await exposure(`?facilityId=${plant.ids.facility}&platformId=${plant.ids.platform}`)).items).toHaveLength(
      6,
    );
    expect((await exposure(`?facilityId=${plant.ids.platform}`)).items).toEqual([]);
    const wrong = await plant.ask(plant.people.program, 'GET', '/v1/exposure?cursor=eyJ4Ijox&until=2026-02-30');
    expect(wrong.status).toBe(400);
    expect(faultsOf(await plant.ask(plant.people.program, 'GET', '/v1/exposure?cursor=nonsense'))).toEqual([
      '/cursor cursor.unknown',
    ]);
  });

  it('shows each what they see of orders, and withholds the record that is not theirs', async () => {
    await plant.orderIn('authorized');
    await amend(authorization(), { status: 'suspended' });
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    expect((await exposure('', stranger)).items).toEqual([]);
    expect((await exposure('', plant.people.depot)).items).toHaveLength(1);
    expect((await exposure('', 'admin')).items).toHaveLength(1);
    // What somebody sees is decided now, whatever they saw then.
    answered = [];
    // The authorization no longer names the plant: what it says is none of the plant's business.
    await amend(authorization(), { facilityIds: [] });
    const [item] = (await exposure('', plant.people.depot)).items;
    expect(item.record).toMatchObject({ record: 'authorization', id: null, withheld: true });
    expect(item.message.en).not.toContain('TA-1234-26');
  });
});

describe('what relied on a record', () => {
  let order: Loose;
  beforeAll(async () => {
    plant = await startPlant();
    order = await plant.orderIn('closed');
    await plant.orderIn('cancelled');
  });
  afterAll(() => plant.close());
  const acts = ({ items }: Loose) => items.map((i: Loose) => `${i.act} ${i.guard}`);

  it('names every act that stood on a certificate, at the version it looked at', async () => {
    const found = await reliedOn('certification', plant.ids.certification);
    expect(acts(found)).toEqual([
      'authorized facility_qualified',
      'inducted facility_qualified',
      'inspection_signed facility_qualified',
      'started facility_qualified',
      'operation_completed facility_qualified',
      'inspection_signed facility_qualified',
      'accepted facility_qualified',
      'inspection_signed facility_qualified',
      'released facility_qualified',
    ]);
    expect(found.items[0]).toMatchObject({
      workOrderId: order.id,
      number: order.number,
      status: 'closed',
      recordRevision: 1,
      actorId: plant.people.program.id,
      operationId: null,
      measurements: [],
    });
    const [operation] = (await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${order.id}/operations`)).items;
    expect(found.items[4].operationId).toBe(operation.id);
  });

  it('names those that stood on an authorization, a capability, an equivalence, and a person’s designation', async () => {
    const authorized = await reliedOn('authorization', plant.ids.authorization);
    expect(acts(authorized)).toEqual([
      'authorized authorization_covers',
      'authorized value_within_ceiling',
      'inducted authorization_covers',
      'started authorization_covers',
      'operation_completed authorization_covers',
      'released authorization_covers',
    ]);
    const capability = (await plant.send('admin', 'GET', `/v1/facilities/${plant.ids.facility}/capabilities`)).items[0];
    expect(acts(await reliedOn('capability', capability.id))).toEqual([
      'submitted facility_capable',
      'authorized facility_capable',
      'inducted facility_capable',
    ]);
    const { items } = await plant.send('admin', 'GET', '/v1/equivalences?held=SJAC%209110B&required=AS9110C');
    expect((await reliedOn('equivalence', items[0].id)).items).toHaveLength(9);
    const [cdi] = (await plant.send('admin', 'GET', `/v1/people/${plant.people.inspector.id}/qualifications`)).items;
    expect(acts(await reliedOn('qualification', cdi.id, '', 'admin'))).toEqual([
      'inspection_signed inspector_qualified',
      'inspection_signed inspector_qualified',
      'accepted inspector_qualified',
    ]);
    const labor = await reliedOn('person', plant.people.technician.id, '', plant.people.depot);
    expect(acts(labor)).toContain('labor_logged performer_unsigned');
  });

  it('pages, and cuts by when it was decided', async () => {
    const whole = (await reliedOn('certification', plant.ids.certification)).items;
    const paged: Loose[] = [];
    let more = '&limit=2';
    for (let n = 0; n < 10; n += 1) {
      const { items, next } = await reliedOn('certification', plant.ids.certification, more);
      paged.push(...items);
      if (next === null) break;
      more = `&limit=2&cursor=${next}`;
    }
    expect(paged).toEqual(whole);
    const on = (from: string, to: string) =>
      reliedOn('certification', plant.ids.certification, `&from=${from}&to=${to}`);
    expect((await on('2026-03-02', '2026-03-03')).items).toEqual(whole);
    expect((await on('2026-03-03', '2026-03-04')).items).toEqual([]);
  });

  it('refuses what is not there or not the caller’s to see, and a reversed window: an empty answer would reassure', async () => {
    const ask = (query: string, by: Actor | 'admin' = plant.people.program) =>
      plant.ask(by, 'GET', `/v1/exposure/relied-on?${query}`);
    const missing = await ask(`record=certification&id=${plant.ids.platform}`);
    expect([missing.status, ...faultsOf(missing)]).toEqual([400, '/id reference.unknown']);
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['depot_staff'], facility: false });
    const hidden = await ask(`record=certification&id=${plant.ids.certification}`, stranger);
    expect(faultsOf(hidden)).toEqual(['/id reference.unknown']);
    const reversed = await ask(`record=certification&id=${plant.ids.certification}&from=2026-03-03&to=2026-03-03`);
    expect(faultsOf(reversed)).toEqual(['/to window.empty']);
    expect((await ask('record=moon&id=1')).status).toBe(400);
    const equivalences = await plant.send(stranger, 'GET', '/v1/equivalences?held=SJAC%209110B&required=AS9110C');
    expect((await reliedOn('equivalence', equivalences.items[0].id, '', stranger)).items).toEqual([]);
  });
});

describe('an instrument found out of tolerance', () => {
  beforeAll(async () => {
    plant = await startPlant();
  });
  afterAll(() => plant.close());

  it('leads to every result that names it, passed or failed, signed or not, and to what stands on them', async () => {
    const { people, ids } = plant;
    const released = await handleOf(plant, 'released');
    plant.clock.set('2026-03-10T00:00:00.000Z');
    const failed = await handleOf(plant, 'in_inspection');
    await plant.inspect(people.inspector, failed.id, 'final', 'failed');
    const open = await failed.measured(people.inspector, 'final');
    const byEye = await failed.measured(people.inspector, 'final', { conforms: true, value: null, instrumentId: null });

    const all = await reliedOn('instrument', ids.instrument, '&limit=100');
    const of = (id: string) => all.items.filter((i: Loose) => i.workOrderId === id);
    expect(of(released.id).map((i: Loose) => `${i.act} ${i.guard}`)).toEqual([
      'results_recorded measured_with',
      'inspection_signed instruments_calibrated',
      'results_recorded measured_with',
      'inspection_signed instruments_calibrated',
      'accepted instruments_calibrated',
      'results_recorded measured_with',
      'inspection_signed instruments_calibrated',
    ]);
    const accepted = of(released.id)[4];
    expect(accepted.measurements.map((m: Loose) => [m.kind, m.decision, m.value])).toEqual([
      ['receiving', 'passed', '42.1'],
      ['final', 'passed', '42.1'],
      ['acceptance', 'passed', '42.1'],
    ]);
    const measured = of(failed.id).filter((i: Loose) => i.guard === 'measured_with');
    expect(measured.map((i: Loose) => i.measurements[0].decision)).toEqual(['passed', 'failed', null]);
    expect(measured[2].inspectionId).toBe(open.id);
    expect(all.items.map((i: Loose) => i.inspectionId)).not.toContain(byEye.id);

    // Out of tolerance since the ninth: what it measured before is not in question.
    const since = await reliedOn('instrument', ids.instrument, '&from=2026-03-09');
    expect(new Set(since.items.map((i: Loose) => i.workOrderId))).toEqual(new Set([failed.id]));
    expect((await reliedOn('instrument', ids.instrument, '&to=2026-03-09')).items).toHaveLength(7);
    // A result that was replaced relies on it no more.
    const results = { results: [{ characteristic: 1, conforms: true }] };
    await failed.post(people.inspector, `inspections/${open.id}/results`, results);
    const after = await reliedOn('instrument', ids.instrument, '&from=2026-03-09&limit=100');
    expect(after.items.map((i: Loose) => i.inspectionId)).not.toContain(open.id);
  });
});
