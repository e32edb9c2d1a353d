import { AccessDeniedError } from '../shared/errors.ts'
import { CommandError } from './command-error.ts'

/** Two kinds of bucket that let nobody else delete, and what takes the place of a command there. */
const INSTEAD = {
  vault:
    'In the bucket of a deployment retention runs by itself, every day, by the plans; start its state machine to run it now. --dry-run shows what would go.',
  copy: "The bucket of a copy lets one role or user delete, which its own stack names by `PrunerArn`: call with that one's credentials.",
} as const

/**
 * Does work that deletes. Where the bucket refuses that, S3 says neither why nor what can be done. Another call that is
 * refused has other causes, and is named by its error.
 *
 * @param url address of what is deleted from
 * @throws CommandError instead of AccessDeniedError of a bucket that refuses to delete
 */
export async function deletingFrom<T>(
  { url, isA }: { readonly url: string; readonly isA: keyof typeof INSTEAD },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isRefusedDeletion(error) || !url.startsWith('s3:')) throw error
    const what = `${url} lets nobody delete with these credentials: ${error.message}`
    throw new CommandError({ what, advice: INSTEAD[isA], ending: 'refused' }, { cause: error })
  }
}

function isRefusedDeletion(error: unknown): error is AccessDeniedError {
  return error instanceof AccessDeniedError && error.evidence['operation'] === 'DeleteObject'
}
