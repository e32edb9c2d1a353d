/** A middleware that answers any command: whatever its input and its answer are. */
type Answering = (
  next: unknown,
  context: { readonly commandName?: string },
) => (command: { readonly input: object }) => Promise<{ output: never; response: object }>

interface Stacked {
  readonly middlewareStack: { add(middleware: Answering, options: { step: 'initialize' }): void }
}

/** One command that a client was asked to send. */
export interface Sent {
  readonly command: string
  readonly input: object
}

/**
 * Makes a client of the SDK answer by itself, command by command; nothing leaves.
 * @returns the client, and what it was asked
 */
export function canned<C extends Stacked>(
  client: C,
  answer: (command: string, input: object) => object,
): { client: C; sent: Sent[] } {
  const sent: Sent[] = []
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => {
        const command = commandName.replace(/Command$/, '')
        sent.push({ command, input })
        return { output: { $metadata: {}, ...answer(command, input) } as never, response: {} }
      },
    { step: 'initialize' },
  )
  return { client, sent }
}

/** An error as the SDK throws it. */
export function awsError(name: string, status: number, message = 'said AWS'): Error {
  const $fault = status >= 500 ? 'server' : 'client'
  return Object.assign(new Error(message), { name, $fault, $metadata: { httpStatusCode: status } })
}
