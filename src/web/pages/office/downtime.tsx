// Downtime: how the fleet's hours split into conditions and depot custody, month by month, with the rates that follow.
import type { DowntimeFigures as Figures } from '../../../domain/metrics/downtime.ts';
import { writeDays, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import type { Texture } from '../../parts/plot.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Waiting, When } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, KeyFigures } from './frame.tsx';
import { ByGroup, ByMonth } from './grouped.tsx';
import { type MetricAnswer, type Question, useMetric, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

const STATES = [
  ['fmcHours', '--c-acceptance', 'plain'],
  ['pmcHours', '--c-receiving', 'level'],
  ['nmcMaintenanceHours', '--c-maintenance', 'slant'],
  ['nmcSupplyHours', '--c-supply', 'cross'],
  ['nmcBothHours', '--c-engineering', 'upright'],
  ['nmcUnspecifiedHours', '--c-funding', 'dots'],
  ['depotHours', '--c-inspection', 'plain'],
  ['unreportedHours', '--c-weather', 'dots'],
] as const satisfies readonly (readonly [keyof Figures, string, Texture])[];

interface Interval extends Contributor {
  kind: 'time' | 'downtime';
  serialNumber: string;
  state: keyof (typeof officeWords)['en']['itemStates'] | null;
  from: string;
  to: string;
}

export function Downtime() {
  const words = useWords(officeWords);
  const language = useLanguage();
  // Facilities hold items in custody alone: conditions are of types.
  const question = useQuestion('platform');
  const months = useMetric<Figures>('downtime', question.query, 'groupBy=month');
  const total = months.data?.total;
  return (
    <>
      <ProblemNote error={months.error} onRetry={months.reload} />
      {!total && !months.error && <Waiting />}
      {total && (
        <KeyFigures
          figures={[
            {
              name: words.missionCapable,
              value: writeShare(total.missionCapableRate, language),
              note: words.ofReported,
            },
            {
              name: words.availability,
              value: writeShare(total.operationalAvailability, language),
              note: words.withDepot,
            },
            { name: words.nmcMaintenance, value: writeShare(total.nmcMaintenanceRate, language) },
            { name: words.nmcSupply, value: writeShare(total.nmcSupplyRate, language) },
            {
              name: words.meanDowntime,
              value: writeDays(total.meanDowntimeHours, language),
              note: words.downtimes(total.downtimeCount),
            },
            { name: words.items, value: writeNumber(total.sampleSize, language) },
          ]}
        />
      )}
      {months.data && <States answer={months.data} question={question} />}
      <Rates question={question} />
      <Contributors<Interval>
        metric="downtime"
        question={question}
        columns={[
          { name: words.serial, show: ({ serialNumber }) => <span class="mono">{serialNumber}</span> },
          { name: words.state, show: ({ kind, state }) => (state ? words.itemStates[state] : words.kinds[kind]) },
          { name: words.from, show: ({ from }) => <When at={from} stacked /> },
          { name: words.through, show: ({ to }) => <When at={to} stacked /> },
          { name: words.length, isNumber: true, show: ({ weight }) => writeDays(weight, language) },
        ]}
      />
      <Defined answer={months.data} />
    </>
  );
}

function States({ answer, question }: { answer: MetricAnswer<Figures>; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  // What never happens is no layer of the stack.
  const states = STATES.filter(([state]) => answer.groups.some(({ figures }) => (figures[state] ?? 0) > 0));
  return (
    <ByMonth<Figures>
      metric="downtime"
      name={words.views.downtime}
      question={question}
      answer={answer}
      isStacked
      height={320}
      series={states.map(([state, colour, texture]) => ({
        label: words.states[state],
        look: 'bars',
        colour,
        texture,
        pick: ({ [state]: hours }) => (hours === null ? null : hours / 24),
      }))}
      columns={[
        ...states.map(([state]) => ({
          name: words.states[state],
          show: (figures: Figures) => writeDays(figures[state], language),
        })),
        { name: words.missionCapable, show: ({ missionCapableRate }) => writeShare(missionCapableRate, language) },
      ]}
      write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 0 }))}
    />
  );
}

function Rates({ question }: { question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const share = (value: number | null) => writeShare(value, language);
  return (
    <ByGroup<Figures>
      metric="downtime"
      name={words.views.downtime}
      question={question}
      height={220}
      series={[
        {
          label: words.missionCapable,
          look: 'bars',
          colour: '--c-receiving',
          texture: 'level',
          pick: ({ missionCapableRate }) => missionCapableRate,
        },
        {
          label: words.availability,
          look: 'bars',
          colour: '--c-maintenance',
          pick: ({ operationalAvailability }) => operationalAvailability,
        },
      ]}
      columns={[
        { name: words.items, show: ({ sampleSize }) => writeNumber(sampleSize, language) },
        { name: words.missionCapable, show: ({ missionCapableRate }) => share(missionCapableRate) },
        { name: words.availability, show: ({ operationalAvailability }) => share(operationalAvailability) },
        { name: words.nmcMaintenance, show: ({ nmcMaintenanceRate }) => share(nmcMaintenanceRate) },
        { name: words.nmcSupply, show: ({ nmcSupplyRate }) => share(nmcSupplyRate) },
        { name: words.meanDowntime, show: ({ meanDowntimeHours }) => writeDays(meanDowntimeHours, language) },
      ]}
      write={share}
    />
  );
}
