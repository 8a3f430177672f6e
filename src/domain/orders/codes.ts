// The field's codes: kinds of work, levels, priority designators, supply condition codes, and the shape of code tables.
import { z } from 'zod';
import { type Fault, type Message, message, token } from '../values.ts';

export const ACTIVITIES = [
  'inspection',
  'test',
  'calibration',
  'repair',
  'replacement',
  'overhaul',
  'modification',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

export const activityNames: Record<Activity, Message> = {
  inspection: { en: 'inspection', ja: '検査' },
  test: { en: 'test', ja: '試験' },
  calibration: { en: 'calibration', ja: '校正' },
  repair: { en: 'repair', ja: '修理' },
  replacement: { en: 'replacement', ja: '交換' },
  overhaul: { en: 'overhaul', ja: 'オーバーホール' },
  modification: { en: 'modification', ja: '改造' },
};

export const LEVELS = ['organizational', 'intermediate', 'depot'] as const;
export type Level = (typeof LEVELS)[number];

export const levelNames: Record<Level, Message> = {
  organizational: { en: 'organizational', ja: '部隊整備' },
  intermediate: { en: 'intermediate', ja: '中間整備' },
  depot: { en: 'depot', ja: '補給処整備' },
};

export const FORCE_ACTIVITIES = ['I', 'II', 'III', 'IV', 'V'] as const;
export type ForceActivity = (typeof FORCE_ACTIVITIES)[number];

export const forceActivityNames: Record<ForceActivity, Message> = {
  I: { en: 'in combat', ja: '戦闘中' },
  II: { en: 'positioned for combat', ja: '戦闘配置' },
  III: { en: 'positioned to deploy', ja: '展開準備配置' },
  IV: { en: 'other active and selected reserve', ja: 'その他の現役部隊・選抜予備役' },
  V: { en: 'all other', ja: 'その他' },
};

export const URGENCIES = ['A', 'B', 'C'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const urgencyNames: Record<Urgency, Message> = {
  A: { en: 'cannot perform its mission', ja: '任務遂行不能' },
  B: { en: 'impaired in its mission', ja: '任務遂行に支障' },
  C: { en: 'routine', ja: '通常' },
};

const designators: Record<ForceActivity, Record<Urgency, number>> = {
  I: { A: 1, B: 4, C: 11 },
  II: { A: 2, B: 5, C: 12 },
  III: { A: 3, B: 6, C: 13 },
  IV: { A: 7, B: 9, C: 14 },
  V: { A: 8, B: 10, C: 15 },
};

/** The priority designator, 1 (most urgent) to 15. Source: the UMMIPS table of force or activity × urgency of need (DoDM 4140.01). */
export function designatorOf(force: ForceActivity, urgency: Urgency): number {
  return designators[force][urgency];
}

export const CONDITION_CODES = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'J',
  'K',
  'L',
  'M',
  'N',
  'P',
  'Q',
  'R',
  'S',
] as const;
export type ConditionCode = (typeof CONDITION_CODES)[number];

/** What each supply condition code says. Source: federal condition code, DLM 4000.25. */
export const conditionCodeNames: Record<ConditionCode, Message> = {
  A: { en: 'serviceable, issuable without qualification', ja: '使用可（無条件で払出し可）' },
  B: { en: 'serviceable, issuable with qualification', ja: '使用可（条件付きで払出し可）' },
  C: { en: 'serviceable, priority issue', ja: '使用可（優先払出し）' },
  D: { en: 'serviceable, test or modification', ja: '使用可（試験・改造を要する）' },
  E: { en: 'unserviceable, limited restoration', ja: '使用不可（軽微な復旧を要する）' },
  F: { en: 'unserviceable, reparable', ja: '使用不可（修理可能）' },
  G: { en: 'unserviceable, incomplete', ja: '使用不可（部品欠品）' },
  H: { en: 'unserviceable, condemned', ja: '使用不可（廃棄判定）' },
  J: { en: 'suspended, in stock', ja: '保留（在庫中）' },
  K: { en: 'suspended, returns', ja: '保留（返納品）' },
  L: { en: 'suspended, litigation', ja: '保留（係争中）' },
  M: { en: 'suspended, in work', ja: '保留（作業中）' },
  N: { en: 'suspended, ammunition for emergency combat use only', ja: '保留（緊急戦闘用に限る弾薬）' },
  P: { en: 'unserviceable, reclamation', ja: '使用不可（部品回収用）' },
  Q: { en: 'suspended, quality deficient exhibit', ja: '保留（品質不具合の現品）' },
  R: { en: 'suspended, reclaimed, condition not yet determined', ja: '保留（回収品、状態判定待ち）' },
  S: { en: 'unserviceable, scrap', ja: '使用不可（スクラップ）' },
};

/** Which condition codes an item may have at each turn of an order. Source: vocabulary.md, supply condition codes. */
export const INDUCTION_CODES = ['F', 'K'] as const satisfies readonly ConditionCode[];
export const IN_WORK_CODE = 'M' satisfies ConditionCode;
export const DEFICIENT_CODE = 'Q' satisfies ConditionCode;
export const RELEASE_CODES = ['A', 'B', 'C', 'D'] as const satisfies readonly ConditionCode[];
export const CONDEMNED_CODES = ['H', 'P', 'S'] as const satisfies readonly ConditionCode[];
/** Codes of an item that goes back unfinished: only a release makes it serviceable, only a condemnation condemns it. */
export const HAND_BACK_CODES = [
  'E',
  'F',
  'G',
  'J',
  'K',
  'L',
  'N',
  'Q',
  'R',
] as const satisfies readonly ConditionCode[];

export const CODE_TABLE_NAMES = ['action_taken', 'malfunction', 'when_discovered', 'type_of_maintenance'] as const;

export const codeTable = z
  .strictObject({
    name: z.enum(CODE_TABLE_NAMES),
    title: message,
    verified: z.boolean().meta({ description: 'Every code was checked against the source.' }),
    source: z.string().min(1),
    codes: z.array(z.strictObject({ code: token(20), meaning: message, verified: z.boolean() })).min(1),
  })
  .meta({ description: 'A table of the field’s codes: data, not rules. An unverified code is shown as such.' });
export type CodeTable = z.infer<typeof codeTable>;

const tableOf = {
  malfunction: 'malfunction',
  actionTaken: 'action_taken',
  whenDiscovered: 'when_discovered',
} as const satisfies Record<string, CodeTable['name']>;

/**
 * What is odd about the codes of an order: those that the code tables don't list. They are kept all the same, because the tables are partly
 * unverified and the field has newer editions. There is no table of work-unit codes: each platform has its own.
 */
export function codeWarnings(
  codes: Readonly<Partial<Record<keyof typeof tableOf, string | null>>>,
  tables: readonly CodeTable[],
): Fault[] {
  return (Object.keys(tableOf) as (keyof typeof tableOf)[]).flatMap((field) => {
    const given = codes[field] ?? null;
    const table = tables.find((t) => t.name === tableOf[field]);
    if (given === null || !table || table.codes.some((c) => c.code === given)) return [];
    const unverified: Message = table.verified ? { en: '', ja: '' } : { en: ', which is unverified', ja: '（未検証）' };
    return [
      {
        pointer: `/codes/${field}`,
        code: 'code.not_in_table',
        message: {
          en: `${given} is not in the table “${table.title.en}”${unverified.en}; it was kept as given.`,
          ja: `${given}はコード表「${table.title.ja}」${unverified.ja}にありません。入力どおり保存しました。`,
        },
      },
    ];
  });
}
