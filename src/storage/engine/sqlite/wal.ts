// Keeps the write-ahead log of SQLite short without holding up commits: past a size a thread brings it into the file.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { beginThread } from '../../../threads.ts';
import { isBroken } from './faults.ts';

const LONGEST_HOLD_MILLISECONDS = 1_000;
// How many times its limit the log gets before writers wait for the thread.
const FURTHEST = 4;

export interface LogState {
  /** Frames in the log, and how many of them are in the file too. */
  log: number;
  checkpointed: number;
}

export interface WalOptions {
  client: Sqlite.Database;
  file: string;
  synchronous: 'FULL' | 'OFF';
  limitBytes: number;
  /** Takes a fault of the thread, which is made good. */
  report(error: unknown): void;
  /** Told that the log could not be brought into the file: nobody knows then what the disk holds. */
  broken(error: unknown): void;
}

/** What the thread answers: the log after a pass, or what SQLite said against it. */
export type PassAnswer = LogState | { message: string; code: string };

/**
 * Watches the log after each commit. A first pass of the thread runs beside the writers; for what they wrote meanwhile, which is little,
 * they wait a moment for a second one: then all of the log is in the file, and the next commit begins the log anew. They wait for the first
 * one too when it can't follow. While somebody reads an old snapshot nothing helps: the log grows until they have read, and is cut after.
 */
export class WalKeeper {
  private readonly options: WalOptions;
  private readonly state: Sqlite.Statement<[], LogState>;
  private readonly frameBytes: number;
  private due: number;
  private isPinned = false;
  private thread: Worker | null = null;
  private running: Promise<void> | null = null;
  private held: Promise<void> | null = null;

  constructor(options: WalOptions) {
    this.options = options;
    const { client, limitBytes } = options;
    // SQLite would do it within a commit, and tell nobody of what fails.
    client.pragma('wal_autocheckpoint = 0');
    client.pragma(`journal_size_limit = ${2 * limitBytes}`);
    // Asks how long the log is, and does nothing else.
    this.state = client.prepare('pragma wal_checkpoint(noop)');
    this.frameBytes = Number(client.pragma('page_size', { simple: true }));
    this.due = limitBytes;
  }

  /** What writers wait for before they begin; null: nothing. */
  get hold(): Promise<void> | null {
    return this.held;
  }

  /** Looks at the log, after a commit. */
  look(): void {
    const { limitBytes } = this.options;
    const bytes = (this.state.get()?.log ?? 0) * this.frameBytes;
    if (bytes < limitBytes) this.due = limitBytes;
    if (this.running && bytes > FURTHEST * limitBytes && !this.isPinned) this.holdFor(this.running);
    if (this.running || bytes < this.due) return;
    // If it can't be begun anew this time, it is tried again when it has grown.
    this.due = bytes + limitBytes / 4;
    this.running = this.carryOver()
      .catch((error: unknown) => this.failed(error))
      .finally(() => {
        this.running = null;
      });
  }

  /** Resolves when the thread has ended. What is left in the log goes into the file when the last connection is closed. */
  async close(): Promise<void> {
    await this.running;
    if (!this.thread) return;
    const ended = once(this.thread, 'exit');
    this.thread.ref();
    this.thread.postMessage('end');
    await ended;
  }

  private async carryOver(): Promise<void> {
    const { file, synchronous, limitBytes } = this.options;
    const thread = this.thread ?? beginThread('wal-worker', import.meta.url, { workerData: { file, synchronous } });
    if (!this.thread) thread.on('error', () => this.lost(thread));
    this.thread = thread;
    const { log, checkpointed } = await pass(thread);
    // More than what was written meanwhile: somebody reads what is older, and waiting would not help.
    this.isPinned = (log - checkpointed) * this.frameBytes > limitBytes;
    if (this.isPinned) return;
    const rest = pass(thread);
    this.holdFor(rest);
    await rest;
  }

  private failed(error: unknown): void {
    if (error instanceof Sqlite.SqliteError) {
      this.refused(error);
      return;
    }
    this.options.report(error);
    // Without a thread it is done here: late commits rather than a log without end.
    try {
      this.options.client.pragma('wal_checkpoint(passive)');
    } catch (fault) {
      this.refused(fault);
    }
  }

  // A full disk has lost nothing: all of it is still in the log, and is tried again.
  private refused(error: unknown): void {
    const { report, broken } = this.options;
    if (isBroken(error)) broken(error);
    else report(error);
  }

  // The next time there is another one.
  private lost(thread: Worker): void {
    if (this.thread === thread) this.thread = null;
  }

  // A disk that hangs is no reason to keep writers waiting for more than the disk.
  private holdFor(work: Promise<unknown>): void {
    const late = pause(LONGEST_HOLD_MILLISECONDS, undefined, { ref: false });
    const held = Promise.race([work, late])
      .catch(() => undefined)
      .then(() => {
        if (this.held === held) this.held = null;
      });
    this.held = held;
  }
}

async function pass(thread: Worker): Promise<LogState> {
  thread.ref();
  thread.postMessage('pass');
  const [answer] = (await once(thread, 'message')) as [PassAnswer];
  // Between two passes it keeps no process alive.
  thread.unref();
  if ('code' in answer) throw new Sqlite.SqliteError(answer.message, answer.code);
  return answer;
}
