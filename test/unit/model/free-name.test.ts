import { describe, expect, test } from '@jest/globals'
import { freeName } from '../../../shared/model/free-name.ts'

describe('a free name', () => {
  test('is the name itself when nothing bears it', async () => {
    expect(await freeName('nightly', 64, () => true)).toBe('nightly')
  })

  test('is numbered while those before it are taken', async () => {
    const taken = ['nightly', 'nightly-2']
    expect(await freeName('nightly', 64, (name) => !taken.includes(name))).toBe('nightly-3')
  })

  test('is never longer than allowed', async () => {
    expect(await freeName('nightly', 5, (name) => name !== 'night')).toBe('nig-2')
  })
})
