// Search: an index finds what the text contains, in any script, width and case, and only that.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folded } from '../../src/domain/search.ts';
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
