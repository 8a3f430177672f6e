// Guards of people: who is qualified, designated and independent, and under which technical data they worked.
import { type GQAR_AUTHORITIES, inService, type Person, qualifies } from '../../registers/person.ts';
import { currentOn, isSameName } from '../../registers/technical-data.ts';
import { inBoth, inJapanTime, type Message } from '../../values.ts';
import type { WorkOrderFile } from '../work-order-file.ts';
import {
  type Answer,
  about,
  activityOf,
  type Evidence,
  type Facts,
  type Guard,
  no,
  open,
  partsOrOrder,
  periodOf,
  personEvidence,
  platformEvidence,
  type WorkFacts,
  yes,
} from './facts.ts';
import { allOf, joined, meets, type Part, qualificationHolding, requirementsFor } from './standards.ts';
import { nonconformanceEvidence, operationEvidence } from './work.ts';

function named(person: Person): Message {
  return inBoth(person.name);
}

const notInService = ({ caller, on }: Pick<SignerFacts, 'caller' | 'on'>): Answer =>
  no(`${named(caller).en} is not in service on ${on}.`, `${named(caller).ja}は${on}に在籍していません。`, [
    personEvidence(caller),
  ]);

/** What says whether somebody may sign: who, on which day, for which work, and where. */
export type SignerFacts = WorkFacts &
  Pick<Facts, 'caller' | 'callerQualifications' | 'on' | 'platform' | 'facility' | 'equivalences'>;

export const inspectorQualified = (facts: SignerFacts): Answer => {
  const name = named(facts.caller);
  if (!inService(facts.caller, facts.on)) return notInService(facts);
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

export const acceptorDesignated = (facts: SignerFacts): Answer => {
  const name = named(facts.caller);
  if (!inService(facts.caller, facts.on)) return notInService(facts);
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

export const inspectorIndependent: Guard = (facts) => {
  const name = named(facts.caller);
  return facts.family.performers.has(facts.caller.id)
    ? no(
        `${name.en} did work on this order or its family.`,
        `${name.ja}はこの作業指示書（親・子を含む）の作業に従事しています。`,
        [personEvidence(facts.caller)],
      )
    : yes(`${name.en} did none of the work.`, `${name.ja}は作業に従事していません。`, [personEvidence(facts.caller)]);
};

export const acceptorIndependent: Guard = (facts) => {
  const worked = inspectorIndependent(facts);
  if (worked.holds === false) return worked;
  const name = named(facts.caller);
  if (facts.amendment?.proposedBy === facts.caller.id)
    return no(
      `${name.en} proposed the amendment, and another signs it.`,
      `${name.ja}は修正の提案者です。署名は別の者が行います。`,
      [personEvidence(facts.caller)],
    );
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

export const performerUnsigned: Guard = (facts) => {
  const person = facts.technician ?? facts.caller;
  const name = named(person);
  return facts.family.signers.has(person.id)
    ? no(
        `${name.en} signed on this order or its family, and can’t also have worked on it.`,
        `${name.ja}はこの作業指示書（親・子を含む）に署名しているため、作業者にはなれません。`,
        [personEvidence(person)],
      )
    : yes(`${name.en} has signed nothing on it.`, `${name.ja}は署名していません。`, [personEvidence(person)]);
};

export const technicianQualified: Guard = (facts) => {
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

export const technicalDataCurrent: Guard = (facts) => {
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
    return current && isSameName(current.documentRevision, cited.revision)
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
export const performedInWork: Guard = ({ file, at }) => {
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
    `in work ${s.to === null ? `since ${inJapanTime(s.from)}` : `from ${inJapanTime(s.from)} to ${inJapanTime(s.to)}`} (Japan time)`,
    `作業中（日本時間${inJapanTime(s.from)}から${s.to === null ? '' : `${inJapanTime(s.to)}まで`}）`,
  );
}

// Approval comes first: it is judged at the instant of the work, like everything else about it.
export const overAndAboveApproved: Guard = ({ operation, file, at }) => {
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
