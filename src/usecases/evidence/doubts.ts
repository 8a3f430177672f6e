// Doubts: which signatures in force their signers, as the registers say, were not entitled to. Those that stand alike are judged once.
import { type SignedUnder, signerEntitled } from '../../domain/orders/guards.ts';
import { dateInTokyo } from '../../domain/values.ts';
import type { StandingSignature } from '../../storage/evidence/signatures.ts';
import type { KnownRegisters } from '../metrics/known-registers.ts';

/** What says whether the signer was entitled to a signature. */
export type GivenSignature = Pick<
  StandingSignature,
  'workOrderId' | 'signer' | 'signedAt' | 'kind' | 'facilityId' | 'platformId' | 'orderActivity' | 'operationActivity'
>;

/** A judge of signatures, which tells those that have to be given again because by the registers their signer was not entitled to them. */
export function doubting(registers: KnownRegisters): (signature: GivenSignature) => Promise<boolean> {
  const known = new Map<string, boolean>();

  return async ({ signer, signedAt, kind, facilityId, platformId, orderActivity, operationActivity }) => {
    const isGovernments = kind === 'acceptance';
    const given: SignedUnder = { signedAt, isGovernments, activity: operationActivity ?? orderActivity };
    const key = JSON.stringify([signer, dateInTokyo(signedAt), isGovernments, given.activity, facilityId, platformId]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const { holds } = signerEntitled(given, await registers.holder(signer), {
      platform: await registers.record('platform', platformId),
      facility: await registers.record('facility', facilityId),
      equivalences: await registers.equivalences(),
    });
    known.set(key, holds === false);
    return holds === false;
  };
}
