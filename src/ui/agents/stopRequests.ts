import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { hasPassed, momentOf } from '../../base/deadline.ts';
import { plainText } from '../../base/plainText.ts';
import { refKey } from '../../model/resources/resource.ts';
import type { Asker } from '../../stopping/confirmation.ts';
import { plainStop } from '../../stopping/operation.ts';
import type { Follow } from '../../stopping/stopping.ts';
import { forbiddingSetting } from '../settings/forbidden.ts';
import type { OnePrompt, VoidCause } from '../stop/onePrompt.ts';
import type { StopFlow } from '../stop/stopFlow.ts';
import type { StopRequest } from './api.ts';
import type { FactParts } from './facts.ts';
import { findNamed } from './named.ts';
import { createRequestBook, statusOf, targetOf } from './requestBook.ts';
import { counted } from '../words/counted.ts';

export interface StopRequestParts extends FactParts {
  readonly clock: Clock;
  readonly stopFlow: Pick<StopFlow, 'ask'>;
  readonly onePrompt: Pick<OnePrompt, 'isTaken'>;
  readonly follow: Pick<Follow, 'following' | 'onDidEnd'>;
  /** Whether the person trusts the folder that is open; undefined where the editor doesn't tell. */
  readonly isTrusted: () => boolean | undefined;
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

/** Stops that somebody other than the person asks for, and what became of them. */
export interface StopRequests {
  /** Resolves as {@link StopRequest} says, after a minute at the latest. Aborting `signal` gives it up. Never rejects. */
  request(
    arns: unknown,
    asker: { readonly by: Asker; readonly reason: unknown; readonly signal: AbortSignal },
  ): Promise<StopRequest>;
  get(id: string): StopRequest | undefined;
  dispose(): void;
}

/** Milliseconds until the asker is answered, whatever the person does. */
const ANSWER_AFTER = 60_000;
/** Milliseconds in which the person's answer counts. */
const REQUEST_LIFE = 2 * 60_000;
/** More than one prompt is read for. */
const MOST_TARGETS = 500;
const LONGEST_REASON = 500;

/** The setting of VS Code that says that a folder isn't trusted by itself. */
const TRUST_SETTING = 'security.workspace.trust.enabled';

export function createStopRequests(parts: StopRequestParts): StopRequests {
  const book = createRequestBook(parts.follow);
  const asked = async (
    id: string,
    arns: unknown,
    { by, reason, signal }: { readonly by: Asker; readonly reason: unknown; readonly signal: AbortSignal },
  ): Promise<StopRequest> => {
    const begun = momentOf(parts.clock);
    const wanted = textsOf(arns);
    if (!wanted) {
      const message = counted(
        l10n.t(
          '{0, plural, one {“arns” has to be a list of # ARN or id.} other {“arns” has to be a list of 1 to # ARNs or ids.}}',
        ),
        MOST_TARGETS,
      );
      return { id, status: 'invalid', message, targets: [] };
    }
    const isTrusted = parts.isTrusted();
    if (isTrusted !== true) {
      const message = isTrusted === false ? untrustedWords() : trustUnknownWords();
      return { id, ...statusOf('forbidden'), setting: TRUST_SETTING, message, targets: [] };
    }
    // Before anything is read: a second request is refused at once.
    if (parts.onePrompt.isTaken()) return { id, ...statusOf('busy'), targets: [] };
    book.read(id, []);
    const named = await findNamed(parts, wanted);
    const unknown = named.unknown.map((index) => plainText(wanted[index] ?? '', 200));
    const refs = [...new Map(named.refs.map((ref) => [refKey(ref), ref])).values()];
    const targets = refs.map(targetOf);
    const [first] = refs;
    // All or nothing: what a person is asked for is what was asked for.
    if (unknown.length > 0 || !first) {
      const { unread } = named;
      const message = unread.length > 0 ? unreadWords() : statusOf('not-found').message;
      return book.end({ id, status: 'not-found', message, unknown, ...(unread.length > 0 && { unread }), targets });
    }
    if (refs.some(({ kind }) => kind !== first.kind)) {
      const message = l10n.t(
        'Ask for instances, service deployments and experiments apart: each has a prompt of its own.',
      );
      return book.end({ id, status: 'invalid', message, targets });
    }
    const { type } = plainStop[first.kind];
    for (const { scope } of refs) {
      const setting = forbiddingSetting(parts.settings(), scope, parts.accounts.of(scope.profile), type);
      if (setting === undefined) continue;
      const place = `${plainText(scope.profile, 60)} (${scope.region})`;
      const message = l10n.t('{0} forbids changes in {1}. Nothing was asked.', setting, place);
      return book.end({ id, status: 'forbidden', setting, message, targets });
    }
    book.read(id, refs);
    const said = typeof reason === 'string' ? plainText(reason.trim(), LONGEST_REASON) : '';
    const isTooOld = () => hasPassed(begun, REQUEST_LIFE, parts.clock);
    const life = new AbortController();
    const end = (cause: VoidCause) => life.abort(cause);
    const giveUp = () => end('given-up');
    const left = REQUEST_LIFE - (parts.clock.elapsed() - begun.elapsed);
    const cancel = parts.clock.after(Math.max(0, left), () => end('too-old'));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    else if (isTooOld()) end('too-old');
    try {
      const flow = await parts.stopFlow.ask(refs, plainStop[first.kind], {
        by,
        ...(said !== '' && { reason: said }),
        signal: life.signal,
        isTooOld,
        onPrompt: () => book.open(id, refs),
      });
      return book.settle(id, flow, refs, by);
    } finally {
      cancel();
      signal.removeEventListener('abort', giveUp);
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
        cancel = parts.clock.after(ANSWER_AFTER, () =>
          resolve(book.get(id) ?? { id, ...statusOf('reading'), targets: [] }),
        );
      });
      return Promise.race([work, late]).finally(cancel);
    },
    get: (id) => book.get(id),
    dispose: () => book.dispose(),
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
const untrustedWords = () =>
  l10n.t('The folder isn’t trusted ({0}): in Restricted Mode nobody but the person can ask for a stop.', TRUST_SETTING);
const trustUnknownWords = () => l10n.t('This editor doesn’t tell whether the folder is trusted. Nothing was asked.');
