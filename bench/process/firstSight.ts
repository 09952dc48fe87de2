import { createWorkerAws } from '../../src/aws/worker/workerAws.ts';
import type { Resource } from '../../src/model/resources/resource.ts';
import { LIST_KINDS } from '../fleet.ts';
import { memoryAfterCollection } from '../memory.ts';

/** What {@link FirstSight} is measured of: the fleet's places, and the product's worker. */
export interface FirstSightPlan {
  readonly workerFile: string;
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
}

/** One line of JSON on the standard output. */
export interface FirstSight {
  readonly resources: number;
  /** Bytes by which the process was larger at the most than before anything was asked, as the system counts them. */
  readonly grown: number;
  /** What could not be listed, in words. */
  readonly problems: readonly string[];
}

/** The process lists everything once, as the poller does at first, and keeps what it was told: the worker, the connections and the resources, without an editor. */
const { workerFile, profiles, regions } = JSON.parse(process.argv[2] ?? '') as FirstSightPlan;
const problems: string[] = [];
const aws = createWorkerAws({
  workerFile,
  policy: () => ({ readOnly: true, allowedRegions: [] }),
  log: (line) => problems.push(line),
});
const before = await memoryAfterCollection();
const kept: Resource[] = [];
const { signal } = new AbortController();
const lists = profiles.flatMap((profile) =>
  regions.flatMap((region) => LIST_KINDS.map((kind) => ({ scope: { profile, region }, kind }))),
);
await Promise.all(
  lists.map(async ({ scope, kind }) => {
    for await (const part of aws.reads.list(scope, kind, signal)) {
      if (part.ok) kept.push(...part.value.resources);
      else problems.push(part.failure.message);
    }
  }),
);
// In kilobytes: the most that it ever was.
const most = process.resourceUsage().maxRSS * 1024;
const seen: FirstSight = { resources: kept.length, grown: most - before.process, problems };
process.stdout.write(`${JSON.stringify(seen)}\n`);
await aws.dispose();
