import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import type { ServiceDeployment, ServiceRevision } from '../../../../src/model/resources/deployment.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { revisionFacts, revisionsOf, stoppedTasksOf } from '../../../../src/stopping/plan/deploymentFacts.ts';
import type { ReadAgain } from '../../../../src/stopping/plan/readAgain.ts';
import { deployment, experiment, failure, never, scope, told } from '../../../stages/fakes.ts';

const readAgain = (all: readonly (Target | undefined)[]): ReadonlyMap<string, ReadAgain> =>
  new Map(
    all.map((observed, index) => [`${index}`, observed ? { observed, missing: false } : { missing: true }] as const),
  );
const tasks = (requested: number, running: number) => ({ arn: 'arn:new', requested, running, pending: 0 });
const revision = (arn: string): ServiceRevision => ({ arn, taskDefinition: `${arn}/task`, images: [] });
const nothingStopped = { total: 0, more: false, groups: [] };

describe('what is asked about the deployments of a plan', () => {
  it('is about none where the plan has none, or what it has is gone or could not be read', async () => {
    const reads = {
      stoppedTasks: () => assert.fail('no deployment is there'),
      revisions: () => assert.fail('no revision is there'),
    };
    const others = readAgain([experiment(), undefined]);
    assert.deepEqual(await stoppedTasksOf(reads, scope, others, never()), new Map());
    assert.deepEqual(await revisionsOf(reads, scope, others, never()), new Map());
  });

  it('is, where there are too many to ask about all, first of those that may lack tasks', async () => {
    const whole = Array.from({ length: 20 }, (_, index) => deployment({ id: `whole-${index}`, target: tasks(4, 4) }));
    const { target: _, ...startless } = deployment({ id: 'nothing to compare' });
    const lacking: readonly ServiceDeployment[] = [
      deployment({ id: 'fewer', target: tasks(4, 3) }),
      startless,
      deployment({ id: 'running unread', target: tasks(4, 4), unread: ['targetServiceRevision.runningTaskCount'] }),
      deployment({ id: 'requested unread', target: tasks(4, 4), unread: ['targetServiceRevision.requestedTaskCount'] }),
      deployment({ id: 'both unread', target: tasks(4, 4), details: 'unread' }),
    ];
    const asked: string[] = [];
    const found = await stoppedTasksOf(
      {
        stoppedTasks: (_scope, of) => {
          asked.push('id' in of ? String(of.id) : '');
          return Promise.resolve(told(nothingStopped));
        },
      },
      scope,
      readAgain([...whole, ...lacking]),
      never(),
    );
    assert.deepEqual(asked, [...lacking.map(({ id }) => id), ...whole.slice(0, 15).map(({ id }) => id)]);
    assert.deepEqual(found.get('fewer'), { stopped: nothingStopped });
    assert.deepEqual(found.get('whole-19'), { stoppedUnread: 'not-asked' });
  });
});

describe('the revisions of deployments', () => {
  const source = (arn: string) => ({ arn, requested: 1, running: 1, pending: 0 });
  const both = [
    deployment({ id: 'a', sources: [source('old-1'), source('old-2')], target: source('new-1') }),
    deployment({ id: 'b', sources: [source('old-2')], target: source('new-2') }),
  ];

  it('are asked for in one call, each once, sources and targets alike', async () => {
    const asked: unknown[] = [];
    const found = await revisionsOf(
      {
        revisions: (where, arns) => {
          asked.push([where, arns]);
          return Promise.resolve(told(arns.map(revision)));
        },
      },
      scope,
      readAgain([...both, experiment(), undefined]),
      never(),
    );
    assert.deepEqual(asked, [[scope, ['old-1', 'old-2', 'new-1', 'new-2']]]);
    assert.deepEqual([...found.keys()], ['old-1', 'old-2', 'new-1', 'new-2']);
    assert.deepEqual(found.get('old-2'), revision('old-2'));
  });

  it('are asked for of a deployment that has no target yet', async () => {
    const { target: _, ...begun } = deployment({ sources: [source('old-1')] });
    const asked: unknown[] = [];
    const revisions = (_scope: unknown, arns: readonly string[]) => {
      asked.push(arns);
      return Promise.resolve(told([]));
    };
    await revisionsOf({ revisions }, scope, readAgain([begun]), never());
    assert.deepEqual(asked, [['old-1']]);
  });

  it('are none where AWS doesn’t tell', async () => {
    const revisions = () => Promise.resolve(failed(failure('denied')));
    assert.deepEqual(await revisionsOf({ revisions }, scope, readAgain(both), never()), new Map());
  });

  it('are a deployment’s own, each with what was read of it', () => {
    const [one = deployment()] = both;
    const known = new Map([revision('old-1'), revision('new-1'), revision('new-2')].map((each) => [each.arn, each]));
    assert.deepEqual(revisionFacts(one, known), {
      sources: [{ summary: source('old-1'), revision: revision('old-1') }, { summary: source('old-2') }],
      target: { summary: source('new-1'), revision: revision('new-1') },
    });
    const { target: _, ...begun } = one;
    assert.deepEqual(revisionFacts(begun, new Map()), {
      sources: [{ summary: source('old-1') }, { summary: source('old-2') }],
    });
  });
});
