import assert from 'node:assert/strict';
import { type FilterContext, judge, judgeDaemon } from '../../src/inventory/filter.ts';
import { parseFilter } from '../../src/inventory/filtering/terms.ts';
import { known, none } from '../../src/model/fact.ts';
import type { Daemon } from '../../src/model/resources/daemon.ts';
import type { Resource } from '../../src/model/resources/resource.ts';
import { deploymentStates, experimentStates, instanceStates } from '../../src/model/resources/states.ts';
import { resourceRow } from '../../src/ui/tree/rows/resourceRow.ts';
import { daemonState } from '../../src/ui/words/daemons.ts';
import { unknownValues } from '../../src/inventory/filtering/unknownValues.ts';
import { unknownValueWords } from '../../src/ui/words/filters.ts';
import { createShownStates, filteredStates } from '../../src/ui/words/states.ts';
import { deployment, experiment, instance, pauseHook, scope, service } from '../stages/fakes.ts';

const context: FilterContext = {
  now: 0,
  accountOf: () => ({ known: [], unread: 'nothing' }),
  stateWords: createShownStates(),
};
const filterOf = (typed: string) => {
  const filter = parseFilter(typed);
  assert.ok(filter, typed);
  return filter;
};

/** What a row says first, without the counts. */
const saidBy = (resource: Resource) => {
  const { description } = resourceRow(resource, { mark: undefined, production: undefined });
  return (description.split(' · ')[0] ?? '').replace(/ \d+ of \d+$/, '');
};

describe('a filter by the words that rows show', () => {
  const LATER = 'A_STATE_OF_LATER';
  const { deployment: _, ...settled } = service();
  const resources: readonly Resource[] = [
    ...[...Object.keys(instanceStates), LATER].map((state) => instance({ state })),
    ...[...Object.keys(experimentStates), LATER].map((state) => experiment({ state })),
    ...[...Object.keys(deploymentStates), LATER].flatMap((status) => [
      service({ deployment: deployment({ status }) }),
      service({ deployment: deployment({ status, hooks: [pauseHook('h')] }) }),
    ]),
    ...['IN_PROGRESS', 'FAILED', LATER].map((rolloutState) => ({ ...settled, rolloutState })),
  ];

  for (const resource of resources) {
    const state = resource.kind === 'service' ? (resource.deployment?.status ?? resource.rolloutState) : resource.state;
    const said = saidBy(resource);
    it(`finds a ${resource.kind} in ${state} by “${said}”, and hides it by the same`, () => {
      assert.notEqual(said, '');
      for (const typed of [`state:"${said}"`, `"${said}"`, `state:${state}`]) {
        const told = [judge(filterOf(typed), resource, context), judge(filterOf(`-${typed}`), resource, context)];
        assert.deepEqual(told, ['shown', 'hidden'], typed);
      }
    });
  }

  it('finds managed daemons alike', () => {
    const named = { arn: 'arn:d', name: 'agent', clusterName: 'shop' };
    const daemons: readonly Daemon[] = [
      { ...named, status: 'ACTIVE', deployment: none },
      { ...named, status: 'DELETE_IN_PROGRESS', deployment: none },
      ...[...Object.keys(deploymentStates), LATER].map((status) => ({
        ...{ ...named, status: 'ACTIVE' },
        deployment: known({ arn: 'arn:dd', status, sources: [] }),
      })),
    ];
    for (const daemon of daemons)
      for (const typed of [`state:"${daemonState(daemon)}"`, `"${daemonState(daemon)}"`]) {
        const told = [typed, `-${typed}`].map((one) => judgeDaemon(filterOf(one), daemon, scope, context));
        assert.deepEqual(told, ['shown', 'hidden'], typed);
      }
  });

  it('tells what is paused from what rolls out', () => {
    const paused = service({ deployment: deployment({ hooks: [pauseHook('h')] }) });
    const rolling = service({ deployment: deployment() });
    for (const [typed, found, other] of [
      ['state:paused', paused, rolling],
      ['state:"rolling out"', rolling, paused],
    ] as const) {
      assert.equal(judge(filterOf(typed), found, context), 'shown', typed);
      assert.equal(judge(filterOf(typed), other, context), 'hidden', typed);
    }
  });
});

describe('a value that a filter finds nothing by', () => {
  const here = { region: ['us-east-1'], account: ['shop-production'], state: filteredStates() };
  const hints = (typed: string) => unknownValues(typed, here).map(unknownValueWords);

  it('is told with what finds it', () => {
    const hint = (term: string, better: string) =>
      `“${term}” matches nothing here, as a value is matched as a whole. Try ${better}.`;
    assert.deepEqual(hints('account:production -region:us state:runing'), [
      hint('account:production', 'account:*production*'),
      hint('-region:us', '-region:*us*'),
      hint('state:runing', 'state:running'),
    ]);
  });

  it('is no state that a row can show', () => {
    const shown = [
      ...Object.keys(instanceStates).map((state) => instance({ state })),
      ...Object.keys(experimentStates).map((state) => experiment({ state })),
      ...Object.keys(deploymentStates).flatMap((status) => [
        service({ deployment: deployment({ status }) }),
        service({ deployment: deployment({ status, hooks: [pauseHook('h')] }) }),
      ]),
    ].map(saidBy);
    for (const said of new Set(shown)) assert.deepEqual(hints(`state:"${said}"`), [], said);
  });
});
