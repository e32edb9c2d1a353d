import { ServiceFaultError } from '../errors.ts'

/** Milliseconds until an answer that CloudFormation does not take is given up. */
const TIMEOUT = 20_000

/**
 * Hands the answer of a custom resource to CloudFormation.
 *
 * @param url presigned, so it stands in no error
 * @throws ServiceFaultError when it is not taken; the invocation fails then, and Lambda repeats it
 */
export async function answerStack(url: string, answer: object): Promise<void> {
  // Bytes, for a text would get a content type, and the URL is signed without one.
  const body = Buffer.from(JSON.stringify(answer))
  const status = await put(url, body)
  if (status < 200 || status > 299) {
    throw new ServiceFaultError(`CloudFormation answered ${status}`, { evidence: { status } })
  }
}

async function put(url: string, body: Uint8Array<ArrayBuffer>): Promise<number> {
  try {
    const response = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(TIMEOUT) })
    return response.status
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    throw new ServiceFaultError(`CloudFormation could not be answered: ${name}`)
  }
}
