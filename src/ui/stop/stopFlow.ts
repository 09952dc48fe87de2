import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { RequestOutcome } from '../../history/entry.ts';
import { type Failure, saysItself } from '../../model/failure.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { LackingPlace, Scope } from '../../model/scope.ts';
import { type ConfirmedPlan, StalePlanError } from '../../stopping/confirmation.ts';
import type { Operation } from '../../model/operation.ts';
import { type Plan, sendable } from '../../stopping/plan/plan.ts';
import type { Reach } from '../../stopping/plan/proposal.ts';
import type { Stopping, Want } from '../../stopping/stopping.ts';
import type { Around } from './around.ts';
import { confirmPlan } from './confirmPlan.ts';
import { confirmProposal, type Proposed } from './confirmProposal.ts';
import {
  type AskedFor,
  type Drafts,
  type PromptChoice,
  type PromptFrame,
  type PromptParts,
  type SignIn,
  tellVoid,
  voidCause,
} from './promptFrame.ts';
import type { OnePrompt, Seat } from './onePrompt.ts';
import { createLookAt, type PlanPages, type WayBack } from './planPages.ts';
import type { RunResult } from '../../stopping/runResult.ts';
import { createLearnt } from './learnt.ts';
import { type Again, confirmableAgain } from './unsent.ts';
import type { IsProduction } from '../words/targetNames.ts';
import { isRefusedByAws } from '../words/changeFailures.ts';
import { showWait } from '../editor/showWait.ts';
import { oneLine, remark, showOnViews, warn } from '../words/say.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { type Whose, whoseAt } from '../../model/sight.ts';

export interface StopFlowParts {
  readonly stopping: Stopping;
  readonly plans: PlanPages;
  /** Opens the page of what came of these runs. */
  readonly showResult: (runs: readonly string[]) => void;
  /** The places that are chosen: with more than one, each message says where what it names is. */
  readonly chosen: () => readonly Scope[];
  readonly isProduction: IsProduction;
  readonly signIn: SignIn;
  readonly clock: Pick<Clock, 'now'>;
  readonly onePrompt: OnePrompt;
  /** Hears whom the plan found each profile to belong to, after the person has seen it. */
  readonly accounts: Pick<Accounts, 'asking' | 'learn' | 'shown'>;
  readonly onError: (error: unknown) => void;
}

/** How a way to a change ended. */
export type FlowEnd =
  /** The person said no, or left. */
  | { readonly type: 'declined' }
  /** Another prompt is open. */
  | { readonly type: 'busy' }
  /** Nothing of it can be done; the plan says why. */
  | { readonly type: 'blocked'; readonly plan: Plan }
  /** Given up or too old before the person had answered. */
  | { readonly type: 'void'; readonly cause: unknown }
  /** AWS has answered; the first of the plans, where one dialog asked about several. */
  | { readonly type: 'sent'; readonly plan: Plan; readonly result: RunResult };

/** They went back to the last of the steps that came before. */
type FlowOrBack = FlowEnd | { readonly type: 'back' };

/** The one way to every change: plan, prompt, call, tracker. Whoever starts it, from wherever. */
export interface StopFlow {
  /** For the person. `unread`: where it is not known what runs, when the operation is about everything. `besides`: what they chose with it that no plan can hold, and why. */
  start(
    refs: readonly TargetRef[],
    operation: Operation,
    unread?: readonly LackingPlace[],
    besides?: readonly string[],
  ): Promise<void>;
  /** The same, after so many steps in which they said what they mean. `back`: they want to see the last of those again, and find in `drafts` what they wrote. */
  startBehind(steps: number, want: Want, drafts: Drafts): Promise<'back' | 'ended'>;
  /**
   * For the person: several operations in one dialog. They have the seat from the first list on: `gather` asks what they mean,
   * until `signal` says that they have begun another stop; undefined when they left. It is called again when they go back to it, and begins with the last of its steps then.
   */
  startAll(reach: Reach, gather: (signal: AbortSignal) => Promise<Gathered | undefined>): Promise<void>;
  /** For an agent or another extension: the same prompt, answered by the person. Refused at once while another is open. */
  ask(refs: readonly TargetRef[], operation: Operation, asked: AskedFor): Promise<FlowEnd>;
}

/** Holds nothing between two stops: the seat is `onePrompt`'s. */
export function createStopFlow(parts: StopFlowParts): StopFlow {
  return {
    start: async (refs, operation, unread = [], besides = []) => {
      await begin(parts, { kind: 'one', want: { refs, operation }, unread, besides, steps: 0 });
    },
    startBehind: async (steps, want, drafts) => {
      const end = await begin(parts, { kind: 'one', want, unread: [], steps }, drafts);
      return end.type === 'back' ? 'back' : 'ended';
    },
    startAll: async (reach, gather) => {
      let end: FlowOrBack | undefined;
      const drafts: Drafts = new Map();
      do {
        const seat = parts.onePrompt.take('person', 'gathering');
        if (!seat) {
          tellBusy();
          return;
        }
        try {
          const gathered = await gather(seat.signal);
          end =
            gathered && seat.renew()
              ? await converse(parts, seat, { kind: 'all', reach, ...gathered }, drafts)
              : undefined;
        } finally {
          seat.release();
        }
      } while (end?.type === 'back');
    },
    ask: async (refs, operation, asked) => {
      const seat = parts.onePrompt.take('other');
      const wish: Wish = { kind: 'one', want: { refs, operation }, unread: [], steps: 0, asked };
      const end = seat ? await converse(parts, seat, wish) : ({ type: 'busy' } as const);
      return end.type === 'back' ? { type: 'declined' } : end;
    },
  };
}

/** What the person means, and what they know beside it. */
export interface Gathered {
  readonly wants: readonly Want[];
  readonly around: Around;
  /** Whether the settings forbid something else by now than when they said it: then they see the last of their steps again, with what is so now. */
  readonly isOutdated?: () => boolean;
  /** In how many steps they said it, to the last of which there is a way back. */
  readonly steps: number;
}

/** What a prompt is wished for, behind so many steps. `seen`: by {@link refKey}, whose each thing was as the person saw it last. */
type Wish = { readonly seen?: Map<string, Whose> } & (
  | {
      readonly kind: 'one';
      readonly want: Want;
      readonly unread: readonly LackingPlace[];
      readonly besides?: readonly string[];
      readonly steps: number;
      readonly asked?: AskedFor;
    }
  | ({ readonly kind: 'all'; readonly reach: Reach } & Gathered)
);

/** The same wish, which knows whose each thing is on the screen now, where it didn't know it before. */
function withSeen({ shown }: Pick<Accounts, 'shown'>, wish: Wish): Wish & Required<Pick<Wish, 'seen'>> {
  const seen = new Map(wish.seen);
  for (const ref of (wish.kind === 'one' ? [wish.want] : wish.wants).flatMap(({ refs }) => refs)) {
    const whose = shown(ref.scope.profile);
    if (whose.account !== undefined && !seen.has(refKey(ref))) seen.set(refKey(ref), whose);
  }
  return { ...wish, seen };
}

/** What the person is asked about. */
type Question = { readonly kind: 'one'; readonly plan: Plan } | { readonly kind: 'all'; readonly proposed: Proposed };

/** For the person, who has the seat of whoever holds it. */
async function begin(
  parts: StopFlowParts,
  wish: Wish,
  drafts: Drafts = new Map(),
  shown: Plan[] = [],
): Promise<FlowOrBack> {
  const seat = parts.onePrompt.take('person');
  if (seat) return converse(parts, seat, wish, drafts, shown);
  tellBusy();
  return { type: 'busy' };
}

function tellBusy(): void {
  remark(oneLine(l10n.t('Another prompt is open. Answer it first.')));
}

/** `shown`: the pages on which the person has looked at the plan so far. */
async function converse(
  parts: StopFlowParts,
  seat: Seat,
  wished: Wish,
  drafts: Drafts = new Map(),
  shown: Plan[] = [],
): Promise<FlowOrBack> {
  const wish = withSeen(parts.accounts, wished);
  const asked = wish.kind === 'one' ? wish.asked : undefined;
  const signal = asked ? AbortSignal.any([seat.signal, asked.signal]) : seat.signal;
  const learnt = createLearnt((id) => {
    for (const plan of shown.filter((one) => one.id === id)) parts.plans.update(learnt.latest(plan));
  });
  const frame = {
    signal,
    showing: seat.showing,
    latest: learnt.latest,
    stepsBefore: wish.steps,
    drafts,
    besides: wish.kind === 'one' ? (wish.besides ?? []) : [],
    ...(asked && { asked }),
  };
  // A reason is given once, however often the person looks at the details.
  let said = wish.kind === 'all' ? wish.around.said : undefined;
  const showPlan = (plan: Plan, back?: WayBack): void => {
    shown.push(plan);
    parts.plans.show(plan, back);
  };
  // Whoever asks has an answer once the person has left; the person alone can begin again.
  const lookAt = createLookAt(showPlan, () => {
    if (!asked) void begin(parts, { ...wish, steps: 0 }, drafts, shown).catch(parts.onError);
  });
  const isOutdated = (): boolean => wish.kind === 'all' && wish.isOutdated?.() === true;
  const showListAgain = (): FlowOrBack => {
    remark(oneLine(l10n.t('The list has just changed. Look at it again, then choose.')));
    return { type: 'back' };
  };
  try {
    for (;;) {
      if (isOutdated()) return showListAgain();
      const askedWhose = parts.accounts.asking();
      const question = await makePlans(parts, wish, AbortSignal.any([signal, learnt.begin()]), learnt.hear);
      const cause = voidCause(frame);
      // Nobody misses a plan that was never on the screen; who read one is waiting for the next.
      if (cause !== undefined) return shown.length > 0 ? tellVoid(frame, cause) : { type: 'void', cause };
      if (!question) return { type: 'declined' };
      const plans = question.kind === 'one' ? [question.plan] : question.proposed.proposal.plans;
      // The next plan is about what this one shows, and about nothing of another account.
      for (const { identity, targets } of plans.flatMap(({ groups }) => groups))
        if (identity) for (const { ref } of targets) wish.seen.set(refKey(ref), whoseAt(identity));
      try {
        const choice = await confirmQuestion({ ...parts, showPlan, lookAt }, question, {
          ...frame,
          ...(said && { said }),
        });
        // What the plan showed is what the person knows now; a changed account voids this plan, not the next one.
        for (const { identity } of plans.flatMap(({ groups }) => groups))
          if (identity) parts.accounts.learn(identity, askedWhose);
        switch (choice.type) {
          case 'no':
            return { type: 'declined' };
          case 'back':
          case 'void':
            return choice;
          case 'blocked':
            return { type: 'blocked', plan: choice.plan };
          case 'again':
            said = choice.said;
            if (seat.renew()) break;
            // They have stopped something else while they read the plan, and come back to this one.
            return asked ? tellVoid(frame, signal.reason) : await begin(parts, wish, drafts, shown);
          case 'confirmed': {
            asked?.onConfirmed();
            learnt.end();
            // The next prompt need not wait for AWS's answer.
            seat.release();
            return await runAll(parts, wish, choice.confirmed, shown);
          }
        }
      } catch (error) {
        if (!(error instanceof StalePlanError)) throw error;
        if (isOutdated()) return showListAgain();
        remark(oneLine(l10n.t('Things changed meanwhile. Here is an updated plan.')));
        if (!seat.renew()) return tellVoid(frame, signal.reason);
      }
    }
  } finally {
    learnt.end();
    seat.release();
    if (asked) for (const plan of shown) parts.plans.leave(plan);
  }
}

/** Opens the prompt for these: one dialog, however many operations they are. */
export async function askAnew(flow: Pick<StopFlow, 'startBehind' | 'startAll'>, wants: readonly Want[]): Promise<void> {
  const [only, ...more] = wants;
  if (only && more.length === 0) await flow.startBehind(0, only, new Map());
  else if (only) {
    await flow.startAll('selected', () => Promise.resolve({ wants, around: nothingAround, steps: 0 }));
  }
}

function confirmQuestion(
  parts: StopFlowParts & Pick<PromptParts, 'showPlan' | 'lookAt'>,
  question: Question,
  frame: PromptFrame,
): Promise<PromptChoice> {
  return question.kind === 'one'
    ? confirmPlan(parts, question.plan, frame)
    : confirmProposal(parts, question.proposed, frame);
}

/** Sends all that one dialog confirmed, at once: a plan waits for no other. */
async function runAll(
  parts: StopFlowParts,
  wish: Wish,
  confirmed: readonly ConfirmedPlan[],
  shown: readonly Plan[],
): Promise<FlowEnd> {
  const looked = ({ operation }: Plan): readonly Plan[] =>
    shown.filter((seen) => seen.operation.type === operation.type);
  for (const { plan } of confirmed) {
    for (const seen of looked(plan)) parts.plans.sending(seen, sendable(plan));
  }
  const running = Promise.all(
    confirmed.map(async (one) => ({ plan: one.plan, result: await parts.stopping.run(one) })),
  );
  showOnViews(running);
  const runs = await running;
  for (const { plan, result } of runs) {
    for (const seen of looked(plan)) parts.plans.sent(seen, parts.clock.now(), result);
  }
  // Not awaited: the person goes on working while it is followed.
  const again = confirmableAgain(
    runs.map(({ result }) => result),
    parts.chosen(),
    parts.isProduction,
  );
  void offerAgain(parts, wish, again).catch(parts.onError);
  const [first] = runs;
  return first ? { type: 'sent', ...first } : { type: 'declined' };
}

/** Names in one message what can be confirmed again, with a button for each kind that opens the prompt for just that. The button sends nothing. */
async function offerAgain(parts: StopFlowParts, wish: Wish, all: readonly Again[]): Promise<void> {
  const result = l10n.t('Show Result');
  const runs = [...new Set(all.flatMap((one) => one.runs))];
  const signIn = l10n.t('Sign In');
  const unsigned = [...new Set(all.flatMap((one) => one.unsigned))];
  const [leading, ...others] = [
    ...(unsigned.length > 0 ? [signIn] : []),
    ...all.map((one) => one.button),
    ...(runs.length > 0 ? [result] : []),
  ];
  if (leading === undefined) return;
  const pressed = await warn(all.map(({ message }) => message).join(' '), leading, ...others);
  if (pressed === signIn) {
    const rest = all.map((one) => ({ ...one, unsigned: [] }));
    void offerAgain(parts, wish, rest).catch(parts.onError);
    await parts.signIn(unsigned);
    return;
  }
  if (pressed === result) {
    parts.showResult(runs);
    return offerAgain(
      parts,
      wish,
      all.map((one) => ({ ...one, runs: [] })),
    );
  }
  const chosen = all.find(({ button }) => button === pressed);
  if (!chosen) return;
  // The editor takes a message away with its first button; the rest can still be confirmed.
  const rest = all.filter((one) => one !== chosen);
  void offerAgain(parts, wish, rest).catch(parts.onError);
  const before = (wish.kind === 'one' ? [wish.want] : wish.wants).flatMap((one) => one.beside ?? []);
  const wants = chosen.wants.map((want) => ({ ...want, beside: [...before, ...want.beside] }));
  const [want] = wants;
  if (wish.kind === 'all')
    await begin(parts, { kind: 'all', reach: wish.reach, wants, around: nothingAround, steps: 0 });
  else if (want) await begin(parts, { kind: 'one', want, unread: [], steps: 0 });
}

const nothingAround: Around = { unread: [], forbidden: [] };

/** Undefined when the person cancelled, or when nobody asks any more. */
async function makePlans(
  parts: StopFlowParts,
  wish: Wish,
  signal: AbortSignal,
  hear: (plan: Plan) => void,
): Promise<Question | undefined> {
  const { stopping } = parts;
  const meant = (want: Want): Want => ({ ...want, whose: new Map([...(wish.seen ?? []), ...(want.whose ?? [])]) });
  const make = async (given: AbortSignal): Promise<Question> => {
    switch (wish.kind) {
      case 'one': {
        const plan = await stopping.plan(wish.want.refs, wish.want.operation, given, hear, meant(wish.want));
        return { kind: 'one', plan: { ...plan, unread: wish.unread } };
      }
      case 'all': {
        const proposal = await stopping.propose(wish.wants.map(meant), wish.reach, given, hear);
        return { kind: 'all', proposed: { proposal, ...wish.around } };
      }
    }
  };
  return showWait(l10n.t('Reading the current state…'), make, signal);
}

/** A call's answer as the state history keeps it. */
export function requestOutcome(failure: Failure | undefined, requestId: string | undefined): RequestOutcome {
  const id = requestId ?? failure?.requestId;
  const about = id === undefined ? {} : { requestId: id };
  if (!failure) return { result: 'accepted', ...about };
  // As in the audit log: what a proxy or a helper program wrote isn't kept on the disk.
  const message = saysItself(failure) ? failure.message : (failure.code ?? failure.kind);
  const undone = isRefusedByAws(failure) ? 'refused' : 'not-sent';
  return { result: failure.mayHaveHappened ? 'unknown' : undone, message, ...about };
}
