import { l10n } from 'vscode';
import { judgeTyped, type TypedName } from '../../stopping/plan/typedName.ts';
import { askedLines } from '../words/asked.ts';
import { createTextBox } from '../words/say.ts';
import type { PromptFrame } from './promptFrame.ts';

/** Resolves with what was typed, once it is one of the accepted texts, and with undefined when the person left: what is not the beginning of it is red at once, and Enter on a beginning leaves the box open. */
export function askTyped(
  title: string,
  wanted: TypedName,
  { signal, asked }: PromptFrame,
): Promise<string | undefined> {
  const { box, say } = createTextBox({
    title,
    prompt: [...(asked ? askedLines(asked.by, asked.reason) : []), l10n.t('Type “{0}” to confirm', wanted.shown)]
      .filter((line) => line !== '')
      .join(' '),
    placeholder: wanted.shown,
  });
  const leave = () => box.hide();
  signal.addEventListener('abort', leave, { once: true });
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      const other = judgeTyped(wanted, text) === 'other';
      const trouble = l10n.t('Type “{0}”, or press Escape: nothing has been sent.', wanted.shown);
      say('trouble', other ? trouble : undefined);
    });
    box.onDidAccept(() => {
      if (judgeTyped(wanted, box.value) !== 'complete') return;
      resolve(box.value);
      box.hide();
    });
    box.onDidHide(() => {
      signal.removeEventListener('abort', leave);
      resolve(undefined);
      box.dispose();
    });
    if (signal.aborted) {
      resolve(undefined);
      box.dispose();
    } else box.show();
  });
}
