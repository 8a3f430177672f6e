// A database with very many orders, for tests of scale: those that ended marked historical, each with the chain of events that folds to it.
import Sqlite from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import { sha256 } from '../../src/domain/evidence/evidence.ts';
import { type Category, RESPONSIBLE } from '../../src/domain/metrics/turnaround.ts';
import { FORCE_ACTIVITIES, URGENCIES } from '../../src/domain/orders/codes.ts';
import type { Change, EventType } from '../../src/domain/orders/event.ts';
import { searchable } from '../../src/domain/orders/search.ts';
import type { Status } from '../../src/domain/orders/status.ts';
import { draftOf, type WorkOrder, workOrderInput } from '../../src/domain/orders/work-order.ts';
import { addDays, dateInTokyo, type Instant } from '../../src/domain/values.ts';
import { insertRecord } from '../../src/storage/registers/registers.ts';
import { sqliteTables } from '../../src/storage/tables.ts';
import { yearAndDay } from '../../src/usecases/orders/work-orders.ts';
import type { TestApp } from './app.ts';

export interface ManyOrders {
  facilityIds: string[];
  platformIds: string[];
  /** One for each facility; the last one's ends soon after the clock of the app. */
  authorizationIds: string[];
  /** How many of the orders are open. */
  open: number;
  count: number;
}

const FACILITIES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'];
const PLATFORMS = ['MV-22B', 'F-35A', 'MH-60R', 'E-2D', 'EA-18G', 'UH-1Y'];
const ITEMS = 2_000;
const DAYS = 3 * 365;
// How the newest orders stand.
const OPEN_STATUSES: readonly Status[] = ['draft', 'submitted', 'authorized', 'inducted', 'in_work', 'in_work'];
// What every so-many-th released order went through between its start and its release, by the hours after its draft.
const WAITS: readonly (readonly [every: number, category: Category, hours: number])[] = [
  [2, 'supply', 80],
  [2, 'maintenance', 110],
  [5, 'engineering', 120],
  [5, 'maintenance', 140],
  [1, 'inspection', 170],
  [1, 'acceptance', 185],
];
const YEARS_BEFORE = 15;
const FAULTS = [
  { en: 'Proprotor gearbox chip light', ja: 'プロップローター・ギアボックスのチップ警告灯点灯' },
  { en: 'Hydraulic pump leaks at the case drain', ja: '油圧ポンプのケースドレンから漏れ' },
  { en: 'Corrosion on the lower spar cap', ja: '下部桁フランジに腐食' },
  { en: 'Radar altimeter drops out in flight', ja: '飛行中に電波高度計が断続' },
  { en: 'Landing gear door actuator slow', ja: '脚扉アクチュエータの作動遅れ' },
];

export interface ManyOrdersOptions {
  /** The newest so many are spread over the last three years, the others over the fifteen before; all over the three unless given. */
  recent?: number;
  /** Whether what was released waited, was inspected and accepted as well: up to seven segments in place of two. */
  isVaried?: boolean;
  /** Whether every step of every order is an event, as of orders that were worked with here; what has ended has three otherwise, with `isVaried`. */
  isEveryStep?: boolean;
}

// What FTS5 keeps in memory before it writes: https://www.sqlite.org/fts5.html#the_hashsize_configuration_option
const SEARCH_MEMORY_BYTES = 2 ** 20;

/**
 * Fills the database of a test app: registers through storage, orders and their events past it, in bulk. Events by the administrator: two
 * of an order that has ended, as an import makes them, every step of one that is open.
 */
export async function fillWithManyOrders(
  app: TestApp,
  count: number,
  open: number,
  { recent = count, isVaried = false, isEveryStep = false }: ManyOrdersOptions = {},
): Promise<ManyOrders> {
  const world = await makeWorld(app);
  const now = Date.parse(app.clock.now());
  const client = new Sqlite(app.place.file ?? '');
  client.pragma('synchronous = OFF');
  client.pragma('cache_size = -65536');
  client.pragma('foreign_keys = OFF');
  const insert = {
    workOrders: inserter(client, 'workOrders'),
    events: inserter(client, 'events'),
    segments: inserter(client, 'segments'),
    targets: inserter(client, 'targets'),
    operations: inserter(client, 'operations'),
  };
  // What nobody gives of an order is as the form leaves it.
  const asking = workOrderInput.parse({
    equipmentId: idOf(0),
    facilityId: idOf(0),
    activity: 'repair',
    level: 'depot',
    priority: { forceActivity: 'I', urgency: 'A' },
    discrepancy: { en: 'any' },
  });
  const serials = new Map<string, number>();
  const actorId = app.adminId;
  const made = (condition: string) =>
    client
      .prepare<[], { type: string; name: string; sql: string }>(
        `select type, name, sql from sqlite_master where ${condition} and sql is not null`,
      )
      .all();
  const putBack = [
    // Made anew in the end: many times faster than kept in step.
    ...made("type = 'index' and tbl_name in ('work_orders', 'segments', 'targets', 'operations')"),
    // What is open must be no imported order, which nothing waits for; it comes in further along than a draft all the same. Searched text and the
    // chains that a test verifies link by link are put in at once in the end, and not row by row.
    ...made(
      "type = 'trigger' and name in ('work_orders_begin_as_draft', 'work_orders_searched', 'events_in_line', 'events_unlogged')",
    ),
  ];
  client.exec('begin immediate');
  for (const { type, name } of putBack) client.exec(`drop ${type} ${name}`);
  for (let n = 0; n < count; n += 1) {
    const isOpen = n >= count - open;
    const createdAt = new Date(now - Math.round(daysAgo(count - n, count, recent) * 86_400_000)).toISOString();
    const pick = <T>(list: readonly T[], by: number): T => list[(n * by + (n >> 3)) % list.length] as T;
    const facilityIndex = (n * 7 + (n >> 3)) % world.facilityIds.length;
    const item = world.items[(n * 13) % ITEMS] as { id: string; platformId: string };
    const day = `${FACILITIES[facilityIndex]}-${yearAndDay(createdAt)}`;
    const serial = (serials.get(day) ?? 0) + 1;
    serials.set(day, serial);
    const { forceActivity, urgency } = { forceActivity: pick(FORCE_ACTIVITIES, 3), urgency: pick(URGENCIES, 5) };
    const fault = pick(FAULTS, 11);
    const id = idOf(n);
    const asked = {
      ...asking,
      equipmentId: item.id,
      facilityId: world.facilityIds[facilityIndex] ?? '',
      priority: { forceActivity, urgency },
      discrepancy: { en: `${fault.en}, report ${n}`, ja: `${fault.ja}（報告${n}）` },
    };
    const raised = {
      id,
      number: `${day}-${String(serial).padStart(4, '0')}`,
      platformId: item.platformId,
      rootId: id,
      familyId: id,
      createdBy: actorId,
      createdAt,
    };
    const { id: _, ...draft } = { ...draftOf(asked, raised), historical: !isOpen };

    const changes: Change[] = [{ part: 'order', id, set: draft }];
    const steps: Step[] = [{ type: 'drafted', at: createdAt, to: 'draft', changes }];
    const parts: Record<'segments' | 'targets' | 'operations', Record<string, unknown>[]> = {
      segments: [],
      targets: [],
      operations: [],
    };
    const order: Record<string, unknown> = { ...draft, id };
    const step = (type: EventType, to: Status, at: Instant, set: Partial<WorkOrder>, changes: Change[] = []) => {
      const moved = { status: to, statusSince: at, ...set };
      Object.assign(order, moved);
      steps.push({ type, at, to, changes: [{ part: 'order', id, set: moved }, ...changes] });
    };
    const segment = (at: Instant, category: Category): Change[] => {
      const running = parts.segments.at(-1);
      const changes: Change[] = [];
      if (running) {
        running.to = at;
        changes.push({ part: 'segment', id: String(running.id), set: { to: at } });
      }
      const set = {
        n: parts.segments.length + 1,
        from: at,
        to: null,
        category,
        responsible: RESPONSIBLE[category],
        acknowledgement: null,
      };
      const made = { id: idOf(n, parts.segments.length + 1), workOrderId: id, ...set };
      parts.segments.push(made);
      changes.push({ part: 'segment', id: made.id, set });
      return changes;
    };
    const later = (hours: number) => new Date(Math.min(now, Date.parse(createdAt) + hours * 3_600_000)).toISOString();

    const status: Status = isOpen
      ? pick(OPEN_STATUSES, 1)
      : n % 33 === 0
        ? 'cancelled'
        : n % 3 === 0
          ? 'released'
          : 'closed';
    const reach = {
      draft: 0,
      submitted: 1,
      authorized: 2,
      inducted: 3,
      in_work: 4,
      released: 5,
      closed: 6,
      cancelled: 0,
    };
    const far = reach[status as keyof typeof reach];
    if (far >= 1) step('submitted', 'submitted', later(1), { submittedBy: actorId, submittedAt: later(1) });
    if (far >= 2)
      step('authorized', 'authorized', later(20), {
        authorizationId: world.authorizationIds[facilityIndex] ?? null,
        estimatedCost: { currency: 'USD', minorUnits: 100 },
      });
    if (far >= 3) {
      const target = {
        n: 1,
        date: addDays(dateInTokyo(later(40)), 40),
        cause: null,
        nonconformanceId: null,
        operationId: null,
      };
      const set = { ...target, setBy: actorId, setAt: later(40) };
      parts.targets.push({ id: idOf(n, 9), workOrderId: id, ...set });
      step('inducted', 'inducted', later(40), { inductedAt: later(40), conditionCode: 'F' }, [
        { part: 'target', id: idOf(n, 9), set },
        ...segment(later(40), 'receiving'),
      ]);
    }
    if (far >= 4) {
      const set = operationOf(actorId, later(60));
      // The work on what ended is not told: lists and figures do not ask for it.
      if (isOpen) parts.operations.push({ id: idOf(n, 8), workOrderId: id, ...set });
      step('started', 'in_work', later(60), { startedAt: later(60), conditionCode: 'M' }, [
        ...(isOpen ? [{ part: 'operation' as const, id: idOf(n, 8), set }] : []),
        ...segment(later(60), 'maintenance'),
      ]);
    }
    if (isOpen && isVaried && status === 'in_work' && n % 4 === 0)
      step('parts_awaited', 'awaiting_parts', later(100), {}, segment(later(100), 'supply'));
    if (far >= 5) {
      const at = later(200 + (n % 400));
      const between = isVaried
        ? WAITS.filter(([every]) => n % every === 0).flatMap(([, category, hours]) => segment(later(hours), category))
        : [];
      const last = parts.segments.at(-1) as Record<string, unknown>;
      last.to = at;
      step('released', 'released', at, { releasedAt: at, endedAt: at, conditionCode: 'A' }, [
        ...between,
        { part: 'segment', id: String(last.id), set: { to: at } },
      ]);
    }
    if (far >= 6) step('closed', 'closed', later(700), { deliveryReceipt: `DR-${n}` });
    if (status === 'cancelled') step('cancelled', 'cancelled', later(30), { endedAt: later(30) });

    let previousSha256: string | null = null;
    let from: Status | null = null;
    let recordedAt: Instant = createdAt;
    const rows: Record<string, unknown>[] = [];
    // What ended was imported: as it was raised and as it ended. What is open has every step.
    const ends = steps.findIndex(({ type }) => isVaried && type === 'released');
    const after = ends < 0 ? steps.length : ends + 1;
    const events =
      isOpen || isEveryStep || steps.length === 1
        ? steps
        : [steps[0] as Step, together(steps.slice(1, after)), ...steps.slice(after)];
    for (const [index, event] of events.entries()) {
      recordedAt = event.at > recordedAt ? event.at : recordedAt;
      const common = {
        workOrderId: id,
        sequence: index + 1,
        type: event.type,
        occurredAt: event.at,
        recordedAt,
        actorId,
      };
      const canonical = JSON.stringify(sorted({ ...common, previousSha256, data: {}, changes: event.changes }));
      const sha = sha256(canonical);
      rows.push({ ...common, fromStatus: from, toStatus: event.to, previousSha256, canonical, sha256: sha });
      previousSha256 = sha;
      from = event.to;
    }
    insert.workOrders({
      ...order,
      revision: events.length,
      designator: draft.priority.designator,
      headSha256: previousSha256,
      lastRecordedAt: recordedAt,
      searchText: searchable(draft),
    });
    for (const row of rows) insert.events(row);
    for (const [name, made] of Object.entries(parts)) for (const row of made) insert[name as keyof typeof parts](row);
  }
  const filled = `between '${idOf(0)}' and '${idOf(count)}'`;
  client.exec(`
    insert into unlogged_events (recorded_at, record_id, sequence, kind)
      select recorded_at, work_order_id, sequence, 'order' from events where work_order_id ${filled} order by recorded_at;
    insert into work_order_search_rows (work_order_id) select id from work_orders where id ${filled} order by id;
    insert into work_order_search (work_order_search, rank) values ('hashsize', ${64 * SEARCH_MEMORY_BYTES});
    insert into work_order_search (rowid, text)
      select "row", search_text || char(10, 10)
      from work_order_search_rows join work_orders on id = work_order_id where id ${filled} order by "row";
    insert into work_order_search (work_order_search, rank) values ('hashsize', ${SEARCH_MEMORY_BYTES});
  `);
  for (const { sql } of putBack) client.exec(sql);
  client.exec('commit');
  client.close();
  return { ...world, open, count };
}

/** How long ago the order was raised that so many others follow, itself counted. */
function daysAgo(place: number, count: number, recent: number): number {
  if (place <= recent) return (place / recent) * DAYS;
  return DAYS + ((place - recent) / (count - recent)) * YEARS_BEFORE * 365;
}

// The RFC 8785 form of these plain values, without the checks that take most of its time; a test verifies the chains.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort()) copy[key] = sorted(object[key]);
  return copy;
}

interface Step {
  type: EventType;
  at: Instant;
  to: Status;
  changes: Change[];
}

function together(steps: readonly Step[]): Step {
  return { ...(steps.at(-1) as Step), changes: steps.flatMap((s) => s.changes) };
}

function operationOf(actorId: string, at: Instant): Record<string, unknown> {
  return {
    sequence: 10,
    title: { en: 'Replace', ja: '交換' },
    activity: 'repair',
    overAndAbove: false,
    approvedBy: null,
    approvedAt: null,
    reworks: null,
    technicalData: [],
    requires: null,
    holdPoint: false,
    holdPointWaiver: null,
    status: 'open',
    performedBy: null,
    performedAt: null,
    doneSequence: null,
    notApplicable: null,
    lateReason: null,
    createdBy: actorId,
    createdAt: at,
  };
}

// In the order of their making, in the form of a UUIDv7; `part` 0 is the order itself.
function idOf(n: number, part = 0): string {
  return `01950000-0000-7000-8000-${(n * 16 + part).toString(16).padStart(12, '0')}`;
}

// Writes a row as drizzle would, without building a statement for each.
function inserter(client: Sqlite.Database, name: 'workOrders' | 'events' | 'segments' | 'targets' | 'operations') {
  const snake = (camel: string) => camel.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  const columns = Object.entries(getTableColumns(sqliteTables[name]));
  const names = columns.map(([key]) => `"${snake(key)}"`).join();
  const places = columns.map(() => '?').join();
  const statement = client.prepare(`insert into ${snake(name)} (${names}) values (${places})`);
  return (row: Record<string, unknown>) => {
    const values: unknown[] = [];
    for (const [key, column] of columns) {
      const value = row[key] ?? null;
      const isPlain = value === null || column.dataType === 'string' || column.dataType === 'number';
      values.push(isPlain ? value : column.mapToDriverValue(value));
    }
    statement.run(values);
  };
}

async function makeWorld(app: TestApp) {
  const { newId } = app.services;
  const recording = { recordedAt: app.clock.now(), actorId: app.adminId };
  const today = dateInTokyo(app.clock.now());
  const period = { validFrom: '2020-01-01', validTo: '2035-12-31' };
  return await app.database.write(async (tx) => {
    const platformIds: string[] = [];
    const facilityIds: string[] = [];
    const authorizationIds: string[] = [];
    const items: { id: string; platformId: string }[] = [];
    for (const designation of PLATFORMS) {
      const row = await insertRecord(
        tx,
        'platform',
        {
          id: newId(),
          designation,
          nomenclature: { en: designation },
          nsn: null,
          kind: 'aircraft',
          service: 'navy',
          export: { regime: 'ITAR', category: 'VIII(a)' },
          requirements: [{ standard: 'AS9110C', holder: 'facility', activities: [] }],
          targets: [],
        },
        recording,
      );
      platformIds.push(row.id);
    }
    for (const [index, code] of FACILITIES.entries()) {
      const facilityId = newId();
      facilityIds.push(facilityId);
      const facility = {
        name: { en: code },
        ncage: null,
        operator: 'japanese_industry',
        prefecture: '神奈川県',
      } as const;
      await insertRecord(
        tx,
        'facility',
        { id: facilityId, code, ...facility, calendar: 'japan', bays: 1000 },
        recording,
      );
      const certification = {
        standard: 'SJAC 9110B',
        number: `C-${code}`,
        body: 'Example Registrar',
        scopeCodes: ['aircraft'],
        ...period,
        status: 'active',
        statusChanges: [{ status: 'active', on: '2020-01-01', reason: null }],
        supplements: [],
      } as const;
      await insertRecord(
        tx,
        'certification',
        {
          id: newId(),
          facilityId,
          ...certification,
          scopeCodes: ['aircraft'],
          statusChanges: [...certification.statusChanges],
          supplements: [],
        },
        recording,
      );
      for (const platformId of platformIds)
        await insertRecord(
          tx,
          'capability',
          { id: newId(), facilityId, platformId, activities: ['repair'], level: 'depot', ...period },
          recording,
        );
      const isLast = index === FACILITIES.length - 1;
      const authorization = await insertRecord(
        tx,
        'authorization',
        {
          id: newId(),
          kind: 'taa',
          number: `TA-${code}`,
          issuer: 'DDTC',
          platformIds,
          categories: [],
          facilityIds: [facilityId],
          activities: ['repair'],
          validFrom: '2020-01-01',
          validTo: isLast ? addDays(today, 10) : '2035-12-31',
          valueCeiling: null,
          status: 'active',
          statusChanges: [{ status: 'active', on: '2020-01-01', reason: null }],
          provisos: [],
        },
        recording,
      );
      authorizationIds.push(authorization.id);
    }
    for (let n = 0; n < ITEMS; n += 1) {
      const platformId = platformIds[n % platformIds.length] as string;
      const item = {
        id: newId(),
        platformId,
        serialNumber: `S-${n}`,
        uii: null,
        uiiComponents: null,
        owningUnit: '09456',
        homePort: null,
        installedIn: null,
        location: 'unit',
        locationFacilityId: null,
        condition: null,
        condemnedAt: null,
      } as const;
      await insertRecord(tx, 'equipment', item, recording);
      items.push({ id: item.id, platformId });
    }
    return { platformIds, facilityIds, authorizationIds, items };
  });
}
