// The inspection sheet: characteristics with limits, results judged as they are typed, the instrument with its calibration, and the signature.
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, newKey, session } from '../../api/client.ts';
import { useInstruments } from '../../api/names.ts';
import type { Characteristic, Inspection, Instrument } from '../../api/types.ts';
import { todayInJapan, writeDate } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { halfWidth } from '../../language/numerals.ts';
import { terms } from '../../language/terms.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Narrative, Nothing, PersonName, StatusChip, useNarrative, Waiting, When } from '../../parts/show.tsx';
import { guardLeaving } from '../../router.ts';
import type { PageProps } from '../../routes.ts';
import { ActForm, type ActPart } from '../order/act-form.tsx';
import { actOf, type OrderAct } from '../order/acts.ts';
import { type OrderFile, orderChanged, useOrderFile } from '../order/file.ts';
import { Acts } from '../order/sections.tsx';
import type { Values } from '../order/values.ts';
import { orderWords } from '../order/words.ts';
import { calibratedUntil, type Entry, fails, isMeasured, judge, passes } from './judge.ts';
import { sheetWords } from './words.ts';
import '../order/order.css';
import './inspection.css';

export default function InspectionPage({ params }: PageProps) {
  const { file, error, reload } = useOrderFile(params.id ?? '');
  const inspection = file?.inspections.find(({ id }) => id === params.inspectionId);
  if (!file || !inspection) return error ? <ProblemNote error={error} onRetry={reload} /> : <Waiting />;
  return <Sheet file={file} inspection={inspection} />;
}

function entriesOf({ characteristics, results }: Inspection): Entry[] {
  return characteristics.map((_, index) => {
    const result = results.find(({ characteristic }) => characteristic === index + 1);
    return { value: result?.value ?? '', conforms: result?.conforms ?? null, instrumentId: result?.instrumentId ?? '' };
  });
}

interface Open {
  act: OrderAct;
  part?: ActPart | undefined;
  given?: Values;
}

function Sheet({ file, inspection }: { file: OrderFile; inspection: Inspection }) {
  const words = useWords(sheetWords);
  const names = useWords(terms);
  const { fields } = useWords(orderWords);
  const [open, setOpen] = useState<Open | null>(null);
  const editing = useEntries(file, inspection);
  const mayWrite = session.get()?.person.roles.includes('qa_inspector') === true && inspection.signedAt === null;
  const raise = (index: number) =>
    setOpen({
      act: actOf('raiseNonconformance'),
      given: { inspectionId: inspection.id, characteristic: String(index + 1) },
    });
  const sign = async (decision: 'passed' | 'failed') => {
    // What is signed is what is stored: results that were typed go first.
    if (await editing.save())
      setOpen({ act: actOf('signInspection'), part: { id: inspection.id }, given: { decision } });
  };
  return (
    <div class="stack">
      <PageHead title={words.title(names.inspectionKind[inspection.kind])}>
        <a class="mono" href={`/orders/${file.order.id}`}>
          {file.order.number}
        </a>
        <StatusChip status={file.order.status} />
        {inspection.decision && (
          <span class="chip" data-tone={inspection.decision === 'passed' ? 'good' : 'bad'}>
            <Glyph name={inspection.decision === 'passed' ? 'check' : 'cross'} size={14} />
            {names.decision[inspection.decision]}
          </span>
        )}
      </PageHead>
      <p class="discrepancy">
        <Narrative text={file.order.discrepancy} />
      </p>
      <ProblemNote error={editing.error} names={fields} comesIntoView />
      <section class="panel stack">
        {inspection.characteristics.length === 0 && <Nothing>{words.none}</Nothing>}
        {inspection.characteristics.length > 0 && (
          <Characteristics file={file} inspection={inspection} editing={editing} mayWrite={mayWrite} onRaise={raise} />
        )}
        {mayWrite && (
          <div class="row spread">
            <div class="row">
              <button type="button" disabled={editing.isBusy || !editing.isTouched} onClick={() => void editing.save()}>
                {words.save}
              </button>
              <span role="status" class="small soft">
                {editing.isTouched ? words.unsaved : editing.isSaved && words.saved}
              </span>
            </div>
            <Acts
              file={file}
              names={['editInspection', 'raiseNonconformance']}
              part={{ id: inspection.id, record: inspection }}
              onAct={(act, part) => setOpen({ act, part: act.on === 'inspection' ? part : undefined })}
            />
          </div>
        )}
      </section>
      <Decision
        inspection={inspection}
        editing={editing}
        mayWrite={mayWrite}
        onSign={(decision) => void sign(decision)}
      />
      {open && (
        <ActForm
          act={open.act}
          file={file}
          part={open.part}
          given={open.given ?? {}}
          onDone={() => setOpen(null)}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

type Editing = ReturnType<typeof useEntries>;

/** What is typed into the sheet, kept until it is saved. */
function useEntries(file: OrderFile, inspection: Inspection) {
  const { leave } = useWords(orderWords);
  const [entries, setEntries] = useState(() => entriesOf(inspection));
  const [touched, setTouched] = useState<ReadonlySet<number>>(new Set());
  const [isSaved, setSaved] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isTouched = useRef(false);
  isTouched.current = touched.size > 0;
  useEffect(() => guardLeaving({ isUnsaved: () => isTouched.current, question: leave }), [leave]);
  // What others record shows where nothing was typed here.
  useEffect(() => {
    setEntries((mine) =>
      entriesOf(inspection).map((entry, index) => (touched.has(index) ? (mine[index] ?? entry) : entry)),
    );
  }, [inspection]);
  const set = (at: number, entry: Partial<Entry>) => {
    setSaved(false);
    setTouched((before) => new Set(before).add(at));
    setEntries((before) => before.map((one, index) => (index === at ? { ...one, ...entry } : one)));
  };
  const save = async (): Promise<boolean> => {
    const results = [...touched].flatMap((at): object[] => {
      const entry = entries[at];
      const characteristic = inspection.characteristics[at];
      if (!entry || !characteristic) return [];
      const { conforms, instrumentId } = entry;
      const value = halfWidth(entry.value);
      if (!isMeasured(characteristic)) return conforms === null ? [] : [{ characteristic: at + 1, conforms }];
      return value === '' ? [] : [{ characteristic: at + 1, value, ...(instrumentId ? { instrumentId } : {}) }];
    });
    if (results.length === 0) return true;
    setBusy(true);
    setError(null);
    try {
      const path = `/v1/work-orders/${file.order.id}/inspections/${inspection.id}/results`;
      await call('POST', path, { body: { results }, idempotencyKey: newKey() });
      setTouched(new Set());
      setSaved(true);
      orderChanged(file.order.id);
      return true;
    } catch (cause) {
      setError(cause);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { entries, set, save, isTouched: touched.size > 0, isSaved, isBusy, error };
}

interface RowsProps {
  file: OrderFile;
  inspection: Inspection;
  editing: Editing;
  mayWrite: boolean;
  onRaise(index: number): void;
}

function Characteristics({ file, inspection, editing, mayWrite, onRaise }: RowsProps) {
  const words = useWords(sheetWords);
  const instruments = useInstruments(file.order.facilityId) ?? [];
  return (
    <div class="scrolls">
      <table class="sheet">
        <thead>
          <tr>
            <th scope="col">{words.characteristic}</th>
            <th scope="col">{words.limits}</th>
            <th scope="col">{words.result}</th>
            <th scope="col">{words.instrument}</th>
            <th scope="col">{words.state}</th>
          </tr>
        </thead>
        <tbody>
          {inspection.characteristics.map((characteristic, index) => (
            <Row
              key={index}
              at={index}
              characteristic={characteristic}
              entry={editing.entries[index] ?? { value: '', conforms: null, instrumentId: '' }}
              set={(entry) => editing.set(index, entry)}
              instruments={instruments}
              mayWrite={mayWrite}
              onRaise={() => onRaise(index)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  at: number;
  characteristic: Characteristic;
  entry: Entry;
  set(entry: Partial<Entry>): void;
  instruments: readonly Instrument[];
  mayWrite: boolean;
  onRaise(): void;
}

function Row({ at, characteristic, entry, set, instruments, mayWrite, onRaise }: RowProps) {
  const words = useWords(sheetWords);
  const say = useNarrative();
  const { name, method, unit, lower, upper, standard } = characteristic;
  const judgement = judge(characteristic, entry);
  const isOut = fails(judgement) || judgement === 'notNumber';
  const measured = isMeasured(characteristic);
  const { value } = entry;
  return (
    <tr data-judgement={judgement}>
      <th scope="row">
        <span class="number soft">{at + 1}</span> <Narrative text={name} />
        <br />
        <span class="small soft">
          {method}
          {standard && ` · ${standard}`}
        </span>
      </th>
      <td class="number" data-label={words.limits} data-empty={(lower ?? upper) === null || undefined}>
        {lower !== null && words.lower(lower)} {upper !== null && words.upper(upper)} {unit}
      </td>
      <td data-label={words.result}>
        {measured ? (
          <input
            class="measured number"
            inputMode="decimal"
            aria-label={`${words.result}: ${say(name)}`}
            aria-invalid={isOut}
            aria-describedby={`state-${at}`}
            readOnly={!mayWrite}
            value={value}
            onInput={(event) => set({ value: event.currentTarget.value })}
            // Not while it is typed: a Japanese keyboard is not done with it yet.
            onBlur={() => value !== halfWidth(value) && set({ value: halfWidth(value) })}
          />
        ) : (
          <fieldset class="choices" disabled={!mayWrite}>
            <legend class="hidden">{`${words.result}: ${say(name)}`}</legend>
            {[true, false].map((conforms) => (
              <label key={String(conforms)} class="choice">
                <input
                  type="radio"
                  name={`conforms-${at}`}
                  checked={entry.conforms === conforms}
                  onChange={() => set({ conforms })}
                />
                {conforms ? words.conforms : words.conformsNot}
              </label>
            ))}
          </fieldset>
        )}
      </td>
      <td data-label={words.instrument} data-empty={!measured || undefined}>
        {measured && (
          <InstrumentChoice name={say(name)} entry={entry} set={set} instruments={instruments} mayWrite={mayWrite} />
        )}
      </td>
      <td data-label={words.state}>
        <span
          class="chip"
          id={`state-${at}`}
          role="status"
          data-tone={isOut ? 'bad' : passes(judgement) ? 'good' : 'warn'}
        >
          <Glyph name={isOut ? 'cross' : passes(judgement) ? 'check' : 'clock'} size={14} />
          {words[judgement]}
        </span>
        {mayWrite && fails(judgement) && (
          <button type="button" class="compact danger" onClick={onRaise}>
            {words.raise}
          </button>
        )}
      </td>
    </tr>
  );
}

type InstrumentProps = Pick<RowProps, 'entry' | 'set' | 'instruments' | 'mayWrite'> & { name: string };

/** The instruments of the facility, each with its calibration as it stands today. */
function InstrumentChoice({ name, entry, set, instruments, mayWrite }: InstrumentProps) {
  const words = useWords(sheetWords);
  const say = useNarrative();
  const language = useLanguage();
  const today = todayInJapan();
  const stateOf = (instrument: Instrument) => {
    const until = calibratedUntil(instrument);
    if (until === null) return words.uncalibrated;
    return until < today ? words.overdue(writeDate(until, language)) : words.calibrated(writeDate(until, language));
  };
  const chosen = instruments.find(({ id }) => id === entry.instrumentId);
  const until = chosen ? calibratedUntil(chosen) : null;
  return (
    <div class="stack tight">
      <select
        aria-label={`${words.instrument}: ${name}`}
        disabled={!mayWrite}
        value={entry.instrumentId}
        onChange={(event) => set({ instrumentId: event.currentTarget.value })}
      >
        <option value="">{words.choose}</option>
        {instruments.map((instrument) => (
          <option key={instrument.id} value={instrument.id}>
            {`${instrument.serialNumber} ${say(instrument.description)} – ${stateOf(instrument)}`}
          </option>
        ))}
      </select>
      {chosen && (
        <span class="small row tight" data-tone={until === null || until < today ? 'bad' : 'good'}>
          <Glyph name={until === null || until < today ? 'warn' : 'check'} size={14} />
          {stateOf(chosen)}
        </span>
      )}
    </div>
  );
}

interface DecisionProps {
  inspection: Inspection;
  editing: Editing;
  mayWrite: boolean;
  onSign(decision: 'passed' | 'failed'): void;
}

function Decision({ inspection, editing, mayWrite, onSign }: DecisionProps) {
  const words = useWords(sheetWords);
  const names = useWords(terms);
  const { characteristics, signedAt, signedBy, decision } = inspection;
  const judged = characteristics.map((one, at) =>
    judge(one, editing.entries[at] ?? { value: '', conforms: null, instrumentId: '' }),
  );
  const canPass = characteristics.length > 0 && judged.every(passes);
  if (signedAt)
    return (
      <section class="panel row">
        {words.signedAs} <strong>{decision && names.decision[decision]}</strong> <PersonName id={signedBy} />{' '}
        <When at={signedAt} />
      </section>
    );
  if (!mayWrite) return null;
  return (
    <section class="panel stack tight">
      {!canPass && <p class="note">{words.cannotPass}</p>}
      <div class="row">
        {/* A value out of limits may pass by an approved use-as-is: that is for the service to judge. */}
        <button type="button" class={canPass ? 'main-action' : ''} onClick={() => onSign('passed')}>
          <Glyph name="check" />
          {words.signPassed}
        </button>
        <button type="button" class="danger" onClick={() => onSign('failed')}>
          <Glyph name="cross" />
          {words.signFailed}
        </button>
      </div>
    </section>
  );
}
