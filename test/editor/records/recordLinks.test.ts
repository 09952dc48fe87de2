import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { LEVER_ID } from '../../../src/model/resources/safetyLever.ts';
import { type TargetRef, refKey } from '../../../src/model/resources/resource.ts';
import type { PageModel, Value } from '../../../src/panel/protocol/page.ts';
import type { AuditRecord } from '../../../src/stopping/audit/entry.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import { auditLogSource, type AuditParts, resultSource } from '../../../src/ui/records/auditSource.ts';
import { wireResourceLinks } from '../../../src/ui/records/resourceLinks.ts';
import { planPage } from '../../../src/ui/stop/planPage.ts';
import { pageMarkdown } from '../../../src/pages/pageMarkdown.ts';

/** No test here presses it. */
const ask = () => assert.fail();
const scope = { profile: 'dev', region: 'eu-west-1' };
const ids = {
  instance: 'i-0123456789abcdef0',
  deployment: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/abcdefghijklmnopqrstu',
  experiment: 'EXP123',
  lever: LEVER_ID,
} as const satisfies Record<TargetRef['kind'], string>;
const kinds = Object.keys(ids) as readonly (keyof typeof ids)[];
const refOf = (kind: keyof typeof ids): TargetRef => ({ kind, scope, id: ids[kind] });

/** The log with one request for a thing of this kind; of another request, one was left out. */
function auditOf(kind: keyof typeof ids): AuditParts {
  const time = '2026-01-01T00:00:00Z';
  const leftOut = [{ kind, profile: scope.profile, region: scope.region, resource: ids[kind], name: 'one', why: [] }];
  const requested = {
    ...{ v: 1, type: 'requested', id: 'r', run: 'run', time, ...scope, account: '111122223333', who: 'me' },
    ...{ kind, resource: ids[kind], name: 'one', action: 'a:B', operation: { type: 'stop' }, leftOut },
  };
  const records = [{ requested }] as unknown as readonly AuditRecord[];
  const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
  return {
    audit,
    isProduction: () => false,
    startable: () => false,
    ask,
    follow: { following: () => [] },
    clock: { now: () => Date.parse(time) },
  };
}

const planOf = (kind: keyof typeof ids): Plan =>
  ({
    ...{ id: 'p', operation: { type: 'stop' }, made: { now: 0, elapsed: 0 }, policyVersion: '' },
    groups: [
      { scope, production: [], targets: [{ ref: refOf(kind), name: 'one', observed: undefined, findings: [] }] },
    ],
  }) as unknown as Plan;

const pages: Readonly<Record<string, (kind: keyof typeof ids) => PageModel | Promise<PageModel>>> = {
  'a plan': (kind) => planPage(planOf(kind), { type: 'planned' }),
  'a result': (kind) => resultSource(['run'], auditOf(kind)).draw((id) => id),
  'the audit log': (kind) => auditLogSource(auditOf(kind)).draw((id) => id),
};

const linksIn = (value: Value): readonly Extract<Value, { type: 'link' }>[] =>
  value.type === 'list' ? value.items.flatMap(linksIn) : value.type === 'link' ? [value] : [];

describe('a row of a record', () => {
  for (const [name, make] of Object.entries(pages))
    for (const kind of kinds)
      it(`of ${name} leads to the row in the tree${kind === 'lever' ? '' : ' and to the page'}: ${kind}`, async () => {
        const page = await make(kind);
        const acts = new Map<string, () => unknown>();
        const revealed: string[] = [];
        wireResourceLinks(
          page,
          (id, act) => {
            acts.set(id, act);
            return id;
          },
          (ref) => revealed.push(refKey(ref)),
        );
        const rows = page.sections.flatMap(({ blocks }) =>
          blocks.flatMap((block) => (block.type === 'table' ? block.rows : [])),
        );
        assert.equal(rows.length, name === 'a plan' ? 1 : 2, 'what was left out has a row, too');
        for (const row of rows) {
          const links = row.flatMap(linksIn);
          assert.deepEqual(
            links.map(({ text }) => text).toSorted(),
            kind === 'lever' ? ['Show in Tree'] : ['Show in Tree', 'one'],
          );
          for (const { id } of links) assert.ok(acts.has(id), id);
          revealed.length = 0;
          await acts.get(links.find(({ text }) => text === 'Show in Tree')?.id ?? '')?.();
          assert.deepEqual(revealed, [refKey(refOf(kind))]);
        }
        assert.doesNotMatch(pageMarkdown(page), /Show in Tree/);
      });

  it('leads nowhere by an id that names no target', () => {
    const odd = [
      'reveal {"kind":"lever","scope":{"profile":"dev","region":"eu-west-1"},"id":"x"}',
      'reveal',
      'show []',
    ];
    const page = planPage(planOf('instance'), { type: 'planned' });
    const [section] = page.sections;
    assert.ok(section);
    const rows = odd.map((id): readonly Value[] => [{ type: 'link', id, text: 'x' }]);
    const table = { type: 'table', id: 't', label: 't', columns: ['x'], rows, shown: 9, empty: '' } as const;
    const pressed: string[] = [];
    wireResourceLinks(
      { ...page, sections: [{ ...section, blocks: [table] }] },
      (id) => {
        pressed.push(id);
        return id;
      },
      () => commands,
    );
    assert.deepEqual(pressed, []);
  });
});
