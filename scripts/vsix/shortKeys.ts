import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY = /"%([\w.-]+)%"/g;
const WORDS = /^package\.nls(?:\.[\w-]+)?\.json$/;

/**
 * Has the words of a manifest in a folder found by numbers, in the manifest and in each of its translations: who works on Halt reads the keys, and who installs it downloads
 * them nine times. Throws where a translation lacks one.
 */
export function shortenKeys(folder: string): void {
  const manifest = join(folder, 'package.json');
  const text = readFileSync(manifest, 'utf8');
  const keys = [...new Set([...text.matchAll(KEY)].map(([, key = '']) => key))];
  const numbers = new Map(keys.map((key, number) => [key, number]));
  writeFileSync(
    manifest,
    text.replaceAll(KEY, (_, key: string) => `"%${String(numbers.get(key))}%"`),
  );
  for (const name of readdirSync(folder).filter((file) => WORDS.test(file))) {
    const words = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Readonly<Record<string, string>>;
    const said = keys.map((key) => {
      const word = words[key];
      if (word === undefined) throw new Error(`${name} lacks ${key}.`);
      return [numbers.get(key), word] as const;
    });
    writeFileSync(join(folder, name), JSON.stringify(Object.fromEntries(said)));
  }
}
