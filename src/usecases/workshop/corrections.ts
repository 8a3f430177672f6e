// The clock: what the program office says to hours charged to the government, and corrections that one side proposes and the other agrees.

import type { Language } from '../../domain/evidence/signature.ts';
import type { Segment } from '../../domain/metrics/turnaround.ts';
import type { Change, EventType } from '../../domain/orders/event.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { FiledSegment, WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { notFound, Problem, refuseFaults } from '../../domain/problem.ts';
import type { Role } from '../../domain/registers/person.ts';
import type { Fault, Instant, Text } from '../../domain/values.ts';
import {
  type Correction,
  type CorrectionInput,
  corrected,
  movedWith,
  type Proposal,
  type Side,
  signedBoundaries,
  strandedOperations,
  type WordInput,
} from '../../domain/workshop/correction.ts';
import type { Tx } from '../../storage/database.ts';
import { lastOccurrence, segmentsBegunBy } from '../../storage/orders/events.ts';
import { findCorrection } from '../../storage/orders/work-orders.ts';
import { type Act, type Caller, hasRole, look, type Outcome } from '../act.ts';
import { certificateFor, issueCertificate } from '../evidence/certificates.ts';
import { getWorkOrderFile, notOfOrder } from '../orders/access.ts';
import { moveEnd } from '../orders/custody.ts';
import { staysWith } from '../orders/facts.ts';
import { actOnPart, type Decision, notOffered, partOf, type Shown, type Situation } from '../orders/parts.ts';

const SPEAKERS: Record<Side, Role> = { plant: 'depot_staff', government: 'program_office' };

/** The check that comes before the body is read: raises resource.not_found unless the caller sees the order and it has a segment `n`. */
export async function requireSegment(act: Act, workOrderId: string, n: number): Promise<void> {
  await look(act, async (tx) => segmentOf((await getWorkOrderFile(tx, act.caller, workOrderId)).file, n));
}

/** As requireSegment, for a correction of that segment. */
export async function requireCorrection(act: Act, workOrderId: string, n: number, correctionId: string): Promise<void> {
  await look(act, async (tx) => {
    await getWorkOrderFile(tx, act.caller, workOrderId);
    const correction = await findCorrection(tx, correctionId);
    if (correction?.workOrderId !== workOrderId)
      throw await notOfOrder(tx, act.caller, correction?.workOrderId ?? null);
    if (correction.n !== n) throw notFound();
  });
}

/** Acknowledges the hours of a segment for the government. Raises access.role_denied, resource.not_found, 428, 412, act.not_offered. */
export async function acknowledgeSegment(
  act: Act,
  workOrderId: string,
  n: number,
  said: WordInput,
): Promise<Outcome<Shown<FiledSegment>>> {
  return await judgeHours(act, workOrderId, n, 'acknowledged', 'segment_acknowledged', said);
}

/** Disputes the hours of a segment, acknowledged before or not. Raises as acknowledgeSegment does. */
export async function disputeSegment(
  act: Act,
  workOrderId: string,
  n: number,
  said: { reason: Text },
): Promise<Outcome<Shown<FiledSegment>>> {
  return await judgeHours(act, workOrderId, n, 'disputed', 'segment_disputed', said);
}

async function judgeHours(
  act: Act,
  workOrderId: string,
  n: number,
  acknowledgement: 'acknowledged' | 'disputed',
  type: EventType,
  said: WordInput,
): Promise<Outcome<Shown<FiledSegment>>> {
  const needs = { by: [SPEAKERS.government], revision: true };
  return await actOnPart(act, workOrderId, 'segments', needs, async ({ file, order }) => {
    const segment = segmentOf(file, n);
    if (segment.acknowledgement === null)
      notOffered(
        order,
        'The plant did not charge these hours to the government.',
        'この区間は整備工場が官側の責任としたものではありません。',
      );
    if (segment.acknowledgement === acknowledgement)
      notOffered(order, 'That is what was said of them already.', 'すでに同じ内容で回答済みです。');
    const changes: Change[] = [{ part: 'segment', id: segment.id, set: { acknowledgement } }];
    return { partId: segment.id, type, data: { n, ...said }, changes };
  });
}

/**
 * Proposes a correction of a segment for the caller’s side: plant (depot staff) or government (program office). Raises access.role_denied,
 * resource.not_found, act.not_offered while another waits for that segment, request.invalid with all that is wrong with it.
 */
export async function proposeCorrection(
  act: Act,
  workOrderId: string,
  n: number,
  input: CorrectionInput,
): Promise<Outcome<Shown<Correction>>> {
  const needs = { by: Object.values(SPEAKERS) };
  return await actOnPart(act, workOrderId, 'corrections', needs, async (situation) => {
    const { file, order, now, act: own } = situation;
    const id = act.newId();
    const segment = segmentOf(file, n);
    if (file.corrections.some((c) => c.segmentId === segment.id && c.status === 'proposed'))
      notOffered(order, 'A correction of this segment waits already.', 'この区間の訂正案がすでに回答待ちです。');
    const [side = 'plant'] = sidesOf(own.caller);
    const { from = null, to = null, category = null, reason } = input;
    const { faults } = await judgeCorrection(situation, { n, from, to, category, side });
    refuseFaults(faults);
    const set: Omit<Correction, 'id' | 'workOrderId'> = {
      segmentId: segment.id,
      n,
      from,
      to,
      category,
      reason,
      side,
      proposedBy: act.caller.personId,
      proposedAt: now,
      status: 'proposed',
      decidedBy: null,
      decidedAt: null,
    };
    const changes: Change[] = [{ part: 'correction', id, set }];
    return { partId: id, type: 'correction_proposed', data: { correctionId: id, n, ...input }, changes };
  });
}

/**
 * Agrees to a correction for the other side: the segment, its neighbours and what of the order goes with them are superseded. Raises
 * access.role_denied, resource.not_found, 428, 412, act.not_offered when it is decided or no longer fits the clock.
 */
export async function agreeCorrection(
  act: Act,
  workOrderId: string,
  correctionId: string,
  said: WordInput,
): Promise<Outcome<Shown<Correction>>> {
  return await decideCorrection(act, workOrderId, correctionId, said, 'agreed', async (situation, correction) => {
    const { tx, file, order, now } = situation;
    const { segments, faults } = await judgeCorrection(situation, correction);
    if (faults.length > 0) {
      const told = (language: Language) => faults.map((f) => f.message[language]).join(language === 'en' ? ' ' : '');
      notOffered(
        order,
        `It no longer fits the clock: ${told('en')}`,
        `現在の記録に合わなくなっています。${told('ja')}`,
      );
    }
    const before = file.segments.filter((s, at) => segments[at] !== s);
    const after = segments.filter((s, at) => file.segments[at] !== s);
    const set = movedWith(order, file.segments, segments);
    await moveEnd(tx, act, now, order, { ...order, ...set });
    const changes: Change[] = after.map(({ id, from, to, category, responsible, acknowledgement }) => ({
      part: 'segment',
      id,
      set: { from, to, category, responsible, acknowledgement },
    }));
    if (Object.keys(set).length > 0) changes.push({ part: 'order', id: order.id, set });
    // What was certified of the clock is certified anew.
    const issued = certificateFor(act, order);
    return {
      changes,
      data: { before: before.map(readable), after: after.map(readable), ...issued },
      async follow(recorded) {
        if (issued.certificateId !== undefined) await issueCertificate(tx, act, recorded, issued.certificateId);
      },
    };
  });
}

/** Declines a correction for the other side. Raises as agreeCorrection does. */
export async function declineCorrection(
  act: Act,
  workOrderId: string,
  correctionId: string,
  said: { reason: Text },
): Promise<Outcome<Shown<Correction>>> {
  return await decideCorrection(act, workOrderId, correctionId, said, 'declined', async () => ({
    changes: [],
    data: {},
  }));
}

async function decideCorrection(
  act: Act,
  workOrderId: string,
  correctionId: string,
  said: WordInput,
  status: 'agreed' | 'declined',
  follow: (situation: Situation, correction: Correction) => Promise<Pick<Decision, 'changes' | 'data' | 'follow'>>,
): Promise<Outcome<Shown<Correction>>> {
  const needs = { by: Object.values(SPEAKERS), revision: true };
  return await actOnPart(act, workOrderId, 'corrections', needs, async (situation) => {
    const { file, order, now, act: own } = situation;
    const correction = partOf(file.corrections, correctionId);
    requireOtherSide(own.caller, correction);
    if (correction.status !== 'proposed')
      notOffered(order, `The correction is ${correction.status}.`, 'この訂正案はすでに回答済みです。');
    const { changes, data, follow: after } = await follow(situation, correction);
    const set = { status, decidedBy: act.caller.personId, decidedAt: now };
    return {
      partId: correctionId,
      type: `correction_${status}`,
      data: { correctionId, n: correction.n, ...said, ...data },
      changes: [{ part: 'correction', id: correctionId, set }, ...changes],
      ...(after ? { follow: after } : {}),
    };
  });
}

function sidesOf(caller: Caller): Side[] {
  return (['plant', 'government'] as const).filter((side) => hasRole(caller, SPEAKERS[side]));
}

// Who stands on both sides is not the other one.
function requireOtherSide(caller: Caller, { side }: Correction): void {
  const other = side === 'plant' ? 'government' : 'plant';
  const sides = sidesOf(caller);
  if (!sides.includes(other) || sides.includes(side))
    throw new Problem('access.role_denied', { required: [SPEAKERS[other]] });
}

function segmentOf(file: WorkOrderFile, n: number): FiledSegment {
  const segment = file.segments.find((s) => s.n === n);
  if (!segment) throw notFound();
  return segment;
}

function readable({ n, from, to, category, acknowledgement }: Segment) {
  return { n, from, to, category, acknowledgement };
}

/** The ledger as the correction would have it, and everything that is wrong with that. */
async function judgeCorrection(
  { tx, file, order, now }: Situation,
  proposal: Proposal,
): Promise<{ segments: readonly FiledSegment[]; faults: Fault[] }> {
  const { segments, faults } = corrected(file.segments, proposal, {
    now,
    authorizedAt: await lastOccurrence(tx, order.id, 'authorized'),
    closedAt: order.status === 'closed' ? order.statusSince : null,
    signed: signedBoundaries(file, await segmentsBegunBy(tx, order.id, 'accepted')),
  });
  if (faults.length > 0) return { segments, faults };
  const pointer = proposal.category !== null ? '/category' : proposal.from !== null ? '/from' : '/to';
  const stranded = strandedOperations(file.operations, file.segments, segments);
  if (stranded.length > 0) {
    const list = stranded.map((o) => o.sequence).join(', ');
    faults.push({
      pointer,
      code: 'correction.operation_outside',
      message: {
        en: `Operations ${list} were performed there, in work.`,
        ja: `作業項目${list}がその間に作業中として実施されています。`,
      },
    });
  }
  if (await isHeldElsewhere(tx, order, file.segments, segments))
    faults.push({
      pointer: proposal.from !== null ? '/from' : '/to',
      code: 'correction.held_elsewhere',
      message: {
        en: 'Another order held the equipment then.',
        ja: 'その時点では別の作業指示書がこの個体を受け入れていました。',
      },
    });
  return { segments, faults };
}

// Whether the longer stay meets one of the item, of what was installed in it or it was installed in then, under an order of another root.
async function isHeldElsewhere(
  tx: Tx,
  order: WorkOrder,
  before: readonly Segment[],
  after: readonly Segment[],
): Promise<boolean> {
  const stay = (segments: readonly Segment[]) => ({ from: segments[0]?.from ?? '', to: segments.at(-1)?.to ?? null });
  const [was, is] = [stay(before), stay(after)];
  const meetsOther = async (from: Instant, to: Instant) => (await staysWith(tx, order, { from, to })).length > 0;
  if (is.from < was.from && (await meetsOther(is.from, was.from))) return true;
  return is.to !== null && was.to !== null && is.to > was.to && (await meetsOther(was.to, is.to));
}
