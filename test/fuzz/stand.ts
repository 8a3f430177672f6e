// The live server that is fuzzed: the example world on a port of this machine, asked over HTTP byte by byte as written.
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buildApp } from '../../src/app.ts';
import { openMemory } from '../../src/attachments/memory.ts';
import { buildExampleWorld, EXAMPLE_NOW } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import type { AttachmentStore } from '../../src/usecases/workshop/attachment-store.ts';
import { faultsIn } from '../faults/record.ts';
import type { Loose } from '../support/app.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';
import type { Answer } from './document.ts';

/** A request as it goes over the wire. */
export interface Sent {
  method: string;
  /** Path and query, sent as they are. */
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

export interface Stand {
  port: number;
  /** Faults of the program that no answer told of. */
  reported: unknown[];
  send(sent: Sent): Promise<Answer>;
  /** Writes bytes on a connection of their own; answers what came until it closed. */
  write(bytes: string): Promise<string>;
  /** Time passes for the server. */
  pass(minutes: number): void;
  /** What is wrong with the record. */
  recordFaults(): Promise<string[]>;
  close(): Promise<void>;
}

/** The example world, made once; each stand is a copy of it. */
export interface Template {
  stand(seed: number): Promise<Stand>;
  drop(): Promise<void>;
}

const PATIENCE_MILLISECONDS = 60_000;

export async function makeTemplate(): Promise<Template> {
  const place = await makeTestDatabase('sqlite');
  const database = await place.open();
  const attachments = openMemory(() => EXAMPLE_NOW);
  await buildExampleWorld(createStage(database, { now: EXAMPLE_NOW, attachments }));
  await database.close();
  return { stand: (seed) => takeStand(place, seed, attachments), drop: place.drop };
}

async function takeStand(template: TestDatabase, seed: number, attachments: AttachmentStore): Promise<Stand> {
  const place = await template.copy();
  const database = await place.open();
  // Another seed than the world's: ids made now are new.
  const stage = createStage(database, { now: EXAMPLE_NOW, seed });
  const reported: unknown[] = [];
  const services = { ...stage.services, attachments, report: (error: unknown) => reported.push(error) };
  const app = await buildApp({ services, settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return {
    port,
    reported,
    send: (sent) => overHttp(port, agent, sent),
    write: (bytes) => overTcp(port, bytes),
    pass: (minutes) => stage.clock.advanceMinutes(minutes),
    async recordFaults() {
      const { fault } = await verifyEverything(services);
      const rows = await faultsIn((statement) => place.raw(statement) as Promise<Loose[]>);
      return [...(fault ? [`${fault.about}: ${fault.message.en}`] : []), ...rows];
    },
    async close() {
      agent.destroy();
      await app.close();
      await database.close();
      await place.drop();
    },
  };
}

function overHttp(port: number, agent: Agent, { method, target, headers: given, body }: Sent): Promise<Answer> {
  // Node says it by itself for some methods only.
  const headers = body && !given['transfer-encoding'] ? { ...given, 'content-length': String(body.length) } : given;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      agent,
      method,
      path: target,
      headers,
      timeout: PATIENCE_MILLISECONDS,
    });
    const answered = (answer: IncomingMessage) => {
      const pieces: Buffer[] = [];
      const done = () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) });
      // What is told live has no end: its beginning is enough.
      if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
        answer.destroy();
        done();
        return;
      }
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.once('end', done);
      answer.once('error', reject);
    };
    request.once('response', answered);
    request.once('error', (error: NodeJS.ErrnoException) => {
      // A connection that the server closed while this was on its way is no answer, and no fault: a client sends again.
      if (request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? ''))
        overHttp(port, new Agent(), { method, target, headers, body }).then(resolve, reject);
      else reject(error);
    });
    request.once('timeout', () => request.destroy(new Error('no answer in a minute')));
    request.end(body ?? undefined);
  });
}

function overTcp(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setTimeout(1_000, () => socket.end());
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      socket.end();
    });
    socket.once('close', () => resolve(text));
    socket.once('error', () => resolve(text));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}
