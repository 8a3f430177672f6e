// Checkpoints, proofs, keys and versions over HTTP: what an auditor gets, and what they can show with it alone.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonical } from '../../../src/domain/evidence/evidence.ts';
import { isConsistent, isIncluded } from '../../../src/domain/evidence/merkle.ts';
import { doChores } from '../../../src/usecases/schedule.ts';
import type { Loose } from '../../support/app.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
let order: Loose;
beforeAll(async () => {
  plant = await startPlant();
  order = await plant.orderIn('in_work');
});
afterAll(() => plant.close());

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('checkpoints', () => {
  it('are made on demand, by those who may, each naming the one before', async () => {
    const { program, depot } = plant.people;
    expect((await plant.ask(depot, 'POST', '/v1/audit/checkpoints')).body.code).toBe('access.role_denied');
    const made = await plant.ask(program, 'POST', '/v1/audit/checkpoints');
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe('/v1/audit/checkpoints/1');
    expect(made.body).toMatchObject({ n: 1, previousSha256: null, issuedAt: plant.clock.now() });
    const [{ events }] = (await plant.app.place.raw(
      'select (select count(*) from events) + (select count(*) from register_events) as events',
    )) as [{ events: unknown }];
    expect(made.body.size).toBe(Number(events));
    await plant.draft();
    const next = (await plant.ask(program, 'POST', '/v1/audit/checkpoints')).body;
    expect(next).toMatchObject({ n: 2, size: made.body.size + 1, previousSha256: made.body.sha256 });
    expect((await plant.send(depot, 'GET', '/v1/audit/checkpoints')).items).toEqual([next, made.body]);
    expect(await plant.send(depot, 'GET', '/v1/audit/checkpoints/1')).toEqual(made.body);
    expect((await plant.ask(depot, 'GET', '/v1/audit/checkpoints/9')).status).toBe(404);
  });

  it('are a JWS for who asks for one, which the published key verifies', async () => {
    const { depot } = plant.people;
    const jose = await plant.ask(depot, 'GET', '/v1/audit/checkpoints/2', undefined, { accept: 'application/jose' });
    expect(jose.headers['content-type']).toBe('application/jose');
    const { keys } = (await plant.app.call(null, 'GET', '/v1/audit/keys')).body;
    expect(keys).toEqual([
      expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', retiredAt: null }),
    ]);
    expect(Object.keys(keys[0])).not.toContain('d');
    const [head = '', body = '', signature = ''] = jose.text.split('.');
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    expect(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    const { n, content, sha256 } = await plant.send(depot, 'GET', '/v1/audit/checkpoints/2');
    expect(Buffer.from(body, 'base64url').toString()).toBe(content);
    expect(sha(content)).toBe(sha256);
    expect(JSON.parse(content)).toMatchObject({ version: 1, tree: 'rfc9162-sha256', n });
  });

  it('are made once for one Idempotency-Key, and not two at a time', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await plant.ask('admin', 'POST', '/v1/audit/checkpoints', undefined, headers);
    const again = await plant.ask('admin', 'POST', '/v1/audit/checkpoints', undefined, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    await plant.app.database.exclusively('checkpoint', async () => {
      const refused = await plant.ask('admin', 'POST', '/v1/audit/checkpoints');
      expect(refused).toMatchObject({ status: 409, body: { code: 'checkpoint.in_progress' } });
    });
  });

  it('cover what was recorded before the last one and became durable after it', async () => {
    const now = plant.clock.now();
    const before = (await plant.send('admin', 'POST', '/v1/audit/checkpoints')).size;
    plant.clock.set('2026-01-15T00:00:00.000Z');
    await plant.send('admin', 'POST', '/v1/standards', {
      code: 'LATE-1',
      title: { en: 'Late' },
      issuer: 'x',
      subject: 'safety',
    });
    plant.clock.set(now);
    expect((await plant.send('admin', 'POST', '/v1/audit/checkpoints')).size).toBe(before + 1);
  });

  it('are made every hour by the schedule', async () => {
    const count = async () => (await plant.send('admin', 'GET', '/v1/audit/checkpoints?limit=1')).items[0].n;
    const before = await count();
    await doChores(plant.app.services);
    await doChores(plant.app.services);
    expect(await count()).toBe(before + 1);
    plant.clock.advance({ hours: 1 });
    await doChores(plant.app.services);
    expect(await count()).toBe(before + 2);
  });
});

describe('proofs', () => {
  it('show that each event of an order is in the log, to who has nothing but the answers', async () => {
    const { depot } = plant.people;
    await plant.draft();
    const checkpoint = await plant.send('admin', 'POST', '/v1/audit/checkpoints');
    const { items } = await plant.send(depot, 'GET', `/v1/work-orders/${order.id}/events?limit=200`);
    for (const { sha256, ...event } of items) {
      expect(sha(canonical(event))).toBe(sha256);
      const path = `/v1/audit/proofs/inclusion?recordId=${order.id}&sequence=${event.sequence}`;
      const proof = await plant.send(depot, 'GET', path);
      expect(proof).toMatchObject({
        size: checkpoint.size,
        rootSha256: checkpoint.rootSha256,
        checkpoint: checkpoint.n,
      });
      const entry = { kind: 'order', recordId: order.id, sequence: event.sequence, sha256 };
      expect(proof.entry).toEqual(entry);
      const leaf = sha(`\u0000${canonical(entry)}`);
      expect(proof.leafSha256).toBe(leaf);
      const tree = { size: proof.size, root: checkpoint.rootSha256 };
      expect(isIncluded({ leaf, index: proof.position }, tree, proof.path)).toBe(true);
      expect(proof.path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(proof.size)));
    }
  });

  it('show that the log only grew from each checkpoint to each later one', async () => {
    const { items } = await plant.send('admin', 'GET', '/v1/audit/checkpoints?sort=n&limit=200');
    for (const older of items) {
      for (const newer of items.slice(items.indexOf(older))) {
        const query = `from=${older.size}&to=${newer.size}`;
        const proof = await plant.send('admin', 'GET', `/v1/audit/proofs/consistency?${query}`);
        expect([proof.fromRootSha256, proof.toRootSha256]).toEqual([older.rootSha256, newer.rootSha256]);
        expect(
          isConsistent(
            { size: older.size, root: older.rootSha256 },
            { size: newer.size, root: newer.rootSha256 },
            proof.path,
          ),
        ).toBe(true);
      }
    }
  });

  it('are not given of what is not in the log, is out of sight or is not there', async () => {
    const { depot, program } = plant.people;
    const { size } = (await plant.send('admin', 'GET', '/v1/audit/checkpoints?limit=1')).items[0];
    const fresh = await plant.draft();
    const inclusion = (query: string, by: { key: string } = depot) =>
      plant.app.call(by.key, 'GET', `/v1/audit/proofs/inclusion?${query}`);
    expect(await inclusion(`recordId=${fresh.id}&sequence=1`)).toMatchObject({
      status: 409,
      body: { code: 'proof.not_covered', detail: expect.stringContaining(String(size)) },
    });
    expect((await inclusion(`recordId=${order.id}&sequence=1&size=1`)).status).toBe(409);
    expect((await inclusion(`recordId=${order.id}&sequence=1&size=${size + 1}`)).status).toBe(409);
    expect((await inclusion(`recordId=${order.id}&sequence=999`)).status).toBe(404);
    expect((await inclusion(`recordId=${order.id}&sequence=0`)).status).toBe(400);
    const stranger = await plant.app.person(['depot_staff']);
    expect((await inclusion(`recordId=${order.id}&sequence=1`, stranger)).status).toBe(404);
    expect((await inclusion(`recordId=${plant.ids.platform}&sequence=1`, program)).status).toBe(200);
    const consistency = (query: string) => plant.ask(depot, 'GET', `/v1/audit/proofs/consistency?${query}`);
    expect((await consistency(`from=${size + 1}`)).body.code).toBe('proof.not_covered');
    expect((await consistency(`from=1&to=${size + 1}`)).body.code).toBe('proof.not_covered');
    expect((await consistency('from=0')).status).toBe(400);
  });
});

describe('verification over HTTP', () => {
  it('reads everything for an administrator, and names what is wrong', async () => {
    expect((await plant.ask(plant.people.program, 'GET', '/v1/audit/verify')).status).toBe(403);
    const found = await plant.send('admin', 'GET', '/v1/audit/verify');
    expect(found).toMatchObject({ fault: null });
    expect(Math.min(found.orders, found.events, found.records, found.entries, found.checkpoints)).toBeGreaterThan(0);
    const restore = await plant.app.place.withoutTriggers();
    const change = (n: number, by: number) =>
      plant.app.place.raw(`update checkpoints set size = size + ${by} where n = ${n}`);
    await change(2, 1);
    const { fault } = await plant.send('admin', 'GET', '/v1/audit/verify');
    expect(fault).toEqual({
      about: 'checkpoint 2',
      message: { en: 'its row is not what was signed', ja: expect.any(String) },
    });
    await change(2, -1);
    await restore();
    expect((await plant.send('admin', 'GET', '/v1/audit/verify')).fault).toBeNull();
  });
});

describe('the versions of a record', () => {
  it('are a chain that anyone who sees the record can check, the last one being what it is', async () => {
    const { depot } = plant.people;
    const path = `/v1/facilities/${plant.ids.facility}`;
    const before = await plant.send(depot, 'GET', path);
    await plant.send('admin', 'PATCH', path, { bays: before.bays + 1 }, { 'if-match': `"${before.revision}"` });
    const { items } = await plant.send(depot, 'GET', `${path}/versions`);
    expect(items.map((item: Loose) => item.sequence)).toEqual([...Array(before.revision + 1).keys()].map((n) => n + 1));
    let previous: string | null = null;
    for (const { sha256, ...version } of items) {
      expect(version).toMatchObject({ noun: 'facility', recordId: plant.ids.facility, previousSha256: previous });
      expect(sha(canonical(version))).toBe(sha256);
      previous = sha256;
    }
    expect(items.at(-1).data.bays).toBe(before.bays + 1);
    expect(items.at(-1).data).toEqual(await plant.send(depot, 'GET', path));
  });

  it('hold no secret, and are out of sight with their record', async () => {
    const texts = await plant.app.place.raw(
      "select canonical from register_events where noun in ('key', 'person', 'pin')",
    );
    expect(texts.length).toBeGreaterThan(5);
    for (const { canonical: text } of texts) expect(String(text)).not.toMatch(/secret|scrypt/);
    const stranger = await plant.app.person(['depot_staff']);
    const read = (key: string) => plant.app.call(key, 'GET', `/v1/people/${plant.people.depot.id}/versions`);
    expect((await read(stranger.key)).status).toBe(404);
    expect((await read(plant.people.depot.key)).status).toBe(200);
  });
});

describe('what a decision relied on', () => {
  it('is kept at the exact version, which can be read though the record changed since', async () => {
    const nouns = [
      'certification',
      'authorization',
      'equivalence',
      'qualification',
      'person',
      'facility',
      'capability',
    ];
    const released = await plant.orderIn('released');
    const rows = await plant.app.place.raw(
      'select distinct record, record_id, record_revision from reliances where work_order_id = ?',
      [released.id],
    );
    const relied = new Set(rows.map((row) => String(row.record)));
    expect(nouns.filter((noun) => !relied.has(noun)).sort()).toEqual([]);
    for (const { record, record_id: recordId, record_revision: revision } of rows) {
      const [version] = await plant.app.place.raw(
        'select noun from register_events where record_id = ? and sequence = ?',
        [recordId, revision],
      );
      if (nouns.includes(String(record))) expect(version?.noun, `${record} ${revision}`).toBe(record);
    }
    const path = `/v1/facilities/${plant.ids.facility}/certifications/${plant.ids.certification}`;
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, { number: 'CHANGED-1' }, { 'if-match': `"${revision}"` });
    const kept = rows.find((row) => row.record_id === plant.ids.certification);
    const { items } = await plant.send('admin', 'GET', `${path}/versions`);
    const then = items.find((item: Loose) => item.sequence === Number(kept?.record_revision));
    expect(then.data.number).not.toBe('CHANGED-1');
    expect(then.data.revision).toBe(revision);
  });
});
