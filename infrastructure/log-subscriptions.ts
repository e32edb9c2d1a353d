/** What serverless.yml says of the functions, as far as it matters here. */
export type Functions = Readonly<Record<string, { readonly condition?: string }>>

type Members = Readonly<Record<string, unknown>>

/** The function that delivers; its own lines would make more of them without end. */
const DELIVERER = 'deliver-logs'

/**
 * Lines of Holdfast's logger and of its metrics: JSON with the member `service`. Lambda's own lines have none, and are not
 * worth an invocation (CloudWatch Logs user guide, "Filter patterns for JSON log events").
 */
const PATTERN = '{ $.service = "*" }'

/**
 * The part of the template that hands the log of every function to the one that delivers. A function that is deployed on
 * a condition has its filter on both.
 */
export function logSubscriptions(functions: Functions): {
  readonly Conditions: Members
  readonly Resources: Members
} {
  const subscribed = Object.entries(functions).filter(([name]) => name !== DELIVERER)
  const conditions = new Set(subscribed.flatMap(([, { condition }]) => condition ?? []))
  return {
    Conditions: Object.fromEntries(
      [...conditions].map((condition) => [
        bothOf(condition),
        { 'Fn::And': [{ Condition: 'DeliversLogs' }, { Condition: condition }] },
      ]),
    ),
    Resources: Object.fromEntries(
      subscribed.map(([name, { condition }]) => [
        `${inPascalCase(name)}ToOpenSearch`,
        filter(name, condition),
      ]),
    ),
  }
}

function filter(name: string, condition: string | undefined): Members {
  return {
    Type: 'AWS::Logs::SubscriptionFilter',
    Condition: condition === undefined ? 'DeliversLogs' : bothOf(condition),
    // CloudWatch Logs tries whether it may invoke.
    DependsOn: 'DeliverLogsInvoke',
    Properties: {
      LogGroupName: { Ref: `${inPascalCase(name)}Logs` },
      FilterPattern: PATTERN,
      DestinationArn: { 'Fn::GetAtt': ['DeliverDashlogsLambdaFunction', 'Arn'] },
    },
  }
}

function bothOf(condition: string): string {
  return `DeliversLogsAnd${condition}`
}

/** `on-change` -> `OnChange`, as log groups of the stack are named. */
function inPascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
