import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { LackingPlace, Scope } from '../../model/scope.ts';
import { type ConfirmedPlan, StalePlanError } from '../../stopping/confirmation.ts';
import type { Operation } from '../../model/operation.ts';
import { type Plan, sendable } from '../../stopping/plan/plan.ts';
import type { Reach } from '../../stopping/plan/proposal.ts';
import type { Stopping, Want } from '../../stopping/stopping.ts';
import type { Around } from './around.ts';
import type { Beside } from './leftBeside.ts';
import { aroundInFull } from './proposalDialog.ts';
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
import { showWait, type WaitedFor } from '../editor/showWait.ts';
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
  /** What the shared config says of a profile. */
  readonly info: WaitedFor['info'];
  readonly signIn: SignIn;
  readonly clock: Pick<Clock, 'now'>;
  readonly onePrompt: OnePrompt;
  /** Is told, after the person has seen the plan, which account the plan found behind each profile. */
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
  /** The request was given up, or became too old, before the person answered. */
  | { readonly type: 'void'; readonly cause: unknown }
  /** AWS has answered. `plan` and `result` are those of the first plan where one dialog asked about several. */
  | { readonly type: 'sent'; readonly plan: Plan; readonly result: RunResult };

/** Also: the person went back to the last step before the plan. */
type FlowOrBack = FlowEnd | { readonly type: 'back' };

/** The one way to every change, whoever starts it: plan, prompt, calls, following. */
export interface StopFlow {
  /** A stop that the person starts. `unread`: places of which it is not known what runs there, for an operation that is about everything. `besides`: what they chose as well and why no plan can hold it. */
  start(
    refs: readonly TargetRef[],
    operation: Operation,
    unread?: readonly LackingPlace[],
    besides?: readonly Beside[],
  ): Promise<void>;
  /** {@link StopFlow.start} after `steps` steps in which the person said what they mean. Resolves with `back` when they want to see the last of these again; what they wrote is in `drafts`. */
  startBehind(steps: number, want: Want, drafts: Drafts): Promise<'back' | 'ended'>;
  /**
   * Several operations in one dialog, started by the person, who has the seat from the first list on. `gather` asks what they mean; its `signal` aborts when
   * they begin another stop; undefined when they leave. It is called again when they go back, and then begins with its last step.
   */
  startAll(reach: Reach, gather: (signal: AbortSignal) => Promise<Gathered | undefined>): Promise<void>;
  /** A stop that an agent or another extension asks for: the same prompt, answered by the person. Refused at once while another prompt is open. */
  ask(refs: readonly TargetRef[], operation: Operation, asked: AskedFor): Promise<FlowEnd>;
}

/** Keeps no state between two stops; the seat belongs to `onePrompt`. */
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
  /** Whether the settings forbid something else by now than when the person chose: then they see the last of their steps again. */
  readonly isOutdated?: () => boolean;
  /** How many steps they took; there is a way back to the last. */
  readonly steps: number;
}

/** What a prompt is to be about. `steps`: how many steps came before it. `seen`: by {@link refKey}, the account of each thing when the person last saw it. */
type Wish = { readonly seen?: Map<string, Whose> } & (
  | {
      readonly kind: 'one';
      readonly want: Want;
      readonly unread: readonly LackingPlace[];
      readonly besides?: readonly Beside[];
      readonly steps: number;
      readonly asked?: AskedFor;
    }
  | ({ readonly kind: 'all'; readonly reach: Reach } & Gathered)
);

/** The wish with the accounts of its things as the screen shows them now, where it didn't know them yet. */
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

/** Starts a prompt for the person, who gets the seat from whoever has it, unless a dialog is open. */
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

/** Makes plans and asks the person, again and again until there is an answer. `shown`: the plans whose pages the person has looked at so far. */
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
  // The person gives a reason once, however often they look at the details.
  let said = wish.kind === 'all' ? wish.around.said : undefined;
  const around = aroundInFull(wish.kind === 'one' ? { forbidden: [], besides: frame.besides } : wish.around);
  const showPlan = (made: Plan, back?: WayBack): void => {
    const plan = around.length > 0 ? { ...made, around } : made;
    shown.push(plan);
    parts.plans.show(plan, back);
  };
  // An agent or extension has its answer once the person leaves; only a person's own prompt can begin again.
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
      // A plan that was never on the screen ends without a message; a person who has read one is waiting for the next.
      if (cause !== undefined) return shown.length > 0 ? tellVoid(frame, cause) : { type: 'void', cause };
      if (!question) return { type: 'declined' };
      const plans = question.kind === 'one' ? [question.plan] : question.proposed.proposal.plans;
      // The next plan has to be of the same accounts as this one.
      for (const { identity, targets } of plans.flatMap(({ groups }) => groups))
        if (identity) for (const { ref } of targets) wish.seen.set(refKey(ref), whoseAt(identity));
      try {
        const choice = await confirmQuestion({ ...parts, showPlan, lookAt }, question, {
          ...frame,
          ...(said && { said }),
        });
        // The person knows the plan's accounts now, so a changed account only voids this plan, and not the next.
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
            // The person has stopped something else while they read the plan, and comes back to this one.
            return asked ? tellVoid(frame, signal.reason) : await begin(parts, wish, drafts, shown);
          case 'confirmed': {
            asked?.onConfirmed();
            learnt.end();
            // The next prompt needn't wait for AWS's answer.
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

/** Opens a prompt for these targets: one dialog, however many operations they are. */
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

/** Sends everything that one dialog confirmed at once: no plan waits for another. */
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

/** Names in one message what can be confirmed again. A button for each kind opens the prompt for that; the button itself sends nothing. */
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
  // The editor closes a message when one of its buttons is pressed. What is left is offered in a new one.
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

/** Reads AWS and makes the plans. Undefined when the person cancels, or the signal aborts. */
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
  const refs = wish.kind === 'one' ? wish.want.refs : wish.wants.flatMap((want) => want.refs);
  const profiles = () => refs.map(({ scope }) => scope.profile);
  return showWait(l10n.t('Reading the current state…'), make, { profiles, info: parts.info }, signal);
}
