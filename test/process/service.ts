// The service as a process of its own, for tests of how it starts and ends.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

export interface Service {
  url: string;
  port: number;
  pid: number;
  /** The key of its first administrator. */
  key: string;
  /** Resolves once it has logged a line with that message. */
  logged(message: string): Promise<void>;
  /** Everything it printed. */
  printed(): string;
  signal(name: NodeJS.Signals): void;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** The program as its source is, and as it is built. */
const SOURCE = [`--import=${join(root, 'node_modules/tsx/dist/loader.mjs')}`, join(root, 'src/main.ts')];
export const BUILT = [join(root, 'dist/main.js')];

/** Starts the service on a database file and any free port; `settings` are environment variables. Rejects with what it printed when it ends at once. */
export async function startService(
  file: string,
  settings: Record<string, string> = {},
  { program = SOURCE, uid }: { program?: readonly string[]; uid?: number } = {},
): Promise<Service> {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, program, {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: {
      ...process.env,
      DATABASE_URL: `sqlite:${file}`,
      SIGNING_KEYS: `${file}-keys.json`,
      PORT: '0',
      HOST: '127.0.0.1',
      // However busy the machine of the test is.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      ...settings,
    },
  });
  let output = '';
  const ended = new Promise<number | null>((told) => child.once('exit', (code) => told(code)));
  const seen = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((found, failed) => {
      const look = () => {
        const match = pattern.exec(output);
        if (match) found(match);
      };
      look();
      child.stdout.on('data', look);
      child.once('close', (code) => failed(new Error(`ended with ${code} before ${pattern}: ${output}`)));
    });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const url = (await seen(/"url":"(http:[^"]+)"/))[1] ?? '';
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    key: /seibi_[0-9A-Za-z]{32}/.exec(output)?.[0] ?? '',
    logged: async (message) => {
      await seen(new RegExp(`"msg":"${message}"`));
    },
    printed: () => output,
    signal: (name) => child.kill(name),
    ended,
  };
}

/** A connection whose bytes are written by hand. */
export interface Line {
  socket: Socket;
  write(text: string): void;
  /** Everything that came until the other side closed it. */
  readonly received: Promise<string>;
  /** Resolves once something came that matches. */
  receives(pattern: RegExp): Promise<void>;
}

/** Opens a connection. Rejects when it is refused. */
export async function openLine(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  await new Promise<void>((open, failed) => {
    socket.once('connect', open);
    socket.once('error', failed);
  });
  const received = new Promise<string>((told) => socket.once('close', () => told(text)));
  socket.on('error', () => socket.destroy());
  return {
    socket,
    write: (bytes) => socket.write(bytes),
    received,
    receives: (pattern) =>
      new Promise((found) => {
        const look = () => {
          if (pattern.test(text)) found();
        };
        look();
        socket.on('data', look);
      }),
  };
}
