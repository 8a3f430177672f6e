// What is found: at receiving, at teardown, at acceptance, and in the crate. Each test tells one situation from beginning to end.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../support/app.ts';
import { faultsOf, guardsOf, handleOf, presenting } from '../support/order.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

const because = (en: string) => ({ reason: { en } });

describe('at teardown', () => {
  it('over-and-above work is found: the program office approves it, raises the estimate and moves the target before it is done', async () => {
    const { people, clock, ids } = plant;
    const order = await handleOf(plant, 'in_work');
    const [first] = await order.list('targets');

    // The technician opens the gearbox and finds corrosion nobody planned for.
    const found = (
      await order.post(people.depot, 'operations', {
        title: { en: 'Remove corrosion in the input housing', ja: '入力ハウジングの腐食除去' },
      })
    ).body;
    expect(found).toMatchObject({ overAndAbove: true, approvedBy: null, status: 'open' });
    const early = await order.decide(people.technician, `operations/${found.id}/complete`);
    expect(guardsOf(early)).toEqual(['over_and_above_approved']);
    // Nor can the order be presented without it.
    expect(guardsOf(await order.act(people.depot, 'present', presenting))).toContain('operations_complete');

    // The government pays for it, so the government decides: not the plant, not its inspector.
    for (const by of [people.depot, people.inspector])
      expect((await order.decide(by, `operations/${found.id}/approve`)).body.code).toBe('access.role_denied');
    clock.advance({ hours: 20 });
    await order.decide(people.program, `operations/${found.id}/approve`);
    const raised = await order.act(people.program, 'reauthorize', {
      authorizationId: ids.authorization,
      estimatedCost: { currency: 'USD', minorUnits: 2_500_000 },
      ...because('corrosion found at teardown'),
    });
    expect([raised.body.status, raised.body.estimatedCost.minorUnits]).toEqual(['in_work', 2_500_000]);
    const later = await order.post(people.program, 'targets', {
      date: '2026-04-17',
      cause: { en: 'Corrosion found at teardown', ja: '分解時に腐食を発見' },
      operationId: found.id,
    });
    expect(later.status).toBe(201);

    // Work that was logged as of before the approval stays refused: approval comes first.
    const before = new Date(Date.parse(clock.now()) - 10 * 3_600_000).toISOString();
    const backdated = await order.decide(people.technician, `operations/${found.id}/complete`, { performedAt: before });
    expect(guardsOf(backdated)).toEqual(['over_and_above_approved']);
    clock.advance({ hours: 5 });
    expect((await order.decide(people.technician, `operations/${found.id}/complete`)).body.status).toBe('done');

    await order.go('present', 'accept', 'release');
    // The first promise stands beside the second, with the finding that led to it.
    expect((await order.list('targets')).map((t: Loose) => [t.n, t.date, t.operationId])).toEqual([
      [1, first?.date, null],
      [2, '2026-04-17', found.id],
    ]);
  });
});

describe('at receiving', () => {
  it('an inspection fails: no work starts, engineering decides, and a second inspection passes what was agreed to be used as is', async () => {
    const { people, ids, clock } = plant;
    const order = await handleOf(plant, 'inducted');
    await order.post(people.depot, 'operations', { title: { en: 'Replace gearbox' } });

    const failed = await plant.inspect(people.inspector, order.id, 'receiving', 'failed');
    expect(failed.decision).toBe('failed');
    expect(guardsOf(await order.act(people.depot, 'start'))).toEqual(['receiving_inspection_passed']);
    // Waiting for engineering needs something that waits: the nonconformance.
    expect(guardsOf(await order.act(people.depot, 'await_engineering'))).toEqual(['nonconformance_open']);

    // A second sheet is measured; what is out of limits on it is put before the owner.
    const again = await order.measured(people.inspector, 'receiving', { value: '46.1', instrumentId: ids.instrument });
    expect(guardsOf(await order.sign(people.inspector, again.id, 'passed'))).toEqual(['results_complete']);
    const raised = (
      await order.post(people.inspector, 'nonconformances', {
        severity: 'major',
        description: { en: 'Torque above its limit as received', ja: '受入時の締付トルクが上限を超過' },
        inspectionId: again.id,
        characteristic: 1,
      })
    ).body;
    expect((await order.act(people.inspector, 'await_engineering')).body.status).toBe('awaiting_engineering');
    clock.advance({ hours: 30 });
    await order.decide(people.inspector, `nonconformances/${raised.id}/disposition`, {
      disposition: 'use_as_is',
      reason: { en: 'The joint is replaced anyway' },
    });
    // It counts only once the owner agrees.
    expect(guardsOf(await order.sign(people.inspector, again.id, 'passed'))).toEqual(['results_complete']);
    await order.decide(people.program, `nonconformances/${raised.id}/approve`);
    expect((await order.act(people.depot, 'resume')).body.status).toBe('inducted');
    expect((await order.sign(people.inspector, again.id, 'passed')).body.decision).toBe('passed');
    expect((await order.act(people.depot, 'start')).body.status).toBe('in_work');

    // The thirty hours are the government's to acknowledge; the failed sheet stays readable.
    const { clock: hours } = await order.order();
    expect(hours.hoursByCategory.engineering).toBe(30);
    const sheets = (await order.list('inspections')).map((i: Loose) => [i.decision, i.supersededBy]);
    expect(sheets).toEqual([
      ['failed', again.id],
      ['passed', null],
    ]);
  });
});

describe('at the gate', () => {
  it('the wrong item is delivered: it is turned away, no clock runs, and the right one is taken in later', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'authorized');
    const { body } = await plant.ready(order.id, 'induct');
    const { custody } = body as { custody: { serialNumber: string } };

    const wrong = await order.act(people.depot, 'induct', { custody: { ...custody, serialNumber: '168999' } });
    expect(guardsOf(wrong)).toEqual(['equipment_matches']);
    expect(wrong.body.blockedBy[0].message.en).toBe(`Received 168999, but the order is for ${custody.serialNumber}.`);
    expect(await order.order()).toMatchObject({ status: 'authorized', clock: null, custody: [], conditionCode: null });

    clock.advance({ days: 2 });
    const taken = await order.act(people.depot, 'induct', body);
    expect(taken.body).toMatchObject({ status: 'inducted', inductedAt: clock.now() });
    // Full-width digits from a Japanese keyboard are the same number.
    const other = await handleOf(plant, 'authorized');
    const { custody: next } = (await plant.ready(other.id, 'induct')).body as typeof body & { custody: Loose };
    const wide = next.serialNumber.replace(/\d/g, (d: string) => String.fromCharCode(d.charCodeAt(0) + 0xfee0));
    expect((await other.act(people.depot, 'induct', { custody: { ...next, serialNumber: wide } })).status).toBe(200);
  });
});

describe('at acceptance', () => {
  it('the government refuses: the work goes back, and every signature that its rework touches is given again', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'awaiting_acceptance');
    expect(guardsOf(await order.act(people.acceptor, 'refuse', because('scratch on the cowling')))).toEqual([
      'nonconformance_raised',
    ]);
    const failed = await plant.inspect(people.acceptor, order.id, 'acceptance', 'failed');
    const raised = (
      await order.post(people.acceptor, 'nonconformances', {
        severity: 'minor',
        description: { en: 'Scratch on the cowling', ja: 'カウリングの擦り傷' },
        inspectionId: failed.id,
        characteristic: 1,
      })
    ).body;
    // The plant's inspector can't refuse for the government.
    expect(guardsOf(await order.act(people.inspector, 'refuse', because('x')))).toEqual(['acceptor_designated']);
    const refused = await order.act(people.acceptor, 'refuse', because('scratch on the cowling'));
    expect(refused.body.status).toBe('in_work');
    const accepted = async () => (await plantSignatures(order.id)).filter((s: Loose) => s.act === 'accept');
    expect((await accepted()).map((s: Loose) => s.supersededAt !== null)).toEqual([true]);

    const ordered = (
      await order.decide(people.inspector, `nonconformances/${raised.id}/disposition`, {
        disposition: 'rework',
        reason: { en: 'Polish and repaint' },
        operation: { title: { en: 'Polish and repaint', ja: '研磨・再塗装' } },
      })
    ).body;
    clock.advance({ hours: 3 });
    await order.decide(people.technician, `operations/${ordered.operationId}/complete`);
    expect((await order.act(people.depot, 'present', presenting)).body.status).toBe('in_inspection');
    // Yesterday's pass does not speak of today's work.
    expect(guardsOf(await order.act(people.inspector, 'accept'))).toEqual(
      expect.arrayContaining(['final_inspection_passed', 'nonconformances_closed']),
    );
    await order.go('accept', 'release');
    expect((await order.order()).status).toBe('released');
    expect((await accepted()).map((s: Loose) => s.supersededAt !== null)).toEqual([true, false]);
    expect((await order.list('segments')).map((s: Loose) => s.category)).toEqual([
      'receiving',
      'maintenance',
      'inspection',
      'acceptance',
      'maintenance',
      'inspection',
      'acceptance',
    ]);
  });
});

async function plantSignatures(id: string): Promise<Loose[]> {
  return (await plant.send(plant.people.program, 'GET', `/v1/work-orders/${id}/signatures?limit=200`)).items;
}

describe('in the store', () => {
  it('the part is not to be had: it is taken from another aircraft, whose own repair waits for the replacement', async () => {
    const { people, clock } = plant;
    const order = await handleOf(plant, 'in_work');
    const wanted = (
      await order.post(people.depot, 'part-demands', {
        partNumber: '901-010-400',
        nomenclature: { en: 'gearbox', ja: 'ギアボックス' },
        quantity: 1,
        stopsWork: true,
        serialRemoved: 'GB-12',
      })
    ).body;
    expect((await order.act(people.depot, 'await_parts')).body.status).toBe('awaiting_parts');
    clock.advance({ days: 4 });

    // The supplier says nine months. The plant takes the gearbox of an aircraft that waits for other work.
    const donor = await plant.item('168250');
    const taken = await order.patch(people.depot, `part-demands/${wanted.id}`, {
      source: 'cannibalized',
      donorEquipmentId: donor,
      serialInstalled: 'GB-77',
    });
    const donors = await handleOf(plant, { id: taken.body.donorWorkOrderId });
    const drafted = await donors.order();
    expect(drafted).toMatchObject({ status: 'draft', equipmentId: donor, codes: { actionTaken: 'T' } });
    expect(drafted.discrepancy.en).toContain((await order.order()).number);
    const received = await order.patch(people.depot, `part-demands/${wanted.id}`, { status: 'received' });
    expect(received.body).toMatchObject({ serialRemoved: 'GB-12', serialInstalled: 'GB-77' });
    expect((await order.act(people.depot, 'resume')).body.status).toBe('in_work');

    // The donor goes through the same door as any other order, and waits for what it gave.
    await plant.bring(donors.id, 'in_work');
    expect((await donors.act(people.depot, 'await_parts')).body.status).toBe('awaiting_parts');
    const [back] = await donors.list('part-demands');
    expect(back).toMatchObject({ serialRemoved: 'GB-77', receivingWorkOrderId: order.id, status: 'requested' });
    await donors.patch(people.depot, `part-demands/${back.id}`, { status: 'received', serialInstalled: 'GB-78' });
    expect((await donors.act(people.depot, 'resume')).body.status).toBe('in_work');
    // A donor is not the item itself.
    const itself = await order.post(people.depot, 'part-demands', {
      partNumber: '901-010-401',
      nomenclature: { en: 'seal' },
      quantity: 1,
      source: 'cannibalized',
      donorEquipmentId: (await order.order()).equipmentId,
    });
    expect(faultsOf(itself)).toEqual(['/donorEquipmentId part_demand.donor_is_recipient']);
  });
});
