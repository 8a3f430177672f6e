// The whole demo, built in a temporary file: its people and keys, its history, its record, and where it lets itself be served.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDemo, startDemo } from '../../src/cli/demo/demo.ts';
import { plantData, platformData } from '../../src/cli/demo/places.ts';
import { BLOCKED_ORDER_ID, buildExampleWorld } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { run } from '../../src/cli/run.ts';
import { isLoopback, readSettings } from '../../src/config.ts';
import { STATUSES } from '../../src/domain/orders/status.ts';
import type { PriorityItem } from '../../src/domain/supply/support-priority.ts';
import { openSigningKeys } from '../../src/keys/signing-keys.ts';
import { createLogger, NotLoopback, type Running, serve } from '../../src/serve.ts';
import type { Database } from '../../src/storage/database.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { findPin } from '../../src/storage/registers/pins.ts';
import { authenticate } from '../../src/usecases/access/sessions.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { createServices } from '../../src/usecases/services.ts';
import { terminalOf } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-demo-'));
const file = join(folder, 'demo.db');
const days: string[] = [];
const shares: number[] = [];
let database: Database;

beforeAll(async () => {
  const isNew = await fillDemo(`sqlite:${file}`, {
    now: new Date().toISOString(),
    onProgress: (share, day) => {
      shares.push(share);
      days.push(day);
    },
  });
  expect(isNew).toBe(true);
  database = await openSqlite({ file });
}, 300_000);
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

// The table of api.md, word for word.
const people = [
  { key: 'seibi_demo_depot', roles: ['depot_staff'], pin: '135790' },
  { key: 'seibi_demo_inspector', roles: ['qa_inspector'], pin: '246801' },
  { key: 'seibi_demo_acceptor', roles: ['qa_inspector'], pin: '357912' },
  { key: 'seibi_demo_program', roles: ['program_office'], pin: '468023' },
  { key: 'seibi_demo_host', roles: ['host_office'], pin: '680245' },
  { key: 'seibi_demo_admin', roles: ['administrator'], pin: null },
];

describe('the people of the demo', () => {
  for (const { key, roles, pin } of people) {
    it(`${key} is ${roles.join()}${pin ? ` and signs with ${pin}` : ' and cannot sign'}`, async () => {
      const services = createServices(database, { foreignYardRule: false });
      const caller = await authenticate(services, key);
      expect(caller?.roles).toEqual(roles);
      const row = await database.read((tx) => findPin(tx, caller?.personId ?? ''));
      if (pin === null) expect(row).toBeNull();
      else expect(await services.pins.verify(pin, row?.scrypt ?? '')).toBe(true);
    });
  }

  it('are where api.md says', async () => {
    const services = createServices(database, { foreignYardRule: false });
    const who = async (key: string) => (await authenticate(services, key))?.person;
    const { facilities, platforms, qualifications } = await database.read(async ({ db, tables }) => ({
      facilities: await db.select().from(tables.facilities),
      platforms: await db.select().from(tables.platforms),
      qualifications: await db.select().from(tables.qualifications),
    }));
    const ksz = facilities.find((f) => f.code === 'KSZ')?.id;
    expect((await who('seibi_demo_depot'))?.facilityIds).toEqual([ksz]);
    expect((await who('seibi_demo_program'))?.programPlatformIds.toSorted()).toEqual(
      platforms.map((p) => p.id).toSorted(),
    );
    const held = async (key: string) => {
      const id = (await who(key))?.id;
      return qualifications.filter((q) => q.personId === id);
    };
    expect((await held('seibi_demo_inspector')).find((q) => q.qualification === 'CDI')?.facilityIds).toEqual([ksz]);
    expect((await held('seibi_demo_acceptor')).find((q) => q.qualification === 'GQAR')?.authority).toBe('dcma');
  });
});

describe('the history of the demo', () => {
  it('has a bay for each item at the plants whose days are told beforehand, whatever the hour it is told at', () => {
    for (const plant of ['KSZ', 'KMK', 'MZH', 'FOW'] as const) {
      const items = Object.values(platformData).filter((platform) => platform.plant === plant);
      expect([plant, items.reduce((all, { items: n }) => all + n, 0) <= plantData[plant].bays]).toEqual([plant, true]);
    }
  });

  it('has at least 400 orders in every status, at the facilities and of the twelve platforms', async () => {
    const orders = await database.read(({ db, tables }) => db.select().from(tables.workOrders));
    expect(orders.length).toBeGreaterThanOrEqual(400);
    expect(STATUSES.filter((status) => !orders.some((o) => o.status === status))).toEqual([]);
    expect(new Set(orders.map((o) => o.facilityId)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(orders.map((o) => o.platformId)).size).toBe(12);
    // Sub-orders, warranty work and late entries are part of life.
    expect(orders.some((o) => o.parentId !== null)).toBe(true);
    expect(orders.some((o) => o.follows !== null)).toBe(true);
  });

  it('covers eighteen months, in the order of time', async () => {
    const recorded = await database.read(({ db, tables }) =>
      db.select({ at: tables.events.recordedAt }).from(tables.events),
    );
    const instants = recorded.map((r) => r.at).toSorted();
    const span = (Date.parse(instants.at(-1) ?? '') - Date.parse(instants[0] ?? '')) / 86_400_000;
    expect(span).toBeGreaterThanOrEqual(548);
    expect(days).toEqual(days.toSorted());
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('has every kind of event that the acts of the lifecycle leave', async () => {
    const types = await database.read(({ db, tables }) =>
      db.selectDistinct({ type: tables.events.type }).from(tables.events),
    );
    for (const type of [
      'rejected',
      'refused',
      'recalled',
      'withdrawn',
      'held',
      'parts_awaited',
      'target_set',
      'labor_logged',
      'returned',
      'reauthorized',
    ])
      expect(types.map((t) => t.type)).toContain(type);
  });

  it('verifies whole', async () => {
    const found = await verifyEverything({ database });
    expect(found.fault).toBeNull();
    expect(found.orders).toBeGreaterThanOrEqual(400);
  });
});

describe('serving the demo', () => {
  const settingsFor = (more: Record<string, string> = {}) =>
    readSettings({
      DATABASE_URL: `sqlite:${file}`,
      SIGNING_KEYS: join(folder, 'keys.json'),
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...more,
    });

  it('shows a newcomer a curl that asks why an order cannot be released, and what it answers', async () => {
    const running: Running & { firstScreen: string } = await startDemo(settingsFor(), createLogger('silent'));
    const [, key, url] = /curl -s -H 'Authorization: Bearer (\S+)' \\\n\s+(\S+)/.exec(running.firstScreen) ?? [];
    const answer = await fetch(url ?? '', { headers: { authorization: `Bearer ${key}` } });
    const { transitions } = (await answer.json()) as {
      transitions: { action: string; blockedBy: { guard: string; message: { en: string; ja: string } }[] }[];
    };
    await running.close();
    expect(answer.status).toBe(200);
    expect(url).toContain(BLOCKED_ORDER_ID);
    const release = transitions.find((t) => t.action === 'release');
    expect(release?.blockedBy.map((b) => b.guard).toSorted()).toEqual([
      'acceptance_inspection_passed',
      'authorization_covers',
      'nonconformances_closed',
      // What was found after the facility accepted speaks against what it signed.
      'signatures_in_force',
    ]);
    for (const { message } of release?.blockedBy ?? []) {
      expect(running.firstScreen).toContain(message.en);
      expect(running.firstScreen).toContain(message.ja);
    }
    for (const { key: shown } of people) expect(running.firstScreen).toContain(shown);
    expect(running.firstScreen).toContain('invented');
    expect(running.firstScreen).toContain(`Its records are in ${file}: delete that file to begin anew.`);
  });

  it('puts the cannon tube first, for which four guns stand and which one maker has, and says why', async () => {
    const running = await startDemo(settingsFor(), createLogger('silent'));
    const answer = await fetch(`${running.url}/v1/support-priorities?limit=200`, {
      headers: { authorization: 'Bearer seibi_demo_program' },
    });
    const { items } = (await answer.json()) as { items: PriorityItem[] };
    await running.close();
    const [first, second] = items;
    if (!first || !second) throw new Error('nothing is demanded');
    expect(first).toMatchObject({
      part: 'nsn:014604415',
      nomenclature: { en: 'Cannon tube', ja: '砲身' },
      platforms: [{ designation: 'M777A2' }],
      horizon: 'near_term',
      singleSource: true,
      leadTime: { shortestDays: 120 },
    });
    expect(first.ordersStopped).toBeGreaterThanOrEqual(4);
    // By far, and mostly because the guns stood long and are to stand longer.
    expect(first.score).toBeGreaterThan(second.score * 1.2);
    const heaviest = first.explanation.toSorted((a, b) => b.points - a.points).map(({ ground }) => ground);
    expect(heaviest.slice(0, 2).toSorted()).toEqual(['stoppedDay', 'waitingDay']);
    expect(first.reason.en).toMatch(/^Near term\. .*Orders have stood for it [\d.]+ days in all\./);
    expect(first.reason.en).toMatch(/the stopped orders are still to wait \d+ days in all\./);
    expect(first.explanation.at(-1)?.text.en).toContain('One supplier alone offers it: 3XC33');
    // Engines and rotors are on it too.
    const awaited = new Set(items.flatMap(({ platforms }) => platforms.map(({ designation }) => designation)));
    expect([...awaited]).toEqual(expect.arrayContaining(['F135-PW-100', 'MV-22B']));
  });

  it('is filled once', async () => {
    expect(await fillDemo(`sqlite:${file}`, { now: new Date().toISOString() })).toBe(false);
  });

  it('refuses a host that is not this machine, before anything is made', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org']) {
      const elsewhere = join(folder, 'elsewhere.db');
      const terminal = terminalOf({ HOST: host, DATABASE_URL: `sqlite:${elsewhere}` });
      expect(await run(['demo'], terminal)).toBe(1);
      expect(terminal.errors).toContain(host);
      expect(terminal.errors).toContain('127.0.0.1');
      expect(existsSync(elsewhere)).toBe(false);
      await expect(startDemo(settingsFor({ HOST: host }), createLogger('silent'))).rejects.toThrow(NotLoopback);
    }
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
  });

  it('is not served to others by the plain service either', async () => {
    await expect(serve(settingsFor({ HOST: '0.0.0.0' }), createLogger('silent'))).rejects.toThrow(NotLoopback);
  });

  it('leaves a file that is something else alone', async () => {
    const other = join(folder, 'other.db');
    await (await openSqlite({ file: other })).close();
    await expect(fillDemo(`sqlite:${other}`, { now: new Date().toISOString() })).rejects.toThrow(/is not the demo/);
    const foreign = join(folder, 'foreign.db');
    new Sqlite(foreign).exec('create table parts (id integer)').close();
    const bytes = readFileSync(foreign);
    await expect(fillDemo(`sqlite:${foreign}`, { now: new Date().toISOString() })).rejects.toThrow(/is not the demo/);
    expect(readFileSync(foreign).equals(bytes)).toBe(true);
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'not a database, but long enough to look like one: '.repeat(40));
    await expect(fillDemo(`sqlite:${text}`, { now: new Date().toISOString() })).rejects.toThrow(/is not the demo/);
  });

  it('starts again when somebody has moved the order on that it asks about', async () => {
    const running = await startDemo(settingsFor(), createLogger('silent'));
    const path = `${running.url}/v1/work-orders/${BLOCKED_ORDER_ID}`;
    const headers = { authorization: 'Bearer seibi_demo_inspector', 'content-type': 'application/json' };
    const { etag = '' } = Object.fromEntries((await fetch(path, { headers })).headers);
    const recalled = await fetch(`${path}/transitions`, {
      method: 'POST',
      headers: { ...headers, 'if-match': etag },
      body: JSON.stringify({ action: 'recall', reason: { ja: '再検査のため。' } }),
    });
    await running.close();
    expect(recalled.status).toBe(200);
    const again = await startDemo(settingsFor(), createLogger('silent'));
    await again.close();
    expect(again.firstScreen).not.toContain(BLOCKED_ORDER_ID);
    expect(again.firstScreen).toContain('seibi_demo_inspector');
  });
});

it.each([
  ['behind New Year, when the plants were closed', '2027-01-09'],
  ['behind the Golden Week', '2027-05-06'],
  ['on a leap day, a late entry over New Year behind it', '2028-02-29'],
])('the showcase can be told %s', async (_, day) => {
  const now = `${day}T06:00:00.000Z`;
  const place = await openSqlite({ file: join(folder, `${day}.db`), durability: 'off' });
  const keys = openSigningKeys(join(folder, `${day}.json`), now);
  await buildExampleWorld(createStage(place, { now, keys }));
  expect(
    new Set((await place.read(({ db, tables }) => db.select().from(tables.workOrders))).map((o) => o.status)),
  ).toEqual(new Set(STATUSES));
  await place.close();
});
