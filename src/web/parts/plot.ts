// Drawing a chart with uPlot: lines, bars, stacks and bands over named places. Loaded when the first chart is shown.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** What keeps two fillings apart without their colours. */
export type Texture = 'plain' | 'slant' | 'upright' | 'level' | 'cross' | 'dots';

export interface PlotSeries {
  label: string;
  values: readonly (number | null)[];
  look: 'line' | 'dashed' | 'steps' | 'dashed-steps' | 'bars';
  /** A custom property that holds a colour: `--c-supply`. */
  colour: string;
  texture?: Texture;
  /** Measured on the right, from 0 to 1. */
  isShare?: boolean;
}

export interface PlotOptions {
  /** The names of the places, from left to right. */
  places: readonly string[];
  series: readonly PlotSeries[];
  /** Each series stands on the one before. */
  isStacked?: boolean;
  /** Fills what lies between the first two series. */
  hasBand?: boolean;
  /** Writes a value of the left axis. */
  write(value: number): string;
  writeShare(value: number): string;
  height: number;
  /** Told which place the pointer is at; null: none. */
  onPlace(place: number | null): void;
}

export interface Plot {
  redraw(): void;
  resize(width: number): void;
  destroy(): void;
}

const colourOf = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const FONT = '14px "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", system-ui, sans-serif';
const TILE = 8;
const RISING = [-1, TILE + 1, TILE + 1, -1] as const;
const FALLING = [-1, -1, TILE + 1, TILE + 1] as const;
const STROKES: Record<Texture, readonly (readonly [number, number, number, number])[]> = {
  plain: [],
  dots: [],
  slant: [RISING],
  cross: [RISING, FALLING],
  upright: [[TILE / 2, 0, TILE / 2, TILE]],
  level: [[0, TILE / 2, TILE, TILE / 2]],
};

/** A filling in a colour, with lines or dots in the colour of the ground. Drawn anew each time, for the theme may have changed. */
function fillingOf(colour: string, texture: Texture = 'plain'): string | CanvasPattern {
  if (texture === 'plain') return colour;
  const tile = new OffscreenCanvas(TILE, TILE);
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, TILE, TILE);
  pen.strokeStyle = colourOf('--surface');
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const [x, y, toX, toY] of STROKES[texture]) {
    pen.moveTo(x, y);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
  if (texture === 'dots') pen.fillRect(2, 2, 3, 3);
  return pen.createPattern(tile, 'repeat') ?? colour;
}

/** Of stacked series what is drawn: each with those before it below. */
function stacked(series: readonly PlotSeries[]): (number | null)[][] {
  const sums: number[] = [];
  return series.map(({ values }) =>
    values.map((value, at) => {
      sums[at] = (sums[at] ?? 0) + (value ?? 0);
      return value === null && sums[at] === 0 ? null : (sums[at] ?? null);
    }),
  );
}

function seriesOf(one: PlotSeries): uPlot.Series {
  const shared = { label: one.label, scale: one.isShare ? 'share' : 'y', spanGaps: true };
  const stroke = () => colourOf(one.colour);
  if (one.look !== 'bars') {
    const dash = one.look.startsWith('dashed') ? { dash: [8, 5] } : {};
    const steps = one.look.endsWith('steps') ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
    const points = { show: !steps, size: 7, fill: stroke };
    return { ...shared, stroke, width: 2.5, points, ...dash, ...(steps ? { paths: steps } : {}) };
  }
  const bars = uPlot.paths.bars?.({ size: [0.64, 56], radius: 0 });
  return {
    ...shared,
    stroke: () => colourOf('--surface'),
    width: 1,
    fill: () => fillingOf(colourOf(one.colour), one.texture) as unknown as string,
    points: { show: false },
    ...(bars ? { paths: bars } : {}),
  };
}

/** Draws a chart into an element, as wide as that. */
export function draw(element: HTMLElement, options: PlotOptions): Plot {
  const { places, series, isStacked, hasBand, write, writeShare, height, onPlace } = options;
  const ink = () => colourOf('--ink-soft');
  const line = { stroke: () => colourOf('--line'), width: 1 };
  const axis = { stroke: ink, font: FONT, grid: line, ticks: line };
  // The top of a stack is drawn first, so that each lower one covers it as far as it reaches.
  const order = isStacked ? series.map((_, at) => series.length - 1 - at) : series.map((_, at) => at);
  const values = isStacked ? stacked(series) : series.map((one) => [...one.values]);
  const chart = new uPlot(
    {
      width: Math.max(200, element.clientWidth),
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: !isStacked } },
      scales: {
        x: { time: false, range: () => [-0.6, Math.max(0, places.length - 1) + 0.6] },
        y: { range: (_chart, _low, high) => [0, (high ?? 0) > 0 ? high * 1.08 : 1] },
        share: { range: () => [0, 1.05] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          splits: (chart) => thinned(places.length, chart.width / 76),
          values: (_chart, splits) => splits.map((at) => places[at] ?? ''),
        },
        { ...axis, scale: 'y', size: 76, values: (_chart, splits) => splits.map(write) },
        ...(series.some((one) => one.isShare)
          ? [
              {
                ...axis,
                scale: 'share',
                side: 1 as const,
                size: 60,
                grid: { show: false },
                values: (_chart: uPlot, splits: number[]) => splits.map((at) => (at > 1 ? '' : writeShare(at))),
              },
            ]
          : []),
      ],
      series: [{}, ...order.map((at) => seriesOf(series[at] as PlotSeries))],
      ...(hasBand ? { bands: [{ series: [2, 1], fill: () => colourOf('--band') as string }] } : {}),
      hooks: { setCursor: [(chart) => onPlace(chart.cursor.idx ?? null)] },
    },
    [places.map((_, at) => at), ...order.map((at) => values[at] ?? [])] as uPlot.AlignedData,
    element,
  );
  return {
    redraw: () => chart.redraw(false),
    resize: (width) => chart.setSize({ width: Math.max(200, width), height }),
    destroy: () => chart.destroy(),
  };
}

/** As many of the places as there is room for, evenly. */
function thinned(count: number, room: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(room))));
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
}
