// The rules that must never break, looked up in an order's rows and events as they are.
import { expect } from 'vitest';
import { ledgerFaults } from '../../src/domain/metrics/turnaround.ts';
import type { Change } from '../../src/domain/orders/event.ts';
import { ACTIONS, lifecycle } from '../../src/domain/orders/lifecycle.ts';
import { isRunning, STANDING, type Status } from '../../src/domain/orders/status.ts';
import { applyChanges, type WorkOrderFile } from '../../src/domain/orders/work-order-file.ts';
import { hoursBetween } from '../../src/domain/values.ts';
import { conforms } from '../../src/domain/workshop/inspection.ts';
import { chainOf } from '../../src/storage/orders/events.ts';
import { findWorkOrderFile } from '../../src/storage/orders/work-orders.ts';
import { verifyOrder } from '../../src/usecases/evidence/verification.ts';
import type { Loose } from './app.ts';
import type { Plant } from './plant.ts';

const sorted = (file: WorkOrderFile) =>
  Object.fromEntries(
    Object.entries(file).map(([name, part]) => [
      name,
      Array.isArray(part) ? [...part].sort((a: Loose, b: Loose) => (a.id < b.id ? -1 : 1)) : part,
    ]),
  );

/**
 * Everything that must hold of an order at any time. Unless it `verifies`, without the program's own look at the chain and what was signed:
 * where that is broken it stays so, since events are only added, and is found the next time.
 */
export async function expectRules(plant: Plant, id: string, { verifies = true } = {}): Promise<void> {
  await plant.app.database.read(async (tx) => {
    const loaded = await findWorkOrderFile(tx, id);
    if (!loaded) throw new Error('the order is gone');
    const { file } = loaded;
    const links = await chainOf(tx, id);
    const events = links.map((l) => JSON.parse(l.canonical) as Loose);

    // Rule 1: only a transition changes the status, along the table. Hundreds of events again and again: told in plain comparisons.
    let status: Status | null = null;
    const astray: Loose[] = [];
    for (const e of events) {
      const set = (e.changes as Loose[]).find((c) => c.part === 'order' && 'status' in c.set)?.set;
      if (!set) continue;
      const from: Status | null = status;
      status = set.status as Status;
      const action = ACTIONS.find((a) => lifecycle[a].event === e.type);
      const { from: starts = [], to } = action ? lifecycle[action] : {};
      const isAlong =
        from === null
          ? e.type === 'drafted' && status === 'draft'
          : action !== undefined && (starts as readonly Status[]).includes(from);
      const isThere = to === undefined || (to === 'stood' ? STANDING : [to]).some((one) => one === status);
      if (!isAlong || !isThere) astray.push({ type: e.type, from, to: status });
    }
    expect(astray).toEqual([]);
    expect(file.order.status).toBe(status);

    // Rule 2: the rows are what the events made of them, and the revision is the last event's sequence.
    let folded: WorkOrderFile | null = null;
    for (const e of events) folded = applyChanges(folded, e.changes as Change[], e.sequence);
    expect(sorted(folded as WorkOrderFile)).toEqual(sorted(file));
    expect(file.order.revision).toBe(events.length);

    // Rule 3: nothing recorded runs backwards, nothing happened in the future.
    expect(
      events.filter((e, at) => e.recordedAt < (events[at - 1]?.recordedAt ?? '') || e.occurredAt > e.recordedAt),
    ).toEqual([]);

    // Rule 4: segments without gap or overlap from induct to the end, summing to the gross.
    const { order, segments } = file;
    if (order.inductedAt === null) expect(segments).toEqual([]);
    else {
      const to = isRunning(order.status) ? null : order.endedAt;
      expect(ledgerFaults(segments, { from: order.inductedAt, to })).toEqual([]);
      const end = to ?? plant.clock.now();
      const total = segments.reduce((sum, s) => sum + hoursBetween(s.from, s.to ?? end), 0);
      expect(total).toBeCloseTo(hoursBetween(order.inductedAt, end), 6);
    }

    // Rule 5: what was signed stands as it was signed.
    const signedThen = new Map<string, Loose>();
    for (const e of events)
      for (const c of e.changes as Loose[]) if (c.part === 'signature' && c.set.content) signedThen.set(c.id, c.set);
    for (const s of file.signatures) expect(s).toMatchObject({ ...signedThen.get(s.id), supersededAt: s.supersededAt });

    expectNoLoophole(file);

    // The chain and every signature on it verify.
    if (verifies) expect((await verifyOrder(tx, loaded)).fault).toBeNull();

    // No secret is in the record.
    expect(links.some((l) => /"pin":|135790/.test(l.canonical))).toBe(false);
  });
}

/** What no way through the lifecycle may lead to, said anew of the file as it is. */
function expectNoLoophole({
  order,
  operations,
  labor,
  inspections,
  nonconformances,
  partDemands,
  signatures,
  segments,
}: WorkOrderFile): void {
  // Work was done while the order was in work, by people who signed nothing.
  const inWork = segments.filter((s) => s.category === 'maintenance');
  const done = operations.filter((o) => o.status === 'done');
  for (const { sequence, performedAt } of done) {
    const at = performedAt as string;
    const stay = inWork.find((s) => s.from <= at && (s.to === null || at <= s.to));
    expect({ sequence, performedAt, stay: stay !== undefined }).toEqual({ sequence, performedAt, stay: true });
  }
  const workers = new Set([
    ...done.map((o) => o.performedBy),
    ...labor.flatMap((l) => [l.personId, l.enteredBy, l.correctedBy, ...(l.correctors ?? [])]),
  ]);
  expect(signatures.filter((s) => s.act !== 'condemn' && workers.has(s.signer))).toEqual([]);
  const acceptors = new Set(signatures.filter((s) => s.act === 'accept').map((s) => s.signer));
  expect(signatures.filter((s) => s.act === 'release' && acceptors.has(s.signer))).toEqual([]);

  // A hold point holds: what stands behind it was done after it was.
  for (const point of operations.filter(
    (o) => o.holdPoint && o.holdPointWaiver === null && o.status !== 'not_applicable',
  ))
    for (const behind of done.filter(
      (o) => o.sequence > point.sequence && (o.doneSequence ?? 0) > (point.doneSequence ?? 0),
    ))
      if (point.status === 'done') expect((behind.performedAt ?? '') >= (point.performedAt ?? '')).toBe(true);

  // Over-and-above work was approved before it was logged; a pass has every result within its limits.
  for (const o of done) if (o.overAndAbove) expect(o.approvedBy).not.toBeNull();
  for (const i of inspections.filter((x) => x.decision === 'passed')) {
    expect(i.characteristics.length).toBeGreaterThan(0);
    i.characteristics.forEach((c, index) => {
      const result = i.results.find((r) => r.characteristic === index + 1);
      const asIs = nonconformances.some(
        (n) =>
          n.inspectionId === i.id && n.characteristic === index + 1 && n.disposition === 'use_as_is' && n.approvedBy,
      );
      expect(result !== undefined && (conforms(c, result) || asIs)).toBe(true);
      if (result?.value != null) expect(result.instrumentId).not.toBeNull();
    });
  }

  if (order.status !== 'released' && order.status !== 'closed') return;
  // What left the plant is whole.
  expect(done.length).toBeGreaterThan(0);
  expect(operations.filter((o) => o.status === 'open')).toEqual([]);
  expect(nonconformances.filter((n) => n.status !== 'closed')).toEqual([]);
  expect(partDemands.filter((d) => d.stopsWork && !['received', 'cancelled'].includes(d.status))).toEqual([]);
  for (const kind of ['final', 'acceptance'] as const) {
    const latest = inspections
      .filter((i) => i.kind === kind && i.signedSequence !== null)
      .sort((a, b) => (a.signedSequence ?? 0) - (b.signedSequence ?? 0))
      .at(-1);
    expect(latest?.decision).toBe('passed');
    expect(signatures.find((s) => s.id === latest?.signatureId)?.supersededAt).toBeNull();
  }
  for (const act of ['accept', 'release'])
    expect(signatures.filter((s) => s.act === act && s.supersededAt === null)).toHaveLength(1);
}
