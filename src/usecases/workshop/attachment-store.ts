// Where the bytes of attachments are: what use cases ask of it, whatever keeps them.
import type { Instant } from '../../domain/values.ts';

/** What was put: the name it has from now on, and its size. */
interface Put {
  /** SHA-256 over the bytes, in hexadecimal. */
  sha256: string;
  bytes: number;
}

/**
 * A store in which each content is kept once, under its hash. Every method raises StoreFault when the place is full, may not be written to
 * or can't be reached.
 */
export interface AttachmentStore {
  /**
   * Keeps a content, piece by piece and never whole in memory; it is durable when this answers, and counts as put now although it was there
   * before. Raises what `content` raises, and keeps nothing then.
   */
  put(content: AsyncIterable<Uint8Array>): Promise<Put>;
  /** The content of that hash, or null: it is not there. Whether it still has that hash is for who reads it to see. */
  open(sha256: string): Promise<AsyncIterable<Uint8Array> | null>;
  has(sha256: string): Promise<boolean>;
  /** Takes a content away unless it was put at or after an instant; answers whether it did. */
  remove(sha256: string, putBefore: Instant): Promise<boolean>;
  /** The hashes of what was last put before an instant. */
  putBefore(instant: Instant): AsyncIterable<string>;
}

/** The store can't do its work: the reason is for who runs it. */
export class StoreFault extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'StoreFault';
  }
}
