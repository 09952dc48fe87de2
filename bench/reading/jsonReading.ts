// Bundled, as the product is: what the tests run by has functions carry names, which would cost more than the reading does. Prints what it measured.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { createSecrets } from '../../src/aws/sdk/secrets.ts';
import { checkAnswer, shapeOf } from '../../src/aws/sdk/wireAnswer.ts';
import { serviceOf } from '../../src/aws/services/ecs/mapping.ts';
import { summaryOf } from '../../src/aws/services/fis/mapping.ts';
import type { WireResponse } from '../../src/aws/transport/transport.ts';
import { list } from '../../src/base/untrusted.ts';
import type { Scope } from '../../src/model/scope.ts';

/** The medians of both, in milliseconds. */
export interface JsonReading {
  readonly ours: number;
  readonly parse: number;
}

const ROUNDS = 400;
const scope: Scope = { profile: 'bench', region: 'eu-west-1' };
const readers: Readonly<Record<string, (source: unknown) => unknown>> = {
  services: (source) => serviceOf(scope, source),
  experiments: (source) => summaryOf(scope, source),
};

/** What ten profiles sign with. */
const known = (() => {
  const secrets = createSecrets();
  for (let profile = 0; profile < 10; profile += 1) {
    const bytes = randomBytes(750);
    secrets.add(
      `ASIA${bytes.toString('hex', 0, 8).toUpperCase()}`,
      bytes.toString('base64', 0, 30),
      bytes.toString('base64'),
    );
  }
  return secrets.inAnswers;
})();

function measure(response: WireResponse, member: string): JsonReading {
  const read = readers[member];
  if (read === undefined) throw new Error(`Nothing reads ${member}.`);
  const text = Buffer.from(response.body).toString('utf8');
  const shape = shapeOf('', member);
  const ours: number[] = [];
  const parse: number[] = [];
  // One in turn with the other, so that a busy machine hits both.
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(timed(() => list(checkAnswer(response, shape, known)?.body[member]).map(read)));
    parse.push(timed(() => JSON.parse(text)));
  }
  return { ours: median(ours), parse: median(parse) };
}

function timed(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const answers = deserialize(readFileSync(process.argv[2] ?? '')) as Readonly<Record<string, WireResponse>>;
const measured = Object.entries(answers).map(([member, response]) => [member, measure(response, member)] as const);
process.stdout.write(`${JSON.stringify(Object.fromEntries(measured))}\n`);
