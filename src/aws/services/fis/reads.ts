import {
  type FisClient,
  GetExperimentCommand,
  GetExperimentTemplateCommand,
  ListExperimentResolvedTargetsCommand,
  ListExperimentsCommand,
  ListExperimentTargetAccountConfigurationsCommand,
} from '@aws-sdk/client-fis';
import type { Found, Paged, ListPage } from '../../../model/ports/awsReads.ts';
import type { Experiment, ResolvedTarget, TargetAccount } from '../../../model/resources/experiment.ts';
import { malformed, type Failure, failed, isProfileFailure, type Outcome, succeeded } from '../../../model/failure.ts';
import { LEVER_ID, type SafetyLever } from '../../../model/resources/safetyLever.ts';
import type { Scope } from '../../../model/scope.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import type { Caller } from '../../call/caller.ts';
import { inParallel } from '../../call/concurrency.ts';
import { gapCollector } from '../../call/gapCollector.ts';
import { createFisClient, fisCommand } from './command.ts';
import { namelessGap, statelessGap } from '../../sdk/unreadMembers.ts';
import { experimentOf, leverOf, resolvedTargetsIn, summaryOf, targetAccountsIn } from './mapping.ts';
import { defined, list } from '../../../base/untrusted.ts';
import { listAnswer, nextPage, rawAnswer } from '../../call/rawAnswer.ts';
import type { JsonBody } from '../../sdk/wireAnswer.ts';
import { rates } from '../../call/rates.ts';
import { createReadOnlyClients, type Reading } from '../../call/readOnlyClients.ts';
import type { Read } from '../../../model/sight.ts';
import type { CallTools } from '../../call/call.ts';

const GETS_AT_ONCE = 4;
/** The members that are lists; the others are records. */
const lists: ReadonlySet<string> = new Set(['experiments', 'resolvedTargets', 'targetAccountConfigurations']);

const GetSafetyLeverCommand = fisCommand<{ id: string }>('GetSafetyLever', ({ id }) => ({
  method: 'GET',
  path: `/safetyLevers/${encodeURIComponent(id)}`,
}));

async function call(
  reading: Reading<FisClient>,
  scope: Scope,
  operation: string,
  signal: AbortSignal,
  member: string,
  send: (client: FisClient, options: CallTools['options']) => Promise<unknown>,
): Promise<Outcome<JsonBody>> {
  const ask = { scope, operation, rate: rates.fis, signal, member };
  const answer = await reading.read(ask, async (client, options) => {
    await send(client, options);
    return lists.has(member) ? listAnswer(options.trace, member) : rawAnswer(options.trace);
  });
  return answer.ok ? succeeded(answer.value.output) : answer;
}

async function get(
  reading: Reading<FisClient>,
  scope: Scope,
  id: string,
  signal: AbortSignal,
): Promise<Outcome<{ target: Experiment; json: string }>> {
  const answer = await call(reading, scope, 'GetExperiment', signal, 'experiment', (client, options) =>
    client.send(new GetExperimentCommand({ id }), options),
  );
  if (!answer.ok) return answer;
  const target = experimentOf(scope, answer.value.body['experiment']);
  if (target?.id !== id)
    return failed(malformed('fis:GetExperiment', 'The answer is about no experiment, or another.'));
  return succeeded({ target, json: answer.value.text });
}

/** The summaries, the active ones of them whole. One that can't be got stays a summary, with a gap. */
async function completed(
  reading: Reading<FisClient>,
  scope: Scope,
  summaries: readonly Experiment[],
  known: readonly Failure[],
  signal: AbortSignal,
): Promise<ListPage<Experiment>> {
  const gaps = new Map<string, Failure>();
  const resources = await inParallel(summaries, GETS_AT_ONCE, async (summary) => {
    if (stateTraits('experiment', summary.state).final || gaps.has('denied')) return summary;
    const whole = await get(reading, scope, summary.id, signal);
    if (whole.ok) return whole.value.target;
    if (whole.failure.kind !== 'not-found') gaps.set(whole.failure.kind, whole.failure);
    return summary;
  });
  const states = resources.map(({ state }) => state);
  return { resources, gaps: [...known, ...gaps.values(), ...statelessGap('fis:ListExperiments', states)] };
}

/** What was got of each id; failed when nothing was, each time for another reason than that it is not there. */
function foundIn(
  answers: readonly { readonly id: string; readonly answer: Outcome<{ readonly target: Experiment }> }[],
): Outcome<Found> {
  const failures: [string, Failure][] = [];
  const targets: Experiment[] = [];
  const missing: string[] = [];
  for (const { id, answer } of answers) {
    if (answer.ok) targets.push(answer.value.target);
    else if (answer.failure.kind === 'not-found') missing.push(id);
    else failures.push([id, answer.failure]);
  }
  const [first] = failures;
  if (first !== undefined && failures.length === answers.length) return failed(first[1]);
  return succeeded({ targets, missing, failures: Object.fromEntries(failures) });
}

function leverIn(scope: Scope, { body }: JsonBody): Outcome<SafetyLever> {
  const lever = leverOf(scope, body['safetyLever']);
  if (lever === undefined) return failed(malformed('fis:GetSafetyLever', 'The answer tells no state.'));
  return lever.id === LEVER_ID
    ? succeeded(lever)
    : failed(malformed('fis:GetSafetyLever', 'The answer is about another safety lever.'));
}

async function allTargetAccounts(
  reading: Reading<FisClient>,
  scope: Scope,
  experimentId: string,
  signal: AbortSignal,
): Promise<Outcome<readonly TargetAccount[]>> {
  const accounts: TargetAccount[] = [];
  const tokens = reading.listTokens('fis:ListExperimentTargetAccountConfigurations');
  for (let next: string | undefined; ;) {
    const paging = next === undefined ? {} : { nextToken: next };
    const member = 'targetAccountConfigurations';
    const answer = await call(
      reading,
      scope,
      'ListExperimentTargetAccountConfigurations',
      signal,
      member,
      (client, options) =>
        client.send(new ListExperimentTargetAccountConfigurationsCommand({ experimentId, ...paging }), options),
    );
    if (!answer.ok) return answer;
    accounts.push(...targetAccountsIn(answer.value.body));
    const following = tokens.next(nextPage(answer.value.body['nextToken']));
    if (!following.ok) return following;
    next = following.value;
    if (next === undefined) return succeeded(accounts);
  }
}

/** What Halt reads from FIS. Everything is taken from the JSON as AWS sent it: the package at hand drops what is newer than itself. */
export function createFis(caller: Caller) {
  const clients = createReadOnlyClients(caller, 'fis', createFisClient);

  return {
    async *list(scope: Scope, signal: AbortSignal): AsyncGenerator<Read<ListPage<Experiment>>> {
      const reading = clients.begin();
      const collector = gapCollector();
      const tokens = reading.listTokens('fis:ListExperiments');
      for (let next: string | undefined; ;) {
        const paging = next === undefined ? {} : { nextToken: next };
        const answer = await call(reading, scope, 'ListExperiments', signal, 'experiments', (client, options) =>
          client.send(new ListExperimentsCommand({ maxResults: 100, ...paging }), options),
        );
        if (!answer.ok) {
          // The pages before are no whole list, and not nothing either.
          const costsAll =
            next === undefined || answer.failure.kind === 'cancelled' || isProfileFailure(answer.failure.kind);
          yield costsAll ? answer : reading.seal(succeeded({ resources: [], gaps: [answer.failure] }));
          return;
        }
        const sources = list(answer.value.body['experiments']);
        const summaries = sources.flatMap((it) => summaryOf(scope, it) ?? []);
        const nameless = namelessGap('fis:ListExperiments', sources.length - summaries.length);
        const page = await completed(reading, scope, summaries, nameless, signal);
        // Cancelled by whoever asked, or nothing of the profile can be read any more: what was learnt is no list.
        const ending = page.gaps.find(({ kind }) => kind === 'cancelled' || isProfileFailure(kind));
        const told = { ...page, gaps: collector.fresh(page.gaps) };
        yield reading.seal(ending === undefined ? succeeded(told) : failed(ending));
        const following = tokens.next(nextPage(answer.value.body['nextToken']));
        if (ending === undefined && !following.ok)
          yield reading.seal(succeeded({ resources: [], gaps: [following.failure] }));
        if (ending !== undefined || !following.ok || following.value === undefined) return;
        next = following.value;
      }
    },

    async describe(scope: Scope, ids: readonly string[], signal: AbortSignal): Promise<Read<Found>> {
      const reading = clients.begin();
      const answers = await inParallel([...new Set(ids)], GETS_AT_ONCE, async (id) => ({
        id,
        answer: await get(reading, scope, id, signal),
      }));
      const found = foundIn(answers);
      return found.ok ? reading.seal(found) : found;
    },

    wholeResource: async (scope: Scope, id: string, signal: AbortSignal) => {
      const reading = clients.begin();
      return reading.seal(await get(reading, scope, id, signal));
    },

    async resolvedTargets(
      scope: Scope,
      experimentId: string,
      next: string | undefined,
      signal: AbortSignal,
    ): Promise<Read<Paged<ResolvedTarget>>> {
      const reading = clients.begin();
      const paging = next === undefined ? {} : { nextToken: next };
      const answer = await call(
        reading,
        scope,
        'ListExperimentResolvedTargets',
        signal,
        'resolvedTargets',
        (client, options) =>
          client.send(new ListExperimentResolvedTargetsCommand({ experimentId, maxResults: 100, ...paging }), options),
      );
      if (!answer.ok) return answer;
      const items = resolvedTargetsIn(answer.value.body);
      return reading.seal(
        succeeded(defined<Paged<ResolvedTarget>>({ items, next: nextPage(answer.value.body['nextToken']) })),
      );
    },

    async targetAccounts(
      scope: Scope,
      experimentId: string,
      signal: AbortSignal,
    ): Promise<Read<readonly TargetAccount[]>> {
      const reading = clients.begin();
      const accounts = await allTargetAccounts(reading, scope, experimentId, signal);
      return accounts.ok ? reading.seal(accounts) : accounts;
    },

    async template(scope: Scope, id: string, signal: AbortSignal): Promise<Read<string>> {
      const reading = clients.begin();
      const answer = await call(
        reading,
        scope,
        'GetExperimentTemplate',
        signal,
        'experimentTemplate',
        (client, options) => client.send(new GetExperimentTemplateCommand({ id }), options),
      );
      return reading.seal(answer.ok ? succeeded(answer.value.text) : answer);
    },

    async lever(scope: Scope, signal: AbortSignal): Promise<Read<SafetyLever>> {
      const reading = clients.begin();
      const answer = await call(reading, scope, 'GetSafetyLever', signal, 'safetyLever', (client, options) =>
        client.send(new GetSafetyLeverCommand({ id: LEVER_ID }), options),
      );
      if (!answer.ok) return answer;
      const lever = leverIn(scope, answer.value);
      return lever.ok ? reading.seal(lever) : lever;
    },

    dispose: () => clients.dispose(),
  };
}
