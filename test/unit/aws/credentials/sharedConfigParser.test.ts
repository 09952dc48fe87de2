import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseProfileFile } from '../../../../src/aws/credentials/sharedConfigParser.ts';

const propertiesIn = (source: string, kind: 'config' | 'credentials' = 'config') =>
  Object.fromEntries([...parseProfileFile(source, kind).profiles].map(([name, { properties }]) => [name, properties]));
const linesOf = (source: string, kind: 'config' | 'credentials' = 'config') =>
  parseProfileFile(source, kind).broken.map(({ line }) => line);
const profileIn = (source: string) => parseProfileFile(source, 'config').profiles.get('a');
const servicesIn = (source: string) => parseProfileFile(source, 'config').services.get('s');
const brokenIn = (source: string) =>
  parseProfileFile(source, 'config').broken.map(({ line, fault }) => [line, fault.kind]);

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

describe('what of a shared config file can’t be read', () => {
  test('is a property without its sign, and a nested one, whose names are told so that nothing else is taken', () => {
    const plain = profileIn('[profile a]\nrole_arn\nregion = r\n');
    assert.deepEqual([plain?.unread, plain?.properties], [['role_arn'], { role_arn: '', region: 'r' }]);
    const nested = profileIn('[profile a]\ns3 =\n  secret\n  max = 3 = 4\n');
    assert.deepEqual([nested?.unread, nested?.properties], [['s3'], { s3: '', 's3.max': '3 = 4' }]);
    assert.deepEqual(profileIn('[profile a]\ns3 =\n\nregion = r\n')?.unread, []);
    // What has no name in its beginning names nothing.
    assert.deepEqual(profileIn('[profile a]\n?? region\n')?.properties, {});
  });

  test('is told in the order of the lines, and of no more lines than somebody reads', () => {
    assert.deepEqual(brokenIn('[profile a]\n[profile a]\nregion\n'), [
      [2, 'section-twice'],
      [3, 'no-equals'],
    ]);
    assert.equal(brokenIn(`[profile a]\n${'??\n'.repeat(5_000)}`).length, 20);
  });

  test('is a line below another that looks like one of its own, and only such a one', () => {
    for (const [line, isTold] of [
      ['[profile b]', true],
      ['output=json', true],
      ['output = json', true],
      ['say [profile b]', false],
      ['--output a_b = c', false],
    ] as const)
      assert.deepEqual(
        brokenIn(`[profile a]\ncredential_process = x\n  ${line}\n`),
        isTold ? [[3, 'continues']] : [],
        line,
      );
  });

  test('is where it stands, in a further line of a value, too', () => {
    const source = '[profile a]\ncredential_process = x\n  \uFFFD\n[profile b]\n';
    assert.deepEqual(brokenIn(source), [[3, 'property-bytes']]);
    assert.equal(profileIn(source)?.lastLine, 3);
  });

  test('is nothing of a mark at the beginning, and one within a value is a part of it', () => {
    assert.deepEqual(profileIn('\uFEFF[profile a]\nregion = r\n')?.properties, { region: 'r' });
    assert.deepEqual(profileIn('[profile a]\ncredential_process = a\uFEFFb\n')?.properties, {
      credential_process: 'a\uFEFFb',
    });
  });
});

describe('a value that is given twice', () => {
  test('differs where its lines do', () => {
    const twice = (second: string) =>
      profileIn(`[profile a]\ncredential_process = x\n  y\ncredential_process = ${second}\n`);
    assert.deepEqual(twice('xy')?.ambiguous, ['credential_process']);
  });
});

describe('sections beside those of profiles', () => {
  test('are a sign-in’s, and in a credentials file none but what all have in common', () => {
    const { ssoSessions, profiles } = parseProfileFile('[sso-session corp]\nsso_region = r\n', 'config');
    assert.deepEqual([ssoSessions.get('corp')?.properties, profiles.size], [{ sso_region: 'r' }, 0]);
    const shared = parseProfileFile('[DEFAULT]\nregion = r\n[a]\n', 'credentials');
    assert.deepEqual([...shared.profiles.keys()], ['a']);
  });

  test('are services, of which a plain value can’t be read, but for one that all have in common', () => {
    const source = '[DEFAULT]\nregion = r\n[services s]\nendpoint_url = http://x\nsts =\n  endpoint_url = http://y\n';
    assert.deepEqual(servicesIn(source)?.unread, ['endpoint_url']);
    assert.deepEqual(servicesIn('[services s]\nec2\nendpoint_url = http://x\n')?.unread, ['ec2', 'endpoint_url']);
    assert.deepEqual(profileIn('[profile a]\nendpoint_url = http://x\n')?.unread, []);
  });

  test('are services, which contradict themselves where an earlier section of the name has it otherwise', () => {
    const block = (url: string) => `[services s]\nec2 =\n  endpoint_url = ${url}\n`;
    assert.deepEqual(servicesIn(block('http://a') + block('http://a'))?.ambiguous, []);
    assert.deepEqual(servicesIn(block('http://a') + block('http://b'))?.ambiguous, ['ec2.endpoint_url']);
    const own = `${block('http://a')}[services s]\nx = 1\nx = 2\n`;
    assert.deepEqual(servicesIn(own)?.ambiguous, ['x', 'ec2', 'ec2.endpoint_url']);
  });
});
