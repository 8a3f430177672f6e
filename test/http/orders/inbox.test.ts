// The inbox over HTTP: each role finds what waits for it, and it is gone once it is done.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { because, faultsOf, handleOf, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeEach(async () => {
  plant = await withBays(await startPlant());
});
afterEach(() => plant.close());

const inbox = (by: Actor | 'admin', query = ''): Promise<Loose> => plant.send(by, 'GET', `/v1/inbox${query}`);
const kinds = async (by: Actor | 'admin'): Promise<string[]> => (await inbox(by)).items.map((i: Loose) => i.kind);
const only = async (by: Actor, kind: string): Promise<Loose> => {
  const { items } = await inbox(by, `?kind=${kind}`);
  expect(items).toHaveLength(1);
  return items[0];
};

describe('the steps of an order', () => {
  it('wait for whoever takes the next one, from submission to close', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'draft');
    const steps: [string | null, Actor, string][] = [
      [null, people.program, 'submit'],
      ['authorize_order', people.program, 'authorize'],
      ['induct_order', people.depot, 'induct'],
      ['start_order', people.depot, 'start'],
      [null, people.depot, 'present'],
      ['inspect_order', people.inspector, 'accept'],
      ['release_order', people.acceptor, 'release'],
      ['close_order', people.program, 'close'],
    ];
    for (const [kind, who, action] of steps) {
      const all = new Map<string, string[]>();
      for (const [role, person] of Object.entries(people)) all.set(role, await kinds(person));
      const waiting = [...all.values()].flat();
      // Both who work at the plant are depot staff, and each has the inbox of the plant.
      const isDepot = who === people.depot;
      expect([action, waiting]).toEqual([action, kind === null ? [] : isDepot ? [kind, kind] : [kind]]);
      if (kind !== null) {
        const item = await only(who, kind);
        const { number, status, statusSince } = await order.order();
        expect(item).toMatchObject({
          workOrderId: order.id,
          number,
          status,
          designator: 5,
          partId: null,
          since: statusSince,
          link: `/v1/work-orders/${order.id}`,
        });
        expect(item.text.en.startsWith(`${number} `)).toBe(true);
        expect((await plant.ask(who, 'GET', item.link)).status).toBe(200);
      }
      await order.go(action);
    }
    for (const person of Object.values(people)) expect(await kinds(person)).toEqual([]);
  });

  it('are resumed when what they waited for is there, by the plant, unless the program office holds them', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'awaiting_parts');
    expect(await kinds(people.depot)).toEqual([]);
    const [part] = await order.list('part-demands');
    await order.patch(people.depot, `part-demands/${part.id}`, { status: 'received' });
    expect(await kinds(people.depot)).toEqual(['resume_order']);
    await order.act(people.program, 'hold', { cause: 'funding', ...because });
    expect(await kinds(people.depot)).toEqual([]);
    expect(await kinds(people.program)).toEqual(['lift_hold']);
    expect((await order.act(people.program, 'resume')).status).toBe(200);
    expect(await kinds(people.program)).toEqual([]);

    const engineering = await handleOf(plant, 'awaiting_engineering');
    expect(await kinds(people.depot)).toEqual([]);
    const [found] = await engineering.list('nonconformances');
    const body = { disposition: 'return_to_supplier', reason: { en: 'wrong part' } };
    await engineering.decide(people.inspector, `nonconformances/${found.id}/disposition`, body);
    expect(await kinds(people.depot)).toEqual(['resume_order']);
  });

  it('wait for a sub-order that stops them', async () => {
    const { people } = plant;
    const parent = await handleOf(plant, 'in_work');
    const child = await handleOf(plant, 'draft', { parentId: parent.id, stopsParent: true });
    expect((await parent.act(people.depot, 'await_parts')).status).toBe(200);
    expect((await inbox(people.depot, '?kind=resume_order')).items).toEqual([]);
    expect((await child.act(people.program, 'cancel', because)).status).toBe(200);
    expect((await only(people.depot, 'resume_order')).workOrderId).toBe(parent.id);
  });
});

describe('the program office', () => {
  it('finds over-and-above work, dispositions, hours charged to it, and corrections the plant proposed', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const operation = (
      await order.post(people.depot, 'operations', { title: { en: 'Replace seal', ja: 'シール交換' } })
    ).body;
    const found = (
      await order.post(people.inspector, 'nonconformances', { severity: 'minor', description: { ja: '擦り傷' } })
    ).body;
    expect((await only(people.inspector, 'disposition_nonconformance')).partId).toBe(found.id);
    await order.decide(people.inspector, `nonconformances/${found.id}/disposition`, {
      disposition: 'use_as_is',
      reason: { en: 'cosmetic' },
    });
    expect((await inbox(people.inspector)).items).toEqual([]);
    await order.act(people.depot, 'hold', { cause: 'customer', ...because });
    await order.act(people.depot, 'resume');
    const proposed = await order.post(people.depot, 'segments/3/corrections', { category: 'weather', ...because });
    expect(proposed.status).toBe(201);

    const { items, counts, total, next } = await inbox(people.program);
    expect(next).toBeNull();
    expect(total).toBe(4);
    expect(counts).toMatchObject({
      approve_operation: 1,
      approve_disposition: 1,
      acknowledge_segment: 1,
      decide_correction: 1,
      authorize_order: 0,
      induct_order: 0,
    });
    const of = (kind: string) => items.find((i: Loose) => i.kind === kind);
    expect(of('approve_operation')).toMatchObject({
      partId: operation.id,
      text: {
        en: expect.stringContaining('has over-and-above work that waits for approval (Replace seal).'),
        ja: expect.stringContaining('（シール交換）'),
      },
    });
    expect(of('approve_disposition').text.en).toContain('(擦り傷)');
    expect(of('decide_correction').partId).toBe(proposed.body.id);
    for (const { link } of items)
      expect([link, (await plant.ask(people.program, 'GET', link)).status]).toEqual([link, 200]);

    await order.decide(people.program, `operations/${operation.id}/approve`);
    await order.decide(people.program, `nonconformances/${found.id}/approve`);
    await order.decide(people.program, 'segments/3/acknowledge');
    await order.decide(people.program, `segments/3/corrections/${proposed.body.id}/decline`, because);
    expect((await inbox(people.program)).items).toEqual([]);
    // Dispositioned, and with nothing to be done: the inspector closes it.
    expect((await only(people.inspector, 'close_nonconformance')).partId).toBe(found.id);
  });

  it('asks the plant about corrections of its own', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const body = { category: 'capacity', ...because };
    expect((await order.post(people.program, 'segments/1/corrections', body)).status).toBe(201);
    expect(await kinds(people.program)).toEqual([]);
    expect((await only(people.depot, 'decide_correction')).workOrderId).toBe(order.id);
  });
});

describe('inspectors', () => {
  it('find unsigned inspections, hold points, and signatures to give again, each on their own side', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'in_work');
    const [first] = await order.list('operations');
    const held = (await order.post(people.inspector, 'operations', { title: { en: 'Balance' }, holdPoint: true })).body;
    expect((await order.decide(people.program, `operations/${held.id}/approve`)).status).toBe(200);
    expect((await order.decide(people.technician, `operations/${first.id}/complete`)).status).toBe(200);
    expect(await kinds(people.inspector)).toEqual([]);
    await order.decide(people.technician, `operations/${held.id}/complete`);
    expect((await only(people.inspector, 'inspect_hold_point')).partId).toBe(held.id);
    const inspection = await order.measured(people.inspector, 'in_process', undefined, held.id);
    expect((await only(people.inspector, 'sign_inspection')).partId).toBe(inspection.id);
    await order.sign(people.inspector, inspection.id);
    expect(await kinds(people.inspector)).toEqual([]);

    await order.go('present', 'accept');
    const acceptance = await order.measured(people.acceptor, 'acceptance');
    expect(await kinds(people.acceptor)).toEqual(['release_order', 'sign_inspection']);
    expect((await only(people.acceptor, 'sign_inspection')).partId).toBe(acceptance.id);
    expect(await kinds(people.inspector)).toEqual([]);
    expect((await order.sign(people.acceptor, acceptance.id)).status).toBe(200);

    // A part noted late changes what both signed.
    const part = { partNumber: '901-010', nomenclature: { en: 'seal' }, quantity: 1, serialInstalled: 'S-9' };
    const demand = (await order.post(people.depot, 'part-demands', part)).body;
    expect((await order.patch(people.depot, `part-demands/${demand.id}`, { status: 'received' })).status).toBe(200);
    expect((await only(people.acceptor, 'sign_again')).partId).toBe(acceptance.id);
    const again = await only(people.inspector, 'sign_again');
    expect(again).toMatchObject({ partId: null, link: `/v1/work-orders/${order.id}` });
    expect((await order.sign(people.acceptor, acceptance.id)).status).toBe(200);
    expect(await kinds(people.acceptor)).toEqual(['release_order']);
    expect((await order.act(people.inspector, 'recall', because)).status).toBe(200);
    const final = await only(people.inspector, 'sign_again');
    expect((await order.get(`inspections/${final.partId}`)).kind).toBe('final');
    // The acceptance inspection was of the turn that was recalled.
    expect(await kinds(people.acceptor)).toEqual([]);
  });
});

describe('the list', () => {
  it('has the most urgent first, then the oldest, and pages without a gap while counting everything', async () => {
    const { people } = plant;
    const numbers: string[] = [];
    for (const [forceActivity, urgency] of [
      ['V', 'C'],
      ['I', 'A'],
      ['V', 'C'],
      ['II', 'B'],
    ])
      numbers.push((await plant.orderIn('submitted', { priority: { forceActivity, urgency } })).number);
    const [oldRoutine, combat, routine, positioned] = numbers;
    const { items } = await inbox(people.program);
    expect(items.map((i: Loose) => i.number)).toEqual([combat, positioned, oldRoutine, routine]);
    const paged: Loose[] = [];
    let query = '?limit=1';
    for (let n = 0; n < 9; n += 1) {
      const { items: some, next, total } = await inbox(people.program, query);
      expect(total).toBe(4);
      paged.push(...some);
      if (next === null) break;
      query = `?limit=1&cursor=${next}`;
    }
    expect(paged).toEqual(items);
    expect(faultsOf(await plant.ask(people.program, 'GET', '/v1/inbox?cursor=nonsense'))).toEqual([
      '/cursor cursor.unknown',
    ]);
    const filtered = await inbox(people.program, '?kind=close_order&kind=lift_hold');
    expect([filtered.items, filtered.total]).toEqual([[], 4]);
  });

  it('is of one’s own facilities and platforms, and empty for host offices and administrators', async () => {
    await plant.orderIn('submitted');
    await plant.orderIn('authorized');
    const elsewhere = [
      await plant.hire({ name: 'Other plant', roles: ['depot_staff'], facility: false }),
      await plant.hire({ name: 'Other program', roles: ['program_office'], facility: false }),
      await plant.hire({ name: 'Host', roles: ['host_office'] }),
      'admin' as const,
    ];
    for (const person of elsewhere) expect((await inbox(person)).total).toBe(0);
    // Whoever is both sees each side's own.
    const both = await plant.hire({ name: 'Both', roles: ['depot_staff', 'program_office'], program: true });
    expect(await kinds(both)).toEqual(['authorize_order', 'induct_order']);
  });
});
