// Whoever runs the service: the holder of METRICS_TOKEN, or, without one, whoever calls on the machine itself.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../domain/problem.ts';
import type { Host } from '../server/host.ts';

/** Raises operator.unauthenticated unless the operator asks. */
export function requireOperator(request: FastifyRequest, { metricsToken }: Pick<Host, 'metricsToken'>): void {
  const isOperator =
    metricsToken === null ? isFromThisMachine(request) : isToken(request.headers.authorization, metricsToken);
  if (!isOperator) throw new Problem('operator.unauthenticated');
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  // Hashes have one length, so that neither it nor a common beginning shows in the time this takes.
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(token).digest());
}

// A proxy on this machine calls from here too, for anybody; it says so in its headers.
function isFromThisMachine({ ip, socket, headers }: FastifyRequest): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return !isForwarded && isLoopback(ip) && isLoopback(socket.remoteAddress ?? '');
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
}
