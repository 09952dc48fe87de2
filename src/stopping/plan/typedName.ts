import { typedForm, visibleName } from '../../base/shownText.ts';
import type { Operation } from '../../model/operation.ts';
import { shortId } from '../../model/resources/target.ts';
import { type Plan, productionGroups, sendable } from './plan.ts';
import { type Proposal, sendableOf } from './proposal.ts';

/** What a person has to type before something in production is changed. */
export interface TypedName {
  /** The name as the prompt shows it: on one line, and without characters that can't be typed. */
  readonly shown: string;
  /** Typing any one of these is enough. */
  readonly accepted: readonly string[];
  /** Set where the name contains the number of targets, which then needn't be typed by itself. */
  readonly isCounted?: true;
}

/** In characters. Of a longer name it is the id that has to be typed, or a word and the number of targets. */
const LONGEST_NAME = 100;

/**
 * The name to type for a plan; undefined where nothing that would be sent is in production. For one target it is the target's own, for several or for a safety
 * lever the profiles'. A target's id and, for profiles, their account ids are accepted as well. Of several profiles whose names are too long together it is what is done, and
 * to how many.
 */
export function typedName(plan: Plan): TypedName | undefined {
  return typedNameOfAll([plan]);
}

/** {@link typedName} as a list of one text or none, for those who work with {@link textsToType} as well. */
export function textsOfPlan(plan: Plan): readonly TypedName[] {
  const name = typedName(plan);
  return name ? [name] : [];
}

/** Where a filter chose the targets and nobody picked them one by one, their number has to be typed if there are more than this. */
export const MOST_UNCOUNTED = 10;
/**
 * The word to type for operations that stop something. An emergency stop asks for it alone, however many production accounts it is about. It is the
 * same in every language, as it has to be on every keyboard.
 */
const STOP_WORD = 'stop';

function wordFor(operation: Operation): string {
  switch (operation.type) {
    case 'start':
      return 'start';
    case 'continue':
      return operation.action === 'CONTINUE' ? 'continue' : STOP_WORD;
    case 'disengage-lever':
      return 'disengage';
    default:
      return STOP_WORD;
  }
}

/** All that has to be typed, in this order, before a proposal may be confirmed. */
export function textsToType(proposal: Proposal): readonly TypedName[] {
  const { reach, plans } = proposal;
  const isProduction = plans.some((plan) => productionGroups(plan).length > 0);
  switch (reach) {
    case 'emergency':
      return isProduction ? [wanted(STOP_WORD, [])] : [];
    case 'selected': {
      const name = typedNameOfAll(plans);
      return name ? [name] : [];
    }
    case 'matching': {
      const name = typedNameOfAll(plans);
      const count = sendableOf(proposal).length;
      const isCounted = name?.isCounted === true || count <= MOST_UNCOUNTED;
      return [...(name ? [name] : []), ...(isCounted ? [] : [wanted(String(count), [])])];
    }
  }
}

/** Whether every wanted text is among those that were typed, from its first to its last letter. */
export function areTyped(wants: readonly TypedName[], typed: readonly string[]): boolean {
  return wants.every((one) => typed.some((text) => judgeTyped(one, text) === 'complete'));
}

function typedNameOfAll(plans: readonly Plan[]): TypedName | undefined {
  const production = plans.flatMap(productionGroups);
  if (production.length === 0) return undefined;
  const going = plans.flatMap(sendable);
  const [only, ...more] = going;
  if (only && more.length === 0 && only.ref.kind !== 'lever') {
    return wanted(only.name, [shortId(only.ref), only.ref.id]);
  }
  const profiles = [...new Set(production.map(({ scope }) => scope.profile))];
  const names = visibleName(typedForm(profiles.join(' ')));
  const [first] = plans.filter((plan) => sendable(plan).length > 0);
  if (first && profiles.length > 1 && (names === undefined || names.length > LONGEST_NAME)) {
    return { ...wanted(`${wordFor(first.operation)} ${going.length}`, []), isCounted: true };
  }
  const accounts = [...new Set(production.flatMap(({ identity }) => identity?.account ?? []))].join(' ');
  return wanted(profiles.join(' '), [accounts]);
}

function wanted(name: string, ids: readonly string[]): TypedName {
  const own = visibleName(typedForm(name)) ?? '';
  const accepted = [own, ...ids.map(typedForm)].filter((text) => text !== '');
  const typeable = own !== '' && own.length <= LONGEST_NAME ? own : accepted.find((text) => text !== own);
  return { shown: typeable ?? own, accepted };
}

/** How far the typed text has come. `beginning`: it can still become one of the accepted names; an empty text can become any of them. */
export function judgeTyped({ accepted }: TypedName, text: string): 'complete' | 'beginning' | 'other' {
  const typed = typedForm(text);
  if (typed !== '' && accepted.includes(typed)) return 'complete';
  // Letter by letter: an accented letter may be typed as the letter and then the accent.
  const letters = typed.normalize('NFKD');
  return accepted.some((name) => name.normalize('NFKD').startsWith(letters)) ? 'beginning' : 'other';
}
