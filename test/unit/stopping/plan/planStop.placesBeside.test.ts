import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimedOwner, placesBeside } from '../../../../src/inventory/oncePerAccount.ts';
import type { Destination } from '../../../../src/model/destination.ts';
import type { Identity } from '../../../../src/model/identity.ts';
import { refKey } from '../../../../src/model/resources/resource.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { needsReason } from '../../../../src/stopping/plan/neededReason.ts';
import { productionGroups, sendable } from '../../../../src/stopping/plan/plan.ts';
import { typedName } from '../../../../src/stopping/plan/typedName.ts';
import { deployment, experiment, identityOf, instance, lever, looksAt, refTo, told } from '../../../stages/fakes.ts';
import { plan, type PlanStage, rollBack, stop, stopExperiment } from '../../../stages/stopping/plan.ts';

const at = (profile: string, region = 'eu-west-1'): Scope => ({ profile, region });
const here = at('admin');
const elsewhere: Destination = {
  kind: 'custom',
  routes: {
    EC2: 'http://a',
    ECS: 'http://a',
    fis: 'http://a',
    STS: 'http://a',
    IAM: 'http://a',
    CloudWatch: 'http://a',
  },
};

/** A plan through `admin`, where these are chosen as well, and of those that are in `known` somebody has said whose they are. */
async function planned(
  [of, operation]: (typeof kinds)[number],
  chosen: readonly Scope[],
  known: Readonly<Record<string, Partial<Identity>>>,
  policy: NonNullable<PlanStage['policy']> = { production: ['*prod*'] },
) {
  const accounts = {
    of: (profile: string): Identity | undefined =>
      known[profile] && { ...identityOf(profile), profile, ...known[profile] },
  };
  const reads = {
    describe: looksAt(() => [of]),
    identity: (profile: string) => Promise.resolve(told(identityOf(profile))),
  };
  return plan(
    { policy, reads, placesBeside: (scope, identity) => placesBeside(accounts, [here, ...chosen], scope, identity) },
    [refTo(of)],
    operation,
  );
}

const marking: readonly NonNullable<PlanStage['policy']>[] = [
  { production: ['*prod*'] },
  { places: [{ match: 'shop-p*', production: true, readOnly: false }] },
];
const kinds = [
  [instance({ scope: here }), stop],
  [deployment({ scope: here }), rollBack],
  [experiment({ scope: here }), stopExperiment],
  [lever({ scope: here }), { type: 'engage-lever', reason: 'x' }],
] as const;

describe('what is stopped through one profile', () => {
  it('is in production where another chosen profile of its account and region is marked, and sent as it was asked for', async () => {
    for (const one of kinds) {
      for (const policy of marking) {
        const made = await planned(one, [at('viewer'), at('shop-prod')], { viewer: {}, 'shop-prod': {} }, policy);
        const what = `${one[1].type} ${JSON.stringify(policy)}`;
        assert.deepEqual(
          productionGroups(made).flatMap(({ production }) => production.map(({ matched }) => matched)),
          ['shop-prod'],
          what,
        );
        assert.deepEqual([needsReason('production', made), typedName(made) === undefined], [true, false], what);
        assert.deepEqual(
          sendable(made).map(({ ref }) => ref.scope),
          [here],
          what,
        );
      }
    }
  });

  it('is no production by a profile of another account that is in the same plan, though its safety lever has the same id', async () => {
    const accountOf = (profile: string) => (profile.startsWith('shop') ? '444455556666' : '111122223333');
    const who = (profile: string): Identity => ({ ...identityOf(profile), profile, account: accountOf(profile) });
    const refs = [lever({ scope: at('shop-admin') }), lever({ scope: here })];
    const of = { shop: [at('shop-admin'), at('shop-prod')], ours: [here] };
    const marked = async (more: Partial<PlanStage>) => {
      const made = await plan(
        {
          policy: { production: ['*prod*'] },
          reads: {
            describe: (where, kind, ids, signal) =>
              looksAt(() => refs.filter(({ scope }) => scope.profile === where.profile))(where, kind, ids, signal).then(
                (read) => (read.ok ? told(read.value, { account: accountOf(where.profile) }) : read),
              ),
            identity: (profile) => Promise.resolve(told(who(profile))),
          },
          ...more,
        },
        refs.map(refTo),
        { type: 'engage-lever', reason: 'x' },
      );
      assert.equal(sendable(made).length, 2);
      return productionGroups(made).map(({ scope }) => scope.profile);
    };
    const chosen = [...of.shop, ...of.ours];
    assert.deepEqual(
      await marked({ placesBeside: (scope, identity) => placesBeside({ of: who }, chosen, scope, identity) }),
      ['shop-admin'],
    );
    // The same for what whoever asks for the plan says is beside.
    const shownAccount = (profile: string) => ({ account: accountOf(profile), elsewhere: undefined });
    assert.deepEqual(await marked({ shownAccount, beside: [refTo(lever({ scope: at('shop-prod') }))] }), [
      'shop-admin',
    ]);
    // Of whom nobody knows whose it is may be of either.
    assert.deepEqual(await marked({ beside: [refTo(lever({ scope: at('shop-prod') }))] }), ['shop-admin', 'admin']);
  });

  for (const [what, chosen, known] of [
    ['of another account', at('shop-prod'), { 'shop-prod': { account: '999988887777' } }],
    ['of another region', at('shop-prod', 'us-east-1'), { 'shop-prod': {} }],
    ['of the same number at another endpoint', at('shop-prod'), { 'shop-prod': { destination: elsewhere } }],
    ['of which nobody has said whose it is', at('shop-prod'), {}],
    ['that nothing marks', at('viewer'), { viewer: {} }],
  ] as const)
    it(`is not for a profile ${what}`, async () => {
      for (const one of kinds) assert.deepEqual(productionGroups(await planned(one, [chosen], known)), [], one[1].type);
    });

  it('is where the shared config alone says whose the other one is, and says it', () => {
    const identity = identityOf('admin');
    const destination = { kind: 'aws' } as const;
    for (const [info, isBeside] of [
      [{ account: identity.account, destination }, true],
      [{ account: '999988887777', destination }, false],
      [{ account: identity.account, destination: elsewhere }, false],
      [{ destination }, false],
      [undefined, false],
    ] as const) {
      const found = placesBeside({ of: () => claimedOwner(info) }, [here, at('shop-prod')], here, identity);
      assert.deepEqual(found, isBeside ? [at('shop-prod')] : [], JSON.stringify(info));
    }
  });
});

describe('a plan of what was meant before', () => {
  it('is blocked where the profile leads to another account by now, each target by itself', async () => {
    const other = '444455556666';
    const of = (account: string) => ({ account, elsewhere: undefined });
    const refs = [refTo(lever()), refTo(instance()), refTo(instance({ id: 'i-2' })), refTo(instance({ id: 'i-3' }))];
    const [theirs, gone, own] = refs.map(refKey);
    assert.ok(theirs !== undefined && gone !== undefined && own !== undefined);
    const whose = new Map([
      [theirs, of(other)],
      [gone, of(other)],
      [own, of('111122223333')],
    ]);
    const seen = [lever(), instance({ id: 'i-2' }), instance({ id: 'i-3' })];
    const found = async (shown: string) => {
      const reads = { describe: looksAt(() => seen) };
      const { groups } = await plan({ reads, whose, shownAccount: () => of(shown) }, refs, stop);
      return groups[0]?.targets.map(({ findings }) => findings.filter((one) => /^(gone|account-)/.test(one.type)));
    };
    const block = (from: string) => ({ severity: 'block', type: 'account-changed', from, to: '111122223333' });
    assert.deepEqual(await found('111122223333'), [[block(other)], [block(other)], [], []]);
    // Once, where the screen showed that account too.
    assert.deepEqual(await found(other), [[block(other)], [block(other)], [block(other)], [block(other)]]);
    const [third] = (await found('777788889999')) ?? [];
    assert.deepEqual(third, [block('777788889999'), block(other)]);
  });
});
