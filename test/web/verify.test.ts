// The page /verify in a real Chromium: certificates as files, text and PDF, changed ones, other keys, both languages, and no network.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonical } from '../../src/domain/evidence/evidence.ts';
import { signingKeysOf } from '../../src/keys/signing-keys.ts';
import { START, startTestApp, type TestApp } from '../support/app.ts';
import { until } from '../support/until.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
if (!CHROMIUM)
  console.warn('test/web is skipped: there is no /usr/bin/chromium (apt-get install chromium fonts-noto-cjk)');
// Where the pictures go that somebody wants to look at.
const PICTURES = process.env.SEIBI_PICTURES;

const keys = signingKeysOf(Buffer.alloc(32, 'a'), START);
const others = signingKeysOf(Buffer.alloc(32, 'b'), START);
const setOf = (...of: (typeof keys)[]) => JSON.stringify({ keys: of.flatMap((k) => k.publicKeys()) });
const content = {
  schemaVersion: 1,
  kind: 'release',
  number: 'KSZ-26327-0042-C2',
  issuedAt: '2026-11-23T15:30:00.000Z',
  supersedes: { number: 'KSZ-26327-0042-C1', sha256: 'c'.repeat(64) },
  order: {
    number: 'KSZ-26327-0042',
    activity: 'repair',
    discrepancy: { ja: 'ギアボックスに金属片<b>' },
    conditionCode: 'A',
    endedAt: '2026-11-23T15:30:00.000Z',
  },
  item: {
    designation: 'MV-22B',
    nomenclature: { en: 'Osprey', ja: 'オスプレイ' },
    serialNumber: '168012',
    owningUnit: '09456',
  },
  facility: { code: 'KSZ', name: { en: 'Kisarazu Works', ja: '木更津工場' } },
  authorization: { number: 'TA-1234-26', issuer: 'DDTC' },
  signatures: [
    {
      signer: { name: { en: 'Hanako Sato', ja: '佐藤花子' } },
      meaning: { en: 'I accept the item for the government.', ja: '官側として受領します。' },
      signedAt: '2026-11-23T15:00:00.000Z',
      supersededAt: null,
    },
  ],
  chain: { sequence: 31, sha256: 'd'.repeat(64) },
  // Members in another order than people would write, and numbers as RFC 8785 writes them.
  amounts: { b: [1e21, 0.1, -0, 100], a: '\u20ac\u0000"' },
};
const TYPE = 'seibi-release-certificate';
const jws = keys.sign(canonical(content), TYPE);

/** A PDF with embedded files, in the form in which pdfkit writes them. */
function pdfWith(files: string[], { compressed = true, indirect = false } = {}): Buffer {
  const objects = files.map((text, n) => {
    const data = compressed ? deflateSync(Buffer.from(text)) : Buffer.from(text);
    const md5 = createHash('md5').update(text).digest('hex');
    const length = indirect ? `${90 + n} 0 R` : data.length;
    const dictionary = `<<\n/Type /EmbeddedFile\n/Params <<\n/Size ${text.length}\n/CheckSum (${md5})\n>>\n/Length ${length}\n${compressed ? '/Filter /FlateDecode\n' : ''}>>`;
    return Buffer.concat([
      Buffer.from(`${n + 7} 0 obj\n${dictionary}\nstream\n`),
      data,
      Buffer.from('\nendstream\nendobj\n'),
    ]);
  });
  const page = deflateSync(Buffer.from('BT (Release certificate) Tj ET'));
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n%ÿÿÿÿ\n5 0 obj\n<<\n/Names [(c.jws) 8 0 R]\n/EmbeddedFiles 4 0 R\n>>\nendobj\n', 'latin1'),
    Buffer.from(`6 0 obj\n<<\n/Length ${page.length}\n/Filter /FlateDecode\n>>\nstream\n`),
    page,
    Buffer.from('\nendstream\nendobj\n'),
    ...objects,
    Buffer.from('trailer\n<<\n/Size 9\n>>\n%%EOF\n'),
  ]);
}

describe.skipIf(!CHROMIUM)('the page /verify', () => {
  let t: TestApp;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let requests: string[];
  beforeAll(async () => {
    t = await startTestApp();
    url = await t.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });
  const open = async (locale: string) => {
    context = await browser.newContext({ locale, viewport: { width: 900, height: 1400 } });
    context.setDefaultTimeout(120_000);
    page = await context.newPage();
    complaints = [];
    requests = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(`${url}/verify`);
    expect(requests.filter((path) => path.startsWith('/')).sort()).toEqual([
      '/verify',
      '/verify/verify.css',
      '/verify/verify.js',
    ]);
    requests = [];
  };
  beforeEach(() => open('en-US'));
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const file = (name: string, text: string | Buffer) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(text),
  });
  const give = (name: string, text: string | Buffer) => page.setInputFiles('#certificate-file', file(name, text));
  const giveKeys = (text: string) => page.setInputFiles('#keys-file', file('keys.json', text));
  const verdict = async () => {
    await page.click('#verify');
    return await page.textContent('#verdict');
  };
  const picture = async (name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  };
  const focused = () => page.evaluate<string>('document.activeElement.id');
  const tells = (place: 'certificate' | 'keys', text: string | RegExp) =>
    page.locator(`#${place}-state`).filter({ hasText: text }).waitFor({ state: 'visible' });
  const failed = () => page.locator('#checks li', { hasText: '✗' }).allTextContents();

  it('finds a certificate genuine, says what it certifies, and asks for nothing while it does', async () => {
    await context.setOffline(true);
    await give('certificate.jws', `${jws}\n`);
    await tells('certificate', /./);
    expect(await page.textContent('#certificate-state')).toBe('A certificate was read.');
    await giveKeys(setOf(others, keys));
    await tells('keys', /./);
    expect(await page.textContent('#keys-state')).toBe('2 keys were read.');
    expect(await verdict()).toBe('✓ The certificate is genuine');
    expect(await page.locator('#checks li', { hasText: '✓' }).count()).toBe(5);
    const facts = (await page.textContent('#facts')) ?? '';
    for (const fact of [
      'KSZ-26327-0042-C2',
      'KSZ-26327-0042-C1',
      'MV-22B Osprey',
      '168012',
      'Kisarazu Works',
      'repair',
    ])
      expect(facts).toContain(fact);
    for (const fact of [
      'Hanako Sato',
      'I accept the item',
      '2026-11-24 00:30 (JST)',
      `event 31, SHA-256 ${'d'.repeat(64)}`,
      keys.kid,
    ])
      expect(facts).toContain(fact);
    // What was written in Japanese only stands as it is, and says so; markup in it is text.
    const foreign = page.locator('#facts span[lang=ja]', { hasText: 'ギアボックスに金属片<b>' });
    expect(await foreign.count()).toBe(1);
    expect(JSON.parse((await page.textContent('#whole')) ?? '')).toEqual(JSON.parse(canonical(content)));
    expect(await focused()).toBe('result');
    expect(requests).toEqual([]);
    await picture('genuine-en');
  });

  it('is in Japanese for who reads Japanese, and switches in place without losing anything', async () => {
    await context.close();
    await open('ja-JP');
    expect(await page.title()).toBe('Seibi – 証明書の検証');
    await give('証明書.jws', jws);
    await giveKeys(setOf(keys));
    await tells('keys', '公開鍵を1個読み取りました。');
    expect(await verdict()).toBe('✓ 真正な証明書です');
    for (const fact of [
      'MV-22B オスプレイ',
      '木更津工場',
      '佐藤花子',
      '出荷判定書',
      '2026-11-24 00:30 (日本時間)',
      '修理',
    ])
      expect(await page.textContent('#facts')).toContain(fact);
    // No word of the other language is left standing but the switch, names and what is signed.
    const texts = await page.locator('h1, h2, h3, label, main p:visible, #checks li, dt').allTextContents();
    for (const text of texts.filter((one) => one !== '')) expect(text).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    await picture('genuine-ja');
    await page.click('#language');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.textContent('#verdict')).toBe('✓ The certificate is genuine');
    expect(await page.inputValue('#certificate-text')).toBe(jws);
    const english = await page.locator('h1, h2, h3, label, main p:visible, #checks li, dt').allTextContents();
    for (const text of english) expect(text).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });

  it('reads the answer of the API, and PDFs however their streams are written', async () => {
    await giveKeys(setOf(keys));
    const ways: [string, string | Buffer][] = [
      ['answer.json', JSON.stringify({ id: 'x', jws, content: 'other' }, null, 2)],
      ['compressed.pdf', pdfWith([jws])],
      ['plain.pdf', pdfWith([jws], { compressed: false })],
      ['indirect.pdf', pdfWith([jws], { indirect: true })],
      ['two.pdf', pdfWith(['{"another": "file"}', jws])],
    ];
    for (const [name, bytes] of ways) {
      await page.fill('#certificate-text', '');
      await give(name, bytes);
      await until(async () => (await page.inputValue('#certificate-text')) === jws);
      expect([name, await verdict()]).toEqual([name, '✓ The certificate is genuine']);
    }
  });

  it('takes what is dropped on it and what is pasted into it, by keyboard alone', async () => {
    const dropped = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(jws)}], 'certificate.jws'));
      return data;
    })()`);
    await page.dispatchEvent('#certificate-drop', 'drop', { dataTransfer: dropped });
    await tells('certificate', /./);
    await page.focus('#keys-text');
    await page.keyboard.insertText(setOf(keys));
    for (const expected of ['keys-fetch', 'verify']) {
      await page.keyboard.press('Tab');
      expect(await focused()).toBe(expected);
    }
    await page.keyboard.press('Enter');
    expect(await page.textContent('#verdict')).toBe('✓ The certificate is genuine');
  });

  it.each<[name: string, text: () => string, reason: string]>([
    ['a changed content', () => keyless(jws, 1), 'signature'],
    ['a changed signature', () => keyless(jws, 2), 'signature'],
    ['spare bits of the signature', () => jws.slice(0, -1) + sparing(jws.slice(-1)), 'form'],
    ['a signature cut short', () => jws.slice(0, -8), 'form'],
    ['no algorithm', () => withHeader({ alg: 'none', kid: keys.kid, typ: TYPE }), 'type'],
    ['another algorithm', () => withHeader({ alg: 'HS256', kid: keys.kid, typ: TYPE }), 'type'],
    ['a header with more', () => withHeader({ alg: 'EdDSA', kid: keys.kid, typ: TYPE, crit: ['b64'] }), 'type'],
    ['a checkpoint', () => keys.sign(canonical(content), 'seibi-checkpoint'), 'type'],
    [
      'a certificate of another kind',
      () => keys.sign(canonical(content), 'seibi-condemnation-certificate'),
      'canonical',
    ],
    ['members in another order', () => keys.sign(JSON.stringify(content), TYPE), 'canonical'],
    ['a member twice', () => keys.sign(`{"a":1,"a":2,${canonical(content).slice(1)}`, TYPE), 'canonical'],
    ['blanks', () => keys.sign(canonical(content).replace(':', ': '), TYPE), 'canonical'],
  ])('finds %s not genuine, and says why', async (_name, text, reason) => {
    await page.fill('#keys-text', setOf(keys));
    await page.fill('#certificate-text', text());
    await tells('keys', /./);
    expect(await verdict()).toBe('✗ The certificate is not genuine');
    const said = {
      form: /has the form/,
      type: /signed as a certificate/,
      signature: /signature fits/,
      canonical: /canonical JSON/,
    };
    expect(await failed()).toEqual([expect.stringMatching(said[reason as keyof typeof said])]);
    expect(await page.isVisible('#certificate')).toBe(false);
    expect(await page.textContent('#facts')).toBe('');
  });

  it('says that other keys decide nothing, whatever they call themselves', async () => {
    await give('certificate.jws', jws);
    const [other] = others.publicKeys();
    for (const set of [setOf(others), JSON.stringify({ keys: [{ ...other, kid: keys.kid }] })]) {
      await page.fill('#keys-text', set);
      await tells('keys', '1 key was read.');
      expect(await verdict()).toBe('? The certificate could not be verified');
      expect(await failed()).toEqual([expect.stringContaining('The key that it names')]);
    }
    await picture('unknown-key-en');
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['a picture', Buffer.from('89504e470d0a1a0aff', 'hex'), /no certificate/],
    ['JSON without a JWS', '{"a":1}', /no member/],
    ['a PDF without one', pdfWith(['hello']), /No certificate is embedded/],
    ['a PDF that was cut', pdfWith([jws]).subarray(0, 300), /No certificate is embedded/],
    ['a PDF with two', pdfWith([jws, keys.sign(canonical({ ...content, number: 'x' }), TYPE)]), /Several/],
  ])('says what is wrong with %s', async (_name, bytes, said) => {
    await give('file', bytes);
    await tells('certificate', /./);
    expect(await page.textContent('#certificate-state')).toMatch(said);
    await page.click('#verify');
    expect(await page.isVisible('#result')).toBe(false);
    expect(await focused()).toBe('certificate-text');
  });

  it('fetches the keys of the server when asked to, and says when it cannot', async () => {
    await page.route('**/v1/audit/keys', (route) =>
      route.fulfill({ contentType: 'application/json', body: setOf(keys) }),
    );
    await page.click('#keys-fetch');
    await tells('keys', '1 key was read.');
    expect(requests).toEqual(['/v1/audit/keys']);
    await page.unroute('**/v1/audit/keys');
    await page.route('**/v1/audit/keys', (route) => route.fulfill({ status: 200, body: 'no keys' }));
    await page.click('#keys-fetch');
    await tells('keys', /no public keys/);
  });

  it('offers the command line where the browser does not know the curve', async () => {
    await page.addInitScript(
      `crypto.subtle.importKey = () => Promise.reject(new DOMException('unknown', 'NotSupportedError'))`,
    );
    await page.reload();
    await page.waitForSelector('#unsupported:visible');
    expect(await page.textContent('#unsupported')).toContain('npx seibi verify');
    expect(await page.isDisabled('#verify')).toBe(true);
  });

  it('has a name for every control, and text that can be read', async () => {
    const unnamed = `[...document.querySelectorAll('input, textarea, button')]
      .filter((e) => !(e.textContent.trim() || e.labels?.length)).length`;
    expect(await page.evaluate(unnamed)).toBe(0);
    const sizes = `[...document.querySelectorAll('body, body *')].map((e) => parseFloat(getComputedStyle(e).fontSize))`;
    expect(Math.min(...(await page.evaluate<number[]>(sizes)))).toBeGreaterThanOrEqual(14);
    expect(await page.evaluate('getComputedStyle(document.body).fontSize')).toBe('16px');
  });
});

/** The JWS with a character of one part changed. */
function keyless(text: string, part: number): string {
  const parts = text.split('.');
  const [from = ''] = parts.slice(part);
  parts[part] = `${from.slice(0, 20)}${from[20] === 'A' ? 'B' : 'A'}${from.slice(21)}`;
  return parts.join('.');
}

/** A last character that decodes to the same bytes. */
function sparing(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) ^ 1] ?? '';
}

function withHeader(header: object): string {
  const [, body, signature] = jws.split('.');
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), body, signature].join('.');
}
