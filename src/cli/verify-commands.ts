// The verifier: of a certificate or a history in a file, without any database or service, and of a whole database, against what others kept.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { openAttachments } from '../attachments/open.ts';
import { readSettings } from '../config.ts';
import { CERTIFICATE_KINDS, CERTIFICATE_TYPES, certificateContent } from '../domain/evidence/certificate.ts';
import { type Checkpoint, readCheckpoint, readSigned } from '../domain/evidence/checkpoint.ts';
import { type PublicKey, readKeySet } from '../domain/evidence/jws.ts';
import { readHistory } from '../domain/orders/history.ts';
import type { Fault } from '../domain/values.ts';
import { readPublicKeys } from '../keys/signing-keys.ts';
import { verifyEverything } from '../usecases/operator.ts';
import { withExisting } from './database-commands.ts';
import { attachedJws, isPdf } from './pdf-attachments.ts';
import { CommandFailed, progressLine, type Terminal, UsageFault } from './terminal.ts';

/** What of a verification is given: names of files, or nothing; and whether the files attached are read too. */
export interface VerifyOptions {
  attachments?: unknown;
  certificate?: unknown;
  history?: unknown;
  checkpoint?: unknown;
  keys?: unknown;
}

/** Verifies what the options name; names the first thing that is wrong, and then answers 1. Raises UsageFault, CommandFailed. */
export async function verify(options: VerifyOptions, terminal: Terminal): Promise<number> {
  const { attachments, certificate, history, checkpoint, keys } = options;
  const subjects = [certificate, history, checkpoint].filter((given) => given !== undefined);
  if (subjects.length > 1) throw new UsageFault('one thing at a time: --certificate, --history or --checkpoint');
  const withFiles = attachments === true;
  if (withFiles && (certificate !== undefined || history !== undefined))
    throw new UsageFault('--attachments goes with a database: not with --certificate or --history');
  if (certificate !== undefined) return verifyCertificate(named('--certificate', certificate), keySet(keys), terminal);
  if (history !== undefined) return verifyHistory(named('--history', history), terminal);
  if (checkpoint === undefined)
    return await verifyDatabase({ pinned: null, given: keys === undefined ? [] : keySet(keys), withFiles }, terminal);
  const file = named('--checkpoint', checkpoint);
  const known = keySet(keys);
  const read = readCheckpoint(textIn(file), known);
  if ('fault' in read) return wrong(file, read.fault, terminal);
  return await verifyDatabase({ pinned: read.checkpoint, given: known, withFiles }, terminal);
}

function verifyCertificate(file: string, keys: readonly PublicKey[], terminal: Terminal): number {
  const bytes = bytesIn(file);
  const [jws, ...more] = isPdf(bytes) ? attachedJws(bytes) : [bytes.toString('utf8')];
  if (jws === undefined)
    return wrong(
      file,
      { message: { en: 'no certificate is attached to it', ja: '証明書が添付されていません' } },
      terminal,
    );
  if (more.length > 0)
    return wrong(
      file,
      { message: { en: 'more than one is attached to it', ja: '複数の証明書が添付されています' } },
      terminal,
    );
  for (const kind of CERTIFICATE_KINDS) {
    const read = readSigned(jws, CERTIFICATE_TYPES[kind], keys);
    if ('fault' in read && read.fault.code === 'jws.other_kind') continue;
    if ('fault' in read) return wrong(file, read.fault, terminal);
    const { success, error } = certificateContent.extend({ kind: z.literal(kind) }).safeParse(read.value);
    if (!success) {
      const at = `/${error.issues[0]?.path.join('/') ?? ''}`;
      const message = {
        en: `its content is not that of a certificate, at ${at}`,
        ja: `証明書の内容として正しくありません（${at}）`,
      };
      return wrong(file, { message }, terminal);
    }
    terminal.result({ file, kind, kid: read.kid, sha256: read.sha256 });
    terminal.out(`${file} verifies: signed by ${read.kid}, content SHA-256 ${read.sha256}.\n`);
    return 0;
  }
  return wrong(file, { message: { en: 'it is no certificate', ja: '証明書ではありません' } }, terminal);
}

function verifyHistory(file: string, terminal: Terminal): number {
  const read = readHistory(jsonIn(file));
  if ('fault' in read) return wrong(file, read.fault, terminal);
  const { record, recordId, events, headSha256, recordedAt, status } = read.history;
  terminal.result({ file, ...read.history });
  terminal.out(
    `${file} verifies: ${events} events of ${record} ${recordId}${status === null ? '' : `, ${status}`}, the last recorded at ${recordedAt}.\n` +
      `Head: ${headSha256}\nWhether events were left out at the end, a proof against a checkpoint tells.\n`,
  );
  return 0;
}

async function verifyDatabase(
  { pinned, given, withFiles }: { pinned: Checkpoint | null; given: readonly PublicKey[]; withFiles: boolean },
  terminal: Terminal,
): Promise<number> {
  const { environment, out, err, result } = terminal;
  const settings = readSettings(environment);
  const line = progressLine(terminal);
  const own = existsSync(settings.signingKeys) ? readPublicKeys(settings.signingKeys) : null;
  const known = own || given.length > 0 ? [...(own ?? []), ...given] : null;
  return await withExisting(settings, async (database) => {
    const { fault, ...found } = await verifyEverything({
      database,
      ...(known ? { keys: { publicKeys: () => known } } : {}),
      ...(pinned ? { pinned } : {}),
      ...(withFiles ? { attachments: await openAttachments(settings.attachments) } : {}),
      onProgress: ({ orders, events, records }, share) =>
        line.show(`${orders} work orders with ${events} events, ${records} register records`, share),
    });
    line.end();
    result({ ...found, ...(fault ? { fault } : {}), areSignaturesVerified: known !== null });
    if (fault) {
      err(`${fault.about}: ${fault.message.en}（${fault.message.ja}）\n`);
      err(
        'The record is not what was written. Keep this database as it is, and restore from a backup that verifies.\n',
      );
      return 1;
    }
    out(
      `${found.orders} work orders with ${found.events} events and ${found.records} register records verify: chains, signatures and rows. ` +
        `So do ${counted(found.entries, 'log entry', 'log entries')} and ${counted(found.checkpoints, 'checkpoint')}${pinned ? `, and checkpoint ${pinned.n} as it was kept` : ''}.\n`,
    );
    if (withFiles) out(`${counted(found.files, 'attached file has its hash', 'attached files have their hashes')}.\n`);
    if (known === null)
      err(
        `The signatures of certificates and checkpoints were not verified: there is no file ${resolve(settings.signingKeys)}. SIGNING_KEYS or --keys names one.\n`,
      );
    return 0;
  });
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function wrong(file: string, { message }: Pick<Fault, 'message'>, { err, result }: Terminal): number {
  result({ fault: { about: file, message } });
  err(`${file}: ${message.en}（${message.ja}）\n`);
  return 1;
}

function named(option: string, given: unknown): string {
  if (typeof given !== 'string' || given === '') throw new UsageFault(`${option} is missing: a file`);
  return given;
}

function keySet(given: unknown): PublicKey[] {
  const file = named('--keys', given);
  const keys = readKeySet(textIn(file));
  if (!keys)
    throw new CommandFailed(
      `${file} holds no key that signs here: it should be a JSON Web Key Set, as /v1/audit/keys answers it.`,
    );
  return keys;
}

function bytesIn(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailed(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

const textIn = (file: string) => bytesIn(file).toString('utf8');

// One JSON value, or several one after the other on lines of their own, as pages come from curl.
function jsonIn(file: string): unknown {
  const text = textIn(file);
  try {
    return JSON.parse(text);
  } catch {
    try {
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as unknown);
    } catch {
      throw new CommandFailed(`${file} is not JSON.`);
    }
  }
}
