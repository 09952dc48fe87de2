import { isProfileName, typedRegion } from '../../model/scope.ts';
import { ConfigurationTarget, workspace } from 'vscode';
import { createEmitter, type Event } from '../../base/event.ts';
import type { Paces } from '../../inventory/polling/paces.ts';
import { USUAL_SCHEDULE_TAG } from '../../stopping/plan/owners.ts';
import { type GuardSetting, parseGuards, type RawGuards } from '../../model/guardSettings.ts';
import type { Policy } from '../../stopping/plan/productionPolicy.ts';
import { ownValue } from './ownValue.ts';

/** What the status bar can count. */
export const counts = ['experiments', 'deployments', 'stops'] as const;
/** One of the things that the status bar counts. */
export type Count = (typeof counts)[number];

/** `halt.notify`: which changes the person is told of. `production`: those of what is marked as production. */
export type Notify = 'off' | 'production' | 'all';

/** What the person looks at. */
export type ChosenSetting = 'halt.profiles' | 'halt.regions';

/** The settings of Halt. Every one has application scope: nothing is read from a workspace. */
export interface Settings {
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
  /** What stands in these two settings and can be no profile or no region, as it is written. */
  readonly leftOut: Readonly<Record<ChosenSetting, readonly string[]>>;
  /** What was written alone, where a list of it would be understood. */
  readonly alone?: Readonly<Partial<Record<ChosenSetting, string>>>;
  readonly policy: Policy;
  /** Guards that can't be understood, for which nothing may be changed. */
  readonly unclear: readonly GuardSetting[];
  /** The same as exactly as it is known: `halt.places[1].regions`. */
  readonly unclearParts: readonly string[];
  /** `halt.requireReason` can't be understood, and counts as `always`. */
  readonly reasonUnclear: boolean;
  readonly paces: Paces;
  readonly enableAbort: boolean;
  /** `halt.enableAbort` can't be understood, and counts as off. */
  readonly abortUnclear: boolean;
  /** The key of the Instance Scheduler's tag. */
  readonly scheduleTag: string;
  /** Of which changes somebody asked to be told. */
  readonly notify: Notify;
  /** What the status bar counts; empty hides it. */
  readonly counts: ReadonlySet<Count>;
  /** Whether a plan asks by dry runs who would be denied. */
  readonly preflight: boolean;
  /** Milliseconds of `stopping` after which forcing is offered. */
  readonly forceOffer: number;
}

/** The settings, kept as they are now. */
export interface LiveSettings {
  readonly now: () => Settings;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** Reads the settings now, and again whenever one of `halt` changes, until it is disposed. `onError` hears of listeners that throw. */
export function createSettings(onError: (error: unknown) => void): LiveSettings {
  const changes = createEmitter<void>(onError);
  let settings = readSettings();
  const registration = workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration('halt')) return;
    settings = readSettings();
    changes.fire();
  });
  return {
    now: () => settings,
    onDidChange: changes.event,
    dispose: () => {
      registration.dispose();
      changes.dispose();
    },
  };
}

/** The guards as they are written now. */
export function readGuards(): RawGuards {
  const halt = workspace.getConfiguration('halt');
  const get = (key: string): unknown => ownValue(halt.get(key), halt.inspect(key));
  return {
    readOnly: get('readOnly'),
    allowedRegions: get('allowedRegions'),
    production: get('production'),
    places: get('places'),
    requireReason: get('requireReason'),
  };
}

/** Reads the settings as they are now. What doesn't have the declared type counts as not set: a settings file is typed by hand. */
export function readSettings(): Settings {
  const halt = workspace.getConfiguration('halt');
  const config = { get: (key: string): unknown => ownValue(halt.get(key), halt.inspect(key)) };
  const texts = (key: string, fallback: readonly string[] = []): readonly string[] => {
    const value: unknown = config.get(key);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : fallback;
  };
  const seconds = (key: string, fallback: number, least: number, most: number): number => {
    const value: unknown = config.get(key);
    return (
      1_000 * (typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback)
    );
  };
  const chosenProfiles = chosenIn(config.get('profiles'), (text) => (isProfileName(text) ? text : undefined));
  // As a person types one.
  const chosenRegions = chosenIn(config.get('regions'), typedRegion);
  const profiles = chosenProfiles.chosen;
  const { unclear, unclearParts, reasonUnclear, ...guards } = parseGuards(readGuards(), profiles);
  return {
    profiles,
    regions: chosenRegions.chosen,
    leftOut: { 'halt.profiles': chosenProfiles.leftOut, 'halt.regions': chosenRegions.leftOut },
    alone: {
      ...(chosenProfiles.alone !== undefined && { 'halt.profiles': chosenProfiles.alone }),
      ...(chosenRegions.alone !== undefined && { 'halt.regions': chosenRegions.alone }),
    },
    policy: { ...guards, enableAbort: config.get('enableAbort') === true },
    unclear,
    unclearParts,
    reasonUnclear,
    paces: {
      slow: seconds('refresh.slowSeconds', 60, 15, 3600),
      fast: seconds('refresh.fastSeconds', 5, 2, 300),
      gentle: seconds('refresh.statusBarSeconds', 60, 30, 3600),
    },
    enableAbort: config.get('enableAbort') === true,
    abortUnclear: config.get('enableAbort') !== undefined && typeof config.get('enableAbort') !== 'boolean',
    counts: new Set(counts.filter((count) => texts('statusBar', counts).includes(count))),
    notify: notifyOf(config.get('notify')),
    scheduleTag: scheduleTagOf(config.get('scheduleTag')),
    preflight: config.get('preflight') === true,
    forceOffer: 60 * seconds('forceOfferMinutes', 10, 1, 60),
  };
}

/** What is chosen, each once, and what can't be. A blank text stands for nothing. */
function chosenIn(
  value: unknown,
  readOne: (text: string) => string | undefined,
): { readonly chosen: readonly string[]; readonly leftOut: readonly string[]; readonly alone: string | undefined } {
  const isList = Array.isArray(value);
  const entries: readonly unknown[] = isList ? value : value === undefined || value === null ? [] : [value];
  const chosen = new Set<string>();
  const leftOut: string[] = [];
  for (const one of entries) {
    // A text in place of the list is no list of one: what else it was meant to hold nobody knows.
    const read = isList && typeof one === 'string' ? readOne(one) : undefined;
    if (read !== undefined) chosen.add(read);
    else if (typeof one !== 'string') leftOut.push(JSON.stringify(one));
    else if (one.trim() !== '') leftOut.push(one);
  }
  return { chosen: [...chosen], leftOut, alone: typeof value === 'string' ? readOne(value) : undefined };
}

/** Empty where somebody emptied it: then no tag stands for a schedule. */
function scheduleTagOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : USUAL_SCHEDULE_TAG;
}

/** What can't be understood tells nothing: nobody asked for it. */
function notifyOf(value: unknown): Notify {
  return value === 'production' || value === 'all' ? value : 'off';
}

/** Whether the person has chosen what to be told, if only nothing. */
export function isNotifyChosen(): boolean {
  return workspace.getConfiguration('halt').inspect('notify')?.globalValue !== undefined;
}

/** For the person, in every window. Rejects when the editor can't write its settings file. */
export async function writeNotify(value: Notify): Promise<void> {
  await workspace.getConfiguration('halt').update('notify', value, ConfigurationTarget.Global);
}

/** For the person, in every window. Rejects when the editor can't write its settings file. */
export async function writeSetting(key: 'profiles' | 'regions', value: readonly string[]): Promise<void> {
  await workspace.getConfiguration('halt').update(key, value, ConfigurationTarget.Global);
}

/** Whether VS Code puts its proxy only on requests that bring no agent of their own. Source: VS Code's `http.proxySupport`. */
export function proxyNeedsPlainRequests(): boolean {
  const support: unknown = workspace.getConfiguration('http').get('proxySupport');
  return support === 'on' || support === 'fallback';
}
