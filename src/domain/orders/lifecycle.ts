// The lifecycle of a work order: which action leads from where to where, by whom, past which guards, as one table.

import type { SignedAct } from '../evidence/signature.ts';
import type { Role } from '../registers/person.ts';
import type { Message } from '../values.ts';
import type { EventType } from './event.ts';
import { ask, type Facts, type Finding, type GuardName } from './guards.ts';
import { ENDED, isStanding, RUNNING, STANDING, type Status } from './status.ts';
import type { WorkOrder } from './work-order.ts';

export const ACTIONS = [
  'submit',
  'return',
  'authorize',
  'reauthorize',
  'induct',
  'start',
  'await_parts',
  'await_engineering',
  'hold',
  'resume',
  'present',
  'withdraw',
  'reject',
  'accept',
  'recall',
  'refuse',
  'release',
  'close',
  'cancel',
  'condemn',
] as const;
export type ActionName = (typeof ACTIONS)[number];

export interface Action {
  from: readonly Status[];
  /** `same`: the status stays; `stood`: where the order stood last. */
  to: Status | 'same' | 'stood';
  by: readonly Role[];
  /** Statuses from which the order's author may do it too, whatever their role. */
  authorFrom?: readonly Status[];
  guards: readonly GuardName[];
  event: EventType;
  label: Message;
  /** The act that its signature binds. */
  signs?: SignedAct;
}

const START_GUARDS: readonly GuardName[] = [
  'receiving_inspection_passed',
  'operations_planned',
  'facility_qualified',
  'authorization_covers',
];

export const lifecycle: Readonly<Record<ActionName, Action>> = {
  submit: {
    from: ['draft'],
    to: 'submitted',
    by: ['depot_staff', 'program_office'],
    guards: ['facility_capable'],
    event: 'submitted',
    label: { en: 'Submit', ja: '申請する' },
  },
  return: {
    from: ['submitted', 'authorized'],
    to: 'draft',
    by: ['program_office'],
    authorFrom: ['submitted'],
    guards: [],
    event: 'returned',
    label: { en: 'Return', ja: '差し戻す' },
  },
  authorize: {
    from: ['submitted'],
    to: 'authorized',
    by: ['program_office'],
    guards: [
      'facility_capable',
      'facility_qualified',
      'authorization_covers',
      'value_within_ceiling',
      'foreign_yard_rule',
    ],
    event: 'authorized',
    label: { en: 'Authorize', ja: '承認する' },
  },
  reauthorize: {
    from: ['authorized', ...RUNNING],
    to: 'same',
    by: ['program_office'],
    guards: ['facility_capable', 'authorization_covers', 'value_within_ceiling'],
    event: 'reauthorized',
    label: { en: 'Reauthorize', ja: '再承認する' },
  },
  induct: {
    from: ['authorized'],
    to: 'inducted',
    by: ['depot_staff'],
    guards: [
      'equipment_matches',
      'facility_capable',
      'facility_qualified',
      'authorization_covers',
      'equipment_free',
      'bay_available',
    ],
    event: 'inducted',
    label: { en: 'Induct', ja: '入場させる' },
  },
  start: {
    from: ['inducted'],
    to: 'in_work',
    by: ['depot_staff'],
    guards: START_GUARDS,
    event: 'started',
    label: { en: 'Start work', ja: '作業を開始する' },
  },
  await_parts: {
    from: ['inducted', 'in_work', 'awaiting_engineering', 'on_hold'],
    to: 'awaiting_parts',
    by: ['depot_staff'],
    guards: ['stopping_wait_open'],
    event: 'parts_awaited',
    label: { en: 'Await parts', ja: '部品待ちにする' },
  },
  await_engineering: {
    from: ['inducted', 'in_work', 'awaiting_parts', 'on_hold', 'in_inspection'],
    to: 'awaiting_engineering',
    by: ['depot_staff', 'qa_inspector'],
    guards: ['nonconformance_open'],
    event: 'engineering_awaited',
    label: { en: 'Await engineering', ja: '技術処置待ちにする' },
  },
  hold: {
    from: RUNNING,
    to: 'on_hold',
    by: ['depot_staff', 'program_office'],
    guards: [],
    event: 'held',
    label: { en: 'Hold', ja: '保留する' },
  },
  resume: {
    from: ['awaiting_parts', 'awaiting_engineering', 'on_hold'],
    to: 'stood',
    by: ['depot_staff', 'program_office'],
    guards: ['no_stopping_wait_open', 'nonconformances_dispositioned', ...START_GUARDS],
    event: 'resumed',
    label: { en: 'Resume', ja: '再開する' },
  },
  present: {
    from: ['in_work'],
    to: 'in_inspection',
    by: ['depot_staff'],
    guards: [
      'tools_accounted',
      'foreign_objects_cleared',
      'operations_complete',
      'hold_points_passed',
      'no_stopping_wait_open',
      'nonconformances_dispositioned',
      'suborders_finished',
    ],
    event: 'presented',
    label: { en: 'Present for inspection', ja: '検査に提示する' },
  },
  withdraw: {
    from: ['in_inspection'],
    to: 'in_work',
    by: ['depot_staff'],
    guards: [],
    event: 'withdrawn',
    label: { en: 'Withdraw', ja: '提示を取り下げる' },
  },
  reject: {
    from: ['in_inspection'],
    to: 'in_work',
    by: ['qa_inspector'],
    guards: ['nonconformance_raised', 'inspector_qualified', 'inspector_independent'],
    event: 'rejected',
    label: { en: 'Reject', ja: '不合格とする' },
  },
  accept: {
    from: ['in_inspection'],
    to: 'awaiting_acceptance',
    by: ['qa_inspector'],
    guards: [
      'final_inspection_passed',
      'operations_complete',
      'hold_points_passed',
      'no_stopping_wait_open',
      'suborders_finished',
      'nonconformances_closed',
      'instruments_calibrated',
      'signatures_in_force',
      'facility_qualified',
      'inspector_qualified',
      'inspector_independent',
    ],
    event: 'accepted',
    label: { en: 'Accept', ja: '合格とする' },
    signs: 'accept',
  },
  recall: {
    from: ['awaiting_acceptance'],
    to: 'in_inspection',
    by: ['qa_inspector'],
    guards: ['inspector_qualified'],
    event: 'recalled',
    label: { en: 'Recall', ja: '合格を取り戻す' },
  },
  refuse: {
    from: ['awaiting_acceptance'],
    to: 'in_work',
    by: ['qa_inspector'],
    guards: ['nonconformance_raised', 'acceptor_designated'],
    event: 'refused',
    label: { en: 'Refuse', ja: '受領を拒否する' },
  },
  release: {
    from: ['awaiting_acceptance'],
    to: 'released',
    by: ['qa_inspector'],
    guards: [
      'acceptance_inspection_passed',
      'operations_complete',
      'hold_points_passed',
      'acceptor_designated',
      'acceptor_independent',
      'nonconformances_closed',
      'no_stopping_wait_open',
      'suborders_finished',
      'signatures_in_force',
      'facility_qualified',
      'authorization_covers',
      'evidence_intact',
    ],
    event: 'released',
    label: { en: 'Release', ja: '引き渡す' },
    signs: 'release',
  },
  close: {
    from: ['released'],
    to: 'closed',
    by: ['program_office'],
    guards: ['labor_recorded', 'demands_settled'],
    event: 'closed',
    label: { en: 'Close', ja: '完了とする' },
  },
  cancel: {
    from: ['draft', 'submitted', 'authorized', ...RUNNING],
    to: 'cancelled',
    by: ['program_office'],
    authorFrom: ['draft'],
    guards: [],
    event: 'cancelled',
    label: { en: 'Cancel', ja: '取り消す' },
  },
  condemn: {
    from: RUNNING,
    to: 'condemned',
    by: ['program_office'],
    guards: ['loss_established'],
    event: 'condemned',
    label: { en: 'Condemn', ja: '廃棄と判定する' },
    signs: 'condemn',
  },
};

/** The main way forward from each open status. */
const WAY_FORWARD: Partial<Record<Status, ActionName>> = {
  draft: 'submit',
  submitted: 'authorize',
  authorized: 'induct',
  inducted: 'start',
  in_work: 'present',
  awaiting_parts: 'resume',
  awaiting_engineering: 'resume',
  on_hold: 'resume',
  in_inspection: 'accept',
  awaiting_acceptance: 'release',
};

/** The action by which an order goes on from a status; null once it is released or has ended. */
export function wayForward(status: Status): ActionName | null {
  return WAY_FORWARD[status] ?? null;
}

/** Where an action leads from the order's status; null when it is not offered there. What was imported is not moved here. */
export function destination(
  action: ActionName,
  order: Pick<WorkOrder, 'status' | 'stoodAt'> & { historical?: boolean },
): Status | null {
  const { from, to } = lifecycle[action];
  if (order.historical || !from.includes(order.status)) return null;
  if (to === 'same') return order.status;
  return to === 'stood' ? order.stoodAt : to;
}

/**
 * Whether someone may do an action on an order: by role, or as its author where the table says so. A hold that a program
 * office set is lifted by a program office only.
 */
export function mayDo(
  action: ActionName,
  order: Pick<WorkOrder, 'status' | 'heldByProgram' | 'createdBy' | 'submittedBy'>,
  who: { id: string; roles: readonly Role[] },
): boolean {
  const { authorFrom, from } = lifecycle[action];
  // An administrator moves no orders, not even their own.
  if (who.roles.includes('administrator')) return false;
  if (authorFrom?.includes(order.status) && (who.id === order.createdBy || who.id === order.submittedBy)) return true;
  const resumes = action === 'resume' && from.includes(order.status);
  return rolesFor(action, resumes ? order : null).some((role) => who.roles.includes(role));
}

/** The roles that may do an action; for `resume` they depend on who set the hold. */
export function rolesFor(action: ActionName, order: Pick<WorkOrder, 'heldByProgram'> | null): readonly Role[] {
  if (action === 'resume' && order) return order.heldByProgram ? ['program_office'] : ['depot_staff'];
  return lifecycle[action].by;
}

/** The guards of an action on this order: what is asked of a return to work is not asked of a return elsewhere. */
export function guardsOf(action: ActionName, order: Pick<WorkOrder, 'stoodAt'>): readonly GuardName[] {
  return action === 'resume' && order.stoodAt !== 'in_work' ? [] : lifecycle[action].guards;
}

export interface Offer {
  action: ActionName;
  to: Status;
  allowed: boolean;
  blockedBy: Omit<Finding, 'holds'>[];
  satisfied: Omit<Finding, 'holds'>[];
  /** What can't be judged before the request says more. */
  depends: Omit<Finding, 'holds'>[];
  /** The roles that may do it here. */
  by: readonly Role[];
}

/** Every action from the order's status with everything that blocks it. `allowed`: nothing does, and the caller may. */
export function offers(facts: Facts): Offer[] {
  return ACTIONS.flatMap((action) => {
    const to = destination(action, facts.file.order);
    return to === null ? [] : [offer(action, to, facts)];
  });
}

/** One action judged on the facts. */
export function offer(action: ActionName, to: Status, facts: Facts): Offer {
  const { order } = facts.file;
  const findings = ask(guardsOf(action, order), facts);
  const of = (holds: boolean | null) =>
    findings.filter((f) => f.holds === holds).map(({ guard, message, evidence }) => ({ guard, message, evidence }));
  const blockedBy = of(false);
  return {
    action,
    to,
    allowed: blockedBy.length === 0 && mayDo(action, order, facts.caller),
    blockedBy,
    satisfied: of(true),
    depends: of(null),
    by: rolesFor(action, order),
  };
}

/** Where `resume` leads after this status is reached: the status itself when an order can stand there. */
export function stoodAfter(to: Status, before: WorkOrder['stoodAt']): WorkOrder['stoodAt'] {
  return isStanding(to) ? to : before;
}

/** The lifecycle as a Mermaid diagram, for the README: one arrow from a status to another, with every action that leads there. */
export function lifecycleDiagram(): string {
  const arrows = new Map<string, ActionName[]>();
  for (const action of ACTIONS) {
    const { from, to } = lifecycle[action];
    for (const status of from) {
      const ends = to === 'stood' ? STANDING : [to === 'same' ? status : to];
      for (const end of ends) {
        const arrow = `${status} --> ${end}`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), action]);
      }
    }
  }
  return [
    'stateDiagram-v2',
    '  [*] --> draft',
    ...[...arrows].map(([arrow, actions]) => `  ${arrow}: ${actions.join(', ')}`),
    ...ENDED.map((end) => `  ${end} --> [*]`),
  ].join('\n');
}
