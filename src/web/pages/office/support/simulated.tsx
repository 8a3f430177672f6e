// What a simulation answers: what was, what may be, each with its interval, and how it was reckoned.
import type { SimulationAnswer } from '../../../../usecases/supply/simulations.ts';
import { addDays, writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { Day, Narrative, When } from '../../../parts/show.tsx';
import { FiguresTable, Panel } from '../frame.tsx';
import { nameOfKey } from './support.tsx';
import { supportWords } from './words.ts';

const MEASURES = ['stoppedHours', 'meanTurnaroundHours'] as const;
type Spread = SimulationAnswer['changed']['stoppedHours'];

export function Simulated({ answer }: { answer: SimulationAnswer }) {
  const words = useWords(supportWords);
  const { history, unchanged, changed, difference, parts } = answer;
  const hours = useHours();
  return (
    <Panel title={words.estimateOf}>
      <p class="note" data-tone="warn">
        <strong>{words.isEstimate}</strong>
      </p>
      <Headline difference={difference.stoppedHours} before={unchanged.stoppedHours} />
      <FiguresTable
        caption={words.estimateOf}
        columns={[
          { name: words.measure },
          { name: words.was, isNumber: true },
          { name: words.drawnAgain, isNumber: true },
          { name: words.withChanges, isNumber: true },
          { name: words.difference, isNumber: true },
        ]}
        rows={MEASURES.map((measure) => ({
          key: measure,
          cells: [
            words.measures[measure],
            hours(history[measure]),
            <Interval key="unchanged" spread={unchanged[measure]} />,
            <Interval key="changed" spread={changed[measure]} />,
            <Interval key="difference" spread={difference[measure]} isDifference />,
          ],
        }))}
      />
      {parts.length > 0 && <Parts parts={parts} />}
      <ul class="small soft stack tight assumptions" aria-label={words.assumptions}>
        {answer.assumptions.map((text) => (
          <li key={text.en}>
            <Narrative text={text} />
          </li>
        ))}
      </ul>
      <p class="small soft row">
        <span>{words.drawn(history.orders, answer.runs, answer.seed)}</span>
        {answer.ordersLeftOut > 0 && <span>{words.leftOut(answer.ordersLeftOut)}</span>}
        <span>
          <Day date={answer.from} /> – <Day date={addDays(answer.to, -1)} />
        </span>
        <When at={answer.asOf} />
      </p>
    </Panel>
  );
}

function useHours(): (value: number | null) => string {
  const words = useWords(supportWords);
  const language = useLanguage();
  return (value) =>
    value === null ? '–' : words.hours(writeNumber(value, language, { maximumFractionDigits: value < 100 ? 1 : 0 }));
}

/** Of how much less, if any, the estimate is. */
function Headline({ difference, before }: { difference: Spread; before: Spread }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const hours = useHours();
  const { mean, low, high } = difference;
  if (mean === null || low === null || high === null) return <p>{words.nothingToDraw}</p>;
  if (mean === 0) return <p class="reason">{words.noDifference}</p>;
  const share = before.mean
    ? writeNumber(-mean / before.mean, language, { style: 'percent', maximumFractionDigits: 1 })
    : '–';
  return <p class="reason">{words.expected(hours(-mean), share, hours(-high), hours(-low))}</p>;
}

/** The mean, and what nine runs of ten lie between. */
function Interval({ spread: { mean, low, high }, isDifference = false }: { spread: Spread; isDifference?: boolean }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const hours = useHours();
  const write = (value: number | null) =>
    isDifference && value !== null
      ? words.hours(writeNumber(value, language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }))
      : hours(value);
  return (
    <span>
      <strong>{write(mean)}</strong>
      <small class="soft amount">{words.between(write(low), write(high))}</small>
    </span>
  );
}

function Parts({ parts }: { parts: SimulationAnswer['parts'] }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const hours = useHours();
  const days = (value: number | null) => (value === null ? words.notOffered : words.days(value));
  const pieces = (value: number | null, none: string) => (value === null ? none : writeNumber(value, language));
  return (
    <FiguresTable
      caption={words.changesTried}
      columns={[
        { name: words.part },
        { name: words.fields.leadTimeDays, isNumber: true },
        { name: words.fields.monthlyCapacity, isNumber: true },
        { name: words.ordersOfYear, isNumber: true },
        { name: words.stoppedTime, isNumber: true },
      ]}
      rows={parts.map(({ part, leadTimeDays, monthlyCapacity, orders, stoppedHours }) => ({
        key: part,
        cells: [
          <span key="part" class="mono">
            {nameOfKey(part)}
          </span>,
          `${days(leadTimeDays.before)} → ${days(leadTimeDays.after)}`,
          `${pieces(monthlyCapacity.before, words.notStated)} → ${pieces(monthlyCapacity.after, words.notLimited)}`,
          orders === 0 ? words.neverStopped : writeNumber(orders, language),
          hours(stoppedHours),
        ],
      }))}
    />
  );
}
