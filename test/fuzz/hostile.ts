// What nobody should send: bodies bent out of shape, queries, headers and paths that parsers have stumbled over.
import type { Chance } from '../../src/cli/demo/stage.ts';

/** JSON text that stands for itself, because no JavaScript value is written so. */
class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const LONG = 'あ'.repeat(70_000);

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.1,
  1e308,
  new Raw('1e999'),
  new Raw('-0'),
  new Raw('9007199254740993'),
  new Raw('123456789012345678901234567890'),
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  new Raw('"\\ud800"'),
  new Raw('"\\udc00\\ud800"'),
  '\ufeff',
  '\u202eabc',
  'e\u0301',
  '👩‍🔧',
  LONG,
  "'; drop table work_orders; --",
  '" or 1=1 --',
  '%',
  '_%_',
  '../../../etc/passwd',
  '=cmd|calc!A1',
  '<script>alert(1)</script>',
  '#{7*7}{{7*7}}',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '+275760-09-13T00:00:00Z',
  '2026-05-08T25:61:61Z',
  '2026-05-08T00:00:00.123456789+23:59',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  [],
  [[]],
  {},
  new Raw('{"__proto__":{"polluted":true}}'),
  new Raw('{"constructor":{"prototype":{"polluted":true}}}'),
  { toString: 1, hasOwnProperty: 2 },
  new Raw(`${'['.repeat(90)}${']'.repeat(90)}`),
  new Raw(`${'{"a":'.repeat(95)}1${'}'.repeat(95)}`),
  Array.from({ length: 300 }, (_, n) => n),
];

/** JSON text of a value, one to three of its parts made hostile. */
export function bent(value: unknown, chance: Chance): string {
  const marks = new Map<string, string>();
  let root: unknown = structuredClone(value);
  for (let n = chance.whole(1, 3); n > 0; n -= 1) root = once(root, chance, marks);
  let text = JSON.stringify(root) ?? 'null';
  for (const [mark, raw] of marks) text = text.replace(`"${mark}"`, () => raw);
  return text;
}

/** JSON text that is none, or is none of the API's. */
export function broken(text: string, chance: Chance): string | Buffer {
  return chance.pick<() => string | Buffer>([
    () => text.slice(0, chance.whole(0, Math.max(0, text.length - 1))),
    () => `${text}${text}`,
    () => text.replaceAll('"', "'"),
    () => `[${text}]`,
    () => `\ufeff${text}`,
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])]),
    () => `${'['.repeat(5000)}${']'.repeat(5000)}`,
    () => `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    () => text.replace('{', '{"action":"submit","action":"close",'),
    () => text.replace('{', '{"__proto__":{"polluted":true},'),
    () => 'null',
    () => '"text"',
    () => '0',
    () => `${text.slice(0, -1)},}`,
    () => `/* */${text}`,
    () => 'x'.repeat(1_100_000),
  ])();
}

type Container = Record<string, unknown> | unknown[];

function once(root: unknown, chance: Chance, marks: Map<string, string>): unknown {
  const places = containersIn(root);
  const place = places.length > 0 ? chance.pick(places) : null;
  if (place === null || chance.happens(0.03)) return plain(chance.pick(VALUES), marks);
  const keys = Object.keys(place);
  const key = keys.length > 0 ? chance.pick(keys) : null;
  const put = (name: string, value: unknown) => {
    if (Array.isArray(place)) place[Number(name)] = value;
    else Object.defineProperty(place, name, { value, enumerable: true, configurable: true, writable: true });
  };
  const deed = chance.whole(1, 10);
  if (key === null || deed === 1)
    put(
      Array.isArray(place)
        ? String(keys.length)
        : chance.pick(['unknown', '__proto__', 'constructor', 'id', 'status', '']),
      plain(chance.pick(VALUES), marks),
    );
  else if (deed === 2) {
    if (Array.isArray(place)) place.splice(Number(key), 1);
    else delete place[key];
  } else if (deed === 3) put(key, [(place as Record<string, unknown>)[key]]);
  else if (deed === 4) put(key, asText((place as Record<string, unknown>)[key]));
  else put(key, plain(chance.pick(VALUES), marks));
  return root;
}

// An object bent before may have a `toString` that is none.
function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function containersIn(value: unknown): Container[] {
  if (value === null || typeof value !== 'object') return [];
  return [value as Container, ...Object.values(value).flatMap(containersIn)];
}

// Raw text is put in its place once the rest is written.
function plain(value: unknown, marks: Map<string, string>): unknown {
  if (!(value instanceof Raw)) return structuredClone(value);
  const mark = `raw value ${marks.size}`;
  marks.set(mark, value.text);
  return mark;
}

const QUERIES = [
  'unknown=1',
  'limit=0',
  'limit=201',
  'limit=-1',
  'limit=1e2',
  'limit=0x10',
  'limit=%D9%A3',
  'limit=NaN',
  'limit=99999999999999999999',
  'limit=5&limit=6',
  'limit[]=5',
  'limit[$gt]=5',
  'cursor=',
  'cursor=x',
  'cursor=null',
  'cursor=eyJhIjoxfQ',
  'cursor=W10',
  'cursor=WyJhIiwiYiJd',
  'cursor=%00',
  'cursor=..%2f..%2f',
  "sort='",
  'sort=%22;drop%20table%20people;--',
  'sort=-',
  'sort=createdAt,-createdAt',
  'sort=__proto__',
  'sort=constructor',
  'q=%00',
  'q=%25_%5C',
  'q=%E3%81%82',
  'q=*%22%20OR%20NEAR(',
  `q=${'x'.repeat(3000)}`,
  'q=',
  'asOf=2026-02-30T00:00:00Z',
  'asOf=0',
  'asOf=9999-12-31T23:59:59Z',
  'asOf=2026-05-08T06:00:00+09:00',
  'status=draft&status=nothing',
  'status=__proto__',
  'priority=99',
  'overdue=yes',
  'overdue=true&overdue=false',
  'facilityId=%ff',
  'facilityId=%',
  'platformId=%2500',
  'until=2026-13-01',
  'on=2026-02-29',
  'from=2026-05-08&to=2026-05-01',
  '__proto__=1',
  '__proto__[polluted]=1',
  'constructor.prototype.polluted=1',
  '=',
  '&&&',
  '?',
  'a=1;b=2',
  `${'a=1&'.repeat(1500)}`,
] as const;

/** A query that takes the place of another, or is added to it. */
export function hostileQuery(query: string, chance: Chance): string {
  const more = chance.pick(QUERIES);
  return query === '' || chance.happens(0.4) ? more : `${query}&${more}`;
}

const HEADERS: readonly Record<string, string>[] = [
  { 'content-type': 'Application/JSON; Charset="UTF-8"' },
  { 'content-type': ' application/json ' },
  { 'content-type': 'APPLICATION/MERGE-PATCH+JSON' },
  { 'content-type': 'application/json;charset=utf-16' },
  { 'content-type': 'application/json; charset=shift_jis' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': ';' },
  { 'content-type': '' },
  { 'content-type': 'application/json, text/plain' },
  { 'if-match': '*' },
  { 'if-match': 'W/"1"' },
  { 'if-match': '"1", "2"' },
  { 'if-match': '1' },
  { 'if-match': '"-1"' },
  { 'if-match': '"1e3"' },
  { 'if-match': '"99999999999999999999"' },
  { 'if-match': '"999999999999999"' },
  { 'if-match': '' },
  { 'idempotency-key': '' },
  { 'idempotency-key': ' ' },
  { 'idempotency-key': 'k'.repeat(201) },
  { 'idempotency-key': 'k'.repeat(9000) },
  { 'idempotency-key': 'cl\u00e9 \u00ff' },
  { 'idempotency-key': '__proto__' },
  { 'accept-language': 'ja-JP;q=1, *;q=0' },
  { 'accept-language': `${'x-'.repeat(2000)};q=9` },
  { 'accept-language': ';;;q=abc,,,' },
  { accept: 'text/html' },
  { accept: 'application/pdf' },
  { accept: 'nothing/*;q=abc' },
  { accept: '*/*;q=0' },
  { accept: 'text/csv, application/jose;q=0.9' },
  { authorization: 'Bearer' },
  { authorization: 'Bearer ' },
  { authorization: 'Basic YTpi' },
  { authorization: 'bearer seibi_demo_admin' },
  { authorization: 'Bearer seibi_demo_admin seibi_demo_admin' },
  { authorization: `Bearer ${'a'.repeat(5000)}` },
  { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' },
  { authorization: "Bearer ' or 1=1 --" },
  { 'x-request-id': 'a\tb' },
  { 'x-request-id': 'x'.repeat(5000) },
  { cookie: 'seibi_session=%00; __Host-seibi_session=x; =; a' },
  { cookie: `${'a=b; '.repeat(1500)}` },
  { 'x-csrf-token': 'x' },
  { 'x-forwarded-for': "127.0.0.1, ' or 1=1" },
  { 'x-http-method-override': 'DELETE' },
  { host: 'evil.example' },
  { range: 'bytes=0-1,5-' },
  { expect: 'something-else' },
  { 'content-encoding': 'gzip' },
  { 'transfer-encoding': 'gzip, chunked' },
  { 'x-big': 'x'.repeat(20_000) },
];

export const hostileHeaders = (chance: Chance): Record<string, string> => chance.pick(HEADERS);

/** A path that means to be another, or none. */
export function hostilePath(path: string, chance: Chance): string {
  const letter = path.search(/[a-z]/);
  return chance.pick<() => string>([
    () => `${path.slice(0, letter)}%${path.charCodeAt(letter).toString(16)}${path.slice(letter + 1)}`,
    () => path.replace('/v1/', '//v1//'),
    () => `/${path}`,
    () => `/x/..${path}`,
    () => path.replace('/v1/', '/v1/./'),
    () => path.replace('/v1/', '/v1/%2e%2e/v1/'),
    () => path.replace(/\/([^/]*)$/, '%2f$1'),
    () => `${path}/`,
    () => `${path}//`,
    () => `${path};a=b`,
    () => `${path}%00`,
    () => `${path}%ff`,
    () => `${path}%`,
    () => `${path}.json`,
    () => path.toUpperCase(),
    () => `${path}/${'x'.repeat(300)}`,
    () => `${path}?${'x'.repeat(9000)}`,
    () => `${path}#fragment`,
    () =>
      path.replace(
        /[0-9a-f]{8}-[0-9a-f-]{27}/,
        chance.pick([
          '%27',
          '..',
          '%2e%2e',
          'null',
          '0',
          '__proto__',
          '{id}',
          '%00',
          '%EF%BC%91',
          '%F0%9F%A7%A8',
          'x'.repeat(250),
        ]),
      ),
    () => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, (id) => id.toUpperCase()),
    () => path.replace(/\/v1\/[^/]*/, '/%61dmin'),
  ])();
}

/** Bytes on a connection that are no request, or are two. */
export const LINES: readonly string[] = [
  'GET / HTTP/1.1\r\n\r\n',
  'GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
  'GET /livez HTTP/9.9\r\nhost: a\r\n\r\n',
  'GET  /livez  HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /livez\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'BREW /v1/work-orders HTTP/1.1\r\nhost: a\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n',
  'CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET http://evil.example/v1/work-orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
  'POST /v1/work-orders HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /v1/work-orders HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!',
  'POST /v1/work-orders HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
  'POST /v1/work-orders HTTP/1.1\r\nhost: a\r\ncontent-length: 1e3\r\n\r\n',
  'POST /v1/work-orders HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'GET /livez HTTP/1.1\r\nhost: a\r\nx y: z\r\n\r\n',
  'GET /livez HTTP/1.1\r\nhost: a\r\nx: \u0000\r\n\r\n',
  'GET /livez HTTP/1.1\r\nhost: a\r\n folded\r\n\r\n',
  `GET /livez HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
  `GET /${'z'.repeat(40_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
];
