// Evidence outside the caller's scope: it counts in the decision, and is not told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
// Another plant with staff of its own, for the same platform.
let other: { facility: string; depot: Actor };
beforeAll(async () => {
  plant = await startPlant();
  const make = async (path: string, body: object) => (await plant.send('admin', 'POST', path, body)).id as string;
  const period = { validFrom: '2024-01-01', validTo: '2029-12-31' };
  const facility = await make('/v1/facilities', {
    code: 'IWK',
    name: { en: 'Iwakuni', ja: '岩国' },
    operator: 'japanese_industry',
    prefecture: '山口県',
    calendar: 'japan',
    bays: 4,
  });
  await make(`/v1/facilities/${facility}/certifications`, {
    standard: 'SJAC 9110B',
    number: 'JP-9110-7777',
    body: 'Example Registrar',
    scopeCodes: ['MV-22B'],
    ...period,
  });
  await make(`/v1/facilities/${facility}/capabilities`, {
    platformId: plant.ids.platform,
    activities: ['repair'],
    level: 'depot',
    ...period,
  });
  const depot = await make('/v1/people', {
    name: { en: 'Iwakuni depot' },
    organization: { kind: 'facility', name: 'IWK' },
    roles: ['depot_staff'],
    facilityIds: [facility],
    accessBasis: 'contract',
  });
  const { key } = await plant.send('admin', 'POST', `/v1/people/${depot}/keys`, {});
  other = { facility, depot: { id: depot, key, pin: '' } };
});
afterAll(() => plant.close());

const changeAuthorization = async (body: object) => {
  const path = `/v1/authorizations/${plant.ids.authorization}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, body, { 'if-match': `"${revision}"` });
};
const findingOf = async (actor: Actor | 'admin', id: string, action: string, guard: string): Promise<Loose> => {
  const { transitions } = await plant.send(actor, 'GET', `/v1/work-orders/${id}/transitions`);
  const offer = transitions.find((t: Loose) => t.action === action);
  return [...offer.blockedBy, ...offer.satisfied].find((f: Loose) => f.guard === guard);
};

describe('an item that another plant holds', () => {
  let mine: Loose;
  let theirs: Loose;
  beforeAll(async () => {
    await changeAuthorization({ facilityIds: [plant.ids.facility, other.facility] });
    const equipmentId = await plant.item('SHARED-1');
    mine = await plant.orderIn('authorized', { equipmentId });
    theirs = await plant.send(plant.people.program, 'POST', '/v1/work-orders', {
      equipmentId,
      facilityId: other.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'the same item' },
    });
    for (const action of ['submit', 'authorize', 'induct']) {
      const { by, body } = await plant.ready(theirs.id, action);
      const answer = await plant.act(action === 'induct' ? other.depot : by, theirs.id, action, body);
      expect(answer.status, answer.text).toBe(200);
    }
  });

  it('stands in the way without its order being told', async () => {
    const offered = await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${mine.id}/transitions`);
    expect(JSON.stringify(offered)).not.toContain(theirs.number);
    expect(JSON.stringify(offered)).not.toContain(theirs.id);
    expect(await findingOf(plant.people.depot, mine.id, 'induct', 'equipment_free')).toEqual({
      guard: 'equipment_free',
      message: {
        en: 'Another order holds the equipment, outside what you may see.',
        ja: '閲覧範囲外の作業指示書がこの個体を受け入れています。',
      },
      evidence: [
        {
          record: 'work_order',
          id: null,
          revision: null,
          text: { en: 'outside what you may see', ja: '閲覧範囲外' },
          withheld: true,
        },
      ],
    });
  });

  it('nor in the problem that answers the attempt', async () => {
    const { by, body } = await plant.ready(mine.id, 'induct');
    const answer = await plant.act(by, mine.id, 'induct', body);
    expect(answer.body.code).toBe('transition.blocked');
    expect(answer.text).not.toContain(theirs.number);
    expect(answer.text).not.toContain(theirs.id);
    const blocked = answer.body.blockedBy.find((b: Loose) => b.guard === 'equipment_free');
    expect(blocked.evidence.map((e: Loose) => e.withheld)).toEqual([true]);
  });

  it('and is told to who sees both', async () => {
    for (const actor of [plant.people.program, 'admin'] as const) {
      const finding = await findingOf(actor, mine.id, 'induct', 'equipment_free');
      expect(finding.message.en).toContain(theirs.number);
      expect(finding.evidence).toMatchObject([{ id: theirs.id, withheld: false }]);
    }
  });
});

describe('an authorization that no longer covers the plant', () => {
  it('blocks by its name for the program office, and namelessly at the plant', async () => {
    const { id } = await plant.orderIn('inducted');
    const seen = await findingOf(plant.people.depot, id, 'start', 'authorization_covers');
    expect(seen.evidence).toMatchObject([{ id: plant.ids.authorization, withheld: false }]);

    await changeAuthorization({ facilityIds: [other.facility] });
    const offered = await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${id}/transitions`);
    expect(JSON.stringify(offered)).not.toContain('TA-1234-26');
    const finding = await findingOf(plant.people.depot, id, 'start', 'authorization_covers');
    expect(finding).toMatchObject({ evidence: [{ record: 'authorization', id: null, withheld: true }] });
    expect(finding.message.ja).toBe('閲覧範囲外の記録により条件を満たしていません。');
    const told = await findingOf(plant.people.program, id, 'start', 'authorization_covers');
    expect(told.message.en).toContain('TA-1234-26');
    await changeAuthorization({ facilityIds: [plant.ids.facility, other.facility] });
  });
});

describe('what is decided and signed', () => {
  it('relies on all of the evidence, and a signer sees whole what they sign', async () => {
    const { id } = await plant.orderIn('awaiting_acceptance');
    const { by, body } = await plant.ready(id, 'release');
    const shown = await plant.send(by, 'POST', `/v1/work-orders/${id}/signing-content`, {
      act: 'release',
      body,
      language: 'en',
    });
    expect(shown.content.reliedOn.length).toBeGreaterThan(0);
    expect(JSON.stringify(shown.content)).not.toContain('outside what you may see');
    expect((await plant.act(by, id, 'release', body)).status).toBe(200);
  });
});
