import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';
import { smallest } from '../../scripts/vsix/packSmaller.ts';
import { pluralForms } from '../../src/base/countedSentence.ts';

const ROOT = join(import.meta.dirname, '../..');
const LANGUAGES = ['ja', 'zh-cn', 'ko', 'de', 'fr', 'es', 'pt-br'];
const MOST_PACKED = 250 * 1000;

type Sentences = ReadonlyMap<string, string>;

/** What a translation keeps as it is, each exactly as often as the English says it. */
const KEPT = {
  placeholders: /\{\d+\}/g,
  numbers: /#/g,
  'command links': /\(command:[^)]*\)/g,
  icons: /\$\([\w~-]+\)/g,
  settings: /\bhalt\.[A-Za-z]+(?:\.[A-Za-z]+)*/g,
  code: /`[^`]*`/g,
  'line breaks': /\n/g,
  'leading and trailing blanks': /^\s+|\s+$/g,
} as const satisfies Record<string, RegExp>;

/**
 * Where the English warns of a loss, or asks about what can't be taken back, AWS's own terms stand in parentheses beside their translations, each of
 * them, so that a person finds the same words in AWS's documentation and in what a colleague says. A button and a title are short, and have none.
 */
const LOSSES: readonly { readonly english: RegExp; readonly term: RegExp }[] = [
  { english: /instance[- ]store/i, term: /instance[- ]store/i },
  { english: /skip\b.*\bshutdown/i, term: /skip (?:the )?OS shutdown/i },
  { english: /\bmemory is lost/i, term: /\bmemory\b/i },
  { english: /disk yet is lost|\bare lost/i, term: /data loss|skip OS shutdown/i },
  { english: /cuts the power|power is cut/i, term: /force stop|skip OS shutdown/i },
  { english: /\bForce[- ].*\?|need Force Stop|forcing Windows/i, term: /force stop/i },
  { english: /\bAbort\b.*\?|\bAbort (?:\{|#)/, term: /abort/i },
  { english: /\bshuts? it down/i, term: /shut(?: it)? down/i },
  { english: /not launched with hibernation/i, term: /hibernation/i },
  { english: /EC2 interrupted/i, term: /interrupted/i },
  { english: /\bno undo\b|(?:isn’t|can’t be) undone/i, term: /\bundo\b|undone|irreversible/i },
  { english: /can’t be resumed/i, term: /resume/i },
  { english: /(?:is|are|only) terminated|\bterminate it\b/i, term: /\bterminat/i },
  { english: /\bEVERY experiment/, term: /EVERY experiment/ },
  { english: /\bEngaging stops/, term: /\bengage/i },
  { english: /\bdisengages it\b/, term: /disengage/i },
];

/** AWS's terms that a translation has somewhere: French says *post-action* itself. */
const TERMS: typeof LOSSES = [{ english: /post-action/i, term: /post-action/i }];

/** One word for one thing: those of which another one is used. */
const NOT_SAID: Readonly<Record<string, RegExp>> = {
  ja: /スポット|(?<!ターミナル )プロファイル/,
  'zh-cn': /竞价|重新启动|重启|审核|(?<!终端)配置文件/,
  ko: /스팟|리비전|(?<!터미널 )프로필/,
  de: /\bTasks?\b|\bOrten?\b|\bOrte\b|Deployment/,
  fr: /\bspot\b|[Rr]edémarr|[Rr]estaur/,
  es: /despliegues?\b(?<!^Despliegue)|\b(?:un|el|los|estos|algún) lugar/,
  'pt-br': /\bspot\b/,
};

/** A number, or what stands for one, before what it counts. */
const COUNTS =
  /(?:^|[^\d.])1 [a-z]|\{\d\} (?:(?!in |the )[\w-]+ ){0,3}(?:accounts|alarms|arguments|characters|commands|days|deployments|entries|experiments|failures|instances|items|levers|lines|members|places|profiles|regions|requests|resources|rows|services|stops|tags|targets|tasks|times|volumes)\b/;

/** No person sees them, and some turn the order of the words around them: the C0 and C1 sets but for the line break, and Unicode's bidirectional controls. */
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

function read(path: string): Sentences {
  const entries: unknown = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  assert.ok(typeof entries === 'object' && entries !== null, `${path} is no object`);
  return new Map(
    Object.entries(entries).map(([key, value]: [string, unknown]) => {
      assert.equal(typeof value, 'string', `${path}: “${key}” is not translated by a string`);
      return [key, String(value)];
    }),
  );
}

/** Every source takes VS Code's words in by this name or is handed them by it; the reader of sentences follows an import alone. */
const TAKEN_IN = "import { l10n } from 'vscode';";
const OTHERWISE_TAKEN_IN = /\bl10n as\b|\* as \w+ from 'vscode'/;

/** Every sentence that a source says through `l10n.t`. They are read as one text: the reader prepares itself for each anew, which takes longer than to read them all. */
async function englishSentences(): Promise<Sentences> {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, contents: readFileSync(join(ROOT, 'src', name), 'utf8') }))
    .filter(({ contents }) => contents.includes('l10n.t('));
  const otherwise = files.filter(({ contents }) => OTHERWISE_TAKEN_IN.test(contents));
  assert.deepEqual(
    otherwise.map(({ name }) => name),
    [],
    'VS Code’s words have another name than l10n here',
  );
  const told = files.map(({ contents }) => contents.replaceAll(/^import [^;]*;$/gm, ''));
  const sentences = await getL10nJson([{ contents: [TAKEN_IN, ...told].join('\n'), extension: '.ts' }]);
  return new Map(
    Object.entries(sentences).map(([key, value]) => [key, typeof value === 'string' ? value : value.message]),
  );
}

const found = (text: string, kept: RegExp): readonly string[] => (text.match(kept) ?? []).toSorted();

/** The plural categories that a language's rules name. */
const categoriesOf = (language: string): readonly string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();

/** What is wrong with the translations into a language, in a line for each fault. */
function faults(english: Sentences, translated: Sentences, language = 'de'): readonly string[] {
  const missing = [...english.keys()].filter((key) => !translated.has(key)).map((key) => `missing: ${key}`);
  const leftOver = [...translated.keys()].filter((key) => !english.has(key)).map((key) => `left over: ${key}`);
  const wrong = [...english].flatMap(([key, said]) => {
    const translation = translated.get(key);
    return translation === undefined ? [] : faultsOf(said, translation, language).map((fault) => `${fault}: ${key}`);
  });
  return [...missing, ...leftOver, ...wrong];
}

/** A sentence that depends on a number has a form for each category of the language's rules, and each is as right as a sentence alone. */
function faultsOf(english: string, translation: string, language: string): readonly string[] {
  const source = pluralForms(english);
  const forms = pluralForms(translation);
  if (source === undefined)
    return forms === undefined ? faultsOfSentence(english, translation) : [`plural forms in “${translation}”`];
  if (forms === undefined) return [`no plural forms in “${translation}”`];
  const categories = categoriesOf(language);
  const [has, needs] = [[...forms.keys()].toSorted().join(', '), categories.join(', ')];
  const other = source.get('other') ?? '';
  return [
    ...(has === needs ? [] : [`forms for ${has} and not for ${needs}`]),
    ...[...forms].flatMap(([category, form]) => faultsOfSentence(source.get(category) ?? other, form)),
  ];
}

function faultsOfSentence(english: string, translation: string): readonly string[] {
  const changed = Object.entries(KEPT)
    .filter(([, kept]) => found(english, kept).join('\0') !== found(translation, kept).join('\0'))
    .map(([what]) => `not the same ${what} in “${translation}”`);
  const inParentheses = [...translation.matchAll(/[(（]([^()（）]*)[)）]/g)].map(([, inner]) => inner).join('\n');
  const unnamed = LOSSES.filter((loss) => loss.english.test(english) && !loss.term.test(inParentheses)).map(
    ({ term }) => `no ${String(term)} in parentheses in “${translation}”`,
  );
  const unsaid = TERMS.filter((one) => one.english.test(english) && !one.term.test(translation)).map(
    ({ term }) => `no ${String(term)} in “${translation}”`,
  );
  return [
    ...(translation.trim() === '' ? ['empty'] : []),
    ...(UNSEEN.test(translation) ? ['a control character'] : []),
    ...changed,
    ...unnamed,
    ...unsaid,
  ];
}

describe('the translations', () => {
  let english: Sentences = new Map();

  before(async () => {
    english = await englishSentences();
  });

  it('are of sentences that were found in the sources', () => {
    assert.ok(english.size > 1000, `only ${String(english.size)} were found`);
    const unused = [...LOSSES, ...TERMS].filter((one) => ![...english.keys()].some((said) => one.english.test(said)));
    assert.deepEqual(unused, []);
  });

  const wrong = {
    'a sentence that is missing': [['Stop', undefined], ['missing: Stop']],
    'a number that is said twice': [
      ['{0} of {1}', '{0} / {0}'],
      ['not the same placeholders in “{0} / {0}”: {0} of {1}'],
    ],
    'another command': [
      ['[a](command:b)', '[a](command:c)'],
      ['not the same command links in “[a](command:c)”: [a](command:b)'],
    ],
    'a setting that is translated': [
      ['see halt.readOnly', 'voir'],
      ['not the same settings in “voir”: see halt.readOnly'],
    ],
    'nothing but a blank': [
      ['Stop', ' '],
      ['empty: Stop', 'not the same leading and trailing blanks in “ ”: Stop'],
    ],
    'a turn of direction': [['Stop', 'Stopp\u202e'], ['a control character: Stop']],
    'a post-action without its English name': [
      ['Its post-action ran.', 'Die nachgelagerte Aktion lief.'],
      ['no /post-action/i in “Die nachgelagerte Aktion lief.”: Its post-action ran.'],
    ],
    'a question about an abort without its English name': [
      ['Abort the deployment of {0} in {1}?', 'Die Bereitstellung von {0} in {1} abbrechen (stop)?'],
      [
        'no /abort/i in parentheses in “Die Bereitstellung von {0} in {1} abbrechen (stop)?”: Abort the deployment of {0} in {1}?',
      ],
    ],
    'a loss without its English name': [
      ['It is on an instance store.', 'Es liegt auf einem Instance Store.'],
      ['no /instance[- ]store/i in parentheses in “Es liegt auf einem Instance Store.”: It is on an instance store.'],
    ],
  } as const satisfies Record<string, readonly [readonly [string, string | undefined], readonly string[]]>;
  for (const [what, [[said, translation], expected]] of Object.entries(wrong)) {
    it(`are refused for ${what}`, () => {
      const translated = new Map(translation === undefined ? [] : [[said, translation]]);
      assert.deepEqual(faults(new Map([[said, said]]), translated), expected);
    });
  }

  const plural = (forms: string) => `{0, plural,${forms}}`;
  const counted = plural(' one {# stop} other {# stops}');
  const wrongForms = {
    'a form too few': [
      'fr',
      plural(' one {# arrêt} other {# arrêts}'),
      ['forms for one, other and not for many, one, other'],
    ],
    'a form too many': ['ja', plural(' one {停止 # 件} other {停止 # 件}'), ['forms for one, other and not for other']],
    'no forms': ['ja', '停止 {0} 件', ['no plural forms in “停止 {0} 件”']],
    'a form without the number': [
      'de',
      plural(' one {Ein Stopp} other {# Stopps}'),
      ['not the same numbers in “Ein Stopp”'],
    ],
  } as const satisfies Record<string, readonly [string, string, readonly string[]]>;
  for (const [what, [language, translation, expected]] of Object.entries(wrongForms)) {
    it(`are refused for ${what}`, () => {
      const told = faults(new Map([[counted, counted]]), new Map([[counted, translation]]), language);
      assert.deepEqual(
        told,
        expected.map((fault) => `${fault}: ${counted}`),
      );
    });
  }

  it('have in English the forms that its rules name', () => {
    const needs = categoriesOf('en').join();
    const wrongOnes = [...english.values()].filter((said) => {
      const forms = pluralForms(said);
      return said.includes(', plural,') && (!forms || [...forms.keys()].toSorted().join() !== needs);
    });
    assert.deepEqual(wrongOnes, []);
    assert.ok([...english.values()].some((said) => pluralForms(said)));
  });

  it('have forms wherever the English counts something', () => {
    const uncounted = [...english.values()].filter((said) => !pluralForms(said) && COUNTS.test(said));
    assert.deepEqual(uncounted, [], 'say it through counted(…), with a form for one and one for others');
    assert.ok(COUNTS.test('1 place') && COUNTS.test('Stop {0} old EC2 instances') && !COUNTS.test('{0} in {1}'));
  });

  it('are refused for a sentence that nobody says any more', () => {
    assert.deepEqual(faults(new Map(), new Map([['Halt', 'Halt']])), ['left over: Halt']);
  });

  for (const language of LANGUAGES) {
    it(`say in ${language} each sentence that the code says, and no other`, () => {
      assert.deepEqual(faults(english, read(`l10n/bundle.l10n.${language}.json`), language), []);
    });

    it(`say in ${language} each sentence of the manifest, and no other`, () => {
      const manifest = read('package.nls.json');
      const translated = read(`package.nls.${language}.json`);
      assert.deepEqual(faults(manifest, translated), []);
      const titles = [...translated].filter(([key]) => key.startsWith('command.')).map(([, title]) => title);
      const named = [...translated.values()].flatMap((text) => [...text.matchAll(/\*Halt: ([^*]+)\*/g)]);
      assert.deepEqual(
        named.map(([, title]) => title ?? '').filter((title) => !titles.includes(title)),
        [],
        'a setting names a command that is not called so in this language',
      );
    });
  }

  for (const language of LANGUAGES) {
    it(`say in ${language} one word for one thing`, () => {
      const [bundle, manifest] = [read(`l10n/bundle.l10n.${language}.json`), read(`package.nls.${language}.json`)];
      const others = NOT_SAID[language] ?? assert.fail(language);
      assert.deepEqual(
        [...bundle.values(), ...manifest.values()].filter((said) => others.test(said)),
        [],
      );
    });
  }

  for (const language of LANGUAGES) {
    it(`call in ${language} each command by its title, on buttons and in sentences too`, () => {
      const titles = new Map<string, Set<string>>();
      const translated = read(`package.nls.${language}.json`);
      for (const [key, title] of read('package.nls.json'))
        if (key.startsWith('command.'))
          titles.set(title, (titles.get(title) ?? new Set()).add(translated.get(key) ?? ''));
      const bundle = [...read(`l10n/bundle.l10n.${language}.json`)];
      const buttons = bundle.filter(([said, word]) => titles.get(said)?.has(word) === false);
      assert.deepEqual(buttons, []);
      const all = new Set([...titles.values()].flatMap((same) => [...same]));
      const named = bundle.flatMap(([, said]) => [...said.matchAll(/[“„«「]\s?Halt\s?: ([^”“»」]+?)\s?[”“»」]/g)]);
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.map(([, title = '']) => title).filter((title) => !all.has(title)),
        [],
      );
    });
  }

  it('say that something has stopped in words that fit an instance and an experiment alike', () => {
    const said = '{0, plural, one {{1} stopped} other {{1} stopped}}';
    for (const language of ['es', 'pt-br']) {
      const translated = read(`l10n/bundle.l10n.${language}.json`).get(said) ?? '';
      assert.doesNotMatch(translated, /: (?:detenid|interrompid|parad)[oa]s?\}/, language);
    }
  });

  it('are of no other language, and the manifest leads to them', () => {
    const named = (folder: string, pattern: RegExp) =>
      readdirSync(join(ROOT, folder)).flatMap((name) => pattern.exec(name)?.slice(1) ?? []);
    const expected = LANGUAGES.toSorted();
    assert.deepEqual(named('l10n', /^bundle\.l10n\.(.+)\.json$/).toSorted(), expected);
    assert.deepEqual(named('.', /^package\.nls\.(.+)\.json$/).toSorted(), expected);
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly l10n?: string };
    assert.equal(manifest.l10n, './l10n');
    assert.ok(existsSync(join(ROOT, manifest.l10n)));
  });

  it('are in the order of their sentences: two branches rarely add at one spot, and like sentences beside each other compress better', () => {
    for (const language of LANGUAGES) {
      const sentences = [...read(`l10n/bundle.l10n.${language}.json`).keys()];
      assert.deepEqual(sentences, sentences.toSorted(), language);
    }
  });

  it('are small, as the package holds them', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'halt-words-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(ROOT, 'l10n'), folder, { recursive: true });
    // By its path, since it reads what stands beside it.
    const { numberTranslations } = (await import(
      pathToFileURL(join(ROOT, 'scripts/bundling/numberedSentences.mjs')).href
    )) as { numberTranslations: (folder: string) => Promise<void> };
    await numberTranslations(folder);
    const packed = readdirSync(folder).map(async (name) => smallest(readFileSync(join(folder, name))));
    const size = (await Promise.all(packed)).reduce((sum, { length }) => sum + length, 0);
    context.diagnostic(`l10n, packed: ${(size / 1000).toFixed(0)} kB`);
    assert.ok(size <= MOST_PACKED, `${String(size)} bytes`);
  });
});
