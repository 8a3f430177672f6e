// The thread that brings the write-ahead log into the database file, so that no commit has to.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { LogState, PassAnswer } from './wal.ts';

const { file, synchronous } = workerData as { file: string; synchronous: string };
const client = new Sqlite(file, { fileMustExist: true });
client.pragma(`synchronous = ${synchronous}`);

parentPort?.on('message', (message: 'pass' | 'end') => {
  if (message === 'end') {
    client.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(pass());
});

function pass(): PassAnswer {
  try {
    const [state] = client.pragma('wal_checkpoint(passive)') as LogState[];
    return state ?? { log: 0, checkpointed: 0 };
  } catch (error) {
    const { message, code } = error as InstanceType<typeof Sqlite.SqliteError>;
    return { message, code };
  }
}
