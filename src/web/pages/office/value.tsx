// Value: the days and the money that repair in Japan spared against the recorded baselines of the United States.

import type { ValueFigures as Figures } from '../../../domain/metrics/value.ts';
import type { Language } from '../../language/bilingual.ts';
import { writeDays, writeMoney, writeMoneyBriefly, writeNumber } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Waiting, When } from '../../parts/show.tsx';
import { usePlace } from '../../router.ts';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, KeyFigures } from './frame.tsx';
import { ByGroup, ByMonth } from './grouped.tsx';
import { type MetricAnswer, type Question, useMetric, useQuestion } from './question.ts';
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
      {months.data && <Groups answer={months.data} question={question} />}
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

const days = (value: number | null, language: Language) => writeDays(value === null ? null : value * 24, language);

const amounts = (costs: readonly { key: string; minorUnits: number }[] | null, language: Language) =>
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

function Groups({ answer, question }: { answer: MetricAnswer<Figures>; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const shown = {
    metric: 'value',
    question,
    columns: [
      { name: words.compared, show: (figures: Figures) => writeNumber(figures.sampleSize, language) },
      { name: words.daysSpared, show: (figures: Figures) => days(figures.downtimeDaysAvoided, language) },
      { name: words.costSpared, show: (figures: Figures) => amounts(figures.costAvoided, language) },
    ],
    series: [
      {
        label: words.daysSpared,
        look: 'bars' as const,
        colour: '--c-acceptance',
        pick: (figures: Figures) => figures.downtimeDaysAvoided,
      },
    ],
    write: (value: number) => words.days(writeNumber(value, language, { maximumFractionDigits: 0 })),
  };
  return (
    <div class="office-pair">
      <ByMonth {...shown} name={words.daysSpared} answer={answer} />
      <ByGroup {...shown} name={words.views.value} />
    </div>
  );
}
