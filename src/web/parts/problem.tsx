// Refusals as people read them: what was refused, every fault of what was typed, and everything that stands in the way with its evidence.
import { ApiProblem, Unreached } from '../api/client.ts';
import type { Finding } from '../api/types.ts';
import { useWords } from '../language/language.ts';
import { Evidence } from './evidence.tsx';
import { Glyph } from './glyph.tsx';
import { Narrative } from './show.tsx';
import { common } from './words.ts';

/** Why something failed, said to the reader; nothing for null. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const words = useWords(common);
  if (error === null || error === undefined) return null;
  const isProblem = error instanceof ApiProblem;
  const isUnreached = error instanceof Unreached;
  const body = isProblem ? error.body : null;
  return (
    <div class="note" data-tone={isUnreached ? 'warn' : 'bad'} role="alert">
      <strong class="row">
        <Glyph name="warn" />
        {body?.title ?? (isUnreached ? words.notReached : words.failed)}
      </strong>
      <p>{body?.detail ?? (isUnreached ? words.notReachedDetail : String(error))}</p>
      {body?.errors && (
        <ul aria-label={words.faults}>
          {body.errors.map((fault) => (
            <li key={fault.pointer + fault.code}>
              <span class="mono soft">{fault.pointer}</span> <Narrative text={fault.message} />
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
