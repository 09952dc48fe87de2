import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure, FailureKind } from '../../../../src/model/failure.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { isEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { leftOutIn } from '../../../../src/stopping/audit/leftOut.ts';
import { createConfirmations } from '../../../../src/stopping/confirmation.ts';
import { type Block, type LeftOut, leftOutOf, type Plan } from '../../../../src/stopping/plan/plan.ts';
import { failure, heldTime, instance, lever, looksAt, memoryJournal, refTo, scope } from '../../../stages/fakes.ts';
import { free } from '../../../stages/stopping/plainStopping.ts';
import { plan, stop } from '../../../stages/stopping/plan.ts';

const FORBIDDEN: Failure = { kind: 'forbidden', code: 'read-only', message: 'by a setting', mayHaveHappened: false };

/** One of every reason there is. */
const blocks = {
  unfit: { severity: 'block', type: 'unfit', unfit: 'state', state: 'stopped' },
  managed: { severity: 'block', type: 'managed', by: 'eks' },
  'stop-protection': { severity: 'block', type: 'stop-protection' },
  'one-time-spot': { severity: 'block', type: 'one-time-spot' },
  gone: { severity: 'block', type: 'gone' },
  'forced-before': { severity: 'block', type: 'forced-before', at: 1_000, nextAt: 601_000 },
  twice: { severity: 'block', type: 'twice', profile: 'other' },
  forbidden: { severity: 'block', type: 'forbidden', failure: FORBIDDEN },
  'account-changed': { severity: 'block', type: 'account-changed', from: '1', to: '2' },
  'unreachable-account': { severity: 'block', type: 'unreachable-account', failure: { ...FORBIDDEN, kind: 'denied' } },
} satisfies Record<Block['type'], Block>;

const unfits = [
  ...([
    'managed',
    'instance-store-root',
    'hibernation-not-configured',
    'hibernation-unread',
    'no-waiting-hook',
  ] as const),
].map((unfit): Block => ({ ...blocks.unfit, unfit }));

function entryWith(leftOut: readonly LeftOut[]) {
  return requestedEntry({
    ...{ id: 'a', run: 'r', at: 0, who: 'arn', account: '111122223333', scope, ref: refTo(instance()), name: 'web-1' },
    ...{ operation: stop, state: 'running', said: {}, leftOut },
  });
}

/** What the log tells after it was written and read again. */
async function toldBack(why: readonly Block[], target = refTo(instance({ id: 'i-2' }))) {
  const log = createAuditLog(memoryJournal());
  await log.write([entryWith([{ ref: target, name: 'web-2', why }])]);
  const { records, damaged } = await log.read();
  assert.equal(damaged, 0);
  const [line] = records[0]?.requested.leftOut ?? [];
  assert.ok(line);
  return leftOutIn(line);
}

describe('what a run left out, in the log', () => {
  it('is told back with every reason there is, of every kind of target', async () => {
    for (const why of [
      ...Object.values(blocks).map((one) => [one]),
      ...unfits.map((one) => [one]),
      Object.values(blocks),
    ])
      assert.deepEqual(await toldBack(why), { ref: refTo(instance({ id: 'i-2' })), name: 'web-2', why });
    const ref = refTo(lever());
    assert.deepEqual((await toldBack([blocks.gone], ref)).ref, ref);
  });

  it('keeps of a failure the kind and the code, and words only of AWS’s answer or of Halt', async () => {
    for (const [kind, words] of [
      ['denied', 'from outside'],
      ['forbidden', 'from outside'],
      ['credentials-missing', ''],
      ['unreachable', ''],
      ['config-broken', ''],
    ] as const satisfies readonly (readonly [FailureKind, string])[]) {
      const whole = failure(kind, {
        ...{ code: 'Code', message: 'from outside', operation: 'sts:GetCallerIdentity', requestId: 'q' },
        ...{ endpoint: 'http://a.test', file: { path: '/secret', shown: '~/secret', fault: 'unreadable' } as never },
      });
      const [told] = (await toldBack([{ ...blocks['unreachable-account'], failure: whole }])).why;
      const { operation, requestId, mayHaveHappened } = whole;
      const kept = { kind, code: 'Code', message: words, operation, requestId, mayHaveHappened };
      assert.deepEqual(told, { severity: 'block', type: 'unreachable-account', failure: kept }, kind);
    }
  });

  it('doesn’t cost the line where a later version knows more reasons, and is named as it came', () => {
    const entry = entryWith([{ ref: refTo(instance()), name: 'web-2', why: [blocks.gone] }]);
    assert.ok(entry.type === 'requested' && isEntry(entry));
    const [line] = entry.leftOut ?? [];
    assert.ok(line);
    for (const later of [
      { type: 'on-fire' },
      { type: 'unfit', unfit: 'too-new', state: 'running' },
      { type: 'managed' },
      { type: 'forbidden', failure: 'no' },
      { type: 'forbidden', failure: { kind: 'forbidden' } },
      { type: 'twice', profile: 7 },
    ]) {
      const read: unknown = { ...entry, leftOut: [{ ...line, why: [later, { type: 'gone' }] }] };
      assert.ok(isEntry(read) && read.type === 'requested');
      const [told] = (read.leftOut ?? []).map(leftOutIn);
      assert.deepEqual(told?.why, [{ severity: 'block', type: 'of-later-version', named: later.type }, blocks.gone]);
    }
    for (const broken of [
      'no',
      [7],
      [{ ...line, kind: 'volume' }],
      [{ ...line, name: 7 }],
      [{ ...line, why: ['gone'] }],
    ])
      assert.equal(isEntry({ ...entry, leftOut: broken }), false, JSON.stringify(broken));
  });

  it('is absent from a line where nothing was left out, as in those of earlier versions', () => {
    const entry = entryWith([]);
    assert.equal('leftOut' in entry, false);
    assert.ok(isEntry(entry));
  });
});

const there = [instance({ id: 'i-1' }), instance({ id: 'i-2', state: 'stopped' }), instance({ id: 'i-3' })];

/** A plan for those that are there, one of them stopped already, and one that isn't. */
const madePlan = (ids = ['i-1', 'i-2', 'i-3', 'i-4']): Promise<Plan> =>
  plan(
    { reads: { describe: looksAt(() => there) } },
    ids.map((id) => refTo(instance({ id }))),
    stop,
  );

describe('what a plan leaves out', () => {
  it('is each target that it has a reason for, with those reasons and no others', async () => {
    const told = leftOutOf(await madePlan()).map(({ ref, why }) => [ref.id, ...why.map(({ type }) => type)]);
    assert.deepEqual(told, [
      ['i-2', 'unfit'],
      ['i-4', 'gone'],
    ]);
    assert.deepEqual(leftOutOf(await madePlan(['i-1'])), []);
  });

  it('goes with its own confirmation; a plan of which nothing is sent gives it to the first that is', async () => {
    const confirmations = createConfirmations(heldTime(), () => free);
    const part = async (...ids: string[]): Promise<Plan & { readonly isPart: true }> => ({
      ...(await madePlan(ids)),
      isPart: true,
    });
    const idsOf = (leftOut: readonly LeftOut[]) => leftOut.map(({ ref }) => ref.id);
    assert.deepEqual(idsOf(confirmations.confirm(await madePlan(), {}).leftOut), ['i-2', 'i-4']);
    for (const [plans, expected] of [
      [
        [await part('i-1', 'i-2'), await part('i-3', 'i-4')],
        [['i-2'], ['i-4']],
      ],
      [[await part('i-1'), await part('i-2', 'i-4')], [['i-2', 'i-4']]],
      [
        [await part('i-2'), await part('i-1', 'i-4'), await part('i-3')],
        [['i-4', 'i-2'], []],
      ],
    ] as const) {
      const confirmed = confirmations.confirmAll({ reach: 'matching', plans }, {});
      assert.deepEqual(
        confirmed.map(({ leftOut }) => idsOf(leftOut)),
        expected,
      );
    }
  });
});
