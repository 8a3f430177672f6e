// What all pages of the program office share: the tabs, what is asked, and under the figures how they are made and where they go.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { MetricDefinition } from '../../../domain/metrics/metric.ts';
import { downloadCsv } from '../../api/table.ts';
import { addDays, writeMonth } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, Narrative, When } from '../../parts/show.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { common } from '../../parts/words.ts';
import { setQuery, usePlace } from '../../router.ts';
import { Filters } from './filters.tsx';
import { GROUPS, type Group, type Question } from './question.ts';
import { officeWords } from './words.ts';

/** How many rows a list begins with, and how many it shows at the most: as many as the API gives at once. */
export const ROWS = { first: 20, most: 200 } as const;

interface ShownOfProps {
  text: string;
  /** What else is to be known of what is listed. */
  note?: string | undefined;
  onMore: (() => void) | null;
}

/** Under a list: how much of it is shown, and where there is more, a button for that. */
export function ShownOf({ text, note, onMore }: ShownOfProps) {
  const words = useWords(common);
  return (
    <p class="row spread small soft">
      <span>
        {text}
        {note && <br />}
        {note}
      </span>
      {onMore && (
        <button type="button" class="compact no-print" onClick={onMore}>
          {words.more}
        </button>
      )}
    </p>
  );
}

/** The pages, in the order of their tabs. */
export const VIEWS = [
  'overview',
  'turnaround',
  'downtime',
  'delays',
  'quality',
  'backlog',
  'value',
  'exposure',
  'support',
] as const;
export type View = (typeof VIEWS)[number];

export const addressOf = (view: View) => (view === 'overview' ? '/office' : `/office/${view}`);

/** A page: its head, tabs and filters, and what it shows. */
export function Office({ view, children }: { view: View; children: ComponentChildren }) {
  const words = useWords(officeWords);
  return (
    <div class="office stack">
      <PageHead
        title={words.views[view]}
        actions={
          <button type="button" class="no-print" onClick={() => print()}>
            <Glyph name="doc" />
            {words.print}
          </button>
        }
      />
      <Views view={view} />
      <p class="soft office-lead">{words.leads[view]}</p>
      {/* Support priorities ask other questions, each with its own filters. */}
      {view !== 'support' && <Filters view={view} />}
      {children}
    </div>
  );
}

// What one page only is asked.
const NARROWER = ['of', 'bars', 'rate', 'until', 'show', 'part', 'list', 'horizon', 'weightingId'];

function Views({ view }: { view: View }) {
  const words = useWords(officeWords);
  const { query } = usePlace();
  // The question goes along; what narrows one page only stays behind.
  const kept = new URLSearchParams([...query].filter(([name]) => !NARROWER.includes(name)));
  const search = kept.size > 0 ? `?${kept}` : '';
  return (
    <Tabs label={words.tabs} current={view}>
      {VIEWS.map((one) => (
        <a key={one} href={addressOf(one) + search} aria-current={one === view ? 'page' : undefined}>
          {one === 'overview' ? words.overview : words.views[one]}
        </a>
      ))}
    </Tabs>
  );
}

/** What the groups of a page are by. */
export function GroupChoice({ by }: { by: Group }) {
  const words = useWords(officeWords);
  return (
    <label class="group-choice small no-print">
      <span>{words.groupBy}</span>
      <select value={by} onChange={(event) => setQuery({ by: event.currentTarget.value, of: null })}>
        {GROUPS.map((group) => (
          <option key={group} value={group}>
            {words.groups[group]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The name of a group in the reader's language. */
export function useGroupName(): (groupBy: string, group: { key: string; name: string }) => string {
  const names = useWords(terms);
  const words = useWords(officeWords);
  const language = useLanguage();
  return (groupBy, { key, name }) => {
    if (groupBy === 'month') return writeMonth(key, language);
    if (groupBy === 'activity') return names.activity[key as keyof typeof names.activity] ?? name;
    if (groupBy === 'level') return names.level[key as keyof typeof names.level] ?? name;
    if (groupBy === 'service') return words.services[key as keyof typeof words.services] ?? name;
    return name;
  };
}

interface PanelProps {
  title: string;
  /** The path of the API that has the same numbers. */
  csv?: string | undefined;
  fileName?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** One figure with its title and the way to its numbers as a table of a spreadsheet. */
export function Panel({ title, csv, fileName = 'seibi', actions, children }: PanelProps) {
  return (
    <section class="panel stack tight" aria-label={title}>
      <div class="row spread section-head">
        <h2>{title}</h2>
        <div class="row tight no-print">
          {actions}
          {csv && <CsvLink path={csv} fileName={fileName} />}
        </div>
      </div>
      {children}
    </section>
  );
}

/** Saves what the API answers as CSV. The address is that of the API, so that it can be copied. */
function CsvLink({ path, fileName }: { path: string; fileName: string }) {
  const words = useWords(officeWords);
  const [error, setError] = useState<unknown>(null);
  return (
    <>
      <a
        class="button compact"
        href={path}
        onClick={(event) => {
          event.preventDefault();
          setError(null);
          downloadCsv(path, `${fileName}.csv`).catch(setError);
        }}
      >
        <Glyph name="doc" size={14} />
        {words.csv}
      </a>
      <ProblemNote error={error} />
    </>
  );
}

/** Of what the figures are: how they are reckoned, from which window, and as known when. */
export function Defined({
  answer,
}: {
  answer: { definition: MetricDefinition; from: string; to: string; asOf: string } | undefined;
}) {
  const words = useWords(officeWords);
  if (!answer) return null;
  const { definition, from, to, asOf } = answer;
  return (
    <aside class="defined small soft">
      <p>
        <Narrative text={definition.clock} />
      </p>
      <p class="row">
        <span>
          {words.formula} <code>{definition.formula}</code>
        </span>
        <span>
          {words.window} <Day date={from} /> – <Day date={addDays(to, -1)} />
        </span>
        <span>
          {words.knownAt} <When at={asOf} />
        </span>
      </p>
    </aside>
  );
}

interface Column {
  name: string;
  /** Numbers stand at the end of their cell. */
  isNumber?: boolean;
}

interface FiguresTableProps {
  caption: string;
  columns: readonly Column[];
  rows: readonly { key: string; cells: readonly ComponentChildren[]; isChosen?: boolean }[];
}

/** The numbers of a chart, each row named by its first cell. */
export function FiguresTable({ caption, columns, rows }: FiguresTableProps) {
  const shared = useWords(common);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by itself is reached by the keyboard
    <section class="scrolls" tabIndex={0} aria-label={shared.tableOf(caption)}>
      <table class="figures-table">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" class={isNumber ? 'end' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, isChosen }) => (
            <tr key={key} data-chosen={isChosen || undefined}>
              {cells.map((cell, at) =>
                at === 0 ? (
                  <th key={columns[at]?.name} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[at]?.name} class={columns[at]?.isNumber ? 'end number' : undefined}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A group by name, which narrows the contributors below to it; once more, and all are there again. */
export function GroupLink({
  question,
  groupBy,
  group,
}: {
  question: Question;
  groupBy: string;
  group: { key: string; name: string };
}) {
  const words = useWords(officeWords);
  const name = useGroupName()(groupBy, group);
  const isChosen = question.of?.groupBy === groupBy && question.of.key === group.key;
  return (
    <button
      type="button"
      class="link"
      aria-pressed={isChosen}
      title={words.narrow}
      onClick={() => setQuery({ of: isChosen ? null : `${groupBy}:${group.key}` })}
    >
      {name}
    </button>
  );
}

/** Key figures in a row. */
export function KeyFigures({
  figures,
}: {
  figures: readonly { name: string; value: string; note?: string | undefined; tone?: 'bad' | 'good' | undefined }[];
}) {
  return (
    <dl class="key-figures">
      {figures.map(({ name, value, note, tone }) => (
        <div key={name} data-tone={tone}>
          <dt>{name}</dt>
          <dd>
            <span class="number">{value}</span>
            {note && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
