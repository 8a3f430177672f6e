// The overview: one figure of each page with its course over the months, and the way to what is behind it.
import type { ComponentChildren } from 'preact';
import type { BacklogFigures } from '../../../domain/metrics/backlog.ts';
import type { DelayFigures } from '../../../domain/metrics/delays.ts';
import type { DowntimeFigures } from '../../../domain/metrics/downtime.ts';
import type { QualityFigures } from '../../../domain/metrics/quality.ts';
import type { TurnaroundFigures } from '../../../domain/metrics/turnaround.ts';
import type { ValueFigures } from '../../../domain/metrics/value.ts';
import { useResource } from '../../api/resource.ts';
import type { Category } from '../../api/types.ts';
import { writeDate, writeDays, writeMoneyBriefly, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { SegmentBar } from '../../parts/segments.tsx';
import { Waiting } from '../../parts/show.tsx';
import { usePlace } from '../../router.ts';
import { ordersOf, useExposure } from './exposure.tsx';
import { addressOf, type View } from './frame.tsx';
import { type MetricAnswer, monthsOf, overviewPaths } from './question.ts';
import { officeWords } from './words.ts';

export function Overview() {
  return (
    <div class="tiles-office">
      <TurnaroundTile />
      <BacklogTile />
      <DelayTile />
      <DowntimeTile />
      <QualityTile />
      <ValueTile />
      <ExposureTile />
    </div>
  );
}

interface TileProps {
  view: View;
  /** What was read; undefined: not yet. */
  resource: { data: unknown; error: unknown; reload(): void };
  value: string;
  name: string;
  note?: string | undefined;
  children?: ComponentChildren;
}

function Tile({ view, resource, value, name, note, children }: TileProps) {
  const words = useWords(officeWords);
  const { query } = usePlace();
  const search = query.size > 0 ? `?${query}` : '';
  return (
    <section class="panel office-tile" aria-labelledby={`tile-${view}`}>
      <h2 id={`tile-${view}`}>
        <a href={addressOf(view) + search} data-row>
          {words.views[view]}
        </a>
      </h2>
      <ProblemNote error={resource.error} onRetry={resource.reload} />
      {resource.data === undefined && !resource.error && <Waiting />}
      {resource.data !== undefined && (
        <>
          <p class="tile-figure">
            <strong class="number">{value}</strong> <span class="soft">{name}</span>
          </p>
          {note && <p class="small soft">{note}</p>}
          {children}
        </>
      )}
    </section>
  );
}

/** The course of a figure over the months: a line without numbers, which stand on the page behind it. */
function Course<Figures>({
  answer,
  pick,
}: {
  answer: MetricAnswer<Figures> | undefined;
  pick(figures: Figures): number | null;
}) {
  if (!answer) return null;
  const groups = new Map(answer.groups.map(({ key, figures }) => [key, figures]));
  const months = monthsOf(answer.from, answer.to);
  const points = months.flatMap((month, at) => {
    const figures = groups.get(month);
    const value = figures === undefined ? null : pick(figures);
    return value === null ? [] : [[at, value] as const];
  });
  const most = Math.max(...points.map(([, value]) => value), 0) || 1;
  const width = Math.max(1, months.length - 1);
  return (
    <svg class="course" viewBox={`-0.2 -2 ${width + 0.4} 36`} preserveAspectRatio="none" aria-hidden="true">
      <polyline
        points={points.map(([at, value]) => `${at},${32 - (value / most) * 30}`).join(' ')}
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

function useTile<Figures>(metric: keyof ReturnType<typeof overviewPaths>) {
  return useResource<MetricAnswer<Figures>>(overviewPaths(usePlace().query)[metric]);
}

function TurnaroundTile() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const resource = useTile<TurnaroundFigures>('turnaround');
  const total = resource.data?.total;
  return (
    <Tile
      view="turnaround"
      resource={resource}
      value={writeDays(total?.grossHours.p50 ?? null, language)}
      name={words.median}
      note={
        total &&
        words.turnaroundNote(writeDays(total.grossHours.p90, language), writeShare(total.onTime.revised, language))
      }
    >
      <Course answer={resource.data} pick={({ grossHours }) => grossHours.p50} />
    </Tile>
  );
}

function BacklogTile() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const resource = useTile<BacklogFigures>('backlog');
  const total = resource.data?.total;
  return (
    <Tile
      view="backlog"
      resource={resource}
      value={writeNumber(total?.open ?? 0, language)}
      name={words.open}
      note={
        total &&
        words.backlogNote(total.overdue.revised, total.clearance.p90 ? writeDate(total.clearance.p90, language) : '–')
      }
    />
  );
}

function DelayTile() {
  const words = useWords(officeWords);
  const names = useWords(terms);
  const language = useLanguage();
  const resource = useTile<DelayFigures>('delays');
  const total = resource.data?.total;
  const first = total?.pareto[0];
  return (
    <Tile
      view="delays"
      resource={resource}
      value={writeDays(total?.delayHours ?? null, language)}
      name={words.lost}
      note={first && words.delayNote(names.category[first.key as Category], writeShare(first.share, language))}
    >
      {total && <SegmentBar hoursByCategory={Object.fromEntries(total.pareto.map(({ key, hours }) => [key, hours]))} />}
    </Tile>
  );
}

function DowntimeTile() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const resource = useTile<DowntimeFigures>('downtime');
  const total = resource.data?.total;
  return (
    <Tile
      view="downtime"
      resource={resource}
      value={writeShare(total?.missionCapableRate ?? null, language)}
      name={words.missionCapable}
      note={
        total &&
        words.downtimeNote(
          writeShare(total.operationalAvailability, language),
          writeDays(total.meanDowntimeHours, language),
        )
      }
    >
      <Course answer={resource.data} pick={({ missionCapableRate }) => missionCapableRate} />
    </Tile>
  );
}

function QualityTile() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const resource = useTile<QualityFigures>('quality');
  const total = resource.data?.total;
  return (
    <Tile
      view="quality"
      resource={resource}
      value={writeShare(total?.firstPassYield ?? null, language)}
      name={words.firstPass}
      note={total && words.qualityNote(writeShare(total.rejectionRate, language), total.nonconformances.count)}
    >
      <Course answer={resource.data} pick={({ firstPassYield }) => firstPassYield} />
    </Tile>
  );
}

function ValueTile() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const resource = useTile<ValueFigures>('value');
  const total = resource.data?.total;
  const days = total?.downtimeDaysAvoided ?? null;
  const costs = total?.costAvoided
    .map(({ key, minorUnits }) => writeMoneyBriefly({ currency: key, minorUnits }, language))
    .join(' + ');
  return (
    <Tile
      view="value"
      resource={resource}
      value={days === null ? '–' : words.days(writeNumber(days, language, { maximumFractionDigits: 0 }))}
      name={words.daysSpared}
      note={costs && words.valueNote(costs)}
    >
      <Course answer={resource.data} pick={({ downtimeDaysAvoided }) => downtimeDaysAvoided} />
    </Tile>
  );
}

function ExposureTile() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const resource = useExposure();
  const now = ordersOf(resource.data?.filter(({ blocks }) => blocks) ?? []);
  const soon = ordersOf(resource.data?.filter(({ blocks }) => !blocks) ?? []);
  return (
    <Tile
      view="exposure"
      resource={resource}
      value={writeNumber(now, language)}
      name={words.blockedNow}
      note={words.exposureNote(soon)}
    />
  );
}
