// The registers through HTTP: making, changing, listing and seeing records; keys and pins; satisfies.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routes } from '../../../src/app.ts';
import { chainFault, sha256 } from '../../../src/domain/evidence/evidence.ts';
import { japaneseHolidays, usFederalHolidaysObserved } from '../../../src/domain/registers/holiday.ts';
import { HOLIDAY_FILE_HEADER } from '../../../src/domain/registers/holiday-file.ts';
import { lawfulHolidays } from '../../../src/domain/registers/japanese-holiday-law.ts';
import { exampleId } from '../../../src/http/examples.ts';
import type { Example, Route } from '../../../src/http/route.ts';
import { authorizations } from '../../../src/usecases/registers/authorizations.ts';
import { baselines } from '../../../src/usecases/registers/baselines.ts';
import { equipment } from '../../../src/usecases/registers/equipment.ts';
import { equivalences } from '../../../src/usecases/registers/equivalences.ts';
import {
  capabilities,
  certifications,
  closures,
  facilities,
  instruments,
} from '../../../src/usecases/registers/facilities.ts';
import { issueKey } from '../../../src/usecases/registers/keys.ts';
import { people, qualifications } from '../../../src/usecases/registers/people.ts';
import { issuePinCode } from '../../../src/usecases/registers/pins.ts';
import { platforms } from '../../../src/usecases/registers/platforms.ts';
import { createRecord } from '../../../src/usecases/registers/registers.ts';
import { standards } from '../../../src/usecases/registers/standards.ts';
import { technicalData } from '../../../src/usecases/registers/technical-data.ts';
import { suppliers } from '../../../src/usecases/supply/suppliers.ts';
import { ADMIN_KEY, type Answer, type Loose, startTestApp, type TestApp } from '../../support/app.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTestApp();
});
afterEach(async () => {
  await t.close();
});

const admin = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  t.call(ADMIN_KEY, method, path, body, headers);

async function made(answer: Promise<Answer>): Promise<Loose> {
  const { status, body, text } = await answer;
  expect(status, text).toBe(201);
  return body;
}

const pointersOf = (answer: Answer) =>
  answer.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`).sort();
const items = (answer: Answer, field = 'id') => answer.body.items.map((item: Loose) => item[field]);

const mv22 = {
  designation: 'MV-22B',
  nomenclature: { en: 'Osprey', ja: 'オスプレイ' },
  kind: 'aircraft',
  service: 'marine_corps',
  export: { regime: 'ITAR', category: 'VIII(a)' },
  requirements: [{ standard: 'AS9110C', holder: 'facility' }],
};
const uh1 = {
  ...mv22,
  designation: 'UH-1Y',
  nomenclature: { en: 'Venom' },
  export: { regime: 'EAR', category: '9A610.a' },
};
const kszBody = {
  code: 'KSZ',
  name: { en: 'Kisarazu', ja: '木更津' },
  operator: 'japanese_industry',
  prefecture: '千葉県',
  calendar: 'japan',
  bays: 3,
};

/** Two platforms, two facilities of which KSZ works on the first platform, one item each. */
async function world() {
  const osprey = await made(admin('POST', '/v1/platforms', mv22));
  const venom = await made(admin('POST', '/v1/platforms', uh1));
  const ksz = await made(admin('POST', '/v1/facilities', kszBody));
  const atg = await made(admin('POST', '/v1/facilities', { ...kszBody, code: 'ATG', name: { ja: '厚木' } }));
  const capability = await made(
    admin('POST', `/v1/facilities/${ksz.id}/capabilities`, {
      platformId: osprey.id,
      activities: ['repair'],
      level: 'depot',
      validFrom: '2024-01-01',
      validTo: '2025-12-31',
    }),
  );
  const item = await made(
    admin('POST', '/v1/equipment', { platformId: osprey.id, serialNumber: '168001', owningUnit: '09355' }),
  );
  const other = await made(
    admin('POST', '/v1/equipment', { platformId: venom.id, serialNumber: '168001', owningUnit: '09355' }),
  );
  const depot = await t.person(['depot_staff'], { facilityIds: [ksz.id] });
  const program = await t.person(['program_office'], { programPlatformIds: [osprey.id] });
  const host = await t.person(['host_office'], { facilityIds: [ksz.id] });
  return { osprey, venom, ksz, atg, capability, item, other, depot, program, host };
}

describe('a record', () => {
  it('is made with its defaults, an ETag and a Location', async () => {
    const answer = await admin('POST', '/v1/platforms', mv22);
    expect(answer.status).toBe(201);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.headers.location).toBe(`/v1/platforms/${answer.body.id}`);
    expect(answer.body).toMatchObject({ nsn: null, targets: [], revision: 1, createdAt: t.clock.now() });
    expect(answer.body.requirements).toEqual([{ standard: 'AS9110C', holder: 'facility', activities: [] }]);
    const got = await admin('GET', answer.headers.location as string);
    const { warnings, ...record } = answer.body;
    expect(warnings).toEqual([]);
    expect(got.body).toEqual(record);
    expect(got.headers.etag).toBe('"1"');
  });

  it('is kept as it was given, with a warning of what is odd', async () => {
    const { osprey, ksz } = await world();
    const odd = await admin('POST', '/v1/platforms', { ...mv22, designation: 'Osprey', nsn: '1510014567890' });
    expect(odd.status).toBe(201);
    expect(odd.body).toMatchObject({ designation: 'Osprey', nsn: '1510014567890' });
    expect(odd.body.warnings.map((w: Loose) => `${w.pointer} ${w.code}`)).toEqual([
      '/designation platform.designation_form',
    ]);
    const path = `/v1/platforms/${odd.body.id}`;
    expect((await admin('GET', path)).body).not.toHaveProperty('warnings');
    const vessel = await admin('PATCH', path, { kind: 'vessel' }, { 'if-match': '"1"' });
    expect(vessel.body).toMatchObject({ revision: 2, warnings: [] });
    expect(items(await admin('GET', '/v1/platforms?nsn=1510-01-456-7890'))).toEqual([odd.body.id]);
    const uiiComponents = { issuingAgency: 'D', enterprise: '1A2B3', serial: 'SN0042' };
    const tail = { platformId: osprey.id, serialNumber: '168777', owningUnit: '09355', uii: 'D1A2B3SN0042' };
    const item = await made(admin('POST', '/v1/equipment', { ...tail, uiiComponents }));
    expect(item.uiiComponents).toEqual({ ...uiiComponents, partOrLot: null });
    const lot = { uiiComponents: { partOrLot: 'L-7' } };
    const patched = await admin('PATCH', `/v1/equipment/${item.id}`, lot, { 'if-match': '"1"' });
    expect(patched.body.uiiComponents).toEqual({ ...uiiComponents, partOrLot: 'L-7' });
    const permit = { kind: 'taa', number: 'TA-9', issuer: 'x', facilityIds: [ksz.id], validFrom: '2026-01-01' };
    const faulty = await admin('POST', '/v1/authorizations', { ...permit, categories: ['VIII(a)', 'aircraft'] });
    expect(pointersOf(faulty)).toEqual(['/categories/1 authorization.category_form']);
  });

  it('is patched by a merge patch at the revision that was seen', async () => {
    const { osprey } = await world();
    const path = `/v1/platforms/${osprey.id}`;
    expect((await admin('PATCH', path, { nsn: '1510-01-456-7890' })).body.code).toBe('request.precondition_required');
    const patch = { nsn: '1510-01-456-7890', nomenclature: { en: null, ja: 'ティルトローター機' } };
    const done = await admin('PATCH', path, patch, { 'if-match': '"1"' });
    expect(done.status, done.text).toBe(200);
    expect(done.headers.etag).toBe('"2"');
    expect(done.body).toMatchObject({ nsn: '1510-01-456-7890', nomenclature: { ja: 'ティルトローター機' } });
    expect(done.body.nomenclature.en).toBeUndefined();
    const stale = await admin('PATCH', path, { nsn: null }, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    expect(stale.body.currentRevision).toBe(2);
    const removed = await admin('PATCH', path, { nsn: null }, { 'if-match': '"2"' });
    expect(removed.body).toMatchObject({ nsn: null, revision: 3 });
  });

  it('keeps its version when a patch changes nothing', async () => {
    const { osprey } = await world();
    const patch = { nomenclature: { ja: 'オスプレイ', en: 'Osprey' } };
    const done = await admin('PATCH', `/v1/platforms/${osprey.id}`, patch, { 'if-match': '"1"' });
    expect(done.body.revision).toBe(1);
  });

  it('leaves every version in a chain, without secrets', async () => {
    const { osprey, depot } = await world();
    await admin('PATCH', `/v1/platforms/${osprey.id}`, { nsn: '1510-01-456-7890' }, { 'if-match': '"1"' });
    const key = await made(admin('POST', `/v1/people/${depot.id}/keys`));
    const links = await t.database.read(async (tx) => await tx.db.select().from(tx.tables.registerEvents));
    const chain = links.filter((l) => l.recordId === osprey.id).sort((a, b) => a.sequence - b.sequence);
    expect(chain.map((l) => l.sequence)).toEqual([1, 2]);
    expect(chainFault(chain, { sequence: 2, sha256: chain[1]?.sha256 ?? null })).toBeNull();
    expect(JSON.parse(chain[1]?.canonical ?? '')).toMatchObject({
      noun: 'platform',
      recordId: osprey.id,
      actorId: t.adminId,
      data: { nsn: '1510-01-456-7890', revision: 2 },
    });
    const all = links.map((l) => l.canonical).join();
    expect(all).not.toContain(sha256(key.key));
    expect(all).not.toContain(key.key);
  });

  it('is refused with every fault at once, in form and in reference', async () => {
    const form = await admin('POST', '/v1/platforms', { designation: '', kind: 'boat', colour: 1 });
    expect(form.status).toBe(400);
    expect(pointersOf(form)).toEqual(
      expect.arrayContaining(['/colour property.unknown', '/kind value.not_allowed', '/nomenclature value.missing']),
    );
    const references = await admin('POST', '/v1/platforms', {
      ...mv22,
      export: { regime: 'ITAR', category: '9A610.a' },
      requirements: [
        { standard: 'AS9110C', holder: 'facility' },
        { standard: 'AS9110Z', holder: 'facility' },
      ],
    });
    expect(pointersOf(references)).toEqual([
      '/export/category platform.category_form',
      '/requirements/1/standard standard.unknown',
    ]);
    const { ksz } = await world();
    const nobody = '01940000-0000-7000-8000-ffffffffffff';
    const authorization = await admin('POST', '/v1/authorizations', {
      kind: 'taa',
      number: 'TA-1',
      issuer: 'x',
      platformIds: [nobody],
      facilityIds: [ksz.id, nobody],
      validFrom: '2026-02-01',
      validTo: '2026-01-01',
    });
    expect(pointersOf(authorization)).toEqual([
      '/facilityIds/1 reference.missing',
      '/platformIds/0 reference.missing',
      '/validTo period.reversed',
    ]);
  });

  it('is checked as a whole when it is patched', async () => {
    const { osprey } = await world();
    const path = `/v1/platforms/${osprey.id}`;
    const removing = (body: object) => admin('PATCH', path, body, { 'if-match': '"1"' });
    // What is required can't be removed, whatever is there; that a text would be left empty shows only on what is there.
    expect(pointersOf(await removing({ kind: null, nomenclature: null }))).toEqual([
      '/kind value.not_allowed',
      '/nomenclature value.wrong_type',
    ]);
    expect(pointersOf(await removing({ nomenclature: { en: null, ja: null } }))).toEqual([
      '/nomenclature text.no_language',
    ]);
    const unknown = await admin('PATCH', path, { id: osprey.id, revision: 9 }, { 'if-match': '"1"' });
    expect(pointersOf(unknown)).toEqual(['/id property.unknown', '/revision property.unknown']);
    const reference = await admin(
      'PATCH',
      path,
      { requirements: [{ standard: 'X', holder: 'facility' }] },
      { 'if-match': '"1"' },
    );
    expect(pointersOf(reference)).toEqual(['/requirements/0/standard standard.unknown']);
  });

  it('is refused when another has its code, whatever its width', async () => {
    const { osprey, venom } = await world();
    const again = await admin('POST', '/v1/platforms', { ...mv22, designation: 'ＭＶ－２２Ｂ' });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'register.taken', fields: ['designation'] });
    const patched = await admin('PATCH', `/v1/platforms/${venom.id}`, { designation: 'MV-22B' }, { 'if-match': '"1"' });
    expect(patched.body.code).toBe('register.taken');
    const serial = { platformId: osprey.id, serialNumber: '168001', owningUnit: '09355' };
    expect((await admin('POST', '/v1/equipment', serial)).body.fields).toEqual(['platformId', 'serialNumber']);
  });

  it('is refused when another has its code partly in full-width, and keeps the case it was given in', async () => {
    const { osprey } = await world();
    const item = { platformId: osprey.id, owningUnit: '09355' };
    const mixed = await made(admin('POST', '/v1/equipment', { ...item, serialNumber: 'ｂ-1７' }));
    expect(mixed.serialNumber).toBe('ｂ-1７');
    for (const serialNumber of ['b-17', 'ｂ－１７', 'b-１7'])
      expect((await admin('POST', '/v1/equipment', { ...item, serialNumber })).body.code).toBe('register.taken');
    await made(admin('POST', '/v1/equipment', { ...item, serialNumber: 'B-17' }));
    const path = `/v1/equipment/${mixed.id}`;
    expect((await admin('PATCH', path, { serialNumber: 'b-17' }, { 'if-match': '"1"' })).status).toBe(200);
    expect((await admin('PATCH', path, { serialNumber: 'B-１7' }, { 'if-match': '"2"' })).status).toBe(409);
    const data = { document: 'ＥＸ 1Ｖ', title: { en: 'x' }, documentRevision: '1', effectiveFrom: '2026-01-01' };
    await made(admin('POST', '/v1/technical-data', data));
    expect((await admin('POST', '/v1/technical-data', { ...data, document: 'EX 1V' })).body.code).toBe(
      'register.taken',
    );
  });

  it('is answered again to a repeat, and made once', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await admin('POST', '/v1/platforms', mv22, headers);
    const second = await admin('POST', '/v1/platforms', mv22, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await admin('GET', '/v1/platforms')).body.items).toHaveLength(1);
  });
});

describe('standards', () => {
  it('keep their code and do not supersede themselves or nothing', async () => {
    const body = {
      code: 'AS9110D',
      title: { en: 'x' },
      issuer: 'IAQG',
      subject: 'quality_management',
      supersedes: 'AS9110C',
    };
    const standard = await made(admin('POST', '/v1/standards', body));
    const path = `/v1/standards/${standard.id}`;
    const renamed = await admin('PATCH', path, { code: 'AS9110E' }, { 'if-match': '"1"' });
    expect(pointersOf(renamed)).toEqual(['/code standard.code_fixed']);
    const itself = await admin('PATCH', path, { supersedes: 'AS9110D' }, { 'if-match': '"1"' });
    expect(pointersOf(itself)).toEqual(['/supersedes standard.supersedes_itself']);
    const unknown = await admin('PATCH', path, { supersedes: 'AS1' }, { 'if-match': '"1"' });
    expect(pointersOf(unknown)).toEqual(['/supersedes standard.unknown']);
  });

  it('explain what satisfies what, and what does not', async () => {
    const { osprey, depot } = await world();
    const ask = (query: string) => t.call(depot.key, 'GET', `/v1/standards/satisfies?${query}`);
    const yes = await ask('held=SJAC%209110B&required=AS9110C&on=2026-05-01');
    expect(yes.status, yes.text).toBe(200);
    expect(yes.body).toMatchObject({ satisfied: true, on: '2026-05-01', platformId: null });
    expect(yes.body.path).toHaveLength(1);
    const no = await ask(`held=ISO%209712&required=NAS410-5&platformId=${osprey.id}&activity=repair`);
    expect(no.body).toMatchObject({ satisfied: false, on: '2026-11-23', activity: 'repair' });
    expect(no.body.reasons[0].ja).toBeTruthy();
    const partial = 'held=DSP%20Z%209008B&required=AQAP-2110';
    const bare = await ask(partial);
    expect(bare.body.satisfied).toBe(false);
    const codes = bare.body.nearest[0].obstacles.flatMap((o: Loose) => o.conditions.map((c: Loose) => c.code));
    expect(codes.length).toBeGreaterThan(0);
    expect((await ask(`${partial}&supplements=${codes.join(',')}`)).body.satisfied).toBe(true);
    const each = codes.map((code: string) => `&supplements=${encodeURIComponent(code)}`).join('');
    expect((await ask(partial + each)).body.satisfied).toBe(true);
    const unknown = await ask(`held=A&required=B&platformId=${depot.id}`);
    expect(pointersOf(unknown)).toEqual([
      '/held standard.unknown',
      '/platformId reference.missing',
      '/required standard.unknown',
    ]);
  });
});

describe('lists', () => {
  it('filter, sort and page to the end while rows are added', async () => {
    for (let n = 0; n < 7; n++) await made(admin('POST', '/v1/platforms', { ...mv22, designation: `P-${n}` }));
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const at: string = next === '' ? '' : `&cursor=${next}`;
      const answer = await admin('GET', `/v1/platforms?limit=2&sort=-designation${at}`);
      seen.push(...items(answer, 'designation'));
      next = answer.body.next;
      await made(admin('POST', '/v1/platforms', { ...mv22, designation: `Z-${seen.length}` }));
    }
    expect(seen).toEqual(['P-6', 'P-5', 'P-4', 'P-3', 'P-2', 'P-1', 'P-0']);
    expect((await admin('GET', '/v1/platforms?kind=vessel')).body.items).toEqual([]);
    expect(items(await admin('GET', '/v1/platforms?designation=P-3'), 'designation')).toEqual(['P-3']);
    expect((await admin('GET', '/v1/platforms?colour=red')).status).toBe(400);
  });

  it('search without regard to width and case, and page through what is found', async () => {
    await world();
    expect(items(await admin('GET', `/v1/platforms?q=${encodeURIComponent('ｍｖ－２２')}`), 'designation')).toEqual([
      'MV-22B',
    ]);
    expect(items(await admin('GET', `/v1/platforms?q=${encodeURIComponent('ｵｽﾌﾟﾚｲ')}`), 'designation')).toEqual([
      'MV-22B',
    ]);
    const first = await admin('GET', '/v1/standards?q=9110&limit=2');
    expect(first.body.items).toHaveLength(2);
    const second = await admin('GET', `/v1/standards?q=9110&limit=2&cursor=${first.body.next}`);
    expect([...items(first, 'code'), ...items(second, 'code')]).toEqual(['AS9110C', 'EN 9110', 'SJAC 9110B']);
    expect(second.body.next).toBeNull();
  });
});

describe('who may write', () => {
  it('is an administrator; others are told so', async () => {
    const { osprey, ksz, depot, program } = await world();
    for (const { key } of [depot, program]) {
      const create = await t.call(key, 'POST', '/v1/platforms', { ...mv22, designation: 'X-1' });
      expect(create.status).toBe(403);
      expect(create.body).toMatchObject({ code: 'access.role_denied', required: ['administrator'] });
      const patch = await t.call(key, 'PATCH', `/v1/platforms/${osprey.id}`, { nsn: null }, { 'if-match': '"1"' });
      expect(patch.status).toBe(403);
    }
    const closure = { from: '2026-12-29', to: '2027-01-03', bays: 3, reason: { en: 'New Year' } };
    expect((await t.call(depot.key, 'POST', `/v1/facilities/${ksz.id}/closures`, closure)).status).toBe(403);
  });

  it('is a program office too for its own platforms, and never for all', async () => {
    const { osprey, venom, ksz, program } = await world();
    const write = (path: string, body: unknown) => t.call(program.key, 'POST', path, body);
    const equivalence = {
      held: 'EN 9110',
      required: 'SJAC 9110B',
      degree: 'equivalent',
      basis: { document: 'd', reference: 'r' },
      approvedBy: 'x',
      validFrom: '2026-01-01',
    };
    const own = await made(write('/v1/equivalences', { ...equivalence, platformIds: [osprey.id] }));
    for (const platformIds of [[], [venom.id], [osprey.id, venom.id]]) {
      const refused = await write('/v1/equivalences', { ...equivalence, platformIds });
      expect(refused.status).toBe(403);
      expect(refused.body.code).toBe('access.outside_program');
    }
    const widened = await t.call(
      program.key,
      'PATCH',
      `/v1/equivalences/${own.id}`,
      { platformIds: [] },
      { 'if-match': '"1"' },
    );
    expect(widened.body.code).toBe('access.outside_program');
    const everywhere = (await admin('GET', '/v1/equivalences?held=JIS%20Q%209100')).body.items[0];
    const foreign = await t.call(
      program.key,
      'PATCH',
      `/v1/equivalences/${everywhere.id}`,
      { platformIds: [osprey.id] },
      { 'if-match': '"1"' },
    );
    expect(foreign.body.code).toBe('access.outside_program');

    const authorization = { kind: 'taa', number: 'TA-1', issuer: 'x', facilityIds: [ksz.id], validFrom: '2026-01-01' };
    await made(write('/v1/authorizations', { ...authorization, platformIds: [osprey.id], categories: ['VIII(a)'] }));
    const category = { ...authorization, number: 'TA-2', platformIds: [osprey.id], categories: ['9A610.a'] };
    expect((await write('/v1/authorizations', category)).body.code).toBe('access.outside_program');
    expect((await write('/v1/authorizations', { ...category, categories: [], platformIds: [] })).body.code).toBe(
      'access.outside_program',
    );

    const cost = { currency: 'USD', minorUnits: 100 };
    const baseline = {
      activity: 'repair',
      turnaroundDays: 90,
      transportDaysEachWay: 20,
      cost,
      transportCost: cost,
      source: 's',
      validFrom: '2026-01-01',
    };
    await made(write('/v1/baselines', { ...baseline, platformId: osprey.id }));
    expect((await write('/v1/baselines', { ...baseline, platformId: venom.id })).body.code).toBe(
      'access.outside_program',
    );
    const overlap = await write('/v1/baselines', { ...baseline, platformId: osprey.id, validFrom: '2026-06-01' });
    expect(pointersOf(overlap)).toEqual(['/validFrom baseline.overlaps']);
  });
});

describe('who sees what', () => {
  it('facilities and what they have: plants their own, program offices all', async () => {
    const { ksz, atg, depot, program, host } = await world();
    expect(items(await t.call(depot.key, 'GET', '/v1/facilities'))).toEqual([ksz.id]);
    expect(items(await t.call(host.key, 'GET', '/v1/facilities'))).toEqual([ksz.id]);
    expect(items(await t.call(program.key, 'GET', '/v1/facilities'))).toHaveLength(2);
    for (const path of ['', '/certifications', '/capabilities', '/instruments', '/closures']) {
      expect((await t.call(depot.key, 'GET', `/v1/facilities/${atg.id}${path}`)).status).toBe(404);
      expect((await t.call(depot.key, 'GET', `/v1/facilities/${ksz.id}${path}`)).status).toBe(200);
    }
    // 404 comes before 400.
    expect((await t.call(depot.key, 'POST', `/v1/facilities/${atg.id}/closures`, {})).status).toBe(404);
  });

  it('records under another parent are not there', async () => {
    const { ksz, atg, capability } = await world();
    expect((await admin('GET', `/v1/facilities/${ksz.id}/capabilities/${capability.id}`)).status).toBe(200);
    expect((await admin('GET', `/v1/facilities/${atg.id}/capabilities/${capability.id}`)).status).toBe(404);
    expect((await admin('GET', `/v1/facilities/${atg.id}/capabilities`)).body.items).toEqual([]);
  });

  it('equipment: by program, and by any capability a plant ever had', async () => {
    const { item, other, depot, program } = await world();
    for (const { key } of [depot, program]) {
      expect(items(await t.call(key, 'GET', '/v1/equipment'))).toEqual([item.id]);
      expect((await t.call(key, 'GET', `/v1/equipment/${item.id}`)).status).toBe(200);
      expect((await t.call(key, 'GET', `/v1/equipment/${other.id}`)).status).toBe(404);
      expect((await t.call(key, 'GET', `/v1/equipment/${other.id}/status-reports`)).status).toBe(404);
    }
    const nobody = await t.person(['depot_staff']);
    expect((await t.call(nobody.key, 'GET', '/v1/equipment')).body.items).toEqual([]);
  });

  it('authorizations: by facility for plants, by platform or category for program offices', async () => {
    const { osprey, venom, ksz, atg, depot, program } = await world();
    const authorization = { kind: 'taa', issuer: 'x', validFrom: '2026-01-01' };
    const make = (number: string, more: object) =>
      made(admin('POST', '/v1/authorizations', { ...authorization, number, ...more }));
    const a = await make('A', { platformIds: [osprey.id], facilityIds: [atg.id] });
    const b = await make('B', { categories: ['VIII(a)'], facilityIds: [ksz.id] });
    const c = await make('C', { platformIds: [venom.id], facilityIds: [ksz.id] });
    const d = await make('D', { categories: ['9A610.a'] });
    expect(items(await t.call(program.key, 'GET', '/v1/authorizations?sort=number'))).toEqual([a.id, b.id]);
    expect(items(await t.call(depot.key, 'GET', '/v1/authorizations?sort=number'))).toEqual([b.id, c.id]);
    expect((await t.call(depot.key, 'GET', `/v1/authorizations/${d.id}`)).status).toBe(404);
    expect((await admin('GET', '/v1/authorizations')).body.items).toHaveLength(4);
  });

  it('baselines: not plants, except the host office', async () => {
    const { osprey, venom, depot, host } = await world();
    const cost = { currency: 'USD', minorUnits: 100 };
    const body = {
      activity: 'repair',
      turnaroundDays: 1,
      transportDaysEachWay: 2.5,
      cost,
      transportCost: cost,
      source: 's',
      validFrom: '2026-01-01',
    };
    const own = await made(admin('POST', '/v1/baselines', { ...body, platformId: osprey.id }));
    const foreign = await made(admin('POST', '/v1/baselines', { ...body, platformId: venom.id }));
    expect(own.transportDaysEachWay).toBe(2.5);
    expect(items(await t.call(host.key, 'GET', '/v1/baselines'))).toEqual([own.id]);
    expect((await t.call(host.key, 'GET', `/v1/baselines/${foreign.id}`)).status).toBe(404);
    expect((await t.call(depot.key, 'GET', '/v1/baselines')).status).toBe(403);
    expect((await t.call(depot.key, 'GET', `/v1/baselines/${own.id}`)).status).toBe(404);
  });

  it('people: oneself and those one shares a facility or program with', async () => {
    const { osprey, atg, depot, host, program } = await world();
    const stranger = await t.person(['depot_staff'], { facilityIds: [atg.id] });
    const colleague = await t.person(['program_office'], { programPlatformIds: [osprey.id] });
    const sees = async (key: string) => new Set(items(await t.call(key, 'GET', '/v1/people')));
    expect(await sees(depot.key)).toEqual(new Set([depot.id, host.id]));
    expect(await sees(program.key)).toEqual(new Set([program.id, colleague.id]));
    expect((await t.call(depot.key, 'GET', `/v1/people/${stranger.id}`)).status).toBe(404);
    expect((await t.call(depot.key, 'GET', `/v1/people/${stranger.id}/qualifications`)).status).toBe(404);
    expect((await sees(ADMIN_KEY)).size).toBe(6);
  });
});

describe('certifications', () => {
  const body = {
    standard: 'SJAC 9110B',
    number: 'C-1',
    body: 'JQA',
    scopeCodes: ['aircraft'],
    validFrom: '2026-01-01',
  };

  it('begin in force on their first day, and change status as of a day, the past included', async () => {
    const { ksz } = await world();
    const path = `/v1/facilities/${ksz.id}/certifications`;
    const made1 = await made(admin('POST', path, body));
    expect(made1.statusChanges).toEqual([{ status: 'active', on: '2026-01-01', reason: null }]);
    const patch = (revision: number, change: object) =>
      admin('PATCH', `${path}/${made1.id}`, change, { 'if-match': `"${revision}"` });
    const suspended = await patch(1, { status: 'suspended', statusReason: { en: 'Audit' } });
    expect(suspended.body.status).toBe('suspended');
    expect(suspended.body.statusChanges.at(-1)).toEqual({
      status: 'suspended',
      on: '2026-11-23',
      reason: { en: 'Audit' },
    });
    const earlier = await patch(2, { status: 'withdrawn', statusOn: '2026-03-01' });
    expect(earlier.body.statusChanges.map((c: Loose) => `${c.on} ${c.status}`)).toEqual([
      '2026-01-01 active',
      '2026-03-01 withdrawn',
      '2026-11-23 suspended',
    ]);
    expect(earlier.body.status).toBe('suspended');
    const ahead = await patch(3, { status: 'active', statusOn: '2026-11-25' });
    expect(ahead.body.status).toBe('suspended');
    t.clock.advance({ days: 2 });
    expect((await admin('GET', `${path}/${made1.id}`)).body.status).toBe('active');
    expect(items(await admin('GET', `${path}?status=active`))).toEqual([made1.id]);
    expect(pointersOf(await patch(4, { statusOn: '2026-11-25' }))).toEqual(['/statusOn status.not_given']);
    expect(pointersOf(await patch(4, { status: null }))).toEqual(['/status value.missing']);
  });

  it('take their first status along when the period begins earlier', async () => {
    const { ksz } = await world();
    const path = `/v1/facilities/${ksz.id}/certifications`;
    const certification = await made(admin('POST', path, { ...body, status: 'suspended', statusOn: '2026-02-01' }));
    expect(certification.statusChanges).toEqual([{ status: 'suspended', on: '2026-02-01', reason: null }]);
    const second = await made(admin('POST', path, { ...body, number: 'C-2' }));
    const moved = await admin('PATCH', `${path}/${second.id}`, { validFrom: '2025-06-01' }, { 'if-match': '"1"' });
    expect(moved.body.statusChanges).toEqual([{ status: 'active', on: '2025-06-01', reason: null }]);
  });
});

describe('facilities', () => {
  it('have closures within their bays and instruments with sound calibrations', async () => {
    const { ksz } = await world();
    const closure = { from: '2026-12-29', to: '2027-01-03', bays: 4, reason: { en: 'New Year' } };
    const tooMany = await admin('POST', `/v1/facilities/${ksz.id}/closures`, closure);
    expect(pointersOf(tooMany)).toEqual(['/bays closure.more_bays_than_there_are']);
    await made(admin('POST', `/v1/facilities/${ksz.id}/closures`, { ...closure, bays: 3 }));
    const fewer = await admin('PATCH', `/v1/facilities/${ksz.id}`, { bays: 2 }, { 'if-match': '"1"' });
    expect(pointersOf(fewer)).toEqual(['/bays facility.fewer_bays_than_closed']);
    const calibration = { standard: 'X', certificate: 'c', calibratedOn: '2026-02-01', dueOn: '2026-01-01' };
    const instrument = { serialNumber: 'S1', description: { en: 'Gauge' }, calibrations: [calibration] };
    const refused = await admin('POST', `/v1/facilities/${ksz.id}/instruments`, instrument);
    expect(pointersOf(refused)).toEqual([
      '/calibrations/0/dueOn period.reversed',
      '/calibrations/0/standard standard.unknown',
    ]);
    const sound = { ...instrument, calibrations: [{ ...calibration, standard: 'JIS Q 17025', dueOn: '2027-01-31' }] };
    await made(admin('POST', `/v1/facilities/${ksz.id}/instruments`, sound));
    expect((await admin('POST', `/v1/facilities/${ksz.id}/instruments`, sound)).body.fields).toEqual(['serialNumber']);
    const due = async (on: string) =>
      (await admin('GET', `/v1/facilities/${ksz.id}/instruments?dueBefore=${on}`)).body.items.length;
    expect([await due('2027-01-31'), await due('2027-02-01')]).toEqual([0, 1]);
  });
});

describe('equipment', () => {
  it('is where and as its history says, not as is given', async () => {
    const { osprey, item } = await world();
    expect(item).toMatchObject({ location: 'unit', locationFacilityId: null, condition: null, condemnedAt: null });
    const given = { platformId: osprey.id, serialNumber: 'X', owningUnit: '09355', condition: 'FMC' };
    expect(pointersOf(await admin('POST', '/v1/equipment', given))).toEqual(['/condition property.unknown']);
    const itself = await admin('PATCH', `/v1/equipment/${item.id}`, { installedIn: item.id }, { 'if-match': '"1"' });
    expect(pointersOf(itself)).toEqual(['/installedIn equipment.installed_in_itself']);
  });

  it('has the condition of its latest report, by the instant of the report', async () => {
    const { item, other, depot, program } = await world();
    const path = `/v1/equipment/${item.id}/status-reports`;
    const report = (body: object, key = program.key) => t.call(key, 'POST', path, body);
    await made(report({ condition: 'NMC', cause: 'supply', at: '2026-11-20T09:00:00+09:00' }));
    await made(report({ condition: 'FMC', at: '2026-11-01T09:00:00+09:00' }));
    const got = await admin('GET', `/v1/equipment/${item.id}`);
    expect(got.body).toMatchObject({ condition: 'NMC', revision: 3 });
    const listed = await t.call(depot.key, 'GET', path);
    expect(items(listed, 'at')).toEqual(['2026-11-20T00:00:00.000Z', '2026-11-01T00:00:00.000Z']);
    expect(listed.body.items[0]).toMatchObject({ cause: 'supply', reportedBy: program.id, workOrderId: null });

    expect(pointersOf(await report({ condition: 'FMC', at: '2026-11-24T09:00:00+09:00' }))).toEqual([
      '/at instant.future',
    ]);
    const cause = await report({ condition: 'PMC', cause: 'supply', at: '2026-11-20T09:00:00+09:00' });
    expect(pointersOf(cause)).toEqual(['/cause status_report.cause_without_nmc']);
    expect((await report({ condition: 'FMC', at: '2026-11-20T09:00:00+09:00' }, depot.key)).status).toBe(403);
    const foreign = `/v1/equipment/${other.id}/status-reports`;
    expect((await t.call(program.key, 'POST', foreign, { condition: 'FMC', at: t.clock.now() })).status).toBe(404);
  });
});

describe('authorizations', () => {
  it('tell the value that orders use of their ceiling', async () => {
    const { osprey, ksz } = await world();
    const body = {
      kind: 'taa',
      number: 'TA-1',
      issuer: 'x',
      platformIds: [osprey.id],
      facilityIds: [ksz.id],
      validFrom: '2026-01-01',
    };
    const open = await made(admin('POST', '/v1/authorizations', body));
    expect(open.valueUsed).toBeNull();
    const capped = await made(
      admin('POST', '/v1/authorizations', {
        ...body,
        number: 'TA-2',
        valueCeiling: { currency: 'USD', minorUnits: 5_000_000_000 },
      }),
    );
    expect(capped.valueUsed).toEqual({ currency: 'USD', minorUnits: 0 });
    const taken = await admin('POST', '/v1/authorizations', { ...body, number: 'ＴＡ－１' });
    expect(taken.body.fields).toEqual(['kind', 'number']);
  });
});

describe('qualifications', () => {
  it('name a designation or a standard; a GQAR its delegation', async () => {
    const { ksz, osprey, depot } = await world();
    const post = (body: object) =>
      admin('POST', `/v1/people/${depot.id}/qualifications`, {
        facilityIds: [ksz.id],
        platformIds: [osprey.id],
        validFrom: '2026-01-01',
        ...body,
      });
    await made(post({ qualification: 'EN 4179' }));
    await made(post({ qualification: 'GQAR', authority: 'dcma', delegationReference: 'L-1' }));
    expect(pointersOf(await post({ qualification: 'EN 1' }))).toEqual(['/qualification standard.unknown']);
    expect(pointersOf(await post({ qualification: 'GQAR' }))).toEqual([
      '/authority qualification.delegation_missing',
      '/delegationReference qualification.delegation_missing',
    ]);
    expect(pointersOf(await post({ qualification: 'CDI', authority: 'dcma' }))).toEqual([
      '/authority qualification.not_gqar',
    ]);
  });

  it('give a stamp to one person at a time, and rest it three months', async () => {
    const { depot, host, program } = await world();
    const give = (personId: string, more: object) =>
      admin('POST', `/v1/people/${personId}/qualifications`, { qualification: 'CDI', stampNumber: 'K-12', ...more });
    const first = await made(give(depot.id, { validFrom: '2026-01-01' }));
    await made(give(depot.id, { qualification: 'QAR', validFrom: '2026-02-01', validTo: '2026-05-31' }));
    expect((await give(host.id, { validFrom: '2026-06-01', stampNumber: 'Ｋ－１２' })).body.code).toBe(
      'qualification.stamp_taken',
    );
    const path = `/v1/people/${depot.id}/qualifications/${first.id}`;
    expect((await admin('PATCH', path, { validTo: '2026-06-30' }, { 'if-match': '"1"' })).status).toBe(200);
    const soon = await give(host.id, { validFrom: '2026-09-30' });
    expect(soon.status).toBe(409);
    expect(soon.body).toMatchObject({ code: 'qualification.stamp_resting', restsUntil: '2026-09-30' });
    await made(give(host.id, { validFrom: '2026-10-01' }));
    // The first holder can't have it back by the back door.
    const back = await admin('PATCH', path, { validTo: null }, { 'if-match': '"2"' });
    expect(back.body.code).toBe('qualification.stamp_taken');
    // Leaving hands the stamp back.
    const hosted = `/v1/people/${host.id}`;
    expect((await admin('PATCH', hosted, { endedOn: '2026-10-31' }, { 'if-match': '"1"' })).status).toBe(200);
    expect((await give(program.id, { validFrom: '2027-01-31' })).body.code).toBe('qualification.stamp_resting');
    await made(give(program.id, { validFrom: '2027-02-01' }));
    // Coming back, or leaving later, does not take it from who has it now.
    const stays = (endedOn: string | null) => admin('PATCH', hosted, { endedOn }, { 'if-match': '"2"' });
    for (const endedOn of [null, '2027-02-01'])
      expect((await stays(endedOn)).body).toMatchObject({ code: 'qualification.stamp_taken', stampNumber: 'K-12' });
    expect((await stays('2026-11-30')).body.code).toBe('qualification.stamp_resting');
    expect((await stays('2026-10-20')).status).toBe(200);
  });
});

describe('people', () => {
  it('are administrators and nothing else, or anything else', async () => {
    const body = { name: { ja: '山田' }, organization: { kind: 'facility', name: 'KSZ' }, accessBasis: 'x' };
    const both = await admin('POST', '/v1/people', { ...body, roles: ['administrator', 'qa_inspector'] });
    expect(pointersOf(both)).toEqual(['/roles person.administrator_excludes']);
    const person = await made(admin('POST', '/v1/people', { ...body, roles: ['depot_staff', 'qa_inspector'] }));
    expect(person.pinSetAt).toBeNull();
  });

  it('have keys that are shown once and end for good', async () => {
    const { depot, host } = await world();
    const path = `/v1/people/${depot.id}/keys`;
    const headers = { 'idempotency-key': 'k' };
    const issued = await made(admin('POST', path, undefined, headers));
    expect(issued.key).toMatch(/^seibi_\w{32}$/);
    expect(issued).toMatchObject({ prefix: issued.key.slice(0, 10), issuedBy: t.adminId, endedAt: null });
    const again = await admin('POST', path, undefined, headers);
    expect(again.body).toEqual({ ...issued, key: null });
    expect((await t.call(issued.key, 'GET', '/v1/standards')).status).toBe(200);

    const listed = await t.call(depot.key, 'GET', path);
    expect(listed.body.items).toHaveLength(2);
    expect(listed.text).not.toMatch(/sha256|Sha256/);
    expect((await t.call(host.key, 'GET', path)).status).toBe(403);
    expect(
      (await t.call(depot.key, 'PATCH', `${path}/${issued.id}`, { endedAt: t.clock.now() }, { 'if-match': '"1"' }))
        .status,
    ).toBe(403);
    const end = (endedAt: string, revision: number) =>
      admin('PATCH', `${path}/${issued.id}`, { endedAt }, { 'if-match': `"${revision}"` });
    expect(pointersOf(await end('2027-01-01T00:00:00Z', 1))).toEqual(['/endedAt instant.future']);
    const ended = await end('2026-01-01T00:00:00Z', 1);
    expect(ended.body).toMatchObject({ endedAt: t.clock.now(), revision: 2 });
    expect((await t.call(issued.key, 'GET', '/v1/standards')).status).toBe(401);
    expect((await end(t.clock.now(), 2)).body.code).toBe('key.ended');
  });

  it('set their own pin, once, with a code from an administrator who issued none of their keys', async () => {
    const { depot, host } = await world();
    const second = await t.person(['administrator']);
    const codes = `/v1/people/${depot.id}/pin-codes`;
    const pin = `/v1/people/${depot.id}/pin`;
    const key = await made(admin('POST', `/v1/people/${depot.id}/keys`));
    expect((await admin('POST', codes)).body.code).toBe('pin_code.issuer_conflict');
    const issued = await made(t.call(second.key, 'POST', codes));
    expect(issued.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect((await t.call(second.key, 'POST', `/v1/people/${depot.id}/keys`)).body.code).toBe('key.issuer_conflict');
    expect((await t.call(host.key, 'POST', pin, { code: issued.code, pin: '135790' })).body.code).toBe(
      'access.not_holder',
    );
    expect((await t.call(ADMIN_KEY, 'POST', pin, { code: issued.code, pin: '135790' })).body.code).toBe(
      'access.not_holder',
    );

    const headers = { 'idempotency-key': 'p' };
    const typed = issued.code.toLowerCase().replace('-', ' ');
    const set = await t.call(key.key, 'POST', pin, { code: typed, pin: '135790' }, headers);
    expect(set.status, set.text).toBe(200);
    expect(set.body).toEqual({
      personId: depot.id,
      setAt: t.clock.now(),
      issuedBy: second.id,
      lockedUntil: null,
      revision: 2,
    });
    const replay = await t.call(key.key, 'POST', pin, { code: typed, pin: '135790' }, headers);
    expect(replay.headers['idempotency-replayed']).toBe('true');
    const used = await t.call(depot.key, 'POST', pin, { code: issued.code, pin: '246801' });
    expect(used.body).toMatchObject({ code: 'pin_code.refused', triesLeft: 0 });
    expect((await admin('GET', `/v1/people/${depot.id}`)).body).toMatchObject({ pinSetAt: t.clock.now(), revision: 2 });
    // Who issued the code of the pin in force still can't issue a key.
    t.clock.advance({ days: 3 });
    expect((await t.call(second.key, 'POST', `/v1/people/${depot.id}/keys`)).body.code).toBe('key.issuer_conflict');
    const known = await t.call(depot.key, 'GET', pin);
    expect(known.body.issuedBy).toBe(second.id);
    expect(known.headers.etag).toBe('"2"');
    expect((await t.call(host.key, 'GET', pin)).status).toBe(403);
    const rows = await t.database.read(async (tx) => await tx.db.select().from(tx.tables.registerEvents));
    const chain = rows.filter((r) => r.noun === 'pin').sort((a, b) => a.sequence - b.sequence);
    expect(chainFault(chain, { sequence: 2, sha256: chain[1]?.sha256 ?? null })).toBeNull();
    expect(rows.map((r) => r.canonical).join()).not.toMatch(/scrypt|135790/);
  });

  it('have five wrong tries and 24 hours for a code, and only the last code counts', async () => {
    const { depot } = await world();
    const second = await t.person(['administrator']);
    const code = async () => (await made(t.call(second.key, 'POST', `/v1/people/${depot.id}/pin-codes`))).code;
    const attempt = (given: string) =>
      t.call(depot.key, 'POST', `/v1/people/${depot.id}/pin`, { code: given, pin: '135790' });
    const first = await code();
    const left: number[] = [];
    for (let n = 0; n < 6; n++) left.push((await attempt('00000-00000')).body.triesLeft);
    expect(left).toEqual([4, 3, 2, 1, 0, 0]);
    expect((await attempt(first)).body.code).toBe('pin_code.refused');
    const late = await code();
    t.clock.advance({ hours: 24 });
    expect((await attempt(late)).status).toBe(403);
    const replaced = await code();
    t.clock.advance({ seconds: 1 });
    const last = await code();
    expect((await attempt(replaced)).body.triesLeft).toBe(4);
    expect((await attempt(last)).status).toBe(200);
    const listed = await t.call(second.key, 'GET', `/v1/people/${depot.id}/pin-codes`);
    expect(listed.body.items).toHaveLength(4);
    expect(listed.text).not.toMatch(/codeSha256/);
    expect((await t.call(depot.key, 'GET', `/v1/people/${depot.id}/pin-codes`)).status).toBe(403);
  });
});

// The characters of the file's header and names in Shift_JIS (JIS X 0208).
const SHIFT_JIS: Record<string, string> = {
  国: '8d91',
  民: '96af',
  の: '82cc',
  祝: '8f6a',
  日: '93fa',
  '・': '8145',
  休: '8b78',
  月: '8c8e',
  名: '96bc',
  称: '8fcc',
};

describe('calendars and codes', () => {
  it('answer holidays of one calendar or both', async () => {
    const both = await admin('GET', '/v1/holidays?from=2026-05-01&to=2026-05-31');
    expect(both.body.items.map((h: Loose) => `${h.calendar} ${h.date}`)).toEqual([
      'japan 2026-05-03',
      'japan 2026-05-04',
      'japan 2026-05-05',
      'japan 2026-05-06',
      'us_federal 2026-05-25',
    ]);
    expect((await admin('GET', '/v1/holidays?calendar=us_federal')).body.items).toHaveLength(11);
    expect(pointersOf(await admin('GET', '/v1/holidays?from=1900-01-01&to=1899-01-01'))).toContain(
      '/to date.impossible',
    );
    expect(pointersOf(await admin('GET', '/v1/holidays?from=2026-01-01&to=2160-01-01'))).toEqual([
      '/to holidays.unknown_year',
      '/to period.too_long',
    ]);
  });

  describe('that are imported', () => {
    const csv = (bytes: string | Uint8Array, query = '', type = 'text/csv') =>
      t.call(ADMIN_KEY, 'POST', `/v1/holidays${query}`, bytes, { 'content-type': type });
    const lineOf = (date: string) => `${date.replaceAll('-', '/').replaceAll('/0', '/')},休日\r\n`;
    const file = (dates: readonly string[]) => `${HOLIDAY_FILE_HEADER}\r\n${dates.map(lineOf).join('')}`;
    const of2028 = lawfulHolidays(2028).map(({ date }) => date);
    const known = async (query = '') =>
      (await admin('GET', `/v1/holidays?calendar=japan&from=2028-01-01&to=2028-12-31${query}`)).body.items;

    it('take the place of what is computed, in full and with who says so', async () => {
      expect((await known()).every((h: Loose) => h.basis === 'computed' && h.provisional)).toBe(true);
      const before = t.clock.now();
      t.clock.advance({ hours: 1 });
      const moved = [...of2028.filter((date) => date !== '2028-08-11'), '2028-08-10'];
      const dry = await csv(file(moved), '?dryRun=true');
      expect(dry.body).toEqual({
        dryRun: true,
        years: [
          {
            calendar: 'japan',
            year: 2028,
            outcome: 'recorded',
            basisBefore: 'computed',
            added: ['2028-08-10'],
            removed: ['2028-08-11'],
          },
        ],
      });
      expect((await known())[0].basis).toBe('computed');
      const done = await csv(file(moved), `?source=${encodeURIComponent('官報 2027-02-01')}`);
      expect(done.body).toEqual({ ...dry.body, dryRun: false });
      const now = await known();
      expect(now.find((h: Loose) => h.date === '2028-08-10')).toEqual({
        calendar: 'japan',
        date: '2028-08-10',
        name: { en: 'Holiday', ja: '休日' },
        basis: 'imported',
        source: '官報 2027-02-01',
        provisional: false,
      });
      expect(now.map((h: Loose) => h.date)).not.toContain('2028-08-11');
      // What was known before stays so.
      const then = await known(`&asOf=${before}`);
      expect(then.map((h: Loose) => h.date)).toEqual(of2028);
      expect((await known(`&asOf=${t.clock.now()}`)).map((h: Loose) => h.date)).toContain('2028-08-10');
      expect(pointersOf(await admin('GET', '/v1/holidays?asOf=2030-01-01T00:00:00Z'))).toEqual([
        '/asOf as_of.in_future',
      ]);
      // A second list is a second version of the year.
      t.clock.advance({ hours: 1 });
      expect((await csv(file(of2028))).body.years[0]).toMatchObject({ outcome: 'recorded', basisBefore: 'imported' });
      expect((await known()).map((h: Loose) => h.date)).toEqual(of2028);
      expect((await csv(file(of2028))).body.years[0]).toMatchObject({ outcome: 'unchanged', added: [], removed: [] });
    });

    it('come in Shift_JIS as the Cabinet Office sends them, years before 1978 and published ones unchanged', async () => {
      const encoded = (text: string) =>
        Buffer.concat(
          [...text].map((c) => Buffer.from(SHIFT_JIS[c] ?? c.charCodeAt(0).toString(16).padStart(2, '0'), 'hex')),
        );
      const all = ['1955-01-01', ...japaneseHolidays(2026).map(({ date }) => date)];
      for (const type of ['text/csv', 'text/csv; charset=Shift_JIS']) {
        const answer = await csv(encoded(file(all)), '?dryRun=true', type);
        expect(answer.body.years).toEqual([
          { calendar: 'japan', year: 2026, outcome: 'unchanged', basisBefore: 'published', added: [], removed: [] },
        ]);
      }
    });

    it('are refused with every fault, and from anyone but an administrator', async () => {
      expect(pointersOf(await csv(file(['2028-01-01'])))).toEqual(['/holidays holidays.incomplete']);
      expect(pointersOf(await csv('a,b\r\n'))).toEqual(['/lines/1 holidays.unknown_file']);
      expect(pointersOf(await csv(Buffer.from([0xff, 0xfe, 0x00])))).toEqual([' holidays.unknown_encoding']);
      expect(pointersOf(await csv(`${file(of2028)}2028/2/30,x\r\n2028/1,y\r\n`))).toEqual([
        '/lines/18 holidays.unreadable_line',
        '/lines/19 holidays.unreadable_line',
      ]);
      expect((await csv(file(of2028), '', 'text/csv; charset=euc-jp')).status).toBe(415);
      const person = await t.person(['program_office'], {});
      const refused = await t.call(person.key, 'POST', '/v1/holidays', file(of2028), { 'content-type': 'text/csv' });
      expect(refused.body.code).toBe('access.role_denied');
    });

    it('are recorded once for one Idempotency-Key', async () => {
      const of2029 = lawfulHolidays(2029).map(({ date }) => date);
      const once = (text: string) =>
        t.call(ADMIN_KEY, 'POST', '/v1/holidays', text, { 'content-type': 'text/csv', 'idempotency-key': 'h-1' });
      expect((await once(file(of2029))).body.years[0].outcome).toBe('recorded');
      const again = await once(file(of2029));
      expect([again.headers['idempotency-replayed'], again.body.years[0].outcome]).toEqual(['true', 'recorded']);
      expect((await once(file([...of2029, '2029-06-01']))).body.code).toBe('idempotency.key_reused');
    });

    it('are US federal ones as well, as JSON', async () => {
      const observed = usFederalHolidaysObserved(2027).map(({ date, name }) => ({ date, name }));
      const extra = { date: '2027-12-23', name: { en: 'By Executive Order', ja: '大統領令による休日' } };
      const body = { calendar: 'us_federal', source: 'Executive Order', holidays: [...observed, extra] };
      const { years } = (await admin('POST', '/v1/holidays', body)).body;
      expect(years).toEqual([
        {
          calendar: 'us_federal',
          year: 2027,
          outcome: 'recorded',
          basisBefore: 'statute',
          added: ['2027-12-23'],
          removed: [],
        },
      ]);
      expect(
        (await admin('GET', '/v1/holidays?calendar=us_federal&from=2027-12-23&to=2027-12-23')).body.items,
      ).toHaveLength(1);
    });
  });

  it('answer the code tables with what is verified', async () => {
    const tables = await admin('GET', '/v1/code-tables');
    expect(tables.body.items).toHaveLength(4);
    expect(items(await admin('GET', '/v1/code-tables?name=action_taken'), 'name')).toEqual(['action_taken']);
  });
});

/** The records that the examples of the registers name, made as the demo makes them. */
async function exampleWorld(): Promise<{ depotKey: string; programKey: string }> {
  const act = await t.act(t.adminId);
  const named = (name: string) => ({ ...act, newId: () => exampleId(name) });
  const osprey = exampleId('platform.mv22');
  const ksz = exampleId('facility.ksz');
  await createRecord(named('standard.as6500'), standards, {
    code: 'AS6500A',
    title: { en: 'Manufacturing Management Program' },
    issuer: 'SAE',
    subject: 'quality_management',
  });
  await createRecord(named('platform.mv22'), platforms, mv22 as never);
  await createRecord(named('facility.ksz'), facilities, kszBody as never);
  await createRecord(named('equivalence.mv22'), equivalences, {
    held: 'EN 9110',
    required: 'SJAC 9110B',
    degree: 'equivalent',
    platformIds: [osprey],
    basis: { document: 'd', reference: 'r' },
    approvedBy: 'x',
    validFrom: '2026-01-01',
  });
  await createRecord(named('equipment.mv22_1'), equipment, {
    platformId: osprey,
    serialNumber: '1',
    owningUnit: '09355',
  });
  const certification = { standard: 'SJAC 9110B', number: 'C-1', body: 'x', validFrom: '2026-01-01' };
  await createRecord(named('certification.ksz_sjac9110b'), certifications, certification, ksz);
  const capability = {
    platformId: osprey,
    activities: ['repair' as const],
    level: 'depot' as const,
    validFrom: '2026-01-01',
  };
  await createRecord(named('capability.ksz_mv22'), capabilities, capability, ksz);
  await createRecord(named('instrument.ksz_torque'), instruments, { serialNumber: 'T', description: { en: 'x' } }, ksz);
  const closure = { from: '2026-12-29', to: '2027-01-03', bays: 3, reason: { en: 'x' } };
  await createRecord(named('closure.ksz_newyear'), closures, closure, ksz);
  const authorization = {
    kind: 'taa' as const,
    number: 'TA-1',
    issuer: 'x',
    platformIds: [osprey],
    validFrom: '2026-01-01',
  };
  await createRecord(named('authorization.mv22'), authorizations, authorization);
  await createRecord(named('technical_data.mv22'), technicalData, {
    document: 'D',
    title: { en: 'x' },
    documentRevision: '1',
    effectiveFrom: '2026-01-01',
  });
  await createRecord(named('supplier.example'), suppliers, { ncage: 'SX001', name: { en: 'x' }, country: 'JP' });
  const cost = { currency: 'USD', minorUnits: 1 };
  const baseline = {
    turnaroundDays: 1,
    transportDaysEachWay: 1,
    cost,
    transportCost: cost,
    source: 's',
    validFrom: '2026-01-01',
  };
  await createRecord(named('baseline.mv22'), baselines, { ...baseline, platformId: osprey, activity: 'repair' });
  const person = { name: { en: 'x' }, organization: { kind: 'facility' as const, name: 'KSZ' }, accessBasis: 'x' };
  await createRecord(named('person.newcomer'), people, { ...person, roles: ['depot_staff'], facilityIds: [ksz] });
  const depot = await t.person(['depot_staff'], { id: exampleId('person.depot'), facilityIds: [ksz] });
  await t.person(['qa_inspector'], { id: exampleId('person.inspector'), facilityIds: [ksz] });
  const cdi = { qualification: 'CDI', validFrom: '2026-01-01' };
  await createRecord(named('qualification.inspector_cdi'), qualifications, cdi, exampleId('person.inspector'));
  await issueKey(named('key.newcomer_spare'), exampleId('person.newcomer'));
  await issuePinCode(act, exampleId('person.depot'), { code: 'SE1B1-DEM00' });
  const program = await t.person(['program_office'], { programPlatformIds: [osprey] });
  return { depotKey: depot.key, programKey: program.key };
}

describe('the examples of the registers', () => {
  const tags = new Set(['Standards', 'Platforms', 'Equipment', 'Facilities', 'Authorizations', 'People']);
  const more = new Set(['Technical data', 'Suppliers', 'Baselines', 'Calendars and codes']);

  it('work, and answer what is declared', async () => {
    const { depotKey, programKey } = await exampleWorld();
    for (const route of routes.filter(({ tag }) => tags.has(tag) || more.has(tag))) {
      const { params = {}, query = {}, body } = (route.example ?? {}) as Example<Loose, Loose>;
      const path = route.path.replace(/\{(\w+)\}/g, (_, name) => params[name]);
      const key = keyFor(route, depotKey, programKey);
      const headers: Record<string, string> = {};
      if (route.method === 'PATCH') headers['if-match'] = (await t.call(key, 'GET', path)).headers.etag ?? '';
      const answer = await t.call(key, route.method, `${path}?${new URLSearchParams(query)}`, body, headers);
      expect(answer.status, `${route.operationId}: ${answer.text}`).toBe(route.answer.status);
      const read = route.answer.schema?.safeParse(answer.body);
      expect(read?.error, route.operationId).toBeUndefined();
    }
  });

  function keyFor(route: Route, depotKey: string, programKey: string): string {
    if (route.operationId === 'setPin') return depotKey;
    return route.roles === 'anyone' || route.roles.includes('administrator') ? ADMIN_KEY : programKey;
  }
});
