// Facility (修理施設): who may work there on what, under which certificates, with which instruments, on which days.
import { z } from 'zod';
import { ACTIVITIES, LEVELS } from '../orders/codes.ts';
import {
  type Fault,
  type IsoDate,
  id,
  inPeriod,
  isoDate,
  type Period,
  periodShape,
  recordShape,
  text,
  token,
} from '../values.ts';
import { cage } from './identifiers.ts';

export const OPERATORS = ['japanese_industry', 'us_government', 'japanese_government', 'joint'] as const;
export const FACILITY_CALENDARS = ['japan', 'us_federal', 'both'] as const;
export const CERTIFICATION_STATUSES = ['active', 'suspended', 'withdrawn'] as const;

export const facilityInput = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Z]{2,5}$/, 'form.facility_code')
    .meta({ description: 'Unique, 2 to 5 letters; order numbers begin with it.' }),
  name: text,
  ncage: cage.nullable().default(null),
  operator: z.enum(OPERATORS),
  prefecture: token(40),
  calendar: z.enum(FACILITY_CALENDARS),
  bays: z.int().min(1).max(1000),
});
export const facilityRecord = facilityInput.extend({ ...recordShape });
export type Facility = z.infer<typeof facilityRecord>;

/** A dated change of status: in force from the beginning of that day. */
export const statusChange = <T extends readonly [string, ...string[]]>(statuses: T) =>
  z.strictObject({ status: z.enum(statuses), on: isoDate, reason: text.nullable() });

export const certificationInput = z.strictObject({
  standard: token().meta({ description: 'Code of a standard.' }),
  number: token(),
  body: token(200).meta({ description: 'The certification body.' }),
  scopeCodes: z.array(token(40)).max(200).default([]).meta({
    description:
      'What the certificate covers: platform designations or kinds, each alone or with /activity (aircraft, MV-22B, engine/repair). Empty: nothing.',
  }),
  ...periodShape,
  status: z.enum(CERTIFICATION_STATUSES).default('active'),
  statusOn: isoDate.optional().meta({
    description:
      'The day from which the given status holds; left out: the first day of the period on creation, today on a change.',
  }),
  statusReason: text.nullable().default(null),
  supplements: z
    .array(z.strictObject({ condition: token(60), evidence: token(300) }))
    .max(50)
    .default([])
    .meta({ description: 'Evidence that meets the conditions of a partial equivalence.' }),
});
export const certificationRecord = certificationInput.omit({ statusOn: true, statusReason: true }).extend({
  ...recordShape,
  facilityId: id,
  statusChanges: z.array(statusChange(CERTIFICATION_STATUSES)),
});
export type Certification = z.infer<typeof certificationRecord>;

export const capabilityInput = z.strictObject({
  platformId: id,
  activities: z.array(z.enum(ACTIVITIES)).min(1).max(7),
  level: z.enum(LEVELS),
  ...periodShape,
});
export const capabilityRecord = capabilityInput.extend({ ...recordShape, facilityId: id });
export type Capability = z.infer<typeof capabilityRecord>;

export const closureInput = z.strictObject({
  from: isoDate,
  to: isoDate,
  bays: z.int().min(1).max(1000).meta({ description: 'How many bays are out; all of them: the plant is closed.' }),
  reason: text,
});
export const closureRecord = closureInput.extend({ ...recordShape, facilityId: id });
export type Closure = z.infer<typeof closureRecord>;

export const calibration = z.strictObject({
  standard: token().meta({ description: 'Code of the standard it was calibrated under.' }),
  certificate: token(),
  calibratedOn: isoDate,
  dueOn: isoDate,
});
export const instrumentInput = z.strictObject({
  serialNumber: token(50),
  description: text,
  calibrations: z.array(calibration).max(200).default([]),
});
export const instrumentRecord = instrumentInput.extend({ ...recordShape, facilityId: id });
export type Instrument = z.infer<typeof instrumentRecord>;

/** The status in force on a day: the last change on or before it; null before the first. */
export function statusOn<S extends string>(changes: readonly { status: S; on: IsoDate }[], on: IsoDate): S | null {
  return changes.filter((c) => c.on <= on).at(-1)?.status ?? null;
}

/** Whether a dated, status-bearing record counts on a day: within its period and `active` that day. */
export function activeOn(
  record: Period & { statusChanges: readonly { status: string; on: IsoDate }[] },
  on: IsoDate,
): boolean {
  return inPeriod(record, on) && statusOn(record.statusChanges, on) === 'active';
}

/** How many bays work on a day: the facility's less those closed, never below zero. */
export function baysOpenOn(facility: Pick<Facility, 'bays'>, closures: readonly Closure[], on: IsoDate): number {
  return baysSurelyOpen(facility, closures, { from: on, to: on });
}

/** As many bays work on each day of a stretch at least: the facility's less all those closed on any of its days. */
export function baysSurelyOpen(
  facility: Pick<Facility, 'bays'>,
  closures: readonly Closure[],
  { from, to }: { from: IsoDate; to: IsoDate },
): number {
  const out = closures.filter((c) => c.from <= to && from <= c.to).reduce((sum, c) => sum + c.bays, 0);
  return Math.max(0, facility.bays - out);
}

/** The days of a range given as closures on which the whole facility is closed. */
export function closedDates(facility: Pick<Facility, 'bays'>, closures: readonly Closure[]): Set<IsoDate> {
  const days = new Set<IsoDate>();
  for (const closure of closures) {
    const last = Date.parse(`${closure.to}T00:00:00Z`);
    for (let day = Date.parse(`${closure.from}T00:00:00Z`); day <= last; day += 86_400_000) {
      const date = new Date(day).toISOString().slice(0, 10);
      if (baysOpenOn(facility, closures, date) === 0) days.add(date);
    }
  }
  return days;
}

/** The fault of a closure that ends before it begins, or lasts more than ten years. */
export function closureFaults(closure: { from: IsoDate; to: IsoDate }): Fault[] {
  const days = (Date.parse(closure.to) - Date.parse(closure.from)) / 86_400_000;
  if (days >= 0 && days <= 3660) return [];
  return [
    {
      pointer: '/to',
      code: days < 0 ? 'period.reversed' : 'closure.too_long',
      message:
        days < 0
          ? { en: 'The closure ends before it begins.', ja: '閉鎖期間の終わりが始まりより前です。' }
          : { en: 'A closure lasts ten years at most.', ja: '閉鎖期間は10年以内です。' },
    },
  ];
}

/** The faults of calibrations that fall due before they were done. */
export function instrumentFaults(instrument: { calibrations: readonly z.infer<typeof calibration>[] }): Fault[] {
  return instrument.calibrations.flatMap((c, index) =>
    c.dueOn < c.calibratedOn
      ? [
          {
            pointer: `/calibrations/${index}/dueOn`,
            code: 'period.reversed',
            message: { en: 'The calibration falls due before it was done.', ja: '校正期限が校正日より前です。' },
          },
        ]
      : [],
  );
}

/** Whether scope codes cover work on a platform: its designation or its kind, alone or followed by `/` and the activity. */
export function scopeCovers(
  scopeCodes: readonly string[],
  platform: { designation: string; kind: string },
  activity: string,
): boolean {
  const covering = [platform.designation, platform.kind].flatMap((name) => [name, `${name}/${activity}`]);
  return scopeCodes.some((code) => covering.includes(code));
}
