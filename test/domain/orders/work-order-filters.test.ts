// Filters of orders, one by one.
import { describe, expect, test } from 'vitest';
import { monthInTokyo } from '../../../src/domain/metrics/metric.ts';
import {
  containsWords,
  type Filtered,
  isOverdue,
  meets,
  type WorkOrderFilters,
} from '../../../src/domain/orders/work-order-filters.ts';

const order: Filtered['order'] = {
  facilityId: 'f',
  platformId: 'p',
  equipmentId: 'e',
  parentId: null,
  activity: 'repair',
  level: 'depot',
  number: 'KSZ-26001-0001',
  historical: true,
  status: 'in_work',
  endedAt: null,
  targetDate: '2026-05-10',
  designator: 5,
};
const on = '2026-05-11';
const passes = (filters: WorkOrderFilters, targets: { date: string }[] = []) => meets({ order, targets }, filters, on);

describe('filters', () => {
  test('that are not given let everything pass', () => {
    expect(passes({})).toBe(true);
    expect(passes({ status: [] })).toBe(true);
  });

  test.each([
    [{ facilityId: 'f' }, { facilityId: 'x' }],
    [{ platformId: 'p' }, { platformId: 'x' }],
    [{ equipmentId: 'e' }, { equipmentId: 'x' }],
    [{}, { parentId: 'x' }],
    [{ activity: 'repair' }, { activity: 'overhaul' }],
    [{ level: 'depot' }, { level: 'intermediate' }],
    [{ number: 'KSZ-26001-0001' }, { number: 'KSZ-26001-0002' }],
    [{ historical: true }, { historical: false }],
    [{ status: ['draft', 'in_work'] }, { status: ['draft'] }],
    [{ priority: 5 }, { priority: 6 }],
    [{ overdue: true }, { overdue: false }],
  ] as [WorkOrderFilters, WorkOrderFilters][])('%j lets it pass, %j does not', (yes, no) => {
    expect(passes(yes)).toBe(true);
    expect(passes(no)).toBe(false);
  });

  test('know what is overdue: open, with the date of the last target past, or the one authorized', () => {
    expect(passes({ overdue: true }, [{ date: '2026-05-01' }, { date: '2026-05-20' }])).toBe(false);
    expect(passes({ overdue: true }, [{ date: '2026-05-20' }, { date: '2026-05-10' }])).toBe(true);
    expect(isOverdue({ order: { endedAt: null, targetDate: on }, targets: [] }, on)).toBe(false);
    expect(isOverdue({ order: { endedAt: null, targetDate: null }, targets: [] }, on)).toBe(false);
    expect(
      isOverdue({ order: { endedAt: '2026-05-11T00:00:00.000Z', targetDate: '2026-05-01' }, targets: [] }, on),
    ).toBe(false);
  });

  test('find every word of a text, whatever its width', () => {
    expect(containsWords('ksz-26001-0001\nギアボックス', 'ＫＳＺ ぎあ')).toBe(true);
    expect(containsWords('ksz-26001-0001', 'ksz leak')).toBe(false);
  });
});

test('months are those of Japan', () => {
  expect(monthInTokyo('2026-05-31T14:59:59.999Z')).toBe('2026-05');
  expect(monthInTokyo('2026-05-31T15:00:00.000Z')).toBe('2026-06');
});
