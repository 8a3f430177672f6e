// How a certificate is made: what it says, drawn from the order’s file and the versions of the records that its decisions relied on.

import { rounded } from '../metrics/figures.ts';
import { CATEGORIES, type Category, clockOf, TURNAROUND_FORMULA } from '../metrics/turnaround.ts';
import type { WorkOrderFile } from '../orders/work-order-file.ts';
import type { Authorization } from '../registers/authorization.ts';
import { closedDates } from '../registers/facility.ts';
import { holidaysAround } from '../registers/holiday.ts';
import type { Qualification } from '../registers/person.ts';
import type { PartDemand } from '../supply/part-demand.ts';
import { dateInTokyo, type Text } from '../values.ts';
import { conforms, type Inspection } from '../workshop/inspection.ts';
import type { Nonconformance } from '../workshop/nonconformance.ts';
import type { Operation } from '../workshop/operation.ts';
import type { Amendment } from './amendment.ts';
import { type CertificateContent, certificateNumber, type Named } from './certificate.ts';
import { type CertificateSources, instrumentOf, type ReliedOn, reliedVersions } from './certificate-sources.ts';
import { standardsOf } from './certificate-standards.ts';
import { receivingReportOf } from './receiving-report.ts';
import type { Signature } from './signature.ts';

/** What a certificate says. Pure; its canonical form is what is hashed and signed. */
export function buildCertificate(sources: CertificateSources): CertificateContent {
  const { file, kind, n, facility } = sources;
  const who = naming(sources.names);
  const content: CertificateContent = {
    schemaVersion: 1,
    kind,
    number: certificateNumber(file.order.number, n),
    n,
    issuedAt: sources.issuedAt,
    issuedFor: sources.issuedFor,
    supersedes: sources.supersedes,
    order: orderOf(sources),
    item: itemOf(sources),
    facility: { id: facility.id, code: facility.code, name: facility.name, ncage: facility.ncage },
    authorization: authorizationOf(sources),
    standards: standardsOf(sources),
    operations: file.operations.map((o) => operationOf(o, who)),
    lateEntries: [...sources.lateEntries],
    parts: file.partDemands.filter((d) => d.status !== 'cancelled').map(partOf),
    inspections: file.inspections.flatMap((i) => inspectionOf(sources, i)),
    nonconformances: file.nonconformances.map((c) => nonconformanceOf(c, who)),
    signatures: file.signatures.map((s) => signatureOf(sources, s, who)),
    amendments: file.amendments.flatMap((a) => amendmentOf(a, who)),
    turnaround: turnaroundOf(sources),
    reliedOn: versionsOf(sources.reliedOn),
    wawfReparableReceivingReport: null,
    chain: sources.chain,
  };
  return kind === 'release' ? { ...content, wawfReparableReceivingReport: receivingReportOf(content) } : content;
}

/** People as a certificate names them. */
function naming(names: ReadonlyMap<string, Text>) {
  const of = (personId: string): Named => ({ id: personId, name: names.get(personId) ?? { en: personId } });
  return { of, maybe: (personId: string | null): Named | null => (personId === null ? null : of(personId)) };
}

type Naming = ReturnType<typeof naming>;

function orderOf({ file, parentNumber }: CertificateSources): CertificateContent['order'] {
  const { order } = file;
  return {
    id: order.id,
    number: order.number,
    parentNumber,
    activity: order.activity,
    level: order.level,
    codes: order.codes,
    priority: order.priority,
    discrepancy: order.discrepancy,
    discrepancyTranslation: translationOf(file),
    customerJobNumber: order.customerJobNumber,
    custody: order.custody,
    conditionCode: order.conditionCode,
    finding: order.finding,
    surveyReference: order.surveyReference,
    inductedAt: order.inductedAt,
    endedAt: order.endedAt,
  };
}

function translationOf({ order, translations }: WorkOrderFile): CertificateContent['order']['discrepancyTranslation'] {
  const of = translations.filter(
    (t) =>
      t.subject.part === 'order' && t.original.en === order.discrepancy.en && t.original.ja === order.discrepancy.ja,
  );
  const shown = of.findLast((t) => t.status === 'reviewed') ?? of.at(-1);
  return shown ? { text: { [shown.language]: shown.text }, status: shown.status } : null;
}

function itemOf({ equipment, platform }: CertificateSources): CertificateContent['item'] {
  return {
    id: equipment.id,
    designation: platform.designation,
    nomenclature: platform.nomenclature,
    serialNumber: equipment.serialNumber,
    uii: equipment.uii,
    nsn: platform.nsn,
    owningUnit: equipment.owningUnit,
  };
}

function authorizationOf(sources: CertificateSources): CertificateContent['authorization'] {
  const { authorizationId } = sources.file.order;
  if (authorizationId === null) return null;
  type Kept = Omit<Authorization, 'valueUsed'>;
  const relied = reliedVersions<Kept>(sources, 'authorization').findLast((a) => a.id === authorizationId);
  if (!relied) return null;
  const { id, revision, sha256, kind, number, issuer, validFrom, validTo, provisos } = relied;
  return { id, revision, sha256, kind, number, issuer, validFrom, validTo, provisos };
}

function operationOf(o: Operation, who: Naming): CertificateContent['operations'][number] {
  return {
    id: o.id,
    sequence: o.sequence,
    title: o.title,
    activity: o.activity,
    status: o.status,
    overAndAbove: o.overAndAbove,
    approvedBy: who.maybe(o.approvedBy),
    requires: o.requires,
    technicalData: o.technicalData,
    performedBy: who.maybe(o.performedBy),
    performedAt: o.performedAt,
    holdPoint: o.holdPoint,
    holdPointWaiver: o.holdPointWaiver && { ...o.holdPointWaiver, waivedBy: who.of(o.holdPointWaiver.waivedBy) },
    notApplicable: o.notApplicable && {
      reason: o.notApplicable.reason,
      decidedBy: who.of(o.notApplicable.decidedBy),
    },
    reworks: o.reworks,
  };
}

function partOf(d: PartDemand): CertificateContent['parts'][number] {
  return {
    id: d.id,
    nsn: d.nsn,
    partNumber: d.partNumber,
    nomenclature: d.nomenclature,
    quantity: d.quantity,
    documentNumber: d.documentNumber,
    source: d.source,
    status: d.status,
    serialRemoved: d.serialRemoved,
    serialInstalled: d.serialInstalled,
    ...(d.supplied === null ? {} : { supplied: d.supplied }),
  };
}

function inspectionOf(sources: CertificateSources, i: Inspection): CertificateContent['inspections'] {
  const { file } = sources;
  const who = naming(sources.names);
  if (i.decision === null || i.signedBy === null || i.signedAt === null) return [];
  const signature = file.signatures.find((s) => s.id === i.signatureId);
  return [
    {
      id: i.id,
      kind: i.kind,
      operationSequence: file.operations.find((o) => o.id === i.operationId)?.sequence ?? null,
      decision: i.decision,
      signedBy: who.of(i.signedBy),
      signedAt: i.signedAt,
      superseded: i.supersededBy !== null || signature?.supersededAt !== null,
      characteristics: i.characteristics.map((c, index) => {
        const result = i.results.find((r) => r.characteristic === index + 1);
        const instrument = result?.instrumentId ? instrumentOf(sources, result.instrumentId) : null;
        const on = result && dateInTokyo(result.measuredAt);
        return {
          ...c,
          value: result?.value ?? null,
          conforms: result ? conforms(c, result) : null,
          measuredBy: who.maybe(result?.measuredBy ?? null),
          measuredAt: result?.measuredAt ?? null,
          instrument: instrument && {
            id: instrument.id,
            revision: instrument.revision,
            sha256: instrument.sha256,
            serialNumber: instrument.serialNumber,
            description: instrument.description,
            calibration:
              instrument.calibrations.find((k) => on !== undefined && k.calibratedOn <= on && on <= k.dueOn) ?? null,
          },
        };
      }),
    },
  ];
}

function nonconformanceOf(c: Nonconformance, who: Naming): CertificateContent['nonconformances'][number] {
  return {
    id: c.id,
    severity: c.severity,
    description: c.description,
    inspectionId: c.inspectionId,
    characteristic: c.characteristic,
    disposition: c.disposition,
    dispositionReason: c.dispositionReason,
    dispositionedBy: who.maybe(c.dispositionedBy),
    approvedBy: who.maybe(c.approvedBy),
    status: c.status,
    pqdr: c.pqdr,
  };
}

function signatureOf(sources: CertificateSources, s: Signature, who: Naming): CertificateContent['signatures'][number] {
  return {
    id: s.id,
    act: s.act,
    inspectionId: s.inspectionId,
    sequence: s.sequence,
    signer: who.of(s.signer),
    stampNumber: s.stampNumber,
    designation: designationOf(sources, s),
    meaning: s.meaning,
    language: s.language,
    contentSha256: s.contentSha256,
    signedAt: s.signedAt,
    supersededAt: s.supersededAt,
    pinIssuedBy: who.maybe(s.pinIssuedBy),
    pinIssuedAt: s.pinIssuedAt,
  };
}

/** An amendment in force; one that is not signed says nothing. */
function amendmentOf(a: Amendment, who: Naming): CertificateContent['amendments'] {
  const { id, changes, reason, proposedBy, proposedAt, signatureId, decidedBy, decidedAt } = a;
  if (signatureId === null || decidedBy === null || decidedAt === null) return [];
  return [
    {
      id,
      changes,
      reason,
      proposedBy: who.of(proposedBy),
      proposedAt,
      signedBy: who.of(decidedBy),
      signedAt: decidedAt,
      signatureId,
    },
  ];
}

const DESIGNATED = ['CDI', 'QAR', 'GQAR'];

/** The designation that the signer acted under, as the decision of that event relied on it. */
function designationOf(
  sources: CertificateSources,
  s: Signature,
): CertificateContent['signatures'][number]['designation'] {
  const at = { ...sources, reliedOn: sources.reliedOn.filter((r) => r.sequence === s.sequence) };
  const held = reliedVersions<Qualification>(at, 'qualification').find(
    (q) => q.personId === s.signer && DESIGNATED.includes(q.qualification),
  );
  if (!held) return null;
  const { id, revision, sha256, qualification, authority, delegationReference, validFrom, validTo } = held;
  return { id, revision, sha256, qualification, authority, delegationReference, validFrom, validTo };
}

function turnaroundOf(sources: CertificateSources): CertificateContent['turnaround'] {
  const { file, facility, closures, holidayLists } = sources;
  const { inductedAt, endedAt } = file.order;
  if (inductedAt === null || endedAt === null) return null;
  const clock = clockOf({
    inductedAt,
    releasedAt: endedAt,
    facility: { calendar: facility.calendar, closedDates: closedDates(facility, closures) },
    holidays: holidaysAround(dateInTokyo(inductedAt), dateInTokyo(endedAt), holidayLists),
    segments: file.segments,
    targets: file.targets,
  });
  const by = clock.millisecondsByCategory;
  const ofFacility = by.receiving + by.maintenance + by.inspection + by.capacity;
  const inHours = (milliseconds: number) => rounded(milliseconds / 3_600_000);
  return {
    formula: TURNAROUND_FORMULA,
    from: inductedAt,
    to: endedAt,
    grossHours: inHours(clock.grossMilliseconds),
    netOfSupplyHours: inHours(clock.grossMilliseconds - by.supply),
    facilityHours: inHours(ofFacility),
    hoursByCategory: Object.fromEntries(CATEGORIES.map((c) => [c, inHours(by[c])])) as Record<Category, number>,
    workingDays: clock.workingDays,
    targets: file.targets.map(({ n, date, cause }) => ({ n, date, cause })),
    onTime: clock.onTime,
  };
}

/** Each version once, with the guards and events that looked at it. */
function versionsOf(reliedOn: readonly ReliedOn[]): CertificateContent['reliedOn'] {
  const versions = new Map<string, CertificateContent['reliedOn'][number]>();
  for (const { record, recordId, recordRevision, sha256, guard, sequence } of reliedOn) {
    const key = `${record} ${recordId} ${recordRevision}`;
    const known = versions.get(key) ?? {
      record,
      id: recordId,
      revision: recordRevision,
      sha256,
      guards: [],
      sequences: [],
    };
    if (!known.guards.includes(guard)) known.guards.push(guard);
    if (!known.sequences.includes(sequence)) known.sequences.push(sequence);
    versions.set(key, known);
  }
  return [...versions.values()];
}
