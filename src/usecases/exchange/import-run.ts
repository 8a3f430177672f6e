// One reading of an imported file: its rows put in batches, each with what it found, until the end or until it is stopped.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sha256 } from '../../domain/evidence/evidence.ts';
import {
  boundedFaults,
  FINDING_KINDS,
  type FindingKind,
  keepable,
  type RowError,
  unkeepableFaults,
} from '../../domain/exchange/import.ts';
import { Problem } from '../../domain/problem.ts';
import type { Fault } from '../../domain/values.ts';
import { type Database, type Tx, UniqueViolation } from '../../storage/database.ts';
import {
  findImport,
  type ImportRow,
  insertFindings,
  insertImport,
  updateImport,
} from '../../storage/exchange/imports.ts';
import { type Act, look } from '../act.ts';
import { type Charset, Decoding, Unreadable } from './decoding.ts';
import { type Column, columnOf, columnsOf } from './kinds/columns.ts';
import { type KindName, kinds } from './kinds/kinds.ts';
import { faultsIn, taken } from './kinds/refusals.ts';
import { type FileRow, type Format, rowsOf } from './reading.ts';
import {
  completed,
  faultsOf,
  leftOut,
  missingIn,
  namesForward,
  type Outcome,
  recounted,
  type WaitingRow,
} from './waiting-rows.ts';

/** A file as it arrives. */
export interface ImportedFile {
  kind: KindName;
  format: Format;
  dryRun: boolean;
  /** A name for the import, so that the same file can be sent again after it broke off. */
  id?: string | undefined;
  /** As said; undefined: to be recognised. */
  charset?: Charset | undefined;
  content: AsyncIterable<Uint8Array>;
  limitBytes: number;
}

// Little enough that other writers wait a moment only; a dry run has to see its own earlier rows, so it judges more at once.
const BATCH_ROWS = 250;
const DRY_BATCH_ROWS = 10_000;
const BATCH_CHARACTERS = 4_000_000;
// What is found in the rows of one transaction is held until it is kept; the rows behind come in the next.
const MOST_FINDINGS_AT_ONCE = 10_000;

// Those that run in this process, so that it can end between two batches.
const running = new WeakMap<Database, Set<ImportRun>>();

/** Has the imports of this process stop behind the batch they are at, and waits for it. */
export async function stopImports(database: Database): Promise<void> {
  await Promise.all([...(running.get(database) ?? [])].map((run) => run.stop()));
}

type Findings = Readonly<Record<FindingKind, readonly RowError[]>>;

/** An import after some more rows, and what was found in these. */
interface Step {
  row: ImportRow;
  findings: Findings;
}

// What a rolled-back dry run found.
class Judged extends Error {
  readonly step: Step;
  constructor(step: Step) {
    super('a dry run is undone');
    this.step = step;
  }
}

/** One reading of a file, alone of its id. */
export class ImportRun {
  private readonly act: Act;
  private readonly file: ImportedFile;
  private readonly id: string;
  private readonly signal: AbortSignal;
  private readonly progress: (row: ImportRow) => void;
  private readonly decoding: Decoding;
  private readonly columns: readonly Column[];
  private readonly waiting: WaitingRow[] = [];
  private isStopped = false;
  private ended: Promise<unknown> = Promise.resolve();

  constructor(act: Act, file: ImportedFile, id: string, signal: AbortSignal, progress: (row: ImportRow) => void) {
    this.act = act;
    this.file = file;
    this.id = id;
    this.signal = signal;
    this.progress = progress;
    this.decoding = new Decoding(file.charset ?? null);
    this.columns = columnsOf(kinds[file.kind].schema);
  }

  async toItsEnd(): Promise<ImportRow> {
    const runs = running.get(this.act.database) ?? new Set<ImportRun>();
    running.set(this.act.database, runs.add(this));
    const work = this.read();
    this.ended = work.catch(() => undefined);
    try {
      return await work;
    } finally {
      runs.delete(this);
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.ended;
  }

  private async read(): Promise<ImportRow> {
    let at = (await look(this.act, (tx) => findImport(tx, this.id))) ?? this.begun();
    // Another process may have ended it while this one waited for its turn.
    if (at.state === 'done') return at;
    const known = at.rowsRead;
    const isNew = known === 0;
    let hash = '';
    try {
      for await (const rows of this.batches()) {
        const last = rows.at(-1)?.row ?? 0;
        for (const { raw } of rows.filter(({ row }) => row <= known)) hash = sha256(hash + raw);
        if (last >= known && hash !== '' && (rows[0]?.row ?? 0) <= known && hash !== at.rowsSha256)
          throw new Problem('import.other_file');
        // Which of the rows that are in wait for others is not kept: each that may is put once more at the end.
        for (const row of rows)
          if (row.row <= known && namesForward(kinds[this.file.kind], row)) this.waiting.push({ row, put: null });
        if (last <= known) continue;
        at = await this.putAll({ ...at, state: 'running', fault: null, charset: this.decoding.charset }, rows);
        hash = at.rowsSha256;
        this.progress(at);
        if (this.isStopped || this.signal.aborted) return await this.keep({ ...at, state: 'interrupted' });
        await nextTurn();
      }
      if (hash !== at.rowsSha256) throw new Problem('import.other_file');
      const settled = await this.settle(at);
      if (settled === null) return await this.keep({ ...at, state: 'interrupted' });
      const end = { state: 'done', charset: this.decoding.charset, finishedAt: this.act.clock() } as const;
      return await this.keepStep({ ...settled, row: { ...settled.row, ...end } });
    } catch (error) {
      if (error instanceof Unreadable) return await this.failed(at, error, isNew && at.rowsRead === 0);
      if (at.rowsRead > 0 && !(error instanceof Problem && error.code === 'import.other_file'))
        await this.keep({ ...at, state: 'interrupted' });
      throw error;
    }
  }

  private begun(): ImportRow {
    const { kind, format, dryRun } = this.file;
    const now = this.act.clock();
    return {
      id: this.id,
      kind,
      format,
      dryRun,
      state: 'running',
      charset: null,
      startedBy: this.act.caller.personId,
      startedAt: now,
      updatedAt: now,
      finishedAt: null,
      rowsRead: 0,
      created: 0,
      changed: 0,
      unchanged: 0,
      refused: 0,
      rowsSha256: '',
      errorCount: 0,
      warningCount: 0,
      fault: null,
    };
  }

  private async failed(at: ImportRow, { code, says, line }: Unreadable, isUnread: boolean): Promise<ImportRow> {
    const fault = { code, message: says, line };
    if (isUnread) throw new Problem('import.unreadable', { errors: [{ pointer: '', code, message: says }], line });
    return await this.keep({ ...at, state: 'failed', fault, finishedAt: this.act.clock() });
  }

  // Rows by as many as are put at once.
  private async *batches(): AsyncGenerator<FileRow[]> {
    const { format, dryRun, content, limitBytes, kind } = this.file;
    const text = this.decoding.text(bounded(content, limitBytes));
    const most = dryRun ? DRY_BATCH_ROWS : BATCH_ROWS;
    let [batch, characters] = [[] as FileRow[], 0];
    for await (const row of rowsOf(format, kinds[kind].schema, text)) {
      batch.push(row);
      characters += row.raw.length;
      if (batch.length < most && characters < BATCH_CHARACTERS) continue;
      yield batch;
      [batch, characters] = [[], 0];
    }
    if (batch.length > 0) yield batch;
  }

  /** Puts those of some rows that are not in yet. */
  private async putAll(at: ImportRow, rows: readonly FileRow[]): Promise<ImportRow> {
    let now = at;
    for (;;) {
      const left = rows.filter(({ row }) => row > now.rowsRead);
      if (left.length === 0) return now;
      now = await this.put(now, left);
    }
  }

  /** Puts some rows, the first at least; what the database refuses of them together is put one by one. */
  private async put(at: ImportRow, rows: readonly FileRow[]): Promise<ImportRow> {
    try {
      return await this.putTogether(at, rows);
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      if (rows.length === 1) return await this.keepStep(this.counted(at, rows, [{ refusal: taken(error) }]));
      let each = at;
      for (const row of rows) each = await this.put(each, [row]);
      return each;
    }
  }

  private async putTogether(at: ImportRow, rows: readonly FileRow[]): Promise<ImportRow> {
    const { act, file } = this;
    try {
      const { next, outcomes } = await act.database.write(async (tx) => {
        const outcomes: Outcome[] = [];
        let found = 0;
        for (const row of rows) {
          const outcome = await this.outcomeOf(tx, row);
          outcomes.push(outcome);
          found += faultsOf(outcome).length;
          if (found >= MOST_FINDINGS_AT_ONCE) break;
        }
        // What a row names may stand a few rows further down.
        for (const [index, first] of outcomes.entries())
          if (missingIn(first).length > 0)
            outcomes[index] = completed(first, await this.outcomeOf(tx, rows[index] as FileRow), file.dryRun);
        const step = this.counted(at, rows, outcomes);
        if (file.dryRun) throw new Judged(step);
        await save(tx, step);
        return { next: step.row, outcomes };
      });
      for (const [index, outcome] of outcomes.entries())
        if (!('refusal' in outcome) && missingIn(outcome).length > 0)
          this.waiting.push({ row: rows[index] as FileRow, put: outcome.put });
      return next;
    } catch (error) {
      if (error instanceof Judged) return await this.keepStep(error.step);
      throw error;
    }
  }

  /** Puts rows again that were put without something that they name; what is still not here is left out, and said. Null: it was stopped. */
  private async settle(at: ImportRow): Promise<Step | null> {
    let [next, said] = [at, [] as readonly RowError[]];
    for (let from = 0; from < this.waiting.length; from += BATCH_ROWS) {
      const some = this.waiting.slice(from, from + BATCH_ROWS);
      const outcomes = await this.act.database.write(async (tx) => {
        const all: Outcome[] = [];
        for (const { row } of some) all.push(await this.outcomeOf(tx, row));
        return all;
      });
      next = recounted(next, some, outcomes);
      said = [...said, ...some.flatMap((one, n) => leftOut(one, outcomes[n]).map((f) => this.finding(one.row, f)))];
      if (this.isStopped || this.signal.aborted) return null;
      await nextTurn();
    }
    return { row: { ...next, warningCount: next.warningCount + said.length }, findings: { error: [], warning: said } };
  }

  private async outcomeOf(tx: Tx, { value, faults }: FileRow): Promise<Outcome> {
    const { act, file } = this;
    if (value === null) return { refusal: faults };
    const unkept = unkeepableFaults(value);
    if (unkept.length > 0) return { refusal: boundedFaults(unkept) };
    try {
      return await kinds[file.kind].put({ tx, caller: act.caller, now: act.clock(), newId: act.newId }, value);
    } catch (error) {
      if (error instanceof Problem) return { refusal: boundedFaults(faultsIn(error)) };
      throw error;
    }
  }

  /** The import with the first of some rows counted, those that have an outcome. */
  private counted(at: ImportRow, rows: readonly FileRow[], outcomes: readonly Outcome[]): Step {
    const next = { ...at, updatedAt: this.act.clock() };
    const findings: Record<FindingKind, RowError[]> = { error: [], warning: [] };
    for (const [index, outcome] of outcomes.entries()) {
      const row = rows[index] as FileRow;
      next.rowsRead = row.row;
      next.rowsSha256 = sha256(next.rowsSha256 + row.raw);
      const isRefused = 'refusal' in outcome;
      if (isRefused) next.refused += 1;
      else next[outcome.put] += 1;
      findings[isRefused ? 'error' : 'warning'].push(...faultsOf(outcome).map((fault) => this.finding(row, fault)));
    }
    next.errorCount += findings.error.length;
    next.warningCount += findings.warning.length;
    return { row: next, findings };
  }

  private finding({ row, line }: FileRow, fault: Fault): RowError {
    const { code, message } = fault;
    const said = { en: keepable(message.en), ja: keepable(message.ja) };
    return { row, line, column: keepable(columnOf(this.columns, fault)), code, message: said };
  }

  private async keep(row: ImportRow): Promise<ImportRow> {
    return await this.keepStep({ row, findings: { error: [], warning: [] } });
  }

  private async keepStep({ row, findings }: Step): Promise<ImportRow> {
    const kept = { ...row, updatedAt: this.act.clock() };
    await this.act.database.write(async (tx) => await save(tx, { row: kept, findings }));
    return kept;
  }
}

async function save(tx: Tx, { row, findings }: Step): Promise<void> {
  const { id, ...set } = row;
  if (await findImport(tx, id)) await updateImport(tx, id, set);
  else await insertImport(tx, row);
  const counts = { error: row.errorCount, warning: row.warningCount };
  for (const kind of FINDING_KINDS) {
    const found = findings[kind];
    await insertFindings(tx, { importId: id, kind, from: counts[kind] - found.length + 1 }, found);
  }
}

async function* bounded(content: AsyncIterable<Uint8Array>, limitBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > limitBytes) throw new Problem('request.too_large', { limitBytes });
    yield piece;
  }
}
