// A metric by month and by group: a chart and the table of its numbers, in the one shape that the pages of the program office share.
import { writeMonth } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { Chart, type PlotSeries } from '../../parts/chart.tsx';
import { FiguresTable, GroupChoice, GroupLink, Panel, useGroupName } from './frame.tsx';
import { type MetricAnswer, monthsOf, pathOf, type Question, useMetric } from './question.ts';
import { officeWords } from './words.ts';

/** One line or layer of a chart; `pick` says what of the figures it shows, null: nothing. */
type Picked<Figures> = Omit<PlotSeries, 'values'> & { pick(figures: Figures): number | null };

interface GroupedProps<Figures> {
  metric: string;
  /** What the title says of it. */
  name: string;
  question: Question;
  series: readonly Picked<Figures>[];
  /** Of the table, after the names of the groups. */
  columns: readonly { name: string; show(figures: Figures): string }[];
  /** Writes a value of the axis. */
  write(value: number): string;
  isStacked?: boolean;
  height?: number;
}

/** By month, with the months in which nothing was. */
export function ByMonth<Figures>({ answer, ...shown }: GroupedProps<Figures> & { answer: MetricAnswer<Figures> }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const figures = new Map(answer.groups.map((group) => [group.key, group.figures]));
  const months = monthsOf(answer.from, answer.to);
  const title = words.byMonth(shown.name);
  return (
    <Panel
      title={title}
      csv={pathOf(shown.metric, shown.question.query, 'groupBy=month')}
      fileName={`${shown.metric}-month`}
    >
      <Charted
        {...shown}
        title={title}
        places={months.map((month) => [writeMonth(month, language, { brief: true }), figures.get(month)] as const)}
      />
      <Numbers {...shown} title={title} groupBy="month" first={words.month} groups={answer.groups} />
    </Panel>
  );
}

/** By whatever the reader chose. */
export function ByGroup<Figures>(shown: GroupedProps<Figures>) {
  const words = useWords(officeWords);
  const nameOf = useGroupName();
  const { by, query } = shown.question;
  const { data } = useMetric<Figures>(shown.metric, query, `groupBy=${by}`);
  const title = words.byGroup(shown.name, words.groups[by]);
  return (
    <Panel
      title={title}
      csv={pathOf(shown.metric, query, `groupBy=${by}`)}
      fileName={`${shown.metric}-${by}`}
      actions={<GroupChoice by={by} />}
    >
      {data && (
        <>
          <Charted
            {...shown}
            title={title}
            places={data.groups.map((group) => [nameOf(by, group), group.figures] as const)}
          />
          <Numbers {...shown} title={title} groupBy={by} first={words.groups[by]} groups={data.groups} />
        </>
      )}
    </Panel>
  );
}

function Charted<Figures>({
  title,
  places,
  series,
  write,
  isStacked = false,
  height = 280,
}: GroupedProps<Figures> & { title: string; places: readonly (readonly [string, Figures | undefined])[] }) {
  return (
    <Chart
      label={title}
      places={places.map(([name]) => name)}
      series={series.map(({ pick, ...look }) => ({
        ...look,
        values: places.map(([, figures]) => (figures === undefined ? null : pick(figures))),
      }))}
      write={write}
      isStacked={isStacked}
      height={height}
    />
  );
}

function Numbers<Figures>({
  title,
  groupBy,
  first,
  groups,
  columns,
  question,
}: GroupedProps<Figures> & {
  title: string;
  groupBy: string;
  first: string;
  groups: MetricAnswer<Figures>['groups'];
}) {
  return (
    <FiguresTable
      caption={title}
      columns={[{ name: first }, ...columns.map(({ name }) => ({ name, isNumber: true }))]}
      rows={groups.map((group) => ({
        key: group.key,
        isChosen: question.of?.groupBy === groupBy && question.of.key === group.key,
        cells: [
          <GroupLink key="name" question={question} groupBy={groupBy} group={group} />,
          ...columns.map(({ show }) => show(group.figures)),
        ],
      }))}
    />
  );
}
