// The end of a server: it says that it is about to end, answers what it has accepted, and keeps no connection open for more.
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Whether the end has begun. Set by whoever ends the service. */
export interface Drain {
  begun: boolean;
}

/** Makes the server end cleanly: once the drain has begun, each answer closes its connection; a connection that never asked is closed at the end. */
export function followDrain(app: FastifyInstance, drain: Drain): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (drain.begun) reply.header('connection', 'close');
    done();
  });
  // Node closes idle connections itself, but one that never sent a byte counts as busy until the request timeout.
  const connections = new Set<Socket>();
  let isClosing = false;
  app.server.on('connection', (socket: Socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  app.addHook('preClose', (done) => {
    isClosing = true;
    // Whoever is being answered when the server closes without a drain is not kept either.
    drain.begun = true;
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
