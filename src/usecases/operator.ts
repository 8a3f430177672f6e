// What the operator of an installation does at its command line, without being one of its people: keys, and verification of the record.

import type { Checkpoint } from '../domain/evidence/checkpoint.ts';
import { chainFault, type Link } from '../domain/evidence/evidence.ts';
import type { PublicKey } from '../domain/evidence/jws.ts';
import { Problem } from '../domain/problem.ts';
import { installationsTold } from '../domain/registers/equipment.ts';
import { inService } from '../domain/registers/person.ts';
import { dateInTokyo, type Instant, type Message } from '../domain/values.ts';
import type { Database, Tx } from '../storage/database.ts';
import {
  chainedRecordsAfter,
  countVerified,
  orderIdsAfter,
  registerChainOf,
  rowOfChain,
  unchainedRecords,
} from '../storage/evidence/verification.ts';
import { findWorkOrderFile } from '../storage/orders/work-orders.ts';
import { allInstallationsOf } from '../storage/registers/installations.ts';
import { findRecord, insertRecord } from '../storage/registers/registers.ts';
import { attachmentsAfter } from '../storage/workshop/attachments.ts';
import { hashKey, keyPrefix, newKey } from './access/sessions.ts';
import { type Act, requireRole, type Services } from './act.ts';
import { certificateFault } from './evidence/certificates.ts';
import { verifyLog } from './evidence/log-verification.ts';
import { isSame, verifyOrder } from './evidence/verification.ts';
import { attachmentFault } from './workshop/attachments.ts';

/**
 * Issues a key to a person in service, recorded as issued by the program itself; the way back in when every key is lost. The key is in
 * this answer only. Raises resource.not_found for nobody, or for who has left.
 */
export async function issueOperatorKey(services: Services, personId: string): Promise<{ key: string; name: Message }> {
  const key = newKey(services.secrets);
  return await services.database.write(async (tx) => {
    const now = services.clock();
    const person = await findRecord(tx, 'person', personId);
    if (!person || !inService(person, dateInTokyo(now))) throw new Problem('resource.not_found');
    const fields = { id: services.newId(), personId, prefix: keyPrefix(key), secretSha256: hashKey(key) };
    await insertRecord(tx, 'key', { ...fields, issuedBy: null, endedAt: null }, { recordedAt: now, actorId: null });
    const { en, ja } = person.name;
    return { key, name: { en: en ?? ja ?? '', ja: ja ?? en ?? '' } };
  });
}

/** What a verification found: how much it read, and the first thing that is wrong. */
export interface Verification {
  orders: number;
  events: number;
  records: number;
  /** Of the log. */
  entries: number;
  checkpoints: number;
  /** Files that were read; 0: none was asked for. */
  files: number;
  /** What is wrong with which order, record, log entry, checkpoint or file; null: nothing. */
  fault: { about: string; message: Message } | null;
}

/** What a verification may be given beside the database. */
export interface VerificationParts {
  database: Database;
  /** The public keys of this installation; left out: nobody knows them here, and signatures of checkpoints are not verified. */
  keys?: { publicKeys(): PublicKey[] } | undefined;
  /** A checkpoint that somebody else kept, its signature verified: judged first. */
  pinned?: Checkpoint | undefined;
  /** Where the files attached are; left out: they are not read. */
  attachments?: Services['attachments'] | undefined;
  /** Hears now and then how much was read, and which share of all there is, from 0 to 1. */
  onProgress?: ((found: Readonly<Verification>, share: number) => void) | undefined;
}

/** Verifies everything but the files attached, for an administrator. Raises access.role_denied. */
export async function verifyAll(act: Act): Promise<Omit<Verification, 'files'>> {
  requireRole(act, 'administrator');
  const { files: _, ...found } = await verifyEverything({ database: act.database, keys: act.keys });
  return found;
}

/**
 * Verifies every order: its chain, its signatures, and that its rows are what its events say; then every record of the registers
 * likewise; then the log of all events and its checkpoints; and, given their store, that the files attached still have their hashes. With
 * a pinned checkpoint the log comes first: what it says against somebody else's word says more than that the rest agrees with itself.
 * Stops at the first fault. Each order is read on a snapshot of its own, so that writers are not held up. Raises StoreFault.
 */
export async function verifyEverything({
  database,
  keys,
  pinned,
  attachments,
  onProgress = () => undefined,
}: VerificationParts): Promise<Verification> {
  const found: Verification = { orders: 0, events: 0, records: 0, entries: 0, checkpoints: 0, files: 0, fault: null };
  const publicKeys = keys?.publicKeys() ?? null;
  const all = await database.read(countVerified);
  let entries = 0;
  const tell = () => onProgress(found, (found.events + found.records + entries) / all);
  const log = (kept?: Checkpoint) =>
    verifyLog(database, publicKeys, kept, (read) => {
      entries = read;
      tell();
    });
  const judged = pinned ? await log(pinned) : null;
  if (judged?.fault) return { ...found, ...judged };
  for (let last = ''; ; ) {
    const ids = await database.read((tx) => orderIdsAfter(tx, last));
    for (const id of ids) {
      const fault = await database.read((tx) => orderFault(tx, id, found, publicKeys));
      if (fault) return { ...found, fault };
      tell();
    }
    const end = ids.at(-1);
    if (end === undefined) break;
    last = end;
  }
  for (let last = ''; ; ) {
    const records = await database.read((tx) => chainedRecordsAfter(tx, last));
    for (const { id, noun } of records) {
      const message = await database.read((tx) => recordFault(tx, noun, id));
      if (message) return { ...found, fault: { about: `${noun} ${id}`, message } };
      found.records += 1;
      tell();
    }
    const end = records.at(-1);
    if (end === undefined) break;
    last = end.id;
  }
  const [unchained] = await database.read(unchainedRecords);
  const message = { en: 'no chain tells of it', ja: '変更履歴の連鎖がありません' };
  if (unchained) return { ...found, fault: { about: `${unchained.noun} ${unchained.id}`, message } };
  const logged = { ...found, ...(judged ?? (await log())) };
  return attachments && !logged.fault ? await verifyFiles(database, attachments, logged) : logged;
}

const fileFaults: Record<'missing' | 'differs', Message> = {
  missing: { en: 'its file is not there', ja: 'ファイルがありません' },
  differs: { en: 'its file is not the one that was attached', ja: 'ファイルが添付時のものと一致しません' },
};

// After the rows: what they say of the files is what the chains say.
async function verifyFiles(
  database: Services['database'],
  attachments: Services['attachments'],
  found: Verification,
): Promise<Verification> {
  for (let last = ''; ; ) {
    const page = await database.read((tx) => attachmentsAfter(tx, last));
    for (const attachment of page) {
      const fault = await attachmentFault({ attachments }, attachment);
      if (fault) return { ...found, fault: { about: `attachment ${attachment.id}`, message: fileFaults[fault] } };
      found.files += 1;
    }
    const end = page.at(-1);
    if (end === undefined) return found;
    last = end.id;
  }
}

async function orderFault(
  tx: Tx,
  id: string,
  found: Verification,
  keys: readonly PublicKey[] | null,
): Promise<Verification['fault']> {
  const loaded = await findWorkOrderFile(tx, id);
  if (!loaded) throw new Error('an order was deleted while it was being verified');
  const { fault, events } = await verifyOrder(tx, loaded);
  if (fault) return { about: `work order ${loaded.file.order.number}`, message: fault.message };
  const message = await certificateFault(tx, loaded.file.order, keys);
  if (message) return { about: `work order ${loaded.file.order.number}`, message };
  found.events += events;
  found.orders += 1;
  return null;
}

async function recordFault(tx: Tx, noun: Parameters<typeof rowOfChain>[1], id: string): Promise<Message | null> {
  const links = await registerChainOf(tx, id);
  const last = links.at(-1);
  const fault = chainFault(links, { sequence: links.length, sha256: last?.sha256 ?? null });
  if (fault) return fault.message;
  const other = links.find(({ canonical: text, ...row }) => {
    const version = JSON.parse(text) as Record<string, unknown>;
    return (['noun', 'recordId', 'recordedAt', 'actorId'] as const).some((name) => version[name] !== row[name]);
  });
  if (other)
    return {
      en: `the columns of version ${other.sequence} are not what it says`,
      ja: `第${other.sequence}版の列が内容と一致しません`,
    };
  if (noun === 'equipment' && !(await isInstalledAsTold(tx, id, links)))
    return { en: 'its installations are not what its versions say', ja: '搭載の記録が変更履歴の内容と一致しません' };
  const row = await rowOfChain(tx, noun, id);
  if (row === undefined || !last) return null;
  const { data } = JSON.parse(last.canonical) as { data: Record<string, unknown> };
  // Secrets are in the row alone, and some versions say more than the row.
  const isTold =
    row !== null &&
    Object.entries(row).every(([name, value]) => !(name in data) || isSame({ value: data[name] }, { value }));
  if (isTold && row.revision === last.sequence) return null;
  return { en: 'its row is not what its last version says', ja: '記録された行が最新版の内容と一致しません' };
}

async function isInstalledAsTold(tx: Tx, equipmentId: string, links: readonly Link[]): Promise<boolean> {
  const versions = links.map(({ sequence, canonical: text }) => {
    const { recordedAt, data } = JSON.parse(text) as {
      recordedAt: Instant;
      data: { installedIn: string | null; imported?: { since: Instant } };
    };
    return { revision: sequence, since: data.imported?.since ?? recordedAt, installedIn: data.installedIn };
  });
  const told = installationsTold(versions).map((installation) => ({ equipmentId, ...installation }));
  return isSame({ told }, { told: await allInstallationsOf(tx, equipmentId) });
}
