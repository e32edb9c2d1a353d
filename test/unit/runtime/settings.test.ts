import { expect, test } from '@jest/globals'
import { readBeginSettings, readChooseTestsSettings } from '../../../shared/runtime/settings.ts'
import { deployedFilter } from '../../../shared/zones/zone-filter.ts'

const ENVIRONMENT = {
  HOLDFAST_VAULT: 's3://vault',
  HOLDFAST_ACCOUNT: '123456789012',
  HOLDFAST_QUOTA_SHARE: '0.33',
  HOLDFAST_STACK: 'holdfast-prod',
  HOLDFAST_HUB_BUS: 'arn:bus',
  HOLDFAST_FORWARDING_ROLE: 'arn:role',
  HOLDFAST_ZONES: '',
  HOLDFAST_EXCLUDE_ZONES: 'us-west-1, edge',
}

test('lists of zones in the environment of discover-zones are those of the stack’s parameters', () => {
  const { HOLDFAST_ZONES: zones, HOLDFAST_EXCLUDE_ZONES: exclude } = readBeginSettings(ENVIRONMENT)
  expect({ zones, exclude }).toEqual({ zones: [], exclude: ['us-west-1', 'edge'] })
  expect(deployedFilter({ Zones: '', ExcludeZones: 'us-west-1, edge' })).toEqual({ zones, exclude })
})

test('what is no zone is refused by the name of its variable, without its value', () => {
  const wrong = { ...ENVIRONMENT, HOLDFAST_ZONES: 'Frankfurt!' }
  expect(() => readBeginSettings(wrong)).toThrow('Environment variables are missing or wrong: HOLDFAST_ZONES')
})

test('restore tests need no tag and no region', () => {
  const tests = {
    ...ENVIRONMENT,
    HOLDFAST_TEST_SAMPLE: '5',
    HOLDFAST_TEST_PRODUCTION_TAG: '',
    HOLDFAST_TEST_REGION: '',
  }
  expect(readChooseTestsSettings(tests).HOLDFAST_TEST_SAMPLE).toBe(5)
  const wrong = { ...tests, HOLDFAST_TEST_PRODUCTION_TAG: 'production', HOLDFAST_TEST_REGION: 'Frankfurt!' }
  expect(() => readChooseTestsSettings(wrong)).toThrow(
    'Environment variables are missing or wrong: HOLDFAST_TEST_PRODUCTION_TAG, HOLDFAST_TEST_REGION.',
  )
})
