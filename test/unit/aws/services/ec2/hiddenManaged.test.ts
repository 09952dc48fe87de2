import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHiddenManaged, type ManagedFlag } from '../../../../../src/aws/services/ec2/hiddenManaged.ts';
import { answererOf } from '../../../../../src/model/destination.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../../../../src/model/failure.ts';
import { failure } from '../../../../stages/fakes.ts';
import { scope } from '../../../../stages/resources.ts';

/** An endpoint that answers every call without the parameter, and what was asked of it: whether each call had the parameter. */
function endpoint(refusal: () => Failure | undefined) {
  const asked: boolean[] = [];
  const ask = ({ IncludeManagedResources }: ManagedFlag): Promise<Outcome<string>> => {
    asked.push(IncludeManagedResources === true);
    const why = IncludeManagedResources ? refusal() : undefined;
    return Promise.resolve(why ? failed(why) : succeeded('a page'));
  };
  return { asked, ask };
}

const answerer = answererOf({ kind: 'aws' }, 'EC2');
const other = { ...scope, region: 'us-east-1' };
const WITH = true;
const WITHOUT = false;

void describe('what an account hides', () => {
  const unnamed: readonly Failure[] = [
    failure('refused', { code: 'InvalidParameterCombination', message: 'no' }),
    failure('refused', { code: 'InvalidQueryParameter', message: '' }),
    failure('unknown', { code: 'Unsupported.Operation' }),
    failure('unknown', {}),
    failure('denied', { code: 'UnauthorizedOperation' }),
    failure('server', { code: 'NotImplemented', message: '' }),
    failure('server', { code: 'InternalError', message: 'This request has not yet been implemented' }),
    failure('server', { code: 'Unsupported', message: '' }),
  ];
  for (const refusal of unnamed) {
    void it(`is asked for twice of an endpoint that answers without the parameter alone (${refusal.kind} ${refusal.code ?? ''}), and no list is lost`, async () => {
      const hidden = createHiddenManaged();
      const { ask, asked } = endpoint(() => refusal);
      for (let round = 0; round < 4; round += 1) {
        assert.ok((await hidden.read({ scope, answerer }, ask)).ok);
        assert.deepEqual(
          hidden.gapsOf({ scope, answerer }).map(({ kind, code, operation }) => [kind, code, operation]),
          [['refused', 'managed-unlisted', 'ec2:DescribeInstances']],
        );
      }
      assert.deepEqual(asked, [WITH, WITHOUT, WITH, WITHOUT, WITHOUT, WITHOUT]);
      assert.deepEqual(hidden.gapsOf({ scope: other, answerer }), [], 'another place has an endpoint of its own');
    });
  }

  void it('is asked for once where the refusal names the parameter', async () => {
    const hidden = createHiddenManaged();
    const { ask, asked } = endpoint(() => failure('unknown', { code: 'X', message: 'includemanagedresources?' }));
    for (let round = 0; round < 3; round += 1) await hidden.read({ scope, answerer }, ask);
    assert.deepEqual(asked, [WITH, WITHOUT, WITHOUT, WITHOUT]);
  });

  void it('is asked for once of an endpoint that fails over it by name, whatever kind of failure that is', async () => {
    for (const kind of ['server', 'not-found', 'malformed'] as const) {
      const hidden = createHiddenManaged();
      const { ask, asked } = endpoint(() => failure(kind, { message: 'IncludeManagedResources is new to me' }));
      for (let round = 0; round < 3; round += 1) assert.ok((await hidden.read({ scope, answerer }, ask)).ok);
      assert.deepEqual(asked, [WITH, WITHOUT, WITHOUT, WITHOUT]);
    }
  });

  void it('costs one more call where all is denied, however long, and is found out again once it was answered', async () => {
    const hidden = createHiddenManaged();
    const [asked, denied] = [[] as boolean[], failed(failure('denied'))];
    let answers = (_flag: boolean): Outcome<string> => denied;
    const ask = ({ IncludeManagedResources = false }: { readonly IncludeManagedResources?: boolean }) => {
      asked.push(IncludeManagedResources);
      return Promise.resolve(answers(IncludeManagedResources));
    };
    for (let round = 0; round < 3; round += 1) assert.ok(!(await hidden.read({ scope, answerer }, ask)).ok);
    assert.deepEqual(asked, [WITH, WITHOUT, WITH, WITH]);
    answers = () => succeeded('a page');
    assert.ok((await hidden.read({ scope, answerer }, ask)).ok);
    answers = (flag) => (flag ? denied : succeeded('a page'));
    assert.ok((await hidden.read({ scope, answerer }, ask)).ok);
    assert.deepEqual(asked.slice(4), [WITH, WITH, WITHOUT]);
  });

  void it('is looked for once more where all was denied fifty times since, for what was denied can be allowed in part', async () => {
    const hidden = createHiddenManaged();
    const asked: boolean[] = [];
    let isAllowedWithout = false;
    const ask = ({ IncludeManagedResources: flag }: ManagedFlag): Promise<Outcome<string>> => {
      asked.push(flag === true);
      const isAnswered = isAllowedWithout && flag !== true;
      return Promise.resolve(isAnswered ? succeeded('a page') : failed(failure('denied')));
    };
    const read = async () => (await hidden.read({ scope, answerer }, ask)).ok;
    assert.equal(await read(), false);
    assert.deepEqual(asked.splice(0), [WITH, WITHOUT]);
    isAllowedWithout = true;
    for (let round = 0; round < 50; round += 1) assert.equal(await read(), false);
    assert.deepEqual([asked.length, asked.splice(0).every((flag) => flag === WITH)], [50, true]);
    assert.equal(await read(), true);
    assert.deepEqual(asked, [WITH, WITHOUT]);
  });

  void it('is asked for both ways each time as long as each way is refused with a code of its own', async () => {
    const hidden = createHiddenManaged();
    const asked: boolean[] = [];
    const ask = ({ IncludeManagedResources: flag }: ManagedFlag): Promise<Outcome<string>> => {
      asked.push(flag === true);
      const code = flag === true ? 'InvalidParameter' : 'InvalidFilter';
      return Promise.resolve(failed(failure('refused', { code })));
    };
    for (let round = 0; round < 2; round += 1) assert.ok(!(await hidden.read({ scope, answerer }, ask)).ok);
    assert.deepEqual(asked, [WITH, WITHOUT, WITH, WITHOUT]);
  });

  void it('costs no list for good where the call without it failed over something that passes, or changes', async () => {
    const hidden = createHiddenManaged();
    const asked: boolean[] = [];
    let [withIt, without] = [failure('refused', { code: 'InvalidParameter' }), failure('timeout')];
    let isSound = false;
    const ask = ({ IncludeManagedResources }: ManagedFlag): Promise<Outcome<string>> => {
      asked.push(IncludeManagedResources === true);
      if (IncludeManagedResources === true) return Promise.resolve(failed(withIt));
      return Promise.resolve(isSound ? succeeded('a page') : failed(without));
    };
    assert.ok(!(await hidden.read({ scope, answerer }, ask)).ok);
    isSound = true;
    assert.ok((await hidden.read({ scope, answerer }, ask)).ok);
    isSound = false;
    [withIt, without] = [failure('denied'), failure('denied')];
    for (let round = 0; round < 2; round += 1) assert.ok(!(await hidden.read({ scope: other, answerer }, ask)).ok);
    [withIt, isSound] = [failure('refused', { code: 'UnknownParameter' }), true];
    assert.ok((await hidden.read({ scope: other, answerer }, ask)).ok);
    assert.deepEqual(asked, [WITH, WITHOUT, WITH, WITHOUT, WITH, WITHOUT, WITH, WITH, WITHOUT]);
  });

  void it('is asked for once more after many calls without it, for what was denied can be allowed', async () => {
    const hidden = createHiddenManaged();
    let why: Failure | undefined = failure('denied');
    const { ask, asked } = endpoint(() => why);
    for (let round = 0; round < 2 + 50 + 1; round += 1) await hidden.read({ scope, answerer }, ask);
    assert.deepEqual(asked.slice(0, 4), [WITH, WITHOUT, WITH, WITHOUT]);
    assert.ok(asked.slice(4, 54).every((flag) => flag === WITHOUT));
    assert.deepEqual(asked.slice(54), [WITH, WITHOUT]);
    why = undefined;
    for (let round = 0; round < 51; round += 1) await hidden.read({ scope, answerer }, ask);
    assert.equal(asked.at(-1), WITH);
    assert.deepEqual(hidden.gapsOf({ scope, answerer }), []);
  });

  void it('is asked for again where a refusal was of something else, and lacks then no more', async () => {
    const hidden = createHiddenManaged();
    let refusals = 1;
    const { ask, asked } = endpoint(() =>
      refusals-- > 0 ? failure('refused', { code: 'InvalidMaxResults' }) : undefined,
    );
    await hidden.read({ scope, answerer }, ask);
    assert.equal(hidden.gapsOf({ scope, answerer }).length, 1);
    await hidden.read({ scope, answerer }, ask);
    assert.deepEqual(hidden.gapsOf({ scope, answerer }), []);
    assert.deepEqual(asked, [WITH, WITHOUT, WITH]);
  });

  void it('costs no second call where the parameter can’t be what is wrong, and the first refusal is told where both are refused', async () => {
    for (const kind of [
      'throttled',
      'timeout',
      'credentials-expired',
      'server',
      'not-found',
      'malformed',
      'cancelled',
    ] as const) {
      const { ask, asked } = endpoint(() => failure(kind));
      assert.ok(!(await createHiddenManaged().read({ scope, answerer }, ask)).ok);
      assert.deepEqual(asked, [WITH], kind);
    }
    const codes = ['InvalidInstanceID.Malformed', 'Another'];
    const answer = await createHiddenManaged().read({ scope, answerer }, () =>
      Promise.resolve(failed(failure('refused', { code: codes.shift() ?? '' }))),
    );
    assert.equal(!answer.ok && answer.failure.code, 'InvalidInstanceID.Malformed');
  });
});
