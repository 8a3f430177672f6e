// One support list: where it stands between the two countries, its parts with their reasons, what was amended, and what can be done with it.
import { useState } from 'preact/hooks';
import type { ListSignature } from '../../../../domain/supply/support-list.ts';
import { call, newKey } from '../../../api/client.ts';
import { changed, useResource } from '../../../api/resource.ts';
import { writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { Glyph } from '../../../parts/glyph.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Fact, Narrative, PersonName, Waiting, When } from '../../../parts/show.tsx';
import { FiguresTable, Panel } from '../frame.tsx';
import { officeWords } from '../words.ts';
import { Amend, type Amending } from './amend.tsx';
import { Comparison } from './comparison.tsx';
import { Items } from './items.tsx';
import { Freeze, ListStatusChip, signatureOf } from './lists.tsx';
import { Progress } from './progress.tsx';
import { HorizonChip } from './ranking.tsx';
import { ListSigning } from './signing.tsx';
import { addressOf, nameOfKey, type ShownList, SIDES, SUPPLY_PATHS, usePlatformNames, useRoles } from './support.tsx';
import { Formula, WeightsInForce } from './weights.tsx';
import { supportWords } from './words.ts';

type Side = (typeof SIDES)[number];

export function OneList({ id }: { id: string }) {
  const words = useWords(supportWords);
  const { mayAmend } = useRoles();
  const [amending, setAmending] = useState<Amending | null>(null);
  const { data: list, error, reload } = useResource<ShownList>(`/v1/support-lists/${id}`);
  const isOpen = list?.status === 'draft' || list?.status === 'proposed';
  return (
    <>
      <p class="no-print">
        <a href={addressOf({ show: 'lists' })}>{words.allLists}</a>
      </p>
      <ProblemNote error={error} onRetry={reload} />
      {!list && !error && <Waiting />}
      {list && (
        <>
          <Head list={list} />
          <Signatures list={list} />
          <Items list={list} onAmend={isOpen && mayAmend(list) ? setAmending : null} />
          {list.amendments.length > 0 && <Amendments list={list} />}
          {list.agreedAt !== null && <Progress list={list} />}
          <Comparison list={list} />
          <Panel title={words.frozenRanking}>
            <p class="soft">{words.frozenRankingLead(list.ranking.ranked)}</p>
            <Formula answer={list.ranking} />
            <WeightsInForce weighting={list.ranking.weighting} />
          </Panel>
          {amending && <Amend list={list} amending={amending} onClose={() => setAmending(null)} />}
        </>
      )}
    </>
  );
}

function Head({ list }: { list: ShownList }) {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const language = useLanguage();
  const namesOf = usePlatformNames();
  const { owns, mayFreeze } = useRoles();
  const [isFreezing, setFreezing] = useState(false);
  return (
    <section class="panel stack tight" aria-label={list.number}>
      <div class="row spread section-head">
        <h2 class="row">
          <span class="mono">{list.number}</span>
          <ListStatusChip list={list} />
        </h2>
        <div class="row tight no-print">
          {list.status === 'draft' && mayFreeze && <Propose list={list} />}
          {owns(list.platformIds) && (
            <button type="button" class="compact" onClick={() => setFreezing(true)}>
              {words.freezeNext}
            </button>
          )}
        </div>
      </div>
      <dl class="facts">
        <Fact name={words.horizon}>
          <HorizonChip horizon={list.horizon} />
        </Fact>
        <Fact name={office.platform}>{namesOf(list.platformIds)}</Fact>
        <Fact name={words.version}>{writeNumber(list.version, language)}</Fact>
        <Fact name={words.frozenAt}>
          <span>
            <When at={list.asOf} /> <PersonName id={list.createdBy} />
          </span>
        </Fact>
        <Fact name={words.proposedAt}>
          {list.proposedAt && (
            <span>
              <When at={list.proposedAt} /> <PersonName id={list.proposedBy} />
            </span>
          )}
        </Fact>
        <Fact name={words.agreedAt}>{list.agreedAt && <When at={list.agreedAt} />}</Fact>
        <Fact name={words.takesPlaceOf}>
          {list.supersedes && <a href={addressOf({ show: 'lists', list: list.supersedes })}>{words.theListBefore}</a>}
        </Fact>
      </dl>
      {isFreezing && <Freeze given={list} onClose={() => setFreezing(false)} />}
    </section>
  );
}

function Propose({ list }: { list: ShownList }) {
  const words = useWords(supportWords);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const propose = async () => {
    setBusy(true);
    setError(null);
    try {
      const path = `/v1/support-lists/${list.id}/propose`;
      await call('POST', path, { ifMatch: list.revision, idempotencyKey: newKey() });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
      changed(...SUPPLY_PATHS);
    }
  };
  return (
    <>
      <button type="button" class="compact main-propose" disabled={isBusy} onClick={() => void propose()}>
        <Glyph name="flag" size={14} />
        {words.propose}
      </button>
      <ProblemNote error={error} />
    </>
  );
}

/** Where it stands between the two countries. */
function Signatures({ list }: { list: ShownList }) {
  const words = useWords(supportWords);
  const { maySign } = useRoles();
  const [side, setSide] = useState<Side | null>(null);
  const given = SIDES.filter((one) => signatureOf(list, one));
  const namesOf = useSignerNames(list);
  const past = list.signatures.filter(({ supersededAt }) => supersededAt !== null);
  const [only] = given;
  return (
    <Panel title={words.signatures}>
      {list.status === 'draft' && <p class="note">{words.draftNote}</p>}
      {list.status === 'proposed' && (
        <p class="note" data-tone="warn">
          {only === undefined ? words.nobodySigned : words.onlyOneSigned(words.sideNames[only])}
        </p>
      )}
      {list.agreedAt !== null && (
        <p class="note" data-tone="good">
          {words.bothSigned}
        </p>
      )}
      <div class="sides">
        {SIDES.map((one) => {
          const signature = signatureOf(list, one);
          return (
            <section key={one} class="side stack tight" aria-label={words.sideNames[one]}>
              <h3>{words.sideNames[one]}</h3>
              {signature ? (
                <Signed signature={signature} signer={namesOf(signature.id)} />
              ) : (
                <p class="soft">{words.notSigned}</p>
              )}
              {!signature && list.status === 'proposed' && maySign[one] && (
                <div>
                  <button type="button" class="main-action no-print" onClick={() => setSide(one)}>
                    <Glyph name="pen" />
                    {words.signFor[one]}
                  </button>
                </div>
              )}
            </section>
          );
        })}
      </div>
      {past.length > 0 && (
        <details>
          <summary>{words.supersededSignatures(past.length)}</summary>
          <ul class="stack tight">
            {past.map((signature) => (
              <li key={signature.id} class="small">
                <strong>{words.sideNames[signature.side]}</strong>
                <Signed signature={signature} signer={namesOf(signature.id)} />
                {signature.supersededAt && (
                  <p class="soft">
                    {words.supersededOn} <When at={signature.supersededAt} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
      {side && <ListSigning list={list} side={side} onClose={() => setSide(null)} />}
    </Panel>
  );
}

// Who signed stands in what was signed, for readers too who do not see the person.
function useSignerNames({ id, signatures }: ShownList): (signatureId: string) => string | undefined {
  const { data } = useResource<{ items: ListSignature[] }>(
    signatures.length > 0 ? `/v1/support-lists/${id}/signatures` : null,
  );
  return (signatureId) => {
    const content = data?.items.find((one) => one.id === signatureId)?.content;
    return content === undefined ? undefined : (JSON.parse(content) as { signer: { name: string } }).signer.name;
  };
}

function Signed({ signature, signer }: { signature: ShownList['signatures'][number]; signer: string | undefined }) {
  const words = useWords(supportWords);
  return (
    <div class="stack tight">
      <p>
        <Glyph name="check" size={14} /> {signer ?? <PersonName id={signature.signer} />}{' '}
        <When at={signature.signedAt} />
      </p>
      <p class="small">
        <Narrative text={signature.meaning} />
      </p>
      <p class="small soft">
        {words.signedIn[signature.language]} <code class="hash">{signature.contentSha256}</code>
      </p>
    </div>
  );
}

function Amendments({ list }: { list: ShownList }) {
  const words = useWords(supportWords);
  return (
    <Panel title={words.amendments}>
      <FiguresTable
        caption={words.amendments}
        columns={[
          { name: words.number, isNumber: true },
          { name: words.change },
          { name: words.part },
          { name: words.rankFromTo, isNumber: true },
          { name: words.reason },
          { name: words.bySide },
          { name: words.by },
        ]}
        rows={list.amendments.map((amendment) => ({
          key: String(amendment.n),
          cells: [
            amendment.n,
            words.changes[amendment.change],
            <span key="part" class="mono">
              {nameOfKey(amendment.part)}
            </span>,
            `${amendment.from ?? '–'} → ${amendment.to ?? '–'}`,
            <span key="reason" class="sentence">
              <Narrative text={amendment.reason} />
            </span>,
            words.sideNames[amendment.side],
            <span key="by">
              <PersonName id={amendment.by} /> <When at={amendment.at} stacked />
            </span>,
          ],
        }))}
      />
    </Panel>
  );
}
