import { expect, test } from '@jest/globals'
import { useProfile } from '../../../cli/use-profile.ts'

test('a profile that is there is used', () => {
  const env: Record<string, string | undefined> = { AWS_PROFILE: 'other' }
  useProfile('ops', ['dev', 'ops'], env)
  expect(env['AWS_PROFILE']).toBe('ops')
})

test('a profile that is not there is an error that names those that are', () => {
  expect(() => useProfile('opps', ['dev', 'ops'], {})).toThrow('have no profile opps')
  expect(() => useProfile('opps', ['dev', 'ops'], {})).toThrow(
    expect.objectContaining({ explanation: expect.objectContaining({ advice: 'They have dev, ops.' }) }),
  )
})
