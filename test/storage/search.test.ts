// Search: an index finds what the text contains, in any script, width and case, and only that.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folded } from '../../src/domain/orders/search.ts';
import { type Plant, startPlant } from '../support/plant.ts';

const texts: Record<string, string> = {
  chips: 'Proprotor gearbox chip light',
  kanji: '主脚の亀裂',
  kana: 'ハンガードアのｱｸﾁｭｴｰﾀ 動作不良',
  short: '漏',
  quotes: 'reads "NOT" AND col:umn* (50%_done) \\',
  astral: '𠮷野工場の報告🛠',
  accents: 'Éclairage défaillant',
};

let plant: Plant;
const ids = new Map<string, string>();
beforeAll(async () => {
  plant = await startPlant();
  for (const [name, text] of Object.entries(texts))
    ids.set((await plant.draft({ discrepancy: { ja: text } })).id, name);
});
afterAll(() => plant.close());

const find = async (q: string): Promise<string[]> => {
  const path = `/v1/work-orders?sort=createdAt&q=${encodeURIComponent(q)}`;
  const { items } = await plant.send(plant.people.program, 'GET', path);
  return items.map((o: { id: string }) => ids.get(o.id) ?? o.id);
};

it.each([
  ['gearbox', ['chips']],
  ['GEARBOX CHIP', ['chips']],
  ['ｇｅａｒ', ['chips']],
  ['亀裂', ['kanji']],
  ['裂', ['kanji']],
  ['の', ['kanji', 'kana', 'astral']],
  ['アクチュエータ', ['kana']],
  ['ｱｸ', ['kana']],
  ['漏', ['short']],
  ['"NOT"', ['quotes']],
  ['not" and col:umn*', ['quotes']],
  ['%_', ['quotes']],
  ['%', ['quotes']],
  ['\\', ['quotes']],
  ['𠮷', ['astral']],
  ['𠮷野', ['astral']],
  ['🛠', ['astral']],
  ['告🛠', ['astral']],
  ['é', ['accents']],
  ['E\u0301clairage', ['accents']],
  ['eclairage', []],
  ['gearbox light', ['chips']],
  ['light　GEARBOX', ['chips']],
  ['gearbox 亀裂', []],
  ['動作 あくちゅえーた', ['kana']],
  ['ﾊﾝｶﾞｰ', ['kana']],
  ['はんがー', ['kana']],
  ['xyz', []],
] as const)('%s: %j', async (q, names) => {
  expect((await find(q)).sort()).toEqual([...names].sort());
});

it('finds an order by its item, by the platform and by the facility, in several words', async () => {
  const everything = [...ids.values()].sort();
  const { items } = await plant.send(plant.people.program, 'GET', '/v1/work-orders?limit=1');
  const [{ equipmentId, platformId, facilityId, number }] = items;
  const { serialNumber } = await plant.send('admin', 'GET', `/v1/equipment/${equipmentId}`);
  const { designation, nomenclature } = await plant.send('admin', 'GET', `/v1/platforms/${platformId}`);
  const { code, name } = await plant.send('admin', 'GET', `/v1/facilities/${facilityId}`);
  const names = [serialNumber, designation, code, ...Object.values(nomenclature), ...Object.values(name)];
  for (const one of names as string[]) expect([one, (await find(one)).sort()]).toEqual([one, everything]);
  expect(await find(`${designation} 亀裂 ${code}`)).toEqual(['kanji']);
  const typed = [
    number.toLowerCase(),
    number.replace(/[0-9A-Z-]/g, (c: string) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  ];
  for (const one of typed) {
    const path = `/v1/work-orders?number=${encodeURIComponent(one)}`;
    expect((await plant.send(plant.people.program, 'GET', path)).items).toMatchObject([{ number }]);
  }
});

it('finds every piece of every text', async () => {
  for (const [name, text] of Object.entries(texts)) {
    const characters = [...folded(text)];
    for (const length of [1, 2, 3, 4, characters.length])
      for (let at = 0; at + length <= characters.length; at += 1) {
        const piece = characters.slice(at, at + length).join('');
        if (piece.trim() === '') continue;
        const found = await find(piece);
        const holding = Object.keys(texts).filter((other) => folded(texts[other] ?? '').includes(piece));
        expect([piece, found.filter((n) => n in texts).sort()]).toEqual([
          piece,
          expect.arrayContaining(holding.sort()),
        ]);
        expect(found).toContain(name);
      }
  }
});

it('follows a text that is changed: the new one is found, the old one is not', async () => {
  const [id] = [...ids].find(([, name]) => name === 'chips') ?? [];
  const path = `/v1/work-orders/${id}`;
  const { revision } = await plant.send(plant.people.program, 'GET', path);
  const patch = { discrepancy: { ja: '冷却水ポンプ' } };
  await plant.send(plant.people.program, 'PATCH', path, patch, { 'if-match': `"${revision}"` });
  expect(await find('ポンプ')).toEqual(['chips']);
  expect(await find('却')).toEqual(['chips']);
  expect(await find('gearbox')).toEqual([]);
  expect(await find('rb')).toEqual([]);
});

describe('a name that changes', () => {
  /** Changes a register's record at the revision it has. */
  const amend = async (path: string, patch: object): Promise<void> => {
    const { revision } = await plant.send('admin', 'GET', path);
    await plant.send('admin', 'PATCH', path, patch, { 'if-match': `"${revision}"` });
  };
  const draftOf = async (serialNumber: string): Promise<{ id: string; equipmentId: string }> => {
    const equipmentId = await plant.item(serialNumber);
    return { id: (await plant.draft({ equipmentId, discrepancy: { en: 'Chips' } })).id, equipmentId };
  };

  it('of an item, a platform or a facility finds the orders about it, drafted before; the old one finds them no more', async () => {
    const { platform, facility } = plant.ids;
    const { id, equipmentId } = await draftOf('169001');
    const bystander = await draftOf('169002');
    const translation = {
      subject: { part: 'order', id, field: 'discrepancy' },
      language: 'ja',
      text: '翻訳された不具合',
      status: 'reviewed',
    };
    await plant.send(plant.people.program, 'POST', `/v1/work-orders/${id}/translations`, translation);

    await amend(`/v1/equipment/${equipmentId}`, { serialNumber: 'ＢＵ-555777' });
    expect(await find('bu-555777')).toEqual([id]);
    expect(await find('169001')).toEqual([]);
    expect(await find('169002')).toEqual([bystander.id]);
    // What else it is found by stays: its own words, and those of its translation.
    expect(await find('555777 chips')).toEqual([id]);
    expect(await find('555777 翻訳された')).toEqual([id]);

    await amend(`/v1/platforms/${platform}`, {
      designation: 'CV-22B',
      nomenclature: { en: 'Tiltrotor', ja: '傾斜回転翼機' },
    });
    expect(await find('cv-22b 555777')).toEqual([id]);
    expect(await find('傾斜回転翼機 169002')).toEqual([bystander.id]);
    expect(await find('MV-22B')).toEqual([]);
    expect(await find('オスプレイ')).toEqual([]);
    await amend(`/v1/facilities/${facility}`, {
      code: 'KZU',
      name: { en: 'Kisarazu Air Depot', ja: '木更津航空工場' },
    });
    expect(await find('kzu 航空工場 555777')).toEqual([id]);
    expect(await find('Depot')).toHaveLength(ids.size + 2);
  });

  it('leaves the orders alone when no name they are found by reads otherwise', async () => {
    const { id, equipmentId } = await draftOf('169003');
    await plant.app.database.write(async (tx) => {
      const { workOrders } = tx.tables;
      await tx.db.update(workOrders).set({ searchText: 'untouched' }).where(eq(workOrders.id, id));
    });
    await amend(`/v1/equipment/${equipmentId}`, { owningUnit: '09457' });
    await amend(`/v1/equipment/${equipmentId}`, { serialNumber: '１６９００３' });
    expect(await find('untouched')).toEqual([id]);
    await amend(`/v1/equipment/${equipmentId}`, { serialNumber: '169004' });
    expect(await find('untouched')).toEqual([]);
    expect(await find('169004')).toEqual([id]);
  });

  it('finds more orders than a statement takes at once', async () => {
    const equipmentId = await plant.item('169005');
    for (let n = 0; n < 520; n++) await plant.draft({ equipmentId });
    await amend(`/v1/equipment/${equipmentId}`, { serialNumber: '169006' });
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const query = `/v1/work-orders?limit=200&q=169006${cursor && `&cursor=${cursor}`}`;
      const { items, next } = await plant.send(plant.people.program, 'GET', query);
      found.push(...items.map((o: { id: string }) => o.id));
      if (next === null) break;
      cursor = next;
    }
    expect(new Set(found).size).toBe(520);
    expect(await find('169005')).toEqual([]);
  });
});
