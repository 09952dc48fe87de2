import { member, parseJson, text } from '../../base/untrusted.ts';
import { type Operation, skipsOsShutdown } from '../../model/operation.ts';
import type { Permit } from '../../model/permit.ts';
import type { WireRequest } from './transport.ts';

/** Whether what a request really asks for, by its own bytes, is what the permit covers: the operation, its parameters, and no other target. */
export function asksFor(request: WireRequest, permit: Permit): boolean {
  const body = Buffer.from(request.body ?? []).toString('utf8');
  const { operation } = permit;
  switch (operation.type) {
    case 'stop':
    case 'hibernate':
    case 'force-stop':
    case 'skip-os-shutdown':
    case 'start':
      return asksForInstances(body, operation, permit);
    case 'roll-back':
    case 'abort':
    case 'continue':
      return asksForDeployment(request, body, operation, permit);
    case 'stop-experiment':
      return request.method === 'DELETE' && permit.targets.some(({ id }) => isPath(request, ['experiments', id]));
    case 'engage-lever':
    case 'disengage-lever': {
      const state = member(parseJson(body), 'state');
      return (
        request.method === 'PATCH' &&
        permit.targets.some(({ id }) => isPath(request, ['safetyLevers', id, 'state'])) &&
        text(member(state, 'status')) === (operation.type === 'engage-lever' ? 'engaged' : 'disengaged') &&
        text(member(state, 'reason')) === operation.reason
      );
    }
  }
}

function asksForInstances(body: string, operation: Operation, { targets }: Permit): boolean {
  const wanted: Record<string, string> = {
    Action: operation.type === 'start' ? 'StartInstances' : 'StopInstances',
    ...(operation.type === 'hibernate' && { Hibernate: 'true' }),
    ...(operation.type === 'force-stop' && { Force: 'true' }),
    ...(skipsOsShutdown(operation) && { SkipOsShutdown: 'true' }),
  };
  const ids = new Set(targets.map(({ id }) => id));
  const given = [...new URLSearchParams(body)].filter(([name]) => name !== 'Version');
  const named = given.filter(([name]) => name.startsWith('InstanceId.'));
  const rest = given.filter(([name]) => !name.startsWith('InstanceId.'));
  return (
    named.length > 0 &&
    named.every(([, id]) => ids.has(id)) &&
    rest.length === Object.keys(wanted).length &&
    rest.every(([name, value]) => wanted[name] === value)
  );
}

function asksForDeployment(
  { headers }: WireRequest,
  body: string,
  operation: Extract<Operation, { type: 'roll-back' | 'abort' | 'continue' }>,
  { targets }: Permit,
): boolean {
  const asked = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1];
  const json = parseJson(body);
  const arn = text(member(json, 'serviceDeploymentArn'));
  const target = targets.find(({ id }) => id === arn);
  if (target === undefined) return false;
  if (operation.type !== 'continue') {
    const stopType = operation.type === 'abort' ? 'ABORT' : 'ROLLBACK';
    return asked?.endsWith('.StopServiceDeployment') === true && text(member(json, 'stopType')) === stopType;
  }
  return (
    asked?.endsWith('.ContinueServiceDeployment') === true &&
    target.hookId !== undefined &&
    text(member(json, 'hookId')) === target.hookId &&
    text(member(json, 'action')) === operation.action
  );
}

function isPath({ url }: WireRequest, parts: readonly string[]): boolean {
  const { pathname, search } = new URL(url);
  return search === '' && pathname.endsWith(`/${parts.map(encodeURIComponent).join('/')}`);
}
