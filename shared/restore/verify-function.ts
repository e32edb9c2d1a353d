import { UnsupportedError } from '../errors.ts'
import type { VerifyItem } from './verify-item.ts'

/** Reads a restored function back. */
export const verifyFunction: VerifyItem = () =>
  Promise.reject(new UnsupportedError('The verification of a function is not written yet.'))
