import { l10n } from 'vscode';
import { judgeTyped, type TypedName } from '../../stopping/plan/typedName.ts';
import { askedLines } from '../words/asked.ts';
import { createTextBox, type StepNumbers } from '../words/say.ts';
import type { PromptFrame } from './promptFrame.ts';

/**
 * `typed`: one of the accepted texts. `back`: the person goes to the step before; `text` is what they have typed so far. Undefined when they leave.
 */
export type TypedEnd = { readonly type: 'typed' | 'back'; readonly text: string } | undefined;

/**
 * Asks the person to type one of the accepted texts. A text that can't become one is marked as wrong at once, and Enter on a beginning leaves the box
 * open. It is one of several steps before the dialog; `value` is what was typed in it earlier.
 */
export function askTyped(
  { title, names }: { readonly title: string; readonly names?: string | undefined },
  wanted: TypedName,
  { signal, asked }: PromptFrame,
  numbers: StepNumbers,
  value = '',
): Promise<TypedEnd> {
  const typeWords = [names, l10n.t('Type “{0}” to confirm', wanted.shown)]
    .filter((part) => part !== undefined)
    .join(' · ');
  const { box, say } = createTextBox({
    title,
    prompt: [...(asked ? askedLines(asked.by, asked.reason) : []), typeWords].filter((line) => line !== '').join(' '),
    placeholder: wanted.shown,
    value,
    numbers,
  });
  const leave = () => box.hide();
  signal.addEventListener('abort', leave, { once: true });
  return new Promise((resolve) => {
    const end = (how: TypedEnd) => {
      resolve(how);
      box.hide();
    };
    box.onDidChangeValue((text) => {
      const other = judgeTyped(wanted, text) === 'other';
      const trouble = l10n.t('Type “{0}”, or press Escape: nothing has been sent.', wanted.shown);
      say('trouble', other ? trouble : undefined);
    });
    box.onDidAccept(() => {
      if (judgeTyped(wanted, box.value) === 'complete') end({ type: 'typed', text: box.value });
    });
    box.onDidTriggerButton(() => end({ type: 'back', text: box.value }));
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
