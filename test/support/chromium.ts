// A real Chromium before a real service: the pages are built once, people sign in on the page itself, and whatever the console says is kept.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import { type Actor, type Plant, startPlant } from './plant.ts';

/** Debian's Chromium; undefined where it is not installed: then there is nothing to try the pages in. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

interface Opening {
  language?: 'en' | 'ja';
  width?: number;
  theme?: 'light' | 'dark';
  gloves?: boolean;
}

export interface TriedPages {
  p: Plant;
  url: string;
  /** What the console and the page complained of since it was last asked. */
  complaints: string[];
  /** A browser of somebody, who has signed in on the page itself and then gone to a path. */
  open(who: Actor | { key: string } | null, path: string, opening?: Opening): Promise<Page>;
  /** Closes what was opened last. */
  shut(): Promise<void>;
  close(): Promise<void>;
}

/** Builds the pages and serves them, with a plant behind them, to a browser. Its clock is that of the service, its camera plays the film `camera`. */
export async function startPages({ camera }: { camera?: string } = {}): Promise<TriedPages> {
  const folder = `${mkdtempSync(join(tmpdir(), 'seibi-pages-'))}/`;
  const configFile = fileURLToPath(new URL('../../src/web/vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'error', build: { outDir: folder } });
  const p = await startPlant(undefined, { pages: folder });
  const url = await p.app.app.listen({ host: '127.0.0.1', port: 0 });
  const film = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`];
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', ...(camera ? film : [])],
  });
  const complaints: string[] = [];
  let context: BrowserContext | null = null;
  const open: TriedPages['open'] = async (
    who,
    path,
    { language = 'en', width = 1024, theme = 'light', gloves } = {},
  ) => {
    context = await browser.newContext({
      locale: language === 'ja' ? 'ja-JP' : 'en-US',
      timezoneId: language === 'ja' ? 'Asia/Tokyo' : 'America/New_York',
      viewport: { width, height: 900 },
      colorScheme: theme,
    });
    // For what hangs: half a minute, its own, is short beside other work.
    context.setDefaultTimeout(120_000);
    await context.clock.setFixedTime(p.clock.now());
    const page = await context.newPage();
    if (gloves) await page.addInitScript("localStorage.setItem('seibi.hands', 'gloves')");
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${url}${path}`);
    if (who) {
      await page.fill('#key', who.key);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.shell-tools .menu');
    }
    return page;
  };
  return {
    p,
    url,
    complaints,
    open,
    async shut() {
      await context?.close();
      context = null;
    },
    async close() {
      await browser.close();
      await p.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Fails with what axe finds on a page; `rules`: only those. */
export async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  // There are no frames to look into, for which it would open a page of its own each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html.slice(0, 300)])).toEqual([]);
}
