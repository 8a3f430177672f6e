// Quality: how often work passes the first time, is refused, comes back; and what was found wrong with it.
import type { QualityFigures as Figures } from '../../../domain/metrics/quality.ts';
import type { Nonconformance } from '../../api/types.ts';
import { writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Narrative, Waiting, When } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, KeyFigures, Panel } from './frame.tsx';
import { ByGroup, ByMonth } from './grouped.tsx';
import { type MetricAnswer, type Question, useMetric, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

interface Counted extends Contributor {
  kind: keyof (typeof officeWords)['en']['counted'];
  at: string;
  outcome: string | null;
  severity: Nonconformance['severity'] | null;
  characteristic: string | null;
}

export function Quality() {
  const words = useWords(officeWords);
  const names = useWords(terms);
  const language = useLanguage();
  const question = useQuestion();
  const months = useMetric<Figures>('quality', question.query, 'groupBy=month');
  const total = months.data?.total;
  const outcomeOf = (outcome: string | null) =>
    outcome === null
      ? '–'
      : (words.qualityOutcomes[outcome as keyof typeof words.qualityOutcomes] ??
        names.disposition[outcome as keyof typeof names.disposition] ??
        outcome);
  return (
    <>
      <ProblemNote error={months.error} onRetry={months.reload} />
      {!total && !months.error && <Waiting />}
      {total && (
        <KeyFigures
          figures={[
            {
              name: words.firstPass,
              value: writeShare(total.firstPassYield, language),
              note: words.ofAccepted(total.firstAcceptedCount),
            },
            {
              name: words.rejection,
              value: writeShare(total.rejectionRate, language),
              note: words.ofPresented(total.endedPresentationCount),
            },
            { name: words.refusal, value: writeShare(total.refusalRate, language), note: words.escaped },
            {
              name: words.reworks,
              value: total.reworksPerOrder === null ? '–' : writeNumber(total.reworksPerOrder, language),
              note: words.perReleased,
            },
            { name: words.repeat, value: writeShare(total.repeatRate, language), note: words.within90 },
            { name: words.nonconformances, value: writeNumber(total.nonconformances.count, language) },
          ]}
        />
      )}
      {months.data && <Groups answer={months.data} question={question} />}
      {total && <Found found={total.nonconformances} />}
      <Contributors<Counted>
        metric="quality"
        question={question}
        columns={[
          { name: words.what, show: ({ kind }) => words.counted[kind] },
          { name: words.at, show: ({ at }) => <When at={at} stacked /> },
          { name: words.outcome, show: ({ outcome }) => outcomeOf(outcome) },
          { name: words.severity, show: ({ severity }) => (severity ? names.severity[severity] : '–') },
          { name: words.characteristic, show: ({ characteristic }) => characteristic ?? '–' },
        ]}
      />
      <Defined answer={months.data} />
    </>
  );
}

function Groups({ answer, question }: { answer: MetricAnswer<Figures>; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const share = (value: number | null) => writeShare(value, language);
  const shown = {
    metric: 'quality',
    name: words.views.quality,
    question,
    columns: [
      { name: words.firstPass, show: (figures: Figures) => share(figures.firstPassYield) },
      { name: words.rejection, show: (figures: Figures) => share(figures.rejectionRate) },
      { name: words.refusal, show: (figures: Figures) => share(figures.refusalRate) },
      { name: words.repeat, show: (figures: Figures) => share(figures.repeatRate) },
      { name: words.nonconformances, show: (figures: Figures) => writeNumber(figures.nonconformances.count, language) },
    ],
    write: share,
  };
  const firstPass = { label: words.firstPass, colour: '--c-acceptance', pick: (f: Figures) => f.firstPassYield };
  const rejection = { label: words.rejection, colour: '--c-supply', pick: (f: Figures) => f.rejectionRate };
  return (
    <div class="office-pair">
      <ByMonth
        {...shown}
        answer={answer}
        series={[
          { ...firstPass, look: 'line' },
          { ...rejection, look: 'dashed' },
        ]}
      />
      <ByGroup {...shown} series={[{ ...firstPass, look: 'bars' }]} />
    </div>
  );
}

/** Nonconformances by what they were, what became of them, and what failed. */
function Found({ found }: { found: Figures['nonconformances'] }) {
  const words = useWords(officeWords);
  const names = useWords(terms);
  const decided = { ...names.disposition, undecided: words.undecided } as Record<string, string>;
  return (
    <div class="office-three">
      <Panel title={words.bySeverity}>
        <CountBars
          rows={termsOf(names.severity).map((key) => ({
            key,
            name: names.severity[key],
            count: found.bySeverity[key],
          }))}
        />
      </Panel>
      <Panel title={words.byDisposition}>
        <CountBars
          rows={Object.entries(found.byDisposition)
            .filter(([, count]) => count > 0)
            .map(([key, count]) => ({ key, name: decided[key] ?? key, count }))}
        />
      </Panel>
      <Panel title={words.byCharacteristic}>
        <CountBars
          rows={found.byCharacteristic
            .slice(0, 8)
            .map(({ key, name, count }) => ({ key, name: <Narrative text={name} />, count }))}
        />
      </Panel>
    </div>
  );
}

/** Counts as a table whose cells are as long as they are many. */
function CountBars({ rows }: { rows: readonly { key: string; name: preact.ComponentChildren; count: number }[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <ul class="count-bars">
      {rows.map(({ key, name, count }) => (
        <li key={key}>
          <span class="count-name">{name}</span>
          <span class="number">{count}</span>
          <span class="count-bar" aria-hidden="true" style={{ width: `${(count / most) * 100}%` }} />
        </li>
      ))}
    </ul>
  );
}
