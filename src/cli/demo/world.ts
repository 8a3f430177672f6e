// The registers of the demo: facilities, platforms, people and what they hold. Facts of law and place are public; all else is invented.
import type { z } from 'zod';
import type { Activity } from '../../domain/orders/codes.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import { exampleId } from '../../http/examples.ts';
import { demoKeys, type KeyHolder } from '../../usecases/access/demo-people.ts';
import { bootstrap } from '../../usecases/bootstrap.ts';
import { authorizations } from '../../usecases/registers/authorizations.ts';
import { baselines } from '../../usecases/registers/baselines.ts';
import { equipment, reportStatus } from '../../usecases/registers/equipment.ts';
import { equivalences } from '../../usecases/registers/equivalences.ts';
import { capabilities } from '../../usecases/registers/facilities.ts';
import { people } from '../../usecases/registers/people.ts';
import { platforms } from '../../usecases/registers/platforms.ts';
import { createRecord, type RecordNoun, type Register } from '../../usecases/registers/registers.ts';
import { standards } from '../../usecases/registers/standards.ts';
import { technicalData } from '../../usecases/registers/technical-data.ts';
import { suppliers as supplierRegister } from '../../usecases/supply/suppliers.ts';
import { type Family, type SupplierKey, suppliers } from './jobs.ts';
import { handOutKeys, makePeople, setPins } from './people.ts';
import { ddtc, type PlantKey, type PlatformData, type PlatformKey, platformData, worked } from './places.ts';
import { makePlants } from './plants.ts';
import type { Stage } from './stage.ts';
import { makeCatalogue, offersOf } from './supply.ts';

/** How long the history reaches back: 18 months and a little, in days. */
const HISTORY_DAYS = 555;

/** A plant, with who works there. */
export interface Plant {
  key: PlantKey;
  id: string;
  code: string;
  bays: number;
  depot: string[];
  technicians: string[];
  /** Those of the technicians who hold what NAS410-5 accepts. */
  testers: string[];
  inspectors: string[];
  instrumentIds: string[];
  /** Its certificate to the standard that most of its platforms require. */
  certificationId: string;
}

/** A platform with where it is maintained and what it needs. */
export interface PlatformPart {
  key: PlatformKey;
  id: string;
  designation: string;
  plant: PlantKey;
  family: Family;
  document: string;
  activities: readonly Activity[];
  authorizationId: string;
  items: { id: string; serialNumber: string }[];
}

/** The demo's registers, as the driver needs them. */
export interface World {
  stage: Stage;
  /** The instant of the first record. */
  begin: Instant;
  plants: Record<PlantKey, Plant>;
  platforms: Record<PlatformKey, PlatformPart>;
  /** Who has a key. */
  holders: Record<KeyHolder, string>;
  secondAdministrator: string;
  acceptors: string[];
  supplierIds: Record<SupplierKey, string>;
  /** A permit for the MV-22B that has run out; one order stands on it. */
  expiredAuthorizationId: string;
  /** The pin of everyone who signs. */
  pins: Map<string, string>;
  /** How many documents have been made out: their numbers are given in turn. */
  documents: { made: number };
}

/**
 * Fills an empty database with the registers of the demo, as known at the beginning of its history; what changes later is played
 * by `happenings`. Raises Error when the database holds people already.
 */
export async function buildWorld(stage: Stage): Promise<World> {
  const today = dateInTokyo(stage.now);
  const begin = tokyo(addDays(today, -HISTORY_DAYS), '08:00');
  stage.clock.set(begin);
  const first = await bootstrap(stage.services, {
    personId: exampleId('person.admin'),
    key: demoKeys.admin.key,
    name: { en: 'Demo administrator', ja: 'デモ管理者' },
  });
  if (!first) throw new Error('the database is not empty');
  const make = maker(stage, first.personId, begin);

  const supplierIds = await makeSuppliers(make);
  await make.record(standards, 'standard.as6500', {
    code: 'AS6500',
    title: { en: 'Manufacturing management program', ja: '製造マネジメントプログラム' },
    issuer: 'SAE International',
    subject: 'quality_management',
  });
  const plantIds = await makePlants(make);
  const platformParts = await makePlatforms(make, plantIds);
  await makeCatalogue(make, platformParts);
  const expiredAuthorizationId = await makeAuthorizations(make, plantIds, platformParts);
  const secondAdministrator = await make.record(people, 'person.second_administrator', {
    name: { en: 'Second demo administrator', ja: 'デモ管理者（副）' },
    organization: { kind: 'program', name: 'Seibi' },
    roles: ['administrator'],
    accessBasis: 'Operator of this installation',
  });
  const made = await makePeople(make, plantIds, platformParts);
  const holders = { admin: first.personId, ...made.holders };
  await handOutKeys(stage, holders, secondAdministrator);
  const pins = new Map<string, string>();
  await setPins(stage, first.personId, [...Object.values(made.holders), ...made.signers], holders, pins);
  await makeEquipment(make, stage, platformParts, made.holders.program);
  await makeSpare(make, platformParts.mv22);
  await makeBaselines(make, platformParts);

  return {
    stage,
    begin,
    plants: made.plants,
    platforms: platformParts,
    holders,
    secondAdministrator,
    acceptors: made.acceptors,
    supplierIds,
    expiredAuthorizationId,
    pins,
    documents: { made: 0 },
  };
}

/** An instant by its date and time in Asia/Tokyo. */
export function tokyo(date: IsoDate, time: string): Instant {
  return new Date(`${date}T${time}:00+09:00`).toISOString();
}

/** Makes the records of the demo. */
export type Maker = ReturnType<typeof maker>;

// Records made by the administrator, named ones with the id of that example.
function maker(stage: Stage, administratorId: string, begin: Instant) {
  const day = (days: number) => addDays(dateInTokyo(begin), days);
  return {
    /** A date so many days after the first day of the history. */
    day,
    today: dateInTokyo(stage.now),
    /** What is recorded next is recorded a little later, and stands behind in lists. */
    later: () => stage.clock.advanceMinutes(10),
    async record<N extends RecordNoun, I extends z.ZodObject, Shown extends { id: string }>(
      register: Register<N, I, Shown>,
      example: string | null,
      input: z.input<I>,
      parentId: string | null = null,
    ): Promise<string> {
      if (example !== null) stage.nextIdIs(exampleId(example));
      const act = await stage.as(administratorId);
      return (await createRecord(act, register, input, parentId)).body.id;
    },
  };
}

async function makeSuppliers(make: Maker): Promise<Record<SupplierKey, string>> {
  const ids: Partial<Record<SupplierKey, string>> = {};
  for (const [key, supplier] of Object.entries(suppliers) as [SupplierKey, (typeof suppliers)[SupplierKey]][]) {
    const offers = offersOf(key);
    ids[key] = await make.record(supplierRegister, `supplier.${key}`, { ...supplier, offers });
  }
  return ids as Record<SupplierKey, string>;
}

async function makePlatforms(
  make: Maker,
  plantIds: Record<PlantKey, string>,
): Promise<Record<PlatformKey, PlatformPart>> {
  const made: Partial<Record<PlatformKey, PlatformPart>> = {};
  for (const [key, data] of Object.entries(platformData) as [PlatformKey, PlatformData][]) {
    const activities: readonly Activity[] = data.modified ? [...worked, 'modification'] : worked;
    const id = await make.record(platforms, `platform.${key}`, {
      designation: data.designation,
      nomenclature: data.nomenclature,
      kind: data.kind,
      service: data.service,
      export: { regime: 'ITAR', category: data.category },
      requirements: data.requirements,
      targets: (Object.entries(data.days) as [Activity, number][]).map(([activity, days]) => ({
        activity,
        days,
        calendar: 'working' as const,
      })),
    });
    await make.record(
      capabilities,
      `capability.${data.plant.toLowerCase()}_${key}`,
      // The plant can do more than its authorization lets it.
      { platformId: id, activities: [...worked, 'modification'], level: 'depot', validFrom: make.day(-700) },
      plantIds[data.plant],
    );
    const revisions: [string, number][] = [
      ['Change 1', -400],
      ['Change 2', 310],
    ];
    for (const [revision, from] of revisions) {
      await make.record(technicalData, revision === 'Change 1' ? `technical_data.${key}` : null, {
        document: data.document,
        title: data.title,
        documentRevision: revision,
        effectiveFrom: make.day(from),
        platformIds: [id],
      });
    }
    const { designation, plant, family, document } = data;
    made[key] = { key, id, designation, plant, family, document, activities, authorizationId: '', items: [] };
  }
  const all = made as Record<PlatformKey, PlatformPart>;
  await make.record(equivalences, 'equivalence.mv22', {
    held: 'JIS Q 9100',
    required: 'AS9110C',
    degree: 'partial',
    conditions: [
      {
        code: 'maintenance_release',
        text: { en: 'A release procedure of a maintenance organization', ja: '整備組織としての出荷判定手順' },
      },
      { code: 'human_factors', text: { en: 'A human factors program', ja: 'ヒューマンファクター・プログラム' } },
    ],
    platformIds: [all.mv22.id],
    activities: ['repair', 'inspection'],
    basis: { document: 'Example memorandum between program office and plant', reference: 'annex B' },
    approvedBy: 'Example program office',
    validFrom: make.day(-200),
    validTo: make.day(1200),
  });
  return all;
}

async function makeAuthorizations(
  make: Maker,
  plantIds: Record<PlantKey, string>,
  all: Record<PlatformKey, PlatformPart>,
): Promise<string> {
  const usd = (millions: number) => ({ currency: 'USD', minorUnits: millions * 100_000_000 });
  for (const part of Object.values(all)) {
    const { permit } = platformData[part.key];
    part.authorizationId = await make.record(authorizations, `authorization.${part.key}`, {
      ...permit,
      platformIds: [part.id],
      facilityIds: [plantIds[part.plant]],
      activities: [...part.activities],
      validFrom: make.day(-300),
      validTo: make.day(-300 + 5 * 365),
      valueCeiling: usd(120),
      provisos: [{ en: 'No transfer of source code.', ja: 'ソースコードの移転は不可。' }],
    });
  }
  make.later();
  return await make.record(authorizations, 'authorization.mv22_expired', {
    kind: 'taa',
    number: 'TA-0099-24',
    issuer: ddtc,
    platformIds: [all.mv22.id],
    facilityIds: [plantIds.KSZ],
    activities: ['repair', 'inspection', 'replacement'],
    validFrom: make.day(-300),
    validTo: addDays(make.today, -3),
    valueCeiling: usd(3),
    provisos: [{ en: 'Repair only; no modification.', ja: '修理に限る。改造は不可。' }],
  });
}

async function makeEquipment(
  make: Maker,
  stage: Stage,
  all: Record<PlatformKey, PlatformPart>,
  programId: string,
): Promise<void> {
  for (const part of Object.values(all)) {
    const { owners, homePort, serials, items } = platformData[part.key] as PlatformData;
    for (let n = 0; n < items; n++) {
      const serialNumber = `${serials[0]}${String(serials[1] + n).padStart(2, '0')}`;
      // An engine flies in an aircraft, as long as there are aircraft enough.
      const host = part.key === 'f135' ? all.f35.items[n] : undefined;
      const id = await make.record(equipment, `equipment.${part.key}_${n + 1}`, {
        platformId: part.id,
        serialNumber,
        uii: `DEX01${serialNumber.replace(/[^A-Z0-9]/g, '')}`,
        owningUnit: owners[n % owners.length] ?? '09355',
        homePort,
        installedIn: host?.id ?? null,
      });
      part.items.push({ id, serialNumber });
      await reportStatus(await stage.as(programId), id, { condition: 'FMC', at: stage.clock.now() });
    }
  }
}

async function makeSpare(make: Maker, part: PlatformPart): Promise<void> {
  const serialNumber = 'EX-168099';
  await make.record(equipment, 'equipment.spare', {
    platformId: part.id,
    serialNumber,
    owningUnit: '09355',
    homePort: 'Futenma, Japan',
  });
}

async function makeBaselines(make: Maker, all: Record<PlatformKey, PlatformPart>): Promise<void> {
  const usd = (thousands: number) => ({ currency: 'USD', minorUnits: thousands * 100_000 });
  for (const part of Object.values(all)) {
    const isNear = part.family === 'artillery';
    const days = platformData[part.key].days as Partial<Record<Activity, number>>;
    for (const activity of ['repair', 'overhaul'] as const) {
      const inJapan = days[activity] ?? 30;
      await make.record(baselines, activity === 'repair' ? `baseline.${part.key}` : null, {
        platformId: part.id,
        activity,
        turnaroundDays: Math.round(inJapan * 2.1),
        transportDaysEachWay: isNear ? 35 : 28,
        cost: usd(activity === 'repair' ? 520 : 2600),
        transportCost: usd(part.family === 'vessel' ? 900 : 240),
        source: 'Example cost study 2026, table 2',
        validFrom: make.day(-300),
      });
    }
  }
}
