// Supply in the demo: the catalogue, a weighting, and the support lists of the MV-22B: one agreed, one proposed, a draft.
import { amendmentInput, supportListInput } from '../../domain/supply/support-list.ts';
import { exampleId } from '../../http/examples.ts';
import { catalogue } from '../../usecases/supply/catalogue.ts';
import {
  amendSupportList,
  freezeSupportList,
  proposeSupportList,
  signSupportList,
  supportListSigningContent,
} from '../../usecases/supply/support-lists.ts';
import { weightings } from '../../usecases/supply/weightings.ts';
import { type Family, parts, type SupplierKey, suppliers } from './jobs.ts';
import type { PlatformKey } from './places.ts';
import type { Life } from './schedule.ts';
import { type Maker, type PlatformPart, tokyo, type World } from './world.ts';

/** Who makes a part beside the first supplier: in how many days, how many a month. */
const SECOND_SOURCES: Readonly<
  Record<string, { supplier: SupplierKey; leadTimeDays: number; monthlyCapacity: number }>
> = {
  'EX-901-044': { supplier: 'example', leadTimeDays: 80, monthlyCapacity: 2 },
  'EX-901-207': { supplier: 'example', leadTimeDays: 30, monthlyCapacity: 6 },
  'EX-903-044': { supplier: 'example', leadTimeDays: 95, monthlyCapacity: 2 },
  'EX-904-007': { supplier: 'example', leadTimeDays: 40, monthlyCapacity: 4 },
  'EX-905-003': { supplier: 'example', leadTimeDays: 45, monthlyCapacity: 4 },
};

/** The offers of a supplier in the demo. */
export function offersOf(key: SupplierKey) {
  return Object.values(parts)
    .flat()
    .flatMap(({ partNumber, nsn, supplier, leadTimeDays }) => {
      const second = SECOND_SOURCES[partNumber];
      if (supplier === key) return [{ partNumber, nsn, leadTimeDays, monthlyCapacity: 4 }];
      if (second?.supplier !== key) return [];
      return [{ partNumber, nsn, leadTimeDays: second.leadTimeDays, monthlyCapacity: second.monthlyCapacity }];
    });
}

/** Every part of the demo in the catalogue, and a weighting for the aircraft with rotors. */
export async function makeCatalogue(make: Maker, platforms: Record<PlatformKey, PlatformPart>): Promise<void> {
  const all = Object.values(platforms);
  for (const [family, some] of Object.entries(parts) as [Family, (typeof parts)[Family]][])
    for (const { partNumber, nsn, nomenclature, supplier } of some)
      await make.record(catalogue, partNumber === 'EX-901-112' ? 'catalogue.swashplate' : null, {
        nsn,
        partNumber,
        cage: suppliers[supplier].ncage,
        nomenclature,
        platformIds: all.filter((platform) => platform.family === family).map(({ id }) => id),
        export: {
          regime: 'ITAR',
          category: family === 'vessel' ? 'VI(f)' : family === 'artillery' ? 'II(j)' : 'VIII(h)',
        },
      });
  await make.record(weightings, 'weighting.rotorcraft', {
    name: 'Rotorcraft',
    platformIds: all.filter((platform) => platform.family === 'rotorcraft').map(({ id }) => id),
    weights: { stoppedDay: 1, orderStopped: 6, priority: 30, shortfallDay: 0.25, waitingDay: 0.5, singleSource: 25 },
    stoppedDayCost: { currency: 'USD', minorUnits: 850_000 },
    reason: {
      en: 'A single source weighs more: two of them failed in the last two years.',
      ja: '過去2年に単独供給の途絶が2件あったため、単独供給を重く見る。',
    },
  });
}

type On = (daysBefore: number) => string;

/** The lives of the support lists of the MV-22B. */
export function supportListLives(world: World, on: On): { daysBefore: number; life: Life }[] {
  return [
    { daysBefore: 6, life: agreedList(world, on) },
    { daysBefore: 3, life: proposedList(world, on) },
    { daysBefore: 1, life: draftList(world) },
  ];
}

async function frozen({ stage, holders, platforms }: World, example: string): Promise<string> {
  const act = await stage.as(holders.program);
  stage.nextIdIs(exampleId(example));
  const input = supportListInput.parse({ horizon: 'near_term', platformIds: [platforms.mv22.id], length: 10 });
  return (await freezeSupportList(act, input)).body.id;
}

async function* agreedList(world: World, on: On): Life {
  const { stage, holders } = world;
  const id = await frozen(world, 'support_list.agreed');
  await proposeSupportList(await stage.as(holders.program), id);
  yield tokyo(on(6), '10:30');
  await signed(world, id, 'us');
  yield tokyo(on(5), '14:00');
  await signed(world, id, 'japan');
}

async function signed({ stage, holders, pins }: World, id: string, side: 'us' | 'japan'): Promise<void> {
  const signer = side === 'us' ? holders.program : holders.host;
  const act = await stage.as(signer);
  const language = side === 'us' ? ('en' as const) : ('ja' as const);
  const { contentSha256 } = await supportListSigningContent(act, id, { side, language });
  const pin = pins.get(signer);
  if (pin === undefined) throw new Error('who signs has a pin');
  await signSupportList(act, id, { side, signature: { contentSha256, language, pin } });
}

async function* proposedList(world: World, on: On): Life {
  const { stage, holders } = world;
  const id = await frozen(world, 'support_list.proposed');
  yield tokyo(on(3), '15:00');
  const input = amendmentInput.parse({
    change: 'add',
    partNumber: 'EX-901-310',
    cage: suppliers.example.ncage,
    nomenclature: { en: 'Pitch change bearing', ja: 'ピッチ変更軸受' },
    rank: 2,
    reason: {
      en: 'The plant expects to replace these in the coming inspections.',
      ja: '今後の点検で交換が見込まれるため。',
    },
  });
  await amendSupportList(await stage.as(holders.host), id, input);
  await proposeSupportList(await stage.as(holders.program), id);
}

async function* draftList(world: World): Life {
  await frozen(world, 'support_list.draft');
  yield* [];
}
