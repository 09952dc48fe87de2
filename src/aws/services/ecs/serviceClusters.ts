import { list, member } from '../../../base/untrusted.ts';
import { type Outcome, succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import type { EcsCalls } from './calls.ts';
import { allClusters } from './listServices.ts';
import { isGap } from './partFailure.ts';
import { resourceOf } from './mapping.ts';

/**
 * In which cluster a service is. An ARN of the old form doesn't say so.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
 */
export interface ServiceClusters {
  /** Remembers what AWS said; an empty cluster says nothing. */
  learn(serviceArn: string, clusterArn: string): void;
  /** The name or the ARN of the cluster, from the ARN, from what was learnt, or else from AWS; undefined where it is in none. */
  of(calls: EcsCalls, scope: Scope, serviceArn: string, signal: AbortSignal): Promise<Outcome<string | undefined>>;
}

export function createServiceClusters(): ServiceClusters {
  const known = new Map<string, string>();
  const learn = (serviceArn: string, clusterArn: string): void => {
    if (clusterArn !== '' && resourceOf(serviceArn).length === 1) known.set(serviceArn, clusterArn);
  };
  return {
    learn,
    async of(calls, scope, serviceArn, signal) {
      const path = resourceOf(serviceArn);
      const named = path.length > 1 ? path[0] : known.get(serviceArn);
      if (named !== undefined) return succeeded(named);
      const clusters = await allClusters(calls, scope, signal);
      if (!clusters.ok) return clusters;
      for (const cluster of clusters.value) {
        const answer = await calls.describeServices(scope, cluster, [serviceArn], signal, false);
        if (!answer.ok && !isGap(answer.failure)) return answer;
        const services = answer.ok ? list(answer.value.body['services']) : [];
        if (!services.some((it) => member(it, 'serviceArn') === serviceArn)) continue;
        learn(serviceArn, cluster);
        return succeeded(cluster);
      }
      return succeeded(undefined);
    },
  };
}
