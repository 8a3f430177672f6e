// The keys by which this installation signs certificates and checkpoints: Ed25519, in a file outside the database; older ones stay to verify.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { publicKeyOf, signJws } from '../domain/jws.ts';
import { instant } from '../domain/values.ts';
import type { SigningKeys } from '../usecases/act.ts';

const keyFile = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        x: z.string().regex(/^[\w-]{43}$/),
        /** The secret part; an older key has none any more. */
        d: z
          .string()
          .regex(/^[\w-]{43}$/)
          .optional(),
        createdAt: instant,
        retiredAt: instant.nullable(),
      }),
    )
    .min(1),
});
type KeyFile = z.infer<typeof keyFile>;

/** A file of keys that can't be used. Its message says why, and holds nothing of what is in it. */
export class KeysFault extends Error {
  constructor(file: string, reason: string) {
    super(`the file of signing keys ${file} ${reason}`);
    this.name = 'KeysFault';
  }
}

/**
 * The keys in a file; made with the first key when it is not there, by whichever of several nodes comes first. The last one signs.
 * Raises KeysFault for a file that is something else.
 */
export function openSigningKeys(path: string, now: string): SigningKeys {
  const file = resolve(path);
  if (!existsSync(file)) make(file, { keys: [newKey(now)] });
  return signingKeys(read(file));
}

/** Adds a key, which signs from now on; the one before keeps its public part, and what it signed verifies. Answers its id. Raises KeysFault. */
export function rotateSigningKeys(path: string, now: string): string {
  const file = resolve(path);
  const { keys } = read(file);
  const made = newKey(now);
  const older = keys.map(({ d: _, ...key }) => ({ ...key, retiredAt: key.retiredAt ?? now }));
  replace(file, { keys: [...older, made] });
  return publicKeyOf(made.x).kid;
}

/** Keys for a run that keeps nothing, such as a test: the same seed of 32 bytes gives the same key. */
export function signingKeysOf(seed: Uint8Array, now: string): SigningKeys {
  // Source: RFC 8410 section 7, the PKCS #8 form of an Ed25519 seed.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  return signingKeys({ keys: [{ x: jwk.x ?? '', d: jwk.d ?? '', createdAt: now, retiredAt: null }] });
}

function signingKeys({ keys }: KeyFile): SigningKeys {
  const current = keys.at(-1) as KeyFile['keys'][number];
  const { kid } = publicKeyOf(current.x);
  const privateKey = privateKeyOf(current);
  return {
    kid,
    sign: (payload, typ) => signJws(payload, typ, { kid, privateKey }),
    publicKeys: () => keys.map((key) => publicKeyOf(key.x)),
  };
}

function privateKeyOf({ x, d }: KeyFile['keys'][number]): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d: d ?? '' }, format: 'jwk' });
}

function newKey(now: string): KeyFile['keys'][number] {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  return { x, d, createdAt: now, retiredAt: null };
}

function read(file: string): KeyFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new KeysFault(file, `can not be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    const parsed = keyFile.parse(JSON.parse(text));
    privateKeyOf(parsed.keys.at(-1) as KeyFile['keys'][number]);
    return parsed;
  } catch {
    throw new KeysFault(
      file,
      'is not what Seibi wrote; restore it, or every certificate since can not be signed as before',
    );
  }
}

const textOf = (keys: KeyFile) => `${JSON.stringify(keys, null, 2)}\n`;

// Never over a file that is there: of two nodes that start at once the later takes the key of the first.
function make(file: string, keys: KeyFile): void {
  try {
    writeThrough(file, 'wx', textOf(keys));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new KeysFault(file, `can not be written: ${code}`);
  }
}

function replace(file: string, keys: KeyFile): void {
  const beside = `${file}.writing`;
  writeThrough(beside, 'w', textOf(keys));
  renameSync(beside, file);
}

function writeThrough(file: string, flag: 'w' | 'wx', text: string): void {
  // For its owner alone.
  const descriptor = openSync(file, flag, 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
