import * as v from 'valibot';
import { defined } from '../../base/untrusted.ts';
import { type Failure, saysItself } from '../../model/failure.ts';
import { targetKinds } from '../../model/resources/resource.ts';
import type { Unfit } from '../operation.ts';
import { type Block, isFailed, type LeftOut } from '../plan/plan.ts';

const text = v.string();

/** Only the kind of reason is required: a later version may know further kinds, and a line with one of them still tells of the request. */
const reason = v.looseObject({ type: text });

/** The shape, in the log, of a target that a run left out although the person asked for it. */
export const leftOutShape = v.object({
  profile: text,
  region: text,
  kind: v.picklist(targetKinds),
  resource: text,
  name: text,
  why: v.array(reason),
});
type LeftOutLine = Readonly<v.InferOutput<typeof leftOutShape>>;

const failure = v.object({
  kind: v.custom<Failure['kind']>((value) => typeof value === 'string'),
  message: text,
  code: v.exactOptional(text),
  operation: v.exactOptional(text),
  requestId: v.exactOptional(text),
  mayHaveHappened: v.boolean(),
});
const unfits = ['state', 'managed', 'instance-store-root', 'no-waiting-hook'] as const;
const hibernationUnfits = ['hibernation-not-configured', 'hibernation-unread'] as const;
const block = v.variant('type', [
  v.object({
    type: v.literal('unfit'),
    state: text,
    unfit: v.picklist([...unfits, ...hibernationUnfits] satisfies readonly Unfit[]),
  }),
  v.object({ type: v.picklist(['stop-protection', 'one-time-spot', 'gone']) }),
  v.object({ type: v.literal('forced-before'), at: v.number(), nextAt: v.number() }),
  v.object({ type: v.literal('managed'), by: text }),
  v.object({ type: v.literal('twice'), profile: text }),
  v.object({ type: v.picklist(['forbidden', 'unreachable-account']), failure }),
  v.object({ type: v.literal('account-changed'), from: text, to: text }),
]);

/** A reason that a later version of Halt wrote: this version can tell its name alone. */
export interface LaterReason {
  readonly severity: 'block';
  readonly type: 'of-later-version';
  readonly named: string;
}

/**
 * A target that was left out, as it stands in the log. Texts of failures that come from elsewhere on the way to AWS are dropped, since they may hold
 * a secret.
 */
export function leftOutLine({ ref, name, why }: LeftOut): LeftOutLine {
  const { kind, scope, id } = ref;
  return { profile: scope.profile, region: scope.region, kind, resource: id, name, why: why.map(reasonLine) };
}

function reasonLine(line: Block): LeftOutLine['why'][number] {
  const { severity: _, ...own } = line;
  return isFailed(line) ? { ...own, failure: keptFailure(line.failure) } : own;
}

function keptFailure(whole: Failure): v.InferOutput<typeof failure> {
  const { kind, code, message, operation, requestId, mayHaveHappened } = whole;
  return {
    kind,
    message: saysItself(whole) ? message : '',
    mayHaveHappened,
    ...defined({ code, operation, requestId }),
  };
}

/** Reads a line of the log back. */
export function leftOutIn({ profile, region, kind, resource, name, why }: LeftOutLine): Omit<LeftOut, 'why'> & {
  readonly why: readonly (Block | LaterReason)[];
} {
  return { ref: { kind, scope: { profile, region }, id: resource }, name, why: why.map(reasonIn) };
}

function reasonIn(line: LeftOutLine['why'][number]): Block | LaterReason {
  const known = v.safeParse(block, line);
  if (!known.success) return { severity: 'block', type: 'of-later-version', named: line.type };
  return { severity: 'block', ...known.output };
}
