import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FilterContext, type FilterOutcome, judge } from '../../../src/inventory/filter.ts';
import { parseFilter } from '../../../src/inventory/filtering/terms.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import { deploymentLike, experimentLike, instanceLike, serviceLike } from '../../stages/resources.ts';

/** Rows in a language in which no word is AWS's. */
const words: Readonly<Record<string, readonly string[]>> = {
  'instance running': ['läuft'],
  'experiment running': ['läuft'],
  'deployment IN_PROGRESS': ['wird ausgerollt', 'Rollout'],
  'deployment ROLLBACK_IN_PROGRESS': ['Rollback läuft'],
  'deployment paused': ['pausiert'],
  'rollout IN_PROGRESS': ['wird ausgerollt'],
  'rollout FAILED': ['Rollout fehlgeschlagen'],
};
const context: FilterContext = {
  now: 0,
  accountOf: () => ({ known: [], unread: 'nothing' }),
  stateWords: (of, state) => words[`${of} ${state}`] ?? [],
};
const verdict = (typed: string, service: Parameters<typeof judge>[1]): FilterOutcome => {
  const filter = parseFilter(typed);
  assert.ok(filter);
  return judge(filter, service, context);
};

void describe('a filter by what rows say of a state', () => {
  const hooks = [{ id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' }];
  const { deployment: _, ...settled } = serviceLike();
  const with_ = (of: Partial<ServiceDeployment>, more: Partial<Service> = {}): Service => ({
    ...settled,
    deployment: deploymentLike(of),
    ...more,
  });

  void it('takes the words of the row and AWS’s names alike', () => {
    const rows = [
      [instanceLike(), ['läuft', 'running'], ['gestoppt', 'pausiert']],
      [experimentLike(), ['läuft', 'running'], ['wird']],
      [with_({}), ['"wird ausgerollt"', 'rollout', 'in_progress'], ['paused', 'pausiert', '"rollback läuft"']],
      [with_({ hooks }), ['paused', 'pausiert', 'PAUSIERT', 'in_progress'], ['rollout', '"wird ausgerollt"']],
      [
        with_({ status: 'ROLLBACK_IN_PROGRESS', hooks, lifecycleStage: 'BAKE_TIME' }),
        ['"rollback läuft"', 'rollback_in_progress', 'bake_time'],
        ['paused', 'pausiert', 'rollout'],
      ],
      [{ ...settled, rolloutState: 'IN_PROGRESS' }, ['"wird ausgerollt"', 'in_progress'], ['paused', 'läuft']],
      [{ ...settled, rolloutState: 'FAILED' }, ['"rollout fehlgeschlagen"', 'failed'], ['paused', 'läuft']],
      [settled, ['active'], ['paused', '"wird ausgerollt"']],
    ] as const;
    for (const [resource, said, unsaid] of rows)
      for (const prefix of ['state:', '']) {
        for (const word of said) {
          const told = [verdict(prefix + word, resource), verdict(`-${prefix}${word}`, resource)];
          assert.deepEqual(told, ['shown', 'hidden'], `${prefix}${word} ${JSON.stringify(resource)}`);
        }
        for (const word of unsaid) {
          const told = [verdict(prefix + word, resource), verdict(`-${prefix}${word}`, resource)];
          const isFound = prefix === '' && word === 'rollout' && told[0] === 'shown';
          // A word may be a part of what else the row says.
          if (!isFound) assert.deepEqual(told, ['hidden', 'shown'], `${prefix}${word} ${JSON.stringify(resource)}`);
        }
      }
  });

  void it('can’t judge whether something is paused whose hooks nobody could read', () => {
    for (const of of [
      { unread: ['lifecycleHookDetails'] },
      { unread: ['lifecycleHookDetails[0].status'] },
      { details: 'unread' },
      { details: 'earlier' },
    ] as const)
      for (const word of ['paused', 'pausiert', 'paus*', 'stopped,pausiert']) {
        const told = [verdict(`state:${word}`, with_(of)), verdict(`-state:${word}`, with_(of))];
        assert.deepEqual(told, ['unread', 'unread'], `${word} ${JSON.stringify(of)}`);
        const [bare = ''] = word.split(',').slice(-1);
        const said = [verdict(bare, with_(of)), verdict(`-${bare}`, with_(of))];
        assert.deepEqual(said, ['unread', 'unread'], `${bare} ${JSON.stringify(of)}`);
        assert.equal(verdict('state:in_progress', with_(of)), 'shown');
        assert.equal(verdict('state:pending', with_(of)), 'hidden');
        assert.equal(verdict(`state:${word}`, with_({ ...of, status: 'ROLLBACK_IN_PROGRESS' })), 'hidden');
      }
  });

  void it('finds by its row’s word what could not be read again, and can’t judge its state by it', () => {
    const old = with_({ id: 'arn:d1', hooks }, { deploymentUnread: true, rolloutState: 'IN_PROGRESS' });
    assert.deepEqual([verdict('pausiert', old), verdict('-pausiert', old)], ['shown', 'hidden']);
    assert.deepEqual([verdict('state:paused', old), verdict('-state:pausiert', old)], ['unread', 'unread']);
    assert.equal(verdict('state:in_progress', old), 'shown');
    const over: Service = { ...old, rolloutState: 'COMPLETED' };
    assert.equal(verdict('pausiert', over), 'hidden');
  });
});
