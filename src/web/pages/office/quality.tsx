// Quality: how often work passes the first time, is refused, comes back; and what was found wrong with it.
import type { QualityFigures as Figures } from '../../../domain/quality.ts';
import type { Nonconformance } from '../../api/types.ts';
import { writeMonth, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import { Chart } from '../../parts/chart.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Narrative, Waiting, When } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, FiguresTable, GroupChoice, GroupLink, KeyFigures, Panel, useGroupName } from './frame.tsx';
import { type MetricAnswer, monthsOf, pathOf, type Question, useMetric, useQuestion } from './question.ts';
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
      {months.data && (
        <div class="office-pair">
          <ByMonth answer={months.data} question={question} />
          <ByGroup question={question} />
        </div>
      )}
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

function ByMonth({ answer, question }: { answer: MetricAnswer<Figures>; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const groups = new Map(answer.groups.map((group) => [group.key, group.figures]));
  const months = monthsOf(answer.from, answer.to);
  const title = words.byMonth(words.views.quality);
  return (
    <Panel title={title} csv={pathOf('quality', question.query, 'groupBy=month')} fileName="quality-month">
      <Chart
        label={title}
        places={months.map((month) => writeMonth(month, language, { brief: true }))}
        series={[
          {
            label: words.firstPass,
            values: months.map((month) => groups.get(month)?.firstPassYield ?? null),
            look: 'line',
            colour: '--c-acceptance',
          },
          {
            label: words.rejection,
            values: months.map((month) => groups.get(month)?.rejectionRate ?? null),
            look: 'dashed',
            colour: '--c-supply',
          },
        ]}
        write={(value) => writeShare(value, language)}
      />
      <FiguresTable
        caption={title}
        columns={columnsOf(words, words.month)}
        rows={rowsOf(answer.groups, 'month', question, language)}
      />
    </Panel>
  );
}

function ByGroup({ question }: { question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const nameOf = useGroupName();
  const { by, query } = question;
  const { data } = useMetric<Figures>('quality', query, `groupBy=${by}`);
  const title = words.byGroup(words.views.quality, words.groups[by]);
  return (
    <Panel
      title={title}
      csv={pathOf('quality', query, `groupBy=${by}`)}
      fileName={`quality-${by}`}
      actions={<GroupChoice by={by} />}
    >
      {data && (
        <>
          <Chart
            label={title}
            places={data.groups.map((group) => nameOf(by, group))}
            series={[
              {
                label: words.firstPass,
                values: data.groups.map(({ figures }) => figures.firstPassYield),
                look: 'bars',
                colour: '--c-acceptance',
              },
            ]}
            write={(value) => writeShare(value, language)}
          />
          <FiguresTable
            caption={title}
            columns={columnsOf(words, words.groups[by])}
            rows={rowsOf(data.groups, by, question, language)}
          />
        </>
      )}
    </Panel>
  );
}

const columnsOf = (words: (typeof officeWords)['en'], first: string) => [
  { name: first },
  { name: words.firstPass, isNumber: true },
  { name: words.rejection, isNumber: true },
  { name: words.refusal, isNumber: true },
  { name: words.repeat, isNumber: true },
  { name: words.nonconformances, isNumber: true },
];

function rowsOf(groups: MetricAnswer<Figures>['groups'], groupBy: string, question: Question, language: 'en' | 'ja') {
  return groups.map((group) => ({
    key: group.key,
    isChosen: question.of?.groupBy === groupBy && question.of.key === group.key,
    cells: [
      <GroupLink key="name" question={question} groupBy={groupBy} group={group} />,
      writeShare(group.figures.firstPassYield, language),
      writeShare(group.figures.rejectionRate, language),
      writeShare(group.figures.refusalRate, language),
      writeShare(group.figures.repeatRate, language),
      writeNumber(group.figures.nonconformances.count, language),
    ],
  }));
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
