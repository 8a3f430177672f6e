// Verification of the log and its checkpoints: against the events themselves, and against a checkpoint that somebody else kept.
import { type Checkpoint, leafOf, readCheckpoint } from '../../domain/evidence/checkpoint.ts';
import { canonical, sha256 } from '../../domain/evidence/evidence.ts';
import type { PublicKey } from '../../domain/evidence/jws.ts';
import { GrowingTree } from '../../domain/evidence/merkle.ts';
import type { Message } from '../../domain/values.ts';
import type { Database } from '../../storage/database.ts';
import {
  checkpointsAfter,
  type EntryWithEvent,
  entriesWithEvents,
  logCounts,
  nodesBetween,
} from '../../storage/evidence/log.ts';

/** What is wrong, and with what. */
interface LogFault {
  about: string;
  message: Message;
}

/** What a verification of the log found: how much it read, and the first thing that is wrong. */
export interface LogVerification {
  entries: number;
  checkpoints: number;
  fault: LogFault | null;
}

/**
 * Verifies the log: every entry against the event that it names, every node over them, that no event is missing from it, and every checkpoint:
 * its form, that it names the one before, and its root, computed anew from the events. `keys` null: nobody knows them here, and signatures are
 * left out. `pinned`: a checkpoint that was kept elsewhere, which the events must still give. `onEntries` hears now and then how many were read.
 */
export async function verifyLog(
  database: Database,
  keys: readonly PublicKey[] | null,
  pinned: Checkpoint | null = null,
  onEntries: (entries: number) => void = () => undefined,
): Promise<LogVerification> {
  const found: LogVerification = { entries: 0, checkpoints: 0, fault: null };
  const checkpoints = await allCheckpoints(database);
  for (const checkpoint of checkpoints) {
    const fault = checkpointFault(checkpoint, checkpoints[found.checkpoints - 1] ?? null, found.checkpoints + 1, keys);
    if (fault) return { ...found, fault };
    found.checkpoints += 1;
  }
  const [own] = pinned ? checkpoints.slice(pinned.n - 1, pinned.n) : [];
  const due = [
    ...checkpoints.map((one) => ({ ...one, isPinned: false })),
    ...(pinned ? [{ ...pinned, isPinned: true }] : []),
  ];
  // Those of others first: it is their word that counts.
  due.sort((a, b) => a.size - b.size || Number(b.isPinned) - Number(a.isPinned) || a.n - b.n);
  const tree = new GrowingTree();
  const judge = (): LogFault | null => {
    for (let next = due[0]; next && next.size === tree.size; next = due[0]) {
      due.shift();
      if (next.rootSha256 !== tree.root()) return next.isPinned ? rewritten(next) : otherRoot(next);
    }
    return null;
  };
  found.fault = judge();
  for (;;) {
    if (found.fault) return found;
    const from = tree.size;
    const entries = await database.read((tx) => entriesWithEvents(tx, from));
    if (entries.length === 0) break;
    const nodes = new Map<string, string>();
    for (const entry of entries) {
      const fault = entryFault(entry, tree.size);
      if (fault) return { ...found, fault };
      for (const { level, index, sha256: hash } of tree.append(leafOf(entry))) nodes.set(`${level}/${index}`, hash);
      found.entries += 1;
      found.fault = judge();
      if (found.fault) return found;
    }
    found.fault = await nodesFault(database, from, tree.size, nodes);
    onEntries(found.entries);
  }
  const [beyond] = due;
  if (beyond) return { ...found, fault: cutShort(beyond, tree.size) };
  found.fault = pinned && pinnedFault(pinned, own ?? null);
  if (found.fault) return found;
  return { ...found, fault: await missingFault(database, tree.size) };
}

const cutShort = (beyond: Checkpoint & { isPinned: boolean }, size: number): LogFault =>
  about(
    checkpointName(beyond),
    `the log has only ${size} of the ${beyond.size} entries that it speaks of: it was cut short`,
    `対象の${beyond.size}件のうち${size}件しかログにありません（切り詰められています）`,
  );

/** What is wrong with the database by a checkpoint that was kept elsewhere. `own`: its checkpoint of that number. */
function pinnedFault(pinned: Checkpoint, own: Checkpoint | null): LogFault | null {
  const name = checkpointName({ ...pinned, isPinned: true });
  if (!own) return about(name, 'the database does not have it any more', 'データベースにありません');
  if (own.content === pinned.content) return null;
  return about(
    name,
    'the database holds another one of that number: two histories were told (a fork)',
    '同じ番号の異なるチェックポイントがあります（履歴の分岐）',
  );
}

async function allCheckpoints(database: Database): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for (;;) {
    const after = all.at(-1)?.n ?? null;
    const some = await database.read((tx) => checkpointsAfter(tx, after));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

// Whose event it names, as people know it: an order or record by its id.
const eventName = ({ kind, recordId, sequence }: Pick<EntryWithEvent, 'kind' | 'recordId' | 'sequence'>) =>
  `event ${sequence} of ${kind === 'order' ? 'work order' : 'register record'} ${recordId}`;

function entryFault(entry: EntryWithEvent, position: number): LogFault | null {
  const name = `log entry ${entry.position}`;
  if (entry.position !== position)
    return about(name, `entry ${position} is missing before it`, `${position}番の項目がありません`);
  const event = eventName(entry);
  if (entry.canonical === null) return about(name, `${event} is missing`, `${event} がありません（削除）`);
  if (sha256(entry.canonical) !== entry.sha256)
    return about(name, `${event} is not what it was when the log took it`, `${event} がログ登録時から改変されています`);
  if (leafOf(entry) !== entry.leafSha256)
    return about(name, `its leaf is not that of ${event}`, `葉のハッシュが ${event} と一致しません`);
  return null;
}

async function nodesFault(
  database: Database,
  from: number,
  to: number,
  expected: ReadonlyMap<string, string>,
): Promise<LogFault | null> {
  return await database.read(async (tx) => {
    for (let level = 1; 2 ** level <= to; level += 1) {
      const [first, end] = [Math.floor(from / 2 ** level), Math.floor(to / 2 ** level)];
      if (first === end) continue;
      const kept = await nodesBetween(tx, level, first, end);
      for (let index = first; index < end; index += 1) {
        if (kept.get(index) !== expected.get(`${level}/${index}`))
          return about(
            `log node ${index} at level ${level}`,
            'it is not the hash of those below it',
            '下位のハッシュと一致しません',
          );
      }
    }
    return null;
  });
}

const checkpointName = ({ n, isPinned }: { n: number; isPinned: boolean }) =>
  isPinned ? `the checkpoint given (${n})` : `checkpoint ${n}`;

function rewritten(pinned: { n: number; isPinned: boolean }): LogFault {
  return about(
    checkpointName(pinned),
    'the events give another root, though they agree with the log: the log was rewritten with them (or put in another order)',
    '事象から計算した根が異なります。事象とログは一致しているため、ログごと書き換え（または並べ替え）られています',
  );
}

function otherRoot(checkpoint: { n: number; isPinned: boolean }): LogFault {
  return about(
    checkpointName(checkpoint),
    'the events do not give the root that it says',
    '事象から計算した根が記載と一致しません',
  );
}

function checkpointFault(
  checkpoint: Checkpoint,
  before: Checkpoint | null,
  n: number,
  keys: readonly PublicKey[] | null,
): LogFault | null {
  const name = checkpointName({ n: checkpoint.n, isPinned: false });
  if (checkpoint.n !== n)
    return about(name, `checkpoint ${n} is missing before it`, `チェックポイント${n}がありません`);
  if (checkpoint.previousSha256 !== (before?.sha256 ?? null) || checkpoint.size < (before?.size ?? 0))
    return about(name, 'it does not follow the one before', '直前のチェックポイントに続いていません');
  const { content, kid, jws, sha256: hash, ...said } = checkpoint;
  const text = canonical({ version: 1, tree: 'rfc9162-sha256', ...said });
  if (content !== text || sha256(content) !== hash)
    return about(name, 'its row is not what was signed', '記録された行が署名された内容と一致しません');
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
  if (payload !== content) return about(name, 'its JWS holds something else', 'JWSの内容が一致しません');
  if (keys === null) return null;
  const read = readCheckpoint(jws, keys);
  if ('fault' in read) return { about: name, message: read.fault.message };
  if (read.checkpoint.kid !== kid || read.checkpoint.jws !== jws)
    return about(name, 'its row is not what was signed', '記録された行が署名された内容と一致しません');
  return null;
}

// Every event is in the log or waits for it: one that is neither came past the program, or was kept from the log.
async function missingFault(database: Database, read: number): Promise<LogFault | null> {
  const counts = await database.read(logCounts);
  const nodes = counts.entries - bitsOf(counts.entries);
  if (counts.nodes !== nodes)
    return about(
      'the log',
      `it has ${counts.nodes} nodes instead of ${nodes}`,
      `節点の数が${nodes}ではなく${counts.nodes}です`,
    );
  if (counts.waiting !== counts.waitingThere)
    return about('the log', 'events wait for it that do not exist', '存在しない事象が登録待ちになっています');
  if (counts.entries >= read && counts.events === counts.entries + counts.waiting) return null;
  return about(
    'the log',
    `of ${counts.events} events ${counts.entries} are in it and ${counts.waiting} wait for it: some were kept from it`,
    `事象${counts.events}件のうち、登録済み${counts.entries}件・登録待ち${counts.waiting}件で、漏れがあります`,
  );
}

function bitsOf(count: number): number {
  return [...count.toString(2)].filter((bit) => bit === '1').length;
}

function about(name: string, en: string, ja: string): LogFault {
  return { about: name, message: { en, ja } };
}
