// Commands of a queue: which acts may be queued, and what one leaves for the next.
import { describe, expect, it } from 'vitest';
import { isQueued, QUEUED_OPERATIONS, Queue, saidAs } from '../../../src/domain/exchange/command.ts';
import { ACTIONS, lifecycle } from '../../../src/domain/orders/lifecycle.ts';

describe('what may be queued', () => {
  it('of transitions those of depot staff that nobody signs', () => {
    const queued = ACTIONS.filter((action) => isQueued('transition', { action }));
    expect(queued).toEqual([
      'submit',
      'induct',
      'start',
      'await_parts',
      'await_engineering',
      'hold',
      'resume',
      'present',
      'withdraw',
    ]);
    for (const action of queued) expect(lifecycle[action].signs).toBeUndefined();
  });

  it('and what is no action is left for the operation to refuse', () => {
    for (const action of [undefined, 7, 'explode', 'toString']) expect(isQueued('transition', { action })).toBe(true);
    expect(isQueued('logLabor', {})).toBe(true);
    expect(Object.keys(QUEUED_OPERATIONS)).toContain('completeOperation');
  });
});

it('labor gets the day in Tokyo, everything else the instant', () => {
  expect(saidAs('on', '2026-05-07T15:30:00.000Z')).toBe('2026-05-08');
  expect(saidAs('performedAt', '2026-05-07T15:30:00.000Z')).toBe('2026-05-07T15:30:00.000Z');
});

describe('a queue', () => {
  it('hands the revision of one command on to the next of the same order', () => {
    const queue = new Queue();
    expect(queue.revisionFor('a', undefined)).toBeUndefined();
    queue.done('a', 4);
    queue.done('a', 'none');
    expect([queue.revisionFor('a', undefined), queue.revisionFor('a', 9), queue.revisionFor('b', undefined)]).toEqual([
      4,
      9,
      undefined,
    ]);
  });

  it('stops an order at what was refused', () => {
    const queue = new Queue();
    expect(queue.stopOf('a')).toBeNull();
    const stop = { line: 2, idempotencyKey: 'k', code: 'revision.stale' };
    queue.refused('a', stop);
    expect([queue.stopOf('a'), queue.stopOf('b')]).toEqual([stop, null]);
  });
});
