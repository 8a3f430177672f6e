// Support lists: a ranking is frozen, amended with reasons, proposed, and signed for both countries; then it is evidence.

import { z } from 'zod';
import type { Language } from '../../domain/evidence/signature.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import { inService } from '../../domain/registers/person.ts';
import {
  type AmendmentGiven,
  amendedItems,
  type ComparedItem,
  compared,
  isAmendable,
  type ListItem,
  type ListSignature,
  listMeaning,
  type listSigning,
  listSigningContent,
  ROLE_OF_SIDE,
  type SupportList,
  type SupportListInput,
  seriesOf,
} from '../../domain/supply/support-list.ts';
import type { ListSide } from '../../domain/supply/support-list-status.ts';
import { dateInTokyo, type Instant, type Message } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { nextNumber } from '../../storage/orders/work-orders.ts';
import { platformsWorkedAt } from '../../storage/registers/facilities.ts';
import { insertRecord, type RowOf, updateRecord } from '../../storage/registers/registers.ts';
import {
  findAgreedBefore,
  findAgreedList,
  insertListSignature,
  listSignaturesOf,
  supersedeListSignatures,
  versionsIn,
} from '../../storage/supply/support-lists.ts';
import {
  type Act,
  type Caller,
  change,
  hasRole,
  isRepeat,
  look,
  type Outcome,
  requireRevision,
  requireRole,
} from '../act.ts';
import { provePin, requireProof } from '../evidence/signatures.ts';
import { missingRecords, referencesAt } from '../registers/references.ts';
import { getVisible, programPlatforms, type Register, requireOwnPlatforms } from '../registers/registers.ts';
import { askProgress, askWholeRanking } from './ask.ts';
import type { ProgressAnswer } from './progress.ts';

type ListRow = RowOf<'support_list'>;

/** A signature as it stands with its list: without the text, which is the whole list again. */
type ShownSignature = Pick<
  ListSignature,
  'id' | 'side' | 'signer' | 'meaning' | 'language' | 'contentSha256' | 'signedAt' | 'supersededAt'
>;
/** A list as it is answered. */
export type ShownList = SupportList & { signatures: ShownSignature[] };

const WRITERS = ['program_office', 'host_office'] as const;

/** The register of lists: seen by administrators, the program offices of their platforms and the host offices where these are worked on. */
export const supportLists: Register<'support_list', z.ZodObject, ShownList> = {
  noun: 'support_list',
  input: z.strictObject({}),
  writers: WRITERS,
  async sight(tx, caller) {
    if (hasRole(caller, 'administrator')) return {};
    const seen = await platformsSeen(tx, caller);
    return { sees: (row) => row.platformIds.some((platformId) => seen.has(platformId)) };
  },
  filters: {
    horizon: 'column',
    status: 'column',
    number: 'column',
    platformId: (row, wanted: string) => row.platformIds.includes(wanted),
  },
  texts: (row) => [
    row.number,
    ...row.items.flatMap(({ nsn, partNumber, nomenclature }) => [nsn, partNumber, nomenclature]),
  ],
  view: shownList,
};

/** The platforms whose lists someone sees who is no administrator. */
export async function platformsSeen(tx: Tx, caller: Caller): Promise<Set<string>> {
  const worked = hasRole(caller, 'host_office') ? await platformsWorkedAt(tx, caller.facilityIds) : [];
  return new Set([...programPlatforms(caller), ...worked]);
}

async function shownList(tx: Tx, row: ListRow): Promise<ShownList> {
  const { series: _, ...list } = row;
  const signatures = (await listSignaturesOf(tx, row.id)).map(
    ({ content: __, subjectSha256: ___, supportListId: ____, pinIssuedBy, pinIssuedAt, pinSetAt, ...shown }) => shown,
  );
  return { ...list, signatures };
}

/**
 * Freezes the ranking of a horizon over some platforms, of all their orders, as it is now. Raises access.role_denied, access.outside_program,
 * request.invalid.
 */
export async function freezeSupportList(act: Act, input: SupportListInput): Promise<Outcome<ShownList>> {
  requireRole(act, 'program_office');
  requireOwnPlatforms(act.caller, input.platformIds);
  await look(act, async (tx) =>
    refuseFaults(await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds))),
  );
  const asOf = act.clock();
  const { horizon, length } = input;
  const platformIds = [...new Set(input.platformIds)].sort();
  const weightingId = input.weightingId ?? undefined;
  const ranking = await askWholeRanking(act, { horizon, platformIds, weightingId, limit: length }, asOf);
  return await change(act, async (tx, now) => {
    const series = seriesOf({ horizon, platformIds });
    const row = await insertRecord(
      tx,
      'support_list',
      {
        id: act.newId(),
        number: await nextNumber(tx, SERIES_OF_NUMBERS, dayOf(now)),
        horizon,
        platformIds,
        series,
        version: (await versionsIn(tx, series)) + 1,
        status: 'draft',
        asOf,
        ranking: { definition: ranking.definition, weighting: ranking.weighting, ranked: ranking.count },
        items: ranking.items.map((item): ListItem => {
          const { rank, part, nsn, partNumber, cage, nomenclature } = item;
          return { rank, part, nsn, partNumber, cage, nomenclature, frozen: item };
        }),
        amendments: [],
        createdBy: act.caller.personId,
        proposedBy: null,
        proposedAt: null,
        agreedAt: null,
        supersedes: null,
      },
      { recordedAt: now, actorId: act.caller.personId },
    );
    return await shownList(tx, row);
  });
}

// Lists are numbered as orders are, under a code that no facility has.
const SERIES_OF_NUMBERS = { id: 'support-lists', code: 'PRI' };

// YYDDD in Asia/Tokyo, as in the numbers of orders.
function dayOf(now: Instant): string {
  const date = dateInTokyo(now);
  const first = Date.parse(`${date.slice(0, 4)}-01-01T00:00:00Z`);
  const day = (Date.parse(`${date}T00:00:00Z`) - first) / 86_400_000 + 1;
  return `${date.slice(2, 4)}${String(day).padStart(3, '0')}`;
}

/**
 * Amends a list that is not agreed: moves, removes or adds a part, with the reason. Signatures given before are superseded. Raises
 * access.role_denied, access.outside_program, resource.not_found, 428, 412, support_list.not_offered, request.invalid.
 */
export async function amendSupportList(act: Act, id: string, given: AmendmentGiven): Promise<Outcome<ShownList>> {
  return await changeList(act, id, WRITERS, async (tx, now, row) => {
    if (!isAmendable(row)) notOffered(row, ENDED);
    const who = { side: sideOf(act.caller, row), by: act.caller.personId, at: now };
    const { items, amendment, faults } = amendedItems(row, given, who);
    refuseFaults(faults);
    await supersedeListSignatures(tx, row.id, now);
    return { set: { items, amendments: [...row.amendments, amendment] } };
  });
}

/** Proposes a draft to both sides. Raises as `amendSupportList` does. */
export async function proposeSupportList(act: Act, id: string): Promise<Outcome<ShownList>> {
  return await changeList(act, id, ['program_office'], async (_, now, row) => {
    if (row.status !== 'draft')
      notOffered(row, { en: 'Only a draft is proposed.', ja: '提案できるのは下書きのみです。' });
    if (row.items.length === 0)
      notOffered(row, { en: 'There is nothing on the list.', ja: 'リストに部品がありません。' });
    return { set: { status: 'proposed' as const, proposedBy: act.caller.personId, proposedAt: now } };
  });
}

interface Changed {
  set: Partial<ListRow>;
  /** Stands in the chain with the version. */
  beside?: Record<string, unknown>;
}

async function changeList(
  act: Act,
  id: string,
  roles: typeof WRITERS | readonly ['program_office'],
  decide: (tx: Tx, now: Instant, row: ListRow) => Promise<Changed>,
): Promise<Outcome<ShownList>> {
  requireRole(act, ...roles);
  return await change(act, async (tx, now) => {
    const row = await getVisible(tx, act.caller, supportLists, id);
    requireOwn(act.caller, row, roles);
    requireRevision(act, row.revision);
    const { set, beside } = await decide(tx, now, row);
    const recording = { recordedAt: now, actorId: act.caller.personId };
    const after = await updateRecord(tx, 'support_list', row, set, recording, beside);
    return await shownList(tx, after);
  });
}

// A program office acts on lists of its own platforms alone; the host office on those it sees.
function requireOwn(caller: Caller, row: ListRow, roles: readonly string[]): void {
  if (roles.includes('host_office') && hasRole(caller, 'host_office')) return;
  requireOwnPlatforms(caller, row.platformIds);
}

function sideOf(caller: Caller, { platformIds }: ListRow): ListSide {
  const own = programPlatforms(caller);
  return platformIds.every((platformId) => own.includes(platformId)) ? 'us' : 'japan';
}

const ENDED: Message = {
  en: 'What both countries signed is never changed: freeze another list.',
  ja: '両国が署名したリストは変更できません。新しいリストを作成してください。',
};

function notOffered(row: ListRow, reason: Message): never {
  throw new Problem('support_list.not_offered', { listStatus: row.status, reason });
}

/** The content that signing for a side would bind now. Raises as `signSupportList` does, but for revision and pin. */
export async function supportListSigningContent(
  act: Act,
  id: string,
  { side, language }: { side: ListSide; language: Language },
): Promise<{ content: Record<string, unknown>; contentSha256: string }> {
  requireRole(act, ROLE_OF_SIDE[side]);
  return await look(act, async (tx) => {
    const row = await getVisible(tx, act.caller, supportLists, id);
    requireSide(act.caller, row, side);
    await requireSignable(tx, act, row, side);
    const { content, contentSha256 } = contentFor(act.caller, row, side, language);
    return { content, contentSha256 };
  });
}

function contentFor({ person }: Caller, row: ListRow, side: ListSide, language: Language) {
  const { series: _, ...list } = row;
  const name = person.name[language] ?? person.name.en ?? person.name.ja ?? '';
  return listSigningContent(list, side, language, { id: person.id, name });
}

/**
 * Signs a proposed list for a side. With the second signature it is agreed, and the agreed one of its series superseded. Raises, in this order:
 * access.role_denied, access.outside_program, resource.not_found, 428 or 412, support_list.not_offered, signature.not_authenticated or
 * signature.throttled, signature.content_changed.
 */
export async function signSupportList(
  act: Act,
  id: string,
  { side, signature }: z.infer<typeof listSigning>,
): Promise<Outcome<ShownList>> {
  requireRole(act, ROLE_OF_SIDE[side]);
  const isNew = await look(act, async (tx) => {
    const row = await getVisible(tx, act.caller, supportLists, id);
    requireSide(act.caller, row, side);
    if (await isRepeat(tx, act)) return false;
    // A pin is not tried for an act that is refused whatever the pin.
    requireRevision(act, row.revision);
    await requireSignable(tx, act, row, side);
    return true;
  });
  const proof = isNew ? await provePin(act, signature) : null;
  return await changeList(act, id, WRITERS, async (tx, now, row) => {
    requireSide(act.caller, row, side);
    const others = await requireSignable(tx, act, row, side);
    requireProof(proof);
    const { canonicalText, contentSha256, subjectSha256 } = contentFor(act.caller, row, side, signature.language);
    if (signature.contentSha256 !== contentSha256) throw new Problem('signature.content_changed');
    const signed: ListSignature = {
      id: act.newId(),
      supportListId: row.id,
      side,
      signer: act.caller.personId,
      meaning: listMeaning(side, row),
      language: signature.language,
      content: canonicalText,
      contentSha256,
      subjectSha256,
      pinIssuedBy: proof.pin?.issuedBy ?? null,
      pinIssuedAt: proof.pin?.issuedAt ?? null,
      pinSetAt: proof.pin?.setAt ?? null,
      signedAt: now,
      supersededAt: null,
    };
    await insertListSignature(tx, signed);
    // The text is the list as it stands in the chain; its hash says so.
    const { content: _, ...beside } = signed;
    const isAgreed = others.some((other) => other.subjectSha256 === subjectSha256);
    if (!isAgreed) return { set: {}, beside: { signature: beside } };
    const last = await findAgreedList(tx, row.series);
    const recording = { recordedAt: now, actorId: act.caller.personId };
    if (last)
      await updateRecord(tx, 'support_list', last, { status: 'superseded' }, recording, { supersededBy: row.id });
    const set = { status: 'agreed' as const, agreedAt: now, supersedes: last?.id ?? null };
    return { set, beside: { signature: beside } };
  });
}

// For the United States the program office of all its platforms; for Japan a host office that sees it.
function requireSide(caller: Caller, row: ListRow, side: ListSide): void {
  if (side === 'us') requireOwnPlatforms(caller, row.platformIds);
}

/** The signatures of the other side that are in force. Raises support_list.not_offered. */
async function requireSignable(tx: Tx, act: Act, row: ListRow, side: ListSide): Promise<ListSignature[]> {
  if (row.status !== 'proposed')
    notOffered(row, { en: 'Both sides sign what is proposed.', ja: '署名できるのは提案中のリストのみです。' });
  if (!inService(act.caller.person, dateInTokyo(act.clock())))
    notOffered(row, { en: 'The signer is not in service.', ja: '署名者は在籍していません。' });
  const inForce = (await listSignaturesOf(tx, row.id)).filter(({ supersededAt }) => supersededAt === null);
  if (inForce.some((signature) => signature.side === side))
    notOffered(row, { en: 'This side has signed it already.', ja: 'この側はすでに署名しています。' });
  if (inForce.some((signature) => signature.signer === act.caller.personId))
    notOffered(row, {
      en: 'Who signed for one country does not sign for the other.',
      ja: '一方の国を代表して署名した人は、他方の国の署名はできません。',
    });
  return inForce;
}

/** The signatures on a list with the exact text of each, those superseded among them. Raises resource.not_found. */
export async function signaturesOnList(act: Act, id: string): Promise<ListSignature[]> {
  return await look(act, async (tx) => {
    const row = await getVisible(tx, act.caller, supportLists, id);
    return await listSignaturesOf(tx, row.id);
  });
}

/** What a comparison says: two lists, and what became of each part. */
export interface Comparison {
  before: Pick<SupportList, 'id' | 'number' | 'version' | 'status' | 'asOf'>;
  after: Comparison['before'];
  counts: Record<ComparedItem['change'], number>;
  items: ComparedItem[];
}

/** A list beside an earlier one: that asked for, else the last one of its series that was agreed. Raises resource.not_found, support_list.not_offered. */
export async function compareSupportList(act: Act, id: string, withId: string | undefined): Promise<Comparison> {
  return await look(act, async (tx) => {
    const after = await getVisible(tx, act.caller, supportLists, id);
    const before =
      withId === undefined
        ? await findAgreedBefore(tx, after.series, after.version)
        : await getVisible(tx, act.caller, supportLists, withId);
    if (!before)
      notOffered(after, {
        en: 'No earlier list of these platforms and this horizon was agreed: say which one to compare with.',
        ja: '同じ装備品・期間区分で合意済みの前回リストがありません。比較対象を指定してください。',
      });
    const items = compared(before.items, after.items);
    const counts = { entered: 0, left: 0, moved: 0, stayed: 0 };
    for (const { change: what } of items) counts[what] += 1;
    return { before: headOf(before), after: headOf(after), counts, items };
  });
}

function headOf({ id, number, version, status, asOf }: ListRow): Comparison['before'] {
  return { id, number, version, status, asOf };
}

/** What became of an agreed list. Raises resource.not_found, support_list.not_offered, request.invalid. */
export async function progressOfSupportList(
  act: Act,
  id: string,
  { asOf }: { asOf?: Instant | undefined },
): Promise<ProgressAnswer> {
  const list = await look(act, async (tx) => {
    const row = await getVisible(tx, act.caller, supportLists, id);
    if (row.agreedAt === null)
      notOffered(row, { en: 'Progress is told of what was agreed.', ja: '進捗は合意済みのリストについて示します。' });
    return row;
  });
  const { number, platformIds, items } = list;
  return await askProgress(act, { list: { id, number, platformIds, asOf: list.asOf, items }, asOf });
}
