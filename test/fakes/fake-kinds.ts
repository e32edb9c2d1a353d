import * as z from 'zod'
import { exactSource } from '../../shared/triggers/grant-source.ts'
import type { PolicyReader, SourceReading, TriggerKind } from '../../shared/triggers/kind.ts'

/** A kind that follows resource policies, and how often it was asked. */
export interface FakePolicyKind extends TriggerKind {
  readonly reads: string[]
}

const BARE: Omit<TriggerKind, 'name' | 'reader'> = {
  title: 'a kind of a test',
  settings: z.unknown(),
  permissions: [],
  changes: [],
  writer: {
    plan: () => ({ steps: [], byHand: [] }),
    carryOut: async () => ({}),
    takeBack: async () => {},
  },
}

/**
 * @param sources what there is, by ARN; an Error is thrown
 * @param find by default the source that a grant names exactly
 */
export function fakePolicyKind(
  name: string,
  principals: readonly string[],
  sources: Readonly<Record<string, SourceReading | Error>>,
  find?: PolicyReader['find'],
): FakePolicyKind {
  const reads: string[] = []
  const exact: PolicyReader['find'] = async (_aws, grant) => {
    const source = exactSource(grant)
    return source === undefined ? undefined : [source]
  }
  const read: PolicyReader['read'] = async (_aws, source) => {
    reads.push(source)
    const found = sources[source]
    if (found instanceof Error) throw found
    return found
  }
  return { ...BARE, name, reads, reader: { by: 'policy', principals, find: find ?? exact, read } }
}

/** A kind that is listed. @param list what there is in the region */
export function fakeListKind(name: string, list: () => readonly SourceReading[]): TriggerKind {
  return { ...BARE, name, reader: { by: 'list', list: async () => list() } }
}

/** A source that invokes something. */
export function sourceThat(arn: string, ...invokes: readonly string[]): SourceReading {
  const triggers = invokes.map((one) => ({ invokes: one, settings: {} }))
  return { source: { arn, account: '123456789012', region: 'eu-west-1' }, triggers }
}
