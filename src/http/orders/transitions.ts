// /v1/work-orders/{id}/transitions and /signing-content: the one door, what stands in it, and what a signature binds.
import { z } from 'zod';
import { SIGNED_ACTS } from '../../domain/evidence/signature.ts';
import { type GuardName, guards } from '../../domain/orders/guards.ts';
import { YEARS_AHEAD } from '../../domain/orders/late.ts';
import { ACTIONS } from '../../domain/orders/lifecycle.ts';
import { STATUSES } from '../../domain/orders/status.ts';
import { transitionInput } from '../../domain/orders/transition.ts';
import { shownEvidence } from '../../domain/orders/withholding.ts';
import { ROLES } from '../../domain/registers/person.ts';
import { id, instant, message } from '../../domain/values.ts';
import { askSigningContent, signingContentInput } from '../../usecases/evidence/signing-content.ts';
import { askTransitions, transition } from '../../usecases/orders/transitions.ts';
import { workOrderViewSchema } from '../../usecases/orders/work-orders.ts';
import { exampleId } from '../examples.ts';
import { defineRoute } from '../route.ts';
import { ofOrder } from './parts.ts';

const finding = z.strictObject({
  guard: z.enum(Object.keys(guards) as [GuardName, ...GuardName[]]),
  message,
  evidence: z.array(shownEvidence),
});
export const offersView = z.strictObject({
  status: z.enum(STATUSES),
  revision: z.int(),
  transitions: z.array(
    z.strictObject({
      action: z.enum(ACTIONS),
      to: z.enum(STATUSES),
      allowed: z.boolean().meta({ description: 'Nothing blocks it, and the caller may do it.' }),
      blockedBy: z.array(finding).meta({ description: 'Everything that stands in the way.' }),
      satisfied: z.array(finding),
      depends: z.array(finding).meta({ description: 'What can’t be judged before the request says more.' }),
      by: z.array(z.enum(ROLES)).meta({ description: 'Who may do it here.' }),
    }),
  ),
});

const tag = 'Work orders';
const path = '/v1/work-orders/{id}/transitions';

export const transitionRoutes = [
  defineRoute({
    operationId: 'askTransitions',
    method: 'GET',
    path,
    tag,
    summary: 'Ask what can be done with an order, and what stands in the way',
    description:
      'Every action from the order’s status, and for each everything that blocks it, with evidence, in English and Japanese. ' +
      'Asked with `occurredAt`, it is judged as of that instant: of one past, since the order stands as it does; of one to come, up to ' +
      `${YEARS_AHEAD} years ahead, by what the registers say today of certificates and the like on that day, with custody and bays as they are now. ` +
      'Asked with `authorizationId`, it is judged with that authorization.',
    roles: 'anyone',
    ...ofOrder,
    scopesItself: true,
    query: z.strictObject({ occurredAt: instant.optional(), authorizationId: id.optional() }),
    answer: { status: 200, schema: offersView },
    example: { params: { id: exampleId('order.awaiting_acceptance') }, query: {} },
    handle: (act, { params, query }) => askTransitions(act, params.id, query),
  }),
  defineRoute({
    operationId: 'transition',
    method: 'POST',
    path,
    tag,
    summary: 'Perform an action on an order',
    description:
      'The one way a status changes. Who may do what, from where, past which guards: the lifecycle table. Depot staff may say `occurredAt`; ' +
      '`accept`, `release` and `condemn` carry a signature over what signing-content answered.',
    roles: ['depot_staff', 'qa_inspector', 'program_office'],
    ...ofOrder,
    scopesItself: true,
    ifMatch: true,
    body: transitionInput,
    answer: { status: 200, schema: workOrderViewSchema },
    problems: [
      'transition.not_offered',
      'signature.not_authenticated',
      'signature.throttled',
      'transition.blocked',
      'signature.content_changed',
    ],
    example: { params: { id: exampleId('order.draft') }, body: { action: 'submit' } },
    handle: (act, { params, body }) => transition(act, params.id, body),
  }),
  defineRoute({
    operationId: 'askSigningContent',
    method: 'POST',
    path: '/v1/work-orders/{id}/signing-content',
    tag,
    summary: 'Ask what a signature would bind',
    description:
      'The exact content of an act that is signed, in the language it is shown in, and the SHA-256 of its RFC 8785 form, which the signature names.',
    roles: ['qa_inspector', 'program_office'],
    ...ofOrder,
    body: signingContentInput,
    answer: {
      status: 200,
      schema: z.strictObject({
        content: z
          .looseObject({ act: z.enum(SIGNED_ACTS), meaning: z.string() })
          .meta({ description: 'All that the act asserts.' }),
        contentSha256: z.string(),
      }),
    },
    problems: ['transition.not_offered', 'transition.blocked', 'act.not_offered', 'act.blocked'],
    example: {
      params: { id: exampleId('order.in_inspection') },
      body: {
        act: 'sign_inspection',
        body: { inspectionId: exampleId('inspection.final_measured'), decision: 'passed' },
        language: 'ja',
      },
    },
    handle: (act, { params, body }) => askSigningContent(act, params.id, body),
  }),
];
