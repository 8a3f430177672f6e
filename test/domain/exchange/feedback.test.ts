// In-service feedback: which states are downtime, and that every member of it is explained.
import { expect, it } from 'vitest';
import {
  downtimeCause,
  downtimePeriod,
  FEEDBACK_MAPPING,
  FEEDBACK_SPECIFICATION,
} from '../../../src/domain/exchange/feedback.ts';
import { ITEM_STATES } from '../../../src/domain/metrics/downtime.ts';

it('counts as downtime what was not mission capable or in depot custody, by its cause', () => {
  expect(ITEM_STATES.map((state) => [state, downtimeCause(state)])).toEqual([
    ['fmc', null],
    ['pmc', null],
    ['nmcMaintenance', 'maintenance'],
    ['nmcSupply', 'supply'],
    ['nmcBoth', 'maintenance_and_supply'],
    ['nmcUnspecified', 'unspecified'],
    ['unreported', null],
    ['depot', 'depot'],
  ]);
});

it('says of each member which concept it stands for, and that the schema of the specification was not checked', () => {
  expect(Object.keys(FEEDBACK_MAPPING)).toEqual(Object.keys(downtimePeriod.shape));
  expect(FEEDBACK_SPECIFICATION.note.en).toContain('unverified');
});
