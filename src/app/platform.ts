import type { Clock } from '../base/clock.ts';
import type { Event } from '../base/event.ts';
import type { JournalOnDisk } from '../model/ports/journal.ts';
import type { Policy } from '../stopping/plan/productionPolicy.ts';
import type { ConfigPaths, ChangingFiles } from '../ui/profiles/configChanges.ts';
import type { SimulatedAws } from './demo.ts';
import type { AwsParts } from '../aws/worker/lazyAws.ts';

/** What Halt is given from outside of the editor: AWS, the simulated AWS, the disk and the time. */
export interface Platform {
  readonly clock: Clock;
  loadAws(options: AwsNeeds): Promise<AwsParts>;
  startDemo(nameOf: (alias: string) => string): Promise<SimulatedAws>;
  /** A journal of this name in the extension's own storage. `onPassedOver` is told once of each thing that has the name of one of its files and is none. */
  journal(name: string, onPassedOver: (reason: Error) => void): JournalOnDisk;
  /** Whether no window did this in the last `within` milliseconds: then the caller does, and the others are told no. Answers only once this one's window is there to show it. */
  claim(name: string, within: number): Promise<boolean>;
  /** For who was told yes by {@link claim} and has not done it. Never rejects. */
  giveBack(name: string): Promise<void>;
  /** Whether there still is a window, as far as is known: where it has gone, what it said last of itself holds no more. */
  readonly presence: { isThere(): boolean; readonly onDidChange: Event<boolean> };
  /** Whether no other window of this editor asks AWS anything now, as far as is known. */
  isOnlyWindow(): boolean;
  /** How many there are, this one among them. */
  readonly onDidChangeWindows: Event<number>;
  /** The files of the shared config and of the sign-ins. */
  readonly configFiles: () => ConfigPaths;
  createFileChanges(files: readonly string[], onError: (error: unknown) => void): ChangingFiles;
}

/** What AWS's side is given by the window that loads it. */
export interface AwsNeeds {
  readonly policy: () => Policy;
  /** Asks the person for a code of an MFA device; undefined when they give none. */
  readonly askMfa: (profile: string, serial: string) => Promise<string | undefined>;
  readonly simulatedProfiles: SimulatedAws['profiles'];
  /** Whether connections are kept open by agents of Halt's own: not where VS Code's proxy takes only requests that bring none. */
  readonly ownAgents: boolean;
  readonly log: (line: string) => void;
}
