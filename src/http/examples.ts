// Ids of the example world: the demo makes its records with them, and the examples of the OpenAPI document name them.
import { createHash } from 'node:crypto';

// 2025-01-01T00:00:00Z in milliseconds: the time that example ids carry.
const EXAMPLE_TIME_HEX = Date.UTC(2025, 0, 1).toString(16).padStart(12, '0');

/** The id of an example by its name: always the same, in the form of a UUIDv7. */
export function exampleId(name: string): string {
  const hash = createHash('sha256').update(`seibi example ${name}`).digest('hex');
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    EXAMPLE_TIME_HEX.slice(0, 8),
    EXAMPLE_TIME_HEX.slice(8, 12),
    `7${hash.slice(0, 3)}`,
    `${variant}${hash.slice(4, 7)}`,
    hash.slice(7, 19),
  ].join('-');
}
