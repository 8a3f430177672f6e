// The verifier at the command line: files of others, the database against them, export of checkpoints, and rotation of keys.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { canonical, sha256 } from '../../src/domain/evidence/evidence.ts';
import { openSigningKeys, readPublicKeys } from '../../src/keys/signing-keys.ts';
import { keepEvidence, rewriteLog, rewriteOrder } from '../support/evidence.ts';
import { type Plant, startPlant } from '../support/plant.ts';
import { terminalOf } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-verify-'));
const SIGNING_KEYS = join(folder, 'signing-keys.json');
const keySet = join(folder, 'keys.json');
let plant: Plant;
let order: string;
const signing = openSigningKeys(SIGNING_KEYS, '2026-11-23T01:00:00.000Z');
beforeAll(async () => {
  plant = await startPlant(undefined, { engine: 'sqlite' });
  Object.assign(plant.app.services, { keys: signing });
  ({ id: order } = await plant.orderIn('submitted'));
  await plant.send('admin', 'POST', '/v1/audit/checkpoints');
  writeFileSync(keySet, (await plant.app.call(null, 'GET', '/v1/audit/keys')).text);
});
afterAll(async () => {
  await plant.close();
  rmSync(folder, { recursive: true, force: true });
});

async function seibi(...args: string[]) {
  const terminal = terminalOf({ DATABASE_URL: plant.app.place.url, SIGNING_KEYS });
  const code = await run(args, terminal);
  return { code, out: terminal.output, err: terminal.errors };
}
const fileOf = (name: string, content: string | Uint8Array) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe('seibi verify --certificate', () => {
  let content = '';
  let issued: Buffer;
  beforeAll(async () => {
    const path = `/v1/work-orders/${(await plant.orderIn('released')).id}/release-certificate`;
    const { depot } = plant.people;
    content = canonical((await plant.ask(depot, 'GET', path)).body.content);
    const pdf = await plant.app.app.inject({
      url: path,
      headers: { authorization: `Bearer ${depot.key}`, accept: 'application/pdf' },
    });
    issued = pdf.rawPayload;
  });
  const jws = () => signing.sign(content, 'seibi-release-certificate');
  const verify = (file: string) => seibi('verify', '--certificate', file, '--keys', keySet);
  const pdf = (stream: Uint8Array, filter: string, times = 1) =>
    Buffer.concat([
      Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'),
      ...Array.from({ length: times }, (_, n) =>
        Buffer.concat([
          Buffer.from(
            `${n + 2} 0 obj\n<<\n/Type /EmbeddedFile\n${filter}/Params << /Size 9 >>\n/Length ${stream.length}\n>>\nstream\n`,
          ),
          stream,
          Buffer.from('\nendstream\nendobj\n'),
        ]),
      ),
      Buffer.from('%%EOF'),
    ]);

  it('passes a JWS, and a PDF that has it attached, and says by which key and what', async () => {
    const said = `signed by ${signing.kid}, content SHA-256 ${sha256(content)}`;
    for (const file of [
      fileOf('one.jws', `${jws()}\n`),
      fileOf('plain.pdf', pdf(Buffer.from(jws()), '')),
      fileOf('issued.pdf', issued),
      fileOf('deflated.pdf', pdf(deflateSync(Buffer.from(jws())), '/Filter /FlateDecode\n')),
    ]) {
      const found = await verify(file);
      expect(found).toEqual({ code: 0, err: '', out: expect.stringContaining(said) });
    }
  });

  it('names what is wrong and answers 1', async () => {
    const [head, body, signature] = jws().split('.');
    for (const [file, reason] of [
      [fileOf('changed.jws', `${head}.${body?.slice(0, -2)}AA.${signature}`), 'its signature does not verify'],
      [fileOf('moved.jws', signing.sign(content, 'seibi-checkpoint')), 'it is no certificate'],
      [
        fileOf('other.jws', signing.sign(content, 'seibi-condemnation-certificate')),
        'its content is not that of a certificate, at /kind',
      ],
      [fileOf('text.jws', 'hello'), 'it is no JWS'],
      [
        fileOf('list.jws', signing.sign('[]', 'seibi-release-certificate')),
        'its content is not that of a certificate, at /',
      ],
      [fileOf('loose.jws', signing.sign(`${content} `, 'seibi-release-certificate')), 'not in the form that is signed'],
      [fileOf('empty.pdf', pdf(Buffer.from('hello'), '')), 'no certificate is attached'],
      [fileOf('damaged.pdf', pdf(Buffer.from(jws()), '/Filter /FlateDecode\n')), 'no certificate is attached'],
      [fileOf('twice.pdf', pdf(Buffer.from(jws()), '', 2)), 'more than one is attached'],
    ] as const) {
      const found = await verify(file);
      expect(found, file).toEqual({ code: 1, out: '', err: expect.stringContaining(reason) });
      expect(found.err).toContain(file);
    }
    const others = fileOf('others.json', JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }] }));
    expect((await seibi('verify', '--certificate', fileOf('two.jws', jws()), '--keys', others)).err).toContain(
      'none of the keys given signed it',
    );
  });

  it('wants its files', async () => {
    expect((await seibi('verify', '--certificate', join(folder, 'no'), '--keys', keySet)).err).toContain(
      'cannot be read: ENOENT',
    );
    expect((await seibi('verify', '--certificate', 'x')).code).toBe(2);
    expect((await seibi('verify', '--certificate', 'x', '--history', 'y')).code).toBe(2);
    expect((await seibi('verify', '--certificate', 'x', '--keys', fileOf('none.json', '{}'))).err).toContain(
      'holds no key that signs here',
    );
  });
});

describe('seibi verify --history', () => {
  it('passes what GET …/events answered, whole or page by page, and prints the head', async () => {
    const path = `/v1/work-orders/${order}/events`;
    const { depot } = plant.people;
    const whole = await plant.ask(depot, 'GET', `${path}?limit=200`);
    const head = whole.body.items.at(-1).sha256;
    const first = await plant.ask(depot, 'GET', `${path}?limit=1`);
    const rest = await plant.ask(depot, 'GET', `${path}?limit=200&cursor=${first.body.next}`);
    for (const file of [fileOf('whole.json', whole.text), fileOf('pages.ndjson', `${first.text}\n${rest.text}\n`)])
      expect(await seibi('verify', '--history', file)).toEqual({
        code: 0,
        err: '',
        out: expect.stringMatching(new RegExp(`2 events of work_order ${order}, submitted[^]*Head: ${head}`)),
      });
    const versions = await plant.ask(depot, 'GET', `/v1/facilities/${plant.ids.facility}/versions`);
    expect((await seibi('verify', '--history', fileOf('versions.json', versions.text))).code).toBe(0);
    const cases = [
      [first.text, 'there are further pages'],
      [whole.text.replace('"submitted"', '"subm1tted"'), 'event 2 was changed'],
      [JSON.stringify(whole.body.items.slice(1)), 'event 1 is missing'],
      ['{', 'is not JSON'],
    ] as const;
    for (const [text, reason] of cases)
      expect(await seibi('verify', '--history', fileOf('wrong.json', text))).toEqual({
        code: 1,
        out: '',
        err: expect.stringContaining(reason),
      });
  });
});

describe('checkpoints that somebody else keeps', () => {
  const kept = join(folder, 'kept');

  it('are exported as files, the new ones each time', async () => {
    expect((await seibi('checkpoint', 'export', '--to', kept)).out).toContain('holds 1 checkpoints, 1 of them new');
    await plant.draft();
    await plant.send('admin', 'POST', '/v1/audit/checkpoints');
    expect((await seibi('checkpoint', 'export', '--to', kept)).out).toContain('holds 2 checkpoints, 1 of them new');
    expect(readdirSync(kept).sort()).toEqual(['checkpoint-000001.jws', 'checkpoint-000002.jws', 'keys.json']);
    expect((await seibi('checkpoint', 'export')).code).toBe(2);
  });

  it('are what the database is verified against, with keys that were kept too', async () => {
    const args = ['verify', '--checkpoint', join(kept, 'checkpoint-000001.jws'), '--keys', join(kept, 'keys.json')];
    expect(await seibi(...args)).toEqual({
      code: 0,
      err: '',
      out: expect.stringContaining('2 checkpoints, and checkpoint 1 as it was kept'),
    });
    expect((await seibi('verify')).code).toBe(0);
    expect((await seibi(...args.slice(0, 3))).code).toBe(2);
    const changed = readFileSync(join(kept, 'checkpoint-000001.jws'), 'utf8').replace(
      /\.(.)/,
      (_, one) => `.${one === 'A' ? 'B' : 'A'}`,
    );
    const found = await seibi('verify', '--checkpoint', fileOf('changed-checkpoint.jws', changed), '--keys', keySet);
    expect(found).toEqual({ code: 1, out: '', err: expect.stringContaining('its signature does not verify') });
  });

  it('show that the history was told anew, to verify and to the next export', async () => {
    const undo = await keepEvidence(plant.app.place);
    await rewriteOrder(plant.app.place, order, 2, (event) => {
      event.data = { ...event.data, told: 'anew' };
    });
    await rewriteLog(plant.app);
    expect((await seibi('verify')).code).toBe(0);
    const file = join(kept, 'checkpoint-000001.jws');
    const against = await seibi('verify', '--checkpoint', file, '--keys', join(kept, 'keys.json'));
    expect(against).toMatchObject({ code: 1, err: expect.stringContaining('the log was rewritten') });
    const before = readFileSync(file, 'utf8');
    expect(await seibi('checkpoint', 'export', '--to', kept)).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds another checkpoint 1 now'),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    await undo();
  });
});

describe('seibi keys rotate', () => {
  it('makes a key that a running service signs with, and all that was signed still verifies', async () => {
    const before = signing.kid;
    const { code, out } = await seibi('keys', 'rotate');
    expect(code).toBe(0);
    const made = await plant.send('admin', 'POST', '/v1/audit/checkpoints');
    expect(made.kid).not.toBe(before);
    expect(out).toContain(made.kid);
    expect(readPublicKeys(SIGNING_KEYS).map((key) => key.kid)).toEqual([before, made.kid]);
    expect((await seibi('verify')).code).toBe(0);
    const kept = join(folder, 'kept');
    expect(
      (await seibi('verify', '--checkpoint', join(kept, 'checkpoint-000002.jws'), '--keys', join(kept, 'keys.json')))
        .code,
    ).toBe(0);
    expect((await seibi('checkpoint', 'export', '--to', kept)).code).toBe(0);
    const elsewhere = terminalOf({ DATABASE_URL: plant.app.place.url, SIGNING_KEYS: join(folder, 'others-keys.json') });
    openSigningKeys(join(folder, 'others-keys.json'), '2026-11-23T01:00:00.000Z');
    expect(await run(['checkpoint', 'export', '--to', kept], elsewhere)).toBe(1);
    expect(elsewhere.errors).toContain('is not in');
    const none = terminalOf({ SIGNING_KEYS: join(folder, 'gone.json') });
    expect(await run(['keys', 'rotate'], none)).toBe(1);
    expect(none.errors).toContain('cannot be read');
  });
});
