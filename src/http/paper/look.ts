// The look of the pages that the service writes itself: the same colours and type as the pages of src/web/styles, which a test holds equal.

/** Colours by what they are for, as src/web/styles/tokens.css has them; dark where the reader's system is, but never on paper. */
export const LIGHT = {
  ground: '#f6f6f3',
  surface: '#fff',
  sunken: '#efefea',
  ink: '#1a1a1a',
  'ink-soft': '#595959',
  line: '#d9d9d2',
  'line-strong': '#767676',
  accent: '#00118f',
  link: '#0017c1',
  bad: '#a90000',
  'bad-soft': '#fdeeee',
  'bad-line': '#ec0000',
  focus: '#000',
  'focus-ring': '#ffd43d',
} as const;
export const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  ground: '#14161a',
  surface: '#1d2026',
  sunken: '#101216',
  ink: '#f0f0ec',
  'ink-soft': '#b4b8c0',
  line: '#353a44',
  'line-strong': '#8a909c',
  accent: '#9db7f9',
  link: '#9db7f9',
  bad: '#ff9a93',
  'bad-soft': '#341a19',
  'bad-line': '#ff7f76',
  focus: '#000',
  'focus-ring': '#ffd43d',
};

const SANS = '"Noto Sans JP","Hiragino Sans","BIZ UDPGothic","Yu Gothic UI","Noto Sans CJK JP",system-ui,sans-serif';

const named = (colours: Readonly<Record<string, string>>) =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** What every such page begins with. */
export const LOOK = `:root{color-scheme:light;${named(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${named(DARK)}}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.7 ${SANS};letter-spacing:.02em;color:var(--ink);background:var(--ground);overflow-wrap:anywhere;line-break:strict}
h1,h2,dt,th{word-break:auto-phrase;line-height:1.4}
code{font-family:ui-monospace,"Noto Sans Mono","Noto Sans Mono CJK JP",monospace;letter-spacing:0}
a{color:var(--link);text-underline-offset:3px}
:focus-visible{outline:4px solid var(--focus);outline-offset:2px;box-shadow:0 0 0 2px var(--focus-ring);border-radius:4px}
@media print{body{background:#fff}}
`;

/** A page of a few words: a refusal, or that somebody has signed in. */
export const NOTE_STYLE = `${LOOK}
body{max-width:44em;margin:3em auto;padding:24px 28px;border:1px solid var(--line);border-top:4px solid var(--accent);border-radius:8px;background:var(--surface)}
h1{font-size:16px;font-weight:400;color:var(--ink-soft);margin:24px 0 0}
h2{font-size:20px;margin:16px 0 4px}
p{margin:0}
`;
