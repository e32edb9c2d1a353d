import type { Clients } from './clients.ts'
import type { Deployment } from './deploy.ts'
import { deploy } from './deploy.ts'
import { packageService } from './package.ts'

/** Where the deployed service is, for those who watch it. */
export interface Stack {
  readonly stackName: string
  /** `s3://bucket`. */
  readonly vaultUrl: string
  readonly changesQueue: string
  readonly deadLetters: string
  /** ARN of the backup state machine. */
  readonly stateMachine: string
  /** ARN of the audit's state machine. */
  readonly auditMachine: string
  /** ARN of the bus that all regions send to. */
  readonly hubBus: string
  /** ARN of the topic by which people are told. */
  readonly alertsTopic: string
  /** Log group of on-change. */
  readonly logGroup: string
}

/** A newcomer waits for the batching window several times: long enough for a burst to gather, and no longer. */
const DEFAULT_WINDOW = 3

/**
 * Packages the service and creates its stack.
 *
 * @param window how long change events gather before a capture, in seconds
 * @param parameters of the stack that shall be other than everybody's
 * @throws LocalError
 */
export async function deployStack(
  clients: Clients,
  window: number = DEFAULT_WINDOW,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Stack> {
  await packageService()
  const deployment = await deploy(clients, {
    BatchingWindowSeconds: String(window),
    // Nobody else deploys here.
    QuotaShare: '1',
    ...parameters,
  })
  return {
    stackName: deployment.stackName,
    vaultUrl: output(deployment, 'VaultUrl'),
    changesQueue: output(deployment, 'ChangesQueueUrl'),
    deadLetters: output(deployment, 'ChangesDeadLettersUrl'),
    stateMachine: output(deployment, 'BackupStateMachineArn'),
    auditMachine: output(deployment, 'AuditStateMachineArn'),
    hubBus: output(deployment, 'HubBusArn'),
    alertsTopic: output(deployment, 'AlertsTopicArn'),
    logGroup: `/aws/lambda/${deployment.stackName}-on-change`,
  }
}

function output({ stackName, outputs }: Deployment, name: string): string {
  const value = outputs[name]
  if (value === undefined) throw new Error(`the stack ${stackName} has no output ${name}`)
  return value
}
