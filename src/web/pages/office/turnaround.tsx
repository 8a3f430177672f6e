// Turnaround: p50 and p90 by month and by group, what the hours went to, and whether targets were kept.
import type { TurnaroundFigures as Figures } from '../../../domain/metrics/turnaround.ts';
import { writeDays, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { SegmentBar } from '../../parts/segments.tsx';
import { Waiting, When } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, KeyFigures, Panel } from './frame.tsx';
import { ByGroup, ByMonth } from './grouped.tsx';
import { type MetricAnswer, type Question, useMetric, useQuestion } from './question.ts';
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
      <Groups answer={months.data} question={question} />
      <Contributors<Released>
        note={words.withOthersEnded}
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

function Groups({ answer, question }: { answer: MetricAnswer<Figures> | undefined; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const shown = {
    metric: 'turnaround',
    name: words.views.turnaround,
    question,
    columns: [
      { name: words.released, show: ({ count }: Figures) => writeNumber(count, language) },
      { name: words.median, show: ({ grossHours }: Figures) => writeDays(grossHours.p50, language) },
      { name: words.p90, show: ({ grossHours }: Figures) => writeDays(grossHours.p90, language) },
      { name: words.onTime, show: ({ onTime }: Figures) => writeShare(onTime.revised, language) },
    ],
    write: (value: number) => words.days(writeNumber(value, language, { maximumFractionDigits: 1 })),
  };
  const days = (hours: number | null) => (hours === null ? null : hours / 24);
  const p90 = { label: words.p90, colour: '--c-supply', pick: (f: Figures) => days(f.grossHours.p90) };
  const median = { label: words.median, colour: '--c-maintenance', pick: (f: Figures) => days(f.grossHours.p50) };
  return (
    <div class="office-pair">
      {answer && (
        <ByMonth
          {...shown}
          answer={answer}
          series={[
            { ...p90, look: 'dashed' },
            { ...median, look: 'line' },
          ]}
        />
      )}
      <ByGroup
        {...shown}
        series={[
          { ...p90, look: 'bars', texture: 'slant' },
          { ...median, look: 'bars' },
        ]}
      />
    </div>
  );
}
