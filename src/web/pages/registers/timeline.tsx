// Certifications on a timeline: a bar from the first day to the last, broken where one was suspended, with today across all of them.
import type { Certification } from '../../api/types.ts';
import { addDays, daysBetween, todayInJapan, writeDate } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { registerWords } from './words.ts';

const WARN_DAYS = 180;

interface Stretch {
  from: string;
  /** The day after the last. */
  to: string;
  status: Certification['status'];
}

/** The stretches of one status within the period, the last as long as it lasts. */
function stretchesOf({ validFrom, validTo, statusChanges }: Certification, end: string): Stretch[] {
  const last = validTo === null ? end : addDays(validTo, 1);
  const changes = [...statusChanges].sort((a, b) => (a.on < b.on ? -1 : 1));
  return changes.flatMap(({ on, status }, at) => {
    const from = on > validFrom ? on : validFrom;
    const next = changes[at + 1]?.on ?? last;
    const to = next < last ? next : last;
    return from < to ? [{ from, to, status }] : [];
  });
}

export function Timeline({ certifications }: { certifications: readonly Certification[] }) {
  const words = useWords(registerWords);
  const language = useLanguage();
  const today = todayInJapan();
  if (certifications.length === 0) return null;
  const first = certifications.reduce(
    (day, { validFrom }) => (validFrom < day ? validFrom : day),
    addDays(today, -365),
  );
  const last = certifications.reduce(
    (day, { validTo }) => (validTo && validTo > day ? validTo : day),
    addDays(today, 365),
  );
  const length = daysBetween(first, last) + 1;
  const at = (day: string) => `${(Math.max(0, Math.min(length, daysBetween(first, day))) / length) * 100}%`;
  const years = Array.from(
    { length: Number(last.slice(0, 4)) - Number(first.slice(0, 4)) },
    (_, n) => `${Number(first.slice(0, 4)) + n + 1}-01-01`,
  );
  const sorted = [...certifications].sort(
    (a, b) => a.standard.localeCompare(b.standard) || (a.validFrom < b.validFrom ? -1 : 1),
  );
  return (
    <figure class="timeline-chart" aria-label={words.timelineLabel}>
      <div class="time-axis" aria-hidden="true">
        {years.map((day) => (
          <span key={day} style={{ left: at(day) }}>
            {day.slice(0, 4)}
          </span>
        ))}
        <span class="time-today" style={{ left: at(today) }}>
          {words.today}
        </span>
      </div>
      <ul>
        {sorted.map((certification) => (
          <li key={certification.id} class="time-row">
            <div class="time-name">
              <strong>{certification.standard}</strong> <span class="mono soft">{certification.number}</span>
              <Expiry certification={certification} today={today} />
            </div>
            <div class="time-track">
              {stretchesOf(certification, addDays(last, 1)).map(({ from, to, status }) => (
                <i
                  key={from}
                  data-status={status}
                  style={{ left: at(from), width: `${(daysBetween(from, to) / length) * 100}%` }}
                  title={`${words.terms.certificationStatus?.[status]}: ${writeDate(from, language)} – ${writeDate(addDays(to, -1), language)}`}
                />
              ))}
              <b style={{ left: at(today) }} />
            </div>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Expiry({
  certification: { validFrom, validTo, status },
  today,
}: {
  certification: Certification;
  today: string;
}) {
  const words = useWords(registerWords);
  const left = validTo === null ? null : daysBetween(today, validTo);
  const isOver = left !== null && left < 0;
  const name = words.terms.certificationStatus?.[status] ?? status;
  const [tone, text] =
    status !== 'active'
      ? (['bad', name] as const)
      : isOver
        ? (['bad', words.expired] as const)
        : validFrom > today
          ? (['warn', words.notYet] as const)
          : left === null
            ? (['good', words.noEnd] as const)
            : ([left <= WARN_DAYS ? 'warn' : 'good', words.expiresIn(left)] as const);
  return (
    <span class="chip" data-tone={tone}>
      <Glyph name={tone === 'good' ? 'check' : tone === 'warn' ? 'clock' : 'cross'} size={14} />
      {text}
    </span>
  );
}
