import { beforeAll, describe, expect, test } from '@jest/globals'
import { RARE_USES, whyRare } from '../../shared/audit/rare-uses.ts'
import { ORDINARY, roleName } from './ordinary-uses.ts'
import type { Template } from './packaged-template.ts'
import { attachedStatements, ofType, packagedTemplate, roleStatements } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

/** The services that a role may use, by its own policies and by those attached to it. */
function servicesOf(id: string): readonly string[] {
  const statements = [...roleStatements(template.Resources[id]!), ...attachedStatements(template, id)]
  const actions = statements.filter(({ effect }) => effect === 'Allow').flatMap((one) => one.actions)
  return [...new Set(actions.map((action) => action.split(':')[0]!))].sort()
}

const roles = () => ofType(template, 'AWS::IAM::Role').map(([id]) => id)

describe('what a role may use and what the audit expects of it', () => {
  test('are the same, but for what is listed as rare', () => {
    const expected = roles().map((id) => [
      id,
      servicesOf(id).filter((service) => whyRare(roleName(id), service) === undefined),
    ])
    expect(Object.fromEntries(expected.filter(([, services]) => services?.length !== 0))).toEqual(ORDINARY)
  })

  test('names in what is rare no role that is not there, and no service that it may not use', () => {
    const stale = RARE_USES.flatMap(({ roles: ids, services }) =>
      (ids === 'all' ? roles() : ids).flatMap((id) => {
        if (!roles().includes(id)) return [`${id} is no role`]
        if (ids === 'all' || services === 'all') return []
        // A line may be for several roles: each service must be for one of them.
        return services.filter((service) => !ids.some((one) => servicesOf(one).includes(service)))
      }),
    )
    expect(stale).toEqual([])
  })
})
