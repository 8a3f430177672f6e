// The stage of the demo: a clock that is set, ids and chance that repeat, and people who act.

import { openMemory } from '../../attachments/memory.ts';
import type { Person } from '../../domain/registers/person.ts';
import type { Instant } from '../../domain/values.ts';
import { signingKeysOf } from '../../keys/signing-keys.ts';
import type { Database } from '../../storage/database.ts';
import { getPerson } from '../../storage/registers/people.ts';
import type { Act, Services, SigningKeys } from '../../usecases/act.ts';
import { scryptPins } from '../../usecases/services.ts';
import type { AttachmentStore } from '../../usecases/workshop/attachment-store.ts';

/** A clock that stands where it is set. */
export class SetClock {
  private at: number;

  constructor(start: Instant) {
    this.at = Date.parse(start);
  }

  now = (): Instant => new Date(this.at).toISOString();

  set(instant: Instant): void {
    this.at = Date.parse(instant);
  }

  advanceMinutes(minutes: number): void {
    this.at += minutes * 60_000;
  }
}

/** Chance that repeats: the same seed gives the same run. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. Source: mulberry32 of Tommy Ettinger, public domain. */
  next = (): number => {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };

  /** Whether something happens that happens so often, 0 to 1. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A number between two, uniformly. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** A whole number between two, both inclusive. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }
}

/** What the demo plays on: services whose clock, ids and chance are its own. */
export interface Stage {
  readonly services: Services;
  readonly clock: SetClock;
  readonly chance: Chance;
  /** The instant at which the story ends: the clock is set back from here. */
  readonly now: Instant;
  /** The next id that a use case asks for will be this one: the first it asks for is that of the thing it makes. */
  nextIdIs(id: string): void;
  /** The next secret that a use case asks for will be these bytes. */
  nextSecretIs(bytes: Uint8Array): void;
  /** An act of this person, for whom any revision is right. */
  as(personId: string): Promise<Act>;
  /** Forgets what it knew of a person, whose record has changed. */
  forget(personId: string): void;
}

// Public pins need no costly hash, and signing hundreds of orders at full cost would take minutes.
const DEMO_PIN_COST = 2 ** 4;

export interface StageOptions {
  now: Instant;
  seed?: number;
  /** The same in every run unless given. */
  keys?: SigningKeys;
  /** In memory unless given. */
  attachments?: AttachmentStore;
}

/** A stage on a database, its clock at `now`. */
export function createStage(
  database: Database,
  { now, seed = 20_251_123, keys = signingKeysOf(Buffer.alloc(32, 'demo'), now), attachments }: StageOptions,
): Stage {
  const clock = new SetClock(now);
  const chance = new Chance(seed);
  const newId = idsOf(clock, new Chance(seed ^ 0x5e1b1));
  const people = new Map<string, Person>();
  const fixedIds: string[] = [];
  const fixedSecrets: Uint8Array[] = [];
  const random = new Chance(seed ^ 0x5ec2e7);
  const services: Services = {
    database,
    clock: clock.now,
    newId: () => fixedIds.shift() ?? newId(),
    secrets: (bytes) => fixedSecrets.shift() ?? Uint8Array.from({ length: bytes }, () => random.whole(0, 255)),
    pins: scryptPins(DEMO_PIN_COST),
    identity: null,
    sessions: { isSecure: false, hours: 12 },
    keys,
    attachments: attachments ?? openMemory(clock.now),
    reckoner: null,
    // A demo that a fault of the program shaped is none.
    report: (error) => {
      throw error;
    },
    settings: { foreignYardRule: null, webhookNetworks: [] },
  };
  return {
    services,
    clock,
    chance,
    now,
    nextIdIs: (id) => fixedIds.push(id),
    nextSecretIs: (bytes) => fixedSecrets.push(bytes),
    async as(personId) {
      const person = people.get(personId) ?? (await database.read((tx) => getPerson(tx, personId)));
      people.set(personId, person);
      const { roles, facilityIds, programPlatformIds } = person;
      const caller = { personId, roles, facilityIds, programPlatformIds, person };
      return { ...services, caller, language: 'en', requestId: 'demo', ifMatch: null };
    },
    forget: (personId) => {
      people.delete(personId);
    },
  };
}

/** Ids in the form of UUIDv7 (RFC 9562): the clock's milliseconds, a count within them, and chance. */
function idsOf(clock: SetClock, chance: Chance): () => string {
  let last = -1;
  let count = 0;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return () => {
    const at = Date.parse(clock.now());
    // More than 4096 in one millisecond of a clock that stands still take the next one's, so that order holds.
    if (at > last || count > 0xfff) {
      last = Math.max(at, last + 1);
      count = 0;
    }
    const time = hex(last, 12);
    const id = [
      time.slice(0, 8),
      time.slice(8),
      `7${hex(count, 3)}`,
      hex(0x8000 | chance.whole(0, 0x3fff), 4),
      hex(chance.whole(0, 0xffffff), 6) + hex(chance.whole(0, 0xffffff), 6),
    ].join('-');
    count += 1;
    return id;
  };
}
