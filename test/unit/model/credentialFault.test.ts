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
  'no-end': { kind: 'no-end' },
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

  it('keeps all that is no text when its texts are told anew, however deep', () => {
    const shout = (text: string) => text.toUpperCase();
    assert.deepEqual(retoldFault(faults.lacks, shout), { kind: 'lacks', profile: 'A', setting: 'ROLE_ARN' });
    assert.deepEqual(retoldFault(faults['token-file'], shout), {
      ...{ kind: 'token-file', path: '/RUN/TOKEN', fault: { kind: 'folder' } },
    });
    assert.deepEqual(retoldFault(helper({ kind: 'exited', code: 4, hint: 'log in' }), shout), {
      ...{ kind: 'helper', profile: 'VAULT', fault: { kind: 'exited', code: 4, hint: 'LOG IN' } },
    });
  });

  const helperSays = (text: string) => `credential_process (Vault): ${text}`;
  const english: readonly (readonly [CredentialFault, string])[] = [
    [faults.lacks, 'Profile “A” lacks role_arn.'],
    [faults.contradiction, 'Profile “A” contradicts itself in sso_region.'],
    [faults.unusable, 'Profile “A” has an unusable credential_source.'],
    [faults['no-way'], 'Profile “A” is incomplete: it gives no way to get credentials.'],
    [faults['no-key'], 'The answer can’t be understood.'],
    [faults['no-end'], 'The answer doesn’t say until when the credentials are valid.'],
    [faults['token-file'], '/run/token: the file is a folder, not a file.'],
    [faults.absent, 'Profile “A” refers to “B”, which doesn’t exist.'],
    [faults.late, 'AWS did not answer in time.'],
    [helper(helpers['no-credentials']), helperSays('its output isn’t credentials of version 1.')],
    [helper(helpers['too-much']), helperSays('its output isn’t credentials of version 1.')],
    [helper(helpers.expired), helperSays('credentials expired')],
    [helper(helpers['given-up']), helperSays('Cancelled.')],
    [
      helper(helpers.late),
      helperSays('it took too long and was ended. It can’t ask for anything: run it in a terminal first.'),
    ],
    [
      helper(helpers['batch-file']),
      helperSays('it is a batch file, which Windows runs only in a shell. Name the program that it starts.'),
    ],
    [helper(helpers.exited), helperSays('it failed (code 4). LOG IN FIRST')],
    [helper({ ...helpers.exited, hint: '' }), helperSays('it failed (code 4).')],
  ];
  it('is a sentence in English for the log, which names the profile that is at fault', () => {
    for (const [fault, sentence] of english) assert.equal(credentialFaultWords(fault), sentence);
  });
});
