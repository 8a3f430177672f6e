// The people of the demo: who works at its plants, who accepts, who reads; their keys and pins.

import type { z } from 'zod';
import type { personInput, qualificationInput } from '../../domain/registers/person.ts';
import type { Message } from '../../domain/values.ts';
import { exampleId } from '../../http/examples.ts';
import { demoKeys, type KeyHolder } from '../../usecases/access/demo-people.ts';
import { issueOperatorKey } from '../../usecases/operator.ts';
import { issueKey } from '../../usecases/registers/keys.ts';
import { people, qualifications } from '../../usecases/registers/people.ts';
import { issuePinCode, setPin } from '../../usecases/registers/pins.ts';
import { givenNames, type PlantKey, type PlatformKey, plantData, platformData, surnames } from './places.ts';
import { certificationName, instrumentsOf } from './plants.ts';
import type { Stage } from './stage.ts';
import type { Maker, Plant, PlatformPart } from './world.ts';

interface People {
  plants: Record<PlantKey, Plant>;
  /** Those with a key, but for the administrator. */
  holders: Record<Exclude<KeyHolder, 'admin'>, string>;
  /** Everyone else who signs. */
  signers: string[];
  acceptors: string[];
}

/** What people are registered and qualified by: names in turn, stamps counted. */
type Hiring = ReturnType<typeof hiring>;

function hiring(make: Maker) {
  let hired = 0;
  let stamps = 10;
  const nameOf = (): Message => {
    const surname = surnames[hired % surnames.length] ?? surnames[0];
    const given = givenNames[(hired * 5 + Math.floor(hired / surnames.length)) % givenNames.length] ?? givenNames[0];
    hired += 1;
    return { en: `${surname[0]} ${given[0]}`, ja: `${surname[1]} ${given[1]}` };
  };
  return {
    nextStamp: () => {
      stamps += 1;
      return stamps;
    },
    hire: (example: string | null, fields: Omit<z.input<typeof personInput>, 'name'>) =>
      make.record(people, example, { name: nameOf(), ...fields }),
    qualify: (
      personId: string,
      example: string | null,
      fields: Partial<z.input<typeof qualificationInput>> & { qualification: string },
    ) =>
      make.record(qualifications, example, { validFrom: make.day(-360), validTo: make.day(1500), ...fields }, personId),
  };
}

/** Who works at the plants, who accepts for the government, and who reads. */
export async function makePeople(
  make: Maker,
  plantIds: Record<PlantKey, string>,
  all: Record<PlatformKey, PlatformPart>,
): Promise<People> {
  const by = hiring(make);
  const plants: Partial<Record<PlantKey, Plant>> = {};
  for (const key of Object.keys(plantIds) as PlantKey[])
    plants[key] = await makePlant(
      by,
      key,
      plantIds[key],
      Object.values(all).filter((p) => p.plant === key),
    );
  const { holders, signers, acceptors } = await makeOffices(
    by,
    plantIds,
    Object.values(all).map((p) => p.id),
  );
  const inspectors = Object.values(plants).flatMap((plant) => plant.inspectors);
  const [depot, inspector] = [plants.KSZ?.depot[0] ?? '', plants.KSZ?.inspectors[0] ?? ''];
  return {
    plants: plants as Record<PlantKey, Plant>,
    holders: { inspector, depot, ...holders },
    signers: [...inspectors.filter((id) => id !== inspector), ...signers],
    acceptors,
  };
}

async function makePlant(by: Hiring, key: PlantKey, id: string, platforms: readonly PlatformPart[]): Promise<Plant> {
  const facilityIds = [id];
  const platformIds = platforms.map((p) => p.id);
  const staff = (role: 'depot_staff' | 'qa_inspector', example: string | null) =>
    by.hire(example, {
      organization: { kind: 'facility', name: key },
      roles: [role],
      facilityIds,
      accessBasis: `Employee of the facility under ${platformData[platforms[0]?.key ?? 'mv22'].permit.number}`,
    });
  const isKeyed = key === 'KSZ';
  const depot = [await staff('depot_staff', isKeyed ? 'person.depot' : null), await staff('depot_staff', null)];
  const technicians: string[] = [];
  const testers: string[] = [];
  for (let n = 0; n < 4; n++) {
    const personId = await staff('depot_staff', isKeyed && n === 0 ? 'person.technician' : null);
    technicians.push(personId);
    const standard = (['NAS410-5', 'EN 4179', 'ISO 9712'] as const)[n];
    if (standard === undefined) continue;
    await by.qualify(personId, null, { qualification: standard, facilityIds, platformIds });
    if (standard !== 'ISO 9712') testers.push(personId);
  }
  const inspectors: string[] = [];
  for (let n = 0; n < 2; n++) {
    const isHolder = isKeyed && n === 0;
    const personId = await staff(
      'qa_inspector',
      isHolder ? 'person.inspector' : isKeyed ? 'person.second_inspector' : null,
    );
    inspectors.push(personId);
    const qualification = n === 0 ? 'CDI' : 'QAR';
    await by.qualify(personId, isHolder ? 'qualification.inspector_cdi' : null, {
      qualification,
      facilityIds,
      platformIds,
      stampNumber: `${key}-${by.nextStamp()}`,
    });
    await by.qualify(personId, null, { qualification: 'EN 4179', facilityIds, platformIds });
  }
  return {
    key,
    id,
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

// Those of the two governments, and one who has just come to a plant.
async function makeOffices(by: Hiring, plantIds: Record<PlantKey, string>, everyPlatform: string[]) {
  const everyPlant = Object.values(plantIds);
  const acceptor = await by.hire('person.acceptor', {
    organization: { kind: 'accepting_authority', name: 'DCMA' },
    roles: ['qa_inspector'],
    facilityIds: everyPlant,
    accessBasis: 'US government employee',
  });
  const second = await by.hire(null, {
    organization: { kind: 'accepting_authority', name: 'JMOD' },
    roles: ['qa_inspector'],
    facilityIds: everyPlant,
    accessBasis: 'Delegated by agreement between the governments',
  });
  const delegations = [
    [acceptor, 'dcma', 'EX-DCMA-2025-07', 'GQ-07'],
    [second, 'jmod_delegated', 'EX-JMOD-2025-11', 'GQ-11'],
  ] as const;
  for (const [id, authority, delegationReference, stampNumber] of delegations) {
    await by.qualify(id, null, {
      qualification: 'GQAR',
      facilityIds: everyPlant,
      platformIds: everyPlatform,
      authority,
      delegationReference,
      stampNumber,
    });
  }
  const program = await by.hire('person.program', {
    organization: { kind: 'program', name: 'Example program office' },
    roles: ['program_office'],
    programPlatformIds: everyPlatform,
    accessBasis: 'US government employee',
  });
  const host = await by.hire('person.host', {
    organization: { kind: 'program', name: 'Example host office' },
    roles: ['host_office'],
    facilityIds: everyPlant,
    accessBasis: 'Agreement between the governments',
  });
  await by.hire('person.newcomer', {
    organization: { kind: 'facility', name: 'KSZ' },
    roles: ['depot_staff'],
    facilityIds: [plantIds.KSZ],
    accessBasis: 'Employee of the facility under TA-0001-25',
  });
  return { holders: { acceptor, program, host }, signers: [second], acceptors: [acceptor, second] };
}

// The second administrator issues the keys, the first the codes for the pins: nobody may issue both. The second is independent of the
// first because the operator issued their key.
export async function handOutKeys(
  stage: Stage,
  holders: Record<KeyHolder, string>,
  administratorId: string,
): Promise<void> {
  await issueOperatorKey(stage.services, administratorId);
  const act = await stage.as(administratorId);
  for (const [holder, { key }] of Object.entries(demoKeys) as [KeyHolder, { key: string }][]) {
    // The first administrator's came with the database.
    if (holder !== 'admin') await issueKey(act, holders[holder], { key });
  }
  stage.nextIdIs(exampleId('key.newcomer_spare'));
  await issueKey(act, exampleId('person.newcomer'));
}

export async function setPins(
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
