// The pages in a real Chromium: the main job of depot staff, inspector and program office, in both languages and by keyboard, without a fault of axe or a word in the console.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, type Plant, startPlant } from '../support/plant.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

describe.skipIf(!CHROMIUM)('the pages', () => {
  let p: Plant;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const pages = `${mkdtempSync(join(tmpdir(), 'seibi-pages-'))}/`;
  const complaints: string[] = [];
  beforeAll(async () => {
    const configFile = fileURLToPath(new URL('../../src/web/vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { outDir: pages } });
    p = await startPlant(undefined, { pages });
    url = await p.app.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await p?.close();
    rmSync(pages, { recursive: true, force: true });
  });
  afterEach(async () => {
    await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  /** A browser of somebody who reads that language, signed in on the page itself. */
  const open = async (actor: Actor, language: 'en' | 'ja', path: string, width = 1024) => {
    const locale = language === 'ja' ? 'ja-JP' : 'en-US';
    context = await browser.newContext({ locale, viewport: { width, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${url}${path}`);
    await page.fill('#key', actor.key);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.shell-tools .menu');
  };
  const isAccessible = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  };

  it.each(['en', 'ja'] as const)('let depot staff log an operation in three taps (%s)', async (language) => {
    const order = await p.orderIn('in_work', { equipmentId: await p.item(`LOG-${language}`) });
    const operation = await p.send(p.people.depot, 'POST', `/v1/work-orders/${order.id}/operations`, {
      title: { en: 'Retorque', ja: '再締付' },
    });
    await p.ask(p.people.program, 'POST', `/v1/work-orders/${order.id}/operations/${operation.id}/approve`, undefined, {
      'if-match': `"${operation.revision}"`,
    });
    await open(p.people.depot, language, '/log');
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    await page.waitForSelector('.tile');
    await isAccessible();
    await page.click(`a.tile[href="/log?order=${order.id}"]`);
    await page.click(`button.tile:has-text("${language === 'en' ? 'Retorque' : '再締付'}")`);
    await page.click('dialog .main-action');
    await page.waitForSelector('.note[data-tone=good]:visible');
    const { status } = await p.send(p.people.depot, 'GET', `/v1/work-orders/${order.id}/operations/${operation.id}`);
    expect(status).toBe('done');
  });

  it('show the program office what stops an order, and let it authorize, by keyboard', async () => {
    const order = await p.orderIn('submitted', { equipmentId: await p.item('AUTH-1') });
    await open(p.people.program, 'en', `/orders/${order.id}`);
    const authorize = page.getByRole('button', { name: 'Authorize', exact: true });
    await authorize.waitFor();
    await isAccessible();
    await authorize.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] select option:nth-child(2)', { state: 'attached' });
    await isAccessible();
    await page.keyboard.press('Escape');
    // The focus is back where it came from.
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Authorize');
    await page.keyboard.press('Enter');
    await page.getByLabel('Export authorization').selectOption({ index: 1 });
    await page.getByLabel('Estimated cost').fill('1200.50');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect((await p.order(order.id)).status).toBe('authorized');
  });

  it.each([360, 1024, 1920])('fit a screen of %i px', async (width) => {
    await open(p.people.inspector, 'ja', '/board', width);
    await page.waitForSelector('.card, .column');
    await isAccessible();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});
