// JWS: a text signed with Ed25519 in the compact form, and its verification. Source: RFC 7515, RFC 8037.
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../values.ts';

/** A public key as it is published. Source: RFC 7517, RFC 8037 section 2. */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  use: 'sig';
  alg: 'EdDSA';
}

/** A public key with what is known of its time. */
export interface PublishedKey extends PublicKey {
  createdAt: Instant;
  /** Since when it signs no more; null: it does. */
  retiredAt: Instant | null;
}

/** What a JWS says of itself: only what Seibi writes is read. */
interface JwsHeader {
  alg: 'EdDSA';
  kid: string;
  typ: string;
}

/** The id of a key: its thumbprint. Source: RFC 7638, members in the order of their names. */
export function thumbprintOf(x: string): string {
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
}

/** A public key as it is published, from the coordinate that RFC 8037 calls x. */
export function publicKeyOf(x: string): PublicKey {
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprintOf(x), use: 'sig', alg: 'EdDSA' };
}

const publishedSet = z.looseObject({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      crv: z.string().optional(),
      x: z.string().optional(),
      kid: z.string().optional(),
    }),
  ),
});

/** The keys in the text of a JSON Web Key Set (RFC 7517) that can verify here: others in it are passed over. Null: it is no such set, or has none. */
export function readKeySet(text: string): PublicKey[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const set = publishedSet.safeParse(value);
  const keys = (set.data?.keys ?? [])
    .filter(({ kty, crv, x = '' }) => kty === 'OKP' && crv === 'Ed25519' && /^[\w-]{43}$/.test(x))
    .map(({ x = '' }) => publicKeyOf(x));
  return keys.length > 0 ? keys : null;
}

/** Signs a text. `typ` says what it is, without the `application/` before it, so that no signature passes for one of another kind (RFC 8725, 3.11). */
export function signJws(payload: string, typ: string, key: { kid: string; privateKey: KeyObject }): string {
  const header: JwsHeader = { alg: 'EdDSA', kid: key.kid, typ };
  const signed = `${encoded(JSON.stringify(header))}.${encoded(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed, 'ascii'), key.privateKey).toString('base64url')}`;
}

/** What a JWS holds, if one of the keys signed it as a thing of that type; else why not. */
export function verifyJws(
  jws: string,
  typ: string,
  keys: readonly PublicKey[],
): { payload: string; kid: string } | { fault: JwsFault } {
  const { head, body, signature, header } = partsOf(jws);
  if (!header) return { fault: 'malformed' };
  if (header.alg !== 'EdDSA' || header.typ !== typ) return { fault: 'other_kind' };
  const key = keys.find((one) => one.kid === header.kid);
  if (!key || thumbprintOf(key.x) !== key.kid) return { fault: 'unknown_key' };
  const publicKey = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
  const isSigned = verify(
    null,
    Buffer.from(`${head}.${body}`, 'ascii'),
    publicKey,
    Buffer.from(signature, 'base64url'),
  );
  return isSigned ? { payload: decoded(body), kid: key.kid } : { fault: 'not_signed' };
}

/** Why a JWS is not accepted. */
export type JwsFault = 'malformed' | 'other_kind' | 'unknown_key' | 'not_signed';

/** The id of the key that a JWS says it was signed with; null for what is no JWS. Nothing is verified. */
export function kidOf(jws: string): string | null {
  return partsOf(jws).header?.kid ?? null;
}

// One text for one signature: what spells the same bytes otherwise is refused, as bits that base64 leaves unused could be changed unseen.
function partsOf(jws: string) {
  const [head = '', body = '', signature = '', ...more] = jws.trim().split('.');
  const isWhole = more.length === 0 && [head, body, signature].every((part) => part !== '' && isExact(part));
  return { head, body, signature, header: isWhole ? headerOf(head) : null };
}

const isExact = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part;

function headerOf(part: string): Partial<JwsHeader> | null {
  try {
    const header = JSON.parse(decoded(part)) as Partial<JwsHeader> | null;
    return typeof header === 'object' ? header : null;
  } catch {
    return null;
  }
}

const encoded = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
const decoded = (part: string) => Buffer.from(part, 'base64url').toString('utf8');
