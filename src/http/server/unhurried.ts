// Connections on which a body may arrive slowly: Node ends others after the time that a whole request has.
import type { Socket } from 'node:net';

const unhurried = new WeakSet<Socket>();

/** Lets what is being sent on a connection take its time. */
export function letArriveSlowly(socket: Socket): void {
  unhurried.add(socket);
}

/** Whether a fault of a connection is only that it takes its time, where that is allowed. */
export function mayArriveSlowly(error: { code?: string }, socket: Socket): boolean {
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && unhurried.has(socket);
}
