// Guards of the work: operations, hold points, waits, nonconformances and sub-orders.

import { isStanding as demandStands, demandStatusNames, type PartDemand } from '../../supply/part-demand.ts';
import { type Instant, inBoth, inJapanTime, type Message } from '../../values.ts';
import { type Inspection, inspectionKindNames } from '../../workshop/inspection.ts';
import { nonconformanceStatusNames } from '../../workshop/nonconformance.ts';
import type { Operation } from '../../workshop/operation.ts';
import { isFinished, statusNames } from '../status.ts';
import { inForce, latestInspection, type WorkOrderFile } from '../work-order-file.ts';
import { about, type Evidence, type Facts, type Guard, no, partsOrOrder, yes } from './facts.ts';

export function inspectionEvidence(i: Inspection): Evidence {
  const name = inspectionKindNames[i.kind];
  return about(
    'inspection',
    i,
    `${name.en} ${i.decision ?? 'unsigned'}${i.signedAt === null ? '' : ` ${inJapanTime(i.signedAt)} (Japan time)`}`,
    `${name.ja} ${i.decision === 'passed' ? '合格' : i.decision === 'failed' ? '不合格' : '未署名'}${i.signedAt === null ? '' : `（日本時間${inJapanTime(i.signedAt)}）`}`,
  );
}

export function inspectionPassed(
  kind: Inspection['kind'],
  since: Message,
  after: (file: WorkOrderFile) => number | null,
): Guard {
  return ({ file }) => {
    const name = inspectionKindNames[kind];
    // What was never presented (or accepted) has no inspection since.
    const latest = latestInspection(file, kind, { after: after(file) ?? Number.POSITIVE_INFINITY });
    if (!latest)
      return no(
        `No ${name.en} has been signed ${since.en}.`,
        `${since.ja}以降に署名された${name.ja}がありません。`,
        partsOrOrder([], file),
      );
    const evidence = [inspectionEvidence(latest)];
    if (latest.decision !== 'passed')
      return no(`The latest ${name.en} failed.`, `直近の${name.ja}は不合格です。`, evidence);
    if (!inForce(file, latest.signatureId))
      return no(`The signature on the ${name.en} is superseded.`, `${name.ja}の署名は失効しています。`, evidence);
    return yes(`The ${name.en} is signed and passed.`, `${name.ja}は署名済みで合格です。`, evidence);
  };
}

export function operationEvidence(o: Operation): Evidence {
  return about('operation', o, `${o.sequence} ${inBoth(o.title).en}`, `${o.sequence} ${inBoth(o.title).ja}`);
}

export function allOperations(file: WorkOrderFile): Evidence[] {
  return partsOrOrder(file.operations.map(operationEvidence), file);
}

export const list = (operations: readonly Operation[], separator: string) =>
  operations.map((o) => o.sequence).join(separator);

export const operationsPlanned: Guard = ({ file }) => {
  const planned = file.operations.filter((o) => o.status !== 'not_applicable');
  return planned.length > 0
    ? yes('Operations are planned.', '作業項目が計画されています。', planned.map(operationEvidence))
    : no('No operation is planned.', '作業項目が計画されていません。', allOperations(file));
};

export const operationsComplete: Guard = ({ file }) => {
  const unfinished = file.operations.filter((o) => o.status === 'open');
  if (unfinished.length > 0)
    return no(
      unfinished.length === 1
        ? `Operation ${list(unfinished, ', ')} is open.`
        : `Operations ${list(unfinished, ', ')} are open.`,
      `作業項目${list(unfinished, '、')}が未完了です。`,
      unfinished.map(operationEvidence),
    );
  return file.operations.some((o) => o.status === 'done')
    ? yes('Every operation is done or not applicable.', 'すべての作業項目が完了または対象外です。', allOperations(file))
    : no('No operation was done.', '実施した作業項目がありません。', allOperations(file));
};

const stillHolds = (o: Operation) => o.holdPoint && o.holdPointWaiver === null && o.status !== 'not_applicable';

function isPassedNow(file: WorkOrderFile, o: Operation): boolean {
  const latest = latestInspection(file, 'in_process', { operationId: o.id });
  return latest?.decision === 'passed' && inForce(file, latest.signatureId) !== null;
}

// The last that had been signed by then was a pass, and its signature stood.
function wasPassedBy(file: WorkOrderFile, o: Operation, at: Instant): boolean {
  const inspections = file.inspections.filter((i) => i.kind === 'in_process' && i.operationId === o.id);
  const last = file.signatures
    .filter((s) => s.signedAt <= at && inspections.some((i) => i.id === s.inspectionId))
    .sort((a, b) => a.sequence - b.sequence)
    .at(-1);
  if (!last || (last.supersededAt !== null && last.supersededAt <= at)) return false;
  return inspections.some((i) => i.id === last.inspectionId && i.decision === 'passed');
}

// A hold point stands for work that was done and then inspected. Work behind it waits for it: logging the work late, once the
// inspection has passed, does not mend that.
export const holdPointsPassed: Guard = ({ file, operation, at }) => {
  const concerned = file.operations.filter((o) => stillHolds(o) && (!operation || o.sequence < operation.sequence));
  const isDoneBy = (o: Operation) => o.performedAt !== null && o.performedAt <= at;
  const waiting = concerned.filter(
    (o) => !isPassedNow(file, o) || (operation && !(isDoneBy(o) && wasPassedBy(file, o, at))),
  );
  return waiting.length === 0
    ? yes(
        'Every hold point has a passed in-process inspection.',
        'すべてのホールドポイントで工程内検査に合格しています。',
        partsOrOrder(concerned.map(operationEvidence), file),
      )
    : no(
        `${waiting.length === 1 ? 'Hold point' : 'Hold points'} ${list(waiting, ', ')} ${waiting.length === 1 ? 'has' : 'have'} no passed in-process inspection in force${operation ? ' at that time' : ''}.`,
        `ホールドポイント${list(waiting, '、')}に${operation ? 'その時点で' : ''}有効な工程内検査の合格がありません。`,
        waiting.map(operationEvidence),
      );
};

export function demandEvidence(d: PartDemand): Evidence {
  const name = inBoth(d.nomenclature);
  const status = demandStatusNames[d.status];
  return about('part_demand', d, `${name.en} (${status.en})`, `${name.ja}（${status.ja}）`);
}

function suborderEvidence(s: Facts['suborders'][number]): Evidence {
  const status = statusNames[s.status];
  return about(
    'work_order',
    { id: s.id },
    `sub-order ${s.number} (${status.en})`,
    `子作業指示書${s.number}（${status.ja}）`,
  );
}

function stoppingWaits(facts: Facts): Evidence[] {
  return [
    ...facts.file.partDemands.filter((d) => d.stopsWork && demandStands(d)).map(demandEvidence),
    ...facts.suborders.filter((s) => s.stopsParent && !isFinished(s.status)).map(suborderEvidence),
  ];
}

export const stoppingWaitOpen: Guard = (facts) => {
  const waits = stoppingWaits(facts);
  return waits.length > 0
    ? yes('A part or a sub-order stops the work.', '部品または子作業指示書により作業が停止しています。', waits)
    : no(
        'No part demand and no sub-order stops the work.',
        '作業を停止させている部品請求・子作業指示書はありません。',
        partsOrOrder([], facts.file),
      );
};

export const noStoppingWaitOpen: Guard = (facts) => {
  const waits = stoppingWaits(facts);
  return waits.length === 0
    ? yes(
        'Nothing that stops the work is open.',
        '作業を停止させている部品請求・子作業指示書はありません。',
        partsOrOrder([], facts.file),
      )
    : no(
        'Parts or sub-orders that stop the work are open.',
        '作業を停止させている部品請求または子作業指示書が残っています。',
        waits,
      );
};

export function nonconformanceEvidence(
  file: WorkOrderFile,
  pick: (n: WorkOrderFile['nonconformances'][number]) => boolean,
): Evidence[] {
  return file.nonconformances.filter(pick).map((n) => {
    const { en, ja } = inBoth(n.description);
    const status = nonconformanceStatusNames[n.status];
    return about('nonconformance', n, `${en} (${status.en})`, `${ja}（${status.ja}）`);
  });
}

export function allNonconformances(file: WorkOrderFile): Evidence[] {
  return partsOrOrder(
    nonconformanceEvidence(file, () => true),
    file,
  );
}

export const nonconformanceOpen: Guard = ({ file }) => {
  const evidence = nonconformanceEvidence(file, (n) => n.status === 'open');
  return evidence.length > 0
    ? yes('A nonconformance is open.', '未処置の不適合があります。', evidence)
    : no('No nonconformance is open.', '未処置の不適合はありません。', allNonconformances(file));
};

export const nonconformanceRaised: Guard = ({ file }) => {
  const { order } = file;
  const isAccepted = order.status === 'awaiting_acceptance';
  const since = (isAccepted ? order.acceptedSequence : order.presentedSequence) ?? Number.POSITIVE_INFINITY;
  const evidence = nonconformanceEvidence(file, (n) => n.raisedSequence > since);
  return evidence.length > 0
    ? yes('A nonconformance was raised for it.', '根拠となる不適合が起票されています。', evidence)
    : no(
        `No nonconformance was raised since the order was ${isAccepted ? 'accepted' : 'presented'}.`,
        `${isAccepted ? '合格' : '検査への提示'}以降に起票された不適合がありません。`,
        allNonconformances(file),
      );
};

export const nonconformancesDispositioned: Guard = ({ file }) => {
  const evidence = nonconformanceEvidence(file, (n) => n.status === 'open');
  return evidence.length === 0
    ? yes('Every nonconformance has its disposition.', 'すべての不適合の処置が決定済みです。', allNonconformances(file))
    : no(
        'Nonconformances wait for a disposition or its approval.',
        '処置の決定または承認を待つ不適合があります。',
        evidence,
      );
};

export const nonconformancesClosed: Guard = ({ file }) => {
  const evidence = nonconformanceEvidence(file, (n) => n.status !== 'closed');
  return evidence.length === 0
    ? yes('Every nonconformance is closed.', 'すべての不適合が完結しています。', allNonconformances(file))
    : no('Nonconformances are not closed.', '完結していない不適合があります。', evidence);
};

export const subordersFinished: Guard = ({ suborders, file }) => {
  const unfinished = suborders.filter((s) => !isFinished(s.status));
  return unfinished.length === 0
    ? yes(
        'Every sub-order is finished.',
        'すべての子作業指示書が終了しています。',
        partsOrOrder(suborders.map(suborderEvidence), file),
      )
    : no(
        `${unfinished.length === 1 ? 'Sub-order' : 'Sub-orders'} ${unfinished.map((s) => s.number).join(', ')} ${unfinished.length === 1 ? 'is' : 'are'} unfinished.`,
        `子作業指示書${unfinished.map((s) => s.number).join('、')}が終了していません。`,
        unfinished.map(suborderEvidence),
      );
};
