import { MalformedAnswer } from './failures.ts';
import type { WireResponse } from './wire.ts';
import { readXml, type XmlValue } from './xmlReader.ts';

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Throws {@link MalformedAnswer} for what is not an answer to the operation: another server's page with status 200 would read as an empty list. */
export function checkRoot(response: WireResponse | undefined, operation: string): void {
  if (!textOf(response?.body.subarray(0, 1024)).includes(`<${operation}Response`)) {
    throw new MalformedAnswer(`The answer is not one to ${operation}.`);
  }
}

/** The content of an answer to the operation. Throws {@link MalformedAnswer} for anything else. */
export function xmlAnswer(response: WireResponse | undefined, operation: string): XmlValue {
  const document = readXml(textOf(response?.body));
  if (document === undefined) throw new MalformedAnswer('The answer is not well-formed XML.');
  if (document.root !== `${operation}Response`) throw new MalformedAnswer(`The answer is not one to ${operation}.`);
  return document.value;
}
