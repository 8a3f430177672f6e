// A small store that speaks as much S3 as Seibi does, on this machine: it checks who signs, and what, by its own reckoning.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Server {
  endpoint: string;
  /** What is kept, by key; for a look and for harm. */
  objects: Map<string, { bytes: Buffer; putAt: Date }>;
  /** Every request: its method and path. */
  requests: string[];
  /** What it answers from now on, whatever it is asked; null: as it should. */
  answers(status: number | null): void;
  close(): Promise<void>;
}

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
// Source: RFC 3986, as Signature Version 4 wants it.
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is wrong with the signature of a request, or null. Source: AWS Signature Version 4, “Signature calculations”. */
function signatureFault(request: IncomingMessage, credentials: { id: string; secret: string; region: string }) {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, id, day, region, names = '', signature] = pattern.exec(request.headers.authorization ?? '') ?? [];
  const at = String(request.headers['x-amz-date']);
  if (id !== credentials.id || region !== credentials.region || day === undefined) return 'credential';
  if (!/^\d{8}T\d{6}Z$/.test(at) || !at.startsWith(day)) return 'date';
  for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date']) if (!names.split(';').includes(name)) return name;
  const url = new URL(request.url ?? '', 'http://x');
  const query = [...url.searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).sort();
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const content = String(request.headers['x-amz-content-sha256']);
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), names, content].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const signed = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
  const key = [day, region as string, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${credentials.secret}`);
  return hmac(key, signed).toString('hex') === signature ? null : 'signature';
}

/** Starts a store with one bucket. Lists answer two keys a page. */
export async function startS3(
  bucket: string,
  credentials: { id: string; secret: string; region: string },
): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map();
  const requests: string[] = [];
  let always: number | null = null;
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url}`);
    const { pathname, searchParams } = new URL(url, 'http://x');
    const refuse = (status: number) => response.writeHead(status).end();
    if (always !== null) return refuse(always);
    if (signatureFault(request, credentials) !== null) return refuse(403);
    if (request.headers['x-amz-content-sha256'] !== sha256(body)) return refuse(400);
    if (pathname !== `/${bucket}` && !pathname.startsWith(`/${bucket}/`)) return refuse(404);
    const key = pathname.slice(bucket.length + 2);
    if (method === 'GET' && key === '') {
      const keys = [...objects.keys()].filter((k) => k.startsWith(searchParams.get('prefix') ?? '')).sort();
      const from = Number(searchParams.get('continuation-token') ?? 0);
      const entries = keys.slice(from, from + 2).map((k) => {
        const { putAt } = objects.get(k) as { putAt: Date };
        return `<Contents><Key>${k}</Key><LastModified>${putAt.toISOString()}</LastModified></Contents>`;
      });
      const more = from + 2 < keys.length;
      const rest = more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : '';
      return response.end(
        `<ListBucketResult>${entries.join('')}<IsTruncated>${more}</IsTruncated>${rest}</ListBucketResult>`,
      );
    }
    if (method === 'PUT') {
      // A store refuses bodies whose length is not said.
      if (request.headers['content-length'] === undefined) return refuse(411);
      objects.set(key, { bytes: body, putAt: new Date() });
      return response.end();
    }
    const found = objects.get(key);
    if (!found) return refuse(404);
    if (method === 'DELETE') objects.delete(key);
    const headers = { 'last-modified': found.putAt.toUTCString(), 'content-length': found.bytes.length };
    return method === 'GET'
      ? response.writeHead(200, headers).end(found.bytes)
      : response.writeHead(200, method === 'HEAD' ? headers : {}).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    answers: (status) => {
      always = status;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
