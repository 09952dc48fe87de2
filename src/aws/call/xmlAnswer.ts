import { MalformedAnswer } from '../sdk/failures.ts';
import type { WireResponse } from '../transport/transport.ts';

/** Throws {@link MalformedAnswer} for what is not an answer to the operation: another server's page with status 200 would read as an empty list. */
export function checkRoot(response: WireResponse | undefined, operation: string): void {
  const start = Buffer.from((response?.body ?? new Uint8Array()).subarray(0, 1024)).toString('utf8');
  if (!start.includes(`<${operation}Response`)) throw new MalformedAnswer(`The answer is not one to ${operation}.`);
}
