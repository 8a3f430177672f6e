// What goes wrong under people's hands: refusals that have to be seen, words that must not be lost, a tablet away for days. And the jobs that are left by keyboard alone.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, type Loose } from '../support/app.ts';
import { CHROMIUM, expectAccessible, startPages, type TriedPages } from '../support/chromium.ts';
import { withBays } from '../support/order.ts';

/** Whether an element is before the reader's eyes: what lies over it counts. */
const isSeen = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => {
    const { x, y, width, height } = (element as unknown as Box).getBoundingClientRect();
    const top = (globalThis as unknown as Screen).document.elementFromPoint(x + width / 2, y + height / 2);
    return top !== null && (element as unknown as Box).contains(top);
  });
// The browser's own, of which tests of a service know nothing.
interface Box {
  getBoundingClientRect(): { x: number; y: number; width: number; height: number };
  contains(other: unknown): boolean;
}
interface Screen {
  document: { elementFromPoint(x: number, y: number): unknown };
}

/** Presses a key until something holds, as people do. */
async function press(page: Page, key: string, isThere: string): Promise<void> {
  for (let n = 0; n < 80 && !(await page.evaluate(isThere)); n += 1) await page.keyboard.press(key);
  expect(await page.evaluate(isThere)).toBe(true);
}
const on = (selector: string) => `document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`;
const onText = (text: string) => `document.activeElement?.textContent?.includes(${JSON.stringify(text)}) ?? false`;

describe.skipIf(!CHROMIUM)('slips and keyboards', () => {
  let tried: TriedPages;
  beforeAll(async () => {
    tried = await startPages();
    await withBays(tried.p, 50);
  });
  afterAll(async () => {
    await tried?.close();
  });
  afterEach(async () => {
    await tried.shut();
    // The browser notes refused requests, and that there was no network.
    expect(tried.complaints.splice(0).filter((text) => !/\b4\d\d \(|INTERNET_DISCONNECTED/.test(text))).toEqual([]);
  });

  it('say of an order that it was imported, of one recorded here nothing', async () => {
    const { p } = tried;
    const here = await p.orderIn('draft');
    const { example } = await p.send('admin', 'GET', '/v1/imports/templates/work-orders', undefined, {
      accept: 'application/json',
    });
    const imports = '/v1/imports?kind=work-orders';
    const type = { 'content-type': 'application/x-ndjson' };
    expect((await p.send('admin', 'POST', imports, JSON.stringify(example), type)).errors).toEqual([]);
    const [imported] = (await p.send(p.people.program, 'GET', '/v1/work-orders?historical=true')).items;
    const page = await tried.open(p.people.program, `/orders/${imported.id}`, { language: 'ja' });
    await page.waitForSelector('.page-head:has-text("取込")');
    await page.goto(page.url().replace(imported.id, here.id));
    await page.waitForSelector('.page-head:has-text("下書き")');
    expect(await page.textContent('.page-head')).not.toContain('取込');
  });

  it('take a key that a Japanese keyboard typed at full width, and say of any other that it is wrong', async () => {
    const { depot } = tried.p.people;
    const page = await tried.open(null, '/', { language: 'ja', width: 360 });
    await page.fill('#key', 'キー');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.fault:has-text("このキーではサインインできません")');
    const fullWidth = depot.key.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
    await page.fill('#key', fullWidth);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.shell-tools .menu');
  });

  it('show why a form was refused wherever its sender stands, keep it from the Back button, and through the end of a session', async () => {
    const { p } = tried;
    const order = await p.orderIn('in_work');
    const page = await tried.open(p.people.depot, '/log', { language: 'ja', width: 360 });
    await page.setViewportSize({ width: 360, height: 480 });
    await page.click(`a.tile[href="/log?order=${order.id}"]`);
    await page.click(`.small a[href="/orders/${order.id}"]`);
    await page.click('button:has-text("部品を請求")');
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog .note:has-text("数量 必須の項目です。")');
    expect(await isSeen(page, 'dialog .note')).toBe(true);
    expect(await page.locator('dialog .note').textContent()).not.toMatch(/`|\/quantity/);
    await page.locator('dialog textarea').first().fill('出力軸シール');
    await page.getByLabel('数量').fill('2');
    await page.getByLabel('部品番号').first().fill('901-010-400');

    const questions: string[] = [];
    page.on('dialog', (question) => {
      questions.push(question.message());
      void question.dismiss();
    });
    await page.evaluate('new Promise((done) => { addEventListener("popstate", () => done(null)); history.back(); })');
    expect(questions).toEqual(['入力内容が失われます。移動しますか。']);
    expect(new URL(page.url()).pathname).toBe(`/orders/${order.id}`);

    // A session lasts for half a day; the page does not know until it asks for something.
    p.clock.advance({ hours: 13 });
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog[data-covers]:has-text("セッションが終了しました")');
    expect(await page.locator('main').isVisible()).toBe(false);
    await page.fill('#key', p.people.depot.key);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[data-covers]', { state: 'detached' });
    expect(await page.locator('dialog textarea').first().inputValue()).toBe('出力軸シール');
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog', { state: 'detached' });
    const { items } = await p.send(p.people.depot, 'GET', `/v1/work-orders/${order.id}/part-demands`);
    expect(items).toMatchObject([{ nomenclature: { ja: '出力軸シール' }, quantity: 2 }]);
  });

  it('begin anew for another person than the one whose session has ended', async () => {
    const { p } = tried;
    const order = await p.orderIn('in_work', { equipmentId: await p.item('ENDED-1') });
    const page = await tried.open(p.people.depot, `/orders/${order.id}`);
    await page.click('button:has-text("Raise a nonconformance")');
    await page.locator('dialog textarea').first().fill('Scratch');
    p.clock.advance({ hours: 13 });
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog[data-covers]');
    await page.fill('#key', p.people.inspector.key);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.waitForSelector('.menu-body:has-text("Inspector"), .shell-tools .label:has-text("Inspector")', {
      state: 'attached',
    });
    expect(await page.getByText('Scratch').count()).toBe(0);
  });

  it('send what waited on a tablet for days, with the reason that its maker is asked for', async () => {
    const { p } = tried;
    const order = await p.orderIn('in_work', { equipmentId: await p.item('LATE-1') });
    const path = `/v1/work-orders/${order.id}/operations`;
    const { id, revision } = await p.send(p.people.depot, 'POST', path, { title: { ja: '再締付' } });
    await p.ask(p.people.program, 'POST', `${path}/${id}/approve`, undefined, { 'if-match': `"${revision}"` });
    const page = await tried.open(p.people.depot, `/log?order=${order.id}`, { language: 'ja', width: 360 });
    await page.waitForSelector('button.tile:has-text("再締付")');
    const loggedAt = p.clock.now();
    await page.context().setOffline(true);
    await page.click('button.tile:has-text("再締付")');
    await page.click('dialog .main-action');
    // It is not to be logged twice.
    await page.waitForSelector('button.tile[aria-disabled=true]:has-text("送信待ち")');
    p.clock.advance({ hours: 4 * 24 });
    await page.context().setOffline(false);
    // Meanwhile the session ran out. Its maker is back, and so goes what they left.
    await page.waitForSelector('dialog[data-covers]');
    await page.fill('#key', p.people.depot.key);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note[data-tone=bad]:has-text("72時間を超えて")');
    await page.getByLabel('遅れて記録する理由').fill('艦上で通信できなかったため');
    await page.click('button:has-text("この理由を付けて送信")');
    await page.waitForSelector('#queue', { state: 'detached' });
    expect(await p.send(p.people.depot, 'GET', `${path}/${id}`)).toMatchObject({
      status: 'done',
      performedAt: loggedAt,
      lateReason: { ja: '艦上で通信できなかったため' },
    });
  });

  it('let an inspector raise a nonconformance from its row, and see why a pin was refused, by keyboard alone', async () => {
    const { p } = tried;
    const order = await p.orderIn('inducted', { equipmentId: await p.item('KEYS-NC') });
    const { id } = await p.send(p.people.inspector, 'POST', `/v1/work-orders/${order.id}/inspections`, {
      kind: 'receiving',
      characteristics: [{ name: { ja: '締付トルク' }, method: 'wrench', unit: 'N·m', lower: '40', upper: '45.5' }],
    });
    const page = await tried.open(p.people.inspector, `/orders/${order.id}/inspections/${id}`, { language: 'ja' });
    await page.setViewportSize({ width: 1024, height: 600 });
    await page.waitForSelector('input.measured');
    await press(page, 'Tab', on('input.measured'));
    // As the keyboard of a Japanese plant types it.
    await page.keyboard.insertText('４７．０');
    await page.waitForSelector('tr[data-judgement=out]');
    await press(page, 'Tab', on('tr button.danger'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog select');
    await press(page, 'Tab', on('dialog select'));
    // Minor, then major.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await press(page, 'Tab', on('dialog textarea'));
    await page.keyboard.insertText('締付トルク超過');
    await press(page, 'Tab', on('dialog .main-action'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    const raised = await p.send(p.people.inspector, 'GET', `/v1/work-orders/${order.id}/nonconformances`);
    expect(raised.items).toMatchObject([{ severity: 'major', characteristic: 1, inspectionId: id }]);
    await press(page, 'Tab', onText('不合格として署名'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.signed-content dt:has-text("検査項目（何番目か）")');
    await press(page, 'Tab', on('dialog input[type=password]'));
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog .note[data-tone=bad]');
    expect(await isSeen(page, 'dialog .note[data-tone=bad]')).toBe(true);
    // What was refused is typed over.
    await page.keyboard.type(p.people.inspector.pin);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    const signed = await p.send(p.people.inspector, 'GET', `/v1/work-orders/${order.id}/inspections/${id}`);
    expect([signed.decision, signed.results[0].value]).toEqual(['failed', '47.0']);
  });

  it('let an inspector inspect again what was inspected before', async () => {
    const { p } = tried;
    const order = await p.orderIn('inducted', { equipmentId: await p.item('AGAIN-1') });
    const path = `/v1/work-orders/${order.id}/inspections`;
    const kind = 'receiving';
    const characteristics = [{ name: { ja: '締付トルク' }, method: 'wrench', unit: 'N·m', lower: '40', upper: '45.5' }];
    await p.send(p.people.inspector, 'POST', path, { kind, characteristics });
    const page = await tried.open(p.people.inspector, `/orders/${order.id}`, { language: 'ja' });
    await page.click('button:has-text("検査を開始")');
    await page.selectOption('dialog select', kind);
    await page.click('dialog button:has-text("受入検査 2026年"):has-text("と同じ検査項目")');
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog', { state: 'detached' });
    const { items } = await p.send(p.people.inspector, 'GET', path);
    expect(items.at(-1).characteristics).toEqual(items[0].characteristics);
    expect(items.filter((one: Loose) => one.kind === kind).length).toBeGreaterThan(1);
  });

  it('let an administrator change a register by keyboard alone', async () => {
    const { p } = tried;
    const path = `/v1/facilities/${p.ids.facility}`;
    const page = await tried.open({ key: ADMIN_KEY }, `/registers/facilities/${p.ids.facility}`);
    await page.waitForSelector('.page-head .compact');
    await press(page, 'Tab', on('.page-head .compact'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog');
    await press(page, 'Tab', `document.activeElement?.labels?.[0]?.textContent?.startsWith('Bays') ?? false`);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('-1');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog .note:has-text("Bays Must be at least")');
    await expectAccessible(page);
    await press(page, 'Tab', `document.activeElement?.labels?.[0]?.textContent?.startsWith('Bays') ?? false`);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect((await p.send('admin', 'GET', path)).bays).toBe(12);
  });

  it('let a program office sign a support list by keyboard alone', async () => {
    const { p } = tried;
    const { depot, program } = p.people;
    const order = await p.orderIn('in_work', { equipmentId: await p.item('KEYS-SUPPLY') });
    await p.send(depot, 'POST', `/v1/work-orders/${order.id}/part-demands`, {
      partNumber: 'EX-901-045',
      nomenclature: { en: 'Gearbox bearing' },
      quantity: 2,
      stopsWork: true,
    });
    await p.act(depot, order.id, 'await_parts');
    const frozen = await p.send(program, 'POST', '/v1/support-lists', {
      horizon: 'near_term',
      platformIds: [p.ids.platform],
    });
    const list = `/v1/support-lists/${frozen.id}`;
    await p.ask(program, 'POST', `${list}/propose`, undefined, { 'if-match': `"${frozen.revision}"` });
    const page = await tried.open(program, '/inbox');
    const row = `[data-row][href="/office/support?show=lists&list=${frozen.id}"]`;
    await page.waitForSelector(row);
    await press(page, 'j', on(row));
    await page.keyboard.press('Enter');
    await page.waitForSelector('button:has-text("Sign for the United States")');
    await press(page, 'Tab', onText('Sign for the United States'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog .signed-content');
    await press(page, 'Tab', on('dialog input[type=password]'));
    await page.keyboard.type(program.pin);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note:has-text("Only one side has signed (United States)")');
    const { signatures } = await p.send(program, 'GET', list);
    expect(signatures.map(({ side, language }: Loose) => [side, language])).toEqual([['us', 'en']]);
  });
});
