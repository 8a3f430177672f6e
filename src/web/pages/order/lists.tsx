// Fields that hold several: members of a vocabulary, records, lines of text, and rows made of fields of their own.
import type { ComponentChildren } from 'preact';
import { useFacilities, usePlatforms } from '../../api/names.ts';
import { useList } from '../../api/resource.ts';
import type { Standard } from '../../api/types.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { useNarrative } from '../../parts/show.tsx';
import type { Field } from './acts.ts';
import { FormField, Group, type InputProps, Select, useFormWords, useTerm } from './fields.tsx';
import type { Values } from './values.ts';
import { orderWords } from './words.ts';

interface Choosing extends InputProps {
  options: readonly (readonly [value: string, text: ComponentChildren])[];
}

function Several({ id, value, change, options }: Choosing) {
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const toggle = (one: string) =>
    change(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  return (
    <Group>
      {options.map(([one, text], at) => (
        <label key={one} class="choice">
          <input
            id={at === 0 ? id : undefined}
            type="checkbox"
            checked={chosen.includes(one)}
            onChange={() => toggle(one)}
          />
          {text}
        </label>
      ))}
    </Group>
  );
}

export function Members(props: InputProps) {
  const names = useTerm(props.field.term);
  return <Several {...props} options={Object.entries(names)} />;
}

export function Platforms(props: InputProps) {
  const platforms = usePlatforms() ?? [];
  return <Several {...props} options={platforms.map(({ id, designation }) => [id, designation])} />;
}

export function Facilities(props: InputProps) {
  const say = useNarrative();
  const facilities = useFacilities() ?? [];
  return <Several {...props} options={facilities.map(({ id, code, name }) => [id, `${code} ${say(name)}`])} />;
}

export function StandardChoice(props: InputProps) {
  const say = useNarrative();
  const standards = useList<Standard>('/v1/standards?limit=200&sort=code').data ?? [];
  return (
    <Select
      {...props}
      label={undefined}
      options={standards.map(({ code, title }) => [code, `${code} – ${say(title)}`])}
    />
  );
}

/** One text a line. */
export function Lines({ id, value, change, described, isFaulty }: InputProps) {
  const lines = Array.isArray(value) ? (value as string[]) : [];
  return (
    <textarea
      id={id}
      lang={useLanguage()}
      value={lines.join('\n')}
      aria-describedby={described}
      aria-invalid={isFaulty}
      onInput={(event) => change(event.currentTarget.value.split('\n'))}
    />
  );
}

const NARRATIVE: Field = { name: 'text', kind: 'narrative' };

/** Rows of fields; of narratives each row is one. */
export function RowsOfFields({ id, field, value, change, file, faults, label }: InputProps) {
  const words = useWords(orderWords);
  const labels = useFormWords();
  const rows = (Array.isArray(value) ? value : []) as Values[];
  const isText = field.kind === 'narratives';
  const fields = isText ? [NARRATIVE] : (field.row ?? []);
  const set = (at: number, row: unknown) => change(rows.map((one, index) => (index === at ? row : one)));
  const under = (at: number, name: string) =>
    faults
      .filter(({ pointer }) => pointer.startsWith(`/${field.name}/${at}`))
      .map((fault) => ({
        ...fault,
        pointer: isText ? `/${name}` : fault.pointer.slice(`/${field.name}/${at}`.length),
      }));
  return (
    <div class="stack tight">
      {rows.map((row, at) => (
        // Rows have no names of their own: their place is who they are.
        <fieldset key={at} class="row-box stack tight">
          <legend class="small soft">{`${label} ${at + 1}`}</legend>
          {fields.map((one) => (
            <FormField
              key={one.name}
              field={one}
              value={isText ? row : row[one.name]}
              change={(next) => set(at, isText ? next : { ...row, [one.name]: next })}
              file={file}
              faults={under(at, one.name)}
            />
          ))}
          <div>
            <button type="button" class="compact" onClick={() => change(rows.filter((_, index) => index !== at))}>
              {words.removeRow}
            </button>
          </div>
        </fieldset>
      ))}
      <div>
        <button id={id} type="button" class="compact" onClick={() => change([...rows, {}])}>
          {`${words.addRow}: ${labels.fields[field.name] ?? label}`}
        </button>
      </div>
    </div>
  );
}
