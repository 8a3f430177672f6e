// Coming in as somebody else: forged tokens, sign-ins and requests that another began, and cookies that were tampered with.
import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN_KEY } from '../support/app.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { alice, type IdentityWorld, seen, startIdentity } from '../support/identity.ts';
import { CLIENT, startProvider, type TestProvider } from '../support/provider.ts';

let w: IdentityWorld;
beforeAll(async () => {
  w = await startIdentity();
});
beforeEach(() => w.renew());
afterAll(() => w.close());

describe('a forged token', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('without a signature is refused, however it spells none', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const unsigned = `${part({ alg, typ: 'at+jwt' })}.${part(w.good())}`;
      for (const token of [`${unsigned}.`, `${unsigned}.AAAA`, unsigned])
        expect(seen(await w.who(token))).toBe('401 session.unauthenticated');
    }
  });

  it('signed with a public key as a shared secret is refused', async () => {
    const { publicJwk, kid } = w.provider.keys().access;
    const pem = await exportSPKI((await importJWK(publicJwk, 'ES256')) as never);
    const secrets = [pem, pem.trim(), JSON.stringify(publicJwk), publicJwk.x ?? ''];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const content = `${part({ alg, kid, typ: 'at+jwt' })}.${part(w.good())}`;
      for (const secret of secrets) {
        const signature = createHmac(alg.replace('HS', 'sha'), secret).update(content).digest('base64url');
        expect(seen(await w.who(`${content}.${signature}`))).toBe('401 session.unauthenticated');
      }
    }
    // What is signed so is refused before the provider is asked for any key.
    expect(w.provider.asked.size).toBe(0);
  });

  it('signed with a shared secret that the provider publishes is refused', async () => {
    const secret = Buffer.alloc(32, 7);
    w.provider.replace((request, response) => {
      const isKeys = request.url === '/jwks';
      const keys = { keys: [{ kty: 'oct', kid: 'shared', alg: 'HS256', k: secret.toString('base64url') }] };
      const issuer = w.provider.issuer;
      const discovery = {
        issuer,
        jwks_uri: `${issuer}/jwks`,
        token_endpoint: `${issuer}/t`,
        authorization_endpoint: `${issuer}/a`,
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(isKeys ? keys : discovery));
    });
    const content = `${part({ alg: 'HS256', kid: 'shared' })}.${part(w.good())}`;
    const signature = createHmac('sha256', secret).update(content).digest('base64url');
    expect(seen(await w.who(`${content}.${signature}`))).toBe('401 session.unauthenticated');
  });

  it('signed by another key is refused, whatever it says of its key', async () => {
    const mine = await startProvider();
    const { privateKey: key, publicJwk, kid } = mine.keys().access;
    const theirs = w.provider.keys().access.kid;
    for (const name of [theirs, kid, '../../dev/null', '']) {
      const token = await w.provider.sign(w.good(), { key, kid: name });
      expect(seen(await w.who(token))).toBe('401 session.unauthenticated');
    }
    // Where it says that its key can be had is not where it is looked for.
    const header = { alg: 'ES256', kid, jwk: publicJwk, jku: `${mine.issuer}/jwks`, x5u: `${mine.issuer}/jwks` };
    const token = (await w.provider.sign(w.good(), { key, kid })).split('.');
    expect(seen(await w.who([part(header), token[1], token[2]].join('.')))).toBe('401 session.unauthenticated');
    expect(mine.asked.size).toBe(0);
    await mine.close();
  });

  it('with a byte changed, cut short or made of anything is refused', async () => {
    const token = await w.provider.sign(w.good());
    const [head = '', body = '', signature = ''] = token.split('.');
    const other = part({ ...w.good(), sub: 'admin' });
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
    for (const one of odd) expect(seen(await w.who(one))).toBe('401 session.unauthenticated');
    expect(w.reported).toEqual([]);
  });

  it('does not make the service ask the provider again and again', async () => {
    await w.who(await w.provider.sign(w.good()));
    w.clock.advance({ seconds: 31 });
    for (let n = 0; n < 20; n++) await w.who(await w.provider.sign(w.good(), { kid: `stranger-${n}` }));
    expect(w.provider.asked.get('/jwks')).toBe(2);
  });
});

describe('somebody else’s sign-in', () => {
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
    const answer = await w.t.call(null, 'GET', `/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/returnTo']);
    // Nor when the cookie is made to say so.
    const browser = openBrowser(w.t);
    const back = await w.provider.signIn(await browser.begin(), 'alice');
    const kept = JSON.parse(Buffer.from(browser.cookies.get('seibi_sign_in') ?? '', 'base64url').toString());
    browser.cookies.set('seibi_sign_in', Buffer.from(JSON.stringify({ ...kept, returnTo })).toString('base64url'));
    expect(seen(await browser.visit(`${back.pathname}${back.search}`))).toBe('400 identity.attempt_unknown');
  });

  it('is known by its state to the browser that began it alone', async () => {
    const [mine, theirs] = [openBrowser(w.t), openBrowser(w.t)];
    const back = await w.provider.signIn(await mine.begin(), 'alice');
    const path = `${back.pathname}${back.search}`;
    // Sent to somebody else, so that they work in my name without knowing; they have begun nothing, then something else.
    expect(seen(await theirs.visit(path))).toBe('400 identity.attempt_unknown');
    await theirs.begin();
    expect(seen(await theirs.visit(path))).toBe('400 identity.attempt_unknown');
    for (const state of ['', '&state=', '&state=x'])
      expect(seen(await mine.visit(`/auth/callback?code=x${state}`))).toBe('400 identity.attempt_unknown');
    expect(w.provider.asked.get('/token')).toBeUndefined();
    expect((await mine.visit(path)).status).toBe(200);
  });

  it('is completed once', async () => {
    const browser = openBrowser(w.t);
    const to = await browser.begin();
    const attempt = browser.cookies.get('seibi_sign_in') ?? '';
    const back = await w.provider.signIn(to, 'alice');
    const path = `${back.pathname}${back.search}`;
    expect((await browser.visit(path)).status).toBe(200);
    expect(seen(await browser.visit(path))).toBe('400 identity.attempt_unknown');
    // With the cookie kept aside the provider still gives nothing for a code that is spent.
    const again = openBrowser(w.t);
    again.cookies.set('seibi_sign_in', attempt);
    const answer = await again.visit(path);
    expect([seen(answer), answer.body.reason]).toEqual(['403 identity.refused', 'invalid_grant']);
    expect(again.cookies.has('seibi_session')).toBe(false);
    expect(w.reported).toEqual([]);
  });

  it('needs the verifier and the nonce of its attempt', async () => {
    for (const [member, reason] of [
      ['codeVerifier', 'invalid_grant'],
      ['nonce', 'invalid_response'],
    ] as const) {
      const browser = openBrowser(w.t);
      const back = await w.provider.signIn(await browser.begin(), 'alice');
      const kept = JSON.parse(Buffer.from(browser.cookies.get('seibi_sign_in') ?? '', 'base64url').toString());
      const changed = { ...kept, [member]: 'x'.repeat(43) };
      browser.cookies.set('seibi_sign_in', Buffer.from(JSON.stringify(changed)).toString('base64url'));
      const answer = await browser.visit(`${back.pathname}${back.search}`);
      expect([seen(answer), answer.body.reason]).toEqual(['403 identity.refused', reason]);
    }
  });

  it('takes no answer that another issuer gives', async () => {
    const browser = openBrowser(w.t);
    const back = await w.provider.signIn(await browser.begin(), 'alice');
    back.searchParams.set('iss', 'https://evil.example');
    expect(seen(await browser.visit(`${back.pathname}${back.search}`))).toBe('403 identity.refused');
    expect(w.provider.asked.get('/token')).toBeUndefined();
  });

  it('takes no ID token with a signature of others', async () => {
    const browser = openBrowser(w.t);
    const to = await browser.begin();
    const back = await w.provider.signIn(to, 'alice');
    const nonce = new URL(to).searchParams.get('nonce') ?? '';
    const { privateKey } = (await startedAndClosed()).keys().id;
    const claims = { ...w.good(), aud: CLIENT.id, nonce };
    const answerWith = async (header: { key?: typeof privateKey }) => {
      const id_token = await w.provider.sign(claims, {
        alg: 'RS256',
        kid: w.provider.keys().id.kid,
        typ: 'JWT',
        ...header,
      });
      w.provider.replace((_request, response) =>
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ access_token: 'x', token_type: 'bearer', id_token })),
      );
      return await browser.visit(`${back.pathname}${back.search}`);
    };
    // The keys are known already: what follows replaces the token endpoint alone.
    await w.who(await w.provider.sign(w.good()));
    const forged = await answerWith({ key: privateKey });
    expect([seen(forged), forged.body.reason]).toEqual(['403 identity.refused', 'invalid_id_token']);
    expect((await answerWith({ key: w.provider.keys().id.privateKey })).status).toBe(200);
  });
});

describe('somebody else’s session', () => {
  let browser: Browser;
  let csrf: string;
  beforeEach(async () => {
    browser = openBrowser(w.t);
    await browser.signIn(w.provider, 'alice');
    csrf = (await browser.visit('/v1/session')).body.csrfToken;
  });

  it('changes nothing without its CSRF token', async () => {
    const path = `/v1/people/${alice.id}/pin`;
    const pin = { code: 'ABCDE-FGHJK', pin: '123456' };
    const post = (headers: Record<string, string>) => browser.send('POST', path, pin, headers);
    const others = openBrowser(w.t);
    await others.signIn(w.provider, 'alice');
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
    const { body } = await w.t.call(ADMIN_KEY, 'GET', '/v1/denials?code=session.csrf');
    expect(body.items.length).toBe(6);
    expect(body.items[0]).toMatchObject({ personId: alice.id, operationId: 'setPin', path });
  });

  it('is asked for its CSRF token before anything else is told', async () => {
    const absent = '/v1/people/01940000-0000-7000-8000-ffffffffffff/keys';
    expect(seen(await browser.send('POST', absent, {}))).toBe('403 session.csrf');
    expect(seen(await browser.send('POST', absent, {}, { 'x-csrf-token': csrf }))).toBe('404 resource.not_found');
  });

  it('is no other cookie, nor one of two', async () => {
    const token = browser.cookies.get('seibi_session') ?? '';
    const ask = async (cookie: string) => (await w.t.call(null, 'GET', '/v1/session', undefined, { cookie })).status;
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
});

async function startedAndClosed(): Promise<TestProvider> {
  const other = await startProvider();
  await other.close();
  return other;
}
