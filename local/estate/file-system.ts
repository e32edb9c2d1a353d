import { CreateAccessPointCommand, CreateFileSystemCommand, EFSClient } from '@aws-sdk/client-efs'
import type { Clients } from '../clients.ts'

/** The files of the warehouse. @returns ARN of the access point by which functions mount them */
export async function createFileSystem(clients: Pick<Clients, 'of'>): Promise<string> {
  const efs = clients.of(EFSClient)
  const { FileSystemId } = await efs.send(new CreateFileSystemCommand({ CreationToken: 'estate' }))
  const { AccessPointArn } = await efs.send(
    new CreateAccessPointCommand({ ClientToken: 'estate', FileSystemId }),
  )
  if (AccessPointArn === undefined) throw new Error('the access point was created without an ARN')
  return AccessPointArn
}
