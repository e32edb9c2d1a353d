import { afterEach, describe, expect, test } from '@jest/globals'
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { httpDownloader } from '../../../shared/aws/downloader.ts'

const SECRET = '/code.zip?X-Amz-Signature=secret'
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function urlOf(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${SECRET}`
}

/** Everything that an error shows, its causes too. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack, JSON.stringify(error), error.cause && shown(error.cause)].join('\n')
}

async function failure(download: Promise<unknown>): Promise<Error> {
  const error = await download.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('expected the download to fail')
  expect(shown(error)).not.toContain('X-Amz-Signature')
  return error
}

describe('a download', () => {
  test('gives the bytes as they come', async () => {
    const url = await urlOf((_request, response) => response.end('bytes'))
    expect((await buffer(await httpDownloader().open(url))).toString()).toBe('bytes')
  })

  test.each([
    [403, 'AccessDeniedError'],
    [401, 'AccessDeniedError'],
    [404, 'NotFoundError'],
    [500, 'ServiceFaultError'],
    [301, 'ServiceFaultError'],
  ])('that is answered with %i is %s, and its URL stays secret', async (status, name) => {
    const url = await urlOf((_request, response) => response.writeHead(status).end('why'))
    expect(await failure(httpDownloader().open(url))).toMatchObject({ name, evidence: { status } })
  })

  test('from a host that does not answer is a fault that may pass, and its URL stays secret', async () => {
    const url = await urlOf(() => {})
    servers[0]?.close()
    const open = httpDownloader().open(url)
    expect(await failure(open)).toMatchObject({ name: 'ServiceFaultError', retryable: true })
  })

  test('that is cut in the middle is a fault that may pass, and its URL stays secret', async () => {
    const url = await urlOf((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('only this', () => response.destroy())
    })
    const read = buffer(await httpDownloader().open(url))
    expect(await failure(read)).toMatchObject({ name: 'ServiceFaultError', retryable: true })
  })

  test.each([
    ['before its answer', () => {}],
    [
      'in its body',
      (response: { write(text: string): void }) => {
        response.write('only this')
      },
    ],
  ])('that falls silent %s is given up', async (_when, begin) => {
    const url = await urlOf((_request, response) => begin(response))
    const read = async () => buffer(await httpDownloader(30).open(url))
    expect(await failure(read())).toMatchObject({ name: 'ServiceFaultError', retryable: true })
  })

  test('that nobody reads to its end lets go of its connection', async () => {
    let closed = false
    const url = await urlOf((_request, response) => {
      response.on('close', () => (closed = true))
      response.write('x'.repeat(1000))
    })
    const body = await httpDownloader().open(url)
    body.destroy()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(closed).toBe(true)
  })
})
