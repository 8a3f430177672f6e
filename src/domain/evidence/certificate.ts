// Certificates (出荷判定書 at release, 廃棄判定書 when condemned): what they say, as JSON that anyone can check without Seibi.
import { z } from 'zod';
import { CATEGORIES, type Category } from '../metrics/turnaround.ts';
import { ACTIVITIES, CONDITION_CODES, LEVELS } from '../orders/codes.ts';
import { EVENT_TYPES } from '../orders/event.ts';
import { priority } from '../orders/priority.ts';
import { custodyEntry, FINDINGS, orderCodes } from '../orders/work-order.ts';
import { AUTHORIZATION_KINDS } from '../registers/authorization.ts';
import { satisfaction } from '../registers/equivalence.ts';
import { calibration } from '../registers/facility.ts';
import { GQAR_AUTHORITIES } from '../registers/person.ts';
import { HOLDERS } from '../registers/platform.ts';
import { documentRevision } from '../registers/technical-data.ts';
import { DEMAND_STATUSES, PART_SOURCES } from '../supply/part-demand.ts';
import { partName } from '../supply/part-name.ts';
import { decimal, id, instant, isoDate, type Message, text } from '../values.ts';
import { characteristic, DECISIONS, INSPECTION_KINDS } from '../workshop/inspection.ts';
import { DISPOSITIONS, NONCONFORMANCE_STATUSES, SEVERITIES } from '../workshop/nonconformance.ts';
import { OPERATION_STATUSES } from '../workshop/operation.ts';
import { amendedField } from './amendment.ts';
import { LANGUAGES, SIGNED_ACTS } from './signature.ts';

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
export type Named = z.infer<typeof named>;
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
export type StandardMet = z.infer<typeof standardMet>;

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
