// A real OpenID Connect provider on this machine: oidc-provider, its people and keys, and a person with a browser who signs in at it.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { calculatePKCECodeChallenge } from 'openid-client';

export const PUBLIC_URL = 'http://127.0.0.1:8080';
export const CLIENT = { id: 'seibi', secret: 'a secret of forty characters, or thereabouts' };
export const AUDIENCE = 'https://seibi.example/api';
// The program that calls the API in somebody's name.
const CALLER = { client_id: 'caller', redirect_uris: ['http://127.0.0.1:9/back'], token_endpoint_auth_method: 'none' };

interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
  privateJwk: JWK;
}

export interface TestProvider {
  issuer: string;
  /** The keys it signs with now: RS256 for ID tokens, ES256 for access tokens. */
  keys(): { id: SigningKey; access: SigningKey };
  /** Signs with other keys from now on, and forgets the old ones. */
  rotate(): Promise<void>;
  /** What it answers with instead of itself: nothing at all, or this. Null: itself again. */
  replace(answer: ((request: IncomingMessage, response: ServerResponse) => void) | null): void;
  /** How often each path was asked for. */
  asked: Map<string, number>;
  /** Somebody signs in at the address that Seibi sent their browser to, or declines; answers where the provider sends the browser then. */
  signIn(url: string, login: string, options?: { declines?: boolean }): Promise<URL>;
  /** An access token that it issues to a program for somebody, made out to `audience`. */
  accessToken(login: string, audience?: string): Promise<string>;
  /** A token with its signature, saying anything. */
  sign(
    claims: JWTPayload,
    header?: { typ?: string | null; kid?: string; alg?: string; key?: CryptoKey },
  ): Promise<string>;
  close(): Promise<void>;
}

async function newKey(alg: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomBytes(8).toString('hex');
  const named = { kid, alg, use: 'sig' };
  return {
    kid,
    alg,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...named },
    privateJwk: { ...(await exportJWK(privateKey)), ...named },
  };
}

/** Starts a provider on a free port. `publicUrl`: where its client is. */
export async function startProvider({ publicUrl = PUBLIC_URL, email = {} as object } = {}): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  let keys: { id: SigningKey; access: SigningKey };
  let serve: (request: IncomingMessage, response: ServerResponse) => void;
  let instead: typeof serve | null = null;
  const asked = new Map<string, number>();
  server.on('request', (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    (instead ?? serve)(request, response);
  });

  async function rotate(): Promise<void> {
    keys = { id: await newKey('RS256'), access: await newKey('ES256') };
    serve = new Provider(issuer, {
      jwks: { keys: [keys.id.privateJwk, keys.access.privateJwk] },
      clients: [
        { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [`${publicUrl}/auth/callback`] },
        CALLER,
      ],
      cookies: { keys: ['of the tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@example.com`, ...email }),
      }),
      ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
      features: {
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context: unknown, resource: string) => ({
            scope: 'work',
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 3600,
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
    }).callback();
  }
  await rotate();

  // Follows the provider's redirects as a browser does, filling in its forms, until they lead away from it.
  async function signIn(url: string, login: string, { declines = false } = {}): Promise<URL> {
    const cookies = new Map<string, string>();
    let next = new URL(url);
    for (let step = 0; step < 12; step++) {
      if (next.origin !== issuer) return next;
      const isForm = next.pathname.startsWith('/interaction/') && !next.pathname.endsWith('/abort');
      if (isForm && declines) next = new URL(`${next.pathname}/abort`, issuer);
      const page = await fetch(next, { redirect: 'manual', headers: { cookie: cookieHeader(cookies) } });
      keepCookies(cookies, page);
      let answer = page;
      if (page.status === 200) {
        const prompt = /name="prompt" value="(\w+)"/.exec(await page.text())?.[1];
        if (!prompt) throw new Error(`${next.pathname} is no form`);
        answer = await fetch(next, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie: cookieHeader(cookies) },
          body: new URLSearchParams({ prompt, login, password: 'any' }),
        });
        keepCookies(cookies, answer);
      }
      const location = answer.headers.get('location');
      if (!location) throw new Error(`${next.pathname} answers ${answer.status}: ${await answer.text()}`);
      next = new URL(location, next);
    }
    throw new Error('the provider leads nowhere');
  }

  return {
    issuer,
    keys: () => keys,
    rotate,
    replace: (answer) => {
      instead = answer;
    },
    asked,
    signIn,
    async accessToken(login, audience = AUDIENCE) {
      const verifier = randomBytes(32).toString('base64url');
      const [redirect_uri = ''] = CALLER.redirect_uris;
      const common = { client_id: CALLER.client_id, redirect_uri, resource: audience };
      const asking = new URLSearchParams({
        ...common,
        response_type: 'code',
        scope: 'work',
        state: 'x',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      const back = await signIn(`${issuer}/auth?${asking}`, login);
      const code = back.searchParams.get('code') ?? '';
      const body = new URLSearchParams({ ...common, grant_type: 'authorization_code', code, code_verifier: verifier });
      const answer = (await (await fetch(`${issuer}/token`, { method: 'POST', body })).json()) as {
        access_token?: string;
      };
      if (!answer.access_token) throw new Error(`no access token: ${JSON.stringify(answer)}`);
      return answer.access_token;
    },
    async sign(claims, { typ = 'at+jwt', kid = keys.access.kid, alg = 'ES256', key = keys.access.privateKey } = {}) {
      return await new SignJWT(claims).setProtectedHeader({ alg, kid, ...(typ === null ? {} : { typ }) }).sign(key);
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

function keepCookies(cookies: Map<string, string>, answer: Response): void {
  for (const header of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}
