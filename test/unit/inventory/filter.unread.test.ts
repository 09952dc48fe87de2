import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccountNames, type FilterVerdict, judge, parseFilter } from '../../../src/inventory/filter.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { UNREAD_STATE } from '../../../src/model/resources/states.ts';
import { experimentLike, instanceLike, leverLike, serviceLike } from '../../stages/resources.ts';

const now = Date.parse('2026-01-15T12:00:00Z');
const nobody: AccountNames = { known: [], unread: 'account' };
const web = instanceLike({ id: 'i-0abc', name: 'Web Frontend 1', state: 'running', type: 'm7g.large' });

void describe('what a filter asks for and nobody has read', () => {
  const EXPERIMENT = experimentLike({ name: 'load', state: 'running' });
  const { full: _, ...undescribed } = experimentLike({ name: 'load', state: 'running' });
  const tagless = { ...web, tags: [{ key: 'env', value: 'production' }], tagsUnread: true } as const;
  const service = serviceLike({ name: 'shop', deploymentUnread: true, rolloutState: 'IN_PROGRESS' });
  const owner: AccountNames = { known: ['111122223333', 'shop-production'], unread: 'nothing' };
  const unaliased: AccountNames = { known: ['111122223333'], unread: 'alias' };
  const table: readonly (readonly [string, Resource, AccountNames, FilterVerdict])[] = [
    // Whose account it is.
    ['account:111122223333', web, nobody, 'unread'],
    ['-account:111122223333', web, nobody, 'unread'],
    ['account:shop-*', web, nobody, 'unread'],
    [`account:${web.scope.profile}`, web, nobody, 'shown'],
    [`-account:${web.scope.profile}`, web, nobody, 'hidden'],
    ['account:shop-*', web, unaliased, 'unread'],
    ['-account:shop-*', web, unaliased, 'unread'],
    ['account:9999*', web, unaliased, 'hidden'],
    ['-account:9999*', web, unaliased, 'shown'],
    ['account:1111*', web, unaliased, 'shown'],
    ['account:other', web, owner, 'hidden'],
    // What else is known decides it.
    ['account:111122223333 state:stopped', web, nobody, 'hidden'],
    ['account:111122223333 state:running', web, nobody, 'unread'],
    // Its tags.
    ['env=production', tagless, owner, 'shown'],
    ['-env=production', tagless, owner, 'hidden'],
    ['team=', tagless, owner, 'unread'],
    ['-team=', tagless, owner, 'unread'],
    ['team=', web, owner, 'hidden'],
    // The deployment that tells a service's state and strategy.
    ['state:IN_PROGRESS', service, owner, 'shown'],
    ['state:ROLLBACK_*', service, owner, 'unread'],
    ['-state:ROLLBACK_*', service, owner, 'unread'],
    ['type:CANARY', service, owner, 'unread'],
    // An experiment's actions.
    ['type:aws:ec2:*', undescribed, owner, 'unread'],
    ['-type:aws:ec2:*', undescribed, owner, 'unread'],
    ['state:running', EXPERIMENT, owner, 'shown'],
    // A state or a type of which AWS's answer tells nothing that can be read.
    ...[instanceLike({ state: UNREAD_STATE }), experimentLike({ state: UNREAD_STATE })].flatMap(
      (one) =>
        [
          ['state:running', one, owner, 'unread'],
          ['-state:stopped', one, owner, 'unread'],
        ] as const,
    ),
    ['type:m5.*', instanceLike({ type: '', unread: ['InstanceType'] }), owner, 'unread'],
    ['-type:m5.*', instanceLike({ type: '' }), owner, 'unread'],
    ['type:m5.*', instanceLike({ type: 'm5.large', unread: ['LaunchTime'] }), owner, 'shown'],
  ];
  for (const [typed, resource, names, expected] of table) {
    void it(`${typed} of ${resource.kind}, ${names.unread} unread: ${expected}`, () => {
      const filter = parseFilter(typed);
      assert.ok(filter);
      assert.equal(judge(filter, resource, { now, accountOf: () => names }), expected);
    });
  }

  void it('shows the lever all the same: it concerns everything around it', () => {
    const filter = parseFilter('account:111122223333');
    assert.ok(filter);
    assert.equal(judge(filter, leverLike({ state: 'engaged' }), { now, accountOf: () => nobody }), 'shown');
  });
});
