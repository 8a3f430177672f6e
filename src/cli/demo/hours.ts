// When people of the demo work: hours of the plants in Japan and of the program office in the US, drawn by chance from the time the clock shows.
import { addWorkingDays } from '../../domain/registers/calendar.ts';
import { holidaysOf } from '../../domain/registers/holiday.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import type { Chance } from './stage.ts';
import { tokyo } from './world.ts';

/** Instants to come, by chance, from the time of a clock. */
export class Hours {
  private readonly clock: { now(): Instant };
  private readonly chance: Chance;

  constructor(clock: { now(): Instant }, chance: Chance) {
    this.clock = clock;
    this.chance = chance;
  }

  /** A time of day (HH:MM) from one hour to before another. */
  at(fromHour: number, toHour: number): string {
    const minutes = this.chance.whole(fromHour * 60, toHour * 60 - 1);
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  }

  now(): Instant {
    return this.clock.now();
  }

  today(): IsoDate {
    return dateInTokyo(this.now());
  }

  hoursSince(instant: Instant): number {
    return (Date.parse(this.now()) - Date.parse(instant)) / 3_600_000;
  }

  /** A working hour in Japan so many working days on; 0: later today, or the next day that is worked. */
  daysOn(least: number, most: number): Instant {
    const days = this.chance.whole(least, most);
    const next = tokyo(japaneseWorkday(this.today(), days), this.at(8, 17));
    return next > this.now() ? next : tokyo(japaneseWorkday(this.today(), days + 1), this.at(8, 17));
  }

  /** So many hours on, moved into the next working day when that is night. */
  hoursOn(least: number, most: number): Instant {
    const at = new Date(Date.parse(this.now()) + this.chance.between(least, most) * 3_600_000).toISOString();
    const hour = Number(new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(11, 13));
    if (hour >= 8 && hour < 18 && japaneseWorkday(dateInTokyo(at), 0) === dateInTokyo(at)) return at;
    const day = japaneseWorkday(hour < 8 ? dateInTokyo(at) : addDays(dateInTokyo(at), 1), 0);
    return tokyo(day, this.at(8, 11));
  }

  /** An office hour of the program office, in the evening of Japan, so many days on. */
  office(least: number, most: number): Instant {
    let day = addDays(this.today(), this.chance.whole(least, most));
    for (;;) {
      const at = tokyo(day, this.at(22, 24));
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
      if (at > this.now() && weekday !== 0 && weekday !== 6) return at;
      day = addDays(day, 1);
    }
  }
}

/** The n-th working day of Japan from a date on; 0: the date itself, or the next that is worked. */
function japaneseWorkday(from: IsoDate, n: number): IsoDate {
  const year = Number(from.slice(0, 4));
  const plant = {
    calendar: 'japan',
    holidays: holidaysOf(year, year + 2),
    closedDates: new Set<IsoDate>(),
  } as const;
  return addWorkingDays(addDays(from, -1), n + 1, plant);
}
