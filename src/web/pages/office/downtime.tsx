// Downtime: how the fleet's hours split into conditions and depot custody, month by month, with the rates that follow.
import type { DowntimeFigures as Figures } from '../../../domain/downtime.ts';
import { writeDays, writeMonth, writeNumber, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { Chart } from '../../parts/chart.tsx';
import type { Texture } from '../../parts/plot.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Waiting, When } from '../../parts/show.tsx';
import { type Contributor, Contributors } from './contributors.tsx';
import { Defined, FiguresTable, GroupChoice, GroupLink, KeyFigures, Panel, useGroupName } from './frame.tsx';
import { type MetricAnswer, monthsOf, pathOf, type Question, useMetric, useQuestion } from './question.ts';
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
      {months.data && <ByMonth answer={months.data} question={question} />}
      <ByGroup question={question} />
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

const inDays = (hours: number | null | undefined) => (hours === null || hours === undefined ? null : hours / 24);

function ByMonth({ answer, question }: { answer: MetricAnswer<Figures>; question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const title = words.byMonth(words.views.downtime);
  const groups = new Map(answer.groups.map((group) => [group.key, group]));
  const months = monthsOf(answer.from, answer.to);
  // What never happens is no layer of the stack.
  const states = STATES.filter(([state]) => answer.groups.some(({ figures }) => (figures[state] ?? 0) > 0));
  return (
    <Panel title={title} csv={pathOf('downtime', question.query, 'groupBy=month')} fileName="downtime-month">
      <Chart
        label={title}
        isStacked
        places={months.map((month) => writeMonth(month, language, { brief: true }))}
        series={states.map(([state, colour, texture]) => ({
          label: words.states[state],
          look: 'bars',
          colour,
          texture,
          values: months.map((month) => inDays(groups.get(month)?.figures[state])),
        }))}
        write={(value) => words.days(writeNumber(value, language, { maximumFractionDigits: 0 }))}
        height={320}
      />
      <FiguresTable
        caption={title}
        columns={[
          { name: words.month },
          ...states.map(([state]) => ({ name: words.states[state], isNumber: true })),
          { name: words.missionCapable, isNumber: true },
        ]}
        rows={answer.groups.map((group) => ({
          key: group.key,
          isChosen: question.of?.key === group.key,
          cells: [
            <GroupLink key="name" question={question} groupBy="month" group={group} />,
            ...states.map(([state]) => writeDays(group.figures[state], language)),
            writeShare(group.figures.missionCapableRate, language),
          ],
        }))}
      />
    </Panel>
  );
}

function ByGroup({ question }: { question: Question }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const nameOf = useGroupName();
  const { by, query } = question;
  const { data } = useMetric<Figures>('downtime', query, `groupBy=${by}`);
  const title = words.byGroup(words.views.downtime, words.groups[by]);
  if (!data) return null;
  const shares = (rate: 'missionCapableRate' | 'operationalAvailability') =>
    data.groups.map(({ figures }) => figures[rate]);
  return (
    <Panel
      title={title}
      csv={pathOf('downtime', query, `groupBy=${by}`)}
      fileName={`downtime-${by}`}
      actions={<GroupChoice by={by} />}
    >
      <Chart
        label={title}
        places={data.groups.map((group) => nameOf(by, group))}
        series={[
          {
            label: words.missionCapable,
            values: shares('missionCapableRate'),
            look: 'bars',
            colour: '--c-receiving',
            texture: 'level',
          },
          {
            label: words.availability,
            values: shares('operationalAvailability'),
            look: 'bars',
            colour: '--c-maintenance',
          },
        ]}
        write={(value) => writeShare(value, language)}
        height={220}
      />
      <FiguresTable
        caption={title}
        columns={[
          { name: words.groups[by] },
          { name: words.items, isNumber: true },
          { name: words.missionCapable, isNumber: true },
          { name: words.availability, isNumber: true },
          { name: words.nmcMaintenance, isNumber: true },
          { name: words.nmcSupply, isNumber: true },
          { name: words.meanDowntime, isNumber: true },
        ]}
        rows={data.groups.map((group) => ({
          key: group.key,
          isChosen: question.of?.groupBy === by && question.of.key === group.key,
          cells: [
            <GroupLink key="name" question={question} groupBy={by} group={group} />,
            writeNumber(group.figures.sampleSize, language),
            writeShare(group.figures.missionCapableRate, language),
            writeShare(group.figures.operationalAvailability, language),
            writeShare(group.figures.nmcMaintenanceRate, language),
            writeShare(group.figures.nmcSupplyRate, language),
            writeDays(group.figures.meanDowntimeHours, language),
          ],
        }))}
      />
    </Panel>
  );
}
