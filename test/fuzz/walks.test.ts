// Random walks over the offers of an order, over HTTP: what is offered goes through, what is not is refused as the offer said.
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Chance } from '../../src/cli/demo/stage.ts';
import { ACTIONS, type ActionName, lifecycle } from '../../src/domain/orders/lifecycle.ts';
import { ENDED } from '../../src/domain/orders/status.ts';
import type { Role } from '../../src/domain/registers/person.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { faultsIn } from '../faults/record.ts';
import type { Loose } from '../support/app.ts';
import { withBays } from '../support/order.ts';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';
import { type Answer, faultOf, type Operation, operations, resolved } from './document.ts';
import { Ids, Values } from './values.ts';

const SEED = Number(process.env.SEIBI_FUZZ_SEED ?? 20_261_127);
const WALKS = Number(process.env.SEIBI_FUZZ_WALKS ?? 12);
const STEPS = 30;
// What brings an order to its end: half the time, so that walks come far.
const ONWARD: readonly ActionName[] = [
  'submit',
  'authorize',
  'induct',
  'start',
  'resume',
  'present',
  'accept',
  'release',
  'close',
];

const operationOf = (operationId: string): Operation => {
  const found = operations.find((one) => one.operationId === operationId);
  if (!found) throw new Error(`the document has no ${operationId}`);
  return found;
};
const asking = operationOf('askTransitions');
const moving = operationOf('transition');

let plant: Plant;
let url: string;
beforeAll(async () => {
  plant = await withBays(await startPlant());
  await plant.app.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(plant.app.app.server.address() as AddressInfo).port}`;
});
afterAll(() => plant.close());

/** One request; its answer is one that the document declares. */
async function call(operation: Operation, by: Actor, id: string, sent: { body?: object; revision?: number } = {}) {
  const answer = await fetch(url + operation.path.replace('{id}', id), {
    method: operation.method,
    headers: {
      authorization: `Bearer ${by.key}`,
      ...(sent.body ? { 'content-type': 'application/json' } : {}),
      ...(sent.revision === undefined ? {} : { 'if-match': `"${sent.revision}"` }),
    },
    ...(sent.body ? { body: JSON.stringify(sent.body) } : {}),
  });
  const body = Buffer.from(await answer.arrayBuffer());
  const read: Answer = { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  expect(faultOf(operation, read), `${operation.operationId} ${JSON.stringify(sent)} ${body}`).toBeNull();
  return { status: answer.status, body: JSON.parse(body.toString('utf8')) as Loose };
}

const roleOf: Record<string, Role> = {
  depot: 'depot_staff',
  technician: 'depot_staff',
  inspector: 'qa_inspector',
  acceptor: 'qa_inspector',
  program: 'program_office',
};

interface Tally {
  done: Map<ActionName, number>;
  refused: Map<string, number>;
}

const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** A body that the document's schema of the action admits, with what the case needs in place of what chance gave. */
function bodyOf(action: ActionName, needed: object, values: Values, chance: Chance): Loose {
  const schema = resolved(
    resolved(moving.bodies['application/json']?.schema).oneOf.find(
      (one: Loose) => resolved(one).properties.action.const === action,
    ),
  );
  const [made] = values.sample(schema, '', chance.whole(1, 1_000_000_000), 1) as [Loose];
  // What says when, and what is signed, is not of chance; nor is what nobody asked for, but for a note.
  const { note } = made;
  return { ...(note ? { note } : {}), ...needed, action };
}

async function signed(by: Actor, id: string, body: Loose): Promise<Loose> {
  const { action, ...rest } = body;
  if (lifecycle[action as ActionName].signs === undefined) return body;
  const shown = await call(operationOf('askSigningContent'), by, id, {
    body: { act: action, body: rest, language: 'en' },
  });
  const contentSha256 = shown.status === 200 ? shown.body.contentSha256 : '0'.repeat(64);
  return { ...body, signature: { contentSha256, language: 'en', pin: by.pin } };
}

async function step(id: string, values: Values, chance: Chance, tally: Tally): Promise<boolean> {
  const { status } = await plant.order(id);
  if ((ENDED as readonly string[]).includes(status)) return false;
  const fromHere = ACTIONS.filter((action) => lifecycle[action].from.includes(status));
  // Ends are rare, so that walks are long; and now and then an action that does not lead from here.
  const going = fromHere.filter((action) => !['cancel', 'condemn'].includes(action) || chance.happens(0.1));
  const onward = going.filter((one) => ONWARD.includes(one));
  const likely = onward.length > 0 && chance.happens(0.5) ? onward : going.length > 0 ? going : fromHere;
  const action = chance.pick(chance.happens(0.1) ? ACTIONS : likely);
  const isPrepared = fromHere.includes(action) && chance.happens(0.7);
  const prepared = isPrepared ? await plant.ready(id, action).catch(() => null) : null;
  const someone = chance.pick(Object.keys(roleOf) as (keyof Plant['people'])[]);
  const by = prepared && chance.happens(0.9) ? prepared.by : plant.people[someone];
  const name = Object.entries(plant.people).find(([, actor]) => actor.id === by.id)?.[0] ?? '';
  const needed = prepared?.body ?? (await plainBody(id, action));

  const asked = await call(asking, by, id);
  expect(asked.status).toBe(200);
  const { revision, transitions } = asked.body;
  const offer = transitions.find((one: Loose) => one.action === action);
  const body = await signed(by, id, bodyOf(action, needed, values, chance));
  const answer = await call(moving, by, id, { body, revision });
  plant.clock.advance({ minutes: 30 });
  const what = `${action} of ${status} by ${name}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}; offered: ${JSON.stringify(offer)?.slice(0, 500)}`;
  count(tally.refused, answer.status === 200 ? 'done' : String(answer.body.code));
  if (answer.status === 200) {
    count(tally.done, action);
    expect(offer?.blockedBy, what).toEqual([]);
    expect(offer.allowed || offer.depends.length > 0, what).toBe(true);
    if (offer.to !== status) expect(answer.body.status, what).toBe(offer.to);
    return true;
  }
  const after = await call(asking, by, id);
  expect(after.body.revision, what).toBe(revision);
  judge(answer, offer, roleOf[name] as Role, what);
  return true;
}

// A refusal says what the offer said.
function judge(answer: { status: number; body: Loose }, offer: Loose | undefined, role: Role, what: string): void {
  const { code } = answer.body;
  if (code === 'access.role_denied' || code === 'transition.not_offered') {
    if (code === 'access.role_denied') expect(offer?.allowed ?? false, what).toBe(false);
    else expect(offer, what).toBeUndefined();
    return;
  }
  if (code === 'transition.blocked') {
    const guards = answer.body.blockedBy.map(({ guard }: Loose) => guard);
    const said = [...(offer?.blockedBy ?? []), ...(offer?.depends ?? [])].map(({ guard }: Loose) => guard);
    for (const guard of (offer?.blockedBy ?? []).map((one: Loose) => one.guard)) expect(guards, what).toContain(guard);
    expect(
      guards.filter((guard: string) => !said.includes(guard)),
      what,
    ).toEqual([]);
    return;
  }
  // What the offer can't foresee: a body that does not fit the case, or a signature over nothing.
  expect(['request.invalid', 'signature.not_authenticated', 'signature.content_changed'], what).toContain(code);
  if (code === 'request.invalid') return;
  expect(offer?.allowed ?? false, what).toBe(false);
  expect(role).toBeDefined();
}

// What an action needs to be of the right form, whether or not it is of use.
async function plainBody(id: string, action: ActionName): Promise<object> {
  const reason = { reason: { en: 'on the way', ja: '途中' } };
  const order = await plant.order(id);
  const cost = { estimatedCost: { currency: 'USD', minorUnits: 5 } };
  const custody = { document: 'D-1', deliveredBy: 'a', receivedBy: 'b' };
  const bodies: Partial<Record<ActionName, object>> = {
    authorize: { authorizationId: plant.ids.authorization, ...cost },
    reauthorize: { authorizationId: plant.ids.authorization, ...cost, ...reason },
    induct: { custody: { ...custody, serialNumber: 'another' } },
    hold: { cause: 'weather', ...reason },
    present: { toolsAccounted: true, foreignObjectsCleared: false },
    release: { conditionCode: 'A' },
    close: { deliveryReceipt: 'DR-1' },
    cancel: { ...reason, ...(order.inductedAt ? { custody, conditionCode: 'F' } : {}) },
    condemn: { finding: 'lost', surveyReference: 'SV-1' },
  };
  const hasReason: ActionName[] = ['return', 'withdraw', 'reject', 'recall', 'refuse'];
  return bodies[action] ?? (hasReason.includes(action) ? reason : {});
}

it(`${WALKS} walks: the offers say what happens`, async () => {
  const chance = new Chance(SEED);
  const values = new Values(new Ids());
  const tally: Tally = { done: new Map(), refused: new Map() };
  let steps = 0;
  for (let walk = 0; walk < WALKS; walk += 1) {
    const { id } = await plant.draft({ equipmentId: await plant.item(`W${walk}`) });
    for (let n = 0; n < STEPS && (await step(id, values, chance, tally)); n += 1) steps += 1;
  }
  const done = [...tally.done].map(([action, times]) => `${action} ${times}`).join(', ');
  const refused = [...tally.refused].map(([code, times]) => `${code} ${times}`).join(', ');
  process.stdout.write(`walks (seed ${SEED}): ${WALKS} orders, ${steps} steps; ${refused}; done: ${done}\n`);
  if (WALKS >= 12) expect(tally.done.size).toBeGreaterThanOrEqual(16);
  expect((await verifyEverything(plant.app.services)).fault).toBeNull();
  expect(await faultsIn((statement) => plant.app.place.raw(statement) as Promise<Loose[]>)).toEqual([]);
});
