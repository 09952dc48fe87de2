import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CallExpression, parseSync, Visitor } from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');
/** So many columns of a notification without a button are shown; a Chinese, Japanese or Korean letter takes two. */
const MOST_COLUMNS = 60;
/** And so many of the line below a row of a pick. */
const MOST_OF_DETAIL = 80;
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u;

const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));

const bundles = readdirSync(join(ROOT, 'l10n')).map(
  (name): Readonly<Record<string, string>> =>
    JSON.parse(readFileSync(join(ROOT, 'l10n', name), 'utf8')) as Record<string, string>,
);

const columns = (text: string): number => [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);

function callsOf(source: string, names: readonly string[]): readonly CallExpression[] {
  const found: CallExpression[] = [];
  new Visitor({
    CallExpression: (call) => {
      if (call.callee.type === 'Identifier' && names.includes(call.callee.name)) found.push(call);
    },
  }).visit(parseSync('source.ts', source).program);
  return found;
}

/** The sentence of `oneLine(l10n.t('…'))`; undefined where it isn't one that stands in the code as it is shown. */
function sentenceOf(call: CallExpression): string | undefined {
  const [said, ...more] = call.arguments;
  if (more.length > 0 || said?.type !== 'CallExpression' || said.arguments.length !== 1) return undefined;
  const [text] = said.arguments;
  return text?.type === 'Literal' && typeof text.value === 'string' && !text.value.includes('{')
    ? text.value
    : undefined;
}

/** What doesn't fit on the one line of a notification, or below a row of a pick, in any language. */
function tooLong(source: string, name = 'oneLine', most = MOST_COLUMNS): readonly string[] {
  return callsOf(source, [name]).flatMap((call) => {
    const sentence = sentenceOf(call);
    if (sentence === undefined) return [source.slice(call.start, call.end)];
    return [sentence, ...bundles.flatMap((bundle) => bundle[sentence] ?? [])].filter((said) => columns(said) > most);
  });
}

describe('the line below a row of a pick', () => {
  it('can be read whole, in every language', () => {
    const all = SOURCES.filter((source) => !source.includes('export const detailLine'));
    assert.deepEqual(
      all.flatMap((source) => tooLong(source, 'detailLine', MOST_OF_DETAIL)),
      [],
    );
    assert.ok(all.flatMap((source) => callsOf(source, ['detailLine'])).length > 5);
  });

  it('says what its row risks, where that is a force', () => {
    const said = SOURCES.flatMap((source) => callsOf(source, ['detailLine'])).flatMap((call) => sentenceOf(call) ?? []);
    assert.equal(said.filter((sentence) => sentence.startsWith('Risk: ')).length, 3);
  });
});

describe('a notification', () => {
  it('without a button fits on its one line, in every language', () => {
    const all = SOURCES.filter((source) => !source.includes('export const oneLine'));
    assert.deepEqual(
      all.flatMap((source) => tooLong(source)),
      [],
    );
    assert.ok(all.flatMap((source) => callsOf(source, ['oneLine'])).length > 5);
  });

  it('that is longer has a button', () => {
    const bare = SOURCES.flatMap((source) =>
      callsOf(source, ['inform', 'warn', 'complain'])
        .filter((call) => call.arguments.length < 2)
        .map((call) => source.slice(call.start, call.end)),
    );
    assert.deepEqual(bare, []);
  });

  it('is refused where it is too long, or where nobody can tell', () => {
    const long = 'x'.repeat(MOST_COLUMNS + 1);
    const wide = '止'.repeat(MOST_COLUMNS / 2 + 1);
    const refused = ['words', "l10n.t('{0} is gone.', name)", '`a ${words}`', `l10n.t('${long}')`, `l10n.t('${wide}')`];
    for (const words of refused) assert.equal(tooLong(`remark(oneLine(${words}));`).length, 1, words);
    assert.deepEqual(tooLong(`remark(oneLine(l10n.t('${long.slice(1)}')));`), []);
  });
});
