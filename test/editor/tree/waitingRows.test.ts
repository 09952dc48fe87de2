import assert from 'node:assert/strict';
import { MarkdownString, type TreeItem } from 'vscode';
import { createRunningTotals } from '../../../src/inventory/runningTotals.ts';
import { type ListKind, listKinds } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import { waitingLine } from '../../../src/ui/statusBar.ts';
import type { KnownDaemons } from '../../../src/inventory/daemonStore.ts';
import type { PastDeployments } from '../../../src/inventory/pastDeployments.ts';
import {
  daemonsId,
  groupId,
  type Node,
  noteId,
  profileId,
  regionId,
  serviceId,
} from '../../../src/ui/tree/nodes/node.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { childrenStage, other } from '../../stages/childrenStage.ts';
import { demoTree } from '../../stages/editor/demoTree.ts';
import { inProgressStage, placeOf } from '../../stages/editor/inProgress.ts';
import { deployment, failure, heldTime, identityOf, instance } from '../../stages/fakes.ts';
import { scope } from '../../stages/resources.ts';
import { refOf } from '../../../src/model/resources/target.ts';
import { unsetGuards } from '../../stages/guards.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';

const ASKED = Date.UTC(2026, 0, 15, 12, 4);
const SINCE = `waiting for AWS since ${clockTime(ASKED)}`;
const SENTENCE = /AWS hasn’t answered yet\. Halt has been waiting since/;

/** The line that stands below a node until something of it is there. */
const loadingNode = (below: string): Node => {
  const about = { type: 'loading', below, scope } as const;
  return { type: 'note', id: noteId(about), about };
};

const wordsOf = ({ description, accessibilityInformation, tooltip }: TreeItem) => ({
  description,
  spoken: accessibilityInformation?.label ?? '',
  tooltip:
    tooltip instanceof MarkdownString ? tooltip.value.replaceAll('&nbsp;', ' ').replaceAll('\\', '') : (tooltip ?? ''),
});

describe('where AWS doesn’t answer', () => {
  const stage = () => {
    const { parts, inventory } = childrenStage();
    const policy = { ...parseGuards(unsetGuards), enableAbort: false };
    const guards = createGuards({ settings: () => ({ policy }), accounts: parts.accounts });
    const past = new Map<string, PastDeployments>();
    const daemons: { known?: KnownDaemons } = {};
    const tree = demoTree({
      ...{ clock: heldTime(), inventory, accounts: parts.accounts, scopes: parts.scopes, guards },
      past: {
        of: (_: Scope, arn: string) => past.get(arn),
        find: ({ id }: { readonly id: string }) =>
          [...past.values()].flatMap(({ deployments }) => deployments).find((one) => one.id === id),
      },
      daemons: { ...parts.daemons, of: () => daemons.known },
      ...{ mark: () => undefined, filter: () => undefined },
    } as unknown as Parameters<typeof demoTree>[0]);
    const hold = (place: Scope, kind: ListKind, asked = ASKED) => {
      inventory.apply({ type: 'begin', scope: place, kind });
      inventory.apply({ type: 'unanswered', scope: place, kind, asked });
    };
    const row = (node: Node) => {
      const item = tree.getTreeItem(node) as TreeItem;
      return wordsOf((tree.resolveTreeItem?.(item, node, undefined as never) as TreeItem | undefined) ?? item);
    };
    const rows = () => ({
      profile: row({ type: 'profile', id: profileId('dev'), profile: 'dev' }),
      region: row({ type: 'region', id: regionId(scope), scope }),
      group: row({ type: 'group', id: groupId(scope, 'instance'), scope, kind: 'instance' }),
    });
    return { inventory, hold, rows, row, past, daemons };
  };

  it('says so and since when in the rows of the list, the region and the profile, and whole in their tooltips', () => {
    const { hold, rows, inventory } = stage();
    for (const row of Object.values(rows())) assert.doesNotMatch(JSON.stringify(row), /waiting/);
    for (const kind of listKinds) hold(scope, kind);
    for (const row of Object.values(rows())) {
      assert.ok(String(row.description).includes(SINCE), JSON.stringify(row));
      assert.ok(row.spoken.includes(SINCE), JSON.stringify(row));
      assert.match(row.tooltip, SENTENCE);
    }
    assert.equal(rows().group.description, SINCE, 'in place of “loading…”');
    const of = { scope, kind: 'instance', since: 1 } as const;
    inventory.apply({ type: 'end', ...of, seen: new Set(), gaps: [] });
    // Of a profile of which something was read, each place says it by itself.
    const { profile, region, group } = rows();
    assert.ok(String(region.description).includes(SINCE));
    for (const row of [profile, group]) assert.doesNotMatch(JSON.stringify(row), /waiting/);
  });

  it('says so below a service and the managed daemons, too, and whole in their tooltips', () => {
    const { row, past, daemons } = stage();
    const [arn, label] = ['arn:aws:ecs:eu-west-1:111122223333:service/shop/web', 'Loading…'];
    const note = (below: string) => row(loadingNode(below));
    const group = () => row({ type: 'daemons', id: daemonsId(scope), scope });
    for (const waitingSince of [undefined, ASKED]) {
      const wait = waitingSince === undefined ? {} : { waitingSince };
      past.set(arn, { deployments: [], loading: true, more: false, ...wait });
      daemons.known = { daemons: [], gaps: [], loading: true, ...wait };
      for (const { description, spoken, tooltip } of [note(serviceId(scope, arn)), note(daemonsId(scope))]) {
        assert.deepEqual([description, spoken], wait.waitingSince ? [SINCE, `${label}, ${SINCE}`] : ['', label]);
        if (wait.waitingSince) assert.match(tooltip, SENTENCE);
      }
      assert.equal(group().description, wait.waitingSince ? SINCE : 'loading…');
      if (wait.waitingSince) assert.match(group().tooltip, SENTENCE);
    }
    // Read again, they stay as they were, and say so.
    daemons.known = { daemons: [], gaps: [], loading: true, asOf: ASKED, waitingSince: ASKED };
    assert.equal(group().description, `0 of 0 rolling out · ${SINCE}`);
    assert.match(group().tooltip, SENTENCE);
  });

  it('says so beside what was read, too, while somebody who asked for it again waits', () => {
    const { hold, rows, inventory } = stage();
    const web = instance({ scope });
    const list = { scope, kind: 'instance', since: 1 } as const;
    inventory.apply({ type: 'page', ...list, resources: [web] });
    const end = (since: number) => inventory.apply({ type: 'end', ...list, since, seen: new Set([web.id]), gaps: [] });
    end(1);
    const before = rows();
    hold(scope, 'instance');
    const { region, group } = rows();
    assert.equal(group.description, `${String(before.group.description)} · ${SINCE}`);
    assert.match(group.description, /1 of 1 running/);
    for (const row of [region, group]) {
      assert.ok(String(row.description).endsWith(SINCE), JSON.stringify(row));
      assert.ok(row.spoken.endsWith(SINCE), JSON.stringify(row));
      assert.match(row.tooltip, SENTENCE);
    }
    end(2);
    assert.deepEqual(rows(), before);
  });

  it('says of several places the longest wait at their profile', () => {
    const { hold, rows } = stage();
    hold(scope, 'service', ASKED + 60_000);
    hold(other, 'service');
    assert.ok(String(rows().profile.description).includes(SINCE));
    assert.ok(String(rows().region.description).includes(clockTime(ASKED + 60_000)));
  });

  it('says why instead once that is known', () => {
    const { hold, rows, inventory } = stage();
    for (const kind of listKinds) {
      hold(scope, kind);
      inventory.apply({ type: 'fail', scope, kind, failure: failure('timeout') });
    }
    for (const row of Object.values(rows())) assert.doesNotMatch(JSON.stringify(row), /waiting/);
  });

  it('names the places in In Progress, a few in the row and the others in its tooltip', () => {
    const { running, waiting, item } = inProgressStage({ of: { admin: identityOf('admin') } });
    const last = (): Node => (running.tree.getChildren() as Node[]).at(-1) ?? assert.fail('no row');
    const words = () => {
      const drawn = item(last());
      running.tree.resolveTreeItem?.(drawn, last(), undefined as never);
      return wordsOf(drawn);
    };
    waiting.push({ scope: placeOf('admin'), since: ASKED });
    assert.equal(words().description, `${SINCE} · admin (eu-west-1)`);
    assert.equal(words().spoken, `Loading…, ${SINCE} · admin (eu-west-1)`);
    waiting.push(...['b', 'c', 'd'].map((name) => ({ scope: placeOf(name), since: ASKED + 60_000 })));
    assert.equal(words().description, `${SINCE} · admin (eu-west-1), b (eu-west-1), c (eu-west-1), … and 1 more place`);
    for (const name of ['admin', 'b', 'c', 'd']) assert.ok(words().tooltip.includes(`${name} (eu-west-1)`), name);
  });

  it('says so in each row of In Progress whose list somebody asked for anew, once, and no more once AWS has answered', async () => {
    const { running, rows, item, others, clock } = inProgressStage({ of: { admin: identityOf('admin') } });
    const { inventory } = others;
    const place = placeOf('admin');
    const all = () =>
      rows().map((node) => {
        const drawn = item(node);
        const { description, spoken } = wordsOf(drawn);
        running.tree.resolveTreeItem?.(drawn, node, undefined as never);
        return {
          label: JSON.stringify(drawn.label),
          kind: node.type,
          description,
          spoken,
          tooltip: wordsOf(drawn).tooltip,
        };
      });
    let events = 0;
    const listening = running.tree.onDidChangeTreeData?.(() => (events += 1));
    const shown = async () => {
      running.tree.changed();
      await clock.advance(1_000);
      return all();
    };
    const before = await shown();
    assert.equal(before.length, 4);
    const unchanged = events;
    // An unchanged poll in its turn: nothing is drawn.
    for (const kind of listKinds) inventory.apply({ type: 'begin', scope: place, kind });
    assert.deepEqual(await shown(), before);
    assert.equal(events, unchanged);
    for (const kind of listKinds) inventory.apply({ type: 'unanswered', scope: place, kind, asked: ASKED });
    const waiting = await shown();
    assert.equal(events, unchanged + 1);
    for (const [at, row] of waiting.entries()) {
      const was = before[at] ?? assert.fail();
      assert.equal(row.label, was.label, 'the name stays as it was');
      assert.equal(row.description, `${String(was.description)} · ${SINCE}`);
      assert.equal(row.spoken, `${was.spoken}, ${SINCE}`);
      assert.match(row.tooltip, SENTENCE);
      assert.doesNotMatch(was.tooltip, SENTENCE);
    }
    await shown();
    assert.equal(events, unchanged + 1, 'it stays the same as long as AWS is waited for');
    for (const kind of listKinds) {
      const resources = inventory.list(place, kind);
      const seen = new Set(resources.map(({ id }) => id));
      inventory.apply({ type: 'page', scope: place, kind, since: 2, resources });
      inventory.apply({ type: 'end', scope: place, kind, since: 2, seen, gaps: [] });
    }
    assert.deepEqual(await shown(), before);
    listening?.dispose();
  });

  it('says so in the rows of past deployments that are read anew, and of nothing else', () => {
    const { row, past } = stage();
    const one = deployment({ scope, status: 'SUCCESSFUL', createdAt: ASKED });
    const node: Node = { type: 'target', id: 'd', ref: refOf(one) };
    const read = { deployments: [one], loading: true, more: false };
    past.set(one.serviceArn, read);
    const before = row(node);
    assert.doesNotMatch(JSON.stringify(before), /waiting/);
    past.set(one.serviceArn, { ...read, waitingSince: ASKED });
    const { description, spoken, tooltip } = row(node);
    assert.deepEqual(
      [description, spoken],
      [`${String(before.description)} · ${SINCE}`, `${before.spoken} · ${SINCE}`],
    );
    assert.match(tooltip, SENTENCE);
    past.set(one.serviceArn, { ...read, loading: false });
    assert.deepEqual(row(node), before);
  });

  it('says so in the tooltip of what stands below a list that says it', () => {
    const { hold, row, inventory } = stage();
    const web = instance({ scope });
    const list = { scope, kind: 'instance', since: 1 } as const;
    inventory.apply({ type: 'page', ...list, resources: [web] });
    inventory.apply({ type: 'end', ...list, seen: new Set([web.id]), gaps: [] });
    const node: Node = { type: 'target', id: 'web', ref: refOf(web) };
    const before = row(node);
    hold(scope, 'instance');
    const { tooltip, ...words } = row(node);
    assert.deepEqual(words, { description: before.description, spoken: before.spoken });
    assert.match(tooltip, SENTENCE);
    assert.doesNotMatch(before.tooltip, SENTENCE);
  });

  it('says so in the status bar’s tooltip, of what is counted, and names no more than ten places', () => {
    const { inventory } = childrenStage();
    const accounts = { of: () => undefined, failure: () => undefined, onDidChange: () => () => {} };
    const totals = createRunningTotals(inventory, accounts);
    const places = Array.from({ length: 11 }, (_, at): Scope => ({ ...scope, profile: `p${at}` }));
    totals.choose(places);
    const hold = (place: Scope, kind: ListKind) => {
      inventory.apply({ type: 'begin', scope: place, kind });
      inventory.apply({ type: 'unanswered', scope: place, kind, asked: ASKED });
    };
    const both = new Set(['experiments', 'deployments'] as const);
    const [first = scope, second = scope] = places;
    hold(first, 'instance');
    assert.deepEqual(waitingLine(totals, both), [], 'instances are not counted');
    hold(first, 'lever');
    hold(second, 'service');
    const line = (where: string) => [`No answer from AWS yet, waiting since ${clockTime(ASKED)}: ${where}`];
    assert.deepEqual(waitingLine(totals, both), line('p0 (eu-west-1), p1 (eu-west-1)'));
    assert.deepEqual(waitingLine(totals, new Set(['experiments'])), line('p0 (eu-west-1)'));
    assert.deepEqual(waitingLine(totals, new Set(['stops'])), []);
    for (const place of places) hold(place, 'lever');
    assert.deepEqual(waitingLine(totals, both), line('11 places'));
    for (const place of places) {
      const of = { scope: place, since: 1, seen: new Set<string>(), gaps: [] };
      inventory.apply({ type: 'end', kind: 'lever', ...of });
    }
    assert.deepEqual(waitingLine(totals, both), line('p1 (eu-west-1)'));
    // What was read is asked for anew.
    hold(first, 'lever');
    assert.deepEqual(waitingLine(totals, new Set(['experiments'])), line('p0 (eu-west-1)'));
    totals.choose([]);
    assert.deepEqual(waitingLine(totals, both), []);
    totals.dispose();
  });
});
