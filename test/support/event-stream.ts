// A reader of server-sent events over a real connection.
import { request } from 'node:http';

export interface Stream {
  headers: Record<string, string | string[] | undefined>;
  /** The events so far, their data read as JSON. */
  events: { id: string; data: unknown }[];
  /** All that has arrived. */
  text(): string;
  /** The last id that arrived, of an event or a sign of life. */
  lastId(): string;
  /** Resolves when the service has ended it. */
  ended: Promise<void>;
  /** Goes away. */
  leave(): void;
}

/** Opens a stream; resolves once its first piece is there. Rejects when it is refused. */
export function openStream(url: string, key: string, headers: Record<string, string> = {}): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      agent: false,
      headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream', ...headers },
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      if (answer.statusCode !== 200) {
        answer.resume();
        reject(new Error(`answered ${answer.statusCode}`));
        return;
      }
      let text = '';
      const stream: Stream = {
        headers: answer.headers,
        events: [],
        text: () => text,
        lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '',
        ended: new Promise((end) => answer.on('close', end)),
        leave: () => asked.destroy(),
      };
      // One who leaves hears of it as an error.
      answer.on('error', () => undefined);
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text += piece;
        const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
        stream.events = whole.split('\n\n').flatMap((block) => {
          const [, id] = /^id: (.*)$/m.exec(block) ?? [];
          const [, data] = /^data: (.*)$/m.exec(block) ?? [];
          return id !== undefined && data !== undefined ? [{ id, data: JSON.parse(data) as unknown }] : [];
        });
        resolve(stream);
      });
    });
    asked.end();
  });
}
