// Example for an analyst: how long repairs took in a quarter, by facility, as a figure that can be asked for again and is the same.
// npx tsx test/story/examples/quarterly-report.ts 2026-04-01 2026-07-01   with SEIBI_URL and SEIBI_KEY set
import { pathToFileURL } from 'node:url';
import { Seibi } from '../../../src/client/index.ts';
import type { TurnaroundFigures } from '../../../src/domain/metrics/turnaround.ts';

/** The lines of a report: the figures of each facility, what they are made of, and how to get the same again. */
export async function quarterlyReport(seibi: Seibi, from: string, to: string): Promise<string[]> {
  const { total, groups, asOf } = await seibi.metric<TurnaroundFigures>('turnaround', {
    from,
    to,
    groupBy: 'facility',
  });
  const hours = (value: number | null) => (value === null ? '–' : (value / 24).toFixed(1));
  const line = (name: string, { count, grossHours }: TurnaroundFigures) =>
    `${name.padEnd(24)} ${String(count).padStart(6)} ${hours(grossHours.p50).padStart(8)} ${hours(grossHours.p90).padStart(8)}`;
  const lines = [
    `Turnaround in days, ${from} to ${to} (as recorded by ${asOf})`,
    `${'facility'.padEnd(24)} ${'orders'.padStart(6)} ${'median'.padStart(8)} ${'90 %'.padStart(8)}`,
    ...groups.map(({ name, figures }) => line(name, figures)),
    line('all', total),
  ];
  // Who doubts a figure is shown the orders behind it.
  const contributors = seibi.list<{ number: string | null }>('/v1/metrics/turnaround/contributors', { from, to, asOf });
  let behind = 0;
  for await (const { number } of contributors) {
    behind += 1;
    if (behind <= 3) lines.push(`  the longest: ${number}`);
  }
  lines.push(`${behind} orders stand behind these figures; ask again with asOf=${asOf} for the same.`);
  return lines;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { SEIBI_URL: url = 'http://127.0.0.1:8080', SEIBI_KEY: key = 'seibi_demo_program' } = process.env;
  const [from = '', to = ''] = process.argv.slice(2);
  for (const line of await quarterlyReport(new Seibi({ url, key }), from, to)) console.log(line);
}
