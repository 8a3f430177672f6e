// Guards of the facility and its authorization: may this plant do this work, and under which permission.

import { statusOn } from '../../registers/facility.ts';
import { inPeriod, type Message, shownDigits, shownMoney } from '../../values.ts';
import { activityNames, levelNames } from '../codes.ts';
import { folded } from '../search.ts';
import {
  type Answer,
  about,
  activityOf,
  type Facts,
  facilityEvidence,
  type Guard,
  no,
  open,
  partsOrOrder,
  periodOf,
  platformEvidence,
  yes,
} from './facts.ts';
import { certificationHolding, joined, meets, requirementsFor } from './standards.ts';

export const facilityCapable: Guard = (facts) => {
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

export const facilityQualified: Guard = (facts) => {
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

export const authorizationCovers: Guard = (facts) => {
  const a = facts.authorization;
  if (a === null) {
    return facts.given.asked
      ? noAuthorization(facts)
      : open('Judged on the authorization the request names.', '指定される輸出許可等により判定します。');
  }
  const { order } = facts.file;
  // Work logged late was not done beside what was planned since.
  const stood = (o: { createdAt: string }) => facts.operation === null || o.createdAt <= facts.at;
  const activities = [
    ...new Set([
      order.activity,
      ...facts.file.operations.filter((o) => o.status !== 'not_applicable' && stood(o)).map((o) => o.activity),
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

export const valueWithinCeiling: Guard = (facts) => {
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
  const sum: Message = {
    en: `${shownMoney({ ...ceiling, minorUnits: total })} of ${shownDigits(ceiling)}`,
    ja: `${shownMoney(ceiling)}のうち${shownDigits({ ...ceiling, minorUnits: total })}`,
  };
  return total <= ceiling.minorUnits
    ? yes(`Within the ceiling: ${sum.en}.`, `上限額以内です（${sum.ja}）。`, evidence)
    : no(
        `Above the ceiling: ${sum.en}.`,
        `上限額を超えています（上限${shownMoney(ceiling)}に対し${shownDigits({ ...ceiling, minorUnits: total })}）。`,
        evidence,
      );
};

/** Source: 10 USC 8680; what it restricts and which home ports are abroad comes from src/data/foreign-yard-rule.json. */
export const foreignYardRule: Guard = (facts) => {
  const rule = facts.settings.foreignYardRule;
  const { order } = facts.file;
  const on = [platformEvidence(facts)];
  if (rule === null)
    return yes('The foreign yard rule is not switched on.', '外国造船所に関する規則は適用されていません。', on);
  if (!rule.kinds.includes(facts.platform.kind) || !rule.activities.includes(order.activity))
    return yes(`${rule.source} is not about this work.`, `この作業は${rule.source}の対象ではありません。`, on);
  const { homePort } = facts.equipment;
  const evidence = [
    about('equipment', facts.equipment, `home port ${homePort ?? 'not recorded'}`, `母港 ${homePort ?? '記録なし'}`),
  ];
  const port = (name: string) => folded(name).split(/[,、]/)[0]?.trim();
  const isAbroad = homePort !== null && rule.homePorts.some((known) => port(known) === port(homePort));
  return isAbroad
    ? yes(`Its home port is one that ${rule.source} allows.`, `母港は${rule.source}で認められた港です。`, evidence)
    : no(
        `Its home port is not one that ${rule.source} allows for work in a foreign yard.`,
        `母港が、外国造船所での作業を${rule.source}で認められた港ではありません。`,
        evidence,
      );
};
