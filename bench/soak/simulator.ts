// Runs in a process of its own, with a heap of its own: the simulated AWS of the soak, and what happens to it.
import { profileFiles } from '../../src/simulator/profiles.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import type { FleetOptions } from '../../src/simulator/core/contracts.ts';
import { seededRandom } from '../../test/stages/seededRandom.ts';
import { randomFault } from './randomFaults.ts';
import { fastTime } from './fastTime.ts';

export interface SoakPlan {
  readonly seed: number;
  readonly fleet: FleetOptions;
  /** How much faster than the clock its time goes. */
  readonly speed: number;
}

/** `step`: a fault comes or goes, and somebody starts or stops an instance. `calm`: no fault any more, and time stands. */
export type SoakCommand = 'files' | 'step' | 'calm' | 'state' | 'close';

export interface SoakAnswers {
  readonly files: ReturnType<typeof profileFiles>;
  /** What there is of each since the last step. */
  readonly step: { readonly faults: number; readonly calls: number };
  readonly calm: undefined;
  readonly state: readonly RealState[];
  readonly close: undefined;
}

/** The state of each resource of an account and region by its id; of services the newest deployment's ARN. */
export interface RealState {
  readonly account: string;
  readonly region: string;
  readonly instances: Readonly<Record<string, string>>;
  readonly experiments: Readonly<Record<string, string>>;
  readonly services: readonly string[];
  /** By service deployment ARN. */
  readonly deployments: Readonly<Record<string, string>>;
}

const MOST_FAULTS = 12;

async function serve({ seed, fleet, speed }: SoakPlan): Promise<void> {
  const random = seededRandom(seed);
  const time = fastTime(speed);
  const sim = await startSimulator({ clock: time, fleet });
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];

  const toggle = (): number => {
    const active = sim.faults.list();
    const ends = pick(active);
    if (ends !== undefined && random() < active.length / MOST_FAULTS) {
      sim.faults.remove(ends.id);
      return 0;
    }
    sim.faults.add(randomFault(fleet, random));
    return 1;
  };
  const change = (): void => {
    const account = pick(fleet.accounts)?.id ?? '';
    const region = pick(fleet.regions) ?? '';
    const instance = pick(sim.ec2.instances(account, region));
    if (instance?.state === 'running') sim.ec2.set(account, region, instance.id, { state: 'stopping' });
    if (instance?.state === 'stopped') sim.ec2.set(account, region, instance.id, { state: 'pending' });
  };
  const stateOf = (account: string, region: string): RealState => {
    const services = sim.ecs.services(account, region);
    return {
      account,
      region,
      instances: Object.fromEntries(sim.ec2.instances(account, region).map(({ id, state }) => [id, state])),
      experiments: Object.fromEntries(
        sim.fis
          .experimentIds(account, region)
          .map((id) => [id, statusOf(sim.fis.experiment(account, region, id)['state'])]),
      ),
      services: services.map(({ arn }) => arn),
      deployments: Object.fromEntries(
        services.flatMap(({ deployment }) =>
          deployment === undefined ? [] : [[deployment, String(sim.ecs.deployment(deployment)?.['status'])]],
        ),
      ),
    };
  };
  const answers: { readonly [C in SoakCommand]: () => SoakAnswers[C] | Promise<SoakAnswers[C]> } = {
    files: () => profileFiles(sim),
    step: () => {
      change();
      const calls = sim.log.count();
      sim.log.clear();
      return { faults: toggle(), calls };
    },
    calm: () => {
      sim.faults.clear();
      time.stop();
      return undefined;
    },
    state: () => fleet.accounts.flatMap(({ id }) => fleet.regions.map((region) => stateOf(id, region))),
    close: async () => {
      await sim.close();
      return undefined;
    },
  };
  process.on('message', (command: SoakCommand) => {
    void Promise.resolve(answers[command]()).then((answer) => {
      process.send?.({ answer });
      if (command === 'close') process.disconnect();
    });
  });
}

const statusOf = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'status' in state ? String(state.status) : '';

void serve(JSON.parse(process.argv[2] ?? '') as SoakPlan);
