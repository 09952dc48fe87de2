import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { deploymentStates, experimentStates, instanceStates } from '../../../src/model/resources/states.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import { experimentPage } from '../../../src/pages/experiment/page.ts';
import { instancePage } from '../../../src/pages/instance/page.ts';
import { createLinks } from '../../../src/pages/links.ts';
import { plainStop, type Unfit, unfitFor } from '../../../src/stopping/operation.ts';
import { experiment } from '../../stages/fakes.ts';
import {
  deployment,
  deploymentExtras,
  deploymentInput,
  instance,
  instanceInput,
} from '../../stages/panel/deploymentPages.ts';
import { pageInput } from '../../stages/panel/pages.ts';

const now = Date.UTC(2026, 0, 15, 12);
const none = { items: [], more: false, loading: false };
const UNKNOWN = 'a-state-of-a-later-year';
const title = {
  state: 'Nothing can be stopped in this state.',
  managed: 'Managed by an AWS service: it can only be stopped there.',
  'instance-store-root': 'Its root device is an instance store: it can’t be stopped, only terminated.',
} as const satisfies Partial<Record<Unfit, string>>;

/** What the page's stop says, by what its row offers. */
function said(unfit: Unfit | undefined): readonly [boolean, string | undefined] {
  if (unfit === undefined) return [true, undefined];
  assert.ok(unfit in title, unfit);
  return [false, title[unfit as keyof typeof title]];
}

describe('a page offers what its row offers', () => {
  it('of an instance, in each state and whatever else forbids a stop', () => {
    const seen = new Set<Unfit | undefined>();
    for (const state of [...Object.keys(instanceStates), UNKNOWN])
      for (const more of [
        {},
        { managedBy: 'eks.amazonaws.com' },
        { instanceStore: 'root' },
        { managedBy: 'eks.amazonaws.com', instanceStore: 'root' },
        { instanceStore: 'data' },
        { hibernationConfigured: true },
      ] as const satisfies readonly Partial<Instance>[]) {
        const one = { ...instance(now), state, ...more };
        const unfit = unfitFor(plainStop.instance.type, one);
        seen.add(unfit);
        const { stop } = instancePage(instanceInput(now), one, {});
        assert.ok(stop);
        if (state === 'stopping') assert.deepEqual([stop.label, stop.enabled], ['Stopping…', false]);
        else assert.deepEqual([stop.enabled, stop.title], said(unfit), `${state} ${JSON.stringify(more)}`);
      }
    assert.deepEqual(seen, new Set([undefined, 'state', 'managed', 'instance-store-root']));
  });

  it('and says of what is stopping which setting forbids to force it, with a button that opens that', () => {
    const links = createLinks();
    const stopping = (more: object) =>
      instancePage({ ...instanceInput(now), links, ...more }, { ...instance(now), state: 'stopping' }, {});
    assert.deepEqual(stopping({}).notices, []);
    const { notices, stop } = stopping({ forceForbiddenBy: 'halt.places' });
    const { profile, region } = instance(now).scope;
    const [notice] = notices;
    assert.equal(notice?.text, `halt.places doesn’t allow a force stop in ${profile} (${region}).`);
    assert.deepEqual(links.action(notice?.button?.id ?? ''), { type: 'openSetting', setting: 'halt.places' });
    assert.equal(stop?.label, 'Stopping…');
    // What forbids every change forbids this, and is said once.
    const shut = stopping({ forceForbiddenBy: 'halt.readOnly', forbiddenBy: 'halt.readOnly' }).notices;
    assert.deepEqual(
      shut.map(({ text }) => text),
      [`halt.readOnly forbids changes in ${profile} (${region}).`],
    );
  });

  it('of a deployment, in each state, paused or not', () => {
    const under = ['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'];
    const offered = new Set<string>();
    for (const status of [...Object.keys(deploymentStates), UNKNOWN])
      for (const more of [{}, { hooks: [] }] satisfies readonly Partial<ServiceDeployment>[]) {
        const one = { ...deployment(now), status, ...more };
        const { stop, beside } = deploymentPage(deploymentInput(now), one, deploymentExtras(now));
        assert.ok(stop);
        if (under.includes(status)) assert.deepEqual([stop.label, stop.enabled], ['Rolling Back…', false]);
        else assert.deepEqual([stop.enabled, stop.title], said(unfitFor(plainStop.deployment.type, one)), status);
        assert.equal(beside !== undefined, unfitFor('continue', one) === undefined, `${status} ${one.hooks.length}`);
        if (beside) offered.add(status);
      }
    assert.ok(offered.has('IN_PROGRESS') && !offered.has('STOPPED'));
  });

  it('of an experiment, in each state', () => {
    for (const state of [...Object.keys(experimentStates), UNKNOWN]) {
      const one = experiment({ state });
      const { stop } = experimentPage(pageInput(now, {}, { history: [] }), one, { resolved: none, accounts: none });
      assert.ok(stop);
      if (state === 'stopping') assert.deepEqual([stop.label, stop.enabled], ['Stopping…', false]);
      else assert.deepEqual([stop.enabled, stop.title], said(unfitFor(plainStop.experiment.type, one)), state);
    }
  });

  it('and nothing of what nobody has read', () => {
    for (const page of [
      instancePage(instanceInput(now), undefined, {}),
      deploymentPage(deploymentInput(now), undefined, deploymentExtras(now)),
      experimentPage(pageInput(now, {}, { history: [] }), undefined, { resolved: none, accounts: none }),
    ]) {
      assert.equal(page.stop?.enabled, false);
      assert.equal(page.beside, undefined);
      // Its state in AWS, of which nothing is known, isn't why.
      assert.equal(page.stop?.title, 'Nothing has been read yet.');
      assert.deepEqual(page.state, { appearance: 'unknown', label: 'not read yet' });
    }
  });
});
