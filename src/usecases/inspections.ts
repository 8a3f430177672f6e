// Inspections: opened, measured and signed, each kind where the order stands for it.
import type { Change } from '../domain/event.ts';
import { canonical } from '../domain/evidence.ts';
import { ask, doubtOf, type Facts, type Finding, type GuardName } from '../domain/guards.ts';
import {
  characteristicFaults,
  type Inspection,
  type InspectionInput,
  type InspectionSigning,
  type Result,
  type ResultsInput,
  resultWarnings,
} from '../domain/inspection.ts';
import { refuseFaults } from '../domain/problem.ts';
import type { Language } from '../domain/signature.ts';
import { isRunning } from '../domain/status.ts';
import { dateInTokyo, type Fault, type Instant, inJapanTime } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import { inForce, latestInspection, type WorkOrderFile } from '../domain/work-order-file.ts';
import type { Tx } from '../storage/database.ts';
import { instrumentsOf } from '../storage/facilities.ts';
import type { LoadedFile, Reliance } from '../storage/work-orders.ts';
import { actOn, getWorkOrderFile } from './access.ts';
import { type Act, isRepeat, look, type Outcome, requireRevision, requireRole } from './act.ts';
import { loadFacts } from './facts.ts';
import { actOnPart, notOffered, partOf, personFaults, refuseBlocked, type Shown, unknownAt } from './parts.ts';
import { nowFor } from './record.ts';
import { bindSignature, provePin, requireProof, type Signing, signingContent } from './signatures.ts';

const BY = ['qa_inspector'] as const;

/** Stands in the place of a guard where a result names the instrument that measured it. */
export const MEASURED_WITH = 'measured_with';

/** What must hold for an inspection to be signed. Source: lifecycle.md, Smaller acts. */
export function signingGuards(kind: Inspection['kind'], decision: 'passed' | 'failed'): readonly GuardName[] {
  const signer: GuardName[] =
    kind === 'acceptance'
      ? ['acceptor_designated', 'acceptor_independent']
      : ['inspector_qualified', 'inspector_independent'];
  return [
    'facility_qualified',
    ...signer,
    ...(decision === 'passed' ? (['results_complete', 'instruments_calibrated'] as const) : []),
  ];
}

/** Opens an inspection where its kind is due. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid. */
export async function openInspection(
  act: Act,
  workOrderId: string,
  input: InspectionInput,
): Promise<Outcome<Shown<Inspection>>> {
  return await actOnPart(act, workOrderId, 'inspections', { by: BY }, async ({ now, file, order }) => {
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
  return await actOnPart(act, workOrderId, 'inspections', { by: BY, revision: true }, async ({ file, order }) => {
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
  });
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
  return await actOnPart(act, workOrderId, 'inspections', { by: BY }, async ({ tx, now, file, order }) => {
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
  });
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

/**
 * Signs the decision of an inspection; one whose signature was superseded, or is in force though its signer as recorded now was not
 * entitled to it, is signed again, with the same decision. It supersedes that signature and earlier signed inspections of its kind (and
 * operation). Raises, in this order: access.role_denied, resource.not_found, 428, 412, act.not_offered,
 * signature.not_authenticated or signature.throttled, act.blocked, signature.content_changed.
 */
export async function signInspection(
  act: Act,
  workOrderId: string,
  inspectionId: string,
  { decision, signature }: InspectionSigning,
): Promise<Outcome<Shown<Inspection>>> {
  requireRole(act, ...BY);
  const isNew = await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const { file } = loaded;
    requireRole(actOn(act, file.order), ...BY);
    if (await isRepeat(tx, act)) return false;
    // A pin is not tried for an act that is refused whatever the pin.
    requireRevision(act, file.order.revision);
    await signable(tx, act, nowFor(act.clock(), loaded), loaded, inspectionId, decision);
    return true;
  });
  const proof = isNew ? await provePin(act, signature) : null;
  return await actOnPart(act, workOrderId, 'inspections', { by: BY, revision: true }, async (at) => {
    const { tx, now, loaded, file, sequence } = at;
    const inspection = await signable(tx, act, now, loaded, inspectionId, decision);
    requireProof(proof);
    const { facts, findings } = await judge(tx, act, now, loaded, inspection, decision);
    refuseBlocked(findings);
    const signing = signingOf(inspection, decision, signature.language, facts, findings);
    const signed = bindSignature(signing, signature, proof, sequence, act.newId);
    const set = {
      decision,
      signatureId: signed.id,
      signedBy: act.caller.personId,
      signedAt: now,
      // Given again, it stands where it stood: a signature renewed makes no inspection younger.
      signedSequence: inspection.signedSequence ?? sequence,
    };
    const changes: Change[] = [{ part: 'inspection', id: inspection.id, set }, signed];
    const doubted = inForce(file, inspection.signatureId);
    if (doubted) changes.push({ part: 'signature', id: doubted.id, set: { supersededAt: now } });
    for (const earlier of supersededWith(file, inspection))
      changes.push({ part: 'inspection', id: earlier.id, set: { supersededBy: inspection.id } });
    const { contentSha256, language } = signature;
    const data = { inspectionId, decision, signature: { contentSha256, language } };
    return { partId: inspectionId, type: 'inspection_signed', data, changes, findings };
  });
}

/** The content that signing an inspection would bind now. Raises as `signInspection` does, but for revision and pin. */
export async function inspectionSigningContent(
  act: Act,
  workOrderId: string,
  { inspectionId, decision }: { inspectionId: string; decision: 'passed' | 'failed' },
  language: Language,
): Promise<ReturnType<typeof signingContent>> {
  requireRole(act, ...BY);
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    requireRole(actOn(act, loaded.file.order), ...BY);
    const now = nowFor(act.clock(), loaded);
    const inspection = await signable(tx, act, now, loaded, inspectionId, decision);
    const { facts, findings } = await judge(tx, act, now, loaded, inspection, decision);
    refuseBlocked(findings);
    return signingContent(signingOf(inspection, decision, language, facts, findings));
  });
}

async function judge(
  tx: Tx,
  act: Act,
  now: Instant,
  loaded: LoadedFile,
  inspection: Inspection,
  decision: 'passed' | 'failed',
): Promise<{ facts: Facts; findings: Finding[] }> {
  const operation = loaded.file.operations.find((o) => o.id === inspection.operationId);
  const facts = await loadFacts(tx, act, now, loaded, {
    inspection,
    ...(operation ? { operation } : {}),
    given: { asked: true },
  });
  return { facts, findings: ask(signingGuards(inspection.kind, decision), facts) };
}

function signingOf(
  inspection: Inspection,
  decision: 'passed' | 'failed',
  language: Language,
  facts: Facts,
  findings: readonly Finding[],
): Signing {
  const body = { inspectionId: inspection.id, decision };
  return { act: 'sign_inspection', inspection, decision, body, language, facts, findings };
}

// Where each kind is due: lifecycle.md. A receiving inspection belongs before the start of work.
function isDue(order: WorkOrder, kind: Inspection['kind']): boolean {
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

function requireDue(order: WorkOrder, kind: Inspection['kind']): void {
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

// An inspection of an earlier presentation (or acceptance) measured what was presented then.
function turnOf(order: WorkOrder, kind: Inspection['kind']): Instant | null {
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

async function signable(
  tx: Tx,
  act: Act,
  now: Instant,
  loaded: LoadedFile,
  inspectionId: string,
  decision: 'passed' | 'failed',
): Promise<Inspection> {
  const { file } = loaded;
  const inspection = partOf(file.inspections, inspectionId);
  const { order } = file;
  const { kind } = inspection;
  if (inspection.signedSequence === null) {
    requireDue(order, kind);
    // What was opened before a fail may have been measured before it: signed now, it would hide the fail behind an older pass.
    const last = latestInspection(
      file,
      kind,
      inspection.operationId === null ? {} : { operationId: inspection.operationId },
    );
    if (last?.decision === 'failed' && (last.signedAt ?? '') > inspection.createdAt)
      notOffered(
        order,
        'Another inspection has failed since it was opened; open one anew.',
        'この検査の開始後に別の検査が不合格となっています。新しい検査を開始してください。',
      );
  } else {
    if (inspection.supersededBy !== null)
      notOffered(order, 'A later inspection stands in its place.', '後の検査に置き換えられています。');
    const standing = inForce(file, inspection.signatureId);
    if (standing && doubtOf(await loadFacts(tx, act, now, loaded, {}), standing) === null)
      notOffered(order, 'It is signed, and the signature is in force.', '署名済みで、署名は有効です。');
    if (inspection.decision !== decision)
      notOffered(
        order,
        'Signed again, it keeps its decision; open another to decide otherwise.',
        '再署名では判定を変更できません。新しい検査を開始してください。',
      );
    // Work goes on after receiving; its signature may have to be given again then.
    if (kind === 'receiving' ? !isRunning(order.status) : !isDue(order, kind)) requireDue(order, kind);
  }
  const since = turnOf(order, kind);
  if ((kind === 'final' || kind === 'acceptance') && since !== null && inspection.createdAt < since)
    notOffered(
      order,
      'It belongs to what was presented earlier; open another.',
      '以前の提示に対する検査です。新しい検査を開始してください。',
    );
  return inspection;
}

function supersededWith(file: WorkOrderFile, inspection: Inspection): Inspection[] {
  return file.inspections.filter(
    (i) =>
      i.id !== inspection.id &&
      i.kind === inspection.kind &&
      i.operationId === inspection.operationId &&
      i.signedSequence !== null &&
      i.supersededBy === null,
  );
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
