// Words of the page of what waits for me.
import type { InboxItem } from '../../api/types.ts';
import { bilingual } from '../../language/bilingual.ts';

interface InboxWords {
  title: string;
  nothing: string;
  waits: (count: number) => string;
  since: string;
  onlyKind: string;
  all: string;
  kind: Record<InboxItem['kind'], string>;
}

const en: InboxWords = {
  title: 'Waits for me',
  nothing: 'Nothing waits for you.',
  waits: (count) => (count === 1 ? '1 thing waits' : `${count} things wait`),
  since: 'waiting',
  onlyKind: 'Show only',
  all: 'Everything',
  kind: {
    authorize_order: 'Authorize',
    approve_operation: 'Approve over-and-above work',
    approve_disposition: 'Approve a disposition',
    acknowledge_segment: 'Acknowledge hours',
    lift_hold: 'Lift a hold',
    close_order: 'Close',
    induct_order: 'Induct',
    start_order: 'Start',
    resume_order: 'Resume',
    decide_correction: 'Answer a correction',
    inspect_order: 'Inspect',
    sign_inspection: 'Sign an inspection',
    sign_again: 'Sign again',
    disposition_nonconformance: 'Decide a disposition',
    close_nonconformance: 'Close a nonconformance',
    inspect_hold_point: 'Inspect a hold point',
    release_order: 'Accept and release',
    sign_amendment: 'Sign an amendment',
    sign_support_list: 'Sign a support list',
    mend_webhook: 'Mend a webhook',
  },
};

const ja: InboxWords = {
  title: '対応待ち',
  nothing: '対応待ちはありません。',
  waits: (count) => `${count}件の対応待ち`,
  since: '経過',
  onlyKind: '絞り込み',
  all: 'すべて',
  kind: {
    authorize_order: '承認',
    approve_operation: '追加作業の承認',
    approve_disposition: '処置の承認',
    acknowledge_segment: '時間の確認',
    lift_hold: '保留の解除',
    close_order: '完了処理',
    induct_order: '入場',
    start_order: '作業開始',
    resume_order: '再開',
    decide_correction: '訂正案への回答',
    inspect_order: '検査',
    sign_inspection: '検査の署名',
    sign_again: '再署名',
    disposition_nonconformance: '処置の決定',
    close_nonconformance: '不適合の完結',
    inspect_hold_point: 'ホールドポイント検査',
    release_order: '受領検査・引渡し',
    sign_amendment: '修正の署名',
    sign_support_list: '優先支援リストの署名',
    mend_webhook: 'Webhookの復旧',
  },
};

export const inboxWords = bilingual({ en, ja });
