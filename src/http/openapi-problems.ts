// The problems of the OpenAPI document: which codes an operation may answer, and what a problem is like.
import { PROBLEM_CODES, type ProblemCode, problems } from '../domain/problem.ts';
import { type Json, reference } from './openapi-schemas.ts';
import { bodyTypes, isForPeople, needsRevision, type Route } from './route.ts';

/** Every problem code a route may answer: those of its kind and its own. */
export function problemCodesOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>(['request.invalid']);
  if (isForPeople(route)) codes.add('session.unauthenticated');
  if (isForPeople(route) && route.method !== 'GET') codes.add('session.csrf');
  if (route.roles === 'operator') codes.add('operator.unauthenticated');
  // A probe is not limited, but wrong tokens are.
  if (!route.isProbe || route.roles !== 'public') codes.add('request.rate_limited');
  if (isForPeople(route) && route.params) codes.add('resource.not_found');
  if (Array.isArray(route.roles)) codes.add('access.role_denied');
  if (bodyTypes(route).length > 0) {
    codes.add(route.stream ? 'request.timed_out' : 'request.malformed_json');
    codes.add('request.too_large').add('request.unsupported_media_type');
  }
  if (needsRevision(route)) codes.add('request.precondition_required').add('revision.stale');
  if (route.method === 'POST') codes.add('idempotency.key_reused').add('idempotency.in_progress');
  for (const code of route.problems ?? []) codes.add(code);
  codes.add('service.unavailable').add('internal');
  return [...codes].sort((a, b) => problems[a].status - problems[b].status || (a < b ? -1 : 1));
}

export function problemResponses(codes: readonly ProblemCode[], pages = false): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, at]) => [
      status,
      {
        description: at.map((code) => `\`${code}\`: ${problems[code].title.en}`).join('; '),
        ...(status === 429 || status === 503 ? { headers: { 'Retry-After': reference('headers', 'RetryAfter') } } : {}),
        content: {
          'application/problem+json': { schema: reference('schemas', 'Problem') },
          ...(pages ? { 'text/html': { schema: { type: 'string' } } } : {}),
        },
      },
    ]),
  );
}

export function problemSchema(): Json {
  const message = {
    type: 'object',
    properties: { en: { type: 'string' }, ja: { type: 'string' } },
    required: ['en', 'ja'],
  };
  return {
    type: 'object',
    description: 'A problem (RFC 9457), with what its code adds.',
    properties: {
      type: { type: 'string', description: 'The page that explains the code.' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'The path that was asked.' },
      code: { type: 'string', enum: PROBLEM_CODES },
      errors: {
        type: 'array',
        description: 'Every fault of the request (request.invalid).',
        items: {
          type: 'object',
          properties: {
            pointer: {
              type: 'string',
              description: 'RFC 6901 pointer into the body, or /name of a parameter or header.',
            },
            code: { type: 'string' },
            message,
          },
          required: ['pointer', 'code', 'message'],
        },
      },
      blockedBy: {
        type: 'array',
        description: 'Everything that stands in the way, with evidence.',
        items: {
          type: 'object',
          properties: { guard: { type: 'string' }, message, evidence: { type: 'array', items: { type: 'object' } } },
          required: ['guard', 'message', 'evidence'],
        },
      },
      currentRevision: { type: 'integer' },
    },
    required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
    additionalProperties: true,
  };
}
