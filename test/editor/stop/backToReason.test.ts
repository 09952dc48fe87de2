import assert from 'node:assert/strict';
import { commands } from 'vscode';
import type { Operation } from '../../../src/model/operation.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import type { Want } from '../../../src/stopping/stopping.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import { stopCommands, type StopCommandParts } from '../../../src/ui/commands/stop.ts';
import type { Drafts, PromptFrame, PromptParts } from '../../../src/ui/stop/promptFrame.ts';
import { askReasonAfter, reasonStepsOf } from '../../../src/ui/stop/reasonSteps.ts';
import { askStepsAfter, offerRows } from '../../../src/ui/words/say.ts';
import { openGuards } from '../../stages/guards.ts';

const keys = {
  Enter: 'workbench.action.acceptSelectedQuickOpenItem',
  Down: 'workbench.action.quickOpenSelectNext',
  Back: 'workbench.action.quickInputBack',
} as const;
const press = async (...all: readonly (keyof typeof keys)[]): Promise<void> => {
  for (const key of all) await commands.executeCommand(keys[key]);
};

/** The last reasons are read before the first step is shown, which takes no longer than this turn. */
const firstStep = () => new Promise((resolve) => setImmediate(resolve));

const offers = [{ text: 'disk full', from: 'given before' }];

describe('the box for a reason', () => {
  for (const [isRequired, offered] of [
    [true, []],
    [false, []],
    [false, ['disk full']],
  ] as const)
    it(`says whether it may be left empty: required ${isRequired}, ${offered.length} offered`, async () => {
      const parts = { stopping: { lastReasons: () => Promise.resolve(offered) } } as unknown as PromptParts;
      const frame = { drafts: new Map() } as unknown as PromptFrame;
      for (const { prompt, validate } of await reasonStepsOf(parts, 'Stop web?', frame, isRequired))
        assert.equal(/optional/.test(prompt), validate?.('') === undefined, prompt);
    });
});

describe('what is written in a step', () => {
  it('is kept when the person goes back from it, with offers and without', async () => {
    for (const more of [{ offers }, {}]) {
      const kept: string[] = [];
      const step = { title: 'Reason', prompt: 'Why?', said: 'half a reason', keep: (text: string) => kept.push(text) };
      const said = askStepsAfter(1, [{ ...step, ...more }]);
      await press('Back');
      assert.deepEqual([await said, kept], ['back', ['half a reason']]);
    }
  });

  it('is there again when they come back to the reason and to the ticket, from however far', async () => {
    const parts = { stopping: { lastReasons: () => Promise.resolve(['disk full']) } } as unknown as PromptParts;
    for (const [drafts, pressed, said, after] of [
      [
        [],
        ['Down', 'Enter', 'Back', 'Back'],
        'back',
        [
          ['reason', 'disk full'],
          ['ticket', ''],
        ],
      ],
      [
        [['reason', 'slow']],
        ['Enter', 'Enter'],
        { reason: 'slow' },
        [
          ['reason', 'slow'],
          ['ticket', ''],
        ],
      ],
      [
        [
          ['reason', 'slow'],
          ['ticket', 'OPS-1'],
        ],
        ['Enter', 'Back', 'Back'],
        'back',
        undefined,
      ],
      [
        [
          ['reason', 'slow'],
          ['ticket', 'OPS-1'],
        ],
        ['Enter', 'Enter'],
        { reason: 'slow', reference: 'OPS-1' },
        undefined,
      ],
    ] as const) {
      const before: Drafts = new Map(drafts);
      const frame = { drafts: before, signal: new AbortController().signal } as unknown as PromptFrame;
      const answer = askReasonAfter(1, parts, { question: 'Stop web?', isRequired: true }, frame);
      await firstStep();
      await press(...pressed);
      assert.deepEqual(await answer, said);
      assert.deepEqual([...before], after ?? drafts);
    }
  });

  it('is there again for a safety lever, whose reason comes before what has to be typed', async () => {
    for (const command of ['engageSafetyLever', 'disengageSafetyLever'] as const) {
      const ref: TargetRef = { kind: 'lever', scope: { profile: 'dev', region: 'eu-west-1' }, id: 'default' };
      const asked: Operation[] = [];
      const parts = {
        rows: { refs: () => [ref] },
        lastReasons: () => Promise.resolve(['game day is over']),
        pick: { from: { guards: openGuards, accounts: { of: () => undefined } } },
        stopFlow: {
          startBehind: async (_steps: number, { operation }: Want) => {
            asked.push(operation);
            if (asked.length > 1) return 'ended';
            // What was written fills the step that they come back to: Enter takes it.
            setImmediate(() => void press('Enter'));
            return 'back';
          },
        },
      } as unknown as StopCommandParts;
      const by = { kind: 'reference', ref } as unknown as Invocation;
      const over = stopCommands(parts)[command](by);
      await firstStep();
      await press('Down', 'Enter');
      await over;
      assert.deepEqual(
        asked.map((operation) => 'reason' in operation && operation.reason),
        ['game day is over', 'game day is over'],
      );
    }
  });
});

describe('what a step with offers is for', () => {
  it('stays on the screen while a text is typed, in the row that has the focus', () => {
    for (const prompt of [
      'Why?',
      'Reason (visible to everyone in FIS). Engaging stops every experiment and blocks new ones.',
    ])
      for (const typed of ['g', 'game day', '  x', '[a](command:b)']) {
        const rows = offerRows({ title: 'Reason', prompt }, offers, typed);
        assert.deepEqual(
          rows.map(({ detail }) => detail),
          [prompt],
        );
        assert.equal(rows[0]?.text, typed);
      }
    assert.deepEqual(
      offerRows({ title: 'Reason', prompt: 'Why?' }, offers, ' ').map(({ label }) => label),
      ['Why?', 'disk full'],
    );
  });
});
