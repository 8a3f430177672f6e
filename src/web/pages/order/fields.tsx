// The fields of a form, each asked for as its kind wants it: words in both languages, choices, records, rows.
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useId } from 'preact/hooks';
import type { Fault } from '../../api/types.ts';
import { otherLanguage } from '../../language/bilingual.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import { Narrative, useNarrative } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import type { Field } from './acts.ts';
import type { OrderFile } from './file.ts';
import { Facilities, Lines, Members, Platforms, RowsOfFields, StandardChoice } from './lists.tsx';
import { PartsChoice } from './parts-choice.tsx';
import { RecordChoice } from './records.tsx';
import { Rows } from './rows.tsx';
import { orderWords } from './words.ts';

export interface FieldProps {
  field: Field;
  value: unknown;
  change(value: unknown): void;
  /** The order it is about; null: a new one. */
  file: OrderFile | null;
  faults: readonly Fault[];
}

/** What the fields of a form are called, where it is not a form of an order. */
export interface FormWords {
  fields: Readonly<Record<string, string>>;
  hints: Readonly<Record<string, string>>;
  /** Members of choices, by the name of the vocabulary. */
  terms: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
export const OtherFormWords = createContext<FormWords | null>(null);

/** The words of the form that a field stands in. */
export function useFormWords(): FormWords {
  const words = useWords(orderWords);
  const names = useWords(terms);
  const other = useContext(OtherFormWords);
  return {
    fields: { ...words.fields, ...other?.fields },
    hints: other?.hints ?? words.hints,
    terms: { ...names, cause: words.cause, ...other?.terms },
  };
}

const lastOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/** One field with its label, its hint and what is wrong with it. */
export function FormField(props: FieldProps) {
  const { field, faults } = props;
  const words = useFormWords();
  const shared = useWords(common);
  const id = useId();
  const key = lastOf(field.name);
  const pointer = `/${field.name.replaceAll('.', '/')}`;
  const own = faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
  const label = words.fields[key] ?? key;
  const hint =
    words.hints[key] ?? (field.name.startsWith('custody.') && !field.required ? words.hints.custody : undefined);
  const described = `${id}-hint ${id}-fault`;
  if (field.kind === 'yes')
    return (
      <div class="field">
        <label class="check">
          <input
            type="checkbox"
            checked={props.value === true}
            aria-describedby={described}
            onChange={(event) => props.change(event.currentTarget.checked)}
          />
          {label}
        </label>
        <Faults id={id} faults={own} />
      </div>
    );
  return (
    <div class="field">
      {/* Groups of inputs have labels of their own, under this one. */}
      <label for={id} class="label">
        {label}
        {field.required && <span class="needed">{shared.needed}</span>}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Input {...props} id={id} described={described} isFaulty={own.length > 0} label={label} />
      <Faults id={id} faults={own} />
    </div>
  );
}

function Faults({ id, faults }: { id: string; faults: readonly Fault[] }) {
  return (
    <p class="fault" id={`${id}-fault`}>
      {faults.map((fault) => (
        <Narrative key={fault.pointer + fault.code} text={fault.message} />
      ))}
    </p>
  );
}

export interface InputProps extends FieldProps {
  id: string;
  described: string;
  isFaulty: boolean;
  label: string;
}

function Input(props: InputProps) {
  switch (props.field.kind) {
    case 'narrative':
      return <NarrativeInput {...props} />;
    case 'choice':
      return <Choice {...props} />;
    case 'language':
      return <LanguageChoice {...props} />;
    case 'money':
      return <MoneyInput {...props} />;
    case 'designator':
      return <DesignatorInput {...props} />;
    case 'codes':
      return <CodesInput {...props} />;
    case 'part':
      return <Cells {...props} names={PART_NAME} />;
    case 'technicalData':
    case 'characteristics':
    case 'amended':
      return <Rows {...props} />;
    case 'file':
      return <FileInput {...props} />;
    case 'operations':
      return <Operations {...props} />;
    case 'lines':
      return <Lines {...props} />;
    case 'members':
      return <Members {...props} />;
    case 'platforms':
      return <Platforms {...props} />;
    case 'facilities':
      return <Facilities {...props} />;
    case 'standard':
      return <StandardChoice {...props} />;
    case 'parts':
      return <PartsChoice {...props} />;
    case 'narratives':
    case 'rows':
      return <RowsOfFields {...props} />;
    case 'authorization':
    case 'person':
    case 'operation':
    case 'inspection':
    case 'nonconformance':
    case 'supplier':
    case 'equipment':
    case 'facility':
    case 'platform':
    case 'order':
    case 'subject':
      return <RecordChoice {...props} />;
    default:
      return <Plain {...props} />;
  }
}

function Plain({ id, field, value, change, described, isFaulty }: InputProps) {
  const shared = {
    id,
    autocomplete: 'off',
    value: String(value ?? ''),
    'aria-describedby': described,
    'aria-invalid': isFaulty,
    onInput: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
  };
  switch (field.kind) {
    case 'date':
      return <input type="date" {...shared} />;
    case 'instant':
      return <input type="datetime-local" {...shared} />;
    case 'whole':
      return <input type="number" {...shared} />;
    case 'number':
      return <input type="number" step="any" {...shared} />;
    default:
      return <input type="text" {...shared} />;
  }
}

/** Words in the reader's language first; the other one is there to add to. */
export function NarrativeInput({
  id,
  value,
  change,
  described,
  isFaulty,
  label,
}: Omit<InputProps, 'field' | 'file' | 'faults'>) {
  const words = useWords(orderWords);
  const shared = useWords(common);
  const reader = useLanguage();
  const other = otherLanguage(reader);
  const text = (value ?? {}) as { en?: string; ja?: string };
  const said = { en: shared.inEnglish, ja: shared.inJapanese };
  return (
    <div class="stack tight">
      <textarea
        id={id}
        lang={reader}
        value={text[reader] ?? ''}
        aria-describedby={described}
        aria-invalid={isFaulty}
        onInput={(event) => change({ ...text, [reader]: event.currentTarget.value })}
      />
      <details open={Boolean(text[other])}>
        <summary class="small">{words.addLanguage}</summary>
        <textarea
          lang={other}
          aria-label={`${label} ${said[other]}`}
          value={text[other] ?? ''}
          onInput={(event) => change({ ...text, [other]: event.currentTarget.value })}
        />
      </details>
    </div>
  );
}

/** The members of a part of the vocabulary, by name. */
export function useTerm(term: string | undefined): Readonly<Record<string, string>> {
  return useFormWords().terms[term ?? ''] ?? {};
}

interface SelectProps extends Pick<InputProps, 'id' | 'value' | 'change' | 'described' | 'isFaulty'> {
  options: readonly (readonly [value: string, text: string])[];
  label?: string | undefined;
}

export function Select({ id, value, change, described, isFaulty, options, label }: SelectProps) {
  const words = useWords(orderWords);
  return (
    <select
      id={id}
      value={String(value ?? '')}
      aria-label={label}
      aria-describedby={described}
      aria-invalid={isFaulty}
      onChange={(event) => change(event.currentTarget.value || undefined)}
    >
      <option value="">{words.choose}</option>
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
}

function Choice(props: InputProps) {
  const { field } = props;
  const names = useTerm(field.term);
  const among = field.among ?? termsOf(names);
  return <Select {...props} label={undefined} options={among.map((one) => [one, names[one] ?? one])} />;
}

function LanguageChoice(props: InputProps) {
  const shared = useWords(common);
  return (
    <Select
      {...props}
      label={undefined}
      options={[
        ['en', shared.english],
        ['ja', shared.japanese],
      ]}
    />
  );
}

function MoneyInput({ id, value, change, described, isFaulty }: InputProps) {
  const words = useWords(orderWords);
  const money = (value ?? {}) as { currency?: string; amount?: string };
  const currency = money.currency ?? 'USD';
  return (
    <div class="row tight money">
      <select
        aria-label={words.fields.currency}
        value={currency}
        onChange={(event) => change({ ...money, currency: event.currentTarget.value })}
      >
        {['USD', 'JPY'].map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <input
        id={id}
        inputMode="decimal"
        value={money.amount ?? ''}
        aria-describedby={described}
        aria-invalid={isFaulty}
        onInput={(event) => change({ currency, amount: event.currentTarget.value })}
      />
    </div>
  );
}

function DesignatorInput({ id, value, change, described, isFaulty }: InputProps) {
  const names = useWords(terms);
  const words = useWords(orderWords);
  const given = (value ?? {}) as { forceActivity?: string; urgency?: string };
  const rest = { described, isFaulty };
  const select = (name: 'forceActivity' | 'urgency', inputId: string) => (
    <label class="filter" for={inputId}>
      <span>{words.fields[name]}</span>
      <Select
        {...rest}
        id={inputId}
        value={given[name]}
        change={(next) => change({ ...given, [name]: next })}
        options={Object.entries(names[name])}
      />
    </label>
  );
  return (
    <div class="cells wide-cells">
      {select('forceActivity', id)}
      {select('urgency', `${id}-urgency`)}
    </div>
  );
}

const CODES = ['workUnit', 'malfunction', 'actionTaken', 'whenDiscovered'] as const;
const PART_NAME = ['nsn', 'partNumber', 'cage'] as const;

type CellsProps = Pick<InputProps, 'id' | 'value' | 'change'>;

export function CodesInput(props: CellsProps) {
  return <Cells {...props} names={CODES} />;
}

function Cells({ id, value, change, names }: CellsProps & { names: readonly string[] }) {
  const words = useWords(orderWords);
  const cells = (value ?? {}) as Record<string, string>;
  return (
    <div class="cells">
      {names.map((name, index) => (
        <label key={name} class="filter">
          <span>{words.fields[name]}</span>
          <input
            id={index === 0 ? id : undefined}
            value={cells[name] ?? ''}
            onInput={(event) => change({ ...cells, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
    </div>
  );
}

function FileInput({ id, change, described, isFaulty }: InputProps) {
  return (
    <input
      id={id}
      type="file"
      accept="image/jpeg,image/png,image/heic,image/heif,image/webp,image/tiff,application/pdf,text/plain,text/csv"
      aria-describedby={described}
      aria-invalid={isFaulty}
      onChange={(event) => change(event.currentTarget.files?.[0])}
    />
  );
}

function Operations({ value, change, file }: InputProps) {
  const say = useNarrative();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const toggle = (id: string) => change(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <Group>
      {(file?.operations ?? []).map(({ id, sequence, title }) => (
        <label key={id} class="choice">
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          {`${sequence} ${say(title)}`}
        </label>
      ))}
    </Group>
  );
}

export const Group = ({ children }: { children: ComponentChildren }) => <div class="choices">{children}</div>;
