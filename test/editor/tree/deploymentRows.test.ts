import assert from 'node:assert/strict';
import { env } from 'vscode';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import { resourceRow } from '../../../src/ui/tree/rows/resourceRow.ts';
import { noteRow } from '../../../src/ui/tree/rows/noteRow.ts';
import { resourceTooltip } from '../../../src/ui/tree/rows/tooltip.ts';
import type { EmptyKind } from '../../../src/ui/tree/nodes/node.ts';
import { findingWords } from '../../../src/ui/words/findings/findings.ts';
import type { Finding } from '../../../src/stopping/plan/plan.ts';
import { serviceLike } from '../../stages/resources.ts';
import { deployment, instance, pauseHook, refTo } from '../../stages/fakes.ts';
import { deploymentStates } from '../../../src/model/resources/states.ts';
import { known, none, unread } from '../../../src/model/fact.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { daemonState } from '../../../src/ui/words/daemons.ts';
import { defined } from '../../../src/base/untrusted.ts';

const summary = (running: number, requested: number, productionTrafficWeight?: number) => ({
  ...{ arn: 'arn:revision/1', running, requested, pending: 0 },
  ...(productionTrafficWeight === undefined ? {} : { productionTrafficWeight }),
});
const service = (of: Partial<ServiceDeployment>, more: Partial<Service> = {}) =>
  serviceLike({ deployment: deployment(of), ...more });
const row = (of: Partial<ServiceDeployment>, more: Partial<Service> = {}) =>
  resourceRow(service(of, more), { mark: undefined, production: undefined }).description;
/** Nobody has looked. */
const TOLD: Parameters<typeof resourceTooltip>[2] = { typeStore: () => undefined, stopped: () => undefined };
const tooltipWith = (told: typeof TOLD, of: Partial<ServiceDeployment>, more: Partial<Service> = {}) =>
  resourceTooltip(service(of, more), undefined, told, []).value.replaceAll(/\\|&nbsp;/g, '');
const tooltip = (of: Partial<ServiceDeployment>, more: Partial<Service> = {}) => tooltipWith(TOLD, of, more);

describe('the row of an instance', () => {
  const shown = (of: Partial<Instance>, showsStart?: boolean) =>
    resourceRow(instance(of), { mark: undefined, production: undefined, ...(showsStart && { showsStart }) })
      .description;
  const launchedAt = new Date(2024, 1, 3, 4, 5).getTime();

  it('says while it runs since which day, at the end, with the year where it isn’t this one, and no time or age', () => {
    const now = new Date();
    const newYear = new Date(now.getFullYear(), 0, 1, 0, 30);
    const day = new Intl.DateTimeFormat(env.language, { day: 'numeric', month: 'short' }).format(newYear);
    assert.equal(shown({ state: 'running', launchedAt: newYear.getTime() }), `running · t3.medium · since ${day}`);
    const old = shown({ state: 'running', launchedAt });
    assert.match(old, /^running · t3\.medium · since .*\b3\b.*2024$|^running · t3\.medium · since .*2024.*\b3\b/);
    assert.doesNotMatch(old, /4:05/);
    for (const state of ['stopped', 'stopping', 'pending', 'terminated', 'an-odd-state'])
      assert.doesNotMatch(shown({ state, launchedAt }), /2024/, state);
    assert.equal(shown({ state: 'running' }), 'running · t3.medium');
    const asked = { mark: 'requested', operation: 'stop', production: undefined } as const;
    assert.doesNotMatch(resourceRow(instance({ state: 'running', launchedAt }), asked).description, /2024/);
    const namesake = { mark: undefined, production: undefined, hasNamesake: true } as const;
    assert.match(resourceRow(instance({ launchedAt }), namesake).description, /^running · i-1 · t3\.medium · since /);
  });

  it('has the time of its last start where that is what the list is about, and no age', () => {
    for (const state of ['running', 'stopped', 'stopping']) {
      const usual = shown({ state });
      assert.equal(shown({ state, launchedAt }, true), `${usual} · ${clockTime(launchedAt)}`);
      assert.equal(shown({ state }, true), shown({ state }));
    }
    assert.match(clockTime(launchedAt), /24/);
  });

  it('says since when it stops or shuts down where that is known', () => {
    const stoppingSince = launchedAt;
    for (const [state, words] of [
      ['stopping', 'stopping'],
      ['shutting-down', 'shutting down'],
    ] as const) {
      const facts = { mark: 'requested', operation: 'force-stop', production: undefined } as const;
      const told = resourceRow(instance({ state }), { ...facts, stoppingSince }).description;
      assert.ok(told.startsWith(`${words} since ${clockTime(stoppingSince)} · `), told);
      assert.ok(resourceRow(instance({ state }), facts).description.startsWith(`${words} · `));
    }
  });

  it('always has it in the tooltip', () => {
    const told = resourceTooltip(instance({ launchedAt }), undefined, TOLD, []).value.replaceAll(/\\|&nbsp;/g, '');
    assert.ok(told.includes(`Launched: ${clockTime(launchedAt)}`), told);
  });
});

describe('the row where there is nothing', () => {
  it('says of what there is none', () => {
    const words = {
      instance: 'No instances',
      service: 'No services',
      experiment: 'No experiments in the last 120 days',
      daemon: 'No managed daemons',
      deployment: 'AWS lists no deployment of this service',
    } as const satisfies Record<EmptyKind, string>;
    for (const kind of Object.keys(words) as EmptyKind[]) {
      const { label, spoken } = noteRow({} as never, { type: 'empty', below: 'here', kind });
      assert.deepEqual([label, spoken], [words[kind], words[kind]]);
    }
  });
});

describe('the row of a deployment', () => {
  it('says that it is paused in the state in which somebody can answer its hook, and in no other', () => {
    for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER']) {
      const of = { status, hooks: [{ ...pauseHook('h'), expiresAt: 0, timeoutAction: 'ROLLBACK' }] };
      const isPaused = status === 'IN_PROGRESS';
      assert.equal(row(of) === 'paused', isPaused, status);
      assert.equal(row(of).includes('paused'), isPaused, status);
      assert.equal(tooltip(of).includes('If nobody answers'), isPaused, status);
      const waits = resourceRow(service(of), { mark: undefined, production: undefined }).icon;
      const without = resourceRow(service({ status }), { mark: undefined, production: undefined }).icon;
      assert.equal(waits.id !== without.id, isPaused, status);
    }
  });

  it('leaves a long name its letters where nothing goes on, or where only a time stands behind the state', () => {
    const facts = { mark: undefined, production: undefined };
    const seen = (one: Parameters<typeof resourceRow>[0], more = {}) => {
      const { state, description } = resourceRow(one, { ...facts, ...more });
      assert.ok(state === undefined || description.startsWith(state), description);
      return state;
    };
    assert.equal(seen(serviceLike({})), '2 of 2');
    assert.equal(seen(serviceLike({ rolloutState: 'COMPLETED' })), '2 of 2');
    // Of what is under way all of it has to be seen.
    assert.equal(seen(serviceLike({ deploymentUnread: true, rolloutState: 'IN_PROGRESS' })), undefined);
    assert.equal(seen(service({})), undefined);
    const stoppingSince = new Date(2024, 1, 3, 4, 5).getTime();
    assert.equal(seen(instance({ state: 'stopping' }), { stoppingSince }), 'stopping');
    assert.equal(seen(instance({ state: 'running' })), undefined);
  });

  it('tells the share of the traffic while both revisions have some', () => {
    assert.equal(row({ target: summary(4, 4, 12.5) }), 'rolling out 4 of 4 · 12.5 % of the traffic');
    assert.equal(row({ target: summary(4, 4, 0) }), 'rolling out 4 of 4');
    assert.equal(row({ target: summary(4, 4, 100) }), 'rolling out 4 of 4');
  });

  it('tells of a success how many old tasks are left', () => {
    assert.equal(row({ status: 'SUCCESSFUL', sources: [summary(2, 2)] }), 'succeeded · 2 old tasks running');
    assert.equal(row({ status: 'SUCCESSFUL', sources: [summary(0, 0)] }), 'succeeded');
    assert.equal(row({ status: 'ROLLBACK_SUCCESSFUL', sources: [summary(2, 2)] }), 'rolled back');
  });

  it('tells how far a rollback is that goes in stages, while it is under way', () => {
    const at = { lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT' };
    for (const status of ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'STOP_REQUESTED'])
      assert.match(row({ status, ...at }), / · PRODUCTION_TRAFFIC_SHIFT$/, status);
    for (const status of ['ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED', 'SUCCESSFUL', 'STOPPED'])
      assert.doesNotMatch(row({ status, ...at }), /SHIFT/, status);
    assert.doesNotMatch(row({ status: 'ROLLBACK_IN_PROGRESS' }), / · /);
  });

  it('says what could not be read, or not again, and counts nothing of it', () => {
    const brief = { arn: 'arn:revision/1', requested: 0, running: 0, pending: 0 };
    assert.equal(row({ details: 'unread', target: brief, sources: [] }), 'rolling out · details not read');
    assert.equal(row({ details: 'earlier' }), 'rolling out 1 of 2 · not read again');
    assert.match(tooltip({ details: 'earlier' }), /could not be read again/);
    const undescribed = { deploymentUnread: true, rolloutState: 'IN_PROGRESS' } as const;
    assert.equal(row({}, undescribed), 'rolling out 1 of 2 · not read again');
    assert.equal(row({}, { ...undescribed, rolloutState: 'COMPLETED' }), '2 of 2 running · not read again');
    const alone = resourceRow(serviceLike(undescribed), { mark: undefined, production: undefined });
    assert.equal(alone.description, 'rolling out 2 of 2 · deployment not read');
    const told = daemonState({ arn: 'a', name: 'a', clusterName: 'c', status: 'ACTIVE', deployment: unread });
    const not = daemonState({ arn: 'a', name: 'a', clusterName: 'c', status: 'ACTIVE', deployment: none });
    assert.deepEqual([told, not], ['deployment not read', 'no deployment']);
  });

  it('marks an Express service, deploying or not', () => {
    assert.match(row({}, { express: true }), /^rolling out 1 of 2 · Express$/);
    const calm = resourceRow(serviceLike({ express: true }), { mark: undefined, production: undefined });
    assert.equal(calm.description, '2 of 2 running · Express');
    assert.match(tooltip({}, { express: true }), /Managed by: Amazon ECS, as an Express service/);
  });

  it('says in the tooltip that it isn’t known whether its tasks fail, while it rolls out and what its service says can’t be read', () => {
    const unknown = /Stuck: It isn’t known how often its tasks failed/;
    const calm = { failedTasks: 0, events: [] };
    assert.doesNotMatch(tooltip({}, calm), /Stuck/);
    for (const more of [{ failedTasks: 0 }, { events: [] }, {}, { ...calm, unread: ['events'] }]) {
      assert.match(tooltip({}, more), unknown);
      assert.doesNotMatch(tooltip({ status: 'SUCCESSFUL' }, more), /Stuck/);
    }
    assert.match(tooltip({}, { failedTasks: 3 }), /Stuck: 3 failures in a row/);
  });

  it('tells in the tooltip the event that says why it is stuck, and none that says all is well', () => {
    const event = (message: string) => ({ message, at: Date.now() });
    const [calm, trouble] = [
      event('(service web) has started 2 tasks: (task a).'),
      event('(service web) was unable to place a task because no container instance met all of its requirements.'),
    ];
    const stuck = (events: Service['events'], failedTasks: number) =>
      tooltip({}, { failedTasks, events: events ?? [] })
        .split('\n')
        .find((line) => line.startsWith('Stuck'))
        ?.trim();
    assert.equal(stuck([calm], 12), 'Stuck: 12 failures in a row.');
    assert.match(stuck([calm, trouble], 0) ?? '', /^Stuck: was unable to place a task/);
    assert.equal(stuck([calm], 0), undefined);
  });

  it('tells in the tooltip why most tasks stopped, where somebody has looked, in place of the event that sums it up', () => {
    const group = (reason: string, count: number) => ({ count, reason, exits: [] });
    const tasks = (...groups: ReturnType<typeof group>[]) => ({ total: 14, more: false, groups });
    const none_ = tasks();
    const pull = 'CannotPullContainerError: not found';
    const told = (own: typeof none_): typeof TOLD => ({
      ...TOLD,
      stopped: () => ({ own, before: none_, others: none_ }),
    });
    const events = [{ message: '(service web) was unable to place a task.', at: Date.now() }];
    const more = { failedTasks: 12, events };
    assert.match(
      tooltipWith(told(tasks(group(pull, 12))), {}, more),
      /Stuck: 12 failures in a row\. 12 of 14 recently stopped tasks: CannotPullContainerError: not found\./,
    );
    assert.doesNotMatch(tooltipWith(told(tasks(group(pull, 12))), {}, more), /unable to place/);
    const scaledIn = tasks(group('Scaling activity initiated by (deployment ecs-svc/1)', 14));
    assert.match(tooltipWith(told(scaledIn), {}, more), /unable to place/);
    assert.doesNotMatch(tooltipWith(told(scaledIn), {}, { failedTasks: 0, events: [] }), /Stuck/);
    assert.doesNotMatch(tooltipWith(told(tasks(group(pull, 12))), { status: 'SUCCESSFUL' }, more), /Stuck/);
  });

  it('tells of an instance store what AWS told of the type, and what its name tells only where AWS may not be asked', () => {
    for (const [instanceStore, has, expected] of [
      ['data', undefined, undefined],
      ['unknown', undefined, undefined],
      ['none', true, 'erased by a stop'],
      ['unknown', true, 'erased by a stop'],
      ['data', false, undefined],
      ['data', 'denied', 'erased by a stop'],
      ['unknown', 'denied', 'not known'],
      ['none', 'denied', undefined],
      ['root', undefined, 'root device: can’t be stopped'],
      ['root', false, 'root device: can’t be stopped'],
    ] as const) {
      const text = resourceTooltip(instance({ instanceStore }), undefined, { ...TOLD, typeStore: () => has }, []).value;
      const [, said] = /Instance&nbsp;store:&nbsp;(.*)|Instance store: (.*)/.exec(text)?.filter(Boolean) ?? [];
      const plain = said?.replaceAll('&nbsp;', ' ').replaceAll('\\', '').trim();
      assert.equal(plain, expected, `${instanceStore} ${String(has)}`);
    }
  });

  it('tells a tag’s value that can’t be read from an empty one', () => {
    const tags = [
      { key: 'empty', value: '' },
      { key: 'lost', value: '', valueUnread: true },
    ] as const;
    const lines = resourceTooltip(instance({ tags }), undefined, TOLD, [])
      .value.replaceAll(/\\|&nbsp;/g, '')
      .split('\n');
    assert.ok(
      lines.some((line) => line.trim() === 'empty ='),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) => line.trim() === 'lost = can’t be read'),
      lines.join('\n'),
    );
  });

  it('counts what has no room in it, and says that the page shows all of it', () => {
    const linesOf = (...of: Parameters<typeof resourceTooltip>) =>
      resourceTooltip(...of)
        .value.replaceAll(/\\|&nbsp;/g, '')
        .split('\n')
        .map((line) => line.trim());
    const page = 'Its page shows all of it.';
    const cut = linesOf(instance({ stateReason: 'x'.repeat(1_000) }), undefined, TOLD, []);
    assert.ok(cut.includes(`Why: ${'x'.repeat(899)}… (101 more characters)`), cut.join('\n'));
    assert.equal(cut.at(-1), page);
    const tagged = linesOf(instance({ tags: [{ key: 'k'.repeat(70), value: 'v'.repeat(81) }] }), undefined, TOLD, []);
    assert.ok(tagged.includes(`${'k'.repeat(59)}… (11 more characters) = ${'v'.repeat(79)}… (2 more characters)`));
    assert.equal(tagged.at(-1), page);
    const many = Array.from({ length: 13 }, (_, index) => ({ key: `k${index}`, value: '' }));
    assert.deepEqual(linesOf(instance({ tags: many }), undefined, TOLD, []).slice(-3), ['… and 1 more tag', '', page]);
    const alarms = Array.from({ length: 40 }, (_, index) => `checkout-latency-is-too-high-${index}`);
    const of = deployment({ alarms: { status: 'TRIGGERED', triggered: alarms, names: alarms, rollsBack: false } });
    const told = linesOf(of, undefined, TOLD, []).find((line) => line.startsWith('Alarms: ')) ?? '';
    assert.match(told, /^Alarms: triggered: checkout-latency-is-too-high-0, .* and \d+ more$/);
    const named = alarms.filter((name) => new RegExp(`${name}\\b`).test(told)).length;
    assert.equal(named + Number(/(\d+) more$/.exec(told)?.[1]), 40);
    const all = linesOf(instance({ tags: many.slice(0, 12), stateReason: 'x'.repeat(900) }), undefined, TOLD, []);
    assert.ok(!all.includes(page) && all.every((line) => !/more character/.test(line)));
  });

  it('tells from when on a stop is refused', () => {
    const early = { earlySuccess: { healthyPercent: 60 } };
    assert.match(tooltip(early), /Early success: counts as successful at 60 %: after that a stop is refused/);
    assert.match(
      tooltip({ ...early, bakeTimeInMinutes: 10 }),
      /Early success: counts as successful at 60 % and after a bake time of 10 min: then a stop is refused/,
    );
    assert.doesNotMatch(tooltip({ ...early, status: 'SUCCESSFUL' }), /Early success/);
  });

  it('tells, as the plan does, until when a paused one waits and what happens then', () => {
    const target = { ref: refTo(deployment()), name: 'payments', findings: [] };
    const paused = (left: number | undefined, timeoutAction: string | undefined) => {
      const told = defined({ left, timeoutAction });
      const hook = { ...pauseHook('h'), ...told, ...(left !== undefined && { expiresAt: Date.now() + left }) };
      const finding = { severity: 'info', type: 'paused', stage: 'BAKE_TIME', ...told } as const;
      return { tooltip: tooltip({ hooks: [hook] }), plan: findingWords(finding, target) };
    };
    const soon = 23 * 3_600_000;
    for (const [then, plan, hovered] of [
      ['ROLLBACK', /If nobody answers, ECS rolls back in 23 h\.$/, /If nobody answers, ECS rolls back\./],
      ['CONTINUE', /If nobody answers, ECS continues in 23 h\.$/, /If nobody answers, ECS continues\./],
      ['SHRUG', /If nobody answers, ECS does this in 23 h: SHRUG$/, /If nobody answers, ECS does this: SHRUG/],
    ] as const) {
      assert.match(paused(soon, then).plan, plan);
      assert.match(paused(soon, then).tooltip, hovered);
      assert.match(paused(soon, then).tooltip, /Expires: /);
    }
    assert.match(paused(undefined, 'CONTINUE').plan, /If nobody answers, ECS continues\.$/);
    assert.equal(paused(soon, undefined).plan, 'It is paused at BAKE_TIME.');
  });

  it('tells both in the plan', () => {
    const target = { ref: refTo(deployment()), name: 'web', findings: [] };
    const words = (finding: Finding) => findingWords(finding, target);
    assert.equal(
      words({
        severity: 'info',
        type: 'early-success',
        healthyPercent: 60,
        bake: none,
        tasks: { running: 3, requested: 6 },
      }),
      'It counts as successful at 60 % (running: 3 of 6 tasks): after that a stop is refused.',
    );
    assert.equal(
      words({ severity: 'info', type: 'early-success', healthyPercent: 60, bake: none }),
      'It counts as successful at 60 %: after that a stop is refused.',
    );
    const early = {
      severity: 'info',
      type: 'early-success',
      healthyPercent: 60,
      tasks: { running: 3, requested: 6 },
    } as const;
    assert.equal(
      words({ ...early, bake: known(10) }),
      'It counts as successful at 60 % and after a bake time of 10 min: then a stop is refused. Tasks: 3 of 6 running.',
    );
    assert.equal(
      words({ ...early, bake: unread }),
      'It counts as successful at 60 % and after its bake time, which can’t be read: then a stop is refused. Tasks: 3 of 6 running.',
    );
    const of = (reason: string, more = {}) => ({
      total: 2,
      more: false,
      groups: [{ count: 2, reason, exits: [], ...more }],
    });
    const before = of('Old crash');
    const others = of('Stray crash', { taskDefinition: 'arn:td/cron:9' });
    assert.equal(
      words({
        severity: 'info',
        type: 'stuck',
        inARow: 0,
        stopped: of('New crash'),
        before,
        others,
        event: 'an event',
      }),
      '2 of 2 recently stopped tasks: New crash. Previous version: 2 of 2 recently stopped tasks: Old crash. Another task definition (cron:9): 2 of 2 recently stopped tasks: Stray crash.',
    );
    assert.equal(
      words({ severity: 'info', type: 'stuck', inARow: 0, before }),
      'Previous version: 2 of 2 recently stopped tasks: Old crash.',
    );
    const breaker = { severity: 'info', type: 'breaker', failures: 2, triggered: false } as const;
    assert.equal(
      words({ ...breaker, threshold: 3 }),
      'Its circuit breaker rolls back at 3 failures; its own count is 2, apart from the service’s count of failures in a row.',
    );
    assert.equal(
      words(breaker),
      'Its circuit breaker has counted 2 failures; at how many it rolls back can’t be read.',
    );
    assert.equal(words({ ...breaker, triggered: true }), 'Its circuit breaker has triggered: ECS rolls back.');
    const steps = { kind: 'canary', percent: 10, bakeMinutes: 15 } as const;
    assert.equal(
      words({ severity: 'info', type: 'traffic-steps', steps, share: 10 }),
      'A canary of 10 % for 15 min, then the rest; the new version has 10 % of the traffic now.',
    );
    assert.equal(
      words({ severity: 'info', type: 'traffic-steps', steps }),
      'A canary of 10 % for 15 min, then the rest; the new version has ? % of the traffic now.',
    );
  });
});
