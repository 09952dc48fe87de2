import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseProfileFile } from '../../../../src/aws/credentials/sharedConfigParser.ts';

const profileIn = (source: string) => parseProfileFile(source, 'config').profiles.get('a');
const servicesIn = (source: string) => parseProfileFile(source, 'config').services.get('s');
const brokenIn = (source: string) =>
  parseProfileFile(source, 'config').broken.map(({ line, fault }) => [line, fault.kind]);

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
