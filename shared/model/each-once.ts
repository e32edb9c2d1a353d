import { isRetryable } from '../errors.ts'

/**
 * Calls once and gives everybody the same answer; a failure that may pass is not kept, nor an answer that is not
 * `lasting`.
 */
export function once<T>(read: () => Promise<T>, lasting?: (answer: T) => boolean): () => Promise<T> {
  const cached = eachOnce<'', T>(read, lasting)
  return () => cached('')
}

/** As {@link once}, for each key: a text, or the same object. */
export function eachOnce<Key, T>(
  read: (key: Key) => Promise<T>,
  lasting: (answer: T) => boolean = () => true,
): (key: Key) => Promise<T> {
  const answers = new Map<Key, Promise<T>>()
  const ask = async (key: Key) => {
    try {
      const answer = await read(key)
      if (!lasting(answer)) answers.delete(key)
      return answer
    } catch (error) {
      if (isRetryable(error)) answers.delete(key)
      throw error
    }
  }
  return (key) => {
    const answer = answers.get(key) ?? ask(key)
    answers.set(key, answer)
    return answer
  }
}
