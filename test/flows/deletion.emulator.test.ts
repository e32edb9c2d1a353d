import { describe, expect, test } from '@jest/globals'
import { CreateFunctionCommand } from '@aws-sdk/client-lambda'
import { countPoints, newestPoint } from '../../local/story/newest-point.ts'
import { functionRef } from '../../local/story/stage.ts'
import { until } from '../../local/story/until.ts'
import { Alert } from '../../shared/model/alert.ts'
import { FLOW_TIMEOUT, kinds, openFlow, smallFunction } from './flow.ts'
import { receiveAlerts } from './receive-alerts.ts'

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

  test(
    'is told once, by name, with the command that brings it back',
    async () => {
      const name = await flow.createFunction('told')
      await flow.outcomes(name, () => flow.deleteFunction(name))
      const told = await until(`an alert of ${name}`, async () => {
        const alerts = await alertsAbout(name)
        return alerts.length > 0 ? alerts : undefined
      })
      expect(told).toMatchObject([{ kind: 'function-deleted', state: 'once', zone: 'eu-west-1' }])
      expect(told[0]?.text).toContain(
        `Next: holdfast restore ${name} --zone eu-west-1 --vault ${flow.store.url}`,
      )
      expect(await alertsAbout(name)).toEqual([])
    },
    FLOW_TIMEOUT,
  )
})

async function alertsAbout(name: string): Promise<readonly Alert[]> {
  const bodies = await receiveAlerts(flow.clients, flow.onCall)
  const alerts = bodies.flatMap((body) => Alert.safeParse(JSON.parse(body)).data ?? [])
  return alerts.filter(({ attributes }) => attributes['resource'] === name)
}
