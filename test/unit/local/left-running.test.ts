import { expect, test } from '@jest/globals'
import { leftRunning } from '../../../local/left-running.ts'

test('another terminal is told where AWS, the vault and the deployment are', () => {
  const environment = { AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_REGION: 'eu-west-1', HOME: '/root' }
  const text = leftRunning(environment, { vault: 's3://vault', stack: 'holdfast-local' })
  expect(text.match(/export .*/g)).toEqual([
    'export AWS_ENDPOINT_URL=http://localhost:4566',
    'export AWS_REGION=eu-west-1',
    'export HOLDFAST_VAULT=s3://vault',
    'export HOLDFAST_STACK=holdfast-local',
  ])
})
