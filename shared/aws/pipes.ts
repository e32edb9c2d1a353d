import type {
  CreatePipeCommandInput,
  DescribePipeCommandOutput,
  Pipe,
  PipesClient,
} from '@aws-sdk/client-pipes'
import { call, callOptional, callPages } from './calls.ts'

/** Every pipe of the region. */
export async function listPipes(client: PipesClient): Promise<readonly Pipe[]> {
  const { paginateListPipes } = await import('@aws-sdk/client-pipes')
  return await callPages('ListPipes', paginateListPipes({ client }, {}), (page) => page.Pipes)
}

/** The pipe; `undefined` when it is not there. */
export async function describePipe(
  client: PipesClient,
  Name: string,
): Promise<DescribePipeCommandOutput | undefined> {
  const { DescribePipeCommand } = await import('@aws-sdk/client-pipes')
  return await callOptional('DescribePipe', () => client.send(new DescribePipeCommand({ Name })))
}

export async function createPipe(client: PipesClient, pipe: CreatePipeCommandInput): Promise<void> {
  const { CreatePipeCommand } = await import('@aws-sdk/client-pipes')
  await call('CreatePipe', () => client.send(new CreatePipeCommand(pipe)))
}

/** @throws NotFoundError; RequestRejectedError while the pipe is being made or changed */
export async function startPipe(client: PipesClient, Name: string): Promise<void> {
  const { StartPipeCommand } = await import('@aws-sdk/client-pipes')
  await call('StartPipe', () => client.send(new StartPipeCommand({ Name })))
}

/** Does nothing when it is not there. */
export async function stopPipe(client: PipesClient, Name: string): Promise<void> {
  const { StopPipeCommand } = await import('@aws-sdk/client-pipes')
  await callOptional('StopPipe', () => client.send(new StopPipeCommand({ Name })))
}

/** Does nothing when it is not there. */
export async function deletePipe(client: PipesClient, Name: string): Promise<void> {
  const { DeletePipeCommand } = await import('@aws-sdk/client-pipes')
  await callOptional('DeletePipe', () => client.send(new DeletePipeCommand({ Name })))
}
