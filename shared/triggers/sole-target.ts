import * as z from 'zod'
import { NotFoundError, TriggerTakenError } from '../errors.ts'
import { parseArn } from '../model/arn.ts'
import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import type { AwsDoor } from './aws-door.ts'
import type { TriggerStep, TriggerWriter } from './kind.ts'

/** A group of targets that has room for one function. */
export interface TargetGroup {
  /** ARNs of the functions that the group invokes; `undefined` when there is no such group. */
  list(): Promise<readonly string[] | undefined>
  enter(invokes: string): Promise<unknown>
  leave(invokes: string): Promise<unknown>
}

/** What tells one service's groups from another's. */
interface GroupKind {
  /** Of the step that registers: `target-group/register`. */
  readonly action: string
  /** Why the function is registered: who invoked it. */
  readonly why: string
  readonly open: (aws: AwsDoor, group: string, region: string | undefined) => Promise<TargetGroup>
}

const Input = z.object({ target: z.string(), replaces: z.string() })

/** Puts a function back into the group that it was in, and only there where nobody else has taken its place. */
export function soleTargetWriter({ action, why, open }: GroupKind): TriggerWriter {
  const groupOf = async (aws: AwsDoor, { resource }: TriggerStep) =>
    await open(aws, resource, parseArn(resource)?.region)
  return {
    plan: ({ source, invokes: replaces }, { invokes, map }) => ({
      steps: [
        {
          action,
          phase: 'enable',
          resource: map(source),
          what: `Register ${invokes} with ${map(source)}`,
          why,
          risk: invokes === replaces ? 'low' : 'high',
          canUndo: true,
          input: { target: invokes, replaces },
        },
      ],
      byHand: [],
    }),
    carryOut: async (aws, step, intend) => {
      const { target } = Input.parse(step.input)
      const group = await groupOf(aws, step)
      const present = presentIn(await group.list(), step)
      if (present === target) return { registered: false }
      const done: JsonObject = { registered: true, ...(present === undefined ? {} : { replaced: present }) }
      await intend?.(done)
      await exchange(group, present, target)
      return done
    },
    takeBack: async (aws, step, done) => {
      if (done['registered'] !== true) return
      const { target } = Input.parse(step.input)
      const group = await groupOf(aws, step)
      const targets = await group.list()
      if (targets?.includes(target)) await exchange(group, target, textOf(done, 'replaced'))
    },
    // The group stays as it is: what it invokes is all that is put back.
    isBack: () => true,
  }
}

/** Who has the place: nobody, the function itself, or the one that it replaces. */
function presentIn(targets: readonly string[] | undefined, { resource, input }: TriggerStep) {
  const { target, replaces } = Input.parse(input)
  if (targets === undefined)
    throw new NotFoundError(`${resource} is gone: create it, and the rules that forward to it, by hand.`)
  if (targets.includes(target)) return target
  const [present] = targets
  if (present !== undefined && present !== replaces)
    throw new TriggerTakenError(`${resource} invokes ${present}, and can invoke one function only.`)
  return present
}

/** There is room for one function: what leaves goes first, and comes back when the other is not let in. */
async function exchange(
  group: TargetGroup,
  leaves: string | undefined,
  comes: string | undefined,
): Promise<void> {
  if (leaves !== undefined) await group.leave(leaves)
  if (comes === undefined) return
  try {
    await group.enter(comes)
  } catch (error) {
    if (leaves !== undefined) await group.enter(leaves)
    throw error
  }
}
