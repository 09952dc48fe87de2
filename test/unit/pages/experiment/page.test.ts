import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createSayCounted } from '../../../../src/base/countedSentence.ts';
import { experimentOf } from '../../../../src/aws/services/fis/mapping.ts';
import { experimentPage } from '../../../../src/pages/experiment/page.ts';
import { parseHostMessage } from '../../../../src/panel/protocol/messages.ts';
import { experimentAnswer, pageInput, pageOfExperiment } from '../../../stages/panel/pages.ts';

const now = Date.UTC(2026, 0, 15, 12);
const none = { items: [], more: false, loading: false };
const extras = { resolved: none, accounts: none };

void describe('an experiment’s page', () => {
  void it('is the same before AWS’s text came, from what is known of the experiment', () => {
    const input = pageInput(now, { experiment: experimentAnswer(now) });
    const { json: _, ...without } = input;
    const page = experimentPage(without, experimentOf(input.ref.scope, experimentAnswer(now)), extras);
    const whole = pageOfExperiment(input, extras);
    assert.deepEqual(
      [page.title, page.state, page.elapsed, page.badges, page.why],
      [whole.title, whole.state, whole.elapsed, whole.badges, whole.why],
    );
    assert.deepEqual(JSON.stringify(page.sections), JSON.stringify(whole.sections));
    assert.match(JSON.stringify(page.sections), /shop-fis-reports/);
  });

  void it('is a page also of one of which nothing is known', () => {
    const { json: _, ...without } = pageInput(now, {});
    const page = experimentPage(without, undefined, extras);
    assert.ok(parseHostMessage({ type: 'page', page }));
    assert.equal(page.title, without.ref.id);
  });

  void it('says since when it is, and of no state how long it lasts: its start is none', () => {
    for (const status of ['pending', 'initiating', 'running', 'stopping']) {
      const answer = experimentAnswer(now, { startTime: (now - 4_000) / 1_000, state: { status } });
      assert.deepEqual(pageOfExperiment(pageInput(now, { experiment: answer }), extras).elapsed, {
        label: 'started {0} ago',
        from: now - 4_000,
      });
    }
  });

  const counted = {
    en: ['1 completed, 2 cancelled', '2 completed, 1 cancelled'],
    fr: ['1 terminée, 2 annulées', '2 terminées, 1 annulée'],
    es: ['1 completada, 2 canceladas', '2 completadas, 1 cancelada'],
    'pt-br': ['1 concluída, 2 canceladas', '2 concluídas, 1 cancelada'],
  } as const;
  for (const [language, [one, two]] of Object.entries(counted)) {
    void it(`counts the actions with words that agree with the number in ${language}`, () => {
      const actions = (...states: readonly string[]) =>
        Object.fromEntries(
          states.map((status, index) => [`a${index}`, { actionId: 'aws:fis:wait', state: { status } }] as const),
        );
      const note = (all: Record<string, unknown>) =>
        pageOfExperiment(
          pageInput(now, { experiment: experimentAnswer(now, { actions: all }) }, { l10n: wordsOf(language) }),
          extras,
        ).sections.find(({ id }) => id === 'timeline')?.note;
      assert.equal(note(actions('completed', 'cancelled', 'skipped')), one);
      assert.equal(note(actions('completed', 'completed', 'stopped')), two);
      // Each action is in one of the counts, whatever AWS calls its state by then.
      assert.equal(
        note(actions('completed', 'cancelled', 'skipped', 'paused', 'paused')),
        [one, wordsOf(language).t('{0}: {1}', 'paused', 2)].join(', '),
      );
    });
  }
});

/** What Halt says in a language, as it is packaged. */
function wordsOf(language: string) {
  const said: Readonly<Record<string, string>> =
    language === 'en'
      ? {}
      : (JSON.parse(
          readFileSync(join(import.meta.dirname, '../../../../l10n', `bundle.l10n.${language}.json`), 'utf8'),
        ) as Record<string, string>);
  return {
    t: (message: string, ...args: readonly (string | number)[]) =>
      (said[message] ?? message).replaceAll(/\{(\d+)\}/g, (whole, index: string) =>
        String(args[Number(index)] ?? whole),
      ),
    counted: createSayCounted(language),
  };
}
