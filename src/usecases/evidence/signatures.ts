// Signing: proving who signs, building the exact content that is shown, and binding its hash.

import { type Amendment, amendmentSubject } from '../../domain/evidence/amendment.ts';
import { canonical, sha256 } from '../../domain/evidence/evidence.ts';
import type { Language, SignatureInput, SignedAct } from '../../domain/evidence/signature.ts';
import { meaningOf, type SigningContent, SUBJECT_VERSION, subjectOf } from '../../domain/evidence/signing.ts';
import type { Change } from '../../domain/orders/event.ts';
import type { Facts, Finding } from '../../domain/orders/guards.ts';
import { Problem } from '../../domain/problem.ts';
import { qualifies } from '../../domain/registers/person.ts';
import type { Instant } from '../../domain/values.ts';
import type { Inspection } from '../../domain/workshop/inspection.ts';
import { findPin, savePin } from '../../storage/registers/pins.ts';
import type { Act } from '../act.ts';

// Six digits stand 1,000,000 guesses; five tries a quarter of an hour make that years.
const TRIES = 5;
const LOCK_MINUTES = 15;

/** What proving a pin found out, before the transaction that signs. */
export interface Proof {
  outcome: 'proven' | 'wrong' | 'throttled';
  /** When proven: who issued the pin’s one-time code and when, and when the holder set the pin with it. */
  pin?: { issuedBy: string; issuedAt: Instant | null; setAt: Instant };
  /** When wrong: after how many more wrong pins signing locks. */
  triesLeft?: number;
  /** When throttled: until when, and how many seconds that is. */
  lockedUntil?: Instant | null;
  retryAfterSeconds?: number;
}

/**
 * Checks the caller's pin. Each try is counted before it is judged, so that tries at once don't get around the limit.
 * Source: NIST SP 800-63B 5.2.2, throttling of guesses; 21 CFR 11.200(a).
 */
export async function provePin(act: Act, signature: SignatureInput): Promise<Proof> {
  const personId = act.caller.personId;
  const pin = await act.database.write(async (tx) => {
    const row = await findPin(tx, personId);
    if (!row) return null;
    const now = act.clock();
    if (row.lockedUntil !== null && row.lockedUntil > now) return { ...row, locked: true, triesLeft: 0 };
    const failures = (row.lockedUntil === null ? row.failures : 0) + 1;
    const lockedUntil = failures >= TRIES ? new Date(Date.parse(now) + LOCK_MINUTES * 60_000).toISOString() : null;
    await savePin(tx, { ...row, failures, lockedUntil });
    return { ...row, locked: false, triesLeft: TRIES - failures };
  });
  // Without a pin nothing is counted, and nothing locks.
  if (pin === null) return { outcome: 'wrong', triesLeft: TRIES };
  if (pin.locked) {
    const { lockedUntil } = pin;
    const retryAfterSeconds = Math.ceil((Date.parse(lockedUntil ?? '') - Date.parse(act.clock())) / 1000);
    return { outcome: 'throttled', lockedUntil, retryAfterSeconds };
  }
  if (!(await act.pins.verify(signature.pin, pin.scrypt))) return { outcome: 'wrong', triesLeft: pin.triesLeft };
  await act.database.write(async (tx) => {
    const row = await findPin(tx, personId);
    if (row && row.setAt === pin.setAt) await savePin(tx, { ...row, failures: 0, lockedUntil: null });
  });
  const { issuedBy, issuedAt, setAt } = pin;
  return { outcome: 'proven', pin: { issuedBy, issuedAt, setAt } };
}

/** Raises signature.not_authenticated or signature.throttled unless the pin was right. `proof` null: a repeat, whose answer expired under it: idempotency.in_progress. */
export function requireProof(proof: Proof | null): asserts proof is Proof {
  if (proof === null) throw new Problem('idempotency.in_progress');
  const { outcome, triesLeft, lockedUntil, retryAfterSeconds } = proof;
  if (outcome === 'throttled') throw new Problem('signature.throttled', { lockedUntil, retryAfterSeconds });
  if (outcome === 'wrong') throw new Problem('signature.not_authenticated', { triesLeft });
}

/** What is being signed: the act with its whole body, on the facts as they are. */
export interface Signing {
  act: SignedAct;
  inspection: Inspection | null;
  decision: 'passed' | 'failed' | null;
  /** For sign_amendment: which one. */
  amendment?: Amendment;
  /** The body of the act without its signature. */
  body: Record<string, unknown>;
  language: Language;
  facts: Facts;
  findings: readonly Finding[];
}

/** The content shown to the signer, and the hash that a signature binds. */
export function signingContent(signing: Signing): {
  content: SigningContent;
  canonicalText: string;
  contentSha256: string;
} {
  const { facts, language, findings } = signing;
  const name = facts.caller.name;
  const content: SigningContent = {
    act: signing.act,
    meaning: meaningOf(signing.act, signing.inspection, signing.decision)[language],
    subject: subjectFor(signing),
    reliedOn: findings
      .filter((f) => f.holds === true && f.evidence.some((e) => e.revision !== null))
      .map((f) => ({
        guard: f.guard,
        reason: f.message[language],
        records: f.evidence
          .filter((e) => e.revision !== null)
          .map((e) => ({ record: e.record, id: e.id, revision: e.revision, text: e.text[language] })),
      })),
    body: JSON.parse(JSON.stringify(signing.body)) as Record<string, unknown>,
    signer: { id: facts.caller.id, name: name[language] ?? name.en ?? name.ja ?? '', stampNumber: stampOf(signing) },
    language,
  };
  const canonicalText = canonical(content);
  return { content, canonicalText, contentSha256: sha256(canonicalText) };
}

// What the signature speaks of.
function subjectFor({ act, inspection, amendment, facts }: Signing): Record<string, unknown> {
  return amendment ? amendmentSubject(facts.file, amendment) : subjectOf(facts.file, act, inspection?.id ?? null);
}

/** The stamp of the designation the signer acts under: GQAR for the government, CDI or QAR for the facility. */
function stampOf({ act, inspection, facts }: Pick<Signing, 'act' | 'inspection' | 'facts'>): string | null {
  const isGovernments = act === 'release' || act === 'sign_amendment' || inspection?.kind === 'acceptance';
  const designations = isGovernments ? ['GQAR'] : ['CDI', 'QAR'];
  const stamped = facts.callerQualifications.find(
    (q) =>
      q.stampNumber !== null &&
      designations.includes(q.qualification) &&
      qualifies(q, facts.on, facts.facility.id, facts.platform.id),
  );
  return stamped?.stampNumber ?? null;
}

/**
 * The signature as a change of the order. Raises signature.content_changed when the hash is not that of the content as
 * it is now.
 */
export function bindSignature(
  signing: Signing,
  given: SignatureInput,
  proof: Proof,
  sequence: number,
  newId: () => string,
): Change {
  const { canonicalText, contentSha256 } = signingContent(signing);
  if (given.contentSha256 !== contentSha256) throw new Problem('signature.content_changed');
  const { facts } = signing;
  const inspectionId = signing.inspection?.id ?? null;
  return {
    part: 'signature',
    id: newId(),
    set: {
      act: signing.act,
      inspectionId,
      signer: facts.caller.id,
      meaning: meaningOf(signing.act, signing.inspection, signing.decision),
      language: given.language,
      content: canonicalText,
      contentSha256,
      subjectSha256: sha256(canonical(subjectFor(signing))),
      subjectVersion: SUBJECT_VERSION,
      stampNumber: stampOf(signing),
      pinIssuedBy: proof.pin?.issuedBy ?? null,
      pinIssuedAt: proof.pin?.issuedAt ?? null,
      pinSetAt: proof.pin?.setAt ?? null,
      signedAt: facts.now,
      sequence,
      supersededAt: null,
    },
  };
}
