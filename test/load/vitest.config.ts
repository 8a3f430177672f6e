// The load of a million orders: minutes, and some gigabytes in the folder for temporary files while it runs; not part of `npm test`.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 7_200_000,
    hookTimeout: 600_000,
    include: ['test/load/**/*.load.ts'],
    env: { SEIBI_TEST_ENGINE: 'sqlite' },
  },
});
