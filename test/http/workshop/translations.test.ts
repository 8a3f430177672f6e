// Narratives over HTTP: what was reported stays as it was written; a translation stands beside it, with its author and status.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, handleOf, refusal, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await withBays(await startPlant());
});
afterAll(() => plant.close());

const order = (...args: Parameters<typeof handleOf> extends [Plant, ...infer Rest] ? Rest : never) =>
  handleOf(plant, ...args);
const chips = { discrepancy: { en: 'Gearbox chips' } };
const ofOrder = (id: string, fields: object = {}) => ({
  subject: { part: 'order', id, field: 'discrepancy' },
  language: 'ja',
  text: 'ギアボックスに金属片',
  status: 'machine',
  ...fields,
});
const print = async (id: string) => {
  const path = `/v1/work-orders/${id}/traveler?language=ja`;
  return (await plant.ask(plant.people.depot, 'GET', path)).text;
};

describe('the discrepancy', () => {
  it('is edited in a draft, and by nobody once it was submitted', async () => {
    const { people } = plant;
    const draft = await order('draft', chips);
    expect((await draft.patch(people.program, '', { discrepancy: { en: 'Chips' } })).body.discrepancy).toEqual({
      en: 'Chips',
    });
    await draft.go('submit');
    const working = await order('in_work', chips);
    for (const o of [draft, working])
      for (const by of [people.depot, people.program]) {
        const answer = await o.unchanged(() => o.patch(by, '', { discrepancy: { ja: '別の不具合' } }));
        expect(refusal(answer)).toEqual([409, 'work_order.not_editable']);
        expect(answer.body.fields).toEqual(['discrepancy']);
      }
    expect((await working.order()).discrepancy).toEqual(chips.discrepancy);
  });
});

describe('a translation', () => {
  it('stands beside the original, and a later one beside the earlier', async () => {
    const { people, clock } = plant;
    const o = await order('in_work', chips);
    const before = await o.order();
    const first = await o.post(people.depot, 'translations', ofOrder(o.id));
    expect(first.status, first.text).toBe(201);
    expect(first.headers.location).toBe(o.path(`translations/${first.body.id}`));
    expect(first.body).toEqual({
      ...ofOrder(o.id),
      id: first.body.id,
      workOrderId: o.id,
      original: chips.discrepancy,
      author: people.depot.id,
      at: clock.now(),
      revision: before.revision + 1,
    });
    clock.advance({ minutes: 5 });
    const better = ofOrder(o.id, { text: 'ギアボックスから金属片を検出', status: 'reviewed' });
    const second = await o.post(people.program, 'translations', better);
    expect((await o.list('translations')).map((t) => t.id)).toEqual([first.body.id, second.body.id]);
    expect((await o.get('translations?status=reviewed')).items).toHaveLength(1);
    expect(await o.get(`translations/${first.body.id}?asOf=${before.createdAt}`).catch((e) => String(e))).toContain(
      '404',
    );
    expect((await o.order()).discrepancy).toEqual(chips.discrepancy);
    const [event] = (await o.get('events?sort=-sequence')).items;
    expect(event).toMatchObject({ type: 'translation_added', actorId: people.program.id });
  });

  it('is never put over the original, nor beside what is not there', async () => {
    const { people } = plant;
    const o = await order('in_work', chips);
    const tried = async (fields: object) =>
      faultsOf(await o.unchanged(() => o.post(people.depot, 'translations', ofOrder(o.id, fields))));
    expect(await tried({ language: 'en', text: 'Other' })).toEqual(['/language translation.in_original_language']);
    const other = await order('draft');
    expect(await tried({ subject: { part: 'order', id: other.id, field: 'discrepancy' } })).toEqual([
      '/subject/id reference.unknown',
    ]);
    expect(await tried({ subject: { part: 'operation', id: o.id, field: 'title' } })).toEqual([
      '/subject/id reference.unknown',
    ]);
    expect(await tried({ subject: { part: 'order', id: o.id, field: 'title' } })).toEqual([
      '/subject/field translation.field_of_other_part',
    ]);
    expect(await tried({ text: ' ', status: 'perfect' })).toEqual(['/text text.blank', '/status value.not_allowed']);
  });

  it('is added by whoever works on the order, and by no one else', async () => {
    const { people } = plant;
    const host = await plant.hire({ name: 'Host', roles: ['host_office'] });
    const stranger = await plant.hire({ name: 'Stranger', roles: ['depot_staff'], facility: false });
    const o = await order('in_work', chips);
    const add = async (by: Actor | 'admin') => (await o.post(by, 'translations', ofOrder(o.id))).status;
    for (const by of [people.depot, people.inspector, people.program]) expect(await add(by)).toBe(201);
    for (const by of [host, 'admin'] as const) expect(await add(by)).toBe(403);
    expect(await add(stranger)).toBe(404);
    expect((await plant.ask(host, 'GET', o.path('translations'))).body.items).toHaveLength(3);
  });

  it('supersedes no signature, and comes after the end too', async () => {
    const { people } = plant;
    for (const status of ['awaiting_acceptance', 'released', 'cancelled'] as const) {
      const o = await order(status, chips);
      const before = await o.order();
      expect((await o.post(people.inspector, 'translations', ofOrder(o.id))).status).toBe(201);
      expect((await o.list('signatures')).filter((s) => s.supersededAt !== null)).toEqual([]);
      expect((await o.order()).status).toBe(before.status);
      if (status === 'awaiting_acceptance') await o.go('release');
    }
  });

  it('is found by the words of it', async () => {
    const o = await order('draft', { discrepancy: { en: 'Worn brake pads' } });
    await o.post(plant.people.depot, 'translations', ofOrder(o.id, { text: '制動パッドの摩耗' }));
    const found = await plant.send(plant.people.depot, 'GET', `/v1/work-orders?q=${encodeURIComponent('制動パッド')}`);
    expect(found.items.map((w: { id: string }) => w.id)).toEqual([o.id]);
  });
});

describe('the traveler', () => {
  it('shows the reviewed translation, else the machine’s, marked as one, for as long as it says the same', async () => {
    const { people } = plant;
    const o = await order('inducted', chips);
    const operation = (await o.post(people.depot, 'operations', { title: { ja: '部品交換' } })).body;
    const demand = (
      await o.post(people.depot, 'part-demands', {
        nsn: '1615014567890',
        nomenclature: { en: 'Mast seal' },
        quantity: 1,
      })
    ).body;
    const add = (part: string, id: string, field: string, language: string, text: string, status = 'machine') =>
      o.post(people.depot, 'translations', { subject: { part, id, field }, language, text, status });
    await add('order', o.id, 'discrepancy', 'ja', '金属片（機械）');
    await add('operation', operation.id, 'title', 'en', 'Replace <part>');
    await add('part_demand', demand.id, 'nomenclature', 'ja', 'マスト用シール', 'reviewed');
    const machine = await print(o.id);
    expect(machine).toContain('<p lang="en">Gearbox chips</p>');
    expect(machine).toContain('<p lang="ja" class="translation">金属片（機械）</p><p class="other">機械翻訳');
    expect(machine).toContain('<p lang="en" class="translation">Replace &#60;part&#62;</p>');
    expect(machine).toContain('<p lang="ja" class="translation">マスト用シール</p><p class="other">確認済み翻訳');
    expect(machine).toContain('1615-01-456-7890');
    expect((await o.get(`part-demands/${demand.id}`)).nsn).toBe('1615014567890');
    await add('order', o.id, 'discrepancy', 'ja', '金属片（確認済み）', 'reviewed');
    const reviewed = await print(o.id);
    expect(reviewed).toContain('金属片（確認済み）');
    expect(reviewed).not.toContain('金属片（機械）');
    await o.patch(people.depot, `operations/${operation.id}`, { title: { ja: '部品点検' } });
    const retitled = await print(o.id);
    expect(retitled).toContain('部品点検');
    expect(retitled).not.toContain('Replace');
  });
});

describe('what was signed of a narrative', () => {
  it('is superseded when a title or a description is told otherwise', async () => {
    const { people } = plant;
    const o = await order('inducted', chips);
    const post = async (list: string, body: object, by = people.depot) => (await o.post(by, list, body)).body;
    const held = await post('operations', { title: { en: 'Check' }, holdPoint: true }, people.inspector);
    await plant.inspect(people.inspector, o.id, 'receiving');
    await o.act(people.depot, 'start');
    plant.clock.advance({ minutes: 10 });
    await o.decide(people.technician, `operations/${held.id}/complete`);
    plant.clock.advance({ minutes: 10 });
    const found = await post('nonconformances', { severity: 'minor', description: { en: 'scratch' } });
    const inspection = await o.measured(people.inspector, 'in_process', undefined, held.id);
    expect((await o.sign(people.inspector, inspection.id)).status).toBe(200);
    const signed = async () => (await o.list('signatures')).filter((s) => s.supersededAt === null).length;
    expect(await signed()).toBe(2);
    // A settled operation is not retitled; the description may change until it is dispositioned, and says so in the history.
    const retitled = await o.patch(people.depot, `operations/${held.id}`, { title: { en: 'Skip' } });
    expect(refusal(retitled)).toEqual([409, 'act.not_offered']);
    const said = await o.patch(people.depot, `nonconformances/${found.id}`, { description: { en: 'deep scratch' } });
    expect(said.status).toBe(200);
    await o.decide(people.inspector, `nonconformances/${found.id}/disposition`, {
      disposition: 'return_to_supplier',
      reason: { en: 'dented' },
    });
    const late = await o.patch(people.depot, `nonconformances/${found.id}`, { description: { en: 'no scratch' } });
    expect(refusal(late)).toEqual([409, 'act.not_offered']);
  });
});
