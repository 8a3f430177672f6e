// Amendments over HTTP: proposed by an inspector, in force by the government's signature, the certificate issued anew; and every way not to.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyEverything } from '../../../src/usecases/operator.ts';
import type { Answer, Loose } from '../../support/app.ts';
import { faultsOf, guardsOf, type Handle, handleOf, refusal, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
let order: Handle;
beforeAll(async () => {
  plant = await withBays(await startPlant());
});
afterAll(async () => {
  expect((await verifyEverything(plant.app.services)).fault).toBeNull();
  await plant.close();
});
beforeEach(async () => {
  order = await handleOf(plant, 'in_work');
  await order.post(plant.people.depot, 'part-demands', {
    partNumber: '901-010-400',
    nomenclature: { en: 'gearbox' },
    quantity: 1,
    serialInstalled: 'GB-77',
  });
  const [part] = await order.list('part-demands');
  await order.patch(plant.people.depot, `part-demands/${part.id}`, { status: 'received' });
  await order.go('present', 'accept', 'release');
});

const why = { en: 'A slip of the pen.', ja: '誤記のため。' };
const codes = { workUnit: '29A10', malfunction: null, actionTaken: 'R', whenDiscovered: null };
const propose = (changes: object[], by: Actor = plant.people.inspector) =>
  order.post(by, 'amendments', { changes, reason: why });
const certificate = async (rest = '') => await order.get(`release-certificate${rest}`);

/** Shows the amendment to the signer and signs it. */
async function sign(by: Actor, amendmentId: string, more: { pin?: string; hash?: string } = {}): Promise<Answer> {
  const shown = await order.post(by, 'signing-content', {
    act: 'sign_amendment',
    body: { amendmentId },
    language: 'en',
  });
  const contentSha256 = more.hash ?? shown.body.contentSha256 ?? '0'.repeat(64);
  const signature = { contentSha256, language: 'en', pin: more.pin ?? by.pin };
  return await order.decide(by, `amendments/${amendmentId}/sign`, { signature });
}

describe('an amendment', () => {
  it('is in force once the government signs it: the record reads anew, the status and what was signed stay, a certificate supersedes', async () => {
    const { inspector, acceptor } = plant.people;
    const before = await order.order();
    const first = await certificate();
    const [operation] = await order.list('operations');
    const [part] = await order.list('part-demands');
    const final = (await order.list('inspections')).find((i: Loose) => i.kind === 'final');
    const signatures = await order.list('signatures');
    const proposed = await propose([
      { field: 'codes', to: codes },
      { field: 'title', operationId: operation.id, to: { en: 'Replace the gearbox', ja: 'ギアボックス交換' } },
      { field: 'serialInstalled', partDemandId: part.id, to: 'GB-78' },
      { field: 'serialRemoved', partDemandId: part.id, to: 'GB-12' },
      { field: 'value', inspectionId: final.id, characteristic: 1, to: '41.2' },
    ]);
    expect([proposed.status, proposed.body.status]).toEqual([201, 'proposed']);
    // Proposed, it changes nothing yet.
    expect((await order.order()).codes).toEqual(before.codes);
    expect((await certificate()).n).toBe(1);

    plant.clock.advance({ hours: 1 });
    const signed = await sign(acceptor, proposed.body.id);
    expect([signed.status, signed.body.status, signed.body.decidedBy]).toEqual([200, 'signed', acceptor.id]);
    const after = await order.order();
    expect([after.status, after.codes]).toEqual(['released', codes]);
    expect((await order.list('operations'))[0].title).toEqual({ en: 'Replace the gearbox', ja: 'ギアボックス交換' });
    expect((await order.list('part-demands'))[0]).toMatchObject({ serialInstalled: 'GB-78', serialRemoved: 'GB-12' });
    expect((await order.get(`inspections/${final.id}`)).results[0].value).toBe('41.2');

    const second = await certificate();
    expect(second).toMatchObject({ n: 2, supersedesNumber: first.number, content: { issuedFor: 'amendment_signed' } });
    expect(second.content.order.codes).toEqual(codes);
    expect(second.content.amendments).toMatchObject([
      { proposedBy: { id: inspector.id }, signedBy: { id: acceptor.id }, signatureId: signed.body.signatureId },
    ]);
    expect(second.content.signatures.at(-1)).toMatchObject({
      act: 'sign_amendment',
      id: signed.body.signatureId,
      designation: { qualification: 'GQAR' },
    });
    // What stood before stays: in the first issue, in the signatures, and as it was known then.
    expect((await certificate('?n=1')).content).toEqual(first.content);
    expect(
      (await order.list('signatures')).slice(0, signatures.length).map(({ revision: _, ...s }: Loose) => s),
    ).toEqual(signatures.map(({ revision: _, ...s }: Loose) => s));
    const asOf = new Date(Date.parse(plant.clock.now()) - 1).toISOString();
    expect((await order.get(`inspections/${final.id}?asOf=${asOf}`)).results[0].value).toBe('42.1');
    expect((await verifyEverything(plant.app.services)).fault).toBeNull();
  });

  it('of a condition code reports the item anew, at the instant of the release', async () => {
    const { equipmentId, releasedAt } = await order.order();
    const { body } = await propose([{ field: 'conditionCode', to: 'D' }]);
    expect((await sign(plant.people.acceptor, body.id)).status).toBe(200);
    const item = await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}`);
    expect(item.condition).toBe('PMC');
    const reports = (await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}/status-reports`)).items;
    expect(
      reports
        .filter((r: Loose) => r.at === releasedAt)
        .map((r: Loose) => r.condition)
        .sort(),
    ).toEqual(['FMC', 'PMC']);
  });

  it('is possible after the close too, and a second one supersedes the second issue', async () => {
    await order.go('close');
    for (const [n, to] of [
      [2, 'GB-78'],
      [3, 'GB-79'],
    ] as const) {
      const [part] = await order.list('part-demands');
      const { body } = await propose([{ field: 'serialInstalled', partDemandId: part.id, to }]);
      expect((await sign(plant.people.acceptor, body.id)).status).toBe(200);
      expect((await certificate()).n).toBe(n);
    }
    expect((await order.order()).status).toBe('closed');
    expect((await certificate()).content.amendments.length).toBe(2);
  });

  it('waits in the inbox of the acceptor until it is decided', async () => {
    const { body } = await propose([{ field: 'codes', to: codes }]);
    const inbox = async () =>
      (await plant.send(plant.people.acceptor, 'GET', '/v1/inbox?kind=sign_amendment')).items.filter(
        (i: Loose) => i.workOrderId === order.id,
      );
    expect(await inbox()).toMatchObject([
      { partId: body.id, link: `/v1/work-orders/${order.id}/amendments/${body.id}` },
    ]);
    expect(
      (await order.decide(plant.people.inspector, `amendments/${body.id}/withdraw`, { reason: why })).body,
    ).toMatchObject({
      status: 'withdrawn',
      withdrawnReason: why,
    });
    expect(await inbox()).toEqual([]);
    expect((await certificate()).n).toBe(1);
    expect((await propose([{ field: 'codes', to: codes }])).status).toBe(201);
  });
});

describe('attempts', () => {
  it('to propose one: by others than inspectors, of an order that runs, while one waits', async () => {
    const change = [{ field: 'codes', to: codes }];
    for (const by of [plant.people.depot, plant.people.program])
      expect(refusal(await order.unchanged(() => propose(change, by)))).toEqual([403, 'access.role_denied']);
    const running = await handleOf(plant, 'awaiting_acceptance');
    const early = () => running.post(plant.people.inspector, 'amendments', { changes: change, reason: why });
    expect(refusal(await running.unchanged(early))).toEqual([409, 'act.not_offered']);
    const condemned = await handleOf(plant, 'condemned');
    const late = () => condemned.post(plant.people.inspector, 'amendments', { changes: change, reason: why });
    expect(refusal(await condemned.unchanged(late))).toEqual([409, 'act.not_offered']);
    expect((await propose(change)).status).toBe(201);
    expect(refusal(await order.unchanged(() => propose(change)))).toEqual([409, 'act.not_offered']);
  });

  it('to amend what is not in the list, what is not there, or a value against its decision', async () => {
    const [operation] = await order.list('operations');
    const [part] = await order.list('part-demands');
    const final = (await order.list('inspections')).find((i: Loose) => i.kind === 'final');
    const value = (to: string, characteristic = 1) => ({ field: 'value', inspectionId: final.id, characteristic, to });
    const cases: [object, string][] = [
      [{ field: 'status', to: 'draft' }, '/changes/0/field'],
      [{ field: 'performedBy', operationId: operation.id, to: plant.people.depot.id }, '/changes/0/field'],
      [{ field: 'conditionCode', to: 'H' }, '/changes/0/to'],
      [{ field: 'title', operationId: operation.id, to: { en: 'x' }, more: 1 }, '/changes/0'],
      [{ field: 'title', operationId: part.id, to: { en: 'x' } }, '/changes/0/to amendment.nothing_there'],
      [value('41.2', 2), '/changes/0/to amendment.nothing_there'],
      [value('42.1'), '/changes/0/to amendment.no_change'],
      [value('47.0'), '/changes/0/to amendment.decision_contradicted'],
    ];
    for (const [change, fault] of cases) {
      const answer = await order.unchanged(() => propose([change]));
      expect(answer.status).toBe(400);
      expect(faultsOf(answer).join()).toContain(fault);
    }
    const twice = await propose([value('41.2'), value('41.3')]);
    expect(faultsOf(twice)).toEqual(['/changes/1/to amendment.repeated']);
  });

  it('to sign one: by the plant, by who proposed it, with a wrong pin, of other content, twice', async () => {
    const { inspector, acceptor } = plant.people;
    const { body } = await propose([{ field: 'codes', to: codes }], acceptor);
    const own = await order.unchanged(() => sign(acceptor, body.id));
    expect([refusal(own), guardsOf(own)]).toEqual([[409, 'act.blocked'], ['acceptor_independent']]);
    const plants = await order.unchanged(() => sign(inspector, body.id));
    expect(guardsOf(plants)).toEqual(['acceptor_designated', 'acceptor_independent']);
    await order.decide(acceptor, `amendments/${body.id}/withdraw`, { reason: why });
    const other = (await propose([{ field: 'codes', to: codes }])).body;
    expect(refusal(await order.unchanged(() => sign(acceptor, other.id, { pin: '000000' })))).toEqual([
      403,
      'signature.not_authenticated',
    ]);
    expect(refusal(await order.unchanged(() => sign(acceptor, other.id, { hash: '0'.repeat(64) })))).toEqual([
      409,
      'signature.content_changed',
    ]);
    const stale = await plant.ask(acceptor, 'POST', order.path(`amendments/${other.id}/sign`), {
      signature: { contentSha256: '0'.repeat(64), language: 'en', pin: acceptor.pin },
    });
    expect(refusal(stale)).toEqual([428, 'request.precondition_required']);
    expect((await sign(acceptor, other.id)).status).toBe(200);
    expect(refusal(await order.unchanged(() => sign(acceptor, other.id)))).toEqual([409, 'act.not_offered']);
    expect(refusal(await order.decide(inspector, `amendments/${other.id}/withdraw`, { reason: why }))).toEqual([
      409,
      'act.not_offered',
    ]);
  });

  it('to use its signature for another order, or to sign it under one', async () => {
    const { acceptor } = plant.people;
    const mine = (await propose([{ field: 'codes', to: codes }])).body;
    const shown = await order.post(acceptor, 'signing-content', {
      act: 'sign_amendment',
      body: { amendmentId: mine.id },
      language: 'en',
    });
    const other = await handleOf(plant, 'released');
    const theirs = (
      await other.post(plant.people.inspector, 'amendments', { changes: [{ field: 'codes', to: codes }], reason: why })
    ).body;
    const signature = { contentSha256: shown.body.contentSha256, language: 'en', pin: acceptor.pin };
    const replayed = await other.unchanged(() => other.decide(acceptor, `amendments/${theirs.id}/sign`, { signature }));
    expect(refusal(replayed)).toEqual([409, 'signature.content_changed']);
    const across = await other.unchanged(() => other.decide(acceptor, `amendments/${mine.id}/sign`, { signature }));
    expect(refusal(across)).toEqual([404, 'resource.not_found']);
    const stranger = await plant.hire({ name: 'Elsewhere', roles: ['qa_inspector'], facility: false });
    expect(
      refusal(await order.post(stranger, 'amendments', { changes: [{ field: 'codes', to: codes }], reason: why })),
    ).toEqual([404, 'resource.not_found']);
  });

  it('to change a signed inspection or an amendment behind the service’s back', async () => {
    const { raw } = plant.app.place;
    const { body } = await propose([{ field: 'codes', to: codes }]);
    await sign(plant.people.acceptor, body.id);
    const of = `where work_order_id = '${order.id}'`;
    await expect(raw(`update inspections set results = '[]' ${of}`)).rejects.toThrow(
      'a signed inspection is never changed',
    );
    await expect(raw(`update amendments set reason = '{"en":"x"}' ${of}`)).rejects.toThrow(
      'an amendment is never changed',
    );
    await expect(raw(`delete from amendments ${of}`)).rejects.toThrow('an amendment is never deleted');
  });
});
