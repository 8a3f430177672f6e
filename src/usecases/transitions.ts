// Transitions: the one door through which the status of an order changes, and the offers that explain it.
import type { Change } from '../domain/event.ts';
import type { Facts, Finding } from '../domain/guards.ts';
import { lateFaults } from '../domain/late.ts';
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
} from '../domain/lifecycle.ts';
import { Problem } from '../domain/problem.ts';
import type { Language } from '../domain/signature.ts';
import { isFinished, isRunning, type Status } from '../domain/status.ts';
import { effectsOf, givenBy, type TransitionInput } from '../domain/transition.ts';
import { dateInTokyo, type Fault, type Instant } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { Tx } from '../storage/database.ts';
import { findRecord, insertStatusReport, updateRecord } from '../storage/registers.ts';
import { findWorkOrderFile, type LoadedFile, otherStaysOf, subordersOf } from '../storage/work-orders.ts';
import { getWorkOrder, getWorkOrderFile } from './access.ts';
import { type Act, change, hasRole, look, type Outcome, requireRevision } from './act.ts';
import { seesAuthorization } from './authorizations.ts';
import { loadFacts } from './facts.ts';
import { record } from './record.ts';
import { bindSignature, provePin, requireProof, type Signing, signingContent } from './signatures.ts';
import { type WorkOrderView, workOrderView } from './work-orders.ts';

export interface Offers {
  status: Status;
  revision: number;
  transitions: Offer[];
}

/**
 * What can be done with an order now, or could have been at `occurredAt`, or with another authorization: every action,
 * and for each everything that blocks it. Raises resource.not_found, request.invalid.
 */
export async function askTransitions(
  act: Act,
  workOrderId: string,
  ahead: { occurredAt?: Instant | undefined; authorizationId?: string | undefined },
): Promise<Offers> {
  const now = act.clock();
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const { order } = loaded.file;
    if (ahead.occurredAt !== undefined) requireInstant(lateFaults(loaded.file, ahead.occurredAt, 'long ago', now));
    const facts = await loadFacts(tx, act, now, loaded, {
      at: ahead.occurredAt ?? now,
      authorizationId: await authorizationFor(tx, act, ahead.authorizationId),
      chain: order.status === 'awaiting_acceptance',
      given: { asked: !['draft', 'submitted'].includes(order.status) || ahead.authorizationId !== undefined },
    });
    return { status: order.status, revision: order.revision, transitions: offers(facts) };
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
  await look(act, async (tx) => requireMayDo(act, await getWorkOrder(tx, act.caller, workOrderId), input.action));
  const proof = 'signature' in input ? await provePin(act, input.signature) : null;
  return await change(act, async (tx, now) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const { order } = loaded.file;
    requireMayDo(act, order, input.action);
    requireRevision(act, order.revision);
    const to = requireOffered(order, input.action);
    if (proof) requireProof(proof);
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
    // The pin proves who signs; it is never kept.
    if ('signature' in input)
      data.signature = { contentSha256: input.signature.contentSha256, language: input.signature.language };
    const recorded = await record(tx, act, now, loaded, {
      type: lifecycle[action].event,
      occurredAt: facts.at,
      data,
      changes,
      findings: judged.satisfied.map((f) => ({ ...f, holds: true })),
    });
    await followUp(tx, act, now, recorded, input, order);
    return await workOrderView(tx, act, recorded.file);
  });
}

/** The content that the signature of an act binds, as it would be signed now. Raises as `transition` does, but for the pin. */
export async function transitionSigningContent(
  act: Act,
  workOrderId: string,
  input: TransitionInput,
  language: Language,
): Promise<ReturnType<typeof signingContent>> {
  const now = act.clock();
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
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
  const { order } = loaded.file;
  const faults: Fault[] = [];
  const occurredAt = 'occurredAt' in input ? input.occurredAt : undefined;
  if (occurredAt !== undefined) {
    if (!hasRole(act.caller, 'depot_staff'))
      faults.push(
        fault(
          '/occurredAt',
          'occurred_at.depot_staff_only',
          'Only depot staff log acts late.',
          '後日の記録は整備員のみ行えます。',
        ),
      );
    faults.push(...lateFaults(loaded.file, occurredAt, 'lateReason' in input ? input.lateReason : undefined, now));
  }
  faults.push(...bodyFaults(order, input, dateInTokyo(now)));
  const named = input.action === 'authorize' || input.action === 'reauthorize' ? input.authorizationId : undefined;
  requireInstant(faults);
  const facts = await loadFacts(tx, act, now, loaded, {
    at: occurredAt ?? now,
    given: givenBy(input),
    authorizationId: await authorizationFor(tx, act, named),
    chain: input.action === 'release',
  });
  return { facts, judged: offer(input.action, to, facts) };
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

function requireMayDo(act: Act, order: WorkOrder, action: ActionName): void {
  const who = { id: act.caller.personId, roles: act.caller.roles };
  if (!mayDo(action, order, who)) throw new Problem('access.role_denied', { required: rolesFor(action, order) });
}

function requireOffered(order: WorkOrder, action: ActionName): Status {
  const to = destination(action, order);
  if (to !== null) return to;
  throw new Problem('transition.not_offered', {
    action,
    status: order.status,
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

function bodyFaults(order: WorkOrder, input: TransitionInput, today: string): Fault[] {
  if (input.action === 'authorize' && input.targetDate !== undefined && input.targetDate < today)
    return [fault('/targetDate', 'target.in_past', 'The target date has passed.', '目標日が過去の日付です。')];
  if (input.action !== 'cancel') return [];
  const running = isRunning(order.status);
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

// What a transition moves outside the order: the item, its condition, and sub-orders that lose their parent.
async function followUp(
  tx: Tx,
  act: Act,
  now: Instant,
  { file }: LoadedFile,
  input: TransitionInput,
  before: WorkOrder,
): Promise<void> {
  const { order } = file;
  const recording = { recordedAt: now, actorId: act.caller.personId };
  const equipment = await findRecord(tx, 'equipment', order.equipmentId);
  if (!equipment) throw new Error('the equipment of the order is not there');
  const heldElsewhere = await otherStaysOf(tx, order.equipmentId, order.id);
  const set: Partial<typeof equipment> = {};
  if (input.action === 'induct') Object.assign(set, { location: 'facility', locationFacilityId: order.facilityId });
  const back =
    input.action === 'release' ? 'in_transit' : input.action === 'cancel' && isRunning(before.status) ? 'unit' : null;
  const delivered = input.action === 'close' && equipment.location === 'in_transit' ? 'unit' : null;
  if ((back ?? delivered) !== null && heldElsewhere === 0)
    Object.assign(set, { location: back ?? delivered, locationFacilityId: null });
  if (input.action === 'condemn') set.condemnedAt = order.endedAt;
  if (input.action === 'release') {
    // Release hands the item back and reports it: metrics.md, Downtime.
    set.condition = await insertStatusReport(tx, {
      id: act.newId(),
      equipmentId: equipment.id,
      condition: input.conditionCode === 'D' ? 'PMC' : 'FMC',
      cause: null,
      at: order.releasedAt ?? now,
      note: null,
      reportedBy: act.caller.personId,
      workOrderId: order.id,
      recordedAt: now,
    });
  }
  if (Object.keys(set).length > 0) await updateRecord(tx, 'equipment', equipment, set, recording);
  if (input.action === 'cancel' || input.action === 'condemn') await freeSuborders(tx, act, now, order.id);
}

// Unfinished sub-orders go on as roots, and take their own sub-orders with them.
async function freeSuborders(tx: Tx, act: Act, now: Instant, parentId: string): Promise<void> {
  for (const child of await subordersOf(tx, parentId)) {
    if (isFinished(child.status)) continue;
    await reroot(tx, act, now, child.id, child.id, { parentId: null, stopsParent: false });
  }
}

async function reroot(
  tx: Tx,
  act: Act,
  now: Instant,
  id: string,
  rootId: string,
  set: Record<string, unknown>,
): Promise<void> {
  const loaded = await findWorkOrderFile(tx, id);
  if (!loaded) return;
  const changes: Change[] = [{ part: 'order', id, set: { ...set, rootId } }];
  await record(tx, act, now, loaded, { type: 'became_root', data: { rootId }, changes });
  for (const child of await subordersOf(tx, id)) await reroot(tx, act, now, child.id, rootId, {});
}
