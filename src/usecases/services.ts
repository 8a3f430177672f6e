// The services of a running program: the real clock, ids, secrets and pins.
import { randomBytes, randomFillSync, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { v7 } from 'uuid';
import { shippedForeignYardRule } from '../data/index.ts';
import type { Database } from '../storage/database.ts';
import type { IdentityProvider } from './access/identity.ts';
import type { Pins, Services, SessionSettings, SigningKeys } from './act.ts';
import type { Reckoner } from './metrics/reckoner.ts';
import { type AttachmentStore, StoreFault } from './workshop/attachment-store.ts';

/** What services may be given besides their database: what is left out is not there, and faults are warnings of the process. */
export interface ServiceParts {
  /** Takes faults of the program. */
  report?: Services['report'];
  identity?: IdentityProvider | null;
  /** None: nothing that is signed can be done. */
  keys?: SigningKeys;
  /** None: nothing can be attached, nor read. */
  attachments?: AttachmentStore;
  /** None: figures are worked out on the event loop. */
  reckoner?: Reckoner | null;
}

/** Services over a database, with the clock and the randomness of this machine. */
export function createServices(
  database: Database,
  settings: { foreignYardRule: boolean; webhookNetworks?: readonly string[]; sessions?: SessionSettings },
  { report = warn, identity = null, keys = noKeys, attachments = noAttachments, reckoner = null }: ServiceParts = {},
): Services {
  return {
    database,
    settings: {
      foreignYardRule: settings.foreignYardRule ? shippedForeignYardRule() : null,
      webhookNetworks: settings.webhookNetworks ?? [],
    },
    clock: () => new Date().toISOString(),
    newId: makeIds(),
    secrets: (bytes) => randomBytes(bytes),
    pins: scryptPins(),
    identity,
    sessions: settings.sessions ?? { isSecure: false, hours: 12 },
    keys,
    attachments,
    reckoner,
    report,
  };
}

/** Makes ids in the form of UUIDv7, each after the one before (RFC 9562, 6.2). */
function makeIds(): () => string {
  // Drawn for many at once: a draw takes several times as long as the rest of an id.
  const chance = new Uint8Array(4_096);
  let used = chance.length;
  let last = { msecs: 0, seq: 0 };
  return () => {
    if (used === chance.length) {
      randomFillSync(chance);
      used = 0;
    }
    const random = chance.subarray(used, used + 16);
    used += 16;
    const msecs = Date.now();
    // Within a millisecond, or while the clock stands behind, they are counted on from where chance began.
    if (msecs > last.msecs) last = { msecs, seq: new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1 };
    else last = { msecs: last.msecs, seq: last.seq + 1 };
    return v7({ random, ...last });
  };
}

const noKey = (): never => {
  throw new Error('no signing keys were opened');
};
const noKeys: SigningKeys = {
  kid: '',
  sign: noKey,
  seal: noKey,
  unseal: noKey,
  publicKeys: () => [],
};

const noStore = (): never => {
  throw new StoreFault('no store of attachments was opened');
};
const noAttachments: AttachmentStore = {
  put: noStore,
  open: noStore,
  has: noStore,
  remove: noStore,
  putBefore: noStore,
};

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/**
 * Pins hashed with scrypt (RFC 7914): `scrypt$N$r$p$salt$key`, 16 bytes of salt, 32 of key. `cost` is N, a power of two:
 * 2^15 with r 8 takes 32 MiB for each guess, because six digits are few.
 */
export function scryptPins(cost = 2 ** 15): Pins {
  return {
    async hash(pin) {
      const salt = randomBytes(16);
      const key = await derive(pin, salt, { N: cost, r: 8, p: 1 });
      return ['scrypt', cost, 8, 1, salt.toString('base64url'), key.toString('base64url')].join('$');
    },
    async verify(pin, hash) {
      const [kind, N, r, p, salt, key] = hash.split('$');
      if (kind !== 'scrypt' || !salt || !key) return false;
      const expected = Buffer.from(key, 'base64url');
      const given = await derive(pin, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function derive(pin: string, salt: Uint8Array, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, 32, { ...options, maxmem: 256 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
