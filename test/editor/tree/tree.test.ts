import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { type Aws, createAws } from '../../../src/aws/aws.ts';
import { createAccounts } from '../../../src/inventory/accounts.ts';
import { createInventory, type Inventory } from '../../../src/inventory/inventory.ts';
import { createDaemonStore } from '../../../src/inventory/daemonStore.ts';
import { type Filter, parseFilter } from '../../../src/inventory/filtering/terms.ts';
import { createPastDeployments } from '../../../src/inventory/pastDeployments.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { type ListKind, refKey, type TargetRef } from '../../../src/model/resources/resource.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { writeProfiles } from '../../../src/simulator/profiles.ts';
import { demoTree, listInto } from '../../stages/editor/demoTree.ts';
import { assertInsidePolicy } from '../../stages/iam.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts';
import type { Mark } from '../../../src/stopping/follow/followed.ts';
import { failure, heldTime } from '../../stages/fakes.ts';
import { createScopes } from '../../../src/ui/profiles/chosenScopes.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import { readSettings } from '../../../src/ui/settings/settings.ts';
import { clusterId, type Node, serviceId } from '../../../src/ui/tree/nodes/node.ts';
import { createTreeMessage } from '../../../src/ui/tree/treeMessage.ts';
import type { ResourceTree } from '../../../src/ui/tree/resourceTree.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const kinds: readonly ListKind[] = ['instance', 'service', 'experiment', 'lever'];
const onError = (error: unknown) => {
  throw error;
};

describe('the tree in a real host, on the demo', () => {
  let sim: Simulator;
  let aws: Aws;
  let home: string;
  let inventory: Inventory;
  let tree: ResourceTree;
  /** Nobody has said whose the profile is. */
  let isUnnamed = false;
  let marks: Map<string, Mark>;
  let filter: Filter | undefined;
  const clock = heldTime();
  /** The nodes of each event, by id; undefined for the whole tree. */
  let fired: (readonly string[] | undefined)[];
  const owned: { dispose(): void }[] = [];

  before(async () => {
    sim = await startSimulator({ clock: heldClock(Date.now()) });
    home = mkdtempSync(join(tmpdir(), 'halt-tree-'));
    mkdirSync(join(home, '.aws'));
    writeProfiles(sim, join(home, '.aws'));
    aws = createAws({
      policy: () => ({ readOnly: true, allowedRegions: [] }),
      env: { HOME: home, PATH: process.env['PATH'] ?? '', AWS_EC2_METADATA_DISABLED: 'true' },
    });
    const { reads } = aws;
    inventory = createInventory(onError);
    const named = createAccounts(reads, onError);
    const accounts = { ...named, of: (profile: string) => (isUnnamed ? undefined : named.of(profile)) };
    const past = createPastDeployments(reads, clock, onError);
    const daemons = createDaemonStore(reads, clock, onError);
    // As the product keeps them: each row asks.
    const kept = { ...readSettings(), profiles: [scope.profile], regions: [scope.region] };
    const settings = () => kept;
    const scopes = createScopes({ reads: () => reads, accounts, settings, demo: () => undefined, onError });
    await scopes.reload();
    await accounts.ensure([scope.profile]);
    marks = new Map();
    tree = demoTree({
      clock,
      ...{ inventory, accounts, scopes, past, daemons },
      guards: createGuards({ settings, accounts }),
      filter: () => filter,
      mark: (ref) => marks.get(ref.id),
    });
    owned.push(inventory, accounts, past, daemons, scopes, tree);
    inventory.onDidChange((change) => tree.inventoryChanged(change));
    fired = [];
    tree.onDidChangeTreeData?.((nodes) => {
      fired.push(Array.isArray(nodes) ? nodes.map(({ id }) => id) : nodes ? [nodes.id] : undefined);
    });
    for (const kind of kinds) await list(kind);
  });
  after(async () => {
    for (const one of owned.toReversed()) one.dispose();
    await Promise.all([aws.dispose(), sim.close()]);
    assertInsidePolicy(sim);
    rmSync(home, { recursive: true, force: true });
  });

  const list = (kind: ListKind): Promise<void> => listInto(inventory, aws.reads, scope, kind);

  /** Everything that can be drawn, as the editor draws it. */
  async function draw(): Promise<readonly { node: Node; item: TreeItem; level: number }[]> {
    const drawn: { node: Node; item: TreeItem; level: number }[] = [];
    const below = async (parent: Node | undefined, level: number): Promise<void> => {
      for (const node of (await tree.getChildren(parent)) ?? []) {
        const item = await tree.getTreeItem(node);
        drawn.push({ node, item, level });
        if (item.collapsibleState !== TreeItemCollapsibleState.None) await below(node, level + 1);
      }
    };
    await below(undefined, 1);
    return drawn;
  }

  /** What was fired by what `act` does, once the tree has had the time in which it gathers. */
  async function firedBy(act: () => void): Promise<readonly (readonly string[] | undefined)[]> {
    await settled();
    fired = [];
    act();
    await settled();
    return fired;
  }

  /** Longer than a change waits for an editor that goes on asking. */
  const settled = (): Promise<void> => clock.advance(10_000);

  const instanceNamed = (name: string): Instance => {
    const found = inventory.list(scope, 'instance').find((one) => one.name === name);
    assert.ok(found);
    return found;
  };

  it('has a node for each thing, below its place', async () => {
    const drawn = await draw();
    const ids = (type: Node['type']) => drawn.filter(({ node }) => node.type === type);
    assert.equal(ids('profile').length, 1);
    assert.equal(ids('region').length, 1);
    assert.equal(ids('group').length, 3);
    assert.equal(ids('lever').length, 1);
    const there = sim.ec2.instances('111122223333', 'eu-west-1').map(({ id }) => id);
    const shown = ids('target').flatMap(({ node }) =>
      node.type === 'target' && node.ref.kind === 'instance' ? [node.ref.id] : [],
    );
    assert.deepEqual(shown.toSorted(), there.toSorted());
    assert.equal(ids('service').length, inventory.list(scope, 'service').length);
    assert.ok(
      drawn.some(({ node }) => node.type === 'note' && node.about.type === 'more'),
      'past experiments come on request',
    );
  });

  it('says each line aloud, and names none by its state', async () => {
    const drawn = await draw();
    const states = /running|stopped|stopping|pending|terminated|in_progress|successful|completed|failed|disengaged/i;
    const ids = drawn.map(({ item }) => item.id ?? '');
    assert.equal(new Set(ids).size, ids.length, 'an id each');
    for (const { item } of drawn) {
      const spoken = item.accessibilityInformation?.label ?? '';
      assert.ok(spoken.length > 2, item.id);
      assert.doesNotMatch(spoken, /undefined|\{\d\}|[\s,]$/, item.id);
      assert.ok(item.iconPath !== undefined, item.id);
      assert.ok(item.id !== undefined && item.id !== '');
      assert.doesNotMatch(item.id.replace(/service-deployment|experiment/g, ''), states);
    }
    assert.match(
      drawn.find(({ node }) => node.type === 'lever')?.item.accessibilityInformation?.label ?? '',
      /^FIS safety lever, disengaged/,
    );
  });

  it('hands out the same node for the same thing, and knows what is above it', async () => {
    const [first, second] = [await draw(), await draw()];
    assert.deepEqual(
      first.map(({ node }) => node.id),
      second.map(({ node }) => node.id),
    );
    for (const [index, { node, level }] of second.entries()) {
      assert.equal(node, first[index]?.node);
      const parent = await tree.getParent?.(node);
      assert.equal(parent === undefined || parent === null, level === 1, node.id);
    }
  });

  it('fires nothing for a listing that brings nothing new', async () => {
    await draw();
    await settled();
    fired = [];
    for (const kind of kinds) await list(kind);
    await settled();
    assert.deepEqual(fired, []);
  });

  it('fires the node alone when only its line changes', async () => {
    await draw();
    const one = instanceNamed('devbox-mira');
    const events = await firedBy(() => {
      inventory.apply({
        type: 'described',
        scope,
        since: Date.now(),
        targets: [{ ...one, type: 'm6i.24xlarge' }],
        missing: [],
      });
    });
    assert.deepEqual(events, [[`target/${refKey({ kind: 'instance', scope, id: one.id })}`]]);
  });

  it('leaves everything else as it is drawn while a deployment goes on', async () => {
    await draw();
    const services = inventory.list(scope, 'service');
    const [service] = services.flatMap(({ id, deployment }) =>
      deployment?.status === 'IN_PROGRESS' ? { id, deployment } : [],
    );
    assert.ok(service);
    const events = await firedBy(() => {
      inventory.apply({
        type: 'described',
        scope,
        since: Date.now(),
        targets: [{ ...service.deployment, lifecycleStage: 'BAKE_TIME' }],
        missing: [],
      });
    });
    assert.deepEqual(events, [[serviceId(scope, service.id)]]);
  });

  it('draws the cluster when the order of its services changes', async () => {
    const drawn = await draw();
    const order = drawn.flatMap(({ node }) => (node.type === 'service' ? [node.arn] : []));
    const quiet = order.flatMap((arn) => {
      const service = inventory.get(scope, 'service', arn);
      return service && !service.deployment ? [service] : [];
    });
    const first = quiet.find(({ clusterArn }, index) => quiet[index + 1]?.clusterArn === clusterArn);
    const second = first && quiet[quiet.indexOf(first) + 1];
    assert.ok(first && second);
    const place = (nodes: typeof drawn, id: string) => nodes.findIndex(({ node }) => node.id === serviceId(scope, id));
    assert.ok(place(drawn, first.id) < place(drawn, second.id));
    const events = await firedBy(() => {
      const renamed = { ...first, name: `zz-${first.name}` };
      inventory.apply({ type: 'page', scope, kind: 'service', since: Date.now(), resources: [renamed] });
    });
    assert.deepEqual(events, [[clusterId(scope, first.clusterArn)]]);
    const again = await draw();
    assert.ok(place(again, first.id) > place(again, second.id));
  });

  it('fires nothing for a change that no line shows', async () => {
    await draw();
    const one = instanceNamed('payments-sandbox');
    const events = await firedBy(() => {
      inventory.apply({
        type: 'described',
        scope,
        since: Date.now(),
        targets: [{ ...one, privateAddress: '10.9.9.9' }],
        missing: [],
      });
    });
    assert.deepEqual(events, []);
  });

  it('tells of a change when the editor has all that it is asking for, or after a while', async () => {
    await draw();
    await settled();
    const ref: TargetRef = { kind: 'instance', scope, id: instanceNamed('web-preview').id };
    /** Asks on for so long, in milliseconds, or until something is fired; tells for how long. */
    const askFor = async (milliseconds: number): Promise<number> => {
      const start = clock.elapsed();
      while (fired.length === 0 && clock.elapsed() - start < milliseconds) {
        await tree.getChildren();
        await clock.advance(20);
      }
      return clock.elapsed() - start;
    };
    fired = [];
    marks.set(ref.id, 'requested');
    tree.marked([ref]);
    await askFor(400);
    assert.deepEqual(fired, []);
    await settled();
    assert.equal(fired.length, 1);
    fired = [];
    marks.set(ref.id, 'sending');
    tree.marked([ref]);
    const took = await askFor(20_000);
    assert.ok(took > 900 && took < 20_000, `it waited for ${took} ms`);
    await settled();
    assert.equal(fired.length, 1);
    marks.delete(ref.id);
    tree.marked([ref]);
  });

  it('says of a profile that it may be production while nobody has said whose it is, and no longer than that', async () => {
    const said = async (): Promise<readonly unknown[]> => {
      const item = (await draw()).find(({ node }) => node.type === 'profile')?.item;
      const mark = String(item?.description)
        .split(' · ')
        .find((part) => part.includes('production'));
      return [mark, item?.accessibilityInformation?.label.includes('may be production')];
    };
    assert.deepEqual(await said(), [undefined, false]);
    isUnnamed = true;
    assert.deepEqual(await said(), ['may be production', true]);
    isUnnamed = false;
    assert.deepEqual(await said(), [undefined, false]);
  });

  it('says of each count that isn’t fully known what it lacks, in the line and aloud', async () => {
    const labels = { instance: 'EC2 Instances', service: 'ECS Services', experiment: 'FIS Experiments' };
    for (const kind of ['instance', 'service', 'experiment'] as const) {
      const said = async (): Promise<string> => {
        const drawn = await draw();
        const row = drawn.find(({ item }) => item.label === labels[kind])?.item;
        const line = String(row?.description);
        assert.equal(row?.accessibilityInformation?.label, `${labels[kind]}, ${line}`);
        return line;
      };
      const whole = await said();
      assert.match(whole, /^\d+ of \d+ [a-z ]+$/, kind);
      const gap = failure('denied', { operation: 'DescribeServices' });
      const ids = inventory.list(scope, kind).map(({ id }) => id);
      inventory.apply({ type: 'end', scope, kind, since: Date.now(), seen: new Set(ids), gaps: [gap] });
      assert.equal(await said(), `${whole} · not everything could be read`);
      for (const cause of ['denied', 'throttled', 'unreachable', 'malformed'] as const) {
        inventory.apply({ type: 'fail', scope, kind, failure: failure(cause) });
        assert.match((await said()).slice(whole.length), /^ · as of \d/, cause);
      }
      await list(kind);
      assert.equal(await said(), whole);
    }
  });

  it('finds the service of a deployment that goes by its service’s ARN, and nothing for an ARN that no list has', async () => {
    await draw();
    const [service] = inventory.list(scope, 'service');
    assert.ok(service);
    const node = tree.nodeOf({ kind: 'deployment', scope, id: service.id });
    assert.equal(node?.type, 'service');
    assert.ok(node.id.includes(service.id));
    assert.equal(tree.nodeOf({ kind: 'deployment', scope, id: `${service.id}-other` }), undefined);
  });

  it('fires the node alone when a stop is requested of it', async () => {
    await draw();
    const ref: TargetRef = { kind: 'instance', scope, id: instanceNamed('bastion-ireland').id };
    const events = await firedBy(() => {
      marks.set(ref.id, 'requested');
      tree.marked([ref]);
    });
    const node = tree.nodeOf(ref);
    assert.ok(node);
    assert.deepEqual(events, [[node.id]]);
    const item = await tree.getTreeItem(node);
    assert.match(String(item.description), /^stop requested/);
  });

  it('fires the group when a state, and with it its count, changes', async () => {
    await draw();
    const one = instanceNamed('web-preview');
    const events = await firedBy(() => {
      inventory.apply({
        type: 'described',
        scope,
        since: Date.now(),
        targets: [{ ...one, state: 'stopping' }],
        missing: [],
      });
    });
    const named = events.flatMap((ids) => ids ?? ['everything']);
    assert.ok(
      named.some((id) => id.startsWith('group/') && id.endsWith('/instance')),
      named.join(),
    );
    assert.ok(!named.some((id) => id === 'everything' || /service|experiment/.test(id)), named.join());
  });

  it('says above it what the editor draws, where it asks late: of two filters in a row the second', async () => {
    const view: { message?: string } = {};
    const options = { filter: () => filter, hidden: () => new Map(), onDidChange: () => () => undefined };
    const message = createTreeMessage({ view, tree, options });
    const choose = (typed: string): void => {
      filter = parseFilter(typed);
      tree.redraw();
    };
    try {
      for (const [first, second, said] of [
        ['type:t3.*', '', /^$/],
        ['type:t3.*', 'state:stopped', /^Filter: state:stopped/],
      ] as const) {
        await draw();
        choose(first);
        await clock.advance(1_000);
        assert.match(view.message ?? '', /^Filter: type:t3/);
        choose(second);
        await clock.advance(1_000);
        await draw();
        assert.match(view.message ?? '', said);
      }
    } finally {
      message.dispose();
      choose('');
    }
  });
});
