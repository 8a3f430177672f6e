// Identity over HTTP, against a real provider: access tokens, signing in and out with a browser, sessions, and what an attacker tries.
import { createHmac } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { exportSPKI, importJWK } from 'jose';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OidcSettings, SettingsFault } from '../../src/config.ts';
import { openIdentityProvider } from '../../src/identity/provider.ts';
import { forgetSessions } from '../../src/usecases/sign-in.ts';
import { ADMIN_KEY, type Answer, startTestApp, type TestApp, TestClock } from '../support/app.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { AUDIENCE, CLIENT, PUBLIC_URL, startProvider, type TestProvider } from '../support/provider.ts';

// The provider tells the time by the clock of this machine, so Seibi’s begins there.
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const peopleFile = join(tmpdir(), `seibi-people-${process.pid}.json`);
const person = { id: '01940000-0000-7000-8000-00000000a11c', key: 'seibi_test_alice' };

let provider: TestProvider;
let clock: TestClock;
let t: TestApp;
const reported: unknown[] = [];

const settings = (more: Partial<OidcSettings> = {}): OidcSettings => ({
  issuer: provider.issuer,
  audience: AUDIENCE,
  client: { ...CLIENT, publicUrl: PUBLIC_URL, sessionHours: 12 },
  claim: 'sub',
  peopleFile,
  ...more,
});
const nameAlice = (id = person.id) => writeFileSync(peopleFile, JSON.stringify({ alice: id, 'bob@example.com': id }));

/** The service with an identity provider of these settings; on a database of its own. */
async function start(more: Partial<OidcSettings> = {}, logger?: FastifyBaseLogger): Promise<TestApp> {
  const identity = await openIdentityProvider(settings(more), (error) => reported.push(error));
  const app = await startTestApp({ clock, identity, ...(logger ? { logger } : {}) });
  await app.person(['depot_staff'], { ...person, name: { en: 'Alice <Depot>', ja: 'アリス' } });
  return app;
}

beforeAll(async () => {
  provider = await startProvider();
});
beforeEach(async () => {
  reported.length = 0;
  provider.replace(null);
  provider.asked.clear();
  clock = new TestClock(NOW.toISOString());
  nameAlice();
  t = await start();
  return () => t.close();
});
afterAll(async () => {
  await provider.close();
  rmSync(peopleFile, { force: true });
});

const who = (token: string, app = t) => app.call(token, 'GET', '/v1/session');
const seen = ({ status, body }: Answer) => `${status} ${body?.code ?? ''}`.trim();
const seconds = (offset: number) => Math.floor(Date.parse(clock.now()) / 1000) + offset;
const good = () => ({ iss: provider.issuer, aud: AUDIENCE, sub: 'alice', iat: seconds(0), exp: seconds(600) });

describe('an access token', () => {
  it('that the provider issued lets in the person it is mapped to, beside their keys', async () => {
    const answer = await who(await provider.accessToken('alice'));
    expect(answer.body).toEqual({
      person: {
        id: person.id,
        name: { en: 'Alice <Depot>', ja: 'アリス' },
        roles: ['depot_staff'],
        facilityIds: [],
        programPlatformIds: [],
        pinSetAt: null,
      },
      how: 'token',
      csrfToken: null,
      expiresAt: null,
    });
    expect((await who(person.key)).body).toMatchObject({ person: { id: person.id }, how: 'key' });
    const { token: _, ...without } = { token: '', ...good() };
    expect((await who(await provider.sign(without))).status).toBe(200);
    // Reads and writes by it need nothing more than with a key.
    const role = await t.call(await provider.sign(good()), 'POST', '/v1/suppliers', {});
    expect(seen(role)).toBe('400 request.invalid');
  });

  it('asks the provider once for many', async () => {
    const token = await provider.sign(good());
    await Promise.all(Array.from({ length: 8 }, () => who(token)));
    await who(token);
    expect(provider.asked.get('/jwks')).toBe(1);
    expect(provider.asked.get('/.well-known/openid-configuration')).toBe(1);
  });

  it.each([
    ['at+jwt', 200],
    ['application/at+jwt', 200],
    ['AT+JWT', 200],
    ['JWT', 200],
    ['logout+jwt', 401],
    ['dpop+jwt', 401],
    ['id_token+jwt', 401],
  ])('of type %s is answered %i', async (typ, status) => {
    expect((await who(await provider.sign(good(), { typ }))).status).toBe(status);
  });

  it.each<[string, () => object]>([
    ['made out to someone else', () => ({ aud: 'https://other.example' })],
    ['made out to the client, as an ID token is', () => ({ aud: CLIENT.id })],
    ['made out to nobody', () => ({ aud: undefined })],
    ['of another issuer', () => ({ iss: 'https://evil.example' })],
    ['of an issuer that is named almost so', () => ({ iss: `${provider.issuer}/` })],
    ['of no issuer', () => ({ iss: undefined })],
    ['expired', () => ({ exp: seconds(-61) })],
    ['that never expires', () => ({ exp: undefined })],
    ['not yet valid', () => ({ nbf: seconds(120) })],
    ['of nobody', () => ({ sub: undefined })],
    ['of someone who is not mapped', () => ({ sub: 'mallory' })],
    ['of a name that every object has', () => ({ sub: '__proto__' })],
    ['whose claim is a list', () => ({ sub: ['alice'] })],
    ['bound to a key of its holder', () => ({ cnf: { jkt: 'x' } })],
  ])('%s is refused', async (_name, change) => {
    const token = await provider.sign(JSON.parse(JSON.stringify({ ...good(), ...change() })));
    const answer = await who(token);
    expect(seen(answer)).toBe('401 session.unauthenticated');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="seibi"');
  });

  it.each<[string, () => object]>([
    ['expired a minute ago', () => ({ exp: seconds(-59) })],
    ['valid in a minute', () => ({ nbf: seconds(59) })],
    ['made out to several', () => ({ aud: ['https://other.example', AUDIENCE] })],
  ])('%s is taken', async (_name, change) => {
    expect((await who(await provider.sign({ ...good(), ...change() }))).status).toBe(200);
  });

  it('is judged by the clock of the service', async () => {
    const token = await provider.sign(good());
    clock.advance({ minutes: 10 });
    expect((await who(token)).status).toBe(200);
    clock.advance({ minutes: 2 });
    expect((await who(token)).status).toBe(401);
  });

  it('is out when its person has left, and its mapping follows the file', async () => {
    const token = await provider.sign(good());
    expect((await who(token)).status).toBe(200);
    writeFileSync(peopleFile, JSON.stringify({ somebody: person.id }));
    expect((await who(token)).status).toBe(401);
    // Put in its place, as careful editors do.
    writeFileSync(`${peopleFile}.new`, JSON.stringify({ alice: person.id }));
    renameSync(`${peopleFile}.new`, peopleFile);
    expect((await who(token)).status).toBe(200);
    await leave();
    expect((await who(token)).status).toBe(401);
  });

  it('lets nobody in while the file of people can not be used, and says so once', async () => {
    const token = await provider.sign(good());
    for (const content of ['{"alice":', '{"alice":"Alice"}', '["alice"]']) {
      reported.length = 0;
      writeFileSync(peopleFile, content);
      expect(seen(await who(token))).toBe('503 service.unavailable');
      expect(seen(await who(token))).toBe('503 service.unavailable');
      expect(reported.map(String)).toEqual([expect.stringContaining(peopleFile)]);
    }
    rmSync(peopleFile);
    expect(seen(await who(token))).toBe('503 service.unavailable');
    nameAlice();
    expect((await who(token)).status).toBe(200);
  });

  it('can say who somebody is by another claim, or by their id itself', async () => {
    const byMail = await start({ claim: 'email' });
    const mail = (claims: object) => provider.sign({ ...good(), email: 'bob@example.com', ...claims });
    expect((await who(await mail({}), byMail)).status).toBe(200);
    expect((await who(await mail({ email_verified: true }), byMail)).status).toBe(200);
    // Anybody can write any address where nobody verifies it.
    expect((await who(await mail({ email_verified: false }), byMail)).status).toBe(401);
    await byMail.close();
    const byId = await start({ peopleFile: null });
    expect((await who(await provider.sign({ ...good(), sub: person.id }), byId)).status).toBe(200);
    for (const sub of ['alice', "x' or 1=1 --", 'a\u0000b', '\ud800'])
      expect((await who(await provider.sign({ ...good(), sub }), byId)).status).toBe(401);
    await byId.close();
  });

  it('is nothing where none is taken', async () => {
    const token = await provider.accessToken('alice');
    const noTokens = await start({ audience: null });
    expect((await who(token, noTokens)).status).toBe(401);
    await noTokens.close();
    const plain = await startTestApp({ clock });
    expect((await who(token, plain)).status).toBe(401);
    await plain.close();
    expect(reported).toEqual([]);
  });
});

describe('a forged token', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('without a signature is refused, however it spells none', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const unsigned = `${part({ alg, typ: 'at+jwt' })}.${part(good())}`;
      for (const token of [`${unsigned}.`, `${unsigned}.AAAA`, unsigned])
        expect(seen(await who(token))).toBe('401 session.unauthenticated');
    }
  });

  it('signed with a public key as a shared secret is refused', async () => {
    const { publicJwk, kid } = provider.keys().access;
    const pem = await exportSPKI((await importJWK(publicJwk, 'ES256')) as never);
    const secrets = [pem, pem.trim(), JSON.stringify(publicJwk), publicJwk.x ?? ''];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const content = `${part({ alg, kid, typ: 'at+jwt' })}.${part(good())}`;
      for (const secret of secrets) {
        const signature = createHmac(alg.replace('HS', 'sha'), secret).update(content).digest('base64url');
        expect(seen(await who(`${content}.${signature}`))).toBe('401 session.unauthenticated');
      }
    }
  });

  it('signed with a shared secret that the provider publishes is refused', async () => {
    const secret = Buffer.alloc(32, 7);
    provider.replace((request, response) => {
      const isKeys = request.url === '/jwks';
      const keys = { keys: [{ kty: 'oct', kid: 'shared', alg: 'HS256', k: secret.toString('base64url') }] };
      const issuer = provider.issuer;
      const discovery = {
        issuer,
        jwks_uri: `${issuer}/jwks`,
        token_endpoint: `${issuer}/t`,
        authorization_endpoint: `${issuer}/a`,
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(isKeys ? keys : discovery));
    });
    const content = `${part({ alg: 'HS256', kid: 'shared' })}.${part(good())}`;
    const signature = createHmac('sha256', secret).update(content).digest('base64url');
    expect(seen(await who(`${content}.${signature}`))).toBe('401 session.unauthenticated');
  });

  it('signed by another key is refused, whatever it says of its key', async () => {
    const mine = await startProvider();
    const { privateKey: key, publicJwk, kid } = mine.keys().access;
    const theirs = provider.keys().access.kid;
    for (const name of [theirs, kid, '../../dev/null', '']) {
      const token = await provider.sign(good(), { key, kid: name });
      expect(seen(await who(token))).toBe('401 session.unauthenticated');
    }
    // Where it says that its key can be had is not where it is looked for.
    const header = { alg: 'ES256', kid, jwk: publicJwk, jku: `${mine.issuer}/jwks`, x5u: `${mine.issuer}/jwks` };
    const token = (await provider.sign(good(), { key, kid })).split('.');
    expect(seen(await who([part(header), token[1], token[2]].join('.')))).toBe('401 session.unauthenticated');
    expect(mine.asked.size).toBe(0);
    await mine.close();
  });

  it('with a byte changed, cut short or made of anything is refused', async () => {
    const token = await provider.sign(good());
    const [head = '', body = '', signature = ''] = token.split('.');
    const other = part({ ...good(), sub: 'admin' });
    const odd = [
      `${head}.${other}.${signature}`,
      `${head}.${body}.${signature.slice(0, -4)}`,
      `${head}.${body}`,
      `${head}.${body}.${signature}.x.y`,
      'a.b.c',
      '..',
      `${part({ alg: 'ES256', crit: ['x'], x: 1 })}.${body}.${signature}`,
      token.repeat(3),
    ];
    for (const one of odd) expect(seen(await who(one))).toBe('401 session.unauthenticated');
    expect(reported).toEqual([]);
  });

  it('does not make the service ask the provider again and again', async () => {
    await who(await provider.sign(good()));
    clock.advance({ seconds: 31 });
    for (let n = 0; n < 20; n++) await who(await provider.sign(good(), { kid: `stranger-${n}` }));
    expect(provider.asked.get('/jwks')).toBe(2);
  });
});

describe('the keys of the provider', () => {
  it('are looked up again when they rotate, and old ones are out', async () => {
    const old = await provider.sign(good());
    expect((await who(old)).status).toBe(200);
    await provider.rotate();
    const fresh = await provider.accessToken('alice');
    // Asked just now: not again within half a minute.
    expect((await who(fresh)).status).toBe(401);
    clock.advance({ seconds: 31 });
    expect((await who(fresh)).status).toBe(200);
    expect((await who(old)).status).toBe(401);
  });

  it('that were withdrawn are out after ten minutes', async () => {
    const claims = { ...good(), exp: seconds(7200) };
    const token = await provider.sign(claims);
    expect((await who(token)).status).toBe(200);
    await provider.rotate();
    clock.advance({ minutes: 9 });
    expect((await who(token)).status).toBe(200);
    clock.advance({ minutes: 1 });
    expect((await who(token)).status).toBe(401);
  });

  it('serve for an hour while the provider is away; without any, a token is neither good nor bad', async () => {
    const claims = { ...good(), exp: seconds(14_400) };
    const token = await provider.sign(claims);
    provider.replace((request) => request.socket.destroy());
    const away = await who(token);
    expect(seen(away)).toBe('503 service.unavailable');
    expect(away.headers['retry-after']).toBe('30');
    expect(reported.map(String)).toEqual([expect.stringContaining('openid-configuration can not be read')]);
    expect((await who(person.key)).status).toBe(200);
    // Half a minute later it is back.
    provider.replace(null);
    expect(seen(await who(token))).toBe('503 service.unavailable');
    clock.advance({ seconds: 31 });
    expect((await who(token)).status).toBe(200);

    provider.replace((_request, response) => response.writeHead(500).end());
    clock.advance({ minutes: 59 });
    expect((await who(token)).status).toBe(200);
    clock.advance({ minutes: 2 });
    expect(seen(await who(token))).toBe('503 service.unavailable');
  });

  it.each<[string, object]>([
    ['that names another issuer', { issuer: 'https://evil.example' }],
    ['whose keys are elsewhere without TLS', { jwks_uri: 'http://evil.example/jwks' }],
    ['that names no keys', { jwks_uri: undefined }],
  ])('are not taken from a discovery document %s', async (_name, change) => {
    const { issuer } = provider;
    const document = {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      token_endpoint: `${issuer}/t`,
      authorization_endpoint: `${issuer}/a`,
    };
    provider.replace((_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...document, ...change })),
    );
    expect(seen(await who(await provider.sign(good())))).toBe('503 service.unavailable');
    expect(provider.asked.get('/jwks')).toBeUndefined();
    expect(reported).toHaveLength(1);
  });

  it('are not followed to where a redirect leads', async () => {
    const mine = await startProvider();
    provider.replace((request, response) =>
      response.writeHead(302, { location: `${mine.issuer}${request.url}` }).end(),
    );
    expect(seen(await who(await provider.sign(good())))).toBe('503 service.unavailable');
    expect(mine.asked.size).toBe(0);
    await mine.close();
  });
});

describe('signing in with a browser', () => {
  it('leads to the provider and back, to a session and to where it began', async () => {
    const browser = openBrowser(t);
    const to = new URL(await browser.begin('/docs?a=1&b=%22#x'));
    expect(`${to.origin}${to.pathname}`).toBe(`${provider.issuer}/auth`);
    const asked = Object.fromEntries(to.searchParams);
    expect(asked).toMatchObject({
      client_id: CLIENT.id,
      response_type: 'code',
      redirect_uri: `${PUBLIC_URL}/auth/callback`,
      scope: 'openid',
      code_challenge_method: 'S256',
      ui_locales: 'en',
    });
    for (const secret of ['state', 'nonce', 'code_challenge']) expect(asked[secret]).toMatch(/^[\w-]{43}$/);
    expect(browser.setCookies()).toEqual([
      expect.stringMatching(/^seibi_sign_in=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/),
    ]);

    const back = await provider.signIn(to.href, 'alice');
    const page = await browser.visit(`${back.pathname}${back.search}`, { 'accept-language': 'ja' });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(page.headers.location).toBeUndefined();
    expect(page.text).toContain('<meta http-equiv="refresh" content="0; url=/docs?a=1&#38;b=%22#x">');
    expect(page.text).toContain('href="/docs?a=1&#38;b=%22#x"');
    expect(page.text).toContain('アリスさんとしてサインインしました');
    expect(page.text).toContain('Alice &#60;Depot&#62;');
    expect(page.text).not.toMatch(/<script|<Depot>/);
    expect(browser.setCookies()).toEqual([
      expect.stringMatching(/^seibi_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/),
      'seibi_sign_in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
    ]);

    const me = await browser.visit('/v1/session');
    expect(me.body).toMatchObject({
      person: { id: person.id },
      how: 'session',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: new Date(NOW.getTime() + 12 * 3_600_000).toISOString(),
    });
    expect((await browser.visit('/v1/standards')).status).toBe(200);
  });

  it('keeps of a session the hash of its token only', async () => {
    const browser = openBrowser(t);
    await browser.signIn(provider, 'alice');
    const token = browser.cookies.get('seibi_session') ?? '';
    const { csrfToken } = (await browser.visit('/v1/session')).body;
    const rows = await t.database.read((tx) => tx.db.select().from(tx.tables.sessions));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(csrfToken);
    expect(csrfToken).not.toBe(token);
  });

  it('has cookies for TLS and this host alone where there is TLS', async () => {
    const publicUrl = 'https://seibi.example';
    const secured = await startProvider({ publicUrl });
    const safe = await start({ issuer: secured.issuer, client: { ...CLIENT, publicUrl, sessionHours: 1 } });
    const browser = openBrowser(safe);
    const to = await browser.begin();
    expect(browser.setCookies()[0]).toMatch(
      /^__Host-seibi_sign_in=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
    const back = await secured.signIn(to, 'alice');
    expect(back.origin).toBe(publicUrl);
    await browser.visit(`${back.pathname}${back.search}`);
    expect(browser.setCookies()[0]).toMatch(
      /^__Host-seibi_session=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect((await browser.visit('/v1/session')).status).toBe(200);
    // The name without its prefix can be set by whoever has a name beside this host’s.
    const token = browser.cookies.get('__Host-seibi_session') ?? '';
    const plain = { cookie: `seibi_session=${token}` };
    expect((await safe.call(null, 'GET', '/v1/session', undefined, plain)).status).toBe(401);
    await safe.close();
    await secured.close();
  });

  it('takes the claim from the userinfo endpoint when the ID token has it not', async () => {
    const mapped = await start({ claim: 'email' });
    const browser = openBrowser(mapped);
    const to = new URL(await browser.begin());
    expect(to.searchParams.get('scope')).toBe('openid email');
    const back = await provider.signIn(to.href, 'bob');
    expect((await browser.visit(`${back.pathname}${back.search}`)).status).toBe(200);
    expect(provider.asked.get('/me')).toBe(1);
    expect((await browser.visit('/v1/session')).body.person.id).toBe(person.id);
    await mapped.close();
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\\\\evil.example',
    '/a\\b',
    'evil',
    'javascript:alert(1)',
    ' /docs',
    '',
    '/auth/login',
    '/auth/logout',
  ])('goes to no other site afterwards: %j', async (returnTo) => {
    const answer = await t.call(null, 'GET', `/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/returnTo']);
    // Nor when the cookie is made to say so.
    const browser = openBrowser(t);
    const back = await provider.signIn(await browser.begin(), 'alice');
    const kept = JSON.parse(Buffer.from(browser.cookies.get('seibi_sign_in') ?? '', 'base64url').toString());
    browser.cookies.set('seibi_sign_in', Buffer.from(JSON.stringify({ ...kept, returnTo })).toString('base64url'));
    expect(seen(await browser.visit(`${back.pathname}${back.search}`))).toBe('400 identity.attempt_unknown');
  });

  it('is known by its state to the browser that began it alone', async () => {
    const [mine, theirs] = [openBrowser(t), openBrowser(t)];
    const back = await provider.signIn(await mine.begin(), 'alice');
    const path = `${back.pathname}${back.search}`;
    // Sent to somebody else, so that they work in my name without knowing; they have begun nothing, then something else.
    expect(seen(await theirs.visit(path))).toBe('400 identity.attempt_unknown');
    await theirs.begin();
    expect(seen(await theirs.visit(path))).toBe('400 identity.attempt_unknown');
    for (const state of ['', '&state=', '&state=x'])
      expect(seen(await mine.visit(`/auth/callback?code=x${state}`))).toBe('400 identity.attempt_unknown');
    expect(provider.asked.get('/token')).toBeUndefined();
    expect((await mine.visit(path)).status).toBe(200);
  });

  it('is completed once', async () => {
    const browser = openBrowser(t);
    const to = await browser.begin();
    const attempt = browser.cookies.get('seibi_sign_in') ?? '';
    const back = await provider.signIn(to, 'alice');
    const path = `${back.pathname}${back.search}`;
    expect((await browser.visit(path)).status).toBe(200);
    expect(seen(await browser.visit(path))).toBe('400 identity.attempt_unknown');
    // With the cookie kept aside the provider still gives nothing for a code that is spent.
    const again = openBrowser(t);
    again.cookies.set('seibi_sign_in', attempt);
    const answer = await again.visit(path);
    expect([seen(answer), answer.body.reason]).toEqual(['403 identity.refused', 'invalid_grant']);
    expect(again.cookies.has('seibi_session')).toBe(false);
    expect(reported).toEqual([]);
  });

  it('needs the verifier and the nonce of its attempt', async () => {
    for (const [member, reason] of [
      ['codeVerifier', 'invalid_grant'],
      ['nonce', 'invalid_response'],
    ] as const) {
      const browser = openBrowser(t);
      const back = await provider.signIn(await browser.begin(), 'alice');
      const kept = JSON.parse(Buffer.from(browser.cookies.get('seibi_sign_in') ?? '', 'base64url').toString());
      const changed = { ...kept, [member]: 'x'.repeat(43) };
      browser.cookies.set('seibi_sign_in', Buffer.from(JSON.stringify(changed)).toString('base64url'));
      const answer = await browser.visit(`${back.pathname}${back.search}`);
      expect([seen(answer), answer.body.reason]).toEqual(['403 identity.refused', reason]);
    }
  });

  it('takes no answer that another issuer gives', async () => {
    const browser = openBrowser(t);
    const back = await provider.signIn(await browser.begin(), 'alice');
    back.searchParams.set('iss', 'https://evil.example');
    expect(seen(await browser.visit(`${back.pathname}${back.search}`))).toBe('403 identity.refused');
    expect(provider.asked.get('/token')).toBeUndefined();
  });

  it('takes no ID token with a signature of others', async () => {
    const browser = openBrowser(t);
    const to = await browser.begin();
    const back = await provider.signIn(to, 'alice');
    const nonce = new URL(to).searchParams.get('nonce') ?? '';
    const { privateKey } = (await startedAndClosed()).keys().id;
    const claims = { ...good(), aud: CLIENT.id, nonce };
    const answerWith = async (header: { key?: typeof privateKey }) => {
      const id_token = await provider.sign(claims, {
        alg: 'RS256',
        kid: provider.keys().id.kid,
        typ: 'JWT',
        ...header,
      });
      provider.replace((_request, response) =>
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ access_token: 'x', token_type: 'bearer', id_token })),
      );
      return await browser.visit(`${back.pathname}${back.search}`);
    };
    // The keys are known already: what follows replaces the token endpoint alone.
    await who(await provider.sign(good()));
    const forged = await answerWith({ key: privateKey });
    expect([seen(forged), forged.body.reason]).toEqual(['403 identity.refused', 'invalid_id_token']);
    expect((await answerWith({ key: provider.keys().id.privateKey })).status).toBe(200);
  });

  it('that is declined, or of somebody unknown, is told in both languages, as a page to people', async () => {
    const browser = openBrowser(t);
    const back = await provider.signIn(await browser.begin(), 'alice', { declines: true });
    const path = `${back.pathname}${back.search}`;
    const declined = await browser.visit(path);
    expect([seen(declined), declined.body.reason]).toEqual(['403 identity.refused', 'access_denied']);
    expect(declined.headers['cache-control']).toBe('no-store');
    const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': 'ja' };
    const page = await browser.visit(path, html);
    expect([page.status, page.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).toContain('<html lang="ja">');
    expect(page.text).toMatch(/理由：access_denied。[\s\S]*Its reason: access_denied\./);
    expect(page.text).toContain('href="/auth/login"');

    const stranger = await openBrowser(t).signIn(provider, '<b>mallory</b>');
    expect([seen(stranger), stranger.body.claim, stranger.body.value]).toEqual([
      '403 identity.unknown_person',
      'sub',
      '<b>mallory</b>',
    ]);
    const other = openBrowser(t);
    const then = await provider.signIn(await other.begin(), '<b>mallory</b>');
    const told = await other.visit(`${then.pathname}${then.search}`, html);
    expect(told.text).toContain('&#60;b&#62;mallory');
    expect(told.text).not.toContain('<b>');
    expect(other.cookies.has('seibi_session')).toBe(false);
    expect(reported).toEqual([]);
  });

  it('says what the provider says only when that is a plain code', async () => {
    const browser = openBrowser(t);
    const state = new URL(await browser.begin()).searchParams.get('state') ?? '';
    const answer = await browser.visit(`/auth/callback?state=${state}&iss=${provider.issuer}&error=%3Cscript%3E`);
    expect([seen(answer), answer.body.reason]).toEqual(['403 identity.refused', 'unknown']);
    expect(reported).toHaveLength(1);
  });

  it('is not for who has left', async () => {
    await leave();
    expect(seen(await openBrowser(t).signIn(provider, 'alice'))).toBe('403 identity.unknown_person');
  });

  it('waits when the provider is away, and tells the operator, not of codes and tokens', async () => {
    provider.replace((request) => request.socket.destroy());
    const browser = openBrowser(t);
    expect(seen(await browser.visit('/auth/login'))).toBe('503 service.unavailable');
    provider.replace(null);
    clock.advance({ seconds: 31 });
    const back = await provider.signIn(await browser.begin(), 'alice');
    reported.length = 0;
    provider.replace((_request, response) => response.writeHead(502).end());
    expect(seen(await browser.visit(`${back.pathname}${back.search}`))).toBe('503 service.unavailable');
    expect(reported).toHaveLength(1);
    expect(JSON.stringify([String(reported[0]), reported[0]])).not.toContain(back.searchParams.get('code'));
    // The attempt is still this browser’s.
    provider.replace(null);
    expect((await browser.visit(`${back.pathname}${back.search}`)).status).toBe(200);
  });

  it('is refused when the provider does not know the client’s secret', async () => {
    const wrong = await start({ client: { id: CLIENT.id, secret: 'wrong', publicUrl: PUBLIC_URL, sessionHours: 1 } });
    expect(seen(await openBrowser(wrong).signIn(provider, 'alice'))).toBe('403 identity.refused');
    expect(reported).toHaveLength(1);
    await wrong.close();
  });

  it('is not there where it is not configured', async () => {
    for (const app of [await startTestApp({ clock }), await start({ client: null })]) {
      for (const path of ['/auth/login', '/auth/callback?code=x&state=y'])
        expect(seen(await app.call(null, 'GET', path))).toBe('404 identity.not_configured');
      expect(seen(await app.call(ADMIN_KEY, 'POST', '/auth/logout'))).toBe('409 session.none');
      await app.close();
    }
  });

  it('leaves no code, token or cookie in the log', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const logged = await start({}, logger);
    const browser = openBrowser(logged);
    const back = await provider.signIn(await browser.begin(), 'alice');
    await browser.visit(`${back.pathname}${back.search}`);
    const { csrfToken } = (await browser.visit('/v1/session')).body;
    await browser.send('POST', '/auth/logout', {}, { 'x-csrf-token': csrfToken });
    const log = lines.join('');
    expect(log).toContain('/auth/callback');
    const secrets = [back.searchParams.get('code'), back.searchParams.get('state'), csrfToken, CLIENT.secret];
    for (const secret of secrets) expect(log).not.toContain(secret);
    await logged.close();
  });
});

describe('a session', () => {
  let browser: Browser;
  let csrf: string;
  beforeEach(async () => {
    browser = openBrowser(t);
    await browser.signIn(provider, 'alice');
    csrf = (await browser.visit('/v1/session')).body.csrfToken;
  });
  const out = () => browser.visit('/v1/session').then(seen);

  it('changes nothing without its CSRF token', async () => {
    const path = `/v1/people/${person.id}/pin`;
    const pin = { code: 'ABCDE-FGHJK', pin: '123456' };
    const post = (headers: Record<string, string>) => browser.send('POST', path, pin, headers);
    const others = openBrowser(t);
    await others.signIn(provider, 'alice');
    const theirs = (await others.visit('/v1/session')).body.csrfToken;
    expect(theirs).not.toBe(csrf);
    for (const token of [undefined, '', 'x', csrf.slice(0, -1), `${csrf}x`, theirs]) {
      const refused = await post(token === undefined ? {} : { 'x-csrf-token': token });
      expect(seen(refused)).toBe('403 session.csrf');
    }
    expect(seen(await post({ 'x-csrf-token': csrf }))).toBe('403 pin_code.refused');
    expect((await browser.visit('/v1/standards')).status).toBe(200);
    expect((await browser.send('HEAD', '/v1/standards')).status).toBe(200);
    // The refusals are kept, as others are.
    const { body } = await t.call(ADMIN_KEY, 'GET', '/v1/denials?code=session.csrf');
    expect(body.items.length).toBe(6);
    expect(body.items[0]).toMatchObject({ personId: person.id, operationId: 'setPin', path });
  });

  it('is asked for its CSRF token before anything else is told', async () => {
    const absent = '/v1/people/01940000-0000-7000-8000-ffffffffffff/keys';
    expect(seen(await browser.send('POST', absent, {}))).toBe('403 session.csrf');
    expect(seen(await browser.send('POST', absent, {}, { 'x-csrf-token': csrf }))).toBe('404 resource.not_found');
  });

  it('gives way to an Authorization header, good or bad', async () => {
    const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` };
    expect((await browser.visit('/v1/session', asAdmin)).body).toMatchObject({ how: 'key', csrfToken: null });
    expect(seen(await browser.send('POST', '/v1/suppliers', {}, asAdmin))).toBe('400 request.invalid');
    for (const authorization of ['Bearer seibi_nobody', 'Bearer', 'Basic YTpi', ''])
      expect(seen(await browser.visit('/v1/session', { authorization }))).toBe('401 session.unauthenticated');
  });

  it('ends when its browser signs out, at once and on every node', async () => {
    const { buildApp } = await import('../../src/app.ts');
    const second = await buildApp({
      services: t.services,
      settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 },
    });
    const headers = { cookie: `seibi_session=${browser.cookies.get('seibi_session')}` };
    expect((await second.inject({ url: '/v1/session', headers })).statusCode).toBe(200);
    expect(seen(await browser.send('POST', '/auth/logout'))).toBe('403 session.csrf');
    const left = await browser.send('POST', '/auth/logout', undefined, { 'x-csrf-token': csrf });
    expect(left.body).toEqual({ endSessionUrl: `${provider.issuer}/session/end?client_id=${CLIENT.id}` });
    expect(left.headers['cache-control']).toBe('no-store');
    expect(browser.setCookies()).toEqual(['seibi_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
    expect((await second.inject({ url: '/v1/session', headers })).statusCode).toBe(401);
    const kept = await t.call(null, 'POST', '/auth/logout', {}, { ...headers, 'x-csrf-token': csrf });
    expect(seen(kept)).toBe('401 session.unauthenticated');
    await second.close();
  });

  it('ends also while the provider is away', async () => {
    provider.replace((request) => request.socket.destroy());
    clock.advance({ hours: 2 });
    const left = await browser.send('POST', '/auth/logout', undefined, { 'x-csrf-token': csrf });
    expect([left.status, left.body]).toEqual([200, { endSessionUrl: null }]);
    expect(await out()).toBe('401 session.unauthenticated');
  });

  it('expires', async () => {
    clock.advance({ hours: 11, minutes: 59 });
    expect(await out()).toBe('200');
    clock.advance({ minutes: 1 });
    expect(await out()).toBe('401 session.unauthenticated');
  });

  it('is out when its person leaves, and not by what is in the file', async () => {
    writeFileSync(peopleFile, '{}');
    expect(await out()).toBe('200');
    await leave();
    expect(await out()).toBe('401 session.unauthenticated');
  });

  it('is nothing where browsers can not sign in any more', async () => {
    const headers = { cookie: `seibi_session=${browser.cookies.get('seibi_session')}` };
    const { buildApp } = await import('../../src/app.ts');
    const without = await buildApp({
      services: { ...t.services, identity: null },
      settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 },
    });
    expect((await without.inject({ url: '/v1/session', headers })).statusCode).toBe(401);
    await without.close();
  });

  it('is no other cookie, nor one of two', async () => {
    const token = browser.cookies.get('seibi_session') ?? '';
    const ask = async (cookie: string) => (await t.call(null, 'GET', '/v1/session', undefined, { cookie })).status;
    expect(await ask(`a=b; seibi_session=${token};c=d`)).toBe(200);
    expect(await ask(`seibi_session=${token}; seibi_session=${token}`)).toBe(200);
    for (const cookie of [
      `seibi_session=x; seibi_session=${token}`,
      `seibi_session=${token}; seibi_session=x`,
      `SEIBI_SESSION=${token}`,
      `xseibi_session=${token}`,
      `seibi_session=${token}x`,
      `seibi_session="${token}"`,
      'seibi_session=',
      'seibi_session',
      `seibi_session=${'x'.repeat(300)}`,
      '=;;=',
    ])
      expect(await ask(cookie)).toBe(401);
  });

  it('is forgotten a month after it ended or expired', async () => {
    await openBrowser(t).signIn(provider, 'alice');
    await browser.send('POST', '/auth/logout', undefined, { 'x-csrf-token': csrf });
    clock.advance({ days: 29, hours: 23 });
    expect(await forgetSessions(t.services)).toBe(0);
    clock.advance({ hours: 1 });
    expect(await forgetSessions(t.services)).toBe(1);
    clock.advance({ hours: 12 });
    expect(await forgetSessions(t.services)).toBe(1);
    expect(await forgetSessions(t.services)).toBe(0);
  });
});

it('a file of people that can not be used fails the start, and says which setting names it', async () => {
  writeFileSync(peopleFile, '{"alice":7}');
  const opened = openIdentityProvider(settings(), () => undefined);
  await expect(opened).rejects.toThrow(SettingsFault);
  await expect(opened).rejects.toThrow(/OIDC_PEOPLE: .*wrong: alice/);
  await expect(openIdentityProvider(settings({ peopleFile: '/nowhere/people.json' }), () => undefined)).rejects.toThrow(
    'can not be read',
  );
});

async function leave(): Promise<void> {
  const path = `/v1/people/${person.id}`;
  const yesterday = new Date(Date.parse(clock.now()) - 2 * 86_400_000).toISOString().slice(0, 10);
  const { headers } = await t.call(ADMIN_KEY, 'GET', path);
  const answer = await t.call(ADMIN_KEY, 'PATCH', path, { endedOn: yesterday }, { 'if-match': headers.etag ?? '' });
  if (answer.status !== 200) throw new Error(answer.text);
}

async function startedAndClosed(): Promise<TestProvider> {
  const other = await startProvider();
  await other.close();
  return other;
}
