// The readers of the load of the feed, in a process of their own: each counts what arrives, and every fifth loses its line on the way and resumes.
import { type ClientRequest, request } from 'node:http';

/** What the readers are told once. */
export interface Task {
  url: string;
  keys: string[];
  readers: number;
  /** How many readers share a key. */
  each: number;
  events: number;
}

/** What they tell: that all are there, how far the last is, and in the end what each saw. */
export type Told =
  | { is: 'following' }
  | {
      is: 'done';
      /** When the n-th event had reached the last reader, milliseconds since 1970. */
      reachedAll: number[];
      doubles: number;
      outOfOrder: number;
      resumed: number;
      /** Bytes that the readers hold. */
      memory: number;
    };

const RESUMES = 5;
let [following, finished, doubles, outOfOrder, resumed] = [0, 0, 0, 0, 0];
let reachedAll: number[] = [];

function tell(told: Told): void {
  process.send?.(told);
}

process.once('message', (task: Task) => {
  reachedAll = new Array<number>(task.events).fill(0);
  for (let n = 0; n < task.readers; n += 1) {
    const key = task.keys[Math.floor(n / task.each)] ?? '';
    follow(task, key, n % RESUMES === 0 ? Math.floor(task.events / 2) : null);
  }
});

// One reader: holds of the stream nothing but the line that is not whole yet.
function follow(task: Task, key: string, breaksAt: number | null): void {
  let [seen, last, lastId, rest, isThere] = [0, -1, '', '', false];
  const open = (): ClientRequest => {
    const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream' };
    const asked = request(`${task.url}/v1/events?cursor=latest`, {
      agent: false,
      headers: lastId === '' ? headers : { ...headers, 'last-event-id': lastId },
    });
    let isLeft = false;
    asked.on('error', (error) => {
      if (!isLeft) throw error;
    });
    asked.on('response', (answer) => {
      if (answer.statusCode !== 200) throw new Error(`a reader was answered ${answer.statusCode}`);
      answer.on('error', () => undefined);
      answer.on('close', () => {
        if (!isLeft && seen < task.events) throw new Error('a stream was ended');
      });
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        if (isLeft) return;
        if (!isThere) {
          isThere = true;
          following += 1;
          if (following === task.readers) tell({ is: 'following' });
        }
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line.startsWith('id: ')) lastId = line.slice(4);
          if (line.startsWith('data: ')) take(Number(/"position":(\d+)/.exec(line)?.[1]));
        }
        if (breaksAt === null || seen < breaksAt) return;
        // In the middle of a piece, as lines break: what is not whole is told again.
        [breaksAt, rest, isLeft] = [null, '', true];
        resumed += 1;
        asked.destroy();
        open();
      });
    });
    asked.end();
    return asked;
  };
  const take = (position: number) => {
    if (position === last) doubles += 1;
    else if (position < last) outOfOrder += 1;
    last = position;
    reachedAll[seen] = Math.max(reachedAll[seen] ?? 0, Date.now());
    seen += 1;
    if (seen !== task.events) return;
    finished += 1;
    if (finished < task.readers) return;
    tell({ is: 'done', reachedAll, doubles, outOfOrder, resumed, memory: process.memoryUsage().rss });
  };
  open();
}
