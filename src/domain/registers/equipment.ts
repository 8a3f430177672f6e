// Equipment (個体): one item, where it is, and the history of its condition.
import { z } from 'zod';
import { type Instant, id, instant, recordShape, text, token } from '../values.ts';
import { uic, uii } from './identifiers.ts';

export const CONDITIONS = ['FMC', 'PMC', 'NMC'] as const;
export const NMC_CAUSES = ['maintenance', 'supply', 'both'] as const;
export const LOCATIONS = ['unit', 'in_transit', 'facility'] as const;

const uiiComponents = z
  .strictObject({
    issuingAgency: token(10).meta({ description: 'Issuing agency code.' }),
    enterprise: token(50).meta({ description: 'Enterprise identifier.' }),
    partOrLot: token(50).nullable().default(null).meta({ description: 'Original part, lot or batch number.' }),
    serial: token(50),
  })
  .meta({ description: 'What the unique item identifier was made of, as given: it can’t be taken apart again.' });
export type UiiComponents = z.infer<typeof uiiComponents>;

export const equipmentInput = z.strictObject({
  platformId: id,
  serialNumber: token(50).meta({ description: 'Tail, hull or serial number; unique per platform.' }),
  uii: uii.nullable().default(null),
  uiiComponents: uiiComponents.nullable().default(null),
  owningUnit: uic,
  homePort: token().nullable().default(null),
  installedIn: id.nullable().default(null).meta({ description: 'The equipment this one is installed in.' }),
});
export const statusReportInput = z
  .strictObject({
    condition: z.enum(CONDITIONS),
    cause: z.enum(NMC_CAUSES).nullable().default(null).meta({ description: 'For NMC only.' }),
    at: instant,
    note: text.nullable().default(null),
  })
  .refine((r) => r.condition === 'NMC' || r.cause === null, {
    path: ['cause'],
    params: { code: 'status_report.cause_without_nmc' },
  });
export const statusReportRecord = z.strictObject({
  id,
  equipmentId: id,
  condition: z.enum(CONDITIONS),
  cause: z.enum(NMC_CAUSES).nullable(),
  at: instant,
  note: text.nullable(),
  reportedBy: id,
  workOrderId: id.nullable().meta({ description: 'The order whose release reported it; null: a person did.' }),
  recordedAt: instant,
});
export type StatusReport = z.infer<typeof statusReportRecord>;

export const equipmentRecord = equipmentInput.extend({
  ...recordShape,
  location: z.enum(LOCATIONS).meta({ description: 'Derived from custody.' }),
  locationFacilityId: id.nullable(),
  condition: z
    .enum(CONDITIONS)
    .nullable()
    .meta({ description: 'From the latest status report; null: never reported.' }),
  condemnedAt: instant.nullable(),
});
export type Equipment = z.infer<typeof equipmentRecord>;

/** Whose an item was, and what it was installed in, since an instant: as its history travels. */
export const equipmentState = z.strictObject({
  from: instant,
  owningUnit: uic,
  installedIn: id.nullable().default(null),
});
export type EquipmentState = z.infer<typeof equipmentState>;

/** A stretch of time, half-open; `to` null: without an end. */
export interface Stretch {
  from: Instant;
  to: Instant | null;
}

/** The time that two stretches share; null: none. */
export function shared(a: Stretch, b: Stretch): Stretch | null {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to === null || (b.to !== null && b.to < a.to) ? b.to : a.to;
  return to === null || from < to ? { from, to } : null;
}

/** What the versions of an item, oldest first, say of where it was installed. `revision`: the version that installed it; `since`: since when it was so. */
export function installationsTold(
  versions: readonly { revision: number; since: Instant; installedIn: string | null }[],
): (Stretch & { revision: number; hostId: string })[] {
  const moved = versions.filter((v, at) => v.installedIn !== (versions[at - 1]?.installedIn ?? null));
  return moved.flatMap(({ revision, since: from, installedIn: hostId }, at) =>
    hostId === null ? [] : [{ revision, hostId, from, to: moved[at + 1]?.since ?? null }],
  );
}
