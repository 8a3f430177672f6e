// Guards of custody: the right item, held by nobody else, in a bay that is free.
import { baysOpenOn } from '../facility.ts';
import { addDays, dateInTokyo, type IsoDate, inBoth, startOfDateInTokyo } from '../values.ts';
import { about, type Evidence, facilityEvidence, type Guard, no, open, partsOrOrder, type Stay, yes } from './facts.ts';

export const equipmentMatches: Guard = (facts) => {
  const { serialNumber } = facts.given;
  if (serialNumber === undefined)
    return open('Judged on the serial number received.', '受領した製造番号により判定します。');
  const evidence = [
    about(
      'equipment',
      facts.equipment,
      `serial number ${facts.equipment.serialNumber}`,
      `製造番号 ${facts.equipment.serialNumber}`,
    ),
  ];
  return serialNumber.normalize('NFKC') === facts.equipment.serialNumber.normalize('NFKC')
    ? yes('The item received is the order’s equipment.', '受領した品は作業指示の対象品です。', evidence)
    : no(
        `Received ${serialNumber}, but the order is for ${facts.equipment.serialNumber}.`,
        `受領品は${serialNumber}ですが、作業指示の対象は${facts.equipment.serialNumber}です。`,
        evidence,
      );
};

function stayEvidence(stays: readonly Stay[]): Evidence[] {
  return stays.map((s) =>
    about('work_order', { id: s.workOrderId }, `${s.number} since ${s.from}`, `${s.number}（${s.from}から）`),
  );
}

export const equipmentFree: Guard = (facts) =>
  facts.equipmentStays.length === 0
    ? yes('No other order holds the equipment.', 'この個体を受け入れている作業指示は他にありません。', [
        about(
          'equipment',
          facts.equipment,
          `serial number ${facts.equipment.serialNumber}`,
          `製造番号 ${facts.equipment.serialNumber}`,
        ),
      ])
    : no(
        `Held by ${facts.equipmentStays.map((s) => s.number + (s.serialNumber === undefined ? '' : ` (with ${s.serialNumber})`)).join(', ')}.`,
        `この個体は${facts.equipmentStays.map((s) => s.number + (s.serialNumber === undefined ? '' : `（${s.serialNumber}と共に）`)).join('、')}で受入中です。`,
        stayEvidence(facts.equipmentStays),
      );

export const bayAvailable: Guard = (facts) => {
  const { order } = facts.file;
  if (order.rootId !== order.id)
    return yes(
      'A sub-order takes no bay of its own.',
      '子作業指示は独自の整備区画を使いません。',
      partsOrOrder([], facts.file),
    );
  const days: IsoDate[] = [];
  for (let day = facts.on; day <= dateInTokyo(facts.now); day = addDays(day, 1)) days.push(day);
  // The fullest instant of a day is its start or an arrival on it.
  for (const day of days) {
    const begins = startOfDateInTokyo(day);
    const ends = startOfDateInTokyo(addDays(day, 1));
    const bays = baysOpenOn(facts.facility, facts.closures, day);
    const first = day === facts.on ? facts.at : begins;
    const instants = [first, ...facts.facilityStays.map((s) => s.from).filter((from) => from > first && from < ends)];
    for (const instant of instants) {
      const there = facts.facilityStays.filter((s) => s.from <= instant && (s.to === null || s.to > instant));
      if (there.length < bays) continue;
      return no(
        `On ${day} ${there.length} orders stood in the ${bays} open bays of ${facts.facility.code}.`,
        `${day}は${facts.facility.code}の使用可能な${bays}区画に対し${there.length}件が入場中です。`,
        [
          ...stayEvidence(there),
          ...facts.closures
            .filter((c) => c.from <= day && day <= c.to)
            .map((c) => about('closure', c, inBoth(c.reason).en, inBoth(c.reason).ja)),
        ],
      );
    }
  }
  return yes(`${facts.facility.code} has a bay free.`, `${facts.facility.code}に空き区画があります。`, [
    facilityEvidence(facts),
  ]);
};

// ---- inspections and operations --------------------------------------------------------------------------------
