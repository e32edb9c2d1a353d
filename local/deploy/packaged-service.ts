import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { PACKAGE } from '../places.ts'
import { withoutUnknown } from './left-out.ts'

const ServerlessState = z.object({
  service: z.object({ provider: z.object({ stackName: z.string() }) }),
  package: z.object({ artifactDirectoryName: z.string() }),
})

/** What `serverless package` leaves in `.serverless`. */
export interface PackagedService {
  readonly stackName: string
  /** Template with the deployment bucket only. */
  readonly firstTemplate: string
  /** Template of the whole service, as far as the emulator takes it. */
  readonly template: string
  /** Folder in the deployment bucket that the template names. */
  readonly folder: string
  /** Paths of the functions' zips. */
  readonly artifacts: readonly string[]
}

/** Reads the package. @throws Error when it is not there or not as expected */
export async function readPackage(): Promise<PackagedService> {
  const { service, package: packaged } = ServerlessState.parse(
    JSON.parse(await read('serverless-state.json')),
  )
  return {
    stackName: service.provider.stackName,
    firstTemplate: await read('cloudformation-template-create-stack.json'),
    template: withoutUnknown(await read('cloudformation-template-update-stack.json')),
    folder: packaged.artifactDirectoryName,
    artifacts: await Array.fromAsync(glob(join(PACKAGE, '*.zip'))),
  }
}

async function read(name: string): Promise<string> {
  return readFile(join(PACKAGE, name), 'utf8')
}
