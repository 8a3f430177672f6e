// Withholding: nothing of a record outside the reader's scope is left in what a finding says.
import { describe, expect, test } from 'vitest';
import { type Evidence, guards } from '../../../src/domain/orders/guards.ts';
import { withheldFrom } from '../../../src/domain/orders/withholding.ts';

const evidence = (id: string): Evidence => ({
  record: 'work_order',
  id,
  revision: 7,
  text: { en: `SECRET-${id}`, ja: `秘密-${id}` },
});
const finding = {
  guard: 'equipment_free' as const,
  message: { en: 'Held by SECRET-1, SECRET-2.', ja: '秘密-1、秘密-2で受入中です。' },
  evidence: [evidence('1'), evidence('2')],
};

describe('a finding', () => {
  test('is told whole to who sees all of it', () => {
    const shown = withheldFrom(finding, false, () => true);
    expect(shown.message).toBe(finding.message);
    expect(shown.evidence).toEqual(finding.evidence.map((e) => ({ ...e, withheld: false })));
  });

  test('keeps what is seen, and of the rest only its kind', () => {
    const shown = withheldFrom(finding, false, (e) => e.id === '1');
    expect(shown.evidence[0]).toMatchObject({ id: '1', withheld: false });
    expect(shown.evidence[1]).toEqual({
      record: 'work_order',
      id: null,
      revision: null,
      text: { en: 'outside what you may see', ja: '閲覧範囲外' },
      withheld: true,
    });
  });

  test.each(Object.keys(guards) as (keyof typeof guards)[])('%s names nothing that is withheld', (guard) => {
    for (const holds of [true, false]) {
      const { message, evidence: shown } = withheldFrom({ ...finding, guard }, holds, () => false);
      expect(JSON.stringify([message, shown])).not.toMatch(/SECRET|秘密/);
      expect(message.en).toMatch(/\.$/);
      expect(message.ja).toMatch(/。$/);
    }
  });

  test('without evidence has nothing to withhold', () => {
    expect(withheldFrom({ ...finding, evidence: [] }, true, () => false).message).toBe(finding.message);
  });
});
