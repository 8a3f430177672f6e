// The keys by which this installation signs certificates and checkpoints: Ed25519, in a file outside the database; older ones stay to verify.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type PublishedKey, publicKeyOf, signJws } from '../domain/evidence/jws.ts';
import { instant } from '../domain/values.ts';
import type { SigningKeys } from '../usecases/act.ts';
import { sealed, unsealed } from './sealing.ts';

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
  /** What secrets in the database are sealed with; made with the first of them, and never replaced. */
  sealing: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
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
 * The keys in a file; made with the first key when it is not there, by whichever of several nodes comes first. The last one signs. A file
 * that was replaced since is read again before anything is signed, so that a rotation needs no restart. Raises KeysFault for a file that is
 * something else, at any time: what was lost must not go unnoticed until the next start.
 */
export function openSigningKeys(path: string, now: string): SigningKeys {
  const file = resolve(path);
  if (!existsSync(file)) make(file, { keys: [newKey(now)] });
  let state = stateOf(file);
  let held = signingKeys(read(file));
  const current = () => {
    const found = stateOf(file);
    if (found !== state) {
      held = signingKeys(read(file));
      state = found;
    }
    return held;
  };
  return {
    get kid() {
      return current().kid;
    },
    sign: (payload, typ) => current().sign(payload, typ),
    seal(text, about) {
      if (!current().canSeal) {
        const sealing = randomBytes(32).toString('base64url');
        // Read once this is the only one to write: of two nodes the later takes the key of the first.
        replace(file, () => ({ sealing, ...read(file) }));
      }
      return current().seal(text, about);
    },
    unseal: (sealed, about) => current().unseal(sealed, about),
    publicKeys: () => current().publicKeys(),
  };
}

/** The public keys in a file, which must be there. Raises KeysFault. */
export function readPublicKeys(path: string): PublishedKey[] {
  return signingKeys(read(resolve(path))).publicKeys();
}

// Changes whenever the file does: it is replaced, never written over.
function stateOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : 'gone';
}

/** Adds a key, which signs from now on; the one before keeps its public part, and what it signed verifies. Answers its id. Raises KeysFault. */
export function rotateSigningKeys(path: string, now: string): string {
  const file = resolve(path);
  read(file);
  const made = newKey(now);
  // Read once this rotation is the only one: the key of another must not be lost.
  replace(file, () => {
    const { keys, ...rest } = read(file);
    const retired = keys.map(({ d: _, ...key }) => ({ ...key, retiredAt: key.retiredAt ?? now }));
    return { ...rest, keys: [...retired, made] };
  });
  return publicKeyOf(made.x).kid;
}

/** Keys for a run that keeps nothing, such as a test: the same seed of 32 bytes gives the same key. */
export function signingKeysOf(seed: Uint8Array, now: string): SigningKeys {
  // Source: RFC 8410 section 7, the PKCS #8 form of an Ed25519 seed.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  const sealing = createHash('sha256').update(seed).digest('base64url');
  return signingKeys({ keys: [{ x: jwk.x ?? '', d: jwk.d ?? '', createdAt: now, retiredAt: null }], sealing });
}

function signingKeys({ keys, sealing }: KeyFile): SigningKeys & { canSeal: boolean } {
  const current = keys.at(-1) as KeyFile['keys'][number];
  const { kid } = publicKeyOf(current.x);
  const privateKey = privateKeyOf(current);
  return {
    kid,
    sign: (payload, typ) => signJws(payload, typ, { kid, privateKey }),
    canSeal: sealing !== undefined,
    seal(text, about) {
      if (sealing === undefined) throw new Error('the file of signing keys has no key to seal with');
      return sealed(text, about, sealing);
    },
    unseal: (text, about) => (sealing === undefined ? null : unsealed(text, about, sealing)),
    publicKeys: () =>
      keys.map(({ x, createdAt, retiredAt }): PublishedKey => ({ ...publicKeyOf(x), createdAt, retiredAt })),
  };
}

// Raises for a secret part that is not that of the public one: what it signs would verify with no key.
function privateKeyOf({ x, d }: KeyFile['keys'][number]): KeyObject {
  const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d: d ?? '' }, format: 'jwk' });
  if (createPublicKey(privateKey).export({ format: 'jwk' }).x !== x) throw new Error('two keys in one');
  return privateKey;
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
    throw new KeysFault(file, `cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    const parsed = keyFile.parse(JSON.parse(text));
    privateKeyOf(parsed.keys.at(-1) as KeyFile['keys'][number]);
    return parsed;
  } catch {
    throw new KeysFault(
      file,
      'is not what Seibi wrote; restore it, or every certificate since cannot be signed as before',
    );
  }
}

const textOf = (keys: KeyFile) => `${JSON.stringify(keys, null, 2)}\n`;

// Whole at once, and never over a file that is there: of two nodes that start together the later takes the key of the first.
function make(file: string, keys: KeyFile): void {
  const beside = `${file}.${randomUUID()}`;
  try {
    writeThrough(openSync(beside, 'wx', OWNER_ONLY), textOf(keys));
    linkSync(beside, file);
    syncFolder(dirname(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new KeysFault(file, `cannot be written: ${code}`);
  } finally {
    rmSync(beside, { force: true });
  }
}

// Whole at once, by one at a time: the file beside it is the right to do so.
function replace(file: string, next: () => KeyFile): void {
  const beside = `${file}.writing`;
  let descriptor: number;
  try {
    descriptor = openSync(beside, 'wx', OWNER_ONLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeysFault(
      file,
      code === 'EEXIST'
        ? `is being replaced; if no other rotation is running, one was cut short: delete ${beside}`
        : `cannot be written: ${code}`,
    );
  }
  try {
    writeThrough(descriptor, textOf(next()));
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

// A name is durable once its folder is.
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const OWNER_ONLY = 0o600;

function writeThrough(descriptor: number, text: string): void {
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
