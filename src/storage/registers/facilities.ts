// Facilities in storage: what each has of certifications, capabilities, closures and instruments.
import { asc, type Column, eq, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Tx } from '../database.ts';
import type { Row } from '../engine/rows.ts';

/** All certifications a facility ever had. */
export async function certificationsOf(tx: Tx, facilityId: string): Promise<Row<'certifications'>[]> {
  const { certifications: t } = tx.tables;
  return (await ofFacility(tx, t, t.validFrom, facilityId)) as Row<'certifications'>[];
}

/** All capabilities a facility ever had. */
export async function capabilitiesOf(tx: Tx, facilityId: string): Promise<Row<'capabilities'>[]> {
  const { capabilities: t } = tx.tables;
  return (await ofFacility(tx, t, t.validFrom, facilityId)) as Row<'capabilities'>[];
}

/** All closures of a facility. */
export async function closuresOf(tx: Tx, facilityId: string): Promise<Row<'closures'>[]> {
  const { closures: t } = tx.tables;
  return (await ofFacility(tx, t, t.from, facilityId)) as Row<'closures'>[];
}

/** All instruments of a facility. */
export async function instrumentsOf(tx: Tx, facilityId: string): Promise<Row<'instruments'>[]> {
  const { instruments: t } = tx.tables;
  return (await ofFacility(tx, t, t.serialNumber, facilityId)) as Row<'instruments'>[];
}

async function ofFacility(
  tx: Tx,
  table: PgTable & { id: Column; facilityId: Column },
  by: Column,
  facilityId: string,
): Promise<unknown[]> {
  const list = tx.prepared(`${getTableName(table)}:of-facility`, (db, _, key) =>
    db
      .select()
      .from(table as PgTable)
      .where(eq(table.facilityId, sql.placeholder('facilityId')))
      .orderBy(asc(by), asc(table.id))
      .prepare(key),
  );
  return await tx.kept.get(tx, `${getTableName(table)} of ${facilityId}`, () => list.execute({ facilityId }));
}

/** The platforms for which a facility has, had or will have a capability. */
export async function platformsWorkedAt(tx: Tx, facilityIds: readonly string[]): Promise<Set<string>> {
  const platforms = new Set<string>();
  for (const facilityId of facilityIds) {
    for (const capability of await capabilitiesOf(tx, facilityId)) platforms.add(capability.platformId);
  }
  return platforms;
}
