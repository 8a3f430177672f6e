// Certificates: issued in the transaction of the act that asks for one, read as they were issued, and verified.
import {
  CERTIFICATE_TYPES,
  type Certificate,
  type CertificateContent,
  type CertificateKind,
  certificateContent,
  certificateNumber,
} from '../../domain/evidence/certificate.ts';
import { buildCertificate } from '../../domain/evidence/certificate-making.ts';
import { peopleNamedIn } from '../../domain/evidence/certificate-sources.ts';
import { canonical, sha256 } from '../../domain/evidence/evidence.ts';
import { type PublicKey, verifyJws } from '../../domain/evidence/jws.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { Problem } from '../../domain/problem.ts';
import type { Message, Text } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import {
  certificatesOf,
  insertCertificate,
  lastCertificate,
  reliancesOf,
} from '../../storage/evidence/certificates.ts';
import { eventRowsOf } from '../../storage/orders/events.ts';
import { type EventRow, findWorkOrder, type LoadedFile } from '../../storage/orders/work-orders.ts';
import { closuresOf } from '../../storage/registers/facilities.ts';
import { holidayListsFrom } from '../../storage/registers/holidays.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, look } from '../act.ts';
import { getWorkOrder } from '../orders/access.ts';
import { there } from '../there.ts';

/** Which certificate an order has: of its release, or of its condemnation; null: none yet, or it ended otherwise. */
export function certificateKindOf({ status }: Pick<WorkOrder, 'status'>): CertificateKind | null {
  if (status === 'released' || status === 'closed') return 'release';
  return status === 'condemned' ? 'condemnation' : null;
}

/** A new id for the certificate that an event will make; the event names it, so that one taken away is missed. */
export function certificateFor(act: Act, order: Pick<WorkOrder, 'status' | 'historical'>): { certificateId?: string } {
  return certificateKindOf(order) && !order.historical ? { certificateId: act.newId() } : {};
}

/**
 * Issues the certificate of an order whose last event, just recorded, asks for one under `certificateId`: with the head of the chain that
 * this event is. It supersedes the issue before, which stays as it is.
 */
export async function issueCertificate(tx: Tx, act: Act, loaded: LoadedFile, certificateId: string): Promise<void> {
  const { file, head } = loaded;
  const { order } = file;
  const kind = certificateKindOf(order);
  if (kind === null || head.sha256 === null)
    throw new Error('a certificate is of an order that was released or condemned');
  const previous = await lastCertificate(tx, order.id);
  const n = (previous?.n ?? 0) + 1;
  const events = await eventRowsOf(tx, order.id);
  const facility = await there(findRecord(tx, 'facility', order.facilityId));
  const content = buildCertificate({
    kind,
    n,
    issuedAt: head.recordedAt,
    issuedFor: (events.at(-1) as EventRow).type,
    supersedes: previous && { number: previous.number, sha256: previous.sha256 },
    file,
    chain: { sequence: order.revision, sha256: head.sha256 },
    parentNumber: order.parentId === null ? null : ((await findWorkOrder(tx, order.parentId))?.number ?? null),
    platform: await there(findRecord(tx, 'platform', order.platformId)),
    equipment: await there(findRecord(tx, 'equipment', order.equipmentId)),
    facility,
    closures: await closuresOf(tx, facility.id),
    holidayLists: await holidayListsFrom(tx, 0),
    names: await namesOf(tx, peopleNamedIn(file)),
    reliedOn: await reliancesOf(tx, order.id),
    lateEntries: events.flatMap(lateEntryOf),
  });
  const text = canonical(content);
  const certificate: Certificate = {
    id: certificateId,
    workOrderId: order.id,
    kind,
    number: content.number,
    n,
    content: text,
    sha256: sha256(text),
    jws: act.keys.sign(text, CERTIFICATE_TYPES[kind]),
    kid: act.keys.kid,
    issuedAt: head.recordedAt,
    sequence: order.revision,
    supersededBy: null,
  };
  await insertCertificate(tx, certificate, previous?.id ?? null);
}

function lateEntryOf({
  canonical,
  sequence,
  type,
  occurredAt,
  recordedAt,
}: EventRow): CertificateContent['lateEntries'] {
  const { data } = JSON.parse(canonical) as { data: { lateReason?: Text } };
  return data.lateReason ? [{ sequence, type, occurredAt, recordedAt, reason: data.lateReason }] : [];
}

async function namesOf(tx: Tx, people: ReadonlySet<string>): Promise<Map<string, Text>> {
  const names = new Map<string, Text>();
  for (const id of people) names.set(id, (await there(findRecord(tx, 'person', id))).name);
  return names;
}

/** A certificate, with the numbers of its neighbours. */
export interface ShownCertificate extends Certificate {
  supersedesNumber: string | null;
  supersededByNumber: string | null;
}

/** An issue of the certificate of a kind for an order; the last one unless `n` is given. Raises resource.not_found, certificate.none. */
export async function showCertificate(
  act: Act,
  workOrderId: string,
  kind: CertificateKind,
  n?: number,
): Promise<ShownCertificate> {
  const issues = await listCertificates(act, workOrderId);
  const found = issues.filter((c) => c.kind === kind && (n === undefined || c.n === n)).at(-1);
  if (!found) throw new Problem('certificate.none', { issues: issues.map((c) => c.n) });
  return found;
}

/** Every issue of an order's certificate, the first one first. Raises resource.not_found. */
export async function listCertificates(act: Act, workOrderId: string): Promise<ShownCertificate[]> {
  return await look(act, async (tx) => {
    await getWorkOrder(tx, act.caller, workOrderId);
    const issues = await certificatesOf(tx, workOrderId);
    return issues.map((c, at) => ({
      ...c,
      supersedesNumber: issues[at - 1]?.number ?? null,
      supersededByNumber: issues[at + 1]?.number ?? null,
    }));
  });
}

/**
 * The first thing wrong with the certificates of an order, or null: each is canonical, has its hash, is signed by one of the keys (not
 * looked at without them), speaks of this order and of the event that made it, which names it; and each supersedes the one before.
 */
export async function certificateFault(
  tx: Tx,
  order: Pick<WorkOrder, 'id' | 'number'>,
  keys: readonly PublicKey[] | null,
): Promise<Message | null> {
  const events = await eventRowsOf(tx, order.id);
  const issues = await certificatesOf(tx, order.id);
  for (const [index, issue] of issues.entries()) {
    const wrong = wrongWith(issue, order, events, keys) ?? wrongPlace(issues, index);
    if (wrong) return { en: `certificate ${issue.number}: ${wrong.en}`, ja: `証明書${issue.number}：${wrong.ja}` };
  }
  const missing = events.find((e) => {
    const named = certificateNamedBy(e);
    return named !== null && !issues.some((issue) => issue.id === named);
  });
  return missing
    ? {
        en: `the certificate that event ${missing.sequence} made is missing`,
        ja: `事象${missing.sequence}で発行された証明書がありません`,
      }
    : null;
}

function certificateNamedBy({ canonical }: EventRow): string | null {
  const { data } = JSON.parse(canonical) as { data: { certificateId?: string } };
  return data.certificateId ?? null;
}

function wrongWith(
  issue: Certificate,
  order: Pick<WorkOrder, 'id' | 'number'>,
  events: readonly EventRow[],
  keys: readonly PublicKey[] | null,
): Message | null {
  if (sha256(issue.content) !== issue.sha256) return { en: 'its content was changed', ja: '内容が改変されています' };
  const content = contentOf(issue);
  if (content === null)
    return { en: 'its content is not the canonical form of a certificate', ja: '内容が証明書の正準形ではありません' };
  if (keys !== null) {
    const signed = verifyJws(issue.jws, CERTIFICATE_TYPES[issue.kind], keys);
    if ('fault' in signed || signed.payload !== issue.content || signed.kid !== issue.kid)
      return { en: 'no key of this installation signed it', ja: '本システムの鍵による署名ではありません' };
  }
  const event = events.find((e) => e.sequence === issue.sequence);
  const isOfEvent =
    content.chain.sequence === issue.sequence &&
    event?.sha256 === content.chain.sha256 &&
    event.type === content.issuedFor &&
    event.recordedAt === issue.issuedAt &&
    certificateNamedBy(event) === issue.id;
  const isOfOrder =
    issue.workOrderId === order.id &&
    content.order.id === order.id &&
    content.order.number === order.number &&
    issue.number === certificateNumber(order.number, issue.n);
  const isOfRow =
    content.kind === issue.kind &&
    content.n === issue.n &&
    content.number === issue.number &&
    content.issuedAt === issue.issuedAt;
  return isOfEvent && isOfOrder && isOfRow
    ? null
    : { en: 'it is not what the event that it names made', ja: '記載の事象で発行されたものではありません' };
}

function contentOf({ content }: Certificate): CertificateContent | null {
  try {
    const parsed = certificateContent.safeParse(JSON.parse(content));
    return parsed.success && canonical(JSON.parse(content)) === content ? parsed.data : null;
  } catch {
    return null;
  }
}

function wrongPlace(issues: readonly Certificate[], index: number): Message | null {
  const issue = issues[index] as Certificate;
  const [before, after] = [issues[index - 1], issues[index + 1]];
  const { supersedes } = JSON.parse(issue.content) as CertificateContent;
  const isInLine =
    issue.n === index + 1 &&
    issue.supersededBy === (after?.id ?? null) &&
    (supersedes?.sha256 ?? null) === (before?.sha256 ?? null) &&
    (supersedes?.number ?? null) === (before?.number ?? null);
  return isInLine ? null : { en: 'it is not in line with the other issues', ja: '他の版との前後関係が一致しません' };
}
