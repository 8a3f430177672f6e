// Refusals as people read them: what was refused, every fault of what was typed, and everything that stands in the way with its evidence.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ApiProblem, type ProblemBody, Unreached } from '../api/client.ts';
import type { Finding } from '../api/types.ts';
import { useWords } from '../language/language.ts';
import { Evidence } from './evidence.tsx';
import { Glyph } from './glyph.tsx';
import { Narrative } from './show.tsx';
import { common } from './words.ts';

/**
 * Brings what says why something was refused before the eyes of whoever asked for it, who may be at the other end of a long form; in a
 * dialog always, on a page where `isAnswer` says that it answers what they did.
 */
export function useComesIntoView<Shown extends HTMLElement>(what: unknown, isAnswer = false) {
  const shown = useRef<Shown>(null);
  useLayoutEffect(() => {
    if (what && (isAnswer || shown.current?.closest('dialog'))) shown.current?.scrollIntoView({ block: 'nearest' });
  }, [what]);
  return shown;
}

/** What a place in a request is called: `/characteristics/0/name` by the names of its fields, and a row by its number. */
function nameOfPlace(pointer: string, names: Readonly<Record<string, string>>): string {
  const called = pointer
    .split('/')
    .slice(1)
    .flatMap((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : (names[part] ?? [])));
  return called.some((one) => !/^\d+$/.test(one)) ? called.join(' ') : pointer;
}

// Title and detail of these two speak to programs, of the members of the answer that stand below them here.
function saidOf({ title, detail, errors, blockedBy }: ProblemBody, words: (typeof common)['en']): [string, string] {
  if (errors) return [words.invalid, words.invalidDetail];
  return [title, blockedBy ? words.blockedDetail : detail];
}

interface ProblemNoteProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** What the fields of the request are called, where people filled them in. */
  names?: Readonly<Record<string, string>>;
  /** Whether it answers what somebody did on the page, so that they have to see it. */
  comesIntoView?: boolean;
}

/** Why something failed, said to the reader; nothing for null. */
export function ProblemNote({ error, onRetry, names = {}, comesIntoView = false }: ProblemNoteProps) {
  const words = useWords(common);
  const note = useComesIntoView<HTMLDivElement>(error, comesIntoView);
  if (error === null || error === undefined) return null;
  const isProblem = error instanceof ApiProblem;
  const isUnreached = error instanceof Unreached;
  const body = isProblem ? error.body : null;
  const [title, detail] = body ? saidOf(body, words) : [];
  return (
    <div ref={note} class="note" data-tone={isUnreached ? 'warn' : 'bad'} role="alert">
      <strong class="row">
        <Glyph name="warn" />
        {title ?? (isUnreached ? words.notReached : words.failed)}
      </strong>
      <p>{detail ?? (isUnreached ? words.notReachedDetail : String(error))}</p>
      {body?.errors && (
        <ul aria-label={words.faults}>
          {body.errors.map((fault) => (
            <li key={fault.pointer + fault.code}>
              <strong>{nameOfPlace(fault.pointer, names)}</strong> <Narrative text={fault.message} />
            </li>
          ))}
        </ul>
      )}
      {body?.blockedBy && <Findings findings={body.blockedBy} holds={false} />}
      {onRetry && (
        <div>
          <button type="button" onClick={onRetry}>
            {words.retry}
          </button>
        </div>
      )}
    </div>
  );
}

/** What guards say, each with the records it looked at. `holds`: whether they hold; null: not judged yet. */
export function Findings({ findings, holds }: { findings: readonly Finding[]; holds: boolean | null }) {
  const words = useWords(common);
  return (
    <ul class="findings">
      {findings.map(({ guard, message, evidence }) => (
        <li key={guard} class="finding" data-holds={String(holds)}>
          <Glyph name={holds === null ? 'dash' : holds ? 'check' : 'cross'} />
          <div>
            <p>
              <Narrative text={message} />
            </p>
            {evidence.length > 0 && (
              <ul class="small soft" aria-label={words.evidence}>
                {evidence.map((one, index) => (
                  <li key={one.id ?? index}>
                    <Evidence evidence={one} />
                  </li>
                ))}
              </ul>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
