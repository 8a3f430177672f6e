// The signing of inspections: when one may be signed, what the signature binds, and what it supersedes.

import type { Language } from '../../domain/evidence/signature.ts';
import type { Change } from '../../domain/orders/event.ts';
import { ask, doubtOf, type Facts, type Finding, type GuardName } from '../../domain/orders/guards.ts';
import { isRunning } from '../../domain/orders/status.ts';
import { inForce, latestInspection, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { Instant } from '../../domain/values.ts';
import type { Inspection, InspectionSigning } from '../../domain/workshop/inspection.ts';
import type { Tx } from '../../storage/database.ts';
import type { LoadedFile } from '../../storage/orders/work-orders.ts';
import { type Act, isRepeat, look, type Outcome, requireRevision, requireRole } from '../act.ts';
import { bindSignature, provePin, requireProof, type Signing, signingContent } from '../evidence/signatures.ts';
import { actOn, getWorkOrderFile } from '../orders/access.ts';
import { loadFacts } from '../orders/facts.ts';
import { actOnPart, notOffered, partOf, refuseBlocked, type Shown } from '../orders/parts.ts';
import { nowFor } from '../orders/record.ts';
import { INSPECTION_ROLES, isDue, requireDue, turnOf } from './inspections.ts';

/** What must hold for an inspection to be signed. Source: lifecycle.md, Smaller acts. */
function signingGuards(kind: Inspection['kind'], decision: 'passed' | 'failed'): readonly GuardName[] {
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
  requireRole(act, ...INSPECTION_ROLES);
  const isNew = await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const { file } = loaded;
    requireRole(actOn(act, file.order), ...INSPECTION_ROLES);
    if (await isRepeat(tx, act)) return false;
    // A pin is not tried for an act that is refused whatever the pin.
    requireRevision(act, file.order.revision);
    await signable(tx, act, nowFor(act.clock(), loaded), loaded, inspectionId, decision);
    return true;
  });
  const proof = isNew ? await provePin(act, signature) : null;
  return await actOnPart(act, workOrderId, 'inspections', { by: INSPECTION_ROLES, revision: true }, async (at) => {
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
  requireRole(act, ...INSPECTION_ROLES);
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    requireRole(actOn(act, loaded.file.order), ...INSPECTION_ROLES);
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
