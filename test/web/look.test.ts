// One look: the pages that the service writes itself have the colours of the pages in the browser, and each can be read on its ground.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from '../../src/http/paper/look.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const tokens = read('src/web/styles/tokens.css');
const system = read('node_modules/@digital-go-jp/design-tokens/dist/tokens.css');

/** The custom properties of the block that a selector begins, the last one winning. */
function coloursIn(css: string, selector: string): Record<string, string> {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf('}', from));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

const primitives = coloursIn(system, ':root');
const resolved = (value: string | undefined): string =>
  (value ?? '').replace(/var\(--([\w-]+)\)/, (_, name: string) => primitives[name] ?? name);

describe.each([
  ['light', LIGHT, ':root'],
  ['dark', DARK, ':root[data-theme="dark"]'],
] as const)('the %s colours', (theme, own, selector) => {
  it('are those of the pages in the browser', () => {
    const there = coloursIn(tokens, selector);
    for (const [name, value] of Object.entries(own)) expect([name, resolved(there[name])]).toEqual([name, value]);
  });

  it('are those of the page that verifies', () => {
    const verify = read('src/web/verify/verify.css');
    const there = coloursIn(theme === 'dark' ? verify.slice(verify.indexOf('prefers-color-scheme')) : verify, ':root');
    for (const [name, value] of Object.entries(own)) expect([name, there[name]]).toEqual([name, value]);
  });
});
