// The one writer of a SQLite file: works that wait together share a transaction, a savepoint each, and one fsync.
import { setImmediate as endOfTurn } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { type Commit, type News, type Tx, unavailable } from '../../database.ts';
import { isBroken, isRefusedByDisk, translated } from './faults.ts';

// So that nobody waits long for the others of a group, and readers come in between.
const MOST_WORKS = 64;
/** After how long a group takes no further work. */
export const GROUP_MILLISECONDS = 20;

/** A connection that writes: what works see of it, and what is kept beside it. */
export interface Writing {
  client: Sqlite.Database;
  tx: Tx;
  /** What the work at hand has announced. */
  announced: News[];
}

export interface WriterOptions {
  /** How many works may wait; more are refused. */
  queueLimit: number;
  /** After how long a group takes no further work. */
  groupMilliseconds: number;
  /** Told of events once they are durable. */
  tell(news: readonly News[]): void;
  /** Told of each commit. */
  committed(commit: Commit): void;
  /** What a group waits for before it begins; null: nothing. */
  hold(): Promise<unknown> | null;
  /** Takes a fault of the disk, which no caller hears of in its own words. */
  report(error: unknown): void;
}

interface Waiting {
  work(tx: Tx): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A work that has run, and what it comes to if its group is committed. */
interface Finished {
  one: Waiting;
  answer(): void;
}

/** The transaction of a group did not stand to its end. */
class GroupLost extends Error {
  constructor(cause: unknown) {
    super('the transaction of a group of writes was lost', { cause });
    this.name = 'GroupLost';
  }
}

/**
 * Runs works one after the other, those that wait when the writer is free in one transaction. Nobody is answered before it is on the disk:
 * neither who succeeded, nor who was refused for what another of the group has written. One that fails undoes itself alone; when the
 * transaction itself fails, everybody in it is told service.unavailable.
 */
export class Writer {
  private readonly writing: Writing;
  private readonly options: WriterOptions;
  private readonly statements: Record<
    'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo',
    Sqlite.Statement
  >;
  private readonly waiting: Waiting[] = [];
  private draining: Promise<void> | null = null;
  private grouped: Promise<void> | null = null;
  private running = 0;
  private fault: unknown = null;
  private hasBegun = false;

  constructor(writing: Writing, options: WriterOptions) {
    this.writing = writing;
    this.options = options;
    const { client } = writing;
    this.statements = {
      begin: client.prepare('begin immediate'),
      commit: client.prepare('commit'),
      rollback: client.prepare('rollback'),
      savepoint: client.prepare('savepoint work'),
      release: client.prepare('release work'),
      undo: client.prepare('rollback to work'),
    };
  }

  /** The works that run and those that wait for them. */
  get accepted(): number {
    return this.waiting.length + this.running;
  }

  /** Why nothing is written any more; null: it is. */
  get broken(): unknown {
    return this.fault;
  }

  /** Runs a work in its turn. Raises service.unavailable when too many wait, or the disk takes nothing. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.fault !== null || this.accepted > this.options.queueLimit) return Promise.reject(unavailable());
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.draining ??= this.drain();
    });
  }

  /** Writes nothing more: after this error nobody knows what the disk holds. */
  breakOff(error: unknown): void {
    this.fault ??= error;
    this.options.report(error);
    for (const one of this.waiting.splice(0)) one.reject(unavailable());
  }

  /** Resolves when the works that have begun are committed or undone; those that wait have not. */
  async settled(): Promise<void> {
    await this.grouped;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.draining;
  }

  // At the end of a turn of the event loop: begun at once, a group would never find company.
  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const held = this.options.hold();
      if (held) await held;
      await endOfTurn();
      this.grouped = this.group();
      await this.grouped;
      this.grouped = null;
    }
    this.draining = null;
  }

  private async group(): Promise<void> {
    const { tell, committed } = this.options;
    const finished: Finished[] = [];
    const news: News[] = [];
    let seconds: number;
    this.hasBegun = false;
    try {
      await this.runAll(finished, news);
      const began = performance.now();
      this.statements.commit.run();
      seconds = (performance.now() - began) / 1000;
    } catch (error) {
      this.lose(error, finished);
      return;
    } finally {
      this.running = 0;
    }
    for (const { answer } of finished) answer();
    committed({ works: finished.length, seconds });
    tell(news);
  }

  private async runAll(finished: Finished[], news: News[]): Promise<void> {
    const { client, tx, announced } = this.writing;
    const { begin, savepoint, release, undo } = this.statements;
    const until = performance.now() + this.options.groupMilliseconds;
    do {
      const one = this.waiting.shift();
      if (!one) return;
      this.running += 1;
      // Known to the group before anything can fail, so that nobody is left without an answer.
      const mine: Finished = { one, answer: () => undefined };
      finished.push(mine);
      if (!this.hasBegun) begin.run();
      this.hasBegun = true;
      savepoint.run();
      announced.length = 0;
      tx.kept.begin();
      try {
        const value = await one.work(tx);
        if (!client.inTransaction) throw new GroupLost(null);
        release.run();
        news.push(...announced);
        mine.answer = () => one.resolve(value);
      } catch (error) {
        // A full disk or an I/O error ends the whole transaction.
        if (!client.inTransaction || isBroken(error)) throw error;
        undo.run();
        release.run();
        tx.kept.undo();
        if (isRefusedByDisk(error)) this.options.report(error);
        mine.answer = () => one.reject(translated(error));
      }
    } while (this.waiting.length > 0 && finished.length < MOST_WORKS && performance.now() < until);
  }

  // Nothing of the group is there, and nobody in it was told otherwise.
  private lose(error: unknown, finished: readonly Finished[]): void {
    const { client, tx } = this.writing;
    if (isBroken(error)) this.fault = error;
    try {
      if (client.inTransaction) this.statements.rollback.run();
    } catch (failure) {
      // A transaction that can't be undone can't be followed by another.
      this.fault ??= failure;
    }
    tx.kept.forget();
    this.options.report(error);
    // Where no transaction can be begun, the next would wait as long for the same.
    const refused = this.hasBegun && this.fault === null ? [] : this.waiting.splice(0);
    for (const { one } of finished) one.reject(unavailable());
    for (const one of refused) one.reject(unavailable());
  }
}
