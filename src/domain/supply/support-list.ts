// Support list (優先支援リスト): a ranking that was frozen, amended with reasons, and signed by the representatives of both countries.
import { z } from 'zod';
import { canonical, sha256 } from '../evidence/evidence.ts';
import { LANGUAGES, type Language, signatureInput } from '../evidence/signature.ts';
import type { Role } from '../registers/person.ts';
import { type Fault, id, instant, type Message, message, recordShape, text, token } from '../values.ts';
import { itemName } from './catalogue.ts';
import { namesAPart, partKeyOf, partName, unnamedPart } from './part-name.ts';
import { LIST_SIDES, LIST_STATUSES, type ListSide, listSideNames } from './support-list-status.ts';
import { HORIZONS, horizonNames, priorityDefinitionRecord, priorityItem, weightingUsed } from './support-priority.ts';

/** Who represents a side: its program office, or the host office. Source: vocabulary.md, Person. */
export const ROLE_OF_SIDE = { us: 'program_office', japan: 'host_office' } as const satisfies Record<ListSide, Role>;

const LONGEST = 100;

export const supportListInput = z.strictObject({
  horizon: z.enum(HORIZONS),
  platformIds: z.array(id).min(1).max(100).meta({ description: 'The ranking is over these.' }),
  weightingId: id.nullable().default(null).meta({
    description: 'What ranks; null: the one set for all these platforms, else the standard one.',
  }),
  length: z.int().min(1).max(LONGEST).default(25).meta({ description: 'How many parts at most.' }),
});
export type SupportListInput = z.infer<typeof supportListInput>;

/** A part on a list: as it was ranked (but for its place), or added by hand. */
const listItem = z.strictObject({
  rank: z.int(),
  part: z.string(),
  nsn: z.string().nullable(),
  partNumber: z.string().nullable(),
  cage: z.string().nullable(),
  nomenclature: text,
  frozen: priorityItem
    .nullable()
    .meta({ description: 'As the ranking had it when it was frozen; null: added by hand.' }),
});
export type ListItem = z.infer<typeof listItem>;

const listAmendment = z.strictObject({
  n: z.int(),
  change: z.enum(['move', 'remove', 'add']),
  part: z.string(),
  from: z.int().nullable().meta({ description: 'The rank before; null: it was not on the list.' }),
  to: z.int().nullable().meta({ description: 'The rank after; null: it is on the list no more.' }),
  reason: text,
  side: z.enum(LIST_SIDES),
  by: id,
  at: instant,
});
export type ListAmendment = z.infer<typeof listAmendment>;

const rank = z.int().min(1).max(LONGEST).meta({ description: 'Where it is to stand; beyond the end: last.' });
const reason = text.meta({ description: 'Why: both countries read it, and sign it with the list.' });
/** What an amendment of a list says. */
export const amendmentInput = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('move'), part: token(200), rank, reason }),
  z.strictObject({ change: z.literal('remove'), part: token(200), reason }),
  z.strictObject({ change: z.literal('add'), ...partName.shape, nomenclature: text, rank, reason }),
]);
export type AmendmentGiven = z.infer<typeof amendmentInput>;

export const listSignatureRecord = z.strictObject({
  id,
  supportListId: id,
  side: z.enum(LIST_SIDES),
  signer: id,
  meaning: message,
  language: z.enum(LANGUAGES),
  content: z.string().meta({ description: 'The canonical text that was signed.' }),
  contentSha256: z.string(),
  subjectSha256: z.string().meta({ description: 'Of what both sides sign, without who signs and in which language.' }),
  pinIssuedBy: id.nullable(),
  pinIssuedAt: instant.nullable(),
  pinSetAt: instant.nullable(),
  signedAt: instant,
  supersededAt: instant.nullable().meta({ description: 'When the list was amended after it.' }),
});
export type ListSignature = z.infer<typeof listSignatureRecord>;

// Lists frozen earlier say it in English only, and stay as they were signed.
const inEnglish = z.string();
const frozenRanking = z.strictObject({
  definition: priorityDefinitionRecord.extend({
    score: z.union([priorityDefinitionRecord.shape.score, inEnglish]),
    order: z.union([priorityDefinitionRecord.shape.order, inEnglish]),
  }),
  weighting: weightingUsed,
  ranked: z.int().meta({ description: 'How many parts the whole ranking had on this horizon.' }),
});

export const supportListRecord = z.strictObject({
  ...recordShape,
  number: z.string(),
  horizon: z.enum(HORIZONS),
  platformIds: z.array(id),
  version: z.int().meta({ description: 'Counted among the lists of this horizon and these platforms.' }),
  status: z.enum(LIST_STATUSES),
  asOf: instant.meta({ description: 'The instant of the ranking: asked with this asOf it is the same for ever.' }),
  ranking: frozenRanking,
  items: z.array(listItem),
  amendments: z.array(listAmendment),
  createdBy: id,
  proposedBy: id.nullable(),
  proposedAt: instant.nullable(),
  agreedAt: instant.nullable(),
  supersedes: id
    .nullable()
    .meta({ description: 'The agreed list that this one took the place of when it was agreed.' }),
});
export type SupportList = z.infer<typeof supportListRecord>;

export const listSigning = z.strictObject({ side: z.enum(LIST_SIDES), signature: signatureInput });
export const listSigningAsked = z.strictObject({ side: z.enum(LIST_SIDES), language: z.enum(LANGUAGES) });

/** What lists are counted under: one horizon, the same platforms. */
export function seriesOf({ horizon, platformIds }: Pick<SupportListInput, 'horizon' | 'platformIds'>): string {
  return sha256(canonical([horizon, [...new Set(platformIds)].sort()]));
}

/** Whether a list can still be amended: until both sides have signed. */
export function isAmendable({ status }: Pick<SupportList, 'status'>): boolean {
  return status === 'draft' || status === 'proposed';
}

/** The items and the amendment that one makes of a list; or what is wrong with it. */
export function amendedItems(
  list: Pick<SupportList, 'items' | 'amendments'>,
  given: AmendmentGiven,
  who: Pick<ListAmendment, 'side' | 'by' | 'at'>,
): { items: ListItem[]; amendment: ListAmendment; faults: Fault[] } {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, en: string, ja: string) =>
    faults.push({ pointer, code, message: { en, ja } });
  const part = given.change === 'add' ? partKeyOf(given) : given.part;
  const at = list.items.findIndex((item) => item.part === part);
  if (given.change === 'add') {
    if (!namesAPart(given)) faults.push(unnamedPart(''));
    else if (at >= 0)
      fault('/partNumber', 'support_list.part_listed', 'It is on the list already.', 'すでにリストにあります。');
    if (list.items.length >= LONGEST)
      fault(
        '/change',
        'support_list.full',
        `A list holds ${LONGEST} parts.`,
        `リストに載せられるのは${LONGEST}品目までです。`,
      );
  } else if (at < 0) fault('/part', 'support_list.part_unlisted', 'It is not on the list.', 'リストにありません。');
  const item = list.items[at];
  const rest = list.items.filter((other) => other !== item);
  const moved = given.change === 'add' ? addedItem(given, part) : item;
  const to = given.change === 'remove' ? null : Math.min(given.rank, rest.length + 1);
  if (to !== null && item && to === at + 1)
    fault('/rank', 'support_list.rank_same', 'It stands there already.', 'すでにその順位です。');
  if (to !== null && moved) rest.splice(to - 1, 0, moved);
  const amendment: ListAmendment = {
    n: list.amendments.length + 1,
    change: given.change,
    part,
    from: item ? at + 1 : null,
    to,
    reason: given.reason,
    ...who,
  };
  return { items: rest.map((one, index) => ({ ...one, rank: index + 1 })), amendment, faults };
}

function addedItem(given: Extract<AmendmentGiven, { change: 'add' }>, part: string): ListItem {
  const { nsn, partNumber, cage, nomenclature } = given;
  return { rank: 0, part, nsn, partNumber, cage, nomenclature, frozen: null };
}

/** What the representative of a side declares. Source: 21 CFR 11.50(a)(3), the meaning of the signature stands with it. */
export function listMeaning(side: ListSide, { horizon }: Pick<SupportList, 'horizon'>): Message {
  const [country, term] = [listSideNames[side], horizonNames[horizon]];
  return {
    en: `For ${country.en} I agree that these parts need ${term.en} support, in this order.`,
    ja: `${country.ja}を代表して、これらの部品をこの順に${term.ja}の優先支援の対象とすることに合意します。`,
  };
}

/** What both sides sign: the list as it stands, whoever signs it. */
function listSubject(list: SupportList): Record<string, unknown> {
  const { number, version, horizon, platformIds, asOf, ranking, items, amendments } = list;
  return { number, version, horizon, platformIds, asOf, ranking, items, amendments };
}

/** The exact content that a signature binds, in one language, and its hash. */
export function listSigningContent(
  list: SupportList,
  side: ListSide,
  language: Language,
  signer: { id: string; name: string },
): { content: Record<string, unknown>; canonicalText: string; contentSha256: string; subjectSha256: string } {
  const subject = listSubject(list);
  const content = {
    act: 'sign_support_list',
    meaning: listMeaning(side, list)[language],
    subject,
    body: { supportListId: list.id, side },
    signer,
    language,
  };
  const canonicalText = canonical(content);
  return { content, canonicalText, contentSha256: sha256(canonicalText), subjectSha256: sha256(canonical(subject)) };
}

const place = z.strictObject({
  rank: z.int(),
  score: z.number().nullable(),
  stoppedHours: z.number().nullable(),
  ordersStopped: z.int().nullable(),
});
export const comparedItem = z.strictObject({
  part: z.string(),
  name: z.string(),
  nomenclature: text,
  change: z.enum(['entered', 'left', 'moved', 'stayed']),
  before: place.nullable(),
  after: place.nullable(),
  ranksUp: z
    .int()
    .nullable()
    .meta({ description: 'How many ranks it rose; negative: it fell; null: it entered or left.' }),
});
export type ComparedItem = z.infer<typeof comparedItem>;

/** What became of each part from one list to another, in the order of the later one, then those that left. */
export function compared(before: readonly ListItem[], after: readonly ListItem[]): ComparedItem[] {
  const was = new Map(before.map((item) => [item.part, item]));
  const is = new Set(after.map((item) => item.part));
  return [
    ...after.map((item) => comparedOne(was.get(item.part) ?? null, item)),
    ...before.filter((item) => !is.has(item.part)).map((item) => comparedOne(item, null)),
  ];
}

function comparedOne(before: ListItem | null, after: ListItem | null): ComparedItem {
  const item = (after ?? before) as ListItem;
  const ranksUp = before && after ? before.rank - after.rank : null;
  return {
    part: item.part,
    name: itemName(item),
    nomenclature: item.nomenclature,
    change: !before ? 'entered' : !after ? 'left' : ranksUp === 0 ? 'stayed' : 'moved',
    before: before && placeOf(before),
    after: after && placeOf(after),
    ranksUp,
  };
}

function placeOf({ rank: at, frozen }: ListItem): z.infer<typeof place> {
  return {
    rank: at,
    score: frozen?.score ?? null,
    stoppedHours: frozen?.stoppedHours ?? null,
    ordersStopped: frozen?.ordersStopped ?? null,
  };
}

/** An order that stood for a part when the list was frozen. Milliseconds since 1970. */
export interface StoppedThen {
  /** When the part was to come if nothing was done: its promise, or one lead time after the freezing. */
  expectedAt: number;
  /** When the stop for the part ended; null: it has not. */
  endedAt: number | null;
}

export const itemProgress = z.strictObject({
  part: z.string(),
  rank: z.int(),
  name: z.string(),
  nomenclature: text,
  deliveredQuantity: z.int().meta({ description: 'Pieces received since the list was frozen.' }),
  openQuantity: z.int().meta({ description: 'Pieces still to come.' }),
  stoppedThen: z.int().meta({ description: 'Orders that stood for it when the list was frozen.' }),
  goneOn: z.int().meta({ description: 'Those of them that stand for it no more.' }),
  stoppedNow: z.int().meta({ description: 'Orders that stand for it now, whenever they began to.' }),
  removedHours: z.number().meta({
    description: 'Of those that went on: hours between that and the day the part was to come if nothing was done.',
  }),
  lateHours: z.number().meta({ description: 'Hours that those orders stood, or stand, beyond that day.' }),
});
export type ItemProgress = z.infer<typeof itemProgress>;

const HOUR = 3_600_000;

/** The stopped time that was removed, and that which came on top, in hours. */
export function removedBy(
  orders: readonly StoppedThen[],
  now: number,
): { goneOn: number; removedHours: number; lateHours: number } {
  let [goneOn, removed, late] = [0, 0, 0];
  for (const { expectedAt, endedAt } of orders) {
    if (endedAt !== null) goneOn += 1;
    if (endedAt !== null) removed += Math.max(0, expectedAt - endedAt);
    late += Math.max(0, (endedAt ?? now) - expectedAt);
  }
  return { goneOn, removedHours: removed / HOUR, lateHours: late / HOUR };
}
