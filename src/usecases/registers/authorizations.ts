// Authorizations: export permissions, and how much of their ceiling the orders on them use.

import { type Authorization, authorizationFaults, authorizationInput } from '../../domain/registers/authorization.ts';
import { inPeriod, type Money } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { costsOn, exportCategories } from '../../storage/registers/authorizations.ts';
import type { RowOf } from '../../storage/registers/registers.ts';
import { type Caller, hasRole } from '../act.ts';
import { missingRecords, referencesAt } from './references.ts';
import { isOfPlant, programPlatforms, type Register, requireOwnPlatforms } from './registers.ts';
import { currentStatus, statusColumns, statusFaults } from './status-changes.ts';

export const authorizations: Register<'authorization', typeof authorizationInput, Authorization> = {
  noun: 'authorization',
  input: authorizationInput,
  writers: ['administrator', 'program_office'],
  async sight(tx, caller) {
    if (hasRole(caller, 'administrator')) return {};
    const platformIds = new Set(programPlatforms(caller));
    const facilityIds = new Set(isOfPlant(caller) ? caller.facilityIds : []);
    const all = platformIds.size > 0 ? await exportCategories(tx) : [];
    const categories = new Set(all.filter((p) => platformIds.has(p.id)).map((p) => p.category));
    return {
      sees: (row) =>
        row.platformIds.some((id) => platformIds.has(id)) ||
        row.categories.some((category) => categories.has(category)) ||
        row.facilityIds.some((id) => facilityIds.has(id)),
    };
  },
  faults: authorizationFaults,
  async check(input, writing) {
    const { tx } = writing;
    return [
      ...statusFaults(writing),
      ...(await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds))),
      ...(await missingRecords(tx, 'facility', referencesAt('/facilityIds', input.facilityIds))),
    ];
  },
  async limit(input, { tx, caller, before }) {
    if (before) await requireOwnCoverage(tx, caller, before);
    await requireOwnCoverage(tx, caller, input);
  },
  unique: [['kind', 'number']],
  columns: statusColumns,
  view: async (tx, row, today) => ({
    ...row,
    status: currentStatus(row.statusChanges, today),
    valueUsed: await valueUsed(tx, row),
  }),
  filters: {
    kind: 'column',
    number: 'column',
    status: (row, status: string, today) => currentStatus(row.statusChanges, today) === status,
    platformId: (row, id: string) => row.platformIds.includes(id),
    facilityId: (row, id: string) => row.facilityIds.includes(id),
    category: (row, category: string) => row.categories.includes(category),
    activity: (row, activity: string) => row.activities.some((a) => a === activity),
    on: inPeriod,
  },
  texts: (row) => [row.number, row.issuer, ...row.provisos],
};

/** Whether the caller may see an authorization: it names a platform or facility of theirs, or a category of their platforms. */
export async function seesAuthorization(tx: Tx, caller: Caller, row: RowOf<'authorization'>): Promise<boolean> {
  const sight = await authorizations.sight(tx, caller);
  return sight.sees?.(row) ?? true;
}

// A category reaches every platform in it, so all of those must be the caller's too.
async function requireOwnCoverage(
  tx: Tx,
  caller: Caller,
  { platformIds, categories }: { platformIds: readonly string[]; categories: readonly string[] },
): Promise<void> {
  requireOwnPlatforms(caller, platformIds);
  const all = categories.length > 0 ? await exportCategories(tx) : [];
  for (const category of categories) {
    const reached = all.filter((platform) => platform.category === category);
    requireOwnPlatforms(
      caller,
      reached.map((platform) => platform.id),
    );
  }
}

/** What the orders on an authorization use, in the currency of its ceiling; null when it has no ceiling. */
async function valueUsed(tx: Tx, row: Pick<RowOf<'authorization'>, 'id' | 'valueCeiling'>): Promise<Money | null> {
  const currency = row.valueCeiling?.currency;
  if (currency === undefined) return null;
  const costs = await costsOn(tx, row.id);
  const minorUnits = costs.reduce((sum, { cost }) => sum + (cost?.currency === currency ? cost.minorUnits : 0), 0);
  return { currency, minorUnits };
}
