// Attempts to pass work that did not pass: every one is refused, and leaves the order as it was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateInTokyo } from '../../src/domain/values.ts';
import { because, faultsOf, guardsOf, handleOf, presenting, refusal, torque, withBays } from '../support/order.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
/** Works in the hangar and holds an inspector's stamp. */
let both: Actor;
beforeAll(async () => {
  plant = await withBays(await startPlant());
  both = await plant.hire({
    name: 'Both',
    roles: ['depot_staff', 'qa_inspector'],
    qualifications: [{ qualification: 'CDI' }],
  });
});
afterAll(() => plant.close());

const order = (...args: Parameters<typeof handleOf> extends [Plant, ...infer Rest] ? Rest : never) =>
  handleOf(plant, ...args);
const people = () => plant.people;
const addInstrument = async (calibratedOn: string, dueOn: string, standard = 'JIS Q 17025') =>
  (
    await plant.send('admin', 'POST', `/v1/facilities/${plant.ids.facility}/instruments`, {
      serialNumber: `I-${calibratedOn}-${dueOn}-${standard}`,
      description: { en: 'gauge' },
      calibrations: [{ standard, certificate: 'C', calibratedOn, dueOn }],
    })
  ).id as string;

describe('an inspection does not pass', () => {
  it('with no characteristic', async () => {
    const o = await order('in_inspection');
    const { id } = await plant.send(people().inspector, 'POST', o.path('inspections'), { kind: 'final' });
    const answer = await o.unchanged(() => o.sign(people().inspector, id));
    expect(guardsOf(answer)).toEqual(['results_complete']);
    expect(answer.body.blockedBy[0].message.en).toContain('no characteristic');
  });

  it('with a characteristic that has no result', async () => {
    const o = await order('in_inspection');
    const { id } = await plant.send(people().inspector, 'POST', o.path('inspections'), {
      kind: 'final',
      characteristics: [torque, { name: { ja: '外観' }, method: 'visual' }],
    });
    const half = { results: [{ characteristic: 1, value: '42', instrumentId: plant.ids.instrument }] };
    await plant.send(people().inspector, 'POST', o.path(`inspections/${id}/results`), half);
    expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['results_complete']);
  });

  it.each(['39.999999', '45.50000000001', '-42', '0', '450'])('with %s outside its limits', async (value) => {
    const o = await order('in_inspection');
    const { id } = await o.measured(people().inspector, 'final', { value, instrumentId: plant.ids.instrument });
    const answer = await o.unchanged(() => o.sign(people().inspector, id));
    expect(guardsOf(answer)).toEqual(['results_complete']);
  });

  it('with a value that is said to conform in spite of its limits', async () => {
    const o = await order('in_inspection');
    const said = { value: '47', conforms: true, instrumentId: plant.ids.instrument };
    const { id } = await o.measured(people().inspector, 'final', said);
    expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['results_complete']);
  });

  it('with “conforms” in place of a measured value that has limits', async () => {
    const o = await order('in_inspection');
    const { id } = await o.measured(people().inspector, 'final', { conforms: true });
    expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['results_complete']);
  });

  it('without the instrument of a measured value', async () => {
    const o = await order('in_inspection');
    const { id } = await o.measured(people().inspector, 'final', { value: '42' });
    const answer = await o.unchanged(() => o.sign(people().inspector, id));
    expect(guardsOf(answer)).toEqual(['results_complete']);
    expect(answer.body.blockedBy[0].message.en).toContain('names no instrument');
  });

  it('with an instrument out of calibration on the day, or calibrated under no standard that counts', async () => {
    const o = await order('in_inspection');
    for (const instrumentId of [
      await addInstrument('2024-01-01', '2026-03-01'),
      await addInstrument('2026-04-01', '2027-03-31'),
      await addInstrument('2026-01-01', '2027-01-01', 'JIS Q 9001'),
    ]) {
      const { id } = await o.measured(people().inspector, 'final', { value: '42', instrumentId });
      expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['instruments_calibrated']);
    }
  });

  it('with an instrument of another plant', async () => {
    const o = await order('in_inspection');
    const elsewhere = await plant.send('admin', 'POST', '/v1/facilities', {
      code: 'OTH',
      name: { en: 'Other' },
      operator: 'joint',
      prefecture: '愛知県',
      calendar: 'japan',
      bays: 1,
    });
    const borrowed = await plant.send('admin', 'POST', `/v1/facilities/${elsewhere.id}/instruments`, {
      serialNumber: 'B-1',
      description: { en: 'borrowed' },
      calibrations: [{ standard: 'JIS Q 17025', certificate: 'C', calibratedOn: '2026-01-01', dueOn: '2027-01-01' }],
    });
    const { id } = await o.measured(people().inspector, 'final');
    const results = { results: [{ characteristic: 1, value: '42', instrumentId: borrowed.id }] };
    const answer = await o.unchanged(() => o.post(people().inspector, `inspections/${id}/results`, results));
    expect(faultsOf(answer)).toEqual(['/results/0/instrumentId reference.unknown']);
  });

  it('with a measurement dated before what it inspects was presented, or ahead of now', async () => {
    // A gauge that lapsed last week can't be saved by saying it was used last week.
    const o = await order('in_inspection');
    plant.clock.advance({ days: 3 });
    const { id } = await o.measured(people().inspector, 'final');
    const at = (measuredAt: string) =>
      o.unchanged(() =>
        o.post(people().inspector, `inspections/${id}/results`, {
          results: [{ characteristic: 1, value: '42', instrumentId: plant.ids.instrument, measuredAt }],
        }),
      );
    const { presentedAt } = await o.order();
    const before = new Date(Date.parse(presentedAt) - 1).toISOString();
    expect(faultsOf(await at(before))).toEqual(['/results/0/measuredAt result.too_early']);
    const ahead = new Date(Date.parse(plant.clock.now()) + 1).toISOString();
    expect(faultsOf(await at(ahead))).toEqual(['/results/0/measuredAt result.in_future']);
  });

  it('by a person without a designation, by one who did the work, by one whose designation lapsed yesterday', async () => {
    const unnamed = await plant.hire({ name: 'Unnamed', roles: ['qa_inspector'] });
    const lapsed = await plant.hire({
      name: 'Lapsed',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'QAR', validTo: '2026-03-01' }],
    });
    const elsewhere = await plant.hire({
      name: 'Blank',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI', facilityIds: [], platformIds: [] }],
    });
    const o = await order('in_inspection');
    const { id } = await o.measured(people().inspector, 'final');
    for (const by of [unnamed, lapsed, elsewhere, people().acceptor])
      expect(guardsOf(await o.unchanged(() => o.sign(by, id)))).toEqual(['inspector_qualified']);
  });

  it('on the strength of a use-as-is that nobody approved, or that was given for another result', async () => {
    const o = await order('in_inspection');
    const out = { value: '46.1', instrumentId: plant.ids.instrument };
    const { id } = await o.measured(people().inspector, 'final', out);
    const raised = await o.post(people().inspector, 'nonconformances', {
      severity: 'minor',
      description: { en: '0.6 above the limit' },
      inspectionId: id,
      characteristic: 1,
    });
    const n = `nonconformances/${raised.body.id}`;
    await o.decide(people().inspector, `${n}/disposition`, { disposition: 'use_as_is', ...because });
    expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['results_complete']);
    expect(refusal(await o.unchanged(() => o.decide(people().inspector, `${n}/approve`)))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect((await o.decide(people().program, `${n}/approve`)).body.status).toBe('dispositioned');
    // Approved was 46.1: a worse result, or another characteristic in its place, is not what was approved.
    const worse = { results: [{ characteristic: 1, value: '99', instrumentId: plant.ids.instrument }] };
    const swapped = await o.unchanged(() => o.post(people().inspector, `inspections/${id}/results`, worse));
    expect(faultsOf(swapped)).toEqual(['/results/0 inspection.decided_use_as_is']);
    const other = { characteristics: [{ name: { en: 'crack length' }, method: 'dye penetrant', upper: '0' }] };
    const recast = await o.unchanged(() => o.patch(people().inspector, `inspections/${id}`, other));
    expect(faultsOf(recast)).toEqual(['/characteristics/0 inspection.decided_use_as_is']);
    expect((await o.sign(people().inspector, id)).body.decision).toBe('passed');
  });
});

describe('use as is', () => {
  /** A sheet with a value above its limit that the owner agreed to use as it is, unsigned. */
  const agreed = async (o: Awaited<ReturnType<typeof order>>, kind: string, operationId?: string) => {
    const out = { value: '46.1', instrumentId: plant.ids.instrument };
    const { id } = await o.measured(people().inspector, kind, out, operationId);
    const finding = { severity: 'minor', description: { en: 'above' }, inspectionId: id, characteristic: 1 };
    const raised = await o.post(people().inspector, 'nonconformances', finding);
    const n = `nonconformances/${raised.body.id}`;
    await o.decide(people().inspector, `${n}/disposition`, { disposition: 'use_as_is', ...because });
    await o.decide(people().program, `${n}/approve`);
    return { id, n };
  };
  const anew = { disposition: 'regrade', ...because };

  it('decided anew takes the pass of a receiving inspection with it, before the start and after', async () => {
    const o = await order('inducted');
    await o.post(people().depot, 'operations', { title: { en: 'Replace gearbox' } });
    const { id, n } = await agreed(o, 'receiving');
    expect((await o.sign(people().inspector, id)).body.decision).toBe('passed');
    await o.decide(people().inspector, `${n}/disposition`, anew);
    expect(guardsOf(await o.unchanged(() => o.act(people().depot, 'start')))).toEqual(['receiving_inspection_passed']);
    expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['results_complete']);
    await o.decide(people().inspector, `${n}/disposition`, { disposition: 'use_as_is', ...because });
    await o.decide(people().program, `${n}/approve`);
    expect((await o.sign(people().inspector, id)).status).toBe(200);
    expect((await o.act(people().depot, 'start')).status).toBe(200);
    await o.decide(people().inspector, `${n}/disposition`, anew);
    await o.decide(people().inspector, `${n}/close`);
    await o.go('present');
    await plant.inspect(people().inspector, o.id, 'final');
    expect(guardsOf(await o.unchanged(() => o.act(people().inspector, 'accept')))).toEqual(['signatures_in_force']);
  });

  it('decided anew takes the pass of an in-process inspection with it', async () => {
    const o = await order('in_work');
    const { body: point } = await o.post(people().inspector, 'operations', { title: { en: 'a' }, holdPoint: true });
    const { body: behind } = await o.post(people().depot, 'operations', { title: { en: 'b' } });
    for (const { id } of [point, behind]) await o.decide(people().program, `operations/${id}/approve`);
    plant.clock.advance({ minutes: 5 });
    await plant.send(people().technician, 'POST', o.path(`operations/${point.id}/complete`), {});
    const { id, n } = await agreed(o, 'in_process', point.id);
    expect((await o.sign(people().inspector, id)).status).toBe(200);
    await o.decide(people().inspector, `${n}/disposition`, anew);
    const answer = await o.unchanged(() => o.post(people().technician, `operations/${behind.id}/complete`));
    expect(guardsOf(answer)).toEqual(['hold_points_passed']);
  });

  it('of a value does not hide that its instrument was out of calibration', async () => {
    const o = await order('in_inspection');
    const { id } = await agreed(o, 'final');
    const path = `/v1/facilities/${plant.ids.facility}/instruments/${plant.ids.instrument}`;
    const { calibrations, revision } = await plant.send('admin', 'GET', path);
    const lapsed = { calibrations: [{ ...calibrations[0], dueOn: '2026-02-20' }] };
    const after = await plant.send('admin', 'PATCH', path, lapsed, { 'if-match': `"${revision}"` });
    expect(guardsOf(await o.unchanged(() => o.sign(people().inspector, id)))).toEqual(['instruments_calibrated']);
    await plant.send('admin', 'PATCH', path, { calibrations }, { 'if-match': `"${after.revision}"` });
    expect((await o.sign(people().inspector, id)).status).toBe(200);
  });
});

describe('a fail is not hidden', () => {
  it('by an old pass behind it', async () => {
    const o = await order('in_inspection');
    await plant.inspect(people().inspector, o.id, 'final', 'passed');
    plant.clock.advance({ minutes: 5 });
    await plant.inspect(people().inspector, o.id, 'final', 'failed');
    const answer = await o.unchanged(() => o.act(people().inspector, 'accept'));
    expect(guardsOf(answer)).toEqual(['final_inspection_passed']);
    // The pass can't be signed anew either.
    const [pass] = (await o.list('inspections')).filter((i) => i.kind === 'final');
    expect(refusal(await o.unchanged(() => o.sign(people().inspector, pass.id)))).toEqual([409, 'act.not_offered']);
  });

  it('by an inspection that was opened and measured before it, and kept in the drawer', async () => {
    const o = await order('in_inspection');
    const drawer = await o.measured(people().inspector, 'final');
    plant.clock.advance({ minutes: 5 });
    await plant.inspect(people().inspector, o.id, 'final', 'failed');
    expect(refusal(await o.unchanged(() => o.sign(people().inspector, drawer.id)))).toEqual([409, 'act.not_offered']);
    // What is measured anew may pass.
    plant.clock.advance({ minutes: 5 });
    await plant.inspect(people().inspector, o.id, 'final', 'passed');
    expect((await o.act(people().inspector, 'accept')).status).toBe(200);
  });

  it('by a final inspection of an earlier presentation', async () => {
    const o = await order('in_inspection');
    const earlier = await o.measured(people().inspector, 'final');
    await plant.inspect(people().inspector, o.id, 'final', 'passed');
    await o.act(people().depot, 'withdraw', because);
    plant.clock.advance({ hours: 1 });
    await o.act(people().depot, 'present', presenting);
    expect(guardsOf(await o.unchanged(() => o.act(people().inspector, 'accept')))).toEqual(['final_inspection_passed']);
    expect(refusal(await o.unchanged(() => o.sign(people().inspector, earlier.id)))).toEqual([409, 'act.not_offered']);
  });

  it('by an acceptance inspection of an earlier acceptance', async () => {
    const o = await order('awaiting_acceptance');
    await plant.inspect(people().acceptor, o.id, 'acceptance', 'passed');
    await o.act(people().inspector, 'recall', because);
    plant.clock.advance({ hours: 1 });
    expect((await o.act(people().inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    const answer = await o.unchanged(() => o.act(people().acceptor, 'release', { conditionCode: 'A' }));
    expect(guardsOf(answer)).toEqual(['acceptance_inspection_passed']);
  });

  it('by deciding the nonconformance anew once its rework was done, to close it without reinspection', async () => {
    const o = await order('in_inspection');
    const raised = await o.post(people().inspector, 'nonconformances', {
      severity: 'major',
      description: { en: 'leak' },
    });
    const n = `nonconformances/${raised.body.id}`;
    await o.act(people().inspector, 'reject', because);
    await o.decide(people().inspector, `${n}/disposition`, { disposition: 'rework', ...because });
    plant.clock.advance({ hours: 1 });
    const [rework] = (await o.list('operations')).filter((x) => x.reworks !== null);
    expect((await o.post(people().technician, `operations/${rework.id}/complete`)).status).toBe(200);
    expect(guardsOf(await o.unchanged(() => o.decide(people().inspector, `${n}/close`)))).toEqual(['reinspected']);
    await o.decide(people().inspector, `${n}/disposition`, { disposition: 'regrade', ...because });
    expect(guardsOf(await o.unchanged(() => o.decide(people().inspector, `${n}/close`)))).toEqual(['reinspected']);
  });
});

describe('a rejection needs its reason', () => {
  it('not a nonconformance raised before the presentation that it should justify', async () => {
    const o = await order('in_work');
    const raised = await o.post(people().inspector, 'nonconformances', {
      severity: 'minor',
      description: { en: 'old scratch' },
    });
    await o.decide(people().inspector, `nonconformances/${raised.body.id}/disposition`, {
      disposition: 'return_to_supplier',
      ...because,
    });
    plant.clock.advance({ hours: 1 });
    for (const operation of await o.list('operations'))
      await plant.send(people().technician, 'POST', o.path(`operations/${operation.id}/complete`), {});
    await o.act(people().depot, 'present', presenting);
    const rejected = await o.unchanged(() => o.act(people().inspector, 'reject', because));
    expect(guardsOf(rejected)).toEqual(['nonconformance_raised']);
  });

  it('not, for a refusal, one raised before the facility accepted', async () => {
    const o = await order('in_inspection');
    const raised = await o.post(people().inspector, 'nonconformances', {
      severity: 'minor',
      description: { en: 'scratch' },
    });
    const n = `nonconformances/${raised.body.id}`;
    await o.decide(people().inspector, `${n}/disposition`, { disposition: 'return_to_supplier', ...because });
    await plant.inspect(people().inspector, o.id, 'final');
    await o.decide(people().inspector, `${n}/close`);
    expect((await o.act(people().inspector, 'accept')).status).toBe(200);
    const refused = await o.unchanged(() => o.act(people().acceptor, 'refuse', because));
    expect(guardsOf(refused)).toEqual(['nonconformance_raised']);
  });
});

describe('who did the work does not judge it', () => {
  /** An order whose work `both` did, presented. */
  const workedByBoth = async () => {
    const o = await order('in_work');
    plant.clock.advance({ hours: 1 });
    const [operation] = await o.list('operations');
    await plant.send(both, 'POST', o.path(`operations/${operation.id}/complete`), {});
    await o.act(people().depot, 'present', presenting);
    return o;
  };

  it('not by signing inspections, accepting, rejecting or closing', async () => {
    const o = await workedByBoth();
    const { id } = await o.measured(both, 'final');
    expect(guardsOf(await o.unchanged(() => o.sign(both, id)))).toEqual(['inspector_independent']);
    await plant.inspect(people().inspector, o.id, 'final');
    expect(guardsOf(await o.unchanged(() => o.act(both, 'accept')))).toEqual(['inspector_independent']);
    await o.post(people().depot, 'nonconformances', { severity: 'minor', description: { en: 'scratch' } });
    expect(guardsOf(await o.unchanged(() => o.act(both, 'reject', because)))).toEqual(['inspector_independent']);
  });

  it('not by merely having entered the hours of a colleague', async () => {
    const o = await order('in_work');
    const [operation] = await o.list('operations');
    const entry = {
      operationId: operation.id,
      personId: people().technician.id,
      hours: 1,
      on: dateInTokyo(plant.clock.now()),
    };
    await plant.send(both, 'POST', o.path('labor'), entry);
    const { id } = await o.measured(both, 'in_process', undefined, operation.id);
    expect(guardsOf(await o.unchanged(() => o.sign(both, id)))).toEqual(['inspector_independent']);
  });

  it('not by waiving the hold point on their own work, nor does an inspector without a designation', async () => {
    const o = await order('inducted');
    const hold = { title: { en: 'Close panel' }, holdPoint: true };
    const point = await plant.send(people().inspector, 'POST', o.path('operations'), hold);
    await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Paint' } });
    await plant.inspect(people().inspector, o.id, 'receiving');
    await o.act(people().depot, 'start');
    plant.clock.advance({ hours: 1 });
    await plant.send(both, 'POST', o.path(`operations/${point.id}/complete`), {});
    const waive = `operations/${point.id}/waive-hold-point`;
    expect(guardsOf(await o.unchanged(() => o.decide(both, waive, because)))).toEqual(['inspector_independent']);
    const unnamed = await plant.hire({ name: 'Unnamed', roles: ['qa_inspector'] });
    expect(guardsOf(await o.unchanged(() => o.decide(unnamed, waive, because)))).toEqual(['inspector_qualified']);
    expect((await o.decide(people().inspector, waive, because)).status).toBe(200);
  });

  it('not in the next order of the same family', async () => {
    const parent = await order('in_work');
    const { equipmentId } = await parent.order();
    const sub = await plant.send(people().depot, 'POST', parent.path('sub-orders'), {
      equipmentId,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'Engine' },
    });
    const child = await handleOf(plant, sub);
    for (const action of ['submit', 'authorize', 'induct', 'start']) {
      const { by, body } = await plant.ready(child.id, action);
      expect((await child.act(by, action, body)).status).toBe(200);
    }
    plant.clock.advance({ hours: 1 });
    const [operation] = await child.list('operations');
    await plant.send(both, 'POST', child.path(`operations/${operation.id}/complete`), {});
    const { id } = await parent.measured(both, 'in_process', undefined, (await parent.list('operations'))[0].id);
    expect(guardsOf(await parent.unchanged(() => parent.sign(both, id)))).toEqual(['inspector_independent']);
    // And the other way round: who signed on the sub-order does no work on its parent.
    const [open] = await parent.list('operations');
    const performed = { performedBy: people().inspector.id };
    expect(
      guardsOf(
        await parent.unchanged(() => parent.post(people().technician, `operations/${open.id}/complete`, performed)),
      ),
    ).toEqual(['performer_unsigned']);
  });

  it('not by moving to an accepting authority afterwards', async () => {
    const mover = await plant.hire({
      name: 'Mover',
      roles: ['depot_staff'],
      qualifications: [
        { qualification: 'GQAR', authority: 'dcma', delegationReference: 'D-9' },
        { qualification: 'CDI' },
      ],
    });
    const o = await order('in_work');
    plant.clock.advance({ hours: 1 });
    const [operation] = await o.list('operations');
    await plant.send(mover, 'POST', o.path(`operations/${operation.id}/complete`), {});
    await o.act(people().depot, 'present', presenting);
    await plant.inspect(people().inspector, o.id, 'final');
    await o.act(people().inspector, 'accept');
    const person = await plant.send('admin', 'GET', `/v1/people/${mover.id}`);
    await plant.send(
      'admin',
      'PATCH',
      `/v1/people/${mover.id}`,
      { roles: ['qa_inspector'], organization: { kind: 'accepting_authority', name: 'DCMA' } },
      { 'if-match': `"${person.revision}"` },
    );
    const { id } = await o.measured(mover, 'acceptance');
    expect(guardsOf(await o.unchanged(() => o.sign(mover, id)))).toEqual(['acceptor_independent']);
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    const release = await o.unchanged(() => o.act(mover, 'release', { conditionCode: 'A' }));
    expect(guardsOf(release)).toEqual(['acceptor_independent']);
  });

  it('not by accepting for the facility and then for the government, even after a recall', async () => {
    const twoHats = await plant.hire({
      name: 'Two hats',
      roles: ['qa_inspector'],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
      qualifications: [
        { qualification: 'CDI' },
        { qualification: 'GQAR', authority: 'dcma', delegationReference: 'D-1' },
      ],
    });
    const o = await order('in_inspection');
    await plant.inspect(people().inspector, o.id, 'final');
    expect((await o.act(twoHats, 'accept')).status).toBe(200);
    await o.act(people().inspector, 'recall', because);
    expect((await o.act(people().inspector, 'accept')).status).toBe(200);
    const { id } = await o.measured(twoHats, 'acceptance');
    expect(guardsOf(await o.unchanged(() => o.sign(twoHats, id)))).toEqual(['acceptor_independent']);
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    const release = await o.unchanged(() => o.act(twoHats, 'release', { conditionCode: 'A' }));
    expect(guardsOf(release)).toEqual(['acceptor_independent']);
  });

  it('a plant inspector with every designation is no acceptor, nor an acceptor without delegation here', async () => {
    const plantMan = await plant.hire({
      name: 'Plant man',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'GQAR', authority: 'dcma', delegationReference: 'D-2' }],
    });
    const blank = await plant.hire({
      name: 'Blank',
      roles: ['qa_inspector'],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
      qualifications: [
        {
          qualification: 'GQAR',
          authority: 'dcma',
          delegationReference: 'D-3',
          platformIds: [],
          facilityIds: [],
        },
      ],
    });
    const o = await order('awaiting_acceptance');
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    for (const by of [plantMan, blank, people().inspector]) {
      const answer = await o.unchanged(() => o.act(by, 'release', { conditionCode: 'A' }));
      expect(guardsOf(answer)).toContain('acceptor_designated');
    }
  });
});

describe('hold points', () => {
  /** An order in work: a hold point, and an operation behind it. */
  const held = async () => {
    const o = await order('inducted');
    const inspector = people().inspector;
    const point = await plant.send(inspector, 'POST', o.path('operations'), {
      title: { en: 'Close panel' },
      holdPoint: true,
    });
    const behind = await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Paint' } });
    await plant.inspect(inspector, o.id, 'receiving');
    await o.act(people().depot, 'start');
    plant.clock.advance({ hours: 1 });
    return { o, point, behind };
  };

  it('are not passed by an inspection of work that was not done yet', async () => {
    const { o, point, behind } = await held();
    await plant.inspect(people().inspector, o.id, 'in_process', 'passed', point.id);
    const skip = await o.unchanged(() => o.post(people().technician, `operations/${behind.id}/complete`));
    expect(guardsOf(skip)).toEqual(['hold_points_passed']);
    // Done after it was inspected, it is inspected again: the old measurements don't count.
    plant.clock.advance({ hours: 1 });
    await plant.send(people().technician, 'POST', o.path(`operations/${point.id}/complete`), {});
    const [inspection] = (await o.list('inspections')).filter((i) => i.kind === 'in_process');
    const renewed = await o.unchanged(() => o.sign(people().inspector, inspection.id));
    expect(guardsOf(renewed)).toEqual(['results_complete']);
    expect(renewed.body.blockedBy[0].message.en).toContain('measured before the operation was done');
    await plant.inspect(people().inspector, o.id, 'in_process', 'passed', point.id);
    plant.clock.advance({ minutes: 1 });
    expect((await o.post(people().technician, `operations/${behind.id}/complete`)).status).toBe(200);
  });

  it('are not slipped past by logging the work behind them as of an hour before the inspection', async () => {
    const { o, point, behind } = await held();
    await plant.send(people().technician, 'POST', o.path(`operations/${point.id}/complete`), {});
    plant.clock.advance({ hours: 2 });
    await plant.inspect(people().inspector, o.id, 'in_process', 'passed', point.id);
    const performedAt = new Date(Date.parse(plant.clock.now()) - 3_600_000).toISOString();
    const early = { performedAt };
    const answer = await o.unchanged(() => o.post(people().technician, `operations/${behind.id}/complete`, early));
    expect(guardsOf(answer)).toEqual(['hold_points_passed']);
  });

  it('are neither removed, moved behind, waived nor declared not applicable by depot staff', async () => {
    const { o, point, behind } = await held();
    const depot = people().depot;
    const one = `operations/${point.id}`;
    const attempts = [
      () => o.patch(depot, one, { holdPoint: false }),
      () => o.patch(depot, one, { sequence: 900 }),
      () => o.patch(depot, `operations/${behind.id}`, { sequence: 1 }),
      () => o.post(depot, 'operations', { title: { en: 'x' }, sequence: 1 }),
      () => o.decide(depot, `${one}/waive-hold-point`, because),
      () => o.decide(depot, `${one}/not-applicable`, because),
      () => o.decide(people().program, `${one}/waive-hold-point`, because),
    ];
    for (const attempt of attempts) expect(refusal(await o.unchanged(attempt))).toEqual([403, 'access.role_denied']);
    // Not even by an inspector, once the work began, other than with a reason.
    expect(faultsOf(await o.unchanged(() => o.patch(people().inspector, one, { holdPoint: false })))).toEqual([
      '/holdPoint operation.waive_instead',
    ]);
  });

  it('hold up the presentation too', async () => {
    const { o, point, behind } = await held();
    await plant.send(people().technician, 'POST', o.path(`operations/${point.id}/complete`), {});
    await o.decide(people().inspector, `operations/${behind.id}/not-applicable`, because);
    const answer = await o.unchanged(() => o.act(people().depot, 'present', presenting));
    expect(guardsOf(answer)).toEqual(['hold_points_passed']);
  });
});

describe('work that was not done is not presented', () => {
  it('not applicable on everything is no work at all', async () => {
    const o = await order('in_work');
    for (const operation of await o.list('operations'))
      await o.decide(people().inspector, `operations/${operation.id}/not-applicable`, because);
    const answer = await o.unchanged(() => o.act(people().depot, 'present', presenting));
    expect(guardsOf(answer)).toEqual(['operations_complete']);
  });

  it('tools missing, objects left, a part awaited, an operation open: all are named at once', async () => {
    const o = await order('in_work');
    const part = { partNumber: 'P-1', nomenclature: { en: 'seal' }, quantity: 1, stopsWork: true };
    await o.post(people().depot, 'part-demands', part);
    await o.post(people().depot, 'nonconformances', { severity: 'minor', description: { en: 'x' } });
    const nothing = { toolsAccounted: false, foreignObjectsCleared: false };
    const answer = await o.unchanged(() => o.act(people().depot, 'present', nothing));
    expect(guardsOf(answer).sort()).toEqual([
      'foreign_objects_cleared',
      'no_stopping_wait_open',
      'nonconformances_dispositioned',
      'operations_complete',
      'tools_accounted',
    ]);
  });

  it('hold and resume lead back to where the order stood, not past what blocks it', async () => {
    const o = await order('inducted');
    const hold = { cause: 'capacity', ...because };
    expect((await o.act(people().depot, 'hold', hold)).status).toBe(200);
    expect((await o.act(people().depot, 'resume')).body.status).toBe('inducted');
    expect(guardsOf(await o.unchanged(() => o.act(people().depot, 'start')))).toContain('receiving_inspection_passed');
    const worked = await order('in_work');
    await worked.post(people().depot, 'nonconformances', { severity: 'minor', description: { en: 'x' } });
    await worked.act(people().depot, 'hold', hold);
    expect(guardsOf(await worked.unchanged(() => worked.act(people().depot, 'resume')))).toEqual([
      'nonconformances_dispositioned',
    ]);
  });

  it('an operation added, edited or dropped after the acceptance takes the acceptance with it', async () => {
    const o = await order('awaiting_acceptance');
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    const extra = await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'One more' } });
    const release = () => o.unchanged(() => o.act(people().acceptor, 'release', { conditionCode: 'A' }));
    expect(guardsOf(await release())).toEqual([
      'acceptance_inspection_passed',
      'operations_complete',
      'signatures_in_force',
    ]);
    await o.decide(people().inspector, `operations/${extra.id}/not-applicable`, because);
    expect(guardsOf(await release())).toEqual(['acceptance_inspection_passed', 'signatures_in_force']);
  });

  it('planned work made another work once the order is in work waits for the program office', async () => {
    const o = await order('in_work');
    const [operation] = await o.list('operations');
    const other = await o.patch(people().depot, `operations/${operation.id}`, {
      title: { en: 'Repaint the fuselage', ja: '機体の再塗装' },
    });
    expect(other.body).toMatchObject({ overAndAbove: true, approvedBy: null });
    plant.clock.advance({ hours: 1 });
    const answer = await o.unchanged(() => o.post(people().technician, `operations/${operation.id}/complete`));
    expect(guardsOf(answer)).toEqual(['over_and_above_approved']);
    await o.decide(people().program, `operations/${operation.id}/approve`);
    expect((await o.post(people().technician, `operations/${operation.id}/complete`)).status).toBe(200);
  });

  it('what work requires is not made less by who does it, once it began or a disposition ordered it', async () => {
    const o = await order('in_work');
    const raised = await o.post(people().inspector, 'nonconformances', { severity: 'major', description: { en: 'x' } });
    await o.decide(people().inspector, `nonconformances/${raised.body.id}/disposition`, {
      disposition: 'rework',
      operation: { title: { en: 'Weld' }, requires: 'NAS410-5' },
      ...because,
    });
    const [rework] = (await o.list('operations')).filter((x) => x.reworks !== null);
    const one = `operations/${rework.id}`;
    plant.clock.advance({ minutes: 5 });
    const complete = () => o.unchanged(() => o.post(people().technician, `${one}/complete`));
    expect(guardsOf(await complete())).toEqual(['technician_qualified']);
    const cited = { document: 'TO 1V-22B-2', revision: '3' };
    await o.patch(people().depot, one, { technicalData: [{ ...cited, revision: '2' }] });
    for (const patch of [{ requires: null }, { requires: 'AS9110C' }, { technicalData: [] }, { technicalData: null }])
      expect(refusal(await o.unchanged(() => o.patch(people().depot, one, patch)))).toEqual([
        403,
        'access.role_denied',
      ]);
    // Another revision of what is cited is planning, as before; an inspector may take the rest upon themselves.
    expect((await o.patch(people().depot, one, { technicalData: [cited] })).status).toBe(200);
    const freed = await o.patch(people().inspector, one, { requires: null, technicalData: [] });
    expect(freed.body).toMatchObject({ requires: null, technicalData: [] });
  });

  it('work ordered by a disposition that the program office has not approved is not done', async () => {
    const o = await order('in_work');
    const raised = await o.post(people().inspector, 'nonconformances', {
      severity: 'major',
      description: { en: 'crack' },
    });
    await o.decide(people().inspector, `nonconformances/${raised.body.id}/disposition`, {
      disposition: 'repair',
      ...because,
    });
    const [repair] = (await o.list('operations')).filter((x) => x.reworks !== null);
    const complete = () => o.post(people().technician, `operations/${repair.id}/complete`);
    expect(guardsOf(await o.unchanged(complete))).toEqual(['over_and_above_approved']);
    // Nor is it declared not applicable to be rid of it.
    const dropped = await o.unchanged(() =>
      o.decide(people().inspector, `operations/${repair.id}/not-applicable`, because),
    );
    expect(refusal(dropped)).toEqual([409, 'act.not_offered']);
  });
});
