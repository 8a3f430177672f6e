// The registers of supply as they had been recorded by an instant: catalogue, offers, weightings; and who can deliver a part.

import { niinOf } from '../../domain/registers/identifiers.ts';
import type { CatalogueItem } from '../../domain/supply/catalogue.ts';
import { Catalogue, itemName } from '../../domain/supply/catalogue.ts';
import { partKeyOf, partNumberKey } from '../../domain/supply/part-name.ts';
import { isOffered, type Supplier, type SupplierOffer } from '../../domain/supply/supplier.ts';
import type { Source } from '../../domain/supply/support-priority.ts';
import type { Weighting } from '../../domain/supply/weighting.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import { allCatalogueItems, allSuppliers, allWeightings } from '../../storage/supply/supply.ts';
import { latest } from '../metrics/registers.ts';

/** What the registers of supply said. */
export class Supply {
  readonly catalogue: Catalogue;
  readonly weightings: readonly Weighting[];
  private readonly offers = new Map<string, Omit<Source, 'substitute'>[]>();
  private readonly kept = new Map<string, Source[]>();

  /** `on`: the day on which an offer has to stand. */
  constructor(
    items: readonly CatalogueItem[],
    suppliers: readonly Supplier[],
    weightings: readonly Weighting[],
    on: IsoDate,
  ) {
    this.catalogue = new Catalogue(items);
    this.weightings = weightings;
    for (const supplier of suppliers)
      for (const offer of supplier.offers) if (isOffered(offer, on)) this.take(supplier, offer);
  }

  /** The key under which a part is known: of its catalogue item where it has one, so that all its names are one part. */
  keyOf(partKey: string): string {
    const item = this.catalogue.find(partKey);
    return item ? partKeyOf(item) : partKey;
  }

  /** Every key that stands for the same part. */
  keysOf(part: string): string[] {
    const item = this.catalogue.find(part);
    if (!item) return [part];
    const bare = item.partNumber === null ? null : partNumberKey(item.partNumber, null);
    const all = [part, ...namesOf(item), ...(bare !== null && this.catalogue.find(bare) === item ? [bare] : [])];
    return [...new Set(all)];
  }

  /** Who offers a part or a substitute of it, the shortest lead time first. */
  sourcesOf(part: string): Source[] {
    const known = this.kept.get(part);
    if (known) return known;
    const item = this.catalogue.find(part);
    const own = this.offersOf(item ? offerKeys(item) : [bareKey(part)]).map((offer) => ({
      ...offer,
      substitute: null,
    }));
    const others = (item ? this.catalogue.substitutesOf(item) : []).flatMap((other) =>
      this.offersOf(offerKeys(other)).map((offer) => ({ ...offer, substitute: itemName(other) })),
    );
    const sources = [...own, ...others].sort(
      (a, b) => a.leadTimeDays - b.leadTimeDays || (a.ncage < b.ncage ? -1 : a.ncage > b.ncage ? 1 : 0),
    );
    this.kept.set(part, sources);
    return sources;
  }

  private offersOf(keys: readonly string[]): Omit<Source, 'substitute'>[] {
    // An offer that names a part in two ways is one.
    return [...new Set(keys.flatMap((key) => this.offers.get(key) ?? []))];
  }

  private take({ id, ncage, name, country }: Supplier, offer: SupplierOffer): void {
    const { leadTimeDays, monthlyCapacity } = offer;
    const one = { supplierId: id, ncage, name, country, leadTimeDays, monthlyCapacity };
    const keys = [
      ...(offer.nsn === null ? [] : [`nsn:${niinOf(offer.nsn)}`]),
      ...(offer.partNumber === null ? [] : [partNumberKey(offer.partNumber, null)]),
    ];
    for (const key of keys) this.offers.set(key, [...(this.offers.get(key) ?? []), one]);
  }
}

// Who offers a part number offers that of its maker: the offer names no maker.
function bareKey(key: string): string {
  return key.startsWith('pn:') ? (key.split('@')[0] as string) : key;
}

function namesOf(item: CatalogueItem): string[] {
  return [
    ...(item.nsn === null ? [] : [`nsn:${niinOf(item.nsn)}`]),
    ...(item.partNumber === null ? [] : [partNumberKey(item.partNumber, item.cage)]),
  ];
}

function offerKeys(item: CatalogueItem): string[] {
  return [...new Set(namesOf(item).map(bareKey))];
}

const supplies = new WeakMap<object, Map<IsoDate, Supply>>();

/** The registers as they are, for offers that stand on a day. Worked out once while none of them changes. */
export async function supplyNow(tx: Tx, on: IsoDate): Promise<Supply> {
  const items = await allCatalogueItems(tx);
  const suppliers = await allSuppliers(tx);
  const weightings = await allWeightings(tx);
  // The same rows are the same object: what was made of them stays good with them.
  const rows = await tx.kept.get(tx, 'supply', async () => ({}));
  const byDay = supplies.get(rows) ?? new Map<IsoDate, Supply>();
  supplies.set(rows, byDay);
  const known = byDay.get(on);
  if (known) return known;
  const supply = new Supply(items, suppliers, weightings, on);
  byDay.clear();
  byDay.set(on, supply);
  return supply;
}

/** The registers as they had been recorded by an instant. */
export async function supplyAsOf(tx: Tx, asOf: Instant, on: IsoDate): Promise<Supply> {
  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  // None of them is ever deleted: those that there are now are those that there were, and later ones.
  const versions = async <Record extends { id: string }>(rows: readonly { id: string }[]) => [
    ...latest(await versionsRecordedBy<Record>(tx, idsOf(rows), asOf)).values(),
  ];
  return new Supply(
    await versions<CatalogueItem>(await allCatalogueItems(tx)),
    await versions<Supplier>(await allSuppliers(tx)),
    await versions<Weighting>(await allWeightings(tx)),
    on,
  );
}

/** The catalogue as it is. */
export async function catalogueOf(tx: Tx): Promise<Catalogue> {
  return new Catalogue(await allCatalogueItems(tx));
}
