// What the operator of an installation does at its command line, without being one of its people: keys, and verification of the record.

import type { Change } from '../domain/event.ts';
import { canonical, chainFault } from '../domain/evidence.ts';
import { inService } from '../domain/person.ts';
import { Problem } from '../domain/problem.ts';
import { dateInTokyo, type Message } from '../domain/values.ts';
import { applyChanges, type WorkOrderFile } from '../domain/work-order-file.ts';
import type { Tx } from '../storage/database.ts';
import { findRecord, insertRecord } from '../storage/registers.ts';
import {
  chainedRecordsAfter,
  orderIdsAfter,
  registerChainOf,
  rowOfChain,
  unchainedRecords,
} from '../storage/verification.ts';
import { chainOf, findWorkOrderFile } from '../storage/work-orders.ts';
import type { Services } from './act.ts';
import { verifiedChain } from './facts.ts';
import { hashKey, keyPrefix, newKey } from './sessions.ts';

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
  /** What is wrong with which order or record; null: nothing. */
  fault: { about: string; message: Message } | null;
}

/**
 * Verifies every order: its chain, its signatures, and that its rows are what its events say; then every record of the registers
 * likewise. Stops at the first fault. Each order is read on a snapshot of its own, so that writers are not held up.
 */
export async function verifyEverything(services: Pick<Services, 'database'>): Promise<Verification> {
  const { database } = services;
  const found: Verification = { orders: 0, events: 0, records: 0, fault: null };
  for (let last = ''; ; ) {
    const ids = await database.read((tx) => orderIdsAfter(tx, last));
    for (const id of ids) {
      const fault = await database.read((tx) => orderFault(tx, id, found));
      if (fault) return { ...found, fault };
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
    }
    const end = records.at(-1);
    if (end === undefined) break;
    last = end.id;
  }
  const [unchained] = await database.read(unchainedRecords);
  const message = { en: 'no chain tells of it', ja: '変更履歴の連鎖がありません' };
  return { ...found, fault: unchained ? { about: `${unchained.noun} ${unchained.id}`, message } : null };
}

async function orderFault(tx: Tx, id: string, found: Verification): Promise<Verification['fault']> {
  const loaded = await findWorkOrderFile(tx, id);
  if (!loaded) throw new Error('an order was deleted while it was being verified');
  const { file, head } = loaded;
  const about = `work order ${file.order.number}`;
  const fault = await verifiedChain(tx, file, head);
  if (fault) return { about, message: fault.message };
  let told: WorkOrderFile | null = null;
  for (const link of await chainOf(tx, id)) {
    const event = JSON.parse(link.canonical) as { changes: Change[]; sequence: number };
    told = applyChanges(told, event.changes, event.sequence);
    found.events += 1;
  }
  found.orders += 1;
  const part = told && differingPart(told, file);
  if (!part) return null;
  return {
    about,
    message: {
      en: `its rows (${part}) are not what its events say`,
      ja: `記録された行（${part}）が事象の内容と一致しません`,
    },
  };
}

// The first part of a file that the other does not have so; order within a list does not matter.
function differingPart(told: WorkOrderFile, kept: WorkOrderFile): string | null {
  for (const name of Object.keys(kept) as (keyof WorkOrderFile)[]) {
    if (name === 'order') {
      if (!isSame(told.order, kept.order)) return name;
      continue;
    }
    const byId = (list: readonly { id: string }[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
    const [a, b] = [byId(told[name]), byId(kept[name])];
    if (a.length !== b.length || a.some((part, index) => !isSame(part, b[index]))) return name;
  }
  return null;
}

// A field that no event set is null in its row.
function isSame(told: object, kept: object | undefined): boolean {
  const said = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([, field]) => (field ?? null) !== null));
  return kept !== undefined && canonical(said(told)) === canonical(said(kept));
}

async function recordFault(tx: Tx, noun: Parameters<typeof rowOfChain>[1], id: string): Promise<Message | null> {
  const links = await registerChainOf(tx, id);
  const last = links.at(-1);
  const fault = chainFault(links, { sequence: links.length, sha256: last?.sha256 ?? null });
  if (fault) return fault.message;
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
