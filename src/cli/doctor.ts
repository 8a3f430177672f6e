// The doctor: each setting, where it comes from, what is wrong with it and with what it names, and how to mend that.
import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { folderFault } from '../attachments/folder.ts';
import { openAttachments } from '../attachments/open.ts';
import {
  isLoopback,
  readSettings,
  type Setting,
  type Settings,
  SettingsFault,
  settingsTable,
  VERSION,
} from '../config.ts';
import { placeOf, shownUrl } from '../storage/engine/open.ts';
import { examineServer, OLDEST_POSTGRES } from '../storage/engine/postgres/postgres.ts';
import type { Terminal } from './terminal.ts';

interface Ailment {
  /** What is wrong, and what to do. */
  is: string;
  mend: string;
}

/** Prints the diagnosis; answers 1 when anything is wrong. */
export async function doctor({ environment, out, result }: Terminal): Promise<number> {
  const { settings, faults } = examine(environment);
  const ailments: Record<string, Ailment[]> = {};
  for (const { name, reason } of faults)
    ailments[name] = [...(ailments[name] ?? []), { is: reason, mend: mendOf(name, environment[name]) }];
  if (settings) {
    const place = placeOf(settings.databaseUrl);
    ailments.DATABASE_URL = place?.engine === 'postgres' ? await serverAilments(place.url) : fileAilments(place?.file);
    ailments.ATTACHMENTS = await attachmentAilments(settings);
    ailments.PORT = await portAilments(settings);
    ailments.OIDC_ISSUER = await issuerAilments(settings);
    ailments.OIDC_PEOPLE = await peopleAilments(settings);
  }
  const hints = settings ? hintsOn(settings) : {};
  out(`Seibi ${VERSION} on Node ${process.versions.node}, ${process.platform}\n\n`);
  const ofNode = nodeAilments(process.versions.node);
  for (const { is, mend } of ofNode) out(`  wrong: ${is}\n  mend:  ${mend}\n\n`);
  for (const [name, setting] of Object.entries<Setting>(settingsTable)) {
    const given = environment[name];
    out(`${name} = ${shownValue(name, setting, given)}   (${given ? 'environment' : 'default'})\n  ${setting.why}\n`);
    for (const { is, mend } of ailments[name] ?? []) out(`  wrong: ${is}\n  mend:  ${mend}\n`);
    for (const hint of hints[name] ?? []) out(`  note:  ${hint}\n`);
    out('\n');
  }
  const count = ofNode.length + Object.values(ailments).flat().length;
  for (const [name, found] of Object.entries(ailments)) for (const { is } of found) out(`${name}: ${is}\n`);
  out(count === 0 ? 'Nothing is wrong.\n' : `${count === 1 ? 'One thing is' : `${count} things are`} wrong.\n`);
  result({
    version: VERSION,
    node: process.versions.node,
    wrong: ofNode,
    settings: Object.entries<Setting>(settingsTable).map(([name, setting]) => ({
      name,
      value: shownValue(name, setting, environment[name]),
      from: environment[name] ? 'environment' : 'default',
      wrong: ailments[name] ?? [],
      notes: hints[name] ?? [],
    })),
  });
  return count === 0 ? 0 : 1;
}

function shownValue(name: string, setting: Setting, given: string | undefined): string {
  if (given && setting.secret) return '(set, not shown)';
  const plain = given || setting.default || '(not set)';
  return name === 'DATABASE_URL' ? shownUrl(plain) : plain;
}

// A path alone is the fault made most often.
function mendOf(name: string, given = ''): string {
  if (name === 'DATABASE_URL' && !/^[a-z][a-z\d+]+:/i.test(given)) return `set DATABASE_URL to sqlite:${given}`;
  if (name === 'OTEL_TRACES_EXPORTER' && given === 'otlp')
    return 'set OTEL_EXPORTER_OTLP_ENDPOINT, or unset OTEL_TRACES_EXPORTER';
  return given === '' ? `set ${name}` : `unset ${name} to take its default`;
}

// What is right by itself and yet may not be meant, where others reach the service. Nothing of it keeps it from starting.
function hintsOn({
  host,
  metricsToken,
  trustProxy,
  rateLimitPerMinute,
  drainSeconds,
}: Settings): Record<string, string[]> {
  if (isLoopback(host)) return {};
  const hints: Record<string, string[]> = {};
  if (metricsToken === null) hints.METRICS_TOKEN = ['nobody beyond this machine can read /metrics'];
  if (trustProxy.length === 0 && rateLimitPerMinute > 0)
    hints.TRUST_PROXY = [
      'if a proxy stands in front, name it: until then all its callers without a key share one allowance',
    ];
  if (drainSeconds === 0)
    hints.DRAIN_SECONDS = [
      'if a load balancer stands in front, give it longer than the interval at which it asks /readyz',
    ];
  return hints;
}

function examine(environment: Terminal['environment']): { settings: Settings | null; faults: SettingsFault['faults'] } {
  try {
    return { settings: readSettings(environment), faults: [] };
  } catch (error) {
    if (!(error instanceof SettingsFault)) throw error;
    return { settings: null, faults: error.faults };
  }
}

// Source: `engines` of package.json.
function nodeAilments(version: string): Ailment[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isFit = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  return isFit ? [] : [{ is: `Node ${version} was never tried`, mend: 'install Node 20.19, 22.12, 24 or later' }];
}

// The first bytes of every SQLite database. Source: the SQLite file format, section 1.3.
const SQLITE_HEADER = 'SQLite format 3\u0000';

async function serverAilments(url: string): Promise<Ailment[]> {
  const server = await examineServer(url).catch((error: Error) => error);
  if (server instanceof Error)
    return [
      {
        is: `${shownUrl(url)} cannot be reached: ${server.message}`,
        mend: 'start the server, or name another with its user, password, host and database',
      },
    ];
  const { version, encoding, mayCreate } = server;
  const found: Ailment[] = [];
  if (version < OLDEST_POSTGRES)
    found.push({ is: `it is PostgreSQL ${version}`, mend: `use PostgreSQL ${OLDEST_POSTGRES} or newer` });
  if (encoding !== 'UTF8')
    found.push({
      is: `its encoding is ${encoding}`,
      mend: "create a database with ENCODING 'UTF8' TEMPLATE template0",
    });
  if (!mayCreate)
    found.push({
      is: 'this user may make no tables in it',
      mend: 'let this user own the database, or its schema public',
    });
  return found;
}

function fileAilments(file: string | undefined): Ailment[] {
  if (file === undefined) return [];
  const folder = dirname(file);
  if (!existsSync(folder)) return [{ is: `there is no folder ${folder}`, mend: `mkdir -p ${folder}` }];
  if (!isAccessible(folder, constants.W_OK))
    return [{ is: `${folder} cannot be written to`, mend: `give this user write access to ${folder}` }];
  // A file that is not there yet is made at the first start.
  if (!existsSync(file)) return [];
  if (!statSync(file).isFile()) return [{ is: `${file} is not a file`, mend: 'name a file in DATABASE_URL' }];
  if (!isAccessible(file, constants.R_OK | constants.W_OK))
    return [{ is: `${file} cannot be read and written`, mend: `give this user access to ${file}` }];
  const header = headerOf(file);
  if (header === '' || header === SQLITE_HEADER) return [];
  return [
    { is: `${file} is not a SQLite database`, mend: 'name another file in DATABASE_URL, or restore a backup there' },
  ];
}

async function attachmentAilments({ attachments }: Settings): Promise<Ailment[]> {
  if ('folder' in attachments) {
    const fault = await folderFault(attachments.folder);
    return fault ? [{ is: fault, mend: 'name a folder in ATTACHMENTS that this user may write to' }] : [];
  }
  const store = await openAttachments(attachments);
  // A hash that nothing has: a store that answers for it can be reached, and takes these keys.
  const fault = await faultOf(store.has('0'.repeat(64)));
  return fault ? [{ is: fault.message, mend: 'let this machine reach S3_ENDPOINT, and check bucket and keys' }] : [];
}

async function issuerAilments({ oidc }: Settings): Promise<Ailment[]> {
  if (!oidc) return [];
  const { fetchDiscovery } = await import('../identity/discovery.ts');
  const fault = await faultOf(fetchDiscovery(oidc.issuer));
  if (!fault) return [];
  const mend = 'set OIDC_ISSUER to the issuer as its discovery document names it, and let this machine reach it';
  return [{ is: fault.message, mend }];
}

async function peopleAilments({ oidc }: Settings): Promise<Ailment[]> {
  if (!oidc?.peopleFile) return [];
  const { readPeopleFile } = await import('../identity/people.ts');
  const fault = await faultOf(readPeopleFile(oidc.peopleFile));
  return fault ? [{ is: fault.message, mend: 'mend that file, or name another in OIDC_PEOPLE' }] : [];
}

async function faultOf(work: Promise<unknown>): Promise<Error | null> {
  return await work.then(
    () => null,
    (error: Error) => error,
  );
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function headerOf(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(SQLITE_HEADER.length);
    return bytes.subarray(0, readSync(descriptor, bytes)).toString('latin1');
  } finally {
    closeSync(descriptor);
  }
}

async function portAilments({ host, port }: Settings): Promise<Ailment[]> {
  const fault = await new Promise<NodeJS.ErrnoException | null>((answer) => {
    const server = createServer();
    server.once('error', answer);
    server.listen({ host, port }, () => server.close(() => answer(null)));
  });
  if (!fault) return [];
  const where = `${host}:${port}`;
  if (fault.code === 'EADDRINUSE')
    return [
      {
        is: `another program listens on ${where}`,
        mend: 'stop it (it may be Seibi itself), or set PORT to another port',
      },
    ];
  if (fault.code === 'EACCES')
    return [{ is: `this user may not listen on ${where}`, mend: 'set PORT to 1024 or above' }];
  return [{ is: `${where} cannot be listened on: ${fault.message}`, mend: 'set HOST to an address of this machine' }];
}
