// The plants of the demo, with their certificates, closures and instruments.
import { addDays, type IsoDate } from '../../domain/values.ts';
import { certifications, closures, facilities, instruments } from '../../usecases/registers/facilities.ts';
import { type PlantData, type PlantKey, plantData } from './places.ts';
import type { Maker } from './world.ts';

export async function makePlants(make: Maker): Promise<Record<PlantKey, string>> {
  const ids: Partial<Record<PlantKey, string>> = {};
  for (const [key, { certificates, ...fields }] of Object.entries(plantData) as [PlantKey, PlantData][]) {
    const name = key.toLowerCase();
    const id = await make.record(facilities, `facility.${name}`, { code: key, ...fields });
    ids[key] = id;
    let n = 0;
    for (const { standard, scope, supplements = [] } of certificates) {
      n += 1;
      await make.record(
        certifications,
        n === 1 ? certificationName(key) : null,
        {
          standard,
          number: `EX-${key}-${String(n).padStart(4, '0')}`,
          body: 'Example certification body',
          scopeCodes: scope,
          validFrom: make.day(-330),
          validTo: make.day(-330 + 3 * 365),
          supplements: supplements.map((condition) => ({
            condition,
            evidence: `Example assessment report ${key}-${condition}`,
          })),
        },
        id,
      );
    }
    for (const [n, instrument] of instrumentsOf(key).entries()) {
      const { example, serialNumber, description } = instrument;
      const calibrations = [calibration(key, `${n + 1}-1`, make.day(-40))];
      await make.record(instruments, example, { serialNumber, description, calibrations }, id);
    }
    const year = Number(make.today.slice(0, 4));
    for (const winter of [year - 2, year - 1, year]) {
      const { from, to } = newYearClosure(winter);
      if (from < make.day(0)) continue;
      await make.record(
        closures,
        winter === year ? `closure.${name}_newyear` : null,
        { from, to, bays: fields.bays, reason: { en: 'New Year closure', ja: '年末年始休業' } },
        id,
      );
    }
  }
  return ids as Record<PlantKey, string>;
}

/** When every plant is closed over New Year: the days from the end of that year to the beginning of the next. */
export function newYearClosure(year: number): { from: IsoDate; to: IsoDate } {
  return { from: `${year}-12-29`, to: `${year + 1}-01-03` };
}

/** The name of the example that a plant's first certification is. */
export function certificationName(key: PlantKey): string {
  const [first] = plantData[key].certificates;
  return `certification.${key.toLowerCase()}_${first.standard.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
}

export function instrumentsOf(key: PlantKey) {
  const name = key.toLowerCase();
  return [
    {
      example: `instrument.${name}_torque`,
      serialNumber: `EX-TW-${key}`,
      description: { en: 'Torque wrench, 10–100 N·m', ja: 'トルクレンチ 10–100 N·m' },
    },
    {
      example: key === 'KSZ' ? 'instrument.torque_wrench' : `instrument.${name}_torque_wrench`,
      serialNumber: `EX-TW2-${key}`,
      description: { en: 'Torque wrench, 40–200 N·m', ja: 'トルクレンチ 40–200 N·m' },
    },
  ] as const;
}

/** A calibration of a year and a little under JIS Q 17025, the n-th of an instrument. */
export function calibration(plant: PlantKey, n: string, on: IsoDate) {
  return { standard: 'JIS Q 17025', certificate: `EX-CAL-${plant}-${n}`, calibratedOn: on, dueOn: addDays(on, 370) };
}
