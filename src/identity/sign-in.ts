// Sign-in of browsers: authorization code with PKCE, and the checks of what comes back.
import { jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import type { OidcSettings } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/values.ts';
import type { BrowserSignIn, Identified, ProviderAnswer, SignInAttempt } from '../usecases/access/identity.ts';
import { type Discovery, type Provider, TIMEOUT_SECONDS } from './discovery.ts';
import type { People } from './people.ts';
import { CLOCK_TOLERANCE_SECONDS, checksAt, verifyUnless } from './tokens.ts';

type Client = NonNullable<OidcSettings['client']>;

/** Where the provider sends browsers back to, below PUBLIC_URL. */
const CALLBACK_PATH = '/auth/callback';

/** Sign-in at a provider as one of its clients. */
export function browserSignIn(
  provider: Provider,
  { issuer, client, claim }: OidcSettings & { client: Client },
  people: People,
  report: (error: unknown) => void,
): BrowserSignIn {
  const redirectUri = `${client.publicUrl}${CALLBACK_PATH}`;

  return {
    async authorizationUrl({ state, nonce, codeVerifier }, language, now) {
      const url = oidc.buildAuthorizationUrl(configurationOf(await provider.discovery(now), client, now), {
        redirect_uri: redirectUri,
        scope: scopeFor(claim),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ui_locales: language,
      });
      return url.href;
    },

    async finish(answer, attempt, now) {
      const configuration = configurationOf(await provider.discovery(now), client, now);
      try {
        return await identify(configuration, answer, attempt, now);
      } catch (error) {
        throw problemOf(error, report);
      }
    },

    async endSessionUrl(now) {
      try {
        const discovery = await provider.discovery(now);
        if (discovery.end_session_endpoint === undefined) return null;
        return oidc.buildEndSessionUrl(configurationOf(discovery, client, now)).href;
      } catch (error) {
        // That it does not answer was told when it was asked, and the session of Seibi has ended all the same.
        if (error instanceof Problem) return null;
        throw error;
      }
    },
  };

  async function identify(
    configuration: oidc.Configuration,
    answer: ProviderAnswer,
    { state, nonce, codeVerifier }: SignInAttempt,
    now: Instant,
  ): Promise<Identified> {
    const given = Object.entries(answer).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const tokens = await oidc.authorizationCodeGrant(
      configuration,
      new URL(`${redirectUri}?${new URLSearchParams(given)}`),
      { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    );
    // Checked by openid-client but for its signature, which stands for itself even where the connection to the provider does not.
    const verified = await verifyUnless(
      () => jwtVerify(tokens.id_token ?? '', provider.keysAt(now), checksAt(now, { issuer, audience: client.id })),
      report,
    );
    if (!verified?.payload.sub) throw new Problem('identity.refused', { reason: 'invalid_id_token' });
    const claims = verified.payload;
    if (claims[claim] !== undefined || configuration.serverMetadata().userinfo_endpoint === undefined)
      return await people.identify(claims);
    return await people.identify(await oidc.fetchUserInfo(configuration, tokens.access_token, verified.payload.sub));
  }
}

function configurationOf(discovery: Discovery, { id, secret }: Client, now: Instant): oidc.Configuration {
  const configuration = new oidc.Configuration(
    discovery,
    id,
    { [oidc.clockSkew]: (Date.parse(now) - Date.now()) / 1000, [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    authenticationOf(discovery, secret),
  );
  configuration.timeout = TIMEOUT_SECONDS;
  // Only a provider on this machine itself has got so far without TLS.
  if (discovery.issuer.startsWith('http:')) oidc.allowInsecureRequests(configuration);
  return configuration;
}

// Basic is what a provider that says nothing takes. Source: OpenID Connect Discovery 1.0, 3.
function authenticationOf({ token_endpoint_auth_methods_supported: methods }: Discovery, secret: string | null) {
  if (secret === null) return oidc.None();
  const takesBasic = methods === undefined || methods.includes('client_secret_basic');
  return takesBasic ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

// No more is asked of a provider than the claim needs. Source: OpenID Connect Core 1.0, 5.4.
function scopeFor(claim: string): string {
  if (claim === 'sub') return 'openid';
  return claim === 'email' ? 'openid email' : 'openid profile';
}

// The provider's own refusals that are no fault of either side: what people do, or a code that has been used or is too old.
const EVERYDAY = ['access_denied', 'invalid_grant', 'login_required', 'interaction_required', 'consent_required'];
const TEMPORARY = ['server_error', 'temporarily_unavailable'];

function problemOf(error: unknown, report: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    if (!EVERYDAY.includes(error.error)) report(telling(error));
    if (TEMPORARY.includes(error.error)) return new Problem('service.unavailable');
    return new Problem('identity.refused', { reason: /^\w{1,60}$/.test(error.error) ? error.error : 'unknown' });
  }
  report(telling(error));
  // An answer that breaks the protocol is refused; no answer, or one of a server in trouble, is to be asked for again.
  const { code } = error as { code?: string };
  const isAnswer = code !== undefined && code !== 'OAUTH_TIMEOUT' && code !== 'OAUTH_RESPONSE_IS_NOT_CONFORM';
  return isAnswer
    ? new Problem('identity.refused', { reason: 'invalid_response' })
    : new Problem('service.unavailable');
}

// What went wrong without what was sent: errors of the protocol carry codes and tokens.
function telling(error: unknown): Error {
  const { message, code, error: reason, cause } = error as Error & { code?: string; error?: string };
  const root = cause instanceof Error ? cause.message : undefined;
  const parts = [message, root, code, reason].filter((part) => typeof part === 'string');
  return new Error(`sign-in failed at the identity provider: ${parts.join('; ')}`);
}
