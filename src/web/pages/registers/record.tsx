// A record of a register: what it says, what belongs to it, its history, and what relied on it.
import { useState } from 'preact/hooks';
import { session } from '../../api/client.ts';
import { usePlatforms } from '../../api/names.ts';
import { useList, useResource } from '../../api/resource.ts';
import type { CatalogueItem, Certification, Instrument, Text } from '../../api/types.ts';
import { todayInJapan } from '../../language/format.ts';
import { useWords } from '../../language/language.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, Fact, Nothing, useNarrative, Waiting } from '../../parts/show.tsx';
import type { Field } from '../order/acts.ts';
import { memberOf } from '../order/values.ts';
import { Changes, ReliedOn, Use, Versions } from './beside.tsx';
import { RegisterForm, type RegisterRecord } from './form.tsx';
import { Keys, Pin, PinCodes } from './keys.tsx';
import { PartOffers } from './part-offers.tsx';
import { Qualified } from './qualified.tsx';
import { partOf, type Register } from './registers.ts';
import { Member, useRegisterWords } from './show.tsx';
import { Timeline } from './timeline.tsx';
import { registerWords } from './words.ts';

/** Whether the reader writes a register. */
export function mayWrite({ roles }: Register): boolean {
  return session.get()?.person.roles.some((role) => roles.includes(role)) === true;
}

/** What a record is called in its list: the first member there. */
export function useName(register: Register): (record: RegisterRecord) => string {
  const say = useNarrative();
  return (record) => {
    const first = memberOf(record, register.columns[0] ?? 'id');
    return typeof first === 'object' && first !== null ? say(first as Text) : String(first);
  };
}

/** What a record is called where it stands alone. */
function useTitle(register: Register): (record: RegisterRecord) => string {
  const say = useNarrative();
  const nameOf = useName(register);
  const platforms = usePlatforms();
  return (record) => {
    if (register.name === 'facilities') return `${nameOf(record)} ${say(record.name as Text)}`;
    if (register.name === 'equivalences') return `${nameOf(record)} → ${record.required}`;
    if (register.name === 'baselines') return platforms?.find(({ id }) => id === record.platformId)?.designation ?? '…';
    return nameOf(record);
  };
}

/** The field that ends a record of a register, where it has one. */
const endOf = ({ fields }: Register) => fields.find(({ name }) => name === 'validTo' || name === 'endedOn')?.name;

export function RecordPage({ register, id }: { register: Register; id: string }) {
  const words = useWords(registerWords);
  const { data, error, reload } = useResource<RegisterRecord>(`${register.path}/${id}`);
  const titleOf = useTitle(register);
  if (!data) return error ? <ProblemNote error={error} onRetry={reload} /> : <Waiting />;
  return (
    <div class="registers stack">
      <p class="no-print">
        <a href={`/registers/${partOf(register)}`}>{words.backTo(words.names[register.name])}</a>
      </p>
      <PageHead
        title={titleOf(data)}
        actions={<Writing register={register} record={data} path={`${register.path}/${id}`} />}
      >
        <span class="soft small">{words.revision(data.revision)}</span>
      </PageHead>
      <ProblemNote error={error} onRetry={reload} />
      {register.name === 'facilities' ? (
        <FacilityGrid register={register} record={data} />
      ) : (
        <RecordGrid register={register} record={data} />
      )}
    </div>
  );
}

interface GridProps {
  register: Register;
  record: RegisterRecord;
}

function RecordGrid({ register, record }: GridProps) {
  return (
    <div class="order-grid">
      <div class="stack">
        <Facts register={register} record={record} />
        {register.name === 'catalogue' && <PartOffers item={record as unknown as CatalogueItem} />}
        {(register.below ?? []).map((below) => (
          <Below key={below.name} register={below} parent={record} />
        ))}
        {register.name === 'people' && (
          <>
            <Pin personId={record.id} />
            <Keys personId={record.id} />
            <PinCodes personId={record.id} />
          </>
        )}
      </div>
      <div class="stack">
        {register.name === 'authorizations' && <Use record={record} />}
        {Array.isArray(record.statusChanges) && <Changes record={record} term={statusTerm(register)} />}
        {register.reliedOn && <ReliedOn record={register.reliedOn} id={record.id} />}
        <Versions path={`${register.path}/${record.id}`} />
      </div>
    </div>
  );
}

/** A facility: what it is certified for on the left, what it can do and measure with on the right. */
function FacilityGrid({ register, record }: GridProps) {
  const [certifications, ...others] = register.below ?? [];
  return (
    <div class="order-grid">
      <div class="stack">
        <FacilityStanding id={record.id} />
        {certifications && <Below register={certifications} parent={record} />}
      </div>
      <div class="stack">
        <Facts register={register} record={record} />
        {others.map((below) => (
          <Below key={below.name} register={below} parent={record} />
        ))}
        <Versions path={`${register.path}/${record.id}`} />
      </div>
    </div>
  );
}

const statusTerm = ({ fields }: Register) => fields.find(({ name }) => name === 'status')?.term;

/** Buttons to change a record and to end it. */
function Writing({ register, record, path }: { register: Register; record: RegisterRecord; path: string }) {
  const words = useWords(registerWords);
  const [open, setOpen] = useState<'edit' | 'end' | null>(null);
  const titleOf = useTitle(register);
  const end = endOf(register);
  if (!mayWrite(register) || !register.operations.update) return null;
  return (
    <>
      <button type="button" class="compact" onClick={() => setOpen('edit')}>
        <Glyph name="pen" size={14} />
        {words.edit}
      </button>
      {end && (
        <button type="button" class="compact" onClick={() => setOpen('end')}>
          {words.end}
        </button>
      )}
      {open && (
        <RegisterForm
          register={register}
          path={path}
          record={record}
          {...(open === 'end' && end ? { only: [end] } : {})}
          title={open === 'end' ? words.endOf(titleOf(record)) : titleOf(record)}
          onDone={() => setOpen(null)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

// What is set only beside a change of status is no member of the record.
const WRITTEN_ONLY = ['statusOn', 'statusReason'];

function Facts({ register, record }: { register: Register; record: RegisterRecord }) {
  const { nameOf } = useRegisterWords();
  const fields = [...register.fields, ...(register.derived ?? [])].filter(({ name }) => !WRITTEN_ONLY.includes(name));
  return (
    <section class="panel">
      <dl class="facts">
        {fields.map((field) => (
          <Fact key={field.name} name={nameOf(field)}>
            <Member field={field} record={record} emptyIsAll={register.emptyIsAll} />
          </Fact>
        ))}
      </dl>
    </section>
  );
}

/** The records of a register that belong to one record: a list, each opened for all it says. */
function Below({ register, parent }: { register: Register; parent: RegisterRecord }) {
  const words = useWords(registerWords);
  const path = register.path.replace('{id}', parent.id);
  const { data, error, reload } = useList<RegisterRecord>(`${path}?limit=200`);
  const [isAdding, setAdding] = useState(false);
  return (
    <section class="panel" aria-labelledby={register.name} id={register.name}>
      <div class="row spread section-head">
        <h2 id={`${register.name}-title`}>{words.names[register.name]}</h2>
        {mayWrite(register) && (
          <button type="button" class="compact no-print" onClick={() => setAdding(true)}>
            <Glyph name="plus" size={14} />
            {words.newOf[register.name]}
          </button>
        )}
      </div>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data?.length === 0 && <Nothing>{words.none}</Nothing>}
      <ul class="lines">
        {data?.map((record) => (
          <li key={record.id}>
            <BelowLine register={register} record={record} path={`${path}/${record.id}`} />
          </li>
        ))}
      </ul>
      {isAdding && (
        <RegisterForm
          register={register}
          path={path}
          record={null}
          title={words.newOf[register.name]}
          onDone={() => setAdding(false)}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}

function BelowLine({ register, record, path }: { register: Register; record: RegisterRecord; path: string }) {
  const [isOpen, setOpen] = useState(false);
  const { nameOf } = useRegisterWords();
  const columns = columnsOf(register);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="below-line">
        {columns.map((field) => (
          <span key={field.name} class="below-cell">
            <small class="soft">{nameOf(field)}</small>
            <Member field={field} record={record} isBrief isPlain />
          </span>
        ))}
        {register.name === 'instruments' && <Calibration instrument={record as unknown as Instrument} />}
      </summary>
      {isOpen && (
        <div class="stack tight below-body">
          <Facts register={register} record={record} />
          <div class="row no-print">
            <Writing register={register} record={record} path={path} />
          </div>
          {Array.isArray(record.statusChanges) && <Changes record={record} term={statusTerm(register)} />}
          {register.reliedOn && <ReliedOn record={register.reliedOn} id={record.id} />}
        </div>
      )}
    </details>
  );
}

/** The fields of the columns of a register's list. */
export function columnsOf({ fields, derived = [], columns }: Register): Field[] {
  return columns.flatMap((name) => [...fields, ...derived].find((field) => field.name === name) ?? []);
}

function Calibration({ instrument: { calibrations } }: { instrument: Instrument }) {
  const words = useWords(registerWords);
  const due = calibrations.reduce((day, { dueOn }) => (dueOn > day ? dueOn : day), '');
  const isOver = due < todayInJapan();
  return (
    <span class="chip" data-tone={isOver ? 'bad' : 'good'}>
      <Glyph name={isOver ? 'cross' : 'check'} size={14} />
      {isOver ? words.overdue : words.calibratedUntil} {due && <Day date={due} />}
    </span>
  );
}

function FacilityStanding({ id }: { id: string }) {
  const words = useWords(registerWords);
  const { data } = useList<Certification>(`/v1/facilities/${id}/certifications?limit=200`);
  const capabilities = useList<{ platformId: string }>(`/v1/facilities/${id}/capabilities?limit=200`).data;
  if (!data || !capabilities) return null;
  return (
    <>
      <section class="panel stack tight" aria-labelledby="timeline">
        <h2 id="timeline">{words.timeline}</h2>
        {data.length === 0 && <Nothing>{words.none}</Nothing>}
        <Timeline certifications={data} />
      </section>
      <Qualified certifications={data} usual={capabilities[0]?.platformId ?? null} />
    </>
  );
}
