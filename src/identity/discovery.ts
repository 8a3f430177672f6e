// What the provider says of itself: its discovery document, and the public keys that it signs with.
import { createLocalJWKSet, errors, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { z } from 'zod';
import { isTrustworthyUrl } from '../config.ts';
import type { Instant } from '../domain/values.ts';
import { Remembered } from './remembered.ts';

/** How long the provider may take for an answer. */
export const TIMEOUT_SECONDS = 5;

const endpoint = z.string().refine(isTrustworthyUrl, 'must be an https:// URL');

// Source: OpenID Connect Discovery 1.0, section 3; RP-Initiated Logout 1.0, section 2.1. What else it says is not used.
const discoverySchema = z.object({
  issuer: z.string(),
  jwks_uri: endpoint,
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  userinfo_endpoint: endpoint.optional(),
  end_session_endpoint: endpoint.optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type Discovery = z.output<typeof discoverySchema>;

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });
// The key types of public keys: a shared secret (`oct`) has no place in a published set. Source: RFC 7518, 6.1; RFC 8037, 2.
const PUBLIC_KEY_TYPES = ['RSA', 'EC', 'OKP'];

/** The discovery document of an issuer. Rejects, saying why, when it can't be had, is none, or is that of another issuer. */
export async function fetchDiscovery(issuer: string): Promise<Discovery> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const parsed = discoverySchema.safeParse(await fetchJson(url));
  if (!parsed.success) throw new Error(`${url} is no discovery document: ${told(parsed.error)}`);
  const clear = Object.entries(parsed.data).filter(([, value]) => String(value).startsWith('http://'));
  if (issuer.startsWith('https:') && clear.length > 0)
    throw new Error(`${url} names addresses without TLS: ${clear.map(([name]) => name).join(', ')}`);
  if (parsed.data.issuer !== issuer) throw new Error(`${url} is that of the issuer ${parsed.data.issuer}`);
  return parsed.data;
}

async function fetchKeys(url: string): Promise<LocalJWKSet> {
  const parsed = keySetSchema.safeParse(await fetchJson(url));
  if (!parsed.success) throw new Error(`${url} is no set of keys: ${told(parsed.error)}`);
  const keys = parsed.data.keys.filter(({ kty }) => PUBLIC_KEY_TYPES.includes(kty));
  return createLocalJWKSet({ keys: keys as never });
}

// A redirect would lead away from what the operator named.
async function fetchJson(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  try {
    const answer = await fetch(url, { redirect: 'error', signal, headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    return await answer.json();
  } catch (cause) {
    const { message, cause: root } = cause as Error;
    throw new Error(`${url} cannot be read: ${root instanceof Error ? root.message : message}`, { cause });
  }
}

function told(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ');
}

/** What is known of a provider, asked for when it is needed. */
export class Provider {
  private readonly document: Remembered<Discovery>;
  private readonly keys: Remembered<LocalJWKSet>;

  /** `report` hears of what could not be had from it. */
  constructor(issuer: string, report: (error: unknown) => void) {
    this.document = new Remembered(() => fetchDiscovery(issuer), report);
    this.keys = new Remembered(async (now) => await fetchKeys((await this.document.get(now)).jwks_uri), report);
  }

  /** Its discovery document. Raises service.unavailable. */
  async discovery(now: Instant): Promise<Discovery> {
    return await this.document.get(now);
  }

  /**
   * Finds the key that signed something by its header. One that is not known may be new: the provider is asked again, though not for every
   * stranger. Raises service.unavailable, and JWKSNoMatchingKey of jose.
   */
  keysAt(now: Instant): JWTVerifyGetKey {
    return async (header, token) => {
      try {
        return await (await this.keys.get(now))(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      await this.keys.renew(now);
      return await (await this.keys.get(now))(header, token);
    };
  }
}
