import * as z from 'zod'
import { JsonObjectSchema } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import type { Trigger } from '../model/trigger.ts'
import { planApiPart } from './api-source.ts'
import { StageVariables, withFunction } from './invocation-uri.ts'
import type { TriggerPlan, TriggerTarget } from './kind.ts'

const Stages = z.array(StageVariables.extend({ autoDeploy: z.boolean() }))
const Protocol = z.enum(['HTTP', 'WEBSOCKET'])
const IntegrationSettings = z.strictObject({
  protocol: Protocol,
  integration: JsonObjectSchema,
  routes: z.array(JsonObjectSchema),
  stages: Stages,
})

/** An integration with its routes, or an authorizer, as the API describes them, and the stages that serve them. */
export const HttpApiSettings = z.union([
  IntegrationSettings,
  z.strictObject({
    protocol: Protocol,
    authorizer: JsonObjectSchema,
    routes: z.array(z.string()),
    stages: Stages,
  }),
])

/** An integration or an authorizer, the function that it invoked, and the URI that it shall have. */
export const Input = z.object({ name: z.string(), was: z.string(), uri: z.string() })

/** An integration by its id; it and its routes as they shall be when they are gone. */
export const IntegrateInput = Input.extend({
  id: z.string(),
  integration: JsonObjectSchema,
  routes: z.array(JsonObjectSchema),
})
export type IntegrateInput = z.infer<typeof IntegrateInput>

/** An authorizer by its name. */
export const AuthorizeInput = Input.extend({ authorizer: z.string() })
export type AuthorizeInput = z.infer<typeof AuthorizeInput>

/** The step that lets an integration or an authorizer of an HTTP or WebSocket API invoke the restored function. */
export function planHttpApi(trigger: Trigger, target: TriggerTarget): TriggerPlan {
  const settings = HttpApiSettings.parse(trigger.settings)
  const stages = settings.stages.filter(({ autoDeploy }) => !autoDeploy).map(({ stageName }) => stageName)
  const was = trigger.invokes
  if ('authorizer' in settings) {
    const uri = textOf(settings.authorizer, 'AuthorizerUri') ?? ''
    const authorizer = textOf(settings.authorizer, 'Name') ?? ''
    const name = `authorizer ${authorizer}`
    const input = { name, was, uri: withFunction(uri, target.invokes), authorizer }
    return planApiPart(trigger, target, { action: 'http-api/authorize', name, uri, stages, input })
  }
  const { routes } = settings
  const uri = textOf(settings.integration, 'IntegrationUri') ?? ''
  const id = textOf(settings.integration, 'IntegrationId') ?? ''
  const keys = routes.map((route) => textOf(route, 'RouteKey'))
  const name = keys.length === 0 ? `integration ${id}` : keys.join(', ')
  const integration = integrationAt(settings.integration, target)
  const input = { name, was, uri: withFunction(uri, target.invokes), id, integration, routes }
  return planApiPart(trigger, target, { action: 'http-api/integrate', name, uri, stages, input })
}

function integrationAt(integration: JsonObject, { map }: TriggerTarget): JsonObject {
  const role = textOf(integration, 'CredentialsArn')
  return role === undefined ? integration : { ...integration, CredentialsArn: map(role) }
}
