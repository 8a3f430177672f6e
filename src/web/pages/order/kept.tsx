// What is kept of an order: its words in both languages, its files, what was amended, and the chain of its events.

import type { Text } from '../../api/types.ts';
import type { Language } from '../../language/bilingual.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Narrative, PersonName, When } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { Acts, Section, type SectionProps } from './sections.tsx';
import { orderWords } from './words.ts';

/** Every narrative in both languages side by side: the original, and beside it the latest translation that still fits. */
export function Narratives(props: SectionProps) {
  const { file } = props;
  const words = useWords(orderWords);
  const shared = useWords(common);
  const names = useWords(terms);
  const rows: { id: string; text: Text }[] = [
    { id: file.order.id, text: file.order.discrepancy },
    ...file.operations.map(({ id, title }) => ({ id, text: title })),
    ...file.partDemands.map(({ id, nomenclature }) => ({ id, text: nomenclature })),
    ...file.nonconformances.map(({ id, description }) => ({ id, text: description })),
  ];
  const translated = (id: string, language: Language) =>
    file.translations.findLast((t) => t.subject.id === id && t.language === language && t.status === 'reviewed') ??
    file.translations.findLast((t) => t.subject.id === id && t.language === language);
  return (
    <Section name="narratives" acts={<Acts {...props} names={['addTranslation']} />}>
      <div class="scrolls">
        <table>
          <thead>
            <tr>
              <th scope="col">{shared.english}</th>
              <th scope="col">{shared.japanese}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, text }) => (
              <tr key={id}>
                {(['en', 'ja'] as const).map((language) => {
                  const other = translated(id, language);
                  return (
                    <td key={language}>
                      {text[language] !== undefined ? (
                        <span lang={language}>{text[language]}</span>
                      ) : other ? (
                        <>
                          <span lang={language}>{other.text}</span>{' '}
                          <span class="chip">{names.translationStatus[other.status]}</span>
                        </>
                      ) : (
                        <span class="soft">{words.noTranslation}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

export function Attachments(props: SectionProps) {
  const { file } = props;
  return (
    <Section
      name="attachments"
      isEmpty={file.attachments.length === 0}
      acts={<Acts {...props} names={['addAttachment']} />}
    >
      <ul class="lines">
        {file.attachments.map((attachment) => (
          <li key={attachment.id} class="stack tight">
            <a href={`/v1/work-orders/${file.order.id}/attachments/${attachment.id}/content`} download>
              {attachment.fileName}
            </a>
            {attachment.description && <Narrative text={attachment.description} />}
            <span class="small soft">
              <PersonName id={attachment.addedBy} /> · <When at={attachment.addedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Amendments(props: SectionProps) {
  const { file } = props;
  const names = useWords(terms);
  const isOver = file.order.status === 'released' || file.order.status === 'closed';
  if (!isOver && file.amendments.length === 0) return null;
  return (
    <Section
      name="amendments"
      isEmpty={file.amendments.length === 0}
      acts={<Acts {...props} names={['proposeAmendment']} />}
    >
      <ul class="lines">
        {file.amendments.map((amendment) => (
          <li key={amendment.id} id={amendment.id} class="stack tight">
            <div class="row spread">
              <Narrative text={amendment.reason} />
              <span class="chip">{names.amendmentStatus[amendment.status]}</span>
            </div>
            {amendment.status === 'proposed' && (
              <Acts {...props} names={['signAmendment', 'withdrawAmendment']} part={{ id: amendment.id }} />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The chain as a timeline: every event with who, when, and the hash that the next one rests on. */
export function Chain({ file }: SectionProps) {
  const words = useWords(orderWords);
  const shared = useWords(common);
  const names = useWords(terms);
  return (
    <Section name="chain">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by itself is reached by the keyboard */}
      <section class="chain-scroll" tabIndex={0} aria-label={shared.listOf(words.sections.chain)}>
        <ol class="timeline" reversed>
          {[...file.events].reverse().map((event) => (
            <li key={event.sequence}>
              <p class="row spread">
                <strong>{names.event[event.type]}</strong>
                <span class="mono soft small">{`${event.sequence} · ${event.sha256.slice(0, 8)}`}</span>
              </p>
              <p class="small soft">
                <PersonName id={event.actorId} /> · <When at={event.occurredAt} />
                {event.occurredAt.slice(0, 16) !== event.recordedAt.slice(0, 16) && (
                  <>
                    {` · ${words.recorded} `}
                    <When at={event.recordedAt} />
                  </>
                )}
              </p>
            </li>
          ))}
        </ol>
      </section>
    </Section>
  );
}
