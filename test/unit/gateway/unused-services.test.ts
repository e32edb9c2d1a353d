import { expect, test } from '@jest/globals'
import { readOutcome } from '../../../local/gateway/outcome.ts'
import { recognise } from '../../../local/gateway/recognise.ts'
import { requestHead } from '../../../local/gateway/request-head.ts'
import { answerOfUnused } from '../../../local/gateway/unused-services.ts'

function call(operation: string) {
  const scope = '111122223333/20260101/eu-west-1/codepipeline/aws4_request'
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=1`
  const headers = { authorization, 'x-amz-target': `CodePipeline_20150709.${operation}` }
  const defaults = { account: '000000000000', region: 'us-east-1' }
  return recognise(requestHead('POST', '/', headers), undefined, defaults)!
}

test('a service that the emulator lacks has nothing in its lists, as the SDK reads them', async () => {
  const list = call('ListPipelines')
  expect((await readOutcome(list, answerOfUnused(list)!)).output).toMatchObject({ pipelines: [] })
})

test('every other call is left to the emulator', () => {
  expect(answerOfUnused(call('GetPipeline'))).toBeUndefined()
})
