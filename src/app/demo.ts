import { l10n } from 'vscode';
import type { LazyAws } from '../aws/worker/lazyAws.ts';
import { createEmitter, type Event } from '../base/event.ts';
import type { SimulatedProfile } from '../model/simulatedProfile.ts';
import { createMadeOnce } from '../base/madeOnce.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';

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
  /** Fires at the moment from which on it is shown, or isn't any more. */
  readonly onDidChange: Event<void>;
}

/** `startHost` loads and starts the simulator; it is called with the first start, not before. `onError` hears of listeners that throw. */
export function createDemo(
  startHost: (nameOf: (alias: string) => string) => Promise<SimulatedAws>,
  onError: (error: unknown) => void,
): Demo {
  const host = createMadeOnce(() => startHost((alias) => l10n.t('{0} (simulated)', alias)));
  const changes = createEmitter<void>(onError);
  let running: SimulatedAws | undefined;
  const show = (now: SimulatedAws | undefined) => {
    if (running === now) return;
    running = now;
    changes.fire();
  };
  return {
    start: async () => {
      const starting = host.get();
      const started = await starting;
      // It may have been stopped meanwhile.
      if (host.peek() === starting) show(started);
    },
    stop: async () => {
      show(undefined);
      // What could not be started has nothing to close; whoever started it was told.
      await host.take()?.then(
        (started) => started.close(),
        () => undefined,
      );
    },
    profiles: () => running?.profiles ?? {},
    scopes: () => running && { profiles: Object.keys(running.profiles), regions: running.regions },
    onDidChange: changes.event,
  };
}

/**
 * The demo's start and stop, which resolve once everything that shows or polls places knows the new ones. All of it is told at once, when the places change: a list of a place that is asked for earlier
 * would not be read by anybody.
 */
export function connectDemo({
  demo,
  aws,
  scopes,
  onError,
}: {
  readonly demo: Demo;
  readonly aws: Pick<LazyAws, 'renew'>;
  readonly scopes: Pick<Scopes, 'reload'>;
  readonly onError: (error: unknown) => void;
}) {
  let telling: Promise<unknown> = Promise.resolve();
  const dispose = demo.onDidChange(() => {
    // In this order: what is read of the new places is asked of what knows their credentials.
    const renewed = aws.renew().catch(onError);
    telling = Promise.all([renewed, scopes.reload().catch(onError)]);
  });
  const changed = (change: () => Promise<void>) => async () => {
    await change();
    await telling;
  };
  return { start: changed(demo.start), stop: changed(demo.stop), dispose };
}
