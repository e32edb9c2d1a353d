import { describe, expect, test } from '@jest/globals'
import { CreateFunctionCommand } from '@aws-sdk/client-lambda'
import { countPoints, newestPoint } from '../../local/story/newest-point.ts'
import { functionRef } from '../../local/story/stage.ts'
import { FLOW_TIMEOUT, kinds, openFlow, smallFunction } from './flow.ts'

const flow = openFlow()

describe('a function that is deleted', () => {
  test(
    'leaves a tombstone and keeps its recovery points; created again, it is picked up after them',
    async () => {
      const name = await flow.createFunction('deleted')
      const { key: lastPoint } = await newestPoint(flow.vault, name)
      const afterDeletion = await flow.outcomes(name, () => flow.deleteFunction(name))
      expect(kinds(afterDeletion)).toContain('deleted')

      const tombstone = (await flow.vault.latest(functionRef(name)))!.pointer
      expect(tombstone).toMatchObject({ type: 'tombstone', fingerprint: null })
      expect(await flow.vault.readManifest(tombstone.manifest)).toMatchObject({ previous: lastPoint })
      expect(await flow.vault.readManifest(lastPoint)).toMatchObject({ type: 'point' })
      expect(await countPoints(flow.vault, name)).toBe(2)

      await flow.outcomes(name, async () =>
        flow.clients.lambda.send(new CreateFunctionCommand(await smallFunction(name))),
      )
      const { point } = await newestPoint(flow.vault, name)
      expect(point.previous).toBe(tombstone.manifest)
    },
    FLOW_TIMEOUT,
  )
})
