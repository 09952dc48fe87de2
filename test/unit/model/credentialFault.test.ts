import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CredentialFault,
  credentialFaultWords,
  type HelperFault,
  retoldFault,
} from '../../../src/model/credentialFault.ts';

const helper = (fault: HelperFault): CredentialFault => ({ kind: 'helper', profile: 'Vault', fault });

const faults = {
  lacks: { kind: 'lacks', profile: 'A', setting: 'role_arn' },
  contradiction: { kind: 'contradiction', profile: 'A', setting: 'sso_region' },
  unusable: { kind: 'unusable', profile: 'A', setting: 'credential_source' },
  'no-way': { kind: 'no-way', profile: 'A' },
  'no-key': { kind: 'no-key' },
  'token-file': { kind: 'token-file', path: '/run/token', fault: { kind: 'folder' } },
  absent: { kind: 'absent', profile: 'A', named: 'B' },
  late: { kind: 'late' },
  helper: helper({ kind: 'no-credentials' }),
} as const satisfies Record<CredentialFault['kind'], CredentialFault>;

const helpers = {
  'no-credentials': { kind: 'no-credentials' },
  expired: { kind: 'expired' },
  late: { kind: 'late' },
  'too-much': { kind: 'too-much' },
  'batch-file': { kind: 'batch-file' },
  'given-up': { kind: 'given-up' },
  exited: { kind: 'exited', code: 4, hint: 'LOG IN FIRST' },
} as const satisfies Record<HelperFault['kind'], HelperFault>;

const all: readonly (readonly [string, CredentialFault])[] = [
  ...Object.entries(faults),
  ...Object.entries(helpers).map(([name, fault]) => [`helper: ${name}`, helper(fault)] as const),
];

/** A name of a profile, a setting or a program’s own words are no words of Halt’s. */
const untold = (text: string): string =>
  text.replaceAll(/\b(?:role_arn|sso_region|credential_source|credential_process|Vault|run|token)\b/g, '…');

describe('why a profile gives no usable credentials', () => {
  for (const [name, fault] of all) {
    it(`is said in the person’s language: ${name}`, () => {
      // What isn’t translated, and is no name that was put in, stays in small letters.
      const said = credentialFaultWords(fault, {
        t: (sentence, ...args) =>
          sentence.replaceAll(/\{(\d)\}|[^{}]+/g, (part, index?: string) =>
            index === undefined ? part.toUpperCase() : untold(String(args[Number(index)])),
          ),
        fileFault: () => 'IT IS A FOLDER.',
      });
      assert.doesNotMatch(said, /\p{Ll}/u);
    });

    it(`holds no secret that is struck out, and is of the same kind: ${name}`, () => {
      const struck = retoldFault(fault, (text) => text.replaceAll(/[A-Z]\w*|\/run/g, '…'));
      assert.equal(struck.kind, fault.kind);
      assert.doesNotMatch(JSON.stringify(struck), /Vault|LOG|"A"|"B"|\/run/);
    });
  }

  it('is a sentence in English for the log, which names the profile that is at fault', () => {
    assert.equal(credentialFaultWords(faults.absent), 'Profile “A” refers to “B”, which doesn’t exist.');
    assert.equal(credentialFaultWords(faults['token-file']), '/run/token: the file is a folder, not a file.');
    assert.equal(
      credentialFaultWords(helper(helpers.exited)),
      'credential_process (Vault): it failed (code 4). LOG IN FIRST',
    );
  });
});
