// /v1/work-orders/{id}/traveler: the printable job card (作業票) in both languages, with a QR code that names the order.

import { z } from 'zod';
import { LANGUAGES, type Language } from '../../domain/evidence/signature.ts';
import { activityNames, forceActivityNames, levelNames, urgencyNames } from '../../domain/orders/codes.ts';
import { statusNames } from '../../domain/orders/status.ts';
import { inForce } from '../../domain/orders/work-order-file.ts';
import { displayNsn } from '../../domain/registers/identifiers.ts';
import { demandStatusNames, type PartDemand } from '../../domain/supply/part-demand.ts';
import type { Instant, Message, Text } from '../../domain/values.ts';
import { type Inspection, inspectionKindNames } from '../../domain/workshop/inspection.ts';
import type { Operation } from '../../domain/workshop/operation.ts';
import type { Target } from '../../domain/workshop/target.ts';
import {
  originalOf,
  shownTranslation,
  type Translation,
  type TranslationSubject,
} from '../../domain/workshop/translation.ts';
import { showTraveler, type Traveler } from '../../usecases/workshop/travelers.ts';
import { exampleId } from '../examples.ts';
import { ofOrder } from '../orders/parts.ts';
import { Html, html, pageOf } from '../paper/html.ts';
import { qrCode } from '../paper/qr.ts';
import { type Document, defineRoute } from '../route.ts';
import { words } from './traveler-words.ts';

export const travelerRoutes = [
  defineRoute({
    operationId: 'printTraveler',
    method: 'GET',
    path: '/v1/work-orders/{id}/traveler',
    tag: 'Work orders',
    summary: 'Print the traveler of an order',
    description:
      'The job card (作業票) that travels with the item, as a page for A4 paper in both languages: the order, the item, the operations with their hold points and boxes to sign, inspections, parts and targets, as they are at the revision printed on it. What was written in one language only has its translation beside it, marked as one. Its QR code says the number of the order, a space, and the path `/v1/work-orders/{id}`.',
    roles: 'anyone',
    ...ofOrder,
    query: z.strictObject({
      language: z
        .enum(LANGUAGES)
        .optional()
        .meta({ description: 'Which language stands first; that of Accept-Language if left out.' }),
    }),
    answer: { status: 200, types: ['text/html'], description: 'The page.' },
    example: { params: { id: exampleId('order.in_work') }, query: { language: 'ja' } },
    handle: async (act, { params, query }) =>
      travelerPage(await showTraveler(act, params.id), query.language ?? act.language),
  }),
];

const STYLE = `
@page{size:A4;margin:12mm}
*{box-sizing:border-box}
body{margin:0 auto;padding:12mm 0;max-width:186mm;font:14px/1.45 "Hiragino Sans","Yu Gothic UI","Meiryo","Noto Sans CJK JP","Noto Sans JP",sans-serif;color:#000;background:#fff;overflow-wrap:anywhere}
header{display:flex;gap:6mm;justify-content:space-between;align-items:flex-start;border-bottom:2px solid #000;padding-bottom:3mm}
h1{font-size:16px;margin:0;font-weight:400}
h1 b{display:block;font-size:30px;line-height:1.2;letter-spacing:.02em}
h2{font-size:16px;margin:5mm 0 1mm;break-after:avoid}
.other{font-weight:400;color:#444}
.lead{margin:1mm 0 0}
svg{width:32mm;height:32mm;flex:none}
dl{display:grid;grid-template-columns:1fr 1fr;margin:3mm 0 0;border:1px solid #000;border-width:1px 0 0 1px}
dl div{border:1px solid #000;border-width:0 1px 1px 0;padding:1mm 2mm}
dt{color:#444}
dd{margin:0;min-height:1.45em;font-weight:700}
.translation{font-style:italic}
.said p{margin:0 0 1mm;white-space:pre-wrap}
table{border-collapse:collapse;width:100%;table-layout:fixed}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{border:1px solid #000;padding:1mm 2mm;text-align:left;vertical-align:top}
th{background:#eee;font-weight:700}
th .other{display:block}
td p{margin:0}
.sign td{height:15mm}
.number{width:13mm;text-align:right}
.box{width:44mm}
.short{width:26mm}
.mark{display:inline-block;border:2px solid #000;padding:0 1.5mm;font-weight:700;margin-top:.5mm}
.blank{background:#eee}
.struck{text-decoration:line-through}
footer{margin-top:5mm;border-top:1px solid #000;padding-top:1mm;color:#444}
@media print{body{padding:0;max-width:none}}
`;

const other = (language: Language): Language => (language === 'ja' ? 'en' : 'ja');

/** The page, with `language` first everywhere and the other one beside it. */
function travelerPage(traveler: Traveler, language: Language): Document {
  const { order } = traveler.file;
  return pageOf(language, `${words.title[language]} ${order.number}`, STYLE, new Card(traveler, language).whole());
}

// Everything on the card is said in both languages, so each phrase needs to know which one stands first.
class Card {
  private readonly traveler: Traveler;
  private readonly first: Language;
  private readonly second: Language;

  constructor(traveler: Traveler, language: Language) {
    this.traveler = traveler;
    this.first = language;
    this.second = other(language);
  }

  whole(): Html {
    return html`${this.head()}
<main>
${this.facts()}
<h2>${this.phrase(words.discrepancy)}</h2>
<div class="said">${this.narrative({ part: 'order', id: this.traveler.file.order.id })}</div>
${this.operations()}
${this.inspections()}
${this.parts()}
${this.targets()}
</main>
${this.foot()}`;
  }

  private head(): Html {
    const { order } = this.traveler.file;
    const { designator, forceActivity, urgency } = order.priority;
    return html`<header>
<div>
<h1>${this.phrase(words.title)}<b>${order.number}</b></h1>
<p class="lead">${this.phrase(words.priority)} <b>${String(designator).padStart(2, '0')}</b> (${forceActivity}: ${this.phrase(forceActivityNames[forceActivity])} × ${urgency}: ${this.phrase(urgencyNames[urgency])})</p>
</div>
${qrCode(`${order.number} /v1/work-orders/${order.id}`, order.number)}
</header>`;
  }

  private facts(): Html {
    const { equipment, platform, facility, authorization } = this.traveler;
    const { order } = this.traveler.file;
    const family = [
      ...this.related(words.parent, this.traveler.parentNumber),
      ...this.related(words.follows, this.traveler.followsNumber),
      ...this.traveler.subOrders.map(
        (s) => html`<p>${this.phrase(words.subOrder)} ${s.number} (${this.phrase(statusNames[s.status])})</p>`,
      ),
    ];
    return html`<dl>
${this.fact(words.item, html`${platform.designation} ${this.text(platform.nomenclature)}`)}
${this.fact(words.serialNumber, html`${equipment.serialNumber}`)}
${this.fact(words.activity, html`${this.phrase(activityNames[order.activity])} (${this.phrase(levelNames[order.level])})`)}
${this.fact(words.facility, html`${facility.code} ${this.text(facility.name)}`)}
${this.fact(words.owner, html`${equipment.owningUnit}`)}
${this.fact(words.authorization, authorization && html`${authorization.number} (${authorization.issuer})`)}
${this.fact(words.status, this.phrase(statusNames[order.status]))}
${this.fact(words.condition, order.conditionCode && html`${order.conditionCode}`)}
${this.fact(words.planned, order.plannedStart && html`${order.plannedStart}`)}
${this.fact(words.required, order.requiredBy && html`${order.requiredBy}`)}
${this.fact(words.assigned, order.assignedTo === null ? null : this.person(order.assignedTo))}
${this.fact(words.customerJobNumber, order.customerJobNumber && html`${order.customerJobNumber}`)}
${family.length > 0 ? this.fact(words.family, html`${family}`) : null}
</dl>`;
  }

  private related(name: Message, number: string | null): Html[] {
    return number === null ? [] : [html`<p>${this.phrase(name)} ${number}</p>`];
  }

  private operations(): Html {
    const rows = this.traveler.file.operations.map((o) => this.operation(o));
    return this.table(
      words.operations,
      [
        ['number', { en: 'No.', ja: '番号' }],
        ['', words.operation],
        ['box', words.performed],
        ['box', words.inspected],
      ],
      rows,
      'sign',
    );
  }

  private operation(o: Operation): Html {
    const isStruck = o.status === 'not_applicable';
    const performed =
      o.performedBy === null || o.performedAt === null
        ? null
        : html`<p>${this.person(o.performedBy)}</p><p>${time(o.performedAt)}</p>`;
    const isHeld = o.holdPoint && o.holdPointWaiver === null && !isStruck;
    const title = html`<div${isStruck ? new Html(' class="struck"') : null}>${this.narrative({ part: 'operation', id: o.id })}</div>`;
    const notes = [
      ...o.technicalData.map((d) => html`<p>${d.document} Rev. ${d.revision}</p>`),
      o.requires === null ? null : html`<p>${this.phrase(words.requires)}: ${o.requires}</p>`,
      o.activity === this.traveler.file.order.activity ? null : html`<p>${this.phrase(activityNames[o.activity])}</p>`,
      isHeld ? html`<span class="mark">◆ ${this.phrase(words.holdPoint)}</span>` : null,
      o.holdPointWaiver && html`<p>${this.phrase(words.waived)}: ${this.text(o.holdPointWaiver.reason)}</p>`,
      o.overAndAbove && !isStruck ? this.overAndAbove(o) : null,
      o.notApplicable && html`<p>${this.phrase(words.notApplicable)}: ${this.text(o.notApplicable.reason)}</p>`,
    ];
    return html`<tr>
<td class="number">${o.sequence}</td>
<td>${title}${notes}</td>
<td${isStruck ? new Html(' class="blank"') : null}>${performed}</td>
<td${isHeld ? null : new Html(' class="blank"')}>${isHeld ? this.passOf(o) : null}</td>
</tr>`;
  }

  private overAndAbove(o: Operation): Html {
    return o.approvedBy === null
      ? html`<span class="mark">${this.phrase(words.overAndAbove)} (${this.phrase(words.unapproved)})</span>`
      : html`<p>${this.phrase(words.overAndAbove)}: ${this.person(o.approvedBy)} ${o.approvedAt && time(o.approvedAt)}</p>`;
  }

  private passOf(o: Operation): Html | null {
    const { file } = this.traveler;
    const last = file.inspections.filter((i) => i.operationId === o.id && i.supersededBy === null && i.decision).at(-1);
    return last ? this.signed(last) : null;
  }

  private signed(i: Inspection): Html | null {
    if (i.signedBy === null || i.signedAt === null) return null;
    const signature = this.traveler.file.signatures.find((s) => s.id === i.signatureId);
    const stamp = signature?.stampNumber ? html` (${signature.stampNumber})` : null;
    return html`<p>${this.person(i.signedBy)}${stamp}</p><p>${time(i.signedAt)}</p>`;
  }

  private inspections(): Html {
    const { file } = this.traveler;
    const signed = file.inspections.filter((i) => i.kind !== 'in_process' && i.decision !== null);
    // Those still to come have a box of their own.
    const due = (['receiving', 'final', 'acceptance'] as const).filter(
      (kind) => !signed.some((i) => i.kind === kind && i.decision === 'passed' && inForce(file, i.signatureId)),
    );
    const rows = [
      ...signed.map((i) => this.inspection(i)),
      ...due.map((kind) => html`<tr><td>${this.phrase(inspectionKindNames[kind])}</td><td></td><td></td></tr>`),
    ];
    return this.table(
      words.inspections,
      [
        ['', words.inspection],
        ['box', words.result],
        ['box', words.inspected],
      ],
      rows,
      'sign',
    );
  }

  private inspection(i: Inspection): Html {
    const result = i.decision === 'passed' ? words.passed : words.failed;
    const isStale = i.supersededBy !== null || inForce(this.traveler.file, i.signatureId) === null;
    return html`<tr>
<td>${this.phrase(inspectionKindNames[i.kind])}</td>
<td>${this.phrase(result)}${isStale ? html`<p>${this.phrase(words.superseded)}</p>` : null}</td>
<td>${this.signed(i)}</td>
</tr>`;
  }

  private parts(): Html {
    const { partDemands } = this.traveler.file;
    return this.table(
      words.parts,
      [
        ['', words.part],
        ['number', words.quantity],
        ['short', words.document],
        ['short', words.removed],
        ['short', words.installed],
      ],
      partDemands.filter((d) => d.status !== 'cancelled').map((d) => this.part(d)),
    );
  }

  private part(d: PartDemand): Html {
    const numbers = [d.nsn === null ? null : displayNsn(d.nsn), d.partNumber].filter((n) => n !== null).join(' / ');
    return html`<tr>
<td>${this.narrative({ part: 'part_demand', id: d.id })}<p>${numbers}</p><p>${this.phrase(demandStatusNames[d.status])}${
      d.stopsWork ? html` <b>${this.phrase(words.stopsWork)}</b>` : null
    }${d.source === 'cannibalized' ? html` ${this.phrase(words.cannibalized)}` : null}</p></td>
<td class="number">${d.quantity}</td>
<td>${d.documentNumber}</td>
<td>${d.serialRemoved}</td>
<td>${d.serialInstalled}</td>
</tr>`;
  }

  private targets(): Html {
    const { targets, order } = this.traveler.file;
    const columns: Column[] = [
      ['number', { en: 'No.', ja: '番号' }],
      ['short', words.date],
      ['', words.cause],
    ];
    const asked =
      targets.length === 0 && order.targetDate !== null ? [{ n: 1, date: order.targetDate, cause: null }] : targets;
    return this.table(
      words.targets,
      columns,
      asked.map(
        (t: Pick<Target, 'n' | 'date' | 'cause'>) => html`<tr>
<td class="number">${t.n}</td>
<td>${t.date}</td>
<td>${t.cause ? this.paragraphs(t.cause) : this.phrase(words.first)}</td>
</tr>`,
      ),
    );
  }

  private foot(): Html {
    const { order } = this.traveler.file;
    return html`<footer>${order.number} ・ ${this.phrase(words.revision)} ${order.revision} ・ ${this.phrase(words.printed)} ${time(this.traveler.printedAt)}<br>${this.phrase(words.stale)}</footer>`;
  }

  private table(title: Message, columns: Column[], rows: Html[], kind = ''): Html {
    const heading = html`<h2>${this.phrase(title)}</h2>`;
    if (rows.length === 0) return html`${heading}<p>${this.phrase(words.none)}</p>`;
    return html`${heading}
<table class="${kind}">
<thead><tr>${columns.map(([width, name]) => html`<th class="${width}" scope="col">${this.phrase(name)}</th>`)}</tr></thead>
<tbody>
${rows}
</tbody>
</table>`;
  }

  private fact(name: Message, value: Html | null | ''): Html {
    return html`<div><dt>${this.phrase(name)}</dt><dd>${value || null}</dd></div>`;
  }

  private person(id: string): Html {
    return this.text(this.traveler.names.get(id) ?? {});
  }

  /** What we say, in both languages: the first, then the other. */
  private phrase(message: Message): Html {
    return html`${message[this.first]} <span class="other" lang="${this.second}">${message[this.second]}</span>`;
  }

  /** What people wrote, in the first language if it is there, marked with its own where that is another. */
  private text(text: Text): Html {
    const own = text[this.first];
    return own === undefined ? html`<span lang="${this.second}">${text[this.second]}</span>` : html`${own}`;
  }

  /** What people wrote, and the translation into the language it lacks, marked as one. */
  private narrative(subject: Pick<TranslationSubject, 'part' | 'id'>): Html[] {
    const { file } = this.traveler;
    const original = originalOf(file, subject);
    const translations = [this.first, this.second].flatMap((language) => {
      const shown = shownTranslation(file, subject, language);
      return shown === null ? [] : [this.translation(shown)];
    });
    return original === null ? [] : [...this.paragraphs(original), ...translations];
  }

  private translation({ language, text, status, author }: Translation): Html {
    const mark = words[status === 'machine' ? 'machineTranslation' : 'reviewedTranslation'];
    return html`<p lang="${language}" class="translation">${text}</p><p class="other">${this.phrase(mark)}: ${this.person(author)}</p>`;
  }

  /** What people wrote, in every language it is there in. */
  private paragraphs(text: Text): Html[] {
    return [this.first, this.second].flatMap((language) => {
      const said = text[language];
      return said === undefined ? [] : [html`<p lang="${language}">${said}</p>`];
    });
  }
}

type Column = [width: '' | 'number' | 'short' | 'box', name: Message];

// Paper lies in Japan, so times on it are Japan’s.
function time(at: Instant): string {
  const there = new Date(Date.parse(at) + 9 * 3_600_000).toISOString();
  return `${there.slice(0, 10)} ${there.slice(11, 16)} JST`;
}
