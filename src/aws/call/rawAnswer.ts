import type { CallTrace } from '../sdk/sdkHandler.ts';
import { isNothing } from '../../base/untrusted.ts';
import { type JsonBody, MalformedAnswer } from '../sdk/wireAnswer.ts';

/** The JSON body of a call's answer, as AWS sent it: an SDK knows only the members of its own day. */
export function rawAnswer({ lastBody }: CallTrace): JsonBody {
  if (lastBody === undefined) throw new MalformedAnswer('The answer is not a JSON object.');
  return lastBody;
}

/** The same for an answer with a list. Without a list in that member the answer is malformed: it must not be taken for an empty list. */
export function listAnswer(trace: CallTrace, member: string): JsonBody {
  const answer = rawAnswer(trace);
  if (!Array.isArray(answer.body[member])) throw new MalformedAnswer(`The answer's "${member}" is no list.`);
  nextPage(answer.body['nextToken']);
  return answer;
}

/** By what the next page of a list is asked for; undefined after the last. One that can't be read is not the end of the list. */
export function nextPage(token: unknown): string | undefined {
  if (isNothing(token) || token === '') return undefined;
  if (typeof token !== 'string') throw new MalformedAnswer('The answer has more pages, and its token can’t be read.');
  return token;
}
