// The bare servers of the benchmark: Fastify and better-sqlite3 with prepared statements, one commit a write; no validation, no
// authentication, no guards, no hashing. `same` writes the rows that Seibi writes to the same tables; `small` writes two: order and event.
// `shared` is `same` with one commit for the writes that wait together: more than it has nobody gets who writes these rows here.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Reliances } from './bench-world.ts';

type Row = Record<string, unknown>;

const [kind = 'same', file = '', relianceFile = ''] = process.argv.slice(2);
const client = new Sqlite(file);
client.pragma('journal_mode = WAL');
client.pragma('synchronous = FULL');
client.pragma('foreign_keys = ON');

const app = Fastify({ logger: false });
app.get('/usage', async () => {
  const { user, system } = process.cpuUsage();
  return { bytes: process.memoryUsage().rss, cpuSeconds: (user + system) / 1e6 };
});
if (kind === 'small') small(app);
else same(app, JSON.parse(readFileSync(relianceFile, 'utf8')) as Reliances);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`{"url":"${url}"}\n`);

const steps = {
  begin: client.prepare('begin immediate'),
  commit: client.prepare('commit'),
  savepoint: client.prepare('savepoint one'),
  release: client.prepare('release one'),
  rollback: client.prepare('rollback to one'),
};
const waiting: (() => () => void)[] = [];

function commitWaiting(): void {
  steps.begin.run();
  const answers = waiting.splice(0).map((attempt) => attempt());
  steps.commit.run();
  for (const answer of answers) answer();
}

// A write in a transaction of its own; for `shared` in one with those that wait when this turn of the event loop ends, a savepoint each.
function committed<Given extends unknown[], Result>(
  work: (...given: Given) => Result,
): (...given: Given) => Result | Promise<Result> {
  if (kind !== 'shared') return client.transaction(work) as unknown as (...given: Given) => Result;
  return (...given) =>
    new Promise<Result>((resolve, reject) => {
      const count = waiting.push(() => {
        steps.savepoint.run();
        try {
          const result = work(...given);
          steps.release.run();
          return () => resolve(result);
        } catch (error) {
          steps.rollback.run();
          return () => reject(error);
        }
      });
      if (count === 1) setImmediate(commitWaiting);
    });
}

// No hash: as many characters as one.
function noHash(): string {
  return randomBytes(32).toString('hex');
}

function inserter(table: string, columns: readonly string[]): Sqlite.Statement<[Row]> {
  const names = columns.map((column) => `"${column}"`).join();
  const places = columns.map((column) => `@${column}`).join();
  return client.prepare(`insert into ${table} (${names}) values (${places})`);
}

function columnsOf(table: string): string[] {
  return client.prepare(`select name from pragma_table_info('${table}')`).pluck().all() as string[];
}

function small(to: FastifyInstance): void {
  client.exec(`
    create table small_orders (id text primary key, facility_id text not null, status text not null, revision integer not null,
      created_at text not null, document text not null);
    create index small_orders_facility on small_orders (facility_id, created_at);
    create table small_events (order_id text not null, sequence integer not null, document text not null, primary key (order_id, sequence));
    insert into small_orders select id, facility_id, status, revision, created_at, json_object('id', id, 'number', number, 'equipmentId', equipment_id,
      'platformId', platform_id, 'facilityId', facility_id, 'activity', activity, 'level', level, 'priority', json(priority),
      'discrepancy', json(discrepancy), 'codes', json(codes), 'status', status, 'createdAt', created_at, 'revision', revision) from work_orders;
    insert into small_events select work_order_id, sequence, canonical from events;`);
  const insertOrder = inserter('small_orders', ['id', 'facility_id', 'status', 'revision', 'created_at', 'document']);
  const insertEvent = inserter('small_events', ['order_id', 'sequence', 'document']);
  const find = client.prepare('select * from small_orders where id = ?');
  const update = client.prepare('update small_orders set status = ?, revision = ?, document = ? where id = ?');
  const list = client
    .prepare('select document from small_orders where facility_id = ? order by created_at desc limit 50')
    .pluck();
  const create = client.transaction((body: Row) => {
    const id = randomUUID();
    const createdAt = new Date().toISOString();
    const order = { ...body, id, status: 'draft', revision: 1, createdAt };
    const document = JSON.stringify(order);
    insertOrder.run({
      id,
      facility_id: body.facilityId,
      status: 'draft',
      revision: 1,
      created_at: createdAt,
      document,
    });
    insertEvent.run({ order_id: id, sequence: 1, document });
    return order;
  });
  const move = client.transaction((id: string, body: Row) => {
    const row = find.get(id) as { revision: number; document: string };
    const revision = row.revision + 1;
    const order = { ...JSON.parse(row.document), status: body.action, revision };
    insertEvent.run({ order_id: id, sequence: revision, document: JSON.stringify({ ...body, at: new Date() }) });
    update.run(body.action, revision, JSON.stringify(order), id);
    return order;
  });
  to.post('/v1/work-orders', async (request, reply) => reply.code(201).send(create(request.body as Row)));
  to.post('/v1/work-orders/:id/transitions', async (request) =>
    move((request.params as { id: string }).id, request.body as Row),
  );
  to.get('/v1/work-orders/:id', async (request, reply) =>
    reply
      .type('application/json')
      .send((find.get((request.params as { id: string }).id) as { document: string }).document),
  );
  to.get('/v1/work-orders', async (request) => ({
    items: list.all((request.query as { facilityId: string }).facilityId).map((one) => JSON.parse(one as string)),
    next: null,
  }));
}

// What each step of the walk sets of an order.
const MOVES: Record<string, (body: Row, at: string) => Row> = {
  submit: (_, at) => ({ status: 'submitted', submitted_by: 'somebody', submitted_at: at }),
  authorize: (body) => ({
    status: 'authorized',
    authorization_id: body.authorizationId,
    estimated_cost: JSON.stringify(body.estimatedCost),
  }),
  induct: (body, at) => ({
    status: 'inducted',
    inducted_at: at,
    stood_at: 'inducted',
    condition_code: 'F',
    custody: JSON.stringify([body.custody]),
  }),
  hold: (body) => ({ status: 'on_hold', hold_cause: body.cause }),
  resume: () => ({ status: 'inducted', hold_cause: null }),
  cancel: (body, at) => ({ status: 'cancelled', ended_at: at, custody: JSON.stringify([body.custody, body.custody]) }),
};
const EVENTS: Record<string, string> = {
  submit: 'submitted',
  authorize: 'authorized',
  induct: 'inducted',
  hold: 'held',
  resume: 'resumed',
  cancel: 'cancelled',
};
const JSON_COLUMNS = [
  'priority',
  'discrepancy',
  'codes',
  'custody',
  'estimated_cost',
  'actual_cost',
  'local_transport_days',
];

function same(to: FastifyInstance, reliances: Reliances): void {
  const insertOrder = inserter('work_orders', columnsOf('work_orders'));
  const insertEvent = inserter('events', columnsOf('events'));
  const insertReliance = inserter('reliances', columnsOf('reliances'));
  const insertSegment = inserter('segments', columnsOf('segments'));
  const insertVersion = inserter('register_events', columnsOf('register_events'));
  const orderColumns = columnsOf('work_orders');
  const camel = new Map(orderColumns.map((name) => [name, name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase())]));
  const find = client.prepare('select * from work_orders where id = ?');
  const list = client.prepare('select * from work_orders where facility_id = ? order by created_at desc limit 51');
  const segmentsOf = client.prepare('select * from segments where work_order_id = ? order by n');
  const targetsOf = client.prepare('select * from targets where work_order_id = ? order by n');
  const subordersOf = client.prepare(
    'select id, number, facility_id, status, stops_parent from work_orders where parent_id = ?',
  );
  const countsOf = client.prepare(`select
    (select count(*) from operations where work_order_id = @id) as operations,
    (select count(*) from operations where work_order_id = @id and status = 'open') as operationsOpen,
    (select count(*) from part_demands where work_order_id = @id and status not in ('received', 'cancelled')) as partDemandsOpen,
    (select count(*) from inspections where work_order_id = @id) as inspections,
    (select count(*) from nonconformances where work_order_id = @id and status = 'open') as nonconformancesOpen,
    (select count(*) from signatures where work_order_id = @id) as signatures`);
  const count = client
    .prepare(
      `insert into number_counters (facility_id, day, last) values (?, ?, 1) on conflict (facility_id, day) do update set last = last + 1 returning last`,
    )
    .pluck();
  const endSegment = client.prepare('update segments set "to" = ? where work_order_id = ? and n = ?');
  const moveItem = client.prepare(
    'update equipment set location = ?, location_facility_id = ?, revision = revision + 1 where id = ? returning *',
  );
  const lastVersion = client.prepare('select sha256 from register_events where record_id = ? and sequence = ?').pluck();
  const updates = new Map<string, Sqlite.Statement>();
  const update = (set: Row, id: string) => {
    const names = Object.keys(set);
    const key = names.join();
    const statement =
      updates.get(key) ??
      client.prepare(`update work_orders set ${names.map((name) => `"${name}" = @${name}`).join()} where id = @id`);
    updates.set(key, statement);
    statement.run({ ...set, id });
  };
  const shown = (row: Row): Row => {
    const order: Row = {};
    for (const [name, value] of Object.entries(row))
      order[camel.get(name) ?? name] =
        JSON_COLUMNS.includes(name) && value !== null ? JSON.parse(value as string) : value;
    return order;
  };
  const event = (row: Row, sequence: number, type: string, at: string, to: string, body: Row, sha256 = noHash()) => {
    const canonical = JSON.stringify({
      ...body,
      type,
      sequence,
      at,
      actorId: row.created_by,
      changes: [{ id: row.id, to }],
    });
    insertEvent.run({
      work_order_id: row.id,
      sequence,
      type,
      occurred_at: at,
      recorded_at: at,
      actor_id: row.created_by,
      from_status: sequence === 1 ? null : row.status,
      to_status: to,
      canonical,
      previous_sha256: row.head_sha256,
      sha256,
    });
    return sha256;
  };
  const create = committed((body: Row) => {
    const at = new Date().toISOString();
    const id = randomUUID();
    const serial = String(count.get(body.facilityId, '26331')).padStart(4, '0');
    const row: Row = {
      ...Object.fromEntries(orderColumns.map((name) => [name, null])),
      id,
      created_at: at,
      revision: 1,
      number: `${String(body.facilityId).slice(-3)}-26331-${serial}`,
      equipment_id: body.equipmentId,
      platform_id: platformOf.get(body.equipmentId),
      facility_id: body.facilityId,
      activity: body.activity,
      level: body.level,
      priority: JSON.stringify(body.priority),
      designator: 5,
      discrepancy: JSON.stringify(body.discrepancy),
      codes: '{}',
      stops_parent: 0,
      root_id: id,
      family_id: id,
      status: 'draft',
      status_since: at,
      held_by_program: 0,
      custody: '[]',
      historical: 0,
      created_by: 'somebody',
      head_sha256: noHash(),
      last_recorded_at: at,
      search_text: JSON.stringify(body.discrepancy),
    };
    insertOrder.run(row);
    event({ ...row, head_sha256: null }, 1, 'drafted', at, 'draft', body, String(row.head_sha256));
    return shown(row);
  });
  const platformOf = client.prepare('select platform_id from equipment where id = ?').pluck();
  const segment = (id: unknown, n: number, at: string) => {
    if (n > 1) endSegment.run(at, id, n - 1);
    insertSegment.run({
      id: randomUUID(),
      work_order_id: id,
      n,
      from: at,
      to: null,
      category: 'capacity',
      responsible: 'facility',
      acknowledgement: null,
    });
  };
  const move = committed((id: string, body: Row) => {
    const row = find.get(id) as Row;
    const action = String(body.action);
    const at = new Date().toISOString();
    const set = MOVES[action]?.(body, at) ?? {};
    const sequence = Number(row.revision) + 1;
    const sha256 = event(row, sequence, EVENTS[action] ?? '', at, String(set.status), body);
    if (action === 'induct') segment(id, 1, at);
    if (action === 'hold') segment(id, 2, at);
    if (action === 'resume') segment(id, 3, at);
    if (action === 'cancel') endSegment.run(at, id, 3);
    const all = { ...set, status_since: at, revision: sequence, head_sha256: sha256, last_recorded_at: at };
    update(all, id);
    for (const { guard, record, recordId, recordRevision } of reliances[action] ?? [])
      insertReliance.run({
        work_order_id: id,
        sequence,
        guard,
        record,
        record_id: recordId,
        record_revision: recordRevision,
      });
    if (action === 'induct' || action === 'cancel') {
      const inducted = action === 'induct';
      const item = moveItem.get(
        inducted ? 'facility' : 'unit',
        inducted ? row.facility_id : null,
        row.equipment_id,
      ) as Row;
      insertVersion.run({
        noun: 'equipment',
        record_id: item.id,
        sequence: item.revision,
        recorded_at: at,
        actor_id: row.created_by,
        canonical: JSON.stringify(item),
        previous_sha256: lastVersion.get(item.id, Number(item.revision) - 1),
        sha256: noHash(),
      });
    }
    return shown({ ...row, ...all });
  });
  to.post('/v1/work-orders', async (request, reply) => reply.code(201).send(await create(request.body as Row)));
  to.post('/v1/work-orders/:id/transitions', async (request) =>
    move((request.params as { id: string }).id, request.body as Row),
  );
  to.get('/v1/work-orders/:id', async (request) => {
    const { id } = request.params as { id: string };
    return {
      ...shown(find.get(id) as Row),
      targets: targetsOf.all(id),
      segments: segmentsOf.all(id),
      counts: countsOf.get({ id }),
      subOrders: subordersOf.all(id),
    };
  });
  to.get('/v1/work-orders', async (request) => {
    const rows = list.all((request.query as { facilityId: string }).facilityId) as Row[];
    return { items: rows.slice(0, 50).map(shown), next: rows.length > 50 ? 'more' : null };
  });
}
