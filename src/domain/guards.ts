// Guards: the true statements that must hold before an act. Pure, over facts loaded beforehand and the instant of the act.
// A guard answers whether it holds, why in both languages, and the evidence, when it holds as well as when it fails.
import type { Authorization } from './authorization.ts';
import { type Activity, activityNames, levelNames } from './codes.ts';
import type { Equipment } from './equipment.ts';
import { type Equivalence, satisfies } from './equivalence.ts';
import {
  activeOn,
  baysOpenOn,
  type Capability,
  type Certification,
  type Closure,
  type Facility,
  type Instrument,
  scopeCovers,
  statusOn,
} from './facility.ts';
import { conforms, type Inspection, inspectionKindNames } from './inspection.ts';
import { nonconformanceStatusNames } from './nonconformance.ts';
import type { Operation } from './operation.ts';
import { isStanding as demandStands, demandStatusNames, type PartDemand } from './part-demand.ts';
import { type GQAR_AUTHORITIES, inService, type Person, type Qualification, qualifies } from './person.ts';
import type { Platform, Requirement } from './platform.ts';
import { ungivenSignatures } from './signing.ts';
import { isFinished, type Status, statusNames } from './status.ts';
import { currentOn, type TechnicalData } from './technical-data.ts';
import {
  addDays,
  dateInTokyo,
  type Fault,
  type Instant,
  type IsoDate,
  inBoth,
  inPeriod,
  type Message,
  type Money,
  startOfDateInTokyo,
} from './values.ts';
import { inForce, latestInspection, type WorkOrderFile } from './work-order-file.ts';

/** A record a guard looked at. `revision` null: it has none (a person's act, a part of the order). */
export interface Evidence {
  record: string;
  id: string;
  revision: number | null;
  text: Message;
}

export interface Finding {
  guard: GuardName;
  /** Null: it depends on what the request gives, which has not been given yet. */
  holds: boolean | null;
  message: Message;
  evidence: Evidence[];
}

/** A stay of an item or of an order in a facility's custody. */
export interface Stay {
  workOrderId: string;
  number: string;
  from: Instant;
  to: Instant | null;
  /** Of the item held, where that is not the order's own: one that it is installed in, or one installed in it. */
  serialNumber?: string;
}

/** What the guards look at: loaded once, before any of them is asked. */
export interface Facts {
  /** The instant of the act. */
  at: Instant;
  /** Its date in Asia/Tokyo, by which certificates and the like are judged. */
  on: IsoDate;
  now: Instant;
  file: WorkOrderFile;
  caller: Person;
  callerQualifications: Qualification[];
  platform: Platform;
  equipment: Equipment;
  facility: Facility;
  certifications: Certification[];
  capabilities: Capability[];
  closures: Closure[];
  instruments: Instrument[];
  equivalences: Equivalence[];
  /** The order's, or the one the request names. */
  authorization: Authorization | null;
  /** What other orders use of it. */
  authorizationUse: { number: string; cost: Money | null }[];
  /** Stays of this equipment, of what it is installed in and of what is installed in it, under orders of another root, from `at` until now. */
  equipmentStays: Stay[];
  /** Stays of root orders of other roots at this facility, from `at` until now. */
  facilityStays: Stay[];
  suborders: { id: string; number: string; status: Status; stopsParent: boolean }[];
  /** In the whole family of orders: who performed or entered labor, who signed, who accepted. */
  family: { performers: Set<string>; signers: Set<string>; acceptors: Set<string> };
  technician: Person | null;
  technicianQualifications: Qualification[];
  technicalData: TechnicalData[];
  /** The operation or inspection a smaller act is about. */
  operation: Operation | null;
  inspection: Inspection | null;
  /** What the act's body says, as far as it is known. */
  given: {
    serialNumber?: string;
    estimatedCost?: Money;
    toolsAccounted?: boolean;
    foreignObjectsCleared?: boolean;
    finding?: 'beyond_repair' | 'lost' | 'destroyed';
    surveyReference?: string | null;
    asked: boolean;
  };
  /** The first fault of the order's chain; undefined: not looked at. */
  chainFault: Fault | null | undefined;
  settings: { foreignYardRule: boolean };
}

type Answer = Omit<Finding, 'guard'>;
type Guard = (facts: Facts) => Answer;

const yes = (en: string, ja: string, evidence: Evidence[]): Answer => ({
  holds: true,
  message: { en, ja },
  evidence,
});
const no = (en: string, ja: string, evidence: Evidence[]): Answer => ({
  holds: false,
  message: { en, ja },
  evidence,
});
const open = (en: string, ja: string): Answer => ({ holds: null, message: { en, ja }, evidence: [] });

function periodOf(p: { validFrom: IsoDate; validTo: IsoDate | null }): Message {
  return {
    en: p.validTo === null ? `from ${p.validFrom}` : `${p.validFrom} to ${p.validTo}`,
    ja: p.validTo === null ? `${p.validFrom}から` : `${p.validFrom}から${p.validTo}まで`,
  };
}

function about(record: string, item: { id: string; revision?: number }, en: string, ja: string): Evidence {
  return { record, id: item.id, revision: item.revision ?? null, text: { en, ja } };
}

function personEvidence(person: Pick<Person, 'id' | 'name' | 'revision'>): Evidence {
  const name = inBoth(person.name);
  return about('person', person, name.en, name.ja);
}

function platformEvidence({ platform }: Pick<Facts, 'platform'>): Evidence {
  return about('platform', platform, platform.designation, platform.designation);
}

function facilityEvidence({ facility }: Facts): Evidence {
  const name = inBoth(facility.name);
  return about('facility', facility, `${facility.code} ${name.en}`, `${facility.code} ${name.ja}`);
}

/** The parts of an order that a guard looked at; the order itself when it has none of them. */
function partsOrOrder(parts: Evidence[], { order }: WorkOrderFile): Evidence[] {
  return parts.length > 0 ? parts : [about('work_order', { id: order.id }, order.number, order.number)];
}

/** The work an act is about: its operation's activity, or else the order's. */
function activityOf({ operation, file }: Pick<Facts, 'operation' | 'file'>): Activity {
  return operation?.activity ?? file.order.activity;
}

// ---- standards -------------------------------------------------------------------------------------------------

/** One thing that is required, and whether it is there. */
interface Part {
  met: boolean;
  message: Message;
  evidence: Evidence[];
}

interface Holding {
  standard: string;
  supplements: { condition: string; evidence: string }[];
  /** Whether it counts by itself on the day. */
  inForce: boolean;
  evidence: Evidence;
}

/** Whether one of the holdings satisfies a required standard, with the path of equivalence as the reason. */
function meets(
  facts: Pick<Facts, 'on' | 'equivalences' | 'platform'>,
  required: string,
  activity: Activity,
  holdings: readonly Holding[],
): Part {
  const reasons: Message[] = [];
  const seen: Evidence[] = [];
  for (const holding of holdings) {
    const answer = satisfies({
      held: holding.standard,
      required,
      on: facts.on,
      platformId: facts.platform.id,
      activity,
      supplements: holding.supplements,
      equivalences: facts.equivalences,
    });
    if (answer.satisfied && holding.inForce) {
      const steps = answer.path.map((step) => {
        const source = [step.basis.document, step.basis.reference, ...step.supplements.map((s) => s.evidence)];
        return about(
          'equivalence',
          { id: step.equivalenceId, revision: step.revision },
          `${step.held} is ${degreeNames[step.degree].en} ${step.required}: ${source.join(', ')}`,
          `${step.held}は${step.required}と${degreeNames[step.degree].ja}：${source.join('、')}`,
        );
      });
      return {
        met: true,
        message: {
          en: `${required} is met by ${holding.evidence.text.en}`,
          ja: `${required}は${holding.evidence.text.ja}で充足`,
        },
        evidence: [holding.evidence, ...steps],
      };
    }
    // What could have counted is worth showing: an expired match, or the nearest miss.
    if (answer.satisfied) {
      reasons.push(holding.evidence.text);
      seen.push(holding.evidence);
    } else if (holding.inForce) {
      reasons.push(...answer.reasons);
      seen.push(holding.evidence);
    }
  }
  const en = reasons.map((r) => r.en).join('; ');
  const ja = reasons.map((r) => r.ja).join('、');
  return {
    met: false,
    message: {
      en: `${required} is not met on ${facts.on}${en ? `: ${en}` : ': nothing is held for it'}`,
      ja: `${facts.on}時点で${required}を満たしていません${ja ? `（${ja}）` : '（該当する認証・資格がありません）'}`,
    },
    evidence: seen.length > 0 ? seen : [platformEvidence(facts)],
  };
}

const degreeNames: Record<Equivalence['degree'], Message> = {
  identical: { en: 'identical to', ja: '同一' },
  equivalent: { en: 'equivalent to', ja: '同等' },
  partial: { en: 'partly equivalent to', ja: '部分的に同等' },
  none: { en: 'not equivalent to', ja: '同等でない' },
};

function requirementsFor(platform: Platform, holder: Requirement['holder'], activity: Activity): string[] {
  const wanted = platform.requirements
    .filter((r) => r.holder === holder && (r.activities.length === 0 || r.activities.includes(activity)))
    .map((r) => r.standard);
  return [...new Set(wanted)];
}

/** All of the parts together: what fails, or else everything that is met; `none` when nothing is required. */
function joined(parts: Part[], none: Answer): Answer {
  return parts.length === 0 ? none : allOf(parts);
}

function allOf(parts: Part[]): Answer {
  const failing = parts.filter((p) => !p.met);
  const shown = failing.length > 0 ? failing : parts;
  return {
    holds: failing.length === 0,
    message: { en: shown.map((p) => p.message.en).join('; '), ja: shown.map((p) => p.message.ja).join('、') },
    evidence: shown.flatMap((p) => p.evidence),
  };
}

function certificationHolding(c: Certification, facts: Facts, activity: Activity): Holding {
  const period = periodOf(c);
  const active = activeOn(c, facts.on);
  const status = statusOn(c.statusChanges, facts.on);
  const covers = scopeCovers(c.scopeCodes, facts.platform, activity);
  const why: Message = !inPeriod(c, facts.on)
    ? { en: `not valid on ${facts.on}`, ja: `${facts.on}は有効期間外` }
    : !active
      ? {
          en: `${status ?? 'not yet active'} on ${facts.on}`,
          ja: `${facts.on}は${status === 'suspended' ? '一時停止' : status === 'withdrawn' ? '取消' : '未発効'}`,
        }
      : {
          en: `its scope does not cover ${facts.platform.designation} ${activityNames[activity].en}`,
          ja: `適用範囲に${facts.platform.designation}の${activityNames[activity].ja}が含まれません`,
        };
  const counts = active && covers;
  return {
    standard: c.standard,
    supplements: c.supplements,
    inForce: counts,
    evidence: about(
      'certification',
      c,
      `${c.standard} certificate ${c.number} of ${c.body} (${period.en})${counts ? '' : `, ${why.en}`}`,
      `${c.standard}認証${c.number}（${c.body}、${period.ja}）${counts ? '' : `：${why.ja}`}`,
    ),
  };
}

function qualificationHolding(q: Qualification, facts: Facts): Holding {
  const period = periodOf(q);
  const counts = qualifies(q, facts.on, facts.facility.id, facts.platform.id);
  const why: Message = inPeriod(q, facts.on)
    ? { en: 'not for this facility and platform', ja: 'この施設・装備品は対象外' }
    : { en: `not valid on ${facts.on}`, ja: `${facts.on}は有効期間外` };
  return {
    standard: q.qualification,
    supplements: q.supplements,
    inForce: counts,
    evidence: about(
      'qualification',
      q,
      `${q.qualification} qualification (${period.en})${counts ? '' : `, ${why.en}`}`,
      `${q.qualification}資格（${period.ja}）${counts ? '' : `：${why.ja}`}`,
    ),
  };
}

const facilityCapable: Guard = (facts) => {
  const { order } = facts.file;
  const { designation } = facts.platform;
  const what: Message = {
    en: `${designation} ${activityNames[order.activity].en} (${levelNames[order.level].en})`,
    ja: `${designation}の${activityNames[order.activity].ja}（${levelNames[order.level].ja}）`,
  };
  const matching = facts.capabilities.filter(
    (c) => c.platformId === order.platformId && c.activities.includes(order.activity) && c.level === order.level,
  );
  const capability = matching.find((c) => inPeriod(c, facts.on));
  const { code } = facts.facility;
  const evidence = (capability ? [capability] : matching).map((c) =>
    about('capability', c, `capability ${periodOf(c).en}`, `対応能力（${periodOf(c).ja}）`),
  );
  return capability
    ? yes(`${code} is capable of ${what.en}.`, `${code}は${what.ja}に対応できます。`, evidence)
    : no(
        `${code} has no capability for ${what.en} on ${facts.on}.`,
        `${code}には${facts.on}時点で${what.ja}の対応能力が登録されていません。`,
        evidence.length > 0 ? evidence : [facilityEvidence(facts)],
      );
};

const facilityQualified: Guard = (facts) => {
  const activity = activityOf(facts);
  const holdings = facts.certifications.map((c) => certificationHolding(c, facts, activity));
  return joined(
    requirementsFor(facts.platform, 'facility', activity).map((standard) => meets(facts, standard, activity, holdings)),
    yes('The platform requires no standard of the facility.', 'この装備品について施設に要求される規格はありません。', [
      platformEvidence(facts),
    ]),
  );
};

function noAuthorization({ file }: Facts): Answer {
  return no('The order has no authorization.', '輸出許可等が指定されていません。', partsOrOrder([], file));
}

const authorizationCovers: Guard = (facts) => {
  const a = facts.authorization;
  if (a === null) {
    return facts.given.asked
      ? noAuthorization(facts)
      : open('Judged on the authorization the request names.', '指定される輸出許可等により判定します。');
  }
  const { order } = facts.file;
  const activities = [
    ...new Set([
      order.activity,
      ...facts.file.operations.filter((o) => o.status !== 'not_applicable').map((o) => o.activity),
      ...(facts.operation ? [facts.operation.activity] : []),
    ]),
  ];
  const faults: Message[] = [];
  const status = statusOn(a.statusChanges, facts.on);
  if (!inPeriod(a, facts.on))
    faults.push({
      en: `it is not valid on ${facts.on} (${periodOf(a).en})`,
      ja: `${facts.on}は有効期間外です（${periodOf(a).ja}）`,
    });
  else if (status !== 'active')
    faults.push({
      en: `it is ${status ?? 'not yet in force'} on ${facts.on}`,
      ja: `${facts.on}は${status === null ? '未発効' : { revoked: '取消', suspended: '一時停止' }[status]}です`,
    });
  if (!a.platformIds.includes(order.platformId) && !a.categories.includes(facts.platform.export.category))
    faults.push({
      en: `it covers neither ${facts.platform.designation} nor category ${facts.platform.export.category}`,
      ja: `${facts.platform.designation}も区分${facts.platform.export.category}も対象に含まれません`,
    });
  if (!a.facilityIds.includes(order.facilityId))
    faults.push({ en: `it does not cover ${facts.facility.code}`, ja: `${facts.facility.code}は対象に含まれません` });
  const uncovered = activities.filter((activity) => !a.activities.includes(activity));
  if (uncovered.length > 0)
    faults.push({
      en: `it does not cover ${uncovered.map((activity) => activityNames[activity].en).join(', ')}`,
      ja: `${uncovered.map((activity) => activityNames[activity].ja).join('、')}は対象に含まれません`,
    });
  const evidence = [
    about(
      'authorization',
      a,
      `authorization ${a.number} of ${a.issuer} (${periodOf(a).en})`,
      `輸出許可等${a.number}（${a.issuer}、${periodOf(a).ja}）`,
    ),
  ];
  return faults.length === 0
    ? yes(`Authorization ${a.number} covers the work.`, `輸出許可等${a.number}は本作業を対象としています。`, evidence)
    : no(
        `Authorization ${a.number} does not cover the work: ${faults.map((f) => f.en).join('; ')}.`,
        `輸出許可等${a.number}は本作業を対象としていません：${faults.map((f) => f.ja).join('、')}。`,
        evidence,
      );
};

const valueWithinCeiling: Guard = (facts) => {
  const a = facts.authorization;
  if (a === null)
    return facts.given.asked
      ? noAuthorization(facts)
      : open(
          'Judged on the authorization and estimate the request names.',
          '指定される輸出許可等と見積額により判定します。',
        );
  const evidence = [about('authorization', a, `authorization ${a.number}`, `輸出許可等${a.number}`)];
  const ceiling = a.valueCeiling;
  if (ceiling === null)
    return yes(`Authorization ${a.number} has no ceiling.`, `輸出許可等${a.number}に金額上限はありません。`, evidence);
  const estimate = facts.given.estimatedCost ?? facts.file.order.estimatedCost;
  if (!estimate) return open('Judged on the estimate the request names.', '見積額により判定します。');
  const foreign = [estimate, ...facts.authorizationUse.map((u) => u.cost)].find(
    (c) => c !== null && c.currency !== ceiling.currency,
  );
  if (foreign)
    return no(
      `The ceiling is in ${ceiling.currency}, but ${foreign.currency} is counted against it; nothing is converted.`,
      `上限額は${ceiling.currency}ですが、${foreign.currency}の金額が計上されています（換算は行いません）。`,
      evidence,
    );
  const used = facts.authorizationUse.reduce((sum, u) => sum + (u.cost?.minorUnits ?? 0), 0);
  const total = used + estimate.minorUnits;
  const sum = `${total} / ${ceiling.minorUnits} ${ceiling.currency}`;
  return total <= ceiling.minorUnits
    ? yes(`Within the ceiling, in minor units: ${sum}.`, `上限額以内です（最小通貨単位）：${sum}`, evidence)
    : no(`Above the ceiling, in minor units: ${sum}.`, `上限額を超えています（最小通貨単位）：${sum}`, evidence);
};

const foreignYardRule: Guard = (facts) => {
  if (!facts.settings.foreignYardRule)
    return yes('The foreign yard rule is not switched on.', '外国造船所に関する規則は適用されていません。', [
      platformEvidence(facts),
    ]);
  if (facts.platform.kind !== 'vessel')
    return yes('The rule is about vessels.', '艦船以外は対象外です。', [platformEvidence(facts)]);
  const evidence = [
    about(
      'equipment',
      facts.equipment,
      `home port ${facts.equipment.homePort ?? 'not recorded'}`,
      `母港 ${facts.equipment.homePort ?? '記録なし'}`,
    ),
  ];
  // 10 USC 8680 lets ships homeported abroad be overhauled there; the port's country stands last, after a comma.
  const japan = facts.equipment.homePort?.split(',').at(-1)?.trim().toLowerCase() === 'japan';
  return japan
    ? yes('The vessel is homeported in Japan.', '母港は日本です。', evidence)
    : no(
        'The vessel is not homeported in Japan (10 USC 8680).',
        '母港が日本ではありません（合衆国法典第10編8680条）。',
        evidence,
      );
};

// ---- custody, bays ---------------------------------------------------------------------------------------------

const equipmentMatches: Guard = (facts) => {
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

const equipmentFree: Guard = (facts) =>
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

const bayAvailable: Guard = (facts) => {
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

function inspectionEvidence(i: Inspection): Evidence {
  const name = inspectionKindNames[i.kind];
  return about(
    'inspection',
    i,
    `${name.en} ${i.decision ?? 'unsigned'} ${i.signedAt ?? ''}`.trim(),
    `${name.ja} ${i.decision === 'passed' ? '合格' : i.decision === 'failed' ? '不合格' : '未署名'} ${i.signedAt ?? ''}`.trim(),
  );
}

function inspectionPassed(
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

function operationEvidence(o: Operation): Evidence {
  return about('operation', o, `${o.sequence} ${inBoth(o.title).en}`, `${o.sequence} ${inBoth(o.title).ja}`);
}

function allOperations(file: WorkOrderFile): Evidence[] {
  return partsOrOrder(file.operations.map(operationEvidence), file);
}

const list = (operations: readonly Operation[], separator: string) => operations.map((o) => o.sequence).join(separator);

const operationsPlanned: Guard = ({ file }) => {
  const planned = file.operations.filter((o) => o.status !== 'not_applicable');
  return planned.length > 0
    ? yes('Operations are planned.', '作業項目が計画されています。', planned.map(operationEvidence))
    : no('No operation is planned.', '作業項目が計画されていません。', allOperations(file));
};

const operationsComplete: Guard = ({ file }) => {
  const unfinished = file.operations.filter((o) => o.status === 'open');
  if (unfinished.length > 0)
    return no(
      `Operations ${list(unfinished, ', ')} are open.`,
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
const holdPointsPassed: Guard = ({ file, operation, at }) => {
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
        `Hold points ${list(waiting, ', ')} have no passed in-process inspection in force${operation ? ' at that time' : ''}.`,
        `ホールドポイント${list(waiting, '、')}に${operation ? 'その時点で' : ''}有効な工程内検査の合格がありません。`,
        waiting.map(operationEvidence),
      );
};

function demandEvidence(d: PartDemand): Evidence {
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
    `子作業指示${s.number}（${status.ja}）`,
  );
}

function stoppingWaits(facts: Facts): Evidence[] {
  return [
    ...facts.file.partDemands.filter((d) => d.stopsWork && demandStands(d)).map(demandEvidence),
    ...facts.suborders.filter((s) => s.stopsParent && !isFinished(s.status)).map(suborderEvidence),
  ];
}

const stoppingWaitOpen: Guard = (facts) => {
  const waits = stoppingWaits(facts);
  return waits.length > 0
    ? yes('A part or a sub-order stops the work.', '部品または子作業指示により作業が停止しています。', waits)
    : no(
        'No part demand and no sub-order stops the work.',
        '作業を停止させている部品請求・子作業指示はありません。',
        partsOrOrder([], facts.file),
      );
};

const noStoppingWaitOpen: Guard = (facts) => {
  const waits = stoppingWaits(facts);
  return waits.length === 0
    ? yes(
        'Nothing that stops the work is open.',
        '作業を停止させている部品請求・子作業指示はありません。',
        partsOrOrder([], facts.file),
      )
    : no(
        'Parts or sub-orders that stop the work are open.',
        '作業を停止させている部品請求または子作業指示が残っています。',
        waits,
      );
};

function nonconformanceEvidence(
  file: WorkOrderFile,
  pick: (n: WorkOrderFile['nonconformances'][number]) => boolean,
): Evidence[] {
  return file.nonconformances.filter(pick).map((n) => {
    const { en, ja } = inBoth(n.description);
    const status = nonconformanceStatusNames[n.status];
    return about('nonconformance', n, `${en} (${status.en})`, `${ja}（${status.ja}）`);
  });
}

function allNonconformances(file: WorkOrderFile): Evidence[] {
  return partsOrOrder(
    nonconformanceEvidence(file, () => true),
    file,
  );
}

const nonconformanceOpen: Guard = ({ file }) => {
  const evidence = nonconformanceEvidence(file, (n) => n.status === 'open');
  return evidence.length > 0
    ? yes('A nonconformance is open.', '未処置の不適合があります。', evidence)
    : no('No nonconformance is open.', '未処置の不適合はありません。', allNonconformances(file));
};

const nonconformanceRaised: Guard = ({ file }) => {
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

const nonconformancesDispositioned: Guard = ({ file }) => {
  const evidence = nonconformanceEvidence(file, (n) => n.status === 'open');
  return evidence.length === 0
    ? yes('Every nonconformance has its disposition.', 'すべての不適合の処置が決定済みです。', allNonconformances(file))
    : no(
        'Nonconformances wait for a disposition or its approval.',
        '処置の決定または承認を待つ不適合があります。',
        evidence,
      );
};

const nonconformancesClosed: Guard = ({ file }) => {
  const evidence = nonconformanceEvidence(file, (n) => n.status !== 'closed');
  return evidence.length === 0
    ? yes('Every nonconformance is closed.', 'すべての不適合が完結しています。', allNonconformances(file))
    : no('Nonconformances are not closed.', '完結していない不適合があります。', evidence);
};

const subordersFinished: Guard = ({ suborders, file }) => {
  const unfinished = suborders.filter((s) => !isFinished(s.status));
  return unfinished.length === 0
    ? yes(
        'Every sub-order is finished.',
        'すべての子作業指示が終了しています。',
        partsOrOrder(suborders.map(suborderEvidence), file),
      )
    : no(
        `Sub-orders ${unfinished.map((s) => s.number).join(', ')} are unfinished.`,
        `子作業指示${unfinished.map((s) => s.number).join('、')}が終了していません。`,
        unfinished.map(suborderEvidence),
      );
};

/** Whether the owner agreed to use a characteristic of an inspection as it is. */
function isUsedAsIs(file: WorkOrderFile, inspection: Inspection, characteristic: number): boolean {
  return file.nonconformances.some(
    (n) =>
      n.inspectionId === inspection.id &&
      n.characteristic === characteristic &&
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
      // What can't be measured again (the item as it came) is put before the owner, as any other doubt about a result.
      if (instrumentId === null || isUsedAsIs(file, inspection, characteristic)) continue;
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

const instrumentsCalibrated: Guard = (facts) => {
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

// ---- people ----------------------------------------------------------------------------------------------------

function named(person: Person): Message {
  return inBoth(person.name);
}

const inspectorQualified: Guard = (facts) => {
  const name = named(facts.caller);
  if (!inService(facts.caller, facts.on))
    return no(`${name.en} is no longer in service.`, `${name.ja}は在籍していません。`, [personEvidence(facts.caller)]);
  const activity = activityOf(facts);
  const holdings = facts.callerQualifications.map((q) => qualificationHolding(q, facts));
  const designations = holdings.filter((h) => h.standard === 'CDI' || h.standard === 'QAR');
  const designation = designations.find((h) => h.inForce);
  const designated: Part = designation
    ? {
        met: true,
        message: {
          en: `${name.en} holds ${designation.evidence.text.en}`,
          ja: `${name.ja}：${designation.evidence.text.ja}`,
        },
        evidence: [designation.evidence],
      }
    : {
        met: false,
        message: {
          en: `${name.en} has no CDI or QAR designation in effect here on ${facts.on}`,
          ja: `${name.ja}には、${facts.on}時点でこの施設・装備品について有効なCDIまたはQARの指名がありません`,
        },
        evidence: [personEvidence(facts.caller), ...designations.map((h) => h.evidence)],
      };
  const required = requirementsFor(facts.platform, 'inspector', activity);
  return allOf([designated, ...required.map((standard) => meets(facts, standard, activity, holdings))]);
};

const authorityNames: Record<(typeof GQAR_AUTHORITIES)[number], Message> = {
  dcma: { en: 'DCMA', ja: 'DCMA' },
  jmod_delegated: { en: 'Japan MOD, delegated', ja: '防衛省（委任）' },
};

const acceptorDesignated: Guard = (facts) => {
  const name = named(facts.caller);
  if (!inService(facts.caller, facts.on))
    return no(`${name.en} is no longer in service.`, `${name.ja}は在籍していません。`, [personEvidence(facts.caller)]);
  if (facts.caller.organization.kind !== 'accepting_authority')
    return no(
      `${name.en} does not belong to an accepting authority.`,
      `${name.ja}は受領権限を持つ機関の所属ではありません。`,
      [personEvidence(facts.caller)],
    );
  const gqar = facts.callerQualifications.filter((q) => q.qualification === 'GQAR');
  const inEffect = gqar.filter((q) => qualifies(q, facts.on, facts.facility.id, facts.platform.id));
  const held = inEffect.find((q) => q.authority !== null && q.delegationReference !== null);
  if (!held?.authority)
    return no(
      `${name.en} has no GQAR designation with its delegation in effect here on ${facts.on}.`,
      `${name.ja}には、${facts.on}時点でこの施設・装備品について有効な、委任を伴うGQARの指名がありません。`,
      [personEvidence(facts.caller), ...gqar.map((q) => qualificationHolding(q, facts).evidence)],
    );
  const authority = authorityNames[held.authority];
  return yes(
    `${name.en} is GQAR (${authority.en}, ${held.delegationReference}).`,
    `${name.ja}はGQARです（${authority.ja}、${held.delegationReference}）。`,
    [
      personEvidence(facts.caller),
      about('qualification', held, `GQAR ${periodOf(held).en}`, `GQAR ${periodOf(held).ja}`),
    ],
  );
};

const inspectorIndependent: Guard = (facts) => {
  const name = named(facts.caller);
  return facts.family.performers.has(facts.caller.id)
    ? no(
        `${name.en} did work on this order or its family.`,
        `${name.ja}はこの作業指示（親・子を含む）の作業に従事しています。`,
        [personEvidence(facts.caller)],
      )
    : yes(`${name.en} did none of the work.`, `${name.ja}は作業に従事していません。`, [personEvidence(facts.caller)]);
};

const acceptorIndependent: Guard = (facts) => {
  const worked = inspectorIndependent(facts);
  if (worked.holds === false) return worked;
  const name = named(facts.caller);
  return facts.family.acceptors.has(facts.caller.id)
    ? no(`${name.en} accepted it for the facility.`, `${name.ja}は施設側として合格判定を行っています。`, [
        personEvidence(facts.caller),
      ])
    : yes(
        `${name.en} neither worked on it nor accepted it for the facility.`,
        `${name.ja}は作業にも施設側の合格判定にも関与していません。`,
        [personEvidence(facts.caller)],
      );
};

const performerUnsigned: Guard = (facts) => {
  const person = facts.technician ?? facts.caller;
  const name = named(person);
  return facts.family.signers.has(person.id)
    ? no(
        `${name.en} signed on this order or its family, and can’t also have worked on it.`,
        `${name.ja}はこの作業指示（親・子を含む）に署名しているため、作業者にはなれません。`,
        [personEvidence(person)],
      )
    : yes(`${name.en} has signed nothing on it.`, `${name.ja}は署名していません。`, [personEvidence(person)]);
};

const technicianQualified: Guard = (facts) => {
  const person = facts.technician;
  if (!person) return open('Judged on the technician named.', '作業者により判定します。');
  const name = named(person);
  if (!inService(person, facts.on))
    return no(`${name.en} was not in service on ${facts.on}.`, `${name.ja}は${facts.on}に在籍していません。`, [
      personEvidence(person),
    ]);
  const activity = activityOf(facts);
  const own = facts.operation?.requires ?? null;
  const required = new Set(requirementsFor(facts.platform, 'technician', activity));
  if (own !== null) required.add(own);
  const holdings = facts.technicianQualifications.map((q) => qualificationHolding(q, facts));
  return joined(
    [...required].map((standard) => meets(facts, standard, activity, holdings)),
    yes('No standard is required of the technician.', '作業者に要求される規格はありません。', [
      personEvidence(person),
      platformEvidence(facts),
    ]),
  );
};

const technicalDataCurrent: Guard = (facts) => {
  const { operation } = facts;
  if (!operation) return open('Judged on the operation.', '作業項目により判定します。');
  const parts = operation.technicalData.map((cited): Part => {
    const current = currentOn(facts.technicalData, cited.document, facts.on);
    const evidence = current
      ? [
          about(
            'technical_data',
            current,
            `${current.document} ${current.documentRevision} from ${current.effectiveFrom}`,
            `${current.document} ${current.documentRevision}（${current.effectiveFrom}から）`,
          ),
        ]
      : [operationEvidence(operation)];
    return current?.documentRevision === cited.revision
      ? {
          met: true,
          message: {
            en: `${cited.document} ${cited.revision} was current`,
            ja: `${cited.document} ${cited.revision}は最新版です`,
          },
          evidence,
        }
      : {
          met: false,
          message: current
            ? {
                en: `${cited.document} ${cited.revision} was not current on ${facts.on}: ${current.documentRevision} was`,
                ja: `${facts.on}の${cited.document}の最新版は${current.documentRevision}です（引用は${cited.revision}）`,
              }
            : {
                en: `${cited.document} had no revision in effect on ${facts.on}`,
                ja: `${facts.on}時点で有効な${cited.document}の版がありません`,
              },
          evidence,
        };
  });
  return joined(
    parts,
    yes('No technical data is cited.', '引用されている技術資料はありません。', [operationEvidence(operation)]),
  );
};

// Both ends included: what is done when the work is presented was done in it.
const performedInWork: Guard = ({ file, at }) => {
  const stays = file.segments.filter((s) => s.category === 'maintenance');
  const stay = stays.find((s) => s.from <= at && (s.to === null || at <= s.to));
  return stay
    ? yes('The order was in work at that instant.', 'その時点で作業中でした。', [segmentEvidence(stay)])
    : no(
        'The order was not in work at that instant.',
        'その時点で作業中ではありませんでした。',
        partsOrOrder(stays.map(segmentEvidence), file),
      );
};

function segmentEvidence(s: WorkOrderFile['segments'][number]): Evidence {
  return about(
    'segment',
    s,
    `in work ${s.to === null ? `since ${s.from}` : `from ${s.from} to ${s.to}`}`,
    `作業中（${s.from}から${s.to === null ? '' : `${s.to}まで`}）`,
  );
}

// Approval comes first: it is judged at the instant of the work, like everything else about it.
const overAndAboveApproved: Guard = ({ operation, file, at }) => {
  if (!operation) return open('Judged on the operation.', '作業項目により判定します。');
  const ordering = file.nonconformances.find((n) => n.id === operation.reworks);
  if (ordering) {
    const evidence = nonconformanceEvidence(file, (n) => n.id === ordering.id);
    const decidedAt = ordering.approvedAt ?? ordering.dispositionedAt;
    return ordering.status !== 'open' && decidedAt !== null && decidedAt <= at
      ? yes('A disposition in effect orders the work.', '有効な処置により指示された作業です。', evidence)
      : no(
          'The disposition that orders this work was not decided and approved by then.',
          'この作業を指示する処置が、その時点で決定・承認されていません。',
          evidence,
        );
  }
  const evidence = [operationEvidence(operation)];
  if (!operation.overAndAbove)
    return yes('The work was planned from the start.', '当初から計画された作業です。', evidence);
  return operation.approvedAt !== null && operation.approvedAt <= at
    ? yes('The over-and-above work was approved.', '追加作業は承認済みです。', evidence)
    : no(
        'Over-and-above work needs the program office’s approval before it is done.',
        '追加作業には、実施前にプログラムオフィスの承認が必要です。',
        evidence,
      );
};

// ---- the record ------------------------------------------------------------------------------------------------

const toolsAccounted: Guard = ({ given, caller }) =>
  given.toolsAccounted === undefined
    ? open('The request declares it.', '提示の際に申告します。')
    : given.toolsAccounted
      ? yes('All tools are accounted for.', '工具の員数を確認済みです。', [personEvidence(caller)])
      : no('Tools are not accounted for.', '工具の員数確認が完了していません。', [personEvidence(caller)]);

const foreignObjectsCleared: Guard = ({ given, caller }) =>
  given.foreignObjectsCleared === undefined
    ? open('The request declares it.', '提示の際に申告します。')
    : given.foreignObjectsCleared
      ? yes('The work area is clear of foreign objects.', '異物がないことを確認済みです。', [personEvidence(caller)])
      : no('The work area is not cleared of foreign objects.', '異物がないことの確認が完了していません。', [
          personEvidence(caller),
        ]);

const signatureEvidence = (s: WorkOrderFile['signatures'][number]) => about('signature', s, s.meaning.en, s.meaning.ja);

const signaturesInForce: Guard = ({ file }) => {
  const ungiven = ungivenSignatures(file, file.order.status === 'awaiting_acceptance' ? 'release' : 'accept');
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

const evidenceIntact: Guard = ({ chainFault, file }) => {
  if (chainFault === undefined) return open('Verified when the order is released.', '引渡しの際に検証します。');
  const evidence = partsOrOrder([], file);
  return chainFault === null
    ? yes('The order’s chain of events and its signatures verify.', 'イベントの連鎖と署名は検証済みです。', evidence)
    : no(
        `The record does not verify: ${chainFault.message.en}.`,
        `記録を検証できません：${chainFault.message.ja}。`,
        evidence,
      );
};

const lossEstablished: Guard = ({ file, given }) => {
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
          '亡失・損壊の判定には調査報告の番号が必要です。',
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

const laborRecorded: Guard = ({ file }) => {
  const without = file.operations.filter((o) => o.status === 'done' && !file.labor.some((l) => l.operationId === o.id));
  return without.length === 0
    ? yes('Every done operation has labor.', '完了した作業項目すべてに工数があります。', allOperations(file))
    : no(
        `Operations ${list(without, ', ')} have no labor.`,
        `作業項目${list(without, '、')}に工数がありません。`,
        without.map(operationEvidence),
      );
};

const demandsSettled: Guard = ({ file }) => {
  const standing = file.partDemands.filter(demandStands);
  return standing.length === 0
    ? yes(
        'No part demand is open.',
        '未完了の部品請求はありません。',
        partsOrOrder(file.partDemands.map(demandEvidence), file),
      )
    : no('Part demands are open.', '未完了の部品請求があります。', standing.map(demandEvidence));
};

const resultsComplete: Guard = ({ inspection, operation, file }) => {
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

const reinspected: Guard = ({ file, operation }) => {
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

/** Every guard by name: the names are the contract. Source: lifecycle.md; clauses beside the guards that have one. */
export const guards = {
  facility_capable: facilityCapable,
  facility_qualified: facilityQualified,
  authorization_covers: authorizationCovers,
  value_within_ceiling: valueWithinCeiling,
  foreign_yard_rule: foreignYardRule,
  equipment_matches: equipmentMatches,
  equipment_free: equipmentFree,
  bay_available: bayAvailable,
  receiving_inspection_passed: inspectionPassed('receiving', { en: 'since the order was raised', ja: '起票' }, () => 0),
  final_inspection_passed: inspectionPassed(
    'final',
    { en: 'since the work was presented', ja: '検査への提示' },
    ({ order }) => order.presentedSequence,
  ),
  acceptance_inspection_passed: inspectionPassed(
    'acceptance',
    { en: 'since the facility accepted the work', ja: '施設の合格判定' },
    ({ order }) => order.acceptedSequence,
  ),
  operations_planned: operationsPlanned,
  tools_accounted: toolsAccounted,
  foreign_objects_cleared: foreignObjectsCleared,
  stopping_wait_open: stoppingWaitOpen,
  no_stopping_wait_open: noStoppingWaitOpen,
  nonconformance_open: nonconformanceOpen,
  nonconformance_raised: nonconformanceRaised,
  nonconformances_dispositioned: nonconformancesDispositioned,
  nonconformances_closed: nonconformancesClosed,
  operations_complete: operationsComplete,
  hold_points_passed: holdPointsPassed,
  suborders_finished: subordersFinished,
  instruments_calibrated: instrumentsCalibrated,
  inspector_qualified: inspectorQualified,
  acceptor_designated: acceptorDesignated,
  inspector_independent: inspectorIndependent,
  acceptor_independent: acceptorIndependent,
  signatures_in_force: signaturesInForce,
  evidence_intact: evidenceIntact,
  loss_established: lossEstablished,
  labor_recorded: laborRecorded,
  demands_settled: demandsSettled,
  performer_unsigned: performerUnsigned,
  technician_qualified: technicianQualified,
  technical_data_current: technicalDataCurrent,
  performed_in_work: performedInWork,
  over_and_above_approved: overAndAboveApproved,
  results_complete: resultsComplete,
  reinspected,
} satisfies Record<string, Guard>;

export type GuardName = keyof typeof guards;

/** Asks every guard named, in order: all that fail are reported, not the first. A guard that throws counts as failed. */
export function ask(names: readonly GuardName[], facts: Facts): Finding[] {
  return names.map((guard) => {
    try {
      return { guard, ...(guards[guard] as Guard)(facts) };
    } catch {
      return {
        guard,
        holds: false,
        message: { en: 'This could not be judged from the records.', ja: '記録から判定できませんでした。' },
        evidence: [],
      };
    }
  });
}
