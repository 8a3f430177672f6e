// Sealing: only this installation reads a secret again, and only as what it was sealed about.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSigningKeys, rotateSigningKeys } from '../../src/keys/signing-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-sealing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const NOW = '2026-11-23T01:00:00.000Z';

it('a secret is read again by every node, after a rotation too, and by nobody else', () => {
  const file = join(folder, 'one.json');
  const keys = openSigningKeys(file, NOW);
  expect(readFileSync(file, 'utf8')).not.toContain('sealing');
  expect(keys.unseal('AAAA', 'a')).toBeNull();
  const sealed = keys.seal('whsec_整備', 'a');
  const other = openSigningKeys(file, NOW);
  const second = other.seal('whsec_整備', 'a');
  expect(second).not.toBe(sealed);
  rotateSigningKeys(file, NOW);
  for (const reader of [keys, other, openSigningKeys(file, NOW)])
    for (const text of [sealed, second]) expect(reader.unseal(text, 'a')).toBe('whsec_整備');
  const tampered = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
  for (const [text, about] of [
    [sealed, 'b'],
    [tampered, 'a'],
    ['', 'a'],
    [sealed.slice(0, 20), 'a'],
  ] as const)
    expect(keys.unseal(text, about)).toBeNull();
  const stranger = openSigningKeys(join(folder, 'two.json'), NOW);
  stranger.seal('x', 'x');
  expect(stranger.unseal(sealed, 'a')).toBeNull();
});
