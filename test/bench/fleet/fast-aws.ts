import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { json, text } from 'node:stream/consumers'
import { HOME_REGION } from '../account.ts'
import type { Fleet } from './fleet.ts'
import { answerLambda } from './lambda-answers.ts'
import type { Loopback } from './loopback.ts'
import { listen } from './loopback.ts'
import { answerEc2, answerIam, answerLogs, answerSts } from './query-answers.ts'

/** What a capture reads of AWS, played from memory: fast enough that only quotas slow a run down. */
export interface FastAws extends Loopback {
  /** Bytes of packages that were downloaded. */
  downloaded(): number
}

/**
 * Plays the read APIs of Lambda, IAM, CloudWatch Logs and EC2, and the downloads of code, for a fleet. Of every other
 * service nothing is there: no rule, no schedule, no state machine.
 */
export async function startFastAws(fleet: Fleet): Promise<FastAws> {
  let downloaded = 0
  const server = await listen(async (message, response) => {
    const url = new URL(message.url ?? '/', server.origin)
    if (url.pathname.startsWith('/code/')) {
      downloaded += await sendCode(fleet, url.pathname, response)
      return
    }
    const { region, service } = scopeOf(message)
    if (service === 'lambda') sendLambda(fleet, { url, region, message }, response)
    else await sendOther(fleet, { service, region, message }, response)
  })
  return { ...server, downloaded: () => downloaded }
}

async function sendCode(fleet: Fleet, path: string, response: ServerResponse): Promise<number> {
  const [region = '', name = ''] = path.split('/').slice(2)
  const found = fleet.find(region, name)
  if (found === undefined) {
    response.writeHead(404).end()
    return 0
  }
  response.writeHead(200, { 'content-length': found.code.size })
  await pipeline(found.code.open(), response)
  return found.code.size
}

interface LambdaCall {
  readonly url: URL
  readonly region: string
  readonly message: IncomingMessage
}

function sendLambda(fleet: Fleet, { url, region, message }: LambdaCall, response: ServerResponse): void {
  message.resume()
  const request = { region, path: url.pathname, query: url.searchParams, origin: url.origin }
  const answer = answerLambda(fleet, request)
  if (answer !== undefined) return send(response, 'application/json', JSON.stringify(answer))
  response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}')
}

interface OtherCall {
  readonly service: string
  readonly region: string
  readonly message: IncomingMessage
}

async function sendOther(
  fleet: Fleet,
  { service, region, message }: OtherCall,
  response: ServerResponse,
): Promise<void> {
  if (service === 'logs') {
    const answer = answerLogs(fleet, region, (await json(message)) as object)
    return send(response, 'application/x-amz-json-1.1', JSON.stringify(answer))
  }
  const body = await text(message)
  if (!FORMS.includes(service)) return send(response, 'application/json', '{}')
  send(response, 'text/xml', answerForm(fleet, service, new URLSearchParams(body)))
}

/** Services that are asked by form and answer in XML; the others speak JSON. */
const FORMS = ['iam', 'sts', 'ec2']

function answerForm(fleet: Fleet, service: string, form: URLSearchParams): string {
  if (service === 'iam') return answerIam(form)
  return service === 'sts' ? answerSts() : answerEc2(fleet)
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type }).end(body)
}

/** `Credential=<key>/<date>/<region>/<service>/aws4_request` */
function scopeOf({ headers }: IncomingMessage): { readonly region: string; readonly service: string } {
  const [, region, service] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? []
  return { region: region ?? HOME_REGION, service: service ?? '' }
}
