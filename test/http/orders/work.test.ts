// The smaller acts on an order over HTTP: operations, labor, parts, inspections, nonconformances, targets, and the histories they leave.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Loose } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  await plant.send('admin', 'PATCH', path, { bays: 50 }, { 'if-match': '"1"' });
});
afterAll(() => plant.close());

const reason = { reason: { en: 'because', ja: '理由' } };
const torque = { name: { en: 'torque' }, method: 'torque wrench', unit: 'N·m', lower: '40', upper: '45.5' };
const visual = { name: { ja: '外観' }, method: 'visual' };

/** An order of the test, with short ways to its parts. */
async function working(status: Parameters<Plant['orderIn']>[0], fields?: object) {
  const { id } = await plant.orderIn(status, fields);
  const at = async () => ({ 'if-match': `"${(await plant.order(id)).revision}"` });
  const path = (rest: string) => `/v1/work-orders/${id}/${rest}`;
  return {
    id,
    at,
    path,
    get: (rest: string) => plant.send(plant.people.program, 'GET', path(rest)),
    post: (by: Actor, rest: string, body: object = {}) => plant.ask(by, 'POST', path(rest), body),
    /** A POST at the revision the order has. */
    decide: async (by: Actor, rest: string, body: object = {}) => plant.ask(by, 'POST', path(rest), body, await at()),
    patch: async (by: Actor, rest: string, body: object) => plant.ask(by, 'PATCH', path(rest), body, await at()),
    order: () => plant.order(id),
  };
}

const codes = ({ body }: Answer) => (body.errors ?? []).map((e: Loose) => `${e.pointer} ${e.code}`);
const guards = ({ body }: Answer) => (body.blockedBy ?? []).map((b: Loose) => b.guard);
const refused = (answer: Answer) => [answer.status, answer.body.code];

describe('operations', () => {
  it('are planned in an open order, ten apart, and over-and-above once the work began', async () => {
    const { people } = plant;
    const draft = await working('draft');
    const first = await draft.post(people.depot, 'operations', { title: { en: 'Remove' } });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ sequence: 10, activity: 'repair', overAndAbove: false, status: 'open' });
    expect(first.headers.etag).toBe(`"${first.body.revision}"`);
    expect(first.headers.location).toBe(draft.path(`operations/${first.body.id}`));
    expect(await draft.get(`operations/${first.body.id}`)).toEqual(first.body);
    const second = await draft.post(people.depot, 'operations', { title: { en: 'Fit' } });
    expect(second.body.sequence).toBe(20);
    const taken = await draft.post(people.depot, 'operations', {
      title: { en: 'x' },
      sequence: 20,
      requires: 'NAS 411',
    });
    expect(codes(taken)).toEqual(['/sequence operation.sequence_taken', '/requires standard.unknown']);

    const begun = await working('in_work');
    const extra = await begun.post(people.depot, 'operations', { title: { ja: '腐食除去' } });
    expect(extra.body.overAndAbove).toBe(true);
    const early = await begun.post(people.depot, `operations/${extra.body.id}/complete`);
    expect([early.status, guards(early)]).toEqual([409, ['over_and_above_approved']]);
    expect(refused(await begun.decide(people.inspector, `operations/${extra.body.id}/approve`))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(refused(await begun.post(people.program, `operations/${extra.body.id}/approve`))).toEqual([
      428,
      'request.precondition_required',
    ]);
    const approved = await begun.decide(people.program, `operations/${extra.body.id}/approve`);
    expect(approved.body.approvedBy).toBe(people.program.id);
    expect(refused(await begun.decide(people.program, `operations/${extra.body.id}/approve`))).toEqual([
      409,
      'act.not_offered',
    ]);
    // Approved was what it said: another title waits again.
    const retitled = await begun.patch(people.depot, `operations/${extra.body.id}`, { title: { en: 'Repaint all' } });
    expect(retitled.body).toMatchObject({ approvedBy: null, title: { ja: '腐食除去', en: 'Repaint all' } });

    const ended = await working('cancelled');
    expect(refused(await ended.post(people.depot, 'operations', { title: { en: 'x' } }))).toEqual([
      409,
      'act.not_offered',
    ]);
  });

  it('have hold points that only inspectors set, waive or slip work past', async () => {
    const { people } = plant;
    const order = await working('inducted');
    const hold = { title: { en: 'Close panel' }, holdPoint: true };
    expect(refused(await order.post(people.depot, 'operations', hold))).toEqual([403, 'access.role_denied']);
    const point = (await order.post(people.inspector, 'operations', hold)).body;
    expect(point.holdPoint).toBe(true);
    const after = (await order.post(people.depot, 'operations', { title: { en: 'Paint' } })).body;
    await plant.inspect(people.inspector, order.id, 'receiving');
    expect((await plant.act(people.depot, order.id, 'start')).status).toBe(200);

    expect((await order.post(people.technician, `operations/${point.id}/complete`)).body.status).toBe('done');
    const held = await order.post(people.technician, `operations/${after.id}/complete`);
    expect(guards(held)).toEqual(['hold_points_passed']);
    // Neither a place before the hold point nor moving there is a way round.
    expect(refused(await order.post(people.depot, 'operations', { title: { en: 'y' }, sequence: 5 }))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(refused(await order.patch(people.depot, `operations/${after.id}`, { sequence: 5 }))).toEqual([
      403,
      'access.role_denied',
    ]);
    await plant.inspect(people.inspector, order.id, 'in_process', 'passed', point.id);
    expect((await order.post(people.technician, `operations/${after.id}/complete`)).status).toBe(200);
    expect(refused(await order.patch(people.depot, `operations/${after.id}`, { title: { en: 'z' } }))).toEqual([
      409,
      'act.not_offered',
    ]);

    const other = (await order.post(people.inspector, 'operations', { ...hold, sequence: 40 })).body;
    expect(codes(await order.patch(people.inspector, `operations/${other.id}`, { holdPoint: false }))).toEqual([
      '/holdPoint operation.waive_instead',
    ]);
    expect(refused(await order.decide(people.depot, `operations/${other.id}/waive-hold-point`, reason))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(codes(await order.decide(people.inspector, `operations/${other.id}/waive-hold-point`))).toEqual([
      '/reason value.missing',
    ]);
    const waived = await order.decide(people.inspector, `operations/${other.id}/waive-hold-point`, reason);
    expect(waived.body.holdPointWaiver).toMatchObject({ waivedBy: people.inspector.id, ...reason });
    expect(refused(await order.decide(people.inspector, `operations/${other.id}/waive-hold-point`, reason))).toEqual([
      409,
      'act.not_offered',
    ]);

    const spared = await order.decide(people.inspector, `operations/${other.id}/not-applicable`, reason);
    expect(spared.body).toMatchObject({ status: 'not_applicable', notApplicable: { decidedBy: people.inspector.id } });
    expect(refused(await order.post(people.technician, `operations/${other.id}/complete`))).toEqual([
      409,
      'act.not_offered',
    ]);
  });

  it('are judged at the instant they were performed', async () => {
    const { people, clock, app } = plant;
    const order = await working('in_work');
    const [operation] = (await order.get('operations')).items;
    const started = (await order.order()).startedAt;
    const complete = (body: object) => order.post(people.depot, `operations/${operation.id}/complete`, body);
    clock.advance({ days: 4 });
    const stranger = await app.person(['depot_staff']);
    expect(codes(await complete({ performedBy: stranger.id, performedAt: '2020-01-01T00:00:00Z' }))).toEqual([
      '/performedBy reference.unknown',
      '/performedAt occurred_at.before_last',
      '/lateReason late_reason.missing',
    ]);
    expect(codes(await complete({ performedAt: '2999-01-01T00:00:00Z' }))).toEqual([
      '/performedAt occurred_at.in_future',
    ]);
    expect(refused(await order.post(people.inspector, `operations/${operation.id}/complete`))).toEqual([
      403,
      'access.role_denied',
    ]);
    const late = { performedBy: people.technician.id, performedAt: started, lateReason: { ja: '通信断' } };
    const done = await complete(late);
    expect(done.body).toMatchObject({ status: 'done', ...late });
    const { items } = await order.get('events?sort=-sequence&limit=1');
    expect(items[0]).toMatchObject({ type: 'operation_completed', occurredAt: started, recordedAt: clock.now() });
  });
});

describe('what can be done', () => {
  it('is asked ahead by the certificates of that day, with bays and custody as they are', async () => {
    const { people, clock, ids } = plant;
    const order = await working('authorized');
    const asked = async (occurredAt: string) => {
      const answer = await plant.ask(people.depot, 'GET', order.path(`transitions?occurredAt=${occurredAt}`));
      const induct = answer.body.transitions?.find((t: Loose) => t.action === 'induct');
      return { answer, blockedBy: induct?.blockedBy.map((b: Loose) => b.guard) };
    };
    const certificates = `/v1/facilities/${ids.facility}/certifications/${ids.certification}`;
    const certify = async (validTo: string | null) => {
      const { revision } = await plant.send('admin', 'GET', certificates);
      await plant.send('admin', 'PATCH', certificates, { validTo }, { 'if-match': `"${revision}"` });
    };
    await certify('2027-03-31');
    expect((await asked('2027-03-31T23:59:59%2B09:00')).blockedBy).toEqual([]);
    expect((await asked('2027-04-01T00:00:00%2B09:00')).blockedBy).toEqual(['facility_qualified']);
    await certify(null);
    expect((await asked('2027-04-01T00:00:00%2B09:00')).blockedBy).toEqual([]);
    const year = Number(clock.now().slice(0, 4)) + 11;
    expect(codes((await asked(`${year}-01-01T00:00:00Z`)).answer)).toEqual(['/occurredAt occurred_at.too_far_ahead']);
    const acted = { action: 'hold', cause: 'weather', ...reason, occurredAt: '2027-04-01T00:00:00Z' };
    const running = await working('in_work');
    expect(codes(await running.decide(people.depot, 'transitions', acted))).toEqual([
      '/occurredAt occurred_at.in_future',
    ]);
  });

  it('is asked with an offset whose + was sent as it is', async () => {
    const { people, clock } = plant;
    const order = await working('authorized');
    clock.advance({ days: 1 });
    const there = new Date(Date.parse(clock.now()) + 9 * 3_600_000).toISOString().slice(0, 19);
    const ask = (offset: string) =>
      plant.ask(people.program, 'GET', order.path(`events?asOf=${there}${offset}&sort=sequence`));
    const { body } = await ask('%2B09:00');
    expect(body.items.length).toBeGreaterThan(1);
    for (const offset of ['+09:00', '%2009:00']) expect((await ask(offset)).body).toEqual(body);
    for (const offset of ['%20%2009:00', '%20', '%200900'])
      expect(codes(await ask(offset))).toEqual(['/asOf instant.malformed']);
  });
});

describe('technical data of operations', () => {
  it('is of documents that are registered, however their names are typed', async () => {
    const { people } = plant;
    const order = await working('in_work');
    const data = { title: { en: 'Manual' }, platformIds: [plant.ids.platform] };
    const document = 'ＥＸ　1Ｖ－３';
    for (const [documentRevision, effectiveFrom] of [
      ['A', '2025-01-01'],
      ['Ｂ', '2025-06-01'],
    ])
      await plant.send('admin', 'POST', '/v1/technical-data', { ...data, document, documentRevision, effectiveFrom });
    const unknown = { document: 'EX 1V-4', revision: 'A' };
    const cites = (...technicalData: object[]) => ({ title: { en: 'Fit' }, technicalData });
    const refusedNow = await order.post(people.depot, 'operations', cites({ document, revision: 'B' }, unknown));
    expect(codes(refusedNow)).toEqual(['/technicalData/1/document technical_data.unknown']);
    const planned = await order.post(people.depot, 'operations', cites({ document: 'EX 1V-3', revision: 'A' }));
    expect(planned.status).toBe(201);
    const one = `operations/${planned.body.id}`;
    const patched = await order.patch(people.depot, one, {
      technicalData: [{ document: 'EX 1V-3', revision: 'A' }, unknown],
    });
    expect(codes(patched)).toEqual(['/technicalData/1/document technical_data.unknown']);
    await order.decide(people.program, `${one}/approve`);
    plant.clock.advance({ minutes: 1 });
    const outdated = await order.decide(people.technician, `${one}/complete`);
    expect(guards(outdated)).toContain('technical_data_current');
    await order.patch(people.depot, one, { technicalData: [{ document: 'EX 1V-3', revision: 'B' }] });
    await order.decide(people.program, `${one}/approve`);
    plant.clock.advance({ minutes: 1 });
    const done = await order.decide(people.technician, `${one}/complete`);
    expect([done.status, guards(done)]).toEqual([200, []]);
  });
});

describe('labor', () => {
  it('is logged by the plant from induction until close, within a day, by who signed nothing', async () => {
    const { people, clock } = plant;
    const order = await working('in_work');
    const [operation] = (await order.get('operations')).items;
    const on = clock.now().slice(0, 10);
    const log = (body: object, by = people.depot) =>
      order.post(by, 'labor', { operationId: operation.id, on, ...body });
    const entry = await log({ hours: 2.25, personId: people.technician.id });
    expect(entry.status).toBe(201);
    expect(entry.body).toMatchObject({ hours: 2.25, personId: people.technician.id, enteredBy: people.depot.id });
    expect(codes(await log({ hours: 22, personId: people.technician.id }))).toEqual(['/hours labor.more_than_a_day']);
    expect(codes(await log({ hours: 1.005 }))).toEqual(['/hours labor.finer_than_hundredths']);
    expect(codes(await log({ hours: 1, on: '2999-01-01' }))).toEqual(['/on labor.in_future']);
    expect(codes(await log({ hours: 1, on: '2026-01-01' }))).toEqual(['/on labor.before_induction']);
    expect(codes(await log({ hours: 1, operationId: order.id }))).toEqual(['/operationId reference.unknown']);
    // The inspector signed the receiving inspection of this order.
    expect(guards(await log({ hours: 1, personId: people.inspector.id }))).toEqual(['performer_unsigned']);
    expect(refused(await log({ hours: 1 }, people.inspector))).toEqual([403, 'access.role_denied']);

    const corrected = await order.patch(people.depot, `labor/${entry.body.id}`, { hours: 3 });
    expect(corrected.body).toMatchObject({ id: entry.body.id, hours: 3 });
    const { items } = await order.get('events?sort=-sequence&limit=1');
    expect(items[0].type).toBe('labor_corrected');

    const closed = await working('closed');
    const [done] = (await closed.get('operations')).items;
    const tooLate = await closed.post(people.depot, 'labor', { operationId: done.id, hours: 1, on });
    expect(refused(tooLate)).toEqual([409, 'act.not_offered']);
  });
});

describe('part demands', () => {
  const part = { partNumber: '901-010', nomenclature: { en: 'gearbox' }, quantity: 1 };

  it('go forward to received, each status with its instant', async () => {
    const { people, clock, ids } = plant;
    const order = await working('in_work');
    const requestedAt = clock.now();
    clock.advance({ hours: 30 });
    const made = await order.post(people.depot, 'part-demands', {
      ...part,
      documentNumber: 'N6264960610A12',
      supplierId: ids.supplier,
      occurredAt: requestedAt,
    });
    // The document's year has one digit: the full date is kept beside it.
    expect(made.body).toMatchObject({ status: 'requested', documentDate: '2026-03-02' });
    expect(made.body.statuses).toEqual([{ status: 'requested', at: requestedAt, by: people.depot.id }]);
    const one = `part-demands/${made.body.id}`;
    expect(refused(await plant.ask(people.depot, 'PATCH', order.path(one), { status: 'ordered' }))).toEqual([
      428,
      'request.precondition_required',
    ]);
    expect(codes(await order.patch(people.depot, one, { occurredAt: clock.now() }))).toEqual([
      '/occurredAt part_demand.instant_without_status',
    ]);
    const shipped = await order.patch(people.depot, one, { status: 'shipped', neededBy: '2026-04-01' });
    expect(shipped.body).toMatchObject({ status: 'shipped', neededBy: '2026-04-01' });
    expect(codes(await order.patch(people.depot, one, { status: 'ordered' }))).toEqual([
      '/status part_demand.not_forward',
    ]);
    expect(codes(await order.patch(people.depot, one, { status: 'received', occurredAt: requestedAt }))).toEqual([
      '/occurredAt occurred_at.before_last',
    ]);
    const received = await order.patch(people.depot, one, { status: 'received', serialInstalled: 'G-77' });
    expect(received.body.statuses.map((s: Loose) => s.status)).toEqual(['requested', 'shipped', 'received']);
    expect((await order.patch(people.depot, one, { serialRemoved: 'G-12' })).body.serialRemoved).toBe('G-12');
    expect(refused(await order.patch(people.depot, one, { quantity: 2 }))).toEqual([409, 'act.not_offered']);
    expect(refused(await order.patch(people.depot, one, { status: 'cancelled' }))).toEqual([409, 'act.not_offered']);
    expect(refused(await order.post(people.inspector, 'part-demands', part))).toEqual([403, 'access.role_denied']);
  });

  it('name their part, their document, and the donor of what was cannibalized', async () => {
    const { people, ids } = plant;
    const order = await working('in_work');
    const { equipmentId } = await order.order();
    const add = (body: object) => order.post(people.depot, 'part-demands', { ...part, ...body });
    expect(codes(await add({ partNumber: null }))).toEqual(['/partNumber part.unnamed']);
    expect(codes(await add({ documentDate: '2026-03-02' }))).toEqual([
      '/documentDate part_demand.date_without_document',
    ]);
    expect(codes(await add({ documentNumber: 'N6264960610A12', documentDate: '2025-03-02' }))).toEqual([
      '/documentDate part_demand.date_differs',
    ]);
    expect(codes(await add({ source: 'cannibalized' }))).toEqual(['/donorEquipmentId part_demand.donor_missing']);
    expect(codes(await add({ donorEquipmentId: ids.equipment }))).toEqual([
      '/donorEquipmentId part_demand.donor_without_cannibalization',
    ]);
    const from = (donorEquipmentId: string) => add({ source: 'cannibalized', donorEquipmentId });
    expect(codes(await from(equipmentId))).toEqual(['/donorEquipmentId part_demand.donor_is_recipient']);
    expect(codes(await from(order.id))).toEqual(['/donorEquipmentId reference.unknown']);
    expect((await from(ids.equipment)).status).toBe(201);
    expect(codes(await add({ supplierId: order.id, operationIds: [order.id] }))).toEqual([
      '/supplierId reference.missing',
      '/operationIds/0 reference.unknown',
    ]);
  });

  it('after release are only settled', async () => {
    const { people } = plant;
    const order = await working('in_work');
    const { body } = await order.post(people.depot, 'part-demands', part);
    for (const action of ['present', 'accept', 'release']) {
      const { by, body: said } = await plant.ready(order.id, action);
      expect((await plant.act(by, order.id, action, said)).status).toBe(200);
    }
    const one = `part-demands/${body.id}`;
    expect(refused(await order.patch(people.depot, one, { quantity: 3 }))).toEqual([409, 'act.not_offered']);
    expect(refused(await order.post(people.depot, 'part-demands', part))).toEqual([409, 'act.not_offered']);
    expect((await order.patch(people.depot, one, { status: 'cancelled' })).body.status).toBe('cancelled');
  });
});

describe('inspections', () => {
  it('are opened where their kind is due', async () => {
    const { people } = plant;
    const order = await working('in_work');
    const open = (kind: string, more: object = {}) => order.post(people.inspector, 'inspections', { kind, ...more });
    for (const kind of ['receiving', 'final', 'acceptance'])
      expect(refused(await open(kind))).toEqual([409, 'act.not_offered']);
    expect(codes(await open('in_process'))).toEqual(['/operationId inspection.operation_missing']);
    expect(codes(await open('in_process', { operationId: order.id }))).toEqual(['/operationId reference.unknown']);
    const [operation] = (await order.get('operations')).items;
    expect((await open('in_process', { operationId: operation.id })).status).toBe(201);
    expect(refused(await order.post(people.depot, 'inspections', { kind: 'in_process' }))).toEqual([
      403,
      'access.role_denied',
    ]);
    const inducted = await working('inducted');
    expect(
      codes(
        await inducted.post(people.inspector, 'inspections', {
          kind: 'receiving',
          operationId: operation.id,
          characteristics: [{ ...torque, lower: '50' }],
        }),
      ),
    ).toEqual([
      '/operationId inspection.operation_not_in_process',
      '/characteristics/0/upper characteristic.limits_reversed',
    ]);
  });

  it('take results of this facility’s instruments, and keep those whose characteristic stays', async () => {
    const { people, ids } = plant;
    const order = await working('in_inspection');
    const made = await order.post(people.inspector, 'inspections', {
      kind: 'final',
      characteristics: [torque, visual],
    });
    const one = `inspections/${made.body.id}`;
    const record = (...results: object[]) => order.post(people.inspector, `${one}/results`, { results });
    const value = { characteristic: 1, value: '42.10', instrumentId: ids.instrument };
    expect(
      codes(
        await record(
          { characteristic: 3, conforms: true },
          { characteristic: 1 },
          { characteristic: 1, value: '41', instrumentId: order.id },
          { characteristic: 2, conforms: true, measuredAt: '2020-01-01T00:00:00Z' },
        ),
      ),
    ).toEqual([
      '/results/0/characteristic result.no_characteristic',
      '/results/1/value result.empty',
      '/results/2/characteristic result.repeated',
      '/results/2/instrumentId reference.unknown',
      '/results/3/measuredAt result.too_early',
    ]);
    await record({ characteristic: 2, conforms: false }, { ...value, value: '44' });
    const again = await record(value);
    expect(again.body.warnings).toEqual([]);
    expect(again.body.results.map((r: Loose) => [r.characteristic, r.value, r.conforms])).toEqual([
      [1, '42.10', null],
      [2, null, false],
    ]);
    const edited = await order.patch(people.inspector, one, {
      characteristics: [torque, { ...visual, method: 'borescope' }],
    });
    expect(edited.body.results.map((r: Loose) => r.characteristic)).toEqual([1]);
    // Not passed with one result missing, nor with a value that names no instrument.
    const missing = await plant.sign(people.inspector, order.id, made.body.id, 'passed');
    expect([missing.status, guards(missing)]).toEqual([409, ['results_complete']]);
    const kept = await record({ characteristic: 2, conforms: true }, { characteristic: 1, value: '42.1' });
    expect(kept.status).toBe(200);
    expect(kept.body.warnings.map((w: Loose) => `${w.pointer} ${w.code}`)).toEqual([
      '/results/1/instrumentId result.no_instrument',
    ]);
    expect(await order.get(one)).not.toHaveProperty('warnings');
    const unnamed = await plant.sign(people.inspector, order.id, made.body.id, 'passed');
    expect(unnamed.body.blockedBy[0].message.en).toContain('names no instrument');
    await record(value);
    expect((await plant.sign(people.inspector, order.id, made.body.id, 'passed')).body).toMatchObject({
      decision: 'passed',
      signedBy: people.inspector.id,
    });
    expect(refused(await record(value))).toEqual([409, 'act.not_offered']);
    expect(refused(await order.patch(people.inspector, one, { characteristics: [] }))).toEqual([
      409,
      'act.not_offered',
    ]);
    expect(refused(await plant.sign(people.inspector, order.id, made.body.id, 'passed'))).toEqual([
      409,
      'act.not_offered',
    ]);
  });

  it('are signed by the qualified and independent alone, over what was shown', async () => {
    const { people } = plant;
    const order = await working('in_inspection');
    const made = await order.post(people.inspector, 'inspections', { kind: 'final', characteristics: [visual] });
    await order.post(people.inspector, `inspections/${made.body.id}/results`, {
      results: [{ characteristic: 1, conforms: true }],
    });
    const unqualified = await plant.hire({ name: 'Newcomer', roles: ['qa_inspector'] });
    expect(guards(await plant.sign(unqualified, order.id, made.body.id, 'passed'))).toEqual(['inspector_qualified']);
    const content = await plant.send(people.inspector, 'POST', order.path('signing-content'), {
      act: 'sign_inspection',
      body: { inspectionId: made.body.id, decision: 'passed' },
      language: 'ja',
    });
    expect(content.content).toMatchObject({ act: 'sign_inspection', language: 'ja' });
    const sign = async (decision: string, signature: object) =>
      order.decide(people.inspector, `inspections/${made.body.id}/sign`, { decision, signature });
    const { contentSha256 } = content;
    const good = { contentSha256, language: 'ja', pin: people.inspector.pin };
    expect(refused(await sign('passed', { ...good, pin: '000000' }))).toEqual([403, 'signature.not_authenticated']);
    expect(refused(await sign('passed', { ...good, language: 'en' }))).toEqual([409, 'signature.content_changed']);
    expect(refused(await sign('failed', good))).toEqual([409, 'signature.content_changed']);
    const stale = await plant.ask(
      people.inspector,
      'POST',
      order.path(`inspections/${made.body.id}/sign`),
      { decision: 'passed', signature: good },
      { 'if-match': '"1"' },
    );
    expect(refused(stale)).toEqual([412, 'revision.stale']);
    expect((await sign('passed', good)).status).toBe(200);
    const [signature] = (await order.get('signatures?sort=-sequence&limit=1')).items;
    expect(signature).toMatchObject({ act: 'sign_inspection', contentSha256, stampNumber: 'K-17', supersededAt: null });
    // The proof of who signed is nowhere in the record.
    const { items } = await order.get('events?limit=200');
    expect(JSON.stringify(items)).not.toContain('"pin"');
  });

  it('carries the stamp of the designation it was given under, not that of another qualification', async () => {
    const stamped = await plant.hire({
      name: 'Stamped',
      roles: ['qa_inspector'],
      qualifications: [
        { qualification: 'NAS410-5', stampNumber: 'N-1' },
        { qualification: 'CDI', stampNumber: 'K-21' },
      ],
    });
    const { id } = await plant.orderIn('inducted');
    await plant.inspect(stamped, id, 'receiving');
    const { items } = await plant.send(stamped, 'GET', `/v1/work-orders/${id}/signatures`);
    expect(items.map((s: Loose) => s.stampNumber)).toEqual(['K-21']);
  });

  it('are superseded by later ones of their kind, and signed again when what they speak of changed', async () => {
    const { people, clock } = plant;
    const order = await working('in_inspection');
    const pass = await plant.inspect(people.inspector, order.id, 'final');
    clock.advance({ minutes: 5 });
    const raised = await order.post(people.depot, 'nonconformances', {
      severity: 'minor',
      description: { en: 'scratch' },
    });
    const sheet = () => order.get(`inspections/${pass.id}`);
    const signed = (await sheet()).signatureId;
    expect((await order.get(`signatures/${signed}`)).supersededAt).toBe(clock.now());
    // The same decision again, not another.
    expect(refused(await plant.sign(people.inspector, order.id, pass.id, 'failed'))).toEqual([409, 'act.not_offered']);
    expect((await plant.sign(people.inspector, order.id, pass.id, 'passed')).status).toBe(200);
    const renewed = await sheet();
    expect(renewed.signatureId).not.toBe(signed);
    expect(renewed.signedSequence).toBe(pass.signedSequence);

    const fail = await plant.inspect(people.inspector, order.id, 'final', 'failed');
    expect((await sheet()).supersededBy).toBe(fail.id);
    const blocked = await plant.act(people.inspector, order.id, 'accept');
    expect(guards(blocked)).toContain('final_inspection_passed');

    // What was measured at an earlier presentation does not count at the next.
    const stray = await order.post(people.inspector, 'inspections', { kind: 'final', characteristics: [visual] });
    clock.advance({ minutes: 5 });
    expect((await plant.act(people.inspector, order.id, 'reject', reason)).status).toBe(200);
    await order.decide(people.inspector, `nonconformances/${raised.body.id}/disposition`, {
      disposition: 'regrade',
      ...reason,
    });
    const tools = { toolsAccounted: true, foreignObjectsCleared: true };
    expect((await plant.act(people.depot, order.id, 'present', tools)).status).toBe(200);
    const old = await plant.sign(people.inspector, order.id, stray.body.id, 'failed');
    expect(refused(old)).toEqual([409, 'act.not_offered']);
    expect(old.body.reason.ja).toContain('以前の提示');
  });
});

describe('nonconformances', () => {
  const scratch = { severity: 'minor', description: { en: 'scratch', ja: '傷' } };

  it('are reworked, reinspected and closed', async () => {
    const { people } = plant;
    const order = await working('in_work');
    expect(refused(await order.post(people.program, 'nonconformances', scratch))).toEqual([403, 'access.role_denied']);
    expect(codes(await order.post(people.depot, 'nonconformances', { ...scratch, inspectionId: order.id }))).toEqual([
      '/inspectionId reference.unknown',
    ]);
    const [receiving] = (await order.get('inspections')).items;
    const beyond = { ...scratch, inspectionId: receiving.id, characteristic: 9 };
    expect(codes(await order.post(people.depot, 'nonconformances', beyond))).toEqual([
      '/characteristic nonconformance.no_characteristic',
    ]);
    const { body } = await order.post(people.inspector, 'nonconformances', scratch);
    const one = `nonconformances/${body.id}`;
    // Depot staff do not rewrite what an inspector found.
    expect(refused(await order.patch(people.depot, one, { description: { en: 'nothing' } }))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(
      (await order.patch(people.inspector, one, { description: { en: 'deep scratch' } })).body.description,
    ).toEqual({
      en: 'deep scratch',
      ja: '傷',
    });
    const rework = { disposition: 'rework', ...reason };
    expect(refused(await order.decide(people.depot, `${one}/disposition`, rework))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(
      codes(
        await order.decide(people.inspector, `${one}/disposition`, {
          ...rework,
          disposition: 'regrade',
          operation: { title: { en: 'x' } },
        }),
      ),
    ).toEqual(['/operation disposition.no_operation']);
    const decided = await order.decide(people.inspector, `${one}/disposition`, rework);
    expect(decided.body.status).toBe('dispositioned');
    const operation = await order.get(`operations/${decided.body.operationId}`);
    expect(operation).toMatchObject({
      reworks: body.id,
      overAndAbove: false,
      title: { en: 'Rework: deep scratch', ja: '手直し：傷' },
    });
    expect(refused(await order.patch(people.inspector, one, { description: { en: 'x' } }))).toEqual([
      409,
      'act.not_offered',
    ]);
    expect((await order.patch(people.inspector, one, { pqdr: 'PQDR-1' })).body.pqdr).toBe('PQDR-1');
    expect(refused(await order.decide(people.inspector, `operations/${operation.id}/not-applicable`, reason))).toEqual([
      409,
      'act.not_offered',
    ]);
    expect(guards(await order.decide(people.inspector, `${one}/close`))).toEqual(['reinspected']);
    await order.post(people.technician, `operations/${operation.id}/complete`);
    expect(guards(await order.decide(people.inspector, `${one}/close`))).toEqual(['reinspected']);
    await plant.inspect(people.inspector, order.id, 'in_process', 'passed', operation.id);
    const closed = await order.decide(people.inspector, `${one}/close`);
    expect(closed.body).toMatchObject({ status: 'closed', closedBy: people.inspector.id });
    expect(refused(await order.decide(people.inspector, `${one}/close`))).toEqual([409, 'act.not_offered']);
  });

  it('stay open until the program office approves, and may be decided anew', async () => {
    const { people } = plant;
    const order = await working('in_work');
    const { body } = await order.post(people.inspector, 'nonconformances', scratch);
    const one = `nonconformances/${body.id}`;
    const decide = (disposition: string) =>
      order.decide(people.inspector, `${one}/disposition`, { disposition, ...reason });
    expect(refused(await order.decide(people.program, `${one}/approve`))).toEqual([409, 'act.not_offered']);
    const repair = await decide('repair');
    expect(repair.body).toMatchObject({ status: 'open', approvedBy: null });
    expect(guards(await order.post(people.technician, `operations/${repair.body.operationId}/complete`))).toEqual([
      'over_and_above_approved',
    ]);
    expect(refused(await order.decide(people.inspector, `${one}/close`))).toEqual([409, 'act.not_offered']);
    // The owner would not have it: the inspector decides anew, and the repair falls away.
    const asIs = await decide('use_as_is');
    expect(asIs.body.operationId).toBeNull();
    expect((await order.get(`operations/${repair.body.operationId}`)).status).toBe('not_applicable');
    expect(refused(await order.decide(people.inspector, `${one}/approve`))).toEqual([403, 'access.role_denied']);
    const approved = await order.decide(people.program, `${one}/approve`);
    expect(approved.body).toMatchObject({ status: 'dispositioned', approvedBy: people.program.id });
    expect((await order.decide(people.inspector, `${one}/close`)).status).toBe(200);
  });

  it('let a value outside its limits pass once use as is was approved', async () => {
    const { people, ids } = plant;
    const order = await working('in_inspection');
    const made = await order.post(people.inspector, 'inspections', { kind: 'final', characteristics: [torque] });
    await order.post(people.inspector, `inspections/${made.body.id}/results`, {
      results: [{ characteristic: 1, value: '46', instrumentId: ids.instrument }],
    });
    expect(guards(await plant.sign(people.inspector, order.id, made.body.id, 'passed'))).toEqual(['results_complete']);
    const finding = { ...scratch, inspectionId: made.body.id, characteristic: 1 };
    const { body } = await order.post(people.inspector, 'nonconformances', finding);
    await order.decide(people.inspector, `nonconformances/${body.id}/disposition`, {
      disposition: 'use_as_is',
      ...reason,
    });
    expect(guards(await plant.sign(people.inspector, order.id, made.body.id, 'passed'))).toEqual(['results_complete']);
    await order.decide(people.program, `nonconformances/${body.id}/approve`);
    expect((await plant.sign(people.inspector, order.id, made.body.id, 'passed')).status).toBe(200);
  });
});

describe('targets', () => {
  it('are added beside the frozen one, with their cause', async () => {
    const { people } = plant;
    const order = await working('in_work');
    const cause = { en: 'corrosion', ja: '腐食' };
    const [operation] = (await order.get('operations')).items;
    const [first] = (await order.get('targets')).items;
    expect(first).toMatchObject({ n: 1, cause: null });
    const later = await order.post(people.program, 'targets', { date: '2026-12-01', cause, operationId: operation.id });
    expect(later.body).toMatchObject({ n: 2, date: '2026-12-01', setBy: people.program.id });
    expect((await order.order()).targets).toHaveLength(2);
    expect(
      codes(await order.post(people.program, 'targets', { date: '2020-01-01', cause, nonconformanceId: operation.id })),
    ).toEqual(['/date target.in_past', '/nonconformanceId reference.unknown']);
    expect(refused(await order.post(people.depot, 'targets', { date: '2026-12-01', cause }))).toEqual([
      403,
      'access.role_denied',
    ]);
    // The first is the one frozen at induction: where there was none, one that is added is not the first.
    const platform = `/v1/platforms/${plant.ids.platform}`;
    const { targets, revision } = await plant.send('admin', 'GET', platform);
    await plant.send('admin', 'PATCH', platform, { targets: [] }, { 'if-match': `"${revision}"` });
    try {
      const untargeted = await working('in_work');
      expect((await untargeted.order()).targets).toEqual([]);
      for (const n of [2, 3])
        expect((await untargeted.post(people.program, 'targets', { date: '2026-12-01', cause })).body.n).toBe(n);
    } finally {
      await plant.send('admin', 'PATCH', platform, { targets }, { 'if-match': `"${revision + 1}"` });
    }
    const draft = await working('draft');
    expect(refused(await draft.post(people.program, 'targets', { date: '2026-12-01', cause }))).toEqual([
      409,
      'act.not_offered',
    ]);
  });
});

describe('sub-orders', () => {
  it('are drafts under their parent', async () => {
    const { people, ids } = plant;
    const order = await working('in_work');
    const made = await order.post(people.depot, 'sub-orders', {
      equipmentId: ids.equipment,
      facilityId: ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'V', urgency: 'C' },
      discrepancy: { en: 'engine' },
      stopsParent: true,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ parentId: order.id, rootId: order.id, status: 'draft', stopsParent: true });
    expect(made.headers.location).toBe(`/v1/work-orders/${made.body.id}`);
    expect((await order.get('sub-orders')).items.map((o: Loose) => o.id)).toEqual([made.body.id]);
    expect((await plant.act(people.depot, order.id, 'await_parts')).body.status).toBe('awaiting_parts');
  });
});

describe('histories', () => {
  it('answer as of an instant, in pages that added rows do not move', async () => {
    const { people, clock } = plant;
    const order = await working('in_work');
    const before = clock.now();
    clock.advance({ minutes: 1 });
    const known = (await order.get('operations')).items.length;
    for (const en of ['one', 'two', 'three']) await order.post(people.depot, 'operations', { title: { en } });
    expect((await order.get('operations')).items).toHaveLength(known + 3);
    expect((await order.get(`operations?asOf=${before}`)).items).toHaveLength(known);
    const page = await order.get('operations?limit=2');
    await order.post(people.depot, 'operations', { title: { en: 'four' }, sequence: 5 });
    const rest = await order.get(`operations?limit=50&cursor=${page.next}`);
    expect([...page.items, ...rest.items].map((o: Loose) => o.sequence)).toEqual([10, 20, 30, 40]);
    expect(rest.next).toBeNull();
    const foreign = await plant.ask(people.program, 'GET', order.path(`operations?sort=-sequence&cursor=${page.next}`));
    expect(codes(foreign)).toEqual(['/cursor cursor.unknown']);

    const events = (await order.get(`events?asOf=${before}&limit=200`)).items;
    expect(events.at(-1).type).toBe('started');
    expect((await order.get('events?type=operation_added&limit=1')).next).not.toBeNull();
    expect((await order.get(`segments?asOf=${before}`)).items.map((s: Loose) => s.category)).toEqual([
      'receiving',
      'maintenance',
    ]);
    const ahead = await plant.ask(people.program, 'GET', order.path('labor?asOf=2999-01-01T00:00:00Z'));
    expect(codes(ahead)).toEqual(['/asOf as_of.in_future']);
  });

  it('and parts are not there for who does not see the order, whatever they send', async () => {
    const { app } = plant;
    const order = await working('in_work');
    const [operation] = (await order.get('operations')).items;
    const stranger = await app.person(['depot_staff', 'qa_inspector']);
    for (const [method, rest] of [
      ['GET', 'operations'],
      ['POST', 'operations'],
      ['GET', `operations/${operation.id}`],
      ['POST', `operations/${operation.id}/complete`],
      ['GET', 'events'],
      ['GET', 'transitions'],
      ['POST', 'signing-content'],
    ] as const)
      expect((await app.call(stranger.key, method, order.path(rest), method === 'POST' ? {} : undefined)).status).toBe(
        404,
      );
    const other = await working('in_work');
    expect((await other.post(plant.people.depot, `operations/${operation.id}/complete`)).status).toBe(404);
  });

  it('answer a repeated request once', async () => {
    const { people } = plant;
    const order = await working('in_work');
    const once = () =>
      plant.ask(people.depot, 'POST', order.path('operations'), { title: { en: 'once' } }, { 'idempotency-key': 'k1' });
    const first = await once();
    const again = await once();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await order.order()).revision).toBe(first.body.revision);
  });
});
