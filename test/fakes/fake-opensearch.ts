import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How it answers one request: as a whole, or with the status of each line; `slow` never does, `broken` only in part. */
export type BulkPlan =
  | 'slow'
  | 'broken'
  | { readonly status: number }
  | { readonly items: readonly (number | { readonly status: number; readonly type: string })[] }

export interface FakeOpenSearch {
  readonly endpoint: URL
  /** Documents by index and id: `<index>/<id>`. */
  readonly documents: Map<string, Record<string, unknown>>
  /** Lines of each request that was well signed. */
  readonly requests: number[]
  /** What comes next, in order; after it every line is taken. */
  readonly plans: BulkPlan[]
  close(): Promise<void>
}

/** Whose requests are taken. */
export const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'not-a-secret',
  sessionToken: 'not-a-token',
}

/** A server on this machine that plays `_bulk` of a domain of OpenSearch Service, signatures included. */
export async function startOpenSearch(): Promise<FakeOpenSearch> {
  const documents: FakeOpenSearch['documents'] = new Map()
  const requests: number[] = []
  const plans: BulkPlan[] = []
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      if (request.url !== '/_bulk' || request.method !== 'POST') return response.writeHead(404).end()
      if (!isSigned(request, body)) return response.writeHead(403).end('{"message":"signature"}')
      const lines = body.trimEnd().split('\n')
      requests.push(lines.length / 2)
      const plan = plans.shift() ?? { items: [] }
      if (plan === 'slow') return undefined
      if (plan === 'broken')
        return response.writeHead(200).end('{"took":1,"errors":false,"items":[{"create":{"_i')
      if ('status' in plan) return response.writeHead(plan.status).end('{"error":{"reason":"some words"}}')
      const items = itemsOf(lines, plan.items, documents)
      return response.end(
        JSON.stringify({ took: 1, errors: items.some(({ create }) => 'error' in create), items }),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: new URL(`http://127.0.0.1:${port}`),
    documents,
    requests,
    plans,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** Creates what is planned to be taken; what is there already is a conflict. */
function itemsOf(
  lines: readonly string[],
  planned: readonly (number | { readonly status: number; readonly type: string })[],
  documents: FakeOpenSearch['documents'],
) {
  const pairs = lines.flatMap((line, place) => (place % 2 === 0 ? [[line, lines[place + 1] ?? '']] : []))
  return pairs.map(([action = '', document = ''], place) => {
    const { create } = JSON.parse(action) as { create: { _index: string; _id: string } }
    const key = `${create._index}/${create._id}`
    const plan = planned[place] ?? 201
    const { status, type } = typeof plan === 'number' ? { status: plan, type: 'planned_exception' } : plan
    if (status !== 201) return { create: { ...create, status, error: { type, reason: document } } }
    if (documents.has(key))
      return { create: { ...create, status: 409, error: { type: 'version_conflict_engine_exception' } } }
    documents.set(key, JSON.parse(document) as Record<string, unknown>)
    return { create: { ...create, status: 201, result: 'created' } }
  })
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Signature Version 4, reckoned anew (IAM user guide, "Create a signed AWS API request"). */
function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const match =
    /^AWS4-HMAC-SHA256 Credential=(?<id>[^/]+)\/(?<scope>[^,]+), SignedHeaders=(?<names>[^,]+), Signature=(?<given>\w+)$/.exec(
      headers.authorization ?? '',
    )
  const { id, scope = '', names = '', given } = match?.groups ?? {}
  const [day = '', region = '', service = ''] = scope.split('/')
  if (id !== KEYS.accessKeyId || service !== 'es' || headers['x-amz-security-token'] !== KEYS.sessionToken)
    return false
  if (!['host', 'x-amz-date', 'x-amz-security-token'].every((name) => names.split(';').includes(name)))
    return false
  const canonical = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const request = ['POST', '/_bulk', '', canonical.join(''), names, sha256(body)].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request)].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${KEYS.secretAccessKey}`, day), region), service), 'aws4_request')
  return hmac(key, toSign).toString('hex') === given
}
