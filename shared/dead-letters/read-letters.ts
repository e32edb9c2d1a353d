import type { DeadLetter, DeadLetterApi } from './dead-letter-ports.ts'

/** Receptions without anything new after which a queue counts as read: SQS may miss some messages at one. */
const QUIET_RECEPTIONS = 2

/**
 * Every message of a queue, oldest first. Nobody else sees them while they are read; afterwards everybody does.
 *
 * @throws HoldfastError; what was received by then is seen again after a minute
 */
export async function readLetters(api: DeadLetterApi, url: string): Promise<readonly DeadLetter[]> {
  const letters = await receiveAll(api, url)
  await api.release(url, receiptsOf(letters))
  return letters
}

/**
 * Deletes messages of a queue for good.
 *
 * @param ids of those that a person chose
 * @returns those that were there and are gone
 */
export async function dropLetters(
  api: DeadLetterApi,
  url: string,
  ids: ReadonlySet<string>,
): Promise<readonly DeadLetter[]> {
  const letters = await receiveAll(api, url)
  const chosen = letters.filter(({ id }) => ids.has(id))
  try {
    await api.remove(url, receiptsOf(chosen))
    return chosen
  } finally {
    await api.release(url, receiptsOf(letters.filter(({ id }) => !ids.has(id))))
  }
}

async function receiveAll(api: DeadLetterApi, url: string): Promise<readonly DeadLetter[]> {
  const found = new Map<string, DeadLetter>()
  let quiet = 0
  while (quiet < QUIET_RECEPTIONS) {
    const letters = await api.receive(url)
    quiet = letters.some(({ id }) => !found.has(id)) ? 0 : quiet + 1
    // One that comes once more is released by its newest receipt.
    for (const letter of letters) found.set(letter.id, letter)
  }
  return [...found.values()].toSorted((one, other) => one.sentAt.getTime() - other.sentAt.getTime())
}

function receiptsOf(letters: readonly DeadLetter[]): readonly string[] {
  return letters.map(({ receipt }) => receipt)
}
