// The reasons that people of the demo give, in both languages, and what holds an order up.
import type { HoldCause } from '../../domain/orders/status.ts';
import type { Message } from '../../domain/values.ts';

export const why = {
  wrongData: { en: 'The discrepancy does not say which side.', ja: '不具合の左右の別が不明。' },
  notNeeded: { en: 'The unit repaired it itself.', ja: '部隊側で修復済み。' },
  exercise: { en: 'The unit needs the item back for an exercise.', ja: '部隊が演習のため返却を要望。' },
  growth: { en: 'Damage is larger than surveyed.', ja: '損傷範囲が現状調査時より拡大。' },
  rework: { en: 'Within the limits of the manual.', ja: 'マニュアルの範囲内で手直し可能。' },
  repair: {
    en: 'Repair beyond the manual, with engineering disposition.',
    ja: '技術処置によるマニュアル範囲外の修理。',
  },
  useAsIs: { en: 'Within the allowance of the structural engineer.', ja: '構造担当の許容範囲内。' },
  scrap: { en: 'Damaged beyond any approved repair.', ja: '承認修理の範囲を超える損傷。' },
  failed: { en: 'A measured value is outside its limits.', ja: '測定値が限界外。' },
  secondLook: { en: 'A tool count has to be repeated.', ja: '工具員数の再確認のため。' },
  recall: { en: 'A record sheet was left out.', ja: '記録票の添付漏れのため。' },
  notOurs: { en: 'The disposition was with the plant by then.', ja: '処置は既に工場へ通知済みでした。' },
  leadTime: { en: 'Lead time of a part', ja: '部品の納期' },
  finding: { en: 'Finding at inspection', ja: '検査での発見事項' },
} satisfies Record<string, Message>;

export const holds: readonly {
  cause: HoldCause;
  byProgram: boolean;
  reason: Message;
  days: readonly [number, number];
}[] = [
  {
    cause: 'funding',
    byProgram: true,
    reason: { en: 'Funds for the quarter are used up.', ja: '四半期予算の執行終了のため。' },
    days: [8, 30],
  },
  {
    cause: 'funding',
    byProgram: false,
    reason: { en: 'Waiting for the funding document.', ja: '予算書類待ち。' },
    days: [4, 15],
  },
  {
    cause: 'capacity',
    byProgram: false,
    reason: { en: 'The test stand is taken.', ja: '試験設備が使用中のため。' },
    days: [2, 9],
  },
  {
    cause: 'customer',
    byProgram: false,
    reason: { en: 'The unit has to send missing logbooks.', ja: '部隊からの履歴簿の送付待ち。' },
    days: [2, 12],
  },
  {
    cause: 'weather',
    byProgram: false,
    reason: { en: 'Typhoon, hangar doors closed.', ja: '台風のため格納庫閉鎖。' },
    days: [1, 3],
  },
  {
    cause: 'authorization',
    byProgram: true,
    reason: { en: 'A proviso is being clarified.', ja: '許可条件の確認中。' },
    days: [3, 14],
  },
];
