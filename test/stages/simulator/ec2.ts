import type { TestContext } from 'node:test';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { demoFleet } from '../../../src/simulator/core/fleet.ts';
import type { Instance } from '../../../src/simulator/ec2/instance.ts';
import type { InstanceSpec } from '../../../src/simulator/ec2/launch.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { ACCOUNT, ec2, REGION, texts, type Answer } from './caller.ts';

export interface Stage {
  readonly simulator: Simulator;
  readonly add: (spec?: InstanceSpec) => Instance;
  /** The instance as it is now; throws when it is gone. */
  readonly now: (id: string) => Instance;
  readonly step: (milliseconds: number) => void;
  readonly call: (action: string, parameters?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly stop: (ids: string | readonly string[], more?: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** A simulator whose clock stands still; `region` of `account` has only what the test adds. */
export async function stage(t: TestContext): Promise<Stage> {
  const fleet = { ...demoFleet(), regions: ['us-east-1'] };
  const simulator = await startSimulator({ clock: heldClock(), fleet });
  t.after(() => simulator.close());
  const call: Stage['call'] = (action, parameters) => ec2(simulator, action, parameters);
  return {
    simulator,
    call,
    add: (spec = {}) => simulator.ec2.add(ACCOUNT, REGION, spec),
    now: (id) => {
      const instance = simulator.ec2.instance(ACCOUNT, REGION, id);
      if (instance === undefined) throw new Error(`${id} is gone`);
      return instance;
    },
    step: (milliseconds) => simulator.clock.step(milliseconds),
    stop: (ids, more) => call('StopInstances', { ...numbered('InstanceId', [ids].flat()), ...more }),
  };
}

/** `Name.1`, `Name.2`, … */
export function numbered(name: string, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]));
}

/** `Code: Message` of an EC2 error. */
export function errorOf({ text }: Answer): string {
  return `${texts(text, 'Code')[0] ?? ''}: ${texts(text, 'Message')[0]?.replaceAll('&apos;', "'").replaceAll('&quot;', '"') ?? ''}`;
}
