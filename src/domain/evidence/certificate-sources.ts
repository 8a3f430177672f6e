// What a certificate is made from: the order’s file, and the versions of the records that its decisions relied on.

import type { EventType } from '../orders/event.ts';
import type { WorkOrderFile } from '../orders/work-order-file.ts';
import type { Equipment } from '../registers/equipment.ts';
import type { Closure, Facility, Instrument } from '../registers/facility.ts';
import type { HolidayList } from '../registers/holiday.ts';
import type { Platform } from '../registers/platform.ts';
import type { Instant, Text } from '../values.ts';
import type { CertificateContent, CertificateKind } from './certificate.ts';

/** A version of a record that a decision relied on. `data` null: it is no record of a register. */
export interface ReliedOn {
  sequence: number;
  guard: string;
  record: string;
  recordId: string;
  recordRevision: number;
  sha256: string | null;
  data: unknown;
}

/** Everything that a certificate is made of. */
export interface CertificateSources {
  kind: CertificateKind;
  n: number;
  issuedAt: Instant;
  issuedFor: EventType;
  supersedes: { number: string; sha256: string } | null;
  file: WorkOrderFile;
  chain: { sequence: number; sha256: string };
  parentNumber: string | null;
  platform: Platform;
  equipment: Equipment;
  facility: Facility;
  closures: readonly Closure[];
  /** The imported ones of the years that the order spent in work. */
  holidayLists: readonly HolidayList[];
  /** Names of the people in the file, by id. */
  names: ReadonlyMap<string, Text>;
  reliedOn: readonly ReliedOn[];
  lateEntries: CertificateContent['lateEntries'];
}

export type Version = { id: string; revision: number; sha256: string | null };

/** The latest version of each record of a kind that a decision relied on, the oldest decision first. */
export function reliedVersions<Data>(sources: CertificateSources, record: string): (Data & Version)[] {
  const versions = new Map<string, Data & Version>();
  for (const r of sources.reliedOn)
    if (r.record === record && r.data !== null)
      versions.set(`${r.recordId} ${r.recordRevision}`, {
        ...(r.data as Data),
        id: r.recordId,
        revision: r.recordRevision,
        sha256: r.sha256,
      });
  return [...versions.values()];
}

export function instrumentOf(sources: CertificateSources, instrumentId: string): (Instrument & Version) | null {
  return reliedVersions<Instrument>(sources, 'instrument').findLast((i) => i.id === instrumentId) ?? null;
}

/** The people whom a certificate names. */
export function peopleNamedIn({
  operations,
  inspections,
  nonconformances,
  signatures,
  amendments,
}: WorkOrderFile): Set<string> {
  const people = [
    ...operations.flatMap((o) => [
      o.performedBy,
      o.approvedBy,
      o.holdPointWaiver?.waivedBy,
      o.notApplicable?.decidedBy,
    ]),
    ...inspections.flatMap((i) => [i.signedBy, ...i.results.map((r) => r.measuredBy)]),
    ...nonconformances.flatMap((n) => [n.dispositionedBy, n.approvedBy]),
    ...signatures.flatMap((s) => [s.signer, s.pinIssuedBy]),
    ...amendments.flatMap((a) => [a.proposedBy, a.decidedBy]),
  ];
  return new Set(people.filter((personId): personId is string => typeof personId === 'string'));
}
