// Turnaround: p50 and p90 by month and by group, what the hours went to, and whether targets were kept.
import type { TurnaroundFigures as Figures } from '../../../domain/turnaround.ts';
import { writeDays, writeMonth, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { Chart } from '../../parts/chart.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { SegmentBar } from '../../parts/segments.tsx';
import { Waiting, When } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, FiguresTable, GroupChoice, GroupLink, KeyFigures, Panel, useGroupName } from './frame.tsx';
import { monthsOf, pathOf, type Question, useMetric, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

interface Released extends Contributor {
  outcome: 'released' | 'cancelled' | 'condemned';
  endedAt: string;
  netOfSupplyHours: number | null;
  hoursByCategory: Figures['meanHoursByCategory'];
  onTime: { original: boolean | null; revised: boolean | null } | null;
}

export function Turnaround() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const question = useQuestion();
  const months = useMetric<Figures>('turnaround', question.query, 'groupBy=month');
  const total = months.data?.total;
  return (
    <>
      <ProblemNote error={months.error} onRetry={months.reload} />
      {!total && !months.error && <Waiting />}
      {total && <Key total={total} />}
      {total?.meanHoursByCategory && (
        <Panel title={words.whereTimeWent}>
          <SegmentBar hoursByCategory={total.meanHoursByCategory} legend />
        </Panel>
      )}
      <div class="office-pair">
        <ByMonth question={question} />
        <ByGroup question={question} />
      </div>
      <Contributors<Released>
        metric="turnaround"
        question={question}
        columns={[
          { name: words.outcome, show: ({ outcome }) => words.outcomes[outcome] },
          { name: words.ended, show: ({ endedAt }) => <When at={endedAt} stacked /> },
          { name: words.gross, isNumber: true, show: ({ weight }) => writeDays(weight, language) },
          { name: words.netOfSupply, isNumber: true, show: (item) => writeDays(item.netOfSupplyHours, language) },
          {
            name: words.hoursByCause,
            show: ({ hoursByCategory }) => hoursByCategory && <SegmentBar hoursByCategory={hoursByCategory} thin />,
          },
          { name: words.onTime, show: ({ onTime }) => words.kept(onTime?.revised ?? null) },
        ]}
      />
      <Defined answer={months.data} />
    </>
  );
}

function Key({ total }: { total: Figures }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const { grossHours, netOfSupplyHours, workingDays, onTime } = total;
  return (
    <KeyFigures
      figures={[
        {
          name: words.released,
          value: writeNumber(total.count, language),
          note: words.alsoEnded(total.cancelledCount, total.condemnedCount),
        },
        {
          name: words.median,
          value: writeDays(grossHours.p50, language),
          note: words.mean(writeDays(grossHours.mean, language)),
        },
        {
          name: words.p90,
          value: writeDays(grossHours.p90, language),
          note: words.longest(writeDays(grossHours.max, language)),
        },
        { name: words.netOfSupply, value: writeDays(netOfSupplyHours.p50, language), note: words.medianNote },
        {
          name: words.workingDays,
          value: `${workingDays.japan.p50 ?? '–'} / ${workingDays.usFederal.p50 ?? '–'}`,
          note: words.japanAndUs,
        },
        {
          name: words.onTime,
          value: writeShare(onTime.revised, language),
          note: words.originally(writeShare(onTime.original, language)),
        },
      ]}
    />
  );
}

const columnsOf = (words: (typeof officeWords)['en'], first: string) => [
  { name: first },
  { name: words.released, isNumber: true },
  { name: words.median, isNumber: true },
  { name: words.p90, isNumber: true },
  { name: words.onTime, isNumber: true },
];

function ByMonth({ question }: { question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const { data } = useMetric<Figures>('turnaround', question.query, 'groupBy=month');
  if (!data) return null;
  const groups = new Map(data.groups.map((group) => [group.key, group]));
  const months = monthsOf(data.from, data.to);
  const days = (share: 'p50' | 'p90') =>
    months.map((month) => {
      const hours = groups.get(month)?.figures.grossHours[share] ?? null;
      return hours === null ? null : hours / 24;
    });
  return (
    <Panel
      title={words.byMonth(words.views.turnaround)}
      csv={pathOf('turnaround', question.query, 'groupBy=month')}
      fileName="turnaround-month"
    >
      <Chart
        label={words.byMonth(words.views.turnaround)}
        places={months.map((month) => writeMonth(month, language, { brief: true }))}
        series={[
          { label: words.p90, values: days('p90'), look: 'dashed', colour: '--c-supply' },
          { label: words.median, values: days('p50'), look: 'line', colour: '--c-maintenance' },
        ]}
        write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 1 }))}
      />
      <FiguresTable
        caption={words.byMonth(words.views.turnaround)}
        columns={columnsOf(words, words.month)}
        rows={rowsOf(data.groups, 'month', question, language)}
      />
    </Panel>
  );
}

function rowsOf(
  groups: readonly { key: string; name: string; figures: Figures }[],
  groupBy: string,
  question: Question,
  language: 'en' | 'ja',
) {
  return groups.map((group) => ({
    key: group.key,
    isChosen: question.of?.groupBy === groupBy && question.of.key === group.key,
    cells: [
      <GroupLink key="name" question={question} groupBy={groupBy} group={group} />,
      writeNumber(group.figures.count, language),
      writeDays(group.figures.grossHours.p50, language),
      writeDays(group.figures.grossHours.p90, language),
      writeShare(group.figures.onTime.revised, language),
    ],
  }));
}

function ByGroup({ question }: { question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const nameOf = useGroupName();
  const { by, query } = question;
  const { data } = useMetric<Figures>('turnaround', query, `groupBy=${by}`);
  const title = words.byGroup(words.views.turnaround, words.groups[by]);
  const groups = data?.groups ?? [];
  const days = (share: 'p50' | 'p90') =>
    groups.map(({ figures }) => (figures.grossHours[share] === null ? null : figures.grossHours[share] / 24));
  return (
    <Panel
      title={title}
      csv={pathOf('turnaround', query, `groupBy=${by}`)}
      fileName={`turnaround-${by}`}
      actions={<GroupChoice by={by} />}
    >
      {data && (
        <>
          <Chart
            label={title}
            places={groups.map((group) => nameOf(by, group))}
            series={[
              { label: words.p90, values: days('p90'), look: 'bars', colour: '--c-supply', texture: 'slant' },
              { label: words.median, values: days('p50'), look: 'bars', colour: '--c-maintenance' },
            ]}
            write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 1 }))}
          />
          <FiguresTable
            caption={title}
            columns={columnsOf(words, words.groups[by])}
            rows={rowsOf(groups, by, question, language)}
          />
        </>
      )}
    </Panel>
  );
}
