import { partitionOf, partitions } from '../model/partitions.ts';
import { isRegion } from '../model/scope.ts';

/** Pages of the AWS console for what an experiment names. Every part that comes from AWS is escaped: nothing in a name can lead elsewhere. */
export interface ConsoleUrls {
  template(id: string): string;
  /** Undefined, as for those below, for what isn't such an ARN. */
  logGroup(arn: string): string | undefined;
  alarm(arn: string): string | undefined;
  dashboard(arn: string): string | undefined;
  s3Object(arn: string): string | undefined;
  s3Folder(bucket: string, prefix: string): string;
}

/** What can't be a region is no part of a host's name. */
const hostLabel = (region: string): string => (isRegion(region) ? `${region}.` : '');

/** The console of a region's partition. */
export function consoleUrls(region: string): ConsoleUrls {
  const domain = partitions[partitionOf(region)].console;
  const place = encodeURIComponent(region);
  const home = (service: string, fragment: string, of = place): string =>
    `https://${hostLabel(of)}${domain}/${service}/home?region=${of}#${fragment}`;
  return {
    template: (id) => home('fis', `ExperimentTemplateDetails:ExperimentTemplateId=${encodeURIComponent(id)}`),
    logGroup: (arn) => {
      const match = /^arn:[^:]*:logs:([a-z0-9-]+):[^:]*:log-group:(.+?)(?::\*)?$/.exec(arn);
      const name = encodeURIComponent(encodeURIComponent(match?.[2] ?? '')).replaceAll('%', '$');
      return match === null
        ? undefined
        : home('cloudwatch', `logsV2:log-groups/log-group/${name}`, encodeURIComponent(match[1] ?? ''));
    },
    alarm: (arn) => {
      const match = /^arn:[^:]*:cloudwatch:([a-z0-9-]+):[^:]*:alarm:(.+)$/.exec(arn);
      return match === null
        ? undefined
        : home(
            'cloudwatch',
            `alarmsV2:alarm/${encodeURIComponent(match[2] ?? '')}`,
            encodeURIComponent(match[1] ?? ''),
          );
    },
    dashboard: (arn) => {
      const match = /^arn:[^:]*:cloudwatch::[^:]*:dashboard\/(.+)$/.exec(arn);
      return match === null
        ? undefined
        : home('cloudwatch', `dashboards/dashboard/${encodeURIComponent(match[1] ?? '')}`);
    },
    s3Object: (arn) => {
      const match = /^arn:[^:]*:s3:::([^/]+)\/(.+)$/.exec(arn);
      return match === null
        ? undefined
        : `https://${hostLabel(region)}${domain}/s3/object/${encodeURIComponent(match[1] ?? '')}?region=${place}&prefix=${encodeURIComponent(match[2] ?? '')}`;
    },
    s3Folder: (bucket, prefix) =>
      `https://${hostLabel(region)}${domain}/s3/buckets/${encodeURIComponent(bucket)}?region=${place}&prefix=${encodeURIComponent(prefix)}`,
  };
}
