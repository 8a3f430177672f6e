// /v1/audit: what anyone can check the record by: public keys, signed checkpoints, proofs, and a verification of everything.
import { z } from 'zod';
import { id, instant, message } from '../../domain/values.ts';
import {
  checkpointRecord,
  getCheckpoint,
  listCheckpoints,
  logEntry,
  makeCheckpoint,
  proveConsistency,
  proveInclusion,
  sha256Hex,
} from '../../usecases/evidence/checkpoints.ts';
import { verifyAll } from '../../usecases/operator.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { Document, defineRoute } from '../route.ts';

const publishedKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().meta({ description: 'The public key, base64url.' }),
  kid: z.string().meta({ description: 'Its thumbprint (RFC 7638), by which a JWS names it.' }),
  use: z.literal('sig'),
  alg: z.literal('EdDSA'),
  createdAt: instant,
  retiredAt: instant.nullable().meta({ description: 'Since when it signs no more; null: it does.' }),
});

const size = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const hashes = z.array(sha256Hex).meta({ description: 'Hashes of nodes, in the order of RFC 9162.' });

const ABOUT_LOG =
  'Every event of every work order and register record is an entry of one log, at a place that never changes; an entry is the RFC 8785 form of `{kind, recordId, sequence, sha256}`, and the tree over them that of RFC 9162 (SHA-256).';

export const auditRoutes = [
  defineRoute({
    operationId: 'listSigningKeys',
    method: 'GET',
    path: '/v1/audit/keys',
    tag: 'Audit',
    summary: 'List the public keys',
    description:
      'A JSON Web Key Set (RFC 7517, RFC 8037) of every key that ever signed certificates and checkpoints here, the oldest first. Older ones sign no more, and verify what they signed.',
    roles: 'public',
    answer: { status: 200, schema: z.strictObject({ keys: z.array(publishedKey) }) },
    example: {},
    handle: async (act) => ({ keys: act.keys.publicKeys() }),
  }),
  defineRoute({
    operationId: 'listCheckpoints',
    method: 'GET',
    path: '/v1/audit/checkpoints',
    tag: 'Audit',
    summary: 'List the checkpoints',
    description: `What was signed about the log, hourly and on demand, the latest first; each names the one before. ${ABOUT_LOG}`,
    roles: 'anyone',
    query: listQuery(['n'], {}, '-n'),
    answer: { status: 200, schema: page(checkpointRecord) },
    example: { query: { limit: 5 } },
    handle: (act, { query }) => listCheckpoints(act, query),
  }),
  defineRoute({
    operationId: 'makeCheckpoint',
    method: 'POST',
    path: '/v1/audit/checkpoints',
    tag: 'Audit',
    summary: 'Make a checkpoint now',
    description:
      'Takes everything that is durable by now into the log and signs its root. Keep the JWS where the operator of this service cannot reach it: what is changed later is found against it.',
    roles: ['administrator', 'program_office'],
    answer: { status: 201, schema: checkpointRecord },
    problems: ['checkpoint.in_progress'],
    location: ({ n }: { n: number }) => `/v1/audit/checkpoints/${n}`,
    example: {},
    handle: (act) => makeCheckpoint(act),
  }),
  defineRoute({
    operationId: 'getCheckpoint',
    method: 'GET',
    path: '/v1/audit/checkpoints/{n}',
    tag: 'Audit',
    summary: 'Get a checkpoint',
    description: 'By `Accept`: as JSON, or as the JWS itself (`application/jose`).',
    roles: 'anyone',
    params: z.strictObject({
      n: z.coerce.number().int().min(1).max(2_147_483_647).meta({ description: 'The number of the checkpoint.' }),
    }),
    answer: { status: 200, schema: checkpointRecord, types: ['application/jose'] },
    example: { params: { n: 1 } },
    async handle(act, { params, prefers }) {
      const checkpoint = await getCheckpoint(act, params.n);
      return prefers(['application/json', 'application/jose']) === 'application/jose'
        ? new Document('application/jose', checkpoint.jws)
        : checkpoint;
    },
  }),
  defineRoute({
    operationId: 'proveInclusion',
    method: 'GET',
    path: '/v1/audit/proofs/inclusion',
    tag: 'Audit',
    summary: 'Prove that an event is in the log',
    description: `The path from the leaf of an event to the root over the first \`size\` entries (RFC 9162 2.1.3). ${ABOUT_LOG}`,
    roles: 'anyone',
    query: z.strictObject({
      recordId: id.meta({ description: 'The work order or register record.' }),
      sequence: z.int().min(1).max(2_147_483_647).meta({ description: 'Which of its events.' }),
      size: size.optional().meta({ description: 'How many entries; those of the last checkpoint if left out.' }),
    }),
    answer: {
      status: 200,
      schema: z.strictObject({
        entry: logEntry,
        position: z.int().min(0).meta({ description: 'Its place in the log, counted from 0.' }),
        leafSha256: sha256Hex,
        size,
        rootSha256: sha256Hex,
        path: hashes,
        checkpoint: z.int().nullable().meta({ description: 'The first checkpoint about that size; null: none is.' }),
      }),
    },
    problems: ['resource.not_found', 'proof.not_covered'],
    example: { query: { recordId: exampleId('order.released'), sequence: 1 } },
    handle: (act, { query }) => proveInclusion(act, query),
  }),
  defineRoute({
    operationId: 'proveConsistency',
    method: 'GET',
    path: '/v1/audit/proofs/consistency',
    tag: 'Audit',
    summary: 'Prove that the log only grew',
    description: 'That the first `to` entries of the log begin with the `from` that it had once (RFC 9162 2.1.4).',
    roles: 'anyone',
    query: z.strictObject({
      from: size.meta({ description: 'The size of the older checkpoint.' }),
      to: size.optional().meta({ description: 'That of the newer; that of the last one if left out.' }),
    }),
    answer: {
      status: 200,
      schema: z.strictObject({
        from: size,
        fromRootSha256: sha256Hex,
        to: size,
        toRootSha256: sha256Hex,
        path: hashes,
      }),
    },
    problems: ['proof.not_covered'],
    example: { query: { from: 5 } },
    handle: (act, { query }) => proveConsistency(act, query),
  }),
  defineRoute({
    operationId: 'verifyRecord',
    method: 'GET',
    path: '/v1/audit/verify',
    tag: 'Audit',
    summary: 'Verify the whole record',
    description:
      'Every chain, signature and row, the log and its checkpoints, as `npx seibi verify` does: how much was read, and the first thing that is wrong. It reads everything, so it takes as long as that.',
    roles: ['administrator'],
    answer: {
      status: 200,
      schema: z.strictObject({
        orders: z.int().min(0),
        events: z.int().min(0).meta({ description: 'Of orders.' }),
        records: z.int().min(0).meta({ description: 'Of the registers.' }),
        entries: z.int().min(0).meta({ description: 'Of the log.' }),
        checkpoints: z.int().min(0),
        fault: z
          .strictObject({ about: z.string(), message })
          .nullable()
          .meta({ description: 'The first thing that is wrong; null: nothing is.' }),
      }),
    },
    example: {},
    handle: (act) => verifyAll(act),
  }),
];
