// History: the events of one work order, or the versions of one register record, as the API answers them, judged by themselves alone.
import { z } from 'zod';
import { canonical, chainFault, type Link } from '../evidence/evidence.ts';
import type { Fault, Message } from '../values.ts';
import { eventRecord } from './event.ts';
import { applyChanges, type WorkOrderFile } from './work-order-file.ts';

/** A whole history: whose it is, how long, and the hash in which it ends. */
export interface History {
  /** `work_order`, or the noun of a register. */
  record: string;
  recordId: string;
  events: number;
  headSha256: string;
  recordedAt: string;
  /** The status that the events of an order lead to; null: it is a register record. */
  status: string | null;
}

const linkShape = z.looseObject({
  sequence: z.int().min(1),
  previousSha256: z.string().nullable(),
  sha256: z.string(),
  recordedAt: z.string(),
});
const pageShape = z.looseObject({ items: z.array(z.unknown()), next: z.string().nullish() });
const versionShape = z.looseObject({ noun: z.string(), recordId: z.string() });

/**
 * Judges a history as it was answered: one page or several, a list of events, or one event. Every link from the first to the last, their
 * hashes, gaps and forks; and, of an order, that the events can be folded. It can't know of events that were left out at the end.
 */
export function readHistory(given: unknown): { history: History } | { fault: Fault } {
  const { items, isWhole } = itemsOf(given);
  if (!isWhole)
    return fault('history.partial', {
      en: 'there are further pages: `next` names them',
      ja: '続きのページがあります（`next`）',
    });
  const links = new Map<number, Link & { item: Record<string, unknown> }>();
  for (const [index, value] of items.entries()) {
    const parsed = linkShape.safeParse(value);
    if (!parsed.success) return notAnEvent(index);
    const { sha256, ...body } = parsed.data;
    const { sequence, previousSha256 } = body;
    const text = textOf(body);
    if (text === null) return notAnEvent(index);
    const made = { sequence, previousSha256, canonical: text, sha256, item: parsed.data };
    const other = links.get(sequence);
    if (other && (other.canonical !== made.canonical || other.sha256 !== sha256))
      return fault('history.fork', {
        en: `there are two events ${sequence}: the history forks`,
        ja: `事象${sequence}が二つあり、履歴が分岐しています`,
      });
    links.set(sequence, made);
  }
  const chain = [...links.values()].sort((a, b) => a.sequence - b.sequence);
  const last = chain.at(-1);
  if (!last) return fault('history.empty', { en: 'there are no events in it', ja: '事象がありません' });
  const broken = chainFault(chain, { sequence: last.sequence, sha256: last.sha256 });
  if (broken) return { fault: broken };

  const { item: first } = last;
  const ofOrder = 'workOrderId' in first;
  const record = ofOrder ? 'work_order' : String(first.noun);
  const recordId = String(ofOrder ? first.workOrderId : first.recordId);
  let file: WorkOrderFile | null = null;
  for (const { item, sequence } of chain) {
    const of = ofOrder ? eventRecord.safeParse(item) : versionShape.safeParse(item);
    if (!of.success)
      return fault('history.form', {
        en: `event ${sequence} is not of the form of events`,
        ja: `事象${sequence}の形式が正しくありません`,
      });
    if (ofOrder ? item.workOrderId !== recordId : item.recordId !== recordId || item.noun !== record)
      return fault('history.mixed', {
        en: `event ${sequence} is of another record`,
        ja: `事象${sequence}は別の記録のものです`,
      });
    if (!ofOrder) continue;
    try {
      file = applyChanges(file, eventRecord.parse(item).changes, sequence);
    } catch {
      return fault('history.fold', {
        en: `event ${sequence} cannot follow from those before it`,
        ja: `事象${sequence}はそれまでの内容に続きません`,
      });
    }
  }
  return {
    history: {
      record,
      recordId,
      events: chain.length,
      headSha256: last.sha256,
      recordedAt: String(last.item.recordedAt),
      status: file?.order.status ?? null,
    },
  };
}

// A page that names a next one is whole only with one that does not.
function itemsOf(given: unknown): { items: unknown[]; isWhole: boolean } {
  const parts = Array.isArray(given) ? given : [given];
  const pages = parts.map((part) => pageShape.safeParse(part).data ?? null);
  const ends = pages.filter((page) => page !== null && typeof page.next !== 'string').length;
  const isPaged = pages.some((page) => page !== null);
  return { items: parts.flatMap((part, at) => pages[at]?.items ?? [part]), isWhole: !isPaged || ends > 0 };
}

// Null for what has no canonical form: text with half of a surrogate pair.
function textOf(body: unknown): string | null {
  try {
    return canonical(body);
  } catch {
    return null;
  }
}

function notAnEvent(index: number): { fault: Fault } {
  return fault('history.form', {
    en: `item ${index + 1} is no event`,
    ja: `${index + 1}番目の項目は事象ではありません`,
  });
}

function fault(code: string, message: Message): { fault: Fault } {
  return { fault: { pointer: '', code, message } };
}
