import type { Beside } from './leftBeside.ts';
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
  /** The person answered when nobody asked for it any more. */
  | { readonly type: 'void'; readonly cause: unknown }
  /** The person goes back to the last step before the plan. */
  | { readonly type: 'back' }
  | { readonly type: 'no' };

/** What the person wrote on the way to one change, so that they find it again however far they go back. */
export type Drafts = Map<'reason' | 'ticket', string>;

/** The circumstances of a prompt: until when its answer counts, and who asks when it isn't the person. */
export interface PromptFrame {
  /** The plan with what has become known of it since it was made. */
  readonly latest: (plan: Plan) => Plan;
  /** Aborted when the answer no longer counts; its reason says why. */
  readonly signal: AbortSignal;
  /** {@link Seat.showing}: everything that asks the person something runs in it. */
  readonly showing: Seat['showing'];
  readonly asked?: AskedFor;
  /** In how many steps the person said what they mean before the plan was made. They are counted, and there is a way back to the last. */
  readonly stepsBefore?: number;
  /** What the person wrote in steps to which they may come back. */
  readonly drafts: Drafts;
  /** What the person chose as well, and why no plan can hold it. */
  readonly besides: readonly Beside[];
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
  /** Whether it was asked for so long ago (by the wall clock or by elapsed time) that the answer is void. */
  readonly isTooOld: () => boolean;
  /** Called when the plan is made and the person is asked. */
  readonly onPrompt: () => void;
  /** Called when the person has confirmed. From then on the asker can't give it up, and it can't become too old. */
  readonly onConfirmed: () => void;
}

/**
 * Shows plans' pages with a message. Resolves with true when the person goes back to the prompt from the page or the message, and with false when
 * they close the message.
 */
export type LookAt<Shown> = (shown: readonly Shown[], message: string, label: string) => Promise<boolean>;

/** Signs in with these profiles (at least one). Resolves with whether that is done; a sign-in in a terminal is only begun here. */
export type SignIn = (profiles: readonly string[]) => Promise<boolean>;

export interface PromptParts {
  readonly signIn: SignIn;
  readonly stopping: Pick<Stopping, 'confirm' | 'confirmAll' | 'lacksReason' | 'lastReasons'>;
  /** Opens the whole plan as a page. */
  readonly showPlan: (plan: Plan) => void;
  /** Opens plans as pages, with a way back to the prompt. */
  readonly lookAt: LookAt<Plan>;
}

/** Why the person's answer no longer counts; undefined while it does. */
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
