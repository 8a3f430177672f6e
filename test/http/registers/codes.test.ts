// Codes along an order over HTTP: code tables and their warnings, the supply condition code, and cannibalization traced on both items.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { faultsOf, handleOf } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  await plant.send('admin', 'PATCH', path, { bays: 50 }, { 'if-match': '"1"' });
});
afterAll(() => plant.close());

const because = { reason: { en: 'because', ja: '理由' } };
const handBack = { document: 'DD1149-2', deliveredBy: 'KSZ', receivedBy: 'VMM-265' };
const codesOf = async (id: string) => {
  const { items } = await plant.send(plant.people.program, 'GET', `/v1/work-orders/${id}/events?limit=200`);
  return items.flatMap((e: Loose) =>
    e.changes.flatMap((c: Loose) => (c.set.conditionCode === undefined ? [] : [[e.type, c.set.conditionCode]])),
  );
};

describe('the codes of an order', () => {
  it('are kept when the code tables do not list them, with a warning that says how sure the table is', async () => {
    const { people } = plant;
    const known = { workUnit: '26A10', malfunction: '170', actionTaken: 'R', whenDiscovered: 'D' };
    const order = await plant.draft({ codes: known });
    expect([order.codes, order.warnings]).toEqual([known, []]);
    const at = { 'if-match': `"${order.revision}"` };
    const codes = { malfunction: '999', actionTaken: '!' };
    const edited = await plant.send(people.program, 'PATCH', `/v1/work-orders/${order.id}`, { codes }, at);
    expect(edited.codes).toEqual({ ...known, ...codes });
    expect(edited.warnings.map((w: Loose) => [w.pointer, w.code])).toEqual([
      ['/codes/malfunction', 'code.not_in_table'],
      ['/codes/actionTaken', 'code.not_in_table'],
    ]);
    expect(edited.warnings[0].message.en).toMatch(/unverified/);
    expect(edited.warnings[1].message.en).not.toMatch(/unverified/);
    expect(edited.warnings[0].message.ja).toMatch(/未検証/);
    expect(await plant.order(order.id)).not.toHaveProperty('warnings');
  });
});

describe('the supply condition code', () => {
  it('is F or K before the work, M in it, and A to D at release', async () => {
    const { people } = plant;
    const authorized = await handleOf(plant, 'authorized');
    const { by, body } = await plant.ready(authorized.id, 'induct');
    expect(faultsOf(await authorized.act(by, 'induct', { ...body, conditionCode: 'A' }))).toEqual([
      '/conditionCode value.not_allowed',
    ]);
    expect((await authorized.act(by, 'induct', { ...body, conditionCode: 'K' })).body.conditionCode).toBe('K');
    const released = await handleOf(plant, 'released');
    expect(await codesOf(released.id)).toEqual([
      ['drafted', null],
      ['inducted', 'F'],
      ['started', 'M'],
      ['released', 'A'],
    ]);
    const waiting = await handleOf(plant, 'awaiting_acceptance');
    expect(faultsOf(await waiting.act(people.acceptor, 'release', { conditionCode: 'M' }))).toEqual([
      '/body/conditionCode value.not_allowed',
    ]);
    expect((await waiting.order()).conditionCode).toBe('M');
  });

  it('is Q while a PQDR is open, and then what it was', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'inducted');
    const raised = (
      await order.post(people.inspector, 'nonconformances', { severity: 'major', description: { en: 'bad part' } })
    ).body;
    expect((await order.order()).conditionCode).toBe('F');
    await order.patch(people.inspector, `nonconformances/${raised.id}`, { pqdr: 'PQDR-26-1' });
    expect((await order.order()).conditionCode).toBe('Q');
    // The work begins with the report open: the item is still an exhibit.
    const other = (
      await order.post(people.depot, 'nonconformances', {
        severity: 'minor',
        description: { en: 'another' },
        pqdr: 'PQDR-26-2',
      })
    ).body;
    const { by, body } = await plant.ready(order.id, 'start');
    expect((await order.act(by, 'start', body)).body.conditionCode).toBe('Q');
    for (const { id } of [raised, other]) {
      expect((await order.order()).conditionCode).toBe('Q');
      const disposition = { disposition: 'return_to_supplier', ...because };
      await order.decide(people.inspector, `nonconformances/${id}/disposition`, disposition);
      expect((await order.decide(people.inspector, `nonconformances/${id}/close`)).body.status).toBe('closed');
    }
    expect((await order.order()).conditionCode).toBe('M');
    expect(await codesOf(order.id)).toEqual([
      ['drafted', null],
      ['inducted', 'F'],
      ['nonconformance_edited', 'Q'],
      ['nonconformance_closed', 'M'],
    ]);
  });

  it('goes back with an item that is cancelled: never as serviceable, and as Q while a PQDR is open', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const cancel = (conditionCode: string) =>
      order.act(people.program, 'cancel', { ...because, custody: handBack, conditionCode });
    for (const code of ['A', 'D', 'H', 'M'])
      expect(faultsOf(await cancel(code))).toEqual(['/conditionCode value.not_allowed']);
    const report = { severity: 'major', description: { en: 'bad part' }, pqdr: 'PQDR-26-3' };
    await order.post(people.inspector, 'nonconformances', report);
    expect(faultsOf(await cancel('F'))).toEqual(['/conditionCode cancel.report_open']);
    expect((await cancel('Q')).body).toMatchObject({ status: 'cancelled', conditionCode: 'Q' });
  });

  it('is H, P or S when condemned', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const condemn = { finding: 'destroyed', surveyReference: 'SV-2', conditionCode: 'P' };
    expect((await order.act(people.program, 'condemn', condemn)).body.conditionCode).toBe('P');
  });
});

describe('a cannibalized part', () => {
  const gearbox = {
    partNumber: '901-010-400',
    nomenclature: { en: 'gearbox', ja: 'ギアボックス' },
    quantity: 1,
    source: 'cannibalized',
  };

  it('is traced on both items, whichever side notes the serial number', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const donor = await plant.item('DONOR-1');
    const made = await order.post(people.depot, 'part-demands', { ...gearbox, donorEquipmentId: donor });
    expect(made.status).toBe(201);
    const { number } = await order.order();
    const repair = await handleOf(plant, { id: made.body.donorWorkOrderId });
    expect(await repair.order()).toMatchObject({
      status: 'draft',
      equipmentId: donor,
      facilityId: plant.ids.facility,
      createdBy: people.depot.id,
      codes: { actionTaken: 'T' },
      discrepancy: {
        en: `Cannibalized for work order ${number}: 1 × gearbox (901-010-400).`,
        ja: `作業指示書${number}のための共食い整備：ギアボックス（901-010-400）1個を取り外し。`,
      },
    });
    const [wanted] = await repair.list('part-demands');
    expect(wanted).toMatchObject({
      receivingWorkOrderId: order.id,
      stopsWork: true,
      source: 'new',
      serialRemoved: null,
    });

    await order.patch(people.depot, `part-demands/${made.body.id}`, { status: 'received', serialInstalled: 'GB-77' });
    expect((await repair.list('part-demands'))[0].serialRemoved).toBe('GB-77');
    const differing = await repair.patch(people.depot, `part-demands/${wanted.id}`, { serialRemoved: 'GB-78' });
    expect(faultsOf(differing)).toEqual(['/serialRemoved part_demand.serial_differs']);
    expect((await repair.list('events?limit=200')).map((e: Loose) => e.type)).toEqual([
      'drafted',
      'part_demanded',
      'part_demand_edited',
    ]);
    const [demanded] = await order.list('events?limit=200&type=part_demanded');
    expect(demanded.data.donorWorkOrderId).toBe(repair.id);

    // The other way round: noted on the donor first.
    const second = await order.post(people.depot, 'part-demands', { ...gearbox, donorEquipmentId: donor });
    const donors = await handleOf(plant, { id: second.body.donorWorkOrderId });
    const [back] = await donors.list('part-demands');
    await donors.patch(people.depot, `part-demands/${back.id}`, { serialRemoved: 'GB-90' });
    expect((await order.get(`part-demands/${second.body.id}`)).serialInstalled).toBe('GB-90');
    // An order that is over is left as it is.
    await donors.act(people.program, 'cancel', because);
    await order.patch(people.depot, `part-demands/${second.body.id}`, { serialInstalled: 'GB-91' });
    expect((await donors.list('part-demands'))[0].serialRemoved).toBe('GB-90');
  });

  it('can turn out to be one later; then its donor stays', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const donor = await plant.item('DONOR-2');
    const { source: _, ...fresh } = gearbox;
    const demand = (await order.post(people.depot, 'part-demands', fresh)).body;
    expect(demand.donorWorkOrderId).toBeNull();
    const path = `part-demands/${demand.id}`;
    const turned = await order.patch(people.depot, path, { source: 'cannibalized', donorEquipmentId: donor });
    expect((await plant.order(turned.body.donorWorkOrderId)).equipmentId).toBe(donor);
    const other = await order.patch(people.depot, path, { source: 'new', donorEquipmentId: null });
    expect(faultsOf(other)).toEqual(['/donorEquipmentId part_demand.donor_fixed']);
  });

  it('comes from another item of the platform, in sight and not condemned', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const { equipmentId } = await order.order();
    const from = (donorEquipmentId: string) =>
      order.unchanged(() => order.post(people.depot, 'part-demands', { ...gearbox, donorEquipmentId }));
    expect(faultsOf(await from(equipmentId))).toEqual(['/donorEquipmentId part_demand.donor_is_recipient']);
    const condemned = await handleOf(plant, 'condemned');
    expect(faultsOf(await from((await condemned.order()).equipmentId))).toEqual([
      '/donorEquipmentId part_demand.donor_condemned',
    ]);
    expect(faultsOf(await from(order.id))).toEqual(['/donorEquipmentId reference.unknown']);
    const total = (await plant.send(people.program, 'GET', '/v1/work-orders?limit=200')).items.length;
    await from(equipmentId);
    expect((await plant.send(people.program, 'GET', '/v1/work-orders?limit=200')).items).toHaveLength(total);
  });
});
