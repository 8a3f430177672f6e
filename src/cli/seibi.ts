#!/usr/bin/env node
// The command line of Seibi: hands its arguments to the commands and ends with their exit code.
import { once } from 'node:events';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  send: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
  input: () => process.stdin,
  result: () => undefined,
  environment: process.env,
  isInteractive: process.stdout.isTTY === true,
});
