// Transitions: the one door through which the status of an order changes, and the offers that explain it.

import type { Language } from '../../domain/evidence/signature.ts';
import { DEFICIENT_CODE } from '../../domain/orders/codes.ts';
import type { Change } from '../../domain/orders/event.ts';
import type { Facts, Finding } from '../../domain/orders/guards.ts';
import { aheadFaults, lastFixed, lateFaults } from '../../domain/orders/late.ts';
import {
  ACTIONS,
  type ActionName,
  destination,
  lifecycle,
  mayDo,
  type Offer,
  offer,
  offers,
  rolesFor,
} from '../../domain/orders/lifecycle.ts';
import { isFinished, isRunning, type Status } from '../../domain/orders/status.ts';
import { effectsOf, givenBy, type TransitionInput } from '../../domain/orders/transition.ts';
import type { Shown } from '../../domain/orders/withholding.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { hasOpenReport, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem } from '../../domain/problem.ts';
import { dateInTokyo, type Fault, type Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { lastOccurrence } from '../../storage/orders/events.ts';
import { findWorkOrderFile, type LoadedFile, subordersOf } from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, change, isRepeat, look, type Outcome, requireRevision, requireRole } from '../act.ts';
import { certificateFor, issueCertificate } from '../evidence/certificates.ts';
import { bindSignature, provePin, requireProof, type Signing, signingContent } from '../evidence/signatures.ts';
import { seesAuthorization } from '../registers/authorizations.ts';
import { actOn, getWorkOrder, getWorkOrderFile, rolesOn } from './access.ts';
import { moveItem } from './custody.ts';
import { loadFacts } from './facts.ts';
import { nowFor, record } from './record.ts';
import { withholding } from './withheld.ts';
import { type WorkOrderView, workOrderView } from './work-orders.ts';

export interface Offers {
  status: Status;
  revision: number;
  transitions: ShownOffer[];
}

/** An offer without what the caller may not see of its evidence. */
type ShownOffer = Omit<Offer, 'blockedBy' | 'satisfied' | 'depends'> &
  Record<'blockedBy' | 'satisfied' | 'depends', Shown<Offer['blockedBy'][number]>[]>;

/**
 * What can be done with an order now, or could have been at `occurredAt`, or with another authorization: every action,
 * and for each everything that blocks it. An instant to come is judged by what the registers say today of that day, with custody and
 * bays as they are now. Raises resource.not_found, request.invalid.
 */
export async function askTransitions(
  act: Act,
  workOrderId: string,
  ahead: { occurredAt?: Instant | undefined; authorizationId?: string | undefined },
): Promise<Offers> {
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const now = nowFor(act.clock(), loaded);
    const { order } = loaded.file;
    if (ahead.occurredAt !== undefined)
      requireInstant(
        ahead.occurredAt > now
          ? aheadFaults(ahead.occurredAt, now)
          : await faultsOfInstant(tx, loaded, ahead.occurredAt, 'long ago', now),
      );
    const facts = await loadFacts(tx, act, now, loaded, {
      at: ahead.occurredAt ?? now,
      authorizationId: await authorizationFor(tx, act, ahead.authorizationId),
      chain: order.status === 'awaiting_acceptance',
      given: { asked: !['draft', 'submitted'].includes(order.status) || ahead.authorizationId !== undefined },
    });
    const shown = withholding(tx, act.caller);
    const transitions: ShownOffer[] = [];
    for (const { blockedBy, satisfied, depends, ...offered } of offers(facts))
      transitions.push({
        ...offered,
        blockedBy: await shown(blockedBy, false),
        satisfied: await shown(satisfied, true),
        depends: await shown(depends, false),
      });
    return { status: order.status, revision: order.revision, transitions };
  });
}

/**
 * Performs an action on an order. Raises, in this order: resource.not_found, access.role_denied, request.precondition_required or
 * revision.stale, transition.not_offered, signature.not_authenticated or signature.throttled, transition.blocked with every
 * guard that fails, signature.content_changed; and request.invalid for what only the order's state shows to be wrong.
 */
export async function transition(
  act: Act,
  workOrderId: string,
  input: TransitionInput,
): Promise<Outcome<WorkOrderView>> {
  const proof = await proofBefore(act, workOrderId, input);
  return await change(act, async (tx, clock) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const now = nowFor(clock, loaded);
    const { order } = loaded.file;
    const to = requireAct(act, order, input.action);
    if ('signature' in input) requireProof(proof);
    const { facts, judged } = await judge(tx, act, now, loaded, input, to);
    requireAllowed(judged);
    const sequence = order.revision + 1;
    const changes = [...effectsOf(input, to, facts, sequence, act.newId)];
    if (proof && 'signature' in input)
      changes.push(
        bindSignature(
          signingOf(input, facts, judged, input.signature.language),
          input.signature,
          proof,
          sequence,
          act.newId,
        ),
      );
    const { action, ...said } = input;
    const data: Record<string, unknown> = { action, ...said };
    const freed =
      action === 'cancel' || action === 'condemn' ? facts.suborders.filter((s) => !isFinished(s.status)) : [];
    if (freed.length > 0) data.freed = freed.map(({ id, number, stopsParent }) => ({ id, number, stopsParent }));
    // The pin proves who signs; it is never kept.
    if ('signature' in input)
      data.signature = { contentSha256: input.signature.contentSha256, language: input.signature.language };
    const issued = action === 'release' || action === 'condemn' ? certificateFor(act, { ...order, status: to }) : {};
    Object.assign(data, issued);
    const recorded = await record(tx, act, now, loaded, {
      type: lifecycle[action].event,
      occurredAt: facts.at,
      data,
      changes,
      findings: judged.satisfied.map((f) => ({ ...f, holds: true })),
    });
    await moveItem(tx, act, now, { order: recorded.file.order, before: order, input, item: facts.equipment });
    if (freed.length > 0) await freeSuborders(tx, act, now, order.id);
    if (issued.certificateId !== undefined) await issueCertificate(tx, act, recorded, issued.certificateId);
    return await workOrderView(tx, act, recorded.file);
  });
}

// What is asked before the transaction: whether a repeat may still be answered, and the pin, which takes too long inside.
async function proofBefore(act: Act, workOrderId: string, input: TransitionInput) {
  if (!('signature' in input) && act.idempotency === undefined) return null;
  const isNew = await look(act, async (tx) => {
    const order = await getWorkOrder(tx, act.caller, workOrderId);
    requireEverMayDo(act, order, input.action);
    if (await isRepeat(tx, act)) return false;
    // A pin is not tried for an act that is refused whatever the pin.
    if ('signature' in input) requireAct(act, order, input.action);
    return true;
  });
  return 'signature' in input && isNew ? await provePin(act, input.signature) : null;
}

/** The content that the signature of an act binds, as it would be signed now. Raises as `transition` does, but for the pin. */
export async function transitionSigningContent(
  act: Act,
  workOrderId: string,
  input: TransitionInput,
  language: Language,
): Promise<ReturnType<typeof signingContent>> {
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const now = nowFor(act.clock(), loaded);
    const { order } = loaded.file;
    requireMayDo(act, order, input.action);
    const to = requireOffered(order, input.action);
    const { facts, judged } = await judge(tx, act, now, loaded, input, to);
    requireAllowed(judged);
    return signingContent(signingOf(input, facts, judged, language));
  });
}

function signingOf(input: TransitionInput, facts: Facts, judged: Offer, language: Language): Signing {
  const { signature: _, ...body } = input as TransitionInput & { signature?: unknown };
  const signs = lifecycle[input.action].signs;
  if (!signs) throw new Error(`${input.action} is not signed`);
  const findings: Finding[] = judged.satisfied.map((f) => ({ ...f, holds: true }));
  return { act: signs, inspection: null, decision: null, body, language, facts, findings };
}

async function judge(tx: Tx, act: Act, now: Instant, loaded: LoadedFile, input: TransitionInput, to: Status) {
  const faults: Fault[] = [];
  const occurredAt = 'occurredAt' in input ? input.occurredAt : undefined;
  if (occurredAt !== undefined) {
    if (!rolesOn(act.caller, loaded.file.order).includes('depot_staff'))
      faults.push(
        fault(
          '/occurredAt',
          'occurred_at.depot_staff_only',
          'Only depot staff log acts late.',
          '後日の記録は整備員のみ行えます。',
        ),
      );
    const reason = 'lateReason' in input ? input.lateReason : undefined;
    faults.push(...(await faultsOfInstant(tx, loaded, occurredAt, reason, now)));
  }
  faults.push(...bodyFaults(loaded.file, input, dateInTokyo(now)));
  const named = input.action === 'authorize' || input.action === 'reauthorize' ? input.authorizationId : undefined;
  requireInstant(faults);
  const facts = await loadFacts(tx, act, now, loaded, {
    at: occurredAt ?? now,
    given: givenBy(input),
    guards: lifecycle[input.action].guards,
    authorizationId: await authorizationFor(tx, act, named),
    chain: input.action === 'release',
  });
  return { facts, judged: offer(input.action, to, facts) };
}

// A reauthorization leaves the status as it is, and is a transition all the same: what it permits, it permits from then on.
async function faultsOfInstant(
  tx: Tx,
  { file }: LoadedFile,
  occurredAt: Instant,
  reason: Parameters<typeof lateFaults>[2],
  now: Instant,
): Promise<Fault[]> {
  const reauthorizedAt = await lastOccurrence(tx, file.order.id, 'reauthorized');
  const since = [lastFixed(file), reauthorizedAt ?? ''].sort().at(-1);
  return lateFaults(file, occurredAt, reason, now, since);
}

// An authorization outside the caller's sight is as good as none.
async function authorizationFor(tx: Tx, act: Act, named: string | undefined): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const authorization = await findRecord(tx, 'authorization', named);
  if (authorization && (await seesAuthorization(tx, act.caller, authorization))) return named;
  throw new Problem('request.invalid', {
    errors: [
      fault(
        '/authorizationId',
        'reference.unknown',
        'There is no such authorization.',
        '該当する輸出許可等がありません。',
      ),
    ],
  });
}

// Who asks for a repeat may do the act still; what the order's present status says of them is asked of a new act only.
function requireEverMayDo(act: Act, order: WorkOrder, action: ActionName): void {
  const { personId } = act.caller;
  const isAuthor = personId === order.createdBy || personId === order.submittedBy;
  if (lifecycle[action].authorFrom && isAuthor) return;
  requireRole(actOn(act, order), ...lifecycle[action].by);
}

/** Role, revision and offer, in that order: where the act leads. */
function requireAct(act: Act, order: WorkOrder, action: ActionName): Status {
  requireMayDo(act, order, action);
  requireRevision(act, order.revision);
  return requireOffered(order, action);
}

function requireMayDo(act: Act, order: WorkOrder, action: ActionName): void {
  const who = { id: act.caller.personId, roles: rolesOn(act.caller, order) };
  if (!mayDo(action, order, who)) throw new Problem('access.role_denied', { required: rolesFor(action, order) });
}

function requireOffered(order: WorkOrder, action: ActionName): Status {
  const to = destination(action, order);
  if (to !== null) return to;
  throw new Problem('transition.not_offered', {
    action,
    orderStatus: order.status,
    offered: ACTIONS.filter((name) => destination(name, order) !== null),
  });
}

function requireAllowed(judged: Offer): void {
  const missing = [...judged.blockedBy, ...judged.depends];
  if (missing.length > 0) throw new Problem('transition.blocked', { action: judged.action, blockedBy: missing });
}

function requireInstant(faults: Fault[]): void {
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
}

function fault(pointer: string, code: string, en: string, ja: string): Fault {
  return { pointer, code, message: { en, ja } };
}

function bodyFaults(file: WorkOrderFile, input: TransitionInput, today: string): Fault[] {
  if (input.action === 'authorize' && input.targetDate !== undefined && input.targetDate < today)
    return [fault('/targetDate', 'target.in_past', 'The target date has passed.', '目標日が過去の日付です。')];
  if (input.action !== 'cancel') return [];
  const running = isRunning(file.order.status);
  if (running && hasOpenReport(file) && input.conditionCode !== undefined && input.conditionCode !== DEFICIENT_CODE)
    return [
      fault(
        '/conditionCode',
        'cancel.report_open',
        'A PQDR is open: the item is a deficiency exhibit, code Q.',
        'PQDRが未完結です。品質不具合の現品のため、状態区分はQです。',
      ),
    ];
  return (['custody', 'conditionCode'] as const)
    .filter((field) => (input[field] !== undefined) !== running)
    .map((field) =>
      running
        ? fault(
            `/${field}`,
            'cancel.custody_missing',
            'The item is in custody: say how it is handed back.',
            '品は受入中です。返却の内容を記載してください。',
          )
        : fault(`/${field}`, 'cancel.no_custody', 'The item is not in custody.', '品は受け入れられていません。'),
    );
}

// Unfinished sub-orders go on as roots, and take their own sub-orders with them.
async function freeSuborders(tx: Tx, act: Act, now: Instant, parentId: string): Promise<void> {
  for (const child of await subordersOf(tx, parentId)) {
    if (isFinished(child.status)) continue;
    await reroot(tx, act, now, child.id, child.id, { parentId: null, stopsParent: false }, { parentId });
  }
}

async function reroot(
  tx: Tx,
  act: Act,
  now: Instant,
  id: string,
  rootId: string,
  set: Record<string, unknown>,
  said: { parentId?: string } = {},
): Promise<void> {
  const loaded = await findWorkOrderFile(tx, id);
  if (!loaded) return;
  const changes: Change[] = [{ part: 'order', id, set: { ...set, rootId } }];
  await record(tx, act, now, loaded, { type: 'became_root', data: { rootId, ...said }, changes });
  for (const child of await subordersOf(tx, id)) await reroot(tx, act, now, child.id, rootId, {});
}
