import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { none as noDeployment } from '../../../../../src/model/fact.ts';
import { listKinds } from '../../../../../src/model/resources/resource.ts';
import { ROWS_AT_ONCE } from '../../../../../src/ui/tree/nodes/children.ts';
import { daemonsId, groupId, type Node, regionId, serviceId, targetId } from '../../../../../src/ui/tree/nodes/node.ts';
import { childrenStage, names, other } from '../../../../stages/childrenStage.ts';
import { failure } from '../../../../stages/fakes.ts';
import {
  deploymentLike,
  experimentLike,
  instanceLike,
  leverLike,
  scope,
  serviceLike,
} from '../../../../stages/resources.ts';

void describe('a group', () => {
  void it('has no line before its list was read, and says then that there is nothing', () => {
    const { group, inventory } = childrenStage();
    inventory.apply({ type: 'begin', scope, kind: 'instance' });
    assert.deepEqual(names(group('instance')), []);
    inventory.apply({ type: 'end', scope, kind: 'instance', since: 1, seen: new Set(), gaps: [] });
    assert.deepEqual(names(group('instance')), ['empty']);
  });

  void it('says that there is nothing only where all of it was read (11.11)', () => {
    const { group, inventory } = childrenStage();
    const clusters = failure('denied', { operation: 'ecs:ListServices' });
    const end = { type: 'end', scope, seen: new Set<string>() } as const;
    inventory.apply({ ...end, kind: 'service', since: 1, gaps: [clusters] });
    assert.deepEqual(names(group('service')), ['gap', 'daemons']);
    inventory.apply({ ...end, kind: 'service', since: 2, gaps: [] });
    assert.deepEqual(names(group('service')), ['empty', 'daemons']);
    inventory.apply({ type: 'fail', scope, kind: 'service', failure: failure('timeout') });
    assert.deepEqual(names(group('service')), ['list-failure', 'daemons']);
  });

  void it('says itself what AWS refuses of it, where the region tells of another list (11.10)', () => {
    const operations = {
      instance: 'ec2:DescribeInstances',
      service: 'ecs:ListClusters',
      experiment: 'fis:ListExperiments',
      lever: 'fis:GetSafetyLever',
    } as const;
    for (const [kind, isOfEach] of [
      ...(['denied', 'refused', 'unknown'] as const).map((one) => [one, true] as const),
      ...(['timeout', 'unreachable', 'throttled', 'region-disabled'] as const).map((one) => [one, false] as const),
    ]) {
      const { children, group, inventory } = childrenStage();
      for (const list of listKinds) {
        const why = failure(kind, { operation: operations[list] });
        inventory.apply({ type: 'fail', scope, kind: list, failure: why });
      }
      const region: Node = { type: 'region', id: regionId(scope), scope };
      assert.equal(names(children(region))[0], 'scope-failure', kind);
      const own = (['instance', 'service', 'experiment'] as const).map((list) => names(group(list)));
      const expected = isOfEach ? [[], ['list-failure'], ['list-failure', 'list-failure']] : [[], [], []];
      assert.deepEqual(own, expected, kind);
    }
  });

  void it('puts the clusters that roll out first, but where all is wanted by name', () => {
    const quiet = serviceLike({ name: 'a', clusterArn: 'arn:1', clusterName: 'analytics' });
    const rolling = serviceLike({ name: 'b', clusterArn: 'arn:2', clusterName: 'shop' }, 'IN_PROGRESS');
    const { group, person } = childrenStage(quiet, rolling);
    const clusters = () => group('service').flatMap((node) => (node.type === 'cluster' ? node.name : []));
    assert.deepEqual(clusters(), ['shop', 'analytics']);
    person.sorting = 'name';
    assert.deepEqual(clusters(), ['analytics', 'shop']);
  });

  void it('of which more pages are to come stays under a filter that hides the first ones (11.11)', () => {
    const { children, person, read, put } = childrenStage(instanceLike({ name: 'worker' }));
    read(other);
    person.filter = 'web';
    const region: Node = { type: 'region', id: regionId(scope), scope };
    const shown = () => children(region).flatMap((node) => (node.type === 'group' ? node.kind : []));
    assert.ok(shown().includes('instance'), 'a web may be on the next page');
    put(1, instanceLike({ id: 'i-2', name: 'worker-2' }));
    read(scope);
    assert.deepEqual(names(children()), ['filtered']);
  });
});

void describe('a page', () => {
  const many = Array.from({ length: 1_234 }, (_, index) =>
    instanceLike({ id: `i-${index}`, name: `web-${1_000 + ((index * 7) % 1_234)}` }),
  );

  void it('ends with how many are left, until all are there', () => {
    const { group, person } = childrenStage(...many);
    const first = group('instance');
    assert.equal(first.length, ROWS_AT_ONCE + 1);
    assert.equal(names(first).at(-1), 'more: 984');
    person.more.set(groupId(scope, 'instance'), 2 * ROWS_AT_ONCE);
    assert.equal(names(group('instance')).at(-1), 'more: 734');
    person.more.set(groupId(scope, 'instance'), 5 * ROWS_AT_ONCE);
    const all = names(group('instance'));
    assert.equal(all.length, 1_234);
    assert.equal(new Set(all).size, 1_234);
  });

  void it('is the first of the order, whatever came in which order', () => {
    const { group, put } = childrenStage(...many);
    put(2, instanceLike({ id: 'i-late', name: 'web-0' }), instanceLike({ id: 'i-77', name: 'zzz', state: 'stopping' }));
    assert.deepEqual(names(group('instance')).slice(0, 2), ['i-77', 'i-late']);
  });

  void it('of experiments has all that act and a few that are over, and counts the rest', () => {
    const over = Array.from({ length: 40 }, (_, index) =>
      experimentLike({ id: `EXP-${index}`, state: 'completed', createdAt: index }),
    );
    const acting = Array.from({ length: 7 }, (_, index) => experimentLike({ id: `ACT-${index}`, createdAt: 1 }));
    const { group, person } = childrenStage(leverLike(), ...over, ...acting);
    const first = names(group('experiment'));
    assert.equal(first[0], 'lever');
    assert.deepEqual(first.slice(-4), ['EXP-39', 'EXP-38', 'EXP-37', 'more: 37']);
    assert.equal(first.length, 1 + 7 + 3 + 1);
    person.more.set(groupId(scope, 'experiment'), 10 + ROWS_AT_ONCE);
    assert.equal(names(group('experiment')).length, 1 + 47);
  });

  for (const kind of ['credentials-expired', 'signin-expired', 'config-broken'] as const) {
    void it(`of deployments or daemons that were read leaves it to the profile to say that it can’t be read now (${kind}), and no other`, () => {
      const service = serviceLike({}, 'IN_PROGRESS');
      const { children, past, daemons } = childrenStage(service);
      const node: Node = { type: 'service', id: serviceId(scope, service.id), scope, arn: service.id };
      const branch: Node = { type: 'daemons', id: daemonsId(scope), scope };
      const notes = () =>
        [...names(children(node)), ...names(children(branch))].filter((name) => name === 'list-failure');
      const daemon = { arn: 'arn:d', name: 'd', clusterName: 'shop', status: 'ACTIVE', deployment: noDeployment };
      const known = { loading: false, gaps: [], asOf: 1 };
      for (const [why, read, all] of [
        [kind, true, 0],
        [kind, false, 2],
        ['denied', true, 2],
      ] as const) {
        const deployments = read ? [deploymentLike({ id: 'd0', status: 'SUCCESSFUL' })] : [];
        past.set(service.id, { deployments, loading: false, more: false, failure: failure(why) });
        daemons.known = { ...known, failure: failure(why), daemons: read ? [daemon] : [] };
        assert.equal(notes().length, all, `${why}, ${read ? 'read before' : 'never read'}`);
      }
    });
  }

  void it('of a service’s deployments has the current one first, then what was loaded, then whether there is more', () => {
    const service = serviceLike({}, 'IN_PROGRESS');
    const { children, past } = childrenStage(service);
    const node: Node = { type: 'service', id: serviceId(scope, service.id), scope, arn: service.id };
    const current = service.deployment?.id ?? '';
    assert.deepEqual(names(children(node)), [current, 'loading']);
    const deployments = [deploymentLike({ id: current }), deploymentLike({ id: 'd0', status: 'SUCCESSFUL' })];
    past.set(service.id, { deployments, loading: false, more: true });
    assert.deepEqual(names(children(node)), [current, 'd0', 'more: 0']);
    past.set(service.id, { deployments, loading: false, more: false });
    assert.deepEqual(names(children(node)), [current, 'd0']);
    const gaps = [failure('denied'), failure('throttled')];
    past.set(service.id, { deployments, loading: false, more: true, gaps });
    assert.deepEqual(names(children(node)), [current, 'd0', 'gap', 'gap', 'more: 0']);
  });

  void it('of a service without a deployment says of what there is none, and only where all of it was read', () => {
    const service = serviceLike({});
    const { children, past } = childrenStage(service);
    const node: Node = { type: 'service', id: serviceId(scope, service.id), scope, arn: service.id };
    const notes = () => children(node).flatMap((child) => (child.type === 'note' ? child.about : []));
    assert.deepEqual(
      notes().map(({ type }) => type),
      ['loading'],
    );
    const none = { deployments: [], loading: false, more: false };
    for (const [known, types] of [
      [{ ...none, loading: true }, ['loading']],
      [{ ...none, more: true }, ['more']],
      [{ ...none, failure: failure('denied') }, ['list-failure']],
      [{ ...none, gaps: [failure('denied')] }, ['gap']],
    ] as const) {
      past.set(service.id, known);
      assert.deepEqual(
        notes().map(({ type }) => type),
        types,
      );
    }
    past.set(service.id, none);
    assert.deepEqual(notes(), [{ type: 'empty', below: node.id, kind: 'deployment' }]);
  });
});

void describe('a filter in the tree', () => {
  void it('lets branches vanish in which nothing is left, and says how many it hides where that is all', () => {
    const { children, person, read } = childrenStage(
      instanceLike({ id: 'i-1', name: 'web' }),
      experimentLike({ id: 'EXP1', name: 'stress' }),
      instanceLike({ id: 'i-2', name: 'db', scope: other }),
    );
    for (const place of [scope, other]) read(place);
    const region = (place: typeof scope): Node => ({ type: 'region', id: regionId(place), scope: place });
    const kindsIn = (place: typeof scope) =>
      children(region(place)).map((node) => (node.type === 'group' ? node.kind : node.type));
    const regions = () =>
      children(children()[0]).map((node) => (node.type === 'region' ? node.scope.region : node.type));
    person.filter = 'web';
    assert.deepEqual(regions(), [scope.region]);
    assert.deepEqual(kindsIn(scope), ['instance']);
    person.filter = 'stress';
    assert.deepEqual(kindsIn(scope), ['experiment']);
    person.filter = 'db';
    assert.deepEqual(regions(), [other.region]);
    person.filter = 'nothing';
    assert.deepEqual(
      children().map((node) => node.type === 'note' && node.about),
      [{ type: 'filtered', below: 'roots', all: 3 }],
    );
    person.filter = '';
    assert.deepEqual(regions(), [scope.region, other.region]);
    assert.deepEqual(kindsIn(other), ['instance', 'service', 'experiment']);
  });

  void it('leaves a branch of which it is not known yet what is in it', () => {
    const { children, inventory, person, read } = childrenStage(instanceLike({ id: 'i-1', name: 'web' }));
    read(other);
    inventory.apply({ type: 'end', scope, kind: 'instance', since: 1, seen: new Set(['i-1']), gaps: [] });
    person.filter = 'nothing';
    assert.deepEqual(
      children({ type: 'region', id: regionId(scope), scope }).map((node) => node.type === 'group' && node.kind),
      ['service', 'experiment'],
    );
    assert.deepEqual(children({ type: 'region', id: regionId(other), scope: other }), []);
  });

  void it('leaves what matches', () => {
    const { group, person } = childrenStage(
      instanceLike({ id: 'i-1', name: 'web' }),
      instanceLike({ id: 'i-2', name: 'db' }),
      experimentLike({ id: 'EXP1', name: 'stress' }),
      leverLike({ state: 'engaged' }),
    );
    person.filter = 'web';
    assert.deepEqual(names(group('instance')), ['i-1']);
    person.filter = '';
    assert.deepEqual(names(group('instance')), ['i-2', 'i-1']);
  });

  void it('follows what changes', () => {
    const { group, person, put } = childrenStage(instanceLike({ id: 'i-1', state: 'running' }));
    person.filter = 'state:running';
    assert.deepEqual(names(group('instance')), ['i-1']);
    put(2, instanceLike({ id: 'i-1', state: 'stopped' }), instanceLike({ id: 'i-2', state: 'running' }));
    assert.deepEqual(names(group('instance')), ['i-2']);
  });
});

void describe('a group of instances', () => {
  void it('has the instances in their order, paged by itself', () => {
    const { group, children, person } = childrenStage(
      ...Array.from({ length: 600 }, (_, index) => instanceLike({ id: `i-${index}`, autoScalingGroup: 'web' })),
      instanceLike({ id: 'i-alone' }),
    );
    person.grouping = { type: 'auto-scaling-group' };
    const buckets = group('instance');
    assert.deepEqual(names(buckets), ['bucket: web', 'bucket: none']);
    assert.equal(new Set(buckets.map(({ id }) => id)).size, 2);
    assert.equal(names(children(buckets[0])).at(-1), 'more: 350');
    assert.deepEqual(names(children(buckets[1])), ['i-alone']);
  });
});

void describe('a pin', () => {
  void it('brings an instance, a service, an experiment and a region to the front of its place', () => {
    const instances = ['i-1', 'i-2', 'i-3'].map((id) => instanceLike({ id }));
    const services = ['a', 'b'].map((name) => serviceLike({ name }));
    const experiments = ['EXP1', 'EXP2'].map((id) => experimentLike({ id, createdAt: 1 }));
    const { group, children, person } = childrenStage(...instances, ...services, ...experiments);
    person.pins = new Set([
      targetId({ kind: 'instance', scope, id: 'i-3' }),
      targetId({ kind: 'instance', scope: other, id: 'i-2' }),
      targetId({ kind: 'experiment', scope, id: 'EXP2' }),
      serviceId(scope, services[1]?.id ?? ''),
      regionId(other),
    ]);
    assert.deepEqual(names(group('instance')), ['i-3', 'i-1', 'i-2']);
    assert.deepEqual(names(group('experiment')), ['EXP2', 'EXP1']);
    const [cluster] = group('service');
    assert.deepEqual(
      children(cluster).map((node) => node.type === 'service' && node.arn),
      [services[1]?.id, services[0]?.id],
    );
    const [profile] = children();
    assert.deepEqual(
      children(profile).map((node) => node.type === 'region' && node.scope.region),
      ['us-east-1', 'eu-west-1'],
    );
  });
});

void describe('a shared config in which something is wrong', () => {
  const at = (path: string, line: number) =>
    failure('config-broken', { file: { path, shown: path, line, fault: { kind: 'header-open' } } });

  void it('has a row a file, above the profiles and whatever is filtered; who has chosen nothing sees none', () => {
    const { children, person } = childrenStage();
    person.problems = [at('/a', 3), at('/a', 9), at('/b', 1), failure('config-broken', {})];
    const rows = () => children().map((node) => (node.type === 'note' && node.about.type === 'config' ? node.id : '-'));
    assert.deepEqual(rows(), ['note/roots/config//%2Fa', 'note/roots/config//%2Fb', '-']);
    person.filter = 'nothing is called so';
    assert.deepEqual(rows().slice(0, 2), ['note/roots/config//%2Fa', 'note/roots/config//%2Fb']);
    person.profiles = [];
    assert.deepEqual(rows(), []);
  });
});

void describe('ten thousand instances in one group', () => {
  void it('are arranged again without asking the filter about those that didn’t change', () => {
    const fleet = Array.from({ length: 10_000 }, (_, index) =>
      instanceLike({ id: `i-${index}`, name: `web-${index}` }),
    );
    const { person, parts, put } = childrenStage();
    let asked = 0;
    const watched = fleet.map(
      (instance) =>
        new Proxy(instance, {
          get: (target, key) => {
            if (key === 'type') asked += 1;
            return Reflect.get(target, key) as unknown;
          },
        }),
    );
    parts.inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: watched });
    person.filter = 'web-1';
    const before = parts.members.shown(scope, 'instance').length;
    assert.ok(asked >= 10_000);
    asked = 0;
    put(2, instanceLike({ id: 'i-20000', name: 'web-10000' }));
    assert.equal(parts.members.shown(scope, 'instance').length, before + 1);
    assert.equal(asked, 0);
  });
});
