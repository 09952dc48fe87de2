import { env, l10n } from 'vscode';
import { mention } from '../words/say.ts';

/** Copies a text from a page, and says so. */
export async function copyText(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  mention(l10n.t('Copied.'), 2_000);
}
