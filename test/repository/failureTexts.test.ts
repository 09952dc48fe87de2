import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');

/**
 * What builds failures of its own beside the exit that strikes secrets out, and where their words come from. What is new here has to say it, or to go through
 * `failureOf` or `withoutSecrets`.
 */
const ownWords: Readonly<Record<string, string>> = {
  'call/caller.ts': 'a failure that has left already, and the name of a region that the person chose',
  'call/readOnlyClients.ts': 'its own, and the operation of its own request',
  'credentials/broker.ts': 'its own',
  'credentials/profiles.ts': 'its own, and a name that was asked for; the files’ go through `failureOf` in the call',
  'credentials/sharedConfig.ts': 'its own, and paths of the person’s files',
  'credentials/step.ts': 'thrown, and caught by `failureOf`',
  'permissions.ts': 'its own',
  'sdk/failures.ts': 'the exit itself',
  'services/ec2/reads.ts': 'its own, and an id that was asked for',
  'services/ecs/serviceClusters.ts': 'its own, and an ARN that was asked for',
  'transport/changeGuard.ts': 'its own',
  'worker/methods.ts': 'its own',
  'worker/remoteList.ts': 'its own',
  'worker/workerAws.ts': 'its own, and failures that have left already',
  'worker/workerThread.ts': 'Node’s, of a worker that ended: no answer is in it',
};

/** How many objects of a source are failures that are handed to nothing that strikes secrets out. */
function builtPast(source: string): number {
  const struck = new Set<number>();
  const built: number[] = [];
  new Visitor({
    CallExpression({ callee, arguments: passed }) {
      const name = callee.type === 'MemberExpression' ? callee.property : callee;
      if (name.type === 'Identifier' && name.name === 'withoutSecrets' && passed[0]) struck.add(passed[0].start);
    },
    ObjectExpression({ start, properties }) {
      const has = (wanted: string): boolean =>
        properties.some((it) => it.type === 'Property' && it.key.type === 'Identifier' && it.key.name === wanted);
      if (has('mayHaveHappened')) built.push(start);
    },
  }).visit(parseSync('source.ts', source).program);
  return built.filter((start) => !struck.has(start)).length;
}

test('no failure with a text from outside leaves src/aws past the exit that strikes secrets out', () => {
  const files = readdirSync(join(ROOT, 'src/aws'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'));
  const past = files.filter((file) => builtPast(readFileSync(join(ROOT, 'src/aws', file), 'utf8')) > 0);
  assert.deepEqual(past.toSorted(), Object.keys(ownWords).toSorted());
});

test('a failure that is built past the exit is found, in whichever form', () => {
  for (const source of [
    `const it = { kind: 'refused', message: text(answer), mayHaveHappened: false };`,
    `failed({ kind, code, message, mayHaveHappened })`,
    `withoutSecrets(known, secrets); gaps.push({ ...it, mayHaveHappened: true });`,
  ])
    assert.equal(builtPast(source), 1, source);
  for (const source of [
    `calls.withoutSecrets({ kind, message, mayHaveHappened: false })`,
    `withoutSecrets({ ...failure, mayHaveHappened: false }, secrets)`,
    `const { mayHaveHappened } = failure;`,
  ])
    assert.equal(builtPast(source), 0, source);
});
