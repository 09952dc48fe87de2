import assert from 'node:assert/strict';
import type { Grouping, GroupValue } from '../../../src/inventory/grouping.ts';
import { known, none, unread } from '../../../src/model/fact.ts';
import type { Destination } from '../../../src/model/destination.ts';
import { bucketLabel, bucketRow } from '../../../src/ui/tree/rows/bucketRow.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { destinationBesideName, destinationInFull } from '../../../src/ui/words/destinations.ts';
import { childrenStage } from '../../stages/childrenStage.ts';
import { customAt, customBut } from '../../stages/destinations.ts';
import { instanceLike, scope } from '../../stages/resources.ts';

describe('the row of a profile', () => {
  it('says where it leads, whatever it is called; the demo’s profiles say it in their names', () => {
    const aws: Destination = { kind: 'aws' };
    const simulated: Destination = { kind: 'simulated' };
    const custom = customAt('http://localhost:4566');
    for (const [profile, destination, words] of [
      ['shop', aws, undefined],
      ['shop', undefined, undefined],
      ['shop', simulated, 'simulated'],
      ['shop', custom, 'custom endpoint'],
      // What it is called is the person's, and where it leads isn't what it says.
      ['shop (simulated)', aws, 'AWS itself'],
      ['shop (Simulated) ', aws, 'AWS itself'],
      ['shop-simulated', aws, 'AWS itself'],
      ['simulated-shop', aws, undefined],
      ['shop (simulated)', undefined, undefined],
      ['shop (simulated)', simulated, undefined],
      ['shop (simulated)', custom, 'custom endpoint'],
      ['(simulated) shop', simulated, 'simulated'],
      ['shop(simulated)', simulated, 'simulated'],
    ] as const)
      assert.equal(destinationBesideName(profile, destination), words, `${profile} ${destination?.kind}`);
  });
});

describe('where a prompt says that requests go', () => {
  it('is where the services go that it is about', () => {
    const HERE = 'http://localhost:4566';
    const mixed = customAt(HERE, { ECS: 'https://proxy.test/x', fis: 'aws' });
    for (const [destination, services, words] of [
      [{ kind: 'aws' }, ['EC2'], undefined],
      [{ kind: 'simulated' }, ['EC2'], 'SIMULATED AWS'],
      [customAt(HERE), ['EC2', 'EC2', 'fis'], `CUSTOM ENDPOINT ${HERE}`],
      [mixed, ['EC2'], `CUSTOM ENDPOINT ${HERE}`],
      [mixed, ['ECS'], 'CUSTOM ENDPOINT https://proxy.test/x'],
      [mixed, ['fis', 'fis'], 'AWS ITSELF (FIS)'],
      [mixed, ['EC2', 'ECS'], `CUSTOM ENDPOINT ${HERE}, https://proxy.test/x`],
      [mixed, ['EC2', 'fis'], `CUSTOM ENDPOINT ${HERE} · AWS ITSELF (FIS)`],
      [customBut({ STS: HERE }), ['EC2', 'ECS'], 'AWS ITSELF (EC2, ECS)'],
    ] as const)
      assert.equal(destinationInFull(destination, services), words);
  });

  it('11.27: is AWS itself where a profile is called otherwise', () => {
    const words = (...profiles: string[]) => destinationInFull({ kind: 'aws' }, ['EC2', 'EC2', 'fis'], profiles);
    assert.equal(words('shop (simulated)'), 'AWS ITSELF (EC2, FIS)');
    assert.equal(words('dev', 'shop (simulated)'), 'AWS ITSELF (EC2, FIS)');
    assert.equal(words('dev', 'shop'), undefined);
    assert.equal(destinationInFull({ kind: 'simulated' }, ['EC2'], ['shop (simulated)']), 'SIMULATED AWS');
  });
});

describe('the row of a group of instances', () => {
  it('tells what can’t be read from what isn’t there, and from what is empty', () => {
    const byTag: Grouping = { type: 'tag', key: 'env' };
    const rows: readonly (readonly [Grouping, GroupValue, string])[] = [
      [byTag, known('prod'), 'prod'],
      [byTag, known(''), '(empty)'],
      [byTag, none, 'Without the tag env'],
      [byTag, unread, 'Tag env can’t be read'],
      [{ type: 'auto-scaling-group' }, known('web'), 'web'],
      [{ type: 'auto-scaling-group' }, none, 'Not in an Auto Scaling group'],
      [{ type: 'auto-scaling-group' }, unread, 'Auto Scaling group can’t be read'],
      [{ type: 'state' }, known('running'), 'running'],
      [{ type: 'state' }, unread, 'State can’t be read'],
    ];
    for (const [grouping, value, label] of rows) assert.equal(bucketLabel(grouping, value), label);
  });

  it('says how many there are where its name is their state, and else how many of them run', () => {
    const some = ['running', 'stopped', 'stopped', 'terminated'].map((state, index) =>
      instanceLike({ scope, id: `i-${index}`, state, tags: [{ key: 'env', value: 'prod' }] }),
    );
    const { parts, person, read, group } = childrenStage(...some);
    read(scope);
    const rows = () =>
      group('instance').flatMap((node) => {
        if (node.type !== 'bucket') return [];
        const { label, description, spoken } = bucketRow(parts as unknown as ItemParts, node);
        return [[label, description, spoken]];
      });
    person.grouping = { type: 'state' };
    assert.deepEqual(rows(), [
      ['running', '1 instance', 'Instances: running, 1 instance'],
      ['stopped', '2 instances', 'Instances: stopped, 2 instances'],
      ['terminated', '1 instance', 'Instances: terminated, 1 instance'],
    ]);
    person.filter = 'i-1';
    assert.deepEqual(rows(), [['stopped', '1 of 2', 'Instances: stopped, 1 of 2']]);
    person.filter = '';
    person.grouping = { type: 'tag', key: 'env' };
    assert.deepEqual(rows(), [['env=prod', '1 of 3 running', 'Instances: env prod, 1 of 3 running']]);
  });
});
