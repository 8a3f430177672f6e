// Access tokens: JWTs that the provider signed, made out to Seibi.
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/values.ts';
import type { Provider } from './discovery.ts';

/**
 * Signatures that only the holder of a private key can make: never `none`, never a shared secret, for which a published key would serve.
 * Source: RFC 8725, 3.1 and 3.2.
 */
const SIGNATURE_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** How far the clocks of the provider and of Seibi may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 60;

// `at+jwt` by RFC 9068, 2.1; providers older than that write JWT or nothing. What is of another type was made for something else.
const ACCESS_TOKEN_TYPES = ['at+jwt', 'application/at+jwt', 'jwt', undefined];

/**
 * The claims of an access token in force that the issuer signed and made out to the audience; null for any other. Source: RFC 9068, 4.
 * Raises service.unavailable. `report` hears of a token that was not even wrong.
 */
export async function claimsOfAccessToken(
  provider: Provider,
  { issuer, audience }: { issuer: string; audience: string },
  token: string,
  now: Instant,
  report: (error: unknown) => void,
): Promise<JWTPayload | null> {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return null;
  const checks = { issuer, audience };
  const verified = await verifyUnless(() => jwtVerify(token, provider.keysAt(now), checksAt(now, checks)), report);
  if (!verified) return null;
  const { payload, protectedHeader } = verified;
  if (!ACCESS_TOKEN_TYPES.includes(protectedHeader.typ?.toLowerCase())) return null;
  // A token bound to a key of its holder is no bearer's, and Seibi asks for no proof. Source: RFC 7800, 3.1; RFC 9449, 7.1.
  return payload.cnf === undefined ? payload : null;
}

/** How a JWT of the provider is checked at an instant. */
export function checksAt(now: Instant, who: { issuer: string; audience: string }): JWTVerifyOptions {
  return {
    ...who,
    algorithms: SIGNATURE_ALGORITHMS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now),
    requiredClaims: ['exp', 'sub'],
  };
}

/** What `verify` answers; null when jose refuses the token. */
export async function verifyUnless<T>(verify: () => Promise<T>, report: (error: unknown) => void): Promise<T | null> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof Problem) throw error;
    // Whatever else goes wrong is in the keys of the provider, of which its operator should know.
    if (!(error instanceof errors.JOSEError)) report(error);
    return null;
  }
}
