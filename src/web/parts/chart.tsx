// A chart with its legend and what it says under the pointer. What draws it is loaded when it is first shown; its numbers stand in a table beside it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { writeShare } from '../language/format.ts';
import { useLanguage, useWords } from '../language/language.ts';
import { theme } from '../shell/preferences.ts';
import { useStore } from '../store.ts';
import type { Plot, PlotSeries } from './plot.ts';
import { ProblemNote } from './problem.tsx';
import { common } from './words.ts';
import './chart.css';

export type { PlotSeries } from './plot.ts';

interface ChartProps {
  /** What it shows, for those who do not see it. */
  label: string;
  /** The names of the places, from left to right, as short as the axis wants them. */
  places: readonly string[];
  series: readonly PlotSeries[];
  isStacked?: boolean;
  hasBand?: boolean;
  write(value: number): string;
  height?: number;
}

/** One chart. */
export function Chart({ label, places, series, isStacked = false, hasBand = false, write, height = 280 }: ChartProps) {
  const words = useWords(common);
  const language = useLanguage();
  const colours = useStore(theme);
  const element = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const drawn = JSON.stringify([places, series, isStacked, hasBand, height, language, colours]);
  useEffect(() => {
    const at = element.current;
    if (!at) return;
    let plot: Plot | null = null;
    let isGone = false;
    const options = { places, series, isStacked, hasBand, write, height, onPlace: setPlace };
    import('./plot.ts').then(({ draw }) => {
      if (!isGone) plot = draw(at, { ...options, writeShare: (share) => writeShare(share, language) });
    }, setError);
    const measured = new ResizeObserver(() => plot?.resize(at.clientWidth));
    measured.observe(at);
    const redraw = () => plot?.redraw();
    addEventListener('beforeprint', redraw);
    addEventListener('afterprint', redraw);
    return () => {
      isGone = true;
      measured.disconnect();
      removeEventListener('beforeprint', redraw);
      removeEventListener('afterprint', redraw);
      plot?.destroy();
    };
  }, [drawn]);
  const said = (one: PlotSeries, at: number) => {
    const value = one.values[at] ?? null;
    return value === null ? '–' : one.isShare ? writeShare(value, language) : write(value);
  };
  return (
    <figure class="chart">
      <ProblemNote error={error} />
      <div
        ref={element}
        class="chart-drawing"
        role="img"
        aria-label={`${label}. ${words.numbersBelow}`}
        style={{ minHeight: `${height}px` }}
      />
      <ul class="legend" aria-hidden="true">
        {place !== null && (
          <li class="chart-place number">
            <strong>{places[place]}</strong>
          </li>
        )}
        {series.map((one) => (
          <li key={one.label}>
            <span
              class="chart-key"
              data-look={one.look}
              data-texture={one.texture ?? 'plain'}
              style={{ '--key': `var(${one.colour})` }}
            />
            {one.label}
            {place !== null && <strong class="number">{said(one, place)}</strong>}
          </li>
        ))}
      </ul>
    </figure>
  );
}
