// Equipment as a kind of file: each item with its owners and with what it was installed in, by when it was so.

import { z } from 'zod';
import { faultsOf } from '../../../domain/faults.ts';
import { refuseFaults } from '../../../domain/problem.ts';
import { type EquipmentState, equipmentState } from '../../../domain/registers/equipment.ts';
import type { Fault, Instant, Message } from '../../../domain/values.ts';
import type { Tx } from '../../../storage/database.ts';
import type { Version } from '../../../storage/metrics/versions.ts';
import { versionsRecordedBy } from '../../../storage/metrics/versions.ts';
import { allInstallationsOf } from '../../../storage/registers/installations.ts';
import { findRecord, findRecordsBy } from '../../../storage/registers/registers.ts';
import { equipment, hostFaults } from '../../registers/equipment.ts';
import { isSame } from '../../registers/registers.ts';
import { examples } from './examples.ts';
import type { Kind } from './kinds.ts';
import type { Put, Putting } from './put.ts';
import { idOfKey, resolveReferences } from './references.ts';
import { itemState, oncePerPlace, registerKind } from './register.ts';

const history = z.array(equipmentState).min(1).max(1_000);
const references = { platformId: 'platform', installedIn: 'equipment', locationFacilityId: 'facility' } as const;

const items = registerKind(equipment, {
  title: { en: 'Equipment', ja: '個体' },
  natural: ['platformId', 'serialNumber'],
  references,
  beside: itemState,
  nestedBy: {
    // Those that it was in once too: its history names them.
    names: async (tx, { id }) => [...new Set((await allInstallationsOf(tx, String(id))).map(({ hostId }) => hostId))],
    by: 'id',
  },
  more: {
    shape: {
      history: history.optional().meta({
        description:
          'Its owners and what it was installed in, oldest first, each since `from`: `{"from","owningUnit","installedIn"}`. The last is how it is now.',
      }),
    },
    of: async (tx, { id }) => ({ history: await statesOf(tx, String(id)) }),
  },
  example: examples.equipment,
});

/** Equipment, from administrators. A history is only continued, never rewritten. */
export const equipmentKind: Kind = {
  ...items,
  async put(putting, row) {
    const { history: told, ...rest } = row;
    if (told === undefined || told === null) return await items.put(putting, rest);
    const states = await read(putting, told);
    const last = states.at(-1) as EquipmentState;
    const item = { ...rest };
    const faults = await resolveReferences(putting.tx, item, references);
    for (const name of ['owningUnit', 'installedIn'] as const)
      if (item[name] === undefined) item[name] = last[name];
      else if (!isSame(item[name], last[name])) faults.push(fault(`/${name}`, 'history.differs'));
    refuseFaults(oncePerPlace(faults));
    const known = await knownId(putting.tx, item);
    const kept = known === null ? [] : await statesOf(putting.tx, known);
    if (!kept.every((state, n) => isSame(state, states[n]))) refuseFaults([fault('/history', 'history.other')]);
    for (const [n, { installedIn }] of states.entries())
      faults.push(...(await hostFaults(putting.tx, known ?? '', installedIn, `/history/${n}/installedIn`)));
    refuseFaults(faults);
    const further = states.slice(kept.length);
    if (further.length === 0) return await items.put(putting, item);
    // All but the first find the item there, with nothing else changed.
    const warnings: Fault[] = [];
    for (const { from, owningUnit, installedIn } of further) {
      const done = await items.put({ ...putting, since: from }, { ...item, owningUnit, installedIn });
      if (warnings.length === 0) warnings.push(...done.warnings);
    }
    const put: Put = kept.length === 0 ? 'created' : 'changed';
    return { put, warnings };
  },
};

// The states that a row tells, in their order. Raises request.invalid.
async function read({ tx, now }: Putting, told: unknown): Promise<EquipmentState[]> {
  const named = Array.isArray(told) ? told.map((state) => (isObject(state) ? { ...state } : state)) : told;
  const faults: Fault[] = [];
  for (const [n, state] of Array.isArray(named) ? named.entries() : [])
    if (isObject(state))
      for (const one of await resolveReferences(tx, state, { installedIn: 'equipment' }))
        faults.push({ ...one, pointer: `/history/${n}${one.pointer}` });
  const parsed = history.safeParse(named);
  refuseFaults(
    oncePerPlace([...faults, ...faultsOf(parsed).map((one) => ({ ...one, pointer: `/history${one.pointer}` }))]),
  );
  const states = parsed.data as EquipmentState[];
  refuseFaults(
    states.flatMap(({ from }, n) => {
      if (from > now) return [fault(`/history/${n}/from`, 'instant.future')];
      return n > 0 && from <= (states[n - 1] as EquipmentState).from
        ? [fault(`/history/${n}/from`, 'history.out_of_order')]
        : [];
    }),
  );
  return states;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// As the register finds it: by its id, its key, or its platform and serial number; null: it is not here.
async function knownId(tx: Tx, { id, key, platformId, serialNumber }: Record<string, unknown>): Promise<string | null> {
  const given = typeof id === 'string' ? id : typeof key === 'string' ? idOfKey('equipment', key) : null;
  if (given !== null) return (await findRecord(tx, 'equipment', given))?.id ?? null;
  if (typeof platformId !== 'string' || typeof serialNumber !== 'string') return null;
  const found = await findRecordsBy(tx, 'equipment', { platformId, serialNumber });
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

/** The owners of an item and what it was installed in, as its versions have them. */
async function statesOf(tx: Tx, id: string): Promise<EquipmentState[]> {
  const versions: Version<Omit<EquipmentState, 'from'>>[] = await versionsRecordedBy(tx, [id], EVER);
  const states: EquipmentState[] = [];
  for (const { since: from, data } of versions) {
    const { owningUnit, installedIn } = data;
    const before = states.at(-1);
    if (before?.owningUnit !== owningUnit || before.installedIn !== installedIn)
      states.push({ from, owningUnit, installedIn });
  }
  return states;
}

const EVER: Instant = '9999-12-31T23:59:59.999Z';

const said = {
  'instant.future': { en: 'This lies in the future.', ja: '未来の日時は指定できません。' },
  'history.differs': { en: 'The history says otherwise.', ja: '履歴の内容と一致しません。' },
  'history.out_of_order': { en: 'The states stand in the order of time.', ja: '状態は時刻の順に並べてください。' },
  'history.other': {
    en: 'The item is here with another history. What is here already is never rewritten: a history can only be continued.',
    ja: '別の履歴を持つ個体が登録済みです。登録済みの履歴は書き換えられません。続きのみ取り込めます。',
  },
} satisfies Record<string, Message>;

function fault(pointer: string, code: keyof typeof said): Fault {
  return { pointer, code, message: said[code] };
}
