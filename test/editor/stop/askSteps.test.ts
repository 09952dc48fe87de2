import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { askStepsAfter, type InputStep } from '../../../src/ui/words/say.ts';

const offers = [
  { text: 'disk full', from: 'given before' },
  { text: 'game day', from: 'given before' },
];
const required: InputStep = {
  title: 'Reason',
  prompt: 'Why?',
  offers,
  validate: (text) => (text.trim() === '' ? 'A reason is needed.' : undefined),
};

/** Presses keys until the step is answered. Enter alone leaves a step open that needs an answer. */
async function answer(
  step: InputStep,
  ...keys: readonly ('Enter' | 'Down')[]
): Promise<readonly string[] | 'back' | undefined> {
  const said = askStepsAfter(0, [step]);
  const over = { is: false };
  void said.then(() => {
    over.is = true;
  });
  for (const key of keys) {
    assert.equal(over.is, false, 'answered before the last key');
    await commands.executeCommand(
      key === 'Down' ? 'workbench.action.quickOpenSelectNext' : 'workbench.action.acceptSelectedQuickOpenItem',
    );
  }
  return said;
}

describe('a text that was given before', () => {
  it('is not taken by Enter alone: whoever wants it moves to it', async () => {
    assert.deepEqual(await answer(required, 'Enter', 'Enter', 'Down', 'Enter'), ['disk full']);
    assert.deepEqual(await answer(required, 'Down', 'Down', 'Enter'), ['game day']);
  });

  it('is not taken where none has to be given', async () => {
    const { validate: _, ...step } = required;
    assert.deepEqual(await answer({ ...step, skip: 'No reason' }, 'Enter'), ['']);
  });
});
