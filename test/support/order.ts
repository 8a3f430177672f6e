// Short ways to one order and its parts, for tests that try things on it.
import { expect } from 'vitest';
import type { Status } from '../../src/domain/orders/status.ts';
import type { Answer, Loose } from './app.ts';
import type { Actor, Plant } from './plant.ts';

export const because = { reason: { en: 'because', ja: '理由' } };
export const torque = { name: { en: 'torque' }, method: 'torque wrench', unit: 'N·m', lower: '40', upper: '45.5' };
export const presenting = { toolsAccounted: true, foreignObjectsCleared: true };

/** What an answer refuses: its status and code. */
export const refusal = ({ status, body }: Answer) => [status, body.code];
/** The guards that an answer names as failing. */
export const guardsOf = ({ body }: Answer): string[] => (body.blockedBy ?? []).map((b: Loose) => b.guard);
/** The faults of an answer: where and which. */
export const faultsOf = ({ body }: Answer): string[] => (body.errors ?? []).map((e: Loose) => `${e.pointer} ${e.code}`);

export interface Handle {
  id: string;
  path(rest?: string): string;
  order(): Promise<Loose>;
  at(): Promise<{ 'if-match': string }>;
  get(rest: string): Promise<Loose>;
  /** The items of a list of the order's parts. */
  list(rest: string): Promise<Loose[]>;
  /** A POST without If-Match, whatever it answers. */
  post(by: Actor | 'admin', rest: string, body?: object): Promise<Answer>;
  /** A POST at the order's revision, whatever it answers. */
  decide(by: Actor | 'admin', rest: string, body?: object): Promise<Answer>;
  patch(by: Actor | 'admin', rest: string, body: object): Promise<Answer>;
  act(by: Actor, action: string, body?: object): Promise<Answer>;
  /** Performs actions one after the other, with everything each needs first. */
  go(...actions: string[]): Promise<void>;
  /** Opens an inspection, measures it and answers it unsigned. */
  measured(by: Actor, kind: string, result?: object, operationId?: string): Promise<Loose>;
  sign(by: Actor, inspectionId: string, decision?: 'passed' | 'failed'): Promise<Answer>;
  /** Runs an attempt that must fail and leave the order exactly as it was. */
  unchanged(attempt: () => Promise<Answer>): Promise<Answer>;
}

/** An order of the plant brought to a status, or one that is there. */
export async function handleOf(plant: Plant, where: Status | { id: string }, fields?: object): Promise<Handle> {
  const { id } = typeof where === 'string' ? await plant.orderIn(where, fields) : where;
  const reader = plant.people.program;
  const path = (rest = '') => `/v1/work-orders/${id}${rest && `/${rest}`}`;
  const order = () => plant.order(id);
  const at = async () => ({ 'if-match': `"${(await order()).revision}"` });
  const get = (rest: string) => plant.send(reader, 'GET', path(rest));
  const post: Handle['post'] = (by, rest, body = {}) => plant.ask(by, 'POST', path(rest), body);
  return {
    id,
    path,
    order,
    at,
    get,
    list: async (rest) => (await get(rest)).items,
    post,
    decide: async (by, rest, body = {}) => plant.ask(by, 'POST', path(rest), body, await at()),
    patch: async (by, rest, body) => plant.ask(by, 'PATCH', path(rest), body, await at()),
    act: (by, action, body) => plant.act(by, id, action, body),
    async go(...actions) {
      for (const action of actions) {
        const { by, body } = await plant.ready(id, action);
        const answer = await plant.act(by, id, action, body);
        if (answer.status !== 200)
          throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body, null, 1)}`);
        plant.clock.advance({ minutes: 30 });
      }
    },
    async measured(by, kind, result = { value: '42.1', instrumentId: plant.ids.instrument }, operationId) {
      const opened = await plant.send(by, 'POST', path('inspections'), {
        kind,
        characteristics: [torque],
        ...(operationId ? { operationId } : {}),
      });
      return await plant.send(by, 'POST', path(`inspections/${opened.id}/results`), {
        results: [{ characteristic: 1, ...result }],
      });
    },
    sign: (by, inspectionId, decision = 'passed') => plant.sign(by, id, inspectionId, decision),
    async unchanged(attempt) {
      const before = await order();
      const answer = await attempt();
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      const after = await order();
      expect({ ...after, clock: null }).toEqual({ ...before, clock: null });
      return answer;
    },
  };
}

/** A plant with room for many orders at once. */
export async function withBays(plant: Plant, bays = 500): Promise<Plant> {
  const path = `/v1/facilities/${plant.ids.facility}`;
  const { revision } = await plant.send('admin', 'GET', path);
  await plant.send('admin', 'PATCH', path, { bays }, { 'if-match': `"${revision}"` });
  return plant;
}
