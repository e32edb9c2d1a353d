import { describe, expect, test } from '@jest/globals'
import { dropLetters, readLetters } from '../../../shared/dead-letters/read-letters.ts'
import { redriveQueue } from '../../../shared/dead-letters/redrive.ts'
import { RequestRejectedError } from '../../../shared/errors.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { FakeDeadLetters } from '../../fakes/fake-dead-letters.ts'

const SOURCE = { url: 'https://sqs/changes', arn: 'arn:changes', waiting: 0 }
const QUEUE = { url: 'https://sqs/dead', arn: 'arn:dead', waiting: 5, name: 'changes', source: SOURCE }

function world(letters = 5) {
  const api = new FakeDeadLetters()
  api.add(
    QUEUE,
    Array.from({ length: letters }, (_, n) => ({ body: `letter ${n}` })),
  )
  return { api, clock: fakeClock() }
}

describe('reading a queue', () => {
  test('finds every message, oldest first, and hides none of them afterwards', async () => {
    const { api } = world()
    const letters = await readLetters(api, QUEUE.url)
    expect(letters.map(({ body }) => body)).toEqual([0, 1, 2, 3, 4].map((n) => `letter ${n}`))
    expect(api.visible(QUEUE.url)).toHaveLength(5)
  })

  test('ends although messages come back while it is read', async () => {
    const { api } = world()
    const receive = api.receive.bind(api)
    api.receive = async (url) => {
      const some = await receive(url)
      await api.release(
        url,
        some.map(({ receipt }) => receipt),
      )
      return some
    }
    expect(await readLetters(api, QUEUE.url)).toHaveLength(2)
  })
})

describe('dropping', () => {
  test('deletes what was chosen, and shows the others again', async () => {
    const { api } = world()
    const [first, , third] = await readLetters(api, QUEUE.url)
    const gone = await dropLetters(api, QUEUE.url, new Set([first!.id, third!.id, 'gone long ago']))
    expect(gone.map(({ body }) => body)).toEqual(['letter 0', 'letter 2'])
    expect(api.visible(QUEUE.url)).toHaveLength(3)
  })

  test('shows the others again although SQS does not delete', async () => {
    const { api } = world()
    api.remove = () => Promise.reject(new Error('no'))
    await expect(dropLetters(api, QUEUE.url, new Set(['00000001-aaaa']))).rejects.toThrow('no')
    expect(api.visible(QUEUE.url)).toHaveLength(4)
  })
})

describe('redriving', () => {
  test('moves the whole queue to where it comes from, and waits for the end', async () => {
    const { api, clock } = world()
    api.tasks.push(
      { status: 'COMPLETED', moved: 1 },
      { status: 'RUNNING', moved: 2 },
      { status: 'COMPLETED', moved: 5 },
    )
    expect(await redriveQueue({ api, clock }, QUEUE)).toEqual({ status: 'COMPLETED', moved: 5 })
    expect(api.moves).toEqual([{ from: 'arn:dead', to: 'arn:changes' }])
    expect(clock.sleeps).toEqual([2000])
  })

  test('follows a move that is under way, for SQS allows one at a time', async () => {
    const { api, clock } = world()
    api.tasks.push({ status: 'RUNNING', moved: 2 }, { status: 'COMPLETED', moved: 5 })
    expect(await redriveQueue({ api, clock }, QUEUE)).toMatchObject({ status: 'COMPLETED' })
    expect(api.moves).toEqual([])
  })

  test('does not wait longer than a minute', async () => {
    const { api, clock } = world()
    api.tasks.push({ status: 'RUNNING', moved: 2 })
    expect(await redriveQueue({ api, clock }, QUEUE)).toEqual({ status: 'RUNNING', moved: 2 })
    expect(clock.sleeps).toHaveLength(30)
  })

  test('is refused for what comes from no queue', async () => {
    const { source: _, ...alone } = QUEUE
    await expect(redriveQueue(world(), alone)).rejects.toThrow(RequestRejectedError)
  })
})
