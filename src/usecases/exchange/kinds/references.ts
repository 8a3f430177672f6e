// References in a file: by id, by the name a record goes by, or by the key it has where it comes from.

import { createHash } from 'node:crypto';
import { niinOf, nsn } from '../../../domain/registers/identifiers.ts';
import type { Fault, Message } from '../../../domain/values.ts';
import type { Tx } from '../../../storage/database.ts';
import { findRecord, findRecordsBy, type RecordNoun } from '../../../storage/registers/registers.ts';
import { spellings } from '../../registers/registers.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const KEY = 'key:';

/** What a reference may say beside an id. */
export type Referable =
  | Extract<
      RecordNoun,
      'platform' | 'facility' | 'equipment' | 'person' | 'supplier' | 'authorization' | 'catalogue_item'
    >
  | 'work_order';

/** The id of a record that is known by a key elsewhere: the same for the same key, in every installation. Source: RFC 9562, UUIDv8. */
export function idOfKey(noun: string, key: string): string {
  const bytes = createHash('sha256')
    .update(`seibi:${noun}\n${key.normalize('NFKC')}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id that a reference stands for; null: there is nothing of that name. An id or a key is taken at its word: whether it is there is asked later. */
async function resolved(tx: Tx, noun: Referable, given: string): Promise<string | null> {
  const text = given.normalize('NFKC').trim();
  if (UUID.test(text)) return text.toLowerCase();
  if (text.startsWith(KEY)) return idOfKey(noun, text.slice(KEY.length).trim());
  switch (noun) {
    case 'facility':
      return await only(tx, noun, { code: spellings(text) });
    case 'platform':
      return await only(tx, noun, { designation: spellings(text) });
    case 'supplier':
      return await only(tx, noun, { ncage: spellings(text) });
    case 'catalogue_item':
      return await only(tx, noun, { niin: niinOf(text) });
    case 'equipment':
      return await equipmentNamed(tx, text);
    case 'authorization': {
      const at = text.indexOf(':');
      return at < 0
        ? null
        : await only(tx, noun, { kind: text.slice(0, at).trim(), number: spellings(text.slice(at + 1).trim()) });
    }
    default:
      return null;
  }
}

// `MV-22B/168031`; a designation such as F/A-18E has a slash of its own, a serial number may too.
async function equipmentNamed(tx: Tx, text: string): Promise<string | null> {
  for (let at = text.indexOf('/'); at > 0; at = text.indexOf('/', at + 1)) {
    const platformId = await only(tx, 'platform', { designation: spellings(text.slice(0, at).trim()) });
    const serialNumber = text.slice(at + 1).trim();
    if (platformId === null || serialNumber === '') continue;
    const found = await only(tx, 'equipment', { platformId, serialNumber: spellings(serialNumber) });
    if (found !== null) return found;
  }
  return null;
}

async function only(tx: Tx, noun: RecordNoun, values: Record<string, unknown>): Promise<string | null> {
  const found = await findRecordsBy(tx, noun, values);
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

const NAMED: Record<Referable, Message> = {
  facility: { en: 'facility code', ja: '施設コード' },
  platform: { en: 'platform designation', ja: '装備品の型式' },
  supplier: { en: 'NCAGE of a supplier', ja: '供給者のNCAGE' },
  equipment: { en: 'item as designation/serial number', ja: '個体（型式/製造番号）' },
  authorization: { en: 'authorization as kind:number', ja: '輸出許可等（種別:番号）' },
  catalogue_item: { en: 'NSN of a catalogue item', ja: '品目のNSN' },
  person: { en: 'id or key of a person', ja: '人員のIDまたはキー' },
  work_order: { en: 'id or key of a work order', ja: '作業指示書のIDまたはキー' },
};

/** Puts ids in place of the references in a row's fields; answers a fault for each that names nothing. */
export async function resolveReferences(
  tx: Tx,
  given: Record<string, unknown>,
  fields: Readonly<Record<string, Referable>>,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [name, noun] of Object.entries(fields)) {
    const value = given[name];
    const resolve = async (one: unknown, pointer: string) => {
      if (typeof one !== 'string') return one;
      const id = await resolved(tx, noun, one);
      if (id === null) faults.push(unknownName(pointer, noun, one));
      return id ?? one;
    };
    if (Array.isArray(value)) {
      const ids: unknown[] = [];
      for (const [at, one] of value.entries()) ids.push(await resolve(one, `/${name}/${at}`));
      given[name] = ids;
    } else if (value !== undefined && value !== null) given[name] = await resolve(value, `/${name}`);
  }
  return faults;
}

/**
 * Takes out of the lists of a row what names a record that is not here but that another row may make; answers a fault for each. What is no name
 * at all, or the row itself, is left to be refused.
 */
export async function takeMissing(
  tx: Tx,
  given: Record<string, unknown>,
  fields: Readonly<Record<string, Referable & RecordNoun>>,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [name, noun] of Object.entries(fields)) {
    const value = given[name];
    if (!Array.isArray(value)) continue;
    const there: unknown[] = [];
    for (const [at, one] of value.entries())
      if (typeof one === 'string' && !isItself(noun, given, one) && (await isMissing(tx, noun, one)))
        faults.push(unknownName(`/${name}/${at}`, noun, one));
      else there.push(one);
    given[name] = there;
  }
  return faults;
}

// A row is known by its id, by its key, or by its stock number.
function isItself(noun: Referable, { id, key, nsn: stockNumber }: Record<string, unknown>, named: string): boolean {
  const text = named.normalize('NFKC').trim();
  if (UUID.test(text)) return text.toLowerCase() === id;
  if (text.startsWith(KEY))
    return typeof key === 'string' && idOfKey(noun, text.slice(KEY.length).trim()) === idOfKey(noun, key);
  return typeof stockNumber === 'string' && niinOf(text) === niinOf(stockNumber);
}

async function isMissing(tx: Tx, noun: Referable & RecordNoun, given: string): Promise<boolean> {
  const id = await resolved(tx, noun, given);
  if (id === null) return nsn.safeParse(given.normalize('NFKC').trim()).success;
  return (await findRecord(tx, noun, id)) === null;
}

function unknownName(pointer: string, noun: Referable, given: string): Fault {
  const { en, ja } = NAMED[noun];
  return {
    pointer,
    code: 'reference.unnamed',
    message: {
      en: `“${given}” is no ${en} that is registered here.`,
      ja: `「${given}」は登録済みの${ja}ではありません。`,
    },
  };
}
