import { typedForm, visibleName } from '../../base/shownText.ts';
import { shortId } from '../../model/resources/target.ts';
import { type Plan, productionGroups, sendable } from './plan.ts';
import { type Proposal, sendableOf } from './proposal.ts';

/** What a person has to type before something in production is changed. */
export interface TypedName {
  /** As it is shown: never empty, on one line, and without what can't be typed. */
  readonly shown: string;
  /** Each of these is enough. */
  readonly accepted: readonly string[];
}

/** Longer than this, nobody types it: the id is asked for. */
const LONGEST_NAME = 100;

/**
 * The name to type for a plan; undefined where nothing that would be sent is in production. For one target it is the target's own, for several or for a safety
 * lever the profiles'. A target's id and, for profiles, their account ids are accepted as well.
 */
export function typedName(plan: Plan): TypedName | undefined {
  return typedNameOfAll([plan]);
}

/** More targets than this that nobody picked one by one: their number is typed. */
export const MOST_UNCOUNTED = 10;
/** Typed once, however many production accounts an emergency stop is about. The same in every language: it has to be on every keyboard. */
const EMERGENCY_WORD = 'stop';

/** All that has to be typed, in this order, before a proposal may be confirmed. */
export function textsToType(proposal: Proposal): readonly TypedName[] {
  const { reach, plans } = proposal;
  const isProduction = plans.some((plan) => productionGroups(plan).length > 0);
  switch (reach) {
    case 'emergency':
      return isProduction ? [wanted(EMERGENCY_WORD, [])] : [];
    case 'matching': {
      const name = typedNameOfAll(plans);
      const count = sendableOf(proposal).length;
      return [...(name ? [name] : []), ...(count > MOST_UNCOUNTED ? [wanted(String(count), [])] : [])];
    }
  }
}

/** Whether each of them was typed, whole. */
export function areTyped(wants: readonly TypedName[], typed: readonly string[]): boolean {
  return wants.every((one) => typed.some((text) => judgeTyped(one, text) === 'complete'));
}

function typedNameOfAll(plans: readonly Plan[]): TypedName | undefined {
  const production = plans.flatMap(productionGroups);
  if (production.length === 0) return undefined;
  const [only, ...more] = plans.flatMap(sendable);
  if (only && more.length === 0 && only.ref.kind !== 'lever') {
    return wanted(only.name, [shortId(only.ref), only.ref.id]);
  }
  const profiles = [...new Set(production.map(({ scope }) => scope.profile))].join(' ');
  const accounts = [...new Set(production.flatMap(({ identity }) => identity?.account ?? []))].join(' ');
  return wanted(profiles, [accounts]);
}

function wanted(name: string, ids: readonly string[]): TypedName {
  const own = visibleName(typedForm(name)) ?? '';
  const accepted = [own, ...ids.map(typedForm)].filter((text) => text !== '');
  const typeable = own !== '' && own.length <= LONGEST_NAME ? own : accepted.find((text) => text !== own);
  return { shown: typeable ?? own, accepted };
}

/** `beginning`: what is typed can still become one of the accepted names; nothing at all is the beginning of each. */
export function judgeTyped({ accepted }: TypedName, text: string): 'complete' | 'beginning' | 'other' {
  const typed = typedForm(text);
  if (typed !== '' && accepted.includes(typed)) return 'complete';
  // Letter by letter: an accented letter may be typed as the letter and then the accent.
  const letters = typed.normalize('NFKD');
  return accepted.some((name) => name.normalize('NFKD').startsWith(letters)) ? 'beginning' : 'other';
}
