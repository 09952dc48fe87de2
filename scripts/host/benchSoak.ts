import type { Section } from './benchReport.ts';
export async function measureSoak(_minutes: number): Promise<Section> {
  return { title: 'soak', figures: [], skipped: 'tbd' };
}
