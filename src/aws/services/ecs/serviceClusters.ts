import { type Json, list, member } from '../../../base/untrusted.ts';
import { type Failure, failed, malformed, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Answerer } from '../../../model/destination.ts';
import type { Scope } from '../../../model/scope.ts';
import { createToldBy } from '../../call/toldBy.ts';
import type { EcsCalls } from './calls.ts';
import { allClusters } from './listServices.ts';
import { isGap, partFailure } from './partFailure.ts';
import { leftOut } from '../../sdk/unreadMembers.ts';
import { resourceOf } from './mapping.ts';

const OPERATION = 'ecs:DescribeServices';

/**
 * In which cluster a service is. An ARN of the old form doesn't say so.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
 */
export interface ServiceClusters {
  /** Remembers who said it; an empty cluster says nothing. */
  learn(answerer: Answerer | undefined, serviceArn: string, clusterArn: string): void;
  /**
   * The name or the ARN of the service's cluster: from the service's ARN, from what was learnt, or else by asking AWS about each cluster. Where no cluster has the service, it fails as not found; but where a
   * cluster could not be asked, with that cluster's failure, as the service may be there. It has to be known: without a cluster AWS would answer for the default one.
   */
  of(calls: EcsCalls, scope: Scope, serviceArn: string, signal: AbortSignal): Promise<Outcome<string>>;
}

const isIn = (services: unknown, serviceArn: string): boolean =>
  list(services).some((it) => member(it, 'serviceArn') === serviceArn);

/** Why an answer without the service doesn't say that it is elsewhere: only `MISSING` does. */
function unsaid(calls: EcsCalls, body: Json, serviceArn: string): readonly Failure[] {
  const failures = list(body['failures']);
  if (failures.some((it) => member(it, 'reason') === 'MISSING')) return [];
  const [failure] = failures;
  return [failure === undefined ? leftOut(calls, OPERATION, serviceArn) : partFailure(calls, failure, OPERATION)];
}

const inNone = (calls: EcsCalls, serviceArn: string): Failure =>
  calls.withoutSecrets({
    kind: 'not-found',
    message: `No cluster has the service ${serviceArn}.`,
    operation: OPERATION,
    mayHaveHappened: false,
  });

/** Knows nothing at first; asks AWS only in {@link ServiceClusters.of}, for services whose ARN doesn't name their cluster. */
export function createServiceClusters(): ServiceClusters {
  const known = createToldBy<string>();
  const learn: ServiceClusters['learn'] = (answerer, serviceArn, clusterArn) => {
    if (clusterArn !== '' && resourceOf(serviceArn).length === 1) known.set(answerer, serviceArn, clusterArn);
  };
  return {
    learn,
    async of(calls, scope, serviceArn, signal) {
      if (serviceArn === '') return failed(malformed(OPERATION, 'The service can’t be read.'));
      const path = resourceOf(serviceArn);
      const named = path.length > 1 ? path[0] : known.get(await calls.wouldAnswer(scope, signal), serviceArn);
      if (named !== undefined) return succeeded(named);
      const clusters = await allClusters(calls, scope, signal);
      if (!clusters.ok) return clusters;
      const unasked = [...clusters.value.gaps];
      for (const cluster of clusters.value.arns) {
        const answer = await calls.describeServices(scope, cluster, [serviceArn], signal, false);
        if (!answer.ok && !isGap(answer.failure)) return answer;
        if (!answer.ok) unasked.push(answer.failure);
        else if (isIn(answer.value.body['services'], serviceArn)) {
          learn(calls.answeredBy(), serviceArn, cluster);
          return succeeded(cluster);
        } else unasked.push(...unsaid(calls, answer.value.body, serviceArn));
      }
      return failed(unasked.find(({ kind }) => kind !== 'not-found') ?? inNone(calls, serviceArn));
    },
  };
}
