import type { Section } from './benchReport.ts';
export async function measureCommandLine(): Promise<Section> {
  return { title: 'cli', figures: [], skipped: 'tbd' };
}
