// It comes out that somebody was not entitled to what they signed: a qualification, their service or an equivalence ends in the past.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyJws } from '../../src/domain/evidence/jws.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import type { Loose } from '../support/app.ts';
import { guardsOf, type Handle, handleOf, refusal } from '../support/order.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

const cdi = { qualification: 'CDI' };
const inspector = (name: string, ...qualifications: object[]) =>
  plant.hire({ name, roles: ['qa_inspector'], qualifications });

/** Changes a register's record at the revision it has. */
async function amend(path: string, patch: object): Promise<void> {
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, patch, { 'if-match': `"${revision}"` });
}
async function withdraw({ id }: Actor, validTo: string): Promise<void> {
  const { items } = await plant.send('admin', 'GET', `/v1/people/${id}/qualifications`);
  await amend(`/v1/people/${id}/qualifications/${items[0].id}`, { validTo });
}

/** What waits for somebody to be signed again: the inspections, or null for the acceptance. */
const again = async (by: Actor) =>
  (await plant.send(by, 'GET', '/v1/inbox?kind=sign_again')).items.map((i: Loose) => i.partId);
const exposed = async () =>
  (await plant.send('admin', 'GET', '/v1/exposure')).items.map((i: Loose) => [i.action, i.guard, i.blocks, i.on]);
const latest = async (order: Handle, kind: string) =>
  (await order.list('inspections?limit=200')).filter((i: Loose) => i.kind === kind && i.supersededBy === null).at(-1);

/** The signatures on an inspection: who gave them, and whether they stand. */
const signaturesOn = async (order: Handle, { id }: Loose) =>
  (await order.list('signatures?sort=sequence&limit=200'))
    .filter((s: Loose) => s.inspectionId === id)
    .map((s: Loose) => [s.signer, s.supersededAt]);

/** Signs an inspection again: refused to whom it was withdrawn from, given by another, and the old signature goes in the same event. */
async function signAgain(order: Handle, inspection: Loose, former: Actor, other: Actor): Promise<void> {
  expect(guardsOf(await order.sign(former, inspection.id))).toEqual(['inspector_qualified']);
  const { revision } = await order.order();
  const signed = await order.sign(other, inspection.id);
  expect(signed.status, signed.text).toBe(200);
  expect(signed.body).toMatchObject({ decision: 'passed', signedBy: other.id });
  expect((await order.order()).revision).toBe(revision + 1);
  expect(signed.body.signedSequence).toBe(inspection.signedSequence);
  expect(await signaturesOn(order, inspection)).toEqual([
    [former.id, plant.clock.now()],
    [other.id, null],
  ]);
  // It stands now, and is not given a third time.
  expect(refusal(await order.sign(other, inspection.id))).toEqual([409, 'act.not_offered']);
}

describe('an inspector’s qualification is withdrawn as of before they signed', () => {
  it('the receiving inspection: it blocks acceptance, and is signed again by another while the work is presented', async () => {
    const { people, clock } = plant;
    const former = await inspector('Former', cdi);
    const order = await handleOf(plant, 'inducted');
    await plant.inspect(former, order.id, 'receiving');
    await order.post(people.depot, 'operations', { title: { en: 'Replace gearbox' } });
    await order.act(people.depot, 'start');
    await order.go('present');
    await plant.inspect(people.inspector, order.id, 'final');
    const received = await latest(order, 'receiving');
    // While it stands there is nothing to sign again.
    expect(refusal(await order.sign(people.inspector, received.id))).toEqual([409, 'act.not_offered']);
    expect([await again(people.inspector), await exposed()]).toEqual([[], []]);

    clock.set('2026-03-04T00:00:00.000Z');
    await withdraw(former, '2026-03-01');
    const blocked = await order.act(people.inspector, 'accept');
    expect(guardsOf(blocked)).toEqual(['signatures_in_force']);
    const [{ message, evidence }] = blocked.body.blockedBy;
    expect(message.en).toContain('receiving inspection by Former on 2026-03-02 (Former has no CDI or QAR designation');
    expect(message.ja).toContain('受入検査（2026-03-02、Former：');
    expect(evidence.map((e: Loose) => [e.record, e.id])).toEqual([
      ['person', former.id],
      ['qualification', expect.any(String)],
      ['signature', received.signatureId],
    ]);
    expect(await exposed()).toEqual([['accept', 'signatures_in_force', true, '2026-03-02']]);
    // The program office learns that a signature is missing, not what is wrong with whom.
    const [item] = (await plant.send(people.program, 'GET', '/v1/exposure')).items;
    expect(item.message.en).toContain('someone who was not entitled to it that day');
    expect(JSON.stringify(item)).not.toContain('Former');
    expect(await again(people.inspector)).toEqual([received.id]);
    expect(await again(people.acceptor)).toEqual([]);

    await signAgain(order, received, former, people.inspector);
    expect([await again(people.inspector), await exposed()]).toEqual([[], []]);
    expect((await order.act(people.inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    await order.go('release', 'close');
  });

  it('an in-process inspection: it is signed again while the work goes on', async () => {
    const { people, clock } = plant;
    const former = await inspector('Former', cdi);
    const order = await handleOf(plant, 'in_work');
    const [operation] = await order.list('operations');
    expect((await order.patch(people.inspector, `operations/${operation.id}`, { holdPoint: true })).status).toBe(200);
    await order.decide(people.technician, `operations/${operation.id}/complete`);
    await plant.inspect(former, order.id, 'in_process', 'passed', operation.id);
    const inspected = await latest(order, 'in_process');

    clock.advance({ days: 1 });
    await withdraw(former, '2026-03-01');
    // Nothing is open in work: the next guarded act is the acceptance.
    expect(await exposed()).toEqual([['accept', 'signatures_in_force', true, '2026-03-02']]);
    expect(await again(people.inspector)).toEqual([inspected.id]);
    await order.go('present');
    await plant.inspect(people.inspector, order.id, 'final');
    expect(guardsOf(await order.act(people.inspector, 'accept'))).toEqual(['signatures_in_force']);
    await order.act(people.depot, 'withdraw', { reason: { en: 'to be signed again' } });
    await signAgain(order, inspected, former, people.inspector);
    await order.go('present', 'accept', 'release');
  });

  it('the final inspection: it blocks the release, and is signed again once the acceptance is recalled', async () => {
    const { people, clock } = plant;
    const former = await inspector('Former', cdi);
    // Another that stands just like it, and that nothing is wrong with.
    await plant.orderIn('awaiting_acceptance');
    const order = await handleOf(plant, 'in_inspection');
    await plant.inspect(former, order.id, 'final');
    const final = await latest(order, 'final');
    expect((await order.act(people.inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    await plant.inspect(people.acceptor, order.id, 'acceptance');

    clock.advance({ days: 1 });
    await withdraw(former, '2026-03-01');
    expect(guardsOf(await order.act(people.acceptor, 'release', { conditionCode: 'A' }))).toEqual([
      'signatures_in_force',
    ]);
    expect(await exposed()).toEqual([['release', 'signatures_in_force', true, '2026-03-02']]);
    expect(await again(people.inspector)).toEqual([final.id]);
    expect(refusal(await order.sign(people.inspector, final.id))).toEqual([409, 'act.not_offered']);
    await order.act(people.inspector, 'recall', { reason: { en: 'the final inspection is to be signed again' } });
    expect(await again(people.inspector)).toEqual([final.id]);
    await signAgain(order, final, former, people.inspector);
    expect((await order.act(people.inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    await order.go('release');
  });

  it('the facility’s acceptance and the government’s inspection: each is given again by its own side', async () => {
    const { people, clock } = plant;
    const former = await inspector('Former', cdi);
    const formerAcceptor = await plant.hire({
      name: 'Former acceptor',
      roles: ['qa_inspector'],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
      qualifications: [{ qualification: 'GQAR', authority: 'dcma', delegationReference: 'DCMA-2025-1' }],
    });
    const order = await handleOf(plant, 'in_inspection');
    await plant.inspect(people.inspector, order.id, 'final');
    await order.act(former, 'accept');
    await plant.inspect(formerAcceptor, order.id, 'acceptance');
    const inspected = await latest(order, 'acceptance');

    clock.advance({ days: 1 });
    await withdraw(formerAcceptor, '2026-03-01');
    expect(await again(people.acceptor)).toEqual([inspected.id]);
    expect(await again(people.inspector)).toEqual([]);
    expect(guardsOf(await order.sign(formerAcceptor, inspected.id))).toEqual(['acceptor_designated']);
    expect((await order.sign(people.acceptor, inspected.id)).status).toBe(200);
    await withdraw(former, '2026-03-01');
    expect(await again(people.inspector)).toEqual([null]);
    const blocked = await order.act(people.acceptor, 'release', { conditionCode: 'A' });
    expect(blocked.body.blockedBy[0].message.en).toContain('facility’s acceptance by Former on 2026-03-02');
    await order.act(people.inspector, 'recall', { reason: { en: 'to be accepted by someone entitled' } });
    expect(await again(people.inspector)).toEqual([]);
    expect((await order.act(people.inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    await order.go('release');
  });
});

describe('an inspector', () => {
  it('is revoked: they sign nothing from that day on, and what they signed before stands and verifies', async () => {
    const { people, clock } = plant;
    const former = await inspector('Former', cdi);
    const order = await handleOf(plant, 'inducted');
    await plant.inspect(former, order.id, 'receiving');
    await order.post(people.depot, 'operations', { title: { en: 'Replace gearbox' } });
    await order.act(people.depot, 'start');
    await order.go('present');
    await plant.inspect(former, order.id, 'final');
    expect((await order.act(former, 'accept')).status).toBe(200);
    await order.go('release');
    const certificate = await order.get('release-certificate');

    clock.set('2026-03-04T00:00:00.000Z');
    const next = await handleOf(plant, 'inducted');
    const opened = await next.measured(former, 'receiving');
    await withdraw(former, '2026-03-03');
    expect(guardsOf(await next.sign(former, opened.id))).toEqual(['inspector_qualified']);
    await amend(`/v1/people/${former.id}`, { endedOn: '2026-03-03' });
    expect((await next.sign(former, opened.id)).status).toBe(401);

    expect([await again(people.inspector), await exposed()]).toEqual([[], []]);
    expect((await verifyEverything(plant.app.services)).fault).toBeNull();
    expect(await order.get('release-certificate')).toEqual(certificate);
    const keys = plant.app.services.keys.publicKeys();
    expect(verifyJws(certificate.jws, 'seibi-release-certificate', keys)).toHaveProperty('payload');
  });

  it('had left the plant before they signed: what they signed on the last day stands', async () => {
    const { people, clock } = plant;
    const former = await inspector('Former', cdi);
    const order = await handleOf(plant, 'inducted');
    await plant.inspect(former, order.id, 'receiving');
    const received = await latest(order, 'receiving');
    await order.post(people.depot, 'operations', { title: { en: 'Replace gearbox' } });
    await order.act(people.depot, 'start');
    await order.go('present');
    clock.advance({ days: 2 });
    await amend(`/v1/people/${former.id}`, { endedOn: '2026-03-02' });
    expect([await again(people.inspector), await exposed()]).toEqual([[], []]);
    await amend(`/v1/people/${former.id}`, { endedOn: '2026-03-01' });
    expect(await again(people.inspector)).toEqual([received.id]);
    await plant.inspect(people.inspector, order.id, 'final');
    const blocked = await order.act(people.inspector, 'accept');
    expect(blocked.body.blockedBy[0].message.en).toContain('(Former is not in service on 2026-03-02)');
    expect((await order.sign(people.inspector, received.id)).status).toBe(200);
    await order.go('accept', 'release');
  });

  it('held a standard that counted over an equivalence, which is withdrawn as of before: what others hold themselves stands', async () => {
    const { people, clock, ids } = plant;
    const requirement = { standard: 'NAS410-5', holder: 'inspector', activities: ['repair'] };
    const { requirements } = await plant.send('admin', 'GET', `/v1/platforms/${ids.platform}`);
    await amend(`/v1/platforms/${ids.platform}`, { requirements: [...requirements, requirement] });
    const european = await inspector('European', cdi, { qualification: 'EN 4179' });
    const american = await inspector('American', cdi, { qualification: 'NAS410-5' });
    const order = await handleOf(plant, 'inducted');
    await plant.inspect(european, order.id, 'receiving');
    const received = await latest(order, 'receiving');
    await order.post(people.depot, 'operations', { title: { en: 'Replace gearbox' } });
    await order.act(people.depot, 'start');
    await order.go('present');
    await plant.inspect(american, order.id, 'final');

    clock.advance({ days: 1 });
    const { items } = await plant.send('admin', 'GET', '/v1/equivalences?held=EN%204179&required=NAS410-5');
    await amend(`/v1/equivalences/${items[0].id}`, { validTo: '2026-03-01' });
    expect(await again(american)).toEqual([received.id]);
    const blocked = await order.act(american, 'accept');
    expect(guardsOf(blocked)).toEqual(['signatures_in_force']);
    expect(blocked.body.blockedBy[0].message.en).toContain('NAS410-5 is not met on 2026-03-02');
    await signAgain(order, received, european, american);
    expect((await order.act(american, 'accept')).body.status).toBe('awaiting_acceptance');
  });
});
