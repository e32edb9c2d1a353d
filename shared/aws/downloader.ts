import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { PassThrough, pipeline } from 'node:stream'
import { AccessDeniedError, NotFoundError, ServiceFaultError } from '../errors.ts'
import type { Downloader } from '../ports/lambda-api.ts'

/** Milliseconds of silence after which a download is given up. */
const IDLE_TIMEOUT = 30_000

/**
 * Downloads from presigned URLs, streaming, each once: whoever asks knows whether a new URL is needed for a new
 * try. The URL is a secret while it is valid: neither an error nor its cause names more than the host.
 */
export function httpDownloader(idleTimeout = IDLE_TIMEOUT): Downloader {
  return {
    async open(url) {
      const address = new URL(url)
      const request = (address.protocol === 'http:' ? getHttp : getHttps)(address, { timeout: idleTimeout })
      request.on('timeout', () => request.destroy(new Error('silent for too long')))
      const response = await answerOf(request, address.host)
      if (response.statusCode === 200) return bodyOf(request, response, address.host)
      response.destroy()
      throw refused(response.statusCode ?? 0, address.host)
    },
  }
}

async function answerOf(request: ClientRequest, host: string): Promise<IncomingMessage> {
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  } catch (error) {
    throw brokenOff(error, host)
  }
}

/**
 * The body; should it break off, its error is one of ours. Node raises ECONNRESET on the response for a body that is
 * too short, and an error on the request for one that falls silent.
 */
function bodyOf(request: ClientRequest, response: IncomingMessage, host: string): Readable {
  const body = new PassThrough()
  const fail = (error: Error) => void body.destroy(brokenOff(error, host))
  request.on('error', fail)
  response.on('error', fail)
  // Whoever reads `body` sees its error; the callback only keeps it from being reported twice.
  return pipeline(response, body, () => {})
}

function brokenOff(error: unknown, host: string): ServiceFaultError {
  const reason = error instanceof Error ? error.message : 'unknown'
  return new ServiceFaultError(`The download from ${host} broke off: ${reason}`, { evidence: { host } })
}

function refused(status: number, host: string) {
  const message = `The download from ${host} was answered with ${status}`
  const details = { evidence: { host, status } }
  if (status === 401 || status === 403) return new AccessDeniedError(message, details)
  return status === 404 ? new NotFoundError(message, details) : new ServiceFaultError(message, details)
}
