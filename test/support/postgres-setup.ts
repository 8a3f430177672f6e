// Before the tests on PostgreSQL: the server, and a database with the tables of this program that the tests copy.
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../src/storage/engine/postgres/postgres.ts';
import { onServer } from './database.ts';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? null : await startPostgres();
  const url = given ?? server?.url ?? '';
  process.stdout.write(`PostgreSQL for the tests: ${server?.from ?? 'TEST_DATABASE_URL'}\n`);
  const template = `seibi_template_${process.pid}`;
  await onServer(url, `create database ${template} encoding 'UTF8' template template0`);
  const named = new URL(url);
  named.pathname = `/${template}`;
  await (await openPostgres({ url: named.href })).close();
  project.provide('postgresUrl', `${url}#${template}`);
  return async () => {
    if (server) await server.stop();
    else await onServer(url, `drop database ${template} with (force)`);
  };
}
