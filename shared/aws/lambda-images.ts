import { RequestRejectedError } from '../errors.ts'

/**
 * Lambda answers calls that make no sense for a container image (code signing, runtime management) with 400
 * InvalidParameterValueException: for an image there is no such setting, so it is absent.
 */
export async function unlessImage<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send()
  } catch (error) {
    const rejected = error instanceof RequestRejectedError
    if (rejected && error.evidence['awsError'] === 'InvalidParameterValueException') return undefined
    throw error
  }
}
