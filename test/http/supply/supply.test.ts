// What to produce first, told over HTTP: guns, engines and rotors wait for parts; both countries agree on a list; and what came of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rebuildDerived } from '../../../src/usecases/metrics/rebuild.ts';
import { fillPartWaits } from '../../../src/usecases/supply/fill.ts';
import type { Loose } from '../../support/app.ts';
import { addPlatform } from '../../support/further.ts';
import { faultsOf, refusal, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
let host: Actor;
let program: Actor;
const platforms: Record<'rotor' | 'gun' | 'engine', string> = { rotor: '', gun: '', engine: '' };
const orders: Record<string, string> = {};
const demands: Record<string, Loose> = {};

const PARTS = {
  tube: {
    nsn: '1025-01-460-4415',
    partNumber: 'EX-905-021',
    cage: '3XC33',
    nomenclature: { en: 'Cannon tube', ja: '砲身' },
  },
  blade: { nsn: '2840-01-458-2210', nomenclature: { en: 'Fan blade set', ja: 'ファン動翼一式' } },
  bearing: { partNumber: 'EX-901-044', cage: 'SX3C3', nomenclature: { en: 'Gearbox bearing', ja: 'ギアボックス軸受' } },
};
const send = (by: Actor | 'admin', method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  plant.send(by, method, path, body, headers);
const make = async (path: string, body: object) => (await send('admin', 'POST', path, body)).id as string;
const priorities = (query = '', by: Actor | 'admin' = program) => send(by, 'GET', `/v1/support-priorities${query}`);
const itemOf = (answer: Loose, key: string): Loose => answer.items.find((item: Loose) => item.part === key);
const at = async (path: string) => ({ 'if-match': `"${(await send(program, 'GET', path)).revision}"` });

/** An order in work that demands a part and stands for it. */
async function stopped(name: string, platform: keyof typeof platforms, part: object, more: object = {}): Promise<void> {
  const platformId = platforms[platform];
  const equipmentId = platform === 'rotor' ? await plant.item(name) : await item(platformId, name);
  const order = await plant.orderIn('in_work', { equipmentId });
  const { depot } = plant.people;
  const path = `/v1/work-orders/${order.id}/part-demands`;
  demands[name] = await send(depot, 'POST', path, { quantity: 1, stopsWork: true, ...part, ...more });
  await plant.act(depot, order.id, 'await_parts');
  orders[name] = order.id;
}
const item = (platformId: string, serialNumber: string) =>
  make('/v1/equipment', { platformId, serialNumber, owningUnit: '09456' });
const demandPath = (name: string) => `/v1/work-orders/${orders[name]}/part-demands/${demands[name]?.id}`;
const edit = async (name: string, body: object) =>
  plant.ask(plant.people.depot, 'PATCH', demandPath(name), body, await at(`/v1/work-orders/${orders[name]}`));

beforeAll(async () => {
  plant = await withBays(await startPlant('2026-03-02T00:00:00.000Z'));
  program = plant.people.program;
  host = await plant.hire({
    name: 'host',
    roles: ['host_office'],
    organization: { kind: 'accepting_authority', name: 'JMOD' },
    facility: true,
  });
  platforms.rotor = plant.ids.platform;
  platforms.gun = await addPlatform(plant, { designation: 'M777A2', kind: 'artillery' });
  platforms.engine = await addPlatform(plant, { designation: 'F135', kind: 'engine' });
  const offer = (part: Loose, leadTimeDays: number, monthlyCapacity: number | null, more: object = {}) => ({
    nsn: part.nsn ?? null,
    partNumber: part.partNumber ?? null,
    leadTimeDays,
    monthlyCapacity,
    ...more,
  });
  await make('/v1/suppliers', {
    ncage: '3XC33',
    name: { en: 'Example Castings' },
    country: 'US',
    offers: [
      offer(PARTS.tube, 120, 1),
      offer(PARTS.blade, 90, 4),
      offer(PARTS.bearing, 30, 8, { validTo: '2026-03-01' }),
    ],
  });
  await make('/v1/suppliers', {
    ncage: 'SX3C3',
    name: { ja: '架空軸受' },
    country: 'JP',
    offers: [offer(PARTS.blade, 60, 2), offer(PARTS.bearing, 60, null)],
  });
  await stopped('gun-1', 'gun', PARTS.tube);
  plant.clock.advance({ days: 4 });
  await stopped('engine-1', 'engine', PARTS.blade, { quantity: 2, neededBy: '2026-03-20' });
  await stopped('rotor-1', 'rotor', { ...PARTS.bearing, cage: null });
  await stopped('rotor-2', 'rotor', PARTS.bearing, { stopsWork: true, neededBy: '2026-04-20' });
  plant.clock.advance({ days: 2 });
});
afterAll(() => plant.close());

describe('support priorities', () => {
  it('put first what stands longest behind one source, and say so', async () => {
    const answer = await priorities();
    expect(answer.items.map((i: Loose) => [i.rank, i.part, i.horizon])).toEqual([
      [1, 'nsn:014604415', 'near_term'],
      [2, 'pn:ex-901-044', 'near_term'],
      [3, 'pn:ex-901-044@SX3C3', 'near_term'],
      [4, 'nsn:014582210', 'near_term'],
    ]);
    const [tube] = answer.items;
    expect(tube).toMatchObject({
      nomenclature: PARTS.tube.nomenclature,
      platforms: [{ designation: 'M777A2' }],
      ordersStopped: 1,
      singleSource: true,
      leadTime: { shortestDays: 120, shortfallDays: 120 },
      costOfWaiting: { orderDays: 120, amount: null },
      capacityOfTwelveMonths: 12,
      demandOfTwelveMonths: 1,
    });
    // Six days and the hours that the preparation of the others took: to the hundredth what its order says.
    const clock = (await send(program, 'GET', `/v1/work-orders/${orders['gun-1']}/segments`)).items.at(-1);
    const hours = (Date.parse(answer.asOf) - Date.parse(clock.from)) / 3_600_000;
    expect(tube.stoppedHours).toBeCloseTo(hours, 2);
    expect(tube.score).toBeCloseTo(
      tube.explanation.reduce((sum: number, g: Loose) => sum + g.points, 0),
      1,
    );
    expect(tube.reason.en).toMatch(/^Near term\. If nothing is done, the stopped orders are still to wait 120 days/);
    expect(tube.explanation.at(-1).text.en).toBe('One supplier alone offers it: 3XC33 Example Castings (US).');
    expect(answer).toMatchObject({
      counts: { near_term: 4, medium_term: 0, neither: 0 },
      weighting: { name: 'standard', because: 'standard' },
    });
  });

  it('takes the names of one part together once the catalogue says that they are one', async () => {
    const before = plant.clock.now();
    plant.clock.advance({ minutes: 1 });
    const item = await make('/v1/catalogue', {
      ...PARTS.bearing,
      nsn: '3110-01-456-7890',
      platformIds: [platforms.rotor],
      export: { regime: 'ITAR', category: 'VIII(h)' },
    });
    const { items } = await priorities();
    expect(items).toHaveLength(3);
    expect(itemOf({ items }, 'nsn:014567890')).toMatchObject({
      catalogueItemId: item,
      orders: 2,
      quantity: 2,
      ordersStopped: 2,
    });
    const behind = await send(program, 'GET', '/v1/support-priorities/orders?part=nsn:014567890');
    expect(behind.items.map((i: Loose) => i.workOrderId).sort()).toEqual([orders['rotor-1'], orders['rotor-2']].sort());
    expect(behind.items.reduce((sum: number, i: Loose) => sum + i.stoppedHours, 0)).toBeCloseTo(
      itemOf({ items }, 'nsn:014567890').stoppedHours,
      1,
    );
    expect((await priorities(`?asOf=${before}`)).items).toHaveLength(4);
  });

  it('say the same of an instant whenever they are asked, page by page, and as a table', async () => {
    const then = await priorities('?limit=200');
    const { items: first, next } = await priorities('?limit=2');
    plant.clock.advance({ hours: 5 });
    await edit('engine-1', { promisedOn: '2026-03-10' });
    await plant.act(plant.people.program, orders['rotor-1'] ?? '', 'cancel', {
      reason: { en: 'not needed' },
      custody: { document: 'H-1', deliveredBy: 'KSZ', receivedBy: 'unit' },
      conditionCode: 'F',
    });
    const rest = await priorities(`?limit=2&cursor=${next}`);
    expect([...first, ...rest.items]).toEqual(then.items);
    expect(rest).toMatchObject({ asOf: then.asOf, next: null });
    const again = await priorities(`?limit=200&asOf=${then.asOf}`);
    expect({ ...again, asOf: then.asOf }).toEqual(then);
    expect((await priorities()).items).not.toEqual(then.items);
    const table = await plant.app.call(program.key, 'GET', '/v1/support-priorities', undefined, { accept: 'text/csv' });
    expect(table.headers['content-type']).toContain('text/csv');
    const lines = String(table.body).split('\r\n');
    expect(lines[0]).toContain('rank,part');
    expect(lines[1]).toContain('nsn:014604415');
    expect(faultsOf(await plant.ask(program, 'GET', '/v1/support-priorities?asOf=2027-01-01T00:00:00Z'))).toEqual([
      '/asOf as_of.in_future',
    ]);
    const forged = Buffer.from(JSON.stringify(['support-priorities', 'soon', 1])).toString('base64url');
    expect(faultsOf(await plant.ask(program, 'GET', `/v1/support-priorities?cursor=${forged}`))).toEqual([
      '/cursor cursor.unknown',
    ]);
  });

  it('are of what the caller sees', async () => {
    const depot = await plant.hire({ name: 'elsewhere', roles: ['depot_staff'], facility: [] });
    expect((await priorities('', depot)).items).toEqual([]);
    expect((await priorities('', plant.people.depot)).items).toHaveLength(3);
    expect((await priorities(`?platformId=${platforms.gun}`)).items.map((i: Loose) => i.part)).toEqual([
      'nsn:014604415',
    ]);
    expect((await priorities('?horizon=medium_term')).items).toEqual([]);
  });

  it('rank as a program office sets it, as of the day it did', async () => {
    const before = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    const body = {
      name: 'Guns last',
      platformIds: Object.values(platforms),
      weights: { stoppedDay: 0, orderStopped: 50, priority: 0, shortfallDay: 0, waitingDay: 0, singleSource: 0 },
      stoppedDayCost: { currency: 'USD', minorUnits: 100_000 },
      reason: { en: 'Orders count.' },
    };
    const weighting = await send(program, 'POST', '/v1/weightings', body);
    const answer = await priorities();
    expect(answer.weighting).toMatchObject({ id: weighting.id, name: 'Guns last', because: 'of_platforms' });
    // How it ranks is said in both languages, by the names that the weights have.
    for (const ground of Object.keys(body.weights))
      for (const said of Object.values(answer.definition.score)) expect(said).toContain(ground);
    expect(answer.definition.order).toEqual({ en: expect.any(String), ja: expect.stringContaining('短期') });
    expect(itemOf(answer, 'nsn:014604415')).toMatchObject({
      score: 50,
      costOfWaiting: { orderDays: 120, amount: { minorUnits: 12_000_000 } },
    });
    expect((await priorities(`?asOf=${before}`)).weighting.name).toBe('standard');
    expect((await priorities(`?weightingId=${weighting.id}&platformId=${platforms.gun}`)).weighting.because).toBe(
      'asked',
    );
    expect(faultsOf(await plant.ask(program, 'GET', `/v1/support-priorities?weightingId=${platforms.gun}`))).toEqual([
      '/weightingId reference.missing',
    ]);
    expect(
      faultsOf(
        await plant.ask(program, 'POST', '/v1/weightings', { ...body, name: 'Twice', platformIds: [platforms.gun] }),
      ),
    ).toEqual(['/platformIds/0 weighting.platform_taken']);
    expect(refusal(await plant.ask(host, 'POST', '/v1/weightings', body))).toEqual([403, 'access.role_denied']);
    const path = `/v1/weightings/${weighting.id}`;
    await send(program, 'PATCH', path, { weights: { stoppedDay: 3 } }, await at(path));
    expect((await priorities()).weighting).toMatchObject({ revision: 2, weights: { stoppedDay: 3, orderStopped: 50 } });
  });
});

describe('a demand in depth', () => {
  it('keeps each promise, and flags what is past', async () => {
    plant.clock.advance({ days: 3 });
    await edit('engine-1', { promisedOn: '2026-03-30' });
    await edit('engine-1', { promisedOn: null });
    const { body } = await edit('engine-1', {
      promisedOn: '2026-03-10',
      priority: { forceActivity: 'I', urgency: 'A' },
    });
    expect(body.promises.map((p: Loose) => p.on)).toEqual(['2026-03-10', '2026-03-30', null, '2026-03-10']);
    expect(body).toMatchObject({ priority: { designator: 1 }, promiseOverdueDays: 1, overdue: true });
    const late = await send(program, 'GET', `/v1/work-orders/${orders['engine-1']}/part-demands?overdue=true`);
    expect(late.items).toHaveLength(1);
    expect(itemOf(await priorities(), 'nsn:014582210')).toMatchObject({ latePromises: 1, bestDesignator: 1 });
    expect((await edit('engine-1', { priority: { urgency: 'B' } })).body.priority).toEqual({
      forceActivity: 'I',
      urgency: 'B',
      designator: 4,
    });
    expect(faultsOf(await edit('engine-1', { priority: { forceActivity: 'I', urgency: 'B', designator: 2 } }))).toEqual(
      ['/priority/designator priority.designator_differs'],
    );
  });

  it('has its document number alone, and says what came in its place', async () => {
    const number = 'N6264960620A12';
    expect((await edit('engine-1', { documentNumber: number })).status).toBe(200);
    expect(faultsOf(await edit('rotor-2', { documentNumber: number }))).toEqual([
      '/documentNumber part_demand.document_taken',
    ]);
    const other = { nsn: null, partNumber: 'EX-901-045', cage: null };
    expect(faultsOf(await edit('rotor-2', { supplied: other }))).toEqual(['/supplied part_demand.no_substitute']);
    expect((await edit('rotor-2', { substitutes: [other], supplied: other })).body).toMatchObject({ supplied: other });
    expect((await edit('rotor-2', { supplied: null })).body).toMatchObject({ supplied: null, substitutes: [other] });
  });
});

describe('a support list', () => {
  let id: string;
  const path = (rest = '') => `/v1/support-lists/${id}${rest}`;
  const post = async (by: Actor, rest: string, body?: object) =>
    plant.ask(by, 'POST', path(rest), body, await at(path()));
  const shown = (by: Actor, side: string, language = 'en') =>
    send(by, 'POST', path('/signing-content'), { side, language });
  const sign = async (by: Actor, side: string, contentSha256: string, pin = by.pin, language = 'en') =>
    post(by, '/sign', { side, signature: { contentSha256, language, pin } });
  const waiting = async (by: Actor | 'admin'): Promise<Loose[]> =>
    (await send(by, 'GET', '/v1/inbox?kind=sign_support_list')).items;
  const amendment = (fields: object) => ({ reason: { en: 'as agreed', ja: '合意による' }, ...fields });

  it('freezes a ranking that can be asked for again', async () => {
    const list = await send(program, 'POST', '/v1/support-lists', {
      horizon: 'near_term',
      platformIds: Object.values(platforms),
    });
    id = list.id;
    expect(list).toMatchObject({
      status: 'draft',
      version: 1,
      signatures: [],
      ranking: { weighting: { name: 'Guns last' }, ranked: 3 },
    });
    expect(list.number).toMatch(/^PRI-26\d{3}-0001$/);
    plant.clock.advance({ hours: 3 });
    expect((await priorities(`?asOf=${list.asOf}`)).items).toEqual(list.items.map((i: Loose) => i.frozen));
  });

  it('is frozen, proposed and signed by those who may, and by no others', async () => {
    const { depot } = plant.people;
    const other = await plant.hire({
      name: 'other program',
      roles: ['program_office'],
      facility: false,
      program: false,
    });
    expect(
      refusal(
        await plant.ask(host, 'POST', '/v1/support-lists', { horizon: 'near_term', platformIds: [platforms.gun] }),
      ),
    ).toEqual([403, 'access.role_denied']);
    expect(
      refusal(
        await plant.ask(other, 'POST', '/v1/support-lists', { horizon: 'near_term', platformIds: [platforms.gun] }),
      ),
    ).toEqual([403, 'access.outside_program']);
    for (const by of [depot, other])
      expect(refusal(await plant.ask(by, 'GET', path()))).toEqual([404, 'resource.not_found']);
    expect(refusal(await plant.ask(host, 'POST', path('/signing-content'), { side: 'japan', language: 'ja' }))).toEqual(
      [409, 'support_list.not_offered'],
    );
    expect(refusal(await plant.ask(program, 'POST', path('/propose')))).toEqual([428, 'request.precondition_required']);
    expect(await waiting(program)).toEqual([]);
    expect((await post(program, '/propose')).body).toMatchObject({ status: 'proposed', proposedBy: program.id });
    const { number, proposedAt } = await send(program, 'GET', path());
    for (const [by, country] of [
      [program, 'the United States'],
      [host, 'Japan'],
    ] as const) {
      const text = { en: `${number} waits to be signed for ${country}.` };
      const line = { partId: id, number, workOrderId: null, since: proposedAt, text, link: path() };
      expect(await waiting(by)).toMatchObject([line]);
    }
    for (const by of [other, depot, 'admin'] as const) expect(await waiting(by)).toEqual([]);
    expect(refusal(await plant.ask(host, 'POST', path('/signing-content'), { side: 'us', language: 'ja' }))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(
      refusal(await plant.ask(program, 'POST', path('/signing-content'), { side: 'japan', language: 'en' })),
    ).toEqual([403, 'access.role_denied']);
  });

  it('with one signature is not agreed, and what is amended after it is signed anew', async () => {
    const first = await shown(program, 'us');
    expect(first.content).toMatchObject({
      act: 'sign_support_list',
      signer: { id: program.id },
      subject: { items: [{ rank: 1 }, { rank: 2 }, { rank: 3 }] },
    });
    expect(refusal(await sign(program, 'us', first.contentSha256, '000000'))).toEqual([
      403,
      'signature.not_authenticated',
    ]);
    expect(refusal(await sign(program, 'us', '0'.repeat(64)))).toEqual([409, 'signature.content_changed']);
    const signed = await sign(program, 'us', first.contentSha256);
    expect(signed.body).toMatchObject({
      status: 'proposed',
      agreedAt: null,
      signatures: [{ side: 'us', supersededAt: null }],
    });
    expect(refusal(await sign(program, 'us', first.contentSha256))).toEqual([409, 'support_list.not_offered']);
    expect([(await waiting(program)).length, (await waiting(host)).length]).toEqual([0, 1]);
    expect(refusal(await plant.ask(program, 'GET', path('/progress')))).toEqual([409, 'support_list.not_offered']);
    // What the host office was shown is not what stands after its amendment.
    const stale = await shown(host, 'japan', 'ja');
    const moved = await post(host, '/amendments', amendment({ change: 'move', part: 'nsn:014582210', rank: 1 }));
    expect(moved.body.items[0].part).toBe('nsn:014582210');
    expect(moved.body.amendments).toMatchObject([{ n: 1, change: 'move', to: 1, side: 'japan', by: host.id }]);
    expect(moved.body.signatures).toMatchObject([{ side: 'us', supersededAt: expect.any(String) }]);
    const [again] = await waiting(program);
    expect(again).toMatchObject({ since: moved.body.signatures[0].supersededAt });
    expect(again?.text.en).toMatch(/was amended and waits to be signed again for the United States\.$/);
    expect(refusal(await sign(host, 'japan', stale.contentSha256, host.pin, 'ja'))).toEqual([
      409,
      'signature.content_changed',
    ]);
    expect(faultsOf(await post(program, '/amendments', amendment({ change: 'remove', part: 'pn:none' })))).toEqual([
      '/part support_list.part_unlisted',
    ]);
  });

  it('is agreed by both, in the language of each, and never changes again', async () => {
    await sign(host, 'japan', (await shown(host, 'japan', 'ja')).contentSha256, host.pin, 'ja');
    const agreed = await sign(program, 'us', (await shown(program, 'us')).contentSha256);
    expect(agreed.body).toMatchObject({ status: 'agreed', supersedes: null });
    expect([...(await waiting(program)), ...(await waiting(host))]).toEqual([]);
    const { items } = await send(host, 'GET', path('/signatures'));
    const inForce = items.filter((s: Loose) => s.supersededAt === null);
    expect(inForce.map((s: Loose) => [s.side, s.language, s.signer])).toEqual([
      ['japan', 'ja', host.id],
      ['us', 'en', program.id],
    ]);
    expect(new Set(inForce.map((s: Loose) => s.subjectSha256)).size).toBe(1);
    expect(JSON.parse(inForce[0].content).meaning).toContain('日本を代表して');
    expect(refusal(await post(program, '/amendments', amendment({ change: 'remove', part: 'nsn:014604415' })))).toEqual(
      [409, 'support_list.not_offered'],
    );
    for (const [table, set] of [
      ['support_lists', "items = '[]'"],
      ['support_lists', "status = 'draft'"],
      ['support_list_signatures', "superseded_at = '2026-03-02T00:00:00.000Z'"],
    ])
      await expect(plant.app.place.raw(`update ${table} set ${set}`, [])).rejects.toThrow(/never changed/);
    const versions = await send(host, 'GET', path('/versions'));
    expect(versions.items.map((v: Loose) => v.data.status)).toEqual([
      'draft',
      'proposed',
      'proposed',
      'proposed',
      'proposed',
      'agreed',
    ]);
    expect(versions.items.at(-1).data.signature).toMatchObject({ side: 'us', contentSha256: expect.any(String) });
  });

  it('nobody signs for both countries, and a list agreed by one alone the database refuses', async () => {
    const both = await plant.hire({
      name: 'both',
      roles: ['program_office', 'host_office'],
      facility: true,
      program: true,
    });
    const path2 = `/v1/people/${both.id}`;
    const { revision } = await send('admin', 'GET', path2);
    await send('admin', 'PATCH', path2, { programPlatformIds: [platforms.gun] }, { 'if-match': `"${revision}"` });
    const list = await send(both, 'POST', '/v1/support-lists', { horizon: 'near_term', platformIds: [platforms.gun] });
    const own = `/v1/support-lists/${list.id}`;
    const as = async (rest: string, body?: object) => plant.ask(both, 'POST', `${own}${rest}`, body, await at(own));
    await as('/propose');
    expect((await waiting(both)).map(({ text }) => text.en)).toEqual([
      expect.stringContaining('for the United States'),
    ]);
    const { contentSha256 } = (await as('/signing-content', { side: 'us', language: 'en' })).body;
    expect(
      (await as('/sign', { side: 'us', signature: { contentSha256, language: 'en', pin: both.pin } })).status,
    ).toBe(200);
    const answer = await as('/signing-content', { side: 'japan', language: 'en' });
    expect(refusal(answer)).toEqual([409, 'support_list.not_offered']);
    expect(answer.body.reason.en).toContain('does not sign for the other');
    expect(await waiting(both)).toEqual([]);
    await expect(
      plant.app.place.raw(`update support_lists set status = 'agreed' where id = '${list.id}'`, []),
    ).rejects.toThrow(/both countries/);
  });

  it('says what it brought, and what the next one changes', async () => {
    plant.clock.advance({ days: 10 });
    expect((await edit('gun-1', { status: 'received' })).status).toBe(200);
    plant.clock.advance({ days: 1 });
    const progress = await send(host, 'GET', path('/progress'));
    const tube = progress.items.find((i: Loose) => i.part === 'nsn:014604415');
    expect(tube).toMatchObject({
      rank: 2,
      deliveredQuantity: 1,
      openQuantity: 0,
      stoppedThen: 1,
      goneOn: 1,
      stoppedNow: 0,
      lateHours: 0,
    });
    // It was to come 120 days after the freezing, and came after some ten.
    expect(tube.removedHours / 24).toBeGreaterThan(109);
    expect(tube.removedHours / 24).toBeLessThan(111.5);
    expect(progress.total).toMatchObject({ deliveredQuantity: 1, stoppedThen: 3, goneOn: 1 });
    expect(faultsOf(await plant.ask(host, 'GET', `${path('/progress')}?asOf=2026-03-02T00:00:00Z`))).toEqual([
      '/asOf support_list.before_frozen',
    ]);
    const next = await send(program, 'POST', '/v1/support-lists', {
      horizon: 'near_term',
      platformIds: Object.values(platforms),
    });
    expect(next.version).toBe(2);
    const comparison = await send(host, 'GET', `/v1/support-lists/${next.id}/comparison`);
    expect(comparison).toMatchObject({ before: { id }, after: { id: next.id }, counts: { left: 1 } });
    expect(comparison.items.at(-1)).toMatchObject({ part: 'nsn:014604415', change: 'left', before: { rank: 2 } });
    expect(refusal(await plant.ask(host, 'GET', path('/comparison')))).toEqual([409, 'support_list.not_offered']);
  });
});

describe('what more supply would do', () => {
  it('without a change is the history again, within its interval, and the same for the same seed', async () => {
    const simulate = (body: object) =>
      send(program, 'POST', '/v1/support-priorities/simulations', { runs: 100, ...body });
    const answer = await simulate({});
    expect(answer).toMatchObject({ isEstimate: true, seed: 20_260_401, runs: 100, history: { orders: 4 } });
    const { history, unchanged, changed } = answer;
    expect(changed).toEqual(unchanged);
    expect(unchanged.stoppedHours.low).toBeLessThanOrEqual(history.stoppedHours);
    expect(unchanged.stoppedHours.high).toBeGreaterThanOrEqual(history.stoppedHours);
    const faster = { changes: [{ part: 'nsn:014604415', secondSource: { leadTimeDays: 30, monthlyCapacity: 2 } }] };
    const second = await simulate(faster);
    expect(second.parts).toMatchObject([
      {
        part: 'nsn:014604415',
        leadTimeDays: { before: 120, after: 30 },
        monthlyCapacity: { before: 1, after: 3 },
        orders: 1,
      },
    ]);
    expect(second.difference.stoppedHours.mean).toBeLessThan(0);
    expect(await simulate(faster)).toEqual(second);
  });

  it('names every change that is none', async () => {
    const changes = [
      { part: 'nsn:014604415' },
      { part: 'nsn:014604415', leadTimeDays: 130 },
      { part: 'nsn:014567890', addMonthlyCapacity: 1 },
    ];
    const mistyped = { changes: [{ part: 'nsn:000', leadTimeDays: 20 }] };
    expect(faultsOf(await plant.ask(program, 'POST', '/v1/support-priorities/simulations', mistyped))).toEqual([
      '/changes/0/part simulation.part_unknown',
    ]);
    expect(faultsOf(await plant.ask(program, 'POST', '/v1/support-priorities/simulations', { changes }))).toEqual([
      '/changes/0 simulation.no_change',
      '/changes/1/part simulation.part_twice',
      '/changes/1/leadTimeDays simulation.not_shorter',
      '/changes/2/addMonthlyCapacity simulation.capacity_unknown',
    ]);
  });
});

describe('supply risk', () => {
  it('is the share of the standing still behind one source, by platform, country and supplier', async () => {
    const risk = await send(program, 'GET', '/v1/supply-risk');
    const gun = risk.platforms.find((p: Loose) => p.designation === 'M777A2');
    expect(gun).toMatchObject({ singleSourceShare: 1, noSourceHours: 0, byCountry: [{ country: 'US', share: 1 }] });
    expect(risk.platforms.find((p: Loose) => p.designation === 'F135')).toMatchObject({ singleSourceShare: 0 });
    expect(risk.suppliers.map((s: Loose) => [s.ncage, s.parts, s.openOrders, s.stoppedOrders])).toEqual([
      ['3XC33', ['nsn:014604415'], 0, 0],
      ['SX3C3', ['nsn:014567890'], 1, 1],
    ]);
    expect((await send(program, 'GET', `/v1/supply-risk?platformId=${platforms.engine}`)).platforms).toHaveLength(1);
    expect(faultsOf(await plant.ask(program, 'GET', '/v1/supply-risk?from=2026-03-02&to=2026-03-01'))).toEqual([
      '/to window.empty',
    ]);
    const table = await plant.app.call(program.key, 'GET', '/v1/supply-risk', undefined, { accept: 'text/csv' });
    expect(String(table.body)).toContain('M777A2');
  });
});

describe('the catalogue in a file', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const nsnOf = (n: number) => `5330-01-77${Math.floor(n / 100)}-${String(4000 + n)}`;
  const row = (n: number, ...substituteIds: string[]) => ({
    nsn: nsnOf(n),
    nomenclature: { en: `seal ${n}`, ja: `シール${n}` },
    platformIds: ['MV-22B'],
    export: { regime: 'EAR', category: 'EAR99' },
    substituteIds,
  });
  const read = async (rows: object[], query = '') =>
    await plant.ask(
      'admin',
      'POST',
      `/v1/imports?kind=catalogue${query}`,
      rows.map((one) => JSON.stringify(one)).join('\n'),
      ndjson,
    );
  const known = async (n: number): Promise<Loose> =>
    (await send(program, 'GET', `/v1/catalogue?nsn=${nsnOf(n)}`)).items[0];

  it('takes in one pass what names a later row, near or far, and each other', async () => {
    // More rows than are put at once, the first and the last in place of one another.
    const rows = Array.from({ length: 260 }, (_, n) => row(n));
    rows[0] = row(0, nsnOf(1), nsnOf(259));
    rows[259] = row(259, nsnOf(0));
    expect((await read(rows, '&dryRun=true')).body).toMatchObject({ created: 260, refused: 0, warnings: [] });
    expect(await known(0)).toBeUndefined();
    expect((await read(rows)).body).toMatchObject({ created: 260, changed: 0, refused: 0, errors: [], warnings: [] });
    const [first, near, far] = [await known(0), await known(1), await known(259)];
    expect(first.substituteIds).toEqual([near.id, far.id]);
    expect(far.substituteIds).toEqual([first.id]);
    expect((await read(rows)).body).toMatchObject({ created: 0, changed: 0, unchanged: 260, warnings: [] });
    expect((await known(0)).revision).toBe(first.revision);
  });

  it('keeps a part without what no row names, and says so; what is no name it refuses', async () => {
    const rows = [row(300, nsnOf(999), nsnOf(301)), row(301), row(302, 'the other one'), row(303, nsnOf(303))];
    const { body } = await read(rows);
    expect(body).toMatchObject({ created: 2, refused: 2 });
    expect(body.warnings).toMatchObject([{ row: 1, column: 'substituteIds', code: 'reference.unnamed' }]);
    expect(body.errors.map((e: Loose) => [e.row, e.code])).toEqual([
      [3, 'reference.unnamed'],
      [4, 'reference.unnamed'],
    ]);
    expect((await known(300)).substituteIds).toEqual([(await known(301)).id]);
    const again = (await read(rows)).body;
    expect(again).toMatchObject({ created: 0, unchanged: 2, refused: 2 });
    expect(again.warnings).toHaveLength(1);
  });
});

describe('what it is added up from', () => {
  it('goes on with the clock while nothing happens', async () => {
    const before = await priorities();
    plant.clock.advance({ hours: 5 });
    const after = await priorities();
    expect(before.items.length).toBeGreaterThan(1);
    for (const { part, stoppedHours, ordersStopped } of before.items)
      expect(itemOf(after, part).stoppedHours).toBeCloseTo(stoppedHours + 5 * ordersStopped, 1);
    plant.clock.advance({ minutes: 1 });
    expect((await priorities(`?asOf=${after.asOf}`)).items).toEqual(after.items);
  });

  it('takes on what was added up before an event as if all of it was added up anew', async () => {
    const { depot } = plant.people;
    const made = async (name: string, part: object, more: object = {}) => {
      const order = orders[name];
      return await send(depot, 'POST', `/v1/work-orders/${order}/part-demands`, { quantity: 3, ...part, ...more });
    };
    const later: Loose[] = [];
    const events: (() => Promise<unknown>)[] = [
      async () => later.push(await made('rotor-2', PARTS.blade, { stopsWork: true, neededBy: '2026-03-21' })),
      async () => later.push(await made('engine-1', { partNumber: 'EX-1', nomenclature: { en: 'shim' } })),
      () => edit('engine-1', { promisedOn: '2026-04-30', quantity: 5 }),
      // Of the part that it was called before no order is left to tell.
      () => edit('engine-1', { nsn: null, partNumber: 'EX-2', cage: null }),
      () => edit('rotor-2', { status: 'received' }),
      () => plant.act(depot, orders['engine-1'] ?? '', 'resume'),
      () => stopped('rotor-3', 'rotor', PARTS.bearing),
      ...['rotor-2', 'engine-1'].map((name, n) => async () => {
        const path = `/v1/work-orders/${orders[name]}`;
        await send(depot, 'PATCH', `${path}/part-demands/${later[n]?.id}`, { status: 'received' }, await at(path));
      }),
    ];
    for (const event of events) {
      const before = await priorities();
      plant.clock.advance({ hours: 1 });
      await event();
      const after = await priorities();
      expect(after.items).not.toEqual(before.items);
      // Asked of an instant that is over, nothing is taken on.
      plant.clock.advance({ minutes: 1 });
      const { asOf, ...anew } = await priorities(`?asOf=${after.asOf}`);
      expect({ ...anew, asOf }).toEqual(after);
    }
    expect(later).toHaveLength(2);
  });

  it('follows a correction of the clock', async () => {
    const path = `/v1/work-orders/${orders['gun-1']}`;
    await plant.act(plant.people.depot, orders['gun-1'] ?? '', 'resume');
    const { n } = (await send(program, 'GET', `${path}/segments?category=supply`)).items.at(-1);
    const wrong = { category: 'capacity', reason: { en: 'no hands' } };
    const { id } = await send(plant.people.depot, 'POST', `${path}/segments/${n}/corrections`, wrong);
    await send(program, 'POST', `${path}/segments/${n}/corrections/${id}/agree`, {}, await at(path));
    expect((await rebuildDerived(plant.app.database, { write: false, tell: () => {} })).differences).toBe(0);
    const [kept] = await plant.app.place.raw(
      `select stopped_milliseconds as stopped from part_waits where work_order_id = '${orders['gun-1']}'`,
    );
    expect(Number(kept?.stopped)).toBe(0);
  });

  it('is kept in step with every event, and can be made anew of them', async () => {
    const { database, place } = plant.app;
    const differing: string[] = [];
    const tell = ({ part }: { part: string }) => differing.push(part);
    expect((await rebuildDerived(database, { write: false, tell })).differences).toBe(0);
    const before = await priorities();
    await place.raw('delete from part_waits', []);
    expect(await fillPartWaits(database)).toBeGreaterThan(3);
    expect(await fillPartWaits(database)).toBe(0);
    expect((await priorities()).items).toEqual(before.items);
    await place.raw("update part_waits set designator = 15, part_key = 'pn:other' where is_open", []);
    await rebuildDerived(database, { write: true, tell });
    expect(differing.some((part) => part === 'wait pn:other')).toBe(true);
    expect((await priorities()).items).toEqual(before.items);
  });
});
