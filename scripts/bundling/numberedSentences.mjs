// A sentence's English is its key in each of the translations. What is installed has numbers for keys, and the English once, beside the translations:
// it stood in the bundle and in seven files.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = join(ROOT, 'src');
/** Which sentences there are: the translations all have the same ones, which test/repository/translations.test.ts sees to. */
const ANY_TRANSLATION = join(ROOT, 'l10n/bundle.l10n.de.json');
/** Where the English is, for whoever has it or a language without a translation. VS Code itself loads only those of other languages. */
const ENGLISH = 'bundle.l10n.json';

/** What the worker's bundle has too, where its sentences are said in English. */
const BY_TEXT = /[\\/]src[\\/]model[\\/]/;

const LITERAL = String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\x60(?:[^\x60\\$]|\\.)*\x60)`;
/** `l10n.t('…'` and `l10n.t({ message: '…', comment: '…' }`. */
const SAID = new RegExp(
  String.raw`\bl10n(\s*)\.t\((\s*)(?:${LITERAL}|\{ message: ${LITERAL}, comment: ${LITERAL} \})`,
  'g',
);
const FROM_VSCODE = /^import \{([^{}]*\bl10n\b[^{}]*)\} from 'vscode';$/m;

/** What the bundle has for `vscode.l10n`: a number is said in the person's language, or else in English; a text as VS Code does. */
const L10N = `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { l10n as translations } from 'vscode';
let english;
const ENGLISH = () => english ??= JSON.parse(readFileSync(join(__dirname, '../l10n/${ENGLISH}'), 'utf8'));
export const l10n = {
  get bundle() { return translations.bundle; },
  t: (sentence, ...args) =>
    translations.t(
      typeof sentence !== 'number' ? sentence : translations.bundle?.[sentence] === undefined ? ENGLISH()[sentence] : String(sentence),
      ...args,
    ),
};`;

/** @param {string | undefined} literal */
const textOf = (literal) =>
  literal?.slice(1, -1).replaceAll(/\\(.)/g, (_, /** @type {string} */ char) => (char === 'n' ? '\n' : char)) ?? '';

/** @param {string} file @returns {Promise<Record<string, string>>} */
const readWords = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** Each sentence's key in the translations, whose place among them is its number. */
const keysOf = async () => Object.keys(await readWords(ANY_TRANSLATION));

/**
 * A source with something else in the place of its sentences.
 * @param {string} source
 * @param {(sentence: { key: string, english: string, said: string }) => string} instead
 */
const withSentences = (source, instead) =>
  source.replaceAll(SAID, (said, before, after, text, message, comment) => {
    const english = textOf(text ?? message);
    const key = comment === undefined ? english : `${english}/${textOf(comment)}`;
    return `l10n${before}.t(${after}${instead({ key, english, said: said.slice(`l10n${before}.t(${after}`.length) })}`;
  });

/** Has the sentences of a bundle said by their numbers, which `numberTranslations` gives the translations too. A sentence that no translation has stays a text. */
export const numberedSentences = {
  name: 'numbered sentences',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    const numbers = keysOf().then((keys) => new Map(keys.map((key, number) => [key, number])));
    esbuild.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (BY_TEXT.test(path) || !/\bl10n\b/.test(source)) return undefined;
      const known = await numbers;
      const contents = withSentences(source, ({ key, said }) => String(known.get(key) ?? said)).replace(
        FROM_VSCODE,
        (_, /** @type {string} */ names) =>
          `import {${names.replace(/\bl10n\b,?/, '')}} from 'vscode';import { l10n } from 'halt:l10n';`,
      );
      return { contents, loader: 'ts' };
    });
    esbuild.onResolve({ filter: /^halt:l10n$/ }, ({ path }) => ({ path, namespace: 'l10n' }));
    esbuild.onLoad({ filter: /^/, namespace: 'l10n' }, () => ({ contents: L10N, loader: 'js', resolveDir: ROOT }));
  },
};

/**
 * Writes a folder of translations anew, with the numbers for keys that `numberedSentences` gives, and the English beside them. What is said by its text is found by it still.
 * @param {string} folder
 */
export async function numberTranslations(folder) {
  const keys = await keysOf();
  /** @type {Map<string, string>} */
  const english = new Map();
  /** @type {Set<string>} */
  const byText = new Set();
  for (const name of await readdir(SOURCES, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const path = join(SOURCES, name);
    withSentences(await readFile(path, 'utf8'), (sentence) => {
      if (BY_TEXT.test(path)) byText.add(sentence.key);
      else english.set(sentence.key, sentence.english);
      return '';
    });
  }
  for (const name of await readdir(folder)) {
    const words = await readWords(join(folder, name));
    const numbered = keys
      .map((key, number) => [String(number), words[key]])
      .filter((_, at) => english.has(keys[at] ?? ''));
    const texts = Object.entries(words).filter(([key]) => byText.has(key) || !english.has(key));
    await writeFile(join(folder, name), JSON.stringify(Object.fromEntries([...numbered, ...texts])));
  }
  await writeFile(join(folder, ENGLISH), JSON.stringify(keys.map((key) => english.get(key) ?? '')));
}
