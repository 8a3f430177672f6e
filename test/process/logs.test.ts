// The log of a process that ends all of a sudden.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

it('what was logged in the turn that ends the process is in its log, each line whole', () => {
  const program = `
    import { createLogger } from ${JSON.stringify(join(root, 'src/serve.ts'))};
    const logger = createLogger('info');
    logger.info('one');
    setImmediate(() => {
      logger.info('two');
      logger.fatal('three');
      process.exit(3);
    });`;
  const { stdout, status } = spawnSync(
    process.execPath,
    [`--import=${join(root, 'node_modules/tsx/dist/loader.mjs')}`, '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  const messages = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  // A write that is under way may be overtaken by the last one; each line says its time.
  expect([status, messages.sort()]).toEqual([3, ['one', 'three', 'two']]);
});
