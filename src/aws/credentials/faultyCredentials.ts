import { type CredentialFault, credentialFaultWords } from '../../model/credentialFault.ts';

/** A source’s step that brought nothing usable, for a reason that Halt knows. What was met on the wire meanwhile is the better witness: `step` decides. */
export class FaultyCredentials extends Error {
  override readonly name = 'FaultyCredentials';
  readonly fault: CredentialFault;
  constructor(fault: CredentialFault) {
    super(credentialFaultWords(fault));
    this.fault = fault;
  }
}
