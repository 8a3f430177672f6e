// Templates of imports: what may stand in a file of a kind, with a row that names what is registered here.
import { BYTE_ORDER_MARK, csvLine } from '../../domain/exchange/cells.ts';
import type { Message } from '../../domain/values.ts';
import type { Act } from '../act.ts';
import { equipment } from '../registers/equipment.ts';
import { facilities } from '../registers/facilities.ts';
import { people } from '../registers/people.ts';
import { platforms } from '../registers/platforms.ts';
import { getRecord, listRecords } from '../registers/registers.ts';
import { weightings } from '../supply/weightings.ts';
import { type DescribedColumn, describeColumns } from './kinds/column-names.ts';
import { cellsOf, columnsOf } from './kinds/columns.ts';
import { INVENTED } from './kinds/examples.ts';
import { type KindName, kinds } from './kinds/kinds.ts';
import type { Format } from './reading.ts';

/** A kind as its template explains it. */
export interface Template {
  kind: KindName;
  title: Message;
  note: Message | null;
  columns: DescribedColumn[];
  /** A row as it may stand in a file. */
  example: Record<string, unknown>;
}

/**
 * The template of a kind. What its row tells is invented, so that nobody who sends it by mistake changes a record of theirs; what the row
 * points to is there, as far as the caller sees any, so that it is taken as it is: a facility, a platform, an item, a person.
 */
export async function showTemplate(act: Act, name: KindName): Promise<Template> {
  const { title, note, schema, example } = kinds[name];
  const columns = describeColumns(schema);
  return { kind: name, title, note, columns, example: await withNamesHere(act, name, example) };
}

/** A template as a file: the header with its row, or the row alone. */
export function templateFile({ kind, example }: Template, format: Format): string {
  if (format === 'ndjson') return `${JSON.stringify(example)}\n`;
  const columns = columnsOf(kinds[kind].schema);
  return BYTE_ORDER_MARK + csvLine(columns.map((column) => column.name)) + csvLine(cellsOf(columns, example));
}

// The fields that point to other records, or are written with the name of one.
const POINTING = new Set([
  'facilityId',
  'facilityIds',
  'platformId',
  'platformIds',
  'programPlatformIds',
  'scopeCodes',
  'equipmentId',
  'personId',
]);

async function withNamesHere(
  act: Act,
  kind: KindName,
  example: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const pointing = Object.keys(example).filter((field) => POINTING.has(field));
  if (pointing.length === 0) return example;
  const names = await namesHere(act, kind);
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    const text = String(value);
    const [invented, here] = names.find(([one]) => text.startsWith(one)) ?? ['', ''];
    return here + text.slice(invented.length);
  };
  return { ...example, ...Object.fromEntries(pointing.map((field) => [field, named(example[field])])) };
}

// Each invented name with that of a record here that the caller sees, of their own if they have any; the longest first.
async function namesHere(act: Act, kind: KindName): Promise<[invented: string, here: string][]> {
  const [facilityId] = act.caller.facilityIds;
  const facility = facilityId
    ? await getRecord(act, facilities, facilityId)
    : (await listRecords(act, facilities, FIRST)).items[0];
  // A platform is ranked by one weighting.
  const ranked = kind === 'weightings' ? (await listRecords(act, weightings, SOME)).items : [];
  const isFree = (id: string) => !ranked.some(({ platformIds }) => platformIds.includes(id));
  const own = act.caller.programPlatformIds.find(isFree);
  const { items } = await listRecords(act, equipment, { ...SOME, platformId: own });
  const item = items.find(({ condemnedAt, platformId }) => condemnedAt === null && isFree(platformId));
  const platformId = own ?? item?.platformId;
  const platform = platformId
    ? await getRecord(act, platforms, platformId)
    : (await listRecords(act, platforms, SOME)).items.find(({ id }) => isFree(id));
  const [person] = (await listRecords(act, people, { ...FIRST, role: 'qa_inspector' })).items;
  const names: [string, string][] = [];
  if (platform && item) names.push([INVENTED.equipment, `${platform.designation}/${item.serialNumber}`]);
  if (platform) names.push([INVENTED.platform, platform.designation]);
  if (facility) names.push([INVENTED.facility, facility.code]);
  if (person) names.push([INVENTED.person, person.id]);
  return names;
}

const FIRST = { limit: 1, sort: 'createdAt' } as const;
const SOME = { limit: 200, sort: 'createdAt' } as const;
