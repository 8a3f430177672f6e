// What if: more capacity, a shorter lead time or a second source of chosen parts, as an estimate with its intervals.
import { useId, useRef, useState } from 'preact/hooks';
import type { SimulationAnswer } from '../../../../usecases/supply/simulations.ts';
import { ApiProblem, call } from '../../../api/client.ts';
import { useResource } from '../../../api/resource.ts';
import { useWords } from '../../../language/language.ts';
import { PlatformFilter } from '../../../parts/filters.tsx';
import { Glyph } from '../../../parts/glyph.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Nothing, useNarrative, Waiting } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { usePlace } from '../../../router.ts';
import { Panel } from '../frame.tsx';
import { Simulated } from './simulated.tsx';
import { nameOf, type PriorityAnswer } from './support.tsx';
import { supportWords } from './words.ts';

const NUMBERS = ['leadTimeDays', 'addMonthlyCapacity', 'secondLeadTimeDays', 'secondMonthlyCapacity'] as const;
type NumberName = (typeof NUMBERS)[number];
/** A change as it is typed. */
type Change = { part: string } & Record<NumberName, string>;

const unchanged = (part: string): Change => ({
  part,
  leadTimeDays: '',
  addMonthlyCapacity: '',
  secondLeadTimeDays: '',
  secondMonthlyCapacity: '',
});
const numberOf = (typed: string) => (typed === '' ? null : Number(typed));

/** What the API takes. A second source of which only the capacity is said is sent so that the API says what is missing. */
function sentOf(change: Change) {
  const [lead, capacity] = [numberOf(change.secondLeadTimeDays), numberOf(change.secondMonthlyCapacity)];
  return {
    part: change.part,
    leadTimeDays: numberOf(change.leadTimeDays),
    addMonthlyCapacity: numberOf(change.addMonthlyCapacity),
    secondSource: lead === null && capacity === null ? null : { leadTimeDays: lead, monthlyCapacity: capacity },
  };
}

export function Simulation() {
  const words = useWords(supportWords);
  const { query } = usePlace();
  const platformId = query.get('platformId');
  const [changes, setChanges] = useState<Change[]>([unchanged(query.get('part') ?? '')]);
  const [answer, setAnswer] = useState<SimulationAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const result = useRef<HTMLDivElement>(null);
  const ask = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = {
        platformIds: platformId === null ? [] : [platformId],
        changes: changes.filter(({ part }) => part !== '').map(sentOf),
      };
      setAnswer(await call<SimulationAnswer>('POST', '/v1/support-priorities/simulations', { body }));
      result.current?.focus();
    } catch (cause) {
      setAnswer(null);
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
        <PlatformFilter />
      </form>
      <Panel title={words.whatIf}>
        <p class="note">{words.estimateNote}</p>
        <Changes changes={changes} set={setChanges} error={error} isBusy={isBusy} onAsk={() => void ask()} />
        <ProblemNote error={error} />
      </Panel>
      <div ref={result} tabIndex={-1} class="stack">
        {isBusy && <Waiting />}
        {answer && !isBusy && <Simulated answer={answer} />}
      </div>
    </>
  );
}

interface ChangesProps {
  changes: readonly Change[];
  set(changes: Change[]): void;
  error: unknown;
  isBusy: boolean;
  onAsk(): void;
}

function Changes({ changes, set, error, isBusy, onAsk }: ChangesProps) {
  const words = useWords(supportWords);
  const platformId = usePlace().query.get('platformId');
  const { data, error: unread } = useResource<PriorityAnswer>(
    `/v1/support-priorities?limit=200${platformId === null ? '' : `&platformId=${platformId}`}`,
  );
  const say = useNarrative();
  const options = (data?.items ?? []).map((item): [string, string] => [
    item.part,
    `${nameOf(item)} ${say(item.nomenclature)}`,
  ]);
  const faults = (error instanceof ApiProblem && error.body.errors) || [];
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      <ProblemNote error={unread} />
      {data?.items.length === 0 && <Nothing>{words.nothingDemanded}</Nothing>}
      {changes.map((change, at) => (
        // Rows have no names of their own: their place is who they are.
        <ChangeRow
          key={at}
          at={at}
          change={change}
          options={options}
          isFaulty={faults.some(({ pointer }) => pointer.startsWith(`/changes/${at}`))}
          onChange={(next) => set(changes.map((one, index) => (index === at ? next : one)))}
          onRemove={() => set(changes.filter((_, index) => index !== at))}
        />
      ))}
      <div class="row no-print">
        <button type="submit" class="main-action" disabled={isBusy}>
          {words.estimate}
        </button>
        <button type="button" onClick={() => set([...changes, unchanged('')])}>
          <Glyph name="plus" />
          {words.anotherPart}
        </button>
      </div>
    </form>
  );
}

interface RowProps {
  at: number;
  change: Change;
  options: readonly [string, string][];
  isFaulty: boolean;
  onChange(change: Change): void;
  onRemove(): void;
}

function ChangeRow({ at, change, options, isFaulty, onChange, onRemove }: RowProps) {
  const words = useWords(supportWords);
  const shared = useWords(common);
  const id = useId();
  // A part that was come with, and that the ranking no longer has.
  const known = options.some(([part]) => part === change.part) || change.part === '';
  return (
    <fieldset class="change-row" aria-invalid={isFaulty || undefined}>
      <legend>{words.changeOf(at + 1)}</legend>
      <div class="field change-part">
        <label for={id}>{words.part}</label>
        <select
          id={id}
          value={change.part}
          onChange={(event) => onChange({ ...change, part: event.currentTarget.value })}
        >
          <option value="">{shared.none}</option>
          {!known && <option value={change.part}>{change.part}</option>}
          {options.map(([part, text]) => (
            <option key={part} value={part}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {NUMBERS.map((name) => (
        <div key={name} class="field">
          <label for={id + name}>{words.changed[name]}</label>
          <input
            id={id + name}
            type="number"
            min="0"
            step="1"
            value={change[name]}
            onInput={(event) => onChange({ ...change, [name]: event.currentTarget.value })}
          />
        </div>
      ))}
      <button type="button" class="quiet" onClick={onRemove} aria-label={words.dropChange(at + 1)}>
        {words.remove}
      </button>
    </fieldset>
  );
}
