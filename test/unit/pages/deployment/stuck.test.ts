import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, succeeded } from '../../../../src/model/failure.ts';
import type { ServiceDeployment } from '../../../../src/model/resources/deployment.ts';
import { deploymentStates, stateTraits } from '../../../../src/model/resources/states.ts';
import type { StoppedTasks } from '../../../../src/model/resources/stoppedTasks.ts';
import { deploymentPage } from '../../../../src/pages/deployment/page.ts';
import { mayBeStuck } from '../../../../src/pages/deployment/stuck.ts';
import type { DeploymentExtras } from '../../../../src/pages/pageInput.ts';
import type { PageModel } from '../../../../src/panel/protocol/page.ts';
import { failure } from '../../../stages/fakes.ts';
import { deployment, deploymentExtras, deploymentInput } from '../../../stages/panel/deploymentPages.ts';
import { serviceLike } from '../../../stages/resources.ts';

const now = Date.UTC(2026, 0, 15, 12);
const HOUR = 3_600_000;

const stopped: StoppedTasks = {
  total: 14,
  more: false,
  groups: [
    { count: 12, reason: 'CannotPullContainerError: shop/api:v9: not found', exits: [], stopCode: 'TaskFailedToStart' },
    {
      count: 2,
      reason: 'Essential container in task exited',
      exits: [{ container: 'api', code: 137 }],
      stoppedAt: now,
    },
  ],
};
const page = (more: Partial<DeploymentExtras>, of: Partial<ServiceDeployment> = {}): PageModel =>
  deploymentPage(deploymentInput(now), { ...deployment(now), ...of }, { ...deploymentExtras(now), ...more });
const why = ({ why: rows }: PageModel) =>
  rows.flatMap(({ label, value }) => (value.type === 'text' ? [`${label}: ${value.text}`] : []));
const section = (of: PageModel) => of.sections.find(({ id }) => id === 'stuck');

void describe('the page of a deployment whose tasks fail', () => {
  void it('says at its top why none is started, where no task has failed', () => {
    const message = '(service checkout) was unable to place a task. Reason: Capacity is unavailable at this time.';
    const service = serviceLike({
      failedTasks: 0,
      events: [
        { message: '(service checkout) waits.', at: now },
        { message, at: now },
      ],
    });
    assert.deepEqual(
      why(page({ service })).filter((line) => line.startsWith('Why')),
      ['Why: was unable to place a task. Reason: Capacity is unavailable at this time.'],
    );
  });

  void it('says at its top how often, and why most of them stopped', () => {
    const service = serviceLike({
      failedTasks: 12,
      events: [{ message: '(service checkout) is unable to consistently start tasks successfully.', at: now }],
    });
    const shown = page({ service, stopped: succeeded(stopped) });
    assert.deepEqual(why(shown), [
      'Tasks fail: 12 failures in a row',
      'Why: 12 of 14 recently stopped tasks: CannotPullContainerError: shop/api:v9: not found',
    ]);
    const text = JSON.stringify(section(shown));
    assert.match(text, /Essential container in task exited \(api: exit code 137\)/);
    assert.match(text, /"is unable to consistently start tasks successfully\."/);
  });

  void it('says nothing where nothing failed: tasks that were scaled in are no failure', () => {
    const scaled = { count: 3, reason: 'Scaling activity initiated by (deployment ecs-svc/1)', exits: [] };
    const calm = page({
      service: serviceLike({ failedTasks: 0 }),
      stopped: succeeded({ ...stopped, groups: [scaled] }),
    });
    assert.deepEqual(why(calm), []);
    assert.equal(section(page({})), undefined);
  });

  void it('counts tasks of the version before, and of neither version, as what they are', () => {
    const [source] = deployment(now).sources;
    const newOne = deployment(now).target?.arn ?? '';
    const revisions = (own: string) => ({
      ...deploymentExtras(now).revisions,
      items: [
        { arn: newOne, taskDefinition: own, images: [] },
        { arn: source?.arn ?? '', taskDefinition: 'arn:td/checkout:81', images: [] },
      ],
    });
    const group = (count: number, reason: string, taskDefinition?: string) => ({
      ...{ count, reason, exits: [] },
      ...(taskDefinition !== undefined && { taskDefinition }),
    });
    const groups = [
      group(9, 'Old crash', 'arn:td/checkout:81'),
      group(3, 'New crash', 'arn:td/checkout:82'),
      group(2, 'Stray crash', 'arn:td/other:7'),
      group(1, 'Of nothing'),
    ];
    const tasks = succeeded({ total: 15, more: false, groups });
    const shown = page({ stopped: tasks, revisions: revisions('arn:td/checkout:82') });
    assert.deepEqual(why(shown), [
      'Why: 3 of 4 recently stopped tasks: New crash',
      'Previous version: 9 of 9 recently stopped tasks: Old crash',
      'Other tasks: Another task definition (other:7): 2 of 2 recently stopped tasks: Stray crash',
    ]);
    const text = JSON.stringify(section(shown));
    assert.match(text, /checkout:81[^\]]*previous version/);
    assert.match(text, /other:7[^\]]*another version/);
    assert.doesNotMatch(text, /checkout:82[^\]]*version/);
    // What the version before ran can't be read: a task of another definition may be its.
    const [ours] = revisions('arn:td/checkout:82').items;
    for (const items of [
      [...(ours ? [ours] : [])],
      [...(ours ? [ours] : []), { arn: source?.arn ?? '', taskDefinition: '', images: [] }],
    ]) {
      const half = page({ stopped: tasks, revisions: { ...revisions(''), items } });
      assert.deepEqual(why(half), [
        'Why: 3 of 4 recently stopped tasks: New crash',
        'Other tasks: The previous version or another task definition (checkout:81): 9 of 11 recently stopped tasks: Old crash',
      ]);
      assert.doesNotMatch(JSON.stringify(section(half)), /another version|previous version"/);
    }
    // Of a revision that can't be read nobody can tell whose they are.
    for (const unreadable of [revisions(''), { ...revisions(''), items: [] }])
      assert.deepEqual(why(page({ stopped: tasks, revisions: unreadable })), [
        'Why: 9 of 15 recently stopped tasks: Old crash',
      ]);
    const only = succeeded({ total: 9, more: false, groups: groups.slice(0, 1) });
    assert.deepEqual(why(page({ stopped: only, revisions: revisions('arn:td/checkout:82') })), [
      'Previous version: 9 of 9 recently stopped tasks: Old crash',
    ]);
  });

  void it('says nothing of it once the deployment got well; of one that ended long ago, what was read in time stays, and not what its service says by now', () => {
    const service = serviceLike({
      failedTasks: 12,
      events: [{ message: '(service checkout) is unable to start.', at: now }],
    });
    const extras = { service, stopped: succeeded(stopped) };
    const told = (of: Partial<ServiceDeployment>) => {
      const shown = page(extras, of);
      return [why(shown).some((line) => line.includes('CannotPull')), section(shown) !== undefined];
    };
    for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER']) {
      const isWell = status === 'SUCCESSFUL';
      assert.deepEqual(told({ status, finishedAt: now - 1 }), [!isWell, !isWell], status);
      const isUnderWay = !stateTraits('deployment', status).final;
      assert.deepEqual(told({ status, finishedAt: now - HOUR }), [!isWell, !isWell], status);
      const late = page(extras, { status, finishedAt: now - HOUR });
      assert.equal(
        why(late).some((line) => line.startsWith('Tasks fail')),
        isUnderWay,
        status,
      );
    }
  });

  void it('says of what can’t be read that it can’t, and of a service that was not listed that it isn’t known', () => {
    const quiet = ({ why: rows }: PageModel) =>
      rows.flatMap(({ label, value }) => (value.type === 'quiet' ? [`${label}: ${value.text}`] : []));
    const lost = ['Tasks fail: can’t be read', 'Events: can’t be read'];
    const calm = { failedTasks: 0, events: [] };
    for (const [service, rows] of [
      [serviceLike(calm), []],
      [serviceLike({ failedTasks: 0 }), lost.slice(1)],
      [serviceLike({ ...calm, unread: ['events[1]'] }), lost.slice(1)],
      [serviceLike({ events: [] }), lost.slice(0, 1)],
      [serviceLike({ unread: ['events', 'deployments[0].failedTasks'] }), lost],
      // Listed when nothing of it was under way: neither is kept then.
      [serviceLike(), ['Tasks fail: not known']],
      [undefined, ['Tasks fail: not known']],
    ] as const) {
      assert.deepEqual(quiet(page({ ...(service && { service }) })), rows);
      assert.deepEqual(
        quiet(page({ ...(service && { service }) }, { status: 'ROLLBACK_FAILED', finishedAt: now })),
        [],
      );
    }
    // Why the service was not listed may be known.
    const serviceFailure = failure('denied', { operation: 'ecs:DescribeServices' });
    const unlisted = JSON.stringify(page({ serviceFailure }).why);
    assert.match(unlisted, /not known.*a sentence: denied ecs:DescribeServices a step: denied/);
    assert.doesNotMatch(JSON.stringify(page({ serviceFailure, service: serviceLike(calm) }).why), /a sentence/);
    const named = JSON.stringify(page({ service: serviceLike({ ...calm, unread: ['events[1]'] }) }).notices);
    assert.match(named, /checkout: events\[1\]/);
  });

  void it('says in one quiet line that the tasks can’t be read, and loses nothing else', () => {
    const denied = page({ service: serviceLike({ failedTasks: 2 }), stopped: failed(failure('denied')) });
    assert.deepEqual(why(denied), ['Tasks fail: 2 failures in a row']);
    assert.match(JSON.stringify(section(denied)?.blocks), /^\[\{"type":"value","value":\{"type":"quiet"/);
    const without = page({});
    assert.deepEqual(
      denied.sections.filter(({ id }) => id !== 'stuck').map(({ id }) => id),
      without.sections.map(({ id }) => id),
    );
  });

  void it('asks while it is under way, and for an hour after one that did not succeed', () => {
    const at = (status: string, ago: number) => mayBeStuck({ ...deployment(now), status, finishedAt: now - ago }, now);
    assert.ok(mayBeStuck(deployment(now), now));
    assert.ok(mayBeStuck({ ...deployment(now), status: 'A_NEW_ONE' }, now));
    assert.ok(at('ROLLBACK_SUCCESSFUL', HOUR - 1));
    assert.ok(!at('ROLLBACK_SUCCESSFUL', HOUR));
    assert.ok(!at('SUCCESSFUL', 0));
  });
});
