import * as z from 'zod'
import { JsonObjectSchema } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import type { Trigger } from '../model/trigger.ts'
import { planApiPart } from './api-source.ts'
import { StageVariables, withFunction } from './invocation-uri.ts'
import type { TriggerPlan, TriggerTarget } from './kind.ts'

const Stages = z.array(StageVariables)
const MethodSettings = z.strictObject({
  path: z.string(),
  httpMethod: z.string(),
  authorizationType: z.string().optional(),
  authorizerId: z.string().optional(),
  apiKeyRequired: z.boolean().optional(),
  integration: JsonObjectSchema,
  stages: Stages,
})

/** An integration, or an authorizer, as the API describes it, and the stages in which its URI names the function. */
export const RestApiSettings = z.union([
  MethodSettings,
  z.strictObject({ authorizer: JsonObjectSchema, stages: Stages }),
])

/** A method or an authorizer, the function that it invoked, and the URI that it shall have. */
export const Input = z.object({ name: z.string(), was: z.string(), uri: z.string() })

/** A method, and its integration as it shall be when it has none. */
export const IntegrateInput = Input.extend({
  path: z.string(),
  httpMethod: z.string(),
  integration: JsonObjectSchema,
})
export type IntegrateInput = z.infer<typeof IntegrateInput>

/** An authorizer by its name. */
export const AuthorizeInput = Input.extend({ authorizer: z.string() })
export type AuthorizeInput = z.infer<typeof AuthorizeInput>

/** The step that lets a method or an authorizer of a REST API invoke the restored function. */
export function planRestApi(trigger: Trigger, target: TriggerTarget): TriggerPlan {
  const settings = RestApiSettings.parse(trigger.settings)
  const stages = settings.stages.map(({ stageName }) => stageName)
  const was = trigger.invokes
  if ('authorizer' in settings) {
    const uri = textOf(settings.authorizer, 'authorizerUri') ?? ''
    const authorizer = textOf(settings.authorizer, 'name') ?? ''
    const name = `authorizer ${authorizer}`
    const input = { name, was, uri: withFunction(uri, target.invokes), authorizer }
    return planApiPart(trigger, target, { action: 'rest-api/authorize', name, uri, stages, input })
  }
  const { path, httpMethod } = settings
  const uri = textOf(settings.integration, 'uri') ?? ''
  const name = `${httpMethod} ${path}`
  const integration = integrationAt(settings.integration, target)
  const input = { name, was, uri: withFunction(uri, target.invokes), path, httpMethod, integration }
  return planApiPart(trigger, target, { action: 'rest-api/integrate', name, uri, stages, input })
}

function integrationAt(integration: JsonObject, { map }: TriggerTarget): JsonObject {
  const role = textOf(integration, 'credentials')
  return role === undefined ? integration : { ...integration, credentials: map(role) }
}
