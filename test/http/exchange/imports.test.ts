// Imports over HTTP: what a row may say, what is refused of it, in which encoding, and how a file that broke off is read on.
import { request } from 'node:http';
import type { Socket } from 'node:net';
import iconv from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_FINDINGS, MOST_FAULTS_OF_ROW } from '../../../src/domain/exchange/import.ts';
import { mayArriveSlowly } from '../../../src/http/server/unhurried.ts';
import { importFile } from '../../../src/usecases/exchange/imports.ts';
import { unnamedSteps } from '../../../src/usecases/exchange/kinds/column-names.ts';
import { KINDS, kinds } from '../../../src/usecases/exchange/kinds/kinds.ts';
import { ADMIN_KEY, type Answer, type Loose, startTestApp, type TestApp } from '../../support/app.ts';
import { until } from '../../support/until.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const csv = { 'content-type': 'text/csv' };
const ndjson = { 'content-type': 'application/x-ndjson' };

async function send(
  kind: string,
  body: string | Uint8Array,
  {
    headers = csv,
    query = '',
    key = ADMIN_KEY,
  }: { headers?: Record<string, string>; query?: string; key?: string } = {},
): Promise<Answer<Loose>> {
  return await app.call(key, 'POST', `/v1/imports?kind=${kind}${query}`, body, headers);
}

const rows = (...objects: object[]) => objects.map((o) => JSON.stringify(o)).join('\n');

const facility = (code: string, more: object = {}) => ({
  code,
  name: { ja: '試験工場' },
  operator: 'japanese_industry',
  prefecture: '千葉県',
  calendar: 'japan',
  bays: 3,
  ...more,
});

describe('templates', () => {
  it.each(KINDS)(
    '%s: the header of the template is what an import reads, and every column has a name in Japanese',
    async (kind) => {
      const template = await app.call(ADMIN_KEY, 'GET', `/v1/imports/templates/${kind}`);
      expect(template.headers['content-type']).toContain('text/csv');
      const [header = ''] = template.text.replace(/^\uFEFF/, '').split('\r\n');
      const answer = await send(kind, `${header}\r\n`);
      expect(answer.body).toMatchObject({ state: 'done', rowsRead: 0 });
      expect(unnamedSteps(kinds[kind].schema)).toEqual([]);
    },
  );

  it('explains its columns in both languages', async () => {
    const { body } = await app.call(ADMIN_KEY, 'GET', '/v1/imports/templates/equipment', undefined, {
      accept: 'application/json',
    });
    expect(body.columns.find((c: Loose) => c.name === 'owningUnit')).toMatchObject({
      title: { en: 'owning unit', ja: '所有部隊' },
      required: true,
    });
  });

  it('read as they are: each example is a row', async () => {
    const order = [
      'platforms',
      'facilities',
      'catalogue',
      'suppliers',
      'weightings',
      'equipment',
      'capabilities',
      'certifications',
      'instruments',
      'closures',
      'authorizations',
      'people',
      'qualifications',
      'technical-data',
      'baselines',
      'holidays',
      'work-orders',
      'status-reports',
      'standards',
      'equivalences',
    ];
    expect([...order].sort()).toEqual([...KINDS].sort());
    for (const kind of order) {
      for (const [type, format] of [
        ['text/csv', csv],
        ['application/x-ndjson', ndjson],
      ] as const) {
        const template = await app.call(ADMIN_KEY, 'GET', `/v1/imports/templates/${kind}`, undefined, { accept: type });
        const { body } = await send(kind, template.text, { headers: format });
        expect(body.errors, kind).toEqual([]);
        expect(body.accepted, kind).toBe(1);
        // The same row in the other format is the same record.
        if (format === ndjson) expect(body.unchanged, kind).toBe(1);
      }
    }
  });
});

describe('rows', () => {
  it('are refused one by one, each fault with its row, line, column and both languages', async () => {
    const file = [
      'code,name.ja,operator,prefecture,calendar,bays',
      'RWA,工場A,japanese_industry,千葉県,japan,2',
      'rwb,工場B,nobody,千葉県,japan,two',
      '',
      'RWC,"工場C',
      '（東）",joint,千葉県,japan,4',
    ].join('\n');
    const { status, body } = await send('facilities', file);
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'done', rowsRead: 3, accepted: 2, created: 2, refused: 1 });
    expect(body.errors.map((e: Loose) => [e.row, e.line, e.column])).toEqual([
      [2, 3, 'code'],
      [2, 3, 'operator'],
      [2, 3, 'bays'],
    ]);
    for (const { message } of body.errors) expect(Object.keys(message)).toEqual(['en', 'ja']);
    const errors = await app.call(ADMIN_KEY, 'GET', `/v1/imports/${body.id}`, undefined, { accept: 'text/csv' });
    expect(errors.text.split('\r\n')).toHaveLength(5);
  });

  it('have every one of their errors kept, in order, page by page and as one table, and once though it broke off', async () => {
    // 600 rows with two faults each, the 300th with more than are told one by one.
    const offers = Array.from({ length: 120 }, () => ({ leadTimeDays: -1, nsn: '1' }));
    const bad = (n: number) => ({
      ncage: `=${n}`,
      name: { ja: '供給者' },
      country: 'JP',
      offers: n === 300 ? offers : [{}],
    });
    const lines = Array.from({ length: 600 }, (_, n) => JSON.stringify(bad(n + 1)));
    async function* cut() {
      for (const [n, text] of lines.entries()) {
        if (n === 580) throw new Error('the line is dead');
        yield Buffer.from(`${text}\n`);
      }
    }
    const act = await app.act(app.adminId);
    const file = {
      kind: 'suppliers',
      format: 'ndjson',
      id: '01890000-0000-7000-8000-0000000000fe',
      limitBytes: 1e9,
    } as const;
    await expect(importFile(act, { ...file, dryRun: false, content: cut() })).rejects.toThrow('the line is dead');
    const { body } = await send('suppliers', lines.join('\n'), { headers: ndjson, query: `&id=${file.id}` });
    const perRow = (n: number) => (n === 300 ? MOST_FAULTS_OF_ROW + 1 : 2);
    const all = lines.flatMap((_, n) => Array<number>(perRow(n + 1)).fill(n + 1));
    expect(body).toMatchObject({ state: 'done', refused: 600, errorCount: all.length, warningCount: 0 });
    expect(body.errors.map((e: Loose) => e.row)).toEqual(all.slice(0, FIRST_FINDINGS));

    const items: Loose[] = [];
    for (let query = '?limit=200'; query !== ''; ) {
      const page = await app.call(ADMIN_KEY, 'GET', `/v1/imports/${body.id}/errors${query}`);
      items.push(...page.body.items);
      query = page.body.next === null ? '' : `?limit=200&cursor=${page.body.next}`;
    }
    expect(items.map((e) => e.row)).toEqual(all);
    expect(items.filter((e) => e.row === 300).at(-1)).toMatchObject({ column: '', code: 'import.more_faults' });
    const table = await app.call(ADMIN_KEY, 'GET', `/v1/imports/${body.id}`, undefined, { accept: 'text/csv' });
    expect(table.text.split('\r\n')).toHaveLength(all.length + 2);
    const { items: listed } = (await app.call(ADMIN_KEY, 'GET', '/v1/imports?limit=200')).body;
    expect(listed.find((one: Loose) => one.id === body.id)).toMatchObject({ errorCount: all.length });
    // A dry run keeps them too, once, though what it judged is undone.
    const dry = await send('suppliers', lines.join('\n'), { headers: ndjson, query: '&dryRun=true' });
    expect(dry.body).toMatchObject({ refused: 600, errorCount: all.length });
    expect((await app.call(ADMIN_KEY, 'GET', `/v1/imports/${dry.body.id}/errors?limit=200`)).body.items).toEqual(
      items.slice(0, 200),
    );
  });

  it('have what is odd about them told apart from what is wrong', async () => {
    const odd = { ...kinds.platforms.example, designation: 'QUITE-ODD-9' };
    const { body } = await send('platforms', rows(odd), { headers: ndjson });
    expect(body).toMatchObject({ created: 1, errorCount: 0, warningCount: 1, warnings: [{ row: 1 }] });
    const { items, next } = (await app.call(ADMIN_KEY, 'GET', `/v1/imports/${body.id}/warnings`)).body;
    expect([items, next]).toEqual([body.warnings, null]);
    const stranger = await app.person(['administrator']);
    expect((await app.call(stranger.key, 'GET', `/v1/imports/${body.id}/warnings`)).status).toBe(200);
    const program = await app.person(['program_office']);
    expect((await app.call(program.key, 'GET', `/v1/imports/${body.id}/errors`)).status).toBe(404);
  });

  it('are refused for what no database holds, and what is wrong with them is told', async () => {
    const given = [
      { ...facility('NUL'), id: 'x\u0000' },
      { facilityId: 'A\u0000B', serialNumber: '1\ud800' },
      { 'no\u0000t \ud800': 1 },
    ];
    for (const kind of ['facilities', 'instruments', 'work-orders', 'catalogue', 'status-reports'] as const)
      for (const one of given) {
        const { status, body } = await send(kind, JSON.stringify(one), { headers: ndjson });
        expect([status, body.refused], `${kind} ${JSON.stringify(one)}: ${JSON.stringify(body)}`).toEqual([201, 1]);
      }
  });

  it('change nothing the second time, and what they say anew the third', async () => {
    const file = rows(facility('AGA', { bays: 3 }));
    expect((await send('facilities', file, { headers: ndjson })).body).toMatchObject({ created: 1 });
    expect((await send('facilities', file, { headers: ndjson })).body).toMatchObject({ unchanged: 1, created: 0 });
    expect((await send('facilities', 'code,bays\nAGA,5\n')).body).toMatchObject({ changed: 1, refused: 0 });
    const { body } = await app.call(ADMIN_KEY, 'GET', '/v1/facilities?code=AGA');
    expect(body.items[0]).toMatchObject({ bays: 5, revision: 2, name: { ja: '試験工場' } });
  });

  it('keep the id they bring and the day they were registered', async () => {
    const id = '01890000-0000-7000-8000-00000000abcd';
    const createdAt = '2020-04-01T00:00:00.000Z';
    await send('facilities', rows(facility('KID', { id, createdAt })), { headers: ndjson });
    expect((await app.call(ADMIN_KEY, 'GET', `/v1/facilities/${id}`)).body).toMatchObject({ code: 'KID', createdAt });
    const { body } = await send('facilities', rows(facility('KIE', { createdAt: '2999-01-01T00:00:00Z' })), {
      headers: ndjson,
    });
    expect(body.errors).toMatchObject([{ column: 'createdAt', code: 'instant.future' }]);
  });

  it('name what they refer to by id, by name or by key', async () => {
    await send('facilities', rows(facility('REF', { key: 'plant 7' })), { headers: ndjson });
    const closure = (facilityId: string, from: string) => ({
      facilityId,
      from,
      to: from,
      bays: 1,
      reason: { en: 'Works' },
    });
    const { body } = await send(
      'closures',
      rows(closure('ＲＥＦ', '2026-01-05'), closure('key: plant 7', '2026-01-06'), closure('NOWHERE', '2026-01-07')),
      { headers: ndjson },
    );
    expect(body).toMatchObject({ created: 2, refused: 1 });
    expect(body.errors).toMatchObject([{ row: 3, column: 'facilityId', code: 'reference.unnamed' }]);
  });

  it('read full-width codes, Japanese dates and semicolons, and keep names as they were typed', async () => {
    const file = 'facilityId;from;to;bays;reason.ja\nＲＥＦ;2026/4/1;２０２６／４／２;２;点検（ＡＢＣ）\n';
    const { body } = await send('closures', file);
    expect(body).toMatchObject({ created: 1, refused: 0 });
    const closures = await app.call(
      ADMIN_KEY,
      'GET',
      `/v1/facilities/${(await app.call(ADMIN_KEY, 'GET', '/v1/facilities?code=REF')).body.items[0].id}/closures`,
    );
    expect(closures.body.items).toContainEqual(
      expect.objectContaining({ from: '2026-04-01', to: '2026-04-02', bays: 2, reason: { ja: '点検（ＡＢＣ）' } }),
    );
  });

  it('bring the history of a certificate', async () => {
    const statusChanges = [
      { status: 'active', on: '2025-04-01', reason: null },
      { status: 'suspended', on: '2026-01-10', reason: { en: 'Audit finding' } },
    ];
    const row = { ...kinds.certifications.example, facilityId: 'REF', number: 'H-1', status: undefined, statusChanges };
    expect((await send('certifications', rows(row), { headers: ndjson })).body).toMatchObject({ created: 1 });
    const { body } = await app.call(ADMIN_KEY, 'GET', '/v1/exports/certifications', undefined, {
      accept: 'application/x-ndjson',
    });
    const kept = body
      .split('\n')
      .filter(Boolean)
      .map((line: string) => JSON.parse(line))
      .find((c: Loose) => c.number === 'H-1');
    expect(kept).toMatchObject({ status: 'suspended', statusChanges });
  });
});

describe('files', () => {
  // 規格 (standard) and ①㈱髙 as Windows writes them.
  const shiftJis = Uint8Array.from([0x8b, 0x4b, 0x8a, 0x69, 0x87, 0x40, 0x87, 0x8a, 0xfb, 0xfc]);
  const around = (code: string, middle: Uint8Array) =>
    Buffer.concat([
      Buffer.from(`code,name.ja,operator,prefecture,calendar,bays\n${code},`),
      middle,
      Buffer.from(',joint,Chiba,japan,1\n'),
    ]);

  it('in Shift_JIS are recognised, or said to be', async () => {
    const recognised = await send('facilities', around('SJA', shiftJis));
    expect(recognised.body).toMatchObject({ charset: 'shift_jis', created: 1 });
    expect((await send('facilities', around('SJB', shiftJis), { query: '&charset=shift_jis' })).body).toMatchObject({
      created: 1,
    });
    expect(
      (
        await send('facilities', around('SJC', shiftJis), {
          headers: { 'content-type': 'text/csv; charset=Shift_JIS' },
        })
      ).body,
    ).toMatchObject({ created: 1 });
    const { body } = await app.call(ADMIN_KEY, 'GET', '/v1/facilities?code=SJA');
    expect(body.items[0].name.ja).toBe('規格①㈱髙');
  });

  it('of another type are refused with the types and encodings that there are', async () => {
    const { status, body } = await send('facilities', 'code', {
      headers: { 'content-type': 'application/vnd.ms-excel' },
    });
    expect([status, body.accepted]).toEqual([415, ['text/csv', 'application/x-ndjson']]);
    expect(body.detail).toContain('text/csv, application/x-ndjson, in utf-8, shift_jis');
  });

  it('in UTF-8 are, with or without a mark', async () => {
    const text = new iconv.TextEncoder().encode('が規格');
    expect((await send('facilities', around('UTA', text))).body).toMatchObject({ charset: 'utf-8', created: 1 });
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), around('UTB', text)]);
    expect((await send('facilities', marked)).body).toMatchObject({ charset: 'utf-8', created: 1 });
  });

  it.each([
    ['neither', around('NEA', Uint8Array.from([0xff, 0xff, 0x80, 0x00])), 'import.encoding_unknown'],
    ['UTF-16', Buffer.from('\uFEFFcode,bays\n', 'utf16le'), 'import.encoding_unknown'],
    ['an unknown column', 'code,colour\nX,red\n', 'import.unknown_column'],
    ['a column twice', 'code,code\nX,Y\n', 'import.column_twice'],
    ['nothing', '', 'import.empty'],
    ['a quote that never closes', 'code,name.ja\n"AAA,x\n', 'import.quotes'],
  ])('that can’t be read are refused whole: %s', async (_, body, code) => {
    const answer = await send('facilities', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'import.unreadable', errors: [{ code }] });
  });

  it('that break in the middle keep what was read before', async () => {
    const head = Array.from({ length: 260 }, (_, n) =>
      JSON.stringify(facility(`B${String.fromCharCode(65 + (n % 26))}${String.fromCharCode(65 + Math.floor(n / 26))}`)),
    ).join('\n');
    async function* content() {
      yield Buffer.from(`${head}\n`);
      yield Uint8Array.from([0xe3, 0x28]);
    }
    const file = { kind: 'facilities', format: 'ndjson', dryRun: false, charset: 'utf-8', limitBytes: 1e9 } as const;
    const body = await importFile(await app.act(app.adminId), { ...file, content: content() });
    expect(body).toMatchObject({ state: 'failed', rowsRead: 250, fault: { code: 'import.encoding_broken' } });
  });

  it('that are too large are refused', async () => {
    const small = await startTestApp({ settings: { importLimitBytes: 2000 } });
    const answer = await small.call(
      ADMIN_KEY,
      'POST',
      '/v1/imports?kind=facilities',
      rows(...Array.from({ length: 30 }, () => facility('BIG'))),
      ndjson,
    );
    expect(answer).toMatchObject({ status: 413, body: { code: 'request.too_large', limitBytes: 2000 } });
    await small.close();
  });
});

describe('a dry run', () => {
  it('says what an import would, and writes none of it', async () => {
    const file = rows(facility('DRA'), facility('DRA', { bays: 9 }), facility('toolong'));
    const dry = (await send('facilities', file, { headers: ndjson, query: '&dryRun=true' })).body;
    expect((await app.call(ADMIN_KEY, 'GET', '/v1/facilities?code=DRA')).body.items).toEqual([]);
    const real = (await send('facilities', file, { headers: ndjson })).body;
    const report = ({ rowsRead, accepted, created, changed, unchanged, refused, errors }: Loose) => ({
      rowsRead,
      accepted,
      created,
      changed,
      unchanged,
      refused,
      errors,
    });
    expect(report(dry)).toEqual(report(real));
    expect(dry).toMatchObject({ dryRun: true, created: 1, changed: 1, refused: 1 });
  });
});

describe('reading on', () => {
  const many = Array.from({ length: 300 }, (_, n) =>
    JSON.stringify({ ncage: `J${String(n).padStart(4, '0')}`, name: { en: `Supplier ${n}` }, country: 'JP' }),
  );
  const id = '01890000-0000-7000-8000-0000000000ff';

  // What a process that was killed leaves: an import that says it runs, some batches durable, and nobody at it.
  async function breakOff(): Promise<void> {
    await app.place.raw("update imports set state = 'running' where id = ?", [id]);
  }

  it('goes on behind the rows it has, and makes nothing twice', async () => {
    let sent = 0;
    async function* cut() {
      for (const line of many) {
        sent += 1;
        if (sent === 280) throw new Error('the line is dead');
        yield Buffer.from(`${line}\n`);
      }
    }
    const act = await app.act(app.adminId);
    const file = { kind: 'suppliers', format: 'ndjson', dryRun: false, id, limitBytes: 1e9 } as const;
    await expect(importFile(act, { ...file, content: cut() })).rejects.toThrow('the line is dead');
    await breakOff();
    expect((await app.call(ADMIN_KEY, 'GET', `/v1/imports/${id}`)).body).toMatchObject({ rowsRead: 250, created: 250 });
    app.clock.advance({ minutes: 2 });
    expect((await app.call(ADMIN_KEY, 'GET', `/v1/imports/${id}`)).body).toMatchObject({ state: 'interrupted' });

    const other = await send('suppliers', [...many].reverse().join('\n'), { headers: ndjson, query: `&id=${id}` });
    expect(other).toMatchObject({ status: 409, body: { code: 'import.other_file' } });
    const rest = await send('suppliers', many.join('\n'), { headers: ndjson, query: `&id=${id}` });
    expect(rest.body).toMatchObject({ state: 'done', rowsRead: 300, created: 300, unchanged: 0 });
    const versions = await app.place.raw(
      "select count(*) as n from register_events where noun = 'supplier' and record_id in (select id from suppliers where ncage < 'J0300')",
    );
    expect(Number(versions[0]?.n)).toBe(300);
    const again = await send('suppliers', many.join('\n'), { headers: ndjson, query: `&id=${id}` });
    expect(again.body).toEqual(rest.body);
  });

  it('finds its import by the Idempotency-Key too', async () => {
    const headers = { ...ndjson, 'idempotency-key': 'once' };
    const first = await send('facilities', rows(facility('IDA')), { headers });
    const second = await send('facilities', rows(facility('IDA')), { headers });
    expect(second.body).toEqual(first.body);
  });

  it('is for who began it', async () => {
    const { key } = await app.person(['administrator']);
    const answer = await send('suppliers', many.join('\n'), { headers: ndjson, query: `&id=${id}`, key });
    expect(answer.status).toBe(404);
  });
});

describe('who may', () => {
  it('is who may write the register', async () => {
    const { body: platforms } = await app.call(ADMIN_KEY, 'GET', '/v1/platforms?designation=EX-1A');
    const own = platforms.items[0].id;
    const program = await app.person(['program_office'], { programPlatformIds: [own] });
    const depot = await app.person(['depot_staff']);
    const reports = (at: string) => rows({ equipmentId: 'EX-1A/900001', condition: 'FMC', at });
    const by = (key: string, kind: string, body: string) => send(kind, body, { headers: ndjson, key });
    expect((await by(depot.key, 'status-reports', reports('2026-07-01T00:00:00Z'))).status).toBe(403);
    expect((await by(program.key, 'facilities', rows(facility('PRO')))).status).toBe(403);
    expect((await by(program.key, 'status-reports', reports('2026-07-01T00:00:00Z'))).body).toMatchObject({
      created: 1,
    });
    const foreign = await app.person(['program_office'], { programPlatformIds: [app.adminId] });
    const refused = await by(foreign.key, 'status-reports', reports('2026-07-02T00:00:00Z'));
    expect(refused.body).toMatchObject({ refused: 1, errors: [{ code: 'access.outside_program' }] });
    const list = await app.call(program.key, 'GET', '/v1/imports');
    expect(list.body.items).toHaveLength(1);
  });
});

describe('a file that arrives slowly', () => {
  // What Node says of a connection whose request takes longer than requests may.
  const timedOut = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

  it('is read to its end, however long it takes; any other request is given up', async () => {
    const { hostname: host, port } = new URL(await app.app.listen({ host: '127.0.0.1', port: 0 }));
    const sockets: Socket[] = [];
    app.app.server.on('connection', (socket) => sockets.push(socket));
    const begin = (path: string, type: string, text: string) => {
      const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': type };
      const sending = request({ host, port, path, method: 'POST', headers, agent: false });
      const answer = new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        sending.on('error', reject);
        sending.on('response', async (response) => {
          let body = '';
          for await (const piece of response) body += piece;
          resolve({ status: response.statusCode, text: body });
        });
      });
      sending.write(text);
      return { sending, answer };
    };
    const slow = begin('/v1/imports?kind=suppliers', 'text/csv', 'ncage,name.en,country\nSL0');
    await until(async () => sockets[0] !== undefined && mayArriveSlowly(timedOut, sockets[0]));
    for (let n = 0; n < 3; n += 1) app.app.server.emit('clientError', timedOut, sockets[0]);
    slow.sending.end('01,Slow bolts,JP\n');
    const { status, text } = await slow.answer;
    expect([status, JSON.parse(text)]).toMatchObject([201, { state: 'done', created: 1 }]);

    const stuck = begin('/v1/suppliers', 'application/json', '{"ncage"');
    await until(async () => sockets.length === 2);
    app.app.server.emit('clientError', timedOut, sockets[1]);
    const given = await stuck.answer;
    expect([given.status, JSON.parse(given.text).code]).toEqual([408, 'request.timed_out']);
  });
});
