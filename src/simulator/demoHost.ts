import { simulatedAccessKeyId, simulatedSecret } from './core/accounts.ts';
import { runningClock } from './core/clock.ts';
import { demoAccounts, demoRegions } from './core/fleet.ts';
import { startSimulator } from './simulator.ts';

/** A simulated AWS inside the extension, with what is needed to reach it. */
export interface DemoHost {
  /** By the name of the profile that stands for an account. No file of the person's knows them. */
  readonly profiles: Readonly<
    Record<
      string,
      {
        readonly endpoint: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly region: string;
      }
    >
  >;
  readonly regions: readonly string[];
  close(): Promise<void>;
}

/** Deployments and experiments take minutes; at this speed a visitor sees them through. */
const SPEED = 4;

/** Starts the demo's AWS on loopback. `nameOf` makes the profile's name of an account's alias. */
export async function startDemoHost(nameOf: (alias: string) => string): Promise<DemoHost> {
  const simulator = await startSimulator({ clock: runningClock(SPEED) });
  return {
    profiles: Object.fromEntries(
      demoAccounts.map(({ id, alias }) => [
        nameOf(alias),
        {
          endpoint: simulator.endpoint,
          accessKeyId: simulatedAccessKeyId(id),
          secretAccessKey: simulatedSecret(id),
          region: demoRegions[0],
        },
      ]),
    ),
    regions: demoRegions,
    close: () => simulator.close(),
  };
}
