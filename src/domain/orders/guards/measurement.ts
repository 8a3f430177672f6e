// Guards of measurement: instruments in calibration, results within limits, work inspected again.

import type { Instrument } from '../../registers/facility.ts';
import { dateInTokyo, type IsoDate, inBoth, type Message } from '../../values.ts';
import { conforms, type Inspection } from '../../workshop/inspection.ts';
import type { Activity } from '../codes.ts';
import { inForce, latestInspection, type WorkOrderFile } from '../work-order-file.ts';
import { about, activityOf, type Facts, facilityEvidence, type Guard, no, open, partsOrOrder, yes } from './facts.ts';
import { type Holding, joined, meets, type Part, requirementsFor } from './standards.ts';
import { allNonconformances, inspectionEvidence, operationEvidence } from './work.ts';

/** Whether the owner agreed to use a characteristic of an inspection as it is, on what was raised after the event `after`. */
function isUsedAsIs(file: WorkOrderFile, inspection: Inspection, characteristic: number, after = 0): boolean {
  return file.nonconformances.some(
    (n) =>
      n.inspectionId === inspection.id &&
      n.characteristic === characteristic &&
      n.raisedSequence > after &&
      n.disposition === 'use_as_is' &&
      n.approvedBy !== null,
  );
}

/** What was measured with which instrument on which day, once each, and for which work. */
function instrumentUses(facts: Facts): { instrumentId: string; on: IsoDate; activity: Activity }[] {
  const { file } = facts;
  const inspections = facts.inspection
    ? [facts.inspection]
    : file.inspections.filter((i) => i.signedSequence !== null && i.supersededBy === null);
  const uses = new Map<string, { instrumentId: string; on: IsoDate; activity: Activity }>();
  for (const inspection of inspections) {
    const operation = file.operations.find((o) => o.id === inspection.operationId) ?? null;
    const activity = activityOf({ operation, file });
    for (const { characteristic, instrumentId, measuredAt } of inspection.results) {
      // A doubt found once it was signed, when the item as it came can't be measured again, is put before the owner. What the owner agreed
      // to before speaks of the value: a good instrument measures it all the same.
      const signed = inspection.signedSequence ?? Number.POSITIVE_INFINITY;
      if (instrumentId === null || isUsedAsIs(file, inspection, characteristic, signed)) continue;
      const on = dateInTokyo(measuredAt);
      uses.set(`${instrumentId} ${on} ${activity}`, { instrumentId, on, activity });
    }
  }
  return [...uses.values()];
}

function calibrationHolding(instrument: Instrument, c: Instrument['calibrations'][number], on: IsoDate): Holding {
  const name = instrument.serialNumber;
  const valid = c.calibratedOn <= on && on <= c.dueOn;
  return {
    standard: c.standard,
    supplements: [],
    inForce: valid,
    evidence: about(
      'instrument',
      instrument,
      `${name}: ${c.standard} ${c.certificate}, ${c.calibratedOn} to ${c.dueOn}${valid ? '' : `, not in calibration on ${on}`}`,
      `${name}：${c.standard} ${c.certificate}、${c.calibratedOn}から${c.dueOn}まで${valid ? '' : `、${on}は校正有効期間外`}`,
    ),
  };
}

export const instrumentsCalibrated: Guard = (facts) => {
  const parts = instrumentUses(facts).flatMap(({ instrumentId, on, activity }): Part[] => {
    const instrument = facts.instruments.find((i) => i.id === instrumentId);
    if (!instrument)
      return [
        {
          met: false,
          message: {
            en: 'An instrument used is not the facility’s.',
            ja: '施設に登録のない計測器が使用されています。',
          },
          evidence: [facilityEvidence(facts)],
        },
      ];
    const { serialNumber } = instrument;
    const holdings = instrument.calibrations.map((c) => calibrationHolding(instrument, c, on));
    const inCalibration = holdings.filter((h) => h.inForce).map((h) => h.evidence);
    const all =
      holdings.length > 0
        ? holdings.map((h) => h.evidence)
        : [about('instrument', instrument, serialNumber, serialNumber)];
    if (inCalibration.length === 0)
      return [
        {
          met: false,
          message: {
            en: `Instrument ${serialNumber} was not in calibration on ${on}.`,
            ja: `計測器${serialNumber}は${on}に校正有効期間外でした。`,
          },
          evidence: all,
        },
      ];
    const calibrated: Part = {
      met: true,
      message: {
        en: `Instrument ${serialNumber} was in calibration on ${on}.`,
        ja: `計測器${serialNumber}は${on}に校正有効期間内でした。`,
      },
      evidence: inCalibration,
    };
    const required = requirementsFor(facts.platform, 'instrument', activity);
    const met = required.map((standard) => meets({ ...facts, on }, standard, activity, holdings));
    return met.length > 0 ? met : [calibrated];
  });
  return joined(parts, yes('No instrument was used.', '計測器は使用されていません。', partsOrOrder([], facts.file)));
};

export const resultsComplete: Guard = ({ inspection, operation, file }) => {
  if (!inspection) return open('Judged on the inspection signed.', '署名する検査により判定します。');
  const evidence = [inspectionEvidence(inspection)];
  if (inspection.characteristics.length === 0)
    return no('The inspection has no characteristic.', '検査項目がありません。', evidence);
  const faults: Message[] = [];
  inspection.characteristics.forEach((c, index) => {
    const name = inBoth(c.name);
    const r = inspection.results.find((x) => x.characteristic === index + 1);
    if (!r) {
      faults.push({ en: `${name.en} has no result`, ja: `${name.ja}の結果がありません` });
      return;
    }
    if (r.value !== null && r.instrumentId === null)
      faults.push({ en: `${name.en} names no instrument`, ja: `${name.ja}の計測器が記載されていません` });
    // Signed again after the operation was done, a measurement from before says nothing of it.
    if (operation?.id === inspection.operationId && r.measuredAt < (operation.performedAt ?? ''))
      faults.push({
        en: `${name.en} was measured before the operation was done`,
        ja: `${name.ja}の測定は作業項目の実施前です`,
      });
    if (!conforms(c, r) && !isUsedAsIs(file, inspection, index + 1))
      faults.push({ en: `${name.en} does not conform`, ja: `${name.ja}が基準に適合していません` });
  });
  return faults.length === 0
    ? yes('Every characteristic conforms.', 'すべての検査項目が基準に適合しています。', evidence)
    : no(
        `It can’t pass: ${faults.map((f) => f.en).join('; ')}.`,
        `合格にできません：${faults.map((f) => f.ja).join('、')}。`,
        evidence,
      );
};

export const reinspected: Guard = ({ file, operation }) => {
  if (!operation)
    return yes('Its disposition asks for no work.', '処置に伴う作業はありません。', allNonconformances(file));
  const evidence = [operationEvidence(operation)];
  if (operation.status !== 'done')
    return no('Its operation is not done.', '処置の作業項目が完了していません。', evidence);
  // The latest of each kind: a fail is not hidden by an older pass.
  const after = operation.doneSequence ?? Number.POSITIVE_INFINITY;
  const passed = [
    latestInspection(file, 'final', { after }),
    latestInspection(file, 'in_process', { after, operationId: operation.id }),
  ].filter((i): i is Inspection => i?.decision === 'passed' && inForce(file, i.signatureId) !== null);
  return passed.length > 0
    ? yes('It was reinspected after the work.', '処置後に再検査済みです。', passed.map(inspectionEvidence))
    : no('No inspection has passed since the work was done.', '処置後の再検査に合格していません。', evidence);
};
