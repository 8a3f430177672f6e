// The order in which test files begin: those that take long first, so that none is left running alone in the end.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// More than a quarter of a minute on either engine; the first take the longest. Vitest knows durations of an earlier run only, and CI has none.
const LONG = [
  'http/server/bad-input',
  'lifecycle/histories',
  'nodes/copy.postgres',
  'lifecycle/metrics',
  'cli/demo',
  'load/scale',
  'story/demo-round-trip',
  'web/appearance',
  'web/pages',
  'http/access/access',
  'http/server/examples',
  'http/orders/families',
  'story/readme',
  'lifecycle/matrix',
  'http/access/identity',
  'attempts/quality',
  'attempts/signing',
  'http/registers/registers',
  'http/metrics/exposure',
  'http/evidence/certificates',
  'web/verify',
  'http/workshop/attachments',
  'situations/families',
  'process/shutdown',
  'http/orders/work',
  'nodes/outage.postgres',
  'storage/migrations.postgres',
  'cli/seibi',
  'attempts/processes',
];

export class LongestFirst extends BaseSequencer {
  /** As Vitest would have them, engine by engine, the long ones of each before the others. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const engines = [...new Set(usual.map(({ project }) => project))];
    const placeOf = ({ project, moduleId }: TestSpecification) => {
      const at = LONG.indexOf(relative('test', moduleId).replace(/\.test\.ts$/, ''));
      return engines.indexOf(project) * (LONG.length + 1) + (at < 0 ? LONG.length : at);
    };
    return usual.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
