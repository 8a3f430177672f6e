// Attachments over HTTP: who may attach what, that it comes back as it was, and that nothing half, damaged or foreign ever does.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../../../src/attachments/folder.ts';
import { MOST_ATTACHMENTS } from '../../../src/domain/workshop/attachment.ts';
import { verifyEverything } from '../../../src/usecases/operator.ts';
import { type AttachmentStore, StoreFault } from '../../../src/usecases/workshop/attachment-store.ts';
import { sweepAttachments } from '../../../src/usecases/workshop/attachments.ts';
import type { Answer, Loose } from '../../support/app.ts';
import { REFUSED, TAKEN } from '../../support/files.ts';
import { faultsOf, type Handle, handleOf, refusal, withBays } from '../../support/order.ts';
import { type Actor, type Plant, startPlant } from '../../support/plant.ts';
import { until } from '../../support/until.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const PDF = TAKEN.pdf?.bytes as Buffer;

let folder: string;
let plant: Plant;
// What stands before the store: a fault, when there is to be one.
let fault: StoreFault | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seibi-attachments-'));
  const real = openFolder(folder);
  const failing =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A) => {
      if (fault) throw fault;
      return work(...args);
    };
  const attachments: AttachmentStore = { ...real, put: failing(real.put), open: failing(real.open) };
  plant = await withBays(await startPlant(undefined, { attachments }));
});
afterAll(async () => {
  await plant.close();
  rmSync(folder, { recursive: true, force: true });
});

const order = (...args: Parameters<typeof handleOf> extends [Plant, ...infer Rest] ? Rest : never) =>
  handleOf(plant, ...args);
/** Attaches bytes; what is said of them is that they are a PDF unless said otherwise. */
async function attach(
  by: Actor | 'admin',
  o: Handle,
  bytes: Uint8Array | string = PDF,
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const search = new URLSearchParams({ fileName: 'sheet.pdf', ...query });
  return await plant.ask(by, 'POST', `${o.path('attachments')}?${search}`, bytes, {
    'content-type': 'application/pdf',
    ...headers,
  });
}
const asText = { 'content-type': 'text/plain' };
const content = (by: Actor, o: Handle, id: string) => plant.ask(by, 'GET', o.path(`attachments/${id}/content`));
const fileOf = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2));
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name));
/** Runs an attempt that must keep nothing: no file, no event. */
async function keepsNothing(o: Handle, attempt: () => Promise<Answer>): Promise<Answer> {
  const before = files();
  const { revision } = await o.order();
  const answer = await attempt();
  expect(files()).toEqual(before);
  expect((await o.order()).revision).toBe(revision);
  return answer;
}

describe('a file attached', () => {
  it('is a part of the order, its hash in the chain', async () => {
    const { people, clock } = plant;
    const o = await order('in_work');
    const before = await o.order();
    const [operation] = await o.list('operations');
    const said = { descriptionEn: 'Final sheet', descriptionJa: '最終検査成績書', operationId: operation.id };
    const answer = await attach(people.depot, o, PDF, { fileName: '検査成績書（最終）.pdf', ...said });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.headers.location).toBe(o.path(`attachments/${answer.body.id}`));
    expect(answer.body).toEqual({
      id: answer.body.id,
      workOrderId: o.id,
      fileName: '検査成績書（最終）.pdf',
      mediaType: 'application/pdf',
      bytes: PDF.length,
      sha256: sha256(PDF),
      description: { en: 'Final sheet', ja: '最終検査成績書' },
      operationId: operation.id,
      inspectionId: null,
      nonconformanceId: null,
      addedBy: people.depot.id,
      addedAt: clock.now(),
      revision: before.revision + 1,
    });
    expect(readFileSync(fileOf(sha256(PDF)))).toEqual(PDF);
    expect(await o.get(`attachments/${answer.body.id}`)).toEqual(answer.body);
    const [event] = (await o.get('events?sort=-sequence')).items;
    expect(event).toMatchObject({ type: 'attachment_added', actorId: people.depot.id, data: { sha256: sha256(PDF) } });
    expect((await verifyEverything(plant.app)).fault).toBeNull();
  });

  it('is listed, with what it belongs to, and as it was recorded by then', async () => {
    const { people, clock } = plant;
    const o = await order('in_work');
    const [inspection] = await o.list('inspections');
    const early = await attach(people.depot, o, 'one', { fileName: 'a.txt' }, asText);
    const then = clock.now();
    clock.advance({ hours: 1 });
    const late = await attach(people.inspector, o, 'two', { fileName: 'b.txt', inspectionId: inspection.id }, asText);
    const ids = async (query: string) => (await o.list(`attachments${query}`)).map((a) => a.id);
    expect(await ids('')).toEqual([early.body.id, late.body.id]);
    expect(await ids(`?inspectionId=${inspection.id}`)).toEqual([late.body.id]);
    expect(await ids('?sort=-fileName')).toEqual([late.body.id, early.body.id]);
    expect(await ids(`?asOf=${then}`)).toEqual([early.body.id]);
    const path = o.path(`attachments/${late.body.id}?asOf=${then}`);
    expect((await plant.ask(people.depot, 'GET', path)).status).toBe(404);
  });

  it.each(Object.entries(TAKEN))(
    'comes back as it was, to be saved and not shown: %s',
    async (_name, { type, bytes }) => {
      const { people } = plant;
      const o = await order('in_work');
      const ending = { 'image/jpeg': 'jpg', 'image/tiff': 'tif' }[type] ?? type.split('/')[1];
      const fileName = `写真 "1" 'a' 100%.${ending}`;
      const added = await attach(people.depot, o, bytes, { fileName }, { 'content-type': type });
      expect(added.status, added.text).toBe(201);
      const download = await plant.app.app.inject({
        url: o.path(`attachments/${added.body.id}/content`),
        headers: { authorization: `Bearer ${people.program.key}` },
      });
      expect(download.statusCode).toBe(200);
      expect(download.rawPayload).toEqual(bytes);
      expect(download.headers).toMatchObject({
        'content-type': type,
        'content-length': String(bytes.length),
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        etag: `"${sha256(bytes)}"`,
      });
      const disposition = String(download.headers['content-disposition']);
      expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w.%~-]+$/);
      expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe(fileName);
    },
  );

  it('is kept once, however often it is attached', async () => {
    const { people } = plant;
    const [one, other] = [await order('in_work'), await order('in_work')];
    const before = files().length;
    for (const o of [one, one, other])
      expect((await attach(people.depot, o, 'the same', { fileName: 'a.txt' }, asText)).status).toBe(201);
    expect(files().length).toBe(before + 1);
    expect(await one.list('attachments')).toHaveLength(2);
  });

  it('supersedes no signature, and can still be added once the order is released', async () => {
    const { people } = plant;
    for (const status of ['awaiting_acceptance', 'released'] as const) {
      const o = await order(status);
      expect((await attach(people.depot, o)).status).toBe(201);
      expect((await o.list('signatures')).filter((s) => s.supersededAt !== null)).toEqual([]);
      if (status === 'awaiting_acceptance') await o.go('release');
    }
    for (const status of ['closed', 'cancelled', 'condemned'] as const) {
      const o = await order(status);
      const answer = await keepsNothing(o, () => attach(people.depot, o));
      expect(refusal(answer)).toEqual([409, 'act.not_offered']);
    }
  });

  it('is added by whoever works on the order, and by no one else', async () => {
    const { people } = plant;
    const host = await plant.hire({ name: 'Host', roles: ['host_office'] });
    const stranger = await plant.hire({ name: 'Stranger', roles: ['depot_staff'], facility: false });
    const o = await order('in_work');
    const add = async (by: Actor | 'admin') => await attach(by, o);
    for (const by of [people.depot, people.inspector, people.program]) expect((await add(by)).status).toBe(201);
    for (const by of [host, 'admin'] as const)
      expect(refusal(await keepsNothing(o, () => add(by)))).toEqual([403, 'access.role_denied']);
    expect(refusal(await keepsNothing(o, () => add(stranger)))).toEqual([404, 'resource.not_found']);
    const [first] = await o.list('attachments');
    expect((await content(host, o, first.id)).status).toBe(200);
    expect(refusal(await content(stranger, o, first.id))).toEqual([404, 'resource.not_found']);
    const other = await order('in_work');
    expect(refusal(await content(people.depot, other, first.id))).toEqual([404, 'resource.not_found']);
  });
});

describe('what is not kept', () => {
  it.each(Object.entries(REFUSED))('%s, whatever it is called', async (_name, bytes) => {
    const { people } = plant;
    const o = await order('in_work');
    for (const [type, ending] of [
      ['text/plain', 'txt'],
      ['application/pdf', 'pdf'],
      ['image/png', 'png'],
    ] as const) {
      const answer = await keepsNothing(o, () =>
        attach(people.depot, o, bytes, { fileName: `a.${ending}` }, { 'content-type': type }),
      );
      expect(refusal(answer)).toEqual([415, 'attachment.content_differs']);
      expect(answer.body.accepted).toContain('image/heic');
    }
  });

  it('text that stops being text far from its beginning', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const long = Buffer.concat([Buffer.from('整備\n'.repeat(50_000)), Buffer.from([0xff])]);
    const send = (bytes: Uint8Array) => attach(people.depot, o, bytes, { fileName: 'a.txt' }, asText);
    expect(refusal(await keepsNothing(o, () => send(long)))).toEqual([415, 'attachment.content_differs']);
    expect((await send(long.subarray(0, -1))).status).toBe(201);
  });

  it('one byte more than the limit', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const send = (bytes: number) => attach(people.depot, o, Buffer.alloc(bytes, 0x61), { fileName: 'a.txt' }, asText);
    const answer = await keepsNothing(o, () => send(1_048_577));
    expect(refusal(answer)).toEqual([413, 'request.too_large']);
    expect(answer.body.limitBytes).toBe(1_048_576);
    expect((await send(1_048_576)).status).toBe(201);
  });

  it('what belongs to a part of another order, or to two parts', async () => {
    const { people } = plant;
    const [o, other] = [await order('in_work'), await order('in_work')];
    const [operation] = await o.list('operations');
    const [inspection] = await o.list('inspections');
    const [foreign] = await other.list('operations');
    const told = async (query: Record<string, string>) =>
      faultsOf(await keepsNothing(o, () => attach(people.depot, o, PDF, query)));
    expect(await told({ operationId: foreign.id })).toEqual(['/operationId reference.unknown']);
    expect(await told({ operationId: operation.id, inspectionId: inspection.id })).toEqual([
      '/inspectionId attachment.belongs_to_one',
    ]);
  });

  it('more than an order may have', async () => {
    const { people } = plant;
    const o = await order('in_work');
    for (let n = 0; n < MOST_ATTACHMENTS; n++)
      expect((await attach(people.depot, o, 'x', { fileName: 'a.txt' }, asText)).status).toBe(201);
    const answer = await keepsNothing(o, () => attach(people.depot, o, 'another', { fileName: 'a.txt' }, asText));
    expect(refusal(answer)).toEqual([409, 'attachment.too_many']);
    expect(answer.body.most).toBe(MOST_ATTACHMENTS);
  });

  it('anything, where the place is full', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const reported = plant.app.reported.length;
    fault = new StoreFault('no space left on device');
    const answer = await keepsNothing(o, () => attach(people.depot, o, 'new', { fileName: 'a.txt' }, asText));
    fault = null;
    expect(refusal(answer)).toEqual([503, 'attachment.store_unavailable']);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(answer.text).not.toContain('no space left');
    expect(plant.app.reported.slice(reported)).toEqual([expect.any(StoreFault)]);
  });
});

describe('a repeat with the same Idempotency-Key', () => {
  it('gets the first answer, and attaches nothing again, even once the order is closed', async () => {
    const { people } = plant;
    const o = await order('released');
    const key = { 'idempotency-key': 'upload-1' };
    const first = await attach(people.depot, o, PDF, {}, key);
    await o.go('close');
    const again = await attach(people.depot, o, PDF, {}, key);
    expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', first.body]);
    expect(await o.list('attachments')).toHaveLength(1);
  });

  it('is refused with other bytes, another name or another type', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const key = { 'idempotency-key': 'upload-2' };
    expect(
      (await attach(people.depot, o, 'a', { fileName: 'a.csv' }, { ...key, 'content-type': 'text/csv' })).status,
    ).toBe(201);
    for (const [bytes, fileName, type] of [
      ['b', 'a.csv', 'text/csv'],
      ['a', 'b.csv', 'text/csv'],
      ['a', 'a.csv', 'text/plain'],
    ] as const) {
      const answer = await attach(people.depot, o, bytes, { fileName }, { ...key, 'content-type': type });
      expect(refusal(answer)).toEqual([422, 'idempotency.key_reused']);
    }
    expect(await o.list('attachments')).toHaveLength(1);
  });

  it('is done once when ten come at once', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => attach(people.depot, o, PDF, {}, { 'idempotency-key': 'upload-3' })),
    );
    expect(answers.filter((a) => a.status === 201).length).toBeGreaterThan(0);
    expect(answers.every((a) => a.status === 201 || a.body.code === 'idempotency.in_progress')).toBe(true);
    expect(await o.list('attachments')).toHaveLength(1);
  });
});

describe('a file that is no longer what was attached', () => {
  it.each([
    [
      'changed',
      (file: string, bytes: Buffer) => writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')])),
    ],
    ['cut short', (file: string, bytes: Buffer) => writeFileSync(file, bytes.subarray(0, -1))],
    ['longer', (file: string, bytes: Buffer) => writeFileSync(file, Buffer.concat([bytes, Buffer.from('\n')]))],
    ['gone', (file: string) => rmSync(file)],
  ])('is never handed out, and verification names it: %s', async (name, harm) => {
    const { people } = plant;
    const o = await order('in_work');
    const bytes = Buffer.from(`sheet that was ${name}`);
    const added = await attach(people.depot, o, bytes, { fileName: 'a.txt' }, asText);
    expect((await content(people.depot, o, added.body.id)).text).toBe(bytes.toString());
    harm(fileOf(added.body.sha256), bytes);
    const reported = plant.app.reported.length;
    const answer = await content(people.depot, o, added.body.id);
    expect(refusal(answer)).toEqual([500, 'attachment.damaged']);
    expect(answer.body.sha256).toBe(added.body.sha256);
    expect(String(plant.app.reported[reported])).toContain(added.body.id);
    expect((await verifyEverything({ database: plant.app.database })).fault).toBeNull();
    expect((await verifyEverything(plant.app.services)).fault?.about).toBe(`attachment ${added.body.id}`);
    // Attached again, it is mended.
    await attach(people.depot, o, bytes, { fileName: 'a.txt' }, asText);
    expect((await content(people.depot, o, added.body.id)).status).toBe(200);
    expect((await verifyEverything(plant.app.services)).fault).toBeNull();
  });

  it('is told by its row too, when that was changed', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const added = await attach(people.depot, o);
    const row = { id: added.body.id as string, before: added.body.sha256 as string };
    const setHash = async (hash: string) => {
      const keepAgain = await plant.app.place.withoutTriggers();
      await plant.app.place.raw('update attachments set sha256 = ? where id = ?', [hash, row.id]);
      await keepAgain();
    };
    await setHash('0'.repeat(64));
    expect((await verifyEverything(plant.app)).fault?.message.en).toContain('attachments');
    await setHash(row.before);
    for (const sql of [
      `update attachments set file_name = 'x.pdf' where id = '${row.id}'`,
      `delete from attachments where id = '${row.id}'`,
    ])
      await expect(plant.app.place.raw(sql)).rejects.toThrow(/an attachment is/);
  });
});

describe('the sweep', () => {
  it('takes away what nothing refers to once it is a day old, and never what an order has', async () => {
    const { people, clock, app } = plant;
    const o = await order('in_work');
    const kept = (await attach(people.depot, o, 'kept', { fileName: 'a.txt' }, asText)).body.sha256;
    const put = (text: string) =>
      app.services.attachments.put(
        (async function* () {
          yield Buffer.from(text);
        })(),
      );
    const [orphan, young] = [(await put('orphan')).sha256, (await put('young')).sha256];
    const now = Date.parse(clock.now()) / 1000;
    for (const hash of [kept, orphan]) utimesSync(fileOf(hash), now - 86_401, now - 86_401);
    utimesSync(fileOf(young), now - 86_399, now - 86_399);
    expect(await sweepAttachments(app.services)).toBe(1);
    expect([kept, orphan, young].map((hash) => existsSync(fileOf(hash)))).toEqual([true, false, true]);
  });
});

describe('over a real connection', () => {
  let url: URL;
  beforeAll(async () => {
    url = new URL(await plant.app.app.listen({ host: '127.0.0.1', port: 0 }));
  });
  const incoming = () => readdirSync(join(folder, 'incoming'));

  it('a refusal arrives while the file is still on its way, and the connection serves on', async () => {
    const { people } = plant;
    const o = await order('in_work');
    const head = (length: number) =>
      `POST ${o.path('attachments')}?fileName=a.pdf HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${people.depot.key}\r\ncontent-type: application/pdf\r\ncontent-length: ${length}\r\n\r\n`;
    const socket = connect(Number(url.port), url.hostname);
    let received = '';
    const sees = (pattern: RegExp) =>
      new Promise<void>((seen) => {
        const look = () => {
          if (pattern.test(received)) seen();
        };
        socket.on('data', look);
        look();
      });
    socket.on('data', (piece) => {
      received += piece;
    });
    socket.write(head(900_000));
    socket.write(Buffer.alloc(100_000));
    await sees(/^HTTP\/1\.1 415 [\s\S]*attachment\.content_differs/);
    expect(incoming()).toEqual([]);
    received = '';
    socket.write(Buffer.alloc(800_000));
    socket.write(head(PDF.length));
    socket.write(PDF);
    await sees(/^HTTP\/1\.1 201 /);
    socket.destroy();
    expect(await o.list('attachments')).toHaveLength(1);
  });

  it('what breaks off leaves nothing, and is nobody’s fault', async () => {
    const { people, app } = plant;
    const o = await order('in_work');
    const reported = app.reported.length;
    const socket = connect(Number(url.port), url.hostname);
    const ended = new Promise<void>((told) => {
      app.app.server.once('request', (_request, response) => response.once('close', told));
    });
    socket.write(
      `POST ${o.path('attachments')}?fileName=a.pdf HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${people.depot.key}\r\ncontent-type: application/pdf\r\ncontent-length: 900000\r\n\r\n`,
    );
    socket.write(Buffer.concat([PDF, Buffer.alloc(200_000)]));
    await until(() => incoming().length > 0);
    socket.destroy();
    await ended;
    await until(() => incoming().length === 0);
    expect((await o.list('attachments')) as Loose[]).toEqual([]);
    expect(app.reported.length).toBe(reported);
  });
});
