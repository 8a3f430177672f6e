// When a request is over: its answer was sent, or its caller left.
import type { FastifyReply } from 'fastify';

/** Calls `ended` once: with the status when the answer was sent whole, with null when the connection was lost before. */
export function onEnd({ raw }: FastifyReply, ended: (status: number | null) => void): void {
  let isOver = false;
  const end = (status: number | null) => {
    if (isOver) return;
    isOver = true;
    ended(status);
  };
  raw.once('finish', () => end(raw.statusCode));
  raw.once('close', () => end(raw.writableFinished ? raw.statusCode : null));
}
