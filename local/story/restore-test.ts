import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { isScratch } from '../../shared/model/scratch.ts'
import { holdfast } from './holdfast.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'feature-flags'
const QUESTION = { user: 'ada', flag: 'search' }
const ANSWER = { enabled: true }

/** A backup is as good as its restore: it is tried where nobody is in need of it. */
export const restoreTest: Scene = {
  name: 'restore-test',
  title: `${FUNCTION} is restored under a scratch name, compared, asked, and removed again`,
  async play(stage) {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-restore-test-'))
    try {
      const [payload, expected] = [join(folder, 'question.json'), join(folder, 'answer.json')]
      await writeFile(payload, JSON.stringify(QUESTION))
      await writeFile(expected, JSON.stringify(ANSWER))
      await holdfast(stage, 'test-restore', FUNCTION, '--payload', payload, '--expect', expected)
    } finally {
      await rm(folder, { recursive: true })
    }
    await lookForScratch(stage)
  },
}

async function lookForScratch(stage: Stage): Promise<void> {
  const { Functions = [] } = await stage.clients.lambda.send(new ListFunctionsCommand())
  const left = Functions.filter(({ FunctionName = '' }) => isScratch(FunctionName))
  if (left.length > 0) throw new Error(`${left.map(({ FunctionName }) => FunctionName).join()} is left`)
  stage.say('no scratch function is left')
}
