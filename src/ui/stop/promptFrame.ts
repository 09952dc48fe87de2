import type { Said, Asker, ConfirmedPlan } from '../../stopping/confirmation.ts';
import type { Plan } from '../../stopping/plan/plan.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import { voidWords } from '../words/asked.ts';
import { remark } from '../words/say.ts';
import type { Seat } from './onePrompt.ts';

/** `again`: the person looked at the details and wants to be asked again, with a fresh plan. */
export type PromptChoice =
  | { readonly type: 'confirmed'; readonly confirmed: readonly ConfirmedPlan[] }
  | { readonly type: 'again'; readonly said?: Said }
  /** Nothing of the plan can be done. */
  | { readonly type: 'blocked'; readonly plan: Plan }
  /** The person said yes to what nobody asks for any more. */
  | { readonly type: 'void'; readonly cause: unknown }
  /** To the last of the steps that came before the plan. */
  | { readonly type: 'back' }
  | { readonly type: 'no' };

/** What was written on one way to a change: whoever goes back, however far, finds it again. */
export type Drafts = Map<'reason' | 'ticket', string>;

/** What a prompt stands in: until when its answer counts, and who asks when it isn't the person. */
export interface PromptFrame {
  /** The plan with what has become known of it since it was made. */
  readonly latest: (plan: Plan) => Plan;
  /** Aborted when the answer doesn't count any more; its reason is the cause. */
  readonly signal: AbortSignal;
  /** As in the seat: whatever asks the person something runs in it. */
  readonly showing: Seat['showing'];
  readonly asked?: AskedFor;
  /** In how many steps the person said what they mean, before the plan: they are counted, and there is a way back to the last. */
  readonly stepsBefore?: number;
  /** What they wrote in steps that they may come back to. */
  readonly drafts: Drafts;
  /** What the person chose with it that no plan can hold, and why: a sentence each. */
  readonly besides: readonly string[];
  /** What the person has said already, before they looked at the details. */
  readonly said?: Said;
}

/** A stop that somebody other than the person asks for. */
export interface AskedFor {
  readonly by: Asker;
  /** In the asker's own words. */
  readonly reason?: string;
  /** Aborted when they give up. */
  readonly signal: AbortSignal;
  /** Whether it was asked for so long ago, by either clock, that the answer is void. */
  readonly isTooOld: () => boolean;
  /** The plan is made, and the person is asked from now on. */
  readonly onPrompt: () => void;
  /** The person has confirmed: from now on it isn't theirs to give up, nor too old. */
  readonly onConfirmed: () => void;
}

/** Whether the person goes back to the prompt from the plan's page, or from the message beside it; false once they take the message away. */
export type LookAt<Shown> = (shown: readonly Shown[], message: string, label: string) => Promise<boolean>;

/** Renews what these profiles need, of which there is one at least. Whether that is done: a sign-in in a terminal is only begun. */
export type SignIn = (profiles: readonly string[]) => Promise<boolean>;

export interface PromptParts {
  readonly signIn: SignIn;
  readonly stopping: Pick<Stopping, 'confirm' | 'confirmAll' | 'lacksReason' | 'lastReasons'>;
  /** Opens the whole plan as a page. */
  readonly showPlan: (plan: Plan) => void;
  /** The same with a way back to the prompt. */
  readonly lookAt: LookAt<Plan>;
}

/** Why the answer doesn't count any more. Undefined as long as the person's answer counts. */
export function voidCause({ signal, asked }: PromptFrame): unknown {
  if (signal.aborted) return signal.reason;
  return asked?.isTooOld() === true ? 'too-old' : undefined;
}

/** Tells the person in a message why the answer doesn't count, and returns that. `cause` is what {@link voidCause} found. */
export function tellVoid(
  { asked }: Pick<PromptFrame, 'asked'>,
  cause: unknown,
): { readonly type: 'void'; readonly cause: unknown } {
  remark(voidWords(cause, asked?.by));
  return { type: 'void', cause };
}
