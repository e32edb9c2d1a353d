import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'

type Json = Exclude<Parameters<StateMachine['run']>[0], undefined>
type Definition = ConstructorParameters<typeof StateMachine>[0]

/** What a function does when a state wakes it. */
export type Step = (event: unknown) => Promise<unknown>
export type Steps = Readonly<Record<string, Step>>

/** How an execution went. */
export interface PlayedMachine {
  readonly status: 'SUCCEEDED' | 'FAILED'
  /** The name of the error that it failed with. */
  readonly error: string | undefined
  /** States that were entered, in order; those that run side by side as they come. */
  readonly entered: readonly string[]
  /** Input and output of every step, as JSON text, by state. */
  readonly payloads: readonly { readonly state: string; readonly text: string }[]
}

/** The execution as its context object tells of it. */
export interface PlayedExecution {
  readonly name: string
  readonly id?: string
  readonly startedAt?: string
  readonly input?: object
  /** The token of a task that waits for a person. */
  readonly token?: string
}

/**
 * Plays a file of state-machines/, interpreted as it is. Pauses between retries and of `Wait` states are left out.
 * test/wiring/state-machines.test.ts validates the files, once; here it would take most of the time.
 *
 * @param file its name without `.asl.json`
 */
export async function playMachine(
  file: string,
  steps: Steps,
  { name, id = `arn:${name}`, startedAt, input = {}, token }: PlayedExecution,
): Promise<PlayedMachine> {
  const { definition, waits } = read(file)
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } })
  const payloads: { state: string; text: string }[] = []
  const handlers = Object.entries(steps).map(([state, step]) => {
    const handler = async (event: Json): Promise<Json> => {
      const output = (await step(event)) ?? null
      payloads.push(...[event, output].map((value) => ({ state, text: JSON.stringify(value) })))
      return JSON.parse(JSON.stringify(output)) as Json
    }
    return [state, handler] as const
  })
  const Input = JSON.parse(JSON.stringify(input)) as Json
  const Execution = { Id: id, Name: name, Input, ...(startedAt !== undefined && { StartTime: startedAt }) }
  const execution = machine.run(Input, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers),
      waitTimeOverrides: Object.fromEntries(waits.map((state) => [state, 0])),
      retryIntervalOverrides: Object.fromEntries(Object.keys(steps).map((state) => [state, 0])),
    },
    context: { Execution, ...(token !== undefined && { Task: { Token: token } }) },
  })
  const ended = execution.result.then(
    () => ({ status: 'SUCCEEDED', error: undefined }) as const,
    ({ cause }: { readonly cause: Error }) => ({ status: 'FAILED', error: cause.name }) as const,
  )
  const entered: string[] = []
  for await (const event of execution.eventLogs) {
    if (event.type === 'StateEntered') entered.push(event.state.name)
  }
  return { ...(await ended), entered, payloads }
}

/** The definition with ARNs in the places of its substitutions, and the states that only wait. */
function read(file: string): { readonly definition: Definition; readonly waits: readonly string[] } {
  const text = readFileSync(new URL(`../../state-machines/${file}.asl.json`, import.meta.url), 'utf8')
    .replaceAll('${InvokeAndWait}', 'arn:aws:states:::lambda:invoke.waitForTaskToken')
    .replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1')
  const definition = JSON.parse(text) as Definition
  const waits = Object.entries(definition.States).flatMap(([name, { Type }]) =>
    Type === 'Wait' ? [name] : [],
  )
  return { definition, waits }
}
