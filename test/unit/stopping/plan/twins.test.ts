import { ofWhom, type Sight, whoseAt } from '../../../../src/model/sight.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AT_AWS, type Destination, type ServiceRoutes } from '../../../../src/model/destination.ts';
import { type Fact, known, none, unread } from '../../../../src/model/fact.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { needsReason } from '../../../../src/stopping/plan/neededReason.ts';
import { type Plan, productionGroups, productionOf, sendable } from '../../../../src/stopping/plan/plan.ts';
import { twinsIn } from '../../../../src/stopping/plan/twins.ts';
import { textsToType, typedName } from '../../../../src/stopping/plan/typedName.ts';
import { deployment, experiment, identityOf, instance, lever, refTo, told } from '../../../stages/fakes.ts';
import { plan, type PlanStage, rollBack, stop, stopExperiment } from '../../../stages/stopping/plan.ts';

const engage: Operation = { type: 'engage-lever', reason: 'x' };
const kinds: readonly (readonly [Operation, (scope: Scope, id?: string) => Target])[] = [
  [stop, (scope, id) => instance({ scope, ...(id !== undefined && { id }) })],
  [rollBack, (scope, id) => deployment({ scope, ...(id !== undefined && { id }) })],
  [stopExperiment, (scope, id) => experiment({ scope, ...(id !== undefined && { id }) })],
  [engage, (scope) => lever({ scope })],
];

const at = (profile: string, region = 'eu-west-1'): Scope => ({ profile, region });

/** A plan of these in which each is there in the state in which it was given. */
function planOf(
  targets: readonly Target[],
  operation: Operation,
  stage: PlanStage = {},
  seen: (profile: string) => Partial<Sight> = () => ({}),
): Promise<Plan> {
  const describeOf: NonNullable<PlanStage['reads']>['describe'] = (where, kind, ids) =>
    Promise.resolve(
      told(
        {
          targets: targets.filter(
            (one) => one.kind === kind && one.scope.profile === where.profile && ids.includes(one.id),
          ),
          missing: [],
          failures: {},
        },
        seen(where.profile),
      ),
    );
  return plan({ ...stage, reads: { describe: describeOf, ...stage.reads } }, targets.map(refTo), operation);
}

const everywhere = (route: string): ServiceRoutes => ({
  ...{ EC2: route, ECS: route, fis: route, STS: route, IAM: route, CloudWatch: route },
});

const production = ['*prod*'];
const orders = [
  ['admin', 'shop-prod'],
  ['shop-prod', 'admin'],
  ['viewer', 'admin', 'shop-prod'],
  ['admin', 'shop-prod', 'viewer'],
] as const;

describe('one thing through two profiles of its account', () => {
  it('is sent once, and is in production if it is through either, in whichever order they come', async () => {
    for (const [operation, targetIn] of kinds) {
      for (const profiles of orders) {
        const which = `${operation.type} ${profiles.join()}`;
        const made = await planOf(
          profiles.map((profile) => targetIn(at(profile))),
          operation,
          { policy: { production } },
        );
        assert.deepEqual(
          sendable(made).map(({ ref }) => ref.scope.profile),
          [profiles[0]],
          which,
        );
        assert.equal(productionGroups(made).length, 1, which);
        assert.ok(needsReason('production', made), which);
        assert.ok(typedName(made) !== undefined, which);
        for (const reach of ['emergency', 'matching', 'selected'] as const) {
          assert.equal(textsToType({ reach, plans: [made] }).length, 1, `${which} ${reach}`);
        }
        assert.deepEqual(
          made.groups[0]?.production,
          [{ kind: 'matched', pattern: '*prod*', matched: 'shop-prod' }],
          which,
        );
      }
    }
  });

  it('is another thing behind another endpoint, which has accounts of its own, and the same behind AWS’s other names', async () => {
    const emulator = { kind: 'custom', routes: everywhere('http://localhost:4566') } as const;
    const other = { kind: 'custom', routes: everywhere('https://aws.example.test') } as const;
    const byInterface = {
      kind: 'custom',
      routes: {
        ...everywhere(AT_AWS),
        EC2: 'https://vpce-0a1b-2c3d.ec2.eu-west-1.vpce.amazonaws.com',
        ECS: 'https://ecs.eu-west-1.amazonaws.com',
        fis: 'https://fis-fips.eu-west-1.amazonaws.com',
      },
    } as const;
    const aliasElsewhere = {
      kind: 'custom',
      routes: { ...everywhere(AT_AWS), IAM: 'https://iam.example.test' },
    } as const;
    const aws = { kind: 'aws' } as const;
    const simulated = { kind: 'simulated' } as const;
    const rows: readonly (readonly [first: Destination, second: Destination, isOne: boolean])[] = [
      [aws, aws, true],
      [simulated, simulated, true],
      [emulator, emulator, true],
      [aws, byInterface, true],
      [aliasElsewhere, aws, true],
      [aws, emulator, false],
      [emulator, other, false],
      [byInterface, simulated, false],
      [simulated, emulator, false],
    ];
    for (const [operation, targetIn] of kinds) {
      for (const [first, second, isOne] of rows) {
        const whoIs = (profile: string) => ({ ...identityOf(profile), destination: profile === 'a' ? first : second });
        const identity: NonNullable<PlanStage['reads']>['identity'] = (profile) =>
          Promise.resolve(told(whoIs(profile)));
        const both = [targetIn(at('a')), targetIn(at('b'))];
        const made = await planOf(both, operation, { reads: { identity } }, (profile) =>
          ofWhom(whoseAt(whoIs(profile))),
        );
        const twice = made.groups
          .flatMap(({ targets }) => targets)
          .filter(({ findings }) => findings.some(({ type }) => type === 'twice'));
        assert.equal(twice.length, isOne ? 1 : 0, `${operation.type} ${JSON.stringify([first, second])}`);
      }
    }
  });

  it('is in production through a profile whose own place is kept from changing it', async () => {
    for (const match of ['shop-prod', '*-prod']) {
      const places = [{ match, production: true, readOnly: true }];
      for (const profiles of orders) {
        const made = await planOf(
          profiles.map((profile) => experiment({ scope: at(profile) })),
          stopExperiment,
          { policy: { places } },
        );
        assert.equal(sendable(made).length, 1, profiles.join());
        assert.notEqual(sendable(made)[0]?.ref.scope.profile, 'shop-prod');
        assert.equal(productionGroups(made).length, 1, profiles.join());
      }
    }
  });

  it('is in production no more for a thing of another account, region, kind or id that is', async () => {
    const own = experiment({ scope: at('admin') });
    const others: readonly (readonly [string, Target, PlanStage])[] = [
      [
        'account',
        experiment({ scope: at('shop-prod') }),
        {
          reads: {
            identity: (profile) =>
              Promise.resolve(told(identityOf(profile, profile === 'admin' ? '111122223333' : '444455556666'))),
          },
        },
      ],
      ['region', experiment({ scope: at('shop-prod', 'us-east-1') }), {}],
      ['id', experiment({ scope: at('shop-prod'), id: 'EXP2' }), {}],
      ['kind', instance({ scope: at('shop-prod'), id: own.id }), {}],
    ];
    for (const [which, other, stage] of others) {
      const made = await planOf([own, other], stopExperiment, { ...stage, policy: { production } });
      const marked = made.groups.map(({ scope, production: marks }) => [scope.profile, marks.length]);
      assert.deepEqual(
        marked,
        [
          ['admin', 0],
          ['shop-prod', 1],
        ],
        which,
      );
    }
  });

  it('takes from the other profile what is marked, and not what that one could not read', async () => {
    const aliases: readonly (readonly [Fact<string>, Fact<string>, readonly string[]])[] = [
      [none, unread, []],
      [known('shop'), unread, []],
      [unread, none, ['alias-unread']],
      [none, known('shop-prod'), ['matched']],
    ];
    for (const [ofAdmin, ofViewer, kept] of aliases) {
      const identity: NonNullable<PlanStage['reads']>['identity'] = (profile) =>
        Promise.resolve(told({ ...identityOf(profile), alias: profile === 'admin' ? ofAdmin : ofViewer }));
      const made = await planOf([instance({ scope: at('admin') }), instance({ scope: at('viewer') })], stop, {
        policy: { production: ['shop-prod'] },
        reads: { identity },
      });
      assert.deepEqual(
        made.groups[0]?.production.map(({ kind }) => kind),
        kept,
        `${ofAdmin.kind} ${ofViewer.kind}`,
      );
    }
  });

  it('is marked once for what marks it through both', async () => {
    const made = await planOf([instance({ scope: at('admin') }), instance({ scope: at('shop-prod') })], stop, {
      policy: { production: ['1111*', 'shop-prod'] },
    });
    assert.deepEqual(
      made.groups[0]?.production.map(({ matched }) => matched),
      ['111122223333', 'shop-prod'],
    );
  });

  it('marks the thing that is there through a marked profile, and no other of its place', async () => {
    const tagged = { tags: [{ key: 'env', value: 'prod' }] };
    const [web1, web2, web3] = ['i-1', 'i-2', 'i-3'] as const;
    const dev = [
      instance({ scope: at('dev'), id: web1, ...tagged }),
      instance({ scope: at('dev'), id: web2 }),
      instance({ scope: at('dev'), id: web3 }),
    ];
    for (const [of, marked] of [
      [dev, [web1, web2]],
      [dev.slice(1), [web2]],
      [dev.slice(2), []],
    ] as const) {
      const made = await planOf([...of, instance({ scope: at('shop-prod'), id: web2 })], stop, {
        policy: { production: ['env=prod', '*prod'] },
      });
      const [group] = made.groups;
      assert.ok(group);
      const risky = group.targets.filter((target) => productionOf(target, group).length > 0);
      assert.deepEqual(
        risky.map(({ ref }) => ref.id),
        marked,
      );
      assert.equal(group.production.length > 0, marked.length > 0);
    }
  });

  it('is not marked by what a tag marks of the other things in the other profile’s place', async () => {
    const other = [
      instance({ scope: at('other'), id: 'i-1', tags: [{ key: 'env', value: 'prod' }] }),
      instance({ scope: at('other'), id: 'i-2' }),
    ];
    const made = await planOf([instance({ scope: at('dev'), id: 'i-2' }), ...other], stop, {
      policy: { production: ['env=prod'] },
    });
    assert.deepEqual(made.groups[0]?.production, []);
    assert.equal(made.groups[1]?.production.length, 1);
  });

  it('leaves what marks a place as it is where the other profile marks no more', async () => {
    const live = { tags: [{ key: 'env', value: 'live' }] };
    const made = await planOf(
      [
        instance({ scope: at('admin'), id: 'i-1', ...live }),
        instance({ scope: at('admin'), id: 'i-2', tagsUnread: true }),
        instance({ scope: at('viewer'), id: 'i-1', ...live }),
      ],
      stop,
      { policy: { production: ['env=live'] } },
    );
    assert.deepEqual(
      made.groups.map(({ production: marks }) => marks.map(({ kind }) => kind)),
      [['matched'], ['matched']],
    );
  });

  it('leaves alone a place of which nothing is sent', async () => {
    const made = await planOf(
      [experiment({ scope: at('shop-prod') }), experiment({ scope: at('admin') })],
      stopExperiment,
      { policy: { production } },
    );
    assert.deepEqual(
      made.groups.map(({ production: marks }) => marks.length),
      [1, 0],
    );
  });
});

describe('what goes through one profile while another of its account isn’t asked', () => {
  const beside = (of: Target): readonly TargetRef[] => [refTo(of)];

  it('is in production if that one is marked, and nothing is sent or read through it', async () => {
    for (const [operation, targetIn] of kinds) {
      const read: string[] = [];
      const identity: NonNullable<PlanStage['reads']>['identity'] = (profile) => {
        read.push(profile);
        return Promise.resolve(told(identityOf(profile)));
      };
      const made = await planOf([targetIn(at('admin'))], operation, {
        policy: { production },
        reads: { identity },
        beside: beside(targetIn(at('shop-prod'))),
      });
      assert.deepEqual(
        sendable(made).map(({ ref }) => ref.scope.profile),
        ['admin'],
      );
      assert.deepEqual([made.groups.length, productionGroups(made).length], [1, 1], operation.type);
      assert.ok(needsReason('production', made));
      assert.deepEqual(read, ['admin']);
    }
  });

  it('is marked by a rule of its place as well, and not by what isn’t the same thing', async () => {
    const own = experiment({ scope: at('admin') });
    const others: readonly (readonly [Target, number])[] = [
      [experiment({ scope: at('locked') }), 1],
      [experiment({ scope: at('locked', 'us-east-1') }), 0],
      [experiment({ scope: at('locked'), id: 'EXP2' }), 0],
      [instance({ scope: at('locked'), id: own.id }), 0],
      [experiment({ scope: at('viewer') }), 0],
    ];
    const places = [{ match: 'locked', production: true, readOnly: true }];
    for (const [other, marks] of others) {
      const made = await planOf([own], stopExperiment, { policy: { places }, beside: beside(other) });
      assert.equal(made.groups[0]?.production.length, marks, JSON.stringify(refTo(other)));
      assert.equal(sendable(made).length, 1);
    }
  });
});

describe('the other profiles of what is sent', () => {
  it('are those of the same thing alone, in the plan’s order, also where the plan says more of them', async () => {
    const profiles = ['viewer', 'admin', 'ops'];
    const things = profiles.flatMap((profile) => [
      instance({ scope: at(profile), id: 'i-1', autoScalingGroup: 'asg' }),
      ...(profile === 'ops' ? [] : [instance({ scope: at(profile), id: 'i-2' })]),
      instance({ scope: at(profile), id: `only-${profile}` }),
      instance({ scope: at(profile, 'us-east-1'), id: 'i-off', state: 'stopped' }),
    ]);
    const made = await planOf(things, stop);
    const twinsOf = twinsIn(made);
    const found = made.groups.flatMap((group) =>
      group.targets
        .filter((target) => sendable(made).includes(target))
        .map((target) => [
          `${target.ref.scope.profile} ${target.ref.id}`,
          twinsOf(group, target).map(({ id, scope }) => `${scope.profile} ${id}`),
        ]),
    );
    assert.deepEqual(found, [
      ['viewer i-1', ['admin i-1', 'ops i-1']],
      ['viewer i-2', ['admin i-2']],
      ['viewer only-viewer', []],
      ['admin only-admin', []],
      ['ops only-ops', []],
    ]);
    // What is blocked for another reason isn’t there twice: the person reads why, for each profile.
    const reasons = made.groups.flatMap(({ targets }) =>
      targets.filter(({ ref }) => ref.id === 'i-off').map(({ findings }) => findings.map(({ type }) => type)),
    );
    assert.deepEqual(reasons, [['unfit'], ['unfit'], ['unfit']]);
  });

  it('are nobody’s where nobody can say whose the place is', async () => {
    const identity: NonNullable<PlanStage['reads']>['identity'] = () =>
      Promise.resolve({ ok: false, failure: { kind: 'timeout', message: '', mayHaveHappened: false } });
    const made = await planOf([instance({ scope: at('a') }), instance({ scope: at('b') })], stop, {
      policy: { production },
      reads: { identity },
    });
    for (const group of made.groups)
      for (const target of group.targets) {
        assert.deepEqual(twinsIn(made)(group, target), []);
        assert.ok(target.findings.some(({ type }) => type === 'unreachable-account'));
        assert.ok(!target.findings.some(({ type }) => type === 'twice'));
      }
  });

  it('say which profile it is sent through', async () => {
    const made = await planOf(
      ['b', 'a', 'c'].map((profile) => experiment({ scope: at(profile) })),
      stopExperiment,
    );
    assert.deepEqual(
      made.groups
        .flatMap(({ targets }) => targets.flatMap(({ findings }) => findings))
        .filter(({ type }) => type === 'twice'),
      [1, 2].map(() => ({ severity: 'block', type: 'twice', profile: 'b' })),
    );
  });
});
