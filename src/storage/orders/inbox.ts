// What waits, read from the open orders of a scope: each kind of thing by one prepared query.
import {
  and,
  eq,
  exists,
  gte,
  inArray,
  isNotNull,
  isNull,
  ne,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { OrderKind } from '../../domain/orders/inbox.ts';
import { FINISHED, RUNNING, type Status } from '../../domain/orders/status.ts';
import type { Instant, Text } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { type Executable, equals, given, rowsUnder } from '../engine/conditions.ts';
import type { Tables } from '../tables.ts';
import { inScope, type Scope } from './work-order-lists.ts';

/** One thing that waits. */
export interface Waiting {
  workOrderId: string;
  number: string;
  status: Status;
  designator: number;
  since: Instant;
  /** The part it is about; null: the order itself. */
  partId: string | null;
  /** What the part is called. */
  about: Text | null;
  /** The number of a segment. */
  n: number | null;
}

/** One reading of a kind of thing: `build` gets the condition of the scope. */
type Reading = (db: NodePgDatabase, tables: Tables, scope: SQL) => { prepare(key: string): Executable<Waiting> };

/** Reads what waits of one kind. `name`: which reading of that kind, for those that have one for each side. */
export async function waitingFor(tx: Tx, name: ReadingName, scope: Scope): Promise<Waiting[]> {
  const { historical } = tx.tables.workOrders;
  // What was imported goes on elsewhere, and waits for nobody here.
  const conditions = [inScope(tx, scope), equals(historical, false, { unindexed: true })];
  return await rowsUnder(tx, `inbox:${name}`, conditions, {}, readings[name]);
}

const none = {
  partId: sql<string | null>`null`,
  about: sql<Text | null>`null`,
  n: sql<number | null>`null`,
};

function orderFields(t: Tables['workOrders']) {
  return { workOrderId: t.id, number: t.number, status: t.status, designator: t.designator };
}

// Orders themselves, by status.
function orders(statuses: readonly Status[], more?: (db: NodePgDatabase, tables: Tables) => SQL | undefined): Reading {
  return (db, tables, scope) => {
    const { workOrders: t } = tables;
    return db
      .select({ ...orderFields(t), since: t.statusSince, ...none })
      .from(t)
      .where(and(inArray(t.status, [...statuses]), scope, more?.(db, tables)));
  };
}

const isRunning = ({ workOrders: t }: Tables) => inArray(t.status, [...RUNNING]);

// The parts of open orders are reached from the orders, which are few: CROSS JOIN keeps SQLite from turning that round.
const operations = (
  since: 'createdAt' | 'performedAt',
  which: (db: NodePgDatabase, tables: Tables) => SQL | undefined,
): Reading => {
  return (db, tables, scope) => {
    const { workOrders: t, operations: o } = tables;
    return db
      .select({
        ...orderFields(t),
        since: given(o[since]),
        partId: o.id,
        about: o.title,
        n: none.n,
      })
      .from(t)
      .crossJoin(o)
      .where(and(isRunning(tables), scope, eq(o.workOrderId, t.id), which(db, tables)));
  };
};

const nonconformances = (
  since: 'raisedAt' | 'dispositionedAt',
  which: (db: NodePgDatabase, tables: Tables) => SQL | undefined,
): Reading => {
  return (db, tables, scope) => {
    const { workOrders: t, nonconformances: c } = tables;
    return db
      .select({
        ...orderFields(t),
        since: given(c[since]),
        partId: c.id,
        about: c.description,
        n: none.n,
      })
      .from(t)
      .crossJoin(c)
      .where(and(isRunning(tables), scope, eq(c.workOrderId, t.id), which(db, tables)));
  };
};

// Where an inspection of a plant or of the government can be signed now: as usecases/workshop/inspections.ts says.
function isDue(
  { workOrders: t, inspections: i }: Tables,
  side: 'plant' | 'government',
  again: boolean,
): SQL | undefined {
  const ofThisTurn = (status: Status, since: 'presentedAt' | 'acceptedAt') =>
    and(eq(t.status, status), gte(i.createdAt, t[since]));
  if (side === 'government') return and(eq(i.kind, 'acceptance'), ofThisTurn('awaiting_acceptance', 'acceptedAt'));
  return or(
    and(eq(i.kind, 'receiving'), again ? undefined : isNull(t.startedAt)),
    eq(i.kind, 'in_process'),
    and(eq(i.kind, 'final'), ofThisTurn('in_inspection', 'presentedAt')),
  );
}

const unsigned = (side: 'plant' | 'government'): Reading => {
  return (db, tables, scope) => {
    const { workOrders: t, inspections: i } = tables;
    return db
      .select({ ...orderFields(t), since: i.createdAt, partId: i.id, about: none.about, n: none.n })
      .from(t)
      .crossJoin(i)
      .where(
        and(isRunning(tables), scope, eq(i.workOrderId, t.id), isNull(i.signedSequence), isDue(tables, side, false)),
      );
  };
};

const superseded = (side: 'plant' | 'government'): Reading => {
  return (db, tables, scope) => {
    const { workOrders: t, inspections: i, signatures: s } = tables;
    return db
      .select({
        ...orderFields(t),
        since: given(s.supersededAt),
        partId: i.id,
        about: none.about,
        n: none.n,
      })
      .from(t)
      .crossJoin(i)
      .innerJoin(s, eq(s.id, i.signatureId))
      .where(
        and(
          isRunning(tables),
          scope,
          eq(i.workOrderId, t.id),
          isNull(i.supersededBy),
          isNotNull(s.supersededAt),
          isDue(tables, side, true),
        ),
      );
  };
};

// The facility's acceptance whose subject changed since: it is recalled and given again.
const acceptance: Reading = (db, tables, scope) => {
  const { workOrders: t, signatures: s } = tables;
  return db
    .select({ ...orderFields(t), since: given(s.supersededAt), ...none })
    .from(t)
    .crossJoin(s)
    .where(
      and(
        eq(t.status, 'awaiting_acceptance'),
        scope,
        eq(s.workOrderId, t.id),
        eq(s.act, 'accept'),
        eq(s.sequence, t.acceptedSequence),
        isNotNull(s.supersededAt),
      ),
    );
};

// Few, in orders open or ended: an index of just those leads to them, and needs the value spelled out.
const segments: Reading = (db, tables, scope) => {
  const { workOrders: t, segments: g } = tables;
  return db
    .select({ ...orderFields(t), since: g.from, partId: g.id, about: none.about, n: g.n })
    .from(g)
    .crossJoin(t)
    .where(and(sql`${g.acknowledgement} = 'unacknowledged'`, eq(t.id, g.workOrderId), scope));
};

const corrections = (side: 'plant' | 'government'): Reading => {
  return (db, tables, scope) => {
    const { workOrders: t, corrections: c } = tables;
    return db
      .select({ ...orderFields(t), since: c.proposedAt, partId: c.id, about: c.reason, n: c.n })
      .from(c)
      .crossJoin(t)
      .where(and(sql`${c.status} = 'proposed'`, eq(c.side, side), eq(t.id, c.workOrderId), scope));
  };
};

const amendments: Reading = (db, tables, scope) => {
  const { workOrders: t, amendments: a } = tables;
  return db
    .select({ ...orderFields(t), since: a.proposedAt, partId: a.id, about: a.reason, n: none.n })
    .from(a)
    .crossJoin(t)
    .where(and(sql`${a.status} = 'proposed'`, eq(t.id, a.workOrderId), scope));
};

// What stopped the order is there: as the guards of `resume` say.
function waitIsOver(
  db: NodePgDatabase,
  { workOrders: t, partDemands: d, nonconformances: c }: Tables,
): SQL | undefined {
  const one = { one: sql`1` };
  const standing = db
    .select(one)
    .from(d)
    .where(and(eq(d.workOrderId, t.id), eq(d.stopsWork, true), notInArray(d.status, ['received', 'cancelled'])));
  const undecided = db
    .select(one)
    .from(c)
    .where(and(eq(c.workOrderId, t.id), eq(c.status, 'open')));
  const children = sql`(select 1 from ${t} as child where child.parent_id = ${t.id} and child.stops_parent = ${sql.param(true, t.stopsParent)} and child.status not in ${[...FINISHED]})`;
  return and(eq(t.heldByProgram, false), notExists(standing), notExists(undecided), sql`not exists ${children}`);
}

function isPassed(db: NodePgDatabase, { operations: o, inspections: i, signatures: s }: Tables): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(i)
      .innerJoin(s, eq(s.id, i.signatureId))
      .where(
        and(
          eq(i.workOrderId, o.workOrderId),
          eq(i.operationId, o.id),
          eq(i.kind, 'in_process'),
          eq(i.decision, 'passed'),
          isNull(i.supersededBy),
          isNull(s.supersededAt),
        ),
      ),
  );
}

const readings = {
  authorize_order: orders(['submitted']),
  lift_hold: orders(['on_hold', 'awaiting_parts', 'awaiting_engineering'], (_, { workOrders: t }) =>
    eq(t.heldByProgram, true),
  ),
  close_order: orders(['released']),
  induct_order: orders(['authorized']),
  start_order: orders(['inducted']),
  resume_order: orders(['awaiting_parts', 'awaiting_engineering'], waitIsOver),
  inspect_order: orders(['in_inspection']),
  release_order: orders(['awaiting_acceptance']),
  approve_operation: operations('createdAt', (_, { operations: o }) =>
    and(eq(o.overAndAbove, true), isNull(o.approvedBy), eq(o.status, 'open')),
  ),
  inspect_hold_point: operations('performedAt', (db, tables) => {
    const { operations: o } = tables;
    return and(
      eq(o.holdPoint, true),
      isNull(o.holdPointWaiver),
      eq(o.status, 'done'),
      sql`not ${isPassed(db, tables)}`,
    );
  }),
  approve_disposition: nonconformances('dispositionedAt', (_, { nonconformances: c }) =>
    and(eq(c.status, 'open'), isNotNull(c.disposition)),
  ),
  disposition_nonconformance: nonconformances('raisedAt', (_, { nonconformances: c }) =>
    and(eq(c.status, 'open'), isNull(c.disposition)),
  ),
  close_nonconformance: nonconformances('dispositionedAt', (db, { nonconformances: c, operations: o }) =>
    and(
      eq(c.status, 'dispositioned'),
      notExists(
        db
          .select({ one: sql`1` })
          .from(o)
          .where(and(eq(o.id, c.operationId), ne(o.status, 'done'))),
      ),
    ),
  ),
  acknowledge_segment: segments,
  sign_amendment: amendments,
  'decide_correction:plant': corrections('plant'),
  'decide_correction:government': corrections('government'),
  'sign_inspection:plant': unsigned('plant'),
  'sign_inspection:government': unsigned('government'),
  'sign_again:plant': superseded('plant'),
  'sign_again:government': superseded('government'),
  'sign_again:acceptance': acceptance,
} satisfies Partial<Record<OrderKind | `${OrderKind}:${string}`, Reading>>;
export type ReadingName = keyof typeof readings;
