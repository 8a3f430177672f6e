// Whether the service lives and is ready, and which version it is.
import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { defineRoute } from '../route.ts';
import { Overloaded } from './overload.ts';

const state = z.strictObject({ status: z.literal('ok') });

/** The probes: outside `/v1`, public, never limited. */
export function healthRoutes(version: string) {
  return [
    defineRoute({
      operationId: 'live',
      method: 'GET',
      path: '/livez',
      tag: 'Service',
      summary: 'Is the process alive',
      description: 'Answers as long as the process can answer at all.',
      roles: 'public',
      isProbe: true,
      answer: { status: 200, schema: state },
      example: {},
      handle: async () => ({ status: 'ok' }),
    }),
    defineRoute({
      operationId: 'ready',
      method: 'GET',
      path: '/readyz',
      tag: 'Service',
      summary: 'Is the service ready for requests',
      description:
        'Ready when the database answers, its migrations are applied, the process keeps up and is not about to end.',
      roles: 'public',
      isProbe: true,
      answer: { status: 200, schema: state },
      example: {},
      problems: ['service.draining'],
      handle: async (act, { host }) => {
        if (host.isDraining()) throw new Problem('service.draining');
        if (host.isOverloaded()) throw new Overloaded();
        try {
          await act.database.ping();
        } catch {
          throw new Problem('service.unavailable');
        }
        return { status: 'ok' };
      },
    }),
    defineRoute({
      operationId: 'version',
      method: 'GET',
      path: '/version',
      tag: 'Service',
      summary: 'Which version runs',
      description: 'The name and version of the program.',
      roles: 'public',
      isProbe: true,
      answer: { status: 200, schema: z.strictObject({ name: z.literal('seibi'), version: z.string() }) },
      example: {},
      handle: async () => ({ name: 'seibi', version }),
    }),
  ];
}
