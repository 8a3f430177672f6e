// What is known only later: a log that arrives late, an instrument out of tolerance, a qualification withdrawn. Each test tells one situation.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../support/app.ts';
import { faultsOf, guardsOf, handleOf, presenting } from '../support/order.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

const because = (en: string) => ({ reason: { en } });

describe('a log', () => {
  it('arrives two days late, after the work was presented: the clock says when it happened, and what was signed meanwhile is signed again', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const [operation] = await order.list('operations');
    const part = { nomenclature: { en: 'bolt', ja: 'ボルト' }, quantity: 1 };
    const bolt = (await order.post(people.depot, 'part-demands', { ...part, partNumber: 'NAS6203-1' })).body;
    const shim = (await order.post(people.depot, 'part-demands', { ...part, partNumber: 'NAS1515-2' })).body;

    // Monday 2 March: the terminals of the shop are down. The gearbox is changed at 15:00 and presented at 17:00, on paper.
    // Wednesday 09:00: the paper is typed in.
    clock.set('2026-03-04T00:00:00.000Z');
    const done = await order.decide(people.depot, `operations/${operation.id}/complete`, {
      performedBy: people.technician.id,
      performedAt: '2026-03-02T15:00:00+09:00',
    });
    expect(done.body).toMatchObject({ performedBy: people.technician.id, performedAt: '2026-03-02T06:00:00.000Z' });
    const early = await order.act(people.depot, 'present', { ...presenting, occurredAt: '2026-03-02T10:00:00+09:00' });
    expect(faultsOf(early)).toEqual(['/occurredAt occurred_at.before_last']);
    const presented = await order.act(people.depot, 'present', {
      ...presenting,
      occurredAt: '2026-03-02T17:00:00+09:00',
    });
    expect(presented.body).toMatchObject({ status: 'in_inspection', presentedAt: '2026-03-02T08:00:00.000Z' });
    expect(presented.body.clock.hoursByCategory.inspection).toBe(40);
    // What was known on Tuesday stays answerable: nobody had presented anything.
    const tuesday = await plant.send(people.program, 'GET', `${order.path()}?asOf=2026-03-03T00:00:00Z`);
    expect([tuesday.status, tuesday.clock.hoursByCategory.inspection]).toEqual(['in_work', 0]);

    // The inspector passes it. Then one more sheet of paper turns up: the bolt that went in on Monday at 14:00.
    const final = await plant.inspect(people.inspector, order.id, 'final');
    clock.advance({ hours: 1 });
    const received = await order.patch(people.depot, `part-demands/${bolt.id}`, {
      status: 'received',
      serialInstalled: 'B-0017',
      occurredAt: '2026-03-02T14:00:00+09:00',
    });
    expect(received.body.statuses.at(-1)).toMatchObject({ status: 'received', at: '2026-03-02T05:00:00.000Z' });
    // The inspector signed for an item without it, so that signature no longer speaks for this item.
    expect(guardsOf(await order.act(people.inspector, 'accept'))).toEqual([
      'final_inspection_passed',
      'signatures_in_force',
    ]);
    expect((await order.sign(people.inspector, final.id, 'passed')).status).toBe(200);
    expect((await order.act(people.inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    const signatures = (await order.list(`signatures?inspectionId=${final.id}`)).map((s) => s.supersededAt !== null);
    expect(signatures).toEqual([true, false]);

    // Hours of work logged late touch no signature.
    const labor = { operationId: operation.id, hours: 4, on: '2026-03-02' };
    expect((await order.post(people.technician, 'labor', labor)).status).toBe(201);
    // After three days a reason is due, which the record keeps.
    clock.set('2026-03-06T00:00:00.000Z');
    const receipt = { status: 'received', occurredAt: '2026-03-02T14:00:00+09:00' };
    const silent = await order.patch(people.depot, `part-demands/${shim.id}`, receipt);
    expect(faultsOf(silent)).toEqual(['/lateReason late_reason.missing']);
    const lateReason = { ja: '停電により端末が使用できず、紙の記録を後日入力' };
    expect((await order.patch(people.depot, `part-demands/${shim.id}`, { ...receipt, lateReason })).status).toBe(200);
    const [last] = await order.list('events?limit=1&sort=-sequence');
    expect(last).toMatchObject({
      type: 'part_demand_edited',
      occurredAt: '2026-03-02T05:00:00.000Z',
      recordedAt: clock.now(),
      data: { lateReason },
    });
    // The shim has no serial number, but it is in the item, and nobody signed for it: recalled, inspected and accepted with it.
    expect(guardsOf(await order.act(people.acceptor, 'release', { conditionCode: 'A' }))).toContain(
      'signatures_in_force',
    );
    await order.act(people.inspector, 'recall', because('a shim'));
    expect((await order.sign(people.inspector, final.id, 'passed')).status).toBe(200);
    await order.act(people.inspector, 'accept');
    await order.go('release');
  });
});

describe('an inspector', () => {
  it('turns out to have been unqualified: a colleague recalls the order, inspects it again, and only then is it released', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'awaiting_acceptance');
    const colleague = await plant.hire({
      name: 'Colleague',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI', stampNumber: 'K-18' }],
    });
    // Ten days on, the eyesight test of February proves invalid: the designation ended before the signatures of 2 March.
    clock.advance({ days: 10 });
    const path = `/v1/people/${people.inspector.id}/qualifications`;
    const [cdi] = (await plant.send('admin', 'GET', path)).items;
    await plant.send('admin', 'PATCH', `${path}/${cdi.id}`, { validTo: '2026-02-27' }, { 'if-match': '"1"' });

    // From now on that person decides nothing, not even a recall of their own acceptance.
    expect(guardsOf(await order.act(people.inspector, 'recall', because('withdrawn')))).toEqual([
      'inspector_qualified',
    ]);
    const relying = await reliedOn('admin', 'qualification', cdi.id);
    expect(ordersOf(relying)).toEqual([order.id]);
    expect(relying.map((r) => [r.act, r.guard])).toEqual([
      ['inspection_signed', 'inspector_qualified'],
      ['inspection_signed', 'inspector_qualified'],
      ['accepted', 'inspector_qualified'],
    ]);

    // Nor does the order go on as if nothing had happened: what that person signed no longer counts.
    const { by, body } = await plant.ready(order.id, 'release');
    const blocked = await order.act(by, 'release', body);
    expect(guardsOf(blocked)).toEqual(['signatures_in_force']);
    expect(blocked.body.blockedBy[0].message.en).toContain('Inspector on 2026-03-02');

    expect((await order.act(colleague, 'recall', because('CDI of the inspector withdrawn'))).body.status).toBe(
      'in_inspection',
    );
    // The acceptance fell with the recall. A pass by someone else replaces the one that should not have been.
    await plant.inspect(colleague, order.id, 'final');
    // The item can't be received anew: what was measured then is signed again by someone entitled.
    const again = await order.act(colleague, 'accept');
    expect(again.body.blockedBy.map((b: Loose) => b.message.en)).toEqual([
      expect.stringContaining('receiving inspection by Inspector on 2026-03-02'),
    ]);
    const [received] = await order.list('inspections?kind=receiving');
    expect((await order.sign(colleague, received.id)).body).toMatchObject({ signedBy: colleague.id });
    expect((await order.act(colleague, 'accept')).body.status).toBe('awaiting_acceptance');
    await order.go('release');
    const finals = (await order.list('inspections?kind=final')).map((i) => [i.signedBy, i.supersededBy !== null]);
    expect(finals).toEqual([
      [people.inspector.id, true],
      [colleague.id, false],
    ]);
    // What was signed stays readable, with the stamp it was signed under.
    const stamps = (await order.list('signatures?limit=200')).map((s) => s.stampNumber);
    expect(stamps).toContain('K-17');
    expect(stamps).toContain('K-18');
  });
});

describe('an instrument', () => {
  it('is found out of tolerance a month later: released orders are found by what relied on it, open ones are measured again', async () => {
    const { people, ids, clock } = plant;
    const released = await handleOf(plant, 'released');
    const open = await handleOf(plant, 'in_work');
    await open.go('present');
    const before = await plant.inspect(people.inspector, open.id, 'final');

    clock.set('2026-04-06T00:00:00.000Z');
    const path = `/v1/facilities/${ids.facility}/instruments/${ids.instrument}`;
    const { calibrations, revision } = await plant.send('admin', 'GET', path);
    const [calibration] = calibrations;
    // The laboratory withdraws the certificate as of the day it was last known good.
    const withdrawn = [{ ...calibration, dueOn: '2026-02-20' }];
    await plant.send('admin', 'PATCH', path, { calibrations: withdrawn }, { 'if-match': `"${revision}"` });

    const found = await reliedOn(people.program, 'instrument', ids.instrument);
    expect(new Set(ordersOf(found))).toEqual(new Set([released.id, open.id]));
    const measured = found.filter((r) => r.workOrderId === released.id).flatMap((r) => r.measurements);
    expect(new Set(measured.map((m: Loose) => m.kind))).toEqual(new Set(['receiving', 'final', 'acceptance']));
    expect((await released.order()).status).toBe('released');

    // The open order can't be accepted on the old measurements.
    const blocked = await open.act(people.inspector, 'accept');
    expect(guardsOf(blocked)).toEqual(['instruments_calibrated']);
    expect(blocked.body.blockedBy[0].message.en).toContain('Instrument TW-104 was not in calibration on 2026-03-02');
    const other = await plant.send('admin', 'POST', `/v1/facilities/${ids.facility}/instruments`, {
      serialNumber: 'TW-105',
      description: { en: 'torque wrench' },
      calibrations: [{ ...calibration, certificate: 'CAL-9', calibratedOn: '2026-04-01', dueOn: '2027-03-31' }],
    });
    plant.further.instruments.set(ids.facility, other.id);
    // What is there can be measured again …
    const sheet = await open.measured(people.inspector, 'final', { value: '42.0', instrumentId: other.id });
    expect((await open.sign(people.inspector, sheet.id)).status).toBe(200);
    // … the item as it came can't: whether that matters is put before the owner.
    expect(guardsOf(await open.act(people.inspector, 'accept'))).toEqual(['instruments_calibrated']);
    const [receiving] = await open.list('inspections?kind=receiving');
    const doubt = (
      await open.post(people.inspector, 'nonconformances', {
        severity: 'minor',
        description: { en: 'Measured at receiving with TW-104', ja: '受入時にTW-104で測定' },
        inspectionId: receiving.id,
        characteristic: 1,
      })
    ).body;
    await open.decide(people.inspector, `nonconformances/${doubt.id}/disposition`, {
      disposition: 'use_as_is',
      reason: { en: 'The joint was replaced since' },
    });
    await open.decide(people.program, `nonconformances/${doubt.id}/approve`);
    // The sheets are signed for the order as it is now, the doubt and its answer included.
    await open.go('accept', 'release');
    expect((await open.get(`inspections/${before.id}`)).supersededBy).not.toBeNull();
    // The released item is called back under an order that follows the one it was released by.
    const { equipmentId } = await released.order();
    const recall = await plant.draft({ equipmentId, follows: released.id, activity: 'inspection' });
    expect(recall.follows).toBe(released.id);
  });
});

/** The decisions that relied on a record. */
async function reliedOn(by: Actor | 'admin', record: string, id: string): Promise<Loose[]> {
  return (await plant.send(by, 'GET', `/v1/exposure/relied-on?record=${record}&id=${id}&limit=200`)).items;
}

const ordersOf = (decisions: Loose[]) => [...new Set(decisions.map((d) => d.workOrderId))];
