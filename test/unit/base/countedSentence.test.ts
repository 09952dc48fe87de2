import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createSayCounted, numberFormat, pluralForms } from '../../../src/base/countedSentence.ts';

const ROOT = join(import.meta.dirname, '../../..');
const RUNNING = '{0, plural, one {# FIS experiment is active} other {# FIS experiments are active}}';
const ADDRESS = '{0, plural, one {Stops {1} of # at {2}} other {Stop {1} of # at {2}}}';

/** As the person of this language finds it. */
function translated(language: string, sentence: string): string {
  if (language === 'en') return sentence;
  const text = readFileSync(join(ROOT, `l10n/bundle.l10n.${language}.json`), 'utf8');
  return (JSON.parse(text) as Readonly<Record<string, string | undefined>>)[sentence] ?? '';
}

void describe('a counted sentence', () => {
  /** For 0, 1, 2 and 1,000,000. */
  const said = {
    en: [
      '0 FIS experiments are active',
      '1 FIS experiment is active',
      '2 FIS experiments are active',
      '1,000,000 FIS experiments are active',
    ],
    de: [
      '0 FIS-Experimente sind aktiv',
      '1 FIS-Experiment ist aktiv',
      '2 FIS-Experimente sind aktiv',
      '1.000.000 FIS-Experimente sind aktiv',
    ],
    fr: [
      '0 expérience FIS est active',
      '1 expérience FIS est active',
      '2 expériences FIS sont actives',
      '1 000 000 d’expériences FIS sont actives',
    ],
    es: [
      '0 experimentos de FIS están activos',
      '1 experimento de FIS está activo',
      '2 experimentos de FIS están activos',
      '1.000.000 de experimentos de FIS están activos',
    ],
    'pt-br': [
      '0 experimento do FIS está ativo',
      '1 experimento do FIS está ativo',
      '2 experimentos do FIS estão ativos',
      '1.000.000 de experimentos do FIS estão ativos',
    ],
    ja: [
      'FIS 実験が 0 件アクティブです',
      'FIS 実験が 1 件アクティブです',
      'FIS 実験が 2 件アクティブです',
      'FIS 実験が 1,000,000 件アクティブです',
    ],
    ko: [
      'FIS 실험 0개가 활성 상태입니다',
      'FIS 실험 1개가 활성 상태입니다',
      'FIS 실험 2개가 활성 상태입니다',
      'FIS 실험 1,000,000개가 활성 상태입니다',
    ],
    'zh-cn': [
      '有 0 个 FIS 实验处于活动状态',
      '有 1 个 FIS 实验处于活动状态',
      '有 2 个 FIS 实验处于活动状态',
      '有 1,000,000 个 FIS 实验处于活动状态',
    ],
  } as const satisfies Record<string, readonly string[]>;
  for (const [language, expected] of Object.entries(said)) {
    void it(`is said in ${language} as its rules want for 0, 1, 2 and a million`, () => {
      const say = createSayCounted(language);
      const sentence = translated(language, RUNNING);
      // French and others part the thousands by blanks that don't break.
      const found = [0, 1, 2, 1_000_000].map((count) => say(sentence, count).replaceAll(/[\u00a0\u202f]/g, ' '));
      assert.deepEqual(found, expected);
    });
  }

  void it('takes in what else it names, once, and writes numbers among it as the language does', () => {
    const say = createSayCounted('de');
    assert.equal(say(ADDRESS, 2, 1234, '# {0} {1}'), 'Stop 1.234 of 2 at # {0} {1}');
    assert.equal(say(ADDRESS, 1, 'a', 'b'), 'Stops a of 1 at b');
    assert.equal(say(ADDRESS, 1), 'Stops {1} of 1 at {2}');
  });

  void it('has a form for a category that the sentence lacks, and for a language that nobody knows', () => {
    assert.equal(createSayCounted('pl')(RUNNING, 5), '5 FIS experiments are active');
    for (const language of ['', 'qps-ploc', 'not a language', 'x'])
      assert.equal(createSayCounted(language)(RUNNING, 1), '1 FIS experiment is active', language);
  });

  void it('says a sentence that doesn’t count, or that can’t be read, as it is', () => {
    const say = createSayCounted('en');
    for (const sentence of [
      'Stop',
      '',
      '{0, plural, one {# a} other {# b}',
      '{0, plural, }',
      '{0, plural, one {{a}}}',
    ]) {
      assert.equal(pluralForms(sentence), undefined, sentence);
      assert.equal(say(sentence, 2, 'a'), sentence);
    }
    assert.equal(say('{0} places # {1}', 2, 'a'), '2 places # a');
  });

  it('has numbers written as the language does, for sentences that don’t count', () => {
    const written = { en: '12,345', de: '12.345', ja: '12,345', 'pt-br': '12.345', 'not a language': '12,345' };
    for (const [language, number] of Object.entries(written))
      assert.equal(numberFormat(language).format(12_345), number, language);
  });
});
