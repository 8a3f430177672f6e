// The commands about the keys that sign certificates and checkpoints.
import { resolve } from 'node:path';
import { readSettings } from '../config.ts';
import { rotateSigningKeys } from '../keys/signing-keys.ts';
import type { Terminal } from './terminal.ts';

/** Adds a key to the file of SIGNING_KEYS, which signs from now on. Raises KeysFault. */
export async function rotateKeys({ environment, out, result }: Terminal): Promise<number> {
  const { signingKeys } = readSettings(environment);
  const kid = rotateSigningKeys(signingKeys, new Date().toISOString());
  out(
    `${kid} signs from now on, at once and on every node that reads ${resolve(signingKeys)}. Its secret part is in that file alone: back it up. ` +
      'The secret part of the key before is gone; its public part stays at /v1/audit/keys.\n',
  );
  result({ kid, file: resolve(signingKeys) });
  return 0;
}
