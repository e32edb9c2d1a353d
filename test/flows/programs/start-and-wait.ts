// Starts an emulator, invokes a function in it, prints the ids of what runs, and waits to be ended.
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { createClients } from '../../../local/clients.ts'
import { settled } from '../../../local/estate/create-function.ts'
import { zipFolder } from '../../../local/estate/zip.ts'
import { startEmulator } from '../../../local/emulator.ts'

const emulator = await startEmulator(new URL('http://127.0.0.1:9'), () => undefined)
const { lambda } = createClients(emulator.url.origin)
const ZipFile = await zipFolder('feature-flags', [
  {
    path: 'pid.mjs',
    bytes: Buffer.from('export const handler = async () => process.pid'),
    compress: false,
  },
])
await lambda.send(
  new CreateFunctionCommand({
    FunctionName: 'pid',
    Runtime: 'nodejs24.x',
    Handler: 'pid.handler',
    Role: 'arn:aws:iam::123456789012:role/pid',
    Code: { ZipFile },
  }),
)
await settled(lambda, 'pid')
const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'pid' }))
process.stdout.write(
  `${JSON.stringify({ worker: Number(Payload?.transformToString()), emulator: emulator.url.href })}\n`,
)
setInterval(() => undefined, 60_000)
