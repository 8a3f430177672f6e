// Merkle trees: the published vectors of Certificate Transparency, and properties against a slow second implementation.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyRanges,
  EMPTY_ROOT,
  GrowingTree,
  inclusionRanges,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  type Range,
  rootOf,
  subtreesOf,
} from '../../../src/domain/evidence/merkle.ts';

// Source: certificate-transparency, merkletree/merkle_tree_test.cc: the eight inputs, and the roots of the trees of 1 to 8 of them.
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

// The definitions of RFC 9162, 2.1, word for word and slow.
const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const split = (n: number) => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};
function mth(d: readonly Uint8Array[]): Buffer {
  if (d.length === 0) return hash();
  if (d.length === 1) return hash(Buffer.of(0), d[0] as Uint8Array);
  const k = split(d.length);
  return hash(Buffer.of(1), mth(d.slice(0, k)), mth(d.slice(k)));
}
function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}
function subproof(m: number, d: readonly Uint8Array[], isWhole: boolean): Buffer[] {
  if (m === d.length) return isWhole ? [] : [mth(d)];
  const k = split(d.length);
  return m <= k
    ? [...subproof(m, d.slice(0, k), isWhole), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}
const hex = (hashes: readonly Buffer[]) => hashes.map((one) => one.toString('hex'));

/** A tree grown entry by entry, with every subtree that was completed on the way. */
function grown(entries: readonly Uint8Array[]) {
  const tree = new GrowingTree();
  const nodes = new Map<string, string>();
  for (const entry of entries) {
    const leaf = leafHash(entry);
    nodes.set(`0/${tree.size}`, leaf);
    for (const { level, index, sha256 } of tree.append(leaf)) nodes.set(`${level}/${index}`, sha256);
  }
  const hashesOf = (range: Range) =>
    subtreesOf(range).map(({ level, index }) => {
      const found = nodes.get(`${level}/${index}`);
      if (!found) throw new Error(`${level}/${index} was never completed`);
      return found;
    });
  return { tree, hashesOf, proofOf: (ranges: Range[]) => ranges.map((range) => rootOf(hashesOf(range))) };
}

describe('the published vectors', () => {
  it('roots of the first one to eight entries', () => {
    const tree = new GrowingTree();
    const found = inputs.map((input) => {
      tree.append(leafHash(input));
      return tree.root();
    });
    expect(found).toEqual(roots);
    expect(new GrowingTree().root()).toBe(EMPTY_ROOT);
    expect(EMPTY_ROOT).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('proofs of inclusion', () => {
    const { proofOf } = grown(inputs);
    expect(proofOf(inclusionRanges(0, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(proofOf(inclusionRanges(5, 8))).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(proofOf(inclusionRanges(2, 3))).toEqual([roots[1]]);
    expect(proofOf(inclusionRanges(0, 1))).toEqual([]);
  });

  it('proofs of consistency', () => {
    const { proofOf } = grown(inputs);
    expect(proofOf(consistencyRanges(1, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(proofOf(consistencyRanges(6, 8))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistencyRanges(8, 8)).toEqual([]);
  });

  it('hashes of nodes and leaves are told apart', () => {
    expect(leafHash('')).toBe(roots[0]);
    expect(nodeHash(leafHash(inputs[0] as Buffer), leafHash(inputs[1] as Buffer))).toBe(roots[1]);
    expect(leafHash(Buffer.from(`${roots[0]}${roots[0]}`, 'hex'))).not.toBe(nodeHash(roots[0] ?? '', roots[0] ?? ''));
  });
});

const sizes = fc.integer({ min: 1, max: 90 });
const entriesOf = (size: number) => Array.from({ length: size }, (_, n) => Buffer.from(`entry ${n}`));
const flipped = (text: string) => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;

describe('in trees of any size', () => {
  it('every root and proof is that of the definition, and verifies', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, some, earlier) => {
        const entries = entriesOf(size);
        const { tree, hashesOf, proofOf } = grown(entries);
        const root = mth(entries).toString('hex');
        expect(tree.root()).toBe(root);
        expect(new GrowingTree(size, hashesOf({ start: 0, end: size })).root()).toBe(root);

        const index = some % size;
        const included = proofOf(inclusionRanges(index, size));
        expect(included).toEqual(hex(path(index, entries)));
        const entry = { leaf: leafHash(entries[index] as Buffer), index };
        expect(isIncluded(entry, { size, root }, included)).toBe(true);

        const from = (earlier % size) + 1;
        const consistent = proofOf(consistencyRanges(from, size));
        expect(consistent).toEqual(hex(subproof(from, entries, true)));
        const older = { size: from, root: mth(entries.slice(0, from)).toString('hex') };
        expect(isConsistent(older, { size, root }, consistent)).toBe(true);
      }),
    );
  });

  it('no proof verifies with any part of it changed', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.nat(), (size, some, earlier, part) => {
        const entries = entriesOf(size);
        const { tree, proofOf } = grown(entries);
        const newer = { size, root: tree.root() };
        const index = some % size;
        const entry = { leaf: leafHash(entries[index] as Buffer), index };
        const from = (earlier % size) + 1;
        const older = { size: from, root: mth(entries.slice(0, from)).toString('hex') };
        const proofs: [readonly string[], (proof: readonly string[]) => boolean][] = [
          [proofOf(inclusionRanges(index, size)), (proof) => isIncluded(entry, newer, proof)],
          [proofOf(consistencyRanges(from, size)), (proof) => isConsistent(older, newer, proof)],
        ];
        for (const [proof, verify] of proofs) {
          const at = part % Math.max(1, proof.length);
          if (proof.length > 0) {
            expect(verify(proof.map((one, n) => (n === at ? flipped(one) : one)))).toBe(false);
            expect(verify(proof.toSpliced(at, 1))).toBe(false);
          }
          expect(verify([...proof, newer.root])).toBe(false);
        }
        const [included = []] = [proofs[0]?.[0]];
        expect(isIncluded({ ...entry, leaf: flipped(entry.leaf) }, newer, included)).toBe(false);
        expect(isIncluded({ ...entry, index: (index + 1) % size }, newer, included)).toBe(size === 1);
        expect(isIncluded(entry, { ...newer, root: flipped(newer.root) }, included)).toBe(false);
        const [, [consistent = []] = []] = proofs;
        expect(isConsistent({ ...older, root: flipped(older.root) }, newer, consistent)).toBe(false);
        expect(isConsistent(older, { ...newer, root: flipped(newer.root) }, consistent)).toBe(false);
      }),
    );
  });
});

describe('a proof about nothing', () => {
  const root = roots[7] ?? '';
  it('verifies nothing', () => {
    for (const index of [-1, 8, 0.5, Number.NaN])
      expect(isIncluded({ leaf: root, index }, { size: 8, root }, [])).toBe(false);
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, { size: 8, root }, [])).toBe(false);
    expect(isConsistent({ size: 9, root }, { size: 8, root }, [])).toBe(false);
    expect(isConsistent({ size: 3, root: roots[2] ?? '' }, { size: 8, root }, [])).toBe(false);
    expect(isConsistent({ size: 8, root }, { size: 8, root }, [])).toBe(true);
  });
});
