// Certificates over HTTP: what they say, in which forms, to whom; that others can check them, and that a later issue leaves the earlier as it was.
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { compactVerify, createLocalJWKSet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyEverything } from '../../../src/usecases/operator.ts';
import type { Loose } from '../../support/app.ts';
import { type Handle, handleOf, refusal, withBays } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await withBays(await startPlant());
});
afterAll(() => plant.close());

const get = (id: string, accept: string, rest = 'release-certificate', by = plant.people.program) =>
  plant.ask(by, 'GET', `/v1/work-orders/${id}/${rest}`, undefined, { accept });
const jwks = () => createLocalJWKSet({ keys: plant.app.services.keys.publicKeys() });

/** The file that a PDF carries. */
async function attachmentOf(id: string, name: string): Promise<string> {
  const response = await plant.app.app.inject({
    method: 'GET',
    url: `/v1/work-orders/${id}/release-certificate`,
    headers: { authorization: `Bearer ${plant.people.program.key}`, accept: 'application/pdf' },
  });
  const bytes = response.rawPayload;
  expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const text = bytes.toString('latin1');
  expect(text).toContain(`(${name})`);
  const place = text.search(/\/Type \/EmbeddedFile/);
  const begin = text.indexOf('stream\n', place) + 'stream\n'.length;
  return inflateSync(bytes.subarray(begin, text.indexOf('\nendstream', begin))).toString('utf8');
}

describe('a release certificate', () => {
  let order: Handle;
  let shown: Loose;
  beforeAll(async () => {
    order = await handleOf(plant, 'in_work', { customerJobNumber: null });
    const { people } = plant;
    await order.post(people.depot, 'part-demands', {
      partNumber: '901-010-400',
      nomenclature: { en: 'gearbox', ja: 'ギアボックス' },
      quantity: 1,
      source: 'repaired',
      serialRemoved: 'GB-12',
      serialInstalled: 'GB-77',
    });
    await order.go('present', 'accept', 'release');
    shown = (await get(order.id, 'application/json')).body;
  });

  it('says what was done, by whom, under what, and where the chain stood', async () => {
    const { number, revision } = await order.order();
    const { content } = shown;
    expect([shown.number, shown.n, shown.kind, content.issuedFor]).toEqual([`${number}-C1`, 1, 'release', 'released']);
    const last = (await order.list('events?sort=-sequence&limit=1'))[0];
    expect(content.chain).toEqual({ sequence: revision, sha256: last.sha256 });
    expect(last).toMatchObject({ type: 'released', data: { certificateId: shown.id } });
    expect(content.standards).toContainEqual(
      expect.objectContaining({
        holder: 'facility',
        required: 'AS9110C',
        held: expect.objectContaining({
          record: 'certification',
          standard: 'SJAC 9110B',
          number: 'JP-9110-0042',
          revision: 1,
        }),
        path: [expect.objectContaining({ held: 'SJAC 9110B', required: 'AS9110C', degree: 'equivalent' })],
      }),
    );
    expect(content.standards).toContainEqual(
      expect.objectContaining({ holder: 'instrument', by: 'TW-104', required: 'ISO/IEC 17025' }),
    );
    expect(content.authorization).toMatchObject({ number: 'TA-1234-26', kind: 'taa', issuer: 'DDTC', revision: 1 });
    expect(content.operations).toMatchObject([
      { title: { ja: 'ギアボックス交換' }, status: 'done', performedBy: { name: { en: 'Technician' } } },
    ]);
    expect(content.parts).toMatchObject([{ serialRemoved: 'GB-12', serialInstalled: 'GB-77', source: 'repaired' }]);
    expect(content.inspections.map((i: Loose) => [i.kind, i.decision])).toEqual([
      ['receiving', 'passed'],
      ['final', 'passed'],
      ['acceptance', 'passed'],
    ]);
    expect(content.inspections[1].characteristics[0]).toMatchObject({
      lower: '40',
      upper: '45.5',
      conforms: true,
      instrument: { serialNumber: 'TW-104', calibration: { certificate: 'CAL-1' } },
    });
    expect(content.signatures.map((s: Loose) => [s.act, s.designation?.qualification])).toEqual([
      ['sign_inspection', 'CDI'],
      ['sign_inspection', 'CDI'],
      ['accept', 'CDI'],
      ['sign_inspection', 'GQAR'],
      ['release', 'GQAR'],
    ]);
    expect(content.turnaround.grossHours).toBeGreaterThan(0);
    expect(content.wawfReparableReceivingReport).toContainEqual({ field: 'clin', value: null, source: null });
    expect(content.wawfReparableReceivingReport).toContainEqual({
      field: 'supplyConditionCode',
      value: 'A',
      source: '/order/conditionCode',
    });
    expect(JSON.stringify(content)).not.toMatch(/DD ?250/);
    // Each version relied on is that of the register's own chain.
    const versions = await plant.app.place.raw('select record_id, sequence, sha256 from register_events');
    expect(content.reliedOn.length).toBeGreaterThan(3);
    for (const { id, revision: version, sha256 } of content.reliedOn)
      expect(versions).toContainEqual({ record_id: id, sequence: version, sha256 });
  });

  it('is signed so that another make of verifier accepts it, with the public key alone', async () => {
    const jose = await get(order.id, 'application/jose');
    expect(jose.headers['content-type']).toBe('application/jose');
    expect(jose.text).toBe(shown.jws);
    const { payload, protectedHeader } = await compactVerify(jose.text, jwks());
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'seibi-release-certificate', kid: shown.kid });
    const text = new TextDecoder().decode(payload);
    expect(createHash('sha256').update(text).digest('hex')).toBe(shown.sha256);
    expect(JSON.parse(text)).toEqual(shown.content);
    const forged = `${shown.jws.slice(0, -8)}AAAAAAAA`;
    await expect(compactVerify(forged, jwks())).rejects.toThrow();
  });

  it('is what its published schema says', async () => {
    const schema = (await plant.app.call(null, 'GET', '/schemas/release-certificate.json')).body;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    expect(validate(shown.content) ? null : validate.errors).toBeNull();
    expect(validate({ ...shown.content, more: 1 })).toBe(false);
  });

  it('is a page in both languages that runs nothing', async () => {
    const page = await get(order.id, 'text/html', 'release-certificate?language=ja');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'; base-uri/,
    );
    expect(page.text).toContain(`<title>出荷判定書 ${shown.number}</title>`);
    expect(page.text).toContain('出荷判定書 <span class="other" lang="en">Release certificate</span>');
    expect(page.text).toContain('<p lang="ja">ギアボックス交換</p><p lang="en">Replace gearbox</p>');
    expect(page.text).toContain(shown.sha256);
    expect(page.text).not.toMatch(/<script|<img|<link|https?:\/\/|style="/);
  });

  it('is a PDF that carries the signed form', async () => {
    expect(await attachmentOf(order.id, 'certificate.jws')).toBe(shown.jws);
    const pdf = await get(order.id, 'application/pdf');
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const again = await get(order.id, 'application/pdf');
    expect(again.text === pdf.text && again.headers.etag === pdf.headers.etag).toBe(true);
  });

  it('has an ETag of its own in each form', async () => {
    const etags = new Set<string | undefined>();
    for (const type of ['application/json', 'application/jose', 'text/html', 'application/pdf'])
      etags.add((await get(order.id, type)).headers.etag);
    expect(etags.size).toBe(4);
    expect(etags.has(undefined)).toBe(false);
  });

  it('is for those who see the order, and is none before the release', async () => {
    const stranger = await plant.hire({ name: 'Stranger', roles: ['depot_staff'], facility: false });
    expect(refusal(await get(order.id, 'application/pdf', 'release-certificate', stranger))).toEqual([
      404,
      'resource.not_found',
    ]);
    const { id } = await plant.draft();
    expect(refusal(await get(id, 'application/json'))).toEqual([404, 'certificate.none']);
    expect(refusal(await get(order.id, 'application/json', 'condemnation-certificate'))).toEqual([
      404,
      'certificate.none',
    ]);
    expect(refusal(await get(order.id, 'application/json', 'release-certificate?n=2'))).toEqual([
      404,
      'certificate.none',
    ]);
  });

  it('says why something was entered late', async () => {
    const late = await handleOf(plant, 'in_work');
    const [operation] = await late.list('operations');
    const performedAt = plant.clock.now();
    plant.clock.advance({ days: 5 });
    await late.decide(plant.people.depot, `operations/${operation.id}/complete`, {
      performedBy: plant.people.technician.id,
      performedAt,
      lateReason: { ja: '回線障害のため後日入力。' },
    });
    await late.go('present', 'accept', 'release');
    const { body } = await get(late.id, 'application/json');
    expect(body.content.lateEntries).toEqual([
      expect.objectContaining({
        type: 'operation_completed',
        occurredAt: performedAt,
        reason: { ja: '回線障害のため後日入力。' },
      }),
    ]);
  });
});

describe('a condemnation certificate', () => {
  it('has the finding, the survey and no receiving report', async () => {
    const order = await handleOf(plant, 'condemned');
    const { body } = await get(order.id, 'application/json', 'condemnation-certificate');
    expect(body).toMatchObject({
      kind: 'condemnation',
      content: {
        issuedFor: 'condemned',
        order: { finding: 'lost', surveyReference: 'SV-1', conditionCode: null },
        wawfReparableReceivingReport: null,
      },
    });
    const { protectedHeader } = await compactVerify(body.jws, jwks());
    expect(protectedHeader.typ).toBe('seibi-condemnation-certificate');
    expect((await get(order.id, 'text/html', 'condemnation-certificate')).text).toContain('Condemnation certificate');
  });
});

describe('a correction of the clock after the release', () => {
  it('issues the certificate anew; the first issue stays as it was', async () => {
    const order = await handleOf(plant, 'released');
    const first = (await get(order.id, 'application/json')).body;
    const [segment] = await order.list('segments?sort=-n&limit=1');
    const to = new Date(Date.parse(segment.to) + 5 * 60_000).toISOString();
    plant.clock.advance({ hours: 2 });
    const { body: correction } = await order.post(plant.people.depot, `segments/${segment.n}/corrections`, {
      to,
      reason: { ja: '実際の引渡し時刻' },
    });
    const agreed = await order.decide(plant.people.program, `segments/${segment.n}/corrections/${correction.id}/agree`);
    expect(agreed.status).toBe(200);
    const second = (await get(order.id, 'application/json')).body;
    expect(second).toMatchObject({ n: 2, supersedesNumber: first.number, supersededByNumber: null });
    expect(second.content.supersedes).toEqual({ number: first.number, sha256: first.sha256 });
    expect(second.content.order.endedAt).toBe(to);
    const kept = (await get(order.id, 'application/json', 'release-certificate?n=1')).body;
    expect(kept).toEqual({ ...first, supersededBy: second.id, supersededByNumber: second.number });
    expect(await compactVerify(kept.jws, jwks())).toBeDefined();
    expect((await get(order.id, 'text/html', 'release-certificate?n=1')).text).toContain('SUPERSEDED by');
    expect((await order.list('certificates')).map((c: Loose) => [c.n, c.supersededBy])).toEqual([
      [1, second.id],
      [2, null],
    ]);
  });
});

describe('certificates behind the service’s back', () => {
  it('are neither changed nor deleted', async () => {
    const order = await handleOf(plant, 'released');
    const { raw } = plant.app.place;
    const of = `where work_order_id = '${order.id}'`;
    for (const statement of [
      `update certificates set content = '{}' ${of}`,
      `update certificates set jws = 'x' ${of}`,
      `update certificates set superseded_by = null ${of}`,
      `update certificates set work_order_id = (select id from work_orders where status = 'draft' limit 1) ${of}`,
    ])
      await expect(raw(statement)).rejects.toThrow('a certificate is never changed');
    await expect(raw(`delete from certificates ${of}`)).rejects.toThrow('a certificate is never deleted');
  });

  it.each([
    ['its content', (c: Loose) => `content = replace('${c.content}', '"n":1', '"n":2')`, 'its content was changed'],
    ['its signature', (c: Loose) => `jws = '${c.jws.slice(0, -6)}AAAAAA'`, 'no key of this installation signed it'],
    ['the event it names', () => 'sequence = sequence - 1', 'it is not what the event that it names made'],
    ['its number', (c: Loose) => `number = '${c.number}0'`, 'it is not what the event that it names made'],
    ['that it is superseded', () => "superseded_by = 'x'", 'it is not in line with the other issues'],
    ['the order it is of', (_: Loose, other: string) => `work_order_id = '${other}'`, 'certificate'],
  ])('verify names a change of %s', async (_, set, message) => {
    const order = await handleOf(plant, 'released');
    const other = await plant.draft();
    const { raw, withoutTriggers } = plant.app.place;
    const [row] = await raw('select * from certificates where work_order_id = ?', [order.id]);
    const restore = await withoutTriggers();
    try {
      await raw(`update certificates set ${set(row as Loose, other.id)} where work_order_id = ?`, [order.id]);
      const { fault } = await verifyEverything(plant.app.services);
      expect(fault?.message.en).toContain(message);
      await raw('delete from certificates where id = ?', [row?.id]);
      expect((await verifyEverything(plant.app.services)).fault?.message.en).toMatch(
        /the certificate that event \d+ made is missing/,
      );
    } finally {
      const columns = Object.keys(row ?? {});
      await raw(
        `insert into certificates (${columns.join()}) values (${columns.map(() => '?').join()})`,
        columns.map((column) => (row as Loose)[column]),
      );
      await restore();
    }
    expect((await verifyEverything(plant.app.services)).fault).toBeNull();
  });
});
