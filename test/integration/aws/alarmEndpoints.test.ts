import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAws } from '../../../src/aws/aws.ts';
import type { WireRequest } from '../../../src/aws/transport/transport.ts';
import { createHome, never } from '../../stages/aws.ts';
import { failureIn } from '../../stages/answering/outcomes.ts';

interface Case {
  readonly name: string;
  readonly config: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly region?: string;
  /** Undefined: nothing leaves. */
  readonly goesTo: string | undefined;
  readonly caBundle?: string;
}

const cases: readonly Case[] = [
  { name: 'AWS’s own address', config: '', goesTo: 'https://monitoring.eu-west-1.amazonaws.com/' },
  {
    name: 'a region of another partition',
    config: '',
    region: 'cn-north-1',
    goesTo: 'https://monitoring.cn-north-1.amazonaws.com.cn/',
  },
  {
    name: 'FIPS by the profile',
    config: 'use_fips_endpoint = true\n',
    region: 'us-west-2',
    goesTo: 'https://monitoring-fips.us-west-2.amazonaws.com/',
  },
  {
    name: 'both variants by the environment',
    config: '',
    env: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'TRUE' },
    region: 'us-west-2',
    goesTo: 'https://monitoring-fips.us-west-2.api.aws/',
  },
  {
    name: 'the profile’s endpoint, with a path',
    config: 'endpoint_url = https://all.example:8443/in\n',
    goesTo: 'https://all.example:8443/in',
  },
  {
    name: 'the profile’s services section before its endpoint',
    config:
      'endpoint_url = https://all.example\nservices = s\n[services s]\ncloudwatch =\n  endpoint_url = https://watch.example/w\nsts =\n  endpoint_url = https://sts.example\n',
    goesTo: 'https://watch.example/w',
  },
  {
    name: 'its own variable before every other word',
    config: 'endpoint_url = https://all.example\n',
    env: { AWS_ENDPOINT_URL_CLOUDWATCH: 'https://own.example', AWS_ENDPOINT_URL: 'https://any.example' },
    goesTo: 'https://own.example/',
  },
  {
    name: 'no word of any, where they are to be ignored',
    config: 'endpoint_url = https://all.example\nignore_configured_endpoint_urls = true\n',
    env: { AWS_ENDPOINT_URL_CLOUDWATCH: 'https://own.example' },
    goesTo: 'https://monitoring.eu-west-1.amazonaws.com/',
  },
  {
    name: 'certificates of the profile',
    config: 'ca_bundle = /some/ca.pem\n',
    caBundle: '/some/ca.pem',
    goesTo: 'https://monitoring.eu-west-1.amazonaws.com/',
  },
  {
    name: 'certificates of the environment',
    config: 'ca_bundle = /some/ca.pem\n',
    env: { AWS_CA_BUNDLE: '/other/ca.pem' },
    caBundle: '/other/ca.pem',
    goesTo: 'https://monitoring.eu-west-1.amazonaws.com/',
  },
  { name: 'a services section that isn’t there', config: 'services = nobody\n', goesTo: undefined },
];

describe('the question for alarms goes where the profile’s other calls are led to', () => {
  for (const { name, config, env = {}, region = 'eu-west-1', goesTo, caBundle } of cases) {
    test(name, async () => {
      const home = await createHome();
      const seen: WireRequest[] = [];
      await home.write(
        '.aws/config',
        `[profile p]\nregion = eu-west-1\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n${config}`,
      );
      const aws = createAws({
        env: { ...home.env, ...env },
        policy: () => ({ readOnly: true, allowedRegions: [] }),
        transport: {
          send: (request) => {
            seen.push(request);
            return Promise.resolve({ status: 404, headers: {}, body: new Uint8Array() });
          },
          close: () => undefined,
        },
        attempts: 1,
      });
      try {
        const arn = `arn:aws:cloudwatch:${region}:111122223333:alarm:calm`;
        failureIn(await aws.reads.alarmStates({ profile: 'p', region }, [arn], never()));
        const asked = seen.filter(({ headers }) => /DescribeAlarms/.test(headers['x-amz-target'] ?? ''));
        assert.deepEqual(
          asked.map(({ url, caBundle: trusted }) => [url, trusted]),
          goesTo === undefined ? [] : [[goesTo, caBundle]],
        );
        for (const { headers } of asked)
          assert.match(headers['authorization'] ?? '', new RegExp(`/${region}/monitoring/aws4_request`));
        if (goesTo === undefined) assert.deepEqual(seen, []);
      } finally {
        await aws.dispose();
        await home.remove();
      }
    });
  }
});
