// The sheet of a certificate: what the page and the PDF both show, block by block, one language first and the other beside it.
import type { AmendedField } from '../domain/amendment.ts';
import { type CertificateContent, certificateNames } from '../domain/certificate.ts';
import { activityNames, conditionCodeNames, forceActivityNames, levelNames, urgencyNames } from '../domain/codes.ts';
import { displayNsn } from '../domain/identifiers.ts';
import { inspectionKindNames } from '../domain/inspection.ts';
import { nonconformanceStatusNames } from '../domain/nonconformance.ts';
import { demandStatusNames } from '../domain/part-demand.ts';
import type { Language } from '../domain/signature.ts';
import type { Category } from '../domain/turnaround.ts';
import { type Instant, inJapanTime, type Message, type Text } from '../domain/values.ts';

/** A piece of text on the sheet and the language it is in; null: neither, such as a number. */
export interface Said {
  text: string;
  language: Language | null;
}
/** Paragraphs, one under the other. */
export type Cell = readonly Said[];
/** A label of ours: said in the first language, and small beside it in the other. */
export interface Label {
  first: Said;
  second: Said;
}
export type Block =
  | { kind: 'facts'; facts: readonly { label: Label; value: Cell }[] }
  | {
      kind: 'table';
      title: Label;
      columns: readonly { label: Label; width: number }[];
      rows: readonly (readonly Cell[])[];
    };

export interface Sheet {
  language: Language;
  title: Label;
  number: string;
  /** What the QR code says: the number, a space, and the hash of the content. */
  code: string;
  /** A word across the sheet: that a later issue supersedes this one. */
  notice: Cell;
  blocks: readonly Block[];
  foot: Cell;
}

const words = {
  order: { en: 'Work order', ja: '作業指示書' },
  issue: { en: 'Issue', ja: '版' },
  issued: { en: 'Issued', ja: '発行' },
  supersedes: { en: 'Supersedes', ja: '置き換える版' },
  item: { en: 'Item', ja: '対象品' },
  serialNumber: { en: 'Serial number', ja: '製造番号' },
  uii: { en: 'UII', ja: '個体識別（UII）' },
  nsn: { en: 'NSN', ja: 'NSN' },
  owner: { en: 'Owning unit', ja: '所属部隊' },
  facility: { en: 'Facility', ja: '修理施設' },
  work: { en: 'Work', ja: '作業区分' },
  priority: { en: 'Priority', ja: '優先度' },
  codes: { en: 'Codes', ja: 'コード' },
  customerJobNumber: { en: 'Customer’s job number', ja: '顧客作業番号' },
  condition: { en: 'Condition code', ja: '状態区分' },
  finding: { en: 'Finding', ja: '判定' },
  survey: { en: 'Survey reference', ja: '調査報告番号' },
  parent: { en: 'Sub-order of', ja: '親作業指示書' },
  discrepancy: { en: 'Discrepancy', ja: '不具合' },
  translation: { en: 'translation', ja: '翻訳' },
  authorization: { en: 'Export authorization', ja: '輸出許可等' },
  provisos: { en: 'Provisos', ja: '付帯条件' },
  custody: { en: 'Custody', ja: '受渡し' },
  direction: { en: 'Direction', ja: '区分' },
  received: { en: 'received', ja: '受入' },
  handedBack: { en: 'handed back', ja: '返却' },
  document: { en: 'Document', ja: '書類番号' },
  from: { en: 'Delivered by', ja: '引渡者' },
  to: { en: 'Received by', ja: '受領者' },
  at: { en: 'When (Japan time)', ja: '日時（日本時間）' },
  standards: { en: 'Standards required, and what met them', ja: '要求規格とその充足' },
  required: { en: 'Required', ja: '要求規格' },
  holder: { en: 'Of', ja: '対象' },
  metBy: { en: 'Met by', ja: '充足する認証・資格等' },
  path: { en: 'Equivalence', ja: '同等性' },
  itself: { en: 'the standard itself', ja: '要求規格そのもの' },
  notAsked: { en: 'no decision was asked for it', ja: '判定の対象外' },
  operations: { en: 'Operations', ja: '作業項目' },
  no: { en: 'No.', ja: '番号' },
  operation: { en: 'Operation', ja: '作業内容' },
  technicalData: { en: 'Technical data', ja: '技術資料' },
  performed: { en: 'Performed by, when', ja: '作業者・日時' },
  requires: { en: 'requires', ja: '必要資格' },
  overAndAbove: { en: 'over and above, approved by', ja: '追加作業（承認者）' },
  holdPoint: { en: 'hold point', ja: 'ホールドポイント' },
  waived: { en: 'hold point waived by', ja: 'ホールドポイント免除（決定者）' },
  notApplicable: { en: 'not applicable, decided by', ja: '対象外（決定者）' },
  notDone: { en: 'not done', ja: '未実施' },
  late: { en: 'Entries more than 72 hours late', ja: '72時間を超える後日記録' },
  event: { en: 'Event', ja: 'イベント' },
  occurred: { en: 'Happened', ja: '実施' },
  recorded: { en: 'Recorded', ja: '記録' },
  reason: { en: 'Reason', ja: '理由' },
  parts: { en: 'Parts', ja: '部品' },
  supplied: { en: 'Supplied in its place', ja: '代替品' },
  part: { en: 'Part', ja: '部品' },
  quantity: { en: 'Qty', ja: '数量' },
  source: { en: 'Source', ja: '入手区分' },
  removed: { en: 'Serial removed', ja: '取外し製造番号' },
  installed: { en: 'Serial installed', ja: '取付け製造番号' },
  inspections: { en: 'Inspections', ja: '検査' },
  characteristic: { en: 'Characteristic', ja: '検査項目' },
  limits: { en: 'Limits', ja: '基準' },
  value: { en: 'Value', ja: '測定値' },
  instrument: { en: 'Instrument, calibration', ja: '計測器・校正' },
  conforms: { en: 'conforms', ja: '適合' },
  fails: { en: 'does not conform', ja: '不適合' },
  passed: { en: 'passed', ja: '合格' },
  failed: { en: 'failed', ja: '不合格' },
  superseded: { en: 'superseded', ja: '失効' },
  noResult: { en: 'no result', ja: '結果なし' },
  nonconformances: { en: 'Nonconformances', ja: '不適合' },
  description: { en: 'What was found', ja: '内容' },
  disposition: { en: 'Disposition', ja: '処置' },
  approval: { en: 'Decided, approved by', ja: '決定者・承認者' },
  status: { en: 'Status', ja: '状態' },
  signatures: { en: 'Signatures', ja: '署名' },
  signer: { en: 'Signed by', ja: '署名者' },
  meaning: { en: 'Meaning', ja: '署名の意味' },
  signedHash: { en: 'SHA-256 of what was signed', ja: '署名内容のSHA-256' },
  stamp: { en: 'stamp', ja: '検印' },
  shownIn: { en: 'shown in', ja: '表示言語' },
  pinBy: { en: 'code of the pin issued by', ja: '暗証番号コードの発行者' },
  amendments: { en: 'Amendments', ja: '修正' },
  amendedFrom: { en: 'Was', ja: '修正前' },
  amendedTo: { en: 'Is', ja: '修正後' },
  proposedBy: { en: 'proposed by', ja: '提案者' },
  signedBy: { en: 'signed by', ja: '署名者' },
  turnaround: { en: 'Turnaround', ja: '整備所要時間' },
  gross: { en: 'Gross hours', ja: '総時間' },
  net: { en: 'Net of supply', ja: '部品待ちを除く' },
  ofFacility: { en: 'Of the facility', ja: '施設の責任分' },
  categories: { en: 'By category', ja: '区分別' },
  workingDays: { en: 'Working days Japan / US', ja: '稼働日数（日本／米国）' },
  targets: { en: 'Targets, first to last', ja: '目標日（当初から最終）' },
  report: { en: 'Fields of a WAWF Reparable Receiving Report', ja: 'WAWF Reparable Receiving Report への対応' },
  field: { en: 'Field', ja: '項目' },
  fieldValue: { en: 'Value', ja: '値' },
  reliedOn: { en: 'Records relied on, at their version', ja: '依拠した記録とその版' },
  record: { en: 'Record', ja: '記録' },
  version: { en: 'Version', ja: '版' },
  guards: { en: 'Guards', ja: '判定項目' },
  hash: { en: 'SHA-256', ja: 'SHA-256' },
  chain: { en: 'Head of the order’s chain', ja: '作業指示書の連鎖の先頭' },
  content: { en: 'SHA-256 of this certificate', ja: '本証明書のSHA-256' },
  key: { en: 'Signed with key (EdDSA)', ja: '署名鍵（EdDSA）' },
  none: { en: 'none', ja: 'なし' },
  supersededBy: { en: 'SUPERSEDED by', ja: '失効：後の版は' },
  foot: {
    en: 'The signed form (JWS) of this certificate counts; this sheet shows it. It can be checked with the public key alone, without Seibi.',
    ja: '正本は署名付きデータ（JWS）であり、本紙はその内容を示します。公開鍵があれば、Seibiに接続せずに検証できます。',
  },
} as const satisfies Record<string, Message>;

const categoryNames: Record<Category, Message> = {
  receiving: { en: 'receiving', ja: '受入' },
  maintenance: { en: 'maintenance', ja: '整備' },
  inspection: { en: 'inspection', ja: '検査' },
  capacity: { en: 'capacity', ja: '能力待ち' },
  supply: { en: 'supply', ja: '部品待ち' },
  engineering: { en: 'engineering', ja: '技術処置待ち' },
  funding: { en: 'funding', ja: '予算待ち' },
  authorization: { en: 'authorization', ja: '許可待ち' },
  customer: { en: 'customer', ja: '顧客都合' },
  acceptance: { en: 'acceptance', ja: '受領検査待ち' },
  weather: { en: 'weather', ja: '天候' },
};

const holderNames: Record<CertificateContent['standards'][number]['holder'], Message> = {
  facility: { en: 'facility', ja: '修理施設' },
  inspector: { en: 'inspector', ja: '検査員' },
  technician: { en: 'technician', ja: '作業者' },
  instrument: { en: 'instrument', ja: '計測器' },
};

const findingNames: Record<NonNullable<CertificateContent['order']['finding']>, Message> = {
  beyond_repair: { en: 'beyond repair', ja: '修理不能' },
  lost: { en: 'lost', ja: '亡失' },
  destroyed: { en: 'destroyed', ja: '損壊' },
};

const dispositionNames: Record<NonNullable<CertificateContent['nonconformances'][number]['disposition']>, Message> = {
  rework: { en: 'rework', ja: '手直し' },
  repair: { en: 'repair', ja: '修理' },
  use_as_is: { en: 'use as is', ja: '特別採用' },
  return_to_supplier: { en: 'return to supplier', ja: '供給者へ返却' },
  scrap: { en: 'scrap', ja: '廃棄' },
  regrade: { en: 'regrade', ja: '格付け変更' },
};

const severityNames: Record<CertificateContent['nonconformances'][number]['severity'], Message> = {
  minor: { en: 'minor', ja: '軽微' },
  major: { en: 'major', ja: '重大' },
  critical: { en: 'critical', ja: '致命的' },
};

function partNumbers({ nsn, partNumber }: { nsn: string | null; partNumber: string | null }): string {
  return [nsn && displayNsn(nsn), partNumber].filter((x) => x !== null).join(' / ');
}

const sourceNames: Record<CertificateContent['parts'][number]['source'], Message> = {
  new: { en: 'new', ja: '新品' },
  repaired: { en: 'repaired', ja: '修理品' },
  cannibalized: { en: 'cannibalized', ja: '共食い整備' },
};

const actNames: Record<CertificateContent['signatures'][number]['act'], Message> = {
  sign_inspection: { en: 'inspection', ja: '検査' },
  accept: { en: 'acceptance for the facility', ja: '施設の合格判定' },
  release: { en: 'release', ja: '引渡し' },
  condemn: { en: 'condemnation', ja: '廃棄判定' },
  sign_amendment: { en: 'amendment', ja: '修正' },
};

const amendedNames: Record<AmendedField['field'], Message> = {
  codes: words.codes,
  customerJobNumber: words.customerJobNumber,
  conditionCode: words.condition,
  title: words.operation,
  serialRemoved: words.removed,
  serialInstalled: words.installed,
  value: words.value,
};

/** What is known of an issue beside its content. */
export interface Issue {
  sha256: string;
  kid: string;
  supersededByNumber: string | null;
}

/** The sheet of a certificate, with `language` first everywhere and the other one beside it. */
export function sheetOf(content: CertificateContent, issue: Issue, language: Language): Sheet {
  return new Writer(content, issue, language).whole();
}

// Everything is said in both languages, so each phrase needs to know which one stands first.
class Writer {
  private readonly c: CertificateContent;
  private readonly issue: Issue;
  private readonly first: Language;
  private readonly second: Language;

  constructor(content: CertificateContent, issue: Issue, language: Language) {
    this.c = content;
    this.issue = issue;
    this.first = language;
    this.second = language === 'ja' ? 'en' : 'ja';
  }

  whole(): Sheet {
    const { c, issue } = this;
    return {
      language: this.first,
      title: this.label(certificateNames[c.kind]),
      number: c.number,
      code: `${c.number} ${issue.sha256}`,
      notice: issue.supersededByNumber === null ? [] : this.line(words.supersededBy, issue.supersededByNumber),
      blocks: [
        this.facts(),
        this.discrepancy(),
        ...this.some(this.custody()),
        ...this.some(this.amendments()),
        ...this.some(this.standards()),
        this.operations(),
        ...this.some(this.late()),
        ...this.some(this.parts()),
        ...c.inspections.map((i) => this.inspection(i)),
        ...this.some(this.nonconformances()),
        this.signatures(),
        ...this.turnaround(),
        ...this.some(this.report()),
        ...this.some(this.reliedOn()),
        this.proof(),
      ],
      foot: [this.said(words.foot, this.first), this.said(words.foot, this.second)],
    };
  }

  private some(table: Block & { kind: 'table' }): Block[] {
    return table.rows.length > 0 ? [table] : [];
  }

  private said(message: Message, language: Language): Said {
    return { text: message[language], language };
  }

  private label(message: Message): Label {
    return { first: this.said(message, this.first), second: this.said(message, this.second) };
  }

  /** A phrase of ours in both languages, on one line. */
  private phrase(message: Message): Cell {
    const same = message.en === message.ja;
    return plain(same ? message.en : `${message[this.first]} / ${message[this.second]}`);
  }

  /** A phrase of ours and what it is about. */
  private line(message: Message, value: string): Cell {
    return plain(`${message[this.first]} / ${message[this.second]}: ${value}`);
  }

  /** What people wrote, in the languages they wrote it in. */
  private text(text: Text): Cell {
    return [this.first, this.second].flatMap((language) => {
      const words = text[language];
      return words === undefined ? [] : [{ text: words, language }];
    });
  }

  private name({ name }: { name: Text }): string {
    return name[this.first] ?? name[this.second] ?? '';
  }

  private fact(label: Message, value: Cell | string | null): { label: Label; value: Cell } {
    const shown = value === null || value.length === 0 ? plain('–') : typeof value === 'string' ? plain(value) : value;
    return { label: this.label(label), value: shown };
  }

  private table(title: Message, columns: readonly (readonly [Message, number])[], rows: readonly (readonly Cell[])[]) {
    const shown = columns.map(([label, width]) => ({ label: this.label(label), width }));
    return { kind: 'table' as const, title: this.label(title), columns: shown, rows };
  }

  private facts(): Block {
    const { order, item, facility, authorization, supersedes, issuedAt, number, n } = this.c;
    const { designator, forceActivity, urgency } = order.priority;
    const codes = Object.values(order.codes).filter((code) => code !== null);
    const facts = [
      this.fact(words.order, order.number),
      this.fact(words.issue, `${number} (${n})`),
      this.fact(words.issued, inJapan(issuedAt)),
      this.fact(words.supersedes, supersedes?.number ?? null),
      this.fact(words.item, [...plain(item.designation), ...this.text(item.nomenclature)]),
      this.fact(words.serialNumber, item.serialNumber),
      this.fact(words.nsn, item.nsn && displayNsn(item.nsn)),
      this.fact(words.uii, item.uii),
      this.fact(words.owner, item.owningUnit),
      this.fact(words.facility, [
        ...plain(`${facility.code}${facility.ncage === null ? '' : ` (NCAGE ${facility.ncage})`}`),
        ...this.text(facility.name),
      ]),
      this.fact(words.work, [...this.phrase(activityNames[order.activity]), ...this.phrase(levelNames[order.level])]),
      this.fact(words.priority, [
        ...plain(String(designator).padStart(2, '0')),
        ...this.phrase(forceActivityNames[forceActivity]),
        ...this.phrase(urgencyNames[urgency]),
      ]),
      this.fact(words.codes, codes.join(', ')),
      this.fact(words.customerJobNumber, order.customerJobNumber),
      this.fact(
        words.condition,
        order.conditionCode && [...plain(order.conditionCode), ...this.phrase(conditionCodeNames[order.conditionCode])],
      ),
      this.fact(
        words.authorization,
        authorization && [
          ...plain(`${authorization.number} (${authorization.kind}, ${authorization.issuer})`),
          ...plain(`${authorization.validFrom} – ${authorization.validTo ?? ''}`),
        ],
      ),
    ];
    if (authorization && authorization.provisos.length > 0)
      facts.push(
        this.fact(
          words.provisos,
          authorization.provisos.flatMap((p) => this.text(p)),
        ),
      );
    if (order.parentNumber !== null) facts.push(this.fact(words.parent, order.parentNumber));
    if (order.finding !== null) facts.push(this.fact(words.finding, this.phrase(findingNames[order.finding])));
    if (order.surveyReference !== null) facts.push(this.fact(words.survey, order.surveyReference));
    return { kind: 'facts', facts };
  }

  private discrepancy(): Block {
    const { discrepancy, discrepancyTranslation } = this.c.order;
    const translated = discrepancyTranslation
      ? [...this.line(words.translation, discrepancyTranslation.status), ...this.text(discrepancyTranslation.text)]
      : [];
    return this.table(words.discrepancy, [[words.discrepancy, 1]], [[[...this.text(discrepancy), ...translated]]]);
  }

  private custody() {
    return this.table(
      words.custody,
      [
        [words.direction, 2],
        [words.at, 3],
        [words.document, 3],
        [words.from, 3],
        [words.to, 3],
        [words.condition, 2],
      ],
      this.c.order.custody.map((e) => [
        this.phrase(e.direction === 'received' ? words.received : words.handedBack),
        plain(inJapan(e.at)),
        plain(e.document),
        plain(e.deliveredBy),
        plain(e.receivedBy),
        plain(e.conditionCode),
      ]),
    );
  }

  private amendments() {
    return this.table(
      words.amendments,
      [
        [words.field, 3],
        [words.amendedFrom, 3],
        [words.amendedTo, 3],
        [words.reason, 4],
      ],
      this.c.amendments.flatMap((a) =>
        a.changes.map((change, at) => [
          [
            ...this.phrase(amendedNames[change.field]),
            ...(change.characteristic === null ? [] : plain(`#${change.characteristic}`)),
          ],
          this.any(change.from),
          this.any(change.to),
          at > 0
            ? []
            : [
                ...this.text(a.reason),
                ...this.line(words.proposedBy, `${this.name(a.proposedBy)} ${inJapan(a.proposedAt)}`),
                ...this.line(words.signedBy, `${this.name(a.signedBy)} ${inJapan(a.signedAt)}`),
              ],
        ]),
      ),
    );
  }

  private any(value: unknown): Cell {
    if (value === null || value === undefined) return plain('–');
    if (typeof value !== 'object') return plain(String(value));
    const members = value as Record<string, string | null>;
    if ('en' in members || 'ja' in members) return this.text(members as Text);
    return Object.entries(members).flatMap(([name, one]) => (one === null ? [] : plain(`${name}: ${one}`)));
  }

  private standards() {
    return this.table(
      words.standards,
      [
        [words.required, 3],
        [words.holder, 3],
        [words.metBy, 4],
        [words.path, 5],
      ],
      this.c.standards.map((s) => [
        plain(s.required),
        [...this.phrase(holderNames[s.holder]), ...plain(`${s.by} (${s.on})`)],
        s.held
          ? [
              ...plain(s.held.standard),
              ...plain([s.held.number, s.held.body].filter((x) => x !== null).join(', ')),
              ...plain(`${s.held.validFrom} – ${s.held.validTo ?? ''}`),
            ]
          : this.phrase(words.notAsked),
        s.path.length > 0
          ? s.path.flatMap((step) => [
              ...plain(`${step.held} → ${step.required} (${step.degree})`),
              ...plain(`${step.basis.document}, ${step.basis.reference}; ${step.approvedBy}`),
              ...step.supplements.flatMap((x) => plain(`${x.condition}: ${x.evidence}`)),
            ])
          : s.held
            ? this.phrase(words.itself)
            : [],
      ]),
    );
  }

  private operations(): Block {
    return this.table(
      words.operations,
      [
        [words.no, 1],
        [words.operation, 6],
        [words.technicalData, 3],
        [words.performed, 3],
      ],
      this.c.operations.map((o) => [
        plain(o.sequence),
        [
          ...this.text(o.title),
          ...(o.activity === this.c.order.activity ? [] : this.phrase(activityNames[o.activity])),
          ...(o.requires === null ? [] : this.line(words.requires, o.requires)),
          ...(o.approvedBy && o.overAndAbove ? this.line(words.overAndAbove, this.name(o.approvedBy)) : []),
          ...(o.holdPoint && !o.holdPointWaiver ? this.phrase(words.holdPoint) : []),
          ...(o.holdPointWaiver
            ? [
                ...this.line(words.waived, this.name(o.holdPointWaiver.waivedBy)),
                ...this.text(o.holdPointWaiver.reason),
              ]
            : []),
          ...(o.notApplicable
            ? [
                ...this.line(words.notApplicable, this.name(o.notApplicable.decidedBy)),
                ...this.text(o.notApplicable.reason),
              ]
            : []),
        ],
        o.technicalData.flatMap((d) => plain(`${d.document} Rev. ${d.revision}`)),
        o.performedBy && o.performedAt
          ? [...plain(this.name(o.performedBy)), ...plain(inJapan(o.performedAt))]
          : this.phrase(words.notDone),
      ]),
    );
  }

  private late() {
    return this.table(
      words.late,
      [
        [words.event, 3],
        [words.occurred, 3],
        [words.recorded, 3],
        [words.reason, 5],
      ],
      this.c.lateEntries.map((e) => [
        plain(`${e.sequence} ${e.type}`),
        plain(inJapan(e.occurredAt)),
        plain(inJapan(e.recordedAt)),
        this.text(e.reason),
      ]),
    );
  }

  private parts() {
    return this.table(
      words.parts,
      [
        [words.part, 5],
        [words.quantity, 1],
        [words.document, 3],
        [words.source, 2],
        [words.removed, 3],
        [words.installed, 3],
      ],
      this.c.parts.map((p) => [
        [
          ...this.text(p.nomenclature),
          ...plain(partNumbers(p)),
          ...(p.supplied ? [...this.phrase(words.supplied), ...plain(partNumbers(p.supplied))] : []),
          ...this.phrase(demandStatusNames[p.status]),
        ],
        plain(p.quantity),
        plain(p.documentNumber),
        this.phrase(sourceNames[p.source]),
        plain(p.serialRemoved),
        plain(p.serialInstalled),
      ]),
    );
  }

  private inspection(i: CertificateContent['inspections'][number]): Block {
    const kind = inspectionKindNames[i.kind];
    const decision = i.decision === 'passed' ? words.passed : words.failed;
    const of = i.operationSequence === null ? '' : ` (${i.operationSequence})`;
    const was = (language: Language) => (i.superseded ? `, ${words.superseded[language]}` : '');
    const title = {
      en: `${kind.en[0]?.toUpperCase()}${kind.en.slice(1)}${of}: ${decision.en}${was('en')}`,
      ja: `${kind.ja}${of}：${decision.ja}${was('ja')}`,
    };
    return this.table(
      title,
      [
        [words.characteristic, 5],
        [words.limits, 2],
        [words.value, 3],
        [words.instrument, 4],
      ],
      i.characteristics.map((x) => [
        [...this.text(x.name), ...plain([x.method, x.standard].filter((y) => y !== null).join(', '))],
        plain(x.lower === null && x.upper === null ? '–' : `${x.lower ?? ''} – ${x.upper ?? ''} ${x.unit ?? ''}`),
        [
          ...(x.value === null ? [] : plain(`${x.value} ${x.unit ?? ''}`)),
          ...this.phrase(x.conforms === null ? words.noResult : x.conforms ? words.conforms : words.fails),
          ...(x.measuredBy && x.measuredAt ? plain(`${this.name(x.measuredBy)} ${inJapan(x.measuredAt)}`) : []),
        ],
        x.instrument
          ? [
              ...plain(x.instrument.serialNumber),
              ...this.text(x.instrument.description),
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

  private nonconformances() {
    return this.table(
      words.nonconformances,
      [
        [words.description, 6],
        [words.disposition, 4],
        [words.approval, 4],
      ],
      this.c.nonconformances.map((x) => [
        [
          ...this.phrase(severityNames[x.severity]),
          ...this.text(x.description),
          ...(x.pqdr === null ? [] : plain(`PQDR ${x.pqdr}`)),
          ...this.phrase(nonconformanceStatusNames[x.status]),
        ],
        [
          ...(x.disposition === null ? plain('–') : this.phrase(dispositionNames[x.disposition])),
          ...(x.dispositionReason ? this.text(x.dispositionReason) : []),
        ],
        [
          ...(x.dispositionedBy ? plain(this.name(x.dispositionedBy)) : []),
          ...(x.approvedBy ? plain(this.name(x.approvedBy)) : []),
        ],
      ]),
    );
  }

  private signatures(): Block {
    return this.table(
      words.signatures,
      [
        [words.signer, 4],
        [words.meaning, 6],
        [words.signedHash, 5],
      ],
      this.c.signatures.map((s) => [
        [
          ...plain(this.name(s.signer)),
          ...(s.designation
            ? plain(
                [s.designation.qualification, s.designation.authority, s.designation.delegationReference]
                  .filter((x) => x !== null)
                  .join(', '),
              )
            : []),
          ...(s.stampNumber === null ? [] : this.line(words.stamp, s.stampNumber)),
          ...plain(inJapan(s.signedAt)),
        ],
        [
          ...this.phrase(actNames[s.act]),
          ...this.text(s.meaning),
          ...this.line(words.shownIn, s.language),
          ...(s.supersededAt === null ? [] : this.line(words.superseded, inJapan(s.supersededAt))),
          ...(s.pinIssuedBy && s.pinIssuedAt
            ? this.line(words.pinBy, `${this.name(s.pinIssuedBy)} ${inJapan(s.pinIssuedAt)}`)
            : []),
        ],
        plain(s.contentSha256),
      ]),
    );
  }

  private turnaround(): Block[] {
    const t = this.c.turnaround;
    if (!t) return [];
    const hours = (value: number) => `${value} h`;
    const spent = (Object.keys(categoryNames) as Category[]).filter((name) => t.hoursByCategory[name] > 0);
    return [
      this.table(
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
            spent.flatMap((name) => this.line(categoryNames[name], hours(t.hoursByCategory[name]))),
            plain(`${t.workingDays.japan} / ${t.workingDays.usFederal}`),
            t.targets.length === 0
              ? this.phrase(words.none)
              : t.targets.flatMap((x) => [...plain(x.date), ...(x.cause ? this.text(x.cause) : [])]),
          ],
        ],
      ),
    ];
  }

  private report() {
    const fields = this.c.wawfReparableReceivingReport ?? [];
    return this.table(
      words.report,
      [
        [words.field, 3],
        [words.fieldValue, 5],
      ],
      fields.map((f) => [plain(f.field), plain(f.value ?? '–')]),
    );
  }

  private reliedOn() {
    return this.table(
      words.reliedOn,
      [
        [words.record, 6],
        [words.version, 1],
        [words.guards, 5],
        [words.hash, 5],
      ],
      this.c.reliedOn.map((r) => [
        [...plain(r.record), ...plain(r.id)],
        plain(r.revision),
        plain(r.guards.join(', ')),
        plain(r.sha256),
      ]),
    );
  }

  private proof(): Block {
    const { chain } = this.c;
    return {
      kind: 'facts',
      facts: [
        this.fact(words.chain, [...plain(`${chain.sequence}`), ...plain(chain.sha256)]),
        this.fact(words.content, this.issue.sha256),
        this.fact(words.key, this.issue.kid),
      ],
    };
  }
}

function plain(text: string | number | null): Cell {
  return text === null || text === '' ? [] : [{ text: String(text), language: null }];
}

function inJapan(at: Instant): string {
  return `${inJapanTime(at)} JST`;
}
