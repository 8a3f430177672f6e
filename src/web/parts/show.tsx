// How single facts are shown: instants in two zones, dates, narratives in their language, statuses, priorities and names.
import type { ComponentChildren } from 'preact';
import { session } from '../api/client.ts';
import { useFacility, usePerson } from '../api/names.ts';
import type { Message, Status, Text } from '../api/types.ts';
import { otherLanguage } from '../language/bilingual.ts';
import { daysBetween, hoursSince, todayInJapan, writeDate, writeHours, writeInstant } from '../language/format.ts';
import { useLanguage, useWords } from '../language/language.ts';
import { terms } from '../language/terms.ts';
import { useStore } from '../store.ts';
import { Glyph, statusLooks } from './glyph.tsx';
import { common } from './words.ts';

/** An instant in the reader's zone with Japan's beside it; `stacked`, below it, as a cell of a table has room for it. */
export function When({ at, stacked = false }: { at: string; stacked?: boolean }) {
  const { here, japan } = writeInstant(at, useLanguage());
  return (
    <time class={stacked ? 'number stacked' : 'number'} dateTime={at}>
      {here}
      {japan !== null && (stacked ? <small class="soft">{japan}</small> : <span class="soft">{` (${japan})`}</span>)}
    </time>
  );
}

/** A calendar date. */
export function Day({ date }: { date: string }) {
  return (
    <time class="number" dateTime={date}>
      {writeDate(date, useLanguage())}
    </time>
  );
}

/** How long ago an instant was. */
export function Age({ since }: { since: string }) {
  return (
    <time class="number" dateTime={since}>
      {writeHours(hoursSince(since), useLanguage())}
    </time>
  );
}

/** A target date with how far it is from today in Japan. */
export function Due({ date }: { date: string }) {
  const words = useWords(common);
  const days = daysBetween(todayInJapan(), date);
  return (
    <span class="row tight">
      <Day date={date} />
      <span class="chip" data-tone={days < 0 ? 'bad' : days <= 7 ? 'warn' : undefined}>
        {days < 0 && <Glyph name="warn" size={14} />}
        {days < 0 ? words.overdue(-days) : words.dueIn(days)}
      </span>
    </span>
  );
}

/** A text in the reader's language; where it is in the other one only, as it is, and marked so. */
export function Narrative({ text }: { text: Text | Message }) {
  const reader = useLanguage();
  const other = otherLanguage(reader);
  const own = text[reader];
  if (own !== undefined) return <span>{own}</span>;
  return <span lang={other}>{text[other]}</span>;
}

/** A text as plain words, for names of controls. */
export function useNarrative(): (text: Text | Message) => string {
  const reader = useLanguage();
  return (text) => text[reader] ?? text[otherLanguage(reader)] ?? '';
}

export function StatusChip({ status }: { status: Status }) {
  const { glyph, tone } = statusLooks[status];
  return (
    <span class="chip" data-tone={tone}>
      <Glyph name={glyph} size={14} />
      {useWords(terms).status[status]}
    </span>
  );
}

/** The priority designator, 1 to 15; the three bands of urgency differ in frame and filling. */
export function Designator({ value }: { value: number }) {
  const words = useWords(common);
  return (
    <span class="designator" data-rank={value <= 3 ? 1 : value <= 8 ? 2 : 3} title={words.priority(value)}>
      <span class="hidden">{words.priority(value)}</span>
      <span aria-hidden="true">{String(value).padStart(2, '0')}</span>
    </span>
  );
}

/** Somebody by name; who is out of the reader's sight is said to be. */
export function PersonName({ id }: { id: string | null }) {
  const known = usePerson(id);
  const self = useStore(session)?.person;
  const words = useWords(common);
  // Who reads is known to themselves, without a network too.
  const person = self?.id === id ? self : known;
  if (id === null) return <span class="soft">{words.none}</span>;
  if (!person) return <NotKnown isRead={person === null} />;
  return <Narrative text={person.name} />;
}

// As long as nothing was read, nobody knows whether it may be seen.
function NotKnown({ isRead }: { isRead: boolean }) {
  const words = useWords(common);
  return <span class="soft">{isRead ? words.unknown : '…'}</span>;
}

export function FacilityName({ id }: { id: string }) {
  const facility = useFacility(id);
  if (!facility) return <NotKnown isRead={facility === null} />;
  return (
    <span>
      <span class="mono">{facility.code}</span> <Narrative text={facility.name} />
    </span>
  );
}

/** A line of a list of facts; nothing where there is nothing to say. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === null || children === undefined || children === false || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Says that something is being read, or that there is none of it. */
export function Waiting() {
  const words = useWords(common);
  return (
    <div class="stack tight" role="status">
      <span class="hidden">{words.loading}</span>
      <div class="skeleton" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}

export function Nothing({ children }: { children?: ComponentChildren }) {
  const words = useWords(common);
  return <p class="soft">{children ?? words.empty}</p>;
}
