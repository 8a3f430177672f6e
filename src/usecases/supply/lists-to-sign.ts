// Support lists that wait for the caller's signature.
import { inService } from '../../domain/registers/person.ts';
import { ROLE_OF_SIDE } from '../../domain/supply/support-list.ts';
import { LIST_SIDES, type ListSide } from '../../domain/supply/support-list-status.ts';
import { dateInTokyo, type Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { proposedLists } from '../../storage/supply/support-lists.ts';
import { type Act, hasRole } from '../act.ts';
import { programPlatforms } from '../registers/registers.ts';
import { platformsSeen } from './support-lists.ts';

/** A list that waits for the signature of a side that the caller represents. `again`: one that it gave before was superseded. */
export interface ListToSign {
  id: string;
  number: string;
  side: ListSide;
  since: Instant;
  again: boolean;
}

/** The proposed lists that the caller can sign now: as `signSupportList` decides. */
export async function listsToSign(tx: Tx, { caller, clock }: Pick<Act, 'caller' | 'clock'>): Promise<ListToSign[]> {
  const sides = LIST_SIDES.filter((side) => hasRole(caller, ROLE_OF_SIDE[side]));
  if (sides.length === 0 || !inService(caller.person, dateInTokyo(clock()))) return [];
  const seen = await platformsSeen(tx, caller);
  const own = programPlatforms(caller);
  return (await proposedLists(tx)).flatMap(({ id, number, platformIds, proposedAt, signatures }) => {
    if (proposedAt === null || !platformIds.some((platformId) => seen.has(platformId))) return [];
    const inForce = signatures.filter(({ supersededAt }) => supersededAt === null);
    if (inForce.some(({ signer }) => signer === caller.personId)) return [];
    // Who represents both countries signs for one of them.
    return sides
      .filter((side) => !inForce.some((signature) => signature.side === side))
      .filter((side) => side !== 'us' || platformIds.every((platformId) => own.includes(platformId)))
      .slice(0, 1)
      .map((side) => {
        const past = signatures.flatMap((s) => (s.side === side && s.supersededAt !== null ? [s.supersededAt] : []));
        const last = past.sort().at(-1);
        return { id, number, side, since: last ?? proposedAt, again: last !== undefined };
      });
  });
}
