import { MalformedAnswer } from '../sdk/failures.ts';
import { type Json, parseJson, record } from '../../base/untrusted.ts';
import type { CallTrace } from '../sdk/sdkHandler.ts';

export interface RawAnswer {
  readonly body: Json;
  /** The body as AWS sent it. */
  readonly text: string;
}

/**
 * The JSON body of a call's answer, as AWS sent it: an SDK knows only the members of its own day. Throws {@link MalformedAnswer} where it is not
 * an object with `member`.
 */
export function rawAnswer(trace: CallTrace, member: string): RawAnswer {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(trace.lastResponse?.body ?? new Uint8Array());
  const body = record(parseJson(text));
  if (body === undefined) throw new MalformedAnswer('The answer is not a JSON object.');
  if (!Object.hasOwn(body, member)) throw new MalformedAnswer(`The answer has no member "${member}".`);
  return { body, text };
}
