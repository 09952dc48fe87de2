import type { EC2Client } from '@aws-sdk/client-ec2';
import type { CallTools } from '../../call/call.ts';
import { serviceAddress } from '../../call/serviceAddress.ts';
import { sendSigned } from '../../call/signedPost.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';
import { createXmlScanner, type XmlMembers, type XmlShape } from '../../sdk/xmlScanner.ts';

const VERSION = '2016-11-15';

/** The members of a record, by their names in the XML: what each is called here, and its shape. */
export const membersOf = (members: Readonly<Record<string, readonly [string, XmlShape]>>): XmlMembers =>
  new Map(Object.entries(members).map(([name, [key, shape]]) => [name, { key, shape }]));

/**
 * One call of an operation of which the worker doesn't load the SDK's command: its schema would cost more than all that is read of the answer. Signed and guarded like the client's own
 * requests, and sent again after a fault of the way or of AWS's own. Rejects with what AWS says, or with {@link MalformedAnswer}.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html
 */
export async function ec2Query(
  { config }: EC2Client,
  options: CallTools['options'],
  region: string,
  action: string,
  parameters: Readonly<Record<string, string>>,
  members: XmlMembers,
): Promise<Record<string, unknown>> {
  const post = {
    address: await serviceAddress(config, region),
    signingName: 'ec2',
    region,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: action, Version: VERSION, ...parameters }).toString(),
  };
  const answer = await sendSigned(config, post, options);
  try {
    const scanner = createXmlScanner(`${action}Response`, members, () => undefined);
    scanner.push(Buffer.from(answer.body).toString('utf8'));
    return scanner.end();
  } catch (error) {
    throw new MalformedAnswer(error instanceof Error ? error.message : String(error));
  }
}

/** `Name.1`, `Name.2`, … */
export function numbered(name: string, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]));
}
