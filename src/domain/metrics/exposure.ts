// Exposure: what stands in the way of an order's next act by the registers alone, today or from a day that is already known.

import { ask, type Evidence, type Facts, type Finding, type GuardName } from '../orders/guards.ts';
import { type Action, type ActionName, destination, guardsOf, wayForward } from '../orders/lifecycle.ts';
import type { WorkOrder } from '../orders/work-order.ts';
import type { Holder } from '../registers/person.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate, type Message, startOfDateInTokyo } from '../values.ts';
import type { Operation } from '../workshop/operation.ts';

/**
 * The guards that hold or fail by registers and dates. The others wait for work to be done, or are judged on what the act says. Of the
 * signatures those count that the registers cast doubt on: one that a change of the work superseded is not their doing.
 * The ceiling is among these: only authorize and reauthorize ask it, of an authorization and an estimate that the request names, and no
 * act after them asks it again. A ceiling lowered below what is used stops no order; it shows on the authorization as used and ceiling.
 */
export const FORESEEN_GUARDS = [
  'facility_capable',
  'facility_qualified',
  'authorization_covers',
  'foreign_yard_rule',
  'bay_available',
  'technical_data_current',
  'instruments_calibrated',
  'inspector_qualified',
  'acceptor_designated',
  'signatures_in_force',
] as const satisfies readonly GuardName[];
export type ForeseenGuard = (typeof FORESEEN_GUARDS)[number];

/** Logging an operation as done is a guarded act too, and the one that in_work waits for. */
export const COMPLETE_OPERATION = 'complete_operation';
type ActNameAhead = ActionName | typeof COMPLETE_OPERATION;
const COMPLETION: readonly ForeseenGuard[] = ['facility_qualified', 'authorization_covers', 'technical_data_current'];

/** The next act of an order that a register could stop. */
export interface ActAhead {
  action: ActNameAhead;
  guards: readonly ForeseenGuard[];
  /** The operations to be logged as done; none: the act is about the order. */
  operations: readonly Operation[];
}

/**
 * The next act on the main way forward that depends on registers: an act that does not is passed over for the one after it, so that a
 * certificate lost while the work is being presented shows too. Null once the order is released or has ended.
 */
export function actAhead(
  order: Pick<WorkOrder, 'status' | 'stoodAt'>,
  operations: readonly Operation[],
): ActAhead | null {
  const open = operations.filter((o) => o.status === 'open');
  let stands = order;
  for (;;) {
    if (stands.status === 'in_work' && open.length > 0)
      return { action: COMPLETE_OPERATION, guards: COMPLETION, operations: open };
    const action = wayForward(stands.status);
    const to = action && destination(action, stands);
    if (action === null || to === null) return null;
    const asked: Action['guards'] = guardsOf(action, stands);
    const guards = FORESEEN_GUARDS.filter((guard) => asked.includes(guard));
    if (guards.length > 0) return { action, guards, operations: [] };
    stands = { status: to, stoodAt: null };
  }
}

export interface Exposure {
  action: ActNameAhead;
  /** The operation that can't be logged as done; null: the act is about the order. */
  operationId: string | null;
  guard: ForeseenGuard;
  /** Whether it blocks today. */
  blocks: boolean;
  /** The first day on which it blocks: since when, or from when. */
  on: IsoDate;
  /** The day from which it does not, as far as is known. */
  until: IsoDate | null;
  message: Message;
  evidence: Evidence[];
}

/**
 * What blocks the next act of an order on the day of the facts, or will by `horizon` (that day included), by what the registers say
 * today; per guard the first day. The guards are those of the act itself, judged on the days after which a record involved changes.
 * Bays are judged empty of other families: that all are taken waits for work to be done, that all are closed does not. `signers`: those who could accept or
 * release; the act is blocked when none of them could. Source: lifecycle.md, Exposure and rule 7.
 */
export function exposuresOf(facts: Facts, signers: readonly Holder[], horizon: IsoDate): Exposure[] {
  const { order, operations } = facts.file;
  const ahead = actAhead(order, operations);
  if (!ahead) return [];
  const exposures: Exposure[] = [];
  for (const guard of ahead.guards) {
    const judge = (on: IsoDate) => judged(guard, ahead, factsOn(facts, on), signers);
    const days = [...changesOf(guard, facts, signers)].sort();
    const blocked = firstBlocked(judge, days, facts.on, horizon, dateInTokyo(order.createdAt));
    if (!blocked) continue;
    const { on, finding } = blocked;
    const after = on > facts.on ? on : facts.on;
    exposures.push({
      action: ahead.action,
      operationId: finding.operationId,
      guard,
      blocks: on <= facts.on,
      on,
      until: days.find((day) => day > after && judge(day).holds !== false) ?? null,
      message: finding.message,
      evidence: finding.evidence,
    });
  }
  return exposures;
}

type Judged = Omit<Finding, 'guard'> & { operationId: string | null };

// Between two days on which nothing changes an answer stays what it is.
function firstBlocked(
  judge: (on: IsoDate) => Judged,
  days: readonly IsoDate[],
  today: IsoDate,
  horizon: IsoDate,
  earliest: IsoDate,
): { on: IsoDate; finding: Judged } | null {
  const now = judge(today);
  if (now.holds === false) {
    let since = today;
    for (const day of days.filter((d) => d <= today).reverse()) {
      if (judge(day).holds !== false) return { on: since > earliest ? since : earliest, finding: now };
      since = day;
    }
    return { on: earliest, finding: now };
  }
  for (const day of days) {
    if (day <= today || day > horizon) continue;
    const finding = judge(day);
    if (finding.holds === false) return { on: day, finding };
  }
  return null;
}

/** Guards about who could sign: what they say of nobody in particular names no record. */
export function isOfSigners(guard: ForeseenGuard): boolean {
  return guard === 'inspector_qualified' || guard === 'acceptor_designated';
}

function judged(guard: ForeseenGuard, ahead: ActAhead, facts: Facts, signers: readonly Holder[]): Judged {
  if (isOfSigners(guard)) return judgedOf(guard, facts, signers);
  if (guard === 'signatures_in_force') return judgedSignatures(ahead, facts);
  let last: Judged | null = null;
  for (const operation of ahead.operations.length > 0 ? ahead.operations : [null]) {
    const [finding] = ask([guard], { ...facts, operation }) as [Finding];
    last = { ...finding, operationId: operation?.id ?? null };
    if (last.holds === false) return last;
  }
  return last as Judged;
}

// As the act will find the order, and of what had been signed by that day.
function judgedSignatures({ action }: ActAhead, facts: Facts): Judged {
  const order = {
    ...facts.file.order,
    status: action === 'release' ? 'awaiting_acceptance' : 'in_inspection',
  } as const;
  const signatures = facts.file.signatures.filter(
    (s) => s.supersededAt === null && dateInTokyo(s.signedAt) <= facts.on,
  );
  const [finding] = ask(['signatures_in_force'], { ...facts, file: { ...facts.file, order, signatures } }) as [Finding];
  return { ...finding, operationId: null };
}

// Nobody in particular signs yet: it is blocked when nobody could.
function judgedOf(guard: ForeseenGuard, facts: Facts, signers: readonly Holder[]): Judged {
  const evidence: Evidence[] = [];
  for (const { person, qualifications } of signers) {
    const [finding] = ask([guard], { ...facts, caller: person, callerQualifications: [...qualifications] }) as [
      Finding,
    ];
    if (finding.holds !== false) return { ...finding, operationId: null };
    evidence.push(...finding.evidence);
  }
  const { code } = facts.facility;
  const what =
    guard === 'acceptor_designated'
      ? { en: 'could release it as GQAR', ja: 'GQARとして引き渡せる' }
      : { en: 'could accept it as CDI or QAR', ja: 'CDIまたはQARとして合格にできる' };
  return {
    holds: false,
    message: {
      en: `Nobody at ${code} ${what.en} on ${facts.on}.`,
      ja: `${facts.on}に${what.ja}者が${code}にいません。`,
    },
    // What someone holds says more than that they hold nothing.
    evidence: [...evidence.filter((e) => e.record !== 'person'), ...evidence.filter((e) => e.record === 'person')],
    operationId: null,
  };
}

function factsOn(facts: Facts, on: IsoDate): Facts {
  const at: Instant = on === facts.on ? facts.at : startOfDateInTokyo(on);
  const { rootId } = facts.file.order;
  return { ...facts, on, at, now: at, facilityStays: facts.facilityStays.filter((s) => s.rootId === rootId) };
}

type Dated = { validFrom: IsoDate; validTo: IsoDate | null; statusChanges?: readonly { on: IsoDate }[] };

function daysOf(records: readonly Dated[]): IsoDate[] {
  return records.flatMap(({ validFrom, validTo, statusChanges = [] }) => [
    validFrom,
    ...(validTo === null ? [] : [addDays(validTo, 1)]),
    ...statusChanges.map((change) => change.on),
  ]);
}

// The days from which an answer may be another one.
function changesOf(guard: ForeseenGuard, facts: Facts, signers: readonly Holder[]): Set<IsoDate> {
  switch (guard) {
    case 'facility_capable':
      return new Set(daysOf(facts.capabilities.filter((c) => c.platformId === facts.file.order.platformId)));
    case 'facility_qualified':
      return new Set(daysOf([...facts.certifications, ...facts.equivalences]));
    case 'authorization_covers':
      return new Set(facts.authorization ? daysOf([facts.authorization]) : []);
    case 'bay_available':
      return new Set(facts.closures.flatMap((c) => [c.from, addDays(c.to, 1)]));
    case 'technical_data_current':
      return new Set(facts.technicalData.map((d) => d.effectiveFrom));
    case 'signatures_in_force':
      return new Set(facts.file.signatures.map((s) => dateInTokyo(s.signedAt)));
    case 'inspector_qualified':
    case 'acceptor_designated':
      return new Set([
        ...daysOf([...facts.equivalences, ...signers.flatMap((s) => s.qualifications)]),
        ...signers.flatMap(({ person }) => (person.endedOn === null ? [] : [addDays(person.endedOn, 1)])),
      ]);
    default:
      return new Set();
  }
}
