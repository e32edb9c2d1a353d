import { expect, test } from '@jest/globals'
import { readOutcome } from '../../../local/gateway/outcome.ts'
import { recognise } from '../../../local/gateway/recognise.ts'
import { requestHead } from '../../../local/gateway/request-head.ts'
import { answerOfUnused } from '../../../local/gateway/unused-services.ts'

function call(operation: string) {
  return recognised('POST', '/', 'codepipeline', { 'x-amz-target': `CodePipeline_20150709.${operation}` })
}

function recognised(
  method: string,
  path: string,
  service: string,
  more: Readonly<Record<string, string>> = {},
) {
  const scope = `111122223333/20260101/eu-west-1/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=1`
  const headers = { authorization, ...more }
  const defaults = { account: '000000000000', region: 'us-east-1' }
  return recognise(requestHead(method, path, headers), undefined, defaults)!
}

test('a service that the emulator lacks has nothing in its lists, as the SDK reads them', async () => {
  const list = call('ListPipelines')
  expect((await readOutcome(list, answerOfUnused(list)!)).output).toMatchObject({ pipelines: [] })
})

test('nobody shared an event that a function is tried with, as the SDK reads it', async () => {
  const path = '/v1/registries/name/lambda-testevent-schemas/schemas/name/_orders-schema'
  const describe = recognised('GET', path, 'schemas')
  const { error } = await readOutcome(describe, answerOfUnused(describe)!)
  expect(error?.code).toBe('NotFoundException')
})

test('every other call is left to the emulator', () => {
  expect(answerOfUnused(call('GetPipeline'))).toBeUndefined()
})
