import { none } from '../../../src/model/fact.ts';
import assert from 'node:assert/strict';
import { clockTime } from '../../../src/ui/words/times.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { emptyPickWords, lackingWords } from '../../../src/ui/stop/pickTargets.ts';
import { createTargetRows, type TargetItem } from '../../../src/ui/stop/targetRows.ts';
import type { OperationType } from '../../../src/model/operation.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import type { Tag } from '../../../src/model/resources/tag.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { deploymentLike, instanceLike, serviceLike } from '../../stages/resources.ts';
import { failure } from '../../stages/fakes.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { ListKind } from '../../../src/model/resources/resource.ts';
import { openGuards } from '../../stages/guards.ts';

const first = { profile: 'dev', region: 'eu-west-1' };
const second = { profile: 'dev', region: 'us-east-1' };

/** The rows of a stop for instances that come and go. */
function stage(type: OperationType = 'stop') {
  const inventory = createInventory((error) => {
    throw error;
  });
  let since = 0;
  let account: string | undefined = '111122223333';
  let marked: (scope: Scope, tags: readonly Tag[], tagsUnread: boolean) => boolean = () => false;
  let profileFailure: Failure | undefined;
  const rows = createTargetRows(
    {
      inventory,
      accounts: {
        failure: () => profileFailure,
        of: (profile) =>
          account === undefined
            ? undefined
            : { profile, account, arn: '', partition: 'aws', alias: none, destination: { kind: 'aws' } },
      },
      scopes: () => [first, second],
      startable: () => false,
      guards: {
        ...openGuards,
        productionMark: (place, held) =>
          marked(place as Scope, held?.tags ?? [], held?.tagsUnread ?? false) ? 'production' : undefined,
      },
    },
    type,
  );
  return {
    rows,
    /** Lists these instances and no others. */
    hold: (...all: readonly (Instance | Service)[]) => {
      since += 1;
      const [{ kind } = { kind: 'instance' as const }] = all;
      for (const scope of [first, second]) {
        const resources = all.filter((one) => one.scope.region === scope.region);
        const list = { scope, kind, since } as const;
        inventory.apply({ type: 'begin', scope, kind });
        inventory.apply({ type: 'page', ...list, resources });
        inventory.apply({ type: 'end', ...list, seen: new Set(resources.map(({ id }) => id)), gaps: [] });
      }
    },
    /** Neither list of a place can be read any more. */
    fail: (scope: Scope, kind: ListKind) => {
      inventory.apply({ type: 'fail', scope, kind, failure: failure('denied') });
    },
    failProfile: (now: Failure | undefined) => {
      profileFailure = now;
    },
    marks: (now: typeof marked) => {
      marked = now;
    },
    belongsTo: (now: string | undefined) => {
      account = now;
    },
  };
}

const labels = (items: readonly TargetItem[] | undefined) => items?.map(({ label }) => label);
const called = (name: string, items: readonly TargetItem[] | undefined) => items?.find(({ label }) => label === name);
const named = (name: string, own: Partial<Instance> = {}) =>
  instanceLike({ scope: first, id: `i-${name}`, name, ...own });

describe('the rows of a pick', () => {
  it('say the id once: below the name, and not again where it is the name', async () => {
    const { rows, hold } = stage();
    const { name: _, ...nameless } = named('bare');
    hold(named('web'), nameless);
    const said = (await rows.read())?.map(({ label, detail }) => [label, detail]);
    assert.deepEqual(said, [
      ['web', 'i-web'],
      ['i-bare', undefined],
    ]);
  });

  it('come in order, each with where it is, and not again while nothing changes', async () => {
    const { rows, hold } = stage();
    hold(named('web'), named('api'), named('db', { scope: second }), named('old', { state: 'terminated' }));
    const items = await rows.read();
    assert.deepEqual(labels(items), ['api', 'web', 'db']);
    assert.equal(called('api', items)?.description, 'running · dev (eu-west-1) · 111122223333');
    assert.equal(await rows.read(), undefined);
  });

  it('stay where they are when one changes, goes or comes', async () => {
    const { rows, hold } = stage();
    const [api, web] = [named('api'), named('web')];
    hold(api, web);
    const before = await rows.read();
    hold({ ...api, state: 'terminated' }, web, named('aaa'));
    const items = await rows.read();
    assert.deepEqual(labels(items), ['api', 'web', 'aaa']);
    assert.match(called('api', items)?.description ?? '', /^no longer possible · dev/);
    assert.equal(called('web', items), called('web', before), 'what did not change is the same row');
    assert.deepEqual(called('api', items)?.ref, called('api', before)?.ref);
  });

  it('say that one is stopping that began to while they are shown, and have none that is when they are made', async () => {
    const { rows, hold } = stage();
    const [api, web] = [named('api'), named('web')];
    hold(api, web);
    await rows.read();
    hold({ ...api, state: 'stopping' }, web, named('late', { state: 'stopping' }));
    const items = await rows.read();
    assert.deepEqual(labels(items), ['api', 'web']);
    assert.match(called('api', items)?.description ?? '', /^stopping · dev/);
  });

  it('say whose account it is as soon as that is known', async () => {
    const { rows, hold, belongsTo } = stage();
    belongsTo(undefined);
    hold(named('api'));
    assert.match(called('api', await rows.read())?.description ?? '', / · account not known yet$/);
    belongsTo('444455556666');
    const items = await rows.read();
    assert.deepEqual(labels(items), ['api']);
    assert.match(called('api', items)?.description ?? '', /444455556666/);
  });

  it('say which are production, by their place or their tags, and as soon as that changes', async () => {
    const { rows, hold, marks } = stage();
    hold(named('api'), named('db', { tags: [{ key: 'env', value: 'live' }] }), named('web', { scope: second }));
    assert.doesNotMatch((await rows.read())?.map(({ description }) => description).join() ?? '', /production/);
    marks((_, tags) => tags.some(({ value }) => value === 'live'));
    const said = (await rows.read())?.map(({ label, description }) => [label, description]);
    assert.deepEqual(said, [
      ['api', 'running · dev (eu-west-1) · 111122223333'],
      ['db', 'running · production · dev (eu-west-1) · 111122223333'],
      ['web', 'running · dev (us-east-1) · 111122223333'],
    ]);
    assert.equal(await rows.read(), undefined);
    marks(({ region }) => region === second.region);
    assert.match(called('web', await rows.read())?.description ?? '', /^running · production · dev/);
  });

  for (const [what, type, one] of [
    ['an instance', 'stop', named('api')],
    [
      'a service’s deployment',
      'roll-back',
      serviceLike({ scope: first, deployment: deploymentLike({ scope: first, status: 'IN_PROGRESS' }) }),
    ],
  ] as const)
    it(`say as of when it was so where it can’t be read any more, and that what it is tagged by now isn’t known: ${what}`, async () => {
      const { rows, hold, marks, fail, failProfile } = stage(type);
      marks((_scope, _tags, tagsUnread) => tagsUnread);
      let items: readonly TargetItem[] | undefined;
      const said = async () => {
        items = (await rows.read()) ?? items;
        const words = items?.[0]?.description ?? '';
        return [/as of|never read/.test(words), words.includes('production')];
      };
      hold(one);
      assert.deepEqual(await said(), [false, false]);
      fail(first, one.kind);
      assert.deepEqual(await said(), [true, true]);
      hold(one);
      assert.deepEqual(await said(), [false, false]);
      failProfile(failure('signin-expired'));
      assert.deepEqual(await said(), [true, true]);
    });

  it('say of a deployment that it is production by the tags of its service', async () => {
    const { rows, hold, marks } = stage('roll-back');
    marks((_, tags) => tags.some(({ value }) => value === 'live'));
    const deployment = deploymentLike({ scope: first, status: 'IN_PROGRESS' });
    const live = serviceLike({ scope: first, deployment, tags: [{ key: 'env', value: 'live' }] });
    hold(live);
    assert.match(called(live.name, await rows.read())?.description ?? '', / · production · dev \(/);
  });

  it('are made in many turns where they are many', async () => {
    const { rows, hold } = stage();
    hold(...Array.from({ length: 20_000 }, (_, index) => named(`web-${index}`)));
    let turns = 0;
    let next: NodeJS.Immediate | undefined;
    const tick = (): void => {
      turns += 1;
      next = setImmediate(tick);
    };
    tick();
    const items = await rows.read();
    clearImmediate(next);
    assert.equal(items?.length, 20_000);
    assert.ok(turns > 4, `${turns} turns`);
  });
});

describe('a pick from which nothing can be chosen', () => {
  it('names each setting that forbids changes in a chosen place, once', () => {
    const words = (...settings: readonly ('halt.readOnly' | 'halt.allowedRegions' | undefined)[]) =>
      emptyPickWords(
        {
          scopes: () => settings.map((_, index) => ({ profile: `p${index}`, region: 'eu-west-1' })),
          guards: {
            forbidding: ({ profile }, type) =>
              type === 'engage-lever' ? settings[Number(profile.slice(1))] : undefined,
          },
        },
        'engage-lever',
      );
    assert.equal(words(undefined, undefined), undefined);
    assert.equal(
      words('halt.readOnly', undefined, 'halt.readOnly'),
      'Nothing can be chosen: halt.readOnly forbids changes',
    );
    assert.match(words('halt.allowedRegions', 'halt.readOnly') ?? '', /: halt\.allowedRegions, halt\.readOnly forbids/);
  });
});

describe('a pick that doesn’t have all there is', () => {
  const AT = Date.UTC(2026, 10, 28, 12, 4);

  it('names the places that could not be read, and those that a setting leaves out, the first two and how many more', () => {
    const inventory = createInventory(() => {});
    const places = ['a', 'b', 'c', 'd'].map((profile) => ({ profile, region: 'eu-west-1' }));
    const words = (shut: readonly string[], type: OperationType = 'force-stop') =>
      lackingWords(
        {
          ...{ inventory, scopes: () => places },
          accounts: { of: () => undefined, failure: () => undefined, onDidChange: () => () => {} },
          guards: {
            forbidding: ({ profile }, asked) =>
              asked === 'force-stop' && shut.includes(profile) ? 'halt.places' : undefined,
          },
        },
        { type, silent: places },
      );
    const [a, b, c] = ['a (eu-west-1)', 'b (eu-west-1)', 'c (eu-west-1)'];
    assert.deepEqual(words([]), [`AWS hasn’t answered yet, and more may run there: ${a}, ${b}, … and 2 more places`]);
    for (const scope of places) {
      const of = { scope, kind: 'instance' } as const;
      if (scope.profile === 'b') inventory.apply({ type: 'fail', ...of, failure: failure('timeout') });
      inventory.apply({ type: 'begin', ...of });
      inventory.apply({ type: 'unanswered', ...of, asked: AT });
    }
    assert.deepEqual(words(['a', 'd']), [
      `Can’t be read, and more may run there: ${b}`,
      `AWS hasn’t answered since ${clockTime(AT)}, and more may run there: ${c}`,
      `Left out by halt.places: ${a}, d (eu-west-1)`,
    ]);
    assert.deepEqual(words(['a', 'b', 'c', 'd']), [`Left out by halt.places: ${a}, ${b}, … and 2 more places`]);
    assert.ok(words(['a', 'd'], 'start').every((line) => !line.startsWith('Left out')));
  });
});
