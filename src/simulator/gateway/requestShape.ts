import { readParameters } from '../core/queryProtocol.ts';
import type { IncomingCall } from '../core/contracts.ts';
import type { SignableRequest } from '../core/sigv4.ts';

const queryVersions: Readonly<Record<string, string>> = {
  '2016-11-15': 'ec2',
  '2011-06-15': 'sts',
  '2010-05-08': 'iam',
};

/** The service that an unsigned request is meant for, from its protocol. */
export function serviceOf(request: SignableRequest): string {
  if (request.headers['x-amz-target']?.startsWith('AmazonEC2ContainerService') === true) return 'ecs';
  if (request.headers['x-amz-target']?.startsWith('GraniteServiceVersion') === true) return 'monitoring';
  const body = typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString('utf8');
  const form = new URLSearchParams(request.method === 'GET' ? request.query : body);
  return queryVersions[form.get('Version') ?? ''] ?? 'fis';
}

/** What a call asks, for the record. A body that can't be read is kept as it came. */
export function parametersOf(service: string, call: IncomingCall): Readonly<Record<string, unknown>> {
  if (service === 'ec2' || service === 'sts' || service === 'iam') return readParameters(call).all();
  const body = jsonBody(call.body);
  return service === 'ecs' || service === 'monitoring'
    ? body
    : { path: call.path, ...Object.fromEntries(call.query), ...body };
}

/** What an authorization refusal names: the resource's ARN, `*`, or nothing for reads that work on no resource. */
export function resourceOf(service: string, action: string, call: IncomingCall): string | undefined {
  const prefix = `arn:${call.partition}:${service}:${call.region}:${call.account}`;
  if (service === 'ec2') {
    const id = readParameters(call).list('InstanceId')[0] ?? readParameters(call).text('InstanceId');
    return action.startsWith('Describe') || id === undefined ? undefined : `${prefix}:instance/${id}`;
  }
  if (service === 'fis') {
    const [, kind, id] = call.path.split('/');
    const type = {
      experiments: 'experiment',
      experimentTemplates: 'experiment-template',
      safetyLevers: 'safety-lever',
    }[kind ?? ''];
    return type === undefined || id === undefined ? '*' : `${prefix}:${type}/${decodeURIComponent(id)}`;
  }
  if (service !== 'ecs') return undefined;
  const { serviceDeploymentArn, service: name, cluster } = jsonBody(call.body);
  if (typeof serviceDeploymentArn === 'string') return serviceDeploymentArn;
  const clusterName = typeof cluster === 'string' ? (cluster.split('/').at(-1) ?? cluster) : 'default';
  if (typeof name === 'string') return name.startsWith('arn:') ? name : `${prefix}:service/${clusterName}/${name}`;
  return typeof cluster === 'string' ? `${prefix}:cluster/${clusterName}` : '*';
}

function jsonBody(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : { body: text };
  } catch {
    return { body: text };
  }
}
