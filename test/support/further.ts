// Further platforms and facilities beside those of the plant: what they need, and the people who work on them.
import type { Crew, Plant } from './plant.ts';

const from2024 = { validFrom: '2024-01-01', validTo: '2029-12-31' };

/** A platform that a facility may repair: capability, certification, authorization, and the crew qualified for it. */
export async function addPlatform(
  plant: Plant,
  platform: { designation: string; kind: string; nomenclature?: object },
  facilityId = plant.ids.facility,
): Promise<string> {
  const { send, people, further } = plant;
  const make = async (path: string, body: object) => (await send('admin', 'POST', path, body)).id as string;
  const id = await make('/v1/platforms', {
    nomenclature: { en: platform.designation },
    service: 'navy',
    export: { regime: 'ITAR', category: 'XX(a)' },
    requirements: [{ standard: 'AS9110C', holder: 'facility', activities: [] }],
    ...platform,
  });
  await make(`/v1/facilities/${facilityId}/capabilities`, {
    platformId: id,
    activities: ['repair', 'inspection', 'overhaul'],
    level: 'depot',
    ...from2024,
  });
  await make(`/v1/facilities/${facilityId}/certifications`, {
    standard: 'SJAC 9110B',
    number: `JP-${platform.designation}`,
    body: 'Example Registrar',
    scopeCodes: [platform.designation],
    ...from2024,
  });
  further.authorizations.set(
    id,
    await make('/v1/authorizations', {
      kind: 'taa',
      number: `TA-${platform.designation}`,
      issuer: 'DDTC',
      platformIds: [id],
      facilityIds: [facilityId],
      activities: ['repair', 'inspection', 'overhaul'],
      ...from2024,
    }),
  );
  const crew = further.crews.get(facilityId) ?? people;
  const scope = { facilityIds: [facilityId], platformIds: [id], ...from2024 };
  await make(`/v1/people/${crew.inspector.id}/qualifications`, { qualification: 'CDI', ...scope });
  await make(`/v1/people/${crew.acceptor.id}/qualifications`, {
    qualification: 'GQAR',
    authority: 'dcma',
    delegationReference: 'DCMA-2026-8',
    ...scope,
  });
  const { programPlatformIds, revision } = await send('admin', 'GET', `/v1/people/${people.program.id}`);
  const ifMatch = { 'if-match': `"${revision}"` };
  const patch = { programPlatformIds: [...programPlatformIds, id] };
  await send('admin', 'PATCH', `/v1/people/${people.program.id}`, patch, ifMatch);
  return id;
}

/** A second facility with an instrument and a crew of its own; the program office is the same. */
export async function addFacility(plant: Plant, code = 'MZH', bays = 1): Promise<{ id: string; crew: Crew }> {
  const { send, hire, further, people } = plant;
  const { id } = await send('admin', 'POST', '/v1/facilities', {
    code,
    name: { en: 'Mizuho', ja: '瑞穂' },
    operator: 'japanese_industry',
    prefecture: '東京都',
    calendar: 'japan',
    bays,
  });
  const instrument = await send('admin', 'POST', `/v1/facilities/${id}/instruments`, {
    serialNumber: `TW-${code}`,
    description: { en: 'torque wrench' },
    calibrations: [{ standard: 'JIS Q 17025', certificate: 'CAL-2', calibratedOn: '2026-01-10', dueOn: '2027-01-09' }],
  });
  const at = { facility: [id], organization: { kind: 'facility', name: code } };
  const crew: Crew = {
    depot: await hire({ name: `${code} depot`, roles: ['depot_staff'], ...at }),
    technician: await hire({ name: `${code} technician`, roles: ['depot_staff'], ...at }),
    inspector: await hire({ name: `${code} inspector`, roles: ['qa_inspector'], ...at }),
    acceptor: await hire({
      name: `${code} acceptor`,
      roles: ['qa_inspector'],
      facility: [id],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
    }),
    program: people.program,
  };
  further.instruments.set(id, instrument.id);
  further.crews.set(id, crew);
  return { id, crew };
}

/** One item of a platform. */
export async function addItem(
  plant: Plant,
  platformId: string,
  serialNumber: string,
  fields: object = {},
): Promise<string> {
  const body = { platformId, serialNumber, owningUnit: '09456', ...fields };
  return (await plant.send('admin', 'POST', '/v1/equipment', body)).id;
}
