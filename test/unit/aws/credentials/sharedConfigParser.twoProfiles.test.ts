import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { array, boolean, constantFrom, property, record, shuffledSubarray, tuple } from 'fast-check';
import { parseProfileFile } from '../../../../src/aws/credentials/sharedConfigParser.ts';
import { keysOf, sourcesOf } from '../../../../src/aws/credentials/sources.ts';
import { assertProperty } from '../../../stages/property.ts';

const NAMES = ['dev', 'Data Team', 'équipe', '名前', '__proto__', 'constructor', 'a,b', 'x [1]', "Bob's", 'default'];
const PROPERTIES = {
  region: 'eu-west-1',
  aws_access_key_id: 'AKIA1',
  aws_secret_access_key: 'se/cr=et#;x',
  aws_session_token: 'token==',
  role_arn: 'arn:aws:iam::111122223333:role/Ops',
  source_profile: 'base',
  web_identity_token_file: '/a b/token',
  sso_session: 'corp',
  sso_account_id: '111122223333',
  credential_process: `sh -c 'x; y # z' "a"`,
  login_session: 'arn:aws:iam::111122223333:user/x',
  output: '',
  s3: '\n  max_queue_size = 10\n  addressing_style = path',
};
type Name = keyof typeof PROPERTIES;

const quoted = (name: string): string => `"${name}"`;

const noise = constantFrom('', '   ', '\t', '# role_arn = x', '; [profile z]', '     # deep');
const indents = constantFrom('', '  ', '\t', '      ');
const layouts = record({
  propertyIndent: indents,
  capitals: boolean(),
  colon: boolean(),
  afterHeader: constantFrom('', ' # mine', '; x', '   '),
  noises: array(noise, { minLength: 1, maxLength: 5 }),
});
type Layout = typeof layouts extends { generate(...args: never[]): { readonly value: infer T } } ? T : never;

const sections = tuple(shuffledSubarray(Object.keys(PROPERTIES) as Name[]), layouts);

/** A section as somebody might write it: its own indent, what is no property strewn in, and the header not deeper than the line above. */
function written(name: string, properties: readonly Name[], layout: Layout): readonly string[] {
  const lines = [`[profile ${quoted(name)}]${layout.afterHeader}`];
  for (const [index, key] of properties.entries()) {
    lines.push(layout.noises[index % layout.noises.length] ?? '');
    const [first = '', ...nested] = PROPERTIES[key].split('\n');
    const shown = layout.capitals ? key.toUpperCase() : key;
    lines.push(`${layout.propertyIndent}${shown}${layout.colon ? ':' : ' = '}${first}`);
    lines.push(...nested.map((line) => `${layout.propertyIndent}${line}`));
  }
  return lines;
}

/** What counts for a profile, from the text of a config file. */
function meaningIn(source: string, name: string): unknown {
  const { profiles, broken } = parseProfileFile(source, 'config');
  assert.deepEqual(broken, []);
  const section = profiles.get(name);
  assert.ok(section !== undefined, JSON.stringify([name, source]));
  const place = { file: 'config', section };
  return {
    properties: section.properties,
    sources: sourcesOf(section.properties, { config: place }, false),
    forRole: sourcesOf(section.properties, { config: place }, true),
    keys: keysOf(section),
  };
}

describe('two profiles in one file', () => {
  test('mean what each means alone, in any order, with any comments, blanks, indents and line ends', () => {
    const names = shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 });
    assertProperty(
      property(names, sections, sections, constantFrom('\n', '\r\n', '\r'), ([one = '', two = ''], a, b, end) => {
        const plain: Layout = { propertyIndent: '', capitals: false, colon: false, afterHeader: '', noises: [''] };
        const alone = (name: string, properties: readonly Name[]) =>
          meaningIn(written(name, properties, plain).join('\n'), name);
        const both = [...written(one, ...a), ...written(two, ...b)].join(end);
        assert.deepEqual(meaningIn(both, one), alone(one, a[0]));
        assert.deepEqual(meaningIn(both, two), alone(two, b[0]));
      }),
      { numRuns: 500 },
    );
  });

  test('keep to themselves when a line between them can’t be read', () => {
    const lines = constantFrom(
      '[profile',
      '[profile x y]',
      '[',
      '[]',
      '??',
      'role_arn',
      '= x',
      '\uFFFD',
      '[profile \uFFFD]',
    );
    assertProperty(
      property(sections, sections, lines, (a, b, line) => {
        const source = [...written('one', ...a), line, 'aws_access_key_id = x', ...written('two', ...b)].join('\n');
        const { profiles } = parseProfileFile(source, 'config');
        const alone = parseProfileFile(written('two', ...b).join('\n'), 'config').profiles.get('two');
        assert.deepEqual(profiles.get('two')?.properties, alone?.properties);
        if (!line.startsWith('[')) return;
        const first = parseProfileFile(written('one', ...a).join('\n'), 'config').profiles.get('one');
        // Indented less than the property above or as much, so that it is a header.
        assert.deepEqual(profiles.get('one')?.properties, first?.properties);
      }),
    );
  });
});
