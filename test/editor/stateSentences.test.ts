import assert from 'node:assert/strict';
import type { Operation } from '../../src/model/operation.ts';
import type { TargetKind, TargetRef } from '../../src/model/resources/resource.ts';
import { deploymentStates, experimentStates, instanceStates, leverStates } from '../../src/model/resources/states.ts';
import type { Finding, PlannedTarget } from '../../src/stopping/plan/plan.ts';
import type { Verdict } from '../../src/stopping/verdict.ts';
import { findingWords, sharedWords } from '../../src/ui/words/findings/findings.ts';
import { seenInSentence, stateInSentence, stateWords } from '../../src/ui/words/states.ts';
import { verdictWords } from '../../src/ui/words/verdicts.ts';
import { failure } from '../stages/fakes.ts';

const scope = { profile: 'dev', region: 'eu-west-1' };
const LATER = 'HOVERING_IDLY';

const kinds = {
  instance: { states: Object.keys(instanceStates), operation: { type: 'stop' } },
  deployment: { states: Object.keys(deploymentStates), operation: { type: 'roll-back' } },
  experiment: { states: Object.keys(experimentStates), operation: { type: 'stop-experiment' } },
  lever: { states: Object.keys(leverStates), operation: { type: 'engage-lever', reason: 'why' } },
} as const satisfies Record<TargetKind, { states: readonly string[]; operation: Operation }>;

/** Every sentence that names a state, about something in this one; of several beside one in a state that AWS added later. */
function sentences(kind: TargetKind, state: string): readonly string[] {
  const { operation } = kinds[kind];
  const ref: TargetRef = { kind, scope, id: 'x' };
  const target: PlannedTarget = { ref, name: 'payments', findings: [] };
  const already = (of: string): Finding => ({ severity: 'info', type: 'already-on-its-way', state: of });
  const unfit = (of: string): Finding => ({ severity: 'block', type: 'unfit', unfit: 'state', state: of });
  const seen = { state, seenAt: 1_700_000_000_000, account: '111122223333' };
  const verdicts = [
    { type: 'failed', ...seen },
    { type: 'not-carried-out', ...seen, failure: failure('cut') },
    { type: 'unknown', last: seen },
    { type: 'unwatched', last: seen },
    { type: 'other-account', asked: '111122223333', now: '444455556666', last: seen },
  ] as unknown as readonly Verdict[];
  return [
    ...[already, unfit].flatMap((of) => [
      findingWords(of(state), target),
      sharedWords([of(state), of(LATER)].map((finding) => ({ finding, target }))),
    ]),
    ...verdicts.map((verdict) => verdictWords(verdict, operation, scope)),
  ];
}

describe('a sentence that names a state', () => {
  for (const kind of ['instance', 'deployment', 'experiment', 'lever'] as const) {
    it(`says it in words, of every state: ${kind}`, () => {
      for (const state of kinds[kind].states) {
        const words = stateWords(kind, state);
        for (const sentence of sentences(kind, state)) {
          const whole = kind === 'deployment' ? `${words} (${state})` : words;
          assert.ok(sentence.includes(whole), `${sentence} of ${state}`);
          // ECS's own name stands beside the words, and nowhere by itself.
          const rest = sentence.replace(whole, '').replaceAll(LATER, '');
          assert.doesNotMatch(rest, /[A-Z]_[A-Z]|\(SUCC|\(STOPPED\)|\(PENDING\)/, sentence);
          assert.ok(kind === 'deployment' || !sentence.includes(`(${state})`), sentence);
        }
      }
    });

    it(`says one that AWS added later as it came: ${kind}`, () => {
      for (const sentence of sentences(kind, LATER)) {
        assert.ok(sentence.includes(LATER), sentence);
        assert.ok(!sentence.includes(`(${LATER})`), sentence);
      }
      assert.equal(stateInSentence(kind, 'toString'), 'toString');
    });
  }

  it('says of what a look saw waiting at a pause hook that it is paused, and of nothing else', () => {
    const state = 'IN_PROGRESS';
    assert.equal(seenInSentence('deployment', { state, isPaused: true }), 'paused (IN_PROGRESS)');
    assert.equal(seenInSentence('deployment', { state }), 'rolling out (IN_PROGRESS)');
    const last = { state, isPaused: true, seenAt: 1_700_000_000_000 };
    for (const verdict of [
      { type: 'not-carried-out', ...last, failure: failure('cut') },
      { type: 'unknown', last },
      { type: 'unwatched', last },
    ] as unknown as readonly Verdict[]) {
      const said = verdictWords(verdict, { type: 'continue', action: 'CONTINUE' }, scope);
      assert.ok(said.includes('paused (IN_PROGRESS)'), said);
    }
  });

  it('says for how long was watched what nobody can tell any more, else for how long that is done', () => {
    const last = { state: 'running', seenAt: 1_700_000_000_000 };
    for (const [watched, said] of [
      [undefined, /^outcome unknown after 45 min of watching \(last seen running at /],
      [92_000, /^outcome unknown after 1 min 32 s of watching \(last seen running at /],
    ] as const) {
      const verdict = { type: 'unknown', ...(watched !== undefined && { watched }), last } as unknown as Verdict;
      assert.match(verdictWords(verdict, { type: 'stop' }, scope), said);
    }
  });

  it('has ECS’s own name beside the words, and no other service’s', () => {
    assert.equal(stateInSentence('deployment', 'ROLLBACK_REQUESTED'), 'rolling back (ROLLBACK_REQUESTED)');
    assert.equal(stateInSentence('instance', 'shutting-down'), 'shutting down');
  });
});
