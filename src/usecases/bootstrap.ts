// The first start on an empty database: the shipped standards and equivalences, and one administrator with a key.
import { shippedEquivalences, shippedStandards } from '../data/index.ts';
import type { Text } from '../domain/values.ts';
import { hasPeople } from '../storage/registers/people.ts';
import { insertRecord } from '../storage/registers/registers.ts';
import { hashKey, keyPrefix, newKey } from './access/sessions.ts';
import type { Services } from './act.ts';

/** What the first administrator is to be; new ones of each unless given. */
export interface FirstAdministrator {
  personId?: string;
  key?: string;
  name?: Text;
}

/**
 * Fills an empty database: everything or nothing, in one transaction, recorded as made by the program itself.
 * Returns the administrator and the key, which is stored only as its hash; null when there are people already.
 */
export async function bootstrap(
  services: Services,
  first: FirstAdministrator = {},
): Promise<{ personId: string; key: string } | null> {
  const personId = first.personId ?? services.newId();
  const key = first.key ?? newKey(services.secrets);
  return await services.database.write(async (tx) => {
    if (await hasPeople(tx)) return null;
    const recording = { recordedAt: services.clock(), actorId: null };
    await insertRecord(
      tx,
      'person',
      {
        id: personId,
        name: first.name ?? { en: 'First administrator', ja: '初期管理者' },
        organization: { kind: 'program', name: 'Seibi' },
        roles: ['administrator'],
        endedOn: null,
        facilityIds: [],
        programPlatformIds: [],
        accessBasis: 'Operator of this installation',
        pinSetAt: null,
      },
      recording,
    );
    await insertRecord(
      tx,
      'key',
      {
        id: services.newId(),
        personId,
        prefix: keyPrefix(key),
        secretSha256: hashKey(key),
        issuedBy: null,
        endedAt: null,
      },
      recording,
    );
    for (const standard of shippedStandards()) {
      await insertRecord(tx, 'standard', { ...standard, id: services.newId() }, recording);
    }
    for (const equivalence of shippedEquivalences()) {
      await insertRecord(tx, 'equivalence', { ...equivalence, id: services.newId() }, recording);
    }
    return { personId, key };
  });
}
