import { ofWhom, whoseAt } from '../../../../src/model/sight.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Destination } from '../../../../src/model/destination.ts';
import { known, unread } from '../../../../src/model/fact.ts';
import { failed, succeeded } from '../../../../src/model/failure.ts';
import type { OperationType } from '../../../../src/model/operation.ts';
import { isBlocked } from '../../../../src/stopping/plan/plan.ts';
import { vouched } from '../../../../src/stopping/plan/vouched.ts';
import { customAt, customBut } from '../../../stages/destinations.ts';
import { deployment, experiment, failure, identityOf, instance, looksAt, refTo, told } from '../../../stages/fakes.ts';
import { plan } from '../../../stages/stopping/plan.ts';

const HERE = 'http://127.0.0.1:4566';
const things = [
  ['EC2', instance(), { type: 'stop' }],
  ['ECS', deployment(), { type: 'roll-back' }],
  ['fis', experiment(), { type: 'stop-experiment' }],
] as const;

describe('an account that another endpoint than AWS’s tells', () => {
  it('is no account of a plan whose changes would go to AWS: its targets are blocked, and the prompt names none', async () => {
    for (const [service, thing, operation] of things)
      for (const [destination, isKnown] of [
        [{ kind: 'aws' }, true],
        [customAt(HERE), true],
        [customBut({ [service]: HERE }), true],
        [customAt(HERE, { [service]: 'aws' }), false],
        [customBut({ STS: HERE }), false],
        [customBut({ STS: HERE, [service]: HERE }), true],
      ] as readonly (readonly [Destination, boolean])[]) {
        const identity = { ...identityOf('staging'), destination };
        const { groups } = await plan(
          {
            reads: {
              describe: looksAt(() => [thing], ofWhom(whoseAt(identity))),
              identity: () => Promise.resolve(told(identity)),
            },
          },
          [refTo(thing)],
          operation,
        );
        const [group] = groups;
        const what = `${service} ${JSON.stringify(destination)}`;
        assert.equal(group?.identity?.account, isKnown ? identity.account : undefined, what);
        const [target] = group?.targets ?? [];
        assert.ok(target);
        assert.equal(isBlocked(target), !isKnown, what);
        const codes = target.findings.flatMap((one) =>
          one.type === 'unreachable-account' ? [one.failure.kind, one.failure.code, one.failure.mayHaveHappened] : [],
        );
        assert.deepEqual(codes, isKnown ? [] : ['forbidden', 'account-elsewhere', false], what);
      }
  });

  it('has an alias that nobody has read where IAM is another’s endpoint', () => {
    const alias = known('shop-dev');
    for (const [type, destination, expected] of [
      ['stop', { kind: 'aws' }, alias],
      ['stop', customAt(HERE), alias],
      ['stop', customBut({ IAM: HERE }), unread],
      ['roll-back', customBut({ IAM: HERE, EC2: HERE }), unread],
      ['stop-experiment', customBut({ IAM: HERE, fis: HERE }), alias],
      ['stop-experiment', customBut({ IAM: 'https://iam.amazonaws.com' }), alias],
    ] as readonly (readonly [OperationType, Destination, unknown])[]) {
      const identity = { ...identityOf('staging'), alias, destination };
      assert.deepEqual(vouched(succeeded(identity), type), succeeded({ ...identity, alias: expected }));
    }
    const unknown = failed(failure('timeout'));
    assert.equal(vouched(unknown, 'stop'), unknown);
  });
});
