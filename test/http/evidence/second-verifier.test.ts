// A verifier of a second make, in another language, agrees with ours from nothing but the answers of the API.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Loose } from '../../support/app.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('The verifier in Python is not tested: there is no python3 on PATH.\n');

let plant: Plant;
let answers: { events: Loose[]; proof: Loose; checkpoint: Loose };
beforeAll(async () => {
  plant = await startPlant();
  const { id } = await plant.orderIn('closed');
  const checkpoint = await plant.send('admin', 'POST', '/v1/audit/checkpoints');
  const { items: events } = await plant.send('admin', 'GET', `/v1/work-orders/${id}/events?limit=200`);
  const query = `recordId=${id}&sequence=${events.length}&size=${checkpoint.size}`;
  answers = { events, proof: await plant.send('admin', 'GET', `/v1/audit/proofs/inclusion?${query}`), checkpoint };
});
afterAll(() => plant.close());

function judge(given: typeof answers) {
  const script = fileURLToPath(new URL('../../support/verifier.py', import.meta.url));
  const { status, stdout } = spawnSync('python3', [script], { input: JSON.stringify(given), encoding: 'utf8' });
  return { status, said: stdout.trim() };
}

describe.skipIf(!hasPython)('a verifier in Python', () => {
  it('finds the same head and root', () => {
    const { status, said } = judge(answers);
    expect(said).toBe(
      JSON.stringify({ head: answers.events.at(-1).sha256, root: answers.checkpoint.rootSha256 }).replace(
        /([:,])"/g,
        '$1 "',
      ),
    );
    expect(status).toBe(0);
  });

  it('finds what was changed, left out or moved', () => {
    const { events, proof, checkpoint } = answers;
    const cases: [typeof answers, string][] = [
      [{ ...answers, events: events.map((e, n) => (n === 3 ? { ...e, actorId: 'x' } : e)) }, 'event 4 was changed'],
      [{ ...answers, events: events.filter((_, n) => n !== 5) }, 'event 6 is missing'],
      [{ ...answers, events: events.slice(0, -1) }, 'the event is not in the log'],
      [{ ...answers, proof: { ...proof, position: proof.position - 1 } }, 'the event is not in the log'],
      [{ ...answers, checkpoint: { ...checkpoint, content: `${checkpoint.content} ` } }, 'the checkpoint was changed'],
    ];
    for (const [given, reason] of cases) expect(judge(given)).toEqual({ status: 1, said: reason });
  });
});
