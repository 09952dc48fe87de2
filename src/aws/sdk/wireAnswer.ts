import { type Json, member, parseJson, record, text } from '../../base/untrusted.ts';
import type { WireResponse } from '../transport/transport.ts';
import { strikesNothing, type Striking, struckJson, withTagsUnread } from './struckAnswers.ts';
import { resolveReferences } from './xmlReferences.ts';

/** An answer that isn't AWS's, or that can't be understood. The SDK tries again, as it does after a network fault. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
  /** The code by which the SDK's standard retries recognize a passing network fault, in all of its versions. It is never shown. */
  readonly code = 'ECONNRESET';
}

/** How a good answer is recognized: XML (EC2, STS, IAM) by its root, JSON (ECS, FIS) by a member that has to be there. */
export type AnswerShape =
  | { readonly type: 'xml'; readonly root: string }
  | { readonly type: 'json'; readonly member: string };

/** The shape of an operation's answer: JSON with this member, or without one the XML of the operation. */
export function shapeOf(operation: string, jsonMember: string | undefined): AnswerShape {
  return jsonMember === undefined
    ? { type: 'xml', root: `${operation}Response` }
    : { type: 'json', member: jsonMember };
}

/** A good answer of JSON. */
export interface JsonBody {
  readonly body: Json;
  /** The text as AWS sent it, without secrets. */
  readonly text: string;
}

/** AWS's error codes are names, some of them with dots. */
const A_CODE = /^[A-Za-z][\w.-]{0,199}$/;
/** Whether it can be an error code of AWS: up to 200 letters, digits, dots, dashes and underscores, a letter first. */
export const isCode = (told: string): boolean => A_CODE.test(told);
/**
 * The name of an XML document's root, with nothing but declarations and comments before it. A comment ends at its first `-->` and nowhere else:
 * otherwise an answer with very many comments could keep this expression busy for ever.
 */
const XML_ROOT = /^\s*(?:<\?[^>]*\?>\s*|<!--(?:(?!-->)[\s\S])*-->\s*)*<([\w:.-]+)[\s/>]/;
/** Made once: making a decoder takes longer than reading a small answer. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const errorRoots: readonly (string | undefined)[] = ['Response', 'ErrorResponse'];

/**
 * The error code that AWS itself put into an answer with a status of 300 or more: `<Code>` in the document of errors of the services that speak XML, `__type`
 * or the header `x-amzn-ErrorType` of those that speak JSON. Undefined: the answer is somebody else's, a proxy's or a captive portal's.
 * Source: https://smithy.io/2.0/aws/protocols/ (awsQuery, ec2Query, awsJson1_1, restJson1).
 */
export function statedCode(response: WireResponse, shape: AnswerShape['type'] | 'any'): string | undefined {
  const source = Buffer.from(response.body.subarray(0, 65_536)).toString('utf8');
  const code =
    (shape === 'xml' ? undefined : codeOfJson(response.headers['x-amzn-errortype'], source)) ??
    (shape === 'json' ? undefined : codeOfXml(source));
  return code !== undefined && isCode(code) ? code : undefined;
}

/** AWS's message of a refusal, from XML or JSON; at most 2,000 characters. */
export function statedMessage({ body }: WireResponse): string | undefined {
  const source = Buffer.from(body.subarray(0, 65_536)).toString('utf8');
  const answer = parseJson(source);
  const ofXml = /<Message>([^<]*)<\/Message>/.exec(source)?.[1];
  const message =
    text(member(answer, 'message')) ?? text(member(answer, 'Message')) ?? (ofXml && resolveReferences(ofXml));
  return message?.slice(0, LARGEST_MESSAGE);
}

function codeOfXml(source: string): string | undefined {
  if (!errorRoots.includes(XML_ROOT.exec(source)?.[1])) return undefined;
  // By splitting, so that each part is searched only once, however many there are.
  for (const part of source.split('<Error>').slice(1)) {
    const [error = ''] = part.split('</Error>', 1);
    const code = /<Code>([^<]*)<\/Code>/.exec(error)?.[1];
    if (code !== undefined) return code.trim();
  }
  return undefined;
}

const LARGEST_MESSAGE = 2_000;

/** The code without the namespace before `#` and the address behind `:`. */
function codeOfJson(header: string | undefined, source: string): string | undefined {
  const stated = text(header) ?? text(member(parseJson(source), '__type'));
  return stated?.split(':')[0]?.split('#').at(-1);
}

/**
 * Throws {@link MalformedAnswer} for an answer that is not AWS's to the call: another server's page would read as an empty list, or as "there is no such
 * thing". Returns the body of a good answer of JSON, without what `by` strikes out.
 */
export function checkAnswer(
  response: WireResponse,
  shape: AnswerShape,
  by: Striking = strikesNothing,
): JsonBody | undefined {
  if (response.status >= 300) {
    if (statedCode(response, shape.type) !== undefined) return undefined;
    throw new MalformedAnswer(`The answer has the status ${response.status} and no error code of AWS's.`);
  }
  if (shape.type === 'xml') {
    const start = Buffer.from(response.body.subarray(0, 1024)).toString('utf8');
    const named = XML_ROOT.exec(start)?.[1];
    if (named !== shape.root) throw new MalformedAnswer(`The answer is no ${shape.root}.`);
    const end = Buffer.from(response.body.subarray(-1024)).toString('utf8').trimEnd();
    if (!end.endsWith(`</${named}>`)) throw new MalformedAnswer(`The ${named} has no end.`);
    return undefined;
  }
  const arrived = utf8.decode(response.body);
  const source = struckJson(arrived, response.body, by);
  const parsed = parseJson(source);
  const body = record(source === arrived ? parsed : withTagsUnread(parsed));
  if (body === undefined) throw new MalformedAnswer('The answer is not a JSON object.');
  if (!Object.hasOwn(body, shape.member)) throw new MalformedAnswer(`The answer has no member "${shape.member}".`);
  return { body, text: source };
}
