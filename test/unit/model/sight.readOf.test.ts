import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../src/model/failure.ts';
import { isOfAnother, isOfSame, mayBeOf, nobodys, ofWhom, readOf, saw, whoseInText } from '../../../src/model/sight.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const whose = (account: string | undefined) => ({ account, elsewhere: undefined });

describe('what was read', () => {
  it('is told of the account of which it is, and where nobody knows which is shown', () => {
    for (const shown of [ACCOUNT, undefined]) {
      const read = saw('a', { account: ACCOUNT, at: 1 });
      assert.equal(readOf(read, whose(shown)), read);
    }
    const unknown = saw('a', { at: 1 });
    assert.equal(readOf(unknown, whose(undefined)), unknown);
  });

  it('is a failure where it is of another account, or nobody knows of which: nothing was changed by it', () => {
    for (const [seen, kind, code] of [
      [{ account: OTHER, at: 1 }, 'unknown', 'account-changed'],
      [{ at: 1 }, 'credentials-missing', 'account-unknown'],
    ] as const) {
      const read = readOf(saw('a', seen), whose(ACCOUNT));
      assert.equal(read.ok, false);
      const { message = '', ...failure } = read.ok ? {} : read.failure;
      assert.deepEqual(failure, { kind, code, mayHaveHappened: false });
      assert.match(message, /account/);
    }
  });

  it('says itself why it failed', () => {
    const failure = failed({ kind: 'timeout', message: 'No answer.', mayHaveHappened: false });
    assert.equal(readOf(failure, whose(ACCOUNT)), failure);
  });
});

describe('of two accounts', () => {
  for (const [one, other, another, same, may] of [
    [ACCOUNT, ACCOUNT, false, true, true],
    [ACCOUNT, OTHER, true, false, false],
    [undefined, ACCOUNT, false, false, false],
    [ACCOUNT, undefined, false, false, true],
    [undefined, undefined, false, false, true],
  ] as const)
    it(`is known what is: ${one ?? 'nobody knows'} and ${other ?? 'nobody knows'}`, () => {
      const both = [whose(one), whose(other)] as const;
      assert.deepEqual([isOfAnother(...both), isOfSame(...both), mayBeOf(...both)], [another, same, may]);
    });

  it('is kept what is known of whose something is, and nothing where that is nothing', () => {
    assert.deepEqual(ofWhom(nobodys), {});
    assert.deepEqual(ofWhom(whose(ACCOUNT)), { account: ACCOUNT });
    assert.equal(whoseInText(nobodys), '');
    assert.equal(whoseInText(whose(ACCOUNT)), ACCOUNT);
  });
});
