import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type FilterContext, matchesFilter, parseFilter } from '../../../src/inventory/filter.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { experimentLike, instanceLike, leverLike, serviceLike } from '../../stages/resources.ts';

const now = Date.parse('2026-01-15T12:00:00Z');
const day = 86_400_000;
const context: FilterContext = {
  now,
  accountOf: (profile) => (profile === web.scope.profile ? ['111122223333', 'shop-production'] : []),
};

const shows = (typed: string, resource: Resource): boolean => {
  const filter = parseFilter(typed);
  assert.ok(filter, `${typed} has no term`);
  return matchesFilter(filter, resource, context);
};

const web = instanceLike({
  id: 'i-0abc',
  name: 'Web Frontend 1',
  state: 'running',
  type: 'm7g.large',
  privateAddress: '10.0.3.7',
  autoScalingGroup: 'web-asg',
  launchedAt: now - 8 * day,
  tags: [
    { key: 'Name', value: 'Web Frontend 1' },
    { key: 'env', value: 'production' },
    { key: 'Owner', value: 'Jane Doe' },
    { key: 'empty', value: '' },
  ],
});

void describe('a filter', () => {
  void it('is none without a term', () => {
    for (const typed of [
      '',
      '   ',
      '""',
      'state:',
      ' state:, ',
      'older:',
      'older:7',
      'older:x',
      'type:',
      '-region:',
      'account:,',
    ])
      assert.equal(parseFilter(typed), undefined, typed);
  });

  void it('keeps what was typed, to be shown and remembered', () => {
    assert.equal(parseFilter('  web  state:running ')?.text, 'web  state:running');
  });

  for (const [typed, expected] of [
    ['web', true],
    ['WEB', true],
    ['frontend 1', true],
    ['frontend 2', false],
    ['"frontend 1"', true],
    ['"1 frontend"', false],
    ['"web fron', true],
    ['i-0abc', true],
    ['10.0.3.', true],
    ['m7g', true],
    ['web-asg', true],
    ['w*1', true],
    ['w?b', true],
    ['w?a', false],
    ['large*10.0', false],
    ['running', true],
    ['state:running', true],
    ['state:run*', true],
    ['state:stopped', false],
    ['state:stopped,running', true],
    ['STATE:Running', true],
    ['env=production', true],
    ['env=prod', false],
    ['env=prod*', true],
    ['ENV=PROD*', true],
    ['e*=prod*', true],
    ['env=', true],
    ['empty=', true],
    ['team=', false],
    ['Owner="Jane Doe"', true],
    ['Owner=Jane', false],
    ['web env=prod* state:running', true],
    ['web env=prod* state:stopped', false],
    ['type:m7g.*', true],
    ['type:m5.*', false],
    ['type:m5.*,m7g.large', true],
    ['TYPE:M7G.LARGE', true],
    ['region:eu-west-1', true],
    ['region:us-*', false],
    ['account:111122223333', true],
    ['account:shop-*', true],
    ['account:999988887777', false],
    ['older:7d', true],
    ['older:8d', false],
    ['older:1w', true],
    ['older:191h', true],
    ['older:193h', false],
    ['older:0.5d', true],
    ['-state:running', false],
    ['-state:stopped', true],
    ['-env=production', false],
    ['-env=test', true],
    ['-web', false],
    ['-"frontend 1"', false],
    ['-older:7d', false],
    ['-older:30d', true],
    ['web -type:t3.* -region:us-*', true],
    ['web -region:eu-*', false],
  ] as const) {
    void it(`${typed} ${expected ? 'shows' : 'hides'} an instance`, () => assert.equal(shows(typed, web), expected));
  }

  void it('counts an age since the last start, and hides what has no known one', () => {
    assert.equal(shows('older:1d', instanceLike({ id: 'i-1', launchedAt: now - 2 * day })), true);
    assert.equal(shows('older:1d', instanceLike({ id: 'i-1' })), false);
    assert.equal(shows('older:1h', experimentLike({ id: 'EXP1', createdAt: now - 2 * 3_600_000 })), true);
  });

  void it('holds for as long as a resource is the same only where neither ages nor accounts are asked for', () => {
    assert.equal(parseFilter('web -state:stopped')?.lasting, true);
    assert.equal(parseFilter('web older:7d')?.lasting, false);
    assert.equal(parseFilter('-account:shop')?.lasting, false);
  });

  void it('looks at the deployment of a service', () => {
    const service = serviceLike({ name: 'checkout', clusterName: 'shop', status: 'ACTIVE' }, 'IN_PROGRESS');
    assert.equal(shows('state:in_progress', service), true);
    assert.equal(shows('state:active', service), false);
    assert.equal(shows('shop', service), true);
    assert.equal(shows('state:active', serviceLike({ name: 'checkout', status: 'ACTIVE' })), true);
  });

  void it('looks at experiments by name, template and state', () => {
    const experiment = experimentLike({ id: 'EXP1', name: 'cpu stress', templateId: 'EXT9', state: 'running' });
    for (const typed of ['EXP1', 'stress', 'ext9', 'state:running'])
      assert.equal(shows(typed, experiment), true, typed);
    assert.equal(shows('state:completed', experiment), false);
  });

  void it('never hides a safety lever', () =>
    assert.equal(shows('nothing-like-it', leverLike({ status: 'engaged' })), true));

  void it('takes whatever is typed, and every term only ever hides more', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const both = parseFilter(`${one.replaceAll('"', '')} ${other}`);
        const first = parseFilter(one.replaceAll('"', ''));
        if (both && first && matchesFilter(both, web, context)) assert.equal(matchesFilter(first, web, context), true);
      }),
    );
  });
});
