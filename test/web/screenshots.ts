// `npm run screenshots`: pictures of the five main pages in both languages, of the demo, for the README. The demo is served on PORT or 8080.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM } from '../support/chromium.ts';

const service = `http://127.0.0.1:${process.env.PORT || '8080'}`;
const folder = fileURLToPath(new URL('./pictures/', import.meta.url));
const SIZE = { width: 1280, height: 800 };

interface Picture {
  name: string;
  /** The demo's key of who looks. */
  key: string;
  /** Where; asked of the API where it depends on what the demo has. */
  path(key: string): Promise<string>;
  gloves?: boolean;
  /** What has to be there. */
  shows: string;
}

const first = async (key: string, path: string): Promise<string> => {
  const answer = await fetch(`${service}${path}`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  if (!items[0]) throw new Error(`${path}: the demo has none`);
  return items[0].id;
};

const pictures: readonly Picture[] = [
  { name: 'board', key: 'seibi_demo_program', path: async () => '/board', shows: '.card' },
  {
    name: 'order',
    key: 'seibi_demo_depot',
    path: async (key) => `/orders/${await first(key, '/v1/work-orders?status=awaiting_parts&limit=1')}`,
    shows: '.offer',
  },
  { name: 'log', key: 'seibi_demo_depot', path: async () => '/log', gloves: true, shows: '.tile' },
  {
    name: 'office',
    key: 'seibi_demo_program',
    path: async () => '/office/turnaround',
    shows: '.chart canvas',
  },
  {
    name: 'registers',
    key: 'seibi_demo_admin',
    path: async (key) => `/registers/facilities/${await first(key, '/v1/facilities?code=KSZ')}`,
    shows: '.path .chip',
  },
];

async function take(page: Page, { name, key, path, shows }: Picture, language: 'en' | 'ja'): Promise<void> {
  await page.goto(`${service}/sign-in`);
  await page.fill('#key', key);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.shell-tools .menu');
  await page.goto(`${service}${await path(key)}`);
  await page.waitForSelector(shows);
  await page.waitForSelector('.skeleton', { state: 'detached' });
  // Names come after what they are the names of.
  await page.getByText('…', { exact: true }).first().waitFor({ state: 'detached' });
  // What Chromium itself writes: playwright has no WebP of its own.
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  writeFileSync(`${folder}${name}-${language}.webp`, Buffer.from(data, 'base64'));
}

const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
mkdirSync(folder, { recursive: true });
for (const language of ['en', 'ja'] as const)
  for (const picture of pictures) {
    const context = await browser.newContext({
      locale: language === 'ja' ? 'ja-JP' : 'en-US',
      timezoneId: language === 'ja' ? 'Asia/Tokyo' : 'America/New_York',
      viewport: SIZE,
    });
    const page = await context.newPage();
    if (picture.gloves) await page.addInitScript(`localStorage.setItem('seibi.hands', 'gloves')`);
    await take(page, picture, language);
    await context.close();
    console.log(`${picture.name}-${language}.webp`);
  }
await browser.close();
