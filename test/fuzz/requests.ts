// Requests for an operation of the document: valid ones from its examples and schemas, mutated ones, and hostile ones; as each role.
import type { Chance } from '../../src/cli/demo/stage.ts';
import { demoKeys, type KeyHolder } from '../../src/usecases/access/demo-people.ts';
import type { Loose } from '../support/app.ts';
import { type Operation, operations, type Parameter } from './document.ts';
import { bent, broken, hostileHeaders, hostilePath, hostileQuery } from './hostile.ts';
import type { Sent, Stand } from './stand.ts';
import type { Values } from './values.ts';

/** Beside the examples of the document. */
export const KINDS = ['valid', 'mutated', 'hostile'] as const;
export type Kind = 'example' | (typeof KINDS)[number];

/** A request and what it was made to be. `operation` null: its path means to be no operation's, and may be one all the same. */
export interface Made extends Sent {
  kind: Kind;
  operation: Operation;
  /** Whether only what any address may answer is to be expected beside what the operation declares. */
  isElsewhere: boolean;
}

const holders: Record<string, readonly KeyHolder[]> = {
  depot_staff: ['depot'],
  qa_inspector: ['inspector', 'acceptor'],
  program_office: ['program'],
  host_office: ['host'],
  administrator: ['admin'],
};
const everyone = Object.keys(demoKeys) as KeyHolder[];

export class Requests {
  private readonly chance: Chance;
  private readonly values: Values;
  private readonly stand: Stand;
  private readonly kept = new Map<string, unknown[]>();

  constructor(stand: Stand, values: Values, chance: Chance) {
    this.stand = stand;
    this.values = values;
    this.chance = chance;
  }

  async make(operation: Operation, kind: Kind): Promise<Made> {
    const { chance } = this;
    const isExample = kind === 'example' || chance.happens(0.4);
    const path = this.pathOf(operation, isExample);
    const query = this.queryOf(operation, isExample);
    const key = this.keyFor(operation, kind);
    const headers: Record<string, string> = { ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
    if (operation.parameters.some(({ name, in: where }) => where === 'header' && name === 'If-Match'))
      headers['if-match'] = await this.revisionFor(operation, path, key);
    if (operation.parameters.some(({ name }) => name === 'Idempotency-Key') && chance.happens(0.3))
      headers['idempotency-key'] = `k${chance.whole(1, 40)}`;
    if (chance.happens(0.3)) headers['accept-language'] = 'ja';
    const [type, body] = await this.bodyOf(operation, isExample, path, key);
    if (type !== null) headers['content-type'] = type;
    const made: Made = {
      kind,
      operation,
      isElsewhere: false,
      method: operation.method,
      target: query === '' ? path : `${path}?${query}`,
      headers,
      body: body === null ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    };
    if (kind === 'mutated') this.mutate(made, body, path, query);
    if (kind === 'hostile') this.spoil(made, path, query);
    return made;
  }

  private mutate(made: Made, body: unknown, path: string, query: string): void {
    if (body !== null && typeof body === 'object') made.body = Buffer.from(bent(body, this.chance));
    else made.target = `${path}?${hostileQuery(query, this.chance)}`;
  }

  private spoil(made: Made, path: string, query: string): void {
    const { chance } = this;
    chance.pick<() => void>([
      () => {
        made.target = `${path}?${hostileQuery(query, chance)}`;
        made.isElsewhere = true;
      },
      () => {
        Object.assign(made.headers, hostileHeaders(chance));
        made.isElsewhere = true;
      },
      () => {
        made.target = hostilePath(path, chance);
        made.isElsewhere = true;
      },
      () => {
        made.method = chance.pick(['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'POST', 'GET', 'TRACE', 'SEARCH']);
        made.isElsewhere = true;
      },
      () => {
        if (made.body === null) made.headers.authorization = chance.pick(['Bearer seibi_nobody', 'Bearer \u00ff', '']);
        else made.body = Buffer.from(broken(made.body.toString('utf8'), chance));
      },
    ])();
  }

  private keyFor(operation: Operation, kind: Kind): string | null {
    const { chance } = this;
    const able = operation.roles.flatMap((role) => holders[role] ?? []);
    const isRight = kind === 'example' || chance.happens(0.75);
    if (isRight) return demoKeys[chance.pick(able.length > 0 ? able : everyone)].key;
    return chance.happens(0.15) ? null : demoKeys[chance.pick(everyone)].key;
  }

  private pathOf(operation: Operation, isExample: boolean): string {
    const parameters = operation.parameters.filter(({ in: where }) => where === 'path');
    return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const parameter = parameters.find((one) => one.name === name);
      if (!parameter) throw new Error(`${operation.operationId} declares no {${name}}`);
      const value =
        isExample && parameter.example !== undefined ? parameter.example : this.parameter(operation, parameter);
      return encodeURIComponent(String(value));
    });
  }

  private parameter({ path }: Operation, parameter: Parameter): unknown {
    const noun = parameter.name === 'id' ? (path.split('/')[2] ?? 'id') : parameter.name;
    return this.value(parameter.schema, noun, `${path} ${parameter.name}`);
  }

  private queryOf(operation: Operation, isExample: boolean): string {
    const query = new URLSearchParams();
    for (const parameter of operation.parameters.filter(({ in: where }) => where === 'query')) {
      const isGiven =
        parameter.required === true || (isExample ? parameter.example !== undefined : this.chance.happens(0.3));
      if (!isGiven) continue;
      const value =
        isExample && parameter.example !== undefined ? parameter.example : this.parameter(operation, parameter);
      for (const one of Array.isArray(value) ? value : [value]) query.append(parameter.name, String(one));
    }
    return query.toString();
  }

  // A value of a schema from a store that is filled a handful at a time.
  private value(schema: Loose, name: string, place: string): unknown {
    let store = this.kept.get(place);
    if (!store?.length) {
      store = this.values.sample(schema, name, this.chance.whole(1, 1_000_000_000), 12);
      this.kept.set(place, store);
    }
    return store.pop();
  }

  private async bodyOf(
    operation: Operation,
    isExample: boolean,
    path: string,
    key: string | null,
  ): Promise<[string | null, unknown]> {
    const types = Object.keys(operation.bodies);
    if (types.length === 0) return [null, null];
    const withExample = types.filter((type) => operation.bodies[type]?.example !== undefined);
    const type = this.chance.pick(isExample && withExample.length > 0 ? withExample : types);
    const { schema, example } = operation.bodies[type] ?? { schema: {} };
    const isJson = /^application\/([\w.-]+\+)?json$/.test(type);
    if (!isJson) return [type, String(example ?? 'some bytes')];
    const body =
      isExample && example !== undefined
        ? structuredClone(example)
        : this.value(schema, '', `${operation.operationId} body`);
    return [type, this.chance.happens(0.8) ? await this.signed(body, path, key) : body];
  }

  // A signature binds what is there when it is given: as every client does, ask what it would bind, then sign.
  private async signed(body: Loose, path: string, key: string | null): Promise<unknown> {
    if (body === null || typeof body !== 'object' || body.signature === undefined || body.signature === null)
      return body;
    const [, , , id, noun, part] = path.split('/');
    const { signature, action = noun === 'amendments' ? 'sign_amendment' : 'sign_inspection', ...rest } = body;
    const named = { inspections: { inspectionId: part }, amendments: { amendmentId: part } }[String(noun)] ?? {};
    const answer = await this.ask('POST', `/v1/work-orders/${id}/signing-content`, key, {
      act: action,
      body: { ...rest, ...named },
      language: signature.language,
    });
    return { ...body, signature: { ...signature, contentSha256: answer?.contentSha256 ?? signature.contentSha256 } };
  }

  private async ask(method: string, target: string, key: string | null, body: unknown): Promise<Loose> {
    const headers = { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
    const answer = await this.stand.send({ method, target, headers, body: Buffer.from(JSON.stringify(body)) });
    return answer.status === 200 ? JSON.parse(answer.body.toString('utf8')) : null;
  }

  // The revision of what the path names, or of the nearest thing above it that has one.
  private async revisionFor(operation: Operation, path: string, key: string | null): Promise<string> {
    if (this.chance.happens(0.1)) return `"${this.chance.whole(0, 30)}"`;
    const steps = path.split('/');
    const template = operation.path.split('/');
    for (let length = template.length; length > 0; length -= 1) {
      const above = template.slice(0, length).join('/');
      const readable = operations.find((one) => one.path === above && one.method === 'GET');
      if (!readable?.responses['200']?.headers?.ETag || !above.endsWith('}')) continue;
      const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
      const answer = await this.stand.send({
        method: 'GET',
        target: steps.slice(0, length).join('/'),
        headers,
        body: null,
      });
      if (answer.headers.etag) return String(answer.headers.etag);
    }
    return '"1"';
  }
}
