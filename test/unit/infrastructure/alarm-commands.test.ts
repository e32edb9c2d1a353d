import { glob, readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { commandsIn, problemOf } from '../cli/try-command.ts'

interface Part {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >
}

const NAMES: Readonly<Record<string, string>> = {
  'AWS::StackName': 'holdfast-prod',
  'AWS::Region': 'eu-west-1',
}

/** A text of `!Sub` as it stands in a deployment: what is no name of the stack is called as it is in the template. */
function deployed(text: string): string {
  return text.replaceAll(/\$\{([\w:.]+)\}/g, (_, name: string) => NAMES[name] ?? name.toLowerCase())
}

/** What every alarm says that some part of the template makes, by its logical id. */
async function descriptions(): Promise<readonly (readonly [id: string, text: string])[]> {
  const files = await Array.fromAsync(glob('infrastructure/**/*.yml'))
  const parts = await Promise.all(
    // Tags of CloudFormation, which YAML does not know, are passed over.
    files.map(async (file) => parse(await readFile(file, 'utf8'), { logLevel: 'error' }) as Part),
  )
  const resources = parts.flatMap(({ Resources = {} }) => Object.entries(Resources))
  return resources.flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::CloudWatch::Alarm'
      ? [[id, deployed(String(Properties['AlarmDescription']))] as const]
      : [],
  )
}

test('every alarm names commands that can be typed as they stand, wherever one is', async () => {
  const alarms = await descriptions()
  expect(alarms.length).toBeGreaterThan(20)
  for (const [id, text] of alarms) {
    // The first line says what is wrong, the last how severe it is.
    const commands = [...text.split('\n').slice(1, -1), ...commandsIn(text)]
    const problems = (await Promise.all(commands.map(problemOf))).filter((one) => one !== undefined)
    expect([id, problems]).toEqual([id, []])
    expect([id, commands.length]).not.toEqual([id, 0])
    // CloudWatch takes 1024 (API reference, PutMetricAlarm); an ARN of the stack is longer than its name here.
    expect(text.length).toBeLessThan(800)
  }
})
