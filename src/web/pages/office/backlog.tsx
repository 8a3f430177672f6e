// Backlog: what is open and how old, when it should be done by what past work took, and how such forecasts turned out before.
import type { BacklogFigures as Figures } from '../../../domain/metrics/backlog.ts';
import { useList } from '../../api/resource.ts';
import type { Message, Status } from '../../api/types.ts';
import {
  addDays,
  daysBetween,
  todayInJapan,
  writeDate,
  writeMonthDay,
  writeNumber,
  writeShare,
} from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import { Chart } from '../../parts/chart.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, Narrative, StatusChip, Waiting } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, FiguresTable, KeyFigures, Panel } from './frame.tsx';
import { pathOf, type Question, useMetric, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

interface OpenOrder extends Contributor {
  kind: 'open' | 'released' | 'forecast_tested';
  status: Status | null;
  targets: { first: string | null; last: string | null } | null;
  overdue: { original: boolean | null; revised: boolean | null } | null;
  forecast: {
    p50: string | null;
    p90: string | null;
    basis: 'platform_activity' | 'activity' | null;
    orders: number;
    reason: Message | null;
  } | null;
}

export function Backlog() {
  const words = useWords(officeWords);
  const question = useQuestion();
  const { data, error, reload } = useMetric<Figures>('backlog', question.queryOfInstant);
  return (
    <>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data && <Key total={data.total} />}
      <Forecast question={question} />
      {data && <Queues total={data.total} question={question} />}
      <Contributors<OpenOrder>
        note={words.withReleases}
        metric="backlog"
        question={{ ...question, of: null }}
        query={`${question.queryOfInstant}&backTest=false`}
        shows={({ kind }) => kind === 'open'}
        columns={[
          { name: words.status, show: ({ status }) => status && <StatusChip status={status} /> },
          {
            name: words.age,
            isNumber: true,
            show: ({ weight }) => (weight === null ? '–' : words.days(String(weight))),
          },
          { name: words.target, show: ({ targets }) => (targets?.last ? <Day date={targets.last} /> : '–') },
          { name: words.likely, show: ({ forecast }) => (forecast?.p50 ? <Day date={forecast.p50} /> : '–') },
          { name: words.safely, show: ({ forecast }) => (forecast?.p90 ? <Day date={forecast.p90} /> : '–') },
          { name: words.because, show: ({ forecast }) => <Because forecast={forecast} /> },
        ]}
      />
      <Defined answer={data} />
    </>
  );
}

function Because({ forecast }: { forecast: OpenOrder['forecast'] }) {
  const words = useWords(officeWords);
  if (!forecast) return <>{'–'}</>;
  if (forecast.reason)
    return (
      <span class="sentence">
        <Narrative text={forecast.reason} />
      </span>
    );
  return <span class="sentence">{forecast.basis && words.basis[forecast.basis](forecast.orders)}</span>;
}

function Key({ total }: { total: Figures }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const { clearance, backTest, throughput, oldest } = total;
  const clear = clearance.p50 && clearance.p90;
  return (
    <KeyFigures
      figures={[
        {
          name: words.open,
          value: writeNumber(total.open, language),
          note: oldest ? words.oldest(oldest.days, oldest.number) : undefined,
        },
        {
          name: words.overdue,
          value: writeNumber(total.overdue.revised, language),
          note: words.pastFirst(total.overdue.original),
          tone: total.overdue.revised > 0 ? 'bad' : undefined,
        },
        {
          name: words.perWeek,
          value:
            throughput.perWeek === null ? '–' : writeNumber(throughput.perWeek, language, { maximumFractionDigits: 1 }),
          note: words.overWeeks(throughput.weeks),
        },
        {
          name: words.clearBy,
          value: clearance.p50 ? writeDate(clearance.p50, language) : '–',
          note: clear ? words.safelyBy(writeDate(clearance.p90 ?? '', language)) : undefined,
        },
        {
          name: words.p90Held,
          value: writeShare(backTest.p90.share, language),
          note: words.ofForecasts(backTest.p90.held, backTest.p90.due),
        },
      ]}
    />
  );
}

const DAYS_MOST = 400;

/** How many orders would be left on each day, if each were released on its p50 date and on its p90 date: the band lies between. */
function Forecast({ question }: { question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const path = pathOf('backlog/contributors', question.queryOfInstant, 'backTest=false&limit=200');
  const { data, error, reload } = useList<OpenOrder>(path);
  const open = data?.filter(({ kind }) => kind === 'open') ?? [];
  const first = question.asOf ?? todayInJapan();
  const last = open.reduce((day, { forecast }) => (forecast?.p90 && forecast.p90 > day ? forecast.p90 : day), first);
  const length = Math.min(DAYS_MOST, daysBetween(first, last) + 1);
  // A week is fine enough for a table, a day for the drawing.
  const days = Array.from({ length }, (_, at) => addDays(first, at));
  const left = (share: 'p50' | 'p90') =>
    days.map((day) => open.filter(({ forecast }) => !forecast?.[share] || forecast[share] > day).length);
  const [likely, safely] = [left('p50'), left('p90')];
  return (
    <Panel
      title={words.forecast}
      csv={pathOf('backlog/contributors', question.queryOfInstant, 'backTest=false&limit=200')}
      fileName="backlog-forecast"
    >
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {open.length > 0 && (
        <>
          <p class="small soft">{words.forecastLead}</p>
          <Chart
            label={words.forecast}
            hasBand
            places={days.map((day) => writeMonthDay(day, language))}
            series={[
              { label: words.leftIfLikely, values: likely, look: 'steps', colour: '--c-maintenance' },
              { label: words.leftIfSafely, values: safely, look: 'dashed-steps', colour: '--c-supply' },
            ]}
            write={(value) => writeNumber(value, language, { maximumFractionDigits: 0 })}
          />
          <FiguresTable
            caption={words.forecast}
            columns={[
              { name: words.day },
              { name: words.leftIfLikely, isNumber: true },
              { name: words.leftIfSafely, isNumber: true },
            ]}
            rows={days.flatMap((day, at) =>
              at % 14 === 0 || at === days.length - 1
                ? [{ key: day, cells: [writeDate(day, language), likely[at] ?? '–', safely[at] ?? '–'] }]
                : [],
            )}
          />
        </>
      )}
    </Panel>
  );
}

function Queues({ total, question }: { total: Figures; question: Question }) {
  const words = useWords(officeWords);
  const names = useWords(terms);
  const language = useLanguage();
  const date = (day: string | null) => (day ? writeDate(day, language) : '–');
  return (
    <div class="office-pair">
      <Panel title={words.queues} csv={pathOf('backlog', question.queryOfInstant)} fileName="backlog">
        <FiguresTable
          caption={words.queues}
          columns={[
            { name: words.facility },
            { name: words.open, isNumber: true },
            { name: words.overdue, isNumber: true },
            { name: words.clearBy },
            { name: words.safely },
            { name: words.withoutForecast, isNumber: true },
          ]}
          rows={total.facilities.map(({ key, name, open, overdue, clearance }) => ({
            key,
            cells: [name, open, overdue.revised, date(clearance.p50), date(clearance.p90), clearance.leftOut],
          }))}
        />
      </Panel>
      <Panel title={words.openBy}>
        <FiguresTable
          caption={words.openBy}
          columns={[{ name: words.status }, { name: words.open, isNumber: true }]}
          rows={termsOf(names.status).flatMap((status) => {
            const count = (total.byStatus as Partial<Record<Status, number>>)[status];
            return count ? [{ key: status, cells: [names.status[status], count] }] : [];
          })}
        />
        <FiguresTable
          caption={words.ages}
          columns={[{ name: words.age }, { name: words.open, isNumber: true }]}
          rows={Object.entries(total.byAge).map(([band, count]) => ({
            key: band,
            cells: [words.ageBands[band as keyof typeof words.ageBands], count],
          }))}
        />
      </Panel>
    </div>
  );
}
