// The client of the benchmark: HTTP/1.1 over plain sockets, one request at a time on each, so that the server is what is measured.
import { connect, type Socket } from 'node:net';

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Response {
  status: number;
  text: string;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** A connection that is kept open. A client library takes as long for a request as a fast server does. */
export class Line {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private answered: { resolve(response: Response): void; reject(error: Error): void } | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.answered?.reject(error));
    socket.on('close', () => this.answered?.reject(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Line> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((open, failed) => {
      socket.once('connect', open);
      socket.once('error', failed);
    });
    return new Line(socket);
  }

  /** Sends one request; the one before has been answered. */
  send({ method, path, headers = {}, body }: Request): Promise<Response> {
    const payload = body === undefined ? '' : JSON.stringify(body);
    let head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
    for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
    if (body !== undefined)
      head += `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(payload)}\r\n`;
    return new Promise((resolve, reject) => {
      this.answered = { resolve, reject };
      this.socket.write(`${head}\r\n${payload}`);
    });
  }

  close(): void {
    this.answered = null;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const whole = end + END_OF_HEAD.length + length;
    if (this.received.length < whole) return;
    const response = {
      status: Number(head.slice(9, 12)),
      text: this.received.toString('utf8', end + END_OF_HEAD.length, whole),
    };
    this.received = this.received.subarray(whole);
    const { answered } = this;
    this.answered = null;
    answered?.resolve(response);
  }
}

/** What a slice of time came to. */
export interface Slice {
  seconds: number;
  /** Of each request. */
  milliseconds: number[];
}

/**
 * Has some clients send one request after the other for a while, or until there is none left. `next` gives each client its next request;
 * what is not 2xx throws.
 */
export async function drive(
  port: number,
  clients: number,
  seconds: number,
  next: (client: number) => Request | null,
): Promise<Slice> {
  const lines = await Promise.all(Array.from({ length: clients }, () => Line.open(port)));
  const milliseconds: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    lines.map(async (line, client) => {
      while (performance.now() < until) {
        const request = next(client);
        if (!request) return;
        const sent = performance.now();
        const { status, text } = await line.send(request);
        milliseconds.push(performance.now() - sent);
        if (status >= 300) throw new Error(`${request.method} ${request.path}: ${status} ${text}`);
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  for (const line of lines) line.close();
  return { seconds: took, milliseconds };
}
