// Checkpoints as texts: what is signed, and what is read back.
import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  CHECKPOINT_TYPE,
  checkpointText,
  entryText,
  leafOf,
  readCheckpoint,
  readSigned,
} from '../../../src/domain/evidence/checkpoint.ts';
import { sha256 } from '../../../src/domain/evidence/evidence.ts';
import { publicKeyOf, readKeySet, signJws } from '../../../src/domain/evidence/jws.ts';
import { EMPTY_ROOT, leafHash } from '../../../src/domain/evidence/merkle.ts';

// Source: RFC 8037, appendix A.
const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
const key = publicKeyOf(x);
const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
const signed = (text: string, type = CHECKPOINT_TYPE) => signJws(text, type, { kid: key.kid, privateKey });
const next = { size: 0, rootSha256: EMPTY_ROOT, issuedAt: '2026-11-23T01:00:00.000Z' };

describe('a checkpoint', () => {
  it('names the one before, and is read back as it was signed', () => {
    const first = checkpointText(next, null);
    expect(first.text).toBe(
      `{"issuedAt":"2026-11-23T01:00:00.000Z","n":1,"previousSha256":null,"rootSha256":"${EMPTY_ROOT}","size":0,"tree":"rfc9162-sha256","version":1}`,
    );
    const before = { n: 1, sha256: sha256(first.text) };
    const { content, text } = checkpointText({ ...next, size: 3 }, before);
    expect(content).toMatchObject({ n: 2, previousSha256: before.sha256, size: 3 });
    const jws = signed(text);
    expect(readCheckpoint(`${jws}\n`, [key])).toEqual({
      checkpoint: {
        n: 2,
        size: 3,
        rootSha256: EMPTY_ROOT,
        previousSha256: before.sha256,
        issuedAt: next.issuedAt,
        content: text,
        sha256: sha256(text),
        kid: key.kid,
        jws,
      },
    });
  });

  it('is refused when it is signed by others, as something else, in another form, or is none', () => {
    const { text } = checkpointText(next, null);
    const codeOf = (jws: string, keys = [key]) => {
      const read = readCheckpoint(jws, keys);
      return 'fault' in read ? read.fault.code : null;
    };
    expect(codeOf(signed(text), [])).toBe('jws.unknown_key');
    expect(codeOf('x')).toBe('jws.malformed');
    expect(codeOf(signed(text, 'seibi-certificate'))).toBe('jws.other_kind');
    expect(codeOf(signed(text).replace(/\.[^.]*\./, `.${Buffer.from('{}').toString('base64url')}.`))).toBe(
      'jws.not_signed',
    );
    expect(codeOf(signed(`${text} `))).toBe('jws.form');
    expect(codeOf(signed('no JSON'))).toBe('jws.form');
    expect(codeOf(signed('{"n":1}'))).toBe('checkpoint.form');
    expect(readSigned(signed('{"n":1}'), CHECKPOINT_TYPE, [key])).toMatchObject({ value: { n: 1 }, text: '{"n":1}' });
  });

  it('speaks of entries that say whose event they are', () => {
    const entry = { kind: 'order' as const, recordId: 'a', sequence: 2, sha256: 'b' };
    const text = '{"kind":"order","recordId":"a","sequence":2,"sha256":"b"}';
    expect(entryText({ ...entry, position: 7 } as never)).toBe(text);
    expect(leafOf(entry)).toBe(leafHash(text));
  });
});

describe('a set of keys', () => {
  it('gives those that can verify here, by their thumbprints', () => {
    const others = [
      { kty: 'RSA', n: 'x' },
      { kty: 'OKP', crv: 'X25519', x },
      { kty: 'OKP', crv: 'Ed25519', x: 'short' },
      { kty: 'OKP', crv: 'Ed25519' },
    ];
    expect(readKeySet(JSON.stringify({ keys: [...others, { ...key, kid: 'said', more: 1 }] }))).toEqual([key]);
    for (const text of ['', '[]', '{}', '{"keys":[]}', '{"keys":[1]}', JSON.stringify({ keys: others })])
      expect(readKeySet(text), text).toBeNull();
  });
});
