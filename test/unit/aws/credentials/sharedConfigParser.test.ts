import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseProfileFile } from '../../../../src/aws/credentials/sharedConfigParser.ts';

const propertiesIn = (source: string, kind: 'config' | 'credentials' = 'config') =>
  Object.fromEntries([...parseProfileFile(source, kind).profiles].map(([name, { properties }]) => [name, properties]));
const linesOf = (source: string, kind: 'config' | 'credentials' = 'config') =>
  parseProfileFile(source, kind).broken.map(({ line }) => line);

describe('a shared config file', () => {
  test('may be indented as a whole, with any line ends, comments and blank lines', () => {
    const lines = ['[profile a]', 'region = x', '', '; no', '# no', '[profile b]', 'REGION: y = z', 'output='];
    for (const indent of ['', '  ', '\t', ' \t ']) {
      for (const end of ['\n', '\r\n', '\r']) {
        const source = lines.map((line) => indent + line).join(end);
        assert.deepEqual(propertiesIn(source), { a: { region: 'x' }, b: { region: 'y = z', output: '' } });
        assert.deepEqual(linesOf(source), []);
      }
    }
  });

  test('has a line that is indented more than the property above it for a part of that one’s value', () => {
    const source = '[profile a]\n credential_process = x\n   --y\n\n   # no\n   --z\n region = r\n';
    assert.deepEqual(propertiesIn(source), { a: { credential_process: 'x\n--y\n\n--z', region: 'r' } });
    const swallowed = '[profile a]\nregion = r\n  [profile b]\n  region = s\n[profile c]\n';
    assert.deepEqual(propertiesIn(swallowed), { a: { region: 'r\n[profile b]\nregion = s' }, c: {} });
    assert.deepEqual(linesOf(swallowed), [3, 4]);
    const empty = '[profile a]\nsso_session =\nregion = r\n  [profile b]\n';
    assert.equal(propertiesIn(empty)['a']?.['sso_session'], '');
  });

  test('tells what is wrong with a line by its kind, and never what stands there', () => {
    const faults = (source: string) => parseProfileFile(source, 'config').broken;
    const one = {
      '[profile a\n': [{ line: 1, fault: { kind: 'header-open' } }],
      '[]\nkey = x\n': [{ line: 1, fault: { kind: 'header-open' } }],
      '[profile \uFFFD]\n': [{ line: 1, fault: { kind: 'header-bytes' } }],
      '[profile "a]\n': [{ line: 1, fault: { kind: 'header-quote' } }],
      '[profile]\n': [{ line: 1, fault: { kind: 'header-nameless' } }],
      '[profile a b]\n': [{ line: 1, fault: { kind: 'header-blanks' } }],
      '[profile a]\n[profile a]\n': [{ line: 2, fault: { kind: 'section-twice' } }],
      'secret = x\n[profile a]\n': [{ line: 1, fault: { kind: 'before-sections' } }],
      '[profile a]\nregion\n': [{ line: 2, fault: { kind: 'no-equals' } }],
      '[profile a]\nregion = x\n  output = y\n': [{ line: 3, fault: { kind: 'continues', line: 2 } }],
      '[profile a]\nregion = x\nRegion = y\n': [
        { line: 3, fault: { kind: 'property-twice', name: 'region', line: 2 } },
      ],
      '[profile a]\nregion = \uFFFD\n': [{ line: 2, fault: { kind: 'property-bytes', name: 'region' } }],
      '[profile a]\ns3 =\n  secret\n': [{ line: 2, fault: { kind: 'nested-no-equals', name: 's3' } }],
    } as const;
    for (const [source, expected] of Object.entries(one)) assert.deepEqual(faults(source), expected, source);
  });

  test('has nested blocks, whose names are as they stand', () => {
    const source =
      '[services s]\nEC2 =\n  endpoint_url = http://x\n  Endpoint_URL = http://y\nsts.endpoint_url = http://z\n';
    const { services } = parseProfileFile(source, 'config');
    assert.deepEqual(services.get('s')?.properties, {
      ec2: '',
      'ec2.endpoint_url': 'http://x',
      'ec2.Endpoint_URL': 'http://y',
    });
  });

  test('names profiles as a shell would, and a credentials file as it stands', () => {
    const headers = {
      '[profile "Data Team"]': 'Data Team',
      "[profile 'a, b [c]']": 'a, b [c]',
      '[profile équipe]': 'équipe',
      '[profile 名前] # x': '名前',
      '[profile __proto__]': '__proto__',
      '[profile constructor]': 'constructor',
      '[profile  a\\ b ]': 'a b',
      '["Data Team"]': undefined,
      '[default]': 'default',
      '[profile ""]': '',
    };
    for (const [header, name] of Object.entries(headers)) {
      const { profiles, broken } = parseProfileFile(`${header}\nregion = r\n`, 'config');
      assert.deepEqual([...profiles.keys()], name === undefined ? [] : [name], header);
      assert.deepEqual(broken, []);
      if (name !== undefined) assert.equal(profiles.get(name)?.properties['region'], 'r');
    }
    assert.deepEqual(Object.keys(propertiesIn('[profile a]\n["b"]\n[c d]\n', 'credentials')), [
      'profile a',
      '"b"',
      'c d',
    ]);
  });

  test('gives nothing to the section before a header that can’t be read', () => {
    for (const header of ['[profile b', '[profile Bob’s " b]', '[profile b c]', '[profile]', '[]', '[profile b = c']) {
      const source = `[profile a]\nregion = r\n${header}\nregion = s\naws_access_key_id = k\n[profile z]\nregion = t\n`;
      assert.deepEqual(propertiesIn(source), { a: { region: 'r' }, z: { region: 't' } }, header);
      assert.deepEqual(linesOf(source), [3], header);
    }
  });

  test('counts the later of two sections, whole, and says so', () => {
    const source = '[default]\nregion = r\noutput = json\n[profile default]\nregion = s\n';
    assert.deepEqual(propertiesIn(source), { default: { region: 's' } });
    assert.deepEqual(linesOf(source), [4]);
    assert.deepEqual(propertiesIn('[profile a]\nx = 1\n[profile "a"]\ny = 2\n'), { a: { y: '2' } });
  });

  test('has a property without a value where the value can’t be read, and says where', () => {
    const source = '[profile a]\nrole_arn\nregion r\n= x\n??\nsource_profile = b\n';
    assert.deepEqual(propertiesIn(source), { a: { role_arn: '', region: '', source_profile: 'b' } });
    assert.deepEqual(linesOf(source), [2, 3, 4, 5]);
    const bytes = Buffer.from([...Buffer.from('[profile a]\nregion = r\nrole_arn = '), 0xff, 0x0a]).toString('utf8');
    assert.equal(propertiesIn(bytes)['a']?.['role_arn'], '\uFFFD');
    assert.deepEqual(linesOf(bytes), [3]);
  });

  test('tells properties that are given twice with different values', () => {
    const source = '[profile a]\nrole_arn = x\nregion = r\nregion = r\nROLE_ARN = y\n';
    const section = parseProfileFile(source, 'config').profiles.get('a');
    assert.deepEqual(section?.ambiguous, ['role_arn']);
    assert.deepEqual(linesOf(source), [4, 5]);
  });

  test('gives what is in [DEFAULT] to every section that has none of its own', () => {
    const source = '[profile a]\nregion = r\n[DEFAULT]\nregion = s\noutput = json\n[profile b]\n';
    assert.deepEqual(propertiesIn(source), {
      a: { region: 'r', output: 'json' },
      b: { region: 's', output: 'json' },
    });
  });

  test('tells the lines of each section', () => {
    const { profiles } = parseProfileFile(
      '# x\n[profile a]\nregion = r\n\n# y\n[profile b]\n  output = z\n\n',
      'config',
    );
    assert.deepEqual(
      [...profiles].map(([name, { firstLine, lastLine }]) => [name, firstLine, lastLine]),
      [
        ['a', 2, 3],
        ['b', 6, 7],
      ],
    );
  });
});
