// Doubts: which signatures in force their signers, as the registers say now, were not entitled to. Those that stand alike are judged once.
import { type Facts, type SignedUnder, signerEntitled } from '../domain/guards.ts';
import { dateInTokyo } from '../domain/values.ts';
import type { Tx } from '../storage/database.ts';
import { allEquivalences } from '../storage/equivalences.ts';
import { findRecord } from '../storage/registers.ts';
import type { StandingSignature } from '../storage/signatures.ts';
import { holders } from './facts.ts';
import { there } from './there.ts';

/** A judge of signatures, which tells those that have to be given again because their signer was not entitled to them. */
export function doubting(tx: Tx, holderOf = holders(tx)): (signature: StandingSignature) => Promise<boolean> {
  const platforms = new Map<string, Facts['platform']>();
  const facilities = new Map<string, Facts['facility']>();
  const known = new Map<string, boolean>();
  let equivalences: Facts['equivalences'] | null = null;

  return async ({ signer, signedAt, kind, facilityId, platformId, orderActivity, operationActivity }) => {
    const isGovernments = kind === 'acceptance';
    const given: SignedUnder = { signedAt, isGovernments, activity: operationActivity ?? orderActivity };
    const key = JSON.stringify([signer, dateInTokyo(signedAt), isGovernments, given.activity, facilityId, platformId]);
    const found = known.get(key);
    if (found !== undefined) return found;
    equivalences ??= await allEquivalences(tx);
    const platform = platforms.get(platformId) ?? (await there(findRecord(tx, 'platform', platformId)));
    platforms.set(platformId, platform);
    const facility = facilities.get(facilityId) ?? (await there(findRecord(tx, 'facility', facilityId)));
    facilities.set(facilityId, facility);
    const { holds } = signerEntitled(given, await holderOf(signer), { platform, facility, equivalences });
    known.set(key, holds === false);
    return holds === false;
  };
}
