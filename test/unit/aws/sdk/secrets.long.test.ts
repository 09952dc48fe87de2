import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureOf } from '../../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';

const TOKEN = 'IQoJb3JpZ2luX2VjEPf0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ'.repeat(18);
const KEY = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY0';
const ID = 'AKIAIOSFODNN7EXAMPLE';
const CODE = '493817';

const written: Readonly<Record<string, (text: string) => string>> = {
  plainly: (text) => text,
  'in an address': (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join(''),
  'in JSON by numbers': (text) =>
    [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
};

/** A part of it that tells something, as it is written. */
const pieceOf = (secret: string, write: (text: string) => string): string =>
  write(secret.slice(0, 12)).replace(/=+$/, '');

describe('a text that is longer than anybody reads', () => {
  const secrets = createSecrets();
  secrets.add(TOKEN, KEY, ID, CODE);

  test('is cut, and says so', () => {
    // What takes longest: everything can be read in many ways.
    const odd = '%41&amp;\\u0041=41 QUJDREVGRw== 41 42 43 44 45 46 '.repeat(40_000);
    const { message } = failureOf(new Error(odd), { operation: 'fis:GetExperiment', mutating: false, secrets });
    assert.ok(message.length > 1_000 && message.length <= 4_096, String(message.length));
    assert.match(secrets.strike(odd), /…$/);
    assert.equal(secrets.strike('x'.repeat(8_192)), 'x'.repeat(8_192));
    assert.ok(secrets.strike('x'.repeat(8_193)).length < 8_193);
  });

  for (const [way, write] of Object.entries(written)) {
    test(`tells nothing of a secret that the cut goes through, ${way}`, () => {
      for (const secret of [TOKEN, KEY, ID]) {
        const quoted = write(secret);
        const piece = pieceOf(secret, write);
        for (let before = Math.max(0, 8_192 - quoted.length); before < 8_200; before += Math.ceil(quoted.length / 9)) {
          const told = secrets.strike(`${'. '.repeat(before).slice(0, before)}${quoted}${' .'.repeat(4_000)}`);
          assert.ok(!told.includes(piece), `${secret.slice(0, 4)} behind ${before}: ${told.slice(-200)}`);
        }
      }
      for (let before = 8_184; before < 8_192; before += 1)
        assert.doesNotMatch(secrets.strike(`${' '.repeat(before)}${CODE} ${'.'.repeat(9_000)}`), /493/, String(before));
    });
  }

  test('tells nothing of one that stands there again and again', () => {
    for (const secret of [TOKEN, KEY, ID]) {
      const told = secrets.strike(`${secret} `.repeat(9_000));
      assert.ok(!told.includes(secret.slice(0, 6)), told.slice(-200));
    }
  });
});
