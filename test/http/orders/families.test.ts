// Families of orders over HTTP: sub-orders, follow-on orders, items installed in items, and where they are.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyEverything } from '../../../src/usecases/operator.ts';
import type { Loose } from '../../support/app.ts';
import { addFacility, addItem, addPlatform } from '../../support/further.ts';
import { faultsOf, guardsOf, handleOf } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

const because = { reason: { en: 'because', ja: '理由' } };
const handBack = { custody: { document: 'DD1149-2', deliveredBy: 'KSZ', receivedBy: 'VMM-265' }, conditionCode: 'F' };

const requested = (fields: object = {}) => ({
  equipmentId: plant.ids.equipment,
  facilityId: plant.ids.facility,
  activity: 'repair',
  level: 'depot',
  priority: { forceActivity: 'V', urgency: 'C' },
  discrepancy: { en: 'a job of it' },
  ...fields,
});

/** A sub-order, raised by someone who sees the parent. */
const subOrder = (parentId: string, fields: object = {}, by: Actor = plant.people.depot) =>
  plant.send(by, 'POST', `/v1/work-orders/${parentId}/sub-orders`, requested(fields));
const whereIs = async (equipmentId: string) => {
  const { location, locationFacilityId } = await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}`);
  return locationFacilityId === null ? location : locationFacilityId;
};
const eventsOf = async (id: string) =>
  (await plant.send(plant.people.program, 'GET', `/v1/work-orders/${id}/events?limit=200`)).items as Loose[];
const bays = async (count: number, facilityId = plant.ids.facility) => {
  const path = `/v1/facilities/${facilityId}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: count }, { 'if-match': `"${revision}"` });
};

describe('a sub-order', () => {
  it('stops its parent only when it says so, and that can be said later', async () => {
    const { people } = plant;
    const parent = await handleOf(plant, 'in_work');
    const { equipmentId } = await parent.order();
    const child = await handleOf(plant, await subOrder(parent.id, { equipmentId }));
    expect(guardsOf(await parent.act(people.depot, 'await_parts'))).toEqual(['stopping_wait_open']);
    expect((await child.patch(people.depot, '', { stopsParent: true })).body.stopsParent).toBe(true);
    expect((await parent.act(people.depot, 'await_parts')).body.status).toBe('awaiting_parts');
    expect(guardsOf(await parent.act(people.depot, 'resume'))).toEqual(['no_stopping_wait_open']);

    await plant.bring(child.id, 'released');
    expect((await parent.act(people.depot, 'resume')).body.status).toBe('in_work');
    const root = await handleOf(plant, 'draft');
    expect(faultsOf(await root.patch(people.depot, '', { stopsParent: true }))).toEqual([
      '/stopsParent work_order.no_parent',
    ]);
  });

  it('is finished before its parent is presented, whether it stops the parent or not', async () => {
    const { people } = plant;
    const parent = await handleOf(plant, 'in_work');
    const { equipmentId } = await parent.order();
    const child = await subOrder(parent.id, { equipmentId });
    const { by, body } = await plant.ready(parent.id, 'present');
    expect(guardsOf(await parent.act(by, 'present', body))).toEqual(['suborders_finished']);
    await plant.act(people.program, child.id, 'cancel', because);
    expect((await parent.act(by, 'present', body)).body.status).toBe('in_inspection');
  });

  it('is shown in its parent’s view, as it was then too', async () => {
    const { people, clock } = plant;
    const parent = await handleOf(plant, 'in_work');
    const { equipmentId } = await parent.order();
    const before = clock.now();
    clock.advance({ hours: 1 });
    const child = await subOrder(parent.id, { equipmentId, stopsParent: true });
    const drafted = clock.now();
    clock.advance({ hours: 1 });
    await plant.bring(child.id, 'authorized');
    const authorized = clock.now();
    clock.advance({ hours: 1 });
    await parent.act(people.program, 'cancel', { ...because, ...handBack });

    const shown = async (asOf?: string) => {
      const query = asOf === undefined ? '' : `?asOf=${asOf}`;
      const { subOrders, counts } = await plant.send(people.depot, 'GET', `/v1/work-orders/${parent.id}${query}`);
      expect(counts.subOrders).toBe(subOrders.length);
      return subOrders.map((s: Loose) => [s.number, s.status, s.stopsParent]);
    };
    expect(await shown(before)).toEqual([]);
    expect(await shown(drafted)).toEqual([[child.number, 'draft', true]]);
    expect(await shown(authorized)).toEqual([[child.number, 'authorized', true]]);
    // What the order let go of is no longer its own.
    expect(await shown()).toEqual([]);

    // The list says the same, whole: each as it was recorded by then.
    const listed = async (query: string) =>
      (await plant.send(people.program, 'GET', `${parent.path('sub-orders')}?${query}`)).items.map((o: Loose) => [
        o.number,
        o.status,
        o.parentId,
      ]);
    expect(await listed(`asOf=${before}`)).toEqual([]);
    expect(await listed(`asOf=${drafted}`)).toEqual([[child.number, 'draft', parent.id]]);
    expect(await listed(`asOf=${authorized}&sort=designator&status=authorized`)).toEqual([
      [child.number, 'authorized', parent.id],
    ]);
    expect(await listed(`asOf=${authorized}&status=draft`)).toEqual([]);
    expect(await listed('')).toEqual([]);
    const ahead = `${parent.path('sub-orders')}?asOf=2030-01-01T00:00:00Z`;
    expect((await plant.ask(people.program, 'GET', ahead)).status).toBe(400);
  });

  it('has a parent that is there, open and seen by whoever raises it; and keeps it', async () => {
    const { people } = plant;
    const ended = await handleOf(plant, 'cancelled');
    const late = await ended.post(people.depot, 'sub-orders', requested());
    expect(faultsOf(late)).toEqual(['/parentId reference.unknown']);
    const elsewhere = await addFacility(plant);
    const parent = await handleOf(plant, 'draft');
    const unseen = await plant.ask(elsewhere.crew.depot, 'POST', '/v1/work-orders', {
      ...requested({ facilityId: elsewhere.id }),
      parentId: parent.id,
    });
    expect(faultsOf(unseen)).toContain('/parentId reference.unknown');
    // An order is no sub-order of itself or of its own: the parent is given once.
    const child = await handleOf(plant, await subOrder(parent.id));
    expect(faultsOf(await parent.patch(people.depot, '', { parentId: child.id }))).toEqual([
      '/parentId property.unknown',
    ]);
  });

  it('takes no bay where its family stands; once its parent lets go of it, it does', async () => {
    const { people } = plant;
    await bays(1);
    const parent = await handleOf(plant, 'in_work');
    const { equipmentId } = await parent.order();
    const child = await subOrder(parent.id, { equipmentId });
    expect((await plant.bring(child.id, 'inducted')).status).toBe('inducted');
    const next = await handleOf(plant, 'authorized');
    const induct = async () => {
      const { by, body } = await plant.ready(next.id, 'induct');
      return next.act(by, 'induct', body);
    };
    expect(guardsOf(await induct())).toEqual(['bay_available']);
    await parent.act(people.program, 'cancel', { ...because, ...handBack });
    expect(guardsOf(await induct())).toEqual(['bay_available']);
    await plant.act(people.program, child.id, 'cancel', { ...because, ...handBack });
    expect((await induct()).body.status).toBe('inducted');
  });
});

describe('bays', () => {
  const sendIn = async (id: string) => {
    const { by, body } = await plant.ready(id, 'induct');
    return await plant.act(by, id, 'induct', body);
  };

  it('are counted by families present: one whose root was never inducted takes a bay all the same', async () => {
    const { people } = plant;
    await bays(1);
    // Two availabilities that never come in; only their jobs do.
    const [first, second] = [await handleOf(plant, 'draft'), await handleOf(plant, 'draft')];
    const job = async (parent: Loose) => {
      const { equipmentId } = await parent.order();
      const child = await subOrder(parent.id, { equipmentId });
      await plant.bring(child.id, 'authorized');
      return child.id as string;
    };
    const [one, another, foreign] = [await job(first), await job(first), await job(second)];
    expect((await sendIn(one)).body.status).toBe('inducted');
    // The family stands there: its next job takes no further bay. The other family finds the plant full.
    const inducted = await sendIn(another);
    expect(inducted.body.status, JSON.stringify(inducted.body)).toBe('inducted');
    expect(guardsOf(await sendIn(foreign))).toEqual(['bay_available']);
    // One job leaves, and the family is there still.
    await plant.act(people.program, one, 'cancel', { ...because, ...handBack });
    expect(guardsOf(await sendIn(foreign))).toEqual(['bay_available']);
    await plant.act(people.program, another, 'cancel', { ...because, ...handBack });
    expect((await sendIn(foreign)).body.status).toBe('inducted');
  });

  it('with room for all who stand there are judged by the family alone', async () => {
    await bays(50);
    const root = await handleOf(plant, 'draft');
    const { equipmentId } = await root.order();
    const [one, another] = [await subOrder(root.id, { equipmentId }), await subOrder(root.id, { equipmentId })];
    for (const { id } of [one, another]) await plant.bring(id, 'authorized');
    const said = async () => {
      const { transitions } = await plant.send('admin', 'GET', `/v1/work-orders/${another.id}/transitions`);
      const { satisfied } = transitions.find(({ action }: Loose) => action === 'induct');
      const { message, evidence } = satisfied.find(({ guard }: Loose) => guard === 'bay_available');
      return [message.en, evidence.map(({ record, id }: Loose) => [record, id])];
    };
    expect(await said()).toEqual(['KSZ has a bay free.', [['facility', plant.ids.facility]]]);
    expect((await sendIn(one.id)).body.status).toBe('inducted');
    expect(await said()).toEqual([
      'Its family of orders stands there already and takes one bay.',
      [['work_order', one.id]],
    ]);
  });

  it('are taken at the facility where the sub-order stands, not where its root does', async () => {
    const works = await addFacility(plant);
    const t406 = await addPlatform(plant, { designation: 'T406', kind: 'engine' }, works.id);
    const engineOf = async (serialNumber: string) => {
      const aircraft = await handleOf(plant, 'in_work');
      const { equipmentId } = await aircraft.order();
      const engine = await addItem(plant, t406, serialNumber, { installedIn: equipmentId });
      const child = await subOrder(aircraft.id, { equipmentId: engine, facilityId: works.id });
      await plant.bring(child.id, 'authorized');
      return child.id as string;
    };
    // Mizuho has one bay, and does only sub-orders.
    const [first, second] = [await engineOf('CAE-1'), await engineOf('CAE-2')];
    const closure = { from: '2026-03-10', to: '2026-03-11', bays: 1, reason: { ja: '全館停電' } };
    await plant.send('admin', 'POST', `/v1/facilities/${works.id}/closures`, closure);
    const exposed = async () =>
      (await plant.send('admin', 'GET', `/v1/exposure?facilityId=${works.id}`)).items.map((i: Loose) => [
        i.workOrderId,
        i.guard,
        i.on,
      ]);
    expect(await exposed()).toEqual([first, second].map((id) => [id, 'bay_available', '2026-03-10']));
    expect((await sendIn(first)).body.status).toBe('inducted');
    const full = await sendIn(second);
    expect(guardsOf(full)).toEqual(['bay_available']);
    expect(full.body.blockedBy[0].message.en).toContain('1 order stood in the 1 open bay of MZH');
    // A second job on the first engine stands in its bay: no closure stops it from coming in.
    const { equipmentId } = await plant.order(first);
    const more = await plant.send(works.crew.depot, 'POST', `/v1/work-orders/${first}/sub-orders`, {
      equipmentId,
      facilityId: works.id,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'More' },
    });
    await plant.bring(more.id, 'authorized');
    expect(await exposed()).toEqual([[second, 'bay_available', '2026-03-10']]);
    expect((await sendIn(more.id)).body.status).toBe('inducted');
  });
});

describe('a parent that ends', () => {
  for (const action of ['cancel', 'condemn'])
    it(`by ${action} lets its unfinished sub-orders go on as roots, with those below them`, async () => {
      const { people } = plant;
      const root = await handleOf(plant, 'in_work');
      const { equipmentId } = await root.order();
      const below = (parentId: string) => subOrder(parentId, { equipmentId, stopsParent: true });
      const child = await below(root.id);
      await plant.bring(child.id, 'in_work');
      const grandchild = await below(child.id);
      const greatGrandchild = await below(grandchild.id);
      const finished = await below(root.id);
      await plant.act(people.program, finished.id, 'cancel', because);
      const depth = [child, grandchild, greatGrandchild];
      for (const { id } of depth) expect((await plant.order(id)).rootId).toBe(root.id);

      const body = action === 'cancel' ? { ...because, ...handBack } : { finding: 'lost', surveyReference: 'SV-9' };
      expect((await root.act(people.program, action, body)).status).toBe(200);
      const after = await Promise.all(depth.map(({ id }) => plant.order(id)));
      expect(after.map((o) => o.rootId)).toEqual([child.id, child.id, child.id]);
      expect(after.map((o) => [o.parentId, o.stopsParent])).toEqual([
        [null, false],
        [child.id, true],
        [grandchild.id, true],
      ]);
      expect(after.map((o) => o.status)).toEqual(['in_work', 'draft', 'draft']);
      expect(await plant.order(finished.id)).toMatchObject({ parentId: root.id, rootId: root.id });
      expect((await eventsOf(child.id)).at(-1)).toMatchObject({
        type: 'became_root',
        data: { rootId: child.id, parentId: root.id },
      });
      expect((await eventsOf(root.id)).at(-1)?.data.freed).toEqual([
        { id: child.id, number: child.number, stopsParent: true },
      ]);
      // The item is still held by the order that was let go.
      if (action === 'cancel') expect(await whereIs(equipmentId)).toBe(plant.ids.facility);
    });
});

describe('a family', () => {
  it('stays one after a parent was cancelled: who worked on it is not independent of what it let go, and who signed on it does not work there', async () => {
    const { people } = plant;
    await bays(9);
    const both = (name: string) =>
      plant.hire({ name, roles: ['depot_staff', 'qa_inspector'], qualifications: [{ qualification: 'CDI' }] });
    const [worker, signer] = [await both('Worked on the ship'), await both('Signed on the ship')];
    const ship = await handleOf(plant, 'inducted');
    const { equipmentId } = await ship.order();
    expect(await ship.order()).toMatchObject({ rootId: ship.id, familyId: ship.id });
    await plant.inspect(signer, ship.id, 'receiving');
    const job = await plant.send(people.depot, 'POST', ship.path('operations'), { title: { en: 'Work' } });
    await ship.act(people.depot, 'start');
    const below = (parentId: string) => subOrder(parentId, { equipmentId });
    const child = await handleOf(plant, await below(ship.id));
    await child.go('submit', 'authorize', 'induct');
    const grandchild = await handleOf(plant, await below(child.id));
    expect((await ship.post(worker, `operations/${job.id}/complete`)).status).toBe(200);
    await ship.act(people.program, 'cancel', { ...because, ...handBack });

    // Roots of their own now, and one raised below them since: of one family all the same.
    const later = await handleOf(plant, await below(child.id));
    expect([await child.order(), await grandchild.order(), await later.order()]).toMatchObject([
      { rootId: child.id, familyId: ship.id },
      { rootId: child.id, familyId: ship.id },
      { rootId: child.id, familyId: ship.id },
    ]);
    await later.go('submit', 'authorize', 'induct');
    for (const order of [child, later]) {
      const { id } = await order.measured(worker, 'receiving');
      expect(guardsOf(await order.sign(worker, id))).toEqual(['inspector_independent']);
      await order.go('start');
      const [operation] = await order.list('operations');
      expect(guardsOf(await order.post(signer, `operations/${operation?.id}/complete`))).toEqual([
        'performer_unsigned',
      ]);
    }
    // An order that only follows on it is another family.
    const other = await handleOf(plant, 'inducted');
    const { id } = await other.measured(worker, 'receiving');
    expect((await other.sign(worker, id)).status).toBe(200);
  });

  it('is named in the record from the draft on, as it was then too, and by nobody’s word', async () => {
    const ship = await handleOf(plant, 'draft');
    const child = await handleOf(plant, await subOrder(ship.id));
    const drafted = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    await ship.act(plant.people.program, 'cancel', because);
    expect(await child.order()).toMatchObject({ rootId: child.id, familyId: ship.id });
    const then = await plant.send(plant.people.program, 'GET', `${child.path()}?asOf=${drafted}`);
    expect(then).toMatchObject({ rootId: ship.id, familyId: ship.id });
    expect(faultsOf(await child.patch(plant.people.depot, '', { familyId: child.id }))).toEqual([
      '/familyId property.unknown',
    ]);
    await expect(plant.app.place.raw('update work_orders set family_id = id where id = ?', [child.id])).rejects.toThrow(
      'the family of a work order never changes',
    );
  });
});

describe('a follow-on order', () => {
  it('follows a released order of the same item, or of one that its item is installed in', async () => {
    const { people } = plant;
    const released = await handleOf(plant, 'released');
    const { equipmentId } = await released.order();
    const engine = await addItem(plant, plant.ids.platform, 'ENG-1', { installedIn: equipmentId });
    const stranger = await plant.item('STRANGER');
    const warranty = (fields: object) => plant.ask(people.depot, 'POST', '/v1/work-orders', requested(fields));

    const made = await warranty({ equipmentId, follows: released.id });
    expect([made.status, made.body.follows]).toEqual([201, released.id]);
    expect((await warranty({ equipmentId: engine, follows: released.id })).body.follows).toBe(released.id);
    expect(faultsOf(await warranty({ equipmentId: stranger, follows: released.id }))).toEqual([
      '/follows reference.unknown',
    ]);
    const open = await handleOf(plant, 'in_work');
    const early = await warranty({ equipmentId: (await open.order()).equipmentId, follows: open.id });
    expect(faultsOf(early)).toEqual(['/follows reference.unknown']);
    // Another item in the draft must be one that the released order was about.
    const draft = await handleOf(plant, made.body);
    expect(faultsOf(await draft.patch(people.depot, '', { equipmentId: stranger }))).toEqual([
      '/follows reference.unknown',
    ]);
    expect((await draft.patch(people.depot, '', { equipmentId: engine })).status).toBe(200);
  });
});

describe('an item installed in another', () => {
  it('is not inducted while the other is held under another order, and the other way round', async () => {
    const aircraft = await plant.item('AIRCRAFT');
    const engine = await addItem(plant, plant.ids.platform, 'ENGINE', { installedIn: aircraft });
    const module = await addItem(plant, plant.ids.platform, 'MODULE', { installedIn: engine });
    const held = await plant.draft({ equipmentId: aircraft });
    await plant.bring(held.id, 'inducted');
    for (const equipmentId of [engine, module]) {
      const order = await plant.draft({ equipmentId });
      await plant.bring(order.id, 'authorized');
      const { by, body } = await plant.ready(order.id, 'induct');
      const blocked = await plant.act(by, order.id, 'induct', body);
      expect(guardsOf(blocked)).toEqual(['equipment_free']);
      expect(blocked.body.blockedBy[0].message.en).toBe(`Held by ${held.number} (with AIRCRAFT).`);
      await plant.act(plant.people.program, order.id, 'cancel', because);
    }
    await plant.act(plant.people.program, held.id, 'cancel', { ...because, ...handBack });

    const first = await plant.draft({ equipmentId: module });
    await plant.bring(first.id, 'inducted');
    const second = await plant.draft({ equipmentId: aircraft });
    await plant.bring(second.id, 'authorized');
    const { by, body } = await plant.ready(second.id, 'induct');
    const blocked = await plant.act(by, second.id, 'induct', body);
    expect(blocked.body.blockedBy[0].message.ja).toBe(`この個体は${first.number}（MODULEと共に）で受入中です。`);
    // A sibling is free.
    const other = await addItem(plant, plant.ids.platform, 'ENGINE-2', { installedIn: aircraft });
    const sibling = await plant.draft({ equipmentId: other });
    expect((await plant.bring(sibling.id, 'inducted')).status).toBe('inducted');
  });

  it('is judged by what was installed then: removed since, it was held; installed since, it was free', async () => {
    await bays(9);
    const { clock, people } = plant;
    const install = async (equipmentId: string, installedIn: string | null) => {
      const path = `/v1/equipment/${equipmentId}`;
      const { revision } = await plant.send('admin', 'GET', path);
      await plant.send('admin', 'PATCH', path, { installedIn }, { 'if-match': `"${revision}"` });
    };
    const induct = async (id: string, occurredAt: string) => {
      const { by, body } = await plant.ready(id, 'induct');
      return plant.act(by, id, 'induct', { ...body, occurredAt });
    };
    const aircraft = await plant.item('AIRCRAFT');
    const engine = await addItem(plant, plant.ids.platform, 'ENGINE', { installedIn: aircraft });
    const module = await addItem(plant, plant.ids.platform, 'MODULE', { installedIn: engine });
    const spare = await plant.item('SPARE');
    const [forModule, forSpare] = [
      await plant.bring((await plant.draft({ equipmentId: module })).id, 'authorized'),
      await plant.bring((await plant.draft({ equipmentId: spare })).id, 'authorized'),
    ];
    const held = await plant.orderIn('inducted', { equipmentId: aircraft });
    const whileIn = clock.now();
    clock.advance({ hours: 2 });
    await install(engine, null);
    const removed = clock.now();
    clock.advance({ hours: 1 });

    // The engine left the aircraft, and its module with it; while they were in it they were held with it.
    const early = await induct(forModule.id, whileIn);
    expect(early.body.blockedBy[0].message.en).toBe(`Held by ${held.number} (with AIRCRAFT).`);
    expect((await induct(forModule.id, removed)).body.status).toBe('inducted');
    // The spare is in the aircraft now, but was not until it left the plant.
    expect((await induct(forSpare.id, whileIn)).body.status).toBe('inducted');
    await plant.act(people.program, forSpare.id, 'cancel', { ...because, ...handBack });
    await plant.act(people.program, held.id, 'cancel', { ...because, ...handBack });
    // In the aircraft for an hour, and out again before that came back to the plant: never held with it.
    const forAgain = await plant.bring((await plant.draft({ equipmentId: spare })).id, 'authorized');
    const beforeAll = clock.now();
    await install(spare, aircraft);
    clock.advance({ hours: 1 });
    await install(spare, null);
    clock.advance({ hours: 1 });
    await plant.orderIn('inducted', { equipmentId: aircraft });
    expect((await induct(forAgain.id, beforeAll)).body.status).toBe('inducted');
    await plant.act(people.program, forAgain.id, 'cancel', { ...because, ...handBack });
    await install(spare, aircraft);
    const again = await plant.bring((await plant.draft({ equipmentId: spare })).id, 'authorized');
    expect(guardsOf(await induct(again.id, clock.now()))).toEqual(['equipment_free']);
    expect(await verifyEverything(plant.app)).toMatchObject({ fault: null });
  });

  it('in circles, which no request makes, is harmless', async () => {
    const all = [await plant.item('A'), await plant.item('B'), await plant.item('C'), await plant.item('D')] as const;
    const [a, b] = all;
    const now = plant.clock.now();
    for (const item of all)
      for (const [revision, host] of all.entries())
        if (host !== item)
          await plant.app.place.raw(
            'insert into installations (equipment_id, revision, host_id, "from") values (?, ?, ?, ?)',
            [item, revision, host, now],
          );
    const order = await plant.orderIn('inducted', { equipmentId: a });
    const other = await plant.bring((await plant.draft({ equipmentId: b })).id, 'authorized');
    const { by, body } = await plant.ready(other.id, 'induct');
    const blocked = await plant.act(by, other.id, 'induct', body);
    expect(blocked.body.blockedBy[0].message.en).toBe(`Held by ${order.number} (with A).`);
    // What no version tells of, the verification names.
    expect((await verifyEverything(plant.app)).fault).toMatchObject({
      about: `equipment ${a}`,
      message: { en: 'its installations are not what its versions say' },
    });
  });

  it('is where the other is, unless an order of its own holds it', async () => {
    const { people, ids } = plant;
    const works = await addFacility(plant);
    const enginePlatform = await addPlatform(plant, { designation: 'T406', kind: 'engine' }, works.id);
    const aircraft = await plant.item('AIRCRAFT');
    const engine = await addItem(plant, enginePlatform, 'ENGINE', { installedIn: aircraft });
    const module = await addItem(plant, enginePlatform, 'MODULE', { installedIn: engine });
    const places = async () => [await whereIs(aircraft), await whereIs(engine), await whereIs(module)];

    const parent = await plant.draft({ equipmentId: aircraft });
    await plant.bring(parent.id, 'in_work');
    expect(await places()).toEqual([ids.facility, ids.facility, ids.facility]);
    // Who holds the aircraft sends its engine away, to where they see nothing else.
    const child = await subOrder(parent.id, { equipmentId: engine, facilityId: works.id, stopsParent: true });
    expect((await plant.ask(people.depot, 'GET', `/v1/work-orders/${child.id}`)).status).toBe(404);
    await plant.bring(child.id, 'released');
    expect(await places()).toEqual([ids.facility, 'in_transit', 'in_transit']);
    const closing = await plant.ready(child.id, 'close');
    expect((await plant.act(closing.by, child.id, 'close', closing.body)).status).toBe(200);
    expect(await places()).toEqual([ids.facility, ids.facility, ids.facility]);
    await plant.act(people.program, parent.id, 'cancel', { ...because, ...handBack });
    expect(await places()).toEqual(['unit', 'unit', 'unit']);
  });

  it('reports no condition of an item that is not handed back', async () => {
    const parent = await handleOf(plant, 'in_work');
    const { equipmentId } = await parent.order();
    const child = await subOrder(parent.id, { equipmentId });
    await plant.bring(child.id, 'closed');
    expect(await whereIs(equipmentId)).toBe(plant.ids.facility);
    const reports = await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}/status-reports`);
    expect(reports.items).toEqual([]);
  });
});

describe('people of another plant', () => {
  it('work on a sub-order whose parent they do not see', async () => {
    const { people } = plant;
    const works = await addFacility(plant);
    const enginePlatform = await addPlatform(plant, { designation: 'T406', kind: 'engine' }, works.id);
    const parent = await handleOf(plant, 'in_work');
    const { equipmentId } = await parent.order();
    const engine = await addItem(plant, enginePlatform, 'ENGINE', { installedIn: equipmentId });
    const child = await handleOf(
      plant,
      await subOrder(parent.id, { equipmentId: engine, facilityId: works.id, stopsParent: true }),
    );
    expect((await plant.ask(works.crew.depot, 'GET', parent.path())).status).toBe(404);
    const edited = await child.patch(works.crew.depot, '', { plannedStart: '2026-04-01' });
    expect([edited.status, edited.body.plannedStart]).toEqual([200, '2026-04-01']);
    expect((await child.act(works.crew.depot, 'submit')).status).toBe(200);
    // The parent's plant sees where the sub-order stands, and no more than that.
    expect((await parent.get('sub-orders')).items).toHaveLength(1);
    expect((await plant.send(people.depot, 'GET', parent.path('sub-orders'))).items).toEqual([]);
    const { subOrders } = await plant.send(people.depot, 'GET', parent.path());
    expect(subOrders).toEqual([
      {
        id: child.id,
        number: (await child.order()).number,
        facilityId: works.id,
        status: 'submitted',
        stopsParent: true,
      },
    ]);
  });
});
