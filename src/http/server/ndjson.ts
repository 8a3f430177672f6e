// NDJSON: one JSON value a line, in UTF-8, in and out.
import { Problem } from '../../domain/problem.ts';

export const NDJSON_TYPE = 'application/x-ndjson';

/** The whole of a body that is read as it arrives. Raises request.too_large, and request.timed_out when it breaks off. */
export async function collected(content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > limitBytes) throw new Problem('request.too_large', { limitBytes });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The lines of a text with their numbers, counted from 1; blank ones and a byte order mark are left out. */
export function linesOf(bytes: Buffer): { line: number; bytes: Buffer }[] {
  const lines: { line: number; bytes: Buffer }[] = [];
  let from = bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0;
  for (let line = 1; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const piece = bytes.subarray(from, end === -1 ? bytes.length : end);
    if (piece.some((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d)) lines.push({ line, bytes: piece });
    from = end === -1 ? bytes.length : end + 1;
  }
  return lines;
}
