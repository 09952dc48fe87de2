import {
  type CancellationToken,
  type InputBox,
  InputBoxValidationSeverity,
  type InputBoxOptions,
  l10n,
  type MessageItem,
  ProgressLocation,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  type QuickPickOptions,
  type ThemeIcon,
  window,
} from 'vscode';
import { inertText } from '../../base/shownText.ts';
import { notTooSoon } from './notTooSoon.ts';

// The one door to VS Code's messages, inputs, picks, progress and status: it makes links and icons of what it finds in a text, and a name tag is a text that
// anybody may have written. Lint forbids the functions behind this file everywhere else.

/** At least one: the editor cuts a notification without a button to one line. */
export type Buttons<B extends string> = readonly [B, ...B[]];

const inertIfAny = (text: string | undefined) => (text === undefined ? undefined : inertText(text));

/** A notification. Returns the button that was pressed; undefined when it was closed. */
export async function inform<B extends string>(message: string, ...buttons: Buttons<B>): Promise<B | undefined> {
  return window.showInformationMessage(inertText(message), ...buttons);
}

/** A warning; else as {@link inform}. */
export async function warn<B extends string>(message: string, ...buttons: Buttons<B>): Promise<B | undefined> {
  return window.showWarningMessage(inertText(message), ...buttons);
}

/** An error; else as {@link inform}. */
export async function complain<B extends string>(message: string, ...buttons: Buttons<B>): Promise<B | undefined> {
  return window.showErrorMessage(inertText(message), ...buttons);
}

declare const short: unique symbol;
/** A sentence that fits on the one line of a notification without a button, in every language. */
export type OneLine = string & { readonly [short]: true };

/** For a sentence as it stands in the code, with nothing put in: a test reads how long it is. */
export const oneLine = (sentence: string): OneLine => sentence as OneLine;

/** A notification after which there is nothing to do. Not awaited: it may lie in the list of notifications for hours. */
export function remark(sentence: OneLine): void {
  void window.showInformationMessage(sentence);
}

/** A modal dialog. Each of `lines` is one line, whatever is in it. Returns the button that was pressed; undefined when it was cancelled. What is pressed before anybody can have read it is no answer: it stays. */
export async function askInDialog<B extends MessageItem>(
  message: string,
  lines: readonly string[],
  ...buttons: readonly B[]
): Promise<B | undefined> {
  const detail = lines.map((line) => inertText(line)).join('\n');
  const items = buttons.map((button) => ({ ...button, title: inertText(button.title), button }));
  const ask = () => window.showWarningMessage(inertText(message), { modal: true, detail }, ...items);
  const choice = await notTooSoon(ask, () => performance.now());
  return choice?.button;
}

/** For a few seconds in the status bar. */
export function mention(message: string, milliseconds = 3_000): void {
  window.setStatusBarMessage(inertText(message, 200), milliseconds);
}

/** Shows that something is under way until `work` is over. */
export async function showProgress<T>(
  title: string,
  work: (report: (message: string) => void, token: CancellationToken) => Promise<T>,
): Promise<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title: inertText(title) },
    (progress, token) => work((message) => progress.report({ message: inertText(message) }), token),
  );
}

/** What shows on Halt's own views that something is under way. */
const viewIds = ['halt.resources', 'halt.running'];

/** Shows on Halt's views that something is under way, until `work` is over. Nothing covers what the person is doing. */
export function showOnViews(work: Promise<unknown>): void {
  const over = work.then(
    () => undefined,
    () => undefined,
  );
  for (const viewId of viewIds) void window.withProgress({ location: { viewId } }, () => over);
}

/** Asks for a text that may be anything that `validateInput` lets pass. It stays open when the focus leaves. */
export async function askText(
  options: Pick<InputBoxOptions, 'placeHolder'> & {
    readonly title: string;
    readonly prompt: string;
    readonly validateInput?: (text: string) => string | undefined;
  },
): Promise<string | undefined> {
  const { title, prompt, placeHolder, validateInput } = options;
  return window.showInputBox({
    title: inertText(title),
    prompt: inertText(prompt),
    ignoreFocusOut: true,
    ...(placeHolder === undefined ? {} : { placeHolder: inertText(placeHolder) }),
    ...(validateInput && {
      validateInput: (text) => inertIfAny(validateInput(text)),
    }),
  });
}

/** One step of an input in several. */
export interface InputStep {
  readonly title: string;
  readonly prompt: string;
  /** What is wrong with a text, which then isn't accepted; undefined where it is right. */
  readonly validate?: (text: string) => string | undefined;
  /** Texts to choose from, as long as nothing is typed. */
  readonly offers?: readonly Offer[];
  /** Stands above the offers, and is for no text at all. Absent where a text is required. */
  readonly skip?: string;
  /** What was said here before, when the person comes back to it. */
  readonly said?: string;
  /** Hears what was said here, also when the person goes back from it: for `said`, the next time. */
  readonly keep?: (text: string) => void;
}

/** A text that is offered where one is asked for. */
export interface Offer {
  readonly text: string;
  /** Where it is from. */
  readonly from: string;
}

/**
 * Asks for a text a step, with a way back and, from `first` on, the number of each, behind so many steps that somebody else asked: `back` to the last of those. Nothing happens with
 * the last one: whoever asks shows a dialog after it, which is one step more. Undefined when the person left, or when `until` was aborted.
 */
export async function askStepsAfter(
  earlier: number,
  steps: readonly InputStep[],
  until?: AbortSignal,
  first?: StepNumbers,
): Promise<readonly string[] | 'back' | undefined> {
  const typed = steps.map(({ said = '' }) => said);
  for (let at = 0; ;) {
    const step = steps[at];
    if (!step) return at < 0 ? 'back' : typed;
    if (until?.aborted === true) return undefined;
    const numbers = first && { ...first, step: first.step + at };
    const place = { ...numbers, hasBack: earlier + at > 0, value: typed[at] ?? '' };
    const end = await (step.offers?.length
      ? askOffered(step, step.offers, place, until)
      : askTyped(step, place, until));
    if (end.type === 'left') return undefined;
    typed[at] = end.text;
    step.keep?.(end.text);
    at += end.type === 'back' ? -1 : 1;
  }
}

/** Which step of how many: only where the plan has told how many there are. */
export interface StepNumbers {
  readonly step: number;
  readonly totalSteps: number;
}

/** `value`: what was said there before. */
type ShownStep = Partial<StepNumbers> & { readonly hasBack: boolean; readonly value: string };

type StepEnd = { readonly type: 'said' | 'back'; readonly text: string } | { readonly type: 'left' };

function askTyped(step: InputStep, place: ShownStep, until: AbortSignal | undefined): Promise<StepEnd> {
  const box = window.createInputBox();
  box.prompt = inertText(step.prompt);
  return endOfStep(box, step, place, until, (end) => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      const trouble = step.validate?.(box.value);
      if (trouble === undefined) end({ type: 'said', text: box.value });
      else box.validationMessage = inertText(trouble);
    });
  });
}

/** A row of a step with offers. One without a text is not to be taken: it says what is wanted. */
type OfferRow = PickRow & { readonly text?: string };

/**
 * What is typed counts before what is offered: a text that comes faster than its row is drawn is taken as it stands. The row that has the focus by itself is never
 * an offer, so that Enter alone takes none: a person types or moves to one.
 */
function askOffered(
  step: InputStep,
  offers: readonly Offer[],
  place: ShownStep,
  until: AbortSignal | undefined,
): Promise<StepEnd> {
  const box = window.createQuickPick<OfferRow>();
  box.placeholder = inertText(step.prompt);
  return endOfStep(box, step, place, until, (end) => {
    box.items = offerRows(step, offers, box.value);
    box.onDidChangeValue((typed) => {
      box.items = offerRows(step, offers, typed);
    });
    box.onDidAccept(() => {
      const text = box.value.trim() === '' ? box.activeItems[0]?.text : box.value;
      if (text === undefined) return;
      // What can't be taken makes room for what is offered.
      if (step.validate?.(text) === undefined) end({ type: 'said', text });
      else box.value = '';
    });
  });
}

/** What stands below the text that is typed: the offers, or the text itself with what it is for, since the editor hides a placeholder behind the first letter. */
export function offerRows(step: InputStep, offers: readonly Offer[], typed: string): readonly OfferRow[] {
  const { prompt, skip, validate } = step;
  if (typed.trim() !== '') return [{ label: pickText(typed), detail: pickText(prompt), text: typed, alwaysShow: true }];
  const wanted = {
    label: pickText(validate?.('') ?? prompt),
    description: pickText(l10n.t('type it, or choose one below')),
  };
  const first: OfferRow = skip === undefined ? wanted : { label: pickText(skip), text: '' };
  return [first, ...offers.map(({ text, from }) => ({ label: pickText(text), description: pickText(from), text }))];
}

/** Shows one step's box until it was answered or left. */
function endOfStep(
  box: InputBox | QuickPick<OfferRow>,
  step: InputStep,
  { value, hasBack, ...numbers }: ShownStep,
  until: AbortSignal | undefined,
  listen: (end: (how: StepEnd) => void) => void,
): Promise<StepEnd> {
  showStep(box, step.title, hasBack, numbers);
  box.value = value;
  return new Promise((resolve) => {
    const leave = () => end({ type: 'left' });
    const end = (how: StepEnd) => {
      until?.removeEventListener('abort', leave);
      resolve(how);
      box.dispose();
    };
    until?.addEventListener('abort', leave, { once: true });
    box.onDidTriggerButton(() => end({ type: 'back', text: box.value }));
    box.onDidHide(leave);
    listen(end);
    box.show();
  });
}

/** Asks for one of some rows, as one step of several. Undefined when the person left. */
export async function askChoice<T extends PickRow>(
  rows: readonly T[],
  { title, prompt }: Pick<InputStep, 'title' | 'prompt'>,
  hasBack: boolean,
): Promise<T | 'back' | undefined> {
  const box = window.createQuickPick<T>();
  box.items = rows;
  box.placeholder = inertText(prompt);
  showStep(box, title, hasBack);
  try {
    return await new Promise((resolve) => {
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidAccept(() => resolve(box.activeItems[0]));
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

type StepBox = InputBox | QuickPick<QuickPickItem>;

function showStep(box: StepBox, title: string, hasBack: boolean, numbers?: Partial<StepNumbers>): void {
  box.step = numbers?.step;
  box.totalSteps = numbers?.totalSteps;
  box.title = inertText(title);
  box.ignoreFocusOut = true;
  box.buttons = hasBack ? [QuickInputButtons.Back] : [];
}

/** An input box that says something while a text is being typed. */
export interface TextBox {
  readonly box: Pick<
    InputBox,
    'value' | 'show' | 'hide' | 'dispose' | 'onDidAccept' | 'onDidChangeValue' | 'onDidHide' | 'onDidTriggerButton'
  >;
  /** Under the box: `trouble` is red, `note` isn't; undefined says nothing. */
  readonly say: (kind: 'note' | 'trouble', words: string | undefined) => void;
}

/** It stays open when the focus leaves. As one step of several it has its number, and the way back as its only button. */
export function createTextBox(options: {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value?: string;
  readonly numbers?: StepNumbers;
}): TextBox {
  const box = window.createInputBox();
  box.title = inertText(options.title);
  if (options.numbers) showStep(box, options.title, options.numbers.step > 1, options.numbers);
  box.prompt = inertText(options.prompt);
  box.placeholder = inertText(options.placeholder);
  box.value = options.value ?? '';
  // Somebody who types and sees what they were looking for clicks on it: what they typed must not go then.
  box.ignoreFocusOut = true;
  return {
    box,
    say: (kind, words) => {
      const severity = kind === 'trouble' ? InputBoxValidationSeverity.Error : InputBoxValidationSeverity.Info;
      box.validationMessage = words === undefined ? undefined : { message: inertText(words), severity };
    },
  };
}

declare const shown: unique symbol;
/** A text that has been through {@link pickText}. */
export type PickText = string & { readonly [shown]: true };

/** A text for a row of a pick, in which VS Code makes icons of `$(…)`. */
export function pickText(text: string): PickText {
  return inertText(text, 300) as PickText;
}

/** A row of a pick. Its icon is a ThemeIcon, never a part of the label. */
export interface PickRow extends QuickPickItem {
  readonly label: PickText;
  readonly description?: PickText;
  readonly detail?: PickText;
  readonly iconPath?: ThemeIcon;
}

/** A heading between the rows of a pick. The label may be anybody's text. */
export function separator(label: string): PickRow {
  return { label: pickText(label), kind: QuickPickItemKind.Separator };
}

/** A pick that its caller fills and shows. */
export function createPick<T extends PickRow>(): QuickPick<T> {
  return window.createQuickPick<T>();
}

/** Asks for one of some rows. */
export async function pickOne<T extends PickRow>(
  rows: readonly T[],
  options: Pick<QuickPickOptions, 'ignoreFocusOut' | 'matchOnDescription'> & {
    readonly title: string;
    readonly placeHolder?: string;
  },
): Promise<T | undefined> {
  const { title, placeHolder, ...rest } = options;
  return window.showQuickPick([...rows], {
    ...rest,
    title: inertText(title),
    ...(placeHolder === undefined ? {} : { placeHolder: inertText(placeHolder) }),
  });
}

/** Lets one row be taken, of which `first` is the one that Enter takes at first. Undefined when the person left. */
export async function pickStartingAt<T extends PickRow>(
  rows: readonly T[],
  first: T,
  title: string,
): Promise<T | undefined> {
  const pick = createPick<T>();
  pick.title = inertText(title);
  pick.items = rows;
  pick.activeItems = [first];
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.activeItems[0]));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}
