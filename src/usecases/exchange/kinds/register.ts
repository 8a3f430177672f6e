// A register as a kind of file: its rows put by the register's own rules, its records read within the caller's sight.
import { z } from 'zod';
import { faultsOf } from '../../../domain/faults.ts';
import { Problem, refuseFaults } from '../../../domain/problem.ts';
import { AUTHORIZATION_STATUSES } from '../../../domain/registers/authorization.ts';
import { CONDITIONS, LOCATIONS } from '../../../domain/registers/equipment.ts';
import { CERTIFICATION_STATUSES, statusChange } from '../../../domain/registers/facility.ts';
import {
  dateInTokyo,
  type Fault,
  type Instant,
  type IsoDate,
  id,
  instant,
  type Message,
  token,
} from '../../../domain/values.ts';
import type { Tx } from '../../../storage/database.ts';
import {
  findRecord,
  findRecordsBy,
  listRecordPage,
  type RecordNoun,
  type RowOf,
} from '../../../storage/registers/registers.ts';
import type { Act } from '../../act.ts';
import { isSame, type Register, type Sighted } from '../../registers/registers.ts';
import { currentStatus } from '../../registers/status-changes.ts';
import type { ExportPage, Kind } from './kinds.ts';
import { type Putting, putRecord } from './put.ts';
import { idOfKey, type Referable, resolveReferences, takeMissing } from './references.ts';

/** Columns that the API does not take: what a record has become where it comes from. */
export interface Beside {
  shape: z.ZodRawShape;
  /** Fields of the input that these stand for: with one of these said, those are not read. */
  insteadOf: readonly string[];
  /** The columns that they say. */
  columns(said: Record<string, unknown>, today: IsoDate): Record<string, unknown>;
}

/** The other records of the register that one names, and the field of theirs by which it does. */
interface Nesting {
  names(tx: Tx, row: Record<string, unknown>): Promise<string[]> | string[];
  by: string;
}

interface RegisterKind {
  title: Message;
  /** The fields by which a record without id or key is known again. */
  natural: readonly string[];
  /** Those by which one is that says nothing of the former. */
  naturalElse?: readonly string[];
  /** Whether a record here may have another id than elsewhere: nothing refers to it by id. */
  isIdLocal?: boolean;
  references?: Readonly<Record<string, Referable>>;
  /** References within the register itself, which a row may make before the row that they name. */
  forward?: Readonly<Record<string, Referable & RecordNoun>>;
  beside?: Beside;
  /** How records of one register name one another: those come after the ones they name. */
  nestedBy?: Nesting;
  note?: Message;
  /** What travels beside the record itself. */
  more?: {
    shape: z.ZodRawShape;
    of(tx: Tx, row: Record<string, unknown>): Promise<Record<string, unknown>>;
  };
  example: Record<string, unknown>;
}

const reference = token(300).meta({ description: 'An id, the name the record goes by, or key: with its key.' });

/** What every kind begins with. */
export const headShape = {
  id: id.optional().meta({ description: 'Kept when given (UUID); made otherwise.' }),
  key: token(200).optional().meta({
    description: 'What the record is called where it comes from: the same key is the same record. In place of an id.',
  }),
};
const createdAt = instant
  .optional()
  .meta({ description: 'When it was registered where it comes from; now unless given.' });

/** The kind of a register. */
export function registerKind<N extends RecordNoun, I extends z.ZodObject, Shown>(
  register: Register<N, I, Shown>,
  {
    title,
    natural,
    naturalElse = [],
    isIdLocal = false,
    references = {},
    forward = {},
    beside,
    nestedBy,
    note,
    more,
    example,
  }: RegisterKind,
): Kind {
  const parent = register.parent?.field;
  const shape: z.ZodRawShape = {
    ...headShape,
    ...(parent ? { [parent]: reference } : {}),
    ...register.input.shape,
    ...beside?.shape,
    createdAt,
    ...more?.shape,
  };
  const input = register.input.shape as z.ZodRawShape;
  const known = z.object({
    ...headShape,
    createdAt,
    ...(parent ? { [parent]: id } : {}),
    ...beside?.shape,
    ...Object.fromEntries(
      [...natural, ...naturalElse]
        .filter((name) => name !== parent)
        .map((name) => [name, (input[name] as z.ZodType).optional()]),
    ),
  });
  const inputOf = (given: Record<string, unknown>, without: readonly string[] = []) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => name in input && !without.includes(name)));
  const schema = z.strictObject(shape);
  return {
    title,
    schema,
    forward: Object.keys(forward),
    writers: register.writers,
    example,
    note: note ?? null,
    async put(putting, row) {
      const given = { ...row };
      const missing = await takeMissing(putting.tx, given, forward);
      const faults = [...unknownNames(shape, given), ...(await resolveReferences(putting.tx, given, references))];
      const head = known.safeParse(given);
      const wrong = [...faults, ...faultsOf(head)];
      // What can't be known again would be new: then all that is wrong with it is said at once.
      if (wrong.length > 0)
        refuseFaults(oncePerPlace([...wrong, ...faultsOf(register.input.safeParse(inputOf(given)))]));
      const said = head.data as { id?: string; key?: string; createdAt?: Instant } & Record<string, unknown>;
      refuseFaults(futureFaults(said.createdAt, putting.now));
      const { columns, spoken } = besideOf(beside, said, dateInTokyo(putting.now));
      const put = await putRecord(putting, register, {
        id: await idFor(putting, register.noun, said, [natural, naturalElse], isIdLocal),
        parentId: parent ? String(said[parent]) : null,
        createdAt: said.createdAt,
        input: inputOf(given, spoken ? beside?.insteadOf : []),
        beside: columns,
      });
      return { ...put, missing };
    },
    page: async (tx, act, after) =>
      await registerPage(tx, act, register, { names: Object.keys(shape), nestedBy, more }, after),
  };
}

function besideOf(beside: Beside | undefined, said: Record<string, unknown>, today: IsoDate) {
  const names = Object.keys(beside?.shape ?? {});
  const spoken = names.some((name) => said[name] !== undefined && said[name] !== null);
  const given = Object.fromEntries(names.filter((name) => said[name] !== undefined).map((name) => [name, said[name]]));
  return { spoken, columns: beside && spoken ? beside.columns(given, today) : {} };
}

/** The first fault of each place: what a later rule says of a value that names nothing is the same mistake told again. */
export function oncePerPlace(faults: readonly Fault[]): Fault[] {
  return faults.filter((fault, n) => faults.findIndex((other) => other.pointer === fault.pointer) === n);
}

/** A fault for each name that this kind does not have. */
export function unknownNames(shape: z.ZodRawShape, given: Record<string, unknown>): Fault[] {
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(shape, name))
    .map((name) => ({
      pointer: `/${name}`,
      code: 'property.unknown',
      message: { en: 'There is no property of this name here.', ja: 'この名前の項目はありません。' },
    }));
}

/** The fault of an instant of the record that is still to come, or none. */
export function futureFaults(at: Instant | undefined, now: Instant, pointer = '/createdAt'): Fault[] {
  if (at === undefined || at <= now) return [];
  return [
    {
      pointer,
      code: 'instant.future',
      message: { en: 'This lies in the future.', ja: '未来の日時は指定できません。' },
    },
  ];
}

// Given; that of its key; that of the one record that is alike in what such records are known by; or a new one.
async function idFor(
  { tx, newId }: Putting,
  noun: RecordNoun,
  said: { id?: string; key?: string } & Record<string, unknown>,
  [natural, naturalElse]: readonly [readonly string[], readonly string[]],
  isIdLocal: boolean,
): Promise<string> {
  const given = said.id ?? (said.key === undefined ? undefined : idOfKey(noun, said.key));
  if (given !== undefined && (!isIdLocal || (await findRecord(tx, noun, given)) !== null)) return given;
  const known = (await alike(tx, noun, said, natural)) ?? (await alike(tx, noun, said, naturalElse));
  return known ?? given ?? newId();
}

async function alike(
  tx: Tx,
  noun: RecordNoun,
  said: Record<string, unknown>,
  natural: readonly string[],
): Promise<string | null> {
  const values = Object.fromEntries(natural.map((name) => [name, said[name]]));
  // What has no number is not the same as something else that has none.
  if (natural.length === 0 || natural.some((name) => values[name] === undefined || values[name] === null)) return null;
  const plain = Object.entries(values).filter(([, value]) => !Array.isArray(value));
  const lists = Object.entries(values).filter(([, value]) => Array.isArray(value));
  const found = (await findRecordsBy(tx, noun, Object.fromEntries(plain))) as unknown as Record<string, unknown>[];
  const same = found.filter((row) => lists.every(([name, value]) => isSame(row[name], value)));
  return same.length === 1 ? String(same[0]?.id) : null;
}

const PAGE_ROWS = 500;

// Nested records come depth by depth: `after` names the depth, whether there are deeper ones, and the last record of this depth.
async function registerPage<N extends RecordNoun, I extends z.ZodObject, Shown>(
  tx: Tx,
  act: Act,
  register: Register<N, I, Shown>,
  { names, nestedBy, more }: Pick<RegisterKind, 'nestedBy' | 'more'> & { names: readonly string[] },
  after: string | null,
): Promise<ExportPage> {
  const [depthText = '0', deeper = '', cursor = ''] = after?.split('|') ?? [];
  const depth = Number(depthText);
  const sees = await sightOf(tx, act, register);
  const page = await listRecordPage(tx, register.noun, { limit: PAGE_ROWS, cursor: cursor || null, sort: 'id' }, []);
  const today = dateInTokyo(act.clock());
  const records: Record<string, unknown>[] = [];
  let isDeeper = deeper !== '';
  for (const row of page.items) {
    if (!(await sees(row))) continue;
    const at = nestedBy ? await depthOf(tx, register.noun, row, nestedBy) : depth;
    isDeeper ||= at > depth;
    if (at !== depth) continue;
    const own = (register.view ? await register.view(tx, row, today) : row) as Record<string, unknown>;
    const view = more ? { ...own, ...(await more.of(tx, own)) } : own;
    records.push(
      Object.fromEntries(names.filter((name) => view[name] !== undefined).map((name) => [name, view[name]])),
    );
  }
  if (page.next !== null) return { records, next: [depth, isDeeper ? 'deeper' : '', page.next].join('|') };
  return { records, next: isDeeper ? `${depth + 1}||` : null };
}

// Nesting is shallow: an engine in an aircraft, a module in the engine. The bound guards against a circle.
const DEEPEST = 20;

async function depthOf(tx: Tx, noun: RecordNoun, row: object, nesting: Nesting, most = DEEPEST): Promise<number> {
  if (most === 0) return 0;
  let depth = 0;
  for (const name of await nesting.names(tx, row as Record<string, unknown>)) {
    const [named] = await findRecordsBy(tx, noun, { [nesting.by]: name });
    depth = Math.max(depth, 1 + (named ? await depthOf(tx, noun, named, nesting, most - 1) : 0));
  }
  return depth;
}

/** Whether the caller sees a record, asked of many: the sight is made once, and that of parents kept. */
async function sightOf<N extends RecordNoun>(
  tx: Tx,
  act: Act,
  register: Sighted<N>,
): Promise<(row: RowOf<N>) => Promise<boolean>> {
  const { parent } = register;
  if (!parent) {
    const sight = await register.sight(tx, act.caller);
    return async (row) => sight.sees?.(row) ?? true;
  }
  const seesParent = await sightOf(tx, act, parent.of);
  const seen = new Map<string, boolean>();
  return async (row) => {
    const parentId = String((row as Record<string, unknown>)[parent.field]);
    const known = seen.get(parentId);
    if (known !== undefined) return known;
    const of = await findRecord(tx, parent.of.noun, parentId);
    const isSeen = of !== null && (await seesParent(of));
    seen.set(parentId, isSeen);
    return isSeen;
  };
}

const changesOf = <T extends readonly [string, ...string[]]>(statuses: T) => ({
  statusChanges: z
    .array(statusChange(statuses))
    .min(1)
    .optional()
    .meta({ description: 'Every dated change of its status, in place of status, statusOn and statusReason.' }),
});

const STATUS_FIELDS = ['status', 'statusOn', 'statusReason'];

/** The whole history of a certification's status. */
export const certificationStatus: Beside = {
  shape: changesOf(CERTIFICATION_STATUSES),
  insteadOf: STATUS_FIELDS,
  columns: statusesOf,
};

/** The whole history of an authorization's status. */
export const authorizationStatus: Beside = {
  shape: changesOf(AUTHORIZATION_STATUSES),
  insteadOf: STATUS_FIELDS,
  columns: statusesOf,
};

function statusesOf({ statusChanges }: Record<string, unknown>, today: IsoDate) {
  const changes = statusChanges as { status: string; on: IsoDate; reason: null }[];
  if (changes.some((change, at) => change.on < (changes[at - 1]?.on ?? '')))
    throw new Problem('request.invalid', {
      errors: [
        {
          pointer: '/statusChanges',
          code: 'status.out_of_order',
          message: { en: 'The changes stand in the order of their days.', ja: '変更は日付の順に並べてください。' },
        },
      ],
    });
  return { statusChanges: changes, status: currentStatus(changes, today) };
}

/** Where an item is and in what condition, which here follows from custody and from status reports. */
export const itemState: Beside = {
  shape: {
    location: z.enum(LOCATIONS).optional(),
    locationFacilityId: id.nullable().optional(),
    condition: z.enum(CONDITIONS).nullable().optional(),
    condemnedAt: instant.nullable().optional(),
  },
  insteadOf: [],
  columns: (said) => said,
};
