import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { partitionNames, type PartitionFacts, partitions } from '../../src/model/partitions.ts';

const SOURCE = join(import.meta.dirname, '../../src');
const TABLE = 'model/partitions.ts';
/** Stands in for AWS, and is reached at this machine. */
const SIMULATOR = 'simulator/';
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && !name.startsWith(SIMULATOR));

/** A domain of AWS's with the dot before its last parts, also as a pattern has it: `amazonaws\.com`. */
const ofAws: readonly RegExp[] = partitionNames.flatMap((name) => {
  const { hosts, dualStackHosts, console, portal, dualStackPortal }: PartitionFacts = partitions[name];
  const domains = [hosts, dualStackHosts, console, portal, dualStackPortal].filter((one) => one !== undefined);
  return domains.map((domain) => new RegExp(`(?<![a-z0-9-])${domain.split('.').join(String.raw`\\?\.`)}(?![a-z0-9-])`));
});
/** Comments name the pages from which a rule comes. */
const isComment = (line: string): boolean => /^\s*(?:\*|\/\/|\/\*)/.test(line);
const namesAws = (line: string): boolean => !isComment(line) && ofAws.some((domain) => domain.test(line));

describe('the hosts of AWS', () => {
  it('stand in one table, and nowhere else', () => {
    const found = files.flatMap((file) => {
      const lines = readFileSync(join(SOURCE, file), 'utf8').split('\n');
      return lines.filter(namesAws).map((line) => [file, line.trim()] as const);
    });
    assert.ok(found.length > 0);
    assert.deepEqual(
      found.filter(([file]) => file !== TABLE),
      [],
    );
  });

  it('are noticed in a text, a template and a pattern, and not in a comment', () => {
    for (const line of [
      "const host = 'https://iam.amazonaws.com';",
      String.raw`/\.(amazonaws\.com|api\.aws)$/.test(host)`,
      'return `https://${region}.console.aws.amazon.com`;',
      "  'aws-iso': 'iam.us-iso-east-1.c2s.ic.gov',",
      "portal.endsWith('.awsapps.cn')",
    ])
      assert.ok(namesAws(line), line);
    for (const line of [' * Source: https://console.aws.amazon.com/x', '// amazonaws.com', "const name = 'aws';"])
      assert.ok(!namesAws(line), line);
  });
});
