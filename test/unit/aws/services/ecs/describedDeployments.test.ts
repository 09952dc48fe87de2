import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAll, describeKnown } from '../../../../../src/aws/services/ecs/describedDeployments.ts';
import type { FailureKind } from '../../../../../src/model/failure.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { ecsAnswers, numbered } from '../../../../stages/answering/ecsAnswers.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const arn = (name: string): string => `arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/${name}`;
const [A, B, C, D, BAD] = [arn('a'), arn('b'), arn('c'), arn('d'), arn('bad')];
const told = (arns: readonly unknown[]) => arns.map((one) => ({ serviceDeploymentArn: one, status: 'IN_PROGRESS' }));
const names = (asked: unknown): readonly unknown[] => (Array.isArray(asked) ? asked : []);

/** ECS, which answers a call with {@link BAD} in it with a failure, and every other with what was asked about. */
const refusing = (kind: FailureKind, code?: string) =>
  ecsAnswers({
    describeDeployments: (arns) =>
      names(arns).includes(BAD)
        ? failure(kind, code === undefined ? {} : { code })
        : { serviceDeployments: told(names(arns)) },
  });

describe('deployments that are looked at', () => {
  it('are asked about twenty a call, each once', async () => {
    const ecs = ecsAnswers({ describeDeployments: (arns) => ({ serviceDeployments: told(names(arns)) }) });
    const ids = numbered(45, (index) => arn(`d${index}`));
    const all = valueOf(await describeAll(ecs.calls, scope, [...ids, ...ids], never()));
    assert.deepEqual(
      ecs.asked.map((one) => names(one[1]).length),
      [20, 20, 5],
    );
    assert.deepEqual(
      all.deployments.map(({ id }) => id),
      ids,
    );
    assert.deepEqual([all.missing, all.failures], [[], {}]);
    const none = ecsAnswers({});
    assert.deepEqual(valueOf(await describeAll(none.calls, scope, [], never())).deployments, []);
  });

  it('are there, missing, or of them nothing is known, as AWS says of each', async () => {
    const ecs = ecsAnswers({
      describeDeployments: () => ({
        serviceDeployments: [...told([A]), { odd: 1 }],
        failures: [
          { arn: B, reason: 'MISSING' },
          { arn: C, reason: 'ACCESS_DENIED', detail: 'Not this one.' },
          { reason: 'MISSING' },
          { reason: 'ACCESS_DENIED' },
          { arn: arn('nobody asked about'), reason: 'MISSING' },
        ],
      }),
    });
    const all = valueOf(await describeAll(ecs.calls, scope, [A, B, C, D], never()));
    assert.deepEqual(
      all.deployments.map(({ id }) => id),
      [A],
    );
    assert.deepEqual(all.missing, [B]);
    assert.deepEqual(
      Object.entries(all.failures).map(([id, { kind, message, operation }]) => [id, kind, message, operation]),
      [
        [C, 'denied', 'Not this one.', 'ecs:DescribeServiceDeployments'],
        [D, 'malformed', `The answer of AWS leaves out ${D}.`, 'ecs:DescribeServiceDeployments'],
      ],
    );
  });

  for (const [kind, code, outcome] of [
    ['not-found', undefined, 'missing'],
    ['refused', 'InvalidParameterException', 'unknown'],
  ] as const)
    it(`are told but for the one that fails the whole call with ${kind}: that is ${outcome}`, async () => {
      const ecs = refusing(kind, code);
      const all = valueOf(await describeAll(ecs.calls, scope, [A, B, BAD, C, D], never()));
      assert.deepEqual(
        all.deployments.map(({ id }) => id),
        [A, B, C, D],
      );
      assert.deepEqual(all.missing, outcome === 'missing' ? [BAD] : []);
      assert.deepEqual(Object.keys(all.failures), outcome === 'missing' ? [] : [BAD]);
      assert.equal(all.failures[BAD]?.code, code);
      assert.deepEqual(
        ecs.asked.map((one) => one[1]),
        [[A, B, BAD, C, D], [A, B, BAD], [A, B], [BAD], [C, D]],
      );
    });

  for (const [kind, code] of [
    ['denied', 'AccessDeniedException'],
    ['throttled', 'ThrottlingException'],
    ['server', 'ServerException'],
    ['cancelled', undefined],
    ['refused', 'UnsupportedFeatureException'],
  ] as const)
    it(`fail as one where the whole call does for what no single one is the cause of: ${kind} ${code ?? ''}`, async () => {
      const ecs = refusing(kind, code);
      assert.equal(failureIn(await describeAll(ecs.calls, scope, [A, BAD], never())).kind, kind);
      assert.equal(ecs.asked.length, 1);
    });
});

describe('deployments that are known from elsewhere', () => {
  it('lack what this call would tell, with a gap for why', async () => {
    for (const kind of ['denied', 'throttled', 'server'] as const) {
      const { deployments, gaps } = valueOf(await describeKnown(refusing(kind).calls, scope, [A, BAD], never()));
      assert.deepEqual([[...deployments], gaps.map((gap) => gap.kind)], [[], [kind]]);
    }
    const { deployments, gaps } = valueOf(await describeKnown(refusing('refused').calls, scope, [A, BAD], never()));
    assert.deepEqual([[...deployments.keys()], gaps.map((gap) => gap.kind)], [[A], ['refused']]);
  });

  it('are not told at all where nobody wants them any more, or nothing of the profile can be read', async () => {
    for (const kind of ['cancelled', 'credentials-wrong', 'mfa-needed'] as const)
      assert.equal(failureIn(await describeKnown(refusing(kind).calls, scope, [BAD], never())).kind, kind);
  });
});
