// Historical orders as a kind of file: their whole history in, marked and unsigned, and the history of any order out.
import { z } from 'zod';
import { codeTables } from '../../../data/index.ts';
import { faultsOf } from '../../../domain/faults.ts';
import { codeWarnings } from '../../../domain/orders/codes.ts';
import { priorityInput } from '../../../domain/orders/priority.ts';
import {
  draftOf,
  type WorkOrder,
  workOrderFaults,
  workOrderInput,
  workOrderRecord,
} from '../../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../../domain/orders/work-order-file.ts';
import { Problem, refuseFaults } from '../../../domain/problem.ts';
import { type Fault, id, isoDate, token } from '../../../domain/values.ts';
import type { Tx } from '../../../storage/database.ts';
import { orderIdsAfter } from '../../../storage/evidence/verification.ts';
import { eventRowsOf } from '../../../storage/orders/events.ts';
import {
  findNumber,
  findWorkOrder,
  findWorkOrderFile,
  type LoadedFile,
  raiseCounter,
} from '../../../storage/orders/work-orders.ts';
import { findRecord, missingIds } from '../../../storage/registers/registers.ts';
import { hasRole } from '../../act.ts';
import { sees } from '../../orders/access.ts';
import { recordImported } from '../../orders/record.ts';
import { isSame, requireOwnPlatforms } from '../../registers/registers.ts';
import { there } from '../../there.ts';
import { examples } from './examples.ts';
import { type HistoryEvent, type KeptEvent, peopleIn, readHistory, recordsIn, travelling } from './history.ts';
import type { Kind } from './kinds.ts';
import type { PutRow, Putting } from './put.ts';
import { idOfKey, type Referable, resolveReferences } from './references.ts';
import { headShape, oncePerPlace, unknownNames } from './register.ts';
import { eventsOfStays, type Work, workShape } from './stays.ts';

const record = workOrderRecord.shape;
// What follows from the history: given beside one, it has to agree with it.
const told = {
  platformId: record.platformId,
  status: record.status,
  statusSince: record.statusSince,
  holdCause: record.holdCause,
  stoodAt: record.stoodAt,
  heldByProgram: record.heldByProgram,
  custody: record.custody,
  rootId: record.rootId,
  familyId: record.familyId,
  submittedBy: record.submittedBy,
  submittedAt: record.submittedAt,
  inductedAt: record.inductedAt,
  startedAt: record.startedAt,
  presentedAt: record.presentedAt,
  presentedSequence: record.presentedSequence,
  acceptedAt: record.acceptedAt,
  acceptedSequence: record.acceptedSequence,
  releasedAt: record.releasedAt,
  endedAt: record.endedAt,
};
const asked = {
  ...workOrderInput.shape,
  priority: priorityInput,
  number: token(50).meta({ description: 'As it is called where it comes from; unique here too.' }),
  authorizationId: id.nullable().default(null),
  estimatedCost: record.estimatedCost.default(null),
  actualCost: record.actualCost.default(null),
  targetDate: isoDate.nullable().default(null),
  conditionCode: record.conditionCode.default(null),
  deliveryReceipt: record.deliveryReceipt.default(null),
  finding: record.finding.default(null),
  surveyReference: record.surveyReference.default(null),
  createdAt: record.createdAt.optional(),
  createdBy: id.optional(),
};
const shape: z.ZodRawShape = {
  ...headShape,
  ...asked,
  ...workShape,
  ...Object.fromEntries(Object.entries(told).map(([name, schema]) => [name, schema.optional()])),
  history: z.array(z.unknown()).optional().meta({
    description: 'Every event, as an export has them: {"type","occurredAt","by","data","changes"}. In place of stays.',
  }),
};
const schema = z.strictObject(shape);
const headOf = z.object({ ...headShape, number: asked.number });
const inputOf = z.object({ ...asked, ...workShape });

const references: Readonly<Record<string, Referable>> = {
  equipmentId: 'equipment',
  facilityId: 'facility',
  authorizationId: 'authorization',
  parentId: 'work_order',
  follows: 'work_order',
  assignedTo: 'person',
  createdBy: 'person',
};

/** What the answer of an import of orders says of them. */
const NOTE = {
  en: 'Imported orders are marked historical. They count in metrics, and nothing here relies on them: they have no signatures and no certificates, no guard looks at them, and they are moved on by importing their further history only.',
  ja: '取り込んだ作業指示書には「historical」の印が付きます。指標には算入されますが、根拠としては扱われません。署名・証明書はなく、判定項目の確認も行われません。以後の経過は続きの履歴を取り込むことによってのみ反映されます。',
};

/** Historical orders, from administrators, and from program offices for their platforms. */
export const orderKind: Kind = {
  title: { en: 'Work orders, as historical ones', ja: '作業指示書（過去の記録）' },
  schema,
  writers: ['administrator', 'program_office'],
  example: examples['work-orders'],
  note: NOTE,
  async put(putting, row) {
    const given = { ...row };
    const faults = [...unknownNames(shape, given), ...(await resolveReferences(putting.tx, given, references))];
    const head = headOf.safeParse(given);
    if (faults.length > 0 || !head.success)
      refuseFaults(
        oncePerPlace([...faults, ...faultsOf(head), ...(given.history ? [] : faultsOf(inputOf.safeParse(given)))]),
      );
    const orderId = await idOf(putting, head.data as { id?: string; key?: string; number: string });
    const history = given.history ?? (await historyOf(putting, orderId, given));
    const read = readHistory(history, orderId, putting.now);
    if ('faults' in read) return refused(read.faults, given);
    refuseFaults([...(given.history ? differences(read.file.order, given) : []), ...workOrderFaults(read.file.order)]);
    return await putHistory(putting, read.events, read.file);
  },
  async page(tx, act, after) {
    const ids = (await orderIdsAfter(tx, after ?? '')).slice(0, 50);
    const records: Record<string, unknown>[] = [];
    for (const orderId of ids) {
      const loaded = await there(findWorkOrderFile(tx, orderId));
      if (sees(act.caller, loaded.file.order)) records.push(await travellingOrder(tx, loaded));
    }
    return { records, next: ids.at(-1) ?? null };
  },
};

async function idOf({ tx, newId }: Putting, head: { id?: string; key?: string; number: string }): Promise<string> {
  if (head.id !== undefined) return head.id;
  if (head.key !== undefined) return idOfKey('work_order', head.key);
  return (await findNumber(tx, head.number)) ?? newId();
}

// Faults of a history that was made of stays are faults of what it was made of.
function refused(faults: readonly Fault[], given: Record<string, unknown>): never {
  const shown = given.history
    ? faults
    : faults.map((f) => ({ ...f, pointer: f.pointer.replace(/^\/history(\/\d+\/changes)?/, '') }));
  throw new Problem('request.invalid', { errors: oncePerPlace(shown) });
}

async function historyOf({ tx, caller, now }: Putting, orderId: string, given: Record<string, unknown>) {
  const parsed = inputOf.safeParse(given);
  refuseFaults(faultsOf(parsed));
  const { stays, targets, operations, labor, partDemands, inspections, nonconformances, ...said } =
    parsed.data as Work & z.output<z.ZodObject<typeof asked>>;
  const work: Work = { stays, targets, operations, labor, partDemands, inspections, nonconformances };
  const { number, createdAt, createdBy, authorizationId, estimatedCost, actualCost, targetDate, ...rest } = said;
  const { conditionCode, deliveryReceipt, finding, surveyReference, ...input } = rest;
  const item = await findRecord(tx, 'equipment', input.equipmentId);
  const parent = input.parentId === null ? null : await findWorkOrder(tx, input.parentId);
  const raised = {
    id: orderId,
    number,
    platformId: item?.platformId ?? orderId,
    rootId: parent?.rootId ?? orderId,
    familyId: parent?.familyId ?? orderId,
    createdBy: createdBy ?? caller.personId,
    createdAt: createdAt ?? stays?.[0]?.at ?? now,
  };
  const later = {
    authorizationId,
    estimatedCost,
    actualCost,
    targetDate,
    conditionCode,
    deliveryReceipt,
    finding,
    surveyReference,
  };
  const made = eventsOfStays({ ...draftOf(input, raised), ...later }, work, raised.createdBy);
  if ('faults' in made) throw new Problem('request.invalid', { errors: made.faults });
  return made.events;
}

// What a row says beside its history, and the history does not.
function differences(order: WorkOrder, given: Record<string, unknown>): Fault[] {
  const known = order as unknown as Record<string, unknown>;
  const names = Object.keys(given).filter((name) => name in known && name in shape && given[name] !== undefined);
  return names
    .filter((name) => !agrees(known[name], given[name]))
    .map((name) => ({
      pointer: `/${name}`,
      code: 'history.differs',
      message: { en: 'The history says otherwise.', ja: '履歴の内容と一致しません。' },
    }));
}

// What a row leaves out of an object is not said.
function agrees(kept: unknown, said: unknown): boolean {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return isSame(kept, said);
  const within = (kept ?? {}) as Record<string, unknown>;
  return Object.entries(said).every(([name, value]) => agrees(within[name], value));
}

async function putHistory(putting: Putting, events: readonly HistoryEvent[], file: WorkOrderFile): Promise<PutRow> {
  const { tx, caller, now } = putting;
  const { order } = file;
  if (!hasRole(caller, 'administrator')) requireOwnPlatforms(caller, [order.platformId]);
  const loaded = await findWorkOrderFile(tx, order.id);
  const kept = loaded
    ? (await eventRowsOf(tx, order.id)).map(({ canonical }) => travelling(JSON.parse(canonical) as KeptEvent))
    : [];
  const isContinued = kept.every((event, n) => isSame(said(event), said(events[n])));
  if (!isContinued) throw new Problem('request.invalid', { errors: [otherHistory] });
  if (kept.length === events.length) return { put: 'unchanged', warnings: [] };
  if (loaded && !loaded.file.order.historical) throw new Problem('request.invalid', { errors: [ownOrder] });
  refuseFaults(await referenceFaults(tx, events, order));
  let at: LoadedFile | null = loaded;
  for (const event of events.slice(kept.length)) at = await recordImported(tx, caller, now, at, event);
  await raiseCounter(tx, order.facilityId, order.number);
  return { put: loaded ? 'changed' : 'created', warnings: codeWarnings(order.codes, codeTables()) };
}

function said(event: HistoryEvent | undefined): unknown {
  if (!event) return null;
  const { recordedAt: _, ...rest } = event;
  const changes = rest.changes.map(({ part, id: partId, set }) => {
    const { historical: __, ...kept } = set;
    return { part, id: partId, set: part === 'order' ? kept : set };
  });
  return { ...rest, changes };
}

async function referenceFaults(tx: Tx, events: readonly HistoryEvent[], order: WorkOrder): Promise<Fault[]> {
  const faults: Fault[] = [];
  const missing = (pointer: string, what: string) =>
    faults.push({
      pointer,
      code: 'reference.missing',
      message: { en: `There is no ${what} here with this id.`, ja: `このIDの記録（${what}）はありません。` },
    });
  for (const { noun, id: recordId } of recordsIn(events))
    if ((await findRecord(tx, noun, recordId)) === null) missing(`/${noun}Id`, `${noun} ${recordId}`);
  for (const personId of await missingIds(tx, 'person', [...peopleIn(events)]))
    missing('/history', `person ${personId}`);
  for (const field of ['parentId', 'follows'] as const) {
    const named = order[field];
    const other = named === null ? null : await findWorkOrder(tx, named);
    if (named !== null && !other) missing(`/${field}`, `work order ${named}`);
    // An order that is evidence must not come to rely on one that is none.
    if (other && field === 'parentId' && !other.historical) faults.push(ownParent);
  }
  const taken = await findNumber(tx, order.number);
  if (taken !== null && taken !== order.id) throw new Problem('register.taken', { fields: ['number'] });
  return faults;
}

async function travellingOrder(tx: Tx, { file }: LoadedFile): Promise<Record<string, unknown>> {
  const events = await eventRowsOf(tx, file.order.id);
  const history = events.map(({ canonical }) => travelling(JSON.parse(canonical) as KeptEvent));
  const order = file.order as unknown as Record<string, unknown>;
  const names = Object.keys(shape).filter((name) => order[name] !== undefined);
  return { ...Object.fromEntries(names.map((name) => [name, order[name]])), history };
}

const otherHistory: Fault = {
  pointer: '/history',
  code: 'history.other',
  message: {
    en: 'The order is here with another history. What is here already is never rewritten: a history can only be continued.',
    ja: '別の履歴を持つ作業指示書が登録済みです。登録済みの履歴は書き換えられません。続きのみ取り込めます。',
  },
};
const ownOrder: Fault = {
  pointer: '/history',
  code: 'history.own_order',
  message: {
    en: 'The order is kept here itself, and is moved by its transitions only.',
    ja: 'この作業指示書はここで管理されており、遷移操作によってのみ更新できます。',
  },
};
const ownParent: Fault = {
  pointer: '/parentId',
  code: 'history.own_order',
  message: {
    en: 'A historical order stands under a historical one only.',
    ja: '過去の作業指示書の親は、過去の作業指示書に限ります。',
  },
};
