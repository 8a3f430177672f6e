// Identity over HTTP, against a real provider: access tokens, signing in and out with a browser, and sessions.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../../src/app.ts';
import { SettingsFault } from '../../../src/config.ts';
import { openIdentityProvider } from '../../../src/identity/provider.ts';
import { forgetSessions, waysIn } from '../../../src/usecases/access/sign-in.ts';
import type { Reckoner } from '../../../src/usecases/metrics/reckoner.ts';
import { ADMIN_KEY, startTestApp } from '../../support/app.ts';
import { type Browser, openBrowser } from '../../support/browser.ts';
import { alice, type IdentityWorld, NOW, seen, startIdentity } from '../../support/identity.ts';
import { AUDIENCE, CLIENT, PUBLIC_URL, startProvider } from '../../support/provider.ts';

let w: IdentityWorld;
beforeAll(async () => {
  w = await startIdentity();
});
beforeEach(() => w.renew());
afterAll(() => w.close());

describe('an access token', () => {
  it('that the provider issued lets in the person it is mapped to, beside their keys', async () => {
    const answer = await w.who(await w.provider.accessToken('alice'));
    expect(answer.body).toEqual({
      person: {
        id: alice.id,
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
    expect((await w.who(alice.key)).body).toMatchObject({ person: { id: alice.id }, how: 'key' });
    const { token: _, ...without } = { token: '', ...w.good() };
    expect((await w.who(await w.provider.sign(without))).status).toBe(200);
    // Reads and writes by it need nothing more than with a key.
    const role = await w.t.call(await w.provider.sign(w.good()), 'POST', '/v1/suppliers', {});
    expect(seen(role)).toBe('400 request.invalid');
  });

  it('asks the provider once for many', async () => {
    const token = await w.provider.sign(w.good());
    await Promise.all(Array.from({ length: 8 }, () => w.who(token)));
    await w.who(token);
    expect(w.provider.asked.get('/jwks')).toBe(1);
    expect(w.provider.asked.get('/.well-known/openid-configuration')).toBe(1);
  });

  it.each<[string | null, number]>([
    ['at+jwt', 200],
    ['application/at+jwt', 200],
    ['AT+JWT', 200],
    ['JWT', 200],
    [null, 200],
    ['logout+jwt', 401],
    ['dpop+jwt', 401],
    ['id_token+jwt', 401],
  ])('of type %s is answered %i', async (typ, status) => {
    expect((await w.who(await w.provider.sign(w.good(), { typ }))).status).toBe(status);
  });

  it.each<[string, () => object]>([
    ['made out to someone else', () => ({ aud: 'https://other.example' })],
    ['made out to the client, as an ID token is', () => ({ aud: CLIENT.id })],
    ['made out to nobody', () => ({ aud: undefined })],
    ['of another issuer', () => ({ iss: 'https://evil.example' })],
    ['of an issuer that is named almost so', () => ({ iss: `${w.provider.issuer}/` })],
    ['of no issuer', () => ({ iss: undefined })],
    ['expired', () => ({ exp: w.seconds(-61) })],
    ['that never expires', () => ({ exp: undefined })],
    ['not yet valid', () => ({ nbf: w.seconds(120) })],
    ['of nobody', () => ({ sub: undefined })],
    ['of someone who is not mapped', () => ({ sub: 'mallory' })],
    ['of a name that every object has', () => ({ sub: '__proto__' })],
    ['whose claim is a list', () => ({ sub: ['alice'] })],
    ['bound to a key of its holder', () => ({ cnf: { jkt: 'x' } })],
  ])('%s is refused', async (_name, change) => {
    const token = await w.provider.sign(JSON.parse(JSON.stringify({ ...w.good(), ...change() })));
    const answer = await w.who(token);
    expect(seen(answer)).toBe('401 session.unauthenticated');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="seibi"');
  });

  it.each<[string, () => object]>([
    ['expired a minute ago', () => ({ exp: w.seconds(-59) })],
    ['valid in a minute', () => ({ nbf: w.seconds(59) })],
    ['made out to several', () => ({ aud: ['https://other.example', AUDIENCE] })],
  ])('%s is taken', async (_name, change) => {
    expect((await w.who(await w.provider.sign({ ...w.good(), ...change() }))).status).toBe(200);
  });

  it('is judged by the clock of the service', async () => {
    const token = await w.provider.sign(w.good());
    w.clock.advance({ minutes: 10 });
    expect((await w.who(token)).status).toBe(200);
    w.clock.advance({ minutes: 2 });
    expect((await w.who(token)).status).toBe(401);
  });

  it('is out when its person has left, and its mapping follows the file', async () => {
    const token = await w.provider.sign(w.good());
    expect((await w.who(token)).status).toBe(200);
    writeFileSync(w.peopleFile, JSON.stringify({ somebody: alice.id }));
    expect((await w.who(token)).status).toBe(401);
    // Put in its place, as careful editors do.
    writeFileSync(`${w.peopleFile}.new`, `\ufeff${JSON.stringify({ alice: alice.id })}`);
    renameSync(`${w.peopleFile}.new`, w.peopleFile);
    expect((await w.who(token)).status).toBe(200);
    await w.leave();
    expect((await w.who(token)).status).toBe(401);
  });

  it('lets nobody in while the file of people cannot be used, and says so once', async () => {
    const token = await w.provider.sign(w.good());
    for (const content of ['{"alice":', '{"alice":"Alice"}', '["alice"]']) {
      w.reported.length = 0;
      writeFileSync(w.peopleFile, content);
      expect(seen(await w.who(token))).toBe('503 service.unavailable');
      expect(seen(await w.who(token))).toBe('503 service.unavailable');
      expect(w.reported.map(String)).toEqual([expect.stringContaining(w.peopleFile)]);
    }
    rmSync(w.peopleFile);
    expect(seen(await w.who(token))).toBe('503 service.unavailable');
    w.nameAlice();
    expect((await w.who(token)).status).toBe(200);
  });

  it('can say who somebody is by another claim, or by their id itself', async () => {
    const byMail = await w.start({ claim: 'email' });
    const mail = (claims: object) => w.provider.sign({ ...w.good(), email: 'bob@example.com', ...claims });
    expect((await w.who(await mail({}), byMail)).status).toBe(200);
    expect((await w.who(await mail({ email_verified: true }), byMail)).status).toBe(200);
    // Anybody can write any address where nobody verifies it.
    expect((await w.who(await mail({ email_verified: false }), byMail)).status).toBe(401);
    await byMail.close();
    const byId = await w.start({ peopleFile: null });
    expect((await w.who(await w.provider.sign({ ...w.good(), sub: alice.id }), byId)).status).toBe(200);
    for (const sub of ['alice', "x' or 1=1 --", 'a\u0000b', '\ud800']) {
      const token = await w.provider.sign({ ...w.good(), sub });
      expect((await w.who(token, byId)).status).toBe(401);
      // No database is asked for what is no id.
      expect(await byId.services.identity?.personOfToken(token, w.clock.now())).toBeNull();
    }
    await byId.close();
  });

  it('is nothing where none is taken', async () => {
    const token = await w.provider.accessToken('alice');
    const noTokens = await w.start({ audience: null });
    expect((await w.who(token, noTokens)).status).toBe(401);
    await noTokens.close();
    const plain = await startTestApp({ clock: w.clock });
    expect((await w.who(token, plain)).status).toBe(401);
    await plain.close();
    expect(w.reported).toEqual([]);
  });
});

describe('the keys of the provider', () => {
  it('are looked up again when they rotate, and old ones are out', async () => {
    const old = await w.provider.sign(w.good());
    expect((await w.who(old)).status).toBe(200);
    await w.provider.rotate();
    const fresh = await w.provider.accessToken('alice');
    // Asked just now: not again within half a minute.
    expect((await w.who(fresh)).status).toBe(401);
    w.clock.advance({ seconds: 31 });
    expect((await w.who(fresh)).status).toBe(200);
    expect((await w.who(old)).status).toBe(401);
  });

  it('that were withdrawn are out after ten minutes', async () => {
    const claims = { ...w.good(), exp: w.seconds(7200) };
    const token = await w.provider.sign(claims);
    expect((await w.who(token)).status).toBe(200);
    await w.provider.rotate();
    w.clock.advance({ minutes: 9 });
    expect((await w.who(token)).status).toBe(200);
    w.clock.advance({ minutes: 1 });
    expect((await w.who(token)).status).toBe(401);
  });

  it('serve for an hour while the provider is away; without any, a token is neither good nor bad', async () => {
    const claims = { ...w.good(), exp: w.seconds(14_400) };
    const token = await w.provider.sign(claims);
    w.provider.replace((request) => request.socket.destroy());
    const away = await w.who(token);
    expect(seen(away)).toBe('503 service.unavailable');
    expect(away.headers['retry-after']).toBe('30');
    expect(w.reported.map(String)).toEqual([expect.stringContaining('openid-configuration cannot be read')]);
    expect((await w.who(alice.key)).status).toBe(200);
    // Half a minute later it is back.
    w.provider.replace(null);
    expect(seen(await w.who(token))).toBe('503 service.unavailable');
    w.clock.advance({ seconds: 31 });
    expect((await w.who(token)).status).toBe(200);

    w.provider.replace((_request, response) => response.writeHead(500).end());
    w.clock.advance({ minutes: 59 });
    expect((await w.who(token)).status).toBe(200);
    w.clock.advance({ minutes: 2 });
    expect(seen(await w.who(token))).toBe('503 service.unavailable');
  });

  it.each<[string, object]>([
    ['that names another issuer', { issuer: 'https://evil.example' }],
    ['whose keys are elsewhere without TLS', { jwks_uri: 'http://evil.example/jwks' }],
    ['that names no keys', { jwks_uri: undefined }],
  ])('are not taken from a discovery document %s', async (_name, change) => {
    const { issuer } = w.provider;
    const document = {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      token_endpoint: `${issuer}/t`,
      authorization_endpoint: `${issuer}/a`,
    };
    w.provider.replace((_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...document, ...change })),
    );
    expect(seen(await w.who(await w.provider.sign(w.good())))).toBe('503 service.unavailable');
    expect(w.provider.asked.get('/jwks')).toBeUndefined();
    expect(w.reported).toHaveLength(1);
  });

  it('are not followed to where a redirect leads', async () => {
    const mine = await startProvider();
    w.provider.replace((request, response) =>
      response.writeHead(302, { location: `${mine.issuer}${request.url}` }).end(),
    );
    expect(seen(await w.who(await w.provider.sign(w.good())))).toBe('503 service.unavailable');
    expect(mine.asked.size).toBe(0);
    await mine.close();
  });
});

describe('signing in with a browser', () => {
  it('leads to the provider and back, to a session and to where it began', async () => {
    const browser = openBrowser(w.t);
    const to = new URL(await browser.begin('/docs?a=1&b=%22#x'));
    expect(`${to.origin}${to.pathname}`).toBe(`${w.provider.issuer}/auth`);
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

    const back = await w.provider.signIn(to.href, 'alice');
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
      person: { id: alice.id },
      how: 'session',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: new Date(NOW.getTime() + 12 * 3_600_000).toISOString(),
    });
    expect((await browser.visit('/v1/standards')).status).toBe(200);
  });

  it('keeps of a session the hash of its token only', async () => {
    const browser = openBrowser(w.t);
    await browser.signIn(w.provider, 'alice');
    const token = browser.cookies.get('seibi_session') ?? '';
    const { csrfToken } = (await browser.visit('/v1/session')).body;
    const rows = await w.t.database.read((tx) => tx.db.select().from(tx.tables.sessions));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(csrfToken);
    expect(csrfToken).not.toBe(token);
  });

  it('begins with a key too, and ends with it', async () => {
    const browser = openBrowser(w.t);
    const bearer = { authorization: `Bearer ${alice.key}` };
    const begun = await browser.send('POST', '/v1/session', {}, bearer);
    expect(begun.body).toMatchObject({ person: { id: alice.id }, how: 'session' });
    expect(browser.setCookies()[0]).toMatch(
      /^seibi_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    expect((await browser.visit('/v1/session')).body).toEqual(begun.body);
    expect((await browser.visit('/v1/ways-in')).body.session).toEqual(begun.body);
    expect(seen(await browser.send('POST', '/auth/logout', {}))).toBe('403 session.csrf');
    expect(seen(await browser.send('POST', '/v1/session', {}, { 'x-csrf-token': begun.body.csrfToken }))).toBe(
      '409 session.needs_key',
    );
    const { body } = await w.t.call(ADMIN_KEY, 'GET', `/v1/people/${alice.id}/keys`);
    const [key] = body.items;
    const ended = { endedAt: w.clock.now() };
    await w.t.call(ADMIN_KEY, 'PATCH', `/v1/people/${alice.id}/keys/${key.id}`, ended, {
      'if-match': `"${key.revision}"`,
    });
    expect((await browser.visit('/v1/session')).status).toBe(401);
    expect((await browser.visit('/v1/ways-in')).body.session).toBeNull();
  });

  it('has the thread of figures begin only for who looks at figures', async () => {
    let told = 0;
    const reckoner = { expect: () => (told += 1) } as unknown as Reckoner;
    const office = await w.t.person(['program_office'], {});
    for (const [key, expected] of [
      [alice.key, 0],
      [office.key, 1],
    ] as const) {
      const browser = openBrowser(w.t);
      await browser.send('POST', '/v1/session', {}, { authorization: `Bearer ${key}` });
      const { caller } = await waysIn({ ...w.t.services, reckoner }, browser.cookies.get('seibi_session'));
      expect([caller?.entry?.how, told]).toEqual(['session', expected]);
    }
    await waysIn({ ...w.t.services, reckoner }, undefined);
    expect(told).toBe(1);
  });

  it('is told how to begin: by the provider, and in the demo as one of its people', async () => {
    expect((await w.t.call(null, 'GET', '/v1/ways-in')).body).toEqual({ session: null, provider: true, demo: [] });
    await w.t.person(['program_office'], { key: 'seibi_demo_program', name: { en: 'Pat', ja: 'パット' } });
    const { body } = await w.t.call(null, 'GET', '/v1/ways-in');
    expect(body.demo).toEqual([
      { key: 'seibi_demo_program', pin: '468023', name: { en: 'Pat', ja: 'パット' }, roles: ['program_office'] },
    ]);
  });

  it('has cookies for TLS and this host alone where there is TLS', async () => {
    const publicUrl = 'https://seibi.example';
    const secured = await startProvider({ publicUrl });
    const sessions = { isSecure: true, hours: 1 };
    const safe = await w.start({ issuer: secured.issuer, client: { ...CLIENT, publicUrl } }, { sessions });
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
    const mapped = await w.start({ claim: 'email' });
    const browser = openBrowser(mapped);
    const to = new URL(await browser.begin());
    expect(to.searchParams.get('scope')).toBe('openid email');
    const back = await w.provider.signIn(to.href, 'bob');
    expect((await browser.visit(`${back.pathname}${back.search}`)).status).toBe(200);
    expect(w.provider.asked.get('/me')).toBe(1);
    expect((await browser.visit('/v1/session')).body.person.id).toBe(alice.id);
    await mapped.close();
  });

  it('that is declined, or of somebody unknown, is told in both languages, as a page to people', async () => {
    const browser = openBrowser(w.t);
    const back = await w.provider.signIn(await browser.begin(), 'alice', { declines: true });
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

    const stranger = await openBrowser(w.t).signIn(w.provider, '<b>mallory</b>');
    expect([seen(stranger), stranger.body.claim, stranger.body.value]).toEqual([
      '403 identity.unknown_person',
      'sub',
      '<b>mallory</b>',
    ]);
    const other = openBrowser(w.t);
    const then = await w.provider.signIn(await other.begin(), '<b>mallory</b>');
    const told = await other.visit(`${then.pathname}${then.search}`, html);
    expect(told.text).toContain('&#60;b&#62;mallory');
    expect(told.text).not.toContain('<b>');
    expect(other.cookies.has('seibi_session')).toBe(false);
    expect(w.reported).toEqual([]);
  });

  it('says what the provider says only when that is a plain code', async () => {
    const browser = openBrowser(w.t);
    const state = new URL(await browser.begin()).searchParams.get('state') ?? '';
    const answer = await browser.visit(`/auth/callback?state=${state}&iss=${w.provider.issuer}&error=%3Cscript%3E`);
    expect([seen(answer), answer.body.reason]).toEqual(['403 identity.refused', 'unknown']);
    expect(w.reported).toHaveLength(1);
  });

  it('is not for who has left', async () => {
    await w.leave();
    expect(seen(await openBrowser(w.t).signIn(w.provider, 'alice'))).toBe('403 identity.unknown_person');
  });

  it('waits when the provider is away, and tells the operator, not of codes and tokens', async () => {
    w.provider.replace((request) => request.socket.destroy());
    const browser = openBrowser(w.t);
    expect(seen(await browser.visit('/auth/login'))).toBe('503 service.unavailable');
    w.provider.replace(null);
    w.clock.advance({ seconds: 31 });
    const back = await w.provider.signIn(await browser.begin(), 'alice');
    w.reported.length = 0;
    w.provider.replace((_request, response) => response.writeHead(502).end());
    expect(seen(await browser.visit(`${back.pathname}${back.search}`))).toBe('503 service.unavailable');
    expect(w.reported).toHaveLength(1);
    expect(JSON.stringify([String(w.reported[0]), w.reported[0]])).not.toContain(back.searchParams.get('code'));
    // The attempt is still this browser’s.
    w.provider.replace(null);
    expect((await browser.visit(`${back.pathname}${back.search}`)).status).toBe(200);
  });

  it('is refused when the provider does not know the client’s secret', async () => {
    const wrong = await w.start({ client: { id: CLIENT.id, secret: 'wrong', publicUrl: PUBLIC_URL } });
    expect(seen(await openBrowser(wrong).signIn(w.provider, 'alice'))).toBe('403 identity.refused');
    expect(w.reported).toHaveLength(1);
    await wrong.close();
  });

  it('is not there where it is not configured', async () => {
    for (const app of [await startTestApp({ clock: w.clock }), await w.start({ client: null })]) {
      for (const path of ['/auth/login', '/auth/callback?code=x&state=y'])
        expect(seen(await app.call(null, 'GET', path))).toBe('404 identity.not_configured');
      expect(seen(await app.call(ADMIN_KEY, 'POST', '/auth/logout'))).toBe('409 session.none');
      await app.close();
    }
  });

  it('leaves no code, token or cookie in the log', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const logged = await w.start({}, { logger });
    const browser = openBrowser(logged);
    const back = await w.provider.signIn(await browser.begin(), 'alice');
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
    browser = openBrowser(w.t);
    await browser.signIn(w.provider, 'alice');
    csrf = (await browser.visit('/v1/session')).body.csrfToken;
  });

  const out = () => browser.visit('/v1/session').then(seen);

  it('gives way to an Authorization header, good or bad', async () => {
    const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` };
    expect((await browser.visit('/v1/session', asAdmin)).body).toMatchObject({ how: 'key', csrfToken: null });
    expect(seen(await browser.send('POST', '/v1/suppliers', {}, asAdmin))).toBe('400 request.invalid');
    for (const authorization of ['Bearer seibi_nobody', 'Bearer', 'Basic YTpi', ''])
      expect(seen(await browser.visit('/v1/session', { authorization }))).toBe('401 session.unauthenticated');
  });

  it('ends when its browser signs out, at once and on every node', async () => {
    const second = await buildApp({
      services: w.t.services,
      settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 },
    });
    const headers = { cookie: `seibi_session=${browser.cookies.get('seibi_session')}` };
    expect((await second.inject({ url: '/v1/session', headers })).statusCode).toBe(200);
    expect(seen(await browser.send('POST', '/auth/logout'))).toBe('403 session.csrf');
    const left = await browser.send('POST', '/auth/logout', undefined, { 'x-csrf-token': csrf });
    expect(left.body).toEqual({ endSessionUrl: `${w.provider.issuer}/session/end?client_id=${CLIENT.id}` });
    expect(left.headers['cache-control']).toBe('no-store');
    expect(browser.setCookies()).toEqual(['seibi_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
    expect((await second.inject({ url: '/v1/session', headers })).statusCode).toBe(401);
    const kept = await w.t.call(null, 'POST', '/auth/logout', {}, { ...headers, 'x-csrf-token': csrf });
    expect(seen(kept)).toBe('401 session.unauthenticated');
    await second.close();
  });

  it('ends also while the provider is away', async () => {
    w.provider.replace((request) => request.socket.destroy());
    w.clock.advance({ hours: 2 });
    const left = await browser.send('POST', '/auth/logout', undefined, { 'x-csrf-token': csrf });
    expect([left.status, left.body]).toEqual([200, { endSessionUrl: null }]);
    expect(await out()).toBe('401 session.unauthenticated');
  });

  it('expires', async () => {
    w.clock.advance({ hours: 11, minutes: 59 });
    expect(await out()).toBe('200');
    w.clock.advance({ minutes: 1 });
    expect(await out()).toBe('401 session.unauthenticated');
  });

  it('is out when its person leaves, and not by what is in the file', async () => {
    writeFileSync(w.peopleFile, '{}');
    expect(await out()).toBe('200');
    await w.leave();
    expect(await out()).toBe('401 session.unauthenticated');
  });

  it('is nothing where browsers cannot sign in any more', async () => {
    const headers = { cookie: `seibi_session=${browser.cookies.get('seibi_session')}` };
    const without = await buildApp({
      services: { ...w.t.services, identity: null },
      settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 },
    });
    expect((await without.inject({ url: '/v1/session', headers })).statusCode).toBe(401);
    await without.close();
  });

  it('is forgotten a month after it ended or expired', async () => {
    await openBrowser(w.t).signIn(w.provider, 'alice');
    await browser.send('POST', '/auth/logout', undefined, { 'x-csrf-token': csrf });
    w.clock.advance({ days: 29, hours: 23 });
    expect(await forgetSessions(w.t.services)).toBe(0);
    w.clock.advance({ hours: 1 });
    expect(await forgetSessions(w.t.services)).toBe(1);
    w.clock.advance({ hours: 12 });
    expect(await forgetSessions(w.t.services)).toBe(1);
    expect(await forgetSessions(w.t.services)).toBe(0);
  });
});

it('a file of people that cannot be used fails the start, and says which setting names it', async () => {
  writeFileSync(w.peopleFile, '{"alice":7}');
  const opened = openIdentityProvider(w.settings(), () => undefined);
  await expect(opened).rejects.toThrow(SettingsFault);
  await expect(opened).rejects.toThrow(/OIDC_PEOPLE: .*wrong: alice/);
  await expect(
    openIdentityProvider(w.settings({ peopleFile: '/nowhere/people.json' }), () => undefined),
  ).rejects.toThrow('cannot be read');
});
