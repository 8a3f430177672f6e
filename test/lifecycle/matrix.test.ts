// Every status × action × role over HTTP: exactly what lifecycle.md offers goes through, and everything else leaves no trace.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/domain/orders/lifecycle.ts';
import { STATUSES, type Status } from '../../src/domain/orders/status.ts';
import type { Role } from '../../src/domain/registers/person.ts';
import type { Loose } from '../support/app.ts';
import { bodyFor } from '../support/bodies.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';

const RUNNING = 'inducted in_work awaiting_parts awaiting_engineering on_hold in_inspection awaiting_acceptance';

// The table of lifecycle.md, typed off once more: action | from | to | by. The program's own table is not asked.
const table = `
submit | draft | submitted | depot_staff program_office
return | submitted authorized | draft | program_office
authorize | submitted | authorized | program_office
reauthorize | authorized ${RUNNING} | same | program_office
induct | authorized | inducted | depot_staff
start | inducted | in_work | depot_staff
await_parts | inducted in_work awaiting_engineering on_hold | awaiting_parts | depot_staff
await_engineering | inducted in_work awaiting_parts on_hold in_inspection | awaiting_engineering | depot_staff qa_inspector
hold | ${RUNNING} | on_hold | depot_staff program_office
resume | awaiting_parts awaiting_engineering on_hold | in_work | depot_staff
present | in_work | in_inspection | depot_staff
withdraw | in_inspection | in_work | depot_staff
reject | in_inspection | in_work | qa_inspector
accept | in_inspection | awaiting_acceptance | qa_inspector
recall | awaiting_acceptance | in_inspection | qa_inspector
refuse | awaiting_acceptance | in_work | qa_inspector
release | awaiting_acceptance | released | qa_inspector
close | released | closed | program_office
cancel | draft submitted authorized ${RUNNING} | cancelled | program_office
condemn | ${RUNNING} | condemned | program_office`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string, string, string])
  .map(([action, from, to, by]) => ({ action, from: from.split(' '), to, by: by.split(' ') }));

const ROLES: Role[] = ['depot_staff', 'qa_inspector', 'program_office', 'host_office', 'administrator'];
const shownFirst = ['accept', 'release', 'condemn'];

describe('every status × action × role', () => {
  let plant: Plant;
  let host: Actor;
  beforeAll(async () => {
    plant = await startPlant();
    const path = `/v1/facilities/${plant.ids.facility}`;
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, { bays: 900 }, { 'if-match': `"${revision}"` });
    host = await plant.hire({
      name: 'Host',
      roles: ['host_office'],
      organization: { kind: 'accepting_authority', name: 'JMOD' },
    });
  });
  afterAll(() => plant.close());

  const actorFor = (role: Role, action: string): Actor | 'admin' => {
    const { depot, inspector, acceptor, program } = plant.people;
    if (role === 'administrator') return 'admin';
    if (role === 'host_office') return host;
    if (role === 'depot_staff') return depot;
    if (role === 'program_office') return program;
    return ['refuse', 'release'].includes(action) ? acceptor : inspector;
  };

  it('the typed table names every action', () => {
    expect(table.map((row) => row.action)).toEqual([...ACTIONS]);
  });

  it.each(STATUSES)('from %s', async (status: Status) => {
    const kept = await plant.orderIn(status);
    for (const { action, from, to, by } of table) {
      for (const role of ROLES) {
        const name = `${action} from ${status} by ${role}`;
        const goesThrough = from.includes(status) && by.includes(role);
        const order = goesThrough ? await plant.orderIn(status) : kept;
        const ready = goesThrough ? await plant.ready(order.id, action) : { body: bodyFor(action) };
        const actor = actorFor(role, action);
        const before = await plant.order(order.id);
        const { status: answered, body } =
          goesThrough && shownFirst.includes(action) && actor !== 'admin'
            ? await plant.act(actor, order.id, action, ready.body)
            : await plant.ask(
                actor,
                'POST',
                `/v1/work-orders/${order.id}/transitions`,
                { action, ...ready.body },
                { 'if-match': `"${before.revision}"` },
              );
        if (goesThrough) {
          expect({ name, answered, body }).toMatchObject({
            answered: 200,
            body: { status: to === 'same' ? status : to },
          });
          continue;
        }
        const isAuthor = role === 'program_office';
        const expected = by.includes(role) || (action === 'resume' && isAuthor) ? 409 : 403;
        // A resume is refused to whoever did not set the hold; where nothing can be resumed it is not offered.
        const resumable = action === 'resume' && from.includes(status);
        expect({ name, answered, code: body.code }).toEqual({
          name,
          answered: resumable ? 403 : expected,
          code: (resumable ? 403 : expected) === 403 ? 'access.role_denied' : 'transition.not_offered',
        });
        expect((await plant.order(order.id)).revision).toBe(before.revision);
      }
    }
  });

  it('an author returns their own request and cancels their own draft, whatever their role', async () => {
    const { depot } = plant.people;
    const own = await plant.send(depot, 'POST', '/v1/work-orders', {
      equipmentId: plant.ids.equipment,
      facilityId: plant.ids.facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'III', urgency: 'C' },
      discrepancy: { ja: '点検で発見' },
    });
    expect((await plant.act(depot, own.id, 'submit')).body.status).toBe('submitted');
    expect((await plant.act(depot, own.id, 'return', { reason: { ja: '記載誤り' } })).body.status).toBe('draft');
    expect((await plant.act(depot, own.id, 'cancel', { reason: { ja: '重複' } })).body.status).toBe('cancelled');
  });

  it.each(['inducted', 'in_inspection', 'awaiting_acceptance'] as const)(
    'a hold set where the order stood %s is resumed to there, by whoever set it and nobody else',
    async (stood) => {
      const path = (id: string) => `/v1/work-orders/${id}/transitions`;
      for (const setter of ['depot_staff', 'program_office'] as const) {
        const order = await plant.orderIn(stood);
        const hold = { cause: 'weather', reason: { ja: '台風' } };
        const by = actorFor(setter, 'hold') as Actor;
        expect((await plant.act(by, order.id, 'hold', hold)).body.status).toBe('on_hold');
        const { revision } = await plant.order(order.id);
        const ifMatch = { 'if-match': `"${revision}"` };
        const { transitions } = await plant.send(by, 'GET', path(order.id));
        expect(transitions.find((t: Loose) => t.action === 'resume')).toMatchObject({ to: stood, by: [setter] });
        for (const role of ROLES.filter((r) => r !== setter)) {
          const body = { action: 'resume' };
          const refused = await plant.ask(actorFor(role, 'resume'), 'POST', path(order.id), body, ifMatch);
          expect({ role, code: refused.body.code }).toEqual({ role, code: 'access.role_denied' });
          expect((await plant.order(order.id)).revision).toBe(revision);
        }
        const resumed = await plant.act(by, order.id, 'resume');
        expect({ setter, answered: resumed.status, status: resumed.body.status }).toEqual({
          setter,
          answered: 200,
          status: stood,
        });
        // It stands as it did: the next act from there is offered as before.
        const next = { inducted: 'start', in_inspection: 'withdraw', awaiting_acceptance: 'recall' }[stood];
        const { by: actor, body } = await plant.ready(order.id, next);
        expect((await plant.act(actor, order.id, next, body)).status).toBe(200);
      }
    },
  );

  it('a hold set by a program office is lifted by a program office only', async () => {
    const order = await plant.orderIn('in_work');
    const { depot, program } = plant.people;
    await plant.act(program, order.id, 'hold', { cause: 'funding', reason: { en: 'no funds' } });
    expect((await plant.act(depot, order.id, 'resume')).status).toBe(403);
    // Another cause from the plant in between does not take the hold over.
    await plant.act(depot, order.id, 'hold', { cause: 'weather', reason: { ja: '台風' } });
    expect((await plant.act(depot, order.id, 'resume')).status).toBe(403);
    expect((await plant.act(program, order.id, 'resume')).body.status).toBe('in_work');
  });
});
