// Fields that hold rows: technical data, characteristics of an inspection, and what an amendment corrects.

import { useWords } from '../../language/language.ts';
import { useNarrative } from '../../parts/show.tsx';
import { CodesInput, type InputProps, NarrativeInput, Select, useTerm } from './fields.tsx';
import type { InspectionRow, OrderFile } from './file.ts';
import { useInspectionName } from './inspection-name.ts';
import { orderWords } from './words.ts';

type Row = Record<string, unknown>;

export function Rows(props: InputProps) {
  const { value, change, field, file, id, label } = props;
  const words = useWords(orderWords);
  const rows = (Array.isArray(value) ? value : []) as Row[];
  const set = (at: number, row: Row) => change(rows.map((one, index) => (index === at ? row : one)));
  return (
    <div class="stack tight">
      {rows.map((row, at) => (
        // Rows have no names of their own: their place is who they are.
        <fieldset key={at} class="row-box stack tight">
          <legend class="small soft">{`${label} ${at + 1}`}</legend>
          {field.kind === 'technicalData' && (
            <Cells row={row} names={['document', 'revision']} set={(next) => set(at, next)} />
          )}
          {field.kind === 'characteristics' && <CharacteristicRow row={row} at={at} set={(next) => set(at, next)} />}
          {field.kind === 'amended' && <AmendedRow {...props} row={row} set={(next) => set(at, next)} />}
          <div>
            <button type="button" class="compact" onClick={() => change(rows.filter((_, index) => index !== at))}>
              {words.removeRow}
            </button>
          </div>
        </fieldset>
      ))}
      <div>
        <button id={id} type="button" class="compact" onClick={() => change([...rows, {}])}>
          {words.addRow}
        </button>
      </div>
      {field.kind === 'characteristics' && rows.length === 0 && file && <Earlier file={file} change={change} />}
    </div>
  );
}

function Cells({ row, names, set }: { row: Row; names: readonly string[]; set(row: Row): void }) {
  const words = useWords(orderWords);
  return (
    <div class="cells">
      {names.map((name) => (
        <label key={name} class="filter">
          <span>{words.fields[name]}</span>
          <input
            value={String(row[name] ?? '')}
            onInput={(event) => set({ ...row, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
    </div>
  );
}

/** What was inspected before is mostly what is inspected again, as after a rejection: nobody has to type it anew. */
function Earlier({ file, change }: { file: OrderFile; change(rows: unknown): void }) {
  const words = useWords(orderWords);
  const nameOf = useInspectionName();
  // The latest of each kind.
  const earlier = new Map(
    file.inspections.filter((one) => one.characteristics.length > 0).map((one) => [one.kind, one] as const),
  );
  return (
    <div class="row tight">
      {[...earlier.values()].map((one) => (
        <button
          key={one.id}
          type="button"
          class="compact"
          onClick={() => change(one.characteristics.map((row) => ({ ...row })))}
        >
          {words.asIn(nameOf(one))}
        </button>
      ))}
    </div>
  );
}

function CharacteristicRow({ row, at, set }: { row: Row; at: number; set(row: Row): void }) {
  const words = useWords(orderWords);
  const label = words.fields.name ?? '';
  return (
    <>
      <label for={`characteristic-${at}`}>{label}</label>
      <NarrativeInput
        id={`characteristic-${at}`}
        described=""
        isFaulty={false}
        label={label}
        value={row.name}
        change={(name) => set({ ...row, name })}
      />
      <Cells row={row} names={['method', 'unit', 'lower', 'upper', 'standard']} set={set} />
    </>
  );
}

// Which part of the order each field that can be amended belongs to.
const AMENDED = {
  codes: null,
  customerJobNumber: null,
  conditionCode: null,
  title: 'operationId',
  serialRemoved: 'partDemandId',
  serialInstalled: 'partDemandId',
  value: 'inspectionId',
} as const;
type AmendedField = keyof typeof AMENDED;

function AmendedRow({ row, set, file, id }: InputProps & { row: Row; set(row: Row): void }) {
  const words = useWords(orderWords);
  const say = useNarrative();
  const nameOf = useInspectionName();
  const field = row.field as AmendedField | undefined;
  const partName = field ? AMENDED[field] : null;
  const parts =
    partName === 'operationId'
      ? (file?.operations ?? []).map((o) => [o.id, `${o.sequence} ${say(o.title)}`] as const)
      : partName === 'partDemandId'
        ? (file?.partDemands ?? []).map((d) => [d.id, say(d.nomenclature)] as const)
        : (file?.inspections ?? []).map((i: InspectionRow) => [i.id, nameOf(i)] as const);
  const rest = { described: '', isFaulty: false };
  return (
    <div class="stack tight">
      <Select
        {...rest}
        id={`${id}-field`}
        label={words.fields.field}
        value={field}
        // The codes are amended as a whole: what stands there is where one begins.
        change={(next) => set({ field: next, ...(next === 'codes' ? { to: { ...file?.order.codes } } : {}) })}
        options={Object.keys(AMENDED).map((name) => [name, words.fields[name] ?? name])}
      />
      {partName && (
        <Select
          {...rest}
          id={`${id}-part`}
          label={words.fields[partName] ?? words.sections.parts}
          value={row[partName]}
          change={(next) => set({ ...row, [partName]: next })}
          options={parts}
        />
      )}
      {field === 'value' && (
        <label class="filter">
          <span>{words.fields.characteristic}</span>
          <input
            type="number"
            min="1"
            value={String(row.characteristic ?? '')}
            onInput={(event) => set({ ...row, characteristic: Number(event.currentTarget.value) })}
          />
        </label>
      )}
      <AmendedTo field={field} to={row.to} id={`${id}-to`} change={(to) => set({ ...row, to })} />
    </div>
  );
}

interface AmendedToProps {
  field: AmendedField | undefined;
  to: unknown;
  id: string;
  change(to: unknown): void;
}

/** What a field is amended to, asked for as that field is. */
function AmendedTo({ field, to, id, change }: AmendedToProps) {
  const words = useWords(orderWords);
  const names = useTerm('conditionCode');
  const rest = { id, described: '', isFaulty: false, value: to, change };
  if (field === 'codes') return <CodesInput {...rest} />;
  if (field === 'title') return <NarrativeInput {...rest} label={words.fields.title ?? ''} />;
  if (field === 'conditionCode')
    return (
      <Select
        {...rest}
        label={words.fields.conditionCode}
        options={RELEASE_CODES.map((code) => [code, names[code] ?? code] as const)}
      />
    );
  return (
    <label class="filter">
      <span>{words.fields.value}</span>
      <input value={String(to ?? '')} onInput={(event) => change(event.currentTarget.value)} />
    </label>
  );
}

// Source: lifecycle.md, release.
const RELEASE_CODES = ['A', 'B', 'C', 'D'] as const;
