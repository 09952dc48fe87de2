import { diagnosisLine } from '../../../scripts/suites/diagnosisLine.ts';
import type { Transport } from '../../../src/aws/transport/transport.ts';
import { valueOf } from '../answering/outcomes.ts';
import { never } from '../aws.ts';
import { bundledAws } from '../worker/productBundles.ts';
import { homeOf, type Outcome, outcomeOf } from './conformance.ts';
import type { ProfileCase } from './profileCase.ts';
import type { SimulatedSide } from './simulatedSide.ts';

/** Sends whatever would go to AWS to the simulated side. */
function transportTo(side: SimulatedSide): Transport {
  return {
    async send({ method, url, headers, body }) {
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const answered = await side.answer({ method, url: new URL(url), headers: lower, body: Buffer.from(body ?? []) });
      return { ...answered, body: new Uint8Array(answered.body) };
    },
    close: () => undefined,
  };
}

/** What Halt does with a case, bundled as the product is, and what its diagnosis says of that. */
export async function haltOutcome(
  about: ProfileCase,
  side: SimulatedSide,
): Promise<{ readonly told: Told; readonly outcome: Outcome }> {
  const createAws = await bundledAws();
  const { home, env } = await homeOf(about);
  // A helper program finds the variables of the window that it is started from.
  const kept = { ...process.env };
  Object.assign(process.env, env);
  const aws = createAws({
    env,
    policy: () => ({ readOnly: true, allowedRegions: [] }),
    transport: transportTo(side),
    attempts: 1,
  });
  side.clear();
  try {
    const name = about.profile ?? ('AWS_ACCESS_KEY_ID' in env ? 'environment' : 'default');
    const told = JSON.parse(diagnosisLine(valueOf(await aws.diagnose(name, never())))) as Told;
    return { told, outcome: outcomeOf(side.calls, told.error === null ? null : (told.error.kind as Outcome['error'])) };
  } finally {
    await aws.dispose();
    await home.remove();
    for (const name of Object.keys(env)) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  }
}

interface Told {
  readonly accessKeyId: string | null;
  readonly hasToken: boolean;
  readonly account: string | null;
  readonly hops: readonly { readonly operation: string; readonly host: string; readonly region: string | null }[];
  readonly endpoints: { readonly sts: string | null };
  readonly error: { readonly kind: string; readonly message: string } | null;
}
