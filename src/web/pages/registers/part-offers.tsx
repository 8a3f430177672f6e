// Beside a part of the catalogue: who offers it, how soon and from when to when, by whichever of its names.
import { useList } from '../../api/resource.ts';
import type { CatalogueItem, Supplier } from '../../api/types.ts';
import { todayInJapan, writeNumber } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, Narrative, Nothing, Waiting } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { registerWords } from './words.ts';

type Offer = Supplier['offers'][number];

// The last nine digits say the item; the class before them may change.
const NIIN_DIGITS = 9;
const niinOf = (nsn: string) => nsn.replaceAll('-', '').slice(-NIIN_DIGITS);
const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Whether an offer is of a part: a stock number says so where both have one, else the part number. */
function isOfferOf({ nsn, partNumber }: Pick<Offer, 'nsn' | 'partNumber'>, item: CatalogueItem): boolean {
  if (nsn !== null && item.nsn !== null) return niinOf(nsn) === niinOf(item.nsn);
  return partNumber !== null && item.partNumber !== null && folded(partNumber) === folded(item.partNumber);
}

export function PartOffers({ item }: { item: CatalogueItem }) {
  const words = useWords(registerWords);
  const shared = useWords(common);
  const language = useLanguage();
  const by = (name: 'nsn' | 'partNumber') => {
    const value = item[name];
    return value === null ? null : `/v1/suppliers?limit=200&${name}=${encodeURIComponent(value)}`;
  };
  const byStock = useList<Supplier>(by('nsn'));
  const byNumber = useList<Supplier>(by('partNumber'));
  const error = byStock.error ?? byNumber.error;
  const isWaiting = byStock.isLoading || byNumber.isLoading;
  const suppliers = new Map([...(byStock.data ?? []), ...(byNumber.data ?? [])].map((one) => [one.id, one]));
  const offered = [...suppliers.values()].flatMap((supplier) =>
    supplier.offers.filter((offer) => isOfferOf(offer, item)).map((offer) => ({ supplier, offer })),
  );
  return (
    <section class="panel stack tight" aria-labelledby="offers">
      <h2 id="offers">{words.offeredBy}</h2>
      <ProblemNote
        error={error}
        onRetry={() => {
          byStock.reload();
          byNumber.reload();
        }}
      />
      {isWaiting && !error && <Waiting />}
      {!isWaiting && !error && offered.length === 0 && <Nothing>{words.notOffered}</Nothing>}
      {offered.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by itself is reached by the keyboard
        <section class="scrolls" tabIndex={0} aria-label={shared.tableOf(words.offeredBy)}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.supplier}</th>
                {(['leadTimeDays', 'monthlyCapacity', 'validFrom', 'validTo'] as const).map((name) => (
                  <th key={name} scope="col">
                    {words.fields[name]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {offered.map(({ supplier, offer }, at) => (
                <tr key={at} class={stands(offer) ? undefined : 'soft'}>
                  <th scope="row">
                    <a href={`/registers/suppliers/${supplier.id}`}>
                      <span class="mono">{supplier.ncage}</span> <Narrative text={supplier.name} />
                    </a>
                  </th>
                  <td class="number">{writeNumber(offer.leadTimeDays, language)}</td>
                  <td class="number">
                    {offer.monthlyCapacity === null ? '–' : writeNumber(offer.monthlyCapacity, language)}
                  </td>
                  <td>{offer.validFrom ? <Day date={offer.validFrom} /> : '–'}</td>
                  <td>
                    {offer.validTo ? <Day date={offer.validTo} /> : '–'}{' '}
                    {!stands(offer) && <span class="chip">{words.notStanding}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function stands({ validFrom, validTo }: Offer): boolean {
  const today = todayInJapan();
  return (validFrom ?? today) <= today && today <= (validTo ?? today);
}
