// Merkle tree over a log that only grows: its root, and proofs that an entry is in it and that it only grew. Source: RFC 9162, section 2.1.
import { createHash } from 'node:crypto';

/** A complete subtree: the entries from `index * 2^level` on, 2^level of them. Level 0 are the leaves. */
export interface Subtree {
  level: number;
  index: number;
}

/** Entries from `start` up to and without `end`; `start` is a multiple of a power of two not below their number. */
export interface Range {
  start: number;
  end: number;
}

/** The root of a tree without entries: the hash of nothing. */
export const EMPTY_ROOT = createHash('sha256').digest('hex');

/** The hash of an entry, which no hash of a node can pass for. Lower-case hex. */
export function leafHash(entry: string | Uint8Array): string {
  return createHash('sha256').update(Uint8Array.of(0)).update(entry).digest('hex');
}

/** The hash of a node over its two children, given and answered in lower-case hex. */
export function nodeHash(left: string, right: string): string {
  return createHash('sha256')
    .update(Buffer.from(`01${left}${right}`, 'hex'))
    .digest('hex');
}

/** The complete subtrees that a range is made of, from left to right: one for each bit of its length. */
export function subtreesOf({ start, end }: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start; at < end; ) {
    const level = Math.floor(Math.log2(end - at));
    subtrees.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return subtrees;
}

/** The root of a range, from the hashes of its complete subtrees. */
export function rootOf(hashes: readonly string[]): string {
  return hashes.reduceRight((right, left) => (right === '' ? left : nodeHash(left, right)), '') || EMPTY_ROOT;
}

/** A tree that grows at its end: all it keeps are the roots of its complete subtrees. */
export class GrowingTree {
  size: number;
  private readonly peaks: string[];

  /** `peaks`: the hashes of `subtreesOf({ start: 0, end: size })`; left out: an empty tree. */
  constructor(size = 0, peaks: readonly string[] = []) {
    this.size = size;
    this.peaks = [...peaks];
  }

  /** Adds an entry by its leaf hash; answers the subtrees above it that it completed, the lowest first. */
  append(leaf: string): (Subtree & { sha256: string })[] {
    const completed: (Subtree & { sha256: string })[] = [];
    let sha256 = leaf;
    for (let level = 1, index = this.size; index % 2 === 1; level += 1) {
      sha256 = nodeHash(this.peaks.pop() as string, sha256);
      index = (index - 1) / 2;
      completed.push({ level, index, sha256 });
    }
    this.peaks.push(sha256);
    this.size += 1;
    return completed;
  }

  root(): string {
    return rootOf(this.peaks);
  }
}

/** The ranges whose roots prove that the entry at `index` is in a tree of `size`, in the order of the proof. Source: RFC 9162, 2.1.3.1. */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** The ranges whose roots prove that the tree of `to` entries begins with that of `from`, 0 < from ≤ to. Source: RFC 9162, 2.1.4.1. */
export function consistencyRanges(from: number, to: number): Range[] {
  const ranges: Range[] = [];
  let [start, end] = [0, to];
  while (end !== from) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // What is left ends where the older tree did; its verifier knows the root when it is the whole of it.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

// The largest power of two below a number of entries, of which there are two or more.
function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

/** Whether a proof shows the entry of that leaf hash at `index` in the tree of that size and root. Source: RFC 9162, 2.1.3.2. */
export function isIncluded(
  entry: { leaf: string; index: number },
  tree: { size: number; root: string },
  proof: readonly string[],
): boolean {
  if (!Number.isSafeInteger(entry.index) || entry.index < 0 || entry.index >= tree.size) return false;
  let [at, last, hash] = [entry.index, tree.size - 1, entry.leaf];
  for (const other of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, other);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash === tree.root;
}

/** Whether a proof shows that the newer tree begins with the entries of the older, which has one or more. Source: RFC 9162, 2.1.4.2. */
export function isConsistent(
  older: { size: number; root: string },
  newer: { size: number; root: string },
  proof: readonly string[],
): boolean {
  if (older.size < 1 || older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root === newer.root;
  const path = Number.isInteger(Math.log2(older.size)) ? [older.root, ...proof] : [...proof];
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [oldHash, newHash] = [first, first];
  for (const other of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(other, oldHash);
      newHash = nodeHash(other, newHash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      newHash = nodeHash(newHash, other);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && oldHash === older.root && newHash === newer.root;
}
