import { mergeFacts } from '../../../src/history/merge.ts';
import type { HistoryFact, HistoryEntry } from '../../../src/history/entry.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import { createLinks } from '../../../src/pages/links.ts';
import { experimentOf } from '../../../src/aws/services/fis/mapping.ts';
import { member, parseJson } from '../../../src/base/untrusted.ts';
import { experimentPage } from '../../../src/pages/experiment/page.ts';
import type { ExperimentExtras, PageInput } from '../../../src/pages/pageInput.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';
import { english } from './english.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const scope = { profile: 'shop-production', region: 'eu-west-1' };
const experimentRef: StoppableRef = { kind: 'experiment', scope, id: 'EXPbTq7dW4FkzC3v8g' };

/** AWS's answer for an experiment that has run for four minutes at `now`: every member is there. */
export function experimentAnswer(now: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const at = (offset: number): number => (now + offset) / 1_000;
  const region = 'eu-west-1';
  return {
    id: experimentRef.id,
    arn: `arn:aws:fis:${region}:111122223333:experiment/${experimentRef.id}`,
    experimentTemplateId: 'EXT4mJ2vQ8sYhNr5p',
    roleArn: 'arn:aws:iam::111122223333:role/fis-checkout-game-day',
    state: { status: 'running', reason: 'Experiment is running.' },
    targets: {
      'checkout-tasks': {
        resourceType: 'aws:ecs:task',
        resourceTags: { Service: 'checkout', Stage: 'production' },
        filters: [{ path: 'Attachments.Status', values: ['ATTACHED'] }],
        selectionMode: 'PERCENT(50)',
        parameters: { cluster: 'shop', service: 'checkout' },
      },
      'worker-instances': {
        resourceType: 'aws:ec2:instance',
        resourceArns: [`arn:aws:ec2:${region}:111122223333:instance/i-0a1b2c3d4e5f60718`],
        selectionMode: 'ALL',
      },
      subnets: { resourceType: 'aws:ec2:subnet', resourceTags: { Tier: 'private' }, selectionMode: 'COUNT(1)' },
    },
    actions: {
      warmUp: {
        actionId: 'aws:fis:wait',
        description: 'Let the dashboards settle',
        parameters: { duration: 'PT1M' },
        state: { status: 'completed', reason: 'Action was completed.' },
        startTime: at(-4 * MINUTE),
        endTime: at(-3 * MINUTE),
      },
      addLatency: {
        actionId: 'aws:ecs:task-network-latency',
        description: '200 ms to the payment provider',
        parameters: { duration: 'PT5M', delayMilliseconds: '200', sources: 'payments.example.com' },
        targets: { Tasks: 'checkout-tasks' },
        startAfter: ['warmUp'],
        state: { status: 'running', reason: 'Action is running.' },
        startTime: at(-3 * MINUTE),
      },
      stopWorkers: {
        actionId: 'aws:ec2:stop-instances',
        parameters: { startInstancesAfterDuration: 'PT3M' },
        targets: { Instances: 'worker-instances' },
        startAfter: ['warmUp'],
        state: { status: 'completed', reason: 'Action was completed.' },
        startTime: at(-178 * SECOND),
        endTime: at(-100 * SECOND),
      },
      cpuStress: {
        actionId: 'aws:ecs:task-cpu-stress',
        parameters: { duration: 'PT2M', percent: '80' },
        targets: { Tasks: 'checkout-tasks' },
        startAfter: ['stopWorkers'],
        state: { status: 'failed', reason: 'SSM agent of task 1f0c… did not answer.' },
        startTime: at(-95 * SECOND),
        endTime: at(-40 * SECOND),
      },
      cutSubnet: {
        actionId: 'aws:network:disrupt-connectivity',
        parameters: { duration: 'PT3M', scope: 'availability-zone' },
        targets: { Subnets: 'subnets' },
        startAfter: ['addLatency'],
        state: { status: 'pending', reason: 'Initial state' },
      },
      coolDown: {
        actionId: 'aws:fis:wait',
        parameters: { duration: 'PT90S' },
        startAfter: ['cutSubnet', 'cpuStress'],
        state: { status: 'pending', reason: 'Initial state' },
      },
    },
    stopConditions: [
      { source: 'aws:cloudwatch:alarm', value: `arn:aws:cloudwatch:${region}:111122223333:alarm:checkout-5xx` },
    ],
    creationTime: at(-4 * MINUTE - 6 * SECOND),
    startTime: at(-4 * MINUTE),
    tags: { Name: 'Checkout survives a slow payment provider', Team: 'checkout', Ticket: 'CHK-4711' },
    logConfiguration: {
      cloudWatchLogsConfiguration: { logGroupArn: `arn:aws:logs:${region}:111122223333:log-group:/fis/checkout:*` },
      s3Configuration: { bucketName: 'shop-fis-logs', prefix: 'checkout/' },
      logSchemaVersion: 2,
    },
    experimentOptions: { accountTargeting: 'multi-account', emptyTargetResolutionMode: 'fail', actionsMode: 'run-all' },
    targetAccountConfigurationsCount: 2,
    experimentReportConfiguration: {
      outputs: { s3Configuration: { bucketName: 'shop-fis-reports', prefix: 'game-days' } },
      dataSources: {
        cloudWatchDashboards: [{ dashboardIdentifier: 'arn:aws:cloudwatch::111122223333:dashboard/Checkout' }],
      },
      preExperimentDuration: 'PT20M',
      postExperimentDuration: 'PT20M',
    },
    experimentReport: {
      state: { status: 'pending', reason: 'The report is generated when the experiment has ended.' },
      s3Reports: [{ arn: 'arn:aws:s3:::shop-fis-reports/game-days/report.pdf', reportType: 'pdf' }],
    },
    ...more,
  };
}

/** A history with everything that there can be in one. */
function historyAt(now: number): readonly HistoryEntry[] {
  const facts: readonly HistoryFact[] = [
    { type: 'observed', subject: '', to: 'initiating', before: now - 4 * MINUTE - 2 * SECOND },
    {
      type: 'observed',
      subject: '',
      from: 'initiating',
      to: 'running',
      after: now - 4 * MINUTE - 2 * SECOND,
      before: now - 4 * MINUTE + SECOND,
    },
    {
      type: 'observed',
      subject: 'action:cpuStress',
      from: 'running',
      to: 'failed',
      after: now - 42 * SECOND,
      before: now - 39 * SECOND,
      reason: 'SSM agent of task 1f0c… did not answer.',
    },
    {
      type: 'request',
      operation: 'StopExperiment',
      at: now - 20 * SECOND,
      outcome: { result: 'unknown', message: 'The connection was cut before the whole answer was there.' },
    },
    { type: 'gap', from: now - 3 * MINUTE, to: now - 2 * MINUTE },
  ];
  return mergeFacts(facts, {
    kind: 'experiment',
    live: [
      { subject: '', at: now - 4 * MINUTE - 6 * SECOND, to: 'pending' },
      { subject: '', at: now - 4 * MINUTE, to: 'running' },
      { subject: 'action:cpuStress', at: now - 40 * SECOND, to: 'failed' },
    ],
    listed: [{ list: '', from: now - 5 * MINUTE, to: now }],
    over: false,
    now,
    gapAfter: 10 * MINUTE,
  });
}

export function pageInput(now: number, json: unknown, more: Partial<PageInput> = {}): PageInput {
  return {
    ref: experimentRef,
    json: JSON.stringify(json),
    asOf: now - SECOND,
    gone: false,
    account: { id: '111122223333', alias: 'shop' },
    destination: { kind: 'aws' },
    notices: [],
    history: historyAt(now),
    snapshots: [
      { at: now - 3 * MINUTE, state: 'running', json: '{"n":1}' },
      { at: now - 30 * SECOND, state: 'running', json: '{"n":2}' },
    ],
    now,
    clockOffset: 0,
    links: createLinks(),
    l10n: english,
    whyUnread: ({ kind, operation = '' }) => ({
      sentence: `a sentence: ${kind} ${operation}`.trim(),
      next: `a step: ${kind}`,
    }),
    instanceRef: (arn) =>
      arn.endsWith('i-0a1b2c3d4e5f60718') ? { kind: 'instance', scope, id: 'i-0a1b2c3d4e5f60718' } : undefined,
    ...more,
  };
}

/** Resources as FIS lists them. */
export function resolvedTargets(
  count: number,
): readonly { targetName: string; resourceType: string; information: Record<string, string> }[] {
  return [
    {
      targetName: 'worker-instances',
      resourceType: 'aws:ec2:instance',
      information: { arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718' },
    },
    ...Array.from({ length: count }, (_, index) => ({
      targetName: 'checkout-tasks',
      resourceType: 'aws:ecs:task',
      information: { arn: `arn:aws:ecs:eu-west-1:111122223333:task/shop/${index.toString(16).padStart(32, '0')}` },
    })),
  ];
}

/** Texts that would do something if they were anything but text. */
const hostileTexts: readonly string[] = [
  '<img src=x onerror="globalThis.haltPwned = 1">',
  '</script><script>globalThis.haltPwned = 2</script>',
  '[click](command:workbench.action.quit) **bold** `code`',
  '${globalThis.haltPwned = 3}',
  'a\u202Egnp.exe\u202C b',
  '\u0000\u0007\u200B\uFEFFend',
  'x'.repeat(65_536),
];

/** The same as a page shows them: no text of AWS's is nearly as long as the last, of which the JSON has the rest. */
export const hostile = hostileTexts.map((text) => (text.length > 16_384 ? `${text.slice(0, 16_383)}…` : text));

/** An experiment in which every name, tag, reason and parameter is hostile. */
export function hostileExperiment(now: number): Record<string, unknown> {
  const [image, script, markdown, template, bidi, control, long] = hostileTexts;
  return experimentAnswer(now, {
    state: { status: 'failed', reason: image, error: { accountId: script, code: markdown, location: bidi } },
    tags: Object.fromEntries([
      ['Name', image],
      ...hostileTexts.map((text, index) => [`${text.slice(0, 80)}${index}`, text]),
    ]),
    actions: {
      [image ?? '']: {
        actionId: script,
        description: long,
        parameters: { [bidi ?? '']: control, duration: 'PT1M' },
        targets: { [markdown ?? '']: template },
        startAfter: [image, script],
        state: { status: markdown, reason: control },
        startTime: now / 1_000 - 60,
      },
    },
    stopConditions: [{ source: image, value: 'javascript:alert(1)' }],
    experimentReport: { s3Reports: [{ arn: 'arn:aws:s3:::../"onload=alert(1)', reportType: image }] },
  });
}

/** The page of the experiment that the input's answer of AWS is about, read as Halt reads it. */
export function pageOfExperiment(input: PageInput, extras: ExperimentExtras): PageModel {
  const answer = input.json === undefined ? undefined : parseJson(input.json);
  return experimentPage(input, experimentOf(input.ref.scope, member(answer, 'experiment')), extras);
}
