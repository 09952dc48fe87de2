import { parseArgs } from 'node:util';
import { runningClock } from './core/clock.ts';
import { writeProfiles } from './profiles.ts';
import { startSimulator, type Simulator } from './simulator.ts';
import { fleetOf } from './core/sizedFleet.ts';

const USAGE = `npm run simulator -- [--port N] [--seed S] [--speed X] [--latency MS] [--throttling]
  [--accounts N] [--regions N] [--instances N] [--services N] [--experiments N] [--write-profiles DIR]

Starts a simulated AWS on 127.0.0.1 and prints "ready http://127.0.0.1:N". Without numbers of
resources it has the demo's fleet. --port 0, the default, takes a free port. --speed says how many
times as fast as the wall clock its time goes. --latency is what every call takes at least.
--write-profiles writes an AWS config and credentials file with one profile for each account.
`;

const options = {
  port: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  latency: { type: 'string' },
  accounts: { type: 'string' },
  regions: { type: 'string' },
  instances: { type: 'string' },
  services: { type: 'string' },
  experiments: { type: 'string' },
  throttling: { type: 'boolean' },
  'write-profiles': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Starts what the arguments ask for; undefined when they only ask how. Throws an `Error` of one sentence. */
export async function startFromArguments(args: readonly string[]): Promise<Simulator | undefined> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help === true) return undefined;
  const seed = whole('seed', values.seed);
  const accounts = whole('accounts', values.accounts, 1);
  const regions = whole('regions', values.regions, 1);
  const instances = whole('instances', values.instances);
  const services = whole('services', values.services);
  const experiments = whole('experiments', values.experiments);
  const fleet = fleetOf({ seed, accounts, regions, instances, services, experiments });
  const speed = Number(values.speed ?? '1');
  if (!(speed > 0) || !Number.isFinite(speed)) throw new Error('--speed takes a number above 0.');
  const simulator = await startSimulator({
    port: whole('port', values.port) ?? 0,
    clock: runningClock(speed),
    fleet,
    throttling: values.throttling ?? false,
    latency: whole('latency', values.latency) ?? 0,
  });
  const folder = values['write-profiles'];
  try {
    if (folder !== undefined) writeProfiles(simulator, folder);
  } catch (error) {
    await simulator.close();
    throw error;
  }
  return simulator;
}

/** Runs the simulator until the process is asked to end; resolves with the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  let simulator: Simulator | undefined;
  try {
    simulator = await startFromArguments(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  if (simulator === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.stdout.write(`ready ${simulator.endpoint}\n`);
  await asked;
  await simulator.close();
  return 0;
}

function whole(name: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new Error(`--${name} takes a whole number, ${least} or more.`);
  return Number(text);
}
