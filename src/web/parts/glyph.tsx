// Small pictures of our own, drawn in the colour of the text; never the only sign of anything.
import type { Status } from '../api/types.ts';

const PATHS = {
  search: 'M7 2a5 5 0 1 0 3 9l3.5 3.5 1-1L11 10A5 5 0 0 0 7 2Zm0 1.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z',
  plus: 'M7.25 2h1.5v5.25H14v1.5H8.75V14h-1.5V8.75H2v-1.5h5.25Z',
  close: 'm3.5 2.5 4.5 4.5 4.5-4.5 1 1L9 8l4.5 4.5-1 1L8 9l-4.5 4.5-1-1L7 8 2.5 3.5Z',
  check: 'm6.5 12.5-4-4 1-1 3 3 6-6.5 1 1Z',
  cross: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm2.5 3.5 1 1L9 8l2.5 2.5-1 1L8 9l-2.5 2.5-1-1L7 8 4.5 5.5l1-1L8 7Z',
  warn: 'M8 1 15.5 14.5H.5Zm-.75 5v4h1.5V6Zm0 5v1.5h1.5V11Z',
  clock:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Zm-.75 2v4l3 2 .8-1.2-2.3-1.5V4.500Z',
  pause: 'M3.500 2h3v12h-3Zm6 0h3v12h-3Z',
  play: 'M4 2v12l9-6Z',
  pen: 'm11 1.500 3.500 3.500-9 9H2v-3.500Z',
  doc: 'M3 1h6l4 4v10H3Zm1.500 1.500v11h7V6H8V2.500Z',
  box: 'm8 1 6.500 3v8L8 15l-6.500-3V4Zm0 1.700L4 4.500 8 6.300l4-1.800ZM3 5.700v5.500l4.250 2V7.600Zm10 0L8.750 7.600v5.600l4.250-2Z',
  eye: 'M8 3C4.500 3 2 6 1 8c1 2 3.500 5 7 5s6-3 7-5c-1-2-3.500-5-7-5Zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z',
  flag: 'M3 1h1.500v1H14l-2.500 3.500L14 9H4.500v6H3Z',
  dash: 'M2 7h12v2H2Z',
  person: 'M8 1.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM2 14c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500Z',
  scan: 'M1 1h5v1.500H2.500V6H1Zm9 0h5v5h-1.500V2.500H10ZM1 10h1.500v3.500H6V15H1Zm12.500 0H15v5h-5v-1.500h3.500ZM3 7.250h10v1.500H3Z',
  light:
    'M8 4.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7ZM7.250 0h1.500v3h-1.500Zm0 13h1.500v3h-1.500ZM0 7.250h3v1.500H0Zm13 0h3v1.500h-3Z',
  dark: 'M6 1a7 7 0 1 0 9 9A6 6 0 0 1 6 1Z',
  glove: 'M4 15V8L2 5.500 3.500 4 5 6V1.500h1.500V6h1V1h1.500v5h1V2h1.500v5l1-1L14 7l-2 4v4Z',
} as const;

export type GlyphName = keyof typeof PATHS;

export function Glyph({ name, size = 16 }: { name: GlyphName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <path fill-rule="evenodd" d={PATHS[name]} />
    </svg>
  );
}

interface Look {
  glyph: GlyphName;
  tone: 'good' | 'warn' | 'bad' | 'run' | 'plain';
}

/** How each status looks: what works runs, what waits warns, what ended says how. */
export const statusLooks: Record<Status, Look> = {
  draft: { glyph: 'pen', tone: 'plain' },
  submitted: { glyph: 'doc', tone: 'plain' },
  authorized: { glyph: 'flag', tone: 'plain' },
  inducted: { glyph: 'box', tone: 'run' },
  in_work: { glyph: 'play', tone: 'run' },
  awaiting_parts: { glyph: 'clock', tone: 'warn' },
  awaiting_engineering: { glyph: 'clock', tone: 'warn' },
  on_hold: { glyph: 'pause', tone: 'warn' },
  in_inspection: { glyph: 'eye', tone: 'run' },
  awaiting_acceptance: { glyph: 'eye', tone: 'run' },
  released: { glyph: 'check', tone: 'good' },
  closed: { glyph: 'check', tone: 'plain' },
  cancelled: { glyph: 'dash', tone: 'plain' },
  condemned: { glyph: 'cross', tone: 'bad' },
};
