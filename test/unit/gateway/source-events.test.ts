import { describe, expect, test } from '@jest/globals'
import { callInput } from '../../../local/gateway/call-input.ts'
import { recognise } from '../../../local/gateway/recognise.ts'
import { requestHead } from '../../../local/gateway/request-head.ts'
import { trailEvent } from '../../../local/gateway/trail-event.ts'

const defaults = { account: '000000000000', region: 'us-east-1' }
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:shop'

function eventOf(service: string, method: string, path: string, type: string, body = '') {
  const scope = `111122223333/20260101/eu-west-1/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=1`
  const form = type.includes('form') ? new URLSearchParams(body) : undefined
  const call = recognise(requestHead(method, path, { authorization, 'content-type': type }), form, defaults)!
  const input = callInput(call, Buffer.from(body))
  const outcome = { status: 200, error: undefined, output: {} }
  const at = new Date('2026-01-02T03:04:05.678Z')
  return trailEvent({ call, input, outcome, at, requestId: 'r', eventId: 'e' })
}

const notify = (...events: string[]) =>
  eventOf(
    's3',
    'PUT',
    '/uploads?notification',
    'application/xml',
    '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CloudFunctionConfiguration>' +
      `<Id>resize</Id>${events.map((event) => `<Event>${event}</Event>`).join('')}` +
      '<Filter><S3Key><FilterRule><Name>prefix</Name><Value>in/</Value></FilterRule></S3Key></Filter>' +
      `<CloudFunction>${ARN}</CloudFunction></CloudFunctionConfiguration></NotificationConfiguration>`,
  )

describe('the event of a change of a bucket', () => {
  test('has the name and the members of a recorded one: a list of one is that one', () => {
    expect(notify('s3:ObjectCreated:*')).toMatchObject({
      source: 'aws.s3',
      detail: {
        eventSource: 's3.amazonaws.com',
        eventName: 'PutBucketNotification',
        readOnly: false,
        requestParameters: {
          notification: [''],
          bucketName: 'uploads',
          NotificationConfiguration: {
            CloudFunctionConfiguration: {
              CloudFunction: ARN,
              Event: 's3:ObjectCreated:*',
              Id: 'resize',
              Filter: { S3Key: { FilterRule: { Name: 'prefix', Value: 'in/' } } },
            },
          },
        },
      },
    })
  })

  test('keeps a list of several as a list', () => {
    const events = ['s3:ObjectCreated:Put', 's3:ObjectCreated:Copy']
    expect(notify(...events).detail['requestParameters']).toMatchObject({
      NotificationConfiguration: { CloudFunctionConfiguration: { Event: events } },
    })
  })

  test('names its deletion', () => {
    const { detail } = eventOf('s3', 'DELETE', '/uploads', 'application/xml')
    expect(detail).toMatchObject({
      eventName: 'DeleteBucket',
      requestParameters: { bucketName: 'uploads' },
    })
  })
})

test('the event of a subscription hides who subscribed', () => {
  const form = `Action=Subscribe&TopicArn=topic&Protocol=lambda&Endpoint=${ARN}`
  const { detail } = eventOf('sns', 'POST', '/', 'application/x-www-form-urlencoded', form)
  expect(detail['requestParameters']).toEqual({
    topicArn: 'topic',
    protocol: 'lambda',
    endpoint: 'HIDDEN_DUE_TO_SECURITY_REASONS',
  })
})
