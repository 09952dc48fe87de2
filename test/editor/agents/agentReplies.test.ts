import assert from 'node:assert/strict';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Lack } from '../../../src/inventory/lack.ts';
import type { ListKind, Resource } from '../../../src/model/resources/resource.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Identity } from '../../../src/model/identity.ts';
import { type Scope, scopeKey } from '../../../src/model/scope.ts';
import { createAgents } from '../../../src/ui/agents/agents.ts';
import {
  deployment,
  failure,
  pauseHook,
  identityOf,
  instance,
  lever,
  never,
  scope,
  service,
} from '../../stages/fakes.ts';
import { openGuards } from '../../stages/guards.ts';

const onError = (error: unknown) => {
  throw error;
};
const ID = 'i-0123456789abcdef0';
const LEVER = 'arn:aws:fis:eu-west-1:111122223333:safety-lever/default';

interface Staged {
  readonly silent?: readonly Scope[];
  /** The profile that is marked as production. */
  readonly marked?: string;
  readonly accounts?: (profile: string) => Identity | undefined;
  readonly following?: readonly Tracked[];
  readonly logLack?: Lack;
}

/** Agents that are answered from these lists. */
function stage(
  lists: readonly (readonly [ListKind, Resource])[],
  { silent = [], marked, accounts, following = [], logLack }: Staged = {},
) {
  const inventory = createInventory(onError);
  for (const [kind, resource] of lists) {
    const place = { scope: resource.scope, kind, since: 1 };
    inventory.apply({ type: 'page', ...place, resources: [resource] });
    inventory.apply({ type: 'end', ...place, seen: new Set([resource.id]), gaps: [], shownAsOf: 60_000 });
  }
  const scopes = [...new Map(lists.map(([, one]) => [scopeKey(one.scope), one.scope])).values()];
  const { reply } = createAgents({
    inventory,
    accounts: { of: accounts ?? ((profile) => identityOf(profile)), failure: () => undefined },
    scopes: { all: () => scopes, profiles: () => scopes.map(({ profile }) => profile) },
    guards: { ...openGuards, productionMark: ({ profile }) => (profile === marked ? 'production' : undefined) },
    ...{ now: () => 0, placesKnown: async () => {}, listNow: () => Promise.resolve(silent) },
    follow: { following: () => following, logLack: () => logLack },
    explain: () => Promise.reject(new Error('not asked')),
    requests: {
      request: () => Promise.reject(new Error('not asked')),
      get: () => undefined,
      dispose: () => {},
    },
  });
  const details = async (input: object) => (await reply('halt_get_details', input, never())) as Details;
  return { inventory, reply, details };
}

interface Details {
  readonly status: string;
  readonly stopUnderWay?: boolean;
  readonly resource?: {
    readonly kind: string;
    readonly production: boolean;
    readonly paused?: true;
    readonly untrusted: { readonly state: string };
  };
  readonly asOf?: string;
  readonly unread?: readonly { readonly why: string }[];
}

describe('what an agent is told of one thing', () => {
  it('is what the lists that it was told before have, also of what no stop is for', async () => {
    const steady = service({ rolloutState: 'COMPLETED' });
    const { details } = stage([
      ['service', steady],
      ['lever', lever({ arn: LEVER, state: 'engaged' })],
    ]);
    for (const [arn, kind, state] of [
      [steady.id, 'service', 'COMPLETED'],
      [LEVER, 'lever', 'engaged'],
      [` ${LEVER} `, 'lever', 'engaged'],
    ] as const) {
      const { status, resource } = await details({ arn });
      assert.deepEqual([status, resource?.kind, resource?.untrusted.state], ['found', kind, state]);
    }
    assert.equal((await details({ arn: LEVER.replace('1111', '9999') })).status, 'invalid');
    assert.equal((await details({ arn: 'arn:' })).status, 'invalid');
  });

  it('says since when it is known, and what could not be read since', async () => {
    const lists = [['instance', instance({ id: ID })]] as const;
    const known = await stage(lists).details({ arn: ID });
    assert.deepEqual([known.asOf, known.unread], [new Date(60_000).toISOString(), undefined]);
    const slow = await stage(lists, { silent: [scope] }).details({ arn: ID });
    assert.deepEqual(
      slow.unread?.map(({ why }) => why),
      ['not read yet'],
    );
    for (const kind of ['signin-expired', 'throttled', 'denied'] as const) {
      const { inventory, details } = stage(lists);
      inventory.apply({ type: 'fail', scope, kind: 'instance', failure: failure(kind) });
      const { status, asOf, unread } = await details({ arn: ID });
      assert.deepEqual([status, asOf, unread?.length], ['found', new Date(60_000).toISOString(), 1], kind);
      // What another list couldn't read says nothing of this one.
      const other = stage(lists);
      other.inventory.apply({ type: 'fail', scope, kind: 'experiment', failure: failure(kind) });
      assert.equal((await other.details({ arn: ID })).unread, undefined, kind);
    }
  });

  it('is as old as it was seen where listings with gaps have left it out since, and names the gap', async () => {
    const gaps = [{ ...failure('denied'), operation: 'ecs:DescribeServices' }];
    for (const kept of [service({ rolloutState: 'COMPLETED' }), service({ deployment: deployment() })])
      for (const [resources, shownAt, whys] of [
        // A gap elsewhere in a list that has it says nothing of it.
        [[kept], 3_660_000, undefined],
        [[], 60_000, ['denied']],
      ] as const) {
        const { inventory, details } = stage([['service', kept]]);
        const list = { scope: kept.scope, kind: 'service', since: 3_600_001 } as const;
        inventory.apply({ type: 'page', ...list, resources });
        const seen = new Set(resources.map(({ id }) => id));
        inventory.apply({ type: 'end', ...list, seen, gaps, shownAsOf: 3_660_000 });
        const { asOf, unread } = await details({ arn: kept.deployment?.id ?? kept.id });
        assert.deepEqual([asOf, unread?.map(({ why }) => why)], [new Date(shownAt).toISOString(), whys]);
      }
  });

  it('tell no tag as empty whose value nobody could read, and that there may be others', async () => {
    const tags = [
      { key: 'team', value: '' },
      { key: 'env', value: '', valueUnread: true },
    ] as const;
    const odd: readonly [what: string, one: Resource, tags: object | undefined, tagsUnread: true | undefined][] = [
      ['all read', instance({ id: ID, tags: [tags[0]] }), { team: '' }, undefined],
      ['a value unread', instance({ id: ID, tags }), { team: '' }, true],
      ['only what is unread', instance({ id: ID, tags: [tags[1]] }), undefined, true],
      ['some left out', instance({ id: ID, tags: [], tagsUnread: true }), undefined, true],
    ];
    for (const [what, one, told, unread] of odd) {
      const { resource } = (await stage([['instance', one]]).details({ arn: ID })) as unknown as {
        readonly resource: { readonly tagsUnread?: true; readonly untrusted: { readonly tags?: object } };
      };
      assert.deepEqual(resource.untrusted.tags, told, what);
      assert.equal(resource.tagsUnread, unread, what);
    }
    const unlisted = service({ tags: [], tagsUnread: true, deployment: deployment() });
    const found = (await stage([['service', unlisted]]).reply('halt_find_resources', {}, never())) as {
      readonly resources: readonly { readonly tagsUnread?: true }[];
    };
    assert.equal(found.resources[0]?.tagsUnread, true);
  });

  it('takes what a model left empty as left out', async () => {
    const { reply, details } = stage([['instance', instance({ id: ID })]]);
    for (const request of ['', null, undefined]) assert.equal((await details({ arn: ID, request })).status, 'found');
    for (const kind of ['', null, undefined]) {
      for (const query of ['', null, undefined]) {
        const found = (await reply('halt_find_resources', { kind, query }, never())) as { readonly total: number };
        assert.equal(found.total, 1);
      }
    }
    assert.equal((await details({ arn: null, request: 'none' })).status, 'not-found');
  });

  it('is no state of before, of a deployment that could not be read again', async () => {
    const kept = deployment({ status: 'IN_PROGRESS' });
    for (const [rolloutState, state] of [
      ['COMPLETED', 'COMPLETED'],
      ['FAILED', 'FAILED'],
      [undefined, ''],
    ] as const) {
      const { details } = stage([
        [
          'service',
          service({
            deployment: kept,
            currentDeploymentArn: kept.id,
            deploymentUnread: true,
            ...(rolloutState && { rolloutState }),
          }),
        ],
      ]);
      const said = (await details({ arn: kept.id })).resource?.untrusted.state;
      if (state === '') assert.doesNotMatch(said ?? '', /IN_PROGRESS/);
      else assert.equal(said, state);
    }
  });
});

describe('what an agent is told of a thing that two profiles of one account see', () => {
  const ops = { ...scope, profile: 'ops' };
  const target = deployment({ status: 'IN_PROGRESS' });
  const things: readonly (readonly [arn: string, kind: ListKind, thing: Resource])[] = [
    [ID, 'instance', instance({ id: ID })],
    [LEVER, 'lever', lever({ arn: LEVER, state: 'engaged' })],
    [service().id, 'service', service({ rolloutState: 'COMPLETED' })],
    [target.id, 'service', service({ deployment: target, currentDeploymentArn: target.id })],
  ];
  const isProduction = async (
    of: (typeof things)[number],
    marked: string,
    accounts: Staged['accounts'] = identityOf,
  ) => {
    const [arn, kind, thing] = of;
    const seenByOps: Resource =
      thing.kind === 'service' && thing.deployment
        ? { ...thing, scope: ops, deployment: { ...thing.deployment, scope: ops } }
        : { ...thing, scope: ops };
    const lists = [
      [kind, thing],
      [kind, seenByOps],
    ] as const;
    const { details } = stage(lists, { marked, accounts: (profile) => accounts(profile) });
    return (await details({ arn })).resource?.production;
  };

  for (const of of things) {
    it(`is production where either is marked so: ${of[1]} ${of[0]}`, async () => {
      assert.equal(await isProduction(of, scope.profile), true);
      assert.equal(await isProduction(of, ops.profile), true);
      assert.equal(await isProduction(of, 'somebody-else'), false);
    });
  }

  it('says that a stop is under way through whichever it was asked for, and of no other thing or account', async () => {
    const stopOf = (more: Partial<Tracked> = {}): Tracked => ({
      ...{ id: 't', run: 'r', name: 'x', operation: { type: 'stop' }, requestedAt: 0, account: '111122223333' },
      ...{ ref: { kind: 'instance', scope: ops, id: ID }, ...more },
    });
    for (const [tracked, isUnderWay] of [
      [stopOf(), true],
      [stopOf({ ref: { kind: 'instance', scope, id: ID } }), true],
      // What starts isn't being stopped.
      [stopOf({ operation: { type: 'start' } }), false],
      [stopOf({ operation: { type: 'hibernate' } }), true],
      [stopOf({ account: '999988887777' }), false],
      [stopOf({ ref: { kind: 'instance', scope: { ...ops, region: 'us-east-1' }, id: ID } }), false],
      [stopOf({ ref: { kind: 'instance', scope: ops, id: 'i-00000000000000000' } }), false],
    ] as const) {
      const { details } = stage([['instance', instance({ id: ID })]], { following: [tracked] });
      assert.equal((await details({ arn: ID })).stopUnderWay, isUnderWay);
      // What an earlier window asked for isn't known then.
      for (const logLack of ['loading', 'unread'] as const) {
        const unsure = stage([['instance', instance({ id: ID })]], { following: [tracked], logLack });
        assert.equal((await unsure.details({ arn: ID })).stopUnderWay, isUnderWay || undefined);
      }
    }
  });

  it('says nothing of a profile of another account, or of which nobody knows whose it is', async () => {
    const [first] = things;
    assert.ok(first);
    const own = (profile: string) => (profile === ops.profile ? undefined : identityOf(profile));
    assert.equal(await isProduction(first, ops.profile, own), false);
    const elsewhere = (profile: string) => identityOf(profile, profile === ops.profile ? '999988887777' : undefined);
    assert.equal(await isProduction(first, ops.profile, elsewhere), false);
  });
});

describe('what an agent is told of a deployment that waits for a person', () => {
  const waits = deployment({ status: 'IN_PROGRESS', hooks: [pauseHook('h')] });
  for (const [what, of, paused] of [
    ['one that waits', service({ deployment: waits }), true],
    [
      'one whose hook was answered',
      service({ deployment: { ...waits, hooks: [pauseHook('h', 'SUCCEEDED')] } }),
      undefined,
    ],
    ['one that rolls back', service({ deployment: { ...waits, status: 'ROLLBACK_IN_PROGRESS' } }), undefined],
    ['one that waited when it was read last', service({ deployment: waits, deploymentUnread: true }), undefined],
    ['a service without a deployment', service(), undefined],
  ] as const)
    it(`is whether it is paused: ${what}`, async () => {
      const { resource } = await stage([['service', of]]).details({ arn: of.deployment?.id ?? of.id });
      assert.ok(resource);
      assert.equal(resource.paused, paused);
    });
});

describe('where no profile and region is chosen', () => {
  for (const [tool, input] of [
    ['halt_list_in_progress', {}],
    ['halt_find_resources', { query: '' }],
    ['halt_get_details', { arn: ID }],
    ['halt_explain_stop', { arns: [ID] }],
  ] as const) {
    it(`${tool} says that it isn’t known what runs`, async () => {
      const said = async (lists: Parameters<typeof stage>[0]) =>
        JSON.stringify(await stage(lists).reply(tool, input, never()));
      assert.match(await said([]), /No profile and region is chosen, so it isn’t known what runs/);
      assert.doesNotMatch(await said([['service', service()]]), /is chosen/);
    });
  }
});
