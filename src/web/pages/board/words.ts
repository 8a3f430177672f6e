// Words of the board.
import type { WorkOrder } from '../../api/types.ts';
import { bilingual } from '../../language/bilingual.ts';

interface BoardWords {
  title: string;
  orders: (count: number) => string;
  reading: (count: number) => string;
  filters: string;
  status: string;
  priority: string;
  words: string;
  overdueOnly: string;
  withEnded: string;
  clear: string;
  asBoard: string;
  asList: string;
  view: string;
  live: string;
  notLive: string;
  column: (status: string, count: number) => string;
  parts: (count: number) => string;
  nonconformances: (count: number) => string;
  subOrders: (count: number) => string;
  heldFor: Record<NonNullable<WorkOrder['holdCause']>, string>;
  inStatus: string;
  noOrders: string;
  upTo: (designator: number) => string;
  number: string;
  item: string;
  discrepancy: string;
  waits: string;
}

const en: BoardWords = {
  title: 'Board',
  orders: (count) => (count === 1 ? '1 order' : `${count.toLocaleString('en-US')} orders`),
  reading: (count) => `reading… ${count.toLocaleString('en-US')} so far`,
  filters: 'Filters',
  status: 'Status',
  priority: 'Priority',
  words: 'Number or words',
  overdueOnly: 'Overdue only',
  withEnded: 'With ended ones',
  clear: 'Clear filters',
  asBoard: 'Board',
  asList: 'List',
  view: 'View',
  live: 'live',
  notLive: 'asks now and then',
  column: (status, count) => `${status}: ${count}`,
  parts: (count) => (count === 1 ? '1 part out' : `${count} parts out`),
  nonconformances: (count) => (count === 1 ? '1 nonconformance' : `${count} nonconformances`),
  subOrders: (count) => (count === 1 ? '1 sub-order' : `${count} sub-orders`),
  heldFor: {
    funding: 'Held: funding',
    authorization: 'Held: authorization',
    capacity: 'Held: capacity',
    customer: 'Held: customer',
    weather: 'Held: weather',
  },
  inStatus: 'in this status for',
  noOrders: 'No orders like that.',
  upTo: (designator) => `Designator ${designator}`,
  number: 'Number',
  item: 'Item',
  discrepancy: 'Discrepancy',
  waits: 'Waits for',
};

const ja: BoardWords = {
  title: '一覧ボード',
  orders: (count) => `${count.toLocaleString('ja-JP')}件`,
  reading: (count) => `読み込み中…${count.toLocaleString('ja-JP')}件`,
  filters: '絞り込み',
  status: '状態',
  priority: '優先度',
  words: '番号・語句',
  overdueOnly: '期限超過のみ',
  withEnded: '終了分も表示',
  clear: '絞り込みを解除',
  asBoard: 'ボード',
  asList: 'リスト',
  view: '表示',
  live: '自動更新中',
  notLive: '定期的に更新',
  column: (status, count) => `${status}：${count}件`,
  parts: (count) => `部品待ち${count}件`,
  nonconformances: (count) => `不適合${count}件`,
  subOrders: (count) => `子作業指示書${count}件`,
  heldFor: {
    funding: '保留：予算待ち',
    authorization: '保留：許可待ち',
    capacity: '保留：能力待ち',
    customer: '保留：顧客都合',
    weather: '保留：天候',
  },
  inStatus: 'この状態になってから',
  noOrders: '該当する作業指示書はありません。',
  upTo: (designator) => `優先指示番号${designator}`,
  number: '番号',
  item: '個体',
  discrepancy: '不具合',
  waits: '待ち',
};

export const boardWords = bilingual({ en, ja });
