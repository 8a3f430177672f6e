// Evidence: the canonical form of a fact, its hash, and the chain that each event is a link of.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Fault } from '../values.ts';

/** Lower-case hex SHA-256 (FIPS 180-4) of bytes, or of a text in UTF-8. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}

/**
 * The RFC 8785 canonical form of a JSON value. Raises TypeError for what JSON can't say (undefined, functions, NaN),
 * which the library would silently drop.
 */
export function canonical(value: unknown): string {
  return canonicalText(value, false);
}

function canonicalText(value: unknown, hasGaps: boolean): string {
  const at = notJson(value, hasGaps);
  if (at !== null) throw new TypeError(`not JSON at ${at || '/'}`);
  // Undefined only for what was refused above.
  return canonicalize(value) as string;
}

/** Where a value is not JSON, as a pointer; null: all of it is. `hasGaps`: what is undefined is not said. */
function notJson(value: unknown, hasGaps: boolean): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : '';
  if (value === undefined) return hasGaps ? null : '';
  if (typeof value !== 'object' || !isPlain(value)) return '';
  for (const [key, item] of Object.entries(value)) {
    const at = notJson(item, hasGaps);
    if (at !== null) return `/${key}${at}`;
  }
  return null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

/** One link as it is stored: the exact text that was hashed, and the hash. */
export interface Link {
  sequence: number;
  previousSha256: string | null;
  canonical: string;
  sha256: string;
}

/**
 * The hash of a link covers the one before, which stands inside the hashed text as `previousSha256`. A member that is undefined, which a
 * request left out, is not said. Raises TypeError for what else JSON can't say.
 */
export function link(body: { sequence: number; previousSha256: string | null } & Record<string, unknown>): Link {
  const text = canonicalText(body, true);
  return { sequence: body.sequence, previousSha256: body.previousSha256, canonical: text, sha256: sha256(text) };
}

/**
 * Checks a chain from its first link: hashes, order, no gap, each naming the one before, and the head it should end in.
 * Returns the first fault, or null when it is whole.
 */
export function chainFault(links: readonly Link[], head: { sequence: number; sha256: string | null }): Fault | null {
  let previous: string | null = null;
  for (const [index, item] of links.entries()) {
    const at = `/${index}`;
    if (item.sequence !== index + 1)
      return broken(at, 'evidence.sequence', `event ${index + 1} is missing`, `${index + 1}番目の事象がありません`);
    if (sha256(item.canonical) !== item.sha256)
      return broken(
        at,
        'evidence.hash',
        `event ${item.sequence} was changed`,
        `事象${item.sequence}が改変されています`,
      );
    const inside = hashedBody(item);
    if (item.previousSha256 !== previous || inside?.previousSha256 !== previous || inside.sequence !== item.sequence)
      return broken(
        at,
        'evidence.link',
        `event ${item.sequence} does not follow the one before`,
        `事象${item.sequence}が直前の事象に続いていません`,
      );
    previous = item.sha256;
  }
  if (head.sequence !== links.length || head.sha256 !== previous)
    return broken('', 'evidence.head', 'the chain does not end in the recorded head', '連鎖の末尾が記録と一致しません');
  return null;
}

// Null for a text that is no JSON: someone hashed it anew, but it is no link.
function hashedBody(item: Link): { previousSha256?: unknown; sequence?: unknown } | null {
  try {
    return JSON.parse(item.canonical) as { previousSha256?: unknown; sequence?: unknown } | null;
  } catch {
    return null;
  }
}

function broken(pointer: string, code: string, en: string, ja: string): Fault {
  return { pointer, code, message: { en, ja } };
}
