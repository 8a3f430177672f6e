// A plant set up through the API alone, and the steps that bring an order through it, for stories told over HTTP.
import { isRunning, type Status } from '../../src/domain/orders/status.ts';
import { dateInTokyo } from '../../src/domain/values.ts';
import { issueOperatorKey } from '../../src/usecases/operator.ts';
import {
  ADMIN_KEY,
  type Answer,
  type Loose,
  startTestApp,
  type TestApp,
  type TestAppOptions,
  TestClock,
} from './app.ts';

export interface Plant {
  app: TestApp;
  clock: TestClock;
  ids: Record<
    'platform' | 'facility' | 'equipment' | 'authorization' | 'certification' | 'instrument' | 'supplier',
    string
  >;
  people: Crew;
  /** What further platforms and facilities bring, by their id: `ready` and `inspect` use it for orders of theirs. */
  further: {
    authorizations: Map<string, string>;
    instruments: Map<string, string>;
    crews: Map<string, Crew>;
  };
  /** A new person with a key, a pin and qualifications. */
  hire(actor: NewActor): Promise<Actor>;
  /** Sends a request that must succeed; answers its body. */
  send(
    actor: Actor | 'admin',
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Loose>;
  /** Sends any request; answers all of it. */
  ask(
    actor: Actor | 'admin',
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The order as it is. */
  order(id: string): Promise<Loose>;
  /** Performs an action at the order's revision; signed acts are shown first and signed with the actor's pin. */
  act(actor: Actor, orderId: string, action: string, body?: object, pin?: string): Promise<Answer>;
  /** Signs an inspection of the order after its content was shown. */
  sign(actor: Actor, orderId: string, inspectionId: string, decision: 'passed' | 'failed'): Promise<Answer>;
  /** Opens an inspection, records one conforming result and signs it. */
  inspect(
    actor: Actor,
    orderId: string,
    kind: string,
    decision?: 'passed' | 'failed',
    operationId?: string,
  ): Promise<Loose>;
  /** A new draft for the plant's equipment or another item. */
  draft(fields?: object): Promise<Loose>;
  /** One more item of the platform. */
  item(serialNumber: string): Promise<string>;
  /** An order brought to a status through every step before it. */
  orderIn(status: Status, fields?: object): Promise<Loose>;
  /** Brings a draft to a status by the same steps. */
  bring(orderId: string, status: Status): Promise<Loose>;
  /** Does what an action needs to go through from where the order stands; answers who does it and with what body. */
  ready(orderId: string, action: string): Promise<{ by: Actor; body: object }>;
  close(): Promise<void>;
}

/** A request that had to succeed and did not; `status` is what it answered. */
export class Refused extends Error {
  readonly status: number;

  constructor({ status, body }: Answer, what: string) {
    super(`${what}: ${status} ${JSON.stringify(body, null, 1)}`);
    this.name = 'Refused';
    this.status = status;
  }
}

export type Crew = Record<'depot' | 'technician' | 'inspector' | 'acceptor' | 'program', Actor>;

export interface Actor {
  id: string;
  key: string;
  pin: string;
}

interface NewActor {
  name: string;
  roles: string[];
  organization?: { kind: string; name: string };
  /** At the plant; or at these facilities. */
  facility?: boolean | string[];
  program?: boolean;
  qualifications?: object[];
  pin?: string;
}

const from2024 = { validFrom: '2024-01-01', validTo: '2029-12-31' };

/** A plant KSZ at Kisarazu that holds SJAC 9110B, for a platform that requires AS9110C. */
export async function startPlant(start = '2026-03-02T00:00:00.000Z', options: TestAppOptions = {}): Promise<Plant> {
  const clock = new TestClock(start);
  const app = await startTestApp({ clock, ...options });
  const keyOf = (actor: Actor | 'admin') => (actor === 'admin' ? ADMIN_KEY : actor.key);
  const ask: Plant['ask'] = (actor, method, path, body, headers) => app.call(keyOf(actor), method, path, body, headers);
  const send: Plant['send'] = async (actor, method, path, body, headers) => {
    const answer = await ask(actor, method, path, body, headers);
    if (answer.status >= 300) throw new Refused(answer, `${method} ${path}`);
    return answer.body;
  };
  const make = async (path: string, body: object) => (await send('admin', 'POST', path, body)).id as string;

  const platform = await make('/v1/platforms', {
    designation: 'MV-22B',
    nomenclature: { en: 'Osprey tiltrotor', ja: 'オスプレイ' },
    kind: 'aircraft',
    service: 'marine_corps',
    export: { regime: 'ITAR', category: 'VIII(a)' },
    requirements: [
      { standard: 'AS9110C', holder: 'facility', activities: [] },
      { standard: 'ISO/IEC 17025', holder: 'instrument', activities: [] },
    ],
    targets: [{ activity: 'repair', days: 20, calendar: 'working' }],
  });
  const facility = await make('/v1/facilities', {
    code: 'KSZ',
    name: { en: 'Kisarazu', ja: '木更津' },
    operator: 'japanese_industry',
    prefecture: '千葉県',
    calendar: 'japan',
    bays: 2,
  });
  const certification = await make(`/v1/facilities/${facility}/certifications`, {
    standard: 'SJAC 9110B',
    number: 'JP-9110-0042',
    body: 'Example Registrar',
    scopeCodes: ['MV-22B'],
    ...from2024,
  });
  await make(`/v1/facilities/${facility}/capabilities`, {
    platformId: platform,
    activities: ['repair', 'inspection', 'modification'],
    level: 'depot',
    ...from2024,
  });
  const instrument = await make(`/v1/facilities/${facility}/instruments`, {
    serialNumber: 'TW-104',
    description: { en: 'torque wrench', ja: 'トルクレンチ' },
    calibrations: [{ standard: 'JIS Q 17025', certificate: 'CAL-1', calibratedOn: '2026-01-10', dueOn: '2027-01-09' }],
  });
  const authorization = await make('/v1/authorizations', {
    kind: 'taa',
    number: 'TA-1234-26',
    issuer: 'DDTC',
    platformIds: [platform],
    facilityIds: [facility],
    activities: ['repair', 'inspection'],
    ...from2024,
    valueCeiling: { currency: 'USD', minorUnits: 900_000_000 },
  });
  const supplier = await make('/v1/suppliers', { ncage: 'SJ123', name: { ja: '架空部品' }, country: 'JP', offers: [] });
  await make('/v1/technical-data', {
    document: 'TO 1V-22B-2',
    title: { en: 'Rotor' },
    documentRevision: '3',
    effectiveFrom: '2025-01-01',
  });
  const item = (serialNumber: string) =>
    make('/v1/equipment', { platformId: platform, serialNumber, owningUnit: '09456' });
  const equipment = await item('168243');
  const secondAdministrator = await make('/v1/people', {
    name: { en: 'Second administrator' },
    organization: { kind: 'program', name: 'Seibi' },
    roles: ['administrator'],
    accessBasis: 'operator',
  });
  // From the operator: one whose key the first administrator issued would not be independent of them.
  const { key: second } = await issueOperatorKey(app.services, secondAdministrator);

  const hire: Plant['hire'] = async ({
    name,
    roles,
    organization,
    facility: atPlant = true,
    program = false,
    qualifications = [],
    pin = '135790',
  }) => {
    const id = await make('/v1/people', {
      name: { en: name },
      organization: organization ?? { kind: 'facility', name: 'KSZ' },
      roles,
      facilityIds: typeof atPlant === 'boolean' ? (atPlant ? [facility] : []) : atPlant,
      programPlatformIds: program ? [platform] : [],
      accessBasis: 'contract',
    });
    for (const q of qualifications)
      await make(`/v1/people/${id}/qualifications`, {
        facilityIds: [facility],
        platformIds: [platform],
        ...from2024,
        ...q,
      });
    // The administrator who issues a key does not issue the code for the pin.
    const key = (await send('admin', 'POST', `/v1/people/${id}/keys`, {})).key as string;
    const answer = await app.call(second, 'POST', `/v1/people/${id}/pin-codes`, {});
    const set = await app.call(key, 'POST', `/v1/people/${id}/pin`, { code: answer.body.code, pin });
    if (set.status >= 300) throw new Error(`pin: ${set.status} ${set.text}`);
    return { id, key, pin };
  };

  const people: Crew = {
    depot: await hire({ name: 'Depot', roles: ['depot_staff'] }),
    technician: await hire({ name: 'Technician', roles: ['depot_staff'] }),
    inspector: await hire({
      name: 'Inspector',
      roles: ['qa_inspector'],
      qualifications: [{ qualification: 'CDI', stampNumber: 'K-17' }],
    }),
    acceptor: await hire({
      name: 'Acceptor',
      roles: ['qa_inspector'],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
      qualifications: [{ qualification: 'GQAR', authority: 'dcma', delegationReference: 'DCMA-2026-7' }],
    }),
    program: await hire({
      name: 'Program',
      roles: ['program_office'],
      organization: { kind: 'program', name: 'PMA-275' },
      facility: false,
      program: true,
    }),
  };

  const order: Plant['order'] = (id) => send(people.program, 'GET', `/v1/work-orders/${id}`);
  const ifMatch = async (id: string) => ({ 'if-match': `"${(await order(id)).revision}"` });

  const shown = async (actor: Actor, orderId: string, act: string, body: object) =>
    await ask(actor, 'POST', `/v1/work-orders/${orderId}/signing-content`, { act, body, language: 'ja' });

  const act: Plant['act'] = async (actor, orderId, action, body = {}, pin = actor.pin) => {
    let signature = {};
    if (['accept', 'release', 'condemn'].includes(action)) {
      const content = await shown(actor, orderId, action, body);
      if (content.status !== 200) return content;
      signature = { signature: { contentSha256: content.body.contentSha256, language: 'ja', pin } };
    }
    return await ask(
      actor,
      'POST',
      `/v1/work-orders/${orderId}/transitions`,
      { action, ...body, ...signature },
      await ifMatch(orderId),
    );
  };

  const sign: Plant['sign'] = async (actor, orderId, inspectionId, decision) => {
    const content = await shown(actor, orderId, 'sign_inspection', { inspectionId, decision });
    if (content.status !== 200) return content;
    const signature = { contentSha256: content.body.contentSha256, language: 'ja', pin: actor.pin };
    return await ask(
      actor,
      'POST',
      `/v1/work-orders/${orderId}/inspections/${inspectionId}/sign`,
      { decision, signature },
      await ifMatch(orderId),
    );
  };

  const further: Plant['further'] = { authorizations: new Map(), instruments: new Map(), crews: new Map() };
  const instrumentFor = async (id: string) =>
    further.instruments.size === 0 ? instrument : (further.instruments.get((await order(id)).facilityId) ?? instrument);
  const authorizationFor = async (id: string) =>
    further.authorizations.size === 0
      ? authorization
      : (further.authorizations.get((await order(id)).platformId) ?? authorization);
  const crewFor = async (id: string) =>
    further.crews.size === 0 ? people : (further.crews.get((await order(id)).facilityId) ?? people);

  const inspect: Plant['inspect'] = async (actor, orderId, kind, decision = 'passed', operationId) => {
    const inspection = await send(actor, 'POST', `/v1/work-orders/${orderId}/inspections`, {
      kind,
      ...(operationId ? { operationId } : {}),
      characteristics: [
        { name: { en: 'torque', ja: '締付トルク' }, method: 'torque wrench', unit: 'N·m', lower: '40', upper: '45.5' },
      ],
    });
    await send(actor, 'POST', `/v1/work-orders/${orderId}/inspections/${inspection.id}/results`, {
      results: [
        {
          characteristic: 1,
          value: decision === 'passed' ? '42.1' : '47.0',
          instrumentId: await instrumentFor(orderId),
        },
      ],
    });
    const answer = await sign(actor, orderId, inspection.id, decision);
    if (answer.status >= 300) throw new Refused(answer, `sign ${kind}`);
    return answer.body;
  };

  const draft: Plant['draft'] = (fields = {}) =>
    send(people.program, 'POST', '/v1/work-orders', {
      equipmentId: equipment,
      facilityId: facility,
      activity: 'repair',
      level: 'depot',
      priority: { forceActivity: 'II', urgency: 'B' },
      discrepancy: { en: 'Proprotor gearbox chips', ja: 'プロペラロータ・ギアボックスに金属片' },
      ...fields,
    });

  const must = async (answer: Promise<Answer>) => {
    const answered = await answer;
    if (answered.status >= 300) throw new Refused(answered, 'act');
    return answered.body;
  };
  const path = (id: string, rest: string) => `/v1/work-orders/${id}/${rest}`;
  const reason = { reason: { en: 'because', ja: '理由' } };
  const handBack = {
    custody: { document: 'DD1149-2', deliveredBy: 'KSZ', receivedBy: 'VMM-265' },
    conditionCode: 'F',
  };
  const serialOf = async (id: string) =>
    (await send('admin', 'GET', `/v1/equipment/${(await order(id)).equipmentId}`)).serialNumber as string;
  const raise = (id: string, crew: Crew) =>
    send(crew.inspector, 'POST', path(id, 'nonconformances'), { severity: 'minor', description: { en: 'scratch' } });
  const disposition = async (id: string, crew: Crew) => {
    for (const n of (await send(crew.inspector, 'GET', path(id, 'nonconformances'))).items) {
      if (n.status !== 'open') continue;
      const body = { disposition: 'return_to_supplier', reason: { en: 'wrong part' } };
      await send(crew.inspector, 'POST', path(id, `nonconformances/${n.id}/disposition`), body, await ifMatch(id));
    }
  };
  const closeNonconformances = async (id: string, crew: Crew) => {
    for (const n of (await send(crew.inspector, 'GET', path(id, 'nonconformances'))).items)
      if (n.status === 'dispositioned')
        await send(crew.inspector, 'POST', path(id, `nonconformances/${n.id}/close`), {}, await ifMatch(id));
  };
  const receiveParts = async (id: string, crew: Crew) => {
    for (const d of (await send(crew.depot, 'GET', path(id, 'part-demands'))).items)
      if (d.status !== 'received')
        await send(crew.depot, 'PATCH', path(id, `part-demands/${d.id}`), { status: 'received' }, await ifMatch(id));
  };
  const completeOperations = async (id: string, crew: Crew) => {
    for (const o of (await send(crew.depot, 'GET', path(id, 'operations'))).items)
      if (o.status === 'open')
        await send(crew.technician, 'POST', path(id, `operations/${o.id}/complete`), {}, await ifMatch(id));
  };

  // What each action needs first, who does it, and what it says.
  const readiness: Record<string, (id: string, crew: Crew) => Promise<{ by: Actor; body: object }>> = {
    submit: async (_id, crew) => ({ by: crew.program, body: {} }),
    return: async (_id, crew) => ({ by: crew.program, body: reason }),
    authorize: async (id, crew) => ({
      by: crew.program,
      body: { authorizationId: await authorizationFor(id), estimatedCost: { currency: 'USD', minorUnits: 1_000_000 } },
    }),
    reauthorize: async (id, crew) => ({
      by: crew.program,
      body: {
        authorizationId: await authorizationFor(id),
        estimatedCost: { currency: 'USD', minorUnits: 1_200_000 },
        ...reason,
      },
    }),
    induct: async (id, crew) => ({
      by: crew.depot,
      body: {
        custody: { document: 'DD1149-1', deliveredBy: 'VMM-265', receivedBy: 'KSZ', serialNumber: await serialOf(id) },
      },
    }),
    async start(id, crew) {
      await inspect(crew.inspector, id, 'receiving');
      await send(crew.depot, 'POST', path(id, 'operations'), {
        title: { en: 'Replace gearbox', ja: 'ギアボックス交換' },
      });
      return { by: crew.depot, body: {} };
    },
    async await_parts(id, crew) {
      const part = { partNumber: '901-010', nomenclature: { en: 'gearbox' }, quantity: 1, stopsWork: true };
      await send(crew.depot, 'POST', path(id, 'part-demands'), part);
      return { by: crew.depot, body: {} };
    },
    async await_engineering(id, crew) {
      await raise(id, crew);
      return { by: crew.depot, body: {} };
    },
    hold: async (_id, crew) => ({ by: crew.depot, body: { cause: 'capacity', ...reason } }),
    async resume(id, crew) {
      await receiveParts(id, crew);
      await disposition(id, crew);
      return { by: crew.depot, body: {} };
    },
    async present(id, crew) {
      await disposition(id, crew);
      await completeOperations(id, crew);
      return { by: crew.depot, body: { toolsAccounted: true, foreignObjectsCleared: true } };
    },
    withdraw: async (_id, crew) => ({ by: crew.depot, body: reason }),
    async reject(id, crew) {
      await raise(id, crew);
      return { by: crew.inspector, body: reason };
    },
    async accept(id, crew) {
      await inspect(crew.inspector, id, 'final');
      await closeNonconformances(id, crew);
      return { by: crew.inspector, body: {} };
    },
    recall: async (_id, crew) => ({ by: crew.inspector, body: reason }),
    async refuse(id, crew) {
      await raise(id, crew);
      return { by: crew.acceptor, body: reason };
    },
    async release(id, crew) {
      await inspect(crew.acceptor, id, 'acceptance');
      return { by: crew.acceptor, body: { conditionCode: 'A' } };
    },
    async close(id, crew) {
      const on = dateInTokyo((await order(id)).endedAt ?? clock.now());
      for (const o of (await send(crew.depot, 'GET', path(id, 'operations?status=done'))).items)
        await send(crew.technician, 'POST', path(id, 'labor'), { operationId: o.id, hours: 2, on });
      return { by: crew.program, body: { deliveryReceipt: 'DR-1' } };
    },
    cancel: async (id, crew) => ({
      by: crew.program,
      body: { ...reason, ...(isRunning((await order(id)).status) ? handBack : {}) },
    }),
    condemn: async (_id, crew) => ({ by: crew.program, body: { finding: 'lost', surveyReference: 'SV-1' } }),
  };
  const ready: Plant['ready'] = async (id, action) =>
    (await (readiness[action] ?? readiness.submit)?.(id, await crewFor(id))) as never;

  // The shortest way to each status.
  const ways: Record<Status, string[]> = {
    draft: [],
    submitted: ['submit'],
    authorized: ['submit', 'authorize'],
    inducted: ['submit', 'authorize', 'induct'],
    in_work: ['submit', 'authorize', 'induct', 'start'],
    awaiting_parts: ['submit', 'authorize', 'induct', 'start', 'await_parts'],
    awaiting_engineering: ['submit', 'authorize', 'induct', 'start', 'await_engineering'],
    on_hold: ['submit', 'authorize', 'induct', 'start', 'hold'],
    in_inspection: ['submit', 'authorize', 'induct', 'start', 'present'],
    awaiting_acceptance: ['submit', 'authorize', 'induct', 'start', 'present', 'accept'],
    released: ['submit', 'authorize', 'induct', 'start', 'present', 'accept', 'release'],
    closed: ['submit', 'authorize', 'induct', 'start', 'present', 'accept', 'release', 'close'],
    cancelled: ['cancel'],
    condemned: ['submit', 'authorize', 'induct', 'condemn'],
  };
  const bring: Plant['bring'] = async (id, status) => {
    for (const action of ways[status]) {
      const { by, body } = await ready(id, action);
      await must(act(by, id, action, body));
      clock.advance({ minutes: 30 });
    }
    return await order(id);
  };
  let items = 0;
  const orderIn: Plant['orderIn'] = async (status, fields = {}) => {
    items += 1;
    const equipmentId = await item(`S${items}`);
    const { id } = await draft({ equipmentId, ...fields });
    return await bring(id, status);
  };

  return {
    app,
    clock,
    ids: { platform, facility, equipment, authorization, certification, instrument, supplier },
    people,
    further,
    hire,
    send,
    ask,
    order,
    act,
    sign,
    inspect,
    draft,
    item,
    orderIn,
    bring,
    ready,
    close: app.close,
  };
}
