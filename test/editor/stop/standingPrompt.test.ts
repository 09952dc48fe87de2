import assert from 'node:assert/strict';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import { confirmPlan } from '../../../src/ui/stop/confirmPlan.ts';
import { confirmProposal } from '../../../src/ui/stop/confirmProposal.ts';
import type { PromptFrame, PromptParts } from '../../../src/ui/stop/promptFrame.ts';

const never = (): never => assert.fail('nothing is confirmed here');
const parts: PromptParts = {
  stopping: { confirm: never, confirmAll: never, lacksReason: () => false, lastReasons: () => Promise.resolve([]) },
  showPlan: never,
};

function planOf(...findings: readonly Finding[]): Plan {
  const scope = { profile: 'dev', region: 'eu-west-1' };
  const target = { ref: { kind: 'instance', scope, id: 'i-0' }, name: 'api', findings } as const;
  const made = { now: 0, elapsed: 0 };
  const groups = [{ scope, production: [], targets: [target] }];
  return { id: 'p', operation: { type: 'stop' }, made, policyVersion: '', groups };
}

/** What was before the person, in this order. They leave every dialog. */
function watchedFrame() {
  const shown: string[] = [];
  const frame: PromptFrame = {
    latest: (plan) => plan,
    signal: new AbortController().signal,
    drafts: new Map(),
    besides: [],
    showing: async (what, ask) => {
      shown.push(what);
      return what === 'dialog' ? (undefined as never) : ask();
    },
  };
  return { shown, frame };
}

describe('whatever asks the person keeps others out while it stands there', () => {
  const sendable = planOf();
  const blocked = planOf({ severity: 'block', type: 'stop-protection' });
  for (const [about, plan, shown] of [
    ['a plan', sendable, ['steps', 'dialog']],
    ['a plan of which nothing can be done', blocked, ['dialog']],
  ] as const) {
    it(`for ${about}`, async () => {
      const one = watchedFrame();
      assert.deepEqual(await confirmPlan(parts, plan, one.frame), { type: 'no' });
      assert.deepEqual(one.shown, shown);
      const all = watchedFrame();
      const proposed = { proposal: { reach: 'emergency', plans: [plan] }, unread: [], forbidden: [] } as const;
      assert.deepEqual(await confirmProposal(parts, proposed, all.frame), { type: 'no' });
      assert.deepEqual(all.shown, shown);
    });
  }
});
