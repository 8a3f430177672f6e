// The sheet of a certificate: what the page and the PDF both show, block by block, one language first and the other beside it.
import { type CertificateContent, certificateNames } from '../../domain/evidence/certificate.ts';
import type { Language } from '../../domain/evidence/signature.ts';
import type { Category } from '../../domain/metrics/turnaround.ts';
import {
  activityNames,
  conditionCodeNames,
  forceActivityNames,
  levelNames,
  urgencyNames,
} from '../../domain/orders/codes.ts';
import { displayNsn } from '../../domain/registers/identifiers.ts';
import { type Block, inJapan, Pen, plain, type Sheet } from '../paper/sheet.ts';
import { amendedNames, categoryNames, findingNames, holderNames, words } from './certificate-words.ts';
import { inspection, late, nonconformances, operations, parts, signatures } from './certificate-work.ts';

/** What is known of an issue beside its content. */
export interface Issue {
  sha256: string;
  kid: string;
  supersededByNumber: string | null;
}

/** The sheet of a certificate, with `language` first everywhere and the other one beside it. */
export function sheetOf(c: CertificateContent, issue: Issue, language: Language): Sheet {
  const pen = new Pen(language);
  return {
    language: pen.first,
    title: pen.label(certificateNames[c.kind]),
    number: c.number,
    code: `${c.number} ${issue.sha256}`,
    notice: issue.supersededByNumber === null ? [] : pen.line(words.supersededBy, issue.supersededByNumber),
    blocks: [
      facts(pen, c),
      discrepancy(pen, c),
      ...some(custody(pen, c)),
      ...some(amendments(pen, c)),
      ...some(standards(pen, c)),
      operations(pen, c),
      ...some(late(pen, c)),
      ...some(parts(pen, c)),
      ...c.inspections.map((i) => inspection(pen, i)),
      ...some(nonconformances(pen, c)),
      signatures(pen, c),
      ...turnaround(pen, c),
      ...some(report(pen, c)),
      ...some(reliedOn(pen, c)),
      proof(pen, c, issue),
    ],
    foot: [pen.said(words.foot, pen.first), pen.said(words.foot, pen.second)],
  };
}

function some(table: Block & { kind: 'table' }): Block[] {
  return table.rows.length > 0 ? [table] : [];
}

function facts(pen: Pen, c: CertificateContent): Block {
  const { order, item, facility, authorization, supersedes, issuedAt, number, n } = c;
  const { designator, forceActivity, urgency } = order.priority;
  const codes = Object.values(order.codes).filter((code) => code !== null);
  const facts = [
    pen.fact(words.order, order.number),
    pen.fact(words.issue, `${number} (${n})`),
    pen.fact(words.issued, inJapan(issuedAt)),
    pen.fact(words.supersedes, supersedes?.number ?? null),
    pen.fact(words.item, [...plain(item.designation), ...pen.text(item.nomenclature)]),
    pen.fact(words.serialNumber, item.serialNumber),
    pen.fact(words.nsn, item.nsn && displayNsn(item.nsn)),
    pen.fact(words.uii, item.uii),
    pen.fact(words.owner, item.owningUnit),
    pen.fact(words.facility, [
      ...plain(`${facility.code}${facility.ncage === null ? '' : ` (NCAGE ${facility.ncage})`}`),
      ...pen.text(facility.name),
    ]),
    pen.fact(words.work, [...pen.phrase(activityNames[order.activity]), ...pen.phrase(levelNames[order.level])]),
    pen.fact(words.priority, [
      ...plain(String(designator).padStart(2, '0')),
      ...pen.phrase(forceActivityNames[forceActivity]),
      ...pen.phrase(urgencyNames[urgency]),
    ]),
    pen.fact(words.codes, codes.join(', ')),
    pen.fact(words.customerJobNumber, order.customerJobNumber),
    pen.fact(
      words.condition,
      order.conditionCode && [...plain(order.conditionCode), ...pen.phrase(conditionCodeNames[order.conditionCode])],
    ),
    pen.fact(
      words.authorization,
      authorization && [
        ...plain(`${authorization.number} (${authorization.kind}, ${authorization.issuer})`),
        ...plain(`${authorization.validFrom} – ${authorization.validTo ?? ''}`),
      ],
    ),
  ];
  if (authorization && authorization.provisos.length > 0)
    facts.push(
      pen.fact(
        words.provisos,
        authorization.provisos.flatMap((p) => pen.text(p)),
      ),
    );
  if (order.parentNumber !== null) facts.push(pen.fact(words.parent, order.parentNumber));
  if (order.finding !== null) facts.push(pen.fact(words.finding, pen.phrase(findingNames[order.finding])));
  if (order.surveyReference !== null) facts.push(pen.fact(words.survey, order.surveyReference));
  return { kind: 'facts', facts };
}

function discrepancy(pen: Pen, c: CertificateContent): Block {
  const { discrepancy, discrepancyTranslation } = c.order;
  const translated = discrepancyTranslation
    ? [...pen.line(words.translation, discrepancyTranslation.status), ...pen.text(discrepancyTranslation.text)]
    : [];
  return pen.table(words.discrepancy, [[words.discrepancy, 1]], [[[...pen.text(discrepancy), ...translated]]]);
}

function custody(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.custody,
    [
      [words.direction, 2],
      [words.at, 3],
      [words.document, 3],
      [words.from, 3],
      [words.to, 3],
      [words.condition, 2],
    ],
    c.order.custody.map((e) => [
      pen.phrase(e.direction === 'received' ? words.received : words.handedBack),
      plain(inJapan(e.at)),
      plain(e.document),
      plain(e.deliveredBy),
      plain(e.receivedBy),
      plain(e.conditionCode),
    ]),
  );
}

function amendments(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.amendments,
    [
      [words.field, 3],
      [words.amendedFrom, 3],
      [words.amendedTo, 3],
      [words.reason, 4],
    ],
    c.amendments.flatMap((a) =>
      a.changes.map((change, at) => [
        [
          ...pen.phrase(amendedNames[change.field]),
          ...(change.characteristic === null ? [] : plain(`#${change.characteristic}`)),
        ],
        pen.any(change.from),
        pen.any(change.to),
        at > 0
          ? []
          : [
              ...pen.text(a.reason),
              ...pen.line(words.proposedBy, `${pen.name(a.proposedBy)} ${inJapan(a.proposedAt)}`),
              ...pen.line(words.signedBy, `${pen.name(a.signedBy)} ${inJapan(a.signedAt)}`),
            ],
      ]),
    ),
  );
}

function standards(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.standards,
    [
      [words.required, 3],
      [words.holder, 3],
      [words.metBy, 4],
      [words.path, 5],
    ],
    c.standards.map((s) => [
      plain(s.required),
      [...pen.phrase(holderNames[s.holder]), ...plain(`${s.by} (${s.on})`)],
      s.held
        ? [
            ...plain(s.held.standard),
            ...plain([s.held.number, s.held.body].filter((x) => x !== null).join(', ')),
            ...plain(`${s.held.validFrom} – ${s.held.validTo ?? ''}`),
          ]
        : pen.phrase(words.notAsked),
      s.path.length > 0
        ? s.path.flatMap((step) => [
            ...plain(`${step.held} → ${step.required} (${step.degree})`),
            ...plain(`${step.basis.document}, ${step.basis.reference}; ${step.approvedBy}`),
            ...step.supplements.flatMap((x) => plain(`${x.condition}: ${x.evidence}`)),
          ])
        : s.held
          ? pen.phrase(words.itself)
          : [],
    ]),
  );
}

function turnaround(pen: Pen, c: CertificateContent): Block[] {
  const t = c.turnaround;
  if (!t) return [];
  const hours = (value: number) => `${value} h`;
  const spent = (Object.keys(categoryNames) as Category[]).filter((name) => t.hoursByCategory[name] > 0);
  return [
    pen.table(
      words.turnaround,
      [
        [words.gross, 2],
        [words.net, 2],
        [words.ofFacility, 2],
        [words.categories, 5],
        [words.workingDays, 2],
        [words.targets, 3],
      ],
      [
        [
          [...plain(hours(t.grossHours)), ...plain(inJapan(t.from)), ...plain(inJapan(t.to))],
          plain(hours(t.netOfSupplyHours)),
          plain(hours(t.facilityHours)),
          spent.flatMap((name) => pen.line(categoryNames[name], hours(t.hoursByCategory[name]))),
          plain(`${t.workingDays.japan} / ${t.workingDays.usFederal}`),
          t.targets.length === 0
            ? pen.phrase(words.none)
            : t.targets.flatMap((x) => [...plain(x.date), ...(x.cause ? pen.text(x.cause) : [])]),
        ],
      ],
    ),
  ];
}

function report(pen: Pen, c: CertificateContent) {
  const fields = c.wawfReparableReceivingReport ?? [];
  return pen.table(
    words.report,
    [
      [words.field, 3],
      [words.fieldValue, 5],
    ],
    fields.map((f) => [plain(f.field), plain(f.value ?? '–')]),
  );
}

function reliedOn(pen: Pen, c: CertificateContent) {
  return pen.table(
    words.reliedOn,
    [
      [words.record, 6],
      [words.version, 1],
      [words.guards, 5],
      [words.hash, 5],
    ],
    c.reliedOn.map((r) => [
      [...plain(r.record), ...plain(r.id)],
      plain(r.revision),
      plain(r.guards.join(', ')),
      plain(r.sha256),
    ]),
  );
}

function proof(pen: Pen, c: CertificateContent, issue: Issue): Block {
  const { chain } = c;
  return {
    kind: 'facts',
    facts: [
      pen.fact(words.chain, [...plain(`${chain.sequence}`), ...plain(chain.sha256)]),
      pen.fact(words.content, issue.sha256),
      pen.fact(words.key, issue.kid),
    ],
  };
}
