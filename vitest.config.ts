// How the tests run: plain Node, no globals, real databases; what is about storage runs on both engines.
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

// Both engines have the same to show here. What is left out is about a file, or not about a database at all.
const onBothEngines = ['storage', 'http', 'lifecycle', 'situations', 'attempts', 'story', 'nodes'];
// Whatever the engine: settings, logs, traces, and the client with its examples.
const whateverTheEngine = ['server/settings', 'server/logging', 'server/tracing', 'exchange/client'].map(
  (name) => `test/http/${name}.test.ts`,
);

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'threads',
    // The files of a worker share what it has loaded: a quarter of the time of all tests went into loading it again for each.
    isolate: false,
    // What was transformed once is not transformed again until it changes.
    experimental: { fsModuleCache: true },
    // One more than the usual cores: the tests on PostgreSQL wait for it much of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // For what hangs. How long a test takes depends on what else the machine does, and is no fault of the program.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // The provider of the tests warns that it is one.
    onConsoleLog: (log) => !log.includes('oidc-provider WARNING'),
    coverage: {
      provider: 'v8',
      include: ['src/domain/**'],
      reporter: ['text-summary'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['test/**/*.test.ts'],
          // Those that break the service on purpose have a run of their own: test/faults/vitest.config.ts.
          exclude: ['test/nodes/**', 'test/**/*.postgres.test.ts', 'test/faults/**', 'test/fuzz/**'],
          env: { SEIBI_TEST_ENGINE: 'sqlite' },
          globalSetup: ['test/support/memory-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: onBothEngines.map((folder) => `test/${folder}/**/*.test.ts`),
          exclude: ['test/**/*.sqlite.test.ts', ...whateverTheEngine],
          env: { SEIBI_TEST_ENGINE: 'postgres' },
          globalSetup: ['test/support/memory-setup.ts', 'test/support/postgres-setup.ts'],
        },
      },
    ],
  },
});
