import { commands, type Memento } from 'vscode';
import type { Stopping, Want } from '../stopping/stopping.ts';
import { offerForce } from '../ui/news/offerForce.ts';
import { resultSource } from '../ui/records/auditSource.ts';
import type { RecordPages } from '../ui/records/recordPages.ts';
import { createOnePrompt } from '../ui/stop/onePrompt.ts';
import { createPlanPages } from '../ui/stop/planPages.ts';
import { createRunReporter, type RunReporter } from '../ui/stop/results/runReporter.ts';
import { askAnew, createStopFlow } from '../ui/stop/stopFlow.ts';
import type { Ongoing } from './ongoing.ts';
import { createIsProduction } from './isProduction.ts';
import type { Knowledge } from './knowledge.ts';
import type { Platform } from './platform.ts';

export type Prompts = ReturnType<typeof createPrompts>;

/** Makes the way from a wish to the prompt, with the pages of plans and of what came of them. */
export function createPrompts(
  { clock }: Pick<Platform, 'clock'>,
  { inventory, accounts, scopes, guards }: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'guards'>,
  {
    ongoing: { stopping, signIn },
    records,
    memory,
    onError,
  }: {
    readonly ongoing: Pick<Ongoing, 'stopping' | 'signIn'>;
    readonly records: RecordPages;
    readonly memory: Memento;
    readonly onError: (error: unknown) => void;
  },
) {
  const { audit, startable, follow } = stopping;
  const onePrompt = createOnePrompt(clock);
  const isProduction = createIsProduction(guards, { inventory, accounts });
  const startAgain = (want: Want) => askAnew(stopFlow, [want]);
  const auditParts = { audit, startable, follow, clock, isProduction, ask: startAgain };
  const showResult = (runs: readonly string[]) => records.show(resultSource(runs, auditParts));
  const plans = createPlanPages({ memory, records, showResult, onError });
  /** With several, the command asks which. */
  const signInAny = async (profiles: readonly string[]): Promise<boolean> => {
    const [only, ...more] = profiles;
    if (only !== undefined && more.length === 0) return signIn(only);
    await commands.executeCommand('halt.signIn');
    return false;
  };
  const stopFlow = createStopFlow({
    stopping,
    plans,
    showResult,
    clock,
    onePrompt,
    accounts,
    chosen: scopes.all,
    isProduction,
    info: (profile) => scopes.info(profile),
    signIn: signInAny,
    onError,
  });
  return { onePrompt, plans, stopFlow, auditParts, showResult, startAgain, isProduction, signInAny };
}

/** Which window claims the ends of stops just now, and for how many milliseconds at most: it may have gone meanwhile. */
const TURN = 'claims the ends of stops';
const TURN_FOR = 10_000;

/** Has the end of what was confirmed told, in one of the windows. */
export function reportRuns(
  platform: Pick<Platform, 'clock' | 'claim' | 'giveBack' | 'isOnlyWindow' | 'onDidChangeWindows'>,
  { scopes, guards }: Pick<Knowledge, 'scopes' | 'guards'>,
  {
    stopping: { follow },
    prompts: { stopFlow, showResult, startAgain, isProduction, signInAny },
    onError,
  }: {
    readonly stopping: Pick<Stopping, 'follow'>;
    readonly prompts: Pick<Prompts, 'stopFlow' | 'showResult' | 'startAgain' | 'isProduction' | 'signInAny'>;
    readonly onError: (error: unknown) => void;
  },
): RunReporter {
  const chosen = scopes.all;
  const forceStop = (meant: Pick<Want, 'refs' | 'whose'>) =>
    askAnew(stopFlow, [{ operation: { type: 'force-stop', skipOsShutdown: false }, ...meant }]);
  return createRunReporter({
    follow,
    clock: platform.clock,
    chosen,
    isProduction,
    showResult,
    onError,
    claim: (name) => platform.claim(name, Infinity),
    giveBack: (name) => platform.giveBack(name),
    takeTurn: () => platform.claim(TURN, TURN_FOR),
    endTurn: () => platform.giveBack(TURN),
    isAlone: () => platform.isOnlyWindow(),
    onDidChangeWindows: platform.onDidChangeWindows,
    signIn: signInAny,
    tryAgain: (wants) => askAnew(stopFlow, wants),
    startAgain,
    offerForce: (all) => offerForce({ chosen, guards, isProduction, forceStop }, all),
  });
}
