// Inspections: opened and measured, each kind where the order stands for it.

import { canonical } from '../../domain/evidence/evidence.ts';
import type { Change } from '../../domain/orders/event.ts';
import { isRunning } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { refuseFaults } from '../../domain/problem.ts';
import { dateInTokyo, type Fault, type Instant, inJapanTime } from '../../domain/values.ts';
import {
  characteristicFaults,
  type Inspection,
  type InspectionInput,
  type Result,
  type ResultsInput,
  resultWarnings,
} from '../../domain/workshop/inspection.ts';
import type { Tx } from '../../storage/database.ts';
import type { Reliance } from '../../storage/orders/work-orders.ts';
import { instrumentsOf } from '../../storage/registers/facilities.ts';
import type { Act, Outcome } from '../act.ts';
import { actOnPart, notOffered, partOf, personFaults, type Shown, unknownAt } from '../orders/parts.ts';

/** Who makes inspections. */
export const INSPECTION_ROLES = ['qa_inspector'] as const;

/** Stands in the place of a guard where a result names the instrument that measured it. */
const MEASURED_WITH = 'measured_with';

/** Opens an inspection where its kind is due. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid. */
export async function openInspection(
  act: Act,
  workOrderId: string,
  input: InspectionInput,
): Promise<Outcome<Shown<Inspection>>> {
  return await actOnPart(act, workOrderId, 'inspections', { by: INSPECTION_ROLES }, async ({ now, file, order }) => {
    const id = act.newId();
    requireDue(order, input.kind);
    refuseFaults([...operationFaults(file, input), ...characteristicFaults(input.characteristics)]);
    const set: Omit<Inspection, 'id' | 'workOrderId'> = {
      ...input,
      results: [],
      decision: null,
      signatureId: null,
      signedBy: null,
      signedAt: null,
      signedSequence: null,
      supersededBy: null,
      createdBy: act.caller.personId,
      createdAt: now,
    };
    const changes: Change[] = [{ part: 'inspection', id, set }];
    return { partId: id, type: 'inspection_opened', data: { inspectionId: id, ...input }, changes };
  });
}

/**
 * Replaces the characteristics of an unsigned inspection. Results stay with characteristics that stay as they are, in their place.
 * Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, request.invalid.
 */
export async function editInspection(
  act: Act,
  workOrderId: string,
  inspectionId: string,
  { characteristics }: Pick<InspectionInput, 'characteristics'>,
): Promise<Outcome<Shown<Inspection>>> {
  return await actOnPart(
    act,
    workOrderId,
    'inspections',
    { by: INSPECTION_ROLES, revision: true },
    async ({ file, order }) => {
      const before = unsigned(file, inspectionId);
      requireDue(order, before.kind);
      refuseFaults(characteristicFaults(characteristics));
      const isSame = (index: number) => {
        const [old, next] = [before.characteristics[index], characteristics[index]];
        return old !== undefined && next !== undefined && canonical(old) === canonical(next);
      };
      const settled = settledCharacteristics(file, inspectionId);
      refuseFaults(settled.filter((n) => !isSame(n - 1)).map((n) => decidedOn(`/characteristics/${n - 1}`)));
      const results = before.results.filter((r) => isSame(r.characteristic - 1));
      const changes: Change[] = [{ part: 'inspection', id: inspectionId, set: { characteristics, results } }];
      return { partId: inspectionId, type: 'inspection_edited', data: { inspectionId, characteristics }, changes };
    },
  );
}

/** An inspection after results were recorded, with what was kept though it can't pass so. */
type Measured = Shown<Inspection> & { warnings: Fault[] };

/**
 * Records results of an unsigned inspection; one already there for a characteristic is replaced. A measured value without an instrument is
 * kept, and warned of. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid.
 */
export async function recordResults(
  act: Act,
  workOrderId: string,
  inspectionId: string,
  input: ResultsInput,
): Promise<Outcome<Measured>> {
  const outcome = await keepResults(act, workOrderId, inspectionId, input);
  return { ...outcome, body: { ...outcome.body, warnings: resultWarnings(input.results) } };
}

async function keepResults(
  act: Act,
  workOrderId: string,
  inspectionId: string,
  input: ResultsInput,
): Promise<Outcome<Shown<Inspection>>> {
  return await actOnPart(
    act,
    workOrderId,
    'inspections',
    { by: INSPECTION_ROLES },
    async ({ tx, now, file, order }) => {
      const before = unsigned(file, inspectionId);
      requireDue(order, before.kind);
      const given = input.results.map(
        (r): Result => ({ ...r, measuredBy: r.measuredBy ?? act.caller.personId, measuredAt: r.measuredAt ?? now }),
      );
      const settled = settledCharacteristics(file, inspectionId);
      refuseFaults([
        ...(await resultFaults(tx, order, before, given, now)),
        ...given.flatMap((r, index) => (settled.includes(r.characteristic) ? [decidedOn(`/results/${index}`)] : [])),
      ]);
      const places = new Set(given.map((r) => r.characteristic));
      const results = [...before.results.filter((r) => !places.has(r.characteristic)), ...given].sort(
        (a, b) => a.characteristic - b.characteristic,
      );
      const changes: Change[] = [{ part: 'inspection', id: inspectionId, set: { results } }];
      const data = { inspectionId, results: given };
      const relies = await measuredWith(tx, order, given);
      return { partId: inspectionId, type: 'results_recorded', data, changes, relies };
    },
  );
}

// Found out of tolerance later, an instrument has to lead to everything it measured, signed or not, passed or failed.
async function measuredWith(tx: Tx, order: WorkOrder, results: readonly Result[]): Promise<Reliance[]> {
  const instruments = await instrumentsOf(tx, order.facilityId);
  return instruments
    .filter((instrument) => results.some((r) => r.instrumentId === instrument.id))
    .map(({ id, revision }) => ({
      guard: MEASURED_WITH,
      record: 'instrument',
      recordId: id,
      recordRevision: revision,
    }));
}

/** Whether an inspection of a kind is due where the order stands: a receiving one before the start of work. Source: lifecycle.md. */
export function isDue(order: WorkOrder, kind: Inspection['kind']): boolean {
  switch (kind) {
    case 'receiving':
      return isRunning(order.status) && order.startedAt === null;
    case 'in_process':
      return isRunning(order.status);
    case 'final':
      return order.status === 'in_inspection';
    case 'acceptance':
      return order.status === 'awaiting_acceptance';
  }
}

/** Raises act.not_offered where a kind is not due. */
export function requireDue(order: WorkOrder, kind: Inspection['kind']): void {
  if (isDue(order, kind)) return;
  const where: Record<Inspection['kind'], [string, string]> = {
    receiving: [
      'A receiving inspection is made between induction and the start of work.',
      '受入検査は受入から作業開始までに行います。',
    ],
    in_process: ['An in-process inspection is made while the item is in custody.', '工程内検査は受入中に行います。'],
    final: ['A final inspection is made once the work is presented.', '最終検査は検査への提示後に行います。'],
    acceptance: [
      'An acceptance inspection is made once the facility has accepted the work.',
      '受領検査は施設の合格判定後に行います。',
    ],
  };
  notOffered(order, ...where[kind]);
}

/** Since when what is inspected stands so: an inspection of an earlier presentation (or acceptance) measured what was presented then. */
export function turnOf(order: WorkOrder, kind: Inspection['kind']): Instant | null {
  if (kind === 'final') return order.presentedAt;
  return kind === 'acceptance' ? order.acceptedAt : order.inductedAt;
}

function unsigned(file: WorkOrderFile, inspectionId: string): Inspection {
  const inspection = partOf(file.inspections, inspectionId);
  if (inspection.signedSequence !== null)
    notOffered(
      file.order,
      'A signed inspection is frozen; open another.',
      '署名済みの検査は変更できません。新しい検査を開始してください。',
    );
  return inspection;
}

// What was decided to be used as it is was decided on the result as it was: another result needs another inspection.
function settledCharacteristics(file: WorkOrderFile, inspectionId: string): number[] {
  return file.nonconformances
    .filter((n) => n.inspectionId === inspectionId && n.disposition === 'use_as_is')
    .flatMap((n) => (n.characteristic === null ? [] : [n.characteristic]));
}

function decidedOn(pointer: string): Fault {
  return {
    pointer,
    code: 'inspection.decided_use_as_is',
    message: {
      en: 'Its result was decided to be used as it is; open another inspection for another result.',
      ja: 'この結果について特別採用が決定されています。別の結果は新しい検査に記録してください。',
    },
  };
}

function operationFaults(file: WorkOrderFile, { kind, operationId }: InspectionInput): Fault[] {
  const fault = (code: string, en: string, ja: string): Fault[] => [
    { pointer: '/operationId', code, message: { en, ja } },
  ];
  if (kind !== 'in_process')
    return operationId === null
      ? []
      : fault(
          'inspection.operation_not_in_process',
          'Only an in-process inspection is of an operation.',
          '作業項目を指定できるのは工程内検査のみです。',
        );
  if (operationId === null)
    return fault(
      'inspection.operation_missing',
      'Name the operation that is inspected.',
      '検査対象の作業項目を指定してください。',
    );
  const operation = file.operations.find((o) => o.id === operationId);
  return operation && operation.status !== 'not_applicable' ? [] : [unknownAt('/operationId')];
}

async function resultFaults(
  tx: Tx,
  order: WorkOrder,
  inspection: Inspection,
  results: readonly Result[],
  now: Instant,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const instruments = await instrumentsOf(tx, order.facilityId);
  const since = turnOf(order, inspection.kind) ?? order.createdAt;
  for (const [index, r] of results.entries()) {
    const fault = (field: string, code: string, en: string, ja: string) =>
      faults.push({ pointer: `/results/${index}/${field}`, code, message: { en, ja } });
    if (r.characteristic > inspection.characteristics.length)
      fault(
        'characteristic',
        'result.no_characteristic',
        'There is no such characteristic.',
        '該当する検査項目がありません。',
      );
    if (results.findIndex((other) => other.characteristic === r.characteristic) !== index)
      fault(
        'characteristic',
        'result.repeated',
        'It has a result above already.',
        'この検査項目の結果が重複しています。',
      );
    if (r.value === null && r.conforms === null)
      fault(
        'value',
        'result.empty',
        'Give the measured value, or whether it conforms.',
        '測定値または適合の可否を入力してください。',
      );
    if (r.instrumentId !== null && !instruments.some((i) => i.id === r.instrumentId))
      faults.push(unknownAt(`/results/${index}/instrumentId`));
    if (r.measuredAt > now) fault('measuredAt', 'result.in_future', 'It lies in the future.', '未来の日時です。');
    if (r.measuredAt < since)
      fault(
        'measuredAt',
        'result.too_early',
        `What is inspected stands so since ${inJapanTime(since)} (Japan time); nothing measured before that counts.`,
        `検査対象の状態は${inJapanTime(since)}（日本時間）からです。それより前の測定は記録できません。`,
      );
    const place = `/results/${index}/measuredBy`;
    faults.push(...(await personFaults(tx, order, r.measuredBy, place, dateInTokyo(r.measuredAt))));
  }
  return faults;
}
