import assert from 'node:assert/strict';
import { failed, type FailureKind, type Outcome, succeeded } from '../../../src/model/failure.ts';
import type { DryRun } from '../../../src/model/ports/awsPermissions.ts';
import { refKey } from '../../../src/model/resources/resource.ts';
import { accountChanged, accountUnknown, whoseAt } from '../../../src/model/sight.ts';
import { askAll, permissionReply, permissionSummary } from '../../../src/ui/commands/permission.ts';
import { failure, identityOf } from '../../stages/fakes.ts';

const scope = { profile: 'dev', region: 'eu-west-1' };
type Answer = Parameters<typeof permissionReply>[0];
const yes: Answer = { ok: true, value: { allowed: true } };
const no: Answer = { ok: true, value: { allowed: false } };
const fails = (kind: FailureKind): Answer => ({ ok: false, failure: failure(kind) });
const unasked = (['throttled', 'timeout', 'signin-expired', 'cut', 'unknown'] as const).map(fails);

const answersOf = (outcomes: readonly Answer[]) =>
  outcomes.map((outcome, index) => permissionReply(outcome, { scope, id: `i-${index}` }, `web-${index}`));

describe('the check of a permission', () => {
  it('marks in the list whom AWS denied, and whom nobody could ask about', () => {
    for (const [outcome, mark] of [[yes, '✓'], [no, '✗'], ...unasked.map((one) => [one, '?'] as const)] as const) {
      const { words } = permissionReply(outcome, { scope, id: 'i-1' }, undefined);
      assert.ok(words.startsWith(`${mark} i-1 · dev (eu-west-1): `), words);
      assert.equal(/not allowed/.test(words), mark === '✗', words);
    }
  });

  it('says of what answered for another account, or for nobody knows whom, what to do', () => {
    for (const [why, said] of [
      [accountChanged, 'The profile “dev” now leads to another account. Look at the tree again before you continue.'],
      [accountUnknown, 'It isn’t known to which account the profile “dev” leads. Sign in, or check the profile.'],
    ] as const) {
      const reply = permissionReply({ ok: false, failure: why }, { scope, id: 'i-1' }, undefined);
      assert.equal(reply.allowed, 'unread');
      assert.equal(reply.words.split('\n')[0], `? i-1 · dev (eu-west-1): ${said}`);
    }
  });

  it('takes no answer for another account than the one in which the instance was meant', async () => {
    const refs = ['i-0', 'i-1', 'i-2', 'i-3'].map((id) => ({ kind: 'instance', scope, id }) as const);
    const own = whoseAt(identityOf('dev', '111122223333'));
    const answers = new Map<string, Outcome<DryRun>>([
      ['i-0', succeeded({ allowed: true, message: '', account: '111122223333' })],
      // Its profile leads to another account by then: what is allowed there, or not there, says nothing.
      ['i-1', succeeded({ allowed: true, message: '', account: '444455556666' })],
      ['i-2', failed(failure('not-found', { account: '444455556666' }))],
      ['i-3', failed(failure('throttled'))],
    ]);
    const parts: Parameters<typeof askAll>[0] = {
      permissions: { mayStopInstance: async (_scope, id) => answers.get(id) ?? assert.fail(id) },
      inventory: { get: () => undefined },
    };
    const whose = new Map(refs.map((ref) => [refKey(ref), own]));
    const token = { onCancellationRequested: () => ({ dispose: () => undefined }) };
    const replies = await askAll(parts, { refs, whose }, token, () => undefined);
    assert.deepEqual(
      replies.map(({ allowed, words }) => [allowed, /now leads to another account/.test(words)]),
      [
        ['yes', false],
        ['unread', true],
        ['unread', true],
        ['unread', false],
      ],
    );
    const unknown = await askAll(parts, { refs }, token, () => undefined);
    assert.deepEqual(
      unknown.map(({ allowed }) => allowed),
      ['yes', 'yes', 'unread', 'unread'],
    );
  });

  it('counts nobody as denied of whom AWS told nothing', () => {
    for (const [outcomes, may, not] of [
      [[yes, yes], '2 of 2', undefined],
      [[yes, no], '1 of 2', undefined],
      [[no, no], '0 of 2', undefined],
      [[yes, ...unasked.slice(0, 1)], '1 of 2', '1 could not be asked about.'],
      [unasked, '0 of 5', '5 could not be asked about.'],
      [[no, yes, ...unasked.slice(0, 2)], '1 of 4', '2 could not be asked about.'],
    ] as const) {
      const said = permissionSummary(answersOf(outcomes), false);
      assert.ok(said.startsWith(`You are allowed to stop ${may}.`), said);
      assert.equal(/\d+ could not be asked about\.$/.exec(said)?.[0], not, said);
    }
  });

  it('says of one alone what AWS told, or why nobody knows', () => {
    for (const [outcome, mark] of [[yes, '✓'], [no, '✗'], ...unasked.map((one) => [one, '?'] as const)] as const) {
      const said = permissionSummary(answersOf([outcome]), true);
      assert.ok(said.startsWith(`${mark} web-0 (i-0) · dev (eu-west-1): `), said);
      assert.equal(said.includes('This checks the permission alone'), mark !== '?', said);
      assert.doesNotMatch(said, /\.\.|\n/);
    }
    // Of several, of which only one was asked before the person cancelled, the number is said.
    assert.match(permissionSummary(answersOf([yes]), false), /^You are allowed to stop 1 of 1\./);
  });
});
