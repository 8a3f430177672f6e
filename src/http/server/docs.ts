// The OpenAPI document as it is served: as JSON, and as pages to read.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Json } from '../openapi-schemas.ts';
import { Document, defineRoute } from '../route.ts';

/** The route that serves the document. `document` is made when it is first asked for. */
export function openapiRoutes(document: () => Json) {
  let text: string | null = null;
  return [
    defineRoute({
      operationId: 'openapi',
      method: 'GET',
      path: '/openapi.json',
      tag: 'Service',
      summary: 'This document',
      description: 'The OpenAPI 3.1 description of this API, made from the code that answers.',
      roles: 'public',
      answer: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
      example: {},
      handle: async () => {
        text ??= JSON.stringify(document());
        return new Document('application/json; charset=utf-8', text);
      },
    }),
  ];
}

/** Serves the readable pages of the document at `/docs`, everything from this machine. `document` is made when first asked for. */
export async function serveDocs(app: FastifyInstance, document: () => Json): Promise<void> {
  // The plugin wants a document at start; the real one takes longer to make than the rest of the start.
  const atStart = { openapi: '3.1.0', info: { title: 'Seibi', version: '' }, paths: {} };
  let made: Json | null = null;
  await app.register(swagger, { mode: 'static', specification: { document: atStart } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'none', deepLinking: true },
    staticCSP:
      "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'; img-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'",
    theme: { title: 'Seibi API' },
    transformSpecification: () => {
      made ??= document();
      return made;
    },
    transformSpecificationClone: false,
  });
}
