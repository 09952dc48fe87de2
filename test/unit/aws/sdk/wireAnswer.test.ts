import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureOf } from '../../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import {
  checkAnswer,
  MalformedAnswer,
  shapeOf,
  statedCode,
  statedMessage,
} from '../../../../src/aws/sdk/wireAnswer.ts';
import type { WireResponse } from '../../../../src/aws/transport/transport.ts';
import { processorTime } from '../../../stages/processorTime.ts';

const answer = (status: number, body: string, headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers,
  body: new TextEncoder().encode(body),
});
const ec2 = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>No.</Message></Error></Errors><RequestID>r</RequestID></Response>`;

describe('the code that AWS itself put into an error', () => {
  const rows: readonly (readonly [string, 'xml' | 'json', WireResponse, string | undefined])[] = [
    ['EC2', 'xml', answer(400, ec2('InvalidInstanceID.NotFound')), 'InvalidInstanceID.NotFound'],
    [
      'STS, with a namespace and a comment',
      'xml',
      answer(
        403,
        '<!-- x --><ErrorResponse xmlns="https://sts.amazonaws.com/"><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>',
      ),
      'AccessDenied',
    ],
    ['ECS', 'json', answer(400, '{"__type":"com.amazonaws.ecs#ClientException"}'), 'ClientException'],
    [
      'FIS, by header',
      'json',
      answer(404, '{"message":"No."}', { 'x-amzn-errortype': 'ResourceNotFoundException:http://internal/' }),
      'ResourceNotFoundException',
    ],
    ['FIS, by its body', 'json', answer(400, '{"__type":"ValidationException","message":"x"}'), 'ValidationException'],
    ['a page', 'xml', answer(404, '<html><body>404</body></html>'), undefined],
    ['a page that quotes a code', 'xml', answer(404, `<html><body>${ec2('AuthFailure')}</body></html>`), undefined],
    [
      'a page that quotes one in a comment',
      'xml',
      answer(404, `<!-- ${ec2('AuthFailure')} --><html></html>`),
      undefined,
    ],
    ['a root in a comment that nobody ends', 'xml', answer(404, `<!-- ${ec2('AuthFailure')}`), undefined],
    [
      'EC2, after comments and declarations',
      'xml',
      answer(400, `<?a b?>${'<!-- - -- -> -->\n'.repeat(50)}<?c?>\n${ec2('AuthFailure')}`),
      'AuthFailure',
    ],
    ['a code with blanks around it', 'xml', answer(400, ec2(' \n AuthFailure \t')), 'AuthFailure'],
    [
      'the second of two errors, where the first tells none',
      'xml',
      answer(400, '<Response><Error>x</Error><Code>No</Code><Error><Code>AuthFailure</Code></Error></Response>'),
      'AuthFailure',
    ],
    ['a document of another kind', 'xml', answer(400, '<Fault><Code>AuthFailure</Code></Fault>'), undefined],
    ['a code outside of an error', 'xml', answer(400, '<Response><Code>AuthFailure</Code></Response>'), undefined],
    ['an empty code', 'xml', answer(400, ec2('')), undefined],
    ['a sentence for a code', 'xml', answer(400, ec2('go away, please')), undefined],
    ['nothing', 'json', answer(503, ''), undefined],
    ["another server's JSON", 'json', answer(404, '{"code":"NOT_FOUND","error":"x"}'), undefined],
    ['a type that is no text', 'json', answer(400, '{"__type":7}'), undefined],
    ['JSON where XML is spoken', 'xml', answer(400, '{"__type":"ClientException"}'), undefined],
    ['XML where JSON is spoken', 'json', answer(400, ec2('AuthFailure')), undefined],
    ['an inherited member', 'json', answer(400, '["__type"]'), undefined],
  ];
  for (const [name, shape, response, expected] of rows) {
    test(name, () => assert.equal(statedCode(response, shape), expected));
  }
});

test('11.8: a good answer has its root from beginning to end, or its member', () => {
  const xml = shapeOf('DescribeInstances', undefined);
  const json = shapeOf('ListExperiments', 'experiments');
  const good = answer(
    200,
    '<?xml version="1.0"?>\n<DescribeInstancesResponse xmlns="x"></DescribeInstancesResponse>\n',
  );
  assert.equal(checkAnswer(good, xml), undefined);
  assert.deepEqual(checkAnswer(answer(200, '{"experiments":[]}'), json), {
    body: { experiments: [] },
    text: '{"experiments":[]}',
  });
  for (const body of [
    '',
    '<html>DescribeInstancesResponse</html>',
    '<html><DescribeInstancesResponse></DescribeInstancesResponse></html>',
    '<DescribeInstancesResponse><reservationSet>',
    '<DescribeRegionsResponse></DescribeRegionsResponse>',
    '{"experiments":[]}',
  ]) {
    assert.throws(() => checkAnswer(answer(200, body), xml), MalformedAnswer, body);
  }
  for (const body of ['', '[]', 'null', '{}', '{"message":"ok"}', '<html></html>', '"experiments"']) {
    assert.throws(() => checkAnswer(answer(200, body), json), MalformedAnswer, body);
  }
});

/** In milliseconds: what takes the square of its length takes seconds here, and what doubles with each comment never ends. */
const AT_ONCE = 50;

test('what stands before a root, or in it, is read at once, however much of it there is', () => {
  const xml = shapeOf('DescribeInstances', undefined);
  const [comments, tail] = ['<!-- x -->\n'.repeat(2_000), '<html></html>'];
  const bodies = {
    'comments and a page': comments + tail,
    'comments without a blank between them': '<!---->'.repeat(9_000) + tail,
    'comments and blanks': '\t<!---->\t \t'.repeat(5_000) + tail,
    'comments within a comment': `${'<!-- '.repeat(12_000)}${tail}`,
    'a comment without an end': `<!--${'-'.repeat(65_000)}${tail}`,
    declarations: '<?xml?>\n'.repeat(8_000) + tail,
    'a declaration without an end': `<${'?'.repeat(65_000)}${tail}`,
    blanks: ' \n'.repeat(32_000) + tail,
    'errors without an end': `<Response>${'<Error>\t'.repeat(8_000)}`,
    'codes without an end': `<Response><Error>${'<Code>\t'.repeat(9_000)}`,
    'blanks in a code': `<Response><Error><Code>${' '.repeat(65_000)}x`,
    'a root without an end': `<${'a'.repeat(65_000)}`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    for (const status of [200, 502]) {
      const cost = processorTime(() =>
        assert.throws(() => checkAnswer(answer(status, body), xml), MalformedAnswer, `${name} ${status}`),
      );
      assert.ok(cost < AT_ONCE, `${name} ${status}: ${cost} ms`);
    }
  }
});

test('11.8: no name of an exception is a code of AWS’s', () => {
  const errors = [
    new TypeError('x is undefined'),
    new SyntaxError('Unexpected token <'),
    new RangeError('too long'),
    new Error('no'),
    Object.assign(new Error('late'), { name: 'TimeoutError' }),
    Object.assign(new Error('page'), { name: 'UnknownError', $fault: 'client', $metadata: { httpStatusCode: 404 } }),
    Object.assign(new SyntaxError('page'), { $metadata: { httpStatusCode: 200 }, code: 'SyntaxError' }),
  ];
  for (const error of errors) {
    for (const response of [undefined, answer(200, '<html>'), answer(404, '<html>'), answer(503, '{}')]) {
      const trace = newTrace(shapeOf('ListExperiments', 'experiments'));
      if (response !== undefined) trace.lastResponse = response;
      const { code, kind } = failureOf(error, {
        operation: 'fis:ListExperiments',
        mutating: false,
        trace,
        secrets: createSecrets(),
      });
      assert.deepEqual([code, kind], [undefined, response === undefined ? 'unknown' : 'malformed'], error.name);
    }
  }
});

test('11.8: that something is missing needs a code of the very operation', () => {
  const kindOf = (operation: string, response: WireResponse): string => {
    const trace = { ...newTrace(), lastResponse: response };
    return failureOf(new Error('no'), { operation, mutating: false, trace, secrets: createSecrets() }).kind;
  };
  const json = (code: string) => answer(404, '{}', { 'x-amzn-errortype': code });
  assert.equal(kindOf('ec2:DescribeInstances', answer(400, ec2('InvalidInstanceID.NotFound'))), 'not-found');
  assert.equal(kindOf('ec2:DescribeInstances', answer(400, ec2('InvalidVolume.NotFound'))), 'refused');
  assert.equal(kindOf('ec2:DescribeRegions', answer(400, ec2('InvalidInstanceID.NotFound'))), 'refused');
  assert.equal(kindOf('ecs:StopServiceDeployment', json('ServiceDeploymentNotFoundException')), 'not-found');
  assert.equal(kindOf('ecs:ListClusters', json('ClusterNotFoundException')), 'refused');
  assert.equal(kindOf('ecs:DescribeServices', json('ResourceNotFoundException')), 'refused');
  assert.equal(kindOf('fis:GetExperiment', json('ResourceNotFoundException')), 'not-found');
  assert.equal(kindOf('fis:ListExperiments', json('ResourceNotFoundException')), 'refused');
  assert.equal(kindOf('fis:GetExperiment', json('NoSuchThing')), 'refused', 'whatever the status');
});

describe('an answer of somebody else', () => {
  const list = shapeOf('ListExperiments', 'experiments');
  const document = shapeOf('DescribeInstances', undefined);
  for (const [shape, response, says] of [
    [list, answer(300, '{"experiments":[]}'), /300/],
    [list, answer(502, '<html>'), /502/],
    [list, answer(200, '[]'), /JSON/],
    [list, answer(200, '{"other":[]}'), /experiments/],
    [document, answer(300, '<DescribeInstancesResponse></DescribeInstancesResponse>'), /300/],
    [document, answer(200, '<html></html>'), /DescribeInstancesResponse/],
    [document, answer(200, '<DescribeInstancesResponse>'), /DescribeInstancesResponse/],
  ] as const)
    test(`says what is missing: ${Buffer.from(response.body).toString('utf8')} with ${response.status}`, () => {
      assert.throws(
        () => checkAnswer(response, shape),
        (error) => error instanceof MalformedAnswer && says.test(error.message),
      );
    });

  test('is none that has the member, or the root, that was asked for', () => {
    assert.deepEqual(checkAnswer(answer(299, '{"experiments":[]}'), list), {
      ...{ body: { experiments: [] }, text: '{"experiments":[]}' },
    });
    assert.equal(
      checkAnswer(answer(200, '<DescribeInstancesResponse></DescribeInstancesResponse>'), document),
      undefined,
    );
  });
});

test('AWS’s words for a refusal are read in each way of writing, as far as somebody reads them', () => {
  for (const [body, words] of [
    ['{"message":"No."}', 'No.'],
    ['{"Message":"No."}', 'No.'],
    [ec2('AuthFailure'), 'No.'],
    ['<html>No.</html>', undefined],
    [JSON.stringify({ message: 'x'.repeat(3_000) }), 'x'.repeat(2_000)],
  ] as const)
    assert.equal(statedMessage(answer(400, body)), words);
});
