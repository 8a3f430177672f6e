// Bad input on every operation, generated from the OpenAPI document: always the right problem, never a 500, nothing left behind.
import { createHash } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../src/app.ts';
import { VERSION } from '../../../src/config.ts';
import { type ProblemCode, problems } from '../../../src/domain/problem.ts';
import type { Role } from '../../../src/domain/registers/person.ts';
import { MEDIA_TYPE_NAMES, MEDIA_TYPES } from '../../../src/domain/workshop/media-type.ts';
import { openapiDocument } from '../../../src/http/openapi.ts';
import { problemCodesOf } from '../../../src/http/openapi-problems.ts';
import { bodyTypes, needsRevision, type Route } from '../../../src/http/route.ts';
import { ADMIN_KEY, type Answer, type Loose } from '../../support/app.ts';
import type { Watch } from '../../support/database.ts';
import { startWorlds, type Worlds } from '../../support/worlds.ts';

const document = openapiDocument(routes, VERSION) as Loose;
const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
(ajvFormats as unknown as (a: Ajv2020) => void)(ajv);
ajv.addSchema(document, 'api');
const ABSENT = '01940000-0000-7000-8000-ffffffffffff';
// What the server refuses before any operation is reached.
const BEFORE_ROUTES: ProblemCode[] = [
  'request.bad_url',
  'request.uri_too_long',
  'request.malformed_http',
  'request.method_not_allowed',
  'request.unknown_path',
];

let worlds: Worlds;
/** All tables but those that only count refusals: of pins, and the log of denials. */
let tables: string[];
let left: string;
let watch: Watch;
beforeAll(async () => {
  worlds = await startWorlds();
  const { place } = worlds.plant.app;
  tables = (await place.tables()).filter((table) => !['pins', 'pin_codes', 'denials'].includes(table));
  left = await everything();
  watch = await place.watch(tables);
});
afterAll(async () => {
  await watch.end();
  await worlds.close();
});

/** A digest of every row of these tables. */
async function everything(): Promise<string> {
  const hash = createHash('sha256');
  for (const [at, rows] of (await worlds.plant.app.place.rowsOf(tables)).entries())
    hash.update(`${tables[at]} ${rows.length} ${rows.map((row) => JSON.stringify(row)).sort()}`);
  return hash.digest('hex');
}

const keyFor = (route: Route): string | null => {
  if (route.roles === 'public' || route.roles === 'operator') return null;
  const caller = worlds.caller(route.roles === 'anyone' ? 'program_office' : (route.roles[0] as Role));
  return caller === 'admin' ? ADMIN_KEY : caller.key;
};

interface Case {
  name: string;
  /** Codes that are right; none said: request.invalid. */
  codes?: ProblemCode[];
  /** Where a fault of request.invalid must be, or above or below it. */
  at?: string;
  path?: string;
  query?: string;
  body?: unknown;
  raw?: string | Uint8Array;
  /** With the body of its example, if it takes one. */
  right?: true;
  headers?: Record<string, string>;
  /** With the revision that the record has. */
  atRevision?: boolean;
  /** It may be answered, since it is not wrong for every operation. */
  mayPass?: boolean;
}

async function send(route: Route, c: Case): Promise<Answer> {
  const path = (c.path ?? worlds.pathOf(route, worlds.own)) + (c.query === undefined ? '' : `?${c.query}`);
  const right = c.right ? worlds.sentTo(route, worlds.own) : null;
  const payload = c.raw ?? right?.raw ?? (c.body === undefined ? undefined : JSON.stringify(c.body));
  const type: Record<string, string> =
    bodyTypes(route).length > 0 && payload !== undefined
      ? { 'content-type': right?.type ?? (bodyTypes(route)[0] as string) }
      : {};
  const ifMatch: Record<string, string> =
    c.atRevision && needsRevision(route) ? { 'if-match': `"${await revisionFor(route)}"` } : {};
  return await worlds.plant.app.call(keyFor(route), route.method, path, payload, { ...type, ...ifMatch, ...c.headers });
}

/** That of the record a route is about; parts of an order have the order's. */
async function revisionFor(route: Route): Promise<number> {
  const path = worlds.pathOf(route, worlds.own);
  const record = path.startsWith('/v1/work-orders/') ? path.split('/').slice(0, 4).join('/') : path;
  return (await worlds.plant.app.call(ADMIN_KEY, 'GET', record)).body.revision;
}

// What an identity provider adds on its way back is not ours to refuse. Source: RFC 6749, 4.1.2.
const takesAnyQuery = (route: Route) => route.operationId === 'completeSignIn';

/** What is wrong with an answer to what is wrong; nothing: it is refused as it must be. Thousands are looked at, so in plain comparisons. */
function faultsOf(route: Route, c: Case, { status, headers, body }: Answer): string[] {
  if (c.mayPass && status < 400) return [];
  const code: ProblemCode = body?.code;
  const faults: string[] = [];
  const must = (isRight: boolean, fault: string) => {
    if (!isRight) faults.push(`${route.operationId}: ${c.name}: ${status} ${code} ${fault}`);
  };
  must(status < 500 && status === problems[code]?.status, 'is no problem of this status');
  must(headers['content-type'] === 'application/problem+json; charset=utf-8', `comes as ${headers['content-type']}`);
  const right = c.codes ?? (c.mayPass ? undefined : ['request.invalid']);
  must(right?.includes(code) ?? true, `is not ${right?.join(' or ')}: ${JSON.stringify(body?.errors)}`);
  refused.set(code, (refused.get(code) ?? 0) + 1);
  must(BEFORE_ROUTES.includes(code) || codesOf(route).has(code), 'is not what the document says');
  if (code !== 'request.invalid') return faults;
  const errors: Loose[] = body.errors;
  must(errors.length > 0, 'names no fault');
  for (const e of errors) {
    const isNamed = typeof e.pointer === 'string' && /^[a-z_]+\.[a-z_]+$/.test(e.code);
    must(
      isNamed && /\S/.test(e.message.en) && /[\u3040-\u30ff\u4e00-\u9fff]/.test(e.message.ja),
      `names ${JSON.stringify(e)}`,
    );
  }
  const { at } = c;
  if (at !== undefined)
    must(
      errors.some(({ pointer }) => pointer.startsWith(at) || at.startsWith(pointer)),
      `points to ${errors.map(({ pointer }) => pointer)}, not to ${at}`,
    );
  return faults;
}

const declared = new Map<Route, Set<ProblemCode>>();
function codesOf(route: Route): Set<ProblemCode> {
  const codes = declared.get(route) ?? new Set(problemCodesOf(route));
  declared.set(route, codes);
  return codes;
}

// So many at a time: nothing one does may change what another is answered.
const AT_ONCE = 8;

/** The faults of all answers. */
async function faultsIn(cases: readonly Case[], faultsAt: (c: Case) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  for (let from = 0; from < cases.length; from += AT_ONCE)
    faults.push(...(await Promise.all(cases.slice(from, from + AT_ONCE).map(faultsAt))).flat());
  return faults;
}

// ---- values that are wrong somewhere ------------------------------------------------------------------------------------

/** JSON text, since some of it no JavaScript value makes. */
const VALUES: [name: string, json: string][] = [
  ['null', 'null'],
  ['true', 'true'],
  ['zero', '0'],
  ['minus zero', '-0'],
  ['minus one', '-1'],
  ['a fraction', '1.5'],
  ['beyond safe integers', '9007199254740993'],
  ['beyond all numbers', '1e400'],
  ['an empty text', '""'],
  ['blanks', '"  \\u3000"'],
  ['a word', '"x"'],
  ['a number as text', '"12"'],
  ['full-width digits', '"２０２６－０３－０１"'],
  ['NUL', '"a\\u0000b"'],
  ['a lone surrogate', '"a\\ud800b"'],
  ['a lone low surrogate', '"\\udc00"'],
  ['a huge text', `"${'長'.repeat(20_001)}"`],
  ['an impossible date', '"2026-02-30"'],
  ['month thirteen', '"2026-13-01"'],
  ['an impossible instant', '"2026-02-30T00:00:00Z"'],
  ['hour twenty-five', '"2026-03-01T25:00:00Z"'],
  ['an instant without offset', '"2026-03-01T00:00:00"'],
  ['year zero', '"0000-01-01"'],
  ['no UUID', '"01940000-0000-7000-8000-00000000000g"'],
  ['an empty list', '[]'],
  ['a list of null', '[null]'],
  ['a list of lists', '[[]]'],
  ['a huge list', `[${Array(1_001).fill('1').join(',')}]`],
  ['an empty object', '{}'],
  ['a prototype', '{"__proto__":{"admin":true}}'],
  ['a constructor', '{"constructor":{"prototype":{"admin":true}}}'],
  ['a toString', '{"toString":1,"valueOf":1}'],
];
// Refused wherever text is taken, though JSON Schema can't say so.
const NEVER = new Set(['NUL', 'a lone surrogate', 'a lone low surrogate']);

interface Place {
  pointer: string;
  steps: (string | number)[];
  schema: Loose;
}

/** Every place of a body that its schema names: those the example has, and those it leaves out. */
function placesOf(schema: Loose, value: unknown, steps: (string | number)[] = []): Place[] {
  const form = resolved(schema);
  const pointer = steps.map((s) => `/${s}`).join('');
  const here: Place[] = steps.length > 0 ? [{ pointer, steps, schema }] : [];
  if (Array.isArray(value)) {
    const items = resolvedUnion(form, value).items;
    return items && value.length > 0 ? [...here, ...placesOf(items, value[0], [...steps, 0])] : here;
  }
  if (value === null || typeof value !== 'object') return here;
  const { properties = {} } = resolvedUnion(form, value);
  return [
    ...here,
    ...Object.entries(properties as Record<string, Loose>).flatMap(([name, member]) =>
      placesOf(member, (value as Loose)[name], [...steps, name]),
    ),
  ];
}

function resolved(schema: Loose): Loose {
  if (typeof schema?.$ref !== 'string') return schema ?? {};
  const target = schema.$ref
    .replace('#/', '')
    .split('/')
    .reduce((at: Loose, step: string) => at[step], document);
  return resolved(target);
}

/** The alternative of a union that a value fits, or the first that is an object. */
function resolvedUnion(form: Loose, value: unknown): Loose {
  const options = (form.oneOf ?? form.anyOf) as Loose[] | undefined;
  if (!options) return form;
  const fitting = options.find((o) => isValid(o, value)) ?? options.find((o) => resolved(o).type === 'object');
  return resolvedUnion(resolved(fitting ?? {}), value);
}

const validators = new Map<string, (value: unknown) => boolean>();
const validatorOf = new WeakMap<object, (value: unknown) => boolean>();
function isValid(schema: Loose, value: unknown): boolean {
  const known = validatorOf.get(schema);
  if (known) return known(value);
  const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
  let validate = validators.get(text);
  if (!validate) {
    validate = ajv.compile(JSON.parse(text)) as (value: unknown) => boolean;
    validators.set(text, validate);
  }
  validatorOf.set(schema, validate);
  return validate(value);
}

/** The text of a body with the JSON text of one place replaced. */
function withAt(body: unknown, steps: readonly (string | number)[], json: string): string {
  const MARK = '"the place"';
  const copy = structuredClone(body) as Loose;
  let at = copy;
  for (const step of steps.slice(0, -1)) at = at[step];
  at[steps.at(-1) as string] = 'the place';
  return JSON.stringify(copy).replace(MARK, json);
}

function takesText(schema: Loose): boolean {
  return isValid(schema, 'ab') || isValid(schema, 'a b c');
}

function bodyCases(route: Route): Case[] {
  if (bodyTypes(route).length === 0) return [];
  if (route.stream && !route.body) return streamCases(route);
  const [type] = bodyTypes(route);
  const base = worlds.bodyOf(route, worlds.own);
  const operation = document.paths[route.path][route.method.toLowerCase()];
  const schema: Loose = operation.requestBody?.content[type as string].schema ?? {
    type: 'object',
    additionalProperties: false,
  };
  const cases: Case[] = [];
  for (const place of placesOf(schema, base)) {
    const values = VALUES.filter(([name, json]) => {
      const value = JSON.parse(json);
      if (NEVER.has(name)) return takesText(place.schema);
      // JSON.parse drops nothing, ajv sees own properties only: `__proto__` too.
      return !isValid(place.schema, value);
    });
    // Every value somewhere, not every value everywhere: a few of each place, others at the next.
    const turn = place.pointer.length * 7 + route.path.length;
    const chosen = values.filter(([name], index) => NEVER.has(name) || (index + turn) % 3 === 0);
    for (const [name, json] of chosen)
      cases.push({
        name: `${name} at ${place.pointer}`,
        raw: withAt(base, place.steps, json),
        // What a merge patch makes of a text is seen once it is merged: then the caller has passed the door.
        ...(NEVER.has(name) && route.method === 'PATCH'
          ? { atRevision: true, codes: ['request.invalid', 'act.not_offered', 'access.role_denied'] }
          : { at: place.pointer }),
      });
    const parent = place.steps.slice(0, -1).reduce((at: Loose, step) => at?.[step], base);
    const name = place.steps.at(-1);
    if (typeof name === 'string' && parent && !Array.isArray(parent)) {
      const without = structuredClone(base) as Loose;
      const owner = place.steps.slice(0, -1).reduce((at: Loose, step) => at[step], without);
      delete owner[name];
      if (name in parent && !isValid(schema, without))
        cases.push({ name: `without ${place.pointer}`, body: without, at: place.pointer });
    }
    const member = parent?.[name as string];
    if (member !== null && typeof member === 'object' && !Array.isArray(member))
      cases.push({
        name: `unknown below ${place.pointer}`,
        raw: withAt(base, [...place.steps, 'zzz'], '1'),
        at: `${place.pointer}/zzz`,
      });
  }
  const json = JSON.stringify(base);
  const object = json.slice(0, -1) + (json === '{}' ? '' : ',');
  cases.push(
    { name: 'an unknown member', raw: `${object}"zzz":1}`, at: '/zzz' },
    { name: '__proto__', raw: `${object}"__proto__":{"roles":["administrator"]}}`, at: '/__proto__' },
    { name: 'constructor', raw: `${object}"constructor":{"prototype":{"x":1}}}`, at: '/constructor' },
    { name: 'prototype', raw: `${object}"prototype":1}`, at: '/prototype' },
    { name: 'a full-width name', raw: `${object}"ｉｄ":1}`, at: '/ｉｄ' },
    { name: 'an id of its own', raw: `${object}"id":"${ABSENT}"}`, at: '/id' },
    { name: 'a revision of its own', raw: `${object}"revision":99}`, at: '/revision' },
    ...['[]', '[{}]', '"text"', '1', 'null', 'true', '1e400'].map((raw) => ({ name: `the body ${raw}`, raw })),
    ...[
      '{',
      `${json}x`,
      json.replace('{', "{'a':1,"),
      `${json.slice(0, -1)},}`,
      'NaN',
      '{"a":undefined}',
      '\u0000',
      `\ufeff${json}{`,
      '['.repeat(2_000) + ']'.repeat(2_000),
      `${object}"zzz":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`,
    ].map((raw) => ({ name: `the text ${raw.slice(0, 20)}`, raw, codes: ['request.malformed_json' as const] })),
    {
      name: 'bytes that are no UTF-8',
      raw: Buffer.concat([Buffer.from(object), Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x80]), Buffer.from('":1}')]),
      codes: ['request.malformed_json'],
    },
    {
      name: 'Shift_JIS bytes',
      raw: Buffer.concat([Buffer.from(object), Buffer.from([0x22, 0x90, 0xae, 0x94, 0xf5]), Buffer.from('":1}')]),
      codes: ['request.malformed_json'],
    },
    {
      name: 'more than a mebibyte',
      raw: Buffer.alloc((route.bodyLimit ?? 1_048_576) + 1, 0x20),
      codes: ['request.too_large'],
    },
  );
  for (const odd of [
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'application/jsonp',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'APPLICATION/OCTET-STREAM',
    ' ',
    ';',
    ...(route.method === 'POST' ? ['application/merge-patch+json', 'application/json-patch+json'] : []),
  ])
    cases.push({
      name: `the content type ${odd}`,
      raw: json,
      headers: { 'content-type': odd },
      codes: ['request.unsupported_media_type'],
    });
  return cases;
}

/** Of a queue only what is wrong with all of it: what is wrong with a line is the answer of that line. */
function commandCases(): Case[] {
  const ndjson = 'application/x-ndjson';
  return [
    { name: 'nothing', raw: '', headers: { 'content-type': ndjson } },
    { name: 'blank lines', raw: '\n\r\n \t\n', headers: { 'content-type': ndjson } },
    {
      name: 'too much',
      raw: Buffer.alloc(1_048_577, 0x61),
      headers: { 'content-type': ndjson },
      codes: ['request.too_large'],
    },
    ...['application/json', 'text/plain', 'application/x-ndjson; charset=shift_jis'].map(
      (type): Case => ({
        name: type,
        right: true,
        headers: { 'content-type': type },
        codes: ['request.unsupported_media_type'],
      }),
    ),
  ];
}

/** Of a body that is read as it arrives: what it is not, what it may not be, and what is said of it in the query. */
function streamCases(route: Route): Case[] {
  if (route.operationId === 'runCommands') return commandCases();
  const query = worlds.queryOf(route, worlds.own).toString();
  const contents: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a program', Buffer.from('4d5a90000300000004000000ffff0000', 'hex')],
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['a mebibyte of NUL', Buffer.alloc(1_048_576)],
  ];
  if (route.operationId === 'importFile')
    return contents.map(([name, raw]): Case => {
      return { name, raw, query, headers: { 'content-type': 'text/csv' }, codes: ['import.unreadable'] };
    });
  return [
    ...MEDIA_TYPE_NAMES.flatMap((type) =>
      contents.map(([name, raw]): Case => {
        const search = new URLSearchParams(query);
        search.set('fileName', `a.${MEDIA_TYPES[type][0]}`);
        return {
          name: `${name} as ${type}`,
          raw,
          query: search.toString(),
          headers: { 'content-type': type },
          codes: [name === 'nothing' ? 'request.invalid' : 'attachment.content_differs'],
        };
      }),
    ),
    ...[
      '',
      'a',
      'a.exe',
      'a.html',
      '../a.csv',
      'a/b.csv',
      'a\\b.csv',
      'a\u0000.csv',
      'a\n.csv',
      ' a.csv',
      'x'.repeat(201),
    ].map((fileName): Case => {
      const search = new URLSearchParams(query);
      search.set('fileName', fileName);
      return { name: `the name ${fileName.slice(0, 9)}`, right: true, query: search.toString(), at: '/fileName' };
    }),
    { name: 'no name', right: true, query: '', at: '/fileName' },
    ...['operationId', 'inspectionId', 'nonconformanceId'].map((name): Case => {
      const search = new URLSearchParams(query);
      search.delete('operationId');
      search.set(name, ABSENT);
      return { name: `nobody’s ${name}`, right: true, query: search.toString(), at: `/${name}` };
    }),
    {
      name: 'too much',
      raw: Buffer.alloc(1_048_577, 0x61),
      headers: { 'content-type': 'text/csv' },
      query,
      codes: ['request.too_large'],
    },
    ...[
      'application/json',
      'text/html',
      'image/svg+xml',
      'application/zip',
      'text/csv; charset=shift_jis',
      ' ',
      ';',
    ].map(
      (odd): Case => ({
        name: `the content type ${odd}`,
        right: true,
        query,
        headers: { 'content-type': odd },
        codes: ['request.unsupported_media_type'],
      }),
    ),
  ];
}

function queryCases(route: Route): Case[] {
  const parameters = (document.paths[route.path][route.method.toLowerCase()].parameters as Loose[]).filter(
    (p) => p.in === 'query',
  );
  const own = worlds.queryOf(route, worlds.own);
  // What the example asks for beside it, unless that is what is wrong.
  const and = (text: string, wrong?: string) => {
    const rest = [...own].filter(([name]) => name !== wrong);
    return [new URLSearchParams(rest).toString(), text].filter(Boolean).join('&');
  };
  const body = { right: true } as const;
  // Of an operation that changes things only what is surely refused is sent.
  const cases: Case[] = ['zzz=1', '__proto__=1', '__proto__[x]=1', 'constructor=1', 'a[]=1', '=1', 'ｌｉｍｉｔ=1'].map(
    (text) => ({ name: `?${text}`, query: and(text), ...body, mayPass: takesAnyQuery(route) }),
  );
  cases.push({ name: '?q=%ff', query: and('zzz=%ff'), ...body, codes: ['request.bad_url'] });
  if (route.method !== 'GET') return cases;
  for (const { name, schema } of parameters) {
    const isList = resolved(schema).type === 'array';
    const one = isList ? resolved(schema).items : schema;
    const texts = [
      '',
      '%20',
      'x',
      '-1',
      '0',
      '1.5',
      '1e400',
      '99999999999999999999',
      'true',
      'null',
      '%00',
      "'--",
      '2026-02-30',
      '2026-13-01T00:00:00Z',
      '２',
      '[]',
      '{}',
      'x'.repeat(2_500),
      '%F0%9F%92%A9',
      ABSENT,
      'zzz,yyy',
      '2999-12-31',
      '0000-00-00',
    ];
    for (const text of texts) {
      const given = decodeURIComponent(text);
      const read: unknown = readAs(one, given);
      const isRight = isValid(one, read) && !given.includes('\u0000');
      cases.push({
        name: `?${name}=${text.slice(0, 20)}`,
        query: and(`${name}=${text}`, name),
        ...(isRight ? { mayPass: true } : { at: `/${name}` }),
      });
    }
    if (!isList) cases.push({ name: `?${name} twice`, query: and(`${name}=1&${name}=2`, name), at: `/${name}` });
    else cases.push({ name: `?${name} as an object`, query: and(`${name}[a]=1`, name), at: `/${name}[a]` });
  }
  const cursors = ['', 'zzz', 'W10', 'bnVsbA', '{}', 'e30', '%00', 'W251bGxd'].map((c) => c);
  const crafted = [
    [],
    ['createdAt'],
    ['+', 1, 2],
    ['createdAt', null, null],
    ['createdAt', {}, []],
    ['createdAt', 'x', 'x', 'x'],
    1,
    'x',
  ];
  if (parameters.some((p) => p.name === 'cursor'))
    for (const cursor of [...cursors, ...crafted.map((c) => Buffer.from(JSON.stringify(c)).toString('base64url'))])
      cases.push({ name: `the cursor ${cursor}`, query: and(`cursor=${cursor}`), at: '/cursor' });
  return cases;
}

// Numbers and booleans are read from the text of a query.
function readAs(schema: Loose, text: string): unknown {
  const types = [resolved(schema), ...(resolved(schema).anyOf ?? [])].map((s: Loose) => s.type);
  if (types.some((t) => t === 'integer' || t === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function headerCases(route: Route): Case[] {
  if (route.method === 'GET') return [];
  const body = { right: true, query: worlds.queryOf(route, worlds.own).toString() } as const;
  const cases: Case[] = [
    'W/"1"',
    '*',
    '1',
    '""',
    '"x"',
    '"1","2"',
    '"-1"',
    '"1e3"',
    '"99999999999999999999"',
    "'1'",
  ].map((value) => ({ name: `If-Match ${value}`, ...body, headers: { 'if-match': value }, at: '/If-Match' }));
  if (route.method === 'POST')
    for (const value of ['', 'é', 'x'.repeat(201), 'a\tb'])
      cases.push({
        name: `Idempotency-Key ${value.slice(0, 9)}`,
        ...body,
        headers: { 'idempotency-key': value },
        at: '/Idempotency-Key',
      });
  if (needsRevision(route)) {
    const late: ProblemCode[] = [
      'request.precondition_required',
      'request.invalid',
      'access.role_denied',
      'access.outside_program',
    ];
    cases.push({ name: 'no If-Match', ...body, codes: late });
    const stale = { 'if-match': '"999999"' };
    cases.push({
      name: 'a revision ahead',
      ...body,
      headers: stale,
      codes: ['revision.stale', 'request.invalid', 'access.role_denied'],
    });
  }
  return cases;
}

function pathCases(route: Route): Case[] {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const codes: ProblemCode[] = ['resource.not_found', 'request.method_not_allowed', 'request.unknown_path'];
  const body = { right: true } as const;
  return names.flatMap((name) =>
    [
      'x',
      '0',
      '-1',
      '%00',
      '%20',
      '1e400',
      '%27--',
      '__proto__',
      'constructor',
      'null',
      'undefined',
      ABSENT,
      `${ABSENT}0`,
      '１',
      '%F0%9F%92%A9',
    ]
      .map(
        (value): Case => ({
          name: `{${name}} ${value}`,
          path: worlds.pathOf(route, worlds.own, { [name]: encodeURI(decodeURIComponent(value)) }),
          codes,
          ...body,
        }),
      )
      .concat([
        {
          name: `{${name}} too long`,
          path: worlds.pathOf(route, worlds.own, { [name]: 'x'.repeat(300) }),
          codes: ['request.uri_too_long'],
          ...body,
        },
        {
          name: `{${name}} not UTF-8`,
          path: worlds.pathOf(route, worlds.own, { [name]: '%ff' }),
          codes: ['request.bad_url'],
          ...body,
        },
      ]),
  );
}

/** Of the right form, but of what is not there, never was, or ends before it begins. */
function meaningCases(route: Route): Case[] {
  if (bodyTypes(route).length === 0 || route.stream) return [];
  const base = worlds.bodyOf(route, worlds.own);
  const cases: Case[] = [];
  const walk = (value: unknown, steps: (string | number)[]) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...steps, index]);
    else if (value !== null && typeof value === 'object')
      for (const [name, member] of Object.entries(value)) walk(member, [...steps, name]);
    else if (typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value))
      cases.push({
        name: `nobody’s id at /${steps.join('/')}`,
        raw: withAt(base, steps, `"${ABSENT}"`),
        mayPass: false,
        codes: [],
      });
  };
  walk(base, []);
  if ('validFrom' in base || 'validTo' in base)
    cases.push({
      name: 'a period reversed',
      body: { ...base, validFrom: '2026-05-02', validTo: '2026-05-01' },
      codes: [],
    });
  if ('from' in base && 'to' in base)
    cases.push({ name: 'days reversed', body: { ...base, from: '2026-05-02', to: '2026-05-01' }, codes: [] });
  return cases;
}

/** How many requests were refused, by code: a generator that went silent would refuse nothing. */
const refused = new Map<string, number>();

describe.each(routes.map((route) => [route.operationId, route] as const))('%s', (_name, route) => {
  const groups: [string, (route: Route) => Case[]][] = [
    ['a body that is wrong', bodyCases],
    ['a query that is wrong', queryCases],
    ['headers that are wrong', headerCases],
    ['a path that leads nowhere', pathCases],
  ];
  it.each(groups)('refuses %s and keeps nothing of it', async (_group, casesOf) => {
    expect(await faultsIn(casesOf(route), async (c) => faultsOf(route, c, await send(route, c)))).toEqual([]);
    expect(await watch.written()).toEqual([]);
  });

  it('refuses what is well formed and means nothing', async () => {
    const faults = await faultsIn(meaningCases(route), async (c) => {
      const answer = await send(route, { ...c, atRevision: true });
      const { status, text } = answer;
      return status < 400 || status >= 500
        ? [`${route.operationId}: ${c.name}: ${status} ${text}`]
        : faultsOf(route, { name: c.name, mayPass: true }, answer);
    });
    expect(faults).toEqual([]);
    expect(await watch.written()).toEqual([]);
  });
});

it('left every record as it was', async () => {
  expect(await everything()).toBe(left);
});

it('has tried thousands of requests in every way they are refused', () => {
  expect(refused.get('request.invalid')).toBeGreaterThan(3_000);
  for (const code of ['request.malformed_json', 'request.unsupported_media_type', 'resource.not_found'])
    expect(refused.get(code), code).toBeGreaterThan(300);
  for (const code of ['request.too_large', 'request.bad_url', 'request.uri_too_long', 'revision.stale'])
    expect(refused.get(code), code).toBeGreaterThan(10);
});
