import { fileFaultText } from '../../src/model/fileFault.ts';
import type { ProfileDiagnosis } from '../../src/model/profileDiagnosis.ts';

/** A diagnosis as one line of JSON, for programs. What is not known is null. */
export function diagnosisLine(diagnosis: ProfileDiagnosis): string {
  const { profile, source, accessKeyId, hasToken, account, arn, region, hops, endpoints, problems, failure } =
    diagnosis;
  return JSON.stringify({
    profile,
    source: source ?? null,
    accessKeyId: accessKeyId ?? null,
    hasToken,
    account: account ?? null,
    arn: arn ?? null,
    region: region ?? null,
    hops: hops.map((hop) => ({ operation: hop.operation, host: hop.host, region: hop.region ?? null })),
    endpoints: {
      ec2: endpoints.ec2 ?? null,
      ecs: endpoints.ecs ?? null,
      fis: endpoints.fis ?? null,
      sts: endpoints.sts ?? null,
    },
    problems: problems.map(({ file, line, fault }) => ({ file, line: line ?? null, message: fileFaultText(fault) })),
    error: failure === undefined ? null : { kind: failure.kind, message: failure.message },
  });
}
