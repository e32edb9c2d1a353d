import { describe, expect, test } from '@jest/globals'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { openDoor } from '../../../shared/aws/aws-door.ts'

describe('the way to any service', () => {
  test('makes one client for each class and region, and keeps it', () => {
    const door = openDoor('eu-west-1')
    const topic = door.client(SNSClient, 'eu-west-1')
    expect(door.client(SNSClient, 'eu-west-1')).toBe(topic)
    expect(door.client(SNSClient, 'eu-west-2')).not.toBe(topic)
    expect(door.client(SQSClient, 'eu-west-1')).toBeInstanceOf(SQSClient)
  })

  test('goes to the region that it was opened in where an ARN names none', async () => {
    const door = openDoor('eu-west-1')
    expect(await door.client(SNSClient, '').config.region()).toBe('eu-west-1')
    expect(door.client(SNSClient, '')).toBe(door.client(SNSClient, 'eu-west-1'))
  })
})
