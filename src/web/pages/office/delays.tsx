// Delays: what time was lost to, the largest first, with the share of all that the first few explain.
import type { DelayFigures as Figures } from '../../../domain/metrics/delays.ts';
import type { Category, Responsible, Segment } from '../../api/types.ts';
import { writeDays, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Chart } from '../../parts/chart.tsx';
import { partyOf } from '../../parts/parties.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Nothing, Waiting, When } from '../../parts/show.tsx';
import { setQuery, usePlace } from '../../router.ts';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, FiguresTable, KeyFigures, Panel } from './frame.tsx';
import { type MetricAnswer, pathOf, type Question, useMetric, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

const BARS = ['category', 'facility', 'platform'] as const;
type Bars = (typeof BARS)[number];

interface Delay extends Contributor {
  category: Category;
  responsible: Responsible;
  acknowledgement: Segment['acknowledgement'];
  from: string;
  to: string | null;
}

export function Delays() {
  const words = useWords(officeWords);
  const names = useWords(terms);
  const language = useLanguage();
  const question = useQuestion();
  const said = usePlace().query.get('bars');
  const bars = BARS.find((one) => one === said) ?? 'category';
  const { data, error, reload } = useMetric<Figures>('delays', question.query, `by=${bars}`);
  return (
    <>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data && <Key total={data.total} />}
      {data && <Pareto answer={data} bars={bars} question={question} />}
      <Contributors<Delay>
        metric="delays"
        question={question}
        columns={[
          { name: words.cause, show: ({ category }) => <Cause category={category} /> },
          { name: words.answersFor, show: ({ responsible }) => names.party[responsible] },
          {
            name: words.acknowledged,
            show: ({ acknowledgement }) => (acknowledgement ? names.acknowledgement[acknowledgement] : '–'),
          },
          { name: words.from, show: ({ from }) => <When at={from} stacked /> },
          { name: words.through, show: ({ to }) => (to ? <When at={to} stacked /> : words.stillRuns) },
          { name: words.length, isNumber: true, show: ({ weight }) => writeDays(weight, language) },
        ]}
      />
      <Defined answer={data} />
    </>
  );
}

function Key({ total }: { total: Figures }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  return (
    <KeyFigures
      figures={[
        { name: words.lost, value: writeDays(total.delayHours, language), note: words.inOrders(total.orderCount) },
        {
          name: words.unacknowledged,
          value: writeDays(total.unacknowledgedHours, language),
          note: words.unacknowledgedNote,
          tone: total.unacknowledgedHours > 0 ? 'bad' : undefined,
        },
      ]}
    />
  );
}

function Cause({ category }: { category: Category }) {
  const names = useWords(terms);
  return (
    <span class="row tight">
      <span class="swatch" data-category={category} data-party={partyOf[category]} />
      {names.category[category]}
    </span>
  );
}

function Pareto({ answer, bars, question }: { answer: MetricAnswer<Figures>; bars: Bars; question: Question }) {
  const words = useWords(officeWords);
  const names = useWords(terms);
  const language = useLanguage();
  const { pareto, heaviestOrders } = answer.total;
  const present = pareto.filter(({ hours }) => hours > 0);
  const nameOf = ({ key, name }: { key: string; name: string }) =>
    bars === 'category' ? names.category[key as Category] : name;
  const title = words.byGroup(words.views.delays, words.bars[bars]);
  const choice = (
    <fieldset class="row tight">
      <legend class="hidden">{words.barsAre}</legend>
      {BARS.map((one) => (
        <button
          key={one}
          type="button"
          class="compact"
          aria-pressed={one === bars}
          onClick={() => setQuery({ bars: one === 'category' ? null : one })}
        >
          {words.bars[one]}
        </button>
      ))}
    </fieldset>
  );
  return (
    <div class="office-pair" data-uneven>
      <Panel
        title={title}
        csv={pathOf('delays', question.query, `by=${bars}`)}
        fileName={`delays-${bars}`}
        actions={choice}
      >
        {present.length === 0 && <Nothing />}
        <Chart
          label={title}
          places={present.map(nameOf)}
          series={[
            {
              label: words.lost,
              values: present.map(({ hours }) => hours / 24),
              look: 'bars',
              colour: '--c-supply',
              texture: 'slant',
            },
            {
              label: words.cumulative,
              values: present.map(({ cumulativeShare }) => cumulativeShare),
              look: 'line',
              colour: '--c-inspection',
              isShare: true,
            },
          ]}
          write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 0 }))}
        />
        <FiguresTable
          caption={title}
          columns={[
            { name: words.bars[bars] },
            { name: words.lost, isNumber: true },
            { name: words.share, isNumber: true },
            { name: words.cumulative, isNumber: true },
            { name: words.unacknowledged, isNumber: true },
            { name: words.orders, isNumber: true },
          ]}
          rows={present.map((bar) => ({
            key: bar.key,
            cells: [
              bars === 'category' ? <Cause key="name" category={bar.key as Category} /> : nameOf(bar),
              writeDays(bar.hours, language),
              writeShare(bar.share, language),
              writeShare(bar.cumulativeShare, language),
              writeDays(bar.unacknowledgedHours, language),
              writeNumber(bar.orderCount, language),
            ],
          }))}
        />
      </Panel>
      <Panel title={words.heaviest}>
        <FiguresTable
          caption={words.heaviest}
          columns={[{ name: words.order }, { name: words.lost, isNumber: true }, { name: words.share, isNumber: true }]}
          rows={heaviestOrders.map(({ key, number, hours, share }) => ({
            key,
            cells: [
              <a key="number" class="mono" href={`/orders/${key}`} data-row>
                {number}
              </a>,
              writeDays(hours, language),
              writeShare(share, language),
            ],
          }))}
        />
      </Panel>
    </div>
  );
}
