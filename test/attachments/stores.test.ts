// The stores of attachments: one contract for a folder, a bucket and memory; and what each of them does when its place fails.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderFault, openFolder } from '../../src/attachments/folder.ts';
import { openMemory } from '../../src/attachments/memory.ts';
import { openAttachments } from '../../src/attachments/open.ts';
import { type AttachmentStore, StoreFault } from '../../src/usecases/workshop/attachment-store.ts';
import { type S3Server, startS3 } from '../support/s3-server.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const LATER = '2999-01-01T00:00:00.000Z';
const NEVER = '2000-01-01T00:00:00.000Z';
const credentials = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'ap-northeast-1' };

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
}
async function textOf(store: AttachmentStore, hash: string): Promise<string | null> {
  const content = await store.open(hash);
  if (!content) return null;
  const read: Uint8Array[] = [];
  for await (const piece of content) read.push(piece);
  return Buffer.concat(read).toString();
}
async function all(list: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const item of list) found.push(item);
  return found.sort();
}

let folder: string;
let s3: S3Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seibi-attachments-'));
  s3 = await startS3('records', credentials);
});
afterEach(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});
const filesIn = (path: string) =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((f) => f.isFile())
        .map((f) => join(f.parentPath, f.name))
    : [];
const bucket = (prefix = 'seibi/files') => ({
  bucket: 'records',
  prefix,
  endpoint: s3.endpoint,
  region: credentials.region,
  accessKeyId: credentials.id,
  secretAccessKey: credentials.secret,
});

const makers: Record<string, () => Promise<AttachmentStore>> = {
  folder: async () => openFolder(join(folder, 'made', 'when needed')),
  bucket: () => openAttachments(bucket()),
  'bucket without a prefix': () => openAttachments(bucket('')),
  memory: async () => openMemory(() => '2026-01-01T00:00:00.000Z'),
};

describe.each(Object.entries(makers))('a store: %s', (_name, make) => {
  let store: AttachmentStore;
  beforeEach(async () => {
    store = await make();
  });

  it('keeps a content under its hash, once', async () => {
    const put = await store.put(pieces('Torque ', 'sheet'));
    expect(put).toEqual({ sha256: sha256('Torque sheet'), bytes: 12 });
    expect(await store.put(pieces('Torque sheet'))).toEqual(put);
    expect(await textOf(store, put.sha256)).toBe('Torque sheet');
    expect(await store.has(put.sha256)).toBe(true);
    expect(await all(store.putBefore(LATER))).toEqual([put.sha256]);
  });

  it('has what is there and nothing else', async () => {
    const absent = sha256('absent');
    expect([await store.has(absent), await textOf(store, absent), await store.remove(absent, LATER)]).toEqual([
      false,
      null,
      false,
    ]);
  });

  it('keeps nothing of a content that breaks off', async () => {
    await expect(store.put(pieces('half', new RangeError('broke off')))).rejects.toThrow('broke off');
    expect(await all(store.putBefore(LATER))).toEqual([]);
    expect(filesIn(folder)).toEqual([]);
  });

  it('lists what was put before an instant, all of it', async () => {
    const hashes: string[] = [];
    for (const text of ['a', 'b', 'c', 'd', 'e']) hashes.push((await store.put(pieces(text))).sha256);
    expect(await all(store.putBefore(LATER))).toEqual(hashes.sort());
    expect(await all(store.putBefore(NEVER))).toEqual([]);
  });

  it('takes away what was put before, and nothing that was put since', async () => {
    const { sha256: hash } = await store.put(pieces('x'));
    expect(await store.remove(hash, NEVER)).toBe(false);
    expect(await store.has(hash)).toBe(true);
    expect(await store.remove(hash, LATER)).toBe(true);
    expect(await store.has(hash)).toBe(false);
  });

  it('keeps contents put at once, the same and others', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `sheet ${n % 4}`);
    const put = await Promise.all(texts.map((text) => store.put(pieces(text))));
    expect(put.map((p) => p.sha256)).toEqual(texts.map((text) => sha256(text)));
    expect(await all(store.putBefore(LATER))).toHaveLength(4);
  });
});

describe('a folder', () => {
  it('names each file by its hash, for its owner alone, with nothing left beside', async () => {
    const { sha256: hash } = await openFolder(folder).put(pieces('x'));
    const file = join(folder, hash.slice(0, 2), hash.slice(2));
    expect(filesIn(folder)).toEqual([file]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('never makes a path of what is not a hash', async () => {
    const store = openFolder(folder);
    for (const name of ['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`])
      for (const act of [() => store.open(name), () => store.has(name), () => store.remove(name, LATER)])
        await expect(act()).rejects.toThrow(RangeError);
  });

  it('counts what is put again as put now', async () => {
    const store = openFolder(folder);
    const { sha256: hash } = await store.put(pieces('x'));
    const file = join(folder, hash.slice(0, 2), hash.slice(2));
    utimesSync(file, 1, 1);
    expect(await all(store.putBefore(NEVER))).toEqual([hash]);
    await store.put(pieces('x'));
    expect(await all(store.putBefore(NEVER))).toEqual([]);
    expect(await store.remove(hash, NEVER)).toBe(false);
  });

  it('clears away what a process left half written, once it is old', async () => {
    const store = openFolder(folder);
    mkdirSync(join(folder, 'incoming'));
    const [old, young] = ['0', '1'].map((n) => join(folder, 'incoming', `${n}1940000-0000-4000-8000-000000000000`));
    for (const file of [old, young] as string[]) writeFileSync(file, 'half');
    utimesSync(old as string, 1, 1);
    expect(await all(store.putBefore(LATER))).toEqual([]);
    expect(filesIn(folder)).toEqual([young]);
  });

  it('says that it cannot be used where it cannot be made', async () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    await expect(openFolder(join(file, 'below')).put(pieces('x'))).rejects.toThrow(StoreFault);
    expect(await folderFault(join(file, 'below'))).toMatch(/ENOTDIR|not a folder/);
    expect(await folderFault(file)).toContain('is not a folder');
    expect(await folderFault(join(folder, 'not', 'yet', 'there'))).toBeNull();
  });

  it('may not be written to', () => {
    const root = new URL('../..', import.meta.url).pathname;
    // The superuser may write anywhere, so that a process of root becomes somebody else first.
    const nobody = 65_534;
    if (process.getuid?.() === 0) chownSync(folder, nobody, nobody);
    chmodSync(folder, 0o500);
    const script = `
      import { folderFault, openFolder } from '${root}src/attachments/folder.ts';
      if (process.getuid() === 0) { process.setgroups([]); process.setgid(${nobody}); process.setuid(${nobody}); }
      const one = (async function* () { yield Buffer.from('x'); })();
      await openFolder(process.argv[1]).put(one).then(() => console.log('kept'), (e) => console.log(e.name, e.cause?.code));
      console.log(await folderFault(process.argv[1]));`;
    const command = [`--import=${root}node_modules/tsx/dist/loader.mjs`, '--input-type=module', '-e', script, folder];
    const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    chmodSync(folder, 0o700);
    expect(stdout, stderr).toContain('StoreFault EACCES');
    expect(stdout, stderr).toContain('cannot be written to');
  });

  it('keeps nothing of a content that the disk takes only half of', () => {
    const root = new URL('../..', import.meta.url).pathname;
    const script = `
      import { openFolder } from '${root}src/attachments/folder.ts';
      const much = (async function* () { for (let n = 0; n < 64; n++) yield Buffer.alloc(65536); })();
      await openFolder(process.argv[1]).put(much).then(() => console.log('kept'), (e) => console.log(e.name, e.cause?.code));`;
    // A bound of the process stands for the end of the disk: both fail in the middle of writing.
    const command = `ulimit -f 1000; exec "$0" --import="${root}node_modules/tsx/dist/loader.mjs" --input-type=module -e "$1" "$2"`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, script, folder], { encoding: 'utf8' });
    expect(stdout.trim(), stderr).toBe('StoreFault EFBIG');
    expect(filesIn(folder)).toEqual([]);
  });
});

describe('a bucket', () => {
  it('stands in the path, its keys below the prefix', async () => {
    const store = await openAttachments(bucket());
    const { sha256: hash } = await store.put(pieces('x'));
    expect([...s3.objects.keys()]).toEqual([`seibi/files/${hash.slice(0, 2)}/${hash.slice(2)}`]);
    expect(s3.requests).toEqual([`PUT /records/seibi/files/${hash.slice(0, 2)}/${hash.slice(2)}`]);
  });

  it('is left alone beside the prefix', async () => {
    const other = `other/${'a'.repeat(2)}/${'b'.repeat(62)}`;
    for (const key of [other, 'seibi/files/readme.txt', 'seibi/files/aa/short'])
      s3.objects.set(key, { bytes: Buffer.from('x'), putAt: new Date(0) });
    expect(await all((await openAttachments(bucket())).putBefore(LATER))).toEqual([]);
  });

  it.each([
    ['another secret', { secretAccessKey: 'x' }],
    ['another key', { accessKeyId: 'x' }],
    ['another region', { region: 'us-east-1' }],
    ['a bucket that is not there', { bucket: 'elsewhere' }],
    ['a server that is not there', { endpoint: 'http://127.0.0.1:9' }],
  ])('is not used with %s', async (_name, other) => {
    const store = await openAttachments({ ...bucket(), ...other });
    await expect(store.put(pieces('x'))).rejects.toThrow(StoreFault);
    expect(s3.objects.size).toBe(0);
  });

  it.each([500, 503, 403, 301])('that answers %d keeps nothing and has nothing', async (status) => {
    const store = await openAttachments(bucket());
    const { sha256: hash } = await store.put(pieces('x'));
    s3.answers(status);
    const asked = s3.requests.length;
    await expect(store.put(pieces('y'))).rejects.toThrow(StoreFault);
    await expect(store.open(hash)).rejects.toThrow(StoreFault);
    await expect(store.has(hash)).rejects.toThrow(StoreFault);
    await expect(all(store.putBefore(LATER))).rejects.toThrow(StoreFault);
    // Each was asked once: who sent the request decides whether it is tried again.
    expect(s3.requests.length - asked).toBe(4);
  });
});
