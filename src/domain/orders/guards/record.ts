// Guards of the record: what is declared, signed, verified, established and settled.

import { ungivenSignatures } from '../../evidence/signing.ts';
import { isStanding as demandStands } from '../../supply/part-demand.ts';
import type { WorkOrderFile } from '../work-order-file.ts';
import { about, type Guard, no, open, partsOrOrder, personEvidence, yes } from './facts.ts';
import { doubtsBefore } from './signers.ts';
import {
  allNonconformances,
  allOperations,
  demandEvidence,
  list,
  nonconformanceEvidence,
  operationEvidence,
} from './work.ts';

export const toolsAccounted: Guard = ({ given, caller }) =>
  given.toolsAccounted === undefined
    ? open('The request declares it.', '提示の際に申告します。')
    : given.toolsAccounted
      ? yes('All tools are accounted for.', '工具の員数を確認済みです。', [personEvidence(caller)])
      : no('Tools are not accounted for.', '工具の員数確認が完了していません。', [personEvidence(caller)]);

export const foreignObjectsCleared: Guard = ({ given, caller }) =>
  given.foreignObjectsCleared === undefined
    ? open('The request declares it.', '提示の際に申告します。')
    : given.foreignObjectsCleared
      ? yes('The work area is clear of foreign objects.', '異物がないことを確認済みです。', [personEvidence(caller)])
      : no('The work area is not cleared of foreign objects.', '異物がないことの確認が完了していません。', [
          personEvidence(caller),
        ]);

const signatureEvidence = (s: WorkOrderFile['signatures'][number]) => about('signature', s, s.meaning.en, s.meaning.ja);

export const signaturesInForce: Guard = (facts) => {
  const { file } = facts;
  const forAct = file.order.status === 'awaiting_acceptance' ? 'release' : 'accept';
  const doubts = doubtsBefore(facts, forAct);
  if (doubts.length > 0)
    return no(
      `Signed by someone not entitled to it then, and to be given again: ${doubts.map((d) => `${d.what.en} by ${d.name.en} on ${d.on} (${d.why.en})`).join(', ')}.`,
      `署名時に資格を欠いていたため再署名が必要です：${doubts.map((d) => `${d.what.ja}（${d.on}、${d.name.ja}：${d.why.ja}）`).join('、')}。`,
      [...doubts.flatMap((d) => d.evidence), ...doubts.map((d) => signatureEvidence(d.signature))],
    );
  const ungiven = ungivenSignatures(file, forAct);
  return ungiven.length === 0
    ? yes(
        'Every signature is in force or was given again.',
        'すべての署名が有効、または再署名済みです。',
        partsOrOrder(file.signatures.filter((s) => s.supersededAt === null).map(signatureEvidence), file),
      )
    : no(
        'Signatures were superseded by later changes and not given again.',
        '後の変更により失効し、再署名されていない署名があります。',
        ungiven.map(signatureEvidence),
      );
};

export const evidenceIntact: Guard = ({ chainFault, file }) => {
  if (chainFault === undefined) return open('Verified when the order is released.', '引渡しの際に検証します。');
  const evidence = partsOrOrder([], file);
  return chainFault === null
    ? yes('The order’s chain of events and its signatures verify.', '事象の連鎖と署名は検証済みです。', evidence)
    : no(
        `The record does not verify: ${chainFault.message.en}.`,
        `記録を検証できません：${chainFault.message.ja}。`,
        evidence,
      );
};

export const lossEstablished: Guard = ({ file, given }) => {
  if (given.finding === undefined)
    return open('Judged on the finding the request names.', '指定される判定により判断します。');
  if (given.finding !== 'beyond_repair')
    return given.surveyReference
      ? yes(
          `Survey ${given.surveyReference} establishes the loss.`,
          `調査報告${given.surveyReference}により確認済みです。`,
          partsOrOrder([], file),
        )
      : no(
          'Lost or destroyed needs a survey reference.',
          '亡失・滅失の判定には調査報告の番号が必要です。',
          partsOrOrder([], file),
        );
  const scrapped = nonconformanceEvidence(file, (n) => n.disposition === 'scrap' && n.approvedBy !== null);
  return scrapped.length > 0
    ? yes('A scrap disposition is approved.', '廃棄処置が承認されています。', scrapped)
    : no(
        'No scrap disposition is approved by the program office.',
        'プログラムオフィスが承認した廃棄処置がありません。',
        allNonconformances(file),
      );
};

export const laborRecorded: Guard = ({ file }) => {
  const without = file.operations.filter((o) => o.status === 'done' && !file.labor.some((l) => l.operationId === o.id));
  return without.length === 0
    ? yes('Every done operation has labor.', '完了した作業項目すべてに工数があります。', allOperations(file))
    : no(
        `Operations ${list(without, ', ')} have no labor.`,
        `作業項目${list(without, '、')}に工数がありません。`,
        without.map(operationEvidence),
      );
};

export const demandsSettled: Guard = ({ file }) => {
  const standing = file.partDemands.filter(demandStands);
  return standing.length === 0
    ? yes(
        'No part demand is open.',
        '未完了の部品請求はありません。',
        partsOrOrder(file.partDemands.map(demandEvidence), file),
      )
    : no('Part demands are open.', '未完了の部品請求があります。', standing.map(demandEvidence));
};
