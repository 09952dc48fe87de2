import { ofAws } from '../../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { known, none } from '../../../../src/model/fact.ts';
import { describe, it } from 'node:test';
import { type Failure, failed } from '../../../../src/model/failure.ts';
import { type Read, saw, type Sight } from '../../../../src/model/sight.ts';
import type { Identity } from '../../../../src/model/identity.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { sendable } from '../../../../src/stopping/plan/plan.ts';
import { PROTECTION_CHECKS } from '../../../../src/stopping/plan/instanceFacts.ts';
import { plan, type PlanStage, rollBack, stop } from '../../../stages/stopping/plan.ts';
import {
  deployment,
  experiment,
  failure,
  heldTime,
  identityOf,
  instance,
  looksAt,
  refTo,
  told,
} from '../../../stages/fakes.ts';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';
import type { Target } from '../../../../src/model/resources/target.ts';

const denied = failed(failure('denied'));
const spot = (id: string, spotRequestId: string) => instance({ id, lifecycle: 'spot', spotRequestId });

describe('a plan', () => {
  it('makes one look of each scope, whatever is given twice', async () => {
    const looks: string[] = [];
    const other = { profile: 'staging', region: 'us-east-1' };
    const { groups } = await plan(
      {
        reads: {
          describe: (where, kind, ids, signal) => {
            looks.push(`${where.region} ${kind} ${ids.join()}`);
            return looksAt(() => ids.map((id) => instance({ id, scope: where })))(where, kind, ids, signal);
          },
        },
      },
      [
        refTo(instance()),
        refTo(instance({ id: 'i-2' })),
        refTo(instance()),
        refTo(instance({ scope: other })),
        refTo(instance({ id: 'i-2' })),
      ],
      stop,
    );
    assert.deepEqual(looks, ['eu-west-1 instance i-1,i-2', 'us-east-1 instance i-1']);
    assert.deepEqual(
      groups.map(({ targets }) => targets.length),
      [2, 1],
    );
  });

  it('knows how far AWS’s clock was of what it read again, and of nothing else', async () => {
    const things = [instance(), instance({ id: 'i-2' }), instance({ id: 'i-3' })];
    const offsetsWith = async (clockOffset?: number) => {
      const read = { targets: things.slice(0, 1), missing: ['i-3'], failures: { 'i-2': failure('throttled') } };
      const look = () => Promise.resolve(told(read, clockOffset === undefined ? {} : { clockOffset }));
      const lastSeen = ({ id }: TargetRef) => things.find((one) => one.id === id);
      const { groups } = await plan({ reads: { describe: look }, lastSeen }, things.map(refTo), stop);
      return groups[0]?.targets.map((target) => target.clockOffset);
    };
    assert.deepEqual(await offsetsWith(4_000), [4_000, undefined, undefined]);
    assert.deepEqual(await offsetsWith(), [0, undefined, undefined]);
  });

  it('A4, A6: blocks what was looked at in another account than the one that AWS named, each target by itself', async () => {
    const other = '444455556666';
    const { groups } = await plan(
      {
        reads: {
          describe: (_scope, kind) =>
            Promise.resolve(
              kind === 'instance'
                ? told({ targets: [instance()], missing: ['i-2'], failures: {} }, { account: other })
                : told({ targets: [deployment()], missing: [], failures: {} }),
            ),
        },
      },
      [refTo(instance()), refTo(instance({ id: 'i-2' })), refTo(deployment())],
      stop,
    );
    const block = { severity: 'block', type: 'account-changed', from: other, to: '111122223333' };
    const [first, second, third] = groups[0]?.targets ?? [];
    for (const target of [first, second])
      assert.deepEqual(
        target?.findings.find(({ type }) => type === 'account-changed'),
        block,
      );
    assert.equal(
      third?.findings.some(({ type }) => type === 'account-changed'),
      false,
    );
  });

  it('11.4: takes nothing that was looked at in an account that nobody knows for what is in a known one, “not there” included', async () => {
    const answer = {
      targets: [instance({ state: 'stopped' })],
      missing: ['i-2'],
      failures: { 'i-3': failure('timeout') },
    };
    const refs = ['i-1', 'i-2', 'i-3'].map((id) => refTo(instance({ id })));
    const lastSeen = (ref: TargetRef) => instance({ id: ref.id, name: `seen ${ref.id}` });
    const described = async (seen: Sight, more: PlanStage = {}) => {
      const reads = { describe: () => Promise.resolve(saw(answer, seen)), ...more.reads };
      const { groups } = await plan({ lastSeen, ...more, reads }, refs, stop);
      return groups[0]?.targets.map(({ name, findings: found }) => [
        name,
        ...found.flatMap((one) => (one.type === 'not-reread' ? [one.failure.code ?? one.failure.kind] : [one.type])),
      ]);
    };
    const nobody = { at: 0 };
    assert.deepEqual(await described(nobody), [
      ['seen i-1', 'account-unknown'],
      ['seen i-2', 'account-unknown'],
      ['seen i-3', 'timeout'],
    ]);
    assert.deepEqual(await described(nobody, { lastSeen: () => undefined }), [
      ['i-1', 'account-unknown'],
      ['i-2', 'account-unknown'],
      ['i-3', 'timeout'],
    ]);
    assert.deepEqual(await described({ at: 0, account: '444455556666' }), [
      ['i-1', 'account-changed', 'unfit'],
      ['i-2', 'account-changed'],
      ['seen i-3', 'timeout'],
    ]);
    assert.deepEqual(await described({ at: 0, account: '111122223333' }), [
      ['i-1', 'unfit'],
      ['i-2', 'gone'],
      ['seen i-3', 'timeout'],
    ]);
  });

  it('keeps what the screen shows where the present state can’t be read, each target by itself', async () => {
    const { groups } = await plan(
      {
        reads: {
          describe: () =>
            Promise.resolve(told({ targets: [instance()], missing: ['i-3'], failures: { 'i-2': failure('timeout') } })),
        },
        lastSeen: (ref) => instance({ id: ref.id, state: 'stopping', name: 'seen' }),
      },
      ['i-1', 'i-2', 'i-3'].map((id) => refTo(instance({ id }))),
      { type: 'force-stop', skipOsShutdown: false },
    );
    assert.deepEqual(
      groups[0]?.targets.map(({ name, findings: found }) => [name, ...found.map(({ type }) => type)]),
      [['i-1'], ['seen', 'already-on-its-way', 'not-reread'], ['i-3', 'gone']],
    );
  });

  it('asks neither for the protection nor the Spot kind of what is refused anyway, nor for more than it can ask fast', async () => {
    const asked: string[] = [];
    const many = Array.from({ length: 500 }, (_, index) => spot(`i-${index}`, `sir-${index}`));
    const all = [instance({ id: 'managed', managedBy: 'eks' }), instance({ id: 'gone-by', state: 'stopped' }), ...many];
    const { groups } = await plan(
      {
        reads: {
          describe: looksAt(() => all),
          stopProtection: (_scope, ids) => {
            asked.push(...ids);
            return Promise.resolve(Object.fromEntries(ids.map((id) => [id, told(id === 'i-7')])));
          },
          spotKinds: (_scope, ids) => Promise.resolve(told(Object.fromEntries(ids.map((id) => [id, 'persistent'])))),
        },
      },
      all.map(refTo),
      stop,
    );
    assert.equal(asked.length, PROTECTION_CHECKS);
    assert.ok(!asked.includes('managed') && !asked.includes('gone-by'));
    const found = groups[0]?.targets.flatMap((target) => target.findings.map(({ type }) => type)) ?? [];
    assert.equal(found.filter((type) => type === 'protection-unchecked').length, 500 - PROTECTION_CHECKS);
    assert.equal(found.filter((type) => type === 'stop-protection').length, 1);
  });

  it('doesn’t wait long for what only explains', async () => {
    const clock = heldTime();
    const hang =
      <T>(answer: (aborted: Failure) => T) =>
      (...args: readonly unknown[]) =>
        new Promise<T>((resolve) => {
          const signal = args.find((arg) => arg instanceof AbortSignal);
          signal?.addEventListener('abort', () => resolve(answer(failure('cancelled'))));
        });
    const waiting = plan(
      {
        clock,
        reads: {
          describe: looksAt(() => [spot('i-1', 'sir-1')]),
          stopProtection: hang((why): Readonly<Record<string, Read<boolean>>> => ({ 'i-1': failed(why) })),
          spotKinds: hang((why) => failed(why)),
        },
      },
      [refTo(spot('i-1', 'sir-1'))],
      stop,
    );
    await clock.advance(6_000);
    const { groups } = await waiting;
    assert.deepEqual(
      groups[0]?.targets[0]?.findings.map(({ type }) => type),
      ['protection-unchecked', 'spot-unknown'],
    );
    assert.equal(clock.timers(), 0);
  });

  it('asks once for the alarms of all experiments that are not over, and warns where none can go off', async () => {
    const asked: (readonly string[])[] = [];
    const guarded = (id: string, alarms: readonly string[], state = 'running') =>
      experiment({
        id,
        state,
        full: {
          ...{ actions: [], targets: [], targetAccounts: 0 },
          stopConditions: alarms.map((value) => ({ source: 'aws:cloudwatch:alarm', value })),
        },
      });
    const all = [
      guarded('dead', ['a', 'b']),
      guarded('held', ['b', 'c']),
      guarded('unasked', ['other account']),
      guarded('over', ['d'], 'completed'),
    ];
    const { groups } = await plan(
      {
        reads: {
          describe: looksAt(() => all),
          alarmStates: (_scope, arns) => {
            asked.push(arns);
            return Promise.resolve(told({ a: 'gone', b: 'INSUFFICIENT_DATA', c: 'OK' }));
          },
        },
      },
      all.map(refTo),
      { type: 'stop-experiment' },
    );
    assert.deepEqual(asked, [['a', 'b', 'c', 'other account']]);
    const severities = groups[0]?.targets.map(
      ({ findings }) => findings.find(({ type }) => type === 'stop-conditions')?.severity,
    );
    assert.deepEqual(severities, ['warn', 'info', 'info', 'info']);
    const unread = await plan(
      { reads: { describe: looksAt(() => all), alarmStates: () => Promise.resolve(denied) } },
      all.map(refTo),
      { type: 'stop-experiment' },
    );
    assert.deepEqual(
      unread.groups[0]?.targets[0]?.findings.find(({ type }) => type === 'stop-conditions'),
      { severity: 'info', type: 'stop-conditions', conditions: ['a', 'b'] },
    );
  });

  it('shows what a rollback goes back to, as far as it can be read', async () => {
    const revision = { arn: 'arn:revision/1', taskDefinition: 'web:1', images: [] };
    const { groups } = await plan(
      { reads: { describe: looksAt(() => [deployment()]), revisions: () => Promise.resolve(told([revision])) } },
      [refTo(deployment())],
      rollBack,
    );
    const { revisions } = groups[0]?.targets[0] ?? {};
    assert.deepEqual(
      revisions?.sources.map((facts) => facts.revision),
      [revision],
    );
    assert.equal(revisions?.target?.revision, undefined);
    assert.equal(revisions?.target?.summary.arn, 'arn:revision/2');
    const blind = await plan(
      { reads: { describe: looksAt(() => [deployment()]), revisions: () => Promise.resolve(denied) } },
      [refTo(deployment())],
      rollBack,
    );
    assert.equal(sendable(blind).length, 1);
  });

  it('stops nothing in an account that is not the shown one, can’t be named, or may not be changed', async () => {
    const rows: readonly [PlanStage, number][] = [
      [{}, 1],
      [{ policy: { readOnly: ['other'] } }, 1],
      [{ policy: { readOnly: ['staging'] } }, 0],
      [{ policy: { readOnly: true } }, 0],
      [{ policy: { allowedRegions: ['eu-west-1', 'us-east-1'] } }, 1],
      [{ policy: { allowedRegions: ['us-east-1'] } }, 0],
      [{ shownAccount: () => ofAws('111122223333') }, 1],
      [{ shownAccount: () => ofAws('444455556666') }, 0],
      [{ reads: { identity: () => Promise.resolve(failed(failure('timeout'))) } }, 0],
    ];
    for (const [stage, count] of rows) {
      const made = await plan(
        { ...stage, reads: { describe: looksAt(() => [instance()]), ...stage.reads } },
        [refTo(instance())],
        stop,
      );
      assert.equal(sendable(made).length, count, JSON.stringify(stage));
    }
  });

  it('marks production by profile, account, alias and tags, a deployment’s by those of its service', async () => {
    const identity = (profile: string): Promise<Read<Identity>> =>
      Promise.resolve(told({ ...identityOf(profile), alias: known('shop-prod') }));
    const marks = async (production: readonly string[], of: Target, operation: Operation) => {
      const made = await plan(
        {
          policy: { production },
          reads: { identity, describe: looksAt(() => (of.kind === 'lever' ? [] : [of])) },
          tagsOf: (ref) => (ref.kind === 'deployment' ? known([{ key: 'env', value: 'production' }]) : none),
        },
        [refTo(of)],
        operation,
      );
      return made.groups[0]?.production.map(({ matched }) => matched);
    };
    const tagged = instance({ tags: [{ key: 'env', value: 'prod-1' }] });
    assert.deepEqual(await marks(['stag*', '1111*', '*-prod', 'env=prod*', 'none'], tagged, stop), [
      'staging',
      '111122223333',
      'shop-prod',
      'env=prod-1',
    ]);
    assert.deepEqual(await marks(['env=prod*'], deployment(), rollBack), ['env=production']);
    assert.deepEqual(await marks([], tagged, stop), []);
  });

  it('says of a place as often as it is so why nothing is sent there, with the setting’s code or AWS’s words', async () => {
    const late = failure('timeout');
    const rows: readonly (readonly [PlanStage, readonly object[]])[] = [
      [{ policy: { readOnly: ['staging'] } }, [{ type: 'forbidden', code: 'read-only' }]],
      [{ policy: { allowedRegions: ['us-east-1'] } }, [{ type: 'forbidden', code: 'region' }]],
      [{ reads: { identity: () => Promise.resolve(failed(late)) } }, [{ type: 'unreachable-account', failure: late }]],
      [
        { policy: { readOnly: true }, reads: { identity: () => Promise.resolve(failed(late)) } },
        [
          { type: 'forbidden', code: 'read-only' },
          { type: 'unreachable-account', failure: late },
        ],
      ],
      [
        { policy: { readOnly: true }, shownAccount: () => ofAws('444455556666') },
        [
          { type: 'forbidden', code: 'read-only' },
          { type: 'account-changed', from: '444455556666', to: '111122223333' },
        ],
      ],
      [{ shownAccount: () => ofAws(undefined) }, []],
    ];
    for (const [stage, blocks] of rows) {
      const reads = { describe: looksAt(() => [instance()]), ...stage.reads };
      const { groups } = await plan({ ...stage, reads }, [refTo(instance())], stop);
      const said = groups[0]?.targets[0]?.findings.map((one) => {
        const { severity, ...rest } = one;
        assert.equal(severity, 'block');
        return one.type === 'forbidden' ? { type: one.type, code: one.failure.code } : rest;
      });
      assert.deepEqual(said, blocks, JSON.stringify(stage));
      assert.equal(groups[0]?.identity?.account, stage.reads?.identity ? undefined : '111122223333');
    }
  });

  it('asks of the kinds that are in it, each once, and of no experiment’s alarms where there is none', async () => {
    const asked: string[] = [];
    const note =
      <T>(what: string, value: T) =>
      () => {
        asked.push(what);
        return Promise.resolve(told(value));
      };
    const reads = {
      alarmStates: note('alarms', {}),
      revisions: note('revisions', []),
      stoppedTasks: note('stopped tasks', { total: 0, more: false, groups: [] }),
      spotKinds: note('spot kinds', {}),
      volumeSizes: note('volumes', {}),
    };
    const rows: readonly (readonly [Target, Operation, readonly string[]])[] = [
      [instance(), stop, []],
      [spot('i-2', 'sir-2'), stop, ['spot kinds']],
      [deployment(), rollBack, ['revisions', 'stopped tasks']],
      [deployment({ status: 'SUCCESSFUL' }), rollBack, ['revisions']],
      [experiment(), { type: 'stop-experiment' }, []],
    ];
    for (const [of, operation, expected] of rows) {
      const { groups } = await plan({ reads: { describe: looksAt(() => [of]), ...reads } }, [refTo(of)], operation);
      assert.deepEqual(asked.splice(0).toSorted(), expected, of.kind);
      const [target] = groups[0]?.targets ?? [];
      assert.deepEqual([target?.observed, target?.lever], [of, undefined]);
      assert.equal(target?.revisions === undefined, of.kind !== 'deployment');
    }
  });
});
