// What befalls the registers of the demo over time: calibrations, a suspended certificate, a storm, a raised ceiling.
import { addDays, dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import { authorizations } from '../../usecases/registers/authorizations.ts';
import { certifications, closures, instruments } from '../../usecases/registers/facilities.ts';
import { createRecord, patchRecord } from '../../usecases/registers/registers.ts';
import { calibration } from './plants.ts';
import { type Life, once } from './schedule.ts';
import { type Plant, tokyo, type World } from './world.ts';

/** The lives of the registers. */
export function happenings(world: World): { from: Instant; life: Life }[] {
  const first = dateInTokyo(world.begin);
  const day = (n: number): IsoDate => addDays(first, n);
  const plants = Object.values(world.plants);
  return [
    ...plants.map((plant) => ({
      from: tokyo(day(325), '10:00'),
      life: once(() => recalibrate(world, plant, day(325))),
    })),
    { from: tokyo(day(352), '09:00'), life: suspended(world, world.plants.MZH, day) },
    { from: tokyo(day(318), '17:00'), life: once(() => closeForStorm(world, world.plants.YKS, day)) },
    { from: tokyo(day(400), '23:30'), life: once(() => raiseCeiling(world)) },
  ];
}

async function recalibrate(world: World, plant: Plant, on: IsoDate): Promise<void> {
  const { stage, holders, begin } = world;
  const act = await stage.as(holders.admin);
  const first = addDays(dateInTokyo(begin), -40);
  for (const [n, id] of plant.instrumentIds.entries()) {
    const calibrations = [calibration(plant.key, `${n + 1}-1`, first), calibration(plant.key, `${n + 1}-2`, on)];
    await patchRecord(act, instruments, id, { calibrations }, plant.id);
  }
}

// Work at the plant stands still while its certificate is suspended, and no longer.
async function* suspended(world: World, plant: Plant, day: (n: number) => IsoDate): Life {
  const act = await world.stage.as(world.holders.admin);
  const patch = (body: Record<string, unknown>) =>
    patchRecord(act, certifications, plant.certificationId, body, plant.id);
  await patch({
    status: 'suspended',
    statusReason: { en: 'A major finding of the surveillance audit', ja: '維持審査における重大な指摘' },
  });
  yield tokyo(day(364), '09:00');
  await patch({ status: 'active', statusReason: { en: 'Corrective action verified', ja: '是正処置を確認' } });
}

async function closeForStorm(world: World, plant: Plant, day: (n: number) => IsoDate): Promise<void> {
  const act = await world.stage.as(world.holders.admin);
  const reason = { en: 'Typhoon damage to the pier crane', ja: '台風による岸壁クレーンの損傷' };
  await createRecord(act, closures, { from: day(319), to: day(330), bays: 4, reason }, plant.id);
}

async function raiseCeiling(world: World): Promise<void> {
  const { stage, holders, platforms } = world;
  const ceiling = { valueCeiling: { currency: 'USD', minorUnits: 15_000_000_000 } };
  await patchRecord(await stage.as(holders.program), authorizations, platforms.f35.authorizationId, ceiling);
}
