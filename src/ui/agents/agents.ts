import { whoseIs } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { accountNames } from '../../inventory/accountNames.ts';
import { member, record } from '../../base/untrusted.ts';
import { type FilterContext, judge } from '../../inventory/filter.ts';
import { parseFilter, searchedAsText, unclearTerms } from '../../inventory/filtering/terms.ts';
import { knownAsOf } from '../../inventory/lack.ts';
import { leavesListWhole } from '../../inventory/listStatus.ts';
import { areOfSeveral, locate, fittingPlaces, unidentifiedPlaces } from '../../inventory/locate.ts';
import { oncePerAccount } from '../../inventory/oncePerAccount.ts';
import { parseReference, type Reference } from '../../model/reference.ts';
import { listOf, type ListKind, listKinds, type Resource, stoppableKinds } from '../../model/resources/resource.ts';
import type { SafetyLever } from '../../model/resources/safetyLever.ts';
import type { Service } from '../../model/resources/service.ts';
import type { Target } from '../../model/resources/target.ts';
import { arnOf } from '../../model/arn.ts';
import { scopeKey } from '../../model/scope.ts';
import { isAbout } from '../../stopping/follow/followed.ts';
import type { Follow, Stopping } from '../../stopping/stopping.ts';
import { productionMarkWords } from '../words/production.ts';
import { createShownStates } from '../words/states.ts';
import { planDetail, planQuestion } from '../stop/planWords.ts';
import type { HaltApi, InProgress } from './api.ts';
import { eachOnce, type FactParts, factsOfOne } from './facts.ts';
import { inProgress } from './inProgress.ts';
import { answeredAt, readAll, type ReadingParts, unreadPlace, unreadPlaces } from './reading.ts';
import { handedOut } from './handedOut.ts';
import { findNamed } from './named.ts';
import { isStop, plainStop } from '../../stopping/operation.ts';
import type { StopRequests } from './stopRequests.ts';
import type { ToolName } from './tools.ts';

export interface AgentParts extends Knowing {
  /** Reads, and asks AWS nothing in the person's name: no prompt is open. */
  readonly explain: Stopping['explain'];
  readonly requests: StopRequests;
  readonly follow: Pick<Follow, 'following' | 'logLack'>;
  readonly now: () => number;
}

type Knowing = FactParts & ReadingParts & { readonly inventory: Pick<Inventory, 'seenAt'> };

/** What agents and other extensions are answered with. Nothing here changes AWS. */
export interface Agents {
  /** `input` as it came from a model. The answer is JSON. Never rejects. */
  readonly reply: (tool: ToolName, input: unknown, signal: AbortSignal) => Promise<unknown>;
  readonly api: Omit<HaltApi, 'version'>;
}

const MOST_FOUND = 100;
const NOTHING_CHOSEN =
  'No profile and region is chosen, so it isn’t known what runs. Ask the person to choose some: Halt: Choose Profiles…';

/** Has lists read that are too old to answer from, and asks for a stop through `requests` alone. */
export function createAgents(parts: AgentParts): Agents {
  const { requests } = parts;
  return {
    reply: async (tool, input, signal) => {
      const answer = await answerTo(parts, tool, input, signal);
      // Without a chosen place the answer is empty, and an agent would read it as “nothing is running”: so it says why.
      return parts.scopes.all().length > 0 ? answer : { ...record(answer), nothingChosen: NOTHING_CHOSEN };
    },
    api: handedOut({
      listInProgress: () => inProgress(parts),
      requestStop: (arns, options) => requests.request(arns, { by: 'extension', ...optionsOf(options) }),
      stopRequest: (id) => requests.get(id),
    }),
  };
}

function answerTo(parts: AgentParts, tool: ToolName, input: unknown, signal: AbortSignal): Promise<unknown> {
  switch (tool) {
    case 'halt_list_in_progress':
      return inProgress(parts);
    case 'halt_find_resources':
      return findResources(parts, input);
    case 'halt_get_details':
      return getDetails(parts, input);
    case 'halt_explain_stop':
      return explainStop(parts, input, signal);
    case 'halt_request_stop': {
      const asked = { by: 'agent', reason: member(input, 'reason'), signal } as const;
      return parts.requests.request(member(input, 'arns'), asked);
    }
  }
}

/** Of another extension's options what can be understood. They may be anything, such as an object whose members throw: that is no reason for a stop to be asked without its reason's place. */
function optionsOf(options: unknown): { readonly reason: unknown; readonly signal: AbortSignal } {
  try {
    const signal: unknown = member(options, 'signal');
    return {
      reason: member(options, 'reason'),
      signal: signal instanceof AbortSignal ? signal : new AbortController().signal,
    };
  } catch {
    // Options that throw when they are read can't say when to give up: the request counts as given up.
    return { reason: undefined, signal: AbortSignal.abort() };
  }
}

/** A member of what a model wrote: it fills in null or nothing for what it leaves out. */
function given(input: unknown, key: string): unknown {
  const value = member(input, key);
  return value === null || value === '' ? undefined : value;
}

const refused = (message: string) => ({ status: 'invalid', message });

async function findResources(parts: AgentParts, input: unknown): Promise<unknown> {
  const query = given(input, 'query') ?? '';
  const kind = given(input, 'kind');
  if (typeof query !== 'string' || query.length > 1_000) return refused('“query” has to be a text.');
  const kinds =
    kind === undefined ? listKinds.filter((one) => one !== 'lever') : listKinds.filter((one) => one === kind);
  if (kinds.length === 0) return refused('“kind” is one of instance, service, experiment, lever.');
  const [unclear] = unclearTerms(query);
  if (unclear) {
    return refused(
      `“${unclear.term}” can't be understood. older: takes a number and m, h, d or w, such as older:7d; state:, type:, region: and account: take a text.`,
    );
  }
  const silent = await readAll(parts);
  const filter = parseFilter(query);
  const context: FilterContext = {
    now: parts.now(),
    accountOf: (profile) => accountNames(parts.accounts, profile),
    stateWords: createShownStates(),
    productionWords: (profile) => productionMarkWords(parts.guards.productionMark({ profile })),
  };
  const scopes = parts.scopes.all();
  const listed = scopes.flatMap((scope) => kinds.flatMap((one: ListKind) => parts.inventory.list(scope, one)));
  const verdicts = new Map(listed.map((one) => [one, filter ? judge(filter, one, context) : 'shown']));
  const found = eachOnce(
    parts,
    listed.filter((one) => verdicts.get(one) === 'shown'),
  );
  const unjudged = oncePerAccount(
    listed.filter((one) => verdicts.get(one) === 'unread'),
    parts.accounts,
  ).length;
  const asText = searchedAsText(query);
  return {
    at: answeredAt(parts),
    places: scopes,
    ...(asText.length > 0 && { note: `Searched as text, as these keys don't exist: ${asText.join(' ')}` }),
    total: found.length,
    // What the query asks for hasn't been read of these: they may match.
    ...(unjudged > 0 && { unjudged }),
    resources: found.slice(0, MOST_FOUND).map((tell) => tell()),
    unread: unreadPlaces(parts, scopes, silent),
  };
}

async function getDetails(parts: AgentParts, input: unknown): Promise<unknown> {
  const request = given(input, 'request');
  if (request !== undefined) {
    return (
      (typeof request === 'string' ? parts.requests.get(request) : undefined) ?? {
        status: 'not-found',
        message: 'No request of this window has this id.',
      }
    );
  }
  const arn = given(input, 'arn');
  const reference = parseReference(arn);
  const unclear = refused('“arn” has to be an ARN or an id, or “request” the id of a stop that was asked for.');
  if (!reference && !isArn(arn)) return unclear;
  const silent = new Set((await readAll(parts)).map(scopeKey));
  const [listed, ...beside] = isArn(arn) ? listedAs(parts, arn.trim()) : [];
  if (
    listed &&
    areOfSeveral(
      parts,
      [listed, ...beside].map(({ scope }) => scope),
    )
  )
    return { status: 'not-found', why: 'several-places', places: [listed, ...beside].map(({ scope }) => scope) };
  if (listed) return foundAs(parts, listed, silent);
  if (!reference) return unclear;
  const located = locate({ ...parts, mayAct: parts.guards.mayAct, scopes: () => parts.scopes.all() }, reference);
  const target = located.type === 'found' ? parts.inventory.target(located.ref) : undefined;
  if (located.type !== 'found' || !target) {
    const why = located.type === 'found' ? 'not-listed' : located.type;
    const unread = unreadFor(parts, reference, silent);
    const places = located.type === 'several-places' ? { places: located.scopes } : {};
    return { status: 'not-found', why, ...places, ...(unread.length > 0 && { unread }) };
  }
  return foundAs(parts, target, silent);
}

const isArn = (value: unknown): value is string => typeof value === 'string' && value.trim().startsWith('arn:');

/** What is in a list and is no target of a plain stop: a service without a deployment that is under way, a safety lever. */
function listedAs(parts: AgentParts, arn: string): readonly (Service | SafetyLever)[] {
  return parts.scopes.all().flatMap((scope) => {
    const account = parts.accounts.of(scope.profile)?.account;
    return (['service', 'lever'] as const).flatMap((kind) => {
      const one = parts.inventory.list(scope, kind).find((each) => arnOf(each, account) === arn);
      return one && !(one.kind === 'service' && one.deployment) ? [one] : [];
    });
  });
}

/** What is known of it, since when, and what couldn't be read there: then it may be otherwise by now. */
function foundAs(parts: AgentParts, target: Resource | Target, silent: ReadonlySet<string>): unknown {
  const { scope, kind } = target;
  const whose = whoseIs(parts.accounts, scope.profile);
  const { shownAsOf, failure, gaps } = parts.inventory.status(scope, listOf[kind]);
  // The service’s reading tells how old a deployment is: details of the deployment may have been read later, its place in the list was not.
  const asOf = knownAsOf(parts.inventory, (kind === 'deployment' && parts.inventory.serviceOf(target)) || target);
  // The last listing left it out, for its gaps.
  const isLeftOut = asOf !== shownAsOf;
  const following = parts.follow.following().filter(({ operation }) => isStop(operation));
  const stopUnderWay = following.some((tracked) => isAbout(tracked, { ref: target, whose }));
  const why = failure ?? (isLeftOut ? gaps.find((gap) => !leavesListWhole(gap)) : undefined);
  const unread = why
    ? [unreadPlace(scope, why)]
    : silent.has(scopeKey(scope))
      ? [{ ...scope, why: 'not read yet' }]
      : [];
  return {
    status: 'found',
    resource: factsOfOne(parts, target),
    // What isn't followed yet may be under way all the same.
    ...((stopUnderWay || parts.follow.logLack() === undefined) && { stopUnderWay }),
    ...(asOf !== undefined && { asOf: new Date(asOf).toISOString() }),
    ...(unread.length > 0 && { unread }),
  };
}

/** Where what a reference names may be all the same. `silent`: the keys of the places that gave no answer. */
function unreadFor(parts: AgentParts, reference: Reference, silent: ReadonlySet<string>): InProgress['unread'] {
  const places = { ...parts, scopes: () => parts.scopes.all() };
  const fitting = fittingPlaces(places, reference);
  const unread = unreadPlaces(
    parts,
    fitting,
    fitting.filter((scope) => silent.has(scopeKey(scope))),
  );
  const named = new Set(unread.map(scopeKey));
  const unidentified = unidentifiedPlaces(places, reference).filter((scope) => !named.has(scopeKey(scope)));
  return [...unread, ...unidentified.map((scope) => ({ ...scope, why: 'whose account it is isn’t known' }))];
}

/** The plan as text, of which nothing can be sent. */
async function explainStop(parts: AgentParts, input: unknown, signal: AbortSignal): Promise<unknown> {
  const arns: unknown = member(input, 'arns');
  if (!Array.isArray(arns) || arns.length === 0 || arns.length > MOST_FOUND) {
    return refused(`“arns” has to be a list of 1 to ${MOST_FOUND} ARNs or ids.`);
  }
  const { refs, idle, unknown, several, unread } = await findNamed(parts, arns);
  const plans: string[] = [];
  for (const kind of stoppableKinds) {
    const same = refs.filter((ref) => ref.kind === kind);
    if (same.length === 0) continue;
    const plan = await parts.explain(same, plainStop[kind], signal);
    plans.push([planQuestion(plan), ...planDetail(plan)].join('\n'));
  }
  return {
    message: 'Nothing was sent, and nothing can be sent from this.',
    // Services of which no deployment is under way that could be stopped.
    ...(idle.length > 0 && { idle: idle.map((index) => ({ index })) }),
    ...(unknown.length > 0 && { notFound: unknown.map((index) => ({ index })) }),
    // Of these the ones that fit several profiles, whose accounts have the same number at different endpoints: the person has to say which.
    ...(several.length > 0 && { ambiguous: several }),
    ...(unread.length > 0 && { unread }),
    untrusted: { plans },
  };
}
