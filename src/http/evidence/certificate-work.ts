// The blocks of a certificate that tell of the work: operations, parts, inspections, nonconformances and signatures.
import type { CertificateContent } from '../../domain/evidence/certificate.ts';
import type { Language } from '../../domain/evidence/signature.ts';
import { activityNames } from '../../domain/orders/codes.ts';
import { displayNsn } from '../../domain/registers/identifiers.ts';
import { demandStatusNames } from '../../domain/supply/part-demand.ts';
import { inspectionKindNames } from '../../domain/workshop/inspection.ts';
import { nonconformanceStatusNames } from '../../domain/workshop/nonconformance.ts';
import { type Block, inJapan, type Pen, plain } from '../paper/sheet.ts';
import { actNames, dispositionNames, severityNames, sourceNames, words } from './certificate-words.ts';

/** The operations, each with who did it and what was decided about it. */
export function operations(pen: Pen, c: CertificateContent): Block {
  return pen.table(
    words.operations,
    [
      [words.no, 1],
      [words.operation, 6],
      [words.technicalData, 3],
      [words.performed, 3],
    ],
    c.operations.map((o) => [
      plain(o.sequence),
      [
        ...pen.text(o.title),
        ...(o.activity === c.order.activity ? [] : pen.phrase(activityNames[o.activity])),
        ...(o.requires === null ? [] : pen.line(words.requires, o.requires)),
        ...(o.approvedBy && o.overAndAbove ? pen.line(words.overAndAbove, pen.name(o.approvedBy)) : []),
        ...(o.holdPoint && !o.holdPointWaiver ? pen.phrase(words.holdPoint) : []),
        ...(o.holdPointWaiver
          ? [...pen.line(words.waived, pen.name(o.holdPointWaiver.waivedBy)), ...pen.text(o.holdPointWaiver.reason)]
          : []),
        ...(o.notApplicable
          ? [...pen.line(words.notApplicable, pen.name(o.notApplicable.decidedBy)), ...pen.text(o.notApplicable.reason)]
          : []),
      ],
      o.technicalData.flatMap((d) => plain(`${d.document} Rev. ${d.revision}`)),
      o.performedBy && o.performedAt
        ? [...plain(pen.name(o.performedBy)), ...plain(inJapan(o.performedAt))]
        : pen.phrase(words.notDone),
    ]),
  );
}

/** What was entered more than 72 hours after it happened, and why. */
export function late(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.late,
    [
      [words.event, 3],
      [words.occurred, 3],
      [words.recorded, 3],
      [words.reason, 5],
    ],
    c.lateEntries.map((e) => [
      plain(`${e.sequence} ${e.type}`),
      plain(inJapan(e.occurredAt)),
      plain(inJapan(e.recordedAt)),
      pen.text(e.reason),
    ]),
  );
}

/** The parts, each with the serial numbers that went and came. */
export function parts(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.parts,
    [
      [words.part, 5],
      [words.quantity, 1],
      [words.document, 3],
      [words.source, 2],
      [words.removed, 3],
      [words.installed, 3],
    ],
    c.parts.map((p) => [
      [
        ...pen.text(p.nomenclature),
        ...plain(partNumbers(p)),
        ...(p.supplied ? [...pen.phrase(words.supplied), ...plain(partNumbers(p.supplied))] : []),
        ...pen.phrase(demandStatusNames[p.status]),
      ],
      plain(p.quantity),
      plain(p.documentNumber),
      pen.phrase(sourceNames[p.source]),
      plain(p.serialRemoved),
      plain(p.serialInstalled),
    ]),
  );
}

/** One inspection: what was measured against which limits, with what. */
export function inspection(pen: Pen, i: CertificateContent['inspections'][number]): Block {
  const kind = inspectionKindNames[i.kind];
  const decision = i.decision === 'passed' ? words.passed : words.failed;
  const of = i.operationSequence === null ? '' : ` (${i.operationSequence})`;
  const was = (language: Language) => (i.superseded ? `, ${words.superseded[language]}` : '');
  const title = {
    en: `${kind.en[0]?.toUpperCase()}${kind.en.slice(1)}${of}: ${decision.en}${was('en')}`,
    ja: `${kind.ja}${of}：${decision.ja}${was('ja')}`,
  };
  return pen.table(
    title,
    [
      [words.characteristic, 5],
      [words.limits, 2],
      [words.value, 3],
      [words.instrument, 4],
    ],
    i.characteristics.map((x) => [
      [...pen.text(x.name), ...plain([x.method, x.standard].filter((y) => y !== null).join(', '))],
      plain(x.lower === null && x.upper === null ? '–' : `${x.lower ?? ''} – ${x.upper ?? ''} ${x.unit ?? ''}`),
      [
        ...(x.value === null ? [] : plain(`${x.value} ${x.unit ?? ''}`)),
        ...pen.phrase(x.conforms === null ? words.noResult : x.conforms ? words.conforms : words.fails),
        ...(x.measuredBy && x.measuredAt ? plain(`${pen.name(x.measuredBy)} ${inJapan(x.measuredAt)}`) : []),
      ],
      x.instrument
        ? [
            ...plain(x.instrument.serialNumber),
            ...pen.text(x.instrument.description),
            ...(x.instrument.calibration
              ? plain(
                  `${x.instrument.calibration.standard} ${x.instrument.calibration.certificate}, ${x.instrument.calibration.calibratedOn} – ${x.instrument.calibration.dueOn}`,
                )
              : []),
          ]
        : plain('–'),
    ]),
  );
}

/** What was found wrong, and what was decided about it. */
export function nonconformances(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.nonconformances,
    [
      [words.description, 6],
      [words.disposition, 4],
      [words.approval, 4],
    ],
    c.nonconformances.map((x) => [
      [
        ...pen.phrase(severityNames[x.severity]),
        ...pen.text(x.description),
        ...(x.pqdr === null ? [] : plain(`PQDR ${x.pqdr}`)),
        ...pen.phrase(nonconformanceStatusNames[x.status]),
      ],
      [
        ...(x.disposition === null ? plain('–') : pen.phrase(dispositionNames[x.disposition])),
        ...(x.dispositionReason ? pen.text(x.dispositionReason) : []),
      ],
      [
        ...(x.dispositionedBy ? plain(pen.name(x.dispositionedBy)) : []),
        ...(x.approvedBy ? plain(pen.name(x.approvedBy)) : []),
      ],
    ]),
  );
}

/** Who signed what, in which language, and whether it still counts. */
export function signatures(pen: Pen, c: CertificateContent): Block {
  return pen.table(
    words.signatures,
    [
      [words.signer, 4],
      [words.meaning, 6],
      [words.signedHash, 5],
    ],
    c.signatures.map((s) => [
      [
        ...plain(pen.name(s.signer)),
        ...(s.designation
          ? plain(
              [s.designation.qualification, s.designation.authority, s.designation.delegationReference]
                .filter((x) => x !== null)
                .join(', '),
            )
          : []),
        ...(s.stampNumber === null ? [] : pen.line(words.stamp, s.stampNumber)),
        ...plain(inJapan(s.signedAt)),
      ],
      [
        ...pen.phrase(actNames[s.act]),
        ...pen.text(s.meaning),
        ...pen.line(words.shownIn, s.language),
        ...(s.supersededAt === null ? [] : pen.line(words.superseded, inJapan(s.supersededAt))),
        ...(s.pinIssuedBy && s.pinIssuedAt
          ? pen.line(words.pinBy, `${pen.name(s.pinIssuedBy)} ${inJapan(s.pinIssuedAt)}`)
          : []),
      ],
      plain(s.contentSha256),
    ]),
  );
}

function partNumbers({ nsn, partNumber }: { nsn: string | null; partNumber: string | null }): string {
  return [nsn && displayNsn(nsn), partNumber].filter((x) => x !== null).join(' / ');
}
