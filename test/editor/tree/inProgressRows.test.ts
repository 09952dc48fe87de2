import assert from 'node:assert/strict';
import { MarkdownString, type TreeItem } from 'vscode';
import type { Failure } from '../../../src/model/failure.ts';
import type { Identity } from '../../../src/model/identity.ts';
import { listKinds, type Resource, type TargetRef } from '../../../src/model/resources/resource.ts';
import { leverItem, whatRuns } from '../../../src/ui/commands/running/runningList.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import { type Node, ownerElsewhere } from '../../../src/ui/tree/nodes/node.ts';
import { parseNode } from '../../../src/ui/tree/nodes/parseNode.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { ofAws } from '../../stages/accounts.ts';
import { customAt } from '../../stages/destinations.ts';
import { failure, identityOf } from '../../stages/fakes.ts';
import { type Case, inProgressStage as stage, placeOf, REGION } from '../../stages/editor/inProgress.ts';

const profileOf = (node: Node) =>
  node.type === 'target' ? node.ref.scope.profile : 'scope' in node && node.scope.profile;
const [admin, ro] = [identityOf('admin'), identityOf('ro')];
const KINDS = 4;

describe('In Progress', () => {
  it('is said to hold nothing only once the editor has been given no row, with places, and all of them read', () => {
    const { running, saidNothing, choose, log } = stage({ of: { admin } });
    const rowsOf = (chosen: readonly string[]) => {
      choose(chosen);
      return (running.tree.getChildren() as Node[]).length;
    };
    log.lack = 'loading';
    assert.deepEqual([rowsOf(['quiet']), saidNothing], [1, []]);
    log.lack = undefined;
    assert.deepEqual([rowsOf([]), saidNothing], [0, []]);
    assert.deepEqual([rowsOf(['quiet']), saidNothing], [0, [true]]);
    assert.deepEqual([rowsOf(['admin']), saidNothing], [KINDS, [true, false]]);
  });
});

describe('a row of In Progress', () => {
  const cases: readonly (readonly [what: string, given: Case, profiles: readonly string[]])[] = [
    ['both of one account', { of: { admin, ro } }, ['admin']],
    ['the first of them read-only', { of: { ro, admin }, guards: { readOnly: ['ro'] } }, ['admin']],
    ['both read-only', { of: { ro, admin }, guards: { readOnly: true } }, ['ro']],
    ['a guard that can’t be understood', { of: { ro, admin }, guards: { places: 7 } }, ['ro']],
    [
      'read-only by halt.places',
      { of: { ro, admin }, guards: { places: [{ match: 'ro', readOnly: true }] } },
      ['admin'],
    ],
    [
      'one through which a stop was asked for',
      { of: { admin, ro }, guards: { readOnly: ['ro'] }, marked: 'ro' },
      ['ro'],
    ],
    ['one through which it is watched', { of: { admin, ro }, watched: 'ro' }, ['ro']],
    ['what the filter leaves of one', { of: { admin, ro }, filter: `region:${REGION}` }, ['admin']],
    ['nobody knows whose they are', { of: { admin: undefined, ro: undefined } }, ['admin', 'ro']],
    ['whose one is isn’t known', { of: { admin, ro: undefined } }, ['admin', 'ro']],
    ['different accounts', { of: { admin, ro: identityOf('ro', '444455556666') } }, ['admin', 'ro']],
    [
      'one account’s number at another endpoint',
      { of: { admin, ro: { ...ro, destination: customAt('http://localhost:4566') } } },
      ['admin', 'ro'],
    ],
    [
      'three',
      { of: { a: identityOf('a'), b: identityOf('b'), c: identityOf('c') }, guards: { readOnly: ['a'] } },
      ['b'],
    ],
  ];
  for (const [what, given, profiles] of cases) {
    it(`is there once for what profiles of one account see: ${what}`, () => {
      const { rows, running } = stage(given);
      const seen = rows();
      assert.deepEqual([...new Set(seen.map(profileOf))], profiles);
      assert.equal(seen.length, profiles.length * KINDS);
      assert.equal(running.tree.count(), profiles.length * KINDS);
      assert.deepEqual(running.tree.passed(), { shown: seen.length, all: seen.length });
    });
  }

  it('says where it is, also where one place alone is chosen, and of an instance that before anything of its type', () => {
    for (const of of [{ admin }, { admin, other: identityOf('other', '444455556666') }]) {
      const { rows, item } = stage({ of });
      for (const node of rows()) {
        const { description, accessibilityInformation } = item(node);
        const place = `${String(profileOf(node))} (${REGION})`;
        assert.ok(String(description).endsWith(place), `${node.type}: ${String(description)}`);
        assert.ok(accessibilityInformation?.label.endsWith(place), accessibilityInformation?.label);
        assert.doesNotMatch(String(description), /t3\.medium/);
      }
    }
  });

  it('says PRODUCTION where any of the profiles is marked, and names the others in its tooltip', () => {
    const { rows, item, running } = stage({ of: { admin, ro }, guards: { production: ['ro'] } });
    for (const node of rows()) {
      const drawn = item(node);
      assert.match(String(drawn.description), /production/i, JSON.stringify(drawn.label));
      // The name alone tells it from the others: it isn't beside itself.
      assert.doesNotMatch(JSON.stringify(drawn.label), /EXP1|i-1/);
      const whole = running.tree.resolveTreeItem?.(drawn, node, undefined as never);
      const { tooltip } = whole as { tooltip?: MarkdownString };
      assert.ok(
        tooltip instanceof MarkdownString &&
          /account: ro\.?/.test(tooltip.value.replaceAll(/&nbsp;/g, ' ').replaceAll('\\', '')),
      );
    }
  });

  it('cuts a long name so far that a side bar of 300 pixels shows beside it that it is production, and no further', () => {
    const name = 'Orders survive the loss of one of three Availability Zones';
    const other = identityOf('other', '444455556666');
    const labels = (given: Case): readonly string[] => {
      const { rows, item } = stage({ ...given, experiment: name });
      return rows().flatMap((node) => {
        const label = JSON.stringify(item(node).label);
        return label.includes('Orde') ? [label] : [];
      });
    };
    const [alone = ''] = labels({ of: { admin } });
    const [marked = ''] = labels({ of: { admin }, guards: { production: ['admin'] } });
    const ofTwo = labels({ of: { admin, other } });
    assert.ok(marked.length < alone.length && marked.includes('…'), marked);
    // For its profile no name is cut: what is left of it couldn't be recognized.
    assert.deepEqual(ofTwo, [alone, alone]);
  });

  it('stays the row that it is when a profile before it comes to see the same', async () => {
    const { rows, running, clock, choose } = stage({ of: { admin, ro } });
    choose(['ro']);
    rows();
    choose(['admin', 'ro']);
    running.tree.changed();
    await clock.advance(1_000);
    assert.deepEqual([...new Set(rows().map(profileOf))], ['ro']);
  });

  it('is counted once on the view, as soon as it is known whose the profiles are', async () => {
    const of: Record<string, Identity | undefined> = { admin: undefined, ro: undefined };
    const { running, view, clock } = stage({ of });
    const badge = async () => {
      running.tree.changed();
      await clock.advance(1_000);
      return view.badge?.value;
    };
    assert.equal(await badge(), 2 * KINDS);
    Object.assign(of, { admin, ro });
    assert.equal(await badge(), KINDS);
  });

  it('is one of those that the filter is said to leave, and of those that it hides', () => {
    const { rows, running } = stage({ of: { admin, ro }, filter: 'drill' });
    // A safety lever is never hidden.
    assert.equal(rows().length, 2);
    assert.deepEqual(running.tree.passed(), { shown: 2, all: KINDS });
  });
});

describe('what was requested before', () => {
  for (const chosen of [['admin'], []])
    it(`has a row that says that it can’t be read, above ${chosen.length > 0 ? 'what is in progress' : 'nothing'}, with what helps`, () => {
      const { running, item, log, choose } = stage({ of: { admin } });
      choose(chosen);
      const all = () => running.tree.getChildren() as Node[];
      const before = all();
      assert.equal(before.length, chosen.length * KINDS);
      assert.equal(running.tree.lack(), undefined);
      log.lack = 'unread';
      const [first, ...rest] = all();
      assert.deepEqual(rest, before);
      assert.equal(running.tree.lack(), 'unread');
      const row = item(first ?? assert.fail('The welcome would say that nothing is in progress.'));
      assert.equal(row.label, 'What was requested before can’t be read');
      assert.deepEqual([row.description, row.command?.command], ['Show Audit Log', 'halt.showAuditLog']);
      assert.match(row.accessibilityInformation?.label ?? '', /^Problem: What was requested before can’t be read/);
      log.lack = undefined;
      assert.deepEqual(all(), before);
    });

  it('is being read until it was, for which there is a row as well', () => {
    const { running, item, log } = stage({ of: {} });
    log.lack = 'loading';
    const [row, ...rest] = running.tree.getChildren() as Node[];
    assert.equal(item(row ?? assert.fail('The welcome would say that nothing is in progress.')).label, 'Loading…');
    assert.deepEqual([rest, running.tree.lack()], [[], 'loading']);
    log.lack = undefined;
    assert.deepEqual([running.tree.getChildren(), running.tree.lack()], [[], undefined]);
  });

  it('is lacked by the number on the view', async () => {
    const { running, view, log, clock } = stage({ of: { admin } });
    log.lack = 'unread';
    running.tree.changed();
    await clock.advance(1_000);
    assert.match(view.badge?.tooltip ?? '', /not everything could be read/);
  });
});

describe('what was asked for and no list has', () => {
  const trackedOf = (profile: string, id: string, more: Partial<Tracked> = {}): Tracked => ({
    ...{ id: `log-${id}`, run: 'run', name: `name of ${id}`, operation: { type: 'stop' }, requestedAt: 0 },
    ref: { kind: 'instance', scope: placeOf(profile), id },
    ...more,
  });
  const wordsOf = ({ label, description, contextValue = '', accessibilityInformation }: TreeItem) => [
    ...[label, description, contextValue, accessibilityInformation?.label],
  ];

  it('has a row until it ends, where its profile is taken out of the choice, whatever the filter leaves', () => {
    for (const filter of ['', 'drill'])
      for (const ref of [
        { kind: 'instance', id: 'i-9' },
        { kind: 'deployment', id: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/9' },
        { kind: 'experiment', id: 'EXP9' },
        { kind: 'lever', id: 'default' },
      ] as const) {
        const { rows, running, item, choose, followed } = stage({ of: { admin }, marked: 'other', filter });
        const before = rows().length;
        choose(['admin']);
        followed.push(trackedOf('other', ref.id, { ref: { ...ref, scope: placeOf('other') } as TargetRef }));
        assert.equal(rows().length, before + 1);
        assert.equal(running.tree.count(), KINDS + 1);
        const last = rows().at(-1);
        assert.ok(last);
        const [label, description, contextValue, spoken] = wordsOf(item(last));
        const name = ref.kind === 'lever' ? 'Safety lever' : `name of ${ref.id}`;
        assert.equal(label, name);
        assert.equal(description, 'stop requested · other (eu-west-1)');
        assert.equal(spoken, `${name}, stop requested, other (eu-west-1)`);
        // Nothing can be done about it but to end its watching.
        assert.equal(contextValue, 'gone+watched');
        followed.pop();
        assert.equal(rows().length, before);
        assert.equal(running.tree.count(), KINDS);
      }
  });

  it('has no second row beside that of a list, through whichever profile of its account', () => {
    const { rows, running, followed, choose } = stage({ of: { admin, ro } });
    choose(['admin']);
    const { account } = admin;
    // The same thing as the list of one profile has it: of another of the same account, and of nobody knows whom.
    followed.push(trackedOf('third', 'i-1', { account }));
    assert.equal(rows().length, KINDS);
    assert.equal(running.tree.count(), KINDS);
    followed.push(trackedOf('admin', 'i-1'));
    assert.equal(rows().length, KINDS);
    followed.push(trackedOf('third', 'i-1', { account: '999988887777' }));
    assert.equal(rows().length, KINDS + 1);
  });

  it('has a row of its own, without what can be done to another one, where its profile leads to another account by now', () => {
    const { rows, item, observed, running, followed } = stage({ of: { admin } });
    const ref: TargetRef = { kind: 'lever', id: 'default', scope: placeOf('admin') };
    const ofAdmin = rows().map(({ id }) => id);
    followed.push(trackedOf('admin', 'default', { ref, account: '999988887777' }));
    const [last, ...others] = rows()
      .filter(({ id }) => !ofAdmin.includes(id))
      .toReversed();
    assert.ok(last);
    assert.deepEqual([others, rows().length, running.tree.count()], [[], KINDS + 1, KINDS + 1]);
    const [label, description, contextValue = ''] = wordsOf(item(last));
    assert.equal(label, 'Safety lever');
    assert.ok(typeof description === 'string');
    assert.match(description, /account 999988887777/);
    assert.ok(typeof contextValue === 'string');
    assert.doesNotMatch(contextValue, /engage/);
    const whole = running.tree.resolveTreeItem?.(item(last), last, undefined as never) as TreeItem;
    assert.equal(whole.tooltip, undefined);
    // What its row is about is that account's, also where a command is handed the row.
    assert.deepEqual(ownerElsewhere(parseNode(last) ?? last), ofAws('999988887777'));
    assert.equal(observed(last), undefined);
    assert.ok(rows().some((node) => node.type === 'lever' && observed(node)?.kind === 'lever'));
    followed.pop();
    followed.push(trackedOf('admin', 'default', { ref, account: admin.account }));
    assert.deepEqual(
      rows().map(({ id }) => id),
      ofAdmin,
    );
  });

  it('may be production where a tag could tell, which nobody has read, or the alias of an account that its profile has left', () => {
    const ofOther = { account: '999988887777' };
    for (const [production, more, words] of [
      [['env=prod'], {}, 'may be production · '],
      [['*prod*'], ofOther, 'account 999988887777 · may be production · '],
      [['999988887777'], ofOther, 'account 999988887777 · production · '],
      [['111122223333'], ofOther, 'account 999988887777 · '],
      [['test-*'], {}, ''],
    ] as const) {
      const { rows, item, followed, choose } = stage({ of: { admin }, guards: { production } });
      choose([]);
      followed.push(trackedOf('admin', 'i-9', more));
      assert.deepEqual(
        rows().map((node) => item(node).description),
        [`stop requested · ${words}admin (eu-west-1)`],
      );
    }
  });

  it('is there once for what was asked for twice, and says what was asked for last', () => {
    const { rows, item, running, followed } = stage({ of: { admin } });
    const ref: TargetRef = { kind: 'deployment', id: 'arn:d1', scope: placeOf('other') };
    followed.push(trackedOf('other', 'd1', { ref, operation: { type: 'abort' } }));
    followed.push(trackedOf('other', 'd2', { ref, operation: { type: 'roll-back' } }));
    const [last, ...more] = rows().filter((node) => profileOf(node) === 'other');
    assert.ok(last);
    assert.deepEqual([more, running.tree.count()], [[], KINDS + 1]);
    assert.match(String(item(last).description), /^rollback requested/);
  });

  it('is not there of a start, which is no stop', () => {
    const { rows, followed } = stage({ of: { admin } });
    followed.push(trackedOf('other', 'i-9', { operation: { type: 'start' } }));
    assert.equal(rows().length, KINDS);
  });
});

describe('a row of In Progress whose list can’t be read any more', () => {
  const AT = Date.UTC(2026, 10, 28, 9, 41);
  const then = `as of ${clockTime(AT)}`;
  for (const kind of ['unreachable', 'denied', 'throttled'] as const) {
    it(`says as of when it was so, in its line, to a screen reader and in its tooltip, until it is read again: ${kind}`, () => {
      const { rows, item, running, others } = stage({ of: { admin } });
      const saidBy = (node: Node) => {
        const drawn = item(node);
        const whole = running.tree.resolveTreeItem?.(drawn, node, undefined as never);
        const { tooltip } = whole as { tooltip?: MarkdownString };
        const told =
          tooltip instanceof MarkdownString ? tooltip.value.replaceAll(/&nbsp;/g, ' ').replaceAll('\\', '') : '';
        return [String(drawn.description), drawn.accessibilityInformation?.label ?? '', told];
      };
      const listed = () => {
        for (const list of listKinds) {
          const scope = placeOf('admin');
          const seen = new Set(others.inventory.list(scope, list).map(({ id }) => id));
          others.inventory.apply({ type: 'end', scope, kind: list, since: 1, seen, gaps: [], shownAsOf: AT });
        }
      };
      const saysSo = (isSaid: boolean) => {
        assert.equal(rows().length, KINDS);
        for (const node of rows())
          for (const said of saidBy(node)) assert.equal(said.includes(then), isSaid, `${node.type}: ${said}`);
      };
      listed();
      saysSo(false);
      for (const list of listKinds)
        others.inventory.apply({ type: 'fail', scope: placeOf('admin'), kind: list, failure: failure(kind) });
      saysSo(true);
      listed();
      saysSo(false);
    });
  }

  it('says as of when it was so where a gap leaves it out, until it is listed again', () => {
    const { rows, item, others } = stage({ of: { admin } });
    const scope = placeOf('admin');
    const list = (since: number, gaps: readonly Failure[]) => {
      for (const kind of listKinds) {
        const resources = gaps.length > 0 ? [] : others.inventory.list(scope, kind);
        others.inventory.apply({ type: 'page', scope, kind, since, resources });
        const seen = new Set(resources.map(({ id }) => id));
        others.inventory.apply({ type: 'end', scope, kind, since, seen, gaps, shownAsOf: AT + since });
      }
    };
    const saying = () => rows().filter((node) => String(item(node).description).includes(`as of ${clockTime(AT)}`));
    list(1, []);
    list(600_001, [failure('denied', { operation: 'ecs:DescribeServices' })]);
    assert.equal(saying().length, KINDS);
    list(1_200_001, []);
    assert.deepEqual(saying(), []);
  });
});

describe('the list behind the status bar', () => {
  it('has once what profiles of one account see, through one that may act, marked by any', () => {
    const { others } = stage({ of: { ro, admin }, guards: { readOnly: ['ro'], production: ['ro'] } });
    const follow = { mark: () => undefined, following: () => [] };
    const { engaged, running } = whatRuns({ ...others, follow });
    for (const all of [engaged, running])
      assert.deepEqual(
        all.map((sights: readonly Resource[]) => sights.map(({ scope }) => scope.profile)),
        [['admin', 'ro']],
      );
    const [sights] = engaged;
    assert.ok(sights);
    assert.match(String(leverItem(others, ...sights).description), /production/i);
  });
});
