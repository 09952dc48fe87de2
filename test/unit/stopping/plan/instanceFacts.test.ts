import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known, unread } from '../../../../src/model/fact.ts';
import { failed } from '../../../../src/model/failure.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { askAboutInstances, openInstances, PROTECTION_CHECKS } from '../../../../src/stopping/plan/instanceFacts.ts';
import { deployment, experiment, failure, instance, never, scope, told } from '../../../stages/fakes.ts';
import { rollBack, stop, stopExperiment } from '../../../stages/stopping/plan.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const start: Operation = { type: 'start' };
const volume = (id: string) => ({ id, device: '/dev/xvda', deleteOnTermination: true });

type Answers = Pick<AwsReads, 'stopProtection' | 'spotKinds' | 'volumeSizes' | 'typeStores'>;

/** What is found of these instances, and what was asked for it: `CALL IDS`. */
async function asking(open: readonly Instance[], operation: Operation, answers: Partial<Answers> = {}) {
  const asked: string[] = [];
  const note = (call: string, ids: readonly string[]): void => void asked.push(`${call} ${ids.join()}`);
  const reads: Answers = {
    stopProtection: (where, ids, signal) => {
      note('stopProtection', ids);
      return answers.stopProtection?.(where, ids, signal) ?? Promise.resolve({});
    },
    spotKinds: (where, ids, signal) => {
      note('spotKinds', ids);
      return answers.spotKinds?.(where, ids, signal) ?? Promise.resolve(told({}));
    },
    volumeSizes: (where, ids, signal) => {
      note('volumeSizes', ids);
      return answers.volumeSizes?.(where, ids, signal) ?? Promise.resolve(told({}));
    },
    typeStores: (where, types, signal) => {
      note('typeStores', types);
      return answers.typeStores?.(where, types, signal) ?? Promise.resolve(told({}));
    },
  };
  return { found: await askAboutInstances(reads, scope, operation, open, never()), asked };
}

describe('what no list of instances tells', () => {
  it('is asked for a stop alone, and only of what is there', async () => {
    const plain = instance({ id: 'i-plain', type: '' });
    const spot = instance({ id: 'i-spot', type: 'i4i.large', spotRequestId: 'sir-1' });
    const kept = instance({ id: 'i-kept', type: 't3.micro', volumes: [volume('vol-1'), volume('vol-2')] });
    const rows: readonly (readonly [Operation, readonly Instance[], readonly string[]])[] = [
      [start, [spot, kept], []],
      [stop, [], []],
      [stop, [plain], ['stopProtection i-plain']],
      [stop, [spot], ['stopProtection i-spot', 'spotKinds sir-1', 'typeStores i4i.large']],
      [stop, [plain, kept], ['stopProtection i-plain,i-kept', 'volumeSizes vol-1,vol-2', 'typeStores t3.micro']],
      [
        { type: 'hibernate' },
        [kept, spot, plain],
        [
          'stopProtection i-kept,i-spot,i-plain',
          'spotKinds sir-1',
          'volumeSizes vol-1,vol-2',
          'typeStores t3.micro,i4i.large',
        ],
      ],
    ];
    for (const [operation, open, expected] of rows) {
      const { asked, found } = await asking(open, operation);
      assert.deepEqual(asked, expected);
      assert.deepEqual([...found.keys()], operation.type === 'start' ? [] : open.map(({ id }) => id));
    }
  });

  it('is known as far as AWS told it, of each instance its own', async () => {
    const first = instance({ id: 'i-1', type: 'i4i.large', spotRequestId: 'sir-1', volumes: [volume('vol-1')] });
    const second = instance({ id: 'i-2', type: 'x9d.large', spotRequestId: 'sir-2' });
    const third = instance({ id: 'i-3', type: 't3.micro' });
    const { found } = await asking([first, second, third], stop, {
      stopProtection: () => Promise.resolve({ 'i-1': told(true), 'i-2': failed(failure('denied')) }),
      spotKinds: () => Promise.resolve(told({ 'sir-1': 'persistent' })),
      volumeSizes: () => Promise.resolve(told({ 'vol-1': 8 })),
      typeStores: () => Promise.resolve(told({ 'i4i.large': true, 't3.micro': false })),
    });
    const volumeSizes = { 'vol-1': 8 };
    assert.deepEqual(
      [...found],
      [
        ['i-1', { protection: told(true), spotKind: known('persistent'), volumeSizes, typeStore: known(true) }],
        ['i-2', { protection: failed(failure('denied')), spotKind: unread, volumeSizes, typeStore: unread }],
        ['i-3', { protection: 'not-asked', volumeSizes, typeStore: known(false) }],
      ],
    );
  });

  it('is unread where AWS refuses to tell it, and says so of nothing that doesn’t matter', async () => {
    const refused = failed(failure('timeout'));
    const one = instance({ id: 'i-1', spotRequestId: 'sir-1', volumes: [volume('vol-1')] });
    const other = instance({ id: 'i-2', type: '' });
    const { found } = await asking([one, other], stop, {
      stopProtection: () => Promise.resolve({ 'i-1': refused, 'i-2': refused }),
      spotKinds: () => Promise.resolve(refused),
      volumeSizes: () => Promise.resolve(refused),
      typeStores: () => Promise.resolve(refused),
    });
    assert.deepEqual(
      [...found],
      [
        ['i-1', { protection: refused, spotKind: unread, typeStore: unread }],
        ['i-2', { protection: refused, typeStore: unread }],
      ],
    );
    const denied = await asking([one], stop, { typeStores: () => Promise.resolve(failed(failure('denied'))) });
    assert.deepEqual(denied.found.get('i-1')?.typeStore, known('denied'));
  });

  it('is asked of stop protection for the first of very many', async () => {
    const all = Array.from({ length: PROTECTION_CHECKS + 1 }, (_, index) => instance({ id: `i-${index}`, type: '' }));
    const { asked, found } = await asking(all, stop);
    assert.deepEqual(asked, [
      `stopProtection ${all
        .slice(0, 50)
        .map(({ id }) => id)
        .join()}`,
    ]);
    assert.equal(found.size, 51);
  });
});

describe('the instances that are asked about', () => {
  const open = (operation: Operation, ...all: readonly (Target | undefined)[]) =>
    openInstances(
      operation,
      new Map(
        all.map((observed, index) => [
          `${index}`,
          observed === undefined ? { missing: true } : { observed, missing: false },
        ]),
      ),
      NOW,
    ).map(({ id }) => id);
  const runs = instance({ id: 'i-runs' });
  const stopped = instance({ id: 'i-stopped', state: 'stopped' });
  const warned = instance({ id: 'i-warned', autoScalingGroup: 'asg' });

  it('are those that were found, and that the operation fits', () => {
    assert.deepEqual(open(stop, runs, stopped, undefined, warned), ['i-runs', 'i-warned']);
    assert.deepEqual(open(start, runs, stopped, undefined), ['i-stopped']);
  });

  it('are none where the operation is of other things', () => {
    assert.deepEqual(open(rollBack, deployment(), runs), []);
    assert.deepEqual(open(stopExperiment, experiment(), runs), []);
    assert.deepEqual(open(stop, deployment(), experiment()), []);
  });
});
