import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import type { Clients } from '../../../local/clients.ts'
import { createFunction } from '../../../local/estate/create-function.ts'
import { releaseFile } from '../../../local/estate/generated.ts'
import { NODE } from '../../../local/estate/settings.ts'

/** @returns ARN of the role that the functions run under */
export async function createRole(clients: Clients): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  const role = { RoleName: 'restored', AssumeRolePolicyDocument }
  const { Role } = await clients.of(IAMClient).send(new CreateRoleCommand(role))
  return Role?.Arn ?? ''
}

/** A function as a pipeline leaves it: two releases, an alias that shares calls between them, a permission, tags. */
export async function createReleased(clients: Clients, name: string, Role: string): Promise<void> {
  await createFunction(clients, {
    name,
    code: { type: 'folder', folder: 'orders-api', generated: [releaseFile(`${name} 1`)] },
    configuration: { ...NODE, Role, Tags: { team: 'bench' } },
    release: { generated: [releaseFile(`${name} 2`)], share: 0.1 },
    permissions: [
      {
        StatementId: 'news',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        SourceArn: 'arn:aws:s3:::bench',
      },
    ],
  })
}
