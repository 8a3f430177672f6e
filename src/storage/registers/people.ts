// People in storage, and the qualifications they hold or held.
import { asc, eq, inArray, sql } from 'drizzle-orm';
import { Problem } from '../../domain/problem.ts';
import type { Tx } from '../database.ts';
import { findRow, type Row } from '../engine/rows.ts';

/** Whether anybody is in the register yet. */
export async function hasPeople(tx: Tx): Promise<boolean> {
  const { people } = tx.tables;
  return (await tx.db.select({ id: people.id }).from(people).limit(1)).length > 0;
}

/** Everyone. Who belongs to which facility stands in a list that no index reaches. */
export async function allPeople(tx: Tx): Promise<Row<'people'>[]> {
  const all = tx.prepared('people:all', (db, { people: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await all.execute();
}

/** The person with that id. Raises resource.not_found. */
export async function getPerson(tx: Tx, id: string): Promise<Row<'people'>> {
  const person = await findRow(tx, 'people', id);
  if (!person) throw new Problem('resource.not_found');
  return person;
}

/** All qualifications a person ever had, oldest first. */
export async function qualificationsOf(tx: Tx, personId: string): Promise<Row<'qualifications'>[]> {
  const list = tx.prepared('qualifications:of-person', (db, { qualifications: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.personId, sql.placeholder('personId')))
      .orderBy(asc(t.validFrom), asc(t.id))
      .prepare(key),
  );
  return await tx.kept.get(tx, `qualifications of ${personId}`, () => list.execute({ personId }));
}

/** Every qualification that names a stamp in one of those spellings, with the last day in service of its holder. */
export async function holdersOfStamp(
  tx: Tx,
  spellings: string[],
): Promise<{ qualification: Row<'qualifications'>; endedOn: string | null }[]> {
  const { qualifications, people } = tx.tables;
  return await tx.db
    .select({ qualification: qualifications, endedOn: people.endedOn })
    .from(qualifications)
    .innerJoin(people, eq(people.id, qualifications.personId))
    .where(inArray(qualifications.stampNumber, spellings));
}
