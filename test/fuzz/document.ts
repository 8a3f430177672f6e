// The OpenAPI document as the fuzzer reads it: its operations, and whether an answer is one that it declares.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Loose } from '../support/app.ts';

export type Schema = Loose;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema: Schema;
  example?: unknown;
}

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  parameters: Parameter[];
  /** The schemas and examples of its body by media type. */
  bodies: Record<string, { schema: Schema; example?: unknown }>;
  responses: Record<
    string,
    { description: string; content?: Record<string, unknown>; headers?: Record<string, unknown> }
  >;
  /** The roles that its description names; none: any person, or nobody in particular. */
  roles: string[];
}

/** What came back. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export const document: Loose = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));

/** What a `$ref` stands for, or the thing itself. */
export function resolved(node: Loose): Loose {
  if (node?.$ref === undefined) return node;
  const parts = String(node.$ref).slice(2).split('/');
  return resolved(parts.reduce((at, part) => at[part.replaceAll('~1', '/').replaceAll('~0', '~')], document));
}

export const operations: readonly Operation[] = Object.entries<Loose>(document.paths).flatMap(([path, methods]) =>
  Object.entries<Loose>(methods).map(([method, operation]) => ({
    operationId: operation.operationId,
    method: method.toUpperCase(),
    path,
    parameters: (operation.parameters ?? []).map(resolved),
    bodies: operation.requestBody ? resolved(operation.requestBody).content : {},
    responses: Object.fromEntries(
      Object.entries<Loose>(operation.responses).map(([status, response]) => [status, resolved(response)]),
    ),
    roles: [
      ...(/\*\*Who\*\*: ([^\n]*)/.exec(operation.description)?.[1] ?? '').matchAll(/\b[a-z]+_[a-z]+\b|administrator/g),
    ].map(([role]) => role),
  })),
);

const ajv = new Ajv2020({ strict: false, allErrors: false });
addFormats.default(ajv);
ajv.addSchema(document, 'openapi');

/** What is refused before any operation is reached, wherever it was sent. */
const BEFORE_ANY = new Set([
  'request.bad_url',
  'request.uri_too_long',
  'request.method_not_allowed',
  'request.unknown_path',
  'request.headers_too_large',
  'request.malformed_http',
  'request.timed_out',
]);

/** What is wrong with an answer by the document; null: nothing. `operation` null: whatever was sent leads to none. */
export function faultOf(operation: Operation | null, answer: Answer, isHead = false): string | null {
  const { status, headers } = answer;
  if (status >= 500) return `answered ${status}`;
  if (headers['x-content-type-options'] !== 'nosniff') return `${status} without x-content-type-options`;
  const type = String(headers['content-type'] ?? '')
    .split(';', 1)[0]
    ?.trim();
  if (isHead) return answer.body.length === 0 ? null : 'HEAD was answered with a body';
  const code = type === 'application/problem+json' ? codeOf(answer) : null;
  if (code !== null && BEFORE_ANY.has(code)) return problemFault(answer);
  if (headers['x-request-id'] === undefined) return `${status} without x-request-id`;
  if (operation === null) return `an address that the document does not have was answered ${status}`;
  const declared = operation.responses[String(status)];
  if (declared === undefined) return `the document declares no ${status}`;
  const types = Object.keys(declared.content ?? {});
  if (types.length === 0) return answer.body.length === 0 ? null : `${status} should have no body`;
  if (type === undefined || !types.includes(type)) return `the document declares no ${type || 'untyped'} for ${status}`;
  if (code !== null) {
    if (!declared.description.includes(`\`${code}\``)) return `the document names no ${code} for ${status}`;
    return problemFault(answer);
  }
  if (!/^application\/(\w+\+)?json$/.test(type)) return null;
  return schemaFault(
    ['paths', operation.path, operation.method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'],
    answer,
  );
}

function codeOf({ body }: Answer): string {
  try {
    return String(JSON.parse(body.toString('utf8')).code);
  } catch {
    return '';
  }
}

function problemFault(answer: Answer): string | null {
  const fault = schemaFault(['components', 'schemas', 'Problem'], answer);
  if (fault !== null) return fault;
  const problem = JSON.parse(answer.body.toString('utf8'));
  if (problem.status !== answer.status) return `a problem of ${problem.status} was answered ${answer.status}`;
  return problem.type === `/problems/${problem.code}` ? null : `${problem.code} is explained at ${problem.type}`;
}

function schemaFault(path: readonly string[], { body }: Answer): string | null {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = ajv.getSchema(`openapi#/${pointer}`);
  if (!validate) return `the document has no schema at ${path.join(' ')}`;
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return 'its body is not JSON';
  }
  if (validate(value)) return null;
  const [first] = validate.errors ?? [];
  return `its body is not as declared: ${first?.instancePath} ${first?.message} ${JSON.stringify(first?.params)}`;
}
