import assert from 'node:assert/strict';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import { ownThings } from '../ownThings.ts';
import type { TreePath } from './treeRows.ts';
import { until } from './waiting.ts';
import type { HaltWindow } from './window.ts';

/** The demo's accounts by the profiles that stand for them. */
export const ACCOUNTS = { 'shop-staging': '111122223333', 'shop-production': '444455556666' } as const;
export type DemoProfile = keyof typeof ACCOUNTS;

export const HOME = 'eu-west-1';

/** Where things are: staging's account in {@link HOME} unless said otherwise. */
export interface Place {
  readonly profile?: DemoProfile;
  readonly region?: string;
}

const at = ({ profile = 'shop-staging', region = HOME }: Place = {}) => ({
  account: ACCOUNTS[profile],
  profile,
  region,
});

/** An instance as the simulated AWS has it now. Throws for a name that is not in the demo. */
export function instanceNamed(aws: Simulator, name: string, place?: Place) {
  const { account, region } = at(place);
  const found = aws.ec2.instances(account, region).find(({ tags }) => tags['Name'] === name);
  assert.ok(found, `There is no instance ${name}`);
  return found;
}

export function serviceNamed(aws: Simulator, name: string, place?: Place) {
  const { account, region } = at(place);
  const found = aws.ecs.services(account, region).find((service) => service.name === name);
  assert.ok(found, `There is no service ${name}`);
  return found;
}

/** The id of the one experiment of that name that has not ended. */
export function activeExperiment(aws: Simulator, name: string, place?: Place): string {
  const { account, region } = at(place);
  const [id, ...more] = aws.fis
    .experimentIds(account, region)
    .filter((one) => experimentName(aws.fis.experiment(account, region, one)) === name)
    .filter((one) => !FINAL.has(experimentStatus(aws, one, place)));
  assert.ok(id !== undefined && more.length === 0, `Not one active experiment is called ${name}`);
  return id;
}

const FINAL = new Set(['completed', 'stopped', 'failed', 'cancelled']);

export function experimentStatus(aws: Simulator, id: string, place?: Place): string {
  const { account, region } = at(place);
  return String(member(aws.fis.experiment(account, region, id)['state'], 'status'));
}

export function activeExperiments(aws: Simulator, place?: Place): readonly string[] {
  const { account, region } = at(place);
  return aws.fis.experimentIds(account, region).filter((id) => !FINAL.has(experimentStatus(aws, id, place)));
}

/** Those that a stop still changes something of. */
export const stoppableExperiments = (aws: Simulator, place?: Place): readonly string[] =>
  activeExperiments(aws, place).filter((id) => experimentStatus(aws, id, place) !== 'stopping');

/** The id of the active experiment of that name, which is started where the demo's own has ended or was stopped. */
export function keepActive(aws: Simulator, name: string, place?: Place): string {
  const { account, region } = at(place);
  const isActive = activeExperiments(aws, place).some(
    (id) => experimentName(aws.fis.experiment(account, region, id)) === name,
  );
  if (!isActive) ownThings(aws, region, account).startExperiment({}, { tags: { Name: name } });
  return activeExperiment(aws, name, place);
}

/** Starts experiments until so many are active: the demo has some, which other scenarios may have stopped, and AWS allows five. */
export function startUntilActive(aws: Simulator, count: number, place?: Place): void {
  const { account, region } = at(place);
  while (activeExperiments(aws, place).length < count) ownThings(aws, region, account).startExperiment();
}

const experimentName = (experiment: Readonly<Record<string, unknown>>) => member(experiment['tags'], 'Name');

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : value;
}

/** Opens the tree and waits until every list of the chosen places is there, so that nothing moves under the mouse. */
export async function openSettledTree(window: HaltWindow): Promise<void> {
  await window.openView('Halt');
  const groups = async () =>
    (await window.tree.rows()).map(({ text }) => text).filter((text) => /^(EC2|ECS|FIS) /.test(text));
  await until(
    'every list to be read',
    async () => {
      const texts = await groups();
      return texts.length > 0 && texts.every((text) => /\d of \d+ \D+$/.test(text));
    },
    // The extension host starts meanwhile.
    { say: groups },
  );
  await until('the status bar to know everything', async () =>
    /\d$/.test((await window.statusItem('experiments').innerText()).trim()),
  );
}

/** Every request that changes something, as `Action` with its parameters, in the order of arrival. */
export function changesSent(
  aws: Simulator,
): readonly { action: string; parameters: Readonly<Record<string, unknown>> }[] {
  const changing = /^(Stop|Start|Continue|Update|Modify|Terminate|Create|Delete)/;
  return aws.log
    .entries()
    .filter(({ action, parameters }) => changing.test(action) && String(parameters['DryRun']) !== 'true')
    .map(({ action, parameters }) => ({ action, parameters }));
}

export const instanceRow = (name: string, place?: Place): TreePath => [
  at(place).profile,
  at(place).region,
  /^EC2/,
  name,
];
export const experimentRow = (name: string | RegExp, place?: Place): TreePath => [
  at(place).profile,
  at(place).region,
  /^FIS/,
  name,
];
export const serviceRow = (name: string, cluster = 'shop', place?: Place): TreePath => [
  at(place).profile,
  at(place).region,
  /^ECS/,
  cluster,
  name,
];

/** Until AWS has been asked nothing for so long. */
export async function untilUnasked(
  aws: Simulator,
  what: string,
  { quietFor, within }: { readonly quietFor: number; readonly within: number },
): Promise<{ readonly since: number }> {
  let asked = -1;
  let since = performance.now();
  await until(
    what,
    () => {
      const now = aws.log.count();
      if (now !== asked) since = performance.now();
      asked = now;
      return performance.now() - since > quietFor;
    },
    { milliseconds: within },
  );
  return { since };
}
