import { InvokeCommand } from '@aws-sdk/client-lambda'
import type { Clients } from '../clients.ts'

/** Invokes a function, or what `function:alias` leads to. @returns its answer, or that of its failure, as JSON */
export async function answerOf(
  { lambda }: Pick<Clients, 'lambda'>,
  FunctionName: string,
  request: unknown,
): Promise<string> {
  const Payload = JSON.stringify(request)
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }))
  return Buffer.from(answer.Payload ?? []).toString()
}

/** An order as the shop takes it. */
export const ORDER = { body: JSON.stringify({ id: 'o-1', lines: [{ quantity: 2 }] }) }
