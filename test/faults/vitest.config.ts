// How the service is broken on purpose: real processes, killed and starved one after the other; not part of `npm test`.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // One at a time: each wants the machine, and the disk, for itself.
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.test.ts'], globalSetup: ['test/faults/setup.ts'] },
      },
      { extends: true, test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'] } },
    ],
  },
});
