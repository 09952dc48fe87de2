import type { ReadAgain } from './readAgain.ts';
import { type Fact, known, unread } from '../../model/fact.ts';
import { typeStoreIn } from '../../model/resources/typeStore.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Operation } from '../../model/operation.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Instance } from '../../model/resources/instance.ts';
import type { Scope } from '../../model/scope.ts';
import { operationKind } from '../operation.ts';
import { type FurtherReads, findingsFor } from './findings.ts';

/** AWS tells stop protection of one instance a call, and slowly: in a larger stop only the first this many instances are asked about. */
export const PROTECTION_CHECKS = 50;

/** The instances for which no finding refuses the operation so far. What is refused anyway needs no further call. */
export function openInstances(
  operation: Operation,
  readAgain: ReadonlyMap<string, ReadAgain>,
  now: number,
): readonly Instance[] {
  if (operationKind[operation.type] !== 'instance') return [];
  return [...readAgain.values()].flatMap(({ observed }) =>
    observed?.kind === 'instance' &&
    !findingsFor(operation, observed, {}, '', now).some(({ severity }) => severity === 'block')
      ? [observed]
      : [],
  );
}

/**
 * Asks for what no list tells: stop protection, the kind of a Spot request, the sizes of volumes, and which types have instance stores. All calls go
 * out at once. By the instances' ids; what isn't told in time counts as not asked.
 */
export async function askAboutInstances(
  reads: Pick<AwsReads, 'stopProtection' | 'spotKinds' | 'volumeSizes' | 'typeStores'>,
  scope: Scope,
  operation: Operation,
  open: readonly Instance[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FurtherReads>> {
  if (operation.type === 'start') return new Map();
  const requests = open.flatMap((instance) => instance.spotRequestId ?? []);
  const checked = open.slice(0, PROTECTION_CHECKS).map((instance) => instance.id);
  const volumes = open.flatMap((instance) => instance.volumes.map(({ id }) => id));
  const types = open.map(({ type }) => type).filter((type) => type !== '');
  const [protection, spot, sizes, stores] = await Promise.all([
    checked.length > 0 ? reads.stopProtection(scope, checked, signal) : {},
    requests.length > 0 ? reads.spotKinds(scope, requests, signal) : undefined,
    volumes.length > 0 ? reads.volumeSizes(scope, volumes, signal) : undefined,
    types.length > 0 ? reads.typeStores(scope, types, signal) : undefined,
  ]);
  const volumeSizes = sizes?.ok === true ? { volumeSizes: sizes.value } : {};
  return new Map(
    open.map(({ id, spotRequestId, type }): [string, FurtherReads] => {
      const answers: Readonly<Record<string, Outcome<boolean>>> = protection;
      return [
        id,
        {
          protection: answers[id] ?? 'not-asked',
          ...(spot &&
            spotRequestId !== undefined && { spotKind: told(spot.ok ? spot.value[spotRequestId] : undefined) }),
          ...volumeSizes,
          typeStore: told(stores && typeStoreIn(stores, type)),
        },
      ];
    }),
  );
}

const told = <T>(value: T | undefined): Fact<T> => (value === undefined ? unread : known(value));
