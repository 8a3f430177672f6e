// The pages in a real Chromium: the main job of depot staff, inspector and program office, in both languages and by keyboard, with what goes wrong on the way.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, type Loose } from '../support/app.ts';
import { CHROMIUM, expectAccessible, startPages, type TriedPages } from '../support/chromium.ts';
import { withBays } from '../support/order.ts';

// Seconds that people take for what a job is made of. Source: Card, Moran and Newell, The keystroke-level model (Communications of the ACM 23:7, 1980),
// with the key of an average typist; a tap is reaching for it and pressing.
const KEYSTROKE_LEVEL = { decide: 1.35, reach: 1.1, press: 0.28 };

// How many records each store of what this browser keeps has; as text, for it runs there.
const KEPT = `new Promise((resolve) => {
  const opening = indexedDB.open('seibi');
  opening.onsuccess = () => {
    const counting = ['who', 'read', 'queue'].map((name) => new Promise((counted) => {
      const count = opening.result.transaction(name).objectStore(name).count();
      count.onsuccess = () => counted(count.result);
    }));
    resolve(Promise.all(counting));
  };
})`;

describe.skipIf(!CHROMIUM)('the pages', () => {
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
    expect(tried.complaints.splice(0)).toEqual([]);
  });

  /** An order in work with one operation that is open and approved. */
  const orderToLog = async (serial: string) => {
    const { p } = tried;
    const order = await p.orderIn('in_work', { equipmentId: await p.item(serial) });
    const path = `/v1/work-orders/${order.id}`;
    const operation = await p.send(p.people.depot, 'POST', `${path}/operations`, {
      title: { en: 'Retorque', ja: '再締付' },
    });
    const ifMatch = { 'if-match': `"${operation.revision}"` };
    await p.ask(p.people.program, 'POST', `${path}/operations/${operation.id}/approve`, undefined, ifMatch);
    const stateOf = async () => (await p.send(p.people.depot, 'GET', `${path}/operations/${operation.id}`)).status;
    return { order, stateOf };
  };
  it.each(['en', 'ja'] as const)('let depot staff log an operation in three taps (%s)', async (language) => {
    const { order, stateOf } = await orderToLog(`LOG-${language}`);
    const page = await tried.open(tried.p.people.depot, '/log', { language });
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    await page.click(`a.tile[href="/log?order=${order.id}"]`);
    await page.click(`button.tile:has-text("${language === 'en' ? 'Retorque' : '再締付'}")`);
    await page.click('dialog .main-action');
    await page.waitForSelector('.note[data-tone=good]:visible');
    expect(await stateOf()).toBe('done');
  });

  it.each(['en', 'ja'] as const)('let depot staff log an operation by keyboard alone (%s)', async (language) => {
    const { order, stateOf } = await orderToLog(`KEYS-${language}`);
    const page = await tried.open(tried.p.people.depot, '/log', { language });
    const path = `/log?order=${order.id}`;
    await page.waitForSelector(`[data-row][href="${path}"]`);
    await press(page, 'j', () => page.evaluate(`document.activeElement?.getAttribute('href') === '${path}'`));
    await page.keyboard.press('Enter');
    const title = language === 'en' ? 'Retorque' : '再締付';
    await page.waitForSelector(`button.tile:has-text("${title}")`);
    const isOnIt = `document.activeElement?.matches('button.tile') && document.activeElement.textContent.includes('${title}')`;
    await press(page, 'j', () => page.evaluate(isOnIt));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog .main-action');
    await press(page, 'Tab', () => page.evaluate(`document.activeElement?.matches('dialog .main-action') ?? false`));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note[data-tone=good]:visible');
    expect(await stateOf()).toBe('done');
  });

  it('closes an operation out within 90 seconds, hours included, and asks for four things at the most', async () => {
    const { p } = tried;
    const { order, stateOf } = await orderToLog('CLOSE-OUT');
    const page = await tried.open(p.people.depot, '/log', { language: 'ja', gloves: true });
    let seconds = 0;
    const tap = async (selector: string) => {
      await page.click(selector);
      seconds += KEYSTROKE_LEVEL.decide + KEYSTROKE_LEVEL.reach + KEYSTROKE_LEVEL.press;
    };
    await tap(`a.tile[href="/log?order=${order.id}"]`);
    await tap('button.tile:has-text("再締付")');
    await page.waitForSelector('dialog');
    expect(await page.locator('dialog :is(input, select, textarea)').count()).toBeLessThanOrEqual(4);
    await tap('dialog input[type=number]');
    await page.keyboard.type('1.5');
    seconds += 3 * KEYSTROKE_LEVEL.press;
    await tap('dialog .main-action');
    await page.waitForSelector('.note[data-tone=good]:visible');
    expect(await stateOf()).toBe('done');
    const { items } = await p.send(p.people.depot, 'GET', `/v1/work-orders/${order.id}/labor`);
    expect(items.map(({ hours }: Loose) => hours)).toContain(1.5);
    expect(Math.round(seconds)).toBe(12);
    expect(seconds).toBeLessThan(90);
  });

  it('say before it is tapped what cannot be logged, and offer nothing that the status does not', async () => {
    const { p } = tried;
    const order = await p.orderIn('in_work', { equipmentId: await p.item('LOG-WAITS') });
    const path = `/v1/work-orders/${order.id}/operations`;
    for (const [person, title, holdPoint] of [
      [p.people.inspector, '締付の確認', true],
      [p.people.depot, '組立', false],
    ] as const) {
      const { id, revision } = await p.send(person, 'POST', path, { title: { ja: title }, holdPoint });
      await p.ask(p.people.program, 'POST', `${path}/${id}/approve`, undefined, { 'if-match': `"${revision}"` });
    }
    await p.send(p.people.depot, 'POST', path, { title: { ja: '追加の点検' } });
    const page = await tried.open(p.people.depot, `/log?order=${order.id}`, { language: 'ja' });
    const stopping = page.locator('button.tile[aria-disabled=true]:has-text("部品待ちにする")');
    await stopping.waitFor();
    expect(await stopping.textContent()).toContain('作業を停止させている部品請求');
    const waiting = page.locator('button.tile[aria-disabled=true]:has-text("追加の点検")');
    expect(await waiting.textContent()).toContain('承認待ち');
    const behind = page.locator('button.tile[aria-disabled=true]:has-text("組立")');
    expect(await behind.textContent()).toMatch(/ホールドポイント\d+の検査合格待ち/);
    await behind.dispatchEvent('click');
    await waiting.dispatchEvent('click');
    await stopping.dispatchEvent('click');
    expect(await page.locator('dialog').count()).toBe(0);
    expect(await page.locator('button.tile:has-text("再開")').count()).toBe(0);
    await page.locator('button.tile:has-text("保留する：天候")').click();
    await page.waitForSelector('dialog .main-action');
    // The hold point itself waits for nothing.
    expect(await page.locator('button.tile[aria-disabled=false]:has-text("締付の確認")').count()).toBe(1);
  });

  it('keep what is logged without a connection, send it with its own time, and show whose it is and how old', async () => {
    const { order, stateOf } = await orderToLog('OFFLINE-1');
    const page = await tried.open(tried.p.people.depot, `/log?order=${order.id}`, { language: 'ja' });
    await page.waitForSelector('button.tile');
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    await page.context().setOffline(true);
    await page.click('button.tile:has-text("再締付")');
    await page.click('dialog .main-action');
    await page.waitForSelector('.note[data-tone=warn]:has-text("Depot")');
    // The page itself opens without a connection too, and still has it.
    await page.reload();
    await page.waitForSelector('.note[data-tone=warn]:has-text("Depot")');
    expect(await stateOf()).toBe('open');
    await page.context().setOffline(false);
    await page.waitForSelector('.note[data-tone=warn]', { state: 'detached' });
    expect(await stateOf()).toBe('done');
    expect(tried.complaints.splice(0).filter((text) => !text.includes('INTERNET_DISCONNECTED'))).toEqual([]);
  });

  it('show a conflict of what was logged without a connection, never overwrite, and wipe it at sign-out', async () => {
    const { p } = tried;
    const { order } = await orderToLog('OFFLINE-2');
    const page = await tried.open(p.people.depot, `/log?order=${order.id}`);
    await page.waitForSelector('button.tile');
    await page.context().setOffline(true);
    await page.click('button.tile:has-text("Hold: Weather")');
    await page.click('dialog .main-action');
    await page.waitForSelector('.note[data-tone=warn]:has-text("Depot")');
    // Meanwhile somebody else holds it for another cause.
    await p.act(p.people.program, order.id, 'hold', { cause: 'funding', reason: { en: 'No money' } });
    await page.context().setOffline(false);
    await page.waitForSelector('.note[data-tone=bad]');
    expect((await p.order(order.id)).holdCause).toBe('funding');
    await page.click('.menu > summary');
    await page.click('.menu-body button:has-text("Sign out")');
    await page.click('dialog .danger');
    await page.waitForSelector('#key');
    const kept = await page.evaluate(KEPT);
    expect(kept).toEqual([0, 0, 0]);
    expect(tried.complaints.splice(0).filter((text) => !/INTERNET_DISCONNECTED|412/.test(text))).toEqual([]);
  });

  /** An inspection that waits for its results. */
  const inspectionToSign = async (serial: string) => {
    const { p } = tried;
    const order = await p.orderIn('inducted', { equipmentId: await p.item(serial) });
    const inspection = await p.send(p.people.inspector, 'POST', `/v1/work-orders/${order.id}/inspections`, {
      kind: 'receiving',
      characteristics: [
        { name: { en: 'torque', ja: '締付トルク' }, method: 'wrench', unit: 'N·m', lower: '40', upper: '45.5' },
      ],
    });
    return { order, inspection, path: `/orders/${order.id}/inspections/${inspection.id}` };
  };

  it.each([
    ['en', 'Sign as passed'],
    ['ja', '合格として署名'],
  ] as const)('let an inspector measure and sign with the pin, by keyboard alone (%s)', async (language, pass) => {
    const { p } = tried;
    const { order, inspection, path } = await inspectionToSign(`SIGN-${language}`);
    const page = await tried.open(p.people.inspector, '/inbox', { language });
    // From what waits, by the keys of the rows, to the sheet.
    await page.waitForSelector(`[data-row][href="${path}"]`);
    await press(page, 'j', () => page.evaluate(`document.activeElement?.getAttribute('href') === '${path}'`));
    await page.keyboard.press('Enter');
    await page.focus('input.measured');
    await page.keyboard.type('42.1');
    await page.keyboard.press('Tab');
    // The list of instruments: the first one.
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('tr[data-judgement=within]');
    await expectAccessible(page);
    await press(page, 'Tab', () => page.evaluate(`document.activeElement?.textContent?.includes('${pass}') ?? false`));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.signed-content');
    await expectAccessible(page);
    expect(await page.getAttribute('.signed-content', 'lang')).toBe(language);
    await press(page, 'Tab', () => page.evaluate(`document.activeElement?.getAttribute('type') === 'password'`));
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    // A wrong pin signs nothing, and says so.
    await page.waitForSelector('dialog .note[data-tone=bad]');
    await page.locator('dialog .signed-content').waitFor();
    await page.locator('dialog input[type=password]').fill(p.people.inspector.pin);
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    const signed = await p.send(p.people.inspector, 'GET', `/v1/work-orders/${order.id}/inspections/${inspection.id}`);
    expect([signed.decision, signed.results[0].value]).toEqual(['passed', '42.1']);
    // The browser notes the refused request.
    expect(tried.complaints.splice(0).filter((text) => !text.includes('403'))).toEqual([]);
  });

  it('show an inspector at once what is out of limits, and raise its nonconformance from the row', async () => {
    const { p } = tried;
    const { order, path } = await inspectionToSign('SIGN-2');
    const page = await tried.open(p.people.inspector, path);
    await page.fill('input.measured', '47');
    await page.waitForSelector('tr[data-judgement=out]');
    await page.click('tr button.danger');
    await page.getByLabel('Severity').selectOption('major');
    await page.locator('dialog textarea').first().fill('Torque above its limit');
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog', { state: 'detached' });
    const { items } = await p.send(p.people.inspector, 'GET', `/v1/work-orders/${order.id}/nonconformances`);
    expect(items[0]).toMatchObject({
      severity: 'major',
      description: { en: 'Torque above its limit' },
      characteristic: 1,
    });
  });

  it.each([
    ['en', 'Authorize', 'Export authorization', 'Estimated cost'],
    ['ja', '承認する', '輸出許可等', '見積額'],
  ] as const)('let the program office authorize by keyboard (%s)', async (language, name, permit, estimate) => {
    const { p } = tried;
    const order = await p.orderIn('submitted', { equipmentId: await p.item(`AUTH-${language}`) });
    const page = await tried.open(p.people.program, `/orders/${order.id}`, { language });
    const authorize = page.getByRole('button', { name, exact: true });
    await authorize.waitFor();
    await authorize.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] select option:nth-child(2)', { state: 'attached' });
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    // The focus is back where it came from.
    expect(await page.evaluate('document.activeElement.textContent')).toBe(name);
    await page.keyboard.press('Enter');
    await page.getByLabel(permit).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByLabel(estimate).focus();
    await page.keyboard.type('1200.50');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect((await p.order(order.id)).status).toBe('authorized');
  });

  it('leave it to the person to merge what two changed at once', async () => {
    const { p } = tried;
    const order = await p.draft({ equipmentId: await p.item('MERGE-1') });
    const page = await tried.open(p.people.program, `/orders/${order.id}`);
    await page.locator('#stands .section-head button').click();
    await page.getByLabel('Customer’s job number').fill('PF1142A05');
    await p.send(
      p.people.depot,
      'PATCH',
      `/v1/work-orders/${order.id}`,
      { plannedStart: '2026-03-09' },
      { 'if-match': `"${order.revision}"` },
    );
    await page.click('dialog .main-action');
    await page.waitForSelector('dialog .note[data-tone=warn]');
    await page.click('dialog .note .main-action');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await p.order(order.id)).toMatchObject({ customerJobNumber: 'PF1142A05', plannedStart: '2026-03-09' });
    expect(tried.complaints.splice(0).filter((text) => !text.includes('412'))).toEqual([]);
  });

  it('keep the board up live with what others do', async () => {
    const { p } = tried;
    const order = await p.draft({ equipmentId: await p.item('LIVE-1') });
    const page = await tried.open(p.people.program, '/board');
    await page.waitForSelector('.live[data-live=true]');
    await page.waitForSelector(`.column:has-text("Draft") a[href="/orders/${order.id}"]`);
    await p.act(p.people.program, order.id, 'submit');
    await page.waitForSelector(`.column:has-text("Submitted") a[href="/orders/${order.id}"]`);
  });

  it.each(['en', 'ja'] as const)(
    'let the program office ask for any day, see the numbers, and take them along (%s)',
    async (language) => {
      const { p } = tried;
      const page = await tried.open(p.people.program, '/office', { language });
      await page.locator('.office-tile a').first().focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('.chart canvas');
      await page.getByLabel(language === 'ja' ? 'この日時点の記録' : 'As known on').fill('2026-02-28');
      await page.keyboard.press('Tab');
      await page.waitForURL(/asOf=2026-02-28/);
      await page.waitForSelector('.key-figures');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('a.button:has-text("CSV")').first().click(),
      ]);
      expect(file.suggestedFilename()).toBe('turnaround-month.csv');
    },
  );

  it('let both countries sign a support list, each in its language, and refuse what changed since it was shown', async () => {
    const { p } = tried;
    const { depot, program } = p.people;
    const host = await p.hire({ name: 'Host', roles: ['host_office'], facility: true, pin: '680245' });
    const order = await p.orderIn('in_work', { equipmentId: await p.item('SUPPLY-1') });
    await p.send(depot, 'POST', `/v1/work-orders/${order.id}/part-demands`, {
      partNumber: 'EX-901-044',
      nomenclature: { en: 'Gearbox bearing', ja: 'ギアボックス軸受' },
      quantity: 2,
      stopsWork: true,
    });
    await p.act(depot, order.id, 'await_parts');
    /** Gives the pin in the dialog. */
    const sign = async (page: Page, pin: string) => {
      await page.locator('dialog .signed-content').waitFor();
      await page.locator('dialog input[type=password]').fill(pin);
      await page.keyboard.press('Enter');
    };

    // The United States: from the reason in the ranking to a list, proposed and signed, in English.
    const office = await tried.open(program, '/office/support');
    await office.locator('.ranked-part button').click();
    await office.waitForSelector('.explained:has-text("Why EX-901-044 stands at 1") .figures-table');
    // The ranking fits a laptop as it is, without scrolling aside.
    await office.setViewportSize({ width: 1280, height: 800 });
    const isAside = `[...document.querySelectorAll('.scrolls')].some((one) => one.scrollWidth > one.clientWidth)`;
    expect(await office.evaluate(isAside)).toBe(false);
    await expectAccessible(office);
    await office.click('a:has-text("Support lists")');
    await office.click('button:has-text("Freeze a list")');
    await office.locator('dialog input[type=checkbox]').check();
    await office.click('dialog .main-action');
    await office.waitForURL(/list=/);
    const id = new URL(office.url()).searchParams.get('list');
    const path = `/v1/support-lists/${id}`;
    await office.click('button:has-text("Propose")');
    await office.click('button:has-text("Sign for the United States")');
    await sign(office, '000000');
    await office.waitForSelector('dialog .note[data-tone=bad]');
    await sign(office, program.pin);
    await office.waitForSelector('.note:has-text("Only one side has signed (United States)")');
    await tried.shut();

    // Japan: from what waits, in Japanese. Meanwhile the other side amends it.
    const ministry = await tried.open(host, '/inbox', { language: 'ja' });
    await ministry.click(`a[href="/office/support?show=lists&list=${id}"]`);
    await ministry.click('button:has-text("日本を代表して署名")');
    await ministry.waitForSelector('.signed-content[lang=ja]:has-text("日本を代表して")');
    await expectAccessible(ministry);
    const added = { partNumber: 'EX-901-777', nomenclature: { en: 'boot', ja: 'ブーツ' }, rank: 2 };
    const { revision } = await p.send(program, 'GET', path);
    const amendment = { change: 'add', ...added, reason: { en: 'A wave of these.', ja: '需要増のため。' } };
    await p.send(program, 'POST', `${path}/amendments`, amendment, { 'if-match': `"${revision}"` });
    await sign(ministry, host.pin);
    await ministry.waitForSelector('dialog .note[data-tone=bad]');
    expect((await p.send(host, 'GET', path)).signatures).toMatchObject([
      { side: 'us', supersededAt: expect.any(String) },
    ]);
    // What is shown now has the amendment.
    await ministry.waitForSelector('dialog .signed-content:has-text("需要増のため。")');
    await sign(ministry, host.pin);
    await ministry.waitForSelector('.note:has-text("署名は一方（日本）のみです")');
    await tried.shut();

    const again = await tried.open(program, `/office/support?show=lists&list=${id}`);
    await again.click('button:has-text("Sign for the United States")');
    await sign(again, program.pin);
    await again.waitForSelector('.note[data-tone=good]:has-text("Both countries signed")');
    const { status, signatures } = await p.send(host, 'GET', path);
    expect([status, ...signatures.map((one: Loose) => [one.side, one.language, one.supersededAt === null])]).toEqual([
      'agreed',
      ['us', 'en', false],
      ['japan', 'ja', true],
      ['us', 'en', true],
    ]);
    // The browser notes the refused requests.
    expect(tried.complaints.splice(0).filter((text) => !/403|412/.test(text))).toEqual([]);
  });

  it('let an administrator write a register, and merge a revision that somebody else made', async () => {
    const { p } = tried;
    const path = `/v1/facilities/${p.ids.facility}`;
    const page = await tried.open({ key: ADMIN_KEY }, `/registers/facilities/${p.ids.facility}`);
    await page.locator('.page-head .compact').first().click();
    await page.getByLabel('Prefecture').fill('千葉県木更津市');
    const { revision } = await p.send('admin', 'GET', path);
    await p.send('admin', 'PATCH', path, { bays: 9 }, { 'if-match': `"${revision}"` });
    await page.click('dialog form .main-action');
    await page.waitForSelector('dialog .note[data-tone=warn] table');
    // Theirs of the bays, mine of the prefecture.
    await page.click('dialog .note table button');
    await page.click('dialog .note .main-action');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await p.send('admin', 'GET', path)).toMatchObject({ prefecture: '千葉県木更津市', bays: 9 });
    expect(tried.complaints.splice(0).filter((text) => !text.includes('412'))).toEqual([]);
  });

  it('find by keys, and open what a scanner types', async () => {
    const { p } = tried;
    const order = await p.draft({ equipmentId: await p.item('KEYS-1') });
    const page = await tried.open(p.people.program, '/board');
    await page.waitForSelector('.card');
    await page.keyboard.press('/');
    // Typed on without waiting for anything: neither the keys nor the Enter get lost.
    await page.keyboard.type(order.number);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${order.id}`);
    // The code of a traveler, scanned into the search.
    await page.goBack();
    await page.keyboard.press('/');
    await page.keyboard.type(`https://seibi.example/v1/work-orders/${order.id}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${order.id}`);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog kbd');
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.waitForURL('**/orders/new');
    await page.locator('h1').focus();
    // A scanner types all at once: the code of a traveler, or a number.
    for (const code of [`https://seibi.example/v1/work-orders/${order.id}`, order.number]) {
      await page.evaluate(`for (const key of [...'${code}', 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`);
      await page.waitForURL(`**/orders/${order.id}`);
      await page.goBack();
      await page.waitForURL('**/orders/new');
    }
  });
});

/** Holds a key down until something holds: people go on until they are there, and forty times is lost. */
async function press(page: Page, key: string, isThere: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < 40 && !(await isThere()); n += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
  expect(await isThere()).toBe(true);
}
