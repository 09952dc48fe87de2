import { l10n } from 'vscode';
import type { SimulatedProfile } from '../model/simulatedProfile.ts';
import { createMadeOnce } from '../base/madeOnce.ts';

/** What the simulator's host gives. */
export interface SimulatedAws {
  readonly profiles: Readonly<Record<string, SimulatedProfile>>;
  readonly regions: readonly string[];
  close(): Promise<void>;
}

/** The simulated AWS inside the extension. While it runs, Halt shows it and nothing else, so that nobody takes one for the other. */
export interface Demo {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly profiles: () => SimulatedAws['profiles'];
  readonly scopes: () => { readonly profiles: readonly string[]; readonly regions: readonly string[] } | undefined;
}

/** `startHost` loads and starts the simulator; it is called with the first start, not before. */
export function createDemo(startHost: (nameOf: (alias: string) => string) => Promise<SimulatedAws>): Demo {
  const host = createMadeOnce(() => startHost((alias) => l10n.t('{0} (simulated)', alias)));
  let running: SimulatedAws | undefined;
  return {
    start: async () => {
      const starting = host.get();
      const started = await starting;
      // It may have been stopped meanwhile.
      if (host.peek() === starting) running = started;
    },
    stop: async () => {
      running = undefined;
      // What could not be started has nothing to close; whoever started it was told.
      await host.take()?.then(
        (started) => started.close(),
        () => undefined,
      );
    },
    profiles: () => running?.profiles ?? {},
    scopes: () => running && { profiles: Object.keys(running.profiles), regions: running.regions },
  };
}
