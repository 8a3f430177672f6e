// The table of acts: everything that the API has for an order can be done from its page, with every field that the API knows.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routes } from '../../src/app.ts';
import { RESPONSIBLE } from '../../src/domain/metrics/turnaround.ts';
import { lifecycle } from '../../src/domain/orders/lifecycle.ts';
import { RUNNING } from '../../src/domain/orders/status.ts';
import { acts, type OrderAct, transitions } from '../../src/web/pages/order/acts.ts';
import { orderWords } from '../../src/web/pages/order/words.ts';
import { partyOf } from '../../src/web/parts/parties.ts';

interface Schema {
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  const?: string;
  $ref?: string;
}
interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema: Schema }> };
}
const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const resolved = (schema: Schema): Schema =>
  schema.$ref ? (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;

const operations = Object.entries(document.paths)
  .filter(([path]) => path.startsWith('/v1/work-orders/{id}'))
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
  .filter(({ method, operation }) => ['post', 'patch'].includes(method) && operation.operationId);

// Asked on the way of an act, or on the inspection sheet.
const ELSEWHERE = ['askSigningContent', 'recordResults'];
// Added by the dialog of signing, and by the act itself.
const GIVEN = ['signature', 'action'];

const topOf = (act: OrderAct) => new Set(act.fields.map(({ name }) => name.split('.')[0]));

describe('the acts of an order', () => {
  it('are all in the table, at their addresses', () => {
    const known = new Map([...acts, ...transitions].map((act) => [act.operationId, act]));
    expect(operations.map(({ operation }) => operation.operationId).filter((id) => !known.has(id))).toEqual(ELSEWHERE);
    for (const { path, method, operation } of operations) {
      const act = known.get(operation.operationId);
      if (!act) continue;
      const below = path.replace('/v1/work-orders/{id}', '').replace(/\{(?!n\})\w+\}/, '{part}');
      expect([operation.operationId, act.path, act.method.toLowerCase()]).toEqual([
        operation.operationId,
        below,
        method,
      ]);
    }
  });

  it.each(
    operations.filter(
      ({ operation }) => !['transition', ...ELSEWHERE, 'addAttachment'].includes(operation.operationId),
    ),
  )('$operation.operationId asks for everything that the API takes', ({ operation }) => {
    const [content] = Object.values(operation.requestBody?.content ?? {});
    const { properties = {}, required = [] } = resolved(content?.schema ?? {});
    const act = acts.find((one) => one.operationId === operation.operationId) as OrderAct;
    const wanted = Object.keys(properties).filter((name) => !GIVEN.includes(name));
    expect([...topOf(act)].sort()).toEqual(wanted.sort());
    for (const name of required.filter((one) => !GIVEN.includes(one)))
      expect([name, act.fields.some((field) => field.name.split('.')[0] === name && field.required)]).toEqual([
        name,
        true,
      ]);
  });

  it('know every action of the lifecycle, by whom it is done and what it says', () => {
    const [content] = Object.values(
      operations.find((o) => o.operation.operationId === 'transition')?.operation.requestBody?.content ?? {},
    );
    expect(transitions.map((act) => act.action)).toEqual(Object.keys(lifecycle));
    for (const schema of resolved(content?.schema ?? {}).oneOf ?? []) {
      const { properties = {} } = resolved(schema);
      const act = transitions.find((one) => one.action === properties.action?.const) as OrderAct;
      const wanted = Object.keys(properties).filter((name) => !GIVEN.includes(name));
      expect([act.action, ...[...topOf(act)].sort()]).toEqual([act.action, ...wanted.sort()]);
      expect([...act.roles]).toEqual([...lifecycle[act.action as keyof typeof lifecycle].by]);
      expect(act.signs).toBe(lifecycle[act.action as keyof typeof lifecycle].signs);
    }
  });

  it('are for those whom the API lets do them, and send the revision where it asks for one', () => {
    for (const act of acts) {
      const route = routes.find((one) => one.operationId === act.operationId);
      expect([act.operationId, [...act.roles].sort()]).toEqual([act.operationId, [...(route?.roles ?? [])].sort()]);
      expect([act.operationId, act.ifMatch]).toEqual([act.operationId, route?.ifMatch ?? route?.method === 'PATCH']);
    }
  });

  it('have a name, and each field a label, in both languages', () => {
    for (const words of [orderWords.en, orderWords.ja]) {
      expect(acts.map((act) => act.operationId).filter((id) => !(id in words.acts))).toEqual([]);
      const names = [...acts, ...transitions].flatMap((act) =>
        act.fields.map(({ name }) => name.split('.').at(-1) ?? ''),
      );
      expect([...new Set(names)].filter((name) => !(name in words.fields))).toEqual([]);
    }
  });

  it('know as the API does while which statuses an order is worked on, and who answers for a cause', () => {
    expect(acts.find((act) => act.operationId === 'completeOperation')?.while).toEqual(RUNNING);
    expect(partyOf).toEqual(RESPONSIBLE);
  });
});
