// Amendments: what of a released order may read otherwise, what may not, and what changes when one is in force.
import { describe, expect, it } from 'vitest';
import { amended, amendmentChanges, amendmentSubject, stillFits } from '../../../src/domain/evidence/amendment.ts';
import { meaningOf, newlySuperseded } from '../../../src/domain/evidence/signing.ts';
import { applyChanges, type WorkOrderFile } from '../../../src/domain/orders/work-order-file.ts';
import {
  amendmentOf,
  demandOf,
  fileWith,
  inspectionOf,
  resultOf,
  signatureOf,
  unsignedInspectionOf,
} from '../../support/facts.ts';

const released = { status: 'released', conditionCode: 'A' } as const;
const final = inspectionOf('final', 18, {
  results: [resultOf(), resultOf({ characteristic: 2, value: null, conforms: true })],
});
const fileOf = (fields: Partial<WorkOrderFile> = {}) =>
  fileWith(released, { inspections: [final, unsignedInspectionOf('final')], ...fields });
const codes = { workUnit: '29A10', malfunction: null, actionTaken: 'R', whenDiscovered: null };
const demand = demandOf();
const faultsOf = (file: WorkOrderFile, ...changes: Parameters<typeof amended>[1]) =>
  amended(file, changes).faults.map((f) => f.code);
const value = (to: string, more = {}) => ({
  field: 'value' as const,
  inspectionId: final.id,
  characteristic: 1,
  to,
  ...more,
});

describe('what may be amended', () => {
  it('is kept with the value before', () => {
    const file = fileOf();
    const { changes, faults } = amended(file, [
      { field: 'codes', to: codes },
      { field: 'customerJobNumber', to: '26061A001' },
      { field: 'conditionCode', to: 'B' },
      { field: 'title', operationId: 'operation 10', to: { en: 'Anew' } },
      { field: 'serialInstalled', partDemandId: demand.id, to: 'GB-78' },
      { field: 'serialRemoved', partDemandId: demand.id, to: 'GB-12' },
      value('41.2'),
    ]);
    expect(faults).toEqual([]);
    expect(changes.map((c) => [c.field, c.partId, c.from, c.to])).toEqual([
      ['codes', 'order', file.order.codes, codes],
      ['customerJobNumber', 'order', null, '26061A001'],
      ['conditionCode', 'order', 'A', 'B'],
      ['title', 'operation 10', { en: 'Step 10', ja: '手順10' }, { en: 'Anew' }],
      ['serialInstalled', demand.id, demand.serialInstalled, 'GB-78'],
      ['serialRemoved', demand.id, demand.serialRemoved, 'GB-12'],
      ['value', final.id, '42.1', '41.2'],
    ]);
    expect(changes.at(-1)?.characteristic).toBe(1);
  });

  it.each([
    ['an operation that is not there', { field: 'title' as const, operationId: 'none', to: { en: 'x' } }],
    ['a part that is not there', { field: 'serialInstalled' as const, partDemandId: 'none', to: 'x' }],
    ['an inspection that is not there', value('41', { inspectionId: 'none' })],
    ['an inspection that nobody signed', value('41', { inspectionId: 'unsigned final' })],
    ['a characteristic without a result', value('41', { characteristic: 3 })],
    ['a characteristic that was not measured', value('41', { characteristic: 2 })],
  ])('is not %s', (_, change) => {
    expect(faultsOf(fileOf(), change)).toEqual(['amendment.nothing_there']);
  });

  it('is no part that was never received', () => {
    const file = fileOf({ partDemands: [demandOf({ status: 'ordered' })] });
    expect(faultsOf(file, { field: 'serialInstalled', partDemandId: demand.id, to: 'x' })).toEqual([
      'amendment.nothing_there',
    ]);
  });

  it('is something else than what stands, whatever the order of its members, and once', () => {
    const { actionTaken, workUnit, ...rest } = fileOf().order.codes;
    expect(faultsOf(fileOf(), { field: 'codes', to: { ...rest, workUnit, actionTaken } })).toEqual([
      'amendment.no_change',
    ]);
    expect(faultsOf(fileOf(), { field: 'conditionCode', to: 'A' })).toEqual(['amendment.no_change']);
    expect(faultsOf(fileOf(), value('41'), value('41.5'))).toEqual(['amendment.repeated']);
  });

  it('is a value on the same side of its limits only', () => {
    expect(faultsOf(fileOf(), value('45.5'))).toEqual([]);
    expect(faultsOf(fileOf(), value('45.6'))).toEqual(['amendment.decision_contradicted']);
    const failed = fileOf({ inspections: [{ ...final, decision: 'failed', results: [resultOf({ value: '47.0' })] }] });
    expect(faultsOf(failed, value('47.5'))).toEqual([]);
    expect(faultsOf(failed, value('42'))).toEqual(['amendment.decision_contradicted']);
    const unlimited = fileOf({ inspections: [{ ...final, characteristics: [] }] });
    expect(faultsOf(unlimited, value('99'))).toEqual([]);
  });
});

describe('an amendment in force', () => {
  const { changes } = amended(fileOf(), [
    { field: 'codes', to: codes },
    { field: 'conditionCode', to: 'B' },
    { field: 'title', operationId: 'operation 10', to: { en: 'Anew' } },
    { field: 'serialInstalled', partDemandId: demand.id, to: 'GB-78' },
    value('41.2'),
  ]);
  const amendment = amendmentOf({ changes });

  it('changes what it says and nothing else', () => {
    const before = fileOf();
    const after = applyChanges(before, amendmentChanges(before, amendment), 25);
    expect(after.order).toEqual({ ...before.order, codes, conditionCode: 'B', revision: 25 });
    expect(after.operations[0]).toEqual({ ...before.operations[0], title: { en: 'Anew' } });
    expect(after.partDemands[0]?.serialInstalled).toBe('GB-78');
    expect(after.inspections[0]).toEqual({ ...final, results: [{ ...resultOf(), value: '41.2' }, final.results[1]] });
    expect(after.signatures).toEqual(before.signatures);
  });

  it('changes several values of one inspection', () => {
    const two = {
      ...final,
      results: [resultOf(), resultOf({ characteristic: 2 })],
      characteristics: [...final.characteristics, ...final.characteristics],
    };
    const file = fileOf({ inspections: [two] });
    const both = amended(file, [value('41'), value('43', { characteristic: 2 })]);
    const after = applyChanges(file, amendmentChanges(file, both), 25);
    expect(after.inspections[0]?.results.map((r) => r.value)).toEqual(['41', '43']);
  });

  it('fits as long as what it replaces stands; changes nothing where it does not', () => {
    const file = fileOf();
    expect(stillFits(file, changes)).toBe(true);
    expect(stillFits(applyChanges(file, amendmentChanges(file, amendment), 25), changes)).toBe(false);
    const gone = fileOf({ inspections: [] });
    expect(stillFits(gone, changes)).toBe(false);
    expect(amendmentChanges(gone, { changes: changes.slice(-1) })).toMatchObject([{ set: { results: [] } }]);
  });

  it('is signed with all that it says, and no later change of the order supersedes that', () => {
    const file = fileOf({ amendments: [amendment] });
    expect(amendmentSubject(file, amendment)).toMatchObject({
      workOrder: file.order.number,
      amendment: { id: 'amendment', changes, reason: { en: 'a slip' }, proposedBy: 'inspector' },
    });
    expect(meaningOf('sign_amendment', null, null).en).toMatch(/amended/);
    const signed = { ...file, signatures: [signatureOf('sign_amendment', 26)] };
    expect(newlySuperseded(signed, { ...signed, order: { ...signed.order, codes } })).toEqual([]);
  });
});
