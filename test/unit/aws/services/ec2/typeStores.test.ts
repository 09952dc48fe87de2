import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTypeStores } from '../../../../../src/aws/services/ec2/typeStores.ts';
import { answererOf } from '../../../../../src/model/destination.ts';
import { answerOf, ec2Reading, SEEN, valuesOf } from '../../../../stages/answering/ec2Reading.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const type = (name: string, has: string): string =>
  `<item><instanceType>${name}</instanceType><instanceStorageSupported>${has}</instanceStorageSupported></item>`;
const types = (...items: readonly string[]): string =>
  answerOf('DescribeInstanceTypes', `<instanceTypeSet>${items.join('')}</instanceTypeSet>`);
const typesIn = (asked: Readonly<Record<string, unknown>> | undefined) => valuesOf(asked, 'InstanceType');
/** AWS, where the types of these names have a store and no other has. */
const knowing = (...withStore: readonly string[]) =>
  ec2Reading((asked) => types(...typesIn(asked).map((name) => type(name, String(withStore.includes(name))))));
const simulated = answererOf({ kind: 'simulated' }, 'EC2');

describe('whether types have instance-store volumes', () => {
  it('is asked once of each, and known from then on', async () => {
    const stores = createTypeStores();
    const { reading, asked } = knowing('i9.large');
    const first = await stores.read(reading, scope, ['i9.large', 'q1.small', 'i9.large'], never());
    assert.deepEqual(valueOf(first), { 'i9.large': true, 'q1.small': false });
    assert.deepEqual(first.ok && first.seen, SEEN);
    const more = await stores.read(reading, scope, ['q1.small', 'i9.large', 'z1.tiny'], never());
    assert.deepEqual(valueOf(more), { 'i9.large': true, 'q1.small': false, 'z1.tiny': false });
    assert.deepEqual(valueOf(await stores.read(reading, scope, ['z1.tiny'], never())), { 'z1.tiny': false });
    assert.deepEqual(asked.map(typesIn), [['i9.large', 'q1.small'], ['z1.tiny']]);
    assert.deepEqual([asked[0]?.['Action'], asked[0]?.['Version']], ['DescribeInstanceTypes', '2016-11-15']);
  });

  it('is asked of a hundred a call', async () => {
    const { reading, asked } = knowing();
    const names = Array.from({ length: 201 }, (_, index) => `t${index}.small`);
    assert.equal(Object.keys(valueOf(await createTypeStores().read(reading, scope, names, never()))).length, 201);
    assert.deepEqual(
      asked.map((one) => typesIn(one).length),
      [100, 100, 1],
    );
  });

  it('is not said, and asked again, of a type that AWS doesn’t tell or not in words that can be read', async () => {
    const stores = createTypeStores();
    const { reading, asked } = ec2Reading(() => types(type('a1.small', 'perhaps'), type('', 'true')));
    for (let round = 0; round < 2; round += 1)
      assert.deepEqual(valueOf(await stores.read(reading, scope, ['a1.small', 'b1.small'], never())), {});
    assert.equal(asked.length, 2);
  });

  it('is asked again of another AWS: what one told is nothing that the other said', async () => {
    const stores = createTypeStores();
    const aws = knowing('i9.large');
    await stores.read(aws.reading, scope, ['i9.large'], never());
    const other = knowing();
    other.answerer = simulated;
    assert.deepEqual(valueOf(await stores.read(other.reading, scope, ['i9.large'], never())), { 'i9.large': false });
    assert.equal(other.asked.length, 1);
  });

  it('is said of what the new one tells alone, where the profile is led elsewhere meanwhile', async () => {
    const stores = createTypeStores();
    await stores.read(knowing('i9.large').reading, scope, ['i9.large'], never());
    const led = ec2Reading((asked) => {
      led.answerer = simulated;
      return types(...typesIn(asked).map((name) => type(name, 'true')));
    });
    const told = valueOf(await stores.read(led.reading, scope, ['i9.large', 'q1.small'], never()));
    assert.deepEqual(told, { 'q1.small': true });
    const aws = knowing();
    assert.deepEqual(valueOf(await stores.read(aws.reading, scope, ['q1.small'], never())), { 'q1.small': false });
  });

  it('is unread where nothing is told, and of the others what is known where a call fails', async () => {
    const stores = createTypeStores();
    const denied = ec2Reading(() => failure('denied'));
    assert.equal(failureIn(await stores.read(denied.reading, scope, ['i9.large'], never())).kind, 'denied');
    await stores.read(knowing('i9.large').reading, scope, ['i9.large'], never());
    const told = valueOf(await stores.read(denied.reading, scope, ['i9.large', 'q1.small'], never()));
    assert.deepEqual(told, { 'i9.large': true });
    const names = Array.from({ length: 101 }, (_, index) => `t${index}.small`);
    const half = ec2Reading((asked) =>
      typesIn(asked).length === 1 ? failure('server') : types(type('t0.small', 'true')),
    );
    assert.deepEqual(valueOf(await stores.read(half.reading, scope, names, never())), { 't0.small': true });
  });
});
