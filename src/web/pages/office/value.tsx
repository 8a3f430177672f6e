// Value: the days and the money that repair in Japan spared against the recorded baselines of the United States.
import type { ValueFigures as Figures } from '../../../domain/value.ts';
import { writeDays, writeMoney, writeMoneyBriefly, writeMonth, writeNumber } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { Chart } from '../../parts/chart.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Waiting, When } from '../../parts/show.tsx';
import { usePlace } from '../../router.ts';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, FiguresTable, GroupChoice, GroupLink, KeyFigures, Panel, useGroupName } from './frame.tsx';
import { type MetricAnswer, monthsOf, pathOf, type Question, useMetric, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

interface Compared extends Contributor {
  releasedAt: string;
  grossDays: number;
  costAvoided: { key: string; minorUnits: number }[] | null;
}

export function Value() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const plain = useQuestion();
  const rate = usePlace().query.get('rate') ?? '';
  const query = rate ? `${plain.query}&${new URLSearchParams({ rate })}` : plain.query;
  const question = { ...plain, query };
  const months = useMetric<Figures>('value', query, 'groupBy=month');
  const total = months.data?.total;
  return (
    <>
      <ProblemNote error={months.error} onRetry={months.reload} />
      {!total && !months.error && <Waiting />}
      {total && <Key total={total} />}
      {months.data && (
        <div class="office-pair">
          <ByMonth answer={months.data} question={question} />
          <ByGroup question={question} />
        </div>
      )}
      <Contributors<Compared>
        metric="value"
        question={question}
        columns={[
          { name: words.released, show: ({ releasedAt }) => <When at={releasedAt} stacked /> },
          { name: words.gross, isNumber: true, show: ({ grossDays }) => days(grossDays, language) },
          { name: words.daysSpared, isNumber: true, show: ({ weight }) => days(weight, language) },
          { name: words.costSpared, isNumber: true, show: ({ costAvoided }) => amounts(costAvoided, language) },
        ]}
      />
      <Defined answer={months.data} />
    </>
  );
}

const days = (value: number | null, language: 'en' | 'ja') => writeDays(value === null ? null : value * 24, language);

const amounts = (costs: readonly { key: string; minorUnits: number }[] | null, language: 'en' | 'ja') =>
  !costs || costs.length === 0
    ? '–'
    : costs.map(({ key, minorUnits }) => writeMoney({ currency: key, minorUnits }, language)).join(' + ');

function Key({ total }: { total: Figures }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const { converted } = total;
  return (
    <KeyFigures
      figures={[
        {
          name: words.daysSpared,
          value: days(total.downtimeDaysAvoided, language),
          note: words.withBaseline(total.sampleSize, total.releasedCount),
        },
        ...total.costAvoided.map(({ key, minorUnits }) => ({
          name: words.costSparedIn(key),
          value: writeMoneyBriefly({ currency: key, minorUnits }, language),
          note: words.withCost(total.costSampleSize),
        })),
        ...(converted && converted.minorUnits !== null
          ? [
              {
                name: words.allIn(converted.currency),
                value: writeMoneyBriefly({ currency: converted.currency, minorUnits: converted.minorUnits }, language),
                note: converted.rates.map(({ key, factor }) => `${key} × ${factor}`).join(', '),
              },
            ]
          : []),
        {
          name: words.leftOut,
          value: writeNumber(total.withoutBaselineCount, language),
          note: words.leftOutNote(total.withoutActualCostCount),
        },
      ]}
    />
  );
}

const columnsOf = (words: (typeof officeWords)['en'], first: string) => [
  { name: first },
  { name: words.compared, isNumber: true },
  { name: words.daysSpared, isNumber: true },
  { name: words.costSpared, isNumber: true },
];

function rowsOf(groups: MetricAnswer<Figures>['groups'], groupBy: string, question: Question, language: 'en' | 'ja') {
  return groups.map((group) => ({
    key: group.key,
    isChosen: question.of?.groupBy === groupBy && question.of.key === group.key,
    cells: [
      <GroupLink key="name" question={question} groupBy={groupBy} group={group} />,
      writeNumber(group.figures.sampleSize, language),
      days(group.figures.downtimeDaysAvoided, language),
      amounts(group.figures.costAvoided, language),
    ],
  }));
}

function ByMonth({ answer, question }: { answer: MetricAnswer<Figures>; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const groups = new Map(answer.groups.map((group) => [group.key, group.figures]));
  const months = monthsOf(answer.from, answer.to);
  const title = words.byMonth(words.daysSpared);
  return (
    <Panel title={title} csv={pathOf('value', question.query, 'groupBy=month')} fileName="value-month">
      <Chart
        label={title}
        places={months.map((month) => writeMonth(month, language, { brief: true }))}
        series={[
          {
            label: words.daysSpared,
            values: months.map((month) => groups.get(month)?.downtimeDaysAvoided ?? null),
            look: 'bars',
            colour: '--c-acceptance',
          },
        ]}
        write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 0 }))}
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
  const { data } = useMetric<Figures>('value', query, `groupBy=${by}`);
  const title = words.byGroup(words.views.value, words.groups[by]);
  return (
    <Panel
      title={title}
      csv={pathOf('value', query, `groupBy=${by}`)}
      fileName={`value-${by}`}
      actions={<GroupChoice by={by} />}
    >
      {data && (
        <>
          <Chart
            label={title}
            places={data.groups.map((group) => nameOf(by, group))}
            series={[
              {
                label: words.daysSpared,
                values: data.groups.map(({ figures }) => figures.downtimeDaysAvoided),
                look: 'bars',
                colour: '--c-acceptance',
              },
            ]}
            write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 0 }))}
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
