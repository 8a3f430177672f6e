// Attempts to sign what one did not see, for someone else, at another time, or twice: every one is refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateInTokyo } from '../../src/domain/values.ts';
import { issueOperatorKey } from '../../src/usecases/operator.ts';
import { ADMIN_KEY, type Answer, type Loose } from '../support/app.ts';
import { because, faultsOf, guardsOf, handleOf, presenting, refusal, withBays } from '../support/order.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await withBays(await startPlant());
});
afterAll(() => plant.close());

const order = (...args: Parameters<typeof handleOf> extends [Plant, ...infer Rest] ? Rest : never) =>
  handleOf(plant, ...args);
const people = () => plant.people;
const statuses = (answers: Answer[]) => answers.map((a) => a.status).sort();

/** The hash that a signature on an act would bind now. */
const shownTo = async (by: Actor, id: string, act: string, body: object = {}, language = 'ja') =>
  (await plant.send(by, 'POST', `/v1/work-orders/${id}/signing-content`, { act, body, language }))
    .contentSha256 as string;
const signature = (contentSha256: string, pin: string, language = 'ja') => ({
  signature: { contentSha256, language, pin },
});

describe('signing and working exclude each other', () => {
  it('labor by someone who signed, theirs or entered for a colleague', async () => {
    const signer = await plant.hire({
      name: 'Signer',
      roles: ['depot_staff', 'qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    });
    const o = await order('inducted');
    await plant.inspect(signer, o.id, 'receiving');
    await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Work' } });
    await o.act(people().depot, 'start');
    plant.clock.advance({ hours: 1 });
    const [operation] = await o.list('operations');
    const hours = { operationId: operation.id, hours: 1, on: dateInTokyo(plant.clock.now()) };
    expect(guardsOf(await o.unchanged(() => o.post(signer, 'labor', hours)))).toEqual(['performer_unsigned']);
    const forAnother = { ...hours, personId: people().technician.id };
    expect(guardsOf(await o.unchanged(() => o.post(signer, 'labor', forAnother)))).toEqual(['performer_unsigned']);
    const ofSigner = { ...hours, personId: signer.id };
    expect(guardsOf(await o.unchanged(() => o.post(people().depot, 'labor', ofSigner)))).toEqual([
      'performer_unsigned',
    ]);
    // Signing, then logging the work: neither by themselves nor in their name, nor as of before they signed.
    const complete = `operations/${operation.id}/complete`;
    expect(guardsOf(await o.unchanged(() => o.post(signer, complete)))).toEqual(['performer_unsigned']);
    const { startedAt } = await o.order();
    const inTheirName = { performedBy: signer.id, performedAt: startedAt };
    expect(guardsOf(await o.unchanged(() => o.post(people().technician, complete, inTheirName)))).toEqual([
      'performer_unsigned',
    ]);
  });

  it('correcting the hours of a colleague: who did may sign no more, and who signed may not', async () => {
    const [corrector, signer] = await Promise.all(
      ['Corrector', 'Has signed'].map((name) =>
        plant.hire({ name, roles: ['depot_staff', 'qa_inspector'], qualifications: [{ qualification: 'CDI' }] }),
      ),
    );
    if (!corrector || !signer) throw new Error('nobody was hired');
    const o = await order('inducted');
    await plant.inspect(signer, o.id, 'receiving');
    await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Work' } });
    await o.act(people().depot, 'start');
    const [operation] = await o.list('operations');
    const hours = { operationId: operation?.id, hours: 1, on: dateInTokyo(plant.clock.now()) };
    const entry = (await o.post(people().technician, 'labor', hours)).body;
    expect(entry.correctedBy).toBeNull();
    const correct = (by: Actor) => o.patch(by, `labor/${entry.id}`, { hours: 2 });
    expect(guardsOf(await o.unchanged(() => correct(signer)))).toEqual(['performer_unsigned']);
    expect((await correct(corrector)).body).toMatchObject({ hours: 2, correctedBy: corrector.id });
    await o.go('present');
    const { id } = await o.measured(corrector, 'final');
    expect(guardsOf(await o.unchanged(() => o.sign(corrector, id)))).toEqual(['inspector_independent']);
  });

  it('correcting what a colleague corrected since: everybody who did stays in the entry, and may sign no more', async () => {
    const hire = (name: string) =>
      plant.hire({ name, roles: ['depot_staff', 'qa_inspector'], qualifications: [{ qualification: 'CDI' }] });
    const [one, two] = [await hire('First corrector'), await hire('Second corrector')];
    const o = await order('in_work');
    const [operation] = await o.list('operations');
    const hours = { operationId: operation?.id, hours: 1, on: dateInTokyo(plant.clock.now()) };
    const entry = (await o.post(people().technician, 'labor', hours)).body;
    expect(entry.correctors).toEqual([]);
    for (const [by, given] of [
      [one, 2],
      [two, 3],
      [one, 4],
      [two, 5],
    ] as const)
      expect((await o.patch(by, `labor/${entry.id}`, { hours: given })).status).toBe(200);
    expect(await o.get(`labor/${entry.id}`)).toMatchObject({ correctedBy: two.id, correctors: [one.id, two.id] });
    await o.go('present');
    for (const by of [one, two]) {
      const { id } = await o.measured(by, 'final');
      expect(guardsOf(await o.unchanged(() => o.sign(by, id)))).toEqual(['inspector_independent']);
    }
  });

  it('a superseded signature still counts as having signed', async () => {
    const signer = await plant.hire({
      name: 'Once',
      roles: ['depot_staff', 'qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    });
    const o = await order('in_inspection');
    await plant.inspect(signer, o.id, 'final');
    await o.act(people().depot, 'withdraw', because);
    const extra = await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Extra' } });
    expect((await o.list('signatures')).some((s) => s.signer === signer.id && s.supersededAt !== null)).toBe(true);
    await o.decide(people().program, `operations/${extra.id}/approve`);
    plant.clock.advance({ hours: 1 });
    expect(guardsOf(await o.unchanged(() => o.post(signer, `operations/${extra.id}/complete`)))).toEqual([
      'performer_unsigned',
    ]);
  });
});

describe('a signature has the date it was given', () => {
  it.each(['occurredAt', 'signedAt', 'recordedAt', 'lateReason'])('%s in a signed act is not known', async (field) => {
    const o = await order('in_inspection');
    await plant.inspect(people().inspector, o.id, 'final');
    const hash = await shownTo(people().inspector, o.id, 'accept');
    const body = { action: 'accept', ...signature(hash, people().inspector.pin), [field]: '2026-03-01T00:00:00Z' };
    const answer = await o.unchanged(() => o.decide(people().inspector, 'transitions', body));
    expect(faultsOf(answer)).toEqual([`/${field} property.unknown`]);
    const { id } = await o.measured(people().inspector, 'final');
    const signed = {
      decision: 'passed',
      ...signature('a'.repeat(64), people().inspector.pin),
      [field]: '2026-03-01T00:00:00Z',
    };
    const inspection = await o.unchanged(() => o.decide(people().inspector, `inspections/${id}/sign`, signed));
    expect(faultsOf(inspection)).toEqual([`/${field} property.unknown`]);
  });

  it('an act without signature is not logged as of before the last signature, nor by who is not depot staff', async () => {
    const o = await order('inducted');
    plant.clock.advance({ hours: 2 });
    await plant.inspect(people().inspector, o.id, 'receiving');
    await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Work' } });
    plant.clock.advance({ hours: 2 });
    const anHourTooEarly = new Date(Date.parse(plant.clock.now()) - 3 * 3_600_000).toISOString();
    const early = await o.unchanged(() => o.act(people().depot, 'start', { occurredAt: anHourTooEarly }));
    expect(faultsOf(early)).toEqual(['/occurredAt occurred_at.before_last']);
    const hold = { cause: 'funding', ...because, occurredAt: plant.clock.now() };
    expect(faultsOf(await o.unchanged(() => o.act(people().program, 'hold', hold)))).toEqual([
      '/occurredAt occurred_at.depot_staff_only',
    ]);
  });

  it('an act is not logged as of before work that was done since, nor ahead, nor late without its reason', async () => {
    const o = await order('in_work');
    plant.clock.advance({ hours: 4 });
    const [operation] = await o.list('operations');
    await plant.send(people().technician, 'POST', o.path(`operations/${operation.id}/complete`), {});
    const { startedAt } = await o.order();
    // The work would stand after the presentation that it was presented in.
    const early = await o.unchanged(() => o.act(people().depot, 'present', { ...presenting, occurredAt: startedAt }));
    expect(faultsOf(early)).toEqual(['/occurredAt occurred_at.before_last']);
    const ahead = new Date(Date.parse(plant.clock.now()) + 1000).toISOString();
    expect(
      faultsOf(await o.unchanged(() => o.act(people().depot, 'present', { ...presenting, occurredAt: ahead }))),
    ).toEqual(['/occurredAt occurred_at.in_future']);
    const then = plant.clock.now();
    plant.clock.advance({ hours: 73 });
    expect(
      faultsOf(await o.unchanged(() => o.act(people().depot, 'present', { ...presenting, occurredAt: then }))),
    ).toEqual(['/lateReason late_reason.missing']);
  });

  it('work is not logged as of a day when the certificate still held, if the order was not in work that day', async () => {
    const o = await order('inducted');
    await plant.inspect(people().inspector, o.id, 'receiving');
    const operation = await plant.send(people().depot, 'POST', o.path('operations'), { title: { en: 'Work' } });
    const { inductedAt } = await o.order();
    plant.clock.advance({ days: 2 });
    await o.act(people().depot, 'start');
    const complete = (performedAt: string) =>
      o.unchanged(() => o.post(people().technician, `operations/${operation.id}/complete`, { performedAt }));
    expect(guardsOf(await complete(inductedAt))).toEqual(['performed_in_work']);
    const before = new Date(Date.parse(inductedAt) - 1).toISOString();
    expect(faultsOf(await complete(before))).toEqual(['/performedAt occurred_at.before_last']);
  });
});

describe('a signature binds what was shown, where it was shown', () => {
  it('is not replayed on another order, whatever looks the same', async () => {
    const [a, b] = [await order('in_inspection'), await order('in_inspection')];
    await plant.inspect(people().inspector, a.id, 'final');
    await plant.inspect(people().inspector, b.id, 'final');
    const hash = await shownTo(people().inspector, a.id, 'accept');
    const body = { action: 'accept', ...signature(hash, people().inspector.pin) };
    expect(refusal(await b.unchanged(() => b.decide(people().inspector, 'transitions', body)))).toEqual([
      409,
      'signature.content_changed',
    ]);
    expect((await a.decide(people().inspector, 'transitions', body)).status).toBe(200);
    // Nor a second time on its own order, nor for another act.
    await a.act(people().inspector, 'recall', because);
    await plant.send(people().depot, 'POST', a.path('part-demands'), {
      partNumber: 'P',
      nomenclature: { en: 'p' },
      quantity: 1,
      stopsWork: false,
    });
    const [item] = await a.list('part-demands');
    await a.patch(people().depot, `part-demands/${item.id}`, { status: 'received', serialInstalled: 'S-1' });
    await a.sign(people().inspector, (await a.list('inspections')).find((i) => i.kind === 'final').id);
    expect(refusal(await a.unchanged(() => a.decide(people().inspector, 'transitions', body)))).toEqual([
      409,
      'signature.content_changed',
    ]);
  });

  it('is not made with the inspection, the decision, the condition code or the language of another', async () => {
    const o = await order('in_inspection');
    const inspector = people().inspector;
    const passed = await o.measured(inspector, 'final');
    const other = await o.measured(inspector, 'final');
    const hash = await shownTo(inspector, o.id, 'sign_inspection', { inspectionId: passed.id, decision: 'passed' });
    const sign = (id: string, decision: string, language?: string) =>
      o.unchanged(() =>
        o.decide(inspector, `inspections/${id}/sign`, { decision, ...signature(hash, inspector.pin, language) }),
      );
    for (const attempt of [
      () => sign(other.id, 'passed'),
      () => sign(passed.id, 'failed'),
      () => sign(passed.id, 'passed', 'en'),
    ])
      expect(refusal(await attempt())).toEqual([409, 'signature.content_changed']);

    const waiting = await order('awaiting_acceptance');
    await plant.inspect(people().acceptor, waiting.id, 'acceptance');
    const asA = await shownTo(people().acceptor, waiting.id, 'release', { conditionCode: 'A' });
    const body = { action: 'release', conditionCode: 'D', ...signature(asA, people().acceptor.pin) };
    expect(refusal(await waiting.unchanged(() => waiting.decide(people().acceptor, 'transitions', body)))).toEqual([
      409,
      'signature.content_changed',
    ]);
  });

  it('is not given by a colleague to whom it was not shown, nor with the pin of one', async () => {
    const colleague = await plant.hire({
      name: 'Colleague',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
      pin: '777888',
    });
    const o = await order('in_inspection');
    await plant.inspect(people().inspector, o.id, 'final');
    const hash = await shownTo(people().inspector, o.id, 'accept');
    const by = (actor: Actor, pin: string) =>
      o.unchanged(() => o.decide(actor, 'transitions', { action: 'accept', ...signature(hash, pin) }));
    expect(refusal(await by(colleague, colleague.pin))).toEqual([409, 'signature.content_changed']);
    expect(refusal(await by(people().inspector, colleague.pin))).toEqual([403, 'signature.not_authenticated']);
    expect(refusal(await by(colleague, people().inspector.pin))).toEqual([403, 'signature.not_authenticated']);
  });

  it('does not outlive a change of what it says, even one that is taken back', async () => {
    const o = await order('in_work');
    const part = { partNumber: '901-010', nomenclature: { en: 'gearbox' }, quantity: 1 };
    const { id } = (await o.post(people().depot, 'part-demands', part)).body;
    await o.patch(people().depot, `part-demands/${id}`, { status: 'received', serialInstalled: 'G-1' });
    await o.go('present', 'accept');
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    await o.patch(people().depot, `part-demands/${id}`, { serialInstalled: 'G-2' });
    await o.patch(people().depot, `part-demands/${id}`, { serialInstalled: 'G-1' });
    const answer = await o.unchanged(() => o.act(people().acceptor, 'release', { conditionCode: 'A' }));
    expect(guardsOf(answer)).toContain('signatures_in_force');
    const signatures = await o.list('signatures');
    // All but the one on the item as it came.
    const ofWork = signatures.slice(1);
    expect(signatures.map((s) => s.supersededAt === null)).toEqual([true, ...ofWork.map(() => false)]);
    expect(ofWork).toHaveLength(3);
    // What was signed stays to be read, to the letter.
    expect(ofWork.every((s) => JSON.parse(s.content).subject.parts[0].serialInstalled === 'G-1')).toBe(true);
  });

  it('says every part, code and authorization that the work rests on, and is superseded by each; labor takes nothing from it', async () => {
    const o = await order('in_inspection');
    const asked = { partNumber: '901-020', nomenclature: { en: 'washer' }, quantity: 4, stopsWork: false };
    const washer = await plant.send(people().depot, 'POST', o.path('part-demands'), asked);
    await o.go('accept');
    const inForce = async () =>
      (await o.list('signatures'))
        .filter((s) => s.supersededAt === null)
        .map((s) => s.act + (s.inspectionId ? '' : '!'));
    const whole = ['sign_inspection', 'sign_inspection', 'accept!'];
    expect(await inForce()).toEqual(whole);
    const [operation] = await o.list('operations');
    const hours = { operationId: operation?.id, hours: 1, on: dateInTokyo(plant.clock.now()) };
    expect((await o.post(people().technician, 'labor', hours)).status).toBe(201);
    expect(await inForce()).toEqual(whole);
    // A part without a serial number is a part.
    expect((await o.patch(people().depot, `part-demands/${washer.id}`, { status: 'received' })).status).toBe(200);
    expect(await inForce()).toEqual(['sign_inspection']);
    await o.act(people().inspector, 'recall', because);
    await o.go('accept');
    expect((await o.patch(people().depot, '', { codes: { actionTaken: 'R' } })).status).toBe(200);
    expect(await inForce()).toEqual(['sign_inspection']);
    await o.act(people().inspector, 'recall', because);
    await o.go('accept');
    const { content } = await plant.send(people().acceptor, 'POST', o.path('signing-content'), {
      act: 'sign_inspection',
      language: 'en',
      body: { inspectionId: (await o.measured(people().acceptor, 'acceptance')).id, decision: 'passed' },
    });
    expect(content.subject).toMatchObject({
      parts: [{ id: washer.id, nomenclature: { en: 'washer' }, quantity: 4, serialInstalled: null }],
      codes: { actionTaken: 'R' },
      customerJobNumber: null,
    });
  });

  it('does not outlive the authorization that it rests on: recalled and accepted again, the order is released', async () => {
    const o = await order('awaiting_acceptance');
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    const accepted = async () =>
      (await o.list('signatures')).filter((s) => s.act === 'accept' && s.supersededAt === null);
    const reauthorize = (authorizationId: string) =>
      o.act(people().program, 'reauthorize', {
        authorizationId,
        estimatedCost: { currency: 'USD', minorUnits: 1_100_000 },
        ...because,
      });
    // Another estimate is no other authorization.
    expect((await reauthorize(plant.ids.authorization)).status).toBe(200);
    expect(await accepted()).toHaveLength(1);
    const { id: another } = await plant.send('admin', 'POST', '/v1/authorizations', {
      kind: 'taa',
      number: 'TA-5678-26',
      issuer: 'DDTC',
      platformIds: [plant.ids.platform],
      facilityIds: [plant.ids.facility],
      activities: ['repair'],
      validFrom: '2024-01-01',
      validTo: '2029-12-31',
    });
    expect((await reauthorize(another)).status).toBe(200);
    expect(await accepted()).toHaveLength(0);
    const release = () => o.act(people().acceptor, 'release', { conditionCode: 'A' });
    const blocked = await o.unchanged(release);
    expect(guardsOf(blocked)).toEqual(['signatures_in_force']);

    expect((await o.act(people().inspector, 'recall', because)).body.status).toBe('in_inspection');
    // The final inspection speaks of the work, which is the same.
    expect((await o.act(people().inspector, 'accept')).body.status).toBe('awaiting_acceptance');
    await plant.inspect(people().acceptor, o.id, 'acceptance');
    expect((await release()).body.status).toBe('released');
    expect((await accepted())[0]?.content).toContain(`"authorizationId":"${another}"`);
  });

  it('names who issued the code of the pin, when, and when the holder set it; nobody changes that', async () => {
    const issued = plant.clock.now();
    const signer = await plant.hire({
      name: 'New pin',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
    });
    const o = await order('inducted');
    const signature = async () => (await o.list('signatures')).filter((s) => s.signer === signer.id).at(-1);
    await plant.inspect(signer, o.id, 'receiving');
    const { pinIssuedBy, ...first } = await signature();
    expect(first).toMatchObject({ pinIssuedAt: issued, pinSetAt: issued });
    plant.clock.advance({ hours: 1 });
    // Set anew an hour after its code was issued: the signatures given since say so, those of before stay.
    const { key: secondKey } = await issueOperatorKey(plant.app.services, pinIssuedBy);
    const { code } = (await plant.app.call(secondKey, 'POST', `/v1/people/${signer.id}/pin-codes`, {})).body;
    const codeAt = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    expect((await plant.ask(signer, 'POST', `/v1/people/${signer.id}/pin`, { code, pin: '975310' })).status).toBe(200);
    await plant.inspect({ ...signer, pin: '975310' }, o.id, 'receiving');
    const renewed = await signature();
    expect(renewed).toMatchObject({ pinIssuedBy, pinIssuedAt: codeAt, pinSetAt: plant.clock.now() });
    expect(await o.get(`signatures/${first.id}`)).toMatchObject({ pinIssuedAt: issued, pinSetAt: issued });
    for (const column of ['pin_issued_at = null', 'pin_set_at = null', 'subject_version = null', 'subject_version = 1'])
      await expect(plant.app.place.raw(`update signatures set ${column} where id = ?`, [renewed.id])).rejects.toThrow(
        'a signature is never changed',
      );
  });

  it('is refused to whoever has no pin, and to an administrator in any case', async () => {
    const pinless = await plant.app.person(['qa_inspector'], { facilityIds: [plant.ids.facility] });
    const o = await order('in_inspection');
    const body = { action: 'accept', ...signature('a'.repeat(64), '135790') };
    const none = await o.unchanged(async () =>
      plant.app.call(pinless.key, 'POST', o.path('transitions'), body, await o.at()),
    );
    expect(refusal(none)).toEqual([403, 'signature.not_authenticated']);
    const admin = await o.unchanged(async () =>
      plant.app.call(ADMIN_KEY, 'POST', o.path('transitions'), body, await o.at()),
    );
    expect(refusal(admin)).toEqual([403, 'access.role_denied']);
  });

  it('is not changed, moved or given back by any PATCH', async () => {
    const o = await order('awaiting_acceptance');
    for (const inspection of await o.list('inspections'))
      for (const patch of [{ characteristics: [] }, { decision: 'failed' }, { signedBy: people().depot.id }])
        expect([400, 409]).toContain(
          (await o.unchanged(() => o.patch(people().inspector, `inspections/${inspection.id}`, patch))).status,
        );
    const [signed] = await o.list('signatures');
    const answer = await o.unchanged(() => o.patch(people().inspector, `signatures/${signed.id}`, { signer: 'x' }));
    expect(answer.status).toBe(405);
  });
});

describe('pins', () => {
  const wrongTries = async (o: Loose, by: Actor, count: number) =>
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        o.decide(by, 'transitions', {
          action: 'accept',
          ...signature('a'.repeat(64), String(100_000 + n)),
        }),
      ),
    );

  it('are not found out by fifty guesses at once: five are judged, the others locked out, and the right one too', async () => {
    const victim = await plant.hire({
      name: 'Victim',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI' }],
      pin: '100020',
    });
    const o = await order('in_inspection');
    await plant.inspect(people().inspector, o.id, 'final');
    const answers = await wrongTries(o, victim, 50);
    const codes = answers.map((a: Answer) => a.body.code);
    expect(codes.filter((c: string) => c === 'signature.throttled').length).toBeGreaterThanOrEqual(45);
    expect(codes).not.toContain('signature.content_changed');
    const wrong = answers.filter((a: Answer) => a.body.code === 'signature.not_authenticated');
    expect(wrong.map((a: Answer) => a.body.triesLeft).sort()).toEqual([0, 1, 2, 3, 4].slice(0, wrong.length));
    const locked = answers.find((a: Answer) => a.body.code === 'signature.throttled');
    const until = new Date(Date.parse(locked?.body.lockedUntil) + 9 * 3_600_000)
      .toISOString()
      .slice(0, 16)
      .replace('T', ' ');
    expect(locked?.body.detail).toContain(`${until} (Japan time)`);
    const right = await o.unchanged(() => o.act(victim, 'accept'));
    expect(refusal(right)).toEqual([429, 'signature.throttled']);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    plant.clock.advance({ minutes: 15, seconds: 1 });
    expect((await o.act(victim, 'accept')).status).toBe(200);
  });

  it('nor by guessing one-time codes at once', async () => {
    const newcomer = await plant.app.person(['qa_inspector'], { facilityIds: [plant.ids.facility] });
    await plant.send('admin', 'POST', `/v1/people/${newcomer.id}/pin-codes`, {});
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        plant.app.call(newcomer.key, 'POST', `/v1/people/${newcomer.id}/pin`, {
          code: `AAAAA-${10_000 + n}`,
          pin: '135790',
        }),
      ),
    );
    expect(new Set(guesses.map((g) => g.body.code))).toEqual(new Set(['pin_code.refused']));
    const [code] = (await plant.send('admin', 'GET', `/v1/people/${newcomer.id}/pin-codes`)).items;
    expect(code).toMatchObject({ failures: 5, usedAt: null });
  });

  it('one code sets one pin, however many try it at once', async () => {
    const newcomer = await plant.app.person(['qa_inspector'], { facilityIds: [plant.ids.facility] });
    const { code } = await plant.send('admin', 'POST', `/v1/people/${newcomer.id}/pin-codes`, {});
    const set = (pin: string) => plant.app.call(newcomer.key, 'POST', `/v1/people/${newcomer.id}/pin`, { code, pin });
    const answers = await Promise.all(['111111', '222222', '333333'].map(set));
    expect(statuses(answers)).toEqual([200, 403, 403]);
  });

  it('are set by nobody but their holder, with nobody else’s code', async () => {
    const victim = people().inspector;
    const accomplice = await plant.app.person(['qa_inspector'], { facilityIds: [plant.ids.facility] });
    const { code } = await plant.send('admin', 'POST', `/v1/people/${accomplice.id}/pin-codes`, {});
    const attack = (key: string) => plant.app.call(key, 'POST', `/v1/people/${victim.id}/pin`, { code, pin: '999999' });
    expect(refusal(await attack(accomplice.key))).toEqual([403, 'access.not_holder']);
    expect(refusal(await attack(ADMIN_KEY))).toEqual([403, 'access.not_holder']);
    expect(refusal(await attack(victim.key))).toEqual([403, 'pin_code.refused']);
  });
});

describe('an administrator does not sign in the name of an inspector', () => {
  /** An inspector of the plant with neither key nor pin, and an administrator of their own. */
  const cast = async () => {
    const inspector = await plant.send('admin', 'POST', '/v1/people', {
      name: { en: 'Absent inspector' },
      organization: { kind: 'facility', name: 'KSZ' },
      roles: ['qa_inspector'],
      facilityIds: [plant.ids.facility],
      accessBasis: 'contract',
    });
    const { id: adminId, key: admin } = await plant.app.person(['administrator']);
    return { id: inspector.id as string, admin, adminId };
  };
  const key = (admin: string, id: string) => plant.app.call(admin, 'POST', `/v1/people/${id}/keys`, {});
  const pinCode = (admin: string, id: string) => plant.app.call(admin, 'POST', `/v1/people/${id}/pin-codes`, {});

  it('by issuing the key and then the code for the pin', async () => {
    const { id, admin } = await cast();
    expect((await key(admin, id)).status).toBe(201);
    expect(refusal(await pinCode(admin, id))).toEqual([403, 'pin_code.issuer_conflict']);
  });

  it('by issuing the code and then the key, or issuing both at once', async () => {
    const first = await cast();
    expect((await pinCode(first.admin, first.id)).status).toBe(201);
    expect(refusal(await key(first.admin, first.id))).toEqual([403, 'key.issuer_conflict']);
    const second = await cast();
    const both = await Promise.all([key(second.admin, second.id), pinCode(second.admin, second.id)]);
    expect(statuses(both)).toEqual([201, 403]);
  });

  it('by ending the key they issued, issuing the code, and then another key', async () => {
    const { id, admin } = await cast();
    const issued = (await key(admin, id)).body;
    const ended = await plant.app.call(
      admin,
      'PATCH',
      `/v1/people/${id}/keys/${issued.id}`,
      { endedAt: plant.clock.now() },
      { 'if-match': '"1"' },
    );
    expect(ended.status).toBe(200);
    expect((await pinCode(admin, id)).status).toBe(201);
    expect(refusal(await key(admin, id))).toEqual([403, 'key.issuer_conflict']);
    // The ended key does not set the pin.
    const set = await plant.app.call(issued.key, 'POST', `/v1/people/${id}/pin`, { code: 'x', pin: '123456' });
    expect(set.status).toBe(401);
  });

  it('by repeating the request of another administrator, whose secret is not shown again', async () => {
    const { id, admin } = await cast();
    const other = (await plant.app.person(['administrator'])).key;
    const headers = { 'idempotency-key': 'issue-1' };
    const ask = (by: string) => plant.app.call(by, 'POST', `/v1/people/${id}/pin-codes`, {}, headers);
    const first = await ask(other);
    expect(first.body.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect((await ask(other)).body.code).toBeNull();
    expect((await key(admin, id)).status).toBe(201);
    expect(refusal(await ask(admin))).toEqual([403, 'pin_code.issuer_conflict']);
  });

  /** A further administrator, whose key an administrator or (null) the operator issues. */
  const administrator = async (by: string | null) => {
    const made = await plant.send('admin', 'POST', '/v1/people', {
      name: { en: 'Further administrator' },
      organization: { kind: 'program', name: 'Seibi' },
      roles: ['administrator'],
      accessBasis: 'operator',
    });
    const id = made.id as string;
    if (by === null) return { id, key: (await issueOperatorKey(plant.app.services, id)).key };
    const issued = (await key(by, id)).body;
    return { id, key: issued.key as string, keyId: issued.id as string };
  };
  const end = async (by: string, { id, keyId }: { id: string; keyId?: string }) =>
    await plant.app.call(
      by,
      'PATCH',
      `/v1/people/${id}/keys/${keyId}`,
      { endedAt: plant.clock.now() },
      { 'if-match': '"1"' },
    );

  it('by making a second administrator, and keeping that one’s key', async () => {
    const { id, admin } = await cast();
    const puppet = await administrator(admin);
    expect((await key(admin, id)).status).toBe(201);
    const refused = await pinCode(puppet.key, id);
    expect(refusal(refused)).toEqual([403, 'pin_code.issuer_conflict']);
    // Nor once that key has ended and the operator has issued another: who held the first may have used it.
    expect((await end(admin, puppet)).status).toBe(200);
    const renewed = await issueOperatorKey(plant.app.services, puppet.id);
    expect(refusal(await pinCode(renewed.key, id))).toEqual([403, 'pin_code.issuer_conflict']);
    // It says what to do, and that works: an administrator whose key came from the operator.
    expect(refused.body.detail).toContain('npx seibi key issue --person ID');
    const independent = await administrator(null);
    expect((await pinCode(independent.key, id)).status).toBe(201);
  });

  it('by the key of the puppet and a code of their own, or the code first and then the key', async () => {
    const { id, admin } = await cast();
    const puppet = await administrator(admin);
    expect((await key(puppet.key, id)).status).toBe(201);
    expect(refusal(await pinCode(admin, id))).toEqual([403, 'pin_code.issuer_conflict']);
    const other = await cast();
    expect((await pinCode(admin, other.id)).status).toBe(201);
    expect(refusal(await key(puppet.key, other.id))).toEqual([403, 'key.issuer_conflict']);
  });

  it('over a chain of three, two puppets of one hand, or administrators who issued each other’s keys', async () => {
    const { id, admin, adminId } = await cast();
    const child = await administrator(admin);
    const grandchild = await administrator(child.key);
    const sibling = await administrator(admin);
    expect((await key(grandchild.key, id)).status).toBe(201);
    for (const hand of [admin, child.key, sibling.key])
      expect(refusal(await pinCode(hand, id))).toEqual([403, 'pin_code.issuer_conflict']);
    // Round in a circle: the last issues the first one a key too.
    expect((await key(grandchild.key, adminId)).status).toBe(201);
    expect(refusal(await pinCode(sibling.key, id))).toEqual([403, 'pin_code.issuer_conflict']);
  });

  it('by a key of their own for the independent administrator, before or after', async () => {
    const { id, admin } = await cast();
    const independent = await administrator(null);
    expect((await pinCode(independent.key, id)).status).toBe(201);
    expect((await key(admin, independent.id)).status).toBe(201);
    // With that key they could have issued the code: they are one from then on.
    expect(refusal(await key(admin, id))).toEqual([403, 'key.issuer_conflict']);
  });

  it('by a key issued once the pin is set with their code', async () => {
    const { id, admin } = await cast();
    const independent = await administrator(null);
    const puppet = await administrator(admin);
    const own = (await key(independent.key, id)).body.key;
    const { code } = (await pinCode(admin, id)).body;
    const set = await plant.app.call(own, 'POST', `/v1/people/${id}/pin`, { code, pin: '135790' });
    expect(set.status).toBe(200);
    plant.clock.advance({ days: 30 });
    for (const hand of [admin, puppet.key]) expect(refusal(await key(hand, id))).toEqual([403, 'key.issuer_conflict']);
  });

  it('by a pin of their own, got with a code from a puppet, and a change of roles', async () => {
    const admin = await plant.app.person(['administrator']);
    const puppet = await administrator(admin.key);
    expect(refusal(await pinCode(puppet.key, admin.id))).toEqual([403, 'pin_code.issuer_conflict']);
  });

  it('by taking the inspector’s role beside their own', async () => {
    const admin = await plant.app.person(['administrator']);
    const path = `/v1/people/${admin.id}`;
    const answer = await plant.app.call(
      admin.key,
      'PATCH',
      path,
      { roles: ['administrator', 'qa_inspector'], facilityIds: [plant.ids.facility] },
      { 'if-match': '"1"' },
    );
    expect(faultsOf(answer)).toEqual(['/roles person.administrator_excludes']);
    // Nor do they give themselves a pin.
    expect(refusal(await pinCode(admin.key, admin.id))).toEqual([403, 'pin_code.issuer_conflict']);
  });
});

describe('repeats and races', () => {
  it('the answer of another person’s request is not theirs: the same Idempotency-Key, path and body is another request', async () => {
    const o = await order('in_work');
    const body = { severity: 'minor', description: { en: 'the same' } };
    const headers = { 'idempotency-key': 'shared' };
    const ask = (by: Actor) => plant.ask(by, 'POST', o.path('nonconformances'), body, headers);
    const first = await ask(people().depot);
    const second = await ask(people().inspector);
    expect(second.headers['idempotency-replayed']).toBeUndefined();
    expect(second.body.id).not.toBe(first.body.id);
    expect(second.body.raisedBy).toBe(people().inspector.id);
  });

  it('a release sent many times at once, with one key or with none, releases once', async () => {
    const o = await order('awaiting_acceptance');
    const acceptor = people().acceptor;
    await plant.inspect(acceptor, o.id, 'acceptance');
    const hash = await shownTo(acceptor, o.id, 'release', { conditionCode: 'A' });
    const body = { action: 'release', conditionCode: 'A', ...signature(hash, acceptor.pin) };
    const at = await o.at();
    const send = (headers: Record<string, string>) =>
      plant.ask(acceptor, 'POST', o.path('transitions'), body, { ...at, ...headers });
    const answers = await Promise.all([
      send({}),
      send({}),
      send({ 'idempotency-key': 'a' }),
      send({ 'idempotency-key': 'a' }),
    ]);
    const fresh = answers.filter((a) => a.status === 200 && !a.headers['idempotency-replayed']);
    expect(fresh).toHaveLength(1);
    const events = (await o.get('events?limit=200')).items;
    expect(events.filter((e: Loose) => e.type === 'released')).toHaveLength(1);
    expect((await o.list('signatures')).filter((s) => s.act === 'release')).toHaveLength(1);
  });

  it('one operation is completed once, one nonconformance dispositioned once', async () => {
    const o = await order('in_work');
    plant.clock.advance({ hours: 1 });
    const [operation] = await o.list('operations');
    const complete = await Promise.all(
      [people().depot, people().technician].map((by) => o.post(by, `operations/${operation.id}/complete`)),
    );
    expect(statuses(complete)).toEqual([200, 409]);
    const raised = await o.post(people().depot, 'nonconformances', { severity: 'minor', description: { en: 'x' } });
    const at = await o.at();
    const path = o.path(`nonconformances/${raised.body.id}/disposition`);
    const dispositions = await Promise.all(
      ['rework', 'regrade', 'return_to_supplier'].map((disposition) =>
        plant.ask(people().inspector, 'POST', path, { disposition, ...because }, at),
      ),
    );
    expect(statuses(dispositions)).toEqual([200, 412, 412]);
  });

  it('the last bay and the only item are taken once', async () => {
    const small = await startPlant();
    try {
      const authorized = await Promise.all([1, 2, 3].map(() => Promise.resolve()));
      const orders = [];
      for (const _ of authorized) orders.push(await handleOf(small, 'authorized'));
      const inducted = await Promise.all(
        orders.map(async (o) => {
          const { by, body } = await small.ready(o.id, 'induct');
          return await o.act(by, 'induct', body);
        }),
      );
      // Two bays.
      expect(statuses(inducted)).toEqual([200, 200, 409]);
      expect(guardsOf(inducted.find((a) => a.status === 409) as Answer)).toEqual(['bay_available']);
    } finally {
      await small.close();
    }
    const item = await plant.item('ONLY-1');
    const rivals = [];
    for (let n = 0; n < 3; n++) {
      const draft = await plant.draft({ equipmentId: item });
      const o = await handleOf(plant, draft);
      for (const action of ['submit', 'authorize']) {
        const { by, body } = await plant.ready(o.id, action);
        await o.act(by, action, body);
      }
      rivals.push(o);
    }
    const answers = await Promise.all(
      rivals.map(async (o) => {
        const { by, body } = await plant.ready(o.id, 'induct');
        return await o.act(by, 'induct', body);
      }),
    );
    expect(statuses(answers)).toEqual([200, 409, 409]);
  });
});
