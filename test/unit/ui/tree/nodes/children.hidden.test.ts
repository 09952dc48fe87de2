import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known, none, unread } from '../../../../../src/model/fact.ts';
import {
  bucketId,
  clusterId,
  daemonsId,
  groupId,
  type Node,
  regionId,
  serviceId,
  targetId,
} from '../../../../../src/ui/tree/nodes/node.ts';
import { childrenStage, names, other } from '../../../../stages/childrenStage.ts';
import { failure } from '../../../../stages/fakes.ts';
import { instanceLike, scope, serviceLike } from '../../../../stages/resources.ts';

void describe('the managed daemons of a place', () => {
  const node: Node = { type: 'daemons', id: daemonsId(scope), scope };
  const daemon = {
    arn: 'arn:daemon/shop/metrics',
    name: 'metrics',
    clusterName: 'shop',
    status: 'ACTIVE',
    deployment: none,
  };

  void it('stand below its services as one row once these were read; a filter hides them when it hides each', () => {
    const { children, daemons, group, inventory, person } = childrenStage();
    assert.deepEqual(names(group('service')), []);
    inventory.apply({ type: 'begin', scope, kind: 'service' });
    inventory.apply({ type: 'end', scope, kind: 'service', since: 1, seen: new Set(), gaps: [] });
    assert.deepEqual(names(group('service')), ['empty', 'daemons']);
    person.filter = 'web';
    assert.deepEqual(names(group('service')), ['empty', 'daemons'], 'who knows what is there');
    const agent = { ...daemon, arn: 'arn:daemon/shop/agent', name: 'agent', deployment: unread };
    daemons.known = { daemons: [daemon, agent], gaps: [], loading: false, asOf: 1 };
    assert.deepEqual(names(group('service')), ['empty']);
    const table: readonly (readonly [string, readonly string[]])[] = [
      ['metrics', ['metrics']],
      ['-metrics', ['agent']],
      ['shop', ['metrics', 'agent']],
      ['state:active', ['metrics', 'agent']],
      // The deployment of the second isn't read, and no tag is.
      ['state:in_progress', ['agent']],
      ['older:7d', ['agent']],
      ['team=data', ['metrics', 'agent']],
      [`region:${scope.region}`, ['metrics', 'agent']],
      ['region:elsewhere', []],
      ['type:fargate', []],
    ];
    for (const [typed, shown] of table) {
      person.filter = typed;
      const found: readonly unknown[] = children(node).map((one) => one.type === 'daemon' && one.arn.split('/').at(-1));
      assert.deepEqual(found, shown, typed);
      assert.equal(names(group('service')).includes('daemons'), shown.length > 0, typed);
    }
    // What they alone match has its place in the tree.
    for (const [typed, isThere] of [
      ['metrics', true],
      ['metrix', false],
      ['team=data', false],
    ] as const) {
      person.filter = typed;
      const groups = children({ type: 'region', id: regionId(scope), scope }).map(({ id }) => id);
      assert.equal(groups.includes(groupId(scope, 'service')), isThere, typed);
    }
  });

  void it('are unread, then none, or those that are there with what could not be read', () => {
    const { children, daemons } = childrenStage();
    const shown = () => names(children(node));
    assert.deepEqual(shown(), ['loading']);
    daemons.known = { daemons: [], gaps: [], loading: true };
    assert.deepEqual(shown(), ['loading']);
    daemons.known = { daemons: [], gaps: [], loading: false, asOf: 1 };
    assert.deepEqual(shown(), ['empty']);
    daemons.known = { daemons: [], gaps: [failure('denied')], loading: false, asOf: 1 };
    assert.deepEqual(shown(), ['gap']);
    daemons.known = { daemons: [], gaps: [], loading: false, failure: failure('denied') };
    assert.deepEqual(shown(), ['list-failure']);
    daemons.known = { daemons: [daemon], gaps: [], loading: true, asOf: 1, failure: failure('timeout') };
    assert.deepEqual(shown(), ['list-failure', 'daemon']);
  });
});

void describe('what a person hid', () => {
  const hidden = (...ids: readonly string[]) => new Set(ids);
  const rows = () => [
    ...['a', 'b'].map((id) => instanceLike({ id: `i-${id}`, name: id, tags: [{ key: 'team', value: id }] })),
    ...['x/1', 'x/2', 'y/1'].map((id) =>
      serviceLike({ id, name: id, clusterArn: `cluster/${id[0]}`, clusterName: id[0] ?? '' }),
    ),
  ];

  void it('is left out, and said where it would be, also where nothing else is', () => {
    const { group, read, person } = childrenStage(...rows());
    read(scope);
    person.hidden = hidden(targetId({ kind: 'instance', scope, id: 'i-a' }));
    assert.deepEqual(names(group('instance')), ['i-b', 'hidden']);
    person.hidden = hidden(...['i-a', 'i-b'].map((id) => targetId({ kind: 'instance', scope, id })));
    assert.deepEqual(names(group('instance')), ['hidden']);
    person.hidden = hidden();
    assert.deepEqual(names(group('instance')), ['i-a', 'i-b']);
  });

  void it('is a service, all of a cluster, or of a group of instances while they are grouped that way', () => {
    const { group, read, person, parts } = childrenStage(...rows());
    read(scope);
    const services = () => parts.members.shown(scope, 'service').map(({ id }) => id);
    person.hidden = hidden(serviceId(scope, 'x/1'));
    assert.deepEqual(services(), ['x/2', 'y/1']);
    person.hidden = hidden(clusterId(scope, 'cluster/x'));
    assert.deepEqual(services(), ['y/1']);
    assert.deepEqual(names(group('service')), ['cluster', 'hidden', 'daemons']);
    assert.equal(parts.members.hiddenIn(scope, 'service'), 2);
    person.grouping = { type: 'tag', key: 'team' };
    person.hidden = hidden(bucketId(scope, person.grouping, known('a')));
    assert.deepEqual(names(group('instance')), ['bucket: b', 'hidden']);
    person.grouping = { type: 'none' };
    assert.deepEqual(names(group('instance')), ['i-a', 'i-b']);
  });

  void it('is a whole list, which its place says', () => {
    const { children, read, person } = childrenStage(...rows());
    read(scope);
    person.hidden = hidden(groupId(scope, 'instance'));
    const region: Node = { type: 'region', id: regionId(scope), scope };
    assert.deepEqual(names(children(region)), ['group', 'group', 'hidden']);
  });

  void it('is not among what the filter hides, nor does it keep what is hidden from being told', () => {
    const { children, group, read, person } = childrenStage(...rows());
    read(scope);
    read(other);
    person.hidden = hidden(targetId({ kind: 'instance', scope, id: 'i-a' }));
    person.filter = 'no-such-thing';
    const [note] = children();
    assert.ok(note?.type === 'note' && note.about.type === 'filtered');
    assert.equal(note.about.all, 4);
    assert.deepEqual(names(group('instance')), ['hidden']);
  });

  void it('still passes for what is in progress', () => {
    const [one] = rows();
    const { person, parts } = childrenStage(...rows());
    person.hidden = hidden(targetId({ kind: 'instance', scope, id: 'i-a' }));
    assert.ok(one && parts.members.mayPass(one));
  });
});
