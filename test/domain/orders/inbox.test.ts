// The inbox: who has one, and what its lines say.
import { describe, expect, it } from 'vitest';
import { desksOf, inboxText, ORDER_KINDS, supportListText, webhookText } from '../../../src/domain/orders/inbox.ts';
import { personOf } from '../../support/facts.ts';

describe('the desks of a person', () => {
  it.each([
    [['program_office'], 'program', ['program']],
    [['depot_staff'], 'facility', ['depot']],
    [['qa_inspector'], 'facility', ['inspector']],
    [['qa_inspector'], 'accepting_authority', ['acceptor']],
    [['depot_staff', 'qa_inspector'], 'facility', ['depot', 'inspector']],
    [['host_office'], 'accepting_authority', []],
    [['administrator'], 'program', []],
  ] as const)('%s of a %s: %s', (roles, kind, desks) => {
    const person = personOf('someone', { roles: [...roles], organization: { kind, name: 'X' } });
    expect(desksOf(person)).toEqual(desks);
  });
});

describe('a line', () => {
  it('says in both languages which order, what is to be done and what it is about', () => {
    expect(inboxText('approve_operation', 'KSZ-1', { en: 'Replace seal' })).toEqual({
      en: 'KSZ-1 has over-and-above work that waits for approval (Replace seal).',
      ja: 'KSZ-1の追加作業が承認待ちです（Replace seal）。',
    });
  });

  it('exists for every kind, and needs no part', () => {
    for (const kind of ORDER_KINDS) {
      const { en, ja } = inboxText(kind, 'KSZ-1', null);
      expect([en, ja]).toEqual([
        expect.stringMatching(/^KSZ-1 [a-z][^:]+[^)]\.$/),
        expect.stringMatching(/^KSZ-1[はのに][^：]+(です|ます)。$/),
      ]);
    }
  });

  it('says for which country a support list waits, and whether it was signed before', () => {
    expect([supportListText('PRI-1', 'japan', false), supportListText('PRI-1', 'us', true)]).toEqual([
      { en: 'PRI-1 waits to be signed for Japan.', ja: 'PRI-1は日本側の署名待ちです。' },
      {
        en: 'PRI-1 was amended and waits to be signed again for the United States.',
        ja: 'PRI-1は修正されたため、米国側の再署名待ちです。',
      },
    ]);
  });

  it('says what is wrong with a webhook, for every reason', () => {
    const reasons = [null, 'failing', 'gone', 'owner_left', 'secret_lost'] as const;
    const lines = reasons.map((reason) => webhookText('plant.example', reason));
    expect(new Set(lines.map(({ en }) => en)).size).toBe(reasons.length);
    for (const { en, ja } of lines) {
      expect(en).toMatch(/^The webhook to plant\.example (keeps|failed|was) [^.]+\.$/);
      expect(ja).toMatch(/^plant\.exampleへのWebhook：[^。]+(。[^。]+)?。$/);
    }
  });
});
