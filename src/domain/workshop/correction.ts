// Correction: a wrong instant or cause on the clock, proposed by one side and agreed by the other.
import { z } from 'zod';
import { CATEGORIES, type Category, RESPONSIBLE, type Segment } from '../metrics/turnaround.ts';
import { HOLD_CAUSES, type HoldCause } from '../orders/status.ts';
import type { WorkOrder } from '../orders/work-order.ts';
import type { WorkOrderFile } from '../orders/work-order-file.ts';
import { type Fault, type Instant, id, instant, type Message, text } from '../values.ts';
import type { Operation } from './operation.ts';

export const SIDES = ['plant', 'government'] as const;
export type Side = (typeof SIDES)[number];
export const CORRECTION_STATUSES = ['proposed', 'agreed', 'declined'] as const;

export const correctionInput = z
  .strictObject({
    from: instant.optional().meta({ description: 'When the stretch really began.' }),
    to: instant.optional().meta({ description: 'When it really ended.' }),
    category: z.enum(CATEGORIES).optional().meta({ description: 'What it was really spent on.' }),
    reason: text,
  })
  .refine((c) => c.from !== undefined || c.to !== undefined || c.category !== undefined, {
    params: { code: 'correction.empty' },
  });
export type CorrectionInput = z.infer<typeof correctionInput>;

/** What the other side may say when it agrees, or the program office when it acknowledges. */
export const wordInput = z.strictObject({ reason: text.optional() });
export type WordInput = z.infer<typeof wordInput>;

export const correctionRecord = z.strictObject({
  id,
  workOrderId: id,
  segmentId: id,
  n: z.int().min(1).meta({ description: 'The number of the segment.' }),
  from: instant.nullable(),
  to: instant.nullable(),
  category: z.enum(CATEGORIES).nullable(),
  reason: text,
  side: z.enum(SIDES).meta({ description: 'Who proposed it; the other side agrees.' }),
  proposedBy: id,
  proposedAt: instant,
  status: z.enum(CORRECTION_STATUSES),
  decidedBy: id.nullable(),
  decidedAt: instant.nullable(),
});
export type Correction = z.infer<typeof correctionRecord>;

/** What a correction says of segment `n`; null leaves that as it is. */
export type Proposal = Pick<Correction, 'n' | 'from' | 'to' | 'category' | 'side'>;

/** Between which instants the clock of an order can have run. */
export interface Limits {
  now: Instant;
  /** When the order was authorized; null: never. Nothing is received before. */
  authorizedAt: Instant | null;
  /** When the order was closed; null: it is not. Nothing is released after. */
  closedAt: Instant | null;
  /** The boundaries that signed acts set: none is moved to before its signature. */
  signed: readonly SignedBoundary[];
}

/** The beginning or the end of a segment, set by an act that was signed at an instant. */
export interface SignedBoundary {
  segmentId: string;
  edge: 'from' | 'to';
  signedAt: Instant;
}

/**
 * The boundaries of an order's ledger that signed acts set: each acceptance by the facility began a segment, and a release or a
 * condemnation ended the last one. `begunBy`: which segment an event began, by its sequence. A signature superseded since was given all
 * the same. Source: lifecycle.md, “Signing” and rule 3.
 */
export function signedBoundaries(
  { segments, signatures }: Pick<WorkOrderFile, 'segments' | 'signatures'>,
  begunBy: ReadonlyMap<number, string>,
): SignedBoundary[] {
  const last = segments.at(-1);
  return signatures.flatMap(({ act, sequence, signedAt }): SignedBoundary[] => {
    if (act === 'accept') {
      const segmentId = begunBy.get(sequence);
      return segmentId === undefined ? [] : [{ segmentId, edge: 'from', signedAt }];
    }
    return act === 'sign_inspection' || !last ? [] : [{ segmentId: last.id, edge: 'to', signedAt }];
  });
}

/**
 * The ledger after a correction of segment `n`: its neighbours give way, so that there is neither gap nor overlap, and the party
 * responsible follows the category. With faults the segments come back as they were. Throws RangeError when there is no such segment.
 * Source: lifecycle.md, rule 4 and “Clock”.
 */
export function corrected<S extends Segment>(
  segments: readonly S[],
  proposal: Proposal,
  limits: Limits,
): { segments: readonly S[]; faults: Fault[] } {
  const index = segments.findIndex((s) => s.n === proposal.n);
  const segment = segments[index];
  if (!segment) throw new RangeError(`there is no segment ${proposal.n}`);
  const from = proposal.from ?? segment.from;
  const to = proposal.to ?? segment.to;
  const category = proposal.category ?? segment.category;
  const faults = faultsOf(segments, index, segment, { from, to, category }, limits);
  if (faults.length > 0) return { segments, faults };
  return {
    faults,
    segments: segments.map((s, at) => {
      if (at === index - 1 && s.to !== from) return { ...s, to: from };
      if (at === index + 1 && to !== null && s.from !== to) return { ...s, from: to };
      if (at !== index) return s;
      const acknowledgement = category === s.category ? s.acknowledgement : acknowledgementOf(category, proposal.side);
      return { ...s, from, to, category, responsible: RESPONSIBLE[category], acknowledgement };
    }),
  };
}

function faultsOf(
  segments: readonly Segment[],
  index: number,
  before: Segment,
  after: Pick<Segment, 'from' | 'to' | 'category'>,
  { now, authorizedAt, closedAt, signed }: Limits,
): Fault[] {
  const { from, to } = after;
  const previous = segments[index - 1];
  const next = segments[index + 1];
  const begins = from !== before.from;
  const ends = to !== before.to;
  const signedAt = (edge: SignedBoundary['edge'], segment: Segment | undefined) =>
    signed.find((s) => s.edge === edge && s.segmentId === segment?.id)?.signedAt;
  const endSigned = signedAt('to', before) ?? signedAt('from', next);
  const beginSigned = signedAt('from', before);
  const checks: [broken: boolean, pointer: string, what: keyof typeof messages][] = [
    [!begins && !ends && after.category === before.category, '', 'changes_nothing'],
    [from > now, '/from', 'in_future'],
    [to !== null && to > now, '/to', 'in_future'],
    [ends && before.to === null, '/to', 'still_runs'],
    [(begins || ends) && to !== null && to <= from, ends ? '/to' : '/from', 'reversed'],
    [begins && previous !== undefined && from <= previous.from, '/from', 'neighbour_gone'],
    [ends && to !== null && next !== undefined && next.to !== null && to >= next.to, '/to', 'neighbour_gone'],
    [begins && index === 0 && authorizedAt !== null && from < authorizedAt, '/from', 'before_authorized'],
    [ends && to !== null && next === undefined && closedAt !== null && to > closedAt, '/to', 'after_closed'],
    [begins && beginSigned !== undefined && from < beginSigned, '/from', 'before_signature'],
    [ends && to !== null && endSigned !== undefined && to < endSigned, '/to', 'before_signature'],
  ];
  return checks
    .filter(([broken]) => broken)
    .map(([, pointer, what]) => ({ pointer, code: `correction.${what}`, message: messages[what] }));
}

const messages = {
  changes_nothing: { en: 'The clock says so already.', ja: '現在の記録と同じ内容です。' },
  in_future: { en: 'It lies in the future.', ja: '未来の日時です。' },
  still_runs: {
    en: 'The segment still runs; it ends with the next action.',
    ja: 'この区間は継続中です。次の操作で終了します。',
  },
  reversed: { en: 'The segment would end before it begins.', ja: '区間の終わりが始まり以前になります。' },
  neighbour_gone: {
    en: 'It would swallow the segment beside it; correct that one first.',
    ja: '隣の区間がなくなります。先に隣の区間を訂正してください。',
  },
  before_authorized: {
    en: 'The order was not authorized then.',
    ja: 'その時点では作業指示書は承認されていませんでした。',
  },
  before_signature: {
    en: 'The act that set this instant was signed later; it can’t have happened before its signature.',
    ja: 'この日時を定めた行為はそれより後に署名されています。署名より前に行われたことにはできません。',
  },
  after_closed: { en: 'The order was closed by then.', ja: 'その時点では作業指示書は完了していました。' },
} satisfies Record<string, Message>;

// What the plant charges to the government is acknowledged by the agreement; what the government says itself needs no word of its own.
function acknowledgementOf(category: Category, side: Side): Segment['acknowledgement'] {
  const charged = RESPONSIBLE[category] === 'government' && category !== 'acceptance';
  return charged && side === 'plant' ? 'acknowledged' : null;
}

/** The fields of an order that say when a segment of a category began. */
const beginnings = [
  ['startedAt', 'maintenance'],
  ['presentedAt', 'inspection'],
  ['acceptedAt', 'acceptance'],
] as const;

/**
 * What of the order moves with its segments, given before and after in the same order: the instants of induction, of its stations and of
 * its end, those of its custody, how long its status has stood, and the cause of a hold. Empty when nothing does.
 */
export function movedWith(
  order: WorkOrder,
  before: readonly Segment[],
  after: readonly Segment[],
): Partial<Omit<WorkOrder, 'id'>> {
  const set: Partial<Omit<WorkOrder, 'id'>> = {};
  const handover = (direction: 'received' | 'handed_back', was: Instant | null, at: Instant) => {
    const custody = set.custody ?? order.custody;
    const isIt = (entry: WorkOrder['custody'][number]) => entry.direction === direction && entry.at === was;
    if (custody.some(isIt)) set.custody = custody.map((entry) => (isIt(entry) ? { ...entry, at } : entry));
  };
  for (const [index, segment] of after.entries()) {
    const was = before[index] as Segment;
    if (segment.from !== was.from) {
      if (index === 0) {
        set.inductedAt = segment.from;
        handover('received', was.from, segment.from);
      }
      // Where a segment of no length begins at the same instant, the category tells whose beginning it is.
      const isAlone = before.filter((s) => s.from === was.from).length === 1;
      for (const [field, category] of beginnings)
        if (order[field] === was.from && (isAlone || was.category === category)) set[field] = segment.from;
      if (segment.to === null) set.statusSince = segment.from;
    }
    if (segment.to === null && order.holdCause !== null && isHoldCause(segment.category))
      if (segment.category !== order.holdCause) set.holdCause = segment.category;
    if (index === after.length - 1 && segment.to !== null && segment.to !== was.to) {
      set.endedAt = segment.to;
      if (order.releasedAt !== null) set.releasedAt = segment.to;
      if (order.status !== 'closed') set.statusSince = segment.to;
      handover('handed_back', was.to, segment.to);
    }
  }
  return set;
}

function isHoldCause(category: Category): category is HoldCause {
  return HOLD_CAUSES.some((cause) => cause === category);
}

/** The done operations that were performed in work, and would no longer have been. Source: lifecycle.md, “Operation”. */
export function strandedOperations(
  operations: readonly Operation[],
  before: readonly Segment[],
  after: readonly Segment[],
): Operation[] {
  return operations.filter((o) => {
    const at = o.status === 'done' ? o.performedAt : null;
    return at !== null && inWork(before, at) && !inWork(after, at);
  });
}

function inWork(segments: readonly Segment[], at: Instant): boolean {
  return segments.some((s) => s.category === 'maintenance' && s.from <= at && (s.to === null || at <= s.to));
}
