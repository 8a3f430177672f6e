// Withheld: evidence outside the caller's scope is taken out of what is answered. What was decided and relied on keeps all of it.
import type { Evidence, Finding } from '../../domain/orders/guards.ts';
import { type Shown, withheldFrom } from '../../domain/orders/withholding.ts';
import { Problem } from '../../domain/problem.ts';
import type { Tx } from '../../storage/database.ts';
import { findPartOwner, findWorkOrder } from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, type Caller, look } from '../act.ts';
import { authorizations } from '../registers/authorizations.ts';
import { baselines } from '../registers/baselines.ts';
import { equipment } from '../registers/equipment.ts';
import { equivalences } from '../registers/equivalences.ts';
import { capabilities, certifications, closures, facilities, instruments } from '../registers/facilities.ts';
import { people, qualifications } from '../registers/people.ts';
import { platforms } from '../registers/platforms.ts';
import { isInSight, type RecordNoun, type Sighted } from '../registers/registers.ts';
import { standards } from '../registers/standards.ts';
import { technicalData } from '../registers/technical-data.ts';
import { suppliers } from '../supply/suppliers.ts';
import { sees } from './access.ts';
import type { PartList } from './parts.ts';

const registers = new Map<string, Sighted<RecordNoun>>(
  [
    platforms,
    equipment,
    facilities,
    certifications,
    capabilities,
    closures,
    instruments,
    equivalences,
    authorizations,
    people,
    qualifications,
    technicalData,
    standards,
    suppliers,
    baselines,
  ].map((register) => [register.noun, register as unknown as Sighted<RecordNoun>]),
);

const lists = new Map<string, PartList>([
  ['operation', 'operations'],
  ['labor', 'labor'],
  ['part_demand', 'partDemands'],
  ['inspection', 'inspections'],
  ['nonconformance', 'nonconformances'],
  ['signature', 'signatures'],
  ['target', 'targets'],
  ['segment', 'segments'],
]);

/** A finding without what the answer says elsewhere: whether it holds. */
type Told = Pick<Finding, 'guard' | 'message' | 'evidence'>;

/** A way to tell findings to a caller: each record is looked up once. */
export function withholding(tx: Tx, caller: Caller) {
  const known = new Map<string, boolean>();
  const look = async (e: Evidence) => {
    const key = `${e.record} ${e.id}`;
    const seen = known.get(key) ?? (await isVisible(tx, caller, e));
    known.set(key, seen);
    return seen;
  };
  return async <F extends Told>(findings: readonly F[], holds: boolean): Promise<Shown<F>[]> => {
    const shown: Shown<F>[] = [];
    for (const finding of findings) {
      const visible = new Set<Evidence>();
      for (const e of finding.evidence) if (await look(e)) visible.add(e);
      shown.push(withheldFrom(finding, holds, (e) => visible.has(e)));
    }
    return shown;
  };
}

/** What stands in the way, as the caller may read it: for every problem that says so, before it is answered. */
export async function shownProblem(act: Act, problem: Problem): Promise<Problem> {
  const { blockedBy } = problem.extra as { blockedBy?: readonly Told[] };
  if (blockedBy === undefined) return problem;
  const shown = await look(act, (tx) => withholding(tx, act.caller)(blockedBy, false));
  return new Problem(problem.code, { ...problem.extra, blockedBy: shown }, problem.hides);
}

/** Whether the caller may see a record that a guard looked at. What is of no known kind is not shown. */
export async function isVisible(
  tx: Tx,
  caller: Caller,
  { record, id }: Pick<Evidence, 'record' | 'id'>,
): Promise<boolean> {
  const register = registers.get(record);
  if (register) {
    const row = await findRecord(tx, register.noun, id);
    return row !== null && (await isInSight(tx, caller, register, row));
  }
  const list = lists.get(record);
  const orderId = record === 'work_order' ? id : list && (await findPartOwner(tx, list, id));
  const order = orderId ? await findWorkOrder(tx, orderId) : null;
  return order !== null && sees(caller, order);
}
