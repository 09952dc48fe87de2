import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import type { ServiceDeployment, ServiceRevision } from '../../../../src/model/resources/deployment.ts';
import { deploymentStates, stateTraits } from '../../../../src/model/resources/states.ts';
import type { StoppedTasks } from '../../../../src/model/resources/stoppedTasks.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import {
  revisionFacts,
  revisionsOf,
  STUCK_CHECKS,
  stoppedTasksIn,
} from '../../../../src/stopping/plan/deploymentFacts.ts';
import type { ReadAgain } from '../../../../src/stopping/plan/readAgain.ts';
import { deployment, experiment, failure, looksAt, never, refTo, scope, told } from '../../../stages/fakes.ts';
import { findings, plan, rollBack } from '../../../stages/stopping/plan.ts';

const readAgain = (all: readonly (Target | undefined)[]): ReadonlyMap<string, ReadAgain> =>
  new Map(
    all.map((observed, index) => [`${index}`, observed ? { observed, missing: false } : { missing: true }] as const),
  );
const summaryOf = (requested: number, running: number) => ({ arn: 'arn:new', requested, running, pending: 0 });
const revision = (arn: string): ServiceRevision => ({ arn, taskDefinition: `${arn}/task`, images: [] });
const nothingStopped = { total: 0, more: false, groups: [] };

describe('what is asked about the deployments of a plan', () => {
  it('is about none where the plan has none, or what it has is gone or could not be read', async () => {
    const reads = {
      stoppedTasks: () => assert.fail('no deployment is there'),
      revisions: () => assert.fail('no revision is there'),
    };
    const others = readAgain([experiment(), undefined]);
    assert.deepEqual(await stoppedTasksIn(reads, scope, others, never()), new Map());
    assert.deepEqual(await revisionsOf(reads, scope, others, never()), new Map());
  });

  it('is, where there are too many to ask about all, first of those that may lack tasks', async () => {
    const whole = Array.from({ length: 20 }, (_, index) =>
      deployment({ id: `whole-${index}`, target: summaryOf(4, 4) }),
    );
    const { target: _, ...startless } = deployment({ id: 'nothing to compare' });
    const lacking: readonly ServiceDeployment[] = [
      deployment({ id: 'fewer', target: summaryOf(4, 3) }),
      startless,
      deployment({ id: 'running unread', target: summaryOf(4, 4), unread: ['targetServiceRevision.runningTaskCount'] }),
      deployment({
        id: 'requested unread',
        target: summaryOf(4, 4),
        unread: ['targetServiceRevision.requestedTaskCount'],
      }),
      deployment({ id: 'both unread', target: summaryOf(4, 4), details: 'unread' }),
    ];
    const asked: string[] = [];
    const found = await stoppedTasksIn(
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

const arn = (id: string) => `arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/checkout/${id}`;
const at = (id: string, running: number, more: Partial<ServiceDeployment> = {}) =>
  deployment({ id: arn(id), target: { arn: `arn:revision/${id}`, requested: 4, running, pending: 0 }, ...more });
const denied = failed(failure('denied'));
const crash = {
  total: 9,
  more: false,
  groups: [{ count: 9, reason: 'Essential container in task exited', exits: [] }],
};

/** Of which AWS was asked why tasks stopped, and what the plan says of each. */
async function planned(
  all: readonly ServiceDeployment[],
  answer: typeof denied | ReturnType<typeof told<typeof crash>>,
) {
  const asked: string[] = [];
  const { groups } = await plan(
    {
      reads: {
        describe: looksAt(() => all),
        stoppedTasks: (_scope, of) => {
          asked.push('id' in of ? String(of.id) : '');
          return Promise.resolve(answer);
        },
      },
    },
    all.map(refTo),
    rollBack,
  );
  return { asked, targets: groups[0]?.targets ?? [] };
}

describe('why tasks stopped', () => {
  it('is asked of every deployment that is under way, in whatever state and however many of its tasks run at the moment', async () => {
    for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER']) {
      const isUnderWay = !stateTraits('deployment', status).final;
      for (const running of [0, 3, 4, 5]) {
        const { asked, targets } = await planned([at('one', running, { status })], told(crash));
        assert.deepEqual(asked, isUnderWay ? [arn('one')] : [], `${status} ${running}`);
        const stuck = targets[0]?.findings.some(({ type }) => type === 'stuck');
        assert.equal(stuck, isUnderWay, `${status} ${running}`);
      }
    }
  });

  it('is asked where the counts of tasks can’t be read, which tell nothing', async () => {
    for (const more of [
      { unread: ['targetServiceRevision.runningTaskCount'] },
      { unread: ['targetServiceRevision'] },
      { details: 'unread' },
    ] as const) {
      const { asked } = await planned([at('one', 0, more)], told(crash));
      assert.deepEqual(asked, [arn('one')], JSON.stringify(more));
    }
  });

  it('is asked of so many at most, first of those of which it isn’t known that all run; of the others the plan says that nobody asked', async () => {
    const whole = Array.from({ length: STUCK_CHECKS }, (_, index) => at(`whole-${index}`, 4));
    const short = at('short', 1);
    const lost = at('lost', 4, { unread: ['targetServiceRevision.requestedTaskCount'] });
    const ended = at('ended', 0, { status: 'SUCCESSFUL' });
    const { asked, targets } = await planned([ended, ...whole, short, lost], denied);
    assert.deepEqual(
      asked,
      [short, lost, ...whole.slice(0, STUCK_CHECKS - 2)].map(({ id }) => id),
    );
    const why = (of: string) =>
      targets
        .filter((target) => target.findings.some((one) => 'why' in one && one.why === of))
        .map(({ ref }) => ref.id);
    assert.equal(why('failed').length, STUCK_CHECKS);
    assert.deepEqual(
      why('not-asked'),
      whole.slice(STUCK_CHECKS - 2).map(({ id }) => id),
    );
    assert.ok(targets.every((target) => target.findings.every(({ type }) => type !== 'stuck')));
  });

  it('is told of the new version’s tasks apart from those of the version before and of neither', async () => {
    const own = { arn: 'arn:revision/2', taskDefinition: 'arn:td/web:2', images: [] };
    const old = { arn: 'arn:revision/1', taskDefinition: 'arn:td/web:1', images: [] };
    const summary = (of: string) => ({ arn: of, requested: 4, running: 4, pending: 0 });
    const observed = deployment({ target: summary(own.arn), sources: [summary(old.arn)] });
    const group = (count: number, taskDefinition?: string, reason = 'Out of memory') => ({
      ...{ count, reason, exits: [] },
      ...(taskDefinition !== undefined && { taskDefinition }),
    });
    const scaled = group(2, 'arn:td/web:1', 'Scaling activity initiated by (deployment ecs-svc/1)');
    const all = [group(5, 'arn:td/web:1'), group(3, 'arn:td/web:2'), group(2, 'arn:td/cron:9'), group(1)];
    const stuck = async (groups: readonly ReturnType<typeof group>[], revisions: readonly ServiceRevision[]) => {
      const total = groups.reduce((sum, { count }) => sum + count, 0);
      const reads = {
        stoppedTasks: () => Promise.resolve(told({ total, more: false, groups })),
        revisions: () => Promise.resolve(told(revisions)),
      };
      const found = (await findings(observed, rollBack, { reads })).find(({ type }) => type === 'stuck');
      if (found?.type !== 'stuck') return found;
      const counts = (tasks: StoppedTasks | undefined) =>
        tasks && [tasks.total, ...tasks.groups.map(({ count }) => count)];
      return { own: counts(found.stopped), before: counts(found.before), others: counts(found.others) };
    };
    assert.deepEqual(await stuck(all, [own, old]), { own: [4, 3, 1], before: [5, 5], others: [2, 2] });
    // A version before that can't be read is none of the two.
    assert.deepEqual(await stuck(all, [own]), { own: [4, 3, 1], before: undefined, others: [7, 5, 2] });
    for (const unknown of [[], [old], [old, { ...own, taskDefinition: '' }]])
      assert.deepEqual(await stuck(all, unknown), { own: [11, 5, 3, 2, 1], before: undefined, others: undefined });
    // Both versions can run the same.
    const same = [own, { ...old, taskDefinition: own.taskDefinition }];
    assert.deepEqual(await stuck(all.slice(1, 2), same), { own: [3, 3], before: undefined, others: undefined });
    assert.deepEqual(await stuck([scaled], [own, old]), undefined);
    assert.deepEqual(await stuck(all.slice(0, 1), [own, old]), { own: undefined, before: [5, 5], others: undefined });
  });
});
