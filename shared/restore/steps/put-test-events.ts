import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { BlobRef } from '../../model/manifest.ts'
import { given } from '../../model/members.ts'
import type { StepAction } from '../step-action.ts'

/** Whose events, and which. */
export const PutTestEventsInput = z.object({ name: z.string(), type: z.string(), blob: BlobRef })
/** The version that was there; the events of it are data, and stay where they are. */
const Before = z.object({ version: z.string().optional() })

/** Puts the events back that a function is tried with. EventBridge keeps the version of before, which undoing returns to. */
export const putTestEvents: StepAction = {
  action: 'put-test-events',
  async before({ input }, { place }) {
    const present = await place.surroundings.getTestEvents(PutTestEventsInput.parse(input).name)
    return given({ version: present?.version })
  },
  async carryOut({ vault }, { input }, { place }) {
    const { name, type, blob } = PutTestEventsInput.parse(input)
    const present = await place.surroundings.getTestEvents(name)
    if (present !== undefined && isContentOf(present.content, blob)) return {}
    const content = await text(await vault.openBlob(blob.sha256))
    await place.testEvents.putTestEvents(name, { type, content })
    return {}
  },
  async takeBack(_ports, { input }, { place }, { before }) {
    const { name, blob } = PutTestEventsInput.parse(input)
    const { version } = Before.parse(before)
    const present = await place.surroundings.getTestEvents(name)
    // What somebody changed since is theirs.
    if (present === undefined || !isContentOf(present.content, blob)) return undefined
    if (version === undefined) {
      await place.testEvents.deleteTestEvents(name)
      return undefined
    }
    const old = await place.surroundings.getTestEvents(name, version)
    if (old === undefined)
      return `The test events of ${name} stay: version ${version} of them, which was there before, is gone.`
    await place.testEvents.putTestEvents(name, old)
    return undefined
  },
}

/** Whether a document of test events is the one that a blob holds. */
export function isContentOf(content: string, { sha256 }: Pick<BlobRef, 'sha256'>): boolean {
  return createHash('sha256').update(content).digest('hex') === sha256
}
