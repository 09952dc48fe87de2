import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { anyAttributes, withAttributes } from '../../../stages/instances/describeInstances.ts';
import { listed, looked, page, reading, xmlOf } from '../../../stages/instances/answeringInstances.ts';
import { assertProperty } from '../../../stages/property.ts';

describe('the elements of an answer of DescribeInstances', () => {
  it('leaves to the SDK an answer with attributes on any of its elements, those among them that it leaves out', async () => {
    const attribute = fc.record({ at: fc.nat(), text: anyAttributes });
    await assertProperty(
      fc.asyncProperty(page, fc.array(attribute, { minLength: 1, maxLength: 3 }), async (reservations, attributes) => {
        const xml = withAttributes(xmlOf(reservations), attributes);
        const { instances, calls } = await listed(xml);
        assert.equal(calls, 1, xml);
        assert.deepEqual(instances, await looked(xml));
        assert.equal(instances?.length, reservations.flat().length);
      }),
      { numRuns: 60 },
    );
    for (const text of fc.sample(anyAttributes, 100)) {
      for (const skipped of ['<monitoring>', '<groupId>', '<x/>', '</groupId>'].map((tag) =>
        tag.replace(/\b(\/?>)/, `${text}$1`),
      )) {
        const inner =
          '<groupSet><item><groupId>sg-1</groupId><x/></item></groupSet><monitoring><state>on</state></monitoring>';
        const plain = skipped.replace(text, '');
        const xml = xmlOf([[{ instanceId: ['i-1'], fromTheFuture: inner, keyName: ['k'] }], [{ instanceId: ['i-2'] }]]);
        if (plain.startsWith('</') && text !== ' ') continue;
        assert.ok(xml.includes(plain));
        const { instances } = await listed(xml.replace(plain, skipped));
        assert.deepEqual(
          instances?.map(({ id, keyName }) => [id, keyName]),
          [
            ['i-1', 'k'],
            ['i-2', undefined],
          ],
          skipped,
        );
      }
    }
  });

  it('takes nothing of a document whose elements don’t close one another, or that has something outside its root', () => {
    const inner = '<future><a><b>x</b></a><c/></future>';
    const xml = xmlOf([[{ instanceId: ['i-1'], monitoring: inner }]]);
    const read = (document: string) => reading(new TextEncoder().encode(document), []);
    assert.equal(read(xml).length, 1);
    assert.equal(read(xml.replace('<?xml', '\ufeff<?xml')).length, 1);
    assert.equal(read(xml.replace('<Describe', '\n \t<Describe')).length, 1);
    for (const [from, to] of [
      ['</b></a>', '</a></b>'],
      ['</b>', '</bb>'],
      ['</b>', '</ab>'],
      ['</b>', '</>'],
      ['<b>', '<bb>'],
      ['</a>', ''],
      ['<c/>', '<c>'],
      ['<c/>', '</c>'],
      ['</future>', '</other>'],
      ['</monitoring>', '</instanceId>'],
      ['<Describe', 'x<Describe'],
      ['<?xml', 'x<?xml'],
      ['<?xml', '{}<?xml'],
      ['</DescribeInstancesResponse>', '</DescribeInstancesResponse>x'],
      ['</DescribeInstancesResponse>', '</DescribeInstancesResponse><x/>'],
    ] as const) {
      const broken = xml.replace(from, to);
      assert.notEqual(broken, xml);
      assert.throws(() => read(broken), `${from} as ${to}`);
    }
  });
});
