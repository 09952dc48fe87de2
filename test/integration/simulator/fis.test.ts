import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  FisClient,
  GetActionCommand,
  GetExperimentCommand,
  GetExperimentTargetAccountConfigurationCommand,
  GetExperimentTemplateCommand,
  ListExperimentTargetAccountConfigurationsCommand,
  ListTagsForResourceCommand,
  paginateListActions,
  paginateListExperimentResolvedTargets,
  paginateListExperimentTemplates,
  paginateListExperiments,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  StartExperimentCommand,
  StopExperimentCommand,
  ValidationException,
  type ExperimentSummary,
} from '@aws-sdk/client-fis';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const MINUTE = 60_000;

let simulator: Simulator;
let client: FisClient;

before(async () => {
  simulator = await startSimulator({ clock: heldClock(Date.now()) });
  client = new FisClient({
    region: REGION,
    endpoint: simulator.endpoint,
    credentials: { accessKeyId: simulatedAccessKeyId(ACCOUNT), secretAccessKey: simulatedSecret(ACCOUNT) },
    maxAttempts: 1,
  });
});

after(async () => {
  client.destroy();
  await simulator.close();
});

async function summaries(): Promise<ExperimentSummary[]> {
  const found: ExperimentSummary[] = [];
  for await (const page of paginateListExperiments({ client, pageSize: 5 }, {}))
    found.push(...(page.experiments ?? []));
  return found;
}

async function idOf(name: string, status: string): Promise<string> {
  const found = (await summaries()).find((it) => it.tags?.['Name'] === name && it.state?.status === status);
  assert.ok(found?.id !== undefined, `no ${status} experiment ${name}`);
  return found.id;
}

test('the SDK lists every experiment, page by page', async () => {
  const ids = (await summaries()).map(({ id }) => String(id));
  assert.deepEqual([...ids].sort(), [...simulator.fis.experimentIds(ACCOUNT, REGION)].sort());
});

test('the SDK reads an experiment with its times, and the members that it knows', async () => {
  const id = await idOf('Checkout survives losing an AZ', 'running');
  const { experiment } = await client.send(new GetExperimentCommand({ id }));
  const raw = simulator.fis.experiment(ACCOUNT, REGION, id);
  assert.equal(experiment?.creationTime?.getTime(), Number(raw['creationTime']) * 1_000);
  assert.equal(experiment?.actions?.['Baseline']?.state?.status, 'completed');
  assert.equal(experiment.actions['Baseline'].endTime instanceof Date, true);
  assert.deepEqual(experiment.targets?.['CheckoutInstances']?.filters, [{ path: 'State.Name', values: ['running'] }]);
  assert.deepEqual(experiment.logConfiguration, raw['logConfiguration']);
  assert.equal(experiment.targetAccountConfigurationsCount, 2);
  assert.equal('experimentReport' in experiment, false, 'this SDK drops what it does not know');
});

test('the instances that an experiment stops are the ones of the simulated EC2', async () => {
  const experimentId = await idOf('Checkout survives losing an AZ', 'running');
  const arns: unknown[] = [];
  const query = { experimentId, targetName: 'CheckoutInstances' };
  for await (const { resolvedTargets = [] } of paginateListExperimentResolvedTargets({ client }, query)) {
    arns.push(...resolvedTargets.map((target) => target.targetInformation?.['arn']));
  }
  assert.ok(arns.length > 0);
  for (const arn of arns) assert.match(String(arn), /^arn:aws:ec2:eu-west-1:111122223333:instance\/i-[0-9a-f]{8,17}$/);
});

test('the SDK starts an experiment and stops it to its end', async () => {
  const experimentTemplateId = simulator.fis.templateIds(ACCOUNT, REGION).get('Catalog task kill');
  const started = await client.send(new StartExperimentCommand({ experimentTemplateId, tags: { Name: 'By hand' } }));
  const id = started.experiment?.id;
  assert.equal(started.experiment?.state?.status, 'pending');
  await assert.rejects(
    client.send(new StartExperimentCommand({ experimentTemplateId })),
    ServiceQuotaExceededException,
  );
  simulator.clock.step(MINUTE);
  const stopped = await client.send(new StopExperimentCommand({ id }));
  assert.equal(stopped.experiment?.state?.status, 'stopping');
  simulator.clock.step(MINUTE);
  const { experiment } = await client.send(new GetExperimentCommand({ id }));
  assert.deepEqual(experiment?.state, { status: 'stopped', reason: 'Experiment halted by user.' });
  await assert.rejects(client.send(new StopExperimentCommand({ id })), ValidationException);
});

test('the SDK recognises that an experiment does not exist', async () => {
  const error = await client.send(new GetExperimentCommand({ id: 'EXPnothing' })).catch((caught: unknown) => caught);
  assert.ok(error instanceof ResourceNotFoundException);
  assert.equal(error.$metadata.httpStatusCode, 404);
  assert.match(error.message, /EXPnothing/);
  assert.ok((error.$metadata.requestId ?? '').length > 0);
});

test('the SDK reads target accounts, templates, tags and actions', async () => {
  const experimentId = await idOf('Checkout survives losing an AZ', 'running');
  const listed = await client.send(new ListExperimentTargetAccountConfigurationsCommand({ experimentId }));
  const accounts = (listed.targetAccountConfigurations ?? []).map(({ accountId }) => accountId);
  assert.deepEqual(accounts, [ACCOUNT, '777788889999']);
  const of = { experimentId, accountId: '777788889999' };
  const one = await client.send(new GetExperimentTargetAccountConfigurationCommand(of));
  assert.equal(one.targetAccountConfiguration?.description, 'Shared network');

  const templates: string[] = [];
  for await (const page of paginateListExperimentTemplates({ client, pageSize: 3 }, {})) {
    templates.push(...(page.experimentTemplates ?? []).map(({ id }) => String(id)));
  }
  assert.deepEqual([...templates].sort(), [...simulator.fis.templateIds(ACCOUNT, REGION).values()].sort());
  const { experimentTemplate } = await client.send(new GetExperimentTemplateCommand({ id: templates[0] }));
  assert.equal(experimentTemplate?.id, templates[0]);

  const resourceArn = String(simulator.fis.experiment(ACCOUNT, REGION, experimentId)['arn']);
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  assert.equal(tags?.['StartedBy'], 'maria');

  const actions: (string | undefined)[] = [];
  for await (const page of paginateListActions({ client }, {}))
    actions.push(...(page.actions ?? []).map(({ id }) => id));
  assert.ok(actions.includes('aws:network:disrupt-connectivity'));
  const { action } = await client.send(new GetActionCommand({ id: 'aws:fis:wait' }));
  assert.equal(action?.parameters?.['duration']?.required, true);
});
