import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ListPage } from '../../../../../src/model/ports/awsReads.ts';
import type { Failure } from '../../../../../src/model/failure.ts';
import { answeringFis, type Refusal } from '../../../../stages/answering/answeringFis.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { never, scope } from '../../../../stages/fakes.ts';

const DENIED: Refusal = { status: 403, code: 'AccessDeniedException' };
const GONE: Refusal = { status: 404, code: 'ResourceNotFoundException' };
const EXPIRED: Refusal = { status: 403, code: 'ExpiredTokenException' };
const LIST = '/experiments?maxResults=100';
const summary = (id: string, status: unknown = 'completed') => ({
  id,
  experimentTemplateId: 'EXT1',
  state: { status },
});
const whole = (id: string, status = 'running') => ({
  experiment: { ...summary(id, status), targetAccountConfigurationsCount: 2 },
});

async function listed(answer: (asked: string) => object, signal = never()) {
  const { aws, asked } = answeringFis(answer);
  const pages: ListPage[] = [];
  const failures: Failure[] = [];
  for await (const page of aws.reads.list(scope, 'experiment', signal))
    if (page.ok) pages.push(page.value);
    else failures.push(page.failure);
  const resources = pages.flatMap((page) => page.resources.filter((one) => one.kind === 'experiment'));
  assert.equal(resources.length, pages.flatMap((page) => page.resources).length);
  return {
    asked,
    failures: failures.map(({ kind }) => kind),
    gaps: pages.flatMap(({ gaps }) => gaps).map(({ kind, operation }) => [kind, operation]),
    told: resources.map(({ id, state, full }) => [id, state, full === undefined ? 'summary' : 'whole']),
  };
}

describe('the list of experiments', () => {
  it('has those of every page, and whole those that are not over or whose state isn’t known', async () => {
    const { told, gaps, failures, asked } = await listed((path) => {
      if (path === LIST)
        return { experiments: [summary('EXP1', 'running'), summary('EXP2'), summary('EXP3', 'odd')], nextToken: 'two' };
      if (path === `${LIST}&nextToken=two`) return { experiments: [summary('EXP4', 'stopped')] };
      return whole(path.slice('/experiments/'.length));
    });
    assert.deepEqual(told, [
      ['EXP1', 'running', 'whole'],
      ['EXP2', 'completed', 'summary'],
      ['EXP3', 'running', 'whole'],
      ['EXP4', 'stopped', 'summary'],
    ]);
    assert.deepEqual([gaps, failures], [[], []]);
    assert.deepEqual(asked.toSorted(), ['/experiments/EXP1', '/experiments/EXP3', LIST, `${LIST}&nextToken=two`]);
  });

  it('fails where its first page can’t be read, and lacks what is behind one that can’t', async () => {
    assert.deepEqual((await listed(() => DENIED)).failures, ['denied']);
    const second = await listed((path) =>
      path === LIST ? { experiments: [summary('EXP1')], nextToken: 'two' } : DENIED,
    );
    assert.deepEqual([second.told.length, second.gaps, second.failures], [1, [['denied', 'fis:ListExperiments']], []]);
    const expired = await listed((path) => (path === LIST ? { experiments: [], nextToken: 'two' } : EXPIRED));
    assert.deepEqual([expired.gaps, expired.failures], [[], ['credentials-expired']]);
    const circle = await listed(() => ({ experiments: [summary('EXP1')], nextToken: 'two' }));
    assert.deepEqual([circle.gaps, circle.asked.length], [[['malformed', 'fis:ListExperiments']], 2]);
  });

  it('is none where nobody waits for it any more, whatever is read by then', async () => {
    const page = { experiments: [summary('EXP1', 'running')], nextToken: 'two' };
    for (const last of [`${LIST}&nextToken=two`, '/experiments/EXP1']) {
      const leaving = new AbortController();
      const { gaps, failures } = await listed((path) => {
        if (path === last) leaving.abort();
        return path.startsWith(LIST) ? page : whole('EXP1');
      }, leaving.signal);
      assert.deepEqual([gaps, failures], [[], ['cancelled']], last);
    }
  });

  it('ends once where nothing of the profile can be read any more, in a circle of pages, too', async () => {
    const { gaps, failures, asked } = await listed((path) => {
      if (path === LIST) return { experiments: [], nextToken: 'two' };
      return path.startsWith(LIST) ? { experiments: [summary('EXP1', 'running')], nextToken: 'two' } : EXPIRED;
    });
    assert.deepEqual([gaps, failures, asked.length], [[], ['credentials-expired'], 3]);
  });

  it('lacks experiments without an id and states that can’t be read, and says so', async () => {
    const { told, gaps } = await listed((path) =>
      path === LIST ? { experiments: [summary('EXP1', 7), { state: {} }, 'odd'] } : DENIED,
    );
    assert.deepEqual(told, [['EXP1', 'unknown', 'summary']]);
    assert.deepEqual(gaps, [
      ['malformed', 'fis:ListExperiments'],
      ['denied', 'fis:GetExperiment'],
      ['malformed', 'fis:ListExperiments'],
    ]);
    assert.deepEqual((await listed(() => ({ experiments: 'odd' }))).failures, ['malformed']);
  });

  it('asks for no more of them whole once that is denied, and says so once', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `EXP${index}`);
    const page = { experiments: ids.map((id) => summary(id, 'running')) };
    const { told, gaps, asked } = await listed((path) =>
      path === LIST ? { ...page, nextToken: 'two' } : path.startsWith(LIST) ? page : DENIED,
    );
    assert.equal(told.length, 24);
    assert.deepEqual(gaps, [['denied', 'fis:GetExperiment']]);
    // Four at once, on each of two pages.
    assert.ok(asked.filter((path) => path.startsWith('/experiments/')).length <= 8);
  });

  it('keeps what is gone before it was asked for, without a gap, and ends where nothing of the profile can be read', async () => {
    const page = { experiments: [summary('EXP1', 'running')], nextToken: 'two' };
    const gone = await listed((path) => (path === LIST ? page : path.startsWith(LIST) ? { experiments: [] } : GONE));
    assert.deepEqual([gone.told, gone.gaps], [[['EXP1', 'running', 'summary']], []]);
    const expired = await listed((path) => (path === LIST ? page : EXPIRED));
    assert.deepEqual([expired.told, expired.failures], [[], ['credentials-expired']]);
    assert.ok(!expired.asked.includes(`${LIST}&nextToken=two`));
  });
});

describe('experiments that are looked at', () => {
  const look = async (answer: (asked: string) => object, ids: readonly string[]) => {
    const { aws, asked } = answeringFis(answer);
    return { read: await aws.reads.describe(scope, 'experiment', ids, never()), asked };
  };

  it('are each there, missing, or of them nothing is known', async () => {
    const { read, asked } = await look(
      (path) =>
        path.endsWith('1') ? whole('EXP1') : path.endsWith('2') ? GONE : path.endsWith('3') ? DENIED : whole('EXP1'),
      ['EXP1', 'EXP2', 'EXP3', 'EXP4', 'EXP1'],
    );
    const { targets, missing, failures } = valueOf(read);
    assert.deepEqual([targets.map(({ id }) => id), missing], [['EXP1'], ['EXP2']]);
    // The last answer was about another one.
    assert.deepEqual(
      Object.entries(failures).map(([id, { kind }]) => [id, kind]),
      [
        ['EXP3', 'denied'],
        ['EXP4', 'malformed'],
      ],
    );
    assert.equal(asked.length, 4);
  });

  it('are none where none is asked for, and nothing is known of one of which AWS tells no id', async () => {
    const { read, asked } = await look(() => DENIED, []);
    assert.deepEqual([valueOf(read), asked], [{ targets: [], missing: [], failures: {} }, []]);
    for (const answer of [{ experiment: { state: {} } }, { experiment: 'odd' }, whole('EXP2')]) {
      const why = failureIn((await look(() => answer, ['EXP1'])).read);
      assert.equal(why.kind, 'malformed');
      assert.equal(why.operation, 'fis:GetExperiment');
    }
  });

  it('are unread as one where that is so of each, and missing where each is', async () => {
    assert.equal(failureIn((await look(() => DENIED, ['EXP1', 'EXP2'])).read).kind, 'denied');
    const { missing, targets } = valueOf((await look(() => GONE, ['EXP1', 'EXP2'])).read);
    assert.deepEqual([missing, targets], [['EXP1', 'EXP2'], []]);
  });

  it('are told whole, with AWS’s answer as it came', async () => {
    const { aws } = answeringFis(() => ({ ...whole('EXP1'), newer: 'member' }));
    const { target, json } = valueOf(await aws.reads.wholeResource({ kind: 'experiment', scope, id: 'EXP1' }, never()));
    assert.deepEqual([target.id, JSON.parse(json)], ['EXP1', { ...whole('EXP1'), newer: 'member' }]);
  });
});

describe('what an experiment is about', () => {
  it('are its targets, a page at a time', async () => {
    const target = { targetName: 'web', resourceType: 'aws:ec2:instance', targetInformation: { arn: 'a' } };
    const { aws, asked } = answeringFis((path) => ({
      resolvedTargets: [target],
      ...(!path.includes('nextToken') && { nextToken: 'two' }),
    }));
    const first = valueOf(await aws.reads.resolvedTargets(scope, 'EXP1', undefined, never()));
    assert.deepEqual(first, {
      items: [{ targetName: 'web', resourceType: 'aws:ec2:instance', information: { arn: 'a' } }],
      next: 'two',
    });
    assert.equal(valueOf(await aws.reads.resolvedTargets(scope, 'EXP1', 'two', never())).next, undefined);
    const path = '/experiments/EXP1/resolvedTargets?maxResults=100';
    assert.deepEqual(asked, [path, `${path}&nextToken=two`]);
    for (const [answer, kind] of [
      [DENIED, 'denied'],
      [{ resolvedTargets: {} }, 'malformed'],
    ] as const) {
      const why = failureIn(await answeringFis(() => answer).aws.reads.resolvedTargets(scope, 'E', undefined, never()));
      assert.deepEqual([why.kind, why.operation], [kind, 'fis:ListExperimentResolvedTargets']);
    }
  });

  it('are all of its target accounts', async () => {
    const { aws, asked } = answeringFis((path) =>
      path.includes('nextToken')
        ? { targetAccountConfigurations: [{ accountId: '444455556666', roleArn: 'b' }] }
        : { targetAccountConfigurations: [{ accountId: '111122223333', roleArn: 'a' }], nextToken: 'two' },
    );
    const accounts = valueOf(await aws.reads.targetAccounts(scope, 'EXP1', never()));
    assert.deepEqual(
      accounts.map(({ accountId }) => accountId),
      ['111122223333', '444455556666'],
    );
    const path = '/experiments/EXP1/targetAccountConfigurations';
    assert.deepEqual(asked, [path, `${path}?nextToken=two`]);
    for (const [answer, kind] of [
      [DENIED, 'denied'],
      [{ targetAccountConfigurations: [], nextToken: 'again' }, 'malformed'],
      [{ targetAccountConfigurations: {} }, 'malformed'],
    ] as const) {
      const why = failureIn(await answeringFis(() => answer).aws.reads.targetAccounts(scope, 'E', never()));
      assert.deepEqual([why.kind, why.operation], [kind, 'fis:ListExperimentTargetAccountConfigurations']);
    }
  });

  it('is its template, as AWS sent it', async () => {
    const template = { experimentTemplate: { id: 'EXT1', newer: 'member' } };
    const { aws, asked } = answeringFis(() => template);
    assert.equal(valueOf(await aws.reads.experimentTemplate(scope, 'EXT1', never())), JSON.stringify(template));
    assert.deepEqual(asked, ['/experimentTemplates/EXT1']);
    assert.equal(
      failureIn(await answeringFis(() => GONE).aws.reads.experimentTemplate(scope, 'E', never())).kind,
      'not-found',
    );
  });
});

describe('the safety lever', () => {
  const lever = (state: object, id = 'default') => ({ safetyLever: { id, state } });
  it('is as AWS tells it, and there is one', async () => {
    const { aws, asked } = answeringFis(() => lever({ status: 'engaged', reason: 'A drill.' }));
    const { targets, failures } = valueOf(await aws.reads.describe(scope, 'lever', ['default', 'other'], never()));
    assert.deepEqual(targets, [{ kind: 'lever', scope, id: 'default', state: 'engaged', reason: 'A drill.' }]);
    assert.deepEqual(Object.keys(failures), ['other']);
    assert.deepEqual(asked, ['/safetyLevers/default']);
  });

  it('is unread where AWS tells no state, tells of another one, or doesn’t answer', async () => {
    for (const [answer, kind] of [
      [lever({}), 'malformed'],
      [lever({ status: 'engaged' }, 'another'), 'malformed'],
      [DENIED, 'denied'],
      [{ status: 500, code: 'InternalServerException' }, 'server'],
    ] as const) {
      const { aws } = answeringFis(() => answer);
      const why = failureIn(await aws.reads.describe(scope, 'lever', ['default'], never()));
      assert.deepEqual([why.kind, why.operation], [kind, 'fis:GetSafetyLever']);
      for await (const page of aws.reads.list(scope, 'lever', never())) assert.equal(failureIn(page).kind, kind);
    }
  });
});
