import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf, numbered, stage } from '../../stages/simulator/ec2.ts';
import { ACCOUNT, ec2, REGION, texts } from '../../stages/simulator/caller.ts';

const filter = (name: string, ...values: string[]) => ({
  'Filter.1.Name': name,
  ...numbered('Filter.1.Value', values),
});

test('filters take wildcards, several values are any, several filters are all', async (t) => {
  const { add, call } = await stage(t);
  const api = add({ name: 'checkout-api-1', tags: { env: 'prod' }, type: 'm6i.large', zone: 'a' });
  const odd = add({ name: 'a*b?c', type: 't3.micro', zone: 'b', spot: 'persistent', platform: 'windows' });
  const off = add({ name: 'checkout-db', type: 't3.large', zone: 'b', state: 'stopped', publicAddress: 'elastic' });
  const ids = async (parameters: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    texts((await call('DescribeInstances', parameters)).text, 'instanceId');
  const cases: readonly (readonly [Readonly<Record<string, string>>, readonly { readonly id: string }[]])[] = [
    [filter('instance-state-name', 'running'), [api, odd]],
    [filter('instance-state-name', 'stopped', 'running'), [api, odd, off]],
    [filter('instance-state-name', 'Running'), []],
    [filter('instance-state-code', '80'), [off]],
    [filter('tag:Name', 'checkout-*'), [api, off]],
    [filter('tag:Name', 'checkout-api-?'), [api]],
    [filter('tag:Name', 'a\\*b\\?c'), [odd]],
    [filter('tag:Name', 'a\\*b\\?d'), []],
    [filter('tag:Name', 'Checkout-*'), []],
    [filter('tag:toString', '*'), []],
    [filter('tag-key', 'env'), [api]],
    [filter('tag-value', 'prod'), [api]],
    [filter('instance-id', odd.id), [odd]],
    [filter('instance-type', 't3.*'), [odd, off]],
    [filter('vpc-id', api.vpcId), [api, odd, off]],
    [filter('availability-zone', `${REGION}b`), [odd, off]],
    [filter('instance-lifecycle', 'spot'), [odd]],
    [filter('platform', 'windows'), [odd]],
    [filter('ip-address', '*'), [off]],
    [filter('private-ip-address', api.privateIp), [api]],
    [filter('owner-id', ACCOUNT), [api, odd, off]],
    [
      { ...filter('tag:Name', 'checkout-*'), 'Filter.2.Name': 'instance-state-name', 'Filter.2.Value.1': 'stopped' },
      [off],
    ],
    [{ ...filter('instance-state-name', 'running'), ...numbered('InstanceId', [api.id, off.id]) }, [api]],
  ];
  for (const [parameters, expected] of cases)
    assert.deepEqual(
      await ids(parameters),
      expected.map(({ id }) => id),
      JSON.stringify(parameters),
    );
  assert.equal(
    errorOf(await call('DescribeInstances', filter('colour', 'red'))),
    "InvalidParameterValue: The filter 'colour' is invalid",
  );
});

test('pages hold what MaxResults says, and go on where they ended though instances come and go', async (t) => {
  const { add, call, step } = await stage(t);
  const first = Array.from({ length: 12 }, () => add().id);
  const doomed = add({ state: 'terminated' }).id;
  const page = (more: Readonly<Record<string, string>>) => call('DescribeInstances', { MaxResults: '5', ...more });
  const one = (await page({})).text;
  assert.deepEqual(texts(one, 'instanceId'), first.slice(0, 5));
  const token = texts(one, 'nextToken')[0] ?? '';
  assert.deepEqual(texts((await page({ NextToken: token })).text, 'instanceId'), first.slice(5, 10));
  step(3_600_000);
  const late = add().id;
  const two = (await page({ NextToken: token })).text;
  const three = (await page({ NextToken: texts(two, 'nextToken')[0] ?? '' })).text;
  assert.deepEqual(texts(three, 'instanceId'), [...first.slice(10), late]);
  assert.ok(!three.includes(doomed));
  assert.deepEqual(texts(three, 'nextToken'), []);
  const unparsable = 'InvalidParameterValue: Unable to parse pagination token';
  assert.equal(errorOf(await page({ NextToken: 'abc' })), unparsable);
  assert.equal(errorOf(await page({ NextToken: token, ...filter('instance-type', 't3.*') })), unparsable);
});

test('MaxResults has its limits, and does not go with ids', async (t) => {
  const { add, call } = await stage(t);
  const { id } = add();
  assert.deepEqual(
    [
      await call('DescribeInstances', { MaxResults: '4' }),
      await call('DescribeInstances', { MaxResults: '1001' }),
      await call('DescribeInstances', { MaxResults: '10', 'InstanceId.1': id }),
    ].map(errorOf),
    [
      'InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
      'InvalidParameterValue: Value ( 1001 ) for parameter maxResults is invalid. Expecting a value smaller than 1000.',
      'InvalidParameterCombination: The parameter instancesSet cannot be used with the parameter maxResults',
    ],
  );
  assert.equal((await call('DescribeInstances', { MaxResults: '1000' })).status, 200);
});

test('instances that were launched together stand in one reservation', async (t) => {
  const { add, call } = await stage(t);
  add();
  add({ sameReservation: true });
  add();
  const { text } = await call('DescribeInstances');
  const reservations = text.split('<reservationId>').slice(1);
  assert.deepEqual(
    reservations.map((each) => texts(each, 'instanceId').length),
    [2, 1],
  );
  assert.deepEqual(texts(text, 'amiLaunchIndex'), ['0', '1', '0']);
});

test('an instance carries what DescribeInstances really carries', async (t) => {
  const { add, call } = await stage(t);
  const spec = {
    name: 'Tag & <b>"quoted"</b> \u0001\r\n',
    type: 'i4i.large',
    zone: 'b',
    publicAddress: 'elastic',
    spot: 'persistent',
    volumes: 2,
    hibernation: true,
    role: 'app',
    keyName: 'ops',
    securityGroup: 'app',
    detailedMonitoring: true,
    enclave: true,
    tenancy: 'dedicated',
    platform: 'windows',
    stateHighByte: 512,
    age: 3_600_000,
  } as const;
  const instance = add(spec);
  const { text } = await call('DescribeInstances');
  const value = (name: string): string | undefined => texts(text, name)[0];
  assert.deepEqual(
    {
      code: value('code'),
      name: value('name'),
      privateDnsName: value('privateDnsName'),
      launchTime: value('launchTime'),
      availabilityZone: value('availabilityZone'),
      tenancy: value('tenancy'),
      platform: value('platform'),
      platformDetails: value('platformDetails'),
      usageOperation: value('usageOperation'),
      keyName: value('keyName'),
      rootDeviceType: value('rootDeviceType'),
      rootDeviceName: value('rootDeviceName'),
      architecture: value('architecture'),
      lifecycle: value('instanceLifecycle'),
      spot: value('spotInstanceRequestId'),
      configured: value('configured'),
      profile: value('arn'),
      cores: value('coreCount'),
      threads: value('threadsPerCore'),
      ebsOptimized: value('ebsOptimized'),
      bootMode: value('currentInstanceBootMode'),
      enclave: value('enabled'),
      httpTokens: value('httpTokens'),
      managed: value('managed'),
      owner: value('ipOwnerId'),
      volumes: texts(text, 'volumeId'),
      tag: value('value'),
    },
    {
      code: '528',
      name: 'running',
      privateDnsName: `ip-10-1-0-4.${REGION}.compute.internal`,
      launchTime: '2026-01-15T11:00:00.000Z',
      availabilityZone: `${REGION}b`,
      tenancy: 'dedicated',
      platform: 'windows',
      platformDetails: 'Windows',
      usageOperation: 'RunInstances:0002',
      keyName: 'ops',
      rootDeviceType: 'ebs',
      rootDeviceName: '/dev/sda1',
      architecture: 'x86_64',
      lifecycle: 'spot',
      spot: instance.spot?.id,
      configured: 'true',
      profile: `arn:aws:iam::${ACCOUNT}:instance-profile/app`,
      cores: '1',
      threads: '2',
      ebsOptimized: 'true',
      bootMode: 'uefi',
      enclave: 'true',
      httpTokens: 'required',
      managed: 'false',
      owner: ACCOUNT,
      volumes: instance.volumes.map(({ id }) => id),
      tag: 'Tag &amp; &lt;b&gt;&quot;quoted&quot;&lt;/b&gt; \uFFFD&#xD;\n',
    },
  );
  assert.match(text, /<monitoring><state>enabled<\/state><\/monitoring>/);
  assert.match(text, /<tagSet><item><key>Name<\/key><value>/);
  const [ip] = texts(text, 'publicIp');
  assert.equal(value('ipAddress'), ip);
  assert.equal(value('dnsName'), `ec2-${ip?.replaceAll('.', '-') ?? ''}.${REGION}.compute.amazonaws.com`);
});

test('a terminated instance has no network and no disks left', async (t) => {
  const { add, call } = await stage(t);
  add({ name: 'gone', state: 'terminated' });
  const { text } = await call('DescribeInstances');
  assert.deepEqual(texts(text, 'privateDnsName'), ['']);
  for (const name of ['vpcId', 'subnetId', 'privateIpAddress', 'volumeId', 'networkInterfaceId'])
    assert.deepEqual(texts(text, name), []);
  assert.match(text, /<stateReason><code>Client.UserInitiatedShutdown<\/code>/);
  assert.match(text, /<value>gone<\/value>/);
});

test('DescribeInstanceAttribute gives one attribute', async (t) => {
  const { add, call } = await stage(t);
  const { id } = add({ apiStopDisabled: true, type: 'm6i.large' });
  const attribute = async (name: string): Promise<string> => {
    const { text } = await call('DescribeInstanceAttribute', { InstanceId: id, Attribute: name });
    return /<instanceId>[^<]*<\/instanceId>(.*)<\/DescribeInstanceAttributeResponse>/.exec(text)?.[1] ?? text;
  };
  assert.equal(await attribute('disableApiStop'), '<disableApiStop><value>true</value></disableApiStop>');
  assert.equal(
    await attribute('disableApiTermination'),
    '<disableApiTermination><value>false</value></disableApiTermination>',
  );
  assert.equal(await attribute('instanceType'), '<instanceType><value>m6i.large</value></instanceType>');
  assert.equal(await attribute('userData'), '<userData/>');
  assert.match(await attribute('mood'), /InvalidParameterValue/);
  const unknown = { InstanceId: 'i-0123456789abcdef0', Attribute: 'disableApiStop' };
  assert.match(errorOf(await call('DescribeInstanceAttribute', unknown)), /^InvalidInstanceID.NotFound/);
  assert.match(errorOf(await call('DescribeInstanceAttribute', { InstanceId: id })), /^MissingParameter/);
});

test('DescribeRegions lists what is on, and all on request', async (t) => {
  const { call } = await stage(t);
  const names = async (parameters: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    texts((await call('DescribeRegions', parameters)).text, 'regionName');
  const on = await names({});
  assert.equal(on.length, 17);
  assert.ok(on.includes('us-east-1') && !on.includes('af-south-1') && !on.includes('cn-north-1'));
  const all = await call('DescribeRegions', { AllRegions: 'true', ...filter('opt-in-status', 'not-opted-in') });
  assert.ok(texts(all.text, 'regionName').includes('af-south-1'));
  assert.deepEqual(new Set(texts(all.text, 'optInStatus')), new Set(['not-opted-in']));
  assert.deepEqual(await names({ 'RegionName.1': 'eu-west-1' }), ['eu-west-1']);
  assert.match(errorOf(await call('DescribeRegions', { 'RegionName.1': 'mars-1' })), /^InvalidParameterValue/);
  assert.match(
    (await call('DescribeRegions')).text,
    /<regionEndpoint>ec2\.eu-west-1\.amazonaws\.com<\/regionEndpoint>/,
  );
});

test('Spot requests are found by id', async (t) => {
  const { add, call } = await stage(t);
  const { spot, id } = add({ spot: 'one-time' });
  add({ spot: 'persistent' });
  const { text } = await call('DescribeSpotInstanceRequests', { 'SpotInstanceRequestId.1': spot?.id ?? '' });
  assert.deepEqual([texts(text, 'instanceId'), texts(text, 'type')], [[id], ['one-time']]);
  const unknown = await call('DescribeSpotInstanceRequests', { 'SpotInstanceRequestId.1': 'sir-unknown1' });
  assert.match(errorOf(unknown), /^InvalidSpotInstanceRequestID.NotFound/);
});

test('a hidden instance that a service manages is told only where managed ones are asked for', async (t) => {
  const { add, call } = await stage(t);
  const { id } = add({ operator: 'eks.amazonaws.com', hidden: true });
  assert.deepEqual(texts((await call('DescribeInstances')).text, 'instanceId'), []);
  const { text } = await call('DescribeInstances', { IncludeManagedResources: 'true' });
  assert.deepEqual([texts(text, 'instanceId'), texts(text, 'hiddenByDefault').length > 0], [[id], true]);
});

test('volumes are found by their instance and by id, page by page', async (t) => {
  const { add, call } = await stage(t);
  const { id, volumes } = add({ volumes: 7 });
  add({ volumes: 2 });
  const ofOne = { 'Filter.1.Name': 'attachment.instance-id', 'Filter.1.Value.1': id, MaxResults: '5' };
  const first = await call('DescribeVolumes', ofOne);
  const [token = ''] = texts(first.text, 'nextToken');
  const second = await call('DescribeVolumes', { ...ofOne, NextToken: token });
  const sizes = [first, second].flatMap(({ text }) => texts(text, 'size').map(Number));
  assert.deepEqual(
    sizes,
    volumes.map(({ size }) => size),
  );
  assert.deepEqual(texts(second.text, 'nextToken'), []);
  const unknown = await call('DescribeVolumes', { 'VolumeId.1': 'vol-0123456789abcdef0' });
  assert.match(errorOf(unknown), /^InvalidVolume.NotFound/);
});

test('instance types say whether they have an instance store', async (t) => {
  const { call } = await stage(t);
  const { text } = await call('DescribeInstanceTypes', { 'InstanceType.1': 'i4i.large', 'InstanceType.2': 'm5.large' });
  assert.deepEqual(texts(text, 'instanceStorageSupported'), ['true', 'false']);
  const unknown = await call('DescribeInstanceTypes', { 'InstanceType.1': 'z9.huge' });
  assert.match(errorOf(unknown), /^InvalidInstanceType/);
});

test('a GET carries the same call; an unknown action and none at all are refused', async (t) => {
  const { simulator, call } = await stage(t);
  const query = 'Action=DescribeRegions&RegionName.1=eu-west-1&Version=2016-11-15';
  const answer = await ec2(simulator, '', {}, { method: 'GET', query, body: '' });
  assert.deepEqual(texts(answer.text, 'regionName'), ['eu-west-1']);
  assert.equal(
    errorOf(await call('DescribeDreams')),
    'InvalidAction: The action DescribeDreams is not valid for this web service.',
  );
  assert.match(errorOf(await ec2(simulator, '', {}, { body: 'Version=2016-11-15' })), /^MissingAction/);
});
