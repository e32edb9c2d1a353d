import * as z from 'zod'
import { functionArn } from '../../model/make-arn.ts'
import { textOf } from '../../model/members.ts'
import { LATEST } from '../pick-version.ts'
import { settle } from '../settle.ts'
import type { StepAction, StepContext } from '../step-action.ts'

const Input = z.object({ version: z.string() })
const Before = z.object({ versions: z.array(z.string()) })

/**
 * Publishes `$LATEST` as it stands, and notes its new number. Once more does no harm: Lambda answers with the version
 * that is there when nothing changed since (API reference, PublishVersion).
 */
export const publishVersion: StepAction = {
  action: 'publish-version',
  async before(_step, context) {
    return { versions: context.item.mode === 'create' ? [] : [...(await numbers(context))] }
  },
  async carryOut(ports, { input }, context) {
    const { place, item } = context
    const { name } = item.target
    const { version } = Input.parse(input)
    await settle(place.lambda, ports.clock, { name })
    const published = textOf(await place.writer.publishVersion(name), 'Version') ?? ''
    await settle(place.lambda, ports.clock, { name, qualifier: published })
    const arn = functionArn(item.target, item.partition)
    return { version: published, renumbering: { versions: { [arn]: { [version]: published } } } }
  },
  async takeBack(_ports, _step, context, { before, answer }) {
    if (context.item.mode === 'create') return undefined
    const { versions } = Before.parse(before)
    const { name } = context.item.target
    const published = answer === undefined ? await newest(context) : textOf(answer, 'version')
    if (published !== undefined && !versions.includes(published)) {
      await context.place.writer.deleteFunction({ name, qualifier: published })
    }
    return undefined
  },
}

/** The last of the published versions: the one that a step published whose answer was lost. */
async function newest(context: StepContext): Promise<string | undefined> {
  return (await numbers(context)).toSorted((a, b) => Number(a) - Number(b)).at(-1)
}

async function numbers({ place, item }: StepContext): Promise<readonly string[]> {
  const listed = await place.lambda.listVersions(item.target.name)
  return listed.map((one) => textOf(one, 'Version') ?? LATEST).filter((version) => version !== LATEST)
}
