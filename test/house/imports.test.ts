// The house rules: which layer may import which, who reads the environment, and what stands at the top.
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

// What each layer may import, besides itself and packages.
const mayImport: Record<string, readonly string[]> = {
  domain: [],
  data: ['domain'],
  memory: [],
  threads: [],
  storage: ['domain', 'threads'],
  usecases: ['domain', 'storage', 'data', 'threads'],
  identity: ['domain', 'usecases', 'config'],
  keys: ['domain', 'usecases'],
  attachments: ['domain', 'usecases', 'config'],
  webhooks: ['domain', 'usecases'],
  http: ['domain', 'usecases'],
  web: [],
  client: [],
  config: [],
  app: ['domain', 'usecases', 'http', 'config'],
  tracing: ['storage', 'http', 'config'],
  serve: [
    'domain',
    'storage',
    'usecases',
    'identity',
    'keys',
    'attachments',
    'webhooks',
    'http',
    'app',
    'config',
    'tracing',
  ],
  main: ['memory', 'serve', 'config'],
  cli: ['domain', 'data', 'storage', 'usecases', 'identity', 'keys', 'attachments', 'http', 'config', 'app', 'serve'],
};
// Packages that a layer must not know.
const forbiddenPackages: Record<string, RegExp> = {
  domain: /^(fastify|drizzle-orm|better-sqlite3|pg|pino|node:(fs|net|http|os|process|child_process|timers))/,
  http: /^(drizzle-orm|better-sqlite3|pg|jose|openid-client|aws4fetch)/,
  usecases: /^(fastify|drizzle-orm|better-sqlite3|pg|pino|jose|openid-client|aws4fetch)/,
  identity: /^(fastify|drizzle-orm|better-sqlite3|pg|pino)/,
  keys: /^(fastify|drizzle-orm|better-sqlite3|pg|pino)/,
  attachments: /^(fastify|drizzle-orm|better-sqlite3|pg|pino)/,
  webhooks: /^(fastify|drizzle-orm|better-sqlite3|pg|pino)/,
};

interface Import {
  file: string;
  layer: string;
  target: string;
  typeOnly: boolean;
  isDynamic: boolean;
}

function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f));
}

function layerOf(file: string): string {
  const [first = ''] = file.split('/');
  return first.replace(/\.tsx?$/, '');
}

function imports(): Import[] {
  return sources().flatMap((file) => {
    const text = readFileSync(join(root, 'src', file), 'utf8');
    const found = text.matchAll(
      /^\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|^import '([^']+)'/gms,
    );
    return [...found].map((m) => ({
      file,
      layer: layerOf(file),
      target: m[2] ?? m[3] ?? m[4] ?? '',
      typeOnly: m[1] !== undefined,
      isDynamic: m[3] !== undefined,
    }));
  });
}

describe('the house', () => {
  it('has only known layers', () => {
    expect([...new Set(sources().map(layerOf))].filter((layer) => !(layer in mayImport))).toEqual([]);
  });

  it('imports one way: domain ← storage ← usecases ← http ← app ← main', () => {
    const wrong = imports()
      .filter((i) => i.target.startsWith('.'))
      .map((i) => ({ ...i, to: layerOf(normalize(join(i.file, '..', i.target))) }))
      .filter((i) => i.to !== i.layer && !mayImport[i.layer]?.includes(i.to))
      // A type leaves nothing behind: http may name what a use case answers from storage.
      .filter((i) => !(i.typeOnly && i.layer === 'http' && i.to === 'storage'))
      // The pages know the API by the types of its schemas, and nothing else of the server.
      .filter((i) => !(i.typeOnly && i.layer === 'web' && ['domain', 'usecases', 'http'].includes(i.to)))
      // The client knows the types of the schemas, and carries nothing of the server along.
      .filter((i) => !(i.typeOnly && i.layer === 'client'));
    expect(wrong.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
  });

  it('the client needs nothing but the platform: other programs carry it along', () => {
    const needed = imports().filter((i) => i.layer === 'client' && !i.typeOnly && !i.target.startsWith('./'));
    expect(needed.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
  });

  it('keeps packages where they belong', () => {
    const wrong = imports().filter((i) => !i.target.startsWith('.') && forbiddenPackages[i.layer]?.test(i.target));
    expect(wrong.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
  });

  it('builds queries in storage only', () => {
    const builders = sources().filter((f) =>
      /\btx\.(db|tables|prepared)\b/.test(readFileSync(join(root, 'src', f), 'utf8')),
    );
    expect(builders.filter((f) => layerOf(f) !== 'storage')).toEqual([]);
  });

  it('loads the tracer only when somebody wants traces: a start without them costs nothing', () => {
    const tracers = imports().filter((i) => /^@opentelemetry\/|\/tracing\.ts$/.test(i.target) && !i.typeOnly);
    const eager = tracers.filter((i) => i.file !== 'tracing.ts' && !i.isDynamic);
    expect(eager.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
    expect(tracers.some((i) => i.isDynamic)).toBe(true);
  });

  it('loads what a bucket needs only for one: a folder costs nothing at the start', () => {
    const ofBuckets = imports().filter((i) => /^aws4fetch$|\/s3\.ts$/.test(i.target) && !i.typeOnly);
    const eager = ofBuckets.filter((i) => i.file !== 'attachments/s3.ts' && !i.isDynamic);
    expect(eager.map((i) => `${i.file} → ${i.target}`)).toEqual([]);
    expect(ofBuckets.some((i) => i.isDynamic)).toBe(true);
  });

  it('finds imports at all', () => {
    expect(imports().length).toBeGreaterThan(200);
  });

  it('reads the environment in main and cli only', () => {
    const readers = sources().filter((f) => readFileSync(join(root, 'src', f), 'utf8').includes('process.env'));
    expect(readers.filter((f) => !['main', 'cli'].includes(layerOf(f)))).toEqual([]);
  });

  it('opens every file with one line that states its duty', () => {
    const silent = sources().filter((f) => !/^(#!.*\n)?\/\/ \S/.test(readFileSync(join(root, 'src', f), 'utf8')));
    expect(silent).toEqual([]);
  });

  it('names in its comments only files that are there', () => {
    const there = ['src', 'test'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((f) => `/${folder}/${f}`),
    );
    const gone = sources().flatMap((file) =>
      [...readFileSync(join(root, 'src', file), 'utf8').matchAll(/^\s*(?:\/\/|\/?\*).*?$/gm)]
        .flatMap(([comment]) => comment.match(/[\w./-]*[\w-]\.tsx?\b/g) ?? [])
        .filter((name) => !there.some((f) => f.endsWith(`/${name.replace(/^(\.\.?\/)+/, '')}`)))
        .map((name) => `${file}: ${name}`),
    );
    expect(gone).toEqual([]);
  });
});
