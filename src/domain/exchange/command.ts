// Command: one act of a queue that was filled without a network, and what became of it once it was sent.
import { z } from 'zod';
import { type ActionName, lifecycle } from '../orders/lifecycle.ts';
import { dateInTokyo, type Instant, instant } from '../values.ts';

export const command = z.strictObject({
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x20-\x7e]+$/, 'form.printable')
    .meta({ description: 'Its own name: sent again, here or to its own address, it is answered and not done again.' }),
  method: z.enum(['POST', 'PATCH']),
  path: z.string().min(1).max(500).meta({ description: 'The address that it would be sent to by itself.' }),
  expectedRevision: z.int().min(1).optional().meta({
    description:
      'What If-Match would say: the revision of the order that was seen. Left out: the one that the command before it on the same order left.',
  }),
  occurredAt: instant
    .optional()
    .meta({ description: 'When it was done; stands for the field of the body that says so, where it has one.' }),
  body: z.record(z.string(), z.unknown()).default({}),
});

/** The operations that may be queued: acts of depot staff that nobody signs, with the field of the body that says when. */
export const QUEUED_OPERATIONS = {
  transition: 'occurredAt',
  addOperation: null,
  editOperation: null,
  completeOperation: 'performedAt',
  logLabor: 'on',
  correctLabor: null,
  addPartDemand: 'occurredAt',
  editPartDemand: 'occurredAt',
  raiseNonconformance: null,
} as const satisfies Record<string, string | null>;
export type QueuedOperation = keyof typeof QUEUED_OPERATIONS;

/** Whether an operation may be queued with such a body: of transitions those that depot staff may do and nobody signs. */
export function isQueued(operation: QueuedOperation, body: Readonly<Record<string, unknown>>): boolean {
  if (operation !== 'transition') return true;
  // What is no action is for the operation itself to refuse.
  if (typeof body.action !== 'string' || !Object.hasOwn(lifecycle, body.action)) return true;
  const { by, signs } = lifecycle[body.action as ActionName];
  return by.includes('depot_staff') && signs === undefined;
}

/** Each order's commands come one after the other, and none is tried after one that was refused. */
export class Queue {
  private readonly stopped = new Map<string, Stop>();
  private readonly revisions = new Map<string, number>();

  /** What stopped the commands of an order; null: nothing has. */
  stopOf(orderId: string): Stop | null {
    return this.stopped.get(orderId) ?? null;
  }

  /** Notes that a command of an order was refused: its later ones are not tried. */
  refused(orderId: string, stop: Stop): void {
    this.stopped.set(orderId, stop);
  }

  /** Notes the revision that a command left its order with. */
  done(orderId: string, revision: unknown): void {
    if (typeof revision === 'number') this.revisions.set(orderId, revision);
  }

  /** The revision that a command speaks of: the one it says, else the one that the command before it left; undefined: neither is known. */
  revisionFor(orderId: string, expected: number | undefined): number | undefined {
    return expected ?? this.revisions.get(orderId);
  }
}

/** Which command stopped an order's later ones, and why. */
export interface Stop {
  line: number;
  idempotencyKey: string | null;
  code: string;
}

/** The value that a body's field gets from the instant of its command: the field `on` of labor is a day. */
export function saidAs(field: string, occurredAt: Instant): string {
  return field === 'on' ? dateInTokyo(occurredAt) : occurredAt;
}
