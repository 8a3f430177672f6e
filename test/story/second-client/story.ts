// The story of the README, told by a client that is generated from openapi.json: `openapi.d.ts` is made, and all of this compiled, by its test.
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi.js';

type Body<Name extends keyof components['schemas']> = components['schemas'][Name];

const language = 'en' as const;
const PINS = { inspector: '246801', acceptor: '357912' } as const;
type Signer = keyof typeof PINS;
type Who = 'depot' | 'program' | 'admin' | Signer;

/** Drives a repair from request to close against a server with the people of the demo; answers what it was told on the way. */
export async function tellStory(baseUrl: string): Promise<string[]> {
  const told: string[] = [];
  const clientOf = (who: Who) =>
    createClient<paths>({ baseUrl, headers: { authorization: `Bearer seibi_demo_${who}` } });
  const [depot, program, admin] = [clientOf('depot'), clientOf('program'), clientOf('admin')];

  const platform = first(await program.GET('/v1/platforms', { params: { query: { designation: 'MV-22B' } } }));
  const facility = first(await depot.GET('/v1/facilities', { params: { query: { code: 'KSZ' } } }));
  const taa = first(
    await program.GET('/v1/authorizations', {
      params: { query: { platformId: platform.id, facilityId: facility.id, activity: 'repair' } },
    }),
  );
  const item = taken(
    await admin.POST('/v1/equipment', {
      body: { platformId: platform.id, serialNumber: 'SECOND-1', owningUnit: '09456' },
    }),
  );
  const drafted = taken(
    await program.POST('/v1/work-orders', {
      body: {
        equipmentId: item.id,
        facilityId: facility.id,
        activity: 'repair',
        level: 'depot',
        priority: { forceActivity: 'II', urgency: 'B' },
        discrepancy: { en: 'Chips in the proprotor gearbox' },
      },
    }),
  );
  const path = { id: drafted.id };
  const ifMatch = async () => {
    const { revision } = taken(await program.GET('/v1/work-orders/{id}', { params: { path } }));
    return { 'If-Match': `"${revision}"` };
  };
  const act = async (who: Who, body: Body<'TransitionBody'>) => {
    const params = { path, header: await ifMatch() };
    const answer = await clientOf(who).POST('/v1/work-orders/{id}/transitions', { params, body });
    told.push(answer.data ? answer.data.status : answer.error.code);
  };
  const content = async (who: Signer, body: Body<'AskSigningContentBody'>) => {
    const answer = await clientOf(who).POST('/v1/work-orders/{id}/signing-content', { params: { path }, body });
    const { contentSha256 } = taken(answer);
    return { contentSha256, language, pin: PINS[who] };
  };

  await act('program', { action: 'submit' });
  await act('program', {
    action: 'authorize',
    authorizationId: taa.id,
    estimatedCost: { currency: 'USD', minorUnits: 4_200_000 },
  });
  const custody = { document: 'DD1149-2', deliveredBy: 'VMM-265', receivedBy: 'KSZ', serialNumber: item.serialNumber };
  await act('depot', { action: 'induct', custody });
  await act('depot', { action: 'start' });

  const gauge = first(await depot.GET('/v1/facilities/{id}/instruments', { params: { path: { id: facility.id } } }));
  const inspect = async (who: Signer, kind: 'receiving' | 'final' | 'acceptance', value: string) => {
    const client = clientOf(who);
    const torque = { name: { en: 'torque' }, method: 'torque wrench', unit: 'N·m', lower: '40', upper: '45.5' };
    const inspection = taken(
      await client.POST('/v1/work-orders/{id}/inspections', {
        params: { path },
        body: { kind, characteristics: [torque] },
      }),
    );
    const at = { path: { id: drafted.id, inspectionId: inspection.id } };
    const results = [{ characteristic: 1, value, instrumentId: gauge.id }];
    taken(
      await client.POST('/v1/work-orders/{id}/inspections/{inspectionId}/results', { params: at, body: { results } }),
    );
    const decision = Number(value) <= 45.5 ? 'passed' : 'failed';
    const body = { inspectionId: inspection.id, decision } as const;
    const signature = await content(who, { act: 'sign_inspection', body, language });
    const signed = taken(
      await client.POST('/v1/work-orders/{id}/inspections/{inspectionId}/sign', {
        params: { ...at, header: await ifMatch() },
        body: { decision, signature },
      }),
    );
    told.push(`${kind} ${signed.decision}`);
    return inspection.id;
  };
  await inspect('inspector', 'receiving', '42.1');
  const planned = taken(
    await depot.POST('/v1/work-orders/{id}/operations', {
      params: { path },
      body: { title: { en: 'Replace the gearbox' } },
    }),
  );
  await act('depot', { action: 'start' });

  const part = taken(
    await depot.POST('/v1/work-orders/{id}/part-demands', {
      params: { path },
      body: { partNumber: '901-010-400', nomenclature: { en: 'gearbox' }, quantity: 1, stopsWork: true },
    }),
  );
  await act('depot', { action: 'await_parts' });
  await act('depot', { action: 'resume' });
  taken(
    await depot.PATCH('/v1/work-orders/{id}/part-demands/{partDemandId}', {
      params: { path: { id: drafted.id, partDemandId: part.id }, header: await ifMatch() },
      body: { status: 'received', serialInstalled: 'GB-78' },
    }),
  );
  await act('depot', { action: 'resume' });

  const work = async (operationId: string) => {
    const at = { path: { id: drafted.id, operationId } };
    taken(await depot.POST('/v1/work-orders/{id}/operations/{operationId}/complete', { params: at, body: {} }));
    const on = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    taken(await depot.POST('/v1/work-orders/{id}/labor', { params: { path }, body: { operationId, hours: 6.5, on } }));
    await act('depot', { action: 'present', toolsAccounted: true, foreignObjectsCleared: true });
  };
  await work(planned.id);
  const failed = await inspect('inspector', 'final', '47.0');
  const inspector = clientOf('inspector');
  const found = taken(
    await inspector.POST('/v1/work-orders/{id}/nonconformances', {
      params: { path },
      body: {
        severity: 'major',
        description: { en: 'Torque above its limit' },
        inspectionId: failed,
        characteristic: 1,
      },
    }),
  );
  await act('inspector', { action: 'reject', reason: { en: 'torque above its limit' } });
  const at = { path: { id: drafted.id, nonconformanceId: found.id } };
  const disposed = taken(
    await inspector.POST('/v1/work-orders/{id}/nonconformances/{nonconformanceId}/disposition', {
      params: { ...at, header: await ifMatch() },
      body: { disposition: 'rework', reason: { en: 'retorque' }, operation: { title: { en: 'Retorque' } } },
    }),
  );
  await work(disposed.operationId ?? '');
  await inspect('inspector', 'final', '42.0');
  taken(
    await inspector.POST('/v1/work-orders/{id}/nonconformances/{nonconformanceId}/close', {
      params: { ...at, header: await ifMatch() },
    }),
  );

  await act('inspector', {
    action: 'accept',
    signature: await content('inspector', { act: 'accept', body: {}, language }),
  });
  await inspect('acceptor', 'acceptance', '42.0');
  const release = { conditionCode: 'A' as const };
  await act('acceptor', {
    action: 'release',
    ...release,
    signature: await content('acceptor', { act: 'release', body: release, language }),
  });
  await act('program', { action: 'close', deliveryReceipt: 'DR-2' });

  const events = taken(await program.GET('/v1/work-orders/{id}/events', { params: { path, query: { limit: 200 } } }));
  told.push(`ends with ${events.items.at(-1)?.type}`);
  return told;
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

function taken<Data>({ data, error, response }: Answer<Data>): Data {
  if (data === undefined) throw new Error(`${response.url} answered ${response.status}: ${JSON.stringify(error)}`);
  return data;
}

function first<Item>(answer: Answer<{ items: Item[] }>): Item {
  const [item] = taken(answer).items;
  if (!item) throw new Error(`${answer.response.url} lists nothing`);
  return item;
}
