import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { matchesFilter, parseFilter } from '../../../src/inventory/filter.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { experimentLike, instanceLike, leverLike, serviceLike } from '../../stages/resources.ts';

const shows = (typed: string, resource: Resource): boolean => {
  const filter = parseFilter(typed);
  assert.ok(filter, `${typed} has no term`);
  return matchesFilter(filter, resource);
};

const web = instanceLike({
  id: 'i-0abc',
  name: 'Web Frontend 1',
  state: 'running',
  type: 'm7g.large',
  privateAddress: '10.0.3.7',
  autoScalingGroup: 'web-asg',
  tags: [
    { key: 'Name', value: 'Web Frontend 1' },
    { key: 'env', value: 'production' },
    { key: 'Owner', value: 'Jane Doe' },
    { key: 'empty', value: '' },
  ],
});

void describe('a filter', () => {
  void it('is none without a term', () => {
    for (const typed of ['', '   ', '""', 'state:', ' state:, ']) assert.equal(parseFilter(typed), undefined, typed);
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
  ] as const) {
    void it(`${typed} ${expected ? 'shows' : 'hides'} an instance`, () => assert.equal(shows(typed, web), expected));
  }

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
        if (both && first && matchesFilter(both, web)) assert.equal(matchesFilter(first, web), true);
      }),
    );
  });
});
