import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { refKey, type StoppableRef } from '../../model/resources/resource.ts';
import type { Asker } from '../../stopping/confirmation.ts';
import { isBlocked, type Plan } from '../../stopping/plan/plan.ts';
import { isObserved } from '../../stopping/verdict.ts';
import type { Ended } from '../../stopping/follow/tracker.ts';
import type { Follow } from '../../stopping/stopping.ts';
import type { FlowEnd } from '../stop/stopFlow.ts';
import type { VoidCause } from '../stop/onePrompt.ts';
import { voidWords } from '../words/asked.ts';
import { askedOf, changeFailureWords, isRefusedByAws } from '../words/changeFailures.ts';
import { findingWords } from '../words/findings/findings.ts';
import { verdictWords } from '../words/verdicts.ts';
import type { StopRequest, StopStatus, StopTarget } from './api.ts';
import { createEarlyEnds } from './earlyEnds.ts';

/** All requests of agents and extensions, from the first reading for them on, with what became of each. */
export interface RequestBook {
  /** Halt looks for what the request names, and reads it. No prompt is open yet. */
  read(id: string, refs: readonly StoppableRef[]): void;
  /** Its prompt is open. */
  open(id: string, refs: readonly StoppableRef[]): void;
  /** An answer to its prompt doesn't count any more, though the prompt may still be open. */
  void(id: string, cause: VoidCause, refs: readonly StoppableRef[], by: Asker): void;
  /** How its prompt ended. */
  settle(id: string, end: FlowEnd, refs: readonly StoppableRef[], by: Asker): StopRequest;
  /** It ended before there was a prompt. */
  end(request: StopRequest): StopRequest;
  /** Halt could not carry it out. */
  fail(id: string): StopRequest;
  get(id: string): StopRequest | undefined;
  dispose(): void;
}

/** The number of requests that are remembered. */
const MOST_KEPT = 200;
const LONGEST_TEXT = 400;

/** Keeps up to 200 requests, for this window alone: those that are over are forgotten first. Listens to the ends of stops until it is disposed. */
export function createRequestBook(follow: Pick<Follow, 'following' | 'onDidEnd'>): RequestBook {
  const kept = new Map<string, StopRequest>();
  /** The request, and which of its targets, by the id under which a stop is followed. */
  const followed = new Map<string, { readonly request: string; readonly target: string }>();
  /** The requests of which Halt has not seen how all of it ended. */
  const unseen = new Set<string>();
  const forget = (id: string): void => {
    kept.delete(id);
    unseen.delete(id);
  };
  const noteEnd = (id: string, { verdict }: Ended): void => {
    if (!isObserved(verdict)) unseen.add(id);
  };
  const atEnd = (id: string) => statusOf(unseen.has(id) ? 'unwatched' : 'ended');
  const keep = (request: StopRequest): StopRequest => {
    kept.set(request.id, request);
    // What is over goes first, then what nobody was asked yet: whoever asks on and on makes nobody's open request forgotten, and no stop that is under way.
    for (const mayGo of [isOver, (status: StopStatus) => status === 'reading']) {
      for (const [old, { status }] of kept) {
        if (kept.size <= MOST_KEPT) return request;
        if (old !== request.id && mayGo(status)) forget(old);
      }
    }
    return request;
  };
  const early = createEarlyEnds(() =>
    [...kept.values()].some(({ status }) => status === 'reading' || status === 'waiting'),
  );
  const settled = (request: StopRequest): StopRequest => {
    const said = keep(request);
    early.settled();
    return said;
  };
  const ended = ({ tracked, verdict }: Ended): void => {
    const at = followed.get(tracked.id);
    followed.delete(tracked.id);
    const request = at && kept.get(at.request);
    if (!at) early.add({ tracked, verdict });
    if (!request) return;
    noteEnd(request.id, { tracked, verdict });
    const outcome = outcomeOf({ tracked, verdict });
    const targets = request.targets.map((one) => (keyOf(one) === at.target ? { ...one, untrusted: { outcome } } : one));
    const open = [...followed.values()].some((one) => one.request === request.id);
    // Of what AWS refused, a look was still to tell whether it had ended already.
    const staysRefused = request.status === 'refused' && verdict.type === 'refused';
    keep(open || staysRefused ? { ...request, targets } : { ...request, ...atEnd(request.id), targets });
  };
  const stopListening = follow.onDidEnd(ended);

  const sent = (
    id: string,
    { plan, result }: FlowEnd & { type: 'sent' },
    refs: readonly StoppableRef[],
  ): StopRequest => {
    const answers = new Map(result.answers.map((answer) => [refKey(answer.tracked.ref), answer]));
    const still = new Set(follow.following().map((tracked) => tracked.id));
    const why = blockedWords(plan);
    const targets = refs.map((ref): StopTarget => {
      const one = targetOf(ref);
      const answer = answers.get(refKey(ref));
      if (!answer)
        return { ...one, accepted: false, untrusted: { outcome: why.get(refKey(ref)) ?? l10n.t('not sent') } };
      const { failure, tracked, previous, current } = answer;
      const end = early.of(tracked.id);
      if (still.has(tracked.id)) followed.set(tracked.id, { request: id, target: refKey(ref) });
      else if (!end && failure?.mayHaveHappened === true) unseen.add(id);
      if (end) {
        noteEnd(id, end);
        return { ...one, accepted: failure === undefined, untrusted: { outcome: outcomeOf(end) } };
      }
      const outcome = failure
        ? plainText(changeFailureWords(failure, askedOf(tracked)).sentence, LONGEST_TEXT)
        : plainText([previous, current].filter(Boolean).join(' → '), 100) || l10n.t('accepted');
      return { ...one, accepted: failure === undefined, untrusted: { outcome } };
    });
    const failures = result.answers.flatMap(({ failure }) => failure ?? []);
    const open = [...followed.values()].some((one) => one.request === id);
    if (failures.length < result.answers.length) return { id, ...(open ? statusOf('stopping') : atEnd(id)), targets };
    if (failures.some(({ mayHaveHappened }) => mayHaveHappened))
      return { id, ...(open ? { status: 'stopping', message: inDoubtWords() } : atEnd(id)), targets };
    // `refused` is said only where AWS has answered: what never left wasn't refused by it.
    const isRefusal = failures.some(isRefusedByAws);
    return { id, ...(isRefusal ? statusOf('refused') : { status: 'refused', message: notSentWords() }), targets };
  };

  return {
    read: (id, refs) => void keep({ id, ...statusOf('reading'), targets: refs.map(targetOf) }),
    end: settled,
    open: (id, refs) => void keep({ id, ...statusOf('waiting'), targets: refs.map(targetOf) }),
    void: (id, cause, refs, by) => {
      const { status } = kept.get(id) ?? {};
      if (status === 'waiting' || status === 'reading')
        keep({ id, status: 'void', message: voidWords(cause, by), targets: refs.map(targetOf) });
    },
    settle: (id, end, refs, by) => {
      const targets = refs.map(targetOf);
      switch (end.type) {
        case 'declined':
        case 'busy':
          return settled({ id, ...statusOf(end.type), targets });
        case 'void':
          return settled({ id, status: 'void', message: voidWords(end.cause, by), targets });
        case 'blocked': {
          const why = blockedWords(end.plan);
          const explained = targets.map((one) => {
            const outcome = why.get(keyOf(one));
            return outcome === undefined ? one : { ...one, untrusted: { outcome } };
          });
          return settled({ id, ...statusOf('blocked'), targets: explained });
        }
        case 'sent':
          return settled(sent(id, end, refs));
      }
    },
    fail: (id) => settled({ id, ...statusOf('failed'), targets: kept.get(id)?.targets ?? [] }),
    get: (id) => kept.get(id),
    dispose: stopListening,
  };
}

const outcomeOf = ({ tracked, verdict }: Ended): string =>
  plainText(verdictWords(verdict, tracked.operation, tracked.ref.scope), LONGEST_TEXT);

/** Why each target of a plan that is left out can't be stopped, by its key. */
function blockedWords(plan: Plan): ReadonlyMap<string, string> {
  const blocked = plan.groups.flatMap((group) => group.targets.filter(isBlocked));
  return new Map(
    blocked.map((one) => {
      const why = one.findings.flatMap((finding) => (finding.severity === 'block' ? [findingWords(finding, one)] : []));
      return [refKey(one.ref), plainText(why.join(' '), LONGEST_TEXT)];
    }),
  );
}

const isOver = (status: StopStatus): boolean => status !== 'reading' && status !== 'waiting' && status !== 'stopping';

/** A reference in the words of the interface for agents: profile and region stand beside the id. */
export const targetOf = ({ kind, id, scope }: StoppableRef): StopTarget => ({ kind, id, ...scope });
const keyOf = ({ kind, id, profile, region }: StopTarget): string => refKey({ kind, id, scope: { profile, region } });

/** The members of a request that say how it stands, the sentence for an agent or an extension to read. */
export function statusOf(status: StopStatus): Pick<StopRequest, 'status' | 'message'> {
  return { status, message: statusWords(status) };
}

const inDoubtWords = (): string =>
  l10n.t('A person confirmed it; whether AWS accepted it isn’t known yet. How it ends can be asked for by this id.');
const notSentWords = (): string => l10n.t('A person confirmed it, but AWS accepted nothing of it; “targets” say why.');

function statusWords(status: StopStatus): string {
  switch (status) {
    case 'reading':
      return l10n.t('Halt is still reading what this is about: no prompt is open yet. Nothing was sent.');
    case 'waiting':
      return l10n.t('Halt’s prompt is open: a person has to answer it. Nothing was sent.');
    case 'stopping':
      return l10n.t('A person confirmed it, and AWS accepted it. How it ends can be asked for by this id.');
    case 'ended':
      return l10n.t('It is over; “targets” say how each ended.');
    case 'unwatched':
      return l10n.t('Halt no longer watches it; “targets” say what is known.');
    case 'refused':
      return l10n.t('A person confirmed it, and AWS refused it.');
    case 'declined':
      return l10n.t('The person said no. Nothing was sent.');
    case 'busy':
      return l10n.t('Another request is open. Nothing was asked; try again when it has been answered.');
    case 'void':
      return l10n.t('The request was given up. Nothing was sent.');
    case 'blocked':
      return l10n.t('Nothing here can be stopped now; “targets” says why. Nothing was asked.');
    case 'forbidden':
      return l10n.t('A setting forbids it. Nothing was asked.');
    case 'not-found':
      return l10n.t('Not everything that was named is in the chosen places. Nothing was asked.');
    case 'invalid':
      return l10n.t('This can’t be understood. Nothing was asked.');
    case 'failed':
      return l10n.t('Halt could not do this; its log says why.');
  }
}
