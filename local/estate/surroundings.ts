import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateStackCommand } from '@aws-sdk/client-cloudformation'
import * as z from 'zod'
import type { Clients } from '../clients.ts'
import { untilDone } from '../deploy/stack.ts'

const STACK = 'estate'

/** ARNs and ids of what surrounds the estate's functions: the outputs of surroundings.yml. */
const Surroundings = z.object({
  Artifacts: z.string(),
  ServiceRole: z.string(),
  WorkerRole: z.string(),
  Orders: z.string(),
  OrdersFailed: z.string(),
  Reports: z.string(),
  OrdersStream: z.string(),
  AuditStream: z.string(),
  SubnetA: z.string(),
  SubnetB: z.string(),
  Firewall: z.string(),
})
export type Surroundings = z.infer<typeof Surroundings>

/** Creates roles, queues, table, stream and network. @throws LocalError */
export async function createSurroundings(clients: Pick<Clients, 'cloudFormation'>): Promise<Surroundings> {
  const TemplateBody = await readFile(join(import.meta.dirname, 'surroundings.yml'), 'utf8')
  const Capabilities = ['CAPABILITY_NAMED_IAM'] as const
  await clients.cloudFormation.send(
    new CreateStackCommand({ StackName: STACK, TemplateBody, Capabilities: [...Capabilities] }),
  )
  return Surroundings.parse((await untilDone(clients, STACK)).outputs)
}
