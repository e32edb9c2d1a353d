import { SCRATCH_PREFIX } from '../model/scratch.ts'
import { TestId } from '../model/restore-test.ts'

/** The longest name of a layer (API reference, PublishLayerVersion). */
const MAX_LAYER_NAME = 140

/** The function that a test restores is called so. */
export function scratchName(testId: TestId): string {
  return SCRATCH_PREFIX + testId
}

/** The test that a scratch function belongs to; `undefined` when no test gave it its name. */
export function testOf(name: string): TestId | undefined {
  return name.startsWith(SCRATCH_PREFIX)
    ? TestId.safeParse(name.slice(SCRATCH_PREFIX.length)).data
    : undefined
}

/** The name of a layer that a test has to publish again: its own, never the layer's. */
export function scratchLayer(testId: TestId, layer: string): string {
  return `${scratchName(testId)}-${layer}`.slice(0, MAX_LAYER_NAME)
}
