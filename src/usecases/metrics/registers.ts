// Registers as they had been recorded by an instant, as far as the items of a metric need them: names, calendars, owners.

import { type Grouping, monthInTokyo, type Subject } from '../../domain/metrics/metric.ts';
import type { Holidays } from '../../domain/registers/calendar.ts';
import type { Equipment } from '../../domain/registers/equipment.ts';
import { type Closure, closedDates, type Facility } from '../../domain/registers/facility.ts';
import { holidaysAround } from '../../domain/registers/holiday.ts';
import type { Platform } from '../../domain/registers/platform.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { versionsFrom } from '../../storage/metrics/fleet.ts';
import type { Version } from '../../storage/metrics/versions.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import { closuresOf } from '../../storage/registers/facilities.ts';
import { holidayListsRecordedBy } from '../../storage/registers/holidays.ts';

/** What a group is known by, and called. */
export interface GroupKey {
  key: string;
  name: string;
}

interface KnownFacility extends Facility {
  /** The days on which all of it is closed. */
  closed: ReadonlySet<IsoDate>;
  /** The closures that say so. */
  closureIds: readonly string[];
}

/** Registers as of an instant. */
export interface Registers {
  asOf: Instant;
  facilities: ReadonlyMap<string, KnownFacility>;
  platforms: ReadonlyMap<string, Platform>;
  /** The versions of each item, oldest first; only of those that were asked for. */
  equipment: ReadonlyMap<string, readonly Version<Equipment>[]>;
  /** The unit that owned an item at an instant; null when the item is not known. */
  ownerOf(equipmentId: string, at: Instant): string | null;
  /** The instants at which an item passed from one unit to another, oldest first. */
  handoversOf(equipmentId: string): Instant[];
  /** The group of a kind that an item stands in; null: in none. */
  groupOf(subject: Subject, by: Grouping): GroupKey | null;
}

/**
 * The registers that some subjects point to. `items`: their equipment too, of which there is as much as there are orders; only as it was at
 * `since` and became later, if that is given.
 */
export async function registersAsOf(
  tx: Tx,
  asOf: Instant,
  subjects: Iterable<Pick<Subject, 'facilityId' | 'platformId' | 'equipmentId'>>,
  { items, since }: { items: boolean; since?: Instant },
): Promise<Registers> {
  const ids = { facility: new Set<string>(), platform: new Set<string>(), equipment: new Set<string>() };
  for (const { facilityId, platformId, equipmentId } of subjects) {
    if (facilityId !== null) ids.facility.add(facilityId);
    if (platformId !== null) ids.platform.add(platformId);
    if (items && equipmentId !== null) ids.equipment.add(equipmentId);
  }
  const facilities = await facilitiesAsOf(tx, ids.facility, asOf);
  const platforms = latest(await versionsRecordedBy<Platform>(tx, ids.platform, asOf));
  const equipment = new Map<string, Version<Equipment>[]>();
  const versions =
    since === undefined
      ? await versionsRecordedBy<Equipment>(tx, ids.equipment, asOf)
      : await versionsFrom<Equipment>(tx, ids.equipment, since, asOf);
  for (const version of versions) {
    const known = equipment.get(version.recordId);
    if (known) known.push(version);
    else equipment.set(version.recordId, [version]);
  }
  const ownerOf = (equipmentId: string, at: Instant) => {
    const versions = equipment.get(equipmentId) ?? [];
    const then = versions.filter((v) => v.since <= at).at(-1) ?? versions[0];
    return then?.data.owningUnit ?? null;
  };
  return {
    asOf,
    facilities,
    platforms,
    equipment,
    ownerOf,
    handoversOf(equipmentId) {
      const versions = equipment.get(equipmentId) ?? [];
      return versions.flatMap(({ data, since: at }, n) =>
        n > 0 && data.owningUnit !== versions[n - 1]?.data.owningUnit ? [at] : [],
      );
    },
    groupOf(subject, by) {
      const platform = subject.platformId === null ? undefined : platforms.get(subject.platformId);
      const facility = subject.facilityId === null ? undefined : facilities.get(subject.facilityId);
      switch (by) {
        case 'facility':
          return named(subject.facilityId, facility?.code);
        case 'platform':
          return named(subject.platformId, platform?.designation);
        case 'service':
          return named(platform?.service);
        case 'unit':
          return named(subject.equipmentId === null ? null : ownerOf(subject.equipmentId, subject.at));
        case 'month':
          return named(monthInTokyo(subject.at));
        default:
          return named(subject[by]);
      }
    },
  };
}

function named(key: string | null | undefined, name: string | undefined = key ?? undefined): GroupKey | null {
  return key == null ? null : { key, name: name ?? key };
}

async function facilitiesAsOf(tx: Tx, ids: ReadonlySet<string>, asOf: Instant): Promise<Map<string, KnownFacility>> {
  const facilities = latest(await versionsRecordedBy<Facility>(tx, ids, asOf));
  // None of them is ever deleted: those that there are now are those that there were, and later ones.
  const closureIds: string[] = [];
  for (const facilityId of ids) closureIds.push(...(await closuresOf(tx, facilityId)).map(({ id }) => id));
  const closures = [...latest(await versionsRecordedBy<Closure>(tx, closureIds, asOf)).values()];
  return new Map(
    [...facilities].map(([id, facility]) => {
      const own = closures.filter((c) => c.facilityId === id);
      return [id, { ...facility, closed: closedDates(facility, own), closureIds: own.map((c) => c.id) }];
    }),
  );
}

/** The last version of each record. */
export function latest<Record extends { id: string }>(versions: readonly { data: Record }[]): Map<string, Record> {
  return new Map(versions.map(({ data }) => [data.id, data]));
}

/** Holidays with the imported lists that they follow from. */
export interface KnownHolidays {
  holidays: Holidays;
  /** The ids of the lists of the years in which days between two instants may fall. */
  listsBetween(from: Instant, to: Instant): string[];
}

/** The holidays of both calendars that had been recorded by `asOf`, of the years from one instant to another and one more on either side. */
export async function holidaysAsOf(
  tx: Tx,
  asOf: Instant,
  span: { from: Instant; to: Instant },
): Promise<KnownHolidays> {
  const lists = await holidayListsRecordedBy(tx, asOf);
  return {
    holidays: holidaysAround(dateInTokyo(span.from), dateInTokyo(span.to), lists),
    listsBetween(from, to) {
      // In New York it is the day before.
      const first = Number(addDays(dateInTokyo(from), -1).slice(0, 4));
      const last = Number(dateInTokyo(to).slice(0, 4));
      return lists.filter(({ year }) => first <= year && year <= last).map(({ id }) => id);
    },
  };
}
