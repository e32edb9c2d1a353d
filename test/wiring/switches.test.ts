import { beforeAll, describe, expect, test } from '@jest/globals'
import { FACTS_KINDS } from '../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import { REFERENCES, pascal, switchOf } from '../../shared/triggers/switches.ts'
import { deployedWith } from './deployed-with.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate, statementsOf } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

/** What is read of triggers under these parameters, by statement. */
function reading(parameters: Readonly<Record<string, string>>) {
  // Those of tracing, which roles name themselves, are not of triggers.
  const policies = Object.values(deployedWith(template, parameters)).filter(
    ({ Type, Properties }) => Type === 'AWS::IAM::ManagedPolicy' && Properties['Roles'] !== undefined,
  )
  const documents = policies.map(({ Properties }) => statementsOf(Properties['PolicyDocument']))
  return { statements: documents.flat(), empty: documents.filter((document) => document.length === 0) }
}

const readsOf = ({ permissions }: { permissions: readonly { use: string; actions: readonly string[] }[] }) =>
  permissions.filter(({ use }) => use === 'read').flatMap(({ actions }) => actions)
const isOf = (name: string) => (sid: string) => new RegExp(`^Read${pascal(name)}\\d*$`).test(sid)

describe('a kind of trigger that is switched off', () => {
  test.each(TRIGGER_KINDS.map((kind) => [kind.name, kind] as const))(
    '%s: leaves no statement, and all of the others',
    (name, kind) => {
      const all = reading({}).statements
      const left = reading({ [switchOf(name)]: 'no' }).statements
      const own = all.filter(({ sid }) => isOf(name)(sid))
      expect(own.flatMap(({ actions }) => actions).toSorted()).toEqual(readsOf(kind).toSorted())
      expect(left).toEqual(all.filter(({ sid }) => !isOf(name)(sid)))
    },
  )

  test('and the facts of what functions name: leaves no statement of facts', () => {
    const { statements } = reading({ [switchOf(REFERENCES)]: 'no' })
    expect(statements.filter(({ sid }) => sid.startsWith('ReadFacts'))).toEqual([])
    expect(FACTS_KINDS.length).toBeGreaterThan(0)
    expect(reading({}).statements.some(({ sid }) => sid.startsWith('ReadFacts'))).toBe(true)
  })

  test('leaves no policy without a statement, in whatever company', () => {
    const names = [...TRIGGER_KINDS.map(({ name }) => name), REFERENCES]
    const off = (chosen: readonly string[]) =>
      Object.fromEntries(chosen.map((name) => [switchOf(name), 'no']))
    expect(reading(off(names))).toEqual({ statements: [], empty: [] })
    for (const left of names) expect(reading(off(names.filter((name) => name !== left))).empty).toEqual([])
  })
})
