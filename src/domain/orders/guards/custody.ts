// Guards of custody: the right item, held by nobody else, in a bay that is free.
import { baysOpenOn, type Closure } from '../../registers/facility.ts';
import {
  addDays,
  dateInTokyo,
  type IsoDate,
  inBoth,
  inJapanTime,
  type Message,
  startOfDateInTokyo,
} from '../../values.ts';
import {
  type Answer,
  about,
  type Evidence,
  type FacilityStay,
  type Facts,
  facilityEvidence,
  type Guard,
  no,
  open,
  type Stay,
  yes,
} from './facts.ts';

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
    ? yes('The item received is the order’s equipment.', '受領した品は作業指示書の個体です。', evidence)
    : no(
        `Received ${serialNumber}, but the order is for ${facts.equipment.serialNumber}.`,
        `受領品は${serialNumber}ですが、作業指示書の対象は${facts.equipment.serialNumber}です。`,
        evidence,
      );
};

function stayEvidence(stays: readonly Stay[]): Evidence[] {
  return stays.map((s) =>
    about(
      'work_order',
      { id: s.workOrderId },
      `${s.number} since ${inJapanTime(s.from)} (Japan time)`,
      `${s.number}（日本時間${inJapanTime(s.from)}から）`,
    ),
  );
}

export const equipmentFree: Guard = (facts) =>
  facts.equipmentStays.length === 0
    ? yes('No other order holds the equipment.', 'この個体を受け入れている作業指示書は他にありません。', [
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

function closureEvidence(c: Closure): Evidence {
  const { en, ja } = inBoth(c.reason);
  return about('closure', c, en, ja);
}

/** Planned closures leave no bay open on `day`: said with the days around it on which none is, as it reads before, on and after them. */
function closed({ facility, closures }: Facts, day: IsoDate): Answer {
  const isClosed = (date: IsoDate) => baysOpenOn(facility, closures, date) === 0;
  let from = day;
  while (isClosed(addDays(from, -1))) from = addDays(from, -1);
  let to = day;
  while (isClosed(addDays(to, 1))) to = addDays(to, 1);
  const then = closures.filter((c) => c.from <= day && day <= c.to);
  const reasons = then.map((c) => inBoth(c.reason));
  const period: Message =
    from === to ? { en: `on ${from}`, ja: `${from}に` } : { en: `from ${from} to ${to}`, ja: `${from}から${to}まで` };
  return no(
    `${facility.code} has no open bay ${period.en} (${reasons.map((r) => r.en).join('; ')}).`,
    `${facility.code}は${period.ja}使用可能な整備区画がありません（${reasons.map((r) => r.ja).join('、')}）。`,
    then.map(closureEvidence),
  );
}

// Bays are counted by families present: a ship takes one, and its jobs stand in it with her.
function familiesOf(stays: readonly FacilityStay[]): FacilityStay[] {
  const shown = new Map<string, FacilityStay>();
  const byAge = [...stays].sort((a, b) => Number(b.workOrderId === b.rootId) - Number(a.workOrderId === a.rootId));
  for (const stay of byAge) if (!shown.has(stay.rootId)) shown.set(stay.rootId, stay);
  return [...shown.values()];
}

export const bayAvailable: Guard = (facts) => {
  const { rootId } = facts.file.order;
  const days: IsoDate[] = [facts.on];
  for (let day = addDays(facts.on, 1); day <= dateInTokyo(facts.now); day = addDays(day, 1)) days.push(day);
  // From when its family was not there without it, it needs a bay of its own.
  let isWithFamily = true;
  // The fullest instant of a day is its start, an arrival on it, or when the family left this order behind.
  for (const day of days) {
    const begins = startOfDateInTokyo(day);
    const ends = startOfDateInTokyo(addDays(day, 1));
    const bays = baysOpenOn(facts.facility, facts.closures, day);
    const first = day === facts.on ? facts.at : begins;
    const moves = facts.facilityStays.flatMap((s) => [s.from, ...(s.rootId === rootId && s.to !== null ? [s.to] : [])]);
    for (const instant of [first, ...moves.filter((move) => move > first && move < ends)]) {
      const there = facts.facilityStays.filter((s) => s.from <= instant && (s.to === null || s.to > instant));
      if (there.some((s) => s.rootId === rootId)) continue;
      isWithFamily = false;
      const families = familiesOf(there);
      if (families.length < bays) continue;
      if (bays === 0) return closed(facts, day);
      return no(
        `On ${day} ${families.length} ${families.length === 1 ? 'order' : 'orders'} stood in the ${bays} open ${bays === 1 ? 'bay' : 'bays'} of ${facts.facility.code}.`,
        `${day}は${facts.facility.code}の使用可能な整備区画${bays}か所に対し${families.length}件が入場中です。`,
        [...stayEvidence(families), ...facts.closures.filter((c) => c.from <= day && day <= c.to).map(closureEvidence)],
      );
    }
  }
  const own = familiesOf(facts.facilityStays.filter((s) => s.rootId === rootId));
  return isWithFamily
    ? yes(
        'Its family of orders stands there already and takes one bay.',
        '親子の作業指示書が既に入場しており、同じ整備区画を使います。',
        stayEvidence(own),
      )
    : yes(`${facts.facility.code} has a bay free.`, `${facts.facility.code}に空いている整備区画があります。`, [
        facilityEvidence(facts),
      ]);
};
