// Verification of one order: its chain, what was signed, and that every row is what its events say.

import { canonical, chainFault, sha256 } from '../../domain/evidence/evidence.ts';
import type { Change } from '../../domain/orders/event.ts';
import { applyChanges, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { Fault } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { eventRowsOf } from '../../storage/orders/events.ts';
import type { EventRow, LoadedFile } from '../../storage/orders/work-orders.ts';

/** The first fault of an order, or null, and how many events were read. Source: lifecycle.md, evidence_intact. */
export async function verifyOrder(tx: Tx, loaded: LoadedFile): Promise<{ fault: Fault | null; events: number }> {
  const rows = await eventRowsOf(tx, loaded.file.order.id);
  return { fault: faultOf(rows, loaded), events: rows.length };
}

function faultOf(rows: readonly EventRow[], { file, head }: LoadedFile): Fault | null {
  const broken = chainFault(rows, { sequence: file.order.revision, sha256: head.sha256 });
  if (broken) return broken;
  const index = file.signatures.findIndex((s) => sha256(s.content) !== s.contentSha256);
  if (index >= 0)
    return {
      pointer: `/signatures/${index}`,
      code: 'evidence.signature',
      message: { en: 'a signed content was changed', ja: '署名された内容が改変されています' },
    };
  let told: WorkOrderFile | null = null;
  for (const { canonical, ...row } of rows) {
    const event = JSON.parse(canonical) as EventRow & { changes: Change[] };
    const before: WorkOrderFile | null = told;
    told = applyChanges(before, event.changes, event.sequence);
    const status = told.order.status;
    const moved = before?.order.status === status ? null : status;
    const isTold = (['workOrderId', 'type', 'occurredAt', 'recordedAt', 'actorId'] as const).every(
      (name) => event[name] === row[name],
    );
    const left = moved === null ? null : (before?.order.status ?? null);
    if (!isTold || row.toStatus !== moved || row.fromStatus !== left) return differs('events', row.sequence - 1);
  }
  if (head.recordedAt !== rows.at(-1)?.recordedAt) return differs('order', null);
  return told && difference(told, file);
}

// The first part of a file that its events tell otherwise; order within a list does not matter.
function difference(told: WorkOrderFile, kept: WorkOrderFile): Fault | null {
  for (const name of Object.keys(kept) as (keyof WorkOrderFile)[]) {
    if (name === 'order') {
      if (!isSame(told.order, kept.order)) return differs(name, null);
      continue;
    }
    const said = new Map(told[name].map((part): [string, object] => [part.id, part]));
    const wrong = kept[name].findIndex((part) => !isSame(said.get(part.id), part));
    if (wrong >= 0) return differs(name, wrong);
    if (said.size !== kept[name].length) return differs(name, null);
  }
  return null;
}

function differs(part: string, index: number | null): Fault {
  return {
    pointer: `/${part}${index === null ? '' : `/${index}`}`,
    code: 'evidence.rows',
    message: {
      en: `its rows (${part}) are not what its events say`,
      ja: `記録された行（${part}）が事象の内容と一致しません`,
    },
  };
}

/** Whether a record and its row say the same; a field that no event set is null in its row. */
export function isSame(told: object | undefined, kept: object): boolean {
  const said = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([, field]) => (field ?? null) !== null));
  return told !== undefined && canonical(said(told)) === canonical(said(kept));
}
