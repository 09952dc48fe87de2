import assert from 'node:assert/strict';
import { connectTreeUpdates } from '../../../src/app/treeUpdates.ts';
import { whereaboutsOf } from '../../../src/app/whereabouts.ts';
import { createEmitter } from '../../../src/base/event.ts';
import { nobodys } from '../../../src/model/sight.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { type ListKind, listKinds } from '../../../src/model/resources/resource.ts';
import { refOf } from '../../../src/model/resources/target.ts';
import { type Node, resourceId } from '../../../src/ui/tree/nodes/node.ts';
import { productionMarksOf } from '../../../src/ui/tree/rows/productionMarks.ts';
import { createShortLabels } from '../../../src/ui/tree/rows/shortLabels.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { treeItem } from '../../../src/ui/tree/rows/treeItem.ts';
import { productionMarkWords } from '../../../src/ui/words/production.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { childrenStage, other } from '../../stages/childrenStage.ts';
import {
  deployment,
  experiment,
  failure,
  identityOf,
  instance,
  scope,
  service,
  serviceArn,
} from '../../stages/fakes.ts';
import { unsetGuards } from '../../stages/guards.ts';

const rethrow = (error: unknown): never => {
  throw error;
};

describe('what rows and pages say of guards', () => {
  it('is drawn again as soon as a setting has changed: the shared config may take long to be read', () => {
    const settings = createEmitter<void>(rethrow);
    const drawn: string[] = [];
    const note = (what: string) => () => void drawn.push(what);
    const still = { onDidChange: () => () => {} };
    const release = connectTreeUpdates({
      tree: { redraw: note('tree') },
      running: { changed: note('running') },
      statusBar: { update: note('status bar') },
      follow: {
        onDidMark: still.onDidChange,
        onDidChangeLogLack: still.onDidChange,
        onDidChangeRefusals: still.onDidChange,
      },
      ...{ inventory: still, accounts: still, scopes: still, past: still, daemons: still },
      ...{ watches: still, options: still, quiet: still },
      settings: { onDidChange: settings.event },
    } as unknown as Parameters<typeof connectTreeUpdates>[0]);
    drawn.splice(0);
    settings.fire();
    assert.deepEqual(drawn, ['tree', 'running', 'status bar']);
    release();
  });

  it('takes a deployment for production on its page, too, once its service’s tags can’t be read any more', () => {
    const one = deployment();
    const web = service({ id: one.serviceArn, deployment: one, tags: [{ key: 'env', value: 'dev' }] });
    const { parts, inventory } = childrenStage();
    const { scope: place } = web;
    const policy = { ...parseGuards({ ...unsetGuards, production: ['env=prod*'] }), enableAbort: false };
    const guards = createGuards({ settings: () => ({ policy }), accounts: parts.accounts });
    const list = { scope: place, kind: 'service', since: 1 } as const;
    inventory.apply({ type: 'begin', scope: place, kind: 'service' });
    inventory.apply({ type: 'page', ...list, resources: [web] });
    inventory.apply({ type: 'end', ...list, seen: new Set([web.id]), gaps: [] });
    const mark = () =>
      whereaboutsOf(
        {
          places: { accounts: { of: () => undefined, failure: () => undefined }, scopes: { info: () => undefined } },
          ...{ inventory, guards, scheduleTag: () => 'Schedule' },
          follow: { following: () => [], forced: () => undefined, mark: () => undefined, refusal: () => undefined },
          watches: { has: () => false },
        },
        { kind: 'deployment', scope: place, id: one.id },
        { target: one, owner: nobodys, isOld: false },
      ).production;
    assert.equal(mark(), undefined);
    inventory.apply({ type: 'fail', scope: place, kind: 'service', failure: failure('timeout') });
    assert.equal(mark(), 'unread');
  });

  const fourTimes = <T>(one: T): readonly T[] => [one, one, one, one];
  const AT = Date.UTC(2026, 10, 28, 9, 41);
  const AGE = `as of ${clockTime(AT)}`;
  const elsewhere = { ...scope, region: other.region };
  const tagged = (value: string, more: { readonly tagsUnread?: true }) => {
    const tags = [{ key: 'env', value }];
    const of = { scope, tags, ...more };
    return [
      ...[instance(of), experiment(of), service({ ...of, deployment: deployment({ scope }) })],
      service({ ...of, id: serviceArn('api'), name: 'api' }),
    ];
  };

  /** The rows of both views, of things with this tag whose lists were read once. */
  function bothViews(
    value: string,
    production: readonly string[],
    more: { readonly tagsUnread?: true } = {},
    named = true,
  ) {
    const staged = childrenStage(...tagged(value, more));
    const { inventory } = staged;
    const policy = { ...parseGuards({ ...unsetGuards, production }), enableAbort: false };
    const accounts = { ...staged.parts.accounts, of: (profile: string) => (named ? identityOf(profile) : undefined) };
    const guards = createGuards({ settings: () => ({ policy }), accounts });
    const parts = {
      ...{ ...staged.parts, accounts, guards, isWatched: () => false, mark: () => undefined, requests: () => [] },
      ...{ refusal: () => undefined, forced: () => undefined, pastDeployment: () => undefined, startable: () => false },
      branches: { isOpen: () => false, drawnId: ({ id }: Node) => id },
      shortLabels: createShortLabels(),
    } as unknown as ItemParts;
    const lists = ['instance', 'service', 'experiment'] as const;
    for (const kind of lists) {
      const seen = new Set(inventory.list(scope, kind).map(({ id }) => id));
      inventory.apply({ type: 'end', scope, kind, since: 1, seen, gaps: [], shownAsOf: AT });
    }
    const all = lists.flatMap((kind) => inventory.list(scope, kind));
    return {
      /** These lists can't be read any more; `elsewhere`: nor those of the other region. */
      fails: (...kinds: readonly (ListKind | 'elsewhere')[]) => {
        for (const kind of kinds.length > 0 ? kinds : lists) {
          if (kind !== 'elsewhere') inventory.apply({ type: 'fail', scope, kind, failure: failure('timeout') });
          else
            for (const each of listKinds)
              inventory.apply({ type: 'fail', scope: elsewhere, kind: each, failure: failure('timeout') });
        }
      },
      /** Which rows above say that what is below may be production. */
      above: () => {
        const says = (node: Node): boolean => {
          const { description, accessibilityInformation } = treeItem(parts, node);
          const words = String(description);
          assert.ok(accessibilityInformation?.label.includes(words));
          return words.includes('may be production');
        };
        return {
          profile: says({ type: 'profile', id: 'p', profile: scope.profile }),
          regions: [scope, elsewhere].map((place) => says({ type: 'region', id: place.region, scope: place })),
          groups: lists.map((kind) => says({ type: 'group', id: kind, scope, kind })),
        };
      },
      said: () =>
        all.map((one) => {
          const node: Node =
            one.kind === 'service'
              ? { type: 'service', id: resourceId(one), scope, arn: one.id }
              : { type: 'target', id: resourceId(one), ref: refOf(one) };
          const { description, accessibilityInformation } = treeItem(parts, node);
          const found = /(?:may be )?production(?: · as of [^·]+)?/.exec(String(description))?.[0].trim();
          assert.ok(accessibilityInformation?.label.includes(String(description)), accessibilityInformation?.label);
          return [found, productionMarkWords(productionMarksOf(parts, one).whole)];
        }),
    };
  }

  it('is that what was tagged otherwise may be production once its list can’t be read any more: on each row of In Progress, once above the others', () => {
    const { said, above, fails } = bothViews('dev', ['env=prod*']);
    const nowhere = { profile: false, regions: [false, false], groups: [false, false, false] };
    assert.deepEqual([said(), above()], [fourTimes([undefined, undefined]), nowhere]);
    fails('service');
    assert.deepEqual(above(), { ...nowhere, groups: [false, true, false] });
    fails('instance', 'experiment');
    assert.deepEqual(
      [said(), above()],
      [fourTimes([undefined, 'may be production']), { ...nowhere, groups: [true, true, true] }],
    );
    // All of the region, and all of the profile: one row says it.
    fails('lever');
    assert.deepEqual(above(), { ...nowhere, regions: [true, false] });
    fails('elsewhere');
    assert.deepEqual([said(), above()], [fourTimes([undefined, 'may be production']), { ...nowhere, profile: true }]);
  });

  it('is said by the row itself where its own tags were not read, and not below a profile that may be production', () => {
    const unread = { tagsUnread: true as const };
    const { said } = bothViews('dev', ['env=prod*'], unread);
    assert.deepEqual(said(), fourTimes(['may be production', 'may be production']));
    const whole = bothViews('dev', ['env=prod*', 'live-*'], unread, false);
    assert.deepEqual(whole.said(), fourTimes([undefined, 'may be production']));
    assert.equal(whole.above().profile, true);
  });

  it('stays production by old tags, and says as of when; without a pattern of tags nothing is said', () => {
    const { said, fails } = bothViews('prod', ['env=prod*']);
    assert.deepEqual(said(), fourTimes(['production', 'production']));
    fails();
    assert.deepEqual(said(), fourTimes([`production · ${AGE}`, 'production']));
    const others = bothViews('prod', ['live-*']);
    others.fails();
    assert.deepEqual(others.said(), fourTimes([undefined, undefined]));
  });

  it('isn’t doubted below the row of a profile that is production', () => {
    const { said, fails } = bothViews('dev', [scope.profile, 'env=prod*']);
    fails();
    assert.deepEqual(said(), fourTimes([undefined, 'production']));
  });
});
