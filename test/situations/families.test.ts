// Orders that belong together: a warranty return, an engine sent to another plant, a ship's availability. Each test tells one situation.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../support/app.ts';
import { addFacility, addItem, addPlatform } from '../support/further.ts';
import { guardsOf, handleOf, presenting } from '../support/order.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await startPlant();
});
afterEach(() => plant.close());

describe('a warranty', () => {
  it('return comes back with the same fault: a new order follows the released one, and both stay as they are', async () => {
    const { people, clock } = plant;
    const codes = { workUnit: '26A10', malfunction: '170', actionTaken: 'R', whenDiscovered: 'D' };
    const first = await handleOf(plant, 'closed', { codes });
    const { equipmentId, revision, number } = await first.order();
    clock.advance({ days: 40 });

    const back = await plant.send(people.depot, 'POST', '/v1/work-orders', {
      equipmentId,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'A' },
      discrepancy: { en: `Chips again, 40 days after ${number}`, ja: '再度金属片を検出' },
      codes,
      follows: first.id,
    });
    expect(back).toMatchObject({ follows: first.id, status: 'draft', parentId: null, warnings: [] });
    // It is an order of its own: submitted, authorized, received, inspected and released like any other.
    expect((await plant.bring(back.id, 'released')).follows).toBe(first.id);
    expect((await first.order()).revision).toBe(revision);
    // What was never released has nothing to be followed.
    const open = await handleOf(plant, 'in_work');
    const early = await plant.ask(people.depot, 'POST', '/v1/work-orders', {
      equipmentId: (await open.order()).equipmentId,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'V', urgency: 'C' },
      discrepancy: { en: 'x' },
      follows: open.id,
    });
    expect(early.body.errors[0]).toMatchObject({ pointer: '/follows', code: 'reference.unknown' });
  });
});

describe('an engine', () => {
  it('is sent to another plant: the aircraft waits for it, two plants sign for their own work, and one family is independent', async () => {
    const { people, clock } = plant;
    const works = await addFacility(plant);
    const t406 = await addPlatform(plant, { designation: 'T406', kind: 'engine' }, works.id);
    const aircraft = await handleOf(plant, 'in_work');
    const { equipmentId } = await aircraft.order();
    const engine = await addItem(plant, t406, 'CAE-130042', { installedIn: equipmentId });

    // Kisarazu takes the engine off and asks Mizuho to overhaul it.
    const asked = await plant.send(people.depot, 'POST', aircraft.path('sub-orders'), {
      equipmentId: engine,
      facilityId: works.id,
      activity: 'overhaul',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'Overhaul due', ja: '定期オーバーホール' },
      stopsParent: true,
    });
    expect(asked.number).toMatch(/^MZH-/);
    const child = await handleOf(plant, asked);
    expect((await aircraft.act(people.depot, 'await_parts')).body.status).toBe('awaiting_parts');
    // Mizuho sees its own order, not the aircraft's.
    expect((await plant.ask(works.crew.depot, 'GET', aircraft.path())).status).toBe(404);
    await plant.bring(child.id, 'in_work');
    const where = await plant.send('admin', 'GET', `/v1/equipment/${engine}`);
    expect([where.location, where.locationFacilityId]).toEqual(['facility', works.id]);
    clock.advance({ days: 12 });
    expect(guardsOf(await aircraft.act(people.depot, 'resume'))).toEqual(['no_stopping_wait_open']);

    // An inspector of both plants who worked on the aircraft inspects nothing in its family.
    const visitor = await plant.hire({
      name: 'Visitor',
      roles: ['depot_staff', 'qa_inspector'],
      facility: [plant.ids.facility, works.id],
      qualifications: [{ qualification: 'CDI', facilityIds: [works.id], platformIds: [t406] }],
    });
    const [operation] = await aircraft.list('operations');
    await plant.send(visitor, 'POST', aircraft.path('labor'), {
      operationId: operation.id,
      hours: 1,
      on: '2026-03-02',
    });
    await child.go('present');
    const blocked = await child.act(visitor, 'accept');
    expect(guardsOf(blocked)).toContain('inspector_independent');
    await child.go('accept', 'release');
    expect((await aircraft.act(people.depot, 'resume')).body.status).toBe('in_work');
    await aircraft.go('present', 'accept', 'release', 'close');
    const { subOrders, clock: hours } = await aircraft.order();
    expect(subOrders.map((s: Loose) => [s.number, s.status])).toEqual([[asked.number, 'released']]);
    expect(hours.hoursByCategory.supply).toBeGreaterThan(12 * 24);
  });
});

describe('a ship', () => {
  it('has an availability of forty jobs in one bay: each is signed for, and the ship leaves when the last is finished', async () => {
    const { people, ids } = plant;
    const path = `/v1/facilities/${ids.facility}`;
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, { bays: 1 }, { 'if-match': `"${revision}"` });
    const lcu = await addPlatform(plant, { designation: 'LCU-2000', kind: 'vessel' });
    const hull = await addItem(plant, lcu, 'USAV-2031', { homePort: 'Yokohama North Dock, Japan' });
    const ship = await handleOf(plant, await plant.draft({ equipmentId: hull, activity: 'overhaul' }));
    await plant.bring(ship.id, 'in_work');

    const jobs: Loose[] = [];
    for (let n = 1; n <= 40; n++)
      jobs.push(
        await plant.send(people.depot, 'POST', ship.path('sub-orders'), {
          equipmentId: hull,
          facilityId: ids.facility,
          activity: 'repair',
          level: 'depot',
          priority: { forceActivity: 'III', urgency: 'C' },
          discrepancy: { en: `Job ${n} of the availability`, ja: `修理工事 第${n}項` },
        }),
      );
    // The one bay is the ship's; its jobs take none. Three of them are called off, the rest done.
    for (const { id } of jobs.slice(0, 37)) await plant.bring(id, 'released');
    const { body } = await plant.ready(ship.id, 'present');
    const waiting = await ship.act(people.depot, 'present', body);
    expect(guardsOf(waiting)).toEqual(['suborders_finished']);
    expect(waiting.body.blockedBy[0].evidence).toHaveLength(3);
    for (const { id } of jobs.slice(37))
      await plant.act(people.program, id, 'cancel', { reason: { en: 'Deferred to the next availability' } });
    expect((await ship.act(people.depot, 'present', presenting)).body.status).toBe('in_inspection');
    await ship.go('accept', 'release');
    const { subOrders, counts } = await ship.order();
    expect(counts.subOrders).toBe(40);
    expect(subOrders.filter((s: Loose) => s.status === 'released')).toHaveLength(37);
    const roots = (await plant.send(people.program, 'GET', `/v1/work-orders?equipmentId=${hull}&limit=200`)).items;
    expect(new Set(roots.map((o: Loose) => o.rootId))).toEqual(new Set([ship.id]));
    // She went back to her unit once, as the whole ship was released.
    const reports = (await plant.send('admin', 'GET', `/v1/equipment/${hull}/status-reports`)).items;
    expect(reports.map((r: Loose) => [r.condition, r.workOrderId])).toEqual([['FMC', ship.id]]);
  });
});
