// Amendments: what was written down wrong of a released order, proposed by an inspector and put in force by the government's signature.
import {
  type Amendment,
  type AmendmentInput,
  type AmendmentSigning,
  amended,
  amendmentChanges,
  stillFits,
} from '../../domain/evidence/amendment.ts';
import type { Language } from '../../domain/evidence/signature.ts';
import { ask, type Facts, type Finding, type GuardName } from '../../domain/orders/guards.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { refuseFaults } from '../../domain/problem.ts';
import type { Text } from '../../domain/values.ts';
import { type Act, isRepeat, look, type Outcome, requireRevision, requireRole } from '../act.ts';
import { actOn, getWorkOrderFile } from '../orders/access.ts';
import { moveCondition } from '../orders/custody.ts';
import { loadFacts } from '../orders/facts.ts';
import { actOnPart, notOffered, partOf, refuseBlocked, type Shown, type Situation } from '../orders/parts.ts';
import { nowFor } from '../orders/record.ts';
import { certificateFor, certificateKindOf, issueCertificate } from './certificates.ts';
import { bindSignature, provePin, requireProof, type Signing, signingContent } from './signatures.ts';

const BY = ['qa_inspector'] as const;
/** An amendment takes what accepting the item took. */
const SIGNING_GUARDS: readonly GuardName[] = ['acceptor_designated', 'acceptor_independent', 'evidence_intact'];

/**
 * Proposes an amendment of a released or closed order. Raises access.role_denied, resource.not_found, act.not_offered while another one waits
 * or the order was not released, request.invalid with all that is wrong with it.
 */
export async function proposeAmendment(
  act: Act,
  workOrderId: string,
  { changes: given, reason }: AmendmentInput,
): Promise<Outcome<Shown<Amendment>>> {
  return await actOnPart(act, workOrderId, 'amendments', { by: BY }, async ({ file, now }) => {
    const id = act.newId();
    requireReleased(file);
    if (file.amendments.some((a) => a.status === 'proposed'))
      notOffered(
        file.order,
        'An amendment of this order waits already.',
        'この作業指示書の修正案がすでに署名待ちです。',
      );
    const { changes, faults } = amended(file, given);
    refuseFaults(faults);
    const set: Omit<Amendment, 'id' | 'workOrderId'> = {
      changes,
      reason,
      status: 'proposed',
      proposedBy: act.caller.personId,
      proposedAt: now,
      signatureId: null,
      decidedBy: null,
      decidedAt: null,
      withdrawnReason: null,
    };
    const data = { amendmentId: id, changes: given, reason };
    return { partId: id, type: 'amendment_proposed', data, changes: [{ part: 'amendment', id, set }] };
  });
}

/** Withdraws an amendment that waits: whoever proposed it, or an acceptor who declines it. Raises as proposeAmendment does, and 428, 412. */
export async function withdrawAmendment(
  act: Act,
  workOrderId: string,
  amendmentId: string,
  { reason }: { reason: Text },
): Promise<Outcome<Shown<Amendment>>> {
  return await actOnPart(act, workOrderId, 'amendments', { by: BY, revision: true }, async ({ file, now }) => {
    const amendment = waiting(file, amendmentId);
    const set = {
      status: 'withdrawn',
      decidedBy: act.caller.personId,
      decidedAt: now,
      withdrawnReason: reason,
    } as const;
    const changes = [{ part: 'amendment' as const, id: amendment.id, set }];
    return { partId: amendmentId, type: 'amendment_withdrawn', data: { amendmentId, reason }, changes };
  });
}

/**
 * Signs an amendment for the accepting government: it is in force, and the certificate is issued anew. Raises, in this order: access.role_denied,
 * resource.not_found, 428 or 412, act.not_offered, signature.not_authenticated or signature.throttled, act.blocked, signature.content_changed.
 */
export async function signAmendment(
  act: Act,
  workOrderId: string,
  amendmentId: string,
  { signature }: AmendmentSigning,
): Promise<Outcome<Shown<Amendment>>> {
  requireRole(act, ...BY);
  const isNew = await look(act, async (tx) => {
    const { file } = await getWorkOrderFile(tx, act.caller, workOrderId);
    requireRole(actOn(act, file.order), ...BY);
    if (await isRepeat(tx, act)) return false;
    // A pin is not tried for an act that is refused whatever the pin.
    requireRevision(act, file.order.revision);
    signable(file, amendmentId);
    return true;
  });
  const proof = isNew ? await provePin(act, signature) : null;
  return await actOnPart(act, workOrderId, 'amendments', { by: BY, revision: true }, async (situation) => {
    const { tx, file, order, now, sequence } = situation;
    const amendment = signable(file, amendmentId);
    requireProof(proof);
    const { facts, findings } = await judge(situation, amendment);
    refuseBlocked(findings);
    const signed = bindSignature(
      signingOf(amendment, signature.language, facts, findings),
      signature,
      proof,
      sequence,
      act.newId,
    );
    const decided = { status: 'signed', signatureId: signed.id, decidedBy: act.caller.personId, decidedAt: now };
    const amends = amendmentChanges(file, amendment);
    const issued = certificateFor(act, order);
    const { contentSha256, language } = signature;
    return {
      partId: amendmentId,
      type: 'amendment_signed',
      data: { amendmentId, signature: { contentSha256, language }, ...issued },
      changes: [{ part: 'amendment', id: amendmentId, set: decided }, signed, ...amends],
      findings,
      async follow(recorded) {
        await moveCondition(tx, act, now, order, recorded.file.order);
        if (issued.certificateId !== undefined) await issueCertificate(tx, act, recorded, issued.certificateId);
      },
    };
  });
}

/** The content that signing an amendment would bind now. Raises as `signAmendment` does, but for revision and pin. */
export async function amendmentSigningContent(
  act: Act,
  workOrderId: string,
  { amendmentId }: { amendmentId: string },
  language: Language,
): Promise<ReturnType<typeof signingContent>> {
  requireRole(act, ...BY);
  return await look(act, async (tx) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const own = actOn(act, loaded.file.order);
    requireRole(own, ...BY);
    const amendment = signable(loaded.file, amendmentId);
    const now = nowFor(act.clock(), loaded);
    const { facts, findings } = await judge({ tx, act: own, now, loaded }, amendment);
    refuseBlocked(findings);
    return signingContent(signingOf(amendment, language, facts, findings));
  });
}

async function judge({ tx, act, now, loaded }: Pick<Situation, 'tx' | 'act' | 'now' | 'loaded'>, amendment: Amendment) {
  const facts = { ...(await loadFacts(tx, act, now, loaded, { given: { asked: true }, chain: true })), amendment };
  return { facts, findings: ask(SIGNING_GUARDS, facts) };
}

function signingOf(amendment: Amendment, language: Language, facts: Facts, findings: readonly Finding[]): Signing {
  const body = { amendmentId: amendment.id };
  return { act: 'sign_amendment', inspection: null, decision: null, amendment, body, language, facts, findings };
}

function requireReleased({ order }: WorkOrderFile): void {
  if (certificateKindOf(order) !== 'release')
    notOffered(
      order,
      'An amendment is of an order that was released or closed; before that, the record itself is corrected.',
      '修正は引渡し済みまたは完了の作業指示書に対して行います。それ以前は記録自体を訂正してください。',
    );
}

/** The amendment, while it waits. Raises resource.not_found, act.not_offered when it is decided. */
function waiting(file: WorkOrderFile, amendmentId: string): Amendment {
  const amendment = partOf(file.amendments, amendmentId);
  if (amendment.status !== 'proposed')
    notOffered(file.order, `The amendment is ${amendment.status}.`, 'この修正案はすでに処理済みです。');
  return amendment;
}

/** As `waiting`; also raises act.not_offered when what it replaces is no longer there. */
function signable(file: WorkOrderFile, amendmentId: string): Amendment {
  const amendment = waiting(file, amendmentId);
  if (!stillFits(file, amendment.changes))
    notOffered(
      file.order,
      'What it amends reads otherwise by now; withdraw it and propose another.',
      '修正対象の記録が提案後に変わっています。取り下げて、新しい修正案を提案してください。',
    );
  return amendment;
}
