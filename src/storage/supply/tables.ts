// The tables of supply: suppliers, the catalogue, demands for parts, support lists.
import { sql } from 'drizzle-orm';
import { LANGUAGES } from '../../domain/evidence/signature.ts';
import { DEMAND_STATUSES, PART_SOURCES, type PartDemand } from '../../domain/supply/part-demand.ts';
import type { PartName } from '../../domain/supply/part-name.ts';
import type { SupplierOffer } from '../../domain/supply/supplier.ts';
import type { ListAmendment, ListItem, SupportList } from '../../domain/supply/support-list.ts';
import { LIST_SIDES, LIST_STATUSES } from '../../domain/supply/support-list-status.ts';
import { HORIZONS } from '../../domain/supply/support-priority.ts';
import type { Weights } from '../../domain/supply/weighting.ts';
import type { Message, Money, Text } from '../../domain/values.ts';
import { type ColumnKit, isOneOf, record, wide } from '../columns.ts';
import { type OrderTables, ofOrder } from '../orders/tables.ts';

export function supplyTables(kit: ColumnKit, orders: OrderTables) {
  const suppliers = kit.table(
    'suppliers',
    {
      ...record(kit),
      ncage: kit.text().notNull(),
      name: kit.json<Text>().notNull(),
      country: kit.text().notNull(),
      offers: kit.json<SupplierOffer[]>().notNull(),
    },
    (t) => [kit.uniqueIndex('suppliers_ncage').on(t.ncage), wide(kit, 'suppliers_ncage', 'ncage', t.ncage)],
  );

  const catalogueItems = kit.table(
    'catalogue_items',
    {
      ...record(kit),
      nsn: kit.text(),
      // The nine digits by which a stock number is known.
      niin: kit.text(),
      partNumber: kit.text(),
      cage: kit.text(),
      nomenclature: kit.json<Text>().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      export: kit.json<{ regime: 'ITAR' | 'EAR'; category: string }>().notNull(),
      substituteIds: kit.json<string[]>().notNull(),
    },
    (t) => [
      kit.uniqueIndex('catalogue_items_niin').on(t.niin),
      wide(kit, 'catalogue_items_niin', 'niin', t.niin),
      kit.uniqueIndex('catalogue_items_part').on(t.partNumber, t.cage),
      wide(kit, 'catalogue_items_part_number', 'part_number', t.partNumber),
      wide(kit, 'catalogue_items_cage', 'cage', t.cage),
    ],
  );

  const weightings = kit.table(
    'weightings',
    {
      ...record(kit),
      name: kit.text().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      weights: kit.json<Weights>().notNull(),
      unknownLeadTimeDays: kit.integer().notNull(),
      stoppedDayCost: kit.json<Money>(),
      reason: kit.json<Text>().notNull(),
    },
    (t) => [kit.uniqueIndex('weightings_name').on(t.name), wide(kit, 'weightings_name', 'name', t.name)],
  );

  const partDemands = kit.table(
    'part_demands',
    {
      ...ofOrder(kit, orders),
      nsn: kit.text(),
      partNumber: kit.text(),
      cage: kit.text(),
      nomenclature: kit.json<Text>().notNull(),
      quantity: kit.integer().notNull(),
      documentNumber: kit.text(),
      documentDate: kit.date(),
      stopsWork: kit.boolean().notNull(),
      source: kit.oneOf(PART_SOURCES).notNull(),
      donorEquipmentId: kit.text(),
      donorWorkOrderId: kit.text(),
      receivingWorkOrderId: kit.text(),
      serialRemoved: kit.text(),
      serialInstalled: kit.text(),
      supplierId: kit.text(),
      neededBy: kit.date(),
      promisedOn: kit.date(),
      promises: kit.json<PartDemand['promises']>().notNull().default(sql`'[]'`),
      priority: kit.json<NonNullable<PartDemand['priority']>>(),
      substitutes: kit.json<PartName[]>().notNull().default(sql`'[]'`),
      supplied: kit.json<PartName>(),
      operationIds: kit.json<string[]>().notNull(),
      status: kit.oneOf(DEMAND_STATUSES).notNull(),
      statuses: kit.json<{ status: (typeof DEMAND_STATUSES)[number]; at: string; by: string }[]>().notNull(),
      createdBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('part_demands_order').on(t.workOrderId),
      kit.index('part_demands_document').on(t.documentNumber).where(sql.raw('document_number is not null')),
      kit.check('part_demands_status_known', isOneOf('status', DEMAND_STATUSES)),
      kit.check('part_demands_source_known', isOneOf('source', PART_SOURCES)),
    ],
  );

  // What each order waits for of each part, derived from its events in their transaction: what support priorities are added up from.
  const partWaits = kit.table(
    'part_waits',
    {
      workOrderId: kit
        .text()
        .notNull()
        .references(() => orders.workOrders.id),
      partKey: kit.text().notNull(),
      facilityId: kit.text().notNull(),
      platformId: kit.text().notNull(),
      isOpen: kit.boolean().notNull(),
      designator: kit.integer().notNull(),
      openQuantity: kit.bigint().notNull(),
      demandedQuantity: kit.bigint().notNull(),
      // Days since 1970-01-01, and milliseconds: both engines add them up alike.
      demandedDay: kit.integer().notNull(),
      neededDay: kit.integer(),
      promisedDay: kit.integer(),
      arrivalDay: kit.integer(),
      stoppedMilliseconds: kit.bigint().notNull(),
      stoppedSince: kit.bigint(),
    },
    (t) => [
      kit.primaryKey({ name: 'part_waits_pk', columns: [t.workOrderId, t.partKey] }),
      // All that is added up of what stands, in the order in which it is: an answer reads nothing but this index.
      kit
        .index('part_waits_open')
        .on(
          t.partKey,
          t.platformId,
          t.facilityId,
          t.designator,
          t.openQuantity,
          t.neededDay,
          t.promisedDay,
          t.arrivalDay,
          t.stoppedMilliseconds,
          t.stoppedSince,
          t.workOrderId,
        )
        .where(sql.raw('is_open')),
      kit
        .index('part_waits_demanded')
        .on(t.demandedDay, t.partKey, t.platformId, t.facilityId, t.demandedQuantity, t.workOrderId),
      kit.index('part_waits_part').on(t.partKey, t.workOrderId),
    ],
  );

  // Rankings that were frozen; one that both countries signed is never changed, but superseded.
  const supportLists = kit.table(
    'support_lists',
    {
      ...record(kit),
      number: kit.text().notNull(),
      horizon: kit.oneOf(HORIZONS).notNull(),
      platformIds: kit.json<string[]>().notNull(),
      // The lists that are versions of one another.
      series: kit.text().notNull(),
      version: kit.integer().notNull(),
      status: kit.oneOf(LIST_STATUSES).notNull(),
      asOf: kit.instant().notNull(),
      ranking: kit.json<SupportList['ranking']>().notNull(),
      items: kit.json<ListItem[]>().notNull(),
      amendments: kit.json<ListAmendment[]>().notNull(),
      createdBy: kit.text().notNull(),
      proposedBy: kit.text(),
      proposedAt: kit.instant(),
      agreedAt: kit.instant(),
      supersedes: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('support_lists_number').on(t.number),
      kit.uniqueIndex('support_lists_version').on(t.series, t.version),
      kit.check('support_lists_horizon_known', isOneOf('horizon', HORIZONS)),
      kit.check('support_lists_status_known', isOneOf('status', LIST_STATUSES)),
    ],
  );

  const supportListSignatures = kit.table(
    'support_list_signatures',
    {
      id: kit.text().primaryKey(),
      supportListId: kit
        .text()
        .notNull()
        .references(() => supportLists.id),
      side: kit.oneOf(LIST_SIDES).notNull(),
      signer: kit.text().notNull(),
      meaning: kit.json<Message>().notNull(),
      language: kit.oneOf(LANGUAGES).notNull(),
      content: kit.text().notNull(),
      contentSha256: kit.text().notNull(),
      subjectSha256: kit.text().notNull(),
      pinIssuedBy: kit.text(),
      pinIssuedAt: kit.instant(),
      pinSetAt: kit.instant(),
      signedAt: kit.instant().notNull(),
      supersededAt: kit.instant(),
    },
    (t) => [
      kit.index('support_list_signatures_list').on(t.supportListId),
      // A side signs once; what it signed before an amendment stands beside it, superseded.
      kit
        .uniqueIndex('support_list_signatures_side')
        .on(t.supportListId, t.side)
        .where(sql.raw('superseded_at is null')),
      kit.check('support_list_signatures_side_known', isOneOf('side', LIST_SIDES)),
      kit.check('support_list_signatures_language_known', isOneOf('language', LANGUAGES)),
    ],
  );

  return { suppliers, catalogueItems, weightings, partDemands, partWaits, supportLists, supportListSignatures };
}
