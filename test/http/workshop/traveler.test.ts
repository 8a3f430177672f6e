// The traveler over HTTP: what the job card says, in which language, and that what people wrote stays text.
import { create } from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handleOf } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
  const path = `/v1/facilities/${plant.ids.facility}`;
  await plant.send('admin', 'PATCH', path, { bays: 50 }, { 'if-match': '"1"' });
});
afterAll(() => plant.close());

const print = (id: string, language: string) =>
  plant.ask(plant.people.depot, 'GET', `/v1/work-orders/${id}/traveler`, undefined, { 'accept-language': language });

describe('the traveler', () => {
  it('shows the job in both languages, the first one as asked, and marks the other', async () => {
    const order = await handleOf(plant, 'in_work');
    const { number } = await order.order();
    const japanese = await print(order.id, 'ja');
    expect([japanese.status, japanese.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(japanese.text).toContain(`<html lang="ja">`);
    expect(japanese.text).toContain(`<title>作業票 ${number}</title>`);
    expect(japanese.text).toContain('作業項目 <span class="other" lang="en">Operations</span>');
    expect(japanese.text).toContain('<p lang="ja">プロペラロータ・ギアボックスに金属片</p>');
    expect(japanese.text).toContain('<p lang="en">Proprotor gearbox chips</p>');
    const english = await print(order.id, 'en');
    expect(english.text).toContain(`<html lang="en">`);
    expect(english.text).toContain('Operations <span class="other" lang="ja">作業項目</span>');
    const asked = await plant.send(plant.people.depot, 'GET', order.path('traveler?language=ja'));
    expect(asked).toContain('<html lang="ja">');
  });

  it('keeps what people wrote as text, and loads and runs nothing', async () => {
    const wicked = `<script>alert(1)</script><img src=x onerror='x'>"&`;
    const order = await handleOf(plant, 'inducted', { discrepancy: { en: wicked }, customerJobNumber: null });
    await order.post(plant.people.depot, 'operations', { title: { ja: `${wicked}</p></td>` } });
    const { text, headers } = await print(order.id, 'en');
    expect(text).not.toMatch(/<script|<img|<link|<iframe|https?:\/\/|url\(|@import|style="/);
    expect(text).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors/,
    );
  });

  it('carries a QR code of the order’s number and path', async () => {
    const order = await handleOf(plant, 'draft');
    const { number } = await order.order();
    const { modules } = create(`${number} /v1/work-orders/${order.id}`, { errorCorrectionLevel: 'M' });
    const dark = [...modules.data].flatMap((bit, index) =>
      bit ? [`M${(index % modules.size) + 4} ${Math.floor(index / modules.size) + 4}h1v1h-1z`] : [],
    );
    expect((await print(order.id, 'en')).text).toContain(`<path d="${dark.join('')}"/>`);
  });

  it('has a box to sign for what is to be done, and says who did what is done', async () => {
    const { people } = plant;
    const order = await handleOf(plant, 'inducted', { stopsParent: false });
    const post = (by: typeof people.depot, body: object) => order.post(by, 'operations', body);
    await post(people.depot, { title: { en: 'Remove' }, technicalData: [{ document: 'TO 1V-22B-2', revision: '3' }] });
    await post(people.inspector, { title: { en: 'Check' }, holdPoint: true, requires: 'NAS410-5' });
    const { by, body } = await plant.ready(order.id, 'start');
    await order.act(by, 'start', body);
    plant.clock.advance({ hours: 1 });
    const [first] = await order.list('operations');
    await order.decide(people.technician, `operations/${first.id}/complete`);
    const extra = (await post(people.depot, { title: { en: 'Corrosion' } })).body;
    await order.post(people.depot, 'part-demands', {
      partNumber: '901-010-400',
      nomenclature: { en: 'gearbox' },
      quantity: 2,
      serialRemoved: 'GB-12',
    });
    const { text } = await print(order.id, 'en');
    for (const said of [
      'TO 1V-22B-2 Rev. 3',
      'NAS410-5',
      'HOLD POINT',
      'not approved yet: do not begin',
      '901-010-400',
      'GB-12',
      'Technician',
      '(K-17)',
      'first target',
    ])
      expect(text).toContain(said);
    await order.decide(people.program, `operations/${extra.id}/approve`);
    expect((await print(order.id, 'en')).text).not.toContain('do not begin');
  });

  it('is not for those who do not see the order', async () => {
    const { id } = await plant.draft();
    const stranger = await plant.hire({ name: 'Stranger', roles: ['depot_staff'], facility: false });
    expect((await plant.ask(stranger, 'GET', `/v1/work-orders/${id}/traveler`)).status).toBe(404);
  });
});
