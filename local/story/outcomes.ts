import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import * as z from 'zod'
import { resourcePath } from '../../shared/model/resource.ts'
import { untilQuiet } from './quiet.ts'
import type { Stage } from './stage.ts'
import { functionRef } from './stage.ts'
import { until } from './until.ts'

/** One line of on-change's log: what became of the events of one function. */
const OutcomeLine = z.object({
  message: z.literal('outcome'),
  outcome: z.looseObject({ type: z.string(), resource: z.string().optional() }),
  /** Events that this capture answered. */
  events: z.int().optional(),
})
export type OutcomeLine = z.infer<typeof OutcomeLine>

type Observed = Pick<Stage, 'clients' | 'logGroup' | 'gateway' | 'store' | 'changesQueue'>

/** Every line that on-change has logged. */
export async function logLines({
  clients,
  logGroup,
}: Pick<Stage, 'clients' | 'logGroup'>): Promise<string[]> {
  const lines: string[] = []
  for await (const page of paginateFilterLogEvents({ client: clients.logs }, { logGroupName: logGroup })) {
    lines.push(...(page.events?.map((event) => event.message ?? '') ?? []))
  }
  return lines
}

/** What became of a function's changes so far, oldest first. */
export async function outcomesOf(stage: Observed, name: string): Promise<OutcomeLine[]> {
  const path = resourcePath(functionRef(name))
  const lines = (await logLines(stage)).flatMap((line) => parse(line) ?? [])
  return lines.filter(({ outcome }) => outcome.resource === path)
}

function parse(line: string): OutcomeLine | undefined {
  if (!line.startsWith('{')) return undefined
  return OutcomeLine.safeParse(JSON.parse(line)).data
}

/** Does something to a function, in quiet, and waits until all that follows from it has happened. */
export async function outcomesAfter(
  stage: Observed,
  name: string,
  act: () => Promise<unknown>,
): Promise<OutcomeLine[]> {
  await untilQuiet(stage)
  const before = (await outcomesOf(stage, name)).length
  await act()
  const since = async () => (await outcomesOf(stage, name)).slice(before)
  await until(`an outcome for ${name}`, async () => ((await since()).length > 0 ? true : undefined))
  await untilQuiet(stage)
  return since()
}

/** The kinds of the outcomes, for people: `captured, unchanged`. */
export function kindsOf(outcomes: readonly OutcomeLine[]): string {
  return outcomes.map(({ outcome }) => outcome.type).join(', ')
}
