// The README says what the code does: diagram, settings, glossary and commands.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsTable } from '../../src/config.ts';
import { lifecycleDiagram } from '../../src/domain/orders/lifecycle.ts';
import { components } from '../../src/http/components.ts';
import { metricsTable } from '../../src/http/server/prometheus.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const { scripts, dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Record<'scripts' | 'dependencies' | 'devDependencies', Record<string, string>>;

const between = (name: string) =>
  new RegExp(`<!-- ${name}:[^\\n]*-->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(readme)?.[1];

describe('the README', () => {
  it('shows the lifecycle as the code has it', () => {
    expect(between('lifecycle')).toBe(`\`\`\`mermaid\n${lifecycleDiagram()}\n\`\`\`\n`);
  });

  it('has every setting with its default and why', () => {
    const rows = Object.entries(settingsTable).map(
      ([name, s]) => `| \`${name}\` | ${s.default === '' ? '–' : `\`${s.default}\``} | ${s.why} |`,
    );
    expect(between('settings')).toBe(['| variable | default | why |', '|---|---|---|', ...rows, ''].join('\n'));
  });

  it('has every metric with its labels and what it counts', () => {
    const rows = Object.entries(metricsTable).map(
      ([name, { type, labels, why }]) =>
        `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ') || '–'} | ${why} |`,
    );
    expect(between('metrics')).toBe(['| metric | type | labels | what |', '|---|---|---|---|', ...rows, ''].join('\n'));
  });

  it('explains every noun of the API in its glossary', () => {
    const terms = new Set([...readme.matchAll(/^\| ([a-z ]+) \| [^|]*[\u3000-\u9fff][^|]*\|/gm)].map((m) => m[1]));
    const nouns = Object.keys(components)
      .filter(
        (name) =>
          !['Text', 'Money', 'Message', 'SignatureInput', 'StatusReport', 'Key', 'Closure', 'WorkOrderView'].includes(
            name,
          ),
      )
      .map((name) =>
        name
          .replace(/Entry$/, '')
          .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
          .toLowerCase(),
      );
    expect(nouns.filter((noun) => !terms.has(noun))).toEqual([]);
  });

  it('has a reason for every dependency, and for no other', () => {
    const table = /<!-- dependencies -->([\s\S]*?)<!-- \/dependencies -->/.exec(readme)?.[1] ?? '';
    const reasoned = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1]));
    const named = reasoned.filter((name) => name !== 'dist/web');
    expect(named.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });

  it('names only scripts that exist', () => {
    const named = [...readme.matchAll(/npm (?:run )?(\w+)/g)]
      .map((m) => m[1] as string)
      .filter((s) => !['ci', 'install', 'run'].includes(s));
    expect(named.filter((s) => !(s in scripts))).toEqual([]);
  });

  it('names tests of its security that exist', () => {
    const named = [...(between('security') ?? '').matchAll(/`(test\/[^`]+\.test\.ts)`: ((?:“[^”]+”(?:, )?)+)/g)];
    const missing = named.flatMap(([, file = '', titles = '']) => {
      const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      const wanted = [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title);
      return wanted.filter((title) => !text.includes(title)).map((title) => `${file}: ${title}`);
    });
    expect(missing).toEqual([]);
    expect(new Set(between('security')?.match(/^\| API\d+ /gm)).size).toBe(10);
    expect(named.length).toBeGreaterThanOrEqual(20);
  });
});
