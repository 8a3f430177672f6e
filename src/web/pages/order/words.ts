// Words of the page of a work order: its sections, the acts that are no transitions, and every field of their forms.
import type { WorkOrder } from '../../api/types.ts';
import { bilingual } from '../../language/bilingual.ts';

interface OrderWords {
  sections: Record<
    | 'stands'
    | 'stops'
    | 'clock'
    | 'operations'
    | 'labor'
    | 'parts'
    | 'inspections'
    | 'nonconformances'
    | 'narratives'
    | 'people'
    | 'attachments'
    | 'chain'
    | 'papers'
    | 'family'
    | 'amendments'
    | 'targets',
    string
  >;
  acts: Record<string, string>;
  fields: Record<string, string>;
  cause: Record<NonNullable<WorkOrder['holdCause']>, string>;
  hints: Record<string, string>;
  allowed: string;
  notYours: (roles: string) => string;
  blocked: (count: number) => string;
  depends: string;
  satisfied: string;
  nothingStops: string;
  ended: string;
  otherActs: string;
  running: string;
  since: string;
  firstTarget: string;
  lastTarget: string;
  ofTarget: string;
  noTarget: string;
  overAndAbove: string;
  waitsApproval: string;
  holdPoint: string;
  waived: string;
  performed: string;
  hours: (hours: number) => string;
  outOfLimits: string;
  signed: string;
  unsigned: string;
  superseded: string;
  sheet: string;
  certificate: string;
  condemnation: string;
  traveler: string;
  noTranslation: string;
  original: string;
  occurred: string;
  recorded: string;
  sequence: string;
  download: string;
  earlier: string;
  addLanguage: string;
  showContent: string;
  signing: string;
  signingHint: string;
  pin: string;
  pinHint: string;
  sign: string;
  hash: string;
  send: string;
  stale: string;
  staleHint: string;
  sendAnyway: string;
  before: string;
  now: string;
  yours: string;
  keepTheirs: string;
  keepMine: string;
  discard: string;
  leave: string;
  row: string;
  removeRow: string;
  addRow: string;
  search: string;
  choose: string;
  created: string;
  designator: (designator: number) => string;
  parent: string;
  newTitle: string;
  moreFields: string;
  segmentList: string;
  and: string;
}

const en: OrderWords = {
  sections: {
    stands: 'Where it stands',
    stops: 'What stops it',
    clock: 'Turnaround',
    operations: 'Operations',
    labor: 'Labor',
    parts: 'Parts',
    inspections: 'Inspections',
    nonconformances: 'Nonconformances',
    narratives: 'Narratives',
    people: 'People',
    attachments: 'Files',
    chain: 'Chain of events',
    papers: 'Papers',
    family: 'Sub-orders',
    amendments: 'Amendments',
    targets: 'Targets',
  },
  acts: {
    editWorkOrder: 'Change the order',
    createSubOrder: 'Raise a sub-order',
    addOperation: 'Plan an operation',
    editOperation: 'Change',
    completeOperation: 'Log as done',
    approveOperation: 'Approve',
    markOperationNotApplicable: 'Not applicable',
    waiveHoldPoint: 'Waive hold point',
    logLabor: 'Log labor',
    correctLabor: 'Correct',
    addPartDemand: 'Demand a part',
    editPartDemand: 'Change',
    openInspection: 'Open an inspection',
    editInspection: 'Change what is inspected',
    signInspection: 'Sign',
    raiseNonconformance: 'Raise a nonconformance',
    editNonconformance: 'Change',
    dispositionNonconformance: 'Decide a disposition',
    approveDisposition: 'Approve the disposition',
    closeNonconformance: 'Close',
    addTarget: 'Add a target',
    addTranslation: 'Translate',
    addAttachment: 'Attach a file',
    acknowledgeSegment: 'Acknowledge',
    disputeSegment: 'Dispute',
    proposeCorrection: 'Propose a correction',
    agreeCorrection: 'Agree',
    declineCorrection: 'Decline',
    proposeAmendment: 'Propose an amendment',
    signAmendment: 'Sign',
    withdrawAmendment: 'Withdraw',
  },
  fields: {
    reason: 'Reason',
    note: 'Note',
    occurredAt: 'It happened at',
    lateReason: 'Why it is entered late',
    document: 'Document of the hand-over',
    deliveredBy: 'Delivered by',
    receivedBy: 'Received by',
    serialNumber: 'Serial number as received',
    conditionCode: 'Condition code',
    authorizationId: 'Export authorization',
    estimatedCost: 'Estimated cost',
    actualCost: 'Actual cost',
    targetDate: 'Target date',
    cause: 'Cause',
    toolsAccounted: 'All tools are accounted for',
    foreignObjectsCleared: 'No foreign objects are left',
    finding: 'Finding',
    surveyReference: 'Survey reference',
    deliveryReceipt: 'Delivery receipt',
    title: 'Title',
    sequence: 'Place in the sequence',
    activity: 'Activity',
    technicalData: 'Technical data',
    requires: 'Standard that the technician must hold',
    holdPoint: 'Hold point: an inspection must pass before later operations',
    nomenclature: 'Nomenclature',
    quantity: 'Quantity',
    partNumber: 'Part number',
    nsn: 'NSN',
    stopsWork: 'The work stops without it',
    source: 'Source',
    donorEquipmentId: 'Taken from',
    neededBy: 'Needed by',
    documentNumber: 'MILSTRIP document number',
    documentDate: 'Date of the document',
    serialRemoved: 'Serial number removed',
    serialInstalled: 'Serial number installed',
    supplierId: 'Supplier',
    operationIds: 'For the operations',
    status: 'Status',
    kind: 'Kind',
    operationId: 'Operation',
    characteristics: 'Characteristics',
    decision: 'Decision',
    severity: 'Severity',
    description: 'Description',
    inspectionId: 'Inspection',
    characteristic: 'Characteristic that failed (its place, from 1)',
    pqdr: 'SF 368 (PQDR) number',
    disposition: 'Disposition',
    date: 'Date',
    nonconformanceId: 'Nonconformance',
    subject: 'What is translated',
    language: 'Into',
    text: 'Translation',
    file: 'File',
    from: 'Really began at',
    to: 'Really ended at',
    category: 'Really spent on',
    changes: 'What was written down wrong',
    hours: 'Hours',
    on: 'On the day',
    personId: 'Who worked',
    performedBy: 'Who did it',
    performedAt: 'When it was done',
    priority: 'Priority',
    codes: 'Codes',
    customerJobNumber: 'Customer’s job number',
    localTransportDays: 'Local transport, days',
    stopsParent: 'The parent can’t go on before this is finished',
    plannedStart: 'Planned start',
    assignedTo: 'Assigned to',
    requiredBy: 'Required by',
    equipmentId: 'Item',
    facilityId: 'Facility',
    level: 'Level',
    discrepancy: 'Discrepancy',
    follows: 'Follows on (warranty)',
    workUnit: 'Work unit code',
    malfunction: 'Malfunction',
    actionTaken: 'Action taken',
    whenDiscovered: 'When discovered',
    revision: 'Revision',
    method: 'Method',
    unit: 'Unit',
    lower: 'Lower limit',
    upper: 'Upper limit',
    standard: 'Standard',
    name: 'Name',
    currency: 'Currency',
    amount: 'Amount',
    forceActivity: 'Force or activity',
    urgency: 'Urgency',
    field: 'Field',
    value: 'Value',
  },
  cause: {
    funding: 'Funding',
    authorization: 'Authorization',
    capacity: 'Capacity',
    customer: 'Customer',
    weather: 'Weather',
  },
  hints: {
    performedBy: 'You, unless you choose somebody else.',
    performedAt: 'Now, unless you say when. In your own time zone.',
    personId: 'You, unless you choose somebody else.',
    occurredAt: 'Now, unless you say when. In your own time zone.',
    sequence: 'Ten after the last, if left out.',
    donorEquipmentId: 'The item that the part was taken from.',
    lateReason: 'Needed when it happened more than 72 hours ago.',
    custody: 'Needed when the item is in custody.',
  },
  allowed: 'can be done now',
  notYours: (roles) => `for: ${roles}`,
  blocked: (count) => (count === 1 ? '1 thing stops it' : `${count} things stop it`),
  depends: 'Judged when you say more',
  satisfied: 'What holds',
  nothingStops: 'Nothing stops it.',
  ended: 'The order has ended; nothing more can be done with it.',
  otherActs: 'More',
  running: 'The clock runs',
  since: 'since',
  firstTarget: 'First target',
  lastTarget: 'Target now',
  ofTarget: 'of the target',
  noTarget: 'No target',
  overAndAbove: 'Over and above',
  waitsApproval: 'waits for approval',
  holdPoint: 'Hold point',
  waived: 'waived',
  performed: 'Done by',
  hours: (hours) => `${hours} h`,
  outOfLimits: 'out of limits',
  signed: 'signed',
  unsigned: 'not signed',
  superseded: 'superseded',
  sheet: 'Sheet',
  certificate: 'Release certificate',
  condemnation: 'Condemnation certificate',
  traveler: 'Traveler (job card)',
  noTranslation: 'no translation yet',
  original: 'original',
  occurred: 'happened',
  recorded: 'recorded',
  sequence: 'No.',
  download: 'Download',
  earlier: 'It happened earlier',
  addLanguage: 'Add the other language',
  showContent: 'Show what I sign',
  signing: 'What you sign',
  signingHint:
    'Your signature binds exactly this content, in this language. If anything of it changes first, it is refused.',
  pin: 'Pin',
  pinHint: 'Six digits or more, as you set them.',
  sign: 'Sign',
  hash: 'SHA-256 of the content',
  send: 'Send',
  stale: 'Somebody changed the order meanwhile',
  staleHint: 'Nothing was overwritten, and nothing you typed is lost. See what changed, then decide.',
  sendAnyway: 'Send mine on the order as it is now',
  before: 'Was',
  now: 'Is now',
  yours: 'Yours',
  keepTheirs: 'Keep what is there',
  keepMine: 'Take mine',
  discard: 'Discard what I typed',
  leave: 'What you typed will be lost. Leave?',
  row: 'Row',
  removeRow: 'Remove row',
  addRow: 'Add a row',
  search: 'Search',
  choose: 'Choose…',
  created: 'Raised',
  designator: (designator) => `Designator ${designator}`,
  parent: 'Part of',
  newTitle: 'New work order',
  moreFields: 'More, if you know it',
  segmentList: 'Segment by segment',
  and: ', ',
};

const ja: OrderWords = {
  sections: {
    stands: '現在の状況',
    stops: '何が止めているか',
    clock: '所要時間',
    operations: '作業項目',
    labor: '工数',
    parts: '部品',
    inspections: '検査',
    nonconformances: '不適合',
    narratives: '記述（日英）',
    people: '関係者',
    attachments: '添付ファイル',
    chain: '事象の記録',
    papers: '書類',
    family: '子作業指示書',
    amendments: '修正',
    targets: '目標日',
  },
  acts: {
    editWorkOrder: '指示書を変更',
    createSubOrder: '子作業指示書を起票',
    addOperation: '作業項目を計画',
    editOperation: '変更',
    completeOperation: '完了を記録',
    approveOperation: '承認',
    markOperationNotApplicable: '該当なし',
    waiveHoldPoint: 'ホールドポイントを免除',
    logLabor: '工数を記録',
    correctLabor: '訂正',
    addPartDemand: '部品を請求',
    editPartDemand: '変更',
    openInspection: '検査を開始',
    editInspection: '検査内容を変更',
    signInspection: '署名',
    raiseNonconformance: '不適合を起票',
    editNonconformance: '変更',
    dispositionNonconformance: '処置を決定',
    approveDisposition: '処置を承認',
    closeNonconformance: '完結',
    addTarget: '目標日を追加',
    addTranslation: '翻訳する',
    addAttachment: 'ファイルを添付',
    acknowledgeSegment: '確認する',
    disputeSegment: '異議を述べる',
    proposeCorrection: '訂正を提案',
    agreeCorrection: '同意',
    declineCorrection: '却下',
    proposeAmendment: '修正を提案',
    signAmendment: '署名',
    withdrawAmendment: '取り下げ',
  },
  fields: {
    reason: '理由',
    note: '備考',
    occurredAt: '発生日時',
    lateReason: '遅れて記録する理由',
    document: '受渡し書類',
    deliveredBy: '引渡し者',
    receivedBy: '受領者',
    serialNumber: '受領時の製造番号',
    conditionCode: '状態区分',
    authorizationId: '輸出許可等',
    estimatedCost: '見積額',
    actualCost: '実費',
    targetDate: '目標日',
    cause: '原因',
    toolsAccounted: '工具はすべて確認済み',
    foreignObjectsCleared: '異物の残留なし',
    finding: '判定',
    surveyReference: '調査書番号',
    deliveryReceipt: '受領書番号',
    title: '件名',
    sequence: '順序',
    activity: '作業区分',
    technicalData: '技術資料',
    requires: '作業者に必要な規格',
    holdPoint: 'ホールドポイント：検査合格まで次の作業に進めない',
    nomenclature: '品名',
    quantity: '数量',
    partNumber: '部品番号',
    nsn: 'NSN',
    stopsWork: 'この部品がないと作業が止まる',
    source: '入手元',
    donorEquipmentId: '取り外し元の個体',
    neededBy: '必要日',
    documentNumber: 'MILSTRIP書類番号',
    documentDate: '書類の日付',
    serialRemoved: '取り外した製造番号',
    serialInstalled: '取り付けた製造番号',
    supplierId: '供給者',
    operationIds: '対象の作業項目',
    status: '状態',
    kind: '種別',
    operationId: '作業項目',
    characteristics: '検査特性',
    decision: '判定',
    severity: '重大度',
    description: '内容',
    inspectionId: '検査',
    characteristic: '不合格の特性（何番目か）',
    pqdr: 'SF 368（PQDR）番号',
    disposition: '処置',
    date: '日付',
    nonconformanceId: '不適合',
    subject: '翻訳する記述',
    language: '翻訳先の言語',
    text: '訳文',
    file: 'ファイル',
    from: '実際の開始',
    to: '実際の終了',
    category: '実際の原因',
    changes: '誤って記録された内容',
    hours: '時間',
    on: '作業日',
    personId: '作業者',
    performedBy: '実施者',
    performedAt: '実施日時',
    priority: '優先度',
    codes: 'コード',
    customerJobNumber: '顧客の管理番号',
    localTransportDays: '国内輸送日数',
    stopsParent: 'これが終わるまで親は進められない',
    plannedStart: '開始予定日',
    assignedTo: '担当者',
    requiredBy: '要求期日',
    equipmentId: '個体',
    facilityId: '施設',
    level: '整備段階',
    discrepancy: '不具合',
    follows: '先行する指示書（保証）',
    workUnit: '作業単位コード',
    malfunction: '故障',
    actionTaken: '処置内容',
    whenDiscovered: '発見時期',
    revision: '版',
    method: '方法',
    unit: '単位',
    lower: '下限',
    upper: '上限',
    standard: '規格',
    name: '名称',
    currency: '通貨',
    amount: '金額',
    forceActivity: '部隊区分',
    urgency: '緊急度',
    field: '項目',
    value: '値',
  },
  cause: { funding: '予算', authorization: '許可', capacity: '能力不足', customer: '顧客', weather: '天候' },
  hints: {
    performedBy: '指定しなければ本人です。',
    performedAt: '指定しなければ現在です。お使いの地域の時刻で入力します。',
    personId: '指定しなければ本人です。',
    occurredAt: '指定しなければ現在です。お使いの地域の時刻で入力します。',
    sequence: '空欄なら最後の10番後になります。',
    donorEquipmentId: '部品を取り外した個体です。',
    lateReason: '72時間以上前の場合に必要です。',
    custody: '現品を預かっている場合に必要です。',
  },
  allowed: '今すぐ可能',
  notYours: (roles) => `担当：${roles}`,
  blocked: (count) => `${count}件が妨げています`,
  depends: '入力後に判定',
  satisfied: '満たされている条件',
  nothingStops: '妨げるものはありません。',
  ended: 'この指示書は終了しており、これ以上の操作はありません。',
  otherActs: 'その他',
  running: '計測中',
  since: '開始',
  firstTarget: '当初の目標日',
  lastTarget: '現在の目標日',
  ofTarget: '対目標',
  noTarget: '目標日なし',
  overAndAbove: '追加作業',
  waitsApproval: '承認待ち',
  holdPoint: 'ホールドポイント',
  waived: '免除',
  performed: '実施者',
  hours: (hours) => `${hours}時間`,
  outOfLimits: '限界外',
  signed: '署名済',
  unsigned: '未署名',
  superseded: '失効',
  sheet: '検査票',
  certificate: '出荷判定書',
  condemnation: '廃棄判定書',
  traveler: '作業票',
  noTranslation: '翻訳はまだありません',
  original: '原文',
  occurred: '発生',
  recorded: '記録',
  sequence: '番号',
  download: 'ダウンロード',
  earlier: '以前に起きたことを記録する',
  addLanguage: '他方の言語を追加',
  showContent: '署名する内容を表示',
  signing: '署名の対象',
  signingHint: '署名はこの内容とこの言語に対して行われます。その前に内容が変わった場合、署名は受け付けられません。',
  pin: '暗証番号',
  pinHint: '設定した6桁以上の数字です。',
  sign: '署名する',
  hash: '内容のSHA-256（ハッシュ値）',
  send: '送信',
  stale: '他の人が指示書を変更しました',
  staleHint: '上書きはしておらず、入力内容も失われていません。変更点を確認して決めてください。',
  sendAnyway: '現在の指示書に自分の入力を送る',
  before: '以前',
  now: '現在',
  yours: 'あなたの入力',
  keepTheirs: '現在の値を残す',
  keepMine: '自分の入力にする',
  discard: '入力を破棄',
  leave: '入力内容が失われます。移動しますか。',
  row: '行',
  removeRow: '行を削除',
  addRow: '行を追加',
  search: '検索',
  choose: '選択してください',
  created: '起票',
  designator: (designator) => `優先指示番号${designator}`,
  parent: '親',
  newTitle: '作業指示書の起票',
  moreFields: 'その他（任意）',
  segmentList: '区間ごとの内訳',
  and: '・',
};

export const orderWords = bilingual({ en, ja });
