// The file of signing keys: made once, rotated while a service runs, told when it is damaged, and holding no secret that signs no more.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyJws } from '../../src/domain/evidence/jws.ts';
import { openSigningKeys, readPublicKeys, rotateSigningKeys, signingKeysOf } from '../../src/keys/signing-keys.ts';

const NOW = '2026-11-23T01:00:00.000Z';
const LATER = '2026-11-24T01:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'seibi-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileOf = (name: string) => join(folder, `${name}.json`);
const secretsIn = (file: string) => (readFileSync(file, 'utf8').match(/"d"/g) ?? []).length;

describe('the file of signing keys', () => {
  it('is made at the first start, for its owner alone, and read at the next', () => {
    const file = fileOf('made');
    const first = openSigningKeys(file, NOW);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const next = openSigningKeys(file, LATER);
    expect(next.kid).toBe(first.kid);
    expect(next.publicKeys()).toEqual([expect.objectContaining({ kid: first.kid, createdAt: NOW, retiredAt: null })]);
    expect(JSON.stringify(next.publicKeys())).not.toContain('"d"');
    expect(readdirSync(folder)).toEqual(['made.json']);
  });

  it('is made once where several start together', async () => {
    const file = fileOf('together');
    const start = `
      const { parentPort, workerData } = require('node:worker_threads');
      require('tsx/cjs');
      const { openSigningKeys } = require(workerData.module);
      parentPort.once('message', () => parentPort.postMessage(openSigningKeys(workerData.file, workerData.now).kid));
      parentPort.postMessage('ready');`;
    const module = new URL('../../src/keys/signing-keys.ts', import.meta.url).pathname;
    const workers = [1, 2, 3, 4].map(() => new Worker(start, { eval: true, workerData: { file, now: NOW, module } }));
    const said = (worker: Worker) =>
      new Promise<string>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    await Promise.all(workers.map(said));
    const kids = await Promise.all(
      workers.map((worker) => {
        const kid = said(worker);
        worker.postMessage('go');
        return kid;
      }),
    );
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(new Set(kids)).toEqual(new Set([readPublicKeys(file)[0]?.kid]));
    expect(readPublicKeys(file)).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('together'))).toEqual(['together.json']);
  });

  it('rotated under a running service signs with the new key at once, and old signatures verify', () => {
    const file = fileOf('rotated');
    const keys = openSigningKeys(file, NOW);
    const [oldKid, before] = [keys.kid, keys.sign('before', 'seibi-test')];
    const kid = rotateSigningKeys(file, LATER);
    expect(kid).not.toBe(oldKid);
    expect(keys.kid).toBe(kid);
    const after = keys.sign('after', 'seibi-test');
    expect(keys.publicKeys()).toMatchObject([
      { kid: oldKid, createdAt: NOW, retiredAt: LATER },
      { kid, createdAt: LATER, retiredAt: null },
    ]);
    expect(verifyJws(before, 'seibi-test', keys.publicKeys())).toEqual({ payload: 'before', kid: oldKid });
    expect(verifyJws(after, 'seibi-test', keys.publicKeys())).toEqual({ payload: 'after', kid });
    expect(secretsIn(file)).toBe(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rotateSigningKeys(file, LATER);
    expect(keys.publicKeys().map((key) => key.retiredAt)).toEqual([LATER, LATER, null]);
    expect(secretsIn(file)).toBe(1);
  });

  it('is not rotated by two at once, nor after one that was cut short', () => {
    const file = fileOf('twice');
    openSigningKeys(file, NOW);
    const before = readFileSync(file, 'utf8');
    writeFileSync(`${file}.writing`, '');
    expect(() => rotateSigningKeys(file, LATER)).toThrow(`delete ${file}.writing`);
    expect(readFileSync(file, 'utf8')).toBe(before);
    rmSync(`${file}.writing`);
    rotateSigningKeys(file, LATER);
    expect(readPublicKeys(file)).toHaveLength(2);
  });

  it('damaged or gone is said so, at start and while a service runs, without what is in it', () => {
    const file = fileOf('damaged');
    const keys = openSigningKeys(file, NOW);
    const whole = readFileSync(file, 'utf8');
    const secret = /"d": "([^"]+)"/.exec(whole)?.[1] ?? '';
    const other = signingKeysOf(Buffer.alloc(32, 7), NOW).publicKeys()[0]?.x ?? '';
    for (const text of [
      '',
      '{}',
      whole.slice(0, -9),
      whole.replace(/"d": "[^"]+",/, ''),
      whole.replace(/"x": "[^"]+"/, `"x": "${other}"`),
    ]) {
      rmSync(file);
      writeFileSync(file, text);
      for (const use of [
        () => openSigningKeys(file, LATER),
        () => rotateSigningKeys(file, LATER),
        () => readPublicKeys(file),
        () => keys.sign('x', 'seibi-test'),
        () => keys.publicKeys(),
      ]) {
        expect(use).toThrow(`the file of signing keys ${file} is not what Seibi wrote`);
        expect(use).not.toThrow(secret);
      }
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
    rmSync(file);
    expect(() => keys.sign('x', 'seibi-test')).toThrow('cannot be read: ENOENT');
    writeFileSync(file, whole);
    expect(verifyJws(keys.sign('x', 'seibi-test'), 'seibi-test', keys.publicKeys())).toMatchObject({ payload: 'x' });
  });

  it('in a folder that is not there cannot be written', () => {
    expect(() => openSigningKeys(join(folder, 'no', 'keys.json'), NOW)).toThrow('cannot be written: ENOENT');
    expect(() => rotateSigningKeys(join(folder, 'no.json'), NOW)).toThrow('cannot be read: ENOENT');
  });
});
