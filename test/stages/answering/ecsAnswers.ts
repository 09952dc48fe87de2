import type { EcsCalls } from '../../../src/aws/services/ecs/calls.ts';
import { answererOf } from '../../../src/model/destination.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../../src/model/failure.ts';
import { createListTokens } from '../../../src/model/listTokens.ts';
import { saw, type Sight } from '../../../src/model/sight.ts';
import { STAGING } from '../accounts.ts';

const operations = [
  ...(['listClusters', 'listServices', 'describeServices', 'listDeployments', 'describeDeployments'] as const),
  ...(['describeRevisions', 'describeTaskDefinition', 'listStoppedTasks', 'describeTasks'] as const),
  ...(['listDaemons', 'listDaemonDeployments', 'describeDaemonDeployments'] as const),
];
type Operation = (typeof operations)[number];

/** The body of an answer, or why there is none. Is given what was asked, without the scope and the signal. */
type Answer = (...asked: readonly unknown[]) => object | Failure;

export interface EcsAnswers {
  readonly calls: EcsCalls;
  /** What was asked so far, in its order. */
  readonly asked: readonly (readonly [Operation, ...(readonly unknown[])])[];
  /** How often this was asked. */
  times(operation: Operation): number;
}

const isFailure = (answer: object): answer is Failure => 'mayHaveHappened' in answer;

/** Of whom the answers are, and when the first of them came. */
export const SEEN: Sight = { account: STAGING, at: 1_768_478_400_000 };

/** ECS as these functions answer for it; what has none is not to be asked. */
export function ecsAnswers(answers: Readonly<Partial<Record<Operation, Answer>>>, seen = SEEN): EcsAnswers {
  const asked: [Operation, ...(readonly unknown[])][] = [];
  const answerer = answererOf({ kind: 'aws' }, 'ECS');
  const call =
    (operation: Operation) =>
    async (...all: readonly unknown[]): Promise<Outcome<{ readonly body: object; readonly text: string }>> => {
      const what = all.slice(1).filter((one) => !(one instanceof AbortSignal));
      asked.push([operation, ...what]);
      const answer = answers[operation]?.(...what);
      if (answer === undefined) throw new Error(`${operation} was asked.`);
      return isFailure(answer) ? failed(answer) : succeeded({ body: answer, text: JSON.stringify(answer) });
    };
  const parts: Omit<EcsCalls, Operation> = {
    seal: (outcome) => (outcome.ok ? saw(outcome.value, seen) : outcome),
    listTokens: (operation) => createListTokens(operation),
    withoutSecrets: (failure) => failure,
    wouldAnswer: () => Promise.resolve(answerer),
    answeredBy: () => answerer,
  };
  const calls = { ...parts, ...Object.fromEntries(operations.map((one) => [one, call(one)])) } as EcsCalls;
  return { calls, asked, times: (operation) => asked.filter(([one]) => one === operation).length };
}

/** A part of an answer: so many things, by their numbers. */
export const numbered = (count: number, name: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => name(index + 1));
