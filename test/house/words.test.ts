// One Japanese word for one English one, the glossary's: words that were given up for it stay away from messages, pages and papers.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
// What the demo's people write is their own.
const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(tsx?|js|html)$/.test(file) && !file.startsWith('cli/demo/'))
  .map((file) => `src/${file}`);

const GIVEN_UP = [
  [/イベント/, '事象', 'event'],
  [/(?<!作業)指示書/, '作業指示書', 'work order'],
  [/子作業(?!指示書)/, '子作業指示書', 'sub-order'],
  [/ダウンタイム/, '不稼働', 'downtime'],
  [/所要時間|整備所要/, '整備期間', 'turnaround'],
  [/部品台帳/, '品目', 'catalogue item'],
  [/所属部隊|保有部隊/, '所有部隊', 'owning unit'],
  [/ベイ|(?<!整備)区画/, '整備区画', 'bay'],
  [/'休業'|休業を/, '閉鎖', 'closure'],
  [/ホストオフィス/, '日本側当局', 'host office'],
  [/検査特性/, '検査項目', 'characteristic'],
  [/検査申請/, '検査への提示', 'presentation'],
  [/合格取消/, '合格の取戻し', 'recall'],
  [/補給待ち/, '部品待ち', 'awaiting parts'],
  [/損壊/, '滅失', 'destroyed'],
  [/条件書き/, '付帯条件', 'provisos'],
] as const;

describe('a word that was given up', () => {
  it.each(GIVEN_UP)('%s is %s (%s)', (word) => {
    const found = files.filter((file) => word.test(readFileSync(new URL(file, root), 'utf8')));
    expect(found).toEqual([]);
  });
});
