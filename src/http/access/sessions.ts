// /v1/session and /auth: who I am, and signing in and out with a browser.

import { z } from 'zod';
import { personRecord, ROLES } from '../../domain/registers/person.ts';
import { inBoth, instant, type Message, message } from '../../domain/values.ts';
import { csrfTokenOf } from '../../usecases/access/sessions.ts';
import {
  beginSession,
  beginSignIn,
  endSession,
  finishSignIn,
  type NewSession,
  waysIn,
} from '../../usecases/access/sign-in.ts';
import type { Act } from '../../usecases/act.ts';
import { html, pageOf } from '../paper/html.ts';
import { NOTE_STYLE } from '../paper/look.ts';
import { Document, defineRoute, Redirect } from '../route.ts';
import { ATTEMPT_COOKIE, readCookie, SESSION_COOKIE, setCookie } from './cookies.ts';

const tag = 'Signing in';
const ATTEMPT_SECONDS = 600;

// A path of this site: `//host` and `/\host` lead to another one, and browsers drop control characters before they look.
const sitePath = z
  .string()
  .max(1000)
  .regex(/^\/(?![/\\])(?!auth\/)[^\\\p{Cc}]*$/u, 'form.site_path');

// What a provider may write. Source: RFC 6749, appendix A; what it adds beside that is ignored, by 4.1.2.
const printable = z
  .string()
  .max(4000)
  .regex(/^[\x20-\x7e]*$/, 'form.printable');

// What the browser keeps between going to the provider and coming back.
const keptSchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: sitePath,
});

export const sessionView = z
  .strictObject({
    person: personRecord.pick({
      id: true,
      name: true,
      roles: true,
      facilityIds: true,
      programPlatformIds: true,
      pinSetAt: true,
    }),
    how: z
      .enum(['key', 'token', 'session'])
      .meta({ description: 'By an API key, an access token of the identity provider, or the session of a browser.' }),
    csrfToken: z
      .string()
      .nullable()
      .meta({ description: 'For X-CSRF-Token on whatever is not a GET; null without a session.' }),
    expiresAt: instant.nullable().meta({ description: 'When the session ends by itself; null without one.' }),
  })
  .meta({ description: 'Who is asking, and how they came in.' });

export const waysInView = z.strictObject({
  session: sessionView
    .nullable()
    .meta({ description: 'The session of this browser, as GET /v1/session has it; null: it has none in force.' }),
  provider: z.boolean().meta({ description: 'Whether /auth/login leads anywhere.' }),
  demo: z.array(
    z.strictObject({ key: z.string(), pin: z.string().nullable(), name: message, roles: z.array(z.enum(ROLES)) }),
  ),
});

export const sessionRoutes = [
  defineRoute({
    operationId: 'getSession',
    method: 'GET',
    path: '/v1/session',
    tag,
    summary: 'Who I am',
    description:
      'The person whom the key, the access token or the session belongs to, with what they may see; and for a session the token that its changes need in X-CSRF-Token.',
    roles: 'anyone',
    answer: { status: 200, schema: sessionView },
    example: {},
    handle: async ({ caller }) => shownSession(caller),
  }),
  defineRoute({
    operationId: 'beginSession',
    method: 'POST',
    path: '/v1/session',
    tag,
    summary: 'Sign a browser in with a key',
    description:
      'For who came in by an API key: begins a session of the browser, in a cookie that no script reads, so that the key need not be kept there. It ends with ' +
      '`POST /auth/logout`, after SESSION_HOURS, and with the key.',
    roles: 'anyone',
    answer: { status: 200, schema: sessionView },
    problems: ['session.needs_key'],
    example: {},
    handle: async (act) => {
      const session = await beginSession(act);
      const { token, id: sessionId, expiresAt } = session;
      const entry = { how: 'session', sessionId, csrfToken: csrfTokenOf(token), expiresAt } as const;
      const body = JSON.stringify(shownSession({ ...act.caller, entry }));
      const headers = { 'set-cookie': sessionCookie(act, session) };
      return new Document('application/json; charset=utf-8', body, headers);
    },
  }),
  defineRoute({
    operationId: 'listWaysIn',
    method: 'GET',
    path: '/v1/ways-in',
    tag,
    summary: 'How to sign in here',
    description:
      'Who is signed in with this browser, so that a page learns it by one request that is never refused; whether there is an identity provider for browsers; and in the demo its people, whose keys and pins everybody knows. A service that holds the demo’s keys is reached from its own machine only.',
    roles: 'public',
    answer: {
      status: 200,
      schema: waysInView,
    },
    example: {},
    handle: async (act, { cookies }) => {
      const { caller, ...ways } = await waysIn(act, readCookie(cookies, SESSION_COOKIE, isSecure(act)));
      return { session: caller && shownSession(caller), ...ways };
    },
  }),
  defineRoute({
    operationId: 'signIn',
    method: 'GET',
    path: '/auth/login',
    tag,
    summary: 'Sign in with a browser',
    description:
      'Sends the browser to the identity provider: authorization code with PKCE (S256), state and nonce. What the browser has to remember is in a cookie of ten ' +
      'minutes. Where no provider is set up this is identity.not_configured.',
    roles: 'public',
    pages: true,
    query: z.strictObject({
      returnTo: sitePath.default('/').meta({ description: 'The path of this site to go to afterwards.' }),
    }),
    answer: { status: 302, description: 'To the identity provider.' },
    problems: ['identity.not_configured'],
    example: { query: { returnTo: '/docs' } },
    handle: async (act, { query }) => {
      const { attempt, url } = await beginSignIn(act);
      const kept = Buffer.from(JSON.stringify({ ...attempt, returnTo: query.returnTo })).toString('base64url');
      return new Redirect(url, { 'set-cookie': setCookie(ATTEMPT_COOKIE, isSecure(act), kept, ATTEMPT_SECONDS) });
    },
  }),
  defineRoute({
    operationId: 'completeSignIn',
    method: 'GET',
    path: '/auth/callback',
    tag,
    summary: 'Come back from the identity provider',
    description:
      'Where the identity provider sends the browser: checks that this browser began the attempt, exchanges the code, checks the ID token, and begins a session for ' +
      'the person whom the configured claim speaks of. The page goes on by itself to where sign-in began: a redirect would not, since the cookie of the session is not ' +
      'sent along with one that another site began.',
    roles: 'public',
    pages: true,
    query: z.looseObject({
      code: printable.optional().meta({ description: 'What the provider gives for the ID token, once.' }),
      state: printable.optional().meta({ description: 'The attempt that is answered.' }),
      iss: printable.optional().meta({ description: 'The issuer that answers (RFC 9207).' }),
      error: printable.optional().meta({ description: 'Why the provider signed nobody in.' }),
    }),
    answer: { status: 200, types: ['text/html'], description: 'Signed in; the page goes on by itself.' },
    problems: ['identity.not_configured', 'identity.attempt_unknown', 'identity.refused', 'identity.unknown_person'],
    example: { query: { code: 'given-by-the-provider', state: 'of-this-attempt' } },
    handle: async (act, { query, cookies }) => {
      const kept = attemptIn(act, cookies);
      const { code, state, iss, error } = query;
      const session = await finishSignIn(act, kept, { code, state, iss, error });
      return signedInPage(act, inBoth(session.person.name), kept?.returnTo ?? '/', [
        sessionCookie(act, session),
        setCookie(ATTEMPT_COOKIE, isSecure(act), '', 0),
      ]);
    },
  }),
  defineRoute({
    operationId: 'signOut',
    method: 'POST',
    path: '/auth/logout',
    tag,
    summary: 'Sign out',
    description:
      'Ends the session of this browser at once, on every node. The provider has a session of its own: `endSessionUrl` is where that is ended, if it has such a page. ' +
      'For who came in by a key or an access token there is no session to end.',
    roles: 'anyone',
    answer: {
      status: 200,
      schema: z.strictObject({
        endSessionUrl: z
          .url()
          .nullable()
          .meta({ description: 'Where the browser goes to sign out of the provider too.' }),
      }),
    },
    problems: ['session.none'],
    example: {},
    handle: async (act) =>
      new Document('application/json; charset=utf-8', JSON.stringify(await endSession(act)), {
        'set-cookie': setCookie(SESSION_COOKIE, isSecure(act), '', 0),
      }),
  }),
];

function shownSession({ person, entry }: Act['caller']): z.input<typeof sessionView> {
  if (!entry) throw new Error('nobody comes in from inside the program');
  const { id, name, roles, facilityIds, programPlatformIds, pinSetAt } = person;
  const { csrfToken, expiresAt } = entry.how === 'session' ? entry : { csrfToken: null, expiresAt: null };
  return {
    person: { id, name, roles, facilityIds, programPlatformIds, pinSetAt },
    how: entry.how,
    csrfToken,
    expiresAt,
  };
}

function isSecure(act: Act): boolean {
  return act.sessions.isSecure;
}

function sessionCookie(act: Act, { token, expiresAt }: NewSession): string {
  const seconds = Math.floor((Date.parse(expiresAt) - Date.parse(act.clock())) / 1000);
  return setCookie(SESSION_COOKIE, isSecure(act), token, seconds);
}

// What is not what was kept is as good as nothing.
function attemptIn(act: Act, cookies: string | undefined): z.output<typeof keptSchema> | null {
  const value = readCookie(cookies, ATTEMPT_COOKIE, isSecure(act));
  if (value === undefined) return null;
  try {
    return keptSchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

function signedInPage(act: Act, name: Message, returnTo: string, cookies: string[]): Document {
  const parts = {
    en: html`<p lang="en">Signed in as ${name.en}. <a href="${returnTo}">Go on</a></p>`,
    ja: html`<p lang="ja">${name.ja}さんとしてサインインしました。<a href="${returnTo}">続ける</a></p>`,
  };
  const { language } = act;
  const title = language === 'ja' ? 'サインインしました' : 'Signed in';
  const body = language === 'ja' ? html`${parts.ja}${parts.en}` : html`${parts.en}${parts.ja}`;
  return pageOf(language, title, NOTE_STYLE, body, { next: returnTo, headers: { 'set-cookie': cookies } });
}
