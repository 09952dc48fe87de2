import assert from 'node:assert/strict';
import type { InstanceExtras } from '../../../src/pages/pageInput.ts';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../src/aws/services/ec2/instance.ts';
import { deploymentOf } from '../../../src/aws/services/ecs/mapping.ts';
import { known } from '../../../src/model/fact.ts';
import { daemonPage } from '../../../src/pages/daemon/page.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import { instancePage } from '../../../src/pages/instance/page.ts';
import type { ServiceRevision } from '../../../src/model/resources/deployment.ts';
import type { PageBlock, PageModel } from '../../../src/panel/protocol/page.ts';
import { deployment, deploymentExtras, deploymentInput, instanceInput } from '../../stages/panel/deploymentPages.ts';
import { english } from '../../stages/panel/english.ts';
import { experimentAnswer, pageInput, pageOfExperiment } from '../../stages/panel/pages.ts';

const now = Date.UTC(2026, 0, 15, 12);
const scope = { profile: 'any', region: 'eu-west-1' };
const nothing = { items: [], more: false, loading: false };

/** All texts of what one row of a page says; undefined where the page doesn't have the row. */
function rowOf({ sections }: Pick<PageModel, 'sections'>, section: string, label: string): string | undefined {
  const blocks = sections.find(({ id }) => id === section)?.blocks ?? [];
  const rows = blocks.flatMap((block: PageBlock) => (block.type === 'rows' ? block.rows : []));
  const found = rows.find((row) => row.label === label);
  return found && textsOf(found.value).join(', ');
}

const SAID: readonly string[] = ['text', 'items'];
function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    SAID.includes(key) ? (typeof inner === 'string' ? [inner] : textsOf(inner)) : [],
  );
}

describe('what can’t be read is called neither none nor 0 nor no', () => {
  const page = (more: object) => {
    const told = { serviceDeploymentArn: deployment(now).id, status: 'IN_PROGRESS', ...more };
    return deploymentPage(deploymentInput(now), deploymentOf(scope, told), deploymentExtras(now));
  };
  const alarms = { status: 'MONITORING', alarmNames: ['a', 'b'] };

  it('of the alarms of a deployment', () => {
    for (const [triggeredAlarmNames, said] of [
      [[], 'none'],
      [['a'], 'a'],
      ['a', 'can’t be read'],
      [{ a: 1 }, 'can’t be read'],
      [[7], 'can’t be read'],
      [['a', 7], 'a, can’t be read'],
    ] as const)
      assert.equal(rowOf(page({ alarms: { ...alarms, triggeredAlarmNames } }), 'alarms', 'Triggered'), said);
  });

  it('of what a deployment does when something triggers', () => {
    const breaker = { status: 'MONITORING', failureCount: 1, threshold: 3 };
    for (const [deploymentConfiguration, said] of [
      [undefined, 'can’t be read'],
      [{}, 'can’t be read'],
      [{ strategy: 7 }, 'can’t be read'],
      [{ deploymentCircuitBreaker: {}, alarms: { rollback: null } }, 'can’t be read'],
      [
        { deploymentCircuitBreaker: { rollback: false }, alarms: { rollback: false } },
        'ECS doesn’t roll back automatically',
      ],
      [{ deploymentCircuitBreaker: { rollback: true }, alarms: { rollback: true } }, 'ECS rolls back automatically'],
      [17, 'can’t be read'],
      ['none', 'can’t be read'],
      [{ deploymentCircuitBreaker: 'on', alarms: 'on' }, 'can’t be read'],
      [{ deploymentCircuitBreaker: { rollback: 'x' }, alarms: { rollback: 'x' } }, 'can’t be read'],
    ] as const) {
      const shown = page({ alarms, deploymentCircuitBreaker: breaker, deploymentConfiguration });
      const what = JSON.stringify(deploymentConfiguration);
      assert.equal(rowOf(shown, 'breaker', 'When it triggers'), said, what);
      assert.equal(rowOf(shown, 'alarms', 'When one triggers'), said, what);
    }
    const odd = page({ deploymentCircuitBreaker: { ...breaker, threshold: 'x', failureCount: [] } });
    assert.equal(rowOf(odd, 'breaker', 'Failures'), '? of ?');
    const untold = page({ deploymentCircuitBreaker: { status: 'MONITORING' } });
    assert.equal(rowOf(untold, 'breaker', 'Failures'), '? of ?');
    const off = page({
      deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: 0 },
      alarms: { status: 'DISABLED' },
    });
    assert.equal(rowOf(off, 'breaker', 'Failures'), undefined, 'one that is off counts none');
    assert.equal(rowOf(off, 'alarms', 'When one triggers'), 'ECS doesn’t roll back automatically');
  });

  it('of the tasks of a deployment', () => {
    const label = 'Tasks of the new revision';
    const tasks = { arn: 'arn:r', requestedTaskCount: 3, runningTaskCount: 1, pendingTaskCount: 2 };
    const said = (targetServiceRevision: unknown) =>
      rowOf(page({ targetServiceRevisionArn: 'arn:r', targetServiceRevision }), 'progress', label);
    assert.equal(said(tasks), '1 of 3 running, 2 pending');
    assert.equal(said({ ...tasks, runningTaskCount: 'x' }), '? of 3 running, 2 pending');
    assert.equal(said({ ...tasks, requestedTaskCount: null, pendingTaskCount: 0 }), '1 of ? running, 0 pending');
    for (const odd of ['x', [tasks], { arn: 7 }, { arn: 'arn:r' }, null])
      assert.equal(said(odd), '? of ? running, ? pending');
  });

  /** The cells of one line of the table of revisions, the line's own name first. */
  const lineOf = (model: PageModel, name: string): readonly string[] => {
    const [table] = model.sections.find(({ id }) => id === 'revisions')?.blocks ?? [];
    const rows = table?.type === 'table' ? table.rows : [];
    const found = rows
      .map((row) => row.map((value) => textsOf([value]).join(', ')))
      .find(([label]) => label?.startsWith(name));
    return found ?? [];
  };

  it('of the tasks of each revision of a deployment, nor does it differ from the other', () => {
    const tasks = { arn: 'arn:new', requestedTaskCount: 2, runningTaskCount: 2, pendingTaskCount: 0 };
    const old = { ...tasks, arn: 'arn:old' };
    const said = (target: unknown, sources: unknown) =>
      lineOf(page({ targetServiceRevision: target, sourceServiceRevisions: sources }), 'Tasks');
    const all = '2 of 2 running, 0 pending';
    assert.deepEqual(said(tasks, [old]), ['Tasks', all, all]);
    assert.deepEqual(said({ ...tasks, runningTaskCount: 1 }, [old]), ['Tasks ≠', all, '1 of 2 running, 0 pending']);
    for (const odd of ['x', [], {}]) {
      const is = (member: string) => said({ ...tasks, [member]: odd }, [old]).slice(1);
      assert.deepEqual(is('runningTaskCount'), [all, '? of 2 running, 0 pending']);
      assert.deepEqual(is('requestedTaskCount'), [all, '2 of ? running, 0 pending']);
      assert.deepEqual(is('pendingTaskCount'), [all, '2 of 2 running, ? pending']);
      const source = said(tasks, [{ ...old, runningTaskCount: odd }]);
      assert.deepEqual(source, ['Tasks', '? of 2 running, 0 pending', all]);
      // Of several, each is itself.
      const several = said(tasks, [old, { ...old, arn: 'arn:older', pendingTaskCount: odd }]);
      assert.deepEqual(several, ['Tasks', all, '2 of 2 running, ? pending', all]);
      assert.deepEqual(said({ ...tasks, runningTaskCount: 1 }, [{ ...old, runningTaskCount: odd }]), [
        'Tasks',
        '? of 2 running, 0 pending',
        '1 of 2 running, 0 pending',
      ]);
    }
    // Where one is left out, nobody knows at which place the others were.
    for (const lost of [{ arn: 7 }, 'x'])
      assert.deepEqual(said(tasks, [lost, { ...old, runningTaskCount: 'x' }]), [
        'Tasks',
        '? of ? running, ? pending',
        all,
      ]);
  });

  it('of the traffic of each revision, and of what a revision is', () => {
    const tasks = { arn: 'arn:new', requestedTaskCount: 2, runningTaskCount: 2, pendingTaskCount: 0 };
    const told = (more: object) =>
      page({
        targetServiceRevision: { ...tasks, ...more },
        sourceServiceRevisions: [{ ...tasks, arn: 'arn:old', ...weights }],
      });
    const weights = { requestedProductionTrafficWeight: 100, requestedTestTrafficWeight: 100 };
    for (const [line, member] of [
      ['Traffic', 'requestedProductionTrafficWeight'],
      ['Test traffic', 'requestedTestTrafficWeight'],
    ] as const) {
      assert.deepEqual(lineOf(told({ [member]: 0 }), line), [`${line} ≠`, '100 %', '0 %']);
      assert.deepEqual(lineOf(told({ [member]: 'x' }), line), [line, '100 %', 'can’t be read']);
    }
    const { items } = deploymentExtras(now).revisions;
    const [source, target] = items;
    assert.ok(source && target);
    const shown = (revisions: readonly ServiceRevision[]) =>
      deploymentPage(deploymentInput(now), deployment(now), {
        ...deploymentExtras(now),
        revisions: { items: revisions, more: false, loading: false },
      });
    const { launchType: _, ...noType } = target;
    const SPOT = 'FARGATE, weight 0, FARGATE_SPOT, weight 1';
    const onSpot = (weight: number, { arn } = target): ServiceRevision => ({
      ...noType,
      arn,
      capacityProviders: [
        { name: 'FARGATE', weight: 0 },
        { name: 'FARGATE_SPOT', weight },
      ],
    });
    for (const [revisions, line, said] of [
      [[source, target], 'Launch type', ['Launch type', 'FARGATE', 'FARGATE']],
      [[source, target], 'Task definition', ['Task definition ≠', 'checkout:81', 'checkout:82']],
      [[source], 'Task definition', ['Task definition', 'checkout:81', 'not known']],
      [[source, noType], 'Launch type', ['Launch type ≠', 'FARGATE', '']],
      [[source, { ...noType, unread: ['launchType'] }], 'Launch type', ['Launch type', 'FARGATE', 'can’t be read']],
      [
        [source, { ...noType, unread: ['serviceRevisions'] }],
        'Launch type',
        ['Launch type', 'FARGATE', 'can’t be read'],
      ],
      [
        [source, { ...target, taskDefinition: '', unread: ['taskDefinition'] }],
        'Task definition',
        ['Task definition', 'checkout:81', 'can’t be read'],
      ],
      [[source, { ...target, images: [], unread: ['containerImages'] }], 'Images', undefined],
      [[source, { ...target, unread: ['containerImages[2]'] }], 'Images', undefined],
      [[], 'Launch type', []],
      [[source, target], 'Capacity providers', []],
      [[onSpot(1, source), onSpot(1)], 'Capacity providers', ['Capacity providers', SPOT, SPOT]],
      [
        [onSpot(1, source), onSpot(4)],
        'Capacity providers',
        ['Capacity providers ≠', SPOT, 'FARGATE, weight 0, FARGATE_SPOT, weight 4'],
      ],
      [[source, onSpot(1)], 'Capacity providers', ['Capacity providers ≠', '', SPOT]],
      [
        [onSpot(1, source), { ...noType, unread: ['capacityProviderStrategy'] }],
        'Capacity providers',
        ['Capacity providers', SPOT, 'can’t be read'],
      ],
    ] as const) {
      const cells = lineOf(shown(revisions), line);
      if (said === undefined) assert.deepEqual([cells[0], cells[2]?.endsWith('can’t be read')], ['Images', true]);
      else assert.deepEqual(cells, said);
    }
  });

  it('of a managed daemon', () => {
    const shown = (unread: readonly string[], triggered: readonly string[] = []) =>
      daemonPage(
        {
          ...{ id: 'daemon x', scope, arn: 'arn:d', name: 'agent', clusterName: 'shop', l10n: english },
          ...{ isUnreadable: false, isBeingDeleted: false, clockOffset: 0, advice: '', notices: [] },
          deployment: known({
            arn: 'arn:deployment',
            status: 'IN_PROGRESS',
            target: { arn: 'arn:new', running: 1, draining: 0 },
            sources: [{ arn: 'arn:old', running: 0, draining: 0 }],
            breaker: { status: 'MONITORING', failureCount: 0, threshold: 3 },
            alarms: { status: 'MONITORING', names: ['a'], triggered },
            ...(unread.length > 0 && { unread }),
          }),
        },
        [],
      );
    assert.equal(rowOf(shown([]), 'alarms', 'Triggered'), 'none');
    assert.equal(rowOf(shown(['alarms.triggeredAlarmNames']), 'alarms', 'Triggered'), 'can’t be read');
    assert.equal(rowOf(shown(['alarms.triggeredAlarmNames[1]'], ['a']), 'alarms', 'Triggered'), 'a, can’t be read');
    assert.equal(rowOf(shown(['circuitBreaker.failureCount']), 'breaker', 'Failures'), '? of 3');
    for (const [unread, said] of [
      [[], /: 1, with the one before: 0, draining: 0\./],
      [['sourceDaemonRevisions[0].totalRunningInstanceCount'], /: 1, with the one before: \?, draining: \?\./],
      [['targetDaemonRevision.totalRunningInstanceCount'], /: \?, with the one before: 0, draining: \?\./],
    ] as const)
      assert.match(rowOf(shown(unread), 'progress', 'Progress') ?? '', said);
  });

  it('of an instance', () => {
    const told = {
      ...{ InstanceId: 'i-0123456789abcdef0', State: { Code: 16 }, InstanceType: 'm5.large', RootDeviceType: 'ebs' },
      PublicIpAddress: '192.0.2.7',
    };
    const said = (more: object, section: string, label: string, extras: InstanceExtras = {}) =>
      rowOf(
        instancePage(instanceInput(now), instanceOf(scope, { ...told, ...more }, '111122223333'), extras),
        section,
        label,
      );
    assert.equal(said({}, 'stopping', 'Lifecycle'), 'on demand');
    for (const InstanceLifecycle of [7, ['spot'], {}])
      assert.equal(said({ InstanceLifecycle }, 'stopping', 'Lifecycle'), 'can’t be read');
    const groupTag = (Value: unknown) => ({ Tags: [{ Key: 'aws:autoscaling:groupName', Value }] });
    const group = (more: object) => said(more, 'stopping', 'Auto Scaling group');
    assert.equal(group({}), undefined);
    assert.equal(group({ Tags: [{ Key: 'env', Value: 'prod' }] }), undefined);
    assert.equal(group(groupTag('web')), 'web, will terminate and replace it');
    for (const Value of [7, {}, ['web']])
      assert.equal(group(groupTag(Value)), 'can’t be read, will terminate and replace it');
    for (const Tags of ['none', [7], [{ Key: {}, Value: 'web' }]]) assert.equal(group({ Tags }), 'can’t be read');
    assert.equal(said({}, 'stopping', 'Hibernation'), 'can’t be read');
    assert.equal(said({ HibernationOptions: { Configured: false } }, 'stopping', 'Hibernation'), 'not configured');
    for (const HibernationOptions of ['yes', [true], { Configured: 'maybe' }, { Configured: {} }])
      assert.equal(said({ HibernationOptions }, 'stopping', 'Hibernation'), 'can’t be read');
    assert.equal(said({}, 'stopping', 'Instance store'), 'not known');
    assert.equal(said({}, 'stopping', 'Instance store', { typeStore: false }), 'none');
    assert.equal(said({ InstanceType: 7 }, 'stopping', 'Instance store'), 'can’t be read');
    assert.equal(said({ RootDeviceType: [] }, 'stopping', 'Instance store', { typeStore: false }), 'can’t be read');
    assert.match(said({}, 'network', 'Public address') ?? '', /lost when it stops/);
    assert.match(
      said({ NetworkInterfaces: 'x' }, 'network', 'Public address') ?? '',
      /whether it is kept can’t be read/,
    );
  });

  it('of an experiment', () => {
    const shown = (more: Record<string, unknown>) =>
      pageOfExperiment(pageInput(now, { experiment: experimentAnswer(now, more) }), {
        resolved: nothing,
        accounts: nothing,
      });
    assert.equal(rowOf(shown({ targetAccountConfigurationsCount: 2 }), 'about', 'Target accounts'), '2');
    assert.equal(rowOf(shown({ targetAccountConfigurationsCount: 'x' }), 'about', 'Target accounts'), '?');
  });
});
