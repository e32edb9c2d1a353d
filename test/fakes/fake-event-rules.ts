import type { HoldfastError } from '../../shared/errors.ts'
import type { EventRule, EventRulesApi } from '../../shared/ports/zones-api.ts'

/** The rules of many regions in memory. What a test may look at and set: the rules, the writes, the failures. */
export interface FakeEventRules {
  readonly openRules: (region: string) => EventRulesApi
  /** Rules of the default bus of a region, by name. */
  readonly rulesOf: (region: string) => Map<string, EventRule>
  /** Every call that changed something: `region operation rule`. */
  readonly writes: string[]
  /** Regions whose every call fails. */
  readonly broken: Map<string, HoldfastError>
}

export function fakeEventRules(): FakeEventRules {
  const regions = new Map<string, Map<string, EventRule>>()
  const rulesOf = (region: string) => {
    const rules = regions.get(region) ?? new Map<string, EventRule>()
    regions.set(region, rules)
    return rules
  }
  const writes: string[] = []
  const broken = new Map<string, HoldfastError>()
  const openRules = (region: string) => guarded(fakeRegion(region, rulesOf(region), writes), broken)
  return { openRules, rulesOf, writes, broken }
}

function fakeRegion(region: string, rules: Map<string, EventRule>, writes: string[]): EventRulesApi {
  const change = (operation: string, name: string, patch: (rule: EventRule) => EventRule) => {
    writes.push(`${region} ${operation} ${name}`)
    const rule = rules.get(name)
    if (rule === undefined) throw new Error(`no rule ${name} in ${region}`)
    rules.set(name, patch(rule))
  }
  const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)
  return {
    region,
    listRules: async (prefix) => [...rules.values()].filter(({ name }) => name.startsWith(prefix)),
    readRule: async (name, bus) => rules.get(bus === undefined ? name : `${bus}/${name}`),
    putRule: async ({ name, pattern, tags }) => {
      const arn = `arn:aws:events:${region}:123456789012:rule/${name}`
      const created: EventRule = { name, arn, enabled: true, pattern, tags, targets: [] }
      rules.set(name, rules.get(name) ?? created)
      change('putRule', name, (rule) => ({ ...rule, pattern, enabled: true }))
    },
    tagRule: async (arn, tags) =>
      change('tagRule', nameOf(arn), (rule) => ({ ...rule, tags: { ...rule.tags, ...tags } })),
    putTarget: async (name, target) =>
      change('putTarget', name, (rule) => ({
        ...rule,
        targets: [...rule.targets.filter(({ id }) => id !== target.id), { ...target, reshaped: false }],
      })),
    removeTargets: async (name, ids) =>
      change('removeTargets', name, (rule) => ({
        ...rule,
        targets: rule.targets.filter(({ id }) => !ids.includes(id)),
      })),
    deleteRule: async (name) => {
      writes.push(`${region} deleteRule ${name}`)
      if ((rules.get(name)?.targets.length ?? 0) > 0) throw new Error(`${name} still has targets`)
      rules.delete(name)
    },
  }
}

function guarded(api: EventRulesApi, broken: ReadonlyMap<string, HoldfastError>): EventRulesApi {
  return new Proxy(api, {
    get(target, member: keyof EventRulesApi) {
      const error = broken.get(api.region)
      if (error === undefined || member === 'region') return target[member]
      return () => Promise.reject(error)
    },
  })
}
