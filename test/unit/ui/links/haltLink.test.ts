import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseReference } from '../../../../src/model/reference.ts';
import { haltLink, linkedReference, referencesIn, typedReference } from '../../../../src/ui/links/haltLink.ts';
import { assertProperty } from '../../../stages/property.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/main/web/Ab12';

const DAEMON = 'arn:aws:ecs:eu-west-1:111122223333:daemon/shop/node-metrics';

void describe('what names a managed daemon', () => {
  it('is its ARN, or that of one of its deployments, and nothing that is almost one', () => {
    for (const arn of [DAEMON, `${DAEMON.replace(':daemon/', ':daemon-deployment/')}/Ab12`]) {
      const reference = typedReference(haltLink('vscode', arn));
      const { kind, id, account, region } = reference ?? {};
      assert.deepEqual([kind, id, account, region], ['daemon', DAEMON, '111122223333', 'eu-west-1'], arn);
      assert.deepEqual(referencesIn(`see **${arn}**.`), [{ start: 6, text: arn }]);
    }
    for (const odd of [
      DAEMON.replace('/shop', ''),
      `${DAEMON}/more`,
      `${DAEMON}?x`,
      DAEMON.replace('node-metrics', '../web'),
      DAEMON.replace('node-metrics', 'a b'),
      DAEMON.replace('ecs', 'ec2'),
      DAEMON.replace('arn:aws:', 'arn:aws-cn:'),
      DAEMON.replace('111122223333', '1111'),
      DAEMON.replace('eu-west-1', 'x.evil.test/'),
      DAEMON.replace('daemon/', 'daemon-deployment/'),
      DAEMON.replace('daemon/', 'daemon-revision/'),
      DAEMON.replace('node-metrics', 'x'.repeat(3_000)),
    ])
      assert.equal(typedReference(odd), undefined, odd.slice(0, 120));
  });

  it('is nothing that can be stopped', () => {
    assert.equal(parseReference(DAEMON), undefined);
  });
});

void describe('a Halt link', () => {
  it('leads back to what it was made of, in every editor', () => {
    for (const scheme of ['vscode', 'vscode-insiders', 'vscodium', 'cursor', 'kiro', 'code-oss']) {
      const link = haltLink(scheme, ARN);
      assert.ok(link.startsWith(`${scheme}://halt-for-aws.halt-for-aws/open?arn=arn%3Aaws%3Aecs`), link);
      assert.equal(typedReference(` ${link}\n`)?.id, ARN);
      assert.equal(typedReference(` <${link}> `)?.id, ARN);
      for (const odd of [`<${link}`, `${link}>`, `<<${link}>>`, `<${link}> <${link}>`])
        assert.equal(typedReference(odd), undefined, odd);
      // The editor hands over the query with its escapes undone, or with them.
      for (const query of [`arn=${ARN}`, link.slice(link.indexOf('?') + 1)]) {
        assert.equal(linkedReference('/open', query)?.id, ARN);
      }
    }
  });

  it('is nothing with any other path, parameter or host', () => {
    const rows = [
      ...[
        ['/stop', `arn=${ARN}`],
        ['/open/', `arn=${ARN}`],
        ['/open', `arn=${ARN}&confirm=1`],
      ],
      ...[
        ['/open', `arn=${ARN}&arn=${ARN}`],
        ['/open', `id=${ARN}`],
        ['/open', ''],
        ['', `arn=${ARN}`],
      ],
      ['/open', 'arn=arn:aws:ec2:x.evil.test/%23:111122223333:instance/i-0123456789abcdef0'],
    ];
    for (const [path = '', query = ''] of rows)
      assert.equal(linkedReference(path, query), undefined, `${path}?${query}`);
    for (const text of [
      `VSCode://Halt-for-AWS.halt-for-aws/open?arn=${ARN}`,
      `CURSOR://HALT-FOR-AWS.HALT-FOR-AWS/open?arn=${ARN}`,
    ])
      assert.equal(typedReference(text)?.id, ARN, text);
    for (const text of [
      `vscode://halt-for-aws.halt-for-aws/OPEN?arn=${ARN}`,
      `https://evil.test/open?arn=${ARN}`,
      `vscode://halt-for-aws.halt-for-aws.evil/open?arn=${ARN}`,
      `vscode://evil@halt-for-aws.halt-for-aws/open?arn=${ARN}`,
      `vscode://haltXfor-aws.halt-for-aws/open?arn=${ARN}`,
      `vscode://halt-for-aws.halt-for-aws/open?arn=${ARN}#x`,
      `x vscode://halt-for-aws.halt-for-aws/open?arn=${ARN}`,
    ]) {
      assert.equal(typedReference(text), undefined, text);
    }
  });

  it('never throws', () => {
    assertProperty(
      fc.property(fc.string(), fc.string(), (path, query) => {
        linkedReference(path, query);
        typedReference(`vscode://halt-for-aws.halt-for-aws${path}?${query}`);
      }),
    );
  });
});

void describe('a line of a terminal', () => {
  it('names ids and ARNs, where they stand', () => {
    const line = `stopped i-0123456789abcdef0, then "${ARN}" (EXP1a2b3c4d) and arn:aws:fis:eu-west-1:111122223333:experiment/EXPabcd1.`;
    const found = referencesIn(line);
    assert.deepEqual(
      found.map(({ text }) => text),
      ['i-0123456789abcdef0', ARN, 'EXP1a2b3c4d', 'arn:aws:fis:eu-west-1:111122223333:experiment/EXPabcd1'],
    );
    for (const { start, text } of found) assert.equal(line.slice(start, start + text.length), text);
  });

  it('names them whatever stands around them', () => {
    const instance = 'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-0123456789abcdef0';
    for (const arn of [ARN, instance]) {
      for (const [before, after] of [
        ['', '=running'],
        ['**', '**'],
        ['__', '__'],
        ['', ':running'],
        ['', '…'],
        ['', '。'],
        ['“', '”'],
        ['', '/'],
        ['', '—gone'],
        ['?arn=', '&x=1'],
        ['`', '`'],
        ['<', '>'],
        ['', '!?'],
        ['(', ').'],
        ["'", "',"],
        ['id=', '|next'],
      ] as const) {
        // What hangs on a deployment's ARN could be a part of it.
        if (before === '__' && arn === ARN) continue;
        assert.deepEqual(referencesIn(before + arn + after), [{ start: before.length, text: arn }], before + after);
      }
    }
    const ids = ['i-0123456789abcdef0', 'i-01234567', 'EXPabcd1', 'EXPTeRx9q'];
    for (const id of ids) {
      for (const [before, after] of [
        ['', '…'],
        ['_', '_'],
        ['id=', ';'],
        ['', '。'],
        ['/', '/'],
        ['', '.ec2.internal'],
      ] as const)
        assert.deepEqual(referencesIn(before + id + after), [{ start: before.length, text: id }], before + after);
    }
    // An ARN of nothing that Halt stops has an id in it all the same.
    const network = 'arn:aws:ec2:eu-west-1:111122223333:network/i-0123456789abcdef0';
    assert.deepEqual(referencesIn(network), [{ start: network.indexOf('i-'), text: 'i-0123456789abcdef0' }]);
    assert.deepEqual(referencesIn(`${ARN} ${ARN}`), [
      { start: 0, text: ARN },
      { start: ARN.length + 1, text: ARN },
    ]);
  });

  it('names nothing else', () => {
    for (const line of [
      'EXPO2025 EXPORT2 EXPorter EXPRESS',
      'i-01234567-89ab-cdef',
      'xi-0123456789abcdef0 i-0123456789abcdef01 i-0123456789abcdef0x',
      'EXPabcd1'.repeat(10),
      '',
      'i-am-here',
      'EXPORT',
      'EXPLAIN SELECT * FROM orders; EXPERIMENT EXPIRED EXPECTED (EXPRESSION)',
      'ami-0123456789abcdef0',
      'vpc-01234567',
      'arn:aws:s3:::bucket',
      'i-012345678',
    ]) {
      assert.deepEqual(referencesIn(line), [], line);
    }
    assert.deepEqual(referencesIn(`${'x'.repeat(5_000)} i-0123456789abcdef0`), []);
  });
});
