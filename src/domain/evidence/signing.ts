// What a signature binds: the content an act asserts, and which later changes supersede it.

import { inForce, type WorkOrderFile } from '../orders/work-order-file.ts';
import type { Message } from '../values.ts';
import { conforms, type Inspection, inspectionKindNames } from '../workshop/inspection.ts';
import { canonical, sha256 } from './evidence.ts';
import type { Language, Signature, SignedAct } from './signature.ts';

/** What the signer declares of an inspection, or of the order. Source: 21 CFR 11.50(a)(3), the meaning of the signature stands with it. */
export function meaningOf(
  act: SignedAct,
  inspection: Inspection | null,
  decision: 'passed' | 'failed' | null,
): Message {
  if (inspection) {
    const kind = inspectionKindNames[inspection.kind];
    return decision === 'passed'
      ? {
          en: `I inspected what is recorded here; it passed the ${kind.en}.`,
          ja: `記録のとおり検査し、${kind.ja}に合格と判定します。`,
        }
      : {
          en: `I inspected what is recorded here; it failed the ${kind.en}.`,
          ja: `記録のとおり検査し、${kind.ja}に不合格と判定します。`,
        };
  }
  if (act === 'accept')
    return {
      en: 'The work recorded here was done as required, and I accept it for the facility.',
      ja: '記録された作業が要求どおり実施されたことを確認し、施設として合格と認めます。',
    };
  if (act === 'sign_amendment')
    return {
      en: 'I accept for the government that the record is amended as stated here.',
      ja: '官側として、記録を記載のとおり修正することを認めます。',
    };
  if (act === 'release')
    return {
      en: 'I accept the item for the government and release it with the condition code given.',
      ja: '官側として受領し、記載の状態区分で引渡しを認めます。',
    };
  return { en: 'I declare the item condemned for the finding given.', ja: '記載の判定により本品を廃棄と認めます。' };
}

/**
 * The form of the subject that signatures are given on now. The first knew only parts with a serial number, and neither codes, customer’s
 * job number nor authorization; what was signed in that form is compared in that form.
 */
export const SUBJECT_VERSION = 2;

/**
 * The part of the order that an act asserts and that may change later. Status, labor hours and the clock are not in it.
 * Receiving speaks of the item as it came; in-process of the operations up to its own; both of what the owner agreed to use as it is on
 * their sheet out of limits; the others of the whole work, and the acts on the order of the authorization it is done under.
 * Source: lifecycle.md, Signing.
 */
export function subjectOf(
  file: WorkOrderFile,
  act: SignedAct,
  inspectionId: string | null,
  version: number = SUBJECT_VERSION,
): Record<string, unknown> {
  const { order } = file;
  const head = {
    workOrder: order.number,
    equipmentId: order.equipmentId,
    facilityId: order.facilityId,
    activity: order.activity,
    level: order.level,
    discrepancy: order.discrepancy,
  };
  const inspection = file.inspections.find((i) => i.id === inspectionId);
  const sheet = (i: Inspection) => ({
    id: i.id,
    kind: i.kind,
    operationId: i.operationId,
    characteristics: i.characteristics,
    results: i.results,
  });
  if (inspection?.kind === 'receiving')
    return { ...head, inspection: sheet(inspection), ...usedAsIsOf(file, inspection) };
  if (inspection?.kind === 'in_process') {
    const own = file.operations.find((o) => o.id === inspection.operationId);
    const operations = operationsOf(file, own?.sequence);
    return { ...head, inspection: sheet(inspection), operations, ...usedAsIsOf(file, inspection) };
  }
  const isFirst = version < 2;
  const whole = {
    ...head,
    operations: operationsOf(file),
    ...(isFirst ? {} : { codes: order.codes, customerJobNumber: order.customerJobNumber }),
    parts: file.partDemands
      .filter((d) => d.status === 'received' && (!isFirst || d.serialInstalled !== null))
      .map((d) => ({
        id: d.id,
        nsn: d.nsn,
        partNumber: d.partNumber,
        ...(isFirst ? {} : { nomenclature: d.nomenclature }),
        quantity: d.quantity,
        ...(d.supplied === null ? {} : { supplied: d.supplied }),
        serialRemoved: d.serialRemoved,
        serialInstalled: d.serialInstalled,
      })),
    nonconformances: file.nonconformances.map((n) => ({
      id: n.id,
      severity: n.severity,
      description: n.description,
      disposition: n.disposition,
      approvedBy: n.approvedBy,
    })),
  };
  if (inspection) return { ...whole, inspection: sheet(inspection) };
  return {
    ...whole,
    ...(isFirst ? {} : { authorizationId: order.authorizationId }),
    // The acceptor's own inspection comes after the facility accepted, and takes nothing from that.
    inspections: file.inspections
      .filter((i) => i.signedSequence !== null && (act !== 'accept' || i.kind !== 'acceptance'))
      .map((i) => ({ ...sheet(i), decision: i.decision, signedBy: i.signedBy })),
  };
}

// A pass may rest on what the owner agreed to of a value out of its limits: decided anew, it rests on nothing. A pass that conforms does not.
function usedAsIsOf({ nonconformances }: WorkOrderFile, { id, characteristics, results }: Inspection) {
  const out = characteristics.flatMap((c, index) =>
    results.some((r) => r.characteristic === index + 1 && !conforms(c, r)) ? [index + 1] : [],
  );
  const usedAsIs = nonconformances
    .filter((n) => n.inspectionId === id && n.disposition === 'use_as_is' && n.approvedBy !== null)
    .filter((n) => out.some((characteristic) => characteristic === n.characteristic))
    .map((n) => ({ id: n.id, characteristic: n.characteristic, approvedBy: n.approvedBy }));
  return usedAsIs.length > 0 ? { usedAsIs } : {};
}

function operationsOf(file: WorkOrderFile, upTo = Number.POSITIVE_INFINITY) {
  return file.operations
    .filter((o) => o.sequence <= upTo)
    .map((o) => ({
      id: o.id,
      sequence: o.sequence,
      title: o.title,
      activity: o.activity,
      technicalData: o.technicalData,
      requires: o.requires,
      holdPoint: o.holdPoint,
      holdPointWaiver: o.holdPointWaiver,
      reworks: o.reworks,
      status: o.status,
      performedBy: o.performedBy,
      performedAt: o.performedAt,
      notApplicable: o.notApplicable,
    }));
}

/** The hash by which a later change of the subject is noticed. */
export function subjectHash(
  file: WorkOrderFile,
  act: SignedAct,
  inspectionId: string | null,
  version: number = SUBJECT_VERSION,
): string {
  return sha256(canonical(subjectOf(file, act, inspectionId, version)));
}

export interface SigningContent {
  act: SignedAct;
  meaning: string;
  subject: Record<string, unknown>;
  /** The records the act relies on, with the reason why each counts, in the language shown. */
  reliedOn: {
    guard: string;
    reason: string;
    records: { record: string; id: string; revision: number | null; text: string }[];
  }[];
  body: Record<string, unknown>;
  signer: { id: string; name: string; stampNumber: string | null };
  language: Language;
}

/** Signatures still in force whose subject the next state no longer matches. */
export function newlySuperseded(before: WorkOrderFile, next: WorkOrderFile): Signature[] {
  return before.signatures.filter(
    (s) =>
      s.supersededAt === null &&
      s.act !== 'sign_amendment' &&
      subjectHash(next, s.act, s.inspectionId, s.subjectVersion ?? 1) !== s.subjectSha256,
  );
}

/**
 * Superseded signatures that nobody has given again: no later one in force stands for the same thing (the same kind of
 * inspection and operation, or the same act). Those that an act at that point could not have yet are left out.
 */
export function ungivenSignatures(file: WorkOrderFile, forAct: 'accept' | 'release'): Signature[] {
  const counted = file.signatures.filter((s) => forAct === 'release' || !isGovernments(file, s));
  return counted.filter(
    (s) =>
      s.supersededAt !== null &&
      !counted.some((other) => inForce(file, other.id) && keyOf(file, other) === keyOf(file, s)),
  );
}

/** Signatures in force that `isDoubted` and that no later undoubted one replaces. What a later inspection stands for needs no signature any more. */
export function unreplacedSignatures(
  file: WorkOrderFile,
  forAct: 'accept' | 'release',
  isDoubted: (signature: Signature) => boolean,
): Signature[] {
  const standing = file.signatures.filter((s) => {
    if (!inForce(file, s.id) || (forAct === 'accept' && isGovernments(file, s))) return false;
    return !file.inspections.some((i) => i.id === s.inspectionId && i.supersededBy !== null);
  });
  return standing.filter(
    (s) =>
      isDoubted(s) &&
      !standing.some((o) => o.sequence > s.sequence && keyOf(file, o) === keyOf(file, s) && !isDoubted(o)),
  );
}

// Before it accepts, the facility has nothing to give again of its own acceptance or of the government's.
function isGovernments(file: WorkOrderFile, s: Signature): boolean {
  return (
    s.act !== 'sign_inspection' || file.inspections.some((i) => i.id === s.inspectionId && i.kind === 'acceptance')
  );
}

function keyOf(file: WorkOrderFile, s: Signature): string {
  const inspection = file.inspections.find((i) => i.id === s.inspectionId);
  return inspection ? `${inspection.kind}:${inspection.operationId ?? ''}` : s.act;
}
