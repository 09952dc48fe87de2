/**
 * What Halt offers to other extensions, as `extensions.getExtension('halt-for-aws.halt-for-aws').activate()` resolves with it. Nothing here stops anything by itself: a request
 * opens Halt's own prompt, and a person answers it. All of it is plain data. Texts below `untrusted` come from AWS and may have been written by anybody.
 */
export interface HaltApi {
  /** Grows by one when something here changes so that what was written for the version before no longer works. */
  readonly version: 1;
  /** What is active, rolling out or stopping in the chosen places, read anew where it is older than 20 s. Never rejects. */
  listInProgress(): Promise<InProgress>;
  /**
   * Asks a person to stop these: ARNs, or ids of instances and experiments, all of one kind. Opens the prompt, and resolves when AWS has answered, when the person has said no, or after
   * 60 s with `waiting`, or with `reading` where the prompt isn't open yet. Refused at once (`busy`) while another prompt is open. Two minutes after the request the prompt's answer is
   * void. Never rejects.
   */
  requestStop(arns: readonly string[], options?: StopRequestOptions): Promise<StopRequest>;
  /** What has become of a request; undefined for an id that this window hasn't given. */
  stopRequest(id: string): StopRequest | undefined;
}

/** What another extension may add to its request. */
export interface StopRequestOptions {
  /** Shown in the prompt and kept in the audit log, marked as the extension's. */
  readonly reason?: string;
  /** Gives the request up: the answer to a prompt that is open is void then. */
  readonly signal?: AbortSignal;
}

/** What {@link HaltApi.listInProgress} resolves with. */
export interface InProgress {
  /** When this was answered, ISO 8601, by AWS's clock like every time here. */
  readonly at: string;
  /** What this is about, and nothing else: the chosen places. Where there are none, nobody knows what is in progress. */
  readonly places: readonly { readonly profile: string; readonly region: string }[];
  /** Each once, however many of the chosen profiles see it: through one that may act, where there is one. */
  readonly resources: readonly ResourceFacts[];
  /** Places of which a part could not be read: more may be in progress there. */
  readonly unread: readonly UnreadPlace[];
  /** Halt's audit log, or a part of its last day, can't be read, or hasn't been read yet: stops that were requested before may be under way and missing here. Absent where it could be read. */
  readonly requestsUnread?: true;
  /** What was requested through Halt, but for starts, is still followed and is in no list: its place isn't chosen any more, or not read yet. It is in progress as well. Absent where there is none. */
  readonly requestsUnlisted?: readonly UnlistedRequest[];
}

/** What was requested of something that no list has. */
export interface UnlistedRequest {
  readonly kind: 'instance' | 'deployment' | 'experiment' | 'lever';
  readonly id: string;
  readonly profile: string;
  readonly region: string;
  /** 12 digits; absent where it wasn't known when it was requested. */
  readonly account?: string;
  /** What was requested, such as `stop`, `stop-experiment` or `roll-back`. */
  readonly operation: string;
  /** ISO 8601. */
  readonly requestedAt: string;
}

/** A place of which a part could not be read, and why. */
export interface UnreadPlace {
  readonly profile: string;
  readonly region: string;
  /** In Halt's own words, with the code of the failure if it has one. */
  readonly why: string;
  /** What was answered, in a sentence. */
  readonly untrusted?: { readonly message: string };
}

/** What is told of one resource: what Halt knows, and apart from it what came from AWS. */
export interface ResourceFacts {
  readonly kind: 'instance' | 'deployment' | 'service' | 'experiment' | 'lever';
  readonly id: string;
  readonly arn?: string;
  readonly profile: string;
  readonly region: string;
  /** 12 digits; absent while it isn't known. */
  readonly account?: string;
  /** Marked as production, or not known not to be. */
  readonly production: boolean;
  /** The setting that forbids changes there, if one does. */
  readonly forbiddenBy?: string;
  /** The deployment waits for a person at a pause hook, whatever AWS calls its state. */
  readonly paused?: true;
  /** Not all of its tags could be read: it may have others than those that are told, or a value that is left out. */
  readonly tagsUnread?: true;
  readonly untrusted: {
    readonly name?: string;
    readonly state: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

/**
 * `reading`: the places or the state of what was named are still read, and no prompt is open yet. `waiting`: the prompt is open, and the person hasn't answered. `stopping`: AWS has accepted it for at
 * least one, or it isn't known whether it has. `ended`: how each ended is known. `unwatched`: Halt no longer watches it, and has not seen how each ended. `refused`: AWS has accepted none. `declined`: the person said no. `busy`: another prompt is open. `void`: given up, older than two minutes, or the person has
 * begun another stop. `blocked`: nothing of it can be stopped now, or a service among it has no deployment. `forbidden`: a setting forbids it. `not-found`: not in the chosen places. `invalid`: it can't be understood. `failed`: Halt could not
 * carry it out.
 */
export type StopStatus =
  | 'reading'
  | 'waiting'
  | 'stopping'
  | 'ended'
  | 'unwatched'
  | 'refused'
  | 'declined'
  | 'busy'
  | 'void'
  | 'blocked'
  | 'forbidden'
  | 'not-found'
  | 'invalid'
  | 'failed';

/** What has become of a request as of now; ask again by its `id`. */
export interface StopRequest {
  readonly id: string;
  readonly status: StopStatus;
  /** The status in a sentence. */
  readonly message: string;
  /** The setting that forbids it. */
  readonly setting?: string;
  /** What was asked for and isn't among what can be stopped. */
  readonly unknown?: readonly string[];
  /** Of these the ones that fit several chosen profiles, whose accounts have the same number at different endpoints: a person has to say which is meant. */
  readonly ambiguous?: readonly {
    readonly named: string;
    readonly places: readonly { readonly profile: string; readonly region: string }[];
  }[];
  /** Services that were asked for and of which no deployment is under way that could be stopped: nobody is asked for the rest either. */
  readonly idle?: readonly string[];
  /** Where what is `unknown` may be all the same: these places could not be read. */
  readonly unread?: readonly { readonly profile: string; readonly region: string }[];
  readonly targets: readonly StopTarget[];
}

/** One of the things that a request is about, and what has become of it. */
export interface StopTarget {
  readonly kind: 'instance' | 'deployment' | 'experiment';
  readonly id: string;
  readonly profile: string;
  readonly region: string;
  /** Undefined while AWS hasn't answered; false as well where the answer was lost, see `outcome`. */
  readonly accepted?: boolean;
  /** What AWS answered, what keeps it from being stopped, or how it ended. */
  readonly untrusted?: { readonly outcome: string };
}
