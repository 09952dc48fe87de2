import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { hasPassed, type Moment, momentOf, whenPassed } from '../../base/deadline.ts';
import { plainText } from '../../base/plainText.ts';
import type { OperationType } from '../../model/operation.ts';
import { refKey, type StoppableRef } from '../../model/resources/resource.ts';
import type { Asker } from '../../stopping/confirmation.ts';
import { plainStop } from '../../stopping/operation.ts';
import type { Follow } from '../../stopping/stopping.ts';
import type { OnePrompt, VoidCause } from '../stop/onePrompt.ts';
import type { StopFlow } from '../stop/stopFlow.ts';
import type { StopRequest } from './api.ts';
import { findNamed, type NamedParts } from './named.ts';
import { createRequestBook, statusOf, targetOf } from './requestBook.ts';
import { counted } from '../words/counted.ts';
import { placeName } from '../words/targetNames.ts';

export interface StopRequestParts extends NamedParts {
  readonly clock: Clock;
  readonly stopFlow: Pick<StopFlow, 'ask'>;
  readonly onePrompt: Pick<OnePrompt, 'isTaken'>;
  readonly follow: Pick<Follow, 'following' | 'onDidEnd'>;
  /** Whether the person trusts the folder that is open; undefined where the editor doesn't tell. */
  readonly isTrusted: () => boolean | undefined;
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

/** Who asks, and in which words. Aborting `signal` gives the request up. */
interface Asking {
  readonly by: Asker;
  readonly reason: unknown;
  readonly signal: AbortSignal;
}

/** Stops that somebody other than the person asks for, and what became of them. */
export interface StopRequests {
  /** Resolves as {@link StopRequest} says, after a minute at the latest. Aborting `signal` gives it up. Never rejects. */
  request(arns: unknown, asker: Asking): Promise<StopRequest>;
  get(id: string): StopRequest | undefined;
  dispose(): void;
}

/** Milliseconds until the asker is answered, whatever the person does. */
const REPLY_AFTER = 60_000;
/** Milliseconds in which the person's answer counts. */
const REQUEST_LIFE = 2 * 60_000;
/** More than one prompt is read for. */
const MOST_TARGETS = 500;
const LONGEST_REASON = 500;

/** The setting of VS Code that says that a folder isn't trusted by itself. */
const TRUST_SETTING = 'security.workspace.trust.enabled';

/** What is left of a request once it was read: what a person is asked about, or why nobody is asked. */
type Checked =
  | { readonly type: 'ask'; readonly refs: readonly [StoppableRef, ...StoppableRef[]] }
  | { readonly type: 'answered'; readonly request: StopRequest };

/** Holds nothing that sends: what it asks for goes through the prompt, in which a person confirms or doesn't. */
export function createStopRequests(parts: StopRequestParts): StopRequests {
  const book = createRequestBook(parts.follow);
  const asked = async (id: string, arns: unknown, asker: Asking): Promise<StopRequest> => {
    const begun = momentOf(parts.clock);
    const checked = await check(parts, book, id, arns);
    if (checked.type === 'answered') return checked.request;
    const { refs } = checked;
    book.read(id, refs);
    const { by, reason } = asker;
    const said = typeof reason === 'string' ? plainText(reason.trim(), LONGEST_REASON) : '';
    const life = createLife(parts.clock, begun, asker.signal);
    // The editor closes no dialog: the person may leave it open long after it has become void.
    life.signal.addEventListener('abort', () => book.void(id, voidCauseOf(life.signal), refs, by), { once: true });
    try {
      const flow = await parts.stopFlow.ask(refs, plainStop[refs[0].kind], {
        by,
        ...(said !== '' && { reason: said }),
        signal: life.signal,
        isTooOld: life.isTooOld,
        onPrompt: () => book.open(id, refs),
        onConfirmed: life.end,
      });
      const isVoid = life.signal.aborted && flow.type === 'declined';
      return book.settle(id, isVoid ? { type: 'void', cause: voidCauseOf(life.signal) } : flow, refs, by);
    } finally {
      life.end();
    }
  };

  return {
    request: async (arns, asker) => {
      const id = parts.newId();
      const work = asked(id, arns, asker).catch((error: unknown) => {
        parts.onError(error);
        return book.fail(id);
      });
      let cancel = () => {};
      const late = new Promise<StopRequest>((resolve) => {
        cancel = parts.clock.after(REPLY_AFTER, () =>
          resolve(book.get(id) ?? { id, ...statusOf('reading'), targets: [] }),
        );
      });
      return Promise.race([work, late]).finally(cancel);
    },
    get: (id) => book.get(id),
    dispose: () => book.dispose(),
  };
}

/** Reads what is asked for, and asks the guards. All or nothing: what a person is asked for is what was asked for. */
async function check(
  parts: StopRequestParts,
  book: ReturnType<typeof createRequestBook>,
  id: string,
  arns: unknown,
): Promise<Checked> {
  const answered = (request: StopRequest): Checked => ({ type: 'answered', request });
  const wanted = textsOf(arns);
  if (!wanted) {
    const message = counted(
      l10n.t(
        '{0, plural, one {“arns” has to be a list of # ARN or id.} other {“arns” has to be a list of 1 to # ARNs or ids.}}',
      ),
      MOST_TARGETS,
    );
    return answered({ id, status: 'invalid', message, targets: [] });
  }
  const isTrusted = parts.isTrusted();
  if (isTrusted !== true) {
    const message = isTrusted === false ? untrustedWords() : trustUnknownWords();
    return answered({ id, ...statusOf('forbidden'), setting: TRUST_SETTING, message, targets: [] });
  }
  // Before anything is read: a second request is refused at once.
  if (parts.onePrompt.isTaken()) return answered({ id, ...statusOf('busy'), targets: [] });
  book.read(id, []);
  const named = await findNamed(parts, wanted);
  const textsAt = (indices: readonly number[]) => indices.map((index) => plainText(wanted[index] ?? '', 200));
  const unknown = textsAt(named.unknown);
  const idle = named.idle.length > 0 ? { idle: textsAt(named.idle) } : {};
  const [first, ...others] = new Map(named.refs.map((ref) => [refKey(ref), ref])).values();
  const refs = first ? [first, ...others] : [];
  const targets = refs.map(targetOf);
  if (unknown.length > 0) {
    const { unread, several } = named;
    const lacking = unread.length > 0 ? { unread } : {};
    const ambiguous = several.map(({ index, places }) => ({ named: plainText(wanted[index] ?? '', 200), places }));
    const unclear = ambiguous.length > 0 ? { ambiguous } : {};
    const message =
      ambiguous.length > 0 ? severalWords() : unread.length > 0 ? unreadWords() : statusOf('not-found').message;
    return answered(book.end({ id, status: 'not-found', message, unknown, ...unclear, ...lacking, ...idle, targets }));
  }
  if (named.idle.length > 0 || !first) {
    return answered(book.end({ id, status: 'blocked', message: noDeploymentWords(), ...idle, targets }));
  }
  if (refs.some(({ kind }) => kind !== first.kind)) {
    const message = l10n.t('Ask for instances, service deployments and experiments apart: each has its own prompt.');
    return answered(book.end({ id, status: 'invalid', message, targets }));
  }
  const forbidden = forbiddenIn(parts, refs, plainStop[first.kind].type);
  if (forbidden) return answered(book.end({ id, status: 'forbidden', ...forbidden, targets }));
  return { type: 'ask', refs: [first, ...others] };
}

/** The setting that forbids it in one of the places, and a sentence that says so. */
function forbiddenIn(parts: StopRequestParts, refs: readonly StoppableRef[], type: OperationType) {
  for (const { scope } of refs) {
    const setting = parts.guards.forbidding(scope, type);
    if (setting === undefined) continue;
    return { setting, message: l10n.t('{0} forbids changes in {1}. Nothing was asked.', setting, placeName(scope)) };
  }
  return undefined;
}

const voidCauseOf = ({ reason }: AbortSignal): VoidCause => (reason === 'given-up' ? 'given-up' : 'too-old');

/** How long a request holds: until the asker gives it up, or it is too old. `end` is called when it is over. */
function createLife(clock: Clock, begun: Moment, given: AbortSignal) {
  const isTooOld = () => hasPassed(begun, REQUEST_LIFE, clock);
  const life = new AbortController();
  const end = (cause: VoidCause) => life.abort(cause);
  const giveUp = () => end('given-up');
  const cancel = whenPassed(begun, REQUEST_LIFE, clock, () => end('too-old'));
  given.addEventListener('abort', giveUp, { once: true });
  if (given.aborted) giveUp();
  else if (isTooOld()) end('too-old');
  return {
    signal: life.signal,
    isTooOld,
    end: () => {
      cancel();
      given.removeEventListener('abort', giveUp);
    },
  };
}

/** The list of texts that was asked for; undefined where it isn't one. */
function textsOf(value: unknown): readonly string[] | undefined {
  try {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_TARGETS) return undefined;
    const texts = Array.from(value, (one: unknown) => one);
    return texts.every((one) => typeof one === 'string') ? texts : undefined;
  } catch {
    // Another extension's list may be anything, such as one whose members throw.
    return undefined;
  }
}

const unreadWords = () =>
  l10n.t('Not everything that was named was found, and not every place could be read. Nothing was asked.');
const severalWords = () =>
  l10n.t(
    'What was named fits several chosen profiles, whose accounts have the same number at different endpoints; “ambiguous” names them. Ask the person which one is meant, to stop it there in Halt. Nothing was asked.',
  );
const noDeploymentWords = () =>
  l10n.t(
    'Of a service that was named no deployment is under way that could be stopped; “idle” says which. Nothing was asked.',
  );
const untrustedWords = () =>
  l10n.t('The folder isn’t trusted ({0}): in Restricted Mode nobody but the person can ask for a stop.', TRUST_SETTING);
const trustUnknownWords = () => l10n.t('This editor doesn’t tell whether the folder is trusted. Nothing was asked.');
