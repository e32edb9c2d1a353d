import type { AwsDoor } from '../../shared/triggers/aws-door.ts'

/** Answers of AWS by operation, as `ListTopics`; a function gets the input. An Error is thrown. */
export type Answers = Readonly<Record<string, Answer | undefined>>
type Answer = object | ((input: never, region: string) => object | Promise<object>)

/** One call that was made. */
export interface MadeCall {
  readonly operation: string
  readonly region: string
  readonly input: Readonly<Record<string, unknown>>
}

/** The way to an AWS that gives the answers it was told, and remembers what it was asked. */
export interface FakeAws extends AwsDoor {
  readonly calls: readonly MadeCall[]
}

/**
 * Clients are the SDK's own, paginators and all; only what would leave for AWS is answered here. An operation without
 * an answer fails the test.
 */
export function fakeAws(answers: Answers): FakeAws {
  const calls: MadeCall[] = []
  return {
    calls,
    client(Client, region) {
      const client = new Client({ region, maxAttempts: 1, retryMode: 'standard', requestHandler: NOWHERE })
      const send = async (command: object) => {
        const operation = command.constructor.name.replace(/Command$/, '')
        const { input } = command as { readonly input: never }
        calls.push({ operation, region, input })
        const answer = answers[operation]
        if (answer === undefined) throw new Error(`${operation} has no answer in this test.`)
        const given: unknown = typeof answer === 'function' ? await answer(input, region) : answer
        if (given instanceof Error) throw given
        return given
      }
      return Object.assign(client, { send })
    },
  }
}

const NOWHERE = { requestTimeout: 1, throwOnRequestTimeout: true } as never

/** An error as the SDK throws it: `awsError('NotFoundException')`. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: {} })
}
