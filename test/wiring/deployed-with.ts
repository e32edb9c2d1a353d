import type { Resource, Template } from './packaged-template.ts'

type Parameters = Readonly<Record<string, string>>
type Condition = Readonly<Record<string, unknown>>

/**
 * The resources that CloudFormation makes of a template when it is deployed with these parameters, others at their
 * defaults: conditions and `Fn::If` are followed. @throws Error for an intrinsic that is not known here
 */
export function deployedWith(template: Template, given: Parameters): Readonly<Record<string, Resource>> {
  const declared = template.Parameters as Record<string, { readonly Default?: unknown }>
  const values = Object.fromEntries(
    Object.entries(declared).map(([name, { Default }]) => [name, given[name] ?? String(Default)]),
  )
  const holds = (name: string): boolean => evaluate(template.Conditions[name] as Condition)
  const evaluate = (condition: Condition): boolean => {
    const [[operator, argument] = ['', undefined]] = Object.entries(condition)
    if (operator === 'Condition') return holds(String(argument))
    const list = argument as readonly Condition[]
    if (operator === 'Fn::Or') return list.some(evaluate)
    if (operator === 'Fn::And') return list.every(evaluate)
    if (operator === 'Fn::Equals') return new Set(list.map(valueOf)).size === 1
    if (operator === 'Fn::Not') return !list.some(evaluate)
    throw new Error(`${operator} is not known here`)
  }
  const valueOf = (value: unknown): unknown => {
    const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown] }
    if (join !== undefined) return valueOf(join[1])
    return Ref === undefined ? value : values[Ref]
  }
  const kept = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds(Condition),
  )
  return Object.fromEntries(kept.map(([id, resource]) => [id, follow(resource, holds) as Resource]))
}

/** The template without what a deployed stack does not have: resources whose condition does not hold there. */
export function standing(template: Template, resources: Readonly<Record<string, unknown>>): Template {
  const kept = Object.entries(template.Resources).filter(([id]) => resources[id] !== undefined)
  return { ...template, Resources: Object.fromEntries(kept) }
}

const NOTHING = { Ref: 'AWS::NoValue' }

function follow(value: unknown, holds: (condition: string) => boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => follow(one, holds)).filter((one) => !isNothing(one))
  }
  if (typeof value !== 'object' || value === null) return value
  const { 'Fn::If': branches } = value as { 'Fn::If'?: [string, unknown, unknown] }
  if (branches !== undefined) return follow(branches[holds(branches[0]) ? 1 : 2], holds)
  const members = Object.entries(value).map(([name, member]) => [name, follow(member, holds)] as const)
  return Object.fromEntries(members.filter(([, member]) => !isNothing(member)))
}

function isNothing(value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(NOTHING)
}
