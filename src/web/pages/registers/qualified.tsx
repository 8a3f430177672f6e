// What makes a facility qualified: for each standard that a platform requires of it, what is held and the path of equivalences between.
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { usePlatforms } from '../../api/names.ts';
import type { Certification, Platform, Satisfaction, WorkOrder } from '../../api/types.ts';
import { todayInJapan } from '../../language/format.ts';
import { useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Narrative, Nothing, useNarrative, Waiting } from '../../parts/show.tsx';
import { registerWords } from './words.ts';

type Activity = WorkOrder['activity'];

interface Asked {
  on: string;
  platform: Platform;
  activity: Activity;
}

interface QualifiedProps {
  certifications: readonly Certification[];
  /** The platform to begin with: one that the facility works on. */
  usual: string | null;
}

export function Qualified({ certifications, usual }: QualifiedProps) {
  const words = useWords(registerWords);
  const names = useWords(terms);
  const say = useNarrative();
  const platforms = usePlatforms() ?? [];
  const [chosen, setChosen] = useState(usual);
  const [activity, setActivity] = useState<Activity>('repair');
  const [on, setOn] = useState(todayInJapan());
  const platform = platforms.find(({ id }) => id === chosen) ?? platforms[0];
  const required = platform?.requirements.filter(
    ({ holder, activities }) => holder === 'facility' && (activities.length === 0 || activities.includes(activity)),
  );
  // The status of the day itself is the service's to judge when an order is asked about; here the period and the status of now.
  const inForce = certifications.filter(
    ({ validFrom, validTo, status }) => status === 'active' && validFrom <= on && (validTo === null || on <= validTo),
  );
  return (
    <section class="panel stack tight" aria-labelledby="qualified">
      <h2 id="qualified">{words.qualifiedFor}</h2>
      <p class="small soft">{words.qualifiedLead}</p>
      <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
        <label class="filter">
          <span>{words.platform}</span>
          <select value={platform?.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {platforms.map(({ id, designation, nomenclature }) => (
              <option key={id} value={id}>
                {`${designation} ${say(nomenclature)}`}
              </option>
            ))}
          </select>
        </label>
        <label class="filter">
          <span>{words.activity}</span>
          <select value={activity} onChange={(event) => setActivity(event.currentTarget.value as Activity)}>
            {termsOf(names.activity).map((one) => (
              <option key={one} value={one}>
                {names.activity[one]}
              </option>
            ))}
          </select>
        </label>
        <label class="filter">
          <span>{words.on}</span>
          <input
            type="date"
            value={on}
            onChange={(event) => event.currentTarget.value && setOn(event.currentTarget.value)}
          />
        </label>
      </form>
      {required?.length === 0 && <Nothing>{words.requiresNothing}</Nothing>}
      <ul class="stack">
        {platform &&
          required?.map(({ standard }) => (
            <Requirement key={standard} required={standard} held={inForce} asked={{ on, platform, activity }} />
          ))}
      </ul>
    </section>
  );
}

interface Way {
  certification: Certification;
  answer: Satisfaction;
}

/** The first certification that leads to a required standard, and how; null: none does; undefined: not known yet. */
function useWay(required: string, held: readonly Certification[], { on, platform, activity }: Asked) {
  const [way, setWay] = useState<Way | null | undefined>(undefined);
  const [error, setError] = useState<unknown>(null);
  // The standard itself comes before any that counts for it.
  const tried = [...held].sort((a, b) => Number(b.standard === required) - Number(a.standard === required));
  useEffect(() => {
    const asked = new AbortController();
    const search = async () => {
      for (const certification of tried) {
        const query = new URLSearchParams({
          held: certification.standard,
          required,
          on,
          platformId: platform.id,
          activity,
        });
        for (const { condition } of certification.supplements) query.append('supplements', condition);
        const answer = await call<Satisfaction>('GET', `/v1/standards/satisfies?${query}`, { signal: asked.signal });
        if (answer.satisfied) return setWay({ certification, answer });
      }
      setWay(null);
    };
    setError(null);
    search().catch((cause) => !asked.signal.aborted && setError(cause));
    return () => asked.abort();
  }, [required, on, platform.id, activity, tried.map(({ id }) => id).join()]);
  return { way, error };
}

/** One requirement with the path that satisfies it. */
function Requirement({ required, held, asked }: { required: string; held: readonly Certification[]; asked: Asked }) {
  const words = useWords(registerWords);
  const { way, error } = useWay(required, held, asked);
  if (error) return <ProblemNote error={error} />;
  if (way === undefined) return <Waiting />;
  return (
    <li class="path-of">
      <ol class="path">
        {way && (
          <>
            <li>
              <Standard code={way.certification.standard} role={words.holds} note={way.certification.number} />
            </li>
            {way.answer.path.map((step) => (
              <li key={step.equivalenceId} class="step">
                <a href={`/registers/equivalences/${step.equivalenceId}`} class="degree" data-degree={step.degree}>
                  {words.terms.degree?.[step.degree]}
                </a>
                <Standard code={step.required} role={step.required === required ? words.requires : ''} />
              </li>
            ))}
          </>
        )}
        {!way && (
          <li>
            <Standard code={required} role={words.requires} />
          </li>
        )}
        <li>
          <span class="chip" data-tone={way ? 'good' : 'bad'}>
            <Glyph name={way ? 'check' : 'cross'} size={14} />
            {way ? words.satisfied : words.notSatisfied}
          </span>
        </li>
      </ol>
      <ul class="small soft">
        {!way && <li>{words.noneHeld}</li>}
        {way?.answer.path.length === 0 && <li>{words.isItself}</li>}
        {way?.answer.reasons.map((reason) => (
          <li key={reason.en}>
            <Narrative text={reason} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Standard({ code, role, note }: { code: string; role: string; note?: string }) {
  return (
    <span class="standard-box">
      {role && <small>{role}</small>}
      <strong>{code}</strong>
      {note && <span class="mono small soft">{note}</span>}
    </span>
  );
}
