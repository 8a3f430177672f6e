// Signers: whether who signed was entitled to on that day, as recorded now, by the rule they signed under.

import type { Signature } from '../../evidence/signature.ts';
import { unreplacedSignatures } from '../../evidence/signing.ts';
import type { Holder } from '../../registers/person.ts';
import { dateInTokyo, type Instant, type IsoDate, inBoth, type Message } from '../../values.ts';
import { inspectionKindNames } from '../../workshop/inspection.ts';
import type { Activity } from '../codes.ts';
import { type Answer, activityOf, type Evidence, type Facts, personEvidence } from './facts.ts';
import { acceptorDesignated, inspectorQualified } from './people.ts';

/** What of a signature says by which rule its signer is judged. */
export interface SignedUnder {
  signedAt: Instant;
  /** Given for the accepting government; else for the facility. */
  isGovernments: boolean;
  /** Of the operation inspected, or else of the order. */
  activity: Activity;
}

/** Whether a signer was entitled to a signature on the day they gave it. The rule is the one that acts signed today are asked. */
export function signerEntitled(
  { signedAt, isGovernments, activity }: SignedUnder,
  { person, qualifications }: Holder,
  place: Pick<Facts, 'platform' | 'facility' | 'equivalences'>,
): Answer {
  const rule = isGovernments ? acceptorDesignated : inspectorQualified;
  return rule({
    ...place,
    on: dateInTokyo(signedAt),
    caller: person,
    callerQualifications: [...qualifications],
    operation: null,
    file: { order: { activity } },
  });
}

/** A signature in force that its signer, as recorded now, was not entitled to: who, on which day, and why. */
export interface Doubt {
  signature: Signature;
  what: Message;
  name: Message;
  on: IsoDate;
  why: Message;
  /** The person and what they hold or lack. */
  evidence: Evidence[];
}

/** What is doubtful about a signature of an order that has not ended; null: nothing is, or its signer is none of `facts.signers`. */
export function doubtOf(facts: Facts, signature: Signature): Doubt | null {
  const { file } = facts;
  const signer = facts.signers.find(({ person }) => person.id === signature.signer);
  if (!signer) return null;
  const inspection = file.inspections.find((i) => i.id === signature.inspectionId);
  const operation = file.operations.find((o) => o.id === inspection?.operationId) ?? null;
  const { signedAt } = signature;
  const isGovernments = inspection?.kind === 'acceptance';
  const given = { signedAt, isGovernments, activity: activityOf({ operation, file }) };
  const { holds, message, evidence } = signerEntitled(given, signer, facts);
  if (holds !== false) return null;
  const who = personEvidence(signer.person);
  return {
    signature,
    what: inspection ? inspectionKindNames[inspection.kind] : { en: 'facility’s acceptance', ja: '施設の合格判定' },
    name: inBoth(signer.person.name),
    on: dateInTokyo(signedAt),
    why: { en: message.en.replace(/\.$/, ''), ja: message.ja.replace(/。$/, '') },
    evidence: evidence.some((e) => e.id === who.id) ? evidence : [who, ...evidence],
  };
}

/** The doubtful signatures that have to be given again before an act. */
export function doubtsBefore(facts: Facts, forAct: 'accept' | 'release'): Doubt[] {
  const doubts = facts.file.signatures.filter((s) => s.supersededAt === null).flatMap((s) => doubtOf(facts, s) ?? []);
  const isDoubted = (signature: Signature) => doubts.some((d) => d.signature === signature);
  const ungiven = new Set(unreplacedSignatures(facts.file, forAct, isDoubted));
  return doubts.filter((d) => ungiven.has(d.signature));
}
