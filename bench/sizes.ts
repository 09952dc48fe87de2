import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ENTRIES } from '../esbuild.mjs';
import { atExit } from '../scripts/process/atExit.ts';
import { vsixParts } from './vsixParts.ts';
import type { Section } from './report.ts';
import { packageCopy } from '../scripts/packaging.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

const SHOWN_SOURCES = 5;
/** In kB: for EC2, ECS, FIS and STS, and at most 25 for each service that came later, CloudWatch and IAM. */
const OWN_MOST = 330 + 2 * 25;

/** What a person downloads, and what the editor loads at which moment, of a staged extension. */
export async function measureSizes(extension: string): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-vsix-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const vsix = join(folder, 'halt.vsix');
  await packageCopy(extension, vsix);
  const parts = [...vsixParts(vsix)];
  const within = (belongs: (path: string) => boolean): number =>
    parts.reduce((sum, [path, size]) => (belongs(path) ? sum + size / 1000 : sum), 0);
  const isOf = (part: string) => (path: string) => path.startsWith(`extension/${part}/`);
  const [isWords, isMedia] = [isOf('l10n'), isOf('media')];
  const sizeOf = (output: string): number => statSync(join(extension, 'dist', output)).size / 1000;
  const activated = 'extension.cjs';
  return {
    title: 'Sizes',
    figures: [
      { what: 'VSIX', value: statSync(vsix).size / 1000, unit: 'kB' },
      {
        what: 'without l10n and media',
        value: within((path) => !isWords(path) && !isMedia(path)),
        unit: 'kB',
        bar: { most: OWN_MOST },
      },
      { what: 'l10n', value: within(isWords), unit: 'kB', bar: { most: 250 } },
      { what: 'media', value: within(isMedia), unit: 'kB', bar: { most: 600 } },
      {
        what: `loaded at activation (${activated})`,
        value: sizeOf(activated),
        unit: 'kB',
        bar: { most: 60 },
        note: `largest: ${largestSources(extension, activated)}`,
      },
      ...ENTRIES.filter(({ output }) => output !== activated).map(({ output, source }) => ({
        what: `loaded when needed (${output})`,
        value: sizeOf(output),
        unit: 'kB',
        ...(output === 'worker.cjs' && { bar: { most: 560 } }),
        note: `from ${source}`,
      })),
    ],
  };
}

function largestSources(extension: string, output: string): string {
  const { outputs } = JSON.parse(readFileSync(join(extension, 'dist/meta.json'), 'utf8')) as Metafile;
  const found = Object.entries(outputs).find(([path]) => path.endsWith(`/${output}`))?.[1];
  return Object.entries(found?.inputs ?? {})
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, SHOWN_SOURCES)
    .map(({ path, bytes }) => `${path} ${(bytes / 1000).toFixed(1)}`)
    .join(', ');
}
