import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type AccountNames, type FilterContext, holdsUntil, judge } from '../../../src/inventory/filter.ts';
import { parseFilter, searchedAsText, unclearTerms } from '../../../src/inventory/filtering/terms.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { experimentLike, instanceLike, leverLike, noStateWords, serviceLike } from '../../stages/resources.ts';
import { assertProperty } from '../../stages/property.ts';

const now = Date.parse('2026-01-15T12:00:00Z');
const DAY = 86_400_000;
const nobody: AccountNames = { known: [], unread: 'account' };
const context: FilterContext = {
  now,
  stateWords: noStateWords,
  accountOf: (profile) =>
    profile === web.scope.profile ? { known: ['111122223333', 'shop-production'], unread: 'nothing' } : nobody,
};

const shows = (typed: string, resource: Resource): boolean => {
  const filter = parseFilter(typed);
  assert.ok(filter, `${typed} has no term`);
  return judge(filter, resource, context) === 'shown';
};

const web = instanceLike({
  id: 'i-0abc',
  name: 'Web Frontend 1',
  state: 'running',
  type: 'm7g.large',
  privateAddress: '10.0.3.7',
  autoScalingGroup: 'web-asg',
  launchedAt: now - 8 * DAY,
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
    assert.equal(shows('older:1d', instanceLike({ id: 'i-1', launchedAt: now - 2 * DAY })), true);
    assert.equal(shows('older:1d', instanceLike({ id: 'i-1' })), false);
    assert.equal(shows('older:1h', experimentLike({ id: 'EXP1', createdAt: now - 2 * 3_600_000 })), true);
  });

  void it('says until when its verdict on a resource holds', () => {
    const until = (typed: string, resource: Resource) => {
      const filter = parseFilter(typed);
      assert.ok(filter);
      return holdsUntil(filter, resource, now);
    };
    const young = instanceLike({ id: 'i-1', launchedAt: now - DAY });
    assert.equal(until('web -state:stopped', web), Infinity);
    assert.equal(until('older:7d', web), Infinity);
    assert.equal(until('older:7d', instanceLike({ id: 'i-1' })), Infinity);
    assert.equal(until('older:2d', young), now + DAY);
    assert.equal(until('older:3d -older:2d', young), now + DAY);
    assert.equal(until('older:12h -older:2d', young), now + DAY);
    assert.equal(until('older:1d', young), now);
    assert.equal(until('older:1d', leverLike({ state: 'engaged' })), Infinity);
  });

  void it('turns its verdict at that moment and not before', () => {
    assertProperty(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }), (age, minutes) => {
        const filter = parseFilter(`older:${minutes}m`);
        assert.ok(filter);
        const resource = instanceLike({ id: 'i-1', launchedAt: now - age * 60_000 });
        const at = (moment: number) => judge(filter, resource, { ...context, now: moment }) === 'shown';
        const until = holdsUntil(filter, resource, now);
        if (until === Infinity) return assert.equal(at(now), true);
        assert.deepEqual([at(now), at(until), at(until + 1)], [false, false, true]);
      }),
    );
  });

  void it('tells what it cannot understand, which hides nothing', () => {
    const told = (typed: string) => unclearTerms(typed).map(({ type, term }) => `${type} ${term}`);
    for (const age of ['soon', '7', 'd', '-7d', '7y', '7d,8d', '1d12h', '>7d', '7 days', '１ｙ'])
      for (const sign of ['', '-']) {
        const typed = `${sign}older:"${age}" web`;
        assert.deepEqual(told(typed), [`no-age older:${age.normalize('NFKC')}`], typed);
        assert.equal(shows(typed, web), true, typed);
        assert.equal(shows(`${typed} -frontend`, web), false, typed);
      }
    assert.deepEqual(told('type: web - -region:," " OLDER:'), [
      'no-value type:',
      'no-value -',
      'no-value region:, ',
      'no-value older:',
    ]);
    assert.equal(shows('type: web - -region:, older:', web), true);
    for (const typed of ['', 'web -x older:7d type:m5.* a=b env= arn:aws:ec2 --', '"older 7d"', '=x'])
      assert.deepEqual(told(typed), [], typed);
  });

  void it('tells which terms look like a key that there isn’t, and searches them as texts', () => {
    const told = (typed: string) => searchedAsText(typed);
    for (const term of [
      'acount:shop',
      'newer:7d',
      'name:web',
      'foo:',
      'cluster:a,b',
      '-zone:x',
      '--older:7d',
      '状态:running',
    ]) {
      assert.deepEqual(told(`web ${term}`), [term]);
      assert.deepEqual(unclearTerms(term), [], term);
    }
    assert.deepEqual(told('FOO:Bar ａｇｅ：7d'), ['foo:bar', 'age:7d']);
    for (const text of [
      'type:m5.*',
      '-Older:7d',
      '"foo:bar"',
      '-"foo:bar"',
      'arn:aws:ec2',
      '10.0.0.1:80',
      'i-0:x',
      ':x',
      'env=a:b',
      'web',
    ])
      assert.deepEqual(told(text), [], text);
    const service = serviceLike({ name: 'payments', taskDefinition: 'arn:aws:ecs:x:1:task-definition/payments:12' });
    assert.equal(shows('payments:12', service), true);
    assert.equal(shows('payments:13', service), false);
  });

  void it('takes a text whichever way it is written', () => {
    const café = instanceLike({
      id: 'i-2',
      name: 'Cafe\u0301 Ｔｏｋｙｏ',
      tags: [{ key: 'Équipe', value: 'ﬁnance\u200b' }],
    });
    for (const typed of ['café tokyo', 'CAFE\u0301', 'ｔｏｋｙｏ', 'équipe=finance', 'E\u0301QUIPE＝ﬁn*', '－ｗｅｂ'])
      assert.equal(shows(typed, café), true, typed);
    assert.equal(shows('ｏｌｄｅｒ：７ｄ', web), true);
    assert.equal(shows('Ｔype：m5.*', web), false);
  });

  void it('looks at the deployment of a service', () => {
    const service = serviceLike({ name: 'checkout', clusterName: 'shop', status: 'ACTIVE' }, 'IN_PROGRESS');
    assert.equal(shows('state:in_progress', service), true);
    assert.equal(shows('state:active', service), false);
    assert.equal(shows('shop', service), true);
    assert.equal(shows('state:active', serviceLike({ name: 'checkout', status: 'ACTIVE' })), true);
  });

  void it('finds a service by what launches its tasks: a launch type, or the capacity providers in its place', () => {
    const mixed = serviceLike({ capacityProviders: ['FARGATE', 'FARGATE_SPOT'] });
    for (const [typed, one, expected] of [
      ['type:fargate', serviceLike({ launchType: 'FARGATE' }), true],
      ['type:fargate', mixed, true],
      ['type:*_SPOT', mixed, true],
      ['-type:fargate_spot', mixed, false],
      ['type:EC2', mixed, false],
      ['type:nodes-*', serviceLike({ capacityProviders: ['nodes-gpu'] }), true],
      ['-type:FARGATE*', serviceLike({ capacityProviders: ['nodes-gpu'] }), true],
      ['type:FARGATE', serviceLike({}), false],
    ] as const)
      assert.equal(shows(typed, one), expected, typed);
  });

  void it('looks at experiments by name, template and state', () => {
    const experiment = experimentLike({ id: 'EXP1', name: 'cpu stress', templateId: 'EXT9', state: 'running' });
    for (const typed of ['EXP1', 'stress', 'ext9', 'state:running'])
      assert.equal(shows(typed, experiment), true, typed);
    assert.equal(shows('state:completed', experiment), false);
  });

  void it('never hides a safety lever', () =>
    assert.equal(shows('nothing-like-it', leverLike({ state: 'engaged' })), true));

  const values = fc.constantFrom(
    'web',
    'Frontend 1',
    'm7g.*',
    'eu-*',
    'running',
    'x y',
    'Jane Doe',
    '*',
    '7d',
    'soon',
    '',
  );
  const terms = fc
    .tuple(
      fc.constantFrom('', 'state:', 'type:', 'region:', 'account:', 'older:', 'TYPE:', 'env=', 'Owner='),
      fc.oneof(
        values,
        fc.string().map((text) => text.replaceAll('"', '')),
      ),
    )
    .map(([field, value]) => `${field}"${value}"`);
  const resources = fc.constantFrom<Resource>(
    web,
    instanceLike({ id: 'i-9', name: 'x y', state: 'stopped', type: 't3.micro', launchedAt: now - 1000 }),
    instanceLike({ id: 'i-8' }),
    serviceLike({ name: 'web', clusterName: 'shop' }, 'IN_PROGRESS'),
    experimentLike({ id: 'EXP1', name: 'cpu stress', state: 'running' }),
  );
  const passes = (typed: string, resource: Resource) => {
    const filter = parseFilter(typed);
    return filter === undefined || judge(filter, resource, context) === 'shown';
  };

  const isUnread = (typed: string, resource: Resource) => {
    const filter = parseFilter(typed);
    return filter !== undefined && judge(filter, resource, context) === 'unread';
  };

  void it('shows with a - exactly what it hides without', () => {
    assertProperty(
      fc.property(terms, resources, (term, resource) => {
        const nothing = parseFilter(term) === undefined;
        // One that starts with a - is turned round already.
        fc.pre(!term.normalize('NFKC').startsWith('"-'));
        // What isn't known of it shows it neither way.
        if (isUnread(term, resource)) assert.equal(passes(`-${term}`, resource) || passes(term, resource), false);
        else assert.equal(passes(`-${term}`, resource), nothing || !passes(term, resource));
      }),
    );
  });

  void it('shows what each of its terms shows, in any order', () => {
    assertProperty(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom('', '-'), terms).map((parts) => parts.join('')),
          { maxLength: 5 },
        ),
        fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        resources,
        (all, ranks, resource) => {
          const order = all.map((term, index) => ({ term, rank: ranks[index] ?? 0 }));
          const other = order.toSorted((a, b) => a.rank - b.rank).map(({ term }) => term);
          const expected = all.every((term) => passes(term, resource));
          assert.equal(passes(all.join(' '), resource), expected);
          assert.equal(passes(other.join(' '), resource), expected);
        },
      ),
    );
  });

  void it('takes whatever is typed, and every term only ever hides more', () => {
    assertProperty(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const both = parseFilter(`${one.replaceAll('"', '')} ${other}`);
        const first = parseFilter(one.replaceAll('"', ''));
        if (both && first && judge(both, web, context) === 'shown') assert.equal(judge(first, web, context), 'shown');
      }),
    );
  });
});
