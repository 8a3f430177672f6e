// The canonical form agrees with the published vectors, and a chain with anything changed in it never verifies.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, chainFault, type Link, link, sha256 } from '../../../src/domain/evidence/evidence.ts';

const vectors = new URL('../../vectors/rfc8785/', import.meta.url);

describe('canonical form (RFC 8785)', () => {
  it.each(readdirSync(new URL('input', vectors)))('agrees with the published vector %s', (name) => {
    const input = JSON.parse(readFileSync(new URL(`input/${name}`, vectors), 'utf8'));
    expect(canonical(input)).toBe(readFileSync(new URL(`output/${name}`, vectors), 'utf8'));
  });

  it('refuses what JSON can’t say instead of dropping it', () => {
    for (const value of [undefined, { a: undefined }, [() => 1], { n: Number.NaN }, new Date(), { d: 1n }])
      expect(() => canonical(value)).toThrow(TypeError);
    expect(() => canonical({ a: [0, { 'b c': Number.POSITIVE_INFINITY }] })).toThrow('not JSON at /a/1/b c');
    expect(() => canonical(Number.NaN)).toThrow('not JSON at /');
    expect(canonical(Object.assign(Object.create(null), { a: [true, null] }))).toBe('{"a":[true,null]}');
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse());
        expect(canonical(JSON.parse(JSON.stringify(reversed)))).toBe(canonical(JSON.parse(JSON.stringify(members))));
      }),
    );
  });

  it('hashes as FIPS 180-4 says', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

function chainOf(bodies: readonly string[]): Link[] {
  const links: Link[] = [];
  for (const [index, note] of bodies.entries()) {
    links.push(link({ sequence: index + 1, previousSha256: links.at(-1)?.sha256 ?? null, type: 'edited', note }));
  }
  return links;
}

const headOf = (links: readonly Link[]) => ({ sequence: links.length, sha256: links.at(-1)?.sha256 ?? null });
const bodies = fc.array(fc.string(), { minLength: 1, maxLength: 12 });

describe('the chain', () => {
  it('does not say what a request left out, and refuses what else is not JSON', () => {
    const said = { sequence: 1, previousSha256: null, data: { a: 1, list: [{ b: 'x' }] } };
    expect(link({ ...said, gone: undefined, data: { ...said.data, c: undefined } })).toEqual(link(said));
    expect(link({ ...said, data: { list: [{ b: 'x', c: undefined }], a: 1 } })).toEqual(link(said));
    for (const value of [Number.NaN, new Date(), () => 1])
      expect(() => link({ ...said, data: { value } })).toThrow('not JSON at /data/value');
  });

  it('verifies as it was made', () => {
    fc.assert(
      fc.property(bodies, (notes) => {
        expect(chainFault(chainOf(notes), headOf(chainOf(notes)))).toBeNull();
      }),
    );
  });

  it('never verifies with any character of any link changed', () => {
    fc.assert(
      fc.property(
        bodies,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('canonical', 'sha256' as const),
        (notes, which, where, field) => {
          const links = chainOf(notes);
          const head = headOf(links);
          const target = links[which % links.length] as Link;
          const text = target[field];
          const at = where % text.length;
          const changed = String.fromCharCode(text.charCodeAt(at) ^ 1);
          links[which % links.length] = { ...target, [field]: text.slice(0, at) + changed + text.slice(at + 1) };
          let fault: unknown = 'unreadable';
          try {
            fault = chainFault(links, head);
          } catch {
            // A text that is no JSON any more does not verify either.
          }
          expect(fault).not.toBeNull();
        },
      ),
    );
  });

  it('a text that is no link, hashed anew, is a fault and no failure', () => {
    for (const canonical of ['not JSON', 'null', '7']) {
      const item: Link = { sequence: 1, previousSha256: null, canonical, sha256: sha256(canonical) };
      expect(chainFault([item], headOf([item]))?.code).toBe('evidence.link');
    }
  });

  it('names a missing, a reordered, a truncated and a re-hashed link', () => {
    const links = chainOf(['a', 'b', 'c', 'd']);
    const head = headOf(links);
    expect(chainFault([...links.slice(0, 1), ...links.slice(2)], head)?.code).toBe('evidence.sequence');
    expect(chainFault(links.slice(0, 3), head)?.code).toBe('evidence.head');
    const [a, b, c, d] = links as [Link, Link, Link, Link];
    const renumbered = [a, { ...c, sequence: 2 }, { ...b, sequence: 3 }, d];
    expect(chainFault(renumbered, head)?.code).toBe('evidence.link');
    const forged = link({ sequence: 2, previousSha256: a.sha256, type: 'edited', note: 'forged' });
    expect(chainFault([a, forged, c, d], head)?.code).toBe('evidence.link');
    expect(chainFault([a, { ...b, canonical: forged.canonical }, c, d], head)?.code).toBe('evidence.hash');
  });
});
