// Exposure: the same guards, asked of the days on which their answer may change.
import { describe, expect, it } from 'vitest';
import { actAhead, exposuresOf, FORESEEN_GUARDS } from '../../../src/domain/metrics/exposure.ts';
import { ask, type Facts } from '../../../src/domain/orders/guards.ts';
import { ACTIONS, guardsOf, wayForward } from '../../../src/domain/orders/lifecycle.ts';
import { OPEN, STATUSES, type Status } from '../../../src/domain/orders/status.ts';
import type { Qualification } from '../../../src/domain/registers/person.ts';
import {
  authorizationOf,
  capabilityOf,
  certificationOf,
  closureOf,
  equivalenceOf,
  factsOf,
  fileOf,
  openOperationOf,
  operationOf,
  orderOf,
  personOf,
  qualificationOf,
  stayOf,
  technicalDataOf,
} from '../../support/facts.ts';

// The facts are of 10 March 2026; the order was raised on the first.
const HORIZON = '2026-12-31';
const raised = { createdAt: '2026-03-01T00:00:00.000Z' };

const at = (status: Status, facts: Partial<Facts> = {}, order = {}): Facts =>
  factsOf({ file: fileOf({ order: orderOf({ status, stoodAt: null, ...raised, ...order }) }), ...facts });

const brief = (facts: Facts, signers = inspectors, horizon = HORIZON) =>
  exposuresOf(facts, signers, horizon).map((e) => [e.action, e.guard, e.blocks, e.on, e.until]);

const inspector = personOf('inspector', { roles: ['qa_inspector'] });
const cdi = (fields = {}) => ({ person: inspector, qualifications: [qualificationOf('CDI', fields), ndt] });
const ndt = qualificationOf('NAS410-5');
const inspectors = [cdi()];
const acceptor = personOf('acceptor', {
  roles: ['qa_inspector'],
  organization: { kind: 'accepting_authority', name: 'DCMA' },
});
const signers = [...inspectors, { person: acceptor, qualifications: [qualificationOf('GQAR')] }];

describe('the act ahead', () => {
  const work = [operationOf(10), openOperationOf(20)];
  const done = [operationOf(10)];
  it.each([
    ['draft', null, 'submit'],
    ['submitted', null, 'authorize'],
    ['authorized', null, 'induct'],
    ['inducted', 'inducted', 'start'],
    ['in_work', 'in_work', 'complete_operation'],
    ['awaiting_parts', 'in_work', 'resume'],
    ['awaiting_engineering', 'inducted', 'start'],
    ['on_hold', 'in_inspection', 'accept'],
    ['on_hold', 'awaiting_acceptance', 'release'],
    ['in_inspection', 'in_inspection', 'accept'],
    ['awaiting_acceptance', 'awaiting_acceptance', 'release'],
  ] as const)('%s, last in %s: %s', (status, stoodAt, action) => {
    expect(actAhead({ status, stoodAt }, work)?.action).toBe(action);
  });

  it('looks past an act that no register can stop', () => {
    expect(actAhead({ status: 'in_work', stoodAt: 'in_work' }, done)?.action).toBe('accept');
    expect(actAhead({ status: 'on_hold', stoodAt: null }, done)).toBeNull();
  });

  it('is none once the order is released or has ended', () => {
    for (const status of STATUSES) {
      const isOpen = OPEN.some((open) => open === status);
      expect([status, wayForward(status) !== null]).toEqual([status, isOpen]);
      if (!isOpen) expect(actAhead({ status, stoodAt: null }, work)).toBeNull();
    }
  });

  it('asks only guards that lifecycle.ts asks of some action, or of an operation', () => {
    const asked = new Set(ACTIONS.flatMap((action) => guardsOf(action, { stoodAt: 'in_work' })));
    expect(FORESEEN_GUARDS.filter((guard) => !asked.has(guard))).toEqual(['technical_data_current']);
  });
});

it('leaves out the ceiling, which no act asks of what the order already has', () => {
  const asking = ACTIONS.filter((action) =>
    OPEN.some((stoodAt) => guardsOf(action, { stoodAt: stoodAt as 'in_work' }).includes('value_within_ceiling')),
  );
  expect(asking).toEqual(['authorize', 'reauthorize']);
  // Of these only the first is ever the next act, and its authorization is named by the request.
  expect(OPEN.map(wayForward).filter((action) => action !== null && asking.includes(action))).toEqual(['authorize']);
  const submitted = at('submitted', { authorization: null, given: { asked: false } });
  const [answer] = ask(['value_within_ceiling'], submitted);
  expect(answer?.holds).toBeNull();
});

describe('what blocks today', () => {
  it('is nothing while the registers are in order', () => {
    for (const status of OPEN) expect([status, brief(at(status), signers)]).toEqual([status, []]);
  });

  it('shows a revoked authorization at once, with the day and the record', () => {
    const authorization = authorizationOf({
      status: 'revoked',
      statusChanges: [
        { status: 'active', on: '2024-01-01', reason: null },
        { status: 'revoked', on: '2026-03-08', reason: null },
      ],
    });
    const [exposure, ...others] = exposuresOf(at('authorized', { authorization }), inspectors, HORIZON);
    expect(others).toEqual([]);
    expect(exposure).toMatchObject({
      action: 'induct',
      guard: 'authorization_covers',
      blocks: true,
      on: '2026-03-08',
      until: null,
      operationId: null,
    });
    expect(exposure?.evidence[0]).toMatchObject({ record: 'authorization', id: 'authorization' });
    expect(exposure?.message.ja).toContain('取消');
  });

  it('says the day the order was raised when it never held', () => {
    expect(brief(at('draft', { capabilities: [] }))).toEqual([
      ['submit', 'facility_capable', true, '2026-03-01', null],
    ]);
    const early = { certifications: [certificationOf({ validTo: '2026-01-31' })] };
    expect(brief(at('inducted', early))).toEqual([['start', 'facility_qualified', true, '2026-03-01', null]]);
  });

  it('is that there is no authorization', () => {
    const without = at('authorized', { authorization: null });
    expect(brief(without)).toEqual([['induct', 'authorization_covers', true, '2026-03-01', null]]);
    expect(brief(at('submitted', { authorization: null, given: { asked: false } }))).toEqual([]);
  });

  it('says when a suspension that is to end ends', () => {
    const certifications = [
      certificationOf({
        statusChanges: [
          { status: 'active', on: '2024-01-01', reason: null },
          { status: 'suspended', on: '2026-03-05', reason: null },
          { status: 'active', on: '2026-04-01', reason: null },
        ],
      }),
    ];
    expect(brief(at('inducted', { certifications }))).toEqual([
      ['start', 'facility_qualified', true, '2026-03-05', '2026-04-01'],
    ]);
  });

  it('names the operation that cites a superseded revision', () => {
    const operations = [
      openOperationOf(10),
      openOperationOf(20, { technicalData: [{ document: 'TO 9', revision: '1' }] }),
    ];
    const file = fileOf({ order: orderOf({ status: 'in_work', ...raised }), operations });
    const data = (documentRevision: string, effectiveFrom: string) =>
      technicalDataOf({ id: `TO 9 ${documentRevision}`, document: 'TO 9', documentRevision, effectiveFrom });
    const technicalData = [technicalDataOf(), data('1', '2025-01-01'), data('2', '2026-03-09')];
    const [exposure] = exposuresOf(factsOf({ file, technicalData }), inspectors, HORIZON);
    expect(exposure).toMatchObject({
      action: 'complete_operation',
      operationId: 'operation 20',
      guard: 'technical_data_current',
      on: '2026-03-09',
    });
  });

  it('counts what depends on no day from the day the order was raised', () => {
    const facts = at('in_inspection', { instruments: [] });
    expect(brief(facts)).toEqual([['accept', 'instruments_calibrated', true, '2026-03-01', null]]);
  });
});

describe('what will block', () => {
  const capabilities = [capabilityOf({ validTo: '2026-05-31' })];

  it('is the day after a period ends, up to and including the horizon', () => {
    const facts = at('draft', { capabilities });
    expect(brief(facts, inspectors, '2026-06-01')).toEqual([['submit', 'facility_capable', false, '2026-06-01', null]]);
    expect(brief(facts, inspectors, '2026-05-31')).toEqual([]);
    const [exposure] = exposuresOf(facts, inspectors, HORIZON);
    expect(exposure?.message.en).toContain('2026-06-01');
  });

  it('is not when another record takes over', () => {
    const renewed = [...capabilities, capabilityOf({ id: 'renewed', validFrom: '2026-06-01', validTo: null })];
    expect(brief(at('draft', { capabilities: renewed }))).toEqual([]);
    const late = [...capabilities, capabilityOf({ id: 'late', validFrom: '2026-06-15', validTo: null })];
    expect(brief(at('draft', { capabilities: late }))).toEqual([
      ['submit', 'facility_capable', false, '2026-06-01', '2026-06-15'],
    ]);
  });

  it('leaves out what belongs to another platform', () => {
    const other = capabilityOf({ id: 'other', platformId: 'other', validTo: '2026-04-30' });
    expect(brief(at('draft', { capabilities: [capabilityOf(), other] }))).toEqual([]);
  });

  it('is an equivalence that ends, too', () => {
    const equivalences = factsOf({}).equivalences.map((e) =>
      e.required === 'AS9110C' ? { ...e, validTo: '2026-06-30' } : e,
    );
    expect(brief(at('inducted', { equivalences }))).toEqual([
      ['start', 'facility_qualified', false, '2026-07-01', null],
    ]);
    expect(equivalences.some((e) => equivalenceOf(e).validTo === '2026-06-30')).toBe(true);
  });

  it('is every guard of the act by itself', () => {
    const authorization = authorizationOf({ validTo: '2026-04-30' });
    const certifications = [certificationOf({ validTo: '2026-03-31' })];
    expect(brief(at('authorized', { authorization, certifications, capabilities }))).toEqual([
      ['induct', 'facility_capable', false, '2026-06-01', null],
      ['induct', 'facility_qualified', false, '2026-04-01', null],
      ['induct', 'authorization_covers', false, '2026-05-01', null],
    ]);
  });

  it('is a closure of every bay, not one of some, and not that others stand in them', () => {
    const closures = [closureOf({ from: '2026-08-10', to: '2026-08-14', bays: 2 })];
    const full = [stayOf('2026-03-01T00:00:00.000Z'), stayOf('2026-03-02T00:00:00.000Z')];
    const [exposure] = exposuresOf(at('authorized', { closures }), inspectors, HORIZON);
    expect(exposure?.message).toEqual({
      en: 'KSZ has no open bay from 2026-08-10 to 2026-08-14 (crane inspection).',
      ja: expect.stringMatching(/^KSZは2026-08-10から2026-08-14まで使用可能な整備区画がありません（.+）。$/),
    });
    expect(brief(at('authorized', { closures, facilityStays: full }))).toEqual([
      ['induct', 'bay_available', false, '2026-08-10', '2026-08-15'],
    ]);
    expect(brief(at('authorized', { closures: [closureOf({ from: '2026-08-10', to: '2026-08-14' })] }))).toEqual([]);
    for (const status of OPEN.filter((s) => s !== 'authorized'))
      expect(brief(at(status, { closures }), signers)).toEqual([]);
    // A sub-order needs a bay as any other, unless its family stands there already.
    const alone = at('authorized', { closures }, { rootId: 'another' });
    expect(brief(alone)).toEqual([['induct', 'bay_available', false, '2026-08-10', '2026-08-15']]);
    const family = [stayOf('2026-03-01T00:00:00.000Z', null, { rootId: 'another' })];
    expect(brief({ ...alone, facilityStays: family })).toEqual([]);
  });
});

describe('who could sign', () => {
  it('is asked of everyone: one whose designation stands is enough', () => {
    const ending = cdi({ id: 'ending', validTo: '2026-04-30' });
    expect(brief(at('in_inspection'), [ending, cdi()])).toEqual([]);
    expect(brief(at('in_inspection'), [ending])).toEqual([
      ['accept', 'inspector_qualified', false, '2026-05-01', null],
    ]);
    const leaving = { ...cdi(), person: { ...inspector, endedOn: '2026-03-20' } };
    expect(brief(at('in_inspection'), [leaving])).toEqual([
      ['accept', 'inspector_qualified', false, '2026-03-21', null],
    ]);
  });

  it('is nobody at all', () => {
    const facts = at('awaiting_acceptance');
    const [exposure] = exposuresOf(facts, [], HORIZON);
    expect(exposure).toMatchObject({ action: 'release', guard: 'acceptor_designated', blocks: true, evidence: [] });
    expect(exposure?.message).toEqual({
      en: 'Nobody at KSZ could release it as GQAR on 2026-03-10.',
      ja: '2026-03-10にGQARとして引き渡せる者がKSZにいません。',
    });
    expect(exposuresOf(at('in_inspection'), [], HORIZON)[0]?.message.en).toContain('as CDI or QAR');
  });
});

describe('signatures', () => {
  const other = personOf('other inspector', { organization: { kind: 'accepting_authority', name: 'DCMA' } });
  const signed = (...qualifications: Qualification[]) => ({ signers: [{ person: other, qualifications }] });
  const gqar = qualificationOf('GQAR');

  it('that their signers were not entitled to, as is known now, block the next act since they were given', () => {
    const facts = { ...at('in_inspection'), ...signed(qualificationOf('CDI', { validTo: '2026-03-03' }), gqar, ndt) };
    expect(brief(facts)).toEqual([['accept', 'signatures_in_force', true, '2026-03-04', null]]);
    expect(exposuresOf(facts, inspectors, HORIZON)[0]?.message.en).toContain(
      'in-process inspection by other inspector',
    );
    const [release] = exposuresOf(
      {
        ...facts,
        file: { ...facts.file, order: { ...facts.file.order, status: 'on_hold', stoodAt: 'awaiting_acceptance' } },
      },
      signers,
      HORIZON,
    );
    expect(release).toMatchObject({ action: 'release', guard: 'signatures_in_force', blocks: true, on: '2026-03-04' });
  });

  it('of the government are asked for before the release, not before the facility accepts', () => {
    const lacking = signed(qualificationOf('CDI'), ndt);
    expect(brief({ ...at('in_inspection'), ...lacking })).toEqual([]);
    expect(brief({ ...at('awaiting_acceptance'), ...lacking }, signers)).toEqual([
      ['release', 'signatures_in_force', true, '2026-03-09', null],
    ]);
    // Held from there it goes back there.
    expect(brief({ ...at('on_hold', {}, { stoodAt: 'awaiting_acceptance' }), ...lacking }, signers)).toEqual([
      ['release', 'signatures_in_force', true, '2026-03-09', null],
    ]);
  });

  it('that the work superseded since wait for people, not for registers', () => {
    const file = fileOf({ order: orderOf({ status: 'awaiting_acceptance', ...raised }) });
    const signatures = file.signatures.map((s) => ({ ...s, supersededAt: '2026-03-09T12:00:00.000Z' }));
    expect(brief(factsOf({ file: { ...file, signatures } }), signers)).toEqual([]);
  });
});

it('has nothing to say of an order that has ended', () => {
  expect(exposuresOf(at('closed'), [], HORIZON)).toEqual([]);
});
