// Once for all tests that need AWS: emulator, gateway and the deployed stack. test/flows/flow.ts finds them by these variables.
import { createClients } from '../local/clients.ts'
import { startMachine } from '../local/machine.ts'
import { deployStack } from '../local/stack.ts'
import { subscribeOnCall } from '../local/story/on-call.ts'

/** Seconds; the tests wait for it often. */
const BATCHING_WINDOW = 1

/** Events come twice and late as often as CloudTrail's might, but not so late that every test has to wait for them. */
const TRAIL = { disorderMs: 300 }

/** What AWS repeats after half a minute, the emulator repeats after three seconds. */
const PAUSES = 0.1

export default async function setup() {
  const machine = await startMachine((line) => process.stderr.write(`${line}\n`), PAUSES)
  globalThis.holdfastMachine = machine
  try {
    await machine.gateway.setTrail(TRAIL)
    const clients = createClients(machine.endpoint)
    const stack = await deployStack(clients, BATCHING_WINDOW)
    Object.assign(process.env, machine.environment, {
      HOLDFAST_VAULT: stack.vaultUrl,
      HOLDFAST_CHANGES_QUEUE: stack.changesQueue,
      HOLDFAST_CHANGES_DEAD_LETTERS: stack.deadLetters,
      HOLDFAST_STATE_MACHINE: stack.stateMachine,
      HOLDFAST_HUB: stack.hubBus,
      HOLDFAST_ON_CALL: await subscribeOnCall(clients, stack.alertsTopic),
      HOLDFAST_LOG_GROUP: stack.logGroup,
    })
  } catch (error) {
    await machine.stop()
    throw error
  }
}
