import { describe, expect, test } from '@jest/globals'
import { isClaimed } from '../../../shared/triggers/principals.ts'

describe('a principal', () => {
  test.each([
    ['sns.amazonaws.com', 'sns.amazonaws.com'],
    ['logs.eu-west-1.amazonaws.com', 'logs.*.amazonaws.com'],
    ['logs.amazonaws.com', 'logs.*.amazonaws.com'],
    ['sns.af-south-1.amazonaws.com', 'sns.amazonaws.com'],
    ['logs.us-gov-west-1.amazonaws.com', 'logs.*.amazonaws.com'],
    ['s3.amazonaws.com.cn', 's3.amazonaws.com'],
    ['config.cn-north-1.amazonaws.com.cn', 'config.amazonaws.com'],
    ['SNS.amazonaws.com', 'sns.amazonaws.com'],
    ['email.cognito-idp.amazonaws.com', 'email.cognito-idp.amazonaws.com'],
  ])('%s is of the kind that claims %s', (principal, pattern) => {
    expect(isClaimed(principal, pattern)).toBe(true)
  })

  test.each([
    ['notsns.amazonaws.com', 'sns.amazonaws.com'],
    ['sns.amazonaws.com.evil.example', 'sns.amazonaws.com'],
    ['email.cognito-idp.amazonaws.com', 'cognito-idp.amazonaws.com'],
    ['a.b.logs.amazonaws.com', 'logs.*.amazonaws.com'],
    ['replicator.lambda.amazonaws.com', 'lambda.amazonaws.com'],
  ])('%s is not of the kind that claims %s', (principal, pattern) => {
    expect(isClaimed(principal, pattern)).toBe(false)
  })
})
