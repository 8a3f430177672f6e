// Who may call what, on whose records: every operation × role × own and foreign scope, generated from the routes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../src/app.ts';
import { ROLES, type Role } from '../../../src/domain/registers/person.ts';
import { bodyTypes, isForPeople, needsRevision, type Route } from '../../../src/http/route.ts';
import { ADMIN_KEY, type Answer, type Loose } from '../../support/app.ts';
import { startWorlds, type World, type Worlds } from '../../support/worlds.ts';

let worlds: Worlds;
beforeAll(async () => {
  worlds = await startWorlds();
  // The examples speak of May.
  worlds.plant.clock.set('2026-05-08T00:00:00.000Z');
});
afterAll(() => worlds.close());

const ABSENT = '01940000-0000-7000-8000-ffffffffffff';
const EVERYBODY: readonly Role[] = ROLES;
// Who sees the records of others, by the noun of the path. Source: vocabulary.md, “Who sees what”: typed off, not asked of the program.
const SEES_FOREIGN: Record<string, readonly Role[]> = {
  standards: EVERYBODY,
  equivalences: EVERYBODY,
  platforms: EVERYBODY,
  suppliers: EVERYBODY,
  catalogue: EVERYBODY,
  weightings: EVERYBODY,
  'support-lists': ['administrator'],
  'technical-data': EVERYBODY,
  equipment: ['administrator'],
  facilities: ['administrator', 'program_office'],
  authorizations: ['administrator'],
  people: ['administrator'],
  baselines: ['administrator'],
  'work-orders': ['administrator'],
  imports: ['administrator'],
  webhooks: ['administrator'],
  // Checkpoints are of the whole record, and hold hashes alone.
  audit: EVERYBODY,
};

// What some roles don't see even of their own platform or plant.
const UNSEEN: Record<string, readonly Role[]> = {
  baselines: ['depot_staff', 'qa_inspector'],
  'support-lists': ['depot_staff', 'qa_inspector'],
  // An import is seen by who made it.
  imports: ['depot_staff', 'qa_inspector', 'host_office'],
  // That of the world is its program office’s.
  webhooks: ['depot_staff', 'qa_inspector', 'host_office'],
};
// The plant proposed this correction, so the plant does not decide on it.
const OTHER_SIDE: Record<string, Role> = { agreeCorrection: 'depot_staff', declineCorrection: 'depot_staff' };

// Where one operation serves several roles, each has its own part of it: the bodies that are each role's.
const because = { reason: { en: 'because' } };
const OWN_PART: Record<string, Partial<Record<Role, object | ((base: Loose) => object)>>> = {
  // Two baselines of one work would overlap.
  createBaseline: { administrator: (base) => ({ ...base, activity: 'overhaul' }) },
  // A platform has one weighting.
  createWeighting: {
    administrator: (base) => ({ ...base, name: 'Further', platformIds: [worlds.own.ids.furtherPlatform] }),
  },
  // A part stands on a list once.
  amendSupportList: { host_office: (base) => ({ ...base, partNumber: 'EX-901-778' }) },
  // Each side signs for itself.
  getSupportListSigningContent: { host_office: (base) => ({ ...base, side: 'japan' }) },
  signSupportList: { host_office: (base) => ({ ...base, side: 'japan' }) },
  // The parts of the example are those of the demo.
  simulateSupport: Object.fromEntries(ROLES.map((role) => [role, {}])),
  transition: { qa_inspector: { action: 'recall', ...because } },
  askSigningContent: {
    program_office: { act: 'condemn', body: { finding: 'lost', surveyReference: 'S-1' }, language: 'en' },
  },
  addOperation: { qa_inspector: { title: { en: 'Close panel' }, holdPoint: true } },
  editOperation: { qa_inspector: { holdPoint: true } },
  editWorkOrder: { program_office: { requiredBy: '2026-12-01' } },
};
// Open to any role, and then only to the person themselves or to an administrator.
const PERSONAL = ['listKeys', 'getKey', 'getPin', 'setPin'];

const secured = routes.filter(isForPeople);
const named = (list: readonly Route[]) => list.map((route) => [route.operationId, route] as const);
// A kind of record is nobody's.
const parametersOf = (route: Route) =>
  [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string).filter((name) => name !== 'kind');
const nounOf = (route: Route) => route.path.split('/')[2] ?? '';
const mayCall = (route: Route, role: Role) =>
  route.roles === 'anyone' || (route.roles as readonly Role[]).includes(role);
const keyOf = (role: Role) => {
  const caller = worlds.caller(role);
  return caller === 'admin' ? ADMIN_KEY : caller.key;
};

/** Calls an operation with everything right but, perhaps, who calls and whose record it is. */
async function call(route: Route, key: string | null, path: string, body?: object): Promise<Answer> {
  const record = /^\/v1\/(work-orders|support-lists)\//.test(path) ? path.split('/').slice(0, 4).join('/') : path;
  const revision = needsRevision(route)
    ? (await worlds.plant.app.call(ADMIN_KEY, 'GET', record)).body?.revision
    : undefined;
  const headers: Record<string, string> = typeof revision === 'number' ? { 'if-match': `"${revision}"` } : {};
  const sent = body ? { raw: JSON.stringify(body), type: bodyTypes(route)[0] ?? '' } : worlds.sentTo(route, worlds.own);
  if (sent) headers['content-type'] = sent.type;
  const url = `${path}?${worlds.queryOf(route, worlds.own)}`;
  return await worlds.plant.app.call(key, route.method, url, sent?.raw, headers);
}

/** What a test takes away is made for it. */
async function disposable(key: string): Promise<Record<string, string>> {
  const made = await worlds.plant.app.call(
    key,
    'POST',
    '/v1/webhooks',
    JSON.stringify({ url: 'https://receiver.example' }),
    { 'content-type': 'application/json' },
  );
  return { id: made.body.id };
}

const seen = ({ status, body }: Answer) => `${status} ${body?.code ?? ''}`.trim();

describe('without a key', () => {
  it.each(named(secured))('%s is 401, whatever it is asked', async (_name, route) => {
    for (const world of [worlds.own, worlds.foreign])
      for (const key of [null, 'seibi_nobody', 'x'])
        expect(seen(await call(route, key, worlds.pathOf(route, world)))).toBe('401 session.unauthenticated');
    const absent = Object.fromEntries(parametersOf(route).map((name) => [name, ABSENT]));
    const raw = await worlds.plant.app.call(null, route.method, worlds.pathOf(route, worlds.own, absent), '{', {
      'content-type': 'x/y',
    });
    expect(seen(raw)).toBe('401 session.unauthenticated');
  });

  it('nothing under /v1 is open but the public keys and the ways to sign in', () => {
    const open = routes.filter((route) => !isForPeople(route)).map((route) => route.path);
    expect(open.filter((path) => path.startsWith('/v1')).sort()).toEqual(['/v1/audit/keys', '/v1/ways-in']);
  });
});

describe.each(ROLES)('%s', (role) => {
  it.each(named(secured))('%s on their own records', async (_name, route) => {
    const isSelf = PERSONAL.includes(route.operationId) && role !== 'administrator';
    const own = worlds.caller(role);
    const other: Record<string, string> = isSelf && own !== 'admin' ? { id: own.id } : {};
    if (isSelf && parametersOf(route).includes('keyId') && own !== 'admin')
      other.keyId = (await worlds.plant.send(own, 'GET', `/v1/people/${own.id}/keys`)).items[0].id;
    if (route.method === 'DELETE') Object.assign(other, await disposable(keyOf('program_office')));
    const part = OWN_PART[route.operationId]?.[role];
    const body = typeof part === 'function' ? part(worlds.bodyOf(route, worlds.own)) : part;
    const answer = await call(route, keyOf(role), worlds.pathOf(route, worlds.own, other), body);
    if (UNSEEN[nounOf(route)]?.includes(role) && parametersOf(route).length > 0) {
      expect(seen(answer)).toBe('404 resource.not_found');
      return;
    }
    if (!mayCall(route, role) || OTHER_SIDE[route.operationId] === role) {
      expect(seen(answer)).toBe('403 access.role_denied');
      if (!mayCall(route, role)) expect(answer.body.required).toEqual(route.roles);
      return;
    }
    expect({ at: 'past the door', answer: seen(answer) }).toEqual({
      at: 'past the door',
      // An order in work has no certificate: that is said to those who see it.
      answer: expect.not.stringMatching(/^(401|404 resource|400|5\d\d)|access\.role_denied/),
    });
  });

  const withIds = secured.filter((route) => parametersOf(route).length > 0);
  it.each(named(withIds))('%s on records of others', async (_name, route) => {
    const other = route.method === 'DELETE' ? await disposable(worlds.foreign.people.program_office.key) : {};
    const answer = await call(route, keyOf(role), worlds.pathOf(route, worlds.foreign, other));
    const sees = SEES_FOREIGN[nounOf(route)];
    if (!sees) throw new Error(`say in SEES_FOREIGN who sees the ${nounOf(route)} of others`);
    if (!sees.includes(role)) {
      expect(seen(answer)).toBe('404 resource.not_found');
      // Not even with a fault beside it, which would be named if it were there.
      const faulty = await worlds.plant.app.call(
        keyOf(role),
        route.method,
        `${worlds.pathOf(route, worlds.foreign)}?zzz=1`,
        bodyTypes(route).length > 0 ? '{' : undefined,
        bodyTypes(route).length > 0 ? { 'content-type': 'x/y' } : {},
      );
      expect(seen(faulty)).toBe('404 resource.not_found');
      // And it looks exactly as what is not there.
      const absent = Object.fromEntries(parametersOf(route).map((name) => [name, name === 'n' ? '999' : ABSENT]));
      const nothing = await call(route, keyOf(role), worlds.pathOf(route, worlds.own, absent));
      expect({ ...nothing.body, instance: '' }).toEqual({ ...answer.body, instance: '' });
      return;
    }
    if (!mayCall(route, role)) expect(seen(answer)).toBe('403 access.role_denied');
    else expect(seen(answer)).not.toMatch(/^(401|404 resource|5\d\d)/);
  });

  const nested = secured.filter((route) => parametersOf(route).length > 1);
  it.each(named(nested))('%s never crosses from one to the other', async (_name, route) => {
    const [first = '', ...rest] = parametersOf(route);
    const inOwn = Object.fromEntries(rest.map((name) => [name, worlds.foreign.ids[name] as string]));
    // A segment is named by its number, which both have.
    const crosses = rest.some((name) => name !== 'n');
    const mixed = [
      ...(crosses ? [worlds.pathOf(route, worlds.own, inOwn)] : []),
      ...(role === 'administrator' || (SEES_FOREIGN[nounOf(route)] ?? []).includes(role)
        ? []
        : [worlds.pathOf(route, worlds.own, { [first]: worlds.foreign.ids[nounOf(route)] as string })]),
    ];
    for (const path of mixed) expect(seen(await call(route, keyOf(role), path))).toBe('404 resource.not_found');
  });

  const lists = secured.filter((route) => route.method === 'GET' && !route.path.includes('{'));
  it.each(named(lists))('%s shows nothing of others', async (_name, route) => {
    if (!mayCall(route, role)) return;
    const shape = (route.query as Loose)?.shape ?? {};
    const filters = ['facilityId', 'platformId', 'equipmentId', 'parentId'].filter((name) => name in shape);
    const foreign = (name: string, world: World) =>
      ({ facilityId: world.ids.facilities, platformId: world.ids.platforms, equipmentId: world.ids.equipment })[name] ??
      world.ids['work-orders'];
    const example = worlds.queryOf(route, worlds.own);
    // What must be said is said in every query; what may be is left out of the widest.
    const needed = [...example].filter(([name]) => !(shape[name]?.isOptional?.() ?? false));
    const limit: [string, string][] = 'limit' in shape ? [['limit', '200']] : [];
    const widest = new URLSearchParams([...needed, ...limit]).toString();
    const queries = [
      example.toString(),
      widest,
      ...filters.map((name) => `${widest}&${name}=${foreign(name, worlds.foreign)}`),
    ];
    const sees = (SEES_FOREIGN[nounOf(route)] ?? EVERYBODY).includes(role);
    for (const query of queries) {
      const answer = await worlds.plant.app.call(keyOf(role), 'GET', `${route.path}?${query}`);
      expect(seen(answer)).toBe('200');
      const ids = (answer.body.items ?? []).map((item: Loose) => item.id);
      if (!sees) expect(ids).not.toContain(worlds.foreign.ids[nounOf(route)]);
      // Standards are shipped, and what is of the audit is of everyone.
      const isListed = nounOf(route) in SEES_FOREIGN && !['standards', 'audit'].includes(nounOf(route));
      if (sees && query === widest && isListed) expect(ids).toContain(worlds.foreign.ids[nounOf(route)]);
      if (query === widest && isListed && !UNSEEN[nounOf(route)]?.includes(role))
        expect(ids).toContain(worlds.own.ids[nounOf(route)]);
    }
  });

  const writing = secured.filter((route) => bodyTypes(route).length > 0 && !route.stream);
  it.each(named(writing))('%s takes no reference to records of others', async (_name, route) => {
    const [own, foreign] = [worlds.bodyOf(route, worlds.own), worlds.bodyOf(route, worlds.foreign)];
    if (role === 'administrator' || !mayCall(route, role) || JSON.stringify(own) === JSON.stringify(foreign)) return;
    const answer = await call(route, keyOf(role), worlds.pathOf(route, worlds.own), foreign);
    expect(seen(answer)).toMatch(/^(400 request\.invalid|403 access\.(outside_program|role_denied)|404|409)/);
  });
});
