// JWS with Ed25519: the published vectors of RFC 8037, agreement with jose both ways, and what is refused.
import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { kidOf, publicKeyOf, signJws, thumbprintOf, verifyJws } from '../../../src/domain/evidence/jws.ts';

// Source: RFC 8037, appendix A.
const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
const kid = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
const vector =
  'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
const key = publicKeyOf(x);
const signed = (payload: string, typ = 'seibi-test') => signJws(payload, typ, { kid, privateKey });

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const withHeader = (header: unknown, jws: string) => [encoded(header), ...jws.split('.').slice(1)].join('.');

describe('RFC 8037', () => {
  it('A.3: the thumbprint', () => {
    expect(thumbprintOf(x)).toBe(kid);
    expect(key).toEqual({ kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' });
  });

  it('A.4 and A.5: the signature, which jose gives and takes too; ours wants a key id and a type', async () => {
    const jose = await new CompactSign(Buffer.from('Example of Ed25519 signing'))
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(await importJWK({ kty: 'OKP', crv: 'Ed25519', x, d }, 'EdDSA'));
    expect(jose).toBe(vector);
    expect(verifyJws(vector, 'seibi-test', [key])).toEqual({ fault: 'other_kind' });
  });
});

describe('a JWS', () => {
  it('holds its text for who has the key, and names it', () => {
    for (const payload of ['{"a":"整備"}', ' ']) {
      const jws = signed(payload);
      expect(verifyJws(jws, 'seibi-test', [publicKeyOf('x'.repeat(43)), key])).toEqual({ payload, kid });
      expect(kidOf(jws)).toBe(kid);
    }
    expect(kidOf('nothing')).toBeNull();
  });

  it('of ours verifies by jose, and one of jose by ours', async () => {
    const publicKey = await importJWK(key, 'EdDSA');
    const { payload, protectedHeader } = await compactVerify(signed('整備'), publicKey, { algorithms: ['EdDSA'] });
    expect(Buffer.from(payload).toString()).toBe('整備');
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid, typ: 'seibi-test' });
    const jose = await new CompactSign(Buffer.from('整備'))
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'seibi-test' })
      .sign(await importJWK({ kty: 'OKP', crv: 'Ed25519', x, d }, 'EdDSA'));
    expect(verifyJws(jose, 'seibi-test', [key])).toEqual({ payload: '整備', kid });
  });

  it('of another type, algorithm or key is refused', () => {
    const jws = signed('{}');
    const other = publicKeyOf('A'.repeat(43));
    expect(verifyJws(jws, 'seibi-other', [key])).toEqual({ fault: 'other_kind' });
    expect(verifyJws(withHeader({ alg: 'none', kid, typ: 'seibi-test' }, jws), 'seibi-test', [key])).toEqual({
      fault: 'other_kind',
    });
    expect(verifyJws(jws, 'seibi-test', [])).toEqual({ fault: 'unknown_key' });
    expect(verifyJws(jws, 'seibi-test', [other])).toEqual({ fault: 'unknown_key' });
    // Another key under the id of the first: an id is the thumbprint of its key, or it is nothing.
    expect(verifyJws(jws, 'seibi-test', [{ ...other, kid }])).toEqual({ fault: 'unknown_key' });
    expect(
      verifyJws(withHeader({ alg: 'EdDSA', kid, typ: 'seibi-test', b64: false }, jws), 'seibi-test', [key]),
    ).toEqual({ fault: 'not_signed' });
  });

  it('that is none is refused', () => {
    for (const text of [
      '',
      'a.b',
      'a.b.c',
      '..',
      `${signed('{}')}.x`,
      withHeader(null, signed('{}')),
      withHeader(1, signed('{}')),
    ])
      expect(verifyJws(text, 'seibi-test', [key]), text).toEqual({ fault: 'malformed' });
  });

  it('with any character changed verifies no more', () => {
    const jws = signed('{"n":1,"title":"整備"}');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n';
    fc.assert(
      fc.property(fc.nat(jws.length - 1), fc.constantFrom(...alphabet), (at, character) => {
        fc.pre(jws[at] !== character);
        const changed = jws.slice(0, at) + character + jws.slice(at + 1);
        expect(verifyJws(changed, 'seibi-test', [key])).toHaveProperty('fault');
      }),
      { numRuns: 2_000 },
    );
  });
});
