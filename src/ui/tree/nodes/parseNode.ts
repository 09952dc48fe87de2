import * as v from 'valibot';
import { groupingSchema } from '../../../inventory/grouping.ts';
import { identifierText, listKinds, scopeSchema, stoppableRefSchema } from '../../../model/resources/resource.ts';
import { savedOwnerSchema } from '../../../model/resources/savedPage.ts';
import { saved } from '../../../model/savedState.ts';
import { isProfileName } from '../../../model/scope.ts';
import { groupKinds, type Node, type NoteAbout } from './node.ts';

const id = v.pipe(v.string(), v.nonEmpty());
const profile = v.custom<string>(isProfileName);
const scope = scopeSchema;
const arn = identifierText;
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const groupValue = v.variant('kind', [
  v.object({ kind: v.literal('known'), value: v.string() }),
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('unread') }),
]);

const aboutSchemas = {
  'scope-failure': v.object({ type: v.literal('scope-failure'), below: id, scope }),
  'list-failure': v.object({ type: v.literal('list-failure'), below: id, scope, kind: v.picklist(listKinds) }),
  gap: v.object({ type: v.literal('gap'), below: id, scope, kind: v.picklist(listKinds), index: count }),
  'no-regions': v.object({ type: v.literal('no-regions'), below: id, profile }),
  empty: v.object({
    type: v.literal('empty'),
    below: id,
    kind: v.picklist([...groupKinds, 'daemon', 'deployment']),
  }),
  filtered: v.object({ type: v.literal('filtered'), below: id, all: count }),
  hidden: v.object({ type: v.literal('hidden'), below: id, all: count }),
  loading: v.object({ type: v.literal('loading'), below: id, scope: v.exactOptional(scope) }),
  unread: v.object({ type: v.literal('unread'), below: id }),
  'requests-unread': v.object({ type: v.literal('requests-unread'), below: id }),
  config: v.object({ type: v.literal('config'), below: id, path: v.pipe(v.string(), v.nonEmpty()) }),
  more: v.object({ type: v.literal('more'), below: id, parent: id, left: count }),
} as const satisfies { readonly [T in NoteAbout['type']]: v.GenericSchema<unknown, Extract<NoteAbout, { type: T }>> };

const nodeSchemas = {
  profile: v.object({ type: v.literal('profile'), id, profile }),
  region: v.object({ type: v.literal('region'), id, scope }),
  group: v.object({ type: v.literal('group'), id, scope, kind: v.picklist(groupKinds) }),
  bucket: v.object({ type: v.literal('bucket'), id, scope, grouping: groupingSchema, value: groupValue }),
  cluster: v.object({ type: v.literal('cluster'), id, scope, arn, name: v.string() }),
  service: v.object({ type: v.literal('service'), id, scope, arn }),
  target: v.object({
    type: v.literal('target'),
    id,
    ref: stoppableRefSchema,
    past: v.exactOptional(v.literal(true)),
    owner: v.exactOptional(savedOwnerSchema),
  }),
  lever: v.object({ type: v.literal('lever'), id, scope, owner: v.exactOptional(savedOwnerSchema) }),
  daemons: v.object({ type: v.literal('daemons'), id, scope }),
  daemon: v.object({ type: v.literal('daemon'), id, scope, arn }),
  note: v.object({ type: v.literal('note'), id, about: v.variant('type', Object.values(aboutSchemas)) }),
} as const satisfies { readonly [T in Node['type']]: v.GenericSchema<unknown, Extract<Node, { type: T }>> };

const nodeSchema = v.variant('type', Object.values(nodeSchemas));

/**
 * Reads a row that a command was given. Anybody can run a command with something that looks like a row, so its members are checked; undefined for
 * what isn't a row, or stands in what can't be a place. The result is a new object without members that rows don't have.
 */
export const parseNode = (value: unknown): Node | undefined => saved(nodeSchema, value);
