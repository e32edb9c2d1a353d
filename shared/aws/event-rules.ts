import type { EventBridgeClient, Rule, Target } from '@aws-sdk/client-eventbridge'
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eventbridge'
import type { JsonObject } from '../model/json.ts'
import { parsePolicy } from '../model/policy.ts'
import type { EventRule, EventRulesApi, RuleTarget } from '../ports/zones-api.ts'
import { call, callOptional } from './calls.ts'
import { listPages, refuseFailures } from './event-answers.ts'

/** EventBridge rules of one region through the SDK. */
export function eventRulesApi(client: EventBridgeClient, region: string): EventRulesApi {
  return { region, ...readingCalls(client), ...writingCalls(client) }
}

function readingCalls(client: EventBridgeClient): Pick<EventRulesApi, 'listRules' | 'readRule'> {
  return {
    async listRules(prefix) {
      const rules = await listPages(async (NextToken) => {
        const command = new ListRulesCommand({ NamePrefix: prefix, NextToken })
        const page = await call('ListRules', () => client.send(command))
        return { items: page.Rules, next: page.NextToken }
      })
      return await Promise.all(rules.map((rule) => completeRule(client, rule)))
    },
    async readRule(name, bus) {
      const command = new DescribeRuleCommand({ Name: name, EventBusName: bus })
      const rule = await callOptional('DescribeRule', () => client.send(command))
      return rule && (await completeRule(client, rule, bus))
    },
  }
}

type WritingCalls = Omit<EventRulesApi, 'region' | 'listRules' | 'readRule'>

function writingCalls(client: EventBridgeClient): WritingCalls {
  return {
    async putRule({ name, description, pattern, tags }) {
      // Of a rule that is there PutRule ignores the tags (API reference): those are put by tagRule.
      const rule = { Name: name, Description: description, State: 'ENABLED' } as const
      const command = new PutRuleCommand({
        ...rule,
        EventPattern: JSON.stringify(pattern),
        Tags: tagList(tags),
      })
      await call('PutRule', () => client.send(command))
    },
    async tagRule(arn, tags) {
      const command = new TagResourceCommand({ ResourceARN: arn, Tags: tagList(tags) })
      await call('TagResource', () => client.send(command))
    },
    async putTarget(rule, { id, arn, roleArn }) {
      const target = { Id: id, Arn: arn, RoleArn: roleArn }
      const command = new PutTargetsCommand({ Rule: rule, Targets: [target] })
      refuseFailures('PutTargets', await call('PutTargets', () => client.send(command)))
    },
    async removeTargets(rule, ids) {
      const command = new RemoveTargetsCommand({ Rule: rule, Ids: [...ids] })
      refuseFailures('RemoveTargets', await call('RemoveTargets', () => client.send(command)))
    },
    async deleteRule(name) {
      await callOptional('DeleteRule', () => client.send(new DeleteRuleCommand({ Name: name })))
    },
  }
}

async function completeRule(client: EventBridgeClient, rule: Rule, bus?: string): Promise<EventRule> {
  const { Name: name = '', Arn: arn = '', State, EventPattern } = rule
  const tags = await call('ListTagsForResource', () =>
    client.send(new ListTagsForResourceCommand({ ResourceARN: arn })),
  )
  return {
    name,
    arn,
    enabled: State?.startsWith('ENABLED') === true,
    pattern: patternOf(EventPattern),
    tags: Object.fromEntries((tags.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    targets: await listTargets(client, name, bus),
  }
}

/** A rule that runs by schedule has an empty pattern, or none. */
function patternOf(text: string | undefined): JsonObject | undefined {
  return text === undefined || text === '' ? undefined : parsePolicy(text)
}

async function listTargets(client: EventBridgeClient, rule: string, bus?: string) {
  const targets = await listPages(async (NextToken) => {
    const command = new ListTargetsByRuleCommand({ Rule: rule, EventBusName: bus, NextToken })
    const page = await call('ListTargetsByRule', () => client.send(command))
    return { items: page.Targets, next: page.NextToken }
  })
  return targets.map(toTarget)
}

function toTarget({ Id = '', Arn = '', RoleArn, Input, InputPath, InputTransformer }: Target): RuleTarget {
  return {
    id: Id,
    arn: Arn,
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    reshaped: [Input, InputPath, InputTransformer].some((member) => member !== undefined),
  }
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
