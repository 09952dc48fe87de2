import assert from 'node:assert/strict';
import { connectTreeUpdates } from '../../../src/app/treeUpdates.ts';
import { whereaboutsOf } from '../../../src/app/whereabouts.ts';
import { createEmitter } from '../../../src/base/event.ts';
import { nobodys } from '../../../src/model/sight.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { deployment, failure, service } from '../../stages/fakes.ts';
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
    const { scope } = web;
    const policy = { ...parseGuards({ ...unsetGuards, production: ['env=prod*'] }), enableAbort: false };
    const guards = createGuards({ settings: () => ({ policy }), accounts: parts.accounts });
    const list = { scope, kind: 'service', since: 1 } as const;
    inventory.apply({ type: 'begin', scope, kind: 'service' });
    inventory.apply({ type: 'page', ...list, resources: [web] });
    inventory.apply({ type: 'end', ...list, seen: new Set([web.id]), gaps: [] });
    const mark = () =>
      whereaboutsOf(
        {
          places: { accounts: { of: () => undefined, failure: () => undefined }, scopes: { info: () => undefined } },
          ...{ inventory, guards, scheduleTag: () => 'Schedule' },
          follow: { following: () => [], mark: () => undefined, refusal: () => undefined },
          watches: { has: () => false },
        },
        { kind: 'deployment', scope, id: one.id },
        { target: one, owner: nobodys, isOld: false },
      ).production;
    assert.equal(mark(), undefined);
    inventory.apply({ type: 'fail', scope, kind: 'service', failure: failure('timeout') });
    assert.equal(mark(), 'unread');
  });
});
