import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { FrameLocator } from 'playwright-core';
import { heldClock } from '../../src/simulator/core/clock.ts';
import type { ExperimentDefinition } from '../../src/simulator/fis/definition.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import {
  ACCOUNTS,
  experimentRow,
  HOME,
  instanceRow,
  openSettledTree,
  serviceNamed,
  serviceRow,
} from '../stages/window/demoFleet.ts';
import { assertAccessible } from '../stages/window/accessibility.ts';
import { inWindow } from '../stages/window/scene.ts';
import { gone, until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const clock = heldClock(Date.now());
/** The demo has no experiments there. */
const QUIET = 'ap-southeast-2';
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': [HOME, QUIET] };
const account = ACCOUNTS['shop-staging'];

/** Every member of `experiment` in the answer of StopExperiment and GetExperiment, by AWS's documentation. */
const members = [
  'id',
  'arn',
  'experimentTemplateId',
  'roleArn',
  'state',
  'status',
  'reason',
  'error',
  'accountId',
  'code',
  'location',
  'targets',
  'resourceType',
  'resourceArns',
  'resourceTags',
  'filters',
  'path',
  'values',
  'selectionMode',
  'parameters',
  'actions',
  'actionId',
  'description',
  'startAfter',
  'startTime',
  'endTime',
  'stopConditions',
  'source',
  'value',
  'creationTime',
  'tags',
  'logConfiguration',
  'cloudWatchLogsConfiguration',
  'logGroupArn',
  's3Configuration',
  'bucketName',
  'prefix',
  'logSchemaVersion',
  'experimentOptions',
  'accountTargeting',
  'emptyTargetResolutionMode',
  'actionsMode',
  'targetAccountConfigurationsCount',
  'experimentReportConfiguration',
  'outputs',
  'dataSources',
  'cloudWatchDashboards',
  'dashboardIdentifier',
  'preExperimentDuration',
  'postExperimentDuration',
  'experimentReport',
  's3Reports',
  'reportType',
] as const;

inWindow('the detail page', { view: 'Halt', simulator: { clock }, settings, width: 1400, height: 1100 }, (scenario) => {
  scenario(
    'of an experiment follows it to its end, by its actions, its history and its JSON',
    async ({ window, aws }) => {
      clock.step(120_000);
      const id = startExperiment(aws, 'Runs to its end');
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      const page = await showPage(window, experimentRow('Runs to its end', { region: QUIET }));
      await page.locator('.status', { hasText: /pending|initiating|running/ }).waitFor();
      await walk(aws, id, page, 'completed');
      await window.picture('detail-experiment-completed');

      const answer = aws.fis.experiment(account, QUIET, id);
      await page.locator('.page-header .status', { hasText: 'completed' }).waitFor();
      await until('nothing to be left to stop', () =>
        page.getByRole('button', { name: 'Stop Experiment…' }).isDisabled(),
      );
      await lanesToBe(page, actionsOf(answer));
      for (const [subject, to] of transitionsOf(aws, id)) {
        const line = page.locator('.moment-change').filter({ hasText: to });
        const found = subject === '' ? line.first() : line.filter({ hasText: subject }).first();
        await until(`${subject} ${to}`, () => found.isVisible());
      }
      await page.getByRole('button', { name: 'Open as JSON' }).click();
      await window.page.locator('.tab.active', { hasText: `${id}.json` }).waitFor();
      const text = await until('the JSON', async () => {
        const shown = await window.editorText();
        return shown.trimEnd().endsWith('}') && shown;
      });
      assert.deepEqual(JSON.parse(text), { experiment: answer });
      await window.runCommand('View: Close All Editors');
    },
  );

  scenario(
    'of an experiment stops it by the path of every stop, shows the request in line with the states, and is restored after a reload',
    async ({ window, aws }) => {
      // AWS's time stands since before the window was opened: what Halt asks for would be later than what came of it.
      clock.step(120_000);
      const id = startExperiment(aws, 'Is stopped');
      await window.runCommand('Halt: Refresh');
      const page = await showPage(window, experimentRow('Is stopped', { region: QUIET }));
      await advanceTo(aws, id, page, 'running');
      await page.getByRole('button', { name: 'Stop Experiment…' }).click();
      assert.match(await window.dialog.text(), /Stop Is stopped in shop-staging/);
      await window.dialog.answer('Stop');
      await page.locator('.moment-request', { hasText: 'StopExperiment requested' }).waitFor();
      await page.locator('.mark-label.mark-request').first().waitFor();
      await walk(aws, id, page, 'stopped');
      const stop = aws.log.entries({ action: 'StopExperiment' });
      assert.equal(stop.length, 1);
      await lanesToBe(page, actionsOf(aws.fis.experiment(account, QUIET, id)));
      const kinds = () =>
        page.locator('.moment').evaluateAll((items) => items.map((item) => item.textContent.replaceAll(/\s+/g, ' ')));
      await until(
        'the end behind the request',
        async () => {
          const now = await kinds();
          const request = now.findIndex((text) => text.includes('StopExperiment requested'));
          return request >= 0 && request < now.findLastIndex((text) => /stopped/.test(text));
        },
        { say: kinds },
      );
      await window.picture('detail-experiment-stopped');
      await window.notifications.clear();

      await window.reload();
      await page.locator('h1', { hasText: 'Is stopped' }).waitFor();
      await page.locator('.moment-request', { hasText: 'StopExperiment requested' }).waitFor();
      await window.runCommand('View: Close All Editors');
    },
  );

  scenario('marks production, and says in a closed place which setting closes it', async ({ window, aws }) => {
    const id = startExperiment(aws, 'Is in production');
    await window.openView('Halt');
    await window.runCommand('Halt: Refresh');
    const page = await showPage(window, experimentRow('Is in production', { region: QUIET }));
    const stop = page.getByRole('button', { name: 'Stop Experiment…' });
    const mark = page.locator('.page-header .badge', { hasText: 'Production' });
    await stop.waitFor();
    assert.equal(await mark.count(), 0);
    await window.changeSettings({ 'halt.production': ['Name=*production*'], 'halt.readOnly': true });
    await mark.waitFor();
    await page.getByText('halt.readOnly forbids changes in shop-staging').waitFor();
    assert.equal(await stop.count(), 0);
    await assertAccessible(window);
    await page.getByRole('button', { name: 'Open Setting' }).click();
    await window.page.locator('.settings-editor', { hasText: 'Read Only' }).waitFor();
    await window.changeSettings({ 'halt.production': undefined, 'halt.readOnly': undefined });
    await window.runCommand('View: Close Editor');
    await stop.waitFor();
    await gone(mark);
    aws.fis.failExperiment(account, QUIET, id, failure, 'Wait');
    await window.runCommand('View: Close All Editors');
  });

  scenario('of an experiment has every member of the answer', async ({ window, aws }) => {
    const id = startExperiment(aws, 'Has everything');
    clock.step(5_000);
    aws.fis.failExperiment(account, QUIET, id, failure, 'Wait');
    clock.step(600_000);
    await window.openView('Halt');
    await window.runCommand('Halt: Refresh');
    const page = await showPage(window, experimentRow('Has everything', { region: QUIET }));
    await page.locator('.page-header .status', { hasText: 'failed' }).waitFor();
    await page.locator('.why', { hasText: failure.code }).waitFor();
    const search = page.getByLabel('Search in the JSON');
    const count = page.locator('.search-count');
    for (const name of members) {
      await search.fill(`"${name}":`);
      await until(`${name} in the JSON`, async () => / of \d/.test(await count.innerText()));
    }
    await search.fill('"noSuchMember":');
    await until('nothing', async () => (await count.innerText()) === 'not found');
    await assertAccessible(window);
    await window.runCommand('View: Close All Editors');
  });

  scenario('of a deployment', async ({ window, aws }) => {
    const service = serviceNamed(aws, 'catalog');
    const arn = aws.ecs.startDeployment(service.arn, { ageSeconds: 60 });
    await window.runCommand('Halt: Refresh');
    await window.tree.text(serviceRow('catalog'), /rolling out/);
    const page = await showPage(window, serviceRow('catalog'));
    await page.locator('.page-header', { hasText: 'IN_PROGRESS' }).waitFor();
    await page.locator('.place', { hasText: arn.slice(arn.lastIndexOf('/') + 1) }).waitFor();
    await page.getByRole('heading', { name: 'Revisions' }).waitFor();
    await page.getByRole('button', { name: 'Compare in the diff editor' }).waitFor();
    await assertAccessible(window);
    await window.picture('detail-deployment');
    await window.runCommand('View: Close All Editors');
  });

  scenario('of an instance', async ({ window }) => {
    const page = await showPage(window, instanceRow('devbox-mira'));
    await page.locator('h1', { hasText: 'devbox-mira' }).waitFor();
    await page.getByText('Stop protection').first().waitFor();
    await assertAccessible(window);
    await window.picture('detail-instance');
    await window.tree.collapse(instanceRow('devbox-mira').slice(0, -1));
    await page.getByRole('button', { name: 'Show in Tree' }).click();
    await until('the instance to be selected in the tree again', async () =>
      (await window.tree.rows()).some(({ text, selected }) => selected && text.startsWith('devbox-mira')),
    );
    await window.runCommand('View: Close All Editors');
  });
});

const failure = {
  reason: 'A target could not be resolved.',
  code: 'TargetResolutionFailed',
  location: 'actions.Wait',
} as const;

/** A short experiment that carries every member that a template can have. */
function startExperiment(aws: Simulator, name: string): string {
  return aws.fis.start(account, QUIET, { ...definition, description: name }, { tags: { Name: name } });
}

const definition = {
  description: '',
  targets: {
    Tasks: {
      resourceType: 'aws:ecs:task',
      resourceTags: { Service: 'catalog' },
      filters: [{ path: 'LastStatus', values: ['RUNNING'] }],
      selectionMode: 'COUNT(2)',
      parameters: { cluster: 'shop', service: 'catalog' },
      population: 4,
    },
    Hosts: {
      resourceType: 'aws:ec2:instance',
      resourceArns: [`arn:aws:ec2:${HOME}:${account}:instance/i-0123456789abcdef0`],
      selectionMode: 'ALL',
      population: 1,
    },
  },
  actions: {
    Wait: { actionId: 'aws:fis:wait', description: 'Let it settle', parameters: { duration: 'PT1M' } },
    Slow: {
      actionId: 'aws:ecs:task-network-latency',
      parameters: { duration: 'PT2M', delayMilliseconds: '200' },
      targets: { Tasks: 'Tasks' },
      startAfter: ['Wait'],
    },
    Rest: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' }, startAfter: ['Slow'] },
  },
  stopConditions: [
    { source: 'aws:cloudwatch:alarm', value: `arn:aws:cloudwatch:${HOME}:${account}:alarm:checkout-5xx` },
  ],
  logConfiguration: {
    cloudWatchLogsConfiguration: { logGroupArn: `arn:aws:logs:${HOME}:${account}:log-group:/fis/catalog:*` },
    s3Configuration: { bucketName: 'fis-logs', prefix: 'catalog' },
    logSchemaVersion: 2,
  },
  targetAccounts: [
    { accountId: '444455556666', roleArn: 'arn:aws:iam::444455556666:role/fis', description: 'production' },
  ],
  experimentReportConfiguration: {
    outputs: { s3Configuration: { bucketName: 'fis-reports', prefix: 'catalog' } },
    dataSources: {
      cloudWatchDashboards: [{ dashboardIdentifier: `arn:aws:cloudwatch::${account}:dashboard/Catalog` }],
    },
    preExperimentDuration: 'PT5M',
    postExperimentDuration: 'PT5M',
  },
} as const satisfies ExperimentDefinition;

async function showPage(window: HaltWindow, row: Parameters<HaltWindow['tree']['row']>[0]): Promise<FrameLocator> {
  await window.tree.pick(row, 'Show Details');
  const page = window.webview();
  await page.locator('h1').waitFor();
  return page;
}

/** Steps the simulated time until the page says that the experiment is there, so that every state on the way is seen. */
async function walk(aws: Simulator, id: string, page: FrameLocator, end: string): Promise<void> {
  for (const state of ['running', end]) await advanceTo(aws, id, page, state);
}

async function advanceTo(aws: Simulator, id: string, page: FrameLocator, state: string): Promise<void> {
  await until(
    `the experiment to be ${state}`,
    async () => {
      const status = String(member(aws.fis.experiment(account, QUIET, id)['state'], 'status'));
      const shown = await page.locator('.page-header .state').innerText();
      if (shown.trim() === state) return true;
      if (shown.trim() === status || status === 'initiating' || status === 'pending') clock.step(10_000);
      return status !== state && ['completed', 'stopped', 'failed'].includes(status) && state === 'running';
    },
    { milliseconds: 90_000, say: () => page.locator('.page-header').innerText() },
  );
}

async function lanesToBe(page: FrameLocator, wanted: Readonly<Record<string, string>>): Promise<void> {
  await until('each action in its state', async () => isDeepStrictEqual(await lanesOf(page), wanted), {
    say: async () => [await lanesOf(page), wanted],
  });
}

async function lanesOf(page: FrameLocator): Promise<Readonly<Record<string, string>>> {
  const lanes = await page
    .locator('.lane-head')
    .evaluateAll((heads) =>
      heads.map((head) => [
        head.querySelector('.lane-label bdi')?.textContent ?? '',
        head.querySelector('.lane-state')?.textContent.trim() ?? '',
      ]),
    );
  return Object.fromEntries(lanes);
}

function actionsOf(experiment: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const actions = experiment['actions'];
  assert.ok(typeof actions === 'object' && actions !== null);
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [name, String(member(member(action, 'state'), 'status'))]),
  );
}

/** The simulator's own record of what Halt can know: the ends, and what AWS reports a time of. */
function transitionsOf(aws: Simulator, id: string): readonly (readonly [string, string])[] {
  return aws.fis
    .transitions(account, QUIET, id)
    .filter(({ what, to }) => what !== 'report' && (to === 'running' || to === 'completed'))
    .map(({ action, to }) => [action ?? '', to] as const);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
