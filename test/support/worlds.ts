// Two worlds in one service: a plant with its platform and people, and another they have nothing to do with, each with one of everything.
import type { Role } from '../../src/domain/registers/person.ts';
import { bodyTypes, type Example, type Route } from '../../src/http/route.ts';
import { deliverTo } from '../../src/usecases/exchange/deliveries.ts';
import type { Loose } from './app.ts';
import { type Actor, type Plant, startPlant } from './plant.ts';

export interface World {
  /** By noun (`work-orders`, `people`, …) and by the name of the parameter (`operationId`, …). */
  ids: Record<string, string>;
  people: Record<Exclude<Role, 'administrator'>, Actor>;
}

export interface Worlds {
  plant: Plant;
  own: World;
  foreign: World;
  /** Who calls in a role, from the own world. */
  caller(role: Role): Actor | 'admin';
  /** The path of a route with the ids of a world; `other` names parameters that are taken from elsewhere. */
  pathOf(route: Route, world: World, other?: Record<string, string>): string;
  /** A body of the right form that speaks of a world: the route's example, its references replaced. */
  bodyOf(route: Route, world: World): Loose;
  /** The body and content type of a route's example as they are sent; null: it takes no body. */
  sentTo(route: Route, world: World): { raw: string; type: string } | null;
  /** The query of a route's example, speaking of a world. */
  queryOf(route: Route, world: World): URLSearchParams;
  close(): Promise<void>;
}

const from2024 = { validFrom: '2024-01-01', validTo: '2029-12-31' };

export async function startWorlds(): Promise<Worlds> {
  const plant = await startPlant();
  const { facility, platform } = plant.ids;
  const path = `/v1/facilities/${facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays: 500 }, { 'if-match': `"${revision}"` });
  // The document that the examples cite.
  await plant.send('admin', 'POST', '/v1/technical-data', {
    document: 'EX 1V-22B-2',
    title: { en: 'Rotor' },
    documentRevision: 'Change 2',
    effectiveFrom: '2025-01-01',
  });
  const own = await furnish(plant, {
    facility,
    platform,
    authorization: plant.ids.authorization,
    certification: plant.ids.certification,
    code: 'KSZ',
  });
  const foreign = await furnish(plant, await elsewhere(plant));
  // What is proved of the record is proved against a checkpoint.
  await plant.send('admin', 'POST', '/v1/audit/checkpoints');
  const worlds: Worlds = {
    plant,
    own,
    foreign,
    caller: (role) => (role === 'administrator' ? 'admin' : own.people[role]),
    pathOf: (route, world, other = {}) =>
      route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = other[name] ?? parameter(route, name, world);
        if (value === undefined)
          throw new Error(`${route.operationId}: say in test/support/worlds.ts what {${name}} is`);
        return value;
      }),
    bodyOf: (route, world) => {
      const example = (route.example as { body?: unknown } | undefined)?.body;
      const body = structuredClone(speakingOf(example ?? {}, world)) as Loose;
      if (body.subject?.part)
        body.subject = { part: 'nonconformance', id: world.ids.nonconformanceId, field: 'description' };
      return body;
    },
    sentTo(route, world) {
      const upload = (route.example as Example | undefined)?.upload;
      if (route.stream && !route.body) return { raw: upload?.text ?? '', type: upload?.mediaType ?? route.stream[0] };
      const [type] = bodyTypes(route);
      return type === undefined ? null : { raw: JSON.stringify(worlds.bodyOf(route, world)), type };
    },
    queryOf: (route, world) => {
      const example = speakingOf((route.example as Loose)?.query ?? {}, world) as Loose;
      if (example.record !== undefined) example.id = world.ids[`${example.record}Id`];
      if (example.recordId !== undefined) example.recordId = world.ids['work-orders'];
      return new URLSearchParams(
        Object.entries(example).flatMap(([name, value]) =>
          (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
        ),
      );
    },
    close: plant.close,
  };
  return worlds;
}

function parameter(route: Route, name: string, world: World): string | undefined {
  if (name === 'code') return 'request.invalid';
  if (name === 'kind') return 'facilities';
  return name === 'id' ? world.ids[route.path.split('/')[2] ?? ''] : world.ids[name];
}

// The references of an example name records of the demo: here those of a world, by the name of the field.
function speakingOf(value: unknown, world: World, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => speakingOf(item, world, field.replace(/s$/, '')));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, speakingOf(member, world, name)]));
  if (typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value)) return world.ids[field] ?? value;
  return value;
}

interface Place {
  facility: string;
  platform: string;
  authorization: string;
  certification: string;
  code: string;
}

async function elsewhere(plant: Plant): Promise<Place> {
  const make = async (path: string, body: object) => (await plant.send('admin', 'POST', path, body)).id as string;
  const platform = await make('/v1/platforms', {
    designation: 'F-35A',
    nomenclature: { en: 'Lightning II' },
    kind: 'aircraft',
    service: 'air_force',
    export: { regime: 'ITAR', category: 'VIII(h)' },
    requirements: [{ standard: 'AS9110C', holder: 'facility', activities: [] }],
    targets: [{ activity: 'repair', days: 20, calendar: 'working' }],
  });
  const facility = await make('/v1/facilities', {
    code: 'KMK',
    name: { en: 'Komaki South', ja: '小牧南' },
    operator: 'japanese_industry',
    prefecture: '愛知県',
    calendar: 'japan',
    bays: 100,
  });
  const certification = await make(`/v1/facilities/${facility}/certifications`, {
    standard: 'SJAC 9110B',
    number: 'JP-9110-0099',
    body: 'Example Registrar',
    scopeCodes: ['F-35A'],
    ...from2024,
  });
  const authorization = await make('/v1/authorizations', {
    kind: 'taa',
    number: 'TA-9999-26',
    issuer: 'DDTC',
    platformIds: [platform],
    facilityIds: [facility],
    activities: ['repair', 'inspection'],
    ...from2024,
  });
  return { platform, facility, certification, authorization, code: 'KMK' };
}

/** One of everything at a place. */
async function furnish(plant: Plant, place: Place): Promise<World> {
  const { facility, platform, authorization, certification, code } = place;
  const { send, ask } = plant;
  const make = async (path: string, body: object) => (await send('admin', 'POST', path, body)).id as string;
  const scope = { facilityIds: [facility], platformIds: [platform], ...from2024 };
  const organization = { kind: 'facility', name: code };
  const hire = (name: string, roles: string[], more: object = {}) =>
    plant.hire({ name: `${code} ${name}`, roles, facility: [facility], organization, ...more });
  const people = {
    depot_staff: await hire('depot', ['depot_staff']),
    qa_inspector: await hire('inspector', ['qa_inspector'], { qualifications: [{ qualification: 'CDI', ...scope }] }),
    program_office: await hire('program', ['program_office'], {
      facility: false,
      organization: { kind: 'program', name: code },
    }),
    host_office: await hire('host', ['host_office'], { organization: { kind: 'accepting_authority', name: 'JMOD' } }),
  };
  const patch = async (path: string, body: object) => {
    const { revision } = await send('admin', 'GET', path);
    await send('admin', 'PATCH', path, body, { 'if-match': `"${revision}"` });
  };
  await patch(`/v1/people/${people.program_office.id}`, { programPlatformIds: [platform] });
  const colleague = await make('/v1/people', {
    name: { en: `${code} colleague` },
    organization,
    roles: ['depot_staff'],
    facilityIds: [facility],
    programPlatformIds: [platform],
    accessBasis: 'contract',
  });
  const key = await make(`/v1/people/${colleague}/keys`, {});
  const qualification = await make(`/v1/people/${colleague}/qualifications`, { qualification: 'EN 4179', ...scope });
  const capabilities = await send('admin', 'GET', `/v1/facilities/${facility}/capabilities`);
  const capability =
    capabilities.items[0]?.id ??
    (await make(`/v1/facilities/${facility}/capabilities`, {
      platformId: platform,
      activities: ['repair', 'inspection'],
      level: 'depot',
      ...from2024,
    }));
  const instrument = await make(`/v1/facilities/${facility}/instruments`, {
    serialNumber: `${code}-1`,
    description: { en: 'gauge' },
    calibrations: [{ standard: 'JIS Q 17025', certificate: 'C', calibratedOn: '2026-01-01', dueOn: '2027-01-01' }],
  });
  const closure = await make(`/v1/facilities/${facility}/closures`, {
    from: '2028-01-01',
    to: '2028-01-03',
    bays: 1,
    reason: { en: 'New Year' },
  });
  const baseline = await make('/v1/baselines', {
    platformId: platform,
    activity: 'repair',
    turnaroundDays: 60,
    transportDaysEachWay: 20,
    cost: { currency: 'USD', minorUnits: 1000 },
    transportCost: { currency: 'USD', minorUnits: 1000 },
    source: `study of ${code}`,
    ...from2024,
  });
  const supplier = await make('/v1/suppliers', {
    ncage: `SJ${code}`.slice(0, 5),
    name: { ja: code },
    country: 'JP',
    offers: [],
  });
  const catalogueItem = await make('/v1/catalogue', {
    partNumber: 'P-1',
    cage: `SX${code}`.slice(0, 5),
    nomenclature: { en: 'seal', ja: 'シール' },
    platformIds: [platform],
    export: { regime: 'EAR', category: 'EAR99' },
  });
  const further = async (n: number) =>
    await make('/v1/platforms', {
      designation: `EX-${code}-${n}`,
      nomenclature: { en: 'further' },
      kind: 'component',
      service: 'navy',
      export: { regime: 'EAR', category: 'EAR99' },
    });
  const weighting = await make('/v1/weightings', {
    name: `of ${code}`,
    platformIds: [await further(1)],
    weights: { stoppedDay: 1, orderStopped: 1, priority: 1, shortfallDay: 1, waitingDay: 1, singleSource: 1 },
    reason: { en: 'even' },
  });
  const furtherPlatform = await further(2);
  const technicalData = await make('/v1/technical-data', {
    document: `TO ${code}`,
    title: { en: 'Book' },
    documentRevision: '1',
    effectiveFrom: '2025-01-01',
    platformIds: [platform],
  });
  const equivalence = await make('/v1/equivalences', {
    held: 'JIS Q 9100',
    required: 'AS9110C',
    degree: 'none',
    platformIds: [platform],
    activities: [],
    basis: { document: code, reference: '1' },
    approvedBy: code,
    ...from2024,
  });
  const equipment = await make('/v1/equipment', {
    platformId: platform,
    serialNumber: `${code}-100`,
    owningUnit: '09456',
  });
  const donor = await make('/v1/equipment', { platformId: platform, serialNumber: `${code}-101`, owningUnit: '09456' });

  const webhook = await send(people.program_office, 'POST', '/v1/webhooks', {
    url: `https://${code.toLowerCase()}.example/`,
    types: ['submitted'],
  });
  const order = await send(people.program_office, 'POST', '/v1/work-orders', {
    equipmentId: equipment,
    facilityId: facility,
    activity: 'repair',
    level: 'depot',
    priority: { forceActivity: 'II', urgency: 'B' },
    discrepancy: { en: `Fault at ${code}` },
  });
  const at = (rest: string) => `/v1/work-orders/${order.id}/${rest}`;
  const ifMatch = async () => ({
    'if-match': `"${(await send(people.program_office, 'GET', `/v1/work-orders/${order.id}`)).revision}"`,
  });
  const act = async (by: Actor, action: string, body: object = {}) =>
    await send(by, 'POST', at('transitions'), { action, ...body }, await ifMatch());
  await act(people.program_office, 'submit');
  const receiver = { send: async () => ({ status: 204, retryAfterSeconds: null }) };
  await deliverTo(plant.app.services, receiver, webhook.id, new AbortController().signal);
  const deliveries = await send(people.program_office, 'GET', `/v1/webhooks/${webhook.id}/deliveries`);
  await act(people.program_office, 'authorize', {
    authorizationId: authorization,
    estimatedCost: { currency: 'USD', minorUnits: 100 },
  });
  await act(people.depot_staff, 'induct', {
    custody: { document: 'D-1', deliveredBy: 'unit', receivedBy: code, serialNumber: `${code}-100` },
  });
  const part = async (by: Actor, list: string, body: object) => (await send(by, 'POST', at(list), body)).id as string;
  const operation = await part(people.depot_staff, 'operations', { title: { ja: '作業' } });
  const visual = { name: { en: 'visual' }, method: 'visual' };
  const receiving = await part(people.qa_inspector, 'inspections', { kind: 'receiving', characteristics: [visual] });
  await send(people.qa_inspector, 'POST', at(`inspections/${receiving}/results`), {
    results: [{ characteristic: 1, conforms: true }],
  });
  const shown = await send(people.qa_inspector, 'POST', at('signing-content'), {
    act: 'sign_inspection',
    body: { inspectionId: receiving, decision: 'passed' },
    language: 'en',
  });
  const signature = { contentSha256: shown.contentSha256, language: 'en', pin: people.qa_inspector.pin };
  await send(
    people.qa_inspector,
    'POST',
    at(`inspections/${receiving}/sign`),
    { decision: 'passed', signature },
    await ifMatch(),
  );
  plant.clock.advance({ hours: 1 });
  await act(people.depot_staff, 'start');
  plant.clock.advance({ hours: 1 });
  const inspection = await part(people.qa_inspector, 'inspections', {
    kind: 'in_process',
    operationId: operation,
    characteristics: [visual],
  });
  const labor = await part(people.depot_staff, 'labor', { operationId: operation, hours: 1, on: '2026-03-02' });
  const demand = await part(people.depot_staff, 'part-demands', {
    partNumber: 'P-1',
    nomenclature: { en: 'seal' },
    quantity: 1,
  });
  const supportList = await send(people.program_office, 'POST', '/v1/support-lists', {
    horizon: 'near_term',
    platformIds: [platform],
  });
  const nonconformance = await part(people.depot_staff, 'nonconformances', {
    severity: 'minor',
    description: { ja: '傷' },
  });
  const target = await part(people.program_office, 'targets', { date: '2026-12-01', cause: { en: 'later' } });
  const translation = await part(people.depot_staff, 'translations', {
    subject: { part: 'order', id: order.id, field: 'discrepancy' },
    language: 'ja',
    text: `${code}の不具合`,
    status: 'reviewed',
  });
  const attachment = await plant.app.call(
    people.depot_staff.key,
    'POST',
    `${at('attachments')}?fileName=${code}.txt`,
    `sheet of ${code}`,
    { 'content-type': 'text/plain' },
  );
  const correction = await ask(people.depot_staff, 'POST', at('segments/1/corrections'), {
    category: 'capacity',
    reason: { en: 'no hands' },
  });
  // Only a released order gets one through the API; who may see and decide it is asked of this order like of its other parts.
  const amendment = plant.app.services.newId();
  await plant.app.place.raw(
    'insert into amendments (id, work_order_id, changes, reason, status, proposed_by, proposed_at) values (?, ?, ?, ?, ?, ?, ?)',
    [amendment, order.id, '[]', '{"en":"slip"}', 'proposed', people.qa_inspector.id, plant.clock.now()],
  );
  const imported = await plant.app.call(
    people.program_office.key,
    'POST',
    '/v1/imports?kind=status-reports',
    `{"equipmentId":"${equipment}","condition":"FMC","at":"2020-01-01T00:00:00Z"}`,
    { 'content-type': 'application/x-ndjson' },
  );
  const [signed] = (await send(people.program_office, 'GET', at('signatures'))).items;
  const [standard] = (await send('admin', 'GET', '/v1/standards?limit=1')).items;

  return {
    people,
    ids: {
      // By the noun of the path.
      standards: standard.id,
      equivalences: equivalence,
      platforms: platform,
      equipment,
      facilities: facility,
      authorizations: authorization,
      people: colleague,
      'technical-data': technicalData,
      suppliers: supplier,
      catalogue: catalogueItem,
      weightings: weighting,
      'support-lists': supportList.id,
      furtherPlatform,
      baselines: baseline,
      'work-orders': order.id,
      imports: imported.body.id,
      webhooks: webhook.id,
      deliveryId: deliveries.items[0].id,
      // By the name of the parameter or of the field.
      certificationId: certification,
      capabilityId: capability,
      instrumentId: instrument,
      closureId: closure,
      qualificationId: qualification,
      keyId: key,
      operationId: operation,
      laborId: labor,
      partDemandId: demand,
      inspectionId: inspection,
      nonconformanceId: nonconformance,
      signatureId: signed.id,
      targetId: target,
      n: '1',
      correctionId: correction.body.id,
      translationId: translation,
      amendmentId: amendment,
      attachmentId: attachment.body.id,
      equipmentId: equipment,
      donorEquipmentId: donor,
      facilityId: facility,
      platformId: platform,
      programPlatformId: platform,
      authorizationId: authorization,
      supplierId: supplier,
      personId: people.depot_staff.id,
      performedBy: people.depot_staff.id,
      measuredBy: people.qa_inspector.id,
      assignedTo: people.depot_staff.id,
      record: certification,
    },
  };
}
