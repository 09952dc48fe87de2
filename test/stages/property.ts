import * as fc from 'fast-check';

/** `HALT_PROPERTY_SEED` shows a run again; else chance decides, once for all properties of a process. */
const SEED = Number(process.env['HALT_PROPERTY_SEED'] ?? Math.floor(Math.random() * 1e9));
/** `HALT_PROPERTY_TIMES=10` for the long form: so many times as many runs. */
const TIMES = Number(process.env['HALT_PROPERTY_TIMES'] ?? 1);

const USUAL_RUNS = 100;

/** Throws where the property doesn't hold. Says how often it was tried and from which seed: a test that tries less than one thinks is seen. */
export function assertProperty<Ts>(property: fc.IAsyncProperty<Ts>, parameters?: fc.Parameters<Ts>): Promise<void>;
export function assertProperty<Ts>(property: fc.IProperty<Ts>, parameters?: fc.Parameters<Ts>): void;
export function assertProperty<Ts>(
  property: fc.IProperty<Ts> | fc.IAsyncProperty<Ts>,
  parameters: fc.Parameters<Ts> = {},
): Promise<void> | void {
  const numRuns = Math.ceil((parameters.numRuns ?? USUAL_RUNS) * TIMES);
  const details = fc.check(property as fc.IRawProperty<Ts>, { seed: SEED, ...parameters, numRuns });
  if (!(details instanceof Promise)) return judge(details);
  return details.then(judge);
}

function judge<Ts>(details: fc.RunDetails<Ts>): void {
  process.stderr.write(`property: ${details.numRuns} runs, seed ${details.seed}\n`);
  if (!details.failed) return;
  throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
}
