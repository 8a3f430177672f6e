// The order in which a request is refused: form, role, repeat, revision, offer, signature, guards. What comes first is answered first.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Loose } from '../../support/app.ts';
import { because, faultsOf, guardsOf, handleOf, refusal, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await withBays(await startPlant());
});
afterAll(() => plant.close());

const people = () => plant.people;
const stale = { 'if-match': '"1"' };
const transit = (by: Actor, id: string, body: object, headers: Record<string, string>) =>
  plant.ask(by, 'POST', `/v1/work-orders/${id}/transitions`, body, headers);

describe('a repeat is answered before the order is asked what it thinks of it now', () => {
  it('an author cancels their draft, and asks again', async () => {
    const asked = {
      equipmentId: await plant.item('REPEAT-1'),
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'Chips' },
    };
    const { id } = await plant.send(people().depot, 'POST', '/v1/work-orders', asked);
    const headers = { 'if-match': '"1"', 'idempotency-key': 'cancel-1' };
    const cancel = { action: 'cancel', ...because };
    const first = await transit(people().depot, id, cancel, headers);
    expect(first.body.status).toBe('cancelled');
    const again = await transit(people().depot, id, cancel, headers);
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, 'true']);
    expect(again.body).toEqual(first.body);
    // Another key is another request, and is refused for its role before its revision.
    expect(refusal(await transit(people().depot, id, cancel, { ...stale, 'idempotency-key': 'cancel-2' }))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(refusal(await transit(people().inspector, id, cancel, headers))).toEqual([403, 'access.role_denied']);
    const other = { action: 'cancel', reason: { en: 'another' } };
    expect(refusal(await transit(people().depot, id, other, headers))).toEqual([422, 'idempotency.key_reused']);
  });

  it('who lifted a hold asks again; nobody’s pin is tried for a repeat of what was signed', async () => {
    const o = await handleOf(plant, 'on_hold');
    const headers = { ...(await o.at()), 'idempotency-key': 'resume-1' };
    expect((await transit(people().depot, o.id, { action: 'resume' }, headers)).body.status).toBe('in_work');
    const again = await transit(people().depot, o.id, { action: 'resume' }, headers);
    expect(again.headers['idempotency-replayed']).toBe('true');

    await o.go('present');
    await plant.inspect(people().inspector, o.id, 'final');
    const shown = await plant.send(people().inspector, 'POST', o.path('signing-content'), {
      act: 'accept',
      body: {},
      language: 'ja',
    });
    const { contentSha256 } = shown;
    const accept = (pin: string) => ({ action: 'accept', signature: { contentSha256, language: 'ja', pin } });
    const signed = { ...(await o.at()), 'idempotency-key': 'accept-1' };
    const accepted = await transit(people().inspector, o.id, accept(people().inspector.pin), signed);
    expect(accepted.body.status).toBe('awaiting_acceptance');
    for (let n = 0; n < 6; n++)
      expect((await transit(people().inspector, o.id, accept('000000'), signed)).body).toEqual(accepted.body);
    const { lockedUntil } = await plant.send('admin', 'GET', `/v1/people/${people().inspector.id}/pin`);
    expect(lockedUntil).toBeNull();
  });
});

describe('a pin is tried only for an act that the pin could still let through', () => {
  it('not by someone without the role, at a stale revision, or where the act is not offered', async () => {
    const signer = await plant.hire({
      name: 'Signer',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    });
    const o = await handleOf(plant, 'in_inspection');
    const opened = await o.measured(signer, 'final');
    const signature = { contentSha256: '0'.repeat(64), language: 'ja', pin: '000000' };
    const accept = { action: 'accept', signature };
    const release = { action: 'release', conditionCode: 'A', signature };
    const sign = (headers: Record<string, string>, id = opened.id as string, decision = 'passed') =>
      plant.ask(signer, 'POST', o.path(`inspections/${id}/sign`), { decision, signature }, headers);
    const receiving = (await o.list('inspections')).find((i: Loose) => i.kind === 'receiving');
    const tries: [() => Promise<Answer>, [number, string]][] = [
      [() => transit(signer, o.id, accept, stale), [412, 'revision.stale']],
      [() => transit(signer, o.id, accept, {}), [428, 'request.precondition_required']],
      [async () => transit(signer, o.id, release, await o.at()), [409, 'transition.not_offered']],
      [() => sign(stale), [412, 'revision.stale']],
      [() => sign({}), [428, 'request.precondition_required']],
      [async () => sign(await o.at(), receiving.id), [409, 'act.not_offered']],
    ];
    for (const [attempt, refused] of tries) expect(refusal(await attempt())).toEqual(refused);
    // Six wrong pins, and none was counted: the right one still signs.
    expect((await o.sign(signer, opened.id)).status).toBe(200);
  });
});

describe('a change is refused for its form, then for who asks, then for its revision, then for how things stand', () => {
  it('of an order', async () => {
    const o = await handleOf(plant, 'closed');
    const patch = (by: Actor, body: object, headers = stale as Record<string, string>) =>
      plant.ask(by, 'PATCH', o.path(), body, headers);
    const malformed = {
      plannedStart: 'soon',
      assignedTo: 'someone',
      requiredBy: '2026-02-30',
      localTransportDays: -1,
      codes: { workUnit: 'x'.repeat(21) },
      discrepancy: { en: '' },
      equipmentId: null,
    };
    const refused = await patch(people().depot, malformed);
    expect(refused.status).toBe(400);
    expect(faultsOf(refused).map((f) => f.split(' ')[0])).toEqual([
      '/equipmentId',
      '/discrepancy/en',
      '/codes/workUnit',
      '/localTransportDays',
      '/plannedStart',
      '/assignedTo',
      '/requiredBy',
    ]);
    expect(refusal(await patch(people().depot, { requiredBy: '2026-12-01' }))).toEqual([403, 'access.role_denied']);
    expect(refusal(await patch(people().program, { assignedTo: people().depot.id }))).toEqual([
      403,
      'access.role_denied',
    ]);
    expect(refusal(await patch(people().depot, { level: 'intermediate' }, {}))).toEqual([
      428,
      'request.precondition_required',
    ]);
    expect(refusal(await patch(people().depot, { level: 'intermediate' }))).toEqual([412, 'revision.stale']);
    expect(refusal(await patch(people().depot, { level: 'intermediate' }, await o.at()))).toEqual([
      409,
      'work_order.not_editable',
    ]);
  });

  it('of its parts', async () => {
    const o = await handleOf(plant, 'in_work');
    const [operation] = await o.list('operations');
    const demand = await plant.send(people().depot, 'POST', o.path('part-demands'), {
      partNumber: '901-010',
      nomenclature: { en: 'gearbox' },
      quantity: 1,
    });
    const found = await plant.send(people().inspector, 'POST', o.path('nonconformances'), {
      severity: 'minor',
      description: { en: 'scratch' },
    });
    const parts: [path: string, malformed: object, denied: [Actor, object], wellFormed: [Actor, object]][] = [
      [
        `operations/${operation.id}`,
        { sequence: 0, title: null },
        [people().depot, { holdPoint: true }],
        [people().depot, { title: { en: null, ja: null } }],
      ],
      [
        `part-demands/${demand.id}`,
        { quantity: 0, nomenclature: null },
        [people().inspector, { quantity: 2 }],
        [people().depot, { partNumber: null }],
      ],
      [
        `nonconformances/${found.id}`,
        { description: { en: '' }, pqdr: 'x'.repeat(41) },
        [people().depot, { pqdr: 'N1' }],
        [people().inspector, { description: { en: null } }],
      ],
    ];
    for (const [path, malformed, denied, [by, body]] of parts) {
      const patch = (who: Actor, what: object, headers: Record<string, string> = stale) =>
        plant.ask(who, 'PATCH', o.path(path), what, headers);
      expect(faultsOf(await patch(by, malformed))).toHaveLength(2);
      expect(refusal(await patch(...denied))).toEqual([403, 'access.role_denied']);
      expect(refusal(await patch(by, body, {}))).toEqual([428, 'request.precondition_required']);
      expect(refusal(await patch(by, body))).toEqual([412, 'revision.stale']);
      // Only what is there shows that nothing would be left.
      const left = await patch(by, body, await o.at());
      expect([left.status, faultsOf(left).length]).toEqual([400, 1]);
    }
  });
});

it('a guard that throws blocks, and who runs the service learns why', async () => {
  const o = await handleOf(plant, 'draft');
  // A row that no request could have made.
  await plant.app.database.write((tx) => tx.db.update(tx.tables.capabilities).set({ activities: sql`'null'` }));
  expect(guardsOf(await o.act(people().program, 'submit'))).toEqual(['facility_capable']);
  const asked = await o.get('transitions');
  expect(asked.transitions.find((t: Loose) => t.action === 'submit').blockedBy).toEqual([
    { guard: 'facility_capable', message: expect.objectContaining({ en: expect.any(String) }), evidence: [] },
  ]);
  const why = { message: 'guard facility_capable threw', cause: expect.any(TypeError) };
  expect(plant.app.reported).toMatchObject([why, why]);
});
