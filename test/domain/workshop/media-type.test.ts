// Media types by content: each kind is what it is and nothing else, and another program agrees.
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, it } from 'vitest';
import {
  beginsAs,
  MEDIA_TYPE_NAMES,
  MEDIA_TYPES,
  type MediaType,
  TextCheck,
} from '../../../src/domain/workshop/media-type.ts';
import { REFUSED, TAKEN } from '../../support/files.ts';

// In use for the same files. Source: vendors declare HEVC pictures as either.
const same = (a: string, b: string) => a === b || [a, b].every((t) => t === 'image/heic' || t === 'image/heif');
const isBinary = (type: string) => !type.startsWith('text/');
const takenAs = (bytes: Uint8Array, type: MediaType) => {
  if (!beginsAs(type, bytes)) return false;
  return isBinary(type) || new TextCheck().holds(bytes, true);
};
const typesOf = (bytes: Uint8Array) => MEDIA_TYPE_NAMES.filter((type) => takenAs(bytes, type));

describe('a file that is taken', () => {
  it.each(Object.entries(TAKEN))('%s is taken as that and as nothing else', (_name, { type, bytes }) => {
    expect(typesOf(bytes)).toEqual(MEDIA_TYPE_NAMES.filter((t) => same(t, type)));
  });

  it.each(Object.entries(TAKEN))('%s is the same to file-type', async (_name, { type, bytes }) => {
    expect((await fileTypeFromBuffer(bytes))?.mime).toBe(type);
  });

  it.each([
    'Torque readings\n1, 42.1\r\n\t2, 42.3\f',
    '締付トルク：４２．１ N·m\n',
    '\ufeffbolt,torque\n1,42.1',
    'less than < 40 and > 45',
    '@startuml of a sort',
  ])('text is text, plain or a table: %s', (text) => {
    expect(typesOf(Buffer.from(text))).toEqual(['text/plain', 'text/csv']);
  });
});

describe('a file that is not taken', () => {
  it.each(Object.entries(REFUSED))('%s passes for nothing', (_name, bytes) => {
    expect(typesOf(bytes)).toEqual([]);
  });

  it('is not what its first bytes only begin to be', () => {
    for (const { bytes } of Object.values(TAKEN))
      for (let length = 1; length < 3; length++)
        expect(typesOf(bytes.subarray(0, length)).filter(isBinary)).toEqual([]);
  });

  it('is none that file-type knows as something else', async () => {
    for (const [name, bytes] of Object.entries(REFUSED)) {
      const found = (await fileTypeFromBuffer(bytes))?.mime ?? '';
      expect(Object.keys(MEDIA_TYPES).includes(found), name).toBe(false);
    }
  });
});

describe('text read piece by piece', () => {
  it('may have a character that falls on two pieces', () => {
    const bytes = Buffer.from('整備');
    for (let at = 0; at <= bytes.length; at++) {
      const check = new TextCheck();
      expect([check.holds(bytes.subarray(0, at)), check.holds(bytes.subarray(at), true)]).toEqual([true, true]);
    }
  });

  it('may not end within one', () => {
    const check = new TextCheck();
    expect(check.holds(Buffer.from('整備').subarray(0, 5))).toBe(true);
    expect(check.holds(new Uint8Array(), true)).toBe(false);
  });
});
