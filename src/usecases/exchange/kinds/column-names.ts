// What the columns of files are called, and what stands in their cells, in both languages.
import type { z } from 'zod';
import type { Message } from '../../../domain/values.ts';
import { type Column, type ColumnKind, columnsOf } from './columns.ts';

const forms: Record<ColumnKind, Message> = {
  text: { en: 'text', ja: '文字列' },
  code: { en: 'a code or id', ja: 'コードまたはID' },
  date: { en: 'a date, YYYY-MM-DD (2026/4/1 is read too)', ja: '日付 YYYY-MM-DD（2026/4/1 も可）' },
  number: { en: 'a number', ja: '数値' },
  boolean: { en: 'true or false', ja: 'trueまたはfalse' },
  list: { en: 'a list: values with ; between them, or a JSON array', ja: 'リスト：「;」区切り、またはJSON配列' },
  json: { en: 'JSON', ja: 'JSON' },
};
const instantForm: Message = { en: 'an instant, RFC 3339 with offset', ja: '日時（RFC 3339、時差付き）' };

// English names follow from the column's; these are the Japanese ones, by its steps.
const japanese: Record<string, string> = {
  id: 'ID',
  key: '移行元のキー',
  createdAt: '登録日時',
  code: 'コード',
  title: '表題',
  en: '英語',
  ja: '日本語',
  issuer: '発行者',
  subject: '対象分野',
  supersedes: '旧規格',
  held: '保有規格',
  required: '要求規格',
  degree: '同等の程度',
  conditions: '条件',
  platformIds: '装備品',
  platformId: '装備品',
  activities: '作業種別',
  activity: '作業種別',
  basis: '根拠',
  document: '文書',
  reference: '参照箇所',
  approvedBy: '承認者',
  validFrom: '有効期間の始まり',
  validTo: '有効期間の終わり',
  designation: '名称',
  nomenclature: '品名',
  nsn: 'NSN',
  kind: '種別',
  service: '軍種',
  export: '輸出管理',
  regime: '規制',
  category: '区分',
  requirements: '要求事項',
  targets: '目標',
  name: '氏名・名称',
  ncage: 'NCAGEコード',
  operator: '運営主体',
  prefecture: '都道府県',
  calendar: '暦',
  year: '年',
  holidays: '祝日',
  bays: '整備区画数',
  facilityId: '修理施設',
  facilityIds: '修理施設',
  standard: '規格',
  number: '番号',
  body: '認証機関',
  scopeCodes: '認証範囲',
  status: '状態',
  statusOn: '状態の日付',
  statusReason: '状態の理由',
  statusChanges: '状態の変更履歴',
  supplements: '補足の証拠',
  level: '整備段階',
  serialNumber: '製造番号',
  description: '説明',
  calibrations: '校正',
  from: '始まり',
  to: '終わり',
  reason: '理由',
  uii: 'UII',
  uiiComponents: 'UIIの構成要素',
  issuingAgency: '発番機関',
  enterprise: '企業',
  partOrLot: '品目・ロット',
  serial: 'シリアル',
  owningUnit: '所有部隊',
  homePort: '母港・駐留地',
  installedIn: '搭載先',
  location: '所在',
  locationFacilityId: '所在する施設',
  condition: '状況',
  condemnedAt: '廃棄判定の日時',
  categories: '輸出区分',
  valueCeiling: '上限額',
  currency: '通貨',
  minorUnits: '金額（最小単位）',
  provisos: '付帯条件',
  organization: '所属',
  roles: '役割',
  endedOn: '在籍の最終日',
  programPlatformIds: '担当装備品',
  accessBasis: 'アクセスの根拠',
  personId: '人員',
  qualification: '資格',
  stampNumber: '検査印番号',
  authority: '委任元',
  delegationReference: '委任文書',
  documentRevision: '版',
  effectiveFrom: '適用開始日',
  country: '国',
  offers: '供給品目',
  partNumber: '部品番号',
  cage: 'CAGEコード',
  substituteIds: '代替品',
  weights: '重み',
  stoppedDay: '停止1日当たり',
  orderStopped: '停止中1件当たり',
  shortfallDay: '納期不足1日当たり',
  waitingDay: '今後の待ち1日当たり',
  singleSource: '単独供給',
  unknownLeadTimeDays: '納期不明時の日数',
  stoppedDayCost: '停止1日の費用',
  turnaroundDays: '所要日数',
  transportDaysEachWay: '片道輸送日数',
  cost: '費用',
  transportCost: '輸送費',
  source: '出典',
  equipmentId: '個体',
  cause: '原因',
  at: '日時',
  note: '注記',
  reportedBy: '報告者',
  workOrderId: '作業指示書',
  priority: '優先度',
  forceActivity: '部隊区分',
  urgency: '緊急度',
  designator: '優先指示番号',
  discrepancy: '不具合',
  codes: '整備コード',
  workUnit: '作業単位コード',
  malfunction: '不具合コード',
  actionTaken: '処置コード',
  whenDiscovered: '発見時期コード',
  customerJobNumber: '顧客管理番号',
  localTransportDays: '国内輸送日数',
  parentId: '親作業指示書',
  stopsParent: '親を止める',
  follows: '先行作業指示書',
  plannedStart: '開始予定日',
  assignedTo: '担当者',
  requiredBy: '要求期日',
  authorizationId: '輸出許可等',
  estimatedCost: '見積額',
  actualCost: '実績額',
  targetDate: '目標日',
  conditionCode: '状態コード',
  deliveryReceipt: '受領書',
  finding: '判定',
  surveyReference: '調査番号',
  createdBy: '起票者',
  stays: '滞在の経過',
  operations: '作業項目',
  labor: '工数',
  partDemands: '部品請求',
  inspections: '検査',
  nonconformances: '不適合',
  statusSince: '状態の開始日時',
  holdCause: '保留の原因',
  stoodAt: '再開先',
  heldByProgram: 'プログラムオフィスによる保留',
  custody: '授受',
  rootId: '最上位の作業指示書',
  familyId: '系列の最初の作業指示書',
  submittedBy: '申請者',
  submittedAt: '申請日時',
  inductedAt: '入場日時',
  startedAt: '作業開始日時',
  presentedAt: '提示日時',
  presentedSequence: '提示の事象番号',
  acceptedAt: '合格日時',
  acceptedSequence: '合格の事象番号',
  releasedAt: '引渡し日時',
  endedAt: '終了日時',
  history: '履歴',
};

/** A column as the template explains it. */
export interface DescribedColumn {
  name: string;
  title: Message;
  form: Message;
  required: boolean;
  values: string[];
  description: string;
}

/** What each column of a kind is. */
export function describeColumns(schema: z.ZodObject): DescribedColumn[] {
  return columnsOf(schema).map((column) => ({
    name: column.name,
    title: titleOf(column),
    form: formOf(column),
    required: column.isRequired,
    values: [...column.values],
    description: column.description,
  }));
}

function formOf({ kind, name, values }: Column): Message {
  const isInstant = kind === 'code' && values.length === 0 && /At$|^at$/.test(name);
  return isInstant ? instantForm : forms[kind];
}

function titleOf({ path }: Column): Message {
  const words = (step: string) => step.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return {
    en: path.map(words).join(', '),
    ja: path.map((step) => japanese[step] ?? step).join('・'),
  };
}

/** The steps of columns that have no Japanese name, for the test that there are none. */
export function unnamedSteps(schema: z.ZodObject): string[] {
  return columnsOf(schema).flatMap(({ path }) => path.filter((step) => !Object.hasOwn(japanese, step)));
}
