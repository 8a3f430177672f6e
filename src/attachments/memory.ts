// Attachments in memory, for a run that keeps nothing, such as a test.
import { createHash } from 'node:crypto';
import type { Instant } from '../domain/values.ts';
import type { AttachmentStore } from '../usecases/workshop/attachment-store.ts';

/** An empty store. `now`: the clock that says when something was put. */
export function openMemory(now: () => Instant): AttachmentStore {
  const kept = new Map<string, { bytes: Buffer; putAt: Instant }>();
  return {
    async put(content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      kept.set(sha256, { bytes, putAt: now() });
      return { sha256, bytes: bytes.length };
    },
    async open(sha256) {
      const found = kept.get(sha256);
      return found ? pieceOf(found.bytes) : null;
    },
    has: async (sha256) => kept.has(sha256),
    async remove(sha256, putBefore) {
      const found = kept.get(sha256);
      return found !== undefined && found.putAt < putBefore && kept.delete(sha256);
    },
    async *putBefore(instant) {
      for (const [sha256, { putAt }] of kept) if (putAt < instant) yield sha256;
    },
  };
}

async function* pieceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
