import assert from 'node:assert/strict';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import { confirmPlan } from '../../../src/ui/stop/confirmPlan.ts';
import { confirmProposal } from '../../../src/ui/stop/confirmProposal.ts';
import { planDetail } from '../../../src/ui/stop/planWords.ts';
import { wayOn } from '../../../src/ui/stop/planHindrances.ts';
import type { PromptFrame, PromptParts } from '../../../src/ui/stop/promptFrame.ts';

const never = (): never => assert.fail('nothing is confirmed here');
const parts: PromptParts = {
  stopping: { confirm: never, confirmAll: never, lacksReason: () => false, lastReasons: () => Promise.resolve([]) },
  showPlan: never,
  lookAt: never,
  signIn: never,
};

function planOf(...findings: readonly Finding[]): Plan {
  const scope = { profile: 'dev', region: 'eu-west-1' };
  const target = { ref: { kind: 'instance', scope, id: 'i-0' }, name: 'api', findings } as const;
  const made = { now: 0, elapsed: 0 };
  const groups = [{ scope, production: [], targets: [target] }];
  return { id: 'p', operation: { type: 'stop' }, made, policyVersion: '', groups };
}

/** What was before the person, in this order. They leave every dialog, or press what they are meant to. */
function watchedFrame(pressed?: string) {
  const shown: string[] = [];
  const frame: PromptFrame = {
    latest: (plan) => plan,
    signal: new AbortController().signal,
    drafts: new Map(),
    besides: [],
    showing: async (what, ask) => {
      shown.push(what);
      return what === 'dialog' ? ((pressed && { title: pressed }) as never) : ask();
    },
  };
  return { shown, frame };
}

describe('where nothing can be done, the way on', () => {
  const failure = (code: string) => ({ kind: 'forbidden', code, message: '', mayHaveHappened: false }) as const;
  const forbidden = (code: string): Finding => ({ severity: 'block', type: 'forbidden', failure: failure(code) });
  const unknown: Finding = { severity: 'block', type: 'unreachable-account', failure: failure('x') };
  const other: Finding = { severity: 'block', type: 'stop-protection' };
  for (const [name, plans, setting, isAccountUnread] of [
    ['is none where AWS forbids it', [planOf(other)], undefined, false],
    ['is none where there is nothing', [], undefined, false],
    ['is the setting', [planOf(forbidden('read-only'))], 'halt.readOnly', false],
    [
      'is the setting, of whichever plan',
      [planOf(other), planOf(other, forbidden('region'))],
      'halt.allowedRegions',
      false,
    ],
    ['is asking again', [planOf(unknown)], undefined, true],
    ['is asking again, of whichever plan', [planOf(other), planOf(unknown)], undefined, true],
    ['is both', [planOf(forbidden('abort-off')), planOf(unknown)], 'halt.enableAbort', true],
    ['is no setting of a code that nobody knows', [planOf(forbidden('constructor'))], undefined, false],
  ] as const)
    it(name, () => {
      assert.deepEqual(wayOn(plans), { setting, isAccountUnread, unsigned: [] });
    });

  for (const kind of ['signin-expired', 'mfa-needed', 'credentials-expired'] as const) {
    const expired: Finding = {
      severity: 'block',
      type: 'unreachable-account',
      failure: { kind, message: '', mayHaveHappened: false },
    };
    it(`is signing in, and then the prompt again, where that is missing: ${kind}`, async () => {
      const plan = planOf(expired);
      const asked: (readonly string[])[] = [];
      const signIn = (profiles: readonly string[]) => Promise.resolve(asked.push(profiles) > 0);
      const { frame } = watchedFrame('Sign In');
      assert.deepEqual(await confirmPlan({ ...parts, signIn }, plan, frame), { type: 'again' });
      const proposed = { proposal: { reach: 'emergency', plans: [plan, plan] }, unread: [], forbidden: [] } as const;
      assert.deepEqual(await confirmProposal({ ...parts, signIn }, proposed, frame), { type: 'again' });
      assert.deepEqual(asked, [['dev'], ['dev']]);
      assert.match(
        planDetail(plan).join('\n'),
        /“dev”.* (?:Sign in|Sign in to enter the code|Renew them), then try again\.$/,
      );
    });
  }
});

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
