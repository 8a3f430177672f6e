// The registers that decisions look at: as they are, or as they had been recorded by an instant. What is read once is kept.

import type { Facts } from '../../domain/orders/guards.ts';
import type { Holder, Person } from '../../domain/registers/person.ts';
import { isSameName } from '../../domain/registers/technical-data.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { compareValues } from '../../storage/engine/pages.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import { allEquivalences } from '../../storage/registers/equivalences.ts';
import { capabilitiesOf, certificationsOf, closuresOf, instrumentsOf } from '../../storage/registers/facilities.ts';
import { allPeople, qualificationsOf } from '../../storage/registers/people.ts';
import { findRecord, type RecordNoun, type RowOf } from '../../storage/registers/registers.ts';
import { allTechnicalData, technicalDataOf } from '../../storage/registers/technical-data.ts';
import { holders } from '../orders/facts.ts';
import { there } from '../there.ts';
import { latest } from './registers.ts';

/** What a facility has that guards look at. */
type Plant = Pick<Facts, 'facility' | 'certifications' | 'capabilities' | 'closures' | 'instruments'>;

export interface KnownRegisters {
  /** Raises Error for a record that was not there, which no order points to. */
  record<N extends RecordNoun>(noun: N, id: string): Promise<RowOf<N>>;
  plant(facilityId: string): Promise<Plant>;
  equivalences(): Promise<Facts['equivalences']>;
  technicalData(documents: readonly string[]): Promise<Facts['technicalData']>;
  inspectors(): Promise<readonly Person[]>;
  holder(personId: string): Promise<Holder>;
}

/** The registers as they are. */
export function registersNow(tx: Tx): KnownRegisters {
  const record = keeping((noun: RecordNoun, id: string) => there(findRecord(tx, noun, id)));
  return {
    record: <N extends RecordNoun>(noun: N, id: string) => record(noun, id) as Promise<RowOf<N>>,
    plant: keeping(async (facilityId) => ({
      facility: await there(findRecord(tx, 'facility', facilityId)),
      certifications: await certificationsOf(tx, facilityId),
      capabilities: await capabilitiesOf(tx, facilityId),
      closures: await closuresOf(tx, facilityId),
      instruments: await instrumentsOf(tx, facilityId),
    })),
    equivalences: () => allEquivalences(tx),
    technicalData: (documents) => technicalDataOf(tx, documents),
    inspectors: keeping(async () => (await allPeople(tx)).filter(isInspector)),
    holder: holders(tx),
  };
}

/**
 * The registers as they had been recorded by `asOf`. Records are never deleted and never change hands: those that a facility or a person
 * has now are those that it had, and later ones, which have no version of then.
 */
export function registersKnownAt(tx: Tx, asOf: Instant): KnownRegisters {
  const versions = async <Row extends { id: string }>(rows: readonly Row[]): Promise<Row[]> => {
    const ids = rows.map(({ id }) => id);
    return [...latest(await versionsRecordedBy<Row>(tx, ids, asOf)).values()];
  };
  const kept = keeping(async (noun: RecordNoun, id: string) => {
    const [version] = await versions([await there(findRecord(tx, noun, id))]);
    return await there(Promise.resolve(version ?? null));
  });
  const record = <N extends RecordNoun>(noun: N, id: string) => kept(noun, id) as Promise<RowOf<N>>;
  // An entry may have had another name then.
  const entries = keeping(async () =>
    inOrder(await versions(await allTechnicalData(tx)), (d) => `${d.document}\u0000${d.effectiveFrom}`),
  );
  return {
    record,
    plant: keeping(async (facilityId) => ({
      facility: await record('facility', facilityId),
      certifications: inOrder(await versions(await certificationsOf(tx, facilityId)), (c) => c.validFrom),
      capabilities: inOrder(await versions(await capabilitiesOf(tx, facilityId)), (c) => c.validFrom),
      closures: inOrder(await versions(await closuresOf(tx, facilityId)), (c) => c.from),
      instruments: inOrder(await versions(await instrumentsOf(tx, facilityId)), (i) => i.serialNumber),
    })),
    equivalences: keeping(async () => await versions(await allEquivalences(tx))),
    technicalData: async (documents) =>
      documents.length === 0
        ? []
        : (await entries()).filter((entry) => documents.some((document) => isSameName(entry.document, document))),
    inspectors: keeping(async () => (await versions(await allPeople(tx))).filter(isInspector)),
    holder: keeping(async (personId) => ({
      person: await record('person', personId),
      qualifications: inOrder(await versions(await qualificationsOf(tx, personId)), (q) => q.validFrom),
    })),
  };
}

const isInspector = ({ roles }: Person) => roles.includes('qa_inspector');

// As storage orders them: by that value, then by id.
function inOrder<Row extends { id: string }>(rows: readonly Row[], by: (row: Row) => string): Row[] {
  return [...rows].sort((a, b) => compareValues([by(a), a.id], [by(b), b.id]));
}

/** What is asked once for each key, and told again from then on. */
function keeping<Key extends readonly string[], T>(read: (...key: Key) => Promise<T>): (...key: Key) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (...key) => {
    const name = key.join(' ');
    const found = known.get(name) ?? read(...key);
    known.set(name, found);
    return found;
  };
}
