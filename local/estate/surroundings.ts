import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateStackCommand } from '@aws-sdk/client-cloudformation'
import * as z from 'zod'
import type { Clients } from '../clients.ts'
import { untilDone } from '../deploy/stack.ts'
import { createFileSystem } from './file-system.ts'

const STACK = 'estate'

/** ARNs and ids of what surrounds the estate's functions: the outputs of surroundings.yml. */
const StackOutputs = z.object({
  Artifacts: z.string(),
  ServiceRole: z.string(),
  WorkerRole: z.string(),
  InvokerRole: z.string(),
  Orders: z.string(),
  OrdersFailed: z.string(),
  Reports: z.string(),
  OrdersStream: z.string(),
  AuditStream: z.string(),
  PaymentsKey: z.string(),
  SigningSecret: z.string(),
  PaymentLimits: z.string(),
  SubnetA: z.string(),
  SubnetB: z.string(),
  Firewall: z.string(),
})
/** The same with what CloudFormation has no part in. */
export type Surroundings = z.infer<typeof StackOutputs> & {
  /** Access point of a file system. */
  readonly WarehouseFiles: string
}

/** Creates roles, queues, table, stream, network and a file system. @throws LocalError */
export async function createSurroundings(
  clients: Pick<Clients, 'cloudFormation' | 'of'>,
): Promise<Surroundings> {
  const [outputs, WarehouseFiles] = await Promise.all([createStack(clients), createFileSystem(clients)])
  return { ...outputs, WarehouseFiles }
}

async function createStack(clients: Pick<Clients, 'cloudFormation'>) {
  const TemplateBody = await readFile(join(import.meta.dirname, 'surroundings.yml'), 'utf8')
  const Capabilities = ['CAPABILITY_NAMED_IAM'] as const
  await clients.cloudFormation.send(
    new CreateStackCommand({ StackName: STACK, TemplateBody, Capabilities: [...Capabilities] }),
  )
  return StackOutputs.parse((await untilDone(clients, STACK)).outputs)
}
