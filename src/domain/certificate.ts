// Certificates (出荷判定書 at release, 廃棄判定書 when condemned): what they say, as JSON that anyone can check without Seibi.
import { z } from 'zod';
import { amendedField } from './amendment.ts';
import { AUTHORIZATION_KINDS, type Authorization } from './authorization.ts';
import { ACTIVITIES, type Activity, CONDITION_CODES, LEVELS } from './codes.ts';
import type { Equipment } from './equipment.ts';
import { type Equivalence, satisfaction, satisfies } from './equivalence.ts';
import { EVENT_TYPES, type EventType } from './event.ts';
import {
  type Certification,
  type Closure,
  calibration,
  closedDates,
  type Facility,
  type Instrument,
} from './facility.ts';
import { rounded } from './figures.ts';
import { requirementsFor } from './guards/standards.ts';
import { type HolidayList, holidaysAround } from './holiday.ts';
import { characteristic, conforms, DECISIONS, INSPECTION_KINDS, type Inspection } from './inspection.ts';
import { DISPOSITIONS, NONCONFORMANCE_STATUSES, SEVERITIES } from './nonconformance.ts';
import { OPERATION_STATUSES } from './operation.ts';
import { DEMAND_STATUSES, PART_SOURCES } from './part-demand.ts';
import { partName } from './part-name.ts';
import { GQAR_AUTHORITIES, type Qualification } from './person.ts';
import { HOLDERS, type Platform } from './platform.ts';
import { priority } from './priority.ts';
import { LANGUAGES, SIGNED_ACTS, type Signature } from './signature.ts';
import { documentRevision } from './technical-data.ts';
import { CATEGORIES, type Category, clockOf, TURNAROUND_FORMULA } from './turnaround.ts';
import {
  dateInTokyo,
  decimal,
  type Instant,
  type IsoDate,
  id,
  inPeriod,
  instant,
  isoDate,
  type Message,
  type Text,
  text,
} from './values.ts';
import { custodyEntry, FINDINGS, orderCodes } from './work-order.ts';
import type { WorkOrderFile } from './work-order-file.ts';

export const CERTIFICATE_KINDS = ['release', 'condemnation'] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];
export const certificateNames: Record<CertificateKind, Message> = {
  release: { en: 'Release certificate', ja: '出荷判定書' },
  condemnation: { en: 'Condemnation certificate', ja: '廃棄判定書' },
};

/** The `typ` in the header of a certificate's JWS: what it is signed as. Source: RFC 8725, 3.11. */
export const CERTIFICATE_TYPES: Record<CertificateKind, string> = {
  release: 'seibi-release-certificate',
  condemnation: 'seibi-condemnation-certificate',
};

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const named = z.strictObject({ id, name: text });
type Named = z.infer<typeof named>;
const period = { validFrom: isoDate, validTo: isoDate.nullable() };
const hours = z.number().min(0);
const version = { id, revision: z.int().min(1), sha256: sha256.nullable() };

const standardMet = z
  .strictObject({
    holder: z.enum(HOLDERS),
    required: z.string(),
    by: z.string().meta({ description: 'Who or what had to meet it: the facility, a person or an instrument.' }),
    on: isoDate.meta({ description: 'The day it was judged for.' }),
    held: z
      .strictObject({
        record: z.enum(['certification', 'qualification', 'instrument']),
        ...version,
        standard: z.string(),
        number: z.string().nullable(),
        body: z.string().nullable(),
        ...period,
      })
      .nullable()
      .meta({ description: 'The record that met it; null: the decision was not asked for this standard.' }),
    path: satisfaction.shape.path,
  })
  .meta({
    description: 'A standard that the platform or the work required, and what met it, over which equivalences.',
  });
type StandardMet = z.infer<typeof standardMet>;

const turnaroundShape = z.strictObject({
  formula: z.string(),
  from: instant,
  to: instant,
  grossHours: hours,
  netOfSupplyHours: hours,
  facilityHours: hours,
  hoursByCategory: z.strictObject(
    Object.fromEntries(CATEGORIES.map((c) => [c, hours])) as Record<Category, typeof hours>,
  ),
  workingDays: z.strictObject({ japan: z.int(), usFederal: z.int(), facility: z.int() }),
  targets: z.array(z.strictObject({ n: z.int(), date: isoDate, cause: text.nullable() })),
  onTime: z.strictObject({ original: z.boolean().nullable(), revised: z.boolean().nullable() }),
});

const reportField = z.strictObject({
  field: z.string(),
  value: z.string().nullable().meta({ description: 'Null: Seibi does not know it.' }),
  source: z.string().nullable().meta({ description: 'Where in this certificate the value stands.' }),
});

/** The content of a certificate. Version 1. */
export const certificateContent = z
  .strictObject({
    schemaVersion: z.literal(1),
    kind: z.enum(CERTIFICATE_KINDS),
    number: z.string(),
    n: z.int().min(1).meta({ description: 'Which issue it is: 1 with the act, 2 and on after corrections.' }),
    issuedAt: instant,
    issuedFor: z.enum(EVENT_TYPES).meta({ description: 'The event that made it.' }),
    supersedes: z.strictObject({ number: z.string(), sha256 }).nullable(),
    order: z.strictObject({
      id,
      number: z.string(),
      parentNumber: z.string().nullable(),
      activity: z.enum(ACTIVITIES),
      level: z.enum(LEVELS),
      codes: orderCodes,
      priority,
      discrepancy: text,
      discrepancyTranslation: z
        .strictObject({ text, status: z.enum(['machine', 'reviewed']) })
        .nullable()
        .meta({ description: 'What was written in one language only, in the other.' }),
      customerJobNumber: z.string().nullable(),
      custody: z.array(custodyEntry),
      conditionCode: z.enum(CONDITION_CODES).nullable(),
      finding: z.enum(FINDINGS).nullable(),
      surveyReference: z.string().nullable(),
      inductedAt: instant.nullable(),
      endedAt: instant.nullable().meta({ description: 'When it was released or condemned.' }),
    }),
    item: z.strictObject({
      id,
      designation: z.string(),
      nomenclature: text,
      serialNumber: z.string(),
      uii: z.string().nullable(),
      nsn: z.string().nullable(),
      owningUnit: z.string(),
    }),
    facility: z.strictObject({ id, code: z.string(), name: text, ncage: z.string().nullable() }),
    authorization: z
      .strictObject({
        ...version,
        kind: z.enum(AUTHORIZATION_KINDS),
        number: z.string(),
        issuer: z.string(),
        ...period,
        provisos: z.array(text),
      })
      .nullable(),
    standards: z.array(standardMet),
    operations: z.array(
      z.strictObject({
        id,
        sequence: z.int(),
        title: text,
        activity: z.enum(ACTIVITIES),
        status: z.enum(OPERATION_STATUSES),
        overAndAbove: z.boolean(),
        approvedBy: named.nullable(),
        requires: z.string().nullable(),
        technicalData: z.array(documentRevision),
        performedBy: named.nullable(),
        performedAt: instant.nullable(),
        holdPoint: z.boolean(),
        holdPointWaiver: z.strictObject({ reason: text, waivedBy: named, waivedAt: instant }).nullable(),
        notApplicable: z.strictObject({ reason: text, decidedBy: named }).nullable(),
        reworks: id.nullable(),
      }),
    ),
    lateEntries: z.array(
      z.strictObject({
        sequence: z.int(),
        type: z.enum(EVENT_TYPES),
        occurredAt: instant,
        recordedAt: instant,
        reason: text,
      }),
    ),
    parts: z.array(
      z.strictObject({
        id,
        nsn: z.string().nullable(),
        partNumber: z.string().nullable(),
        nomenclature: text,
        quantity: z.int(),
        documentNumber: z.string().nullable(),
        source: z.enum(PART_SOURCES),
        status: z.enum(DEMAND_STATUSES),
        serialRemoved: z.string().nullable(),
        serialInstalled: z.string().nullable(),
        supplied: partName.optional().meta({ description: 'What came in its place; left out: the part itself.' }),
      }),
    ),
    inspections: z.array(
      z.strictObject({
        id,
        kind: z.enum(INSPECTION_KINDS),
        operationSequence: z.int().nullable(),
        decision: z.enum(DECISIONS),
        signedBy: named,
        signedAt: instant,
        superseded: z.boolean(),
        characteristics: z.array(
          characteristic.extend({
            value: decimal.nullable(),
            conforms: z.boolean().nullable().meta({ description: 'Null: there is no result.' }),
            measuredBy: named.nullable(),
            measuredAt: instant.nullable(),
            instrument: z
              .strictObject({
                ...version,
                serialNumber: z.string(),
                description: text,
                calibration: calibration.nullable(),
              })
              .nullable(),
          }),
        ),
      }),
    ),
    nonconformances: z.array(
      z.strictObject({
        id,
        severity: z.enum(SEVERITIES),
        description: text,
        inspectionId: id.nullable(),
        characteristic: z.int().nullable(),
        disposition: z.enum(DISPOSITIONS).nullable(),
        dispositionReason: text.nullable(),
        dispositionedBy: named.nullable(),
        approvedBy: named.nullable(),
        status: z.enum(NONCONFORMANCE_STATUSES),
        pqdr: z.string().nullable(),
      }),
    ),
    signatures: z.array(
      z.strictObject({
        id,
        act: z.enum(SIGNED_ACTS),
        inspectionId: id.nullable(),
        sequence: z.int(),
        signer: named,
        stampNumber: z.string().nullable(),
        designation: z
          .strictObject({
            ...version,
            qualification: z.string(),
            authority: z.enum(GQAR_AUTHORITIES).nullable(),
            delegationReference: z.string().nullable(),
            ...period,
          })
          .nullable(),
        meaning: z.strictObject({ en: z.string(), ja: z.string() }),
        language: z.enum(LANGUAGES),
        contentSha256: sha256,
        signedAt: instant,
        supersededAt: instant.nullable(),
        pinIssuedBy: named.nullable(),
        pinIssuedAt: instant.nullable(),
      }),
    ),
    amendments: z.array(
      z.strictObject({
        id,
        changes: z.array(amendedField),
        reason: text,
        proposedBy: named,
        proposedAt: instant,
        signedBy: named,
        signedAt: instant,
        signatureId: id,
      }),
    ),
    turnaround: turnaroundShape.nullable(),
    reliedOn: z
      .array(
        z.strictObject({ record: z.string(), ...version, guards: z.array(z.string()), sequences: z.array(z.int()) }),
      )
      .meta({
        description:
          'Every version of a record that a decision on the order relied on: which guard looked at it, in which events. `sha256` is the hash of that version in the chain of its register.',
      }),
    wawfReparableReceivingReport: z.array(reportField).nullable().meta({
      description:
        'Which field of a WAWF Reparable Receiving Report each fact goes to. A mapping for who fills one in; this certificate is none.',
    }),
    chain: z
      .strictObject({ sequence: z.int().min(1), sha256 })
      .meta({ description: 'The head of the order’s chain: the event that made this certificate.' }),
  })
  .meta({
    title: 'Seibi certificate',
    description:
      'The content of a release or condemnation certificate, whose RFC 8785 canonical form is the payload of its JWS (EdDSA).',
  });
export type CertificateContent = z.infer<typeof certificateContent>;

/** A certificate as it is kept. */
export const certificateRecord = z.strictObject({
  id,
  workOrderId: id,
  kind: z.enum(CERTIFICATE_KINDS),
  number: z.string(),
  n: z.int().min(1),
  content: z.string(),
  sha256,
  jws: z.string(),
  kid: z.string(),
  issuedAt: instant,
  sequence: z.int(),
  supersededBy: id.nullable(),
});
export type Certificate = z.infer<typeof certificateRecord>;

/** The number of an issue: that of the order, `-C`, and which one it is. */
export function certificateNumber(orderNumber: string, n: number): string {
  return `${orderNumber}-C${n}`;
}

/** A version of a record that a decision relied on. `data` null: it is no record of a register. */
export interface ReliedOn {
  sequence: number;
  guard: string;
  record: string;
  recordId: string;
  recordRevision: number;
  sha256: string | null;
  data: unknown;
}

/** Everything that a certificate is made of. */
export interface CertificateSources {
  kind: CertificateKind;
  n: number;
  issuedAt: Instant;
  issuedFor: EventType;
  supersedes: { number: string; sha256: string } | null;
  file: WorkOrderFile;
  chain: { sequence: number; sha256: string };
  parentNumber: string | null;
  platform: Platform;
  equipment: Equipment;
  facility: Facility;
  closures: readonly Closure[];
  /** The imported ones of the years that the order spent in work. */
  holidayLists: readonly HolidayList[];
  /** Names of the people in the file, by id. */
  names: ReadonlyMap<string, Text>;
  reliedOn: readonly ReliedOn[];
  lateEntries: CertificateContent['lateEntries'];
}

/** What a certificate says. Pure; its canonical form is what is hashed and signed. */
export function buildCertificate(sources: CertificateSources): CertificateContent {
  const { file, kind, n, platform, equipment, facility, chain } = sources;
  const { order } = file;
  const who = naming(sources.names);
  const authorization = authorizationOf(sources);
  const content: CertificateContent = {
    schemaVersion: 1,
    kind,
    number: certificateNumber(order.number, n),
    n,
    issuedAt: sources.issuedAt,
    issuedFor: sources.issuedFor,
    supersedes: sources.supersedes,
    order: {
      id: order.id,
      number: order.number,
      parentNumber: sources.parentNumber,
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
    },
    item: {
      id: equipment.id,
      designation: platform.designation,
      nomenclature: platform.nomenclature,
      serialNumber: equipment.serialNumber,
      uii: equipment.uii,
      nsn: platform.nsn,
      owningUnit: equipment.owningUnit,
    },
    facility: { id: facility.id, code: facility.code, name: facility.name, ncage: facility.ncage },
    authorization,
    standards: standardsOf(sources),
    operations: file.operations.map((o) => ({
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
    })),
    lateEntries: [...sources.lateEntries],
    parts: file.partDemands
      .filter((d) => d.status !== 'cancelled')
      .map((d) => ({
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
      })),
    inspections: file.inspections.flatMap((i) => inspectionOf(sources, i)),
    nonconformances: file.nonconformances.map((c) => ({
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
    })),
    signatures: file.signatures.map((s) => ({
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
    })),
    amendments: file.amendments.flatMap(
      ({ id, changes, reason, proposedBy, proposedAt, signatureId, decidedBy, decidedAt }) =>
        signatureId === null || decidedBy === null || decidedAt === null
          ? []
          : [
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
            ],
    ),
    turnaround: turnaroundOf(sources),
    reliedOn: versionsOf(sources.reliedOn),
    wawfReparableReceivingReport: null,
    chain,
  };
  return kind === 'release' ? { ...content, wawfReparableReceivingReport: receivingReportOf(content) } : content;
}

function naming(names: ReadonlyMap<string, Text>) {
  const of = (personId: string): Named => ({ id: personId, name: names.get(personId) ?? { en: personId } });
  return { of, maybe: (personId: string | null): Named | null => (personId === null ? null : of(personId)) };
}

function translationOf({ order, translations }: WorkOrderFile): CertificateContent['order']['discrepancyTranslation'] {
  const of = translations.filter(
    (t) =>
      t.subject.part === 'order' && t.original.en === order.discrepancy.en && t.original.ja === order.discrepancy.ja,
  );
  const shown = of.findLast((t) => t.status === 'reviewed') ?? of.at(-1);
  return shown ? { text: { [shown.language]: shown.text }, status: shown.status } : null;
}

type Version = { id: string; revision: number; sha256: string | null };

/** The latest version of each record of a kind that a decision relied on, the oldest decision first. */
function reliedVersions<Data>(sources: CertificateSources, record: string): (Data & Version)[] {
  const versions = new Map<string, Data & Version>();
  for (const r of sources.reliedOn)
    if (r.record === record && r.data !== null)
      versions.set(`${r.recordId} ${r.recordRevision}`, {
        ...(r.data as Data),
        id: r.recordId,
        revision: r.recordRevision,
        sha256: r.sha256,
      });
  return [...versions.values()];
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

type Held = NonNullable<StandardMet['held']> & { supplements: { condition: string; evidence: string }[] };

const heldOf = (record: Held['record'], v: Version, more: Omit<Held, keyof Version | 'record'>): Held => ({
  record,
  id: v.id,
  revision: v.revision,
  sha256: v.sha256,
  ...more,
});

/** Each standard that was required of the facility, the people and the instruments, and what met it on the day. */
function standardsOf(sources: CertificateSources): StandardMet[] {
  const { file, platform, facility } = sources;
  const { order } = file;
  const found = new Map<string, StandardMet>();
  const equivalences = reliedVersions<Equivalence>(sources, 'equivalence');
  const add = (
    holder: StandardMet['holder'],
    by: string,
    on: IsoDate,
    activity: Activity,
    required: string[],
    held: readonly Held[],
  ) => {
    for (const standard of required) {
      const key = `${holder} ${by} ${standard}`;
      if (found.get(key)?.held) continue;
      const met = held
        .filter((h) => inPeriod(h, on))
        .map((h) => ({
          held: h,
          answer: satisfies({
            held: h.standard,
            required: standard,
            on,
            platformId: platform.id,
            activity,
            supplements: h.supplements,
            equivalences,
          }),
        }))
        .find((m) => m.answer.satisfied);
      const { supplements: _, ...kept } = met?.held ?? { supplements: null };
      found.set(key, {
        holder,
        required: standard,
        by,
        on,
        held: met ? (kept as StandardMet['held']) : null,
        path: met?.answer.path ?? [],
      });
    }
  };
  const decidedOn = dateInTokyo(decisionOf(file)?.signedAt ?? order.statusSince);
  const certificates = reliedVersions<Certification>(sources, 'certification').reverse();
  add(
    'facility',
    facility.code,
    decidedOn,
    order.activity,
    requirementsFor(platform, 'facility', order.activity),
    certificates.map((c) =>
      heldOf('certification', c, {
        standard: c.standard,
        number: c.number,
        body: c.body,
        validFrom: c.validFrom,
        validTo: c.validTo,
        supplements: c.supplements,
      }),
    ),
  );
  const qualified = reliedVersions<Qualification>(sources, 'qualification').reverse();
  const heldBy = (personId: string) =>
    qualified
      .filter((q) => q.personId === personId)
      .map((q) =>
        heldOf('qualification', q, {
          standard: q.qualification,
          number: q.stampNumber,
          body: null,
          validFrom: q.validFrom,
          validTo: q.validTo,
          supplements: q.supplements,
        }),
      );
  const nameOf = (personId: string) => {
    const name = sources.names.get(personId);
    return name?.en ?? name?.ja ?? personId;
  };
  for (const { performedBy, performedAt, activity, requires } of file.operations)
    if (performedBy !== null && performedAt !== null) {
      const required = [...requirementsFor(platform, 'technician', activity), ...(requires === null ? [] : [requires])];
      add('technician', nameOf(performedBy), dateInTokyo(performedAt), activity, required, heldBy(performedBy));
    }
  for (const s of file.signatures.filter((x) => isFacilitys(file, x))) {
    const required = requirementsFor(platform, 'inspector', order.activity);
    add('inspector', nameOf(s.signer), dateInTokyo(s.signedAt), order.activity, required, heldBy(s.signer));
  }
  for (const inspection of file.inspections.filter((i) => i.signedSequence !== null))
    for (const { instrumentId, measuredAt } of inspection.results) {
      const instrument = instrumentId === null ? null : instrumentOf(sources, instrumentId);
      if (!instrument) continue;
      const held = instrument.calibrations.map((c) =>
        heldOf('instrument', instrument, {
          standard: c.standard,
          number: c.certificate,
          body: null,
          validFrom: c.calibratedOn,
          validTo: c.dueOn,
          supplements: [],
        }),
      );
      const required = requirementsFor(platform, 'instrument', order.activity);
      add('instrument', instrument.serialNumber, dateInTokyo(measuredAt), order.activity, required, held);
    }
  return [...found.values()];
}

/** The signature that released or condemned. */
function decisionOf({ signatures }: WorkOrderFile): Signature | undefined {
  return signatures.find((s) => s.act === 'release' || s.act === 'condemn');
}

function isFacilitys(file: WorkOrderFile, s: Signature): boolean {
  const inspection = file.inspections.find((i) => i.id === s.inspectionId);
  return inspection ? inspection.kind !== 'acceptance' : s.act === 'accept';
}

function instrumentOf(sources: CertificateSources, instrumentId: string): (Instrument & Version) | null {
  return reliedVersions<Instrument>(sources, 'instrument').findLast((i) => i.id === instrumentId) ?? null;
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

/**
 * The fields of a WAWF Reparable Receiving Report that are public knowledge. Source: the help pages of WAWF at piee.eb.mil (header, line
 * item and UID tabs), and its guide to the Reparable Receiving Report.
 */
function receivingReportOf(content: CertificateContent): CertificateContent['wawfReparableReceivingReport'] {
  const { order, item, facility } = content;
  const acceptance = content.signatures.findLast((s) => s.act === 'release');
  const field = (name: string, value: string | null, source: string) => ({
    field: name,
    value,
    source: value === null ? null : source,
  });
  const unknown = (name: string) => ({ field: name, value: null, source: null });
  const received = order.custody.find((c) => c.direction === 'received');
  return [
    unknown('contractNumber'),
    unknown('deliveryOrder'),
    unknown('clin'),
    unknown('shipmentNumber'),
    field('workOrderNumber', order.number, '/order/number'),
    field('customerJobNumber', order.customerJobNumber, '/order/customerJobNumber'),
    field('nsn', item.nsn, '/item/nsn'),
    unknown('partNumber'),
    field('model', item.designation, '/item/designation'),
    field('itemDescription', item.nomenclature.en ?? item.nomenclature.ja ?? null, '/item/nomenclature'),
    field('serialNumber', item.serialNumber, '/item/serialNumber'),
    field('uii', item.uii, '/item/uii'),
    { field: 'quantityShipped', value: '1', source: null },
    { field: 'unitOfMeasure', value: 'EA', source: null },
    field('supplyConditionCode', order.conditionCode, '/order/conditionCode'),
    field('shipFrom', facility.ncage, '/facility/ncage'),
    field('shipFromName', facility.name.en ?? facility.name.ja ?? null, '/facility/name'),
    field('shipTo', item.owningUnit, '/item/owningUnit'),
    field('shipToName', received?.deliveredBy ?? null, '/order/custody/0/deliveredBy'),
    field('receivingDocument', received?.document ?? null, '/order/custody/0/document'),
    field('acceptanceDate', acceptance ? dateInTokyo(acceptance.signedAt) : null, '/signatures'),
    field(
      'acceptor',
      acceptance ? (acceptance.signer.name.en ?? acceptance.signer.name.ja ?? null) : null,
      '/signatures',
    ),
    field('acceptorDelegation', acceptance?.designation?.delegationReference ?? null, '/signatures'),
  ];
}

/** The people whom a certificate names. */
export function peopleNamedIn({
  operations,
  inspections,
  nonconformances,
  signatures,
  amendments,
}: WorkOrderFile): Set<string> {
  const people = [
    ...operations.flatMap((o) => [
      o.performedBy,
      o.approvedBy,
      o.holdPointWaiver?.waivedBy,
      o.notApplicable?.decidedBy,
    ]),
    ...inspections.flatMap((i) => [i.signedBy, ...i.results.map((r) => r.measuredBy)]),
    ...nonconformances.flatMap((n) => [n.dispositionedBy, n.approvedBy]),
    ...signatures.flatMap((s) => [s.signer, s.pinIssuedBy]),
    ...amendments.flatMap((a) => [a.proposedBy, a.decidedBy]),
  ];
  return new Set(people.filter((personId): personId is string => typeof personId === 'string'));
}
