import { isDeepStrictEqual } from 'node:util'
import type { DescribeSecretCommandOutput, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError, TriggerTakenError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { given, textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const Rules = z.strictObject({
  AutomaticallyAfterDays: z.number().optional(),
  Duration: z.string().optional(),
  ScheduleExpression: z.string().optional(),
})

const Settings = z.strictObject({ RotationEnabled: z.boolean(), RotationRules: Rules })

const SECRETS = 'arn:${AWS::Partition}:secretsmanager:*:*:secret:*'

/** Rotation of secrets: which function, and when. What a secret holds is never read. */
export const kind: TriggerKind = {
  name: 'secret-rotation',
  title: 'Secret rotation',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['secretsmanager:DescribeSecret'], resource: SECRETS },
    { use: 'read', actions: ['secretsmanager:ListSecrets'], resource: '*' },
    {
      use: 'write',
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:RotateSecret',
        'secretsmanager:CancelRotateSecret',
      ],
      resource: SECRETS,
    },
    {
      // Who sets a rotation has to be allowed to invoke it (API reference, RotateSecret).
      use: 'write',
      actions: ['lambda:InvokeFunction'],
      resource: 'arn:${AWS::Partition}:lambda:*:*:function:*',
    },
  ],
  changes: [
    {
      eventSource: 'secretsmanager.amazonaws.com',
      eventNames: ['RotateSecret', 'CancelRotateSecret', 'DeleteSecret', 'RestoreSecret'],
      sourcesOf: secretIn,
    },
  ],
  reader: { by: 'policy', principals: ['secretsmanager.amazonaws.com'], find: findSecrets, read: readSecret },
  writer: {
    plan: ({ source, settings, invokes: replaces }, { invokes, map }) =>
      settings['RotationEnabled'] === true
        ? {
            steps: [
              {
                action: 'secret-rotation/schedule',
                // Secrets Manager tries the function at once (API reference, RotateSecret, `RotateImmediately`).
                phase: 'enable',
                resource: map(source),
                what: `Rotate ${map(source)} by ${invokes}`,
                why: 'The function rotated the secret when the point was taken.',
                risk: invokes === replaces ? 'low' : 'high',
                canUndo: true,
                input: { invokes, replaces, rules: settings['RotationRules'] ?? {} },
              },
            ],
            byHand: [],
          }
        : {
            steps: [],
            byHand: [`Rotation of ${map(source)} was off: to turn it on, name ${invokes} there.`],
          },
    carryOut: schedule,
    takeBack: takeScheduleBack,
  },
}

/** The request may name a secret without the six characters at the end of its ARN; the answer never does. */
function secretIn({ request, response }: SourceChange): readonly string[] {
  const named = [textOf(response, 'aRN'), textOf(response, 'arn'), textOf(request, 'secretId')]
  return named.flatMap((name) => (name !== undefined && parseArn(name) ? [name] : [])).slice(0, 1)
}

const sdk = () => import('@aws-sdk/client-secrets-manager')

async function clientOf(aws: AwsDoor, region = ''): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await sdk()
  return aws.client(SecretsManagerClient, region)
}

async function findSecrets(aws: AwsDoor, grant: Grant, { region }: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const { paginateListSecrets } = await sdk()
  const pages = paginateListSecrets({ client: await clientOf(aws, region) }, {})
  const secrets = await callPages('ListSecrets', pages, (page) => page.SecretList)
  const rotated = secrets.filter(({ RotationLambdaARN }) => RotationLambdaARN === grant.invokes)
  return rotated.map(({ ARN = '' }) => ARN).filter((arn) => mayMean(grant, arn))
}

async function readSecret(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const secret = await describe(await clientOf(aws, region), source)
  if (secret === undefined) return undefined
  const { Name, KmsKeyId: key, PrimaryRegion, OwningService, RotationLambdaARN: invokes } = secret
  const facts = plainObject({ Name, PrimaryRegion, OwningService })
  return {
    source: { arn: source, account, region, facts, ...given({ key }) },
    triggers: invokes === undefined ? [] : [{ invokes, settings: settingsOf(secret) }],
  }
}

/** A secret that waits for its deletion cannot be used: it counts as gone. */
async function describe(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<DescribeSecretCommandOutput | undefined> {
  const { DescribeSecretCommand } = await sdk()
  const command = new DescribeSecretCommand({ SecretId })
  const secret = await callOptional('DescribeSecret', () => client.send(command))
  return secret?.DeletedDate === undefined ? secret : undefined
}

/** Of a schedule AWS works out the days after every rotation (API reference, RotationRulesType). */
function settingsOf({ RotationEnabled = false, RotationRules = {} }: Partial<DescribeSecretCommandOutput>) {
  const { AutomaticallyAfterDays, ...schedule } = RotationRules
  const rules = schedule.ScheduleExpression === undefined ? { AutomaticallyAfterDays, ...schedule } : schedule
  return { RotationEnabled, RotationRules: plainObject(rules) }
}

const Input = z.object({ invokes: z.string(), replaces: z.string(), rules: Rules })

async function schedule(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { invokes, replaces, rules } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const secret = await describe(client, resource)
  if (secret === undefined) throw new NotFoundError(`${resource} is gone: create the secret by hand.`)
  const { RotationLambdaARN: present } = secret
  const before = settingsOf(secret)
  const wanted = { RotationEnabled: true, RotationRules: rules }
  if (present === invokes && isDeepStrictEqual(before, wanted)) return { changed: false }
  if (before.RotationEnabled && present !== undefined && present !== invokes && present !== replaces)
    throw new TriggerTakenError(`${resource} is rotated by ${present}, and can be by one function only.`)
  const done = { changed: true, before, ...given({ function: present }) }
  await intend?.(done)
  await rotate(client, resource, invokes, rules)
  return done
}

/** The next rotation comes when it is due: the present value of the secret stays. */
async function rotate(
  client: SecretsManagerClient,
  SecretId: string,
  RotationLambdaARN: string,
  RotationRules: z.infer<typeof Rules>,
): Promise<void> {
  const { RotateSecretCommand } = await sdk()
  const input = { SecretId, RotationLambdaARN, RotationRules, RotateImmediately: false }
  await call('RotateSecret', () => client.send(new RotateSecretCommand(input)))
}

const Done = z.object({ before: Settings, function: z.string().optional() })

async function takeScheduleBack(aws: AwsDoor, { resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['changed'] !== true) return
  const { before, function: rotator } = Done.parse(done)
  const client = await clientOf(aws, parseArn(resource)?.region)
  if (before.RotationEnabled && rotator !== undefined)
    return rotate(client, resource, rotator, before.RotationRules)
  const { CancelRotateSecretCommand } = await sdk()
  const command = new CancelRotateSecretCommand({ SecretId: resource })
  await callOptional('CancelRotateSecret', () => client.send(command))
}
