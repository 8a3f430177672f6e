// The registers of the demo: facilities, platforms, people and what they hold. Facts of law and place are public; all else is invented.
import type { z } from 'zod';
import type { Activity } from '../../domain/orders/codes.ts';
import type { personInput, qualificationInput } from '../../domain/registers/person.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate, type Message } from '../../domain/values.ts';
import { exampleId } from '../../http/examples.ts';
import { demoKeys, type KeyHolder } from '../../usecases/access/demo-people.ts';
import { bootstrap } from '../../usecases/bootstrap.ts';
import { issueOperatorKey } from '../../usecases/operator.ts';
import { authorizations } from '../../usecases/registers/authorizations.ts';
import { baselines } from '../../usecases/registers/baselines.ts';
import { equipment, reportStatus } from '../../usecases/registers/equipment.ts';
import { equivalences } from '../../usecases/registers/equivalences.ts';
import {
  capabilities,
  certifications,
  closures,
  facilities,
  instruments,
} from '../../usecases/registers/facilities.ts';
import { issueKey, issuePinCode, people, qualifications, setPin } from '../../usecases/registers/people.ts';
import { platforms } from '../../usecases/registers/platforms.ts';
import { createRecord, type RecordNoun, type Register } from '../../usecases/registers/registers.ts';
import { standards } from '../../usecases/registers/standards.ts';
import { technicalData } from '../../usecases/registers/technical-data.ts';
import { suppliers as supplierRegister } from '../../usecases/supply/suppliers.ts';
import { type Family, type SupplierKey, suppliers } from './jobs.ts';
import {
  ddtc,
  givenNames,
  type PlantData,
  type PlantKey,
  type PlatformData,
  type PlatformKey,
  plantData,
  platformData,
  surnames,
  worked,
} from './places.ts';
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
  const crew = await makeCrew(make, plantIds, platformParts);
  const holders = { admin: first.personId, ...crew.holders };
  await handOutKeys(stage, holders, secondAdministrator);
  const pins = new Map<string, string>();
  await setPins(stage, first.personId, [...Object.values(crew.holders), ...crew.signers], holders, pins);
  await makeEquipment(make, stage, platformParts, crew.holders.program);
  await makeSpare(make, platformParts.mv22);
  await makeBaselines(make, platformParts);

  return {
    stage,
    begin,
    plants: crew.plants,
    platforms: platformParts,
    holders,
    secondAdministrator,
    acceptors: crew.acceptors,
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

async function makePlants(make: Maker): Promise<Record<PlantKey, string>> {
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

function certificationName(key: PlantKey): string {
  const [first] = plantData[key].certificates;
  return `certification.${key.toLowerCase()}_${first.standard.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
}

function instrumentsOf(key: PlantKey) {
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

interface Crew {
  plants: Record<PlantKey, Plant>;
  holders: Record<Exclude<KeyHolder, 'admin'>, string>;
  /** Everyone else who signs. */
  signers: string[];
  acceptors: string[];
}

async function makeCrew(
  make: Maker,
  plantIds: Record<PlantKey, string>,
  all: Record<PlatformKey, PlatformPart>,
): Promise<Crew> {
  let hired = 0;
  const nameOf = (): Message => {
    const surname = surnames[hired % surnames.length] ?? surnames[0];
    const given = givenNames[(hired * 5 + Math.floor(hired / surnames.length)) % givenNames.length] ?? givenNames[0];
    hired += 1;
    return { en: `${surname[0]} ${given[0]}`, ja: `${surname[1]} ${given[1]}` };
  };
  const hire = (example: string | null, fields: Omit<z.input<typeof personInput>, 'name'>) =>
    make.record(people, example, { name: nameOf(), ...fields });
  const qualify = (
    personId: string,
    example: string | null,
    fields: Partial<z.input<typeof qualificationInput>> & { qualification: string },
  ) =>
    make.record(qualifications, example, { validFrom: make.day(-360), validTo: make.day(1500), ...fields }, personId);

  const everyPlatform = Object.values(all).map((p) => p.id);
  const everyPlant = Object.values(plantIds);
  const made: Partial<Record<PlantKey, Plant>> = {};
  const signers: string[] = [];
  let stamps = 10;
  const holders: Partial<Crew['holders']> = {};

  for (const key of Object.keys(plantIds) as PlantKey[]) {
    const facilityIds = [plantIds[key]];
    const platformIds = Object.values(all)
      .filter((p) => p.plant === key)
      .map((p) => p.id);
    const staff = (role: 'depot_staff' | 'qa_inspector', example: string | null) =>
      hire(example, {
        organization: { kind: 'facility', name: key },
        roles: [role],
        facilityIds,
        accessBasis: `Employee of the facility under ${platformData[Object.values(all).find((p) => p.plant === key)?.key ?? 'mv22'].permit.number}`,
      });
    const isKeyed = key === 'KSZ';
    const depot = [await staff('depot_staff', isKeyed ? 'person.depot' : null), await staff('depot_staff', null)];
    const technicians: string[] = [];
    const testers: string[] = [];
    for (let n = 0; n < 4; n++) {
      const id = await staff('depot_staff', isKeyed && n === 0 ? 'person.technician' : null);
      technicians.push(id);
      const standard = (['NAS410-5', 'EN 4179', 'ISO 9712'] as const)[n];
      if (standard === undefined) continue;
      await qualify(id, null, { qualification: standard, facilityIds, platformIds });
      if (standard !== 'ISO 9712') testers.push(id);
    }
    const inspectors: string[] = [];
    for (let n = 0; n < 2; n++) {
      const isHolder = isKeyed && n === 0;
      const id = await staff(
        'qa_inspector',
        isHolder ? 'person.inspector' : isKeyed ? 'person.second_inspector' : null,
      );
      inspectors.push(id);
      stamps += 1;
      const qualification = n === 0 ? 'CDI' : 'QAR';
      await qualify(id, isHolder ? 'qualification.inspector_cdi' : null, {
        qualification,
        facilityIds,
        platformIds,
        stampNumber: `${key}-${stamps}`,
      });
      await qualify(id, null, { qualification: 'EN 4179', facilityIds, platformIds });
      if (isHolder) holders.inspector = id;
      else signers.push(id);
    }
    if (isKeyed) holders.depot = depot[0] ?? '';
    made[key] = {
      key,
      id: plantIds[key],
      code: key,
      bays: plantData[key].bays,
      depot,
      technicians,
      testers,
      inspectors,
      instrumentIds: instrumentsOf(key).map(({ example }) => exampleId(example)),
      certificationId: exampleId(certificationName(key)),
    };
  }

  holders.acceptor = await hire('person.acceptor', {
    organization: { kind: 'accepting_authority', name: 'DCMA' },
    roles: ['qa_inspector'],
    facilityIds: everyPlant,
    accessBasis: 'US government employee',
  });
  const second = await hire(null, {
    organization: { kind: 'accepting_authority', name: 'JMOD' },
    roles: ['qa_inspector'],
    facilityIds: everyPlant,
    accessBasis: 'Delegated by agreement between the governments',
  });
  signers.push(second);
  const delegations = [
    [holders.acceptor, 'dcma', 'EX-DCMA-2025-07', 'GQ-07'],
    [second, 'jmod_delegated', 'EX-JMOD-2025-11', 'GQ-11'],
  ] as const;
  for (const [id, authority, delegationReference, stampNumber] of delegations) {
    await qualify(id, null, {
      qualification: 'GQAR',
      facilityIds: everyPlant,
      platformIds: everyPlatform,
      authority,
      delegationReference,
      stampNumber,
    });
  }
  holders.program = await hire('person.program', {
    organization: { kind: 'program', name: 'Example program office' },
    roles: ['program_office'],
    programPlatformIds: everyPlatform,
    accessBasis: 'US government employee',
  });
  holders.host = await hire('person.host', {
    organization: { kind: 'program', name: 'Example host office' },
    roles: ['host_office'],
    facilityIds: everyPlant,
    accessBasis: 'Agreement between the governments',
  });
  await hire('person.newcomer', {
    organization: { kind: 'facility', name: 'KSZ' },
    roles: ['depot_staff'],
    facilityIds: [plantIds.KSZ],
    accessBasis: 'Employee of the facility under TA-0001-25',
  });
  return {
    plants: made as Record<PlantKey, Plant>,
    holders: holders as Crew['holders'],
    signers,
    acceptors: [holders.acceptor, second],
  };
}

// The second administrator issues the keys, the first the codes for the pins: nobody may issue both. The second is independent of the
// first because the operator issued their key.
async function handOutKeys(stage: Stage, holders: Record<KeyHolder, string>, administratorId: string): Promise<void> {
  await issueOperatorKey(stage.services, administratorId);
  const act = await stage.as(administratorId);
  for (const [holder, { key }] of Object.entries(demoKeys) as [KeyHolder, { key: string }][]) {
    // The first administrator's came with the database.
    if (holder !== 'admin') await issueKey(act, holders[holder], { key });
  }
  stage.nextIdIs(exampleId('key.newcomer_spare'));
  await issueKey(act, exampleId('person.newcomer'));
}

async function setPins(
  stage: Stage,
  administratorId: string,
  personIds: readonly string[],
  holders: Record<KeyHolder, string>,
  pins: Map<string, string>,
): Promise<void> {
  const known = new Map(
    (Object.keys(demoKeys) as KeyHolder[]).map((holder) => [holders[holder], demoKeys[holder].pin] as const),
  );
  const administrator = await stage.as(administratorId);
  for (const personId of personIds) {
    const pin = known.get(personId) ?? String(stage.chance.whole(100_000, 999_999));
    const { code } = (await issuePinCode(administrator, personId)).body;
    await setPin(await stage.as(personId), personId, { code: code ?? '', pin });
    stage.forget(personId);
    pins.set(personId, pin);
  }
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
