// The lifecycle against the tables of lifecycle.md, typed off once more, and a walk of its graph.
import { describe, expect, it } from 'vitest';
import { SIGNED_ACTS } from '../../../src/domain/evidence/signature.ts';
import { EVENT_TYPES } from '../../../src/domain/orders/event.ts';
import { guards } from '../../../src/domain/orders/guards.ts';
import {
  ACTIONS,
  type ActionName,
  destination,
  guardsOf,
  lifecycle,
  lifecycleDiagram,
  mayDo,
  offer,
  offers,
  rolesFor,
  stoodAfter,
} from '../../../src/domain/orders/lifecycle.ts';
import {
  ENDED,
  isFinished,
  isOpen,
  isRunning,
  isStanding,
  STANDING,
  STATUSES,
  type Status,
  statusNames,
} from '../../../src/domain/orders/status.ts';
import type { WorkOrder } from '../../../src/domain/orders/work-order.ts';
import { ROLES, type Role } from '../../../src/domain/registers/person.ts';
import { factsOf, fileWith, orderOf, personOf } from '../../support/facts.ts';

const running = 'inducted in_work awaiting_parts awaiting_engineering on_hold in_inspection awaiting_acceptance';
const startGuards = 'receiving_inspection_passed operations_planned facility_qualified authorization_covers';

// action | from | to | by | guards, as lifecycle.md has them.
const table = `
submit | draft | submitted | depot_staff program_office | facility_capable
return | submitted authorized | draft | program_office |
authorize | submitted | authorized | program_office | facility_capable facility_qualified authorization_covers value_within_ceiling foreign_yard_rule
reauthorize | authorized ${running} | same | program_office | facility_capable authorization_covers value_within_ceiling
induct | authorized | inducted | depot_staff | equipment_matches facility_capable facility_qualified authorization_covers equipment_free bay_available
start | inducted | in_work | depot_staff | ${startGuards}
await_parts | inducted in_work awaiting_engineering on_hold | awaiting_parts | depot_staff | stopping_wait_open
await_engineering | inducted in_work awaiting_parts on_hold in_inspection | awaiting_engineering | depot_staff qa_inspector | nonconformance_open
hold | ${running} | on_hold | depot_staff program_office |
resume | awaiting_parts awaiting_engineering on_hold | stood | depot_staff program_office | no_stopping_wait_open nonconformances_dispositioned ${startGuards}
present | in_work | in_inspection | depot_staff | tools_accounted foreign_objects_cleared operations_complete hold_points_passed no_stopping_wait_open nonconformances_dispositioned suborders_finished
withdraw | in_inspection | in_work | depot_staff |
reject | in_inspection | in_work | qa_inspector | nonconformance_raised inspector_qualified inspector_independent
accept | in_inspection | awaiting_acceptance | qa_inspector | final_inspection_passed operations_complete hold_points_passed no_stopping_wait_open suborders_finished nonconformances_closed instruments_calibrated signatures_in_force facility_qualified inspector_qualified inspector_independent
recall | awaiting_acceptance | in_inspection | qa_inspector | inspector_qualified
refuse | awaiting_acceptance | in_work | qa_inspector | nonconformance_raised acceptor_designated
release | awaiting_acceptance | released | qa_inspector | acceptance_inspection_passed operations_complete hold_points_passed acceptor_designated acceptor_independent nonconformances_closed no_stopping_wait_open suborders_finished signatures_in_force facility_qualified authorization_covers evidence_intact
close | released | closed | program_office | labor_recorded demands_settled
cancel | draft submitted authorized ${running} | cancelled | program_office |
condemn | ${running} | condemned | program_office | loss_established`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([action = '', from = '', to = '', by = '', names = '']) => ({
    action: action as ActionName,
    from: from.split(' '),
    to,
    by: by.split(' '),
    guards: names === '' ? [] : names.split(' '),
  }));

const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
const standing = (status: Status, stoodAt: WorkOrder['stoodAt'] = isStanding(status) ? status : null) =>
  orderOf({ status, stoodAt });

describe('the tables', () => {
  it('names the fourteen statuses, each in both languages', () => {
    const japaneseNames =
      '下書き 申請中 承認済 入場 作業中 部品待ち 技術処置待ち 保留 検査中 受領検査待ち 引渡し済 完了 取消 廃棄判定';
    expect(STATUSES.map((status) => statusNames[status].ja)).toEqual(japaneseNames.split(' '));
    expect(STATUSES.map((status) => statusNames[status].en.replace(' ', '_'))).toEqual([...STATUSES]);
  });

  it('knows which statuses run, are open, can be stood in, are finished, and end', () => {
    const among = (test: (status: Status) => boolean) => STATUSES.filter(test).join(' ');
    expect(among(isRunning)).toBe(running);
    expect(among(isOpen)).toBe(`draft submitted authorized ${running}`);
    expect(among(isStanding)).toBe('inducted in_work in_inspection awaiting_acceptance');
    expect(among(isFinished)).toBe('released closed cancelled condemned');
    expect(ENDED.join(' ')).toBe('closed cancelled condemned');
  });

  it('has exactly the actions of the design', () => {
    expect(table.map((row) => row.action)).toEqual([...ACTIONS]);
  });

  it.each(table)('$action leads from where to where, by whom, past which guards', (row) => {
    const { from, to, by, guards: names, label, event } = lifecycle[row.action];
    expect({ from: [...from], to, by: [...by], guards: [...names].sort() }).toEqual({
      from: row.from,
      to: row.to,
      by: row.by,
      guards: row.guards.sort(),
    });
    expect(label.en).not.toBe('');
    expect(label.ja).toMatch(japanese);
    expect(EVENT_TYPES).toContain(event);
  });

  it('each action has an event and a label of its own', () => {
    for (const of of [(a: ActionName) => lifecycle[a].event, (a: ActionName) => lifecycle[a].label.ja])
      expect(new Set(ACTIONS.map(of)).size).toBe(ACTIONS.length);
  });

  it('every guard named exists, and accept, release and condemn are signed', () => {
    for (const action of ACTIONS) for (const guard of lifecycle[action].guards) expect(guards).toHaveProperty(guard);
    const signed = ACTIONS.filter((action) => lifecycle[action].signs);
    expect(signed).toEqual(['accept', 'release', 'condemn']);
    for (const action of signed) expect(SIGNED_ACTS).toContain(lifecycle[action].signs);
  });
});

describe('destination', () => {
  it.each(table)(
    '$action is offered from its statuses only, and leads where the table says',
    ({ action, from, to }) => {
      for (const status of STATUSES) {
        const expected = to === 'same' ? status : to === 'stood' ? 'in_inspection' : to;
        const order = standing(status, to === 'stood' ? 'in_inspection' : null);
        expect(destination(action, order)).toBe(from.includes(status) ? expected : null);
      }
    },
  );

  it.each(STANDING)('resume leads back to %s, when the order stood there last', (stoodAt) => {
    expect(destination('resume', standing('on_hold', stoodAt))).toBe(stoodAt);
  });

  it('an order stands where it was last in work, inspection or the like, whatever it waits for in between', () => {
    expect(STATUSES.map((status) => stoodAfter(status, 'in_inspection'))).toEqual(
      STATUSES.map((status) => (isStanding(status) ? status : 'in_inspection')),
    );
    expect(stoodAfter('on_hold', null)).toBeNull();
  });
});

describe('who may do what', () => {
  const someone = (role: Role) => personOf('someone', { roles: [role] });

  it.each(table)('$action is for its roles, whatever the status', ({ action, by }) => {
    if (action === 'resume') return;
    for (const status of STATUSES)
      for (const role of ROLES) expect(mayDo(action, standing(status), someone(role))).toBe(by.includes(role));
  });

  it('a hold that a program office set is lifted by a program office only, any other by depot staff only', () => {
    const may = (heldByProgram: boolean) =>
      ROLES.filter((role) => mayDo('resume', orderOf({ status: 'on_hold', heldByProgram }), someone(role)));
    expect(may(true)).toEqual(['program_office']);
    expect(may(false)).toEqual(['depot_staff']);
    expect(rolesFor('resume', null)).toEqual(['depot_staff', 'program_office']);
    // Where nothing can be resumed both are told that it is not offered, not that they may not.
    expect(mayDo('resume', orderOf({ status: 'in_work', heldByProgram: true }), someone('depot_staff'))).toBe(true);
  });

  it.each([
    ['return', 'submitted', true],
    ['return', 'authorized', false],
    ['cancel', 'draft', true],
    ['cancel', 'submitted', false],
    ['cancel', 'in_work', false],
    ['authorize', 'submitted', false],
  ] as const)('an author’s own %s of an order that is %s: %s', (action, status, allowed) => {
    const author = personOf('author', { roles: ['depot_staff'] });
    const submitter = personOf('submitter', { roles: ['qa_inspector'] });
    const order = orderOf({ status, createdBy: 'author', submittedBy: 'submitter' });
    expect(mayDo(action, order, author)).toBe(allowed);
    expect(mayDo(action, order, submitter)).toBe(allowed);
    expect(mayDo(action, order, personOf('other', { roles: ['qa_inspector'] }))).toBe(false);
  });

  it('an administrator moves no orders, not even their own, not even with another role', () => {
    for (const action of ACTIONS)
      for (const status of STATUSES) {
        const order = orderOf({ status, createdBy: 'admin', submittedBy: 'admin' });
        expect(mayDo(action, order, { id: 'admin', roles: ['administrator', ...ROLES] })).toBe(false);
      }
  });
});

describe('guards of resume', () => {
  it('only a return to work asks what the start of work asks', () => {
    expect(guardsOf('resume', { stoodAt: 'in_work' })).toEqual(lifecycle.resume.guards);
    for (const stoodAt of ['inducted', 'in_inspection', 'awaiting_acceptance', null] as const)
      expect(guardsOf('resume', { stoodAt })).toEqual([]);
    expect(guardsOf('start', { stoodAt: 'inducted' })).toEqual(lifecycle.start.guards);
  });
});

describe('offers', () => {
  it.each(STATUSES)('from %s: each action of the table, judged by each of its guards', (status) => {
    const facts = factsOf({ file: fileWith({ status, stoodAt: isStanding(status) ? status : 'in_work' }) });
    const offered = offers(facts);
    expect(offered.map((o) => o.action)).toEqual(table.filter((row) => row.from.includes(status)).map((r) => r.action));
    for (const { action, to, blockedBy, satisfied, depends, by } of offered) {
      const asked = [...blockedBy, ...satisfied, ...depends].map((f) => f.guard).sort();
      expect(asked).toEqual([...guardsOf(action, facts.file.order)].sort());
      expect(to).toBe(destination(action, facts.file.order));
      expect(by.length).toBeGreaterThan(0);
      expect(Object.keys({ ...satisfied[0], ...blockedBy[0] })).not.toContain('holds');
    }
  });

  it('is allowed when nothing blocks it and the caller may; blocked, it says all that blocks', () => {
    const released = (fields = {}) => offer('release', 'released', factsOf(fields));
    expect(released()).toMatchObject({ allowed: true, blockedBy: [], depends: [] });
    expect(released({ caller: personOf('x', { roles: ['depot_staff'] }) }).allowed).toBe(false);
    const bare = released({ certifications: [], authorization: null, callerQualifications: [] });
    expect(bare.allowed).toBe(false);
    expect(bare.blockedBy.map((f) => f.guard)).toEqual([
      'acceptor_designated',
      'facility_qualified',
      'authorization_covers',
    ]);
  });

  it('what depends on the request blocks no offer, and is told', () => {
    const facts = factsOf({ file: fileWith({ status: 'in_work' }), given: { asked: false }, caller: personOf('x') });
    const present = offers(facts).find((o) => o.action === 'present');
    expect(present).toMatchObject({
      allowed: true,
      depends: [{ guard: 'tools_accounted' }, { guard: 'foreign_objects_cleared' }],
    });
  });
});

describe('the graph', () => {
  type Place = { status: Status; stoodAt: WorkOrder['stoodAt'] };
  const existing: readonly Role[] = ROLES.filter((role) => role !== 'administrator');
  /** Where people with these roles can bring an order from a place, whoever set the hold. */
  const steps = ({ status, stoodAt }: Place, without: readonly ActionName[] = []): Place[] =>
    ACTIONS.filter((action) => !without.includes(action))
      .filter((action) => rolesFor(action, null).some((role) => existing.includes(role)))
      .flatMap((action) => {
        const to = destination(action, { status, stoodAt });
        return to === null ? [] : [{ status: to, stoodAt: stoodAfter(to, stoodAt) }];
      });
  const reached = (from: Place, without: readonly ActionName[] = []): Place[] => {
    const places = [from];
    const key = (p: Place) => `${p.status} ${p.stoodAt}`;
    for (const place of places)
      for (const next of steps(place, without)) if (!places.some((p) => key(p) === key(next))) places.push(next);
    return places;
  };
  const begin: Place = { status: 'draft', stoodAt: null };
  const everywhere = reached(begin);

  it('every status is reached from a draft', () => {
    expect(new Set(everywhere.map((p) => p.status))).toEqual(new Set(STATUSES));
  });

  it.each(everywhere)('from $status (stood: $stoodAt) an end is reached', (place) => {
    const ends: readonly Status[] = ENDED;
    expect(reached(place).some((p) => ends.includes(p.status))).toBe(true);
    // Rule 7: a running order ends even when every guard about the work fails.
    if (isRunning(place.status))
      expect(steps(place).map((p) => p.status)).toEqual(expect.arrayContaining(['cancelled', 'condemned']));
  });

  it.each(everywhere.filter((p) => isRunning(p.status)))(
    'from $status (stood: $stoodAt) the work can still be finished',
    (place) => {
      expect(reached(place, ['cancel', 'condemn']).some((p) => p.status === 'closed')).toBe(true);
    },
  );

  it('an end is left by nothing; a released order only by closing it', () => {
    for (const status of ENDED) expect(steps({ status, stoodAt: 'awaiting_acceptance' })).toEqual([]);
    expect(steps({ status: 'released', stoodAt: 'awaiting_acceptance' }).map((p) => p.status)).toEqual(['closed']);
  });

  it('a waiting order always knows where it stood', () => {
    for (const { status, stoodAt } of everywhere) if (isRunning(status)) expect(stoodAt).not.toBeNull();
  });
});

describe('the diagram', () => {
  const lines = lifecycleDiagram().split('\n');
  const arrows = lines.flatMap((line) => {
    const [, from, to, actions] = /^ {2}(\S+) --> (\S+?)(?:: (.+))?$/.exec(line) ?? [];
    return from && to ? [{ from, to, actions: actions?.split(', ') ?? [] }] : [];
  });

  it('mentions every status and every action', () => {
    expect(lines[0]).toBe('stateDiagram-v2');
    expect(arrows).toHaveLength(lines.length - 1);
    expect(new Set(arrows.flatMap((a) => a.actions))).toEqual(new Set(ACTIONS));
    expect(new Set(arrows.flatMap((a) => [a.from, a.to]))).toEqual(new Set([...STATUSES, '[*]']));
  });

  it('draws one arrow between two statuses, and every step there is', () => {
    expect(new Set(arrows.map((a) => `${a.from} ${a.to}`)).size).toBe(arrows.length);
    for (const { action, from, to } of table)
      for (const status of from) {
        const ends = to === 'stood' ? STANDING : [to === 'same' ? status : to];
        for (const end of ends)
          expect(arrows.find((a) => a.from === status && a.to === end)?.actions).toContain(action);
      }
  });

  it('begins with a draft and ends with the ends', () => {
    expect(arrows.filter((a) => a.from === '[*]').map((a) => a.to)).toEqual(['draft']);
    expect(arrows.filter((a) => a.to === '[*]').map((a) => a.from)).toEqual([...ENDED]);
  });
});
