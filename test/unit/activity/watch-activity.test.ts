import { expect, test } from '@jest/globals'
import { writeLines } from '../../../shared/activity/keep-lines.ts'
import { readActivity } from '../../../shared/activity/read-lines.ts'
import type { WatchPorts } from '../../../shared/activity/watch-activity.ts'
import { watchActivity } from '../../../shared/activity/watch-activity.ts'
import { WatchEvent } from '../../../shared/activity/watch-event.ts'
import { parseTrailEvent } from '../../../shared/changes/trail-event.ts'
import { PreconditionFailedError, ServiceFaultError } from '../../../shared/errors.ts'
import { ActivityLimits } from '../../../shared/model/activity-limits.ts'
import { deletionLine, minutes } from '../../fakes/activity-lines.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'

function start() {
  const store = createMemoryStore()
  const told: string[] = []
  let minute = 20
  const ports = {
    account: ACCOUNT,
    store,
    limits: ActivityLimits.parse({}),
    clock: { now: () => new Date(minutes(minute)) },
    log: fakeLog(),
    metrics: fakeMetrics(),
    newId: () => 'id-1',
    async tell(seen, ended) {
      told.push(...seen.map(({ detector, subject }) => `${detector} ${subject}`))
      told.push(...ended.map(({ detector }) => `ended ${detector}`))
    },
  } satisfies WatchPorts
  return { ports, store, told, wait: (count: number) => void (minute += count) }
}

const stopLogging = (fields: Record<string, unknown> = {}) =>
  parseTrailEvent(
    trailEvent({
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      eventTime: minutes(19),
      requestParameters: { name: 'main' },
      ...fields,
    }),
  )

async function burst(store: WatchPorts['store'], count = 12) {
  const lines = Array.from({ length: count }, (_, n) => deletionLine({ name: `f${n}`, at: minutes(n) }))
  await writeLines(store, { writer: 'on-change', at: new Date(minutes(15)), id: 'b' }, lines)
}

test('a burst of deletions is told by the next look, and ended when it is quiet', async () => {
  const { ports, store, told, wait } = start()
  await burst(store)
  expect(await watchActivity(ports)).toEqual({ seen: 1, ended: 0 })
  wait(180)
  expect(await watchActivity(ports)).toEqual({ seen: 0, ended: 1 })
  expect(told).toEqual([`deletions arn:aws:iam::${ACCOUNT}:user/ann`, 'ended deletions'])
  expect(ports.metrics.totals).toMatchObject({ UnusualActivity: 1 })
})

test('a call that stops a trail is recorded and told at once, also when AWS refused it', async () => {
  const { ports, store, told } = start()
  await watchActivity(ports, stopLogging({ errorCode: 'AccessDenied' }))
  expect(told).toEqual([`trail-stopped StopLogging by arn:aws:iam::${ACCOUNT}:user/deployer`])
  const { lines } = await readActivity(store, { since: new Date(minutes(0)), now: new Date(minutes(30)) })
  expect(lines).toMatchObject([
    { type: 'attempt', event: 'StopLogging', name: 'main', outcome: 'refused', error: 'AccessDenied' },
  ])
})

test('a refused deletion of a point is told, many by one principal once, with the bucket and not the point', async () => {
  const { ports, store, told } = start()
  const deletion = {
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteObject',
    errorCode: 'AccessDenied',
    managementEvent: false,
    requestParameters: { bucketName: 'vault', key: 'points/1.json' },
  }
  await watchActivity(ports, stopLogging({ ...deletion, eventID: 'e1' }))
  const other = { ...ports, newId: () => 'id-2' }
  await watchActivity(other, stopLogging({ ...deletion, eventID: 'e2' }))
  expect(new Set(told)).toEqual(
    new Set([`vault-attempt DeleteObject by arn:aws:iam::${ACCOUNT}:user/deployer`]),
  )
  const { lines } = await readActivity(store, { since: new Date(minutes(0)), now: new Date(minutes(30)) })
  expect(lines).toMatchObject([
    { type: 'attempt', event: 'DeleteObject', name: 'vault', error: 'AccessDenied' },
    { type: 'attempt', event: 'DeleteObject', name: 'vault', error: 'AccessDenied' },
  ])
})

test('tags of the vault’s bucket are no attempt on it', async () => {
  const { ports, store, told } = start()
  const tags = { eventSource: 's3.amazonaws.com', eventName: 'PutBucketTagging' }
  await watchActivity(ports, stopLogging(tags))
  expect(told).toEqual([])
  expect([...store.objects.keys()]).toEqual([`activity/watch-${ACCOUNT}.json`])
})

test('when nobody could be told, the look fails and the next one tells', async () => {
  const { ports, store, told } = start()
  await burst(store)
  const tell = () => Promise.reject(new ServiceFaultError('Publish: 503'))
  await expect(watchActivity({ ...ports, tell })).rejects.toThrow(ServiceFaultError)
  expect(await watchActivity(ports)).toMatchObject({ seen: 1 })
  expect(told).toHaveLength(1)
})

test('a look that loses a race for the record looks again', async () => {
  const { ports, store } = start()
  await burst(store)
  let races = 1
  const racing: WatchPorts['store'] = {
    ...store,
    async write(key, body, options) {
      if (races-- > 0) throw new PreconditionFailedError('lost')
      return store.write(key, body, options)
    },
  }
  expect(await watchActivity({ ...ports, store: racing })).toMatchObject({ seen: 1 })
})

test('a quiet look writes nothing', async () => {
  const { ports, store, wait } = start()
  await watchActivity(ports)
  const before = store.objects.get(`activity/watch-${ACCOUNT}.json`)?.version
  wait(5)
  await watchActivity(ports)
  expect(store.objects.get(`activity/watch-${ACCOUNT}.json`)?.version).toBe(before)
})

test('is woken by its schedule and by records of CloudTrail, and by nothing else', () => {
  expect(WatchEvent.safeParse({ look: true }).success).toBe(true)
  expect(WatchEvent.safeParse(JSON.parse(trailEvent())).success).toBe(true)
  expect(WatchEvent.safeParse({}).success).toBe(false)
})
