import { ACCOUNT, HOME_REGION } from '../account.ts'
import type { Answers } from '../../fakes/fake-aws.ts'

const at = (service: string, resource: string) => `arn:aws:${service}:${HOME_REGION}:${ACCOUNT}:${resource}`

/** Two functions that one source wakes. */
export const FUNCTIONS = [at('lambda', 'function:first'), at('lambda', 'function:second')] as const

/** A source of each kind that follows the resource policy, small as they come, and what AWS answers about it. */
export interface SampleSource {
  /** The service in the statements. */
  readonly principal: string
  readonly arn: string
  readonly answers: Answers
}

const BUCKET = {
  GetBucketLocation: { LocationConstraint: HOME_REGION },
  GetBucketEncryption: {},
  GetBucketNotificationConfiguration: {
    LambdaFunctionConfigurations: FUNCTIONS.map((LambdaFunctionArn, n) => ({
      Id: String(n),
      LambdaFunctionArn,
      Events: ['s3:ObjectCreated:*'],
    })),
  },
}

const integrationUri = (arn: string) =>
  `arn:aws:apigateway:${HOME_REGION}:lambda:path/2015-03-31/functions/${arn}/invocations`

/** By kind, as its file is called. */
export const SAMPLE_SOURCES: Readonly<Record<string, SampleSource>> = {
  's3-notification': { principal: 's3.amazonaws.com', arn: 'arn:aws:s3:::bucket', answers: BUCKET },
  'sns-subscription': {
    principal: 'sns.amazonaws.com',
    arn: at('sns', 'topic'),
    answers: {
      GetTopicAttributes: { Attributes: {} },
      ListSubscriptionsByTopic: {
        Subscriptions: FUNCTIONS.map((Endpoint, n) => ({
          SubscriptionArn: at('sns', `topic:${n}`),
          Protocol: 'lambda',
          Endpoint,
        })),
      },
      GetSubscriptionAttributes: { Attributes: {} },
    },
  },
  'eventbridge-rule': {
    principal: 'events.amazonaws.com',
    arn: at('events', 'rule/nightly'),
    answers: {
      DescribeRule: { Name: 'nightly', ScheduleExpression: 'rate(1 day)', State: 'ENABLED' },
      ListTargetsByRule: { Targets: FUNCTIONS.map((Arn, n) => ({ Id: String(n), Arn })) },
    },
  },
  'log-subscription': {
    principal: 'logs.amazonaws.com',
    arn: at('logs', 'log-group:orders'),
    answers: {
      DescribeLogGroups: { logGroups: [{ logGroupName: 'orders' }] },
      DescribeSubscriptionFilters: {
        subscriptionFilters: FUNCTIONS.map((destinationArn, n) => ({
          filterName: String(n),
          destinationArn,
        })),
      },
    },
  },
  'rest-api': {
    principal: 'apigateway.amazonaws.com',
    arn: `${at('execute-api', 'rest')}/*/GET/`,
    answers: {
      GetRestApi: { id: 'rest', name: 'rest' },
      GetStages: { item: [{ stageName: 'prod' }] },
      GetResources: {
        items: FUNCTIONS.map((arn, n) => ({
          id: String(n),
          path: `/${n}`,
          resourceMethods: {
            GET: { httpMethod: 'GET', methodIntegration: { type: 'AWS_PROXY', uri: integrationUri(arn) } },
          },
        })),
      },
      GetAuthorizers: {},
      GetExport: { body: new TextEncoder().encode('{}') },
    },
  },
  'http-api': {
    principal: 'apigateway.amazonaws.com',
    arn: `${at('execute-api', 'http')}/*/*`,
    answers: {
      GetApi: { ApiId: 'http', Name: 'http', ProtocolType: 'HTTP' },
      GetStages: { Items: [{ StageName: '$default' }] },
      GetRoutes: {
        Items: FUNCTIONS.map((_, n) => ({
          RouteId: String(n),
          RouteKey: `GET /${n}`,
          Target: `integrations/${n}`,
        })),
      },
      GetIntegrations: {
        Items: FUNCTIONS.map((IntegrationUri, n) => ({
          IntegrationId: String(n),
          IntegrationType: 'AWS_PROXY',
          IntegrationUri,
        })),
      },
      GetAuthorizers: {},
      ExportApi: { body: new TextEncoder().encode('{}') },
    },
  },
  'user-pool': {
    principal: 'cognito-idp.amazonaws.com',
    arn: at('cognito-idp', 'userpool/eu-west-1_a'),
    answers: {
      DescribeUserPool: {
        UserPool: { Name: 'pool', LambdaConfig: { PreSignUp: FUNCTIONS[0], PostConfirmation: FUNCTIONS[1] } },
      },
    },
  },
  'appsync-authorizer': {
    principal: 'appsync.amazonaws.com',
    arn: at('appsync', 'apis/a'),
    answers: {
      GetGraphqlApi: {
        graphqlApi: {
          arn: at('appsync', 'apis/a'),
          authenticationType: 'AWS_LAMBDA',
          lambdaAuthorizerConfig: { authorizerUri: FUNCTIONS[0] },
        },
      },
    },
  },
  'target-group': {
    principal: 'elasticloadbalancing.amazonaws.com',
    arn: at('elasticloadbalancing', 'targetgroup/group/0123456789abcdef'),
    answers: {
      DescribeTargetGroups: {
        TargetGroups: [
          {
            TargetGroupName: 'group',
            TargetType: 'lambda',
            LoadBalancerArns: [at('elasticloadbalancing', 'loadbalancer/app/one/1')],
          },
        ],
      },
      DescribeTargetGroupAttributes: { Attributes: [] },
      DescribeTargetHealth: { TargetHealthDescriptions: FUNCTIONS.map((Id) => ({ Target: { Id } })) },
      DescribeListeners: { Listeners: [{ ListenerArn: at('elasticloadbalancing', 'listener/app/one/1/2') }] },
      DescribeRules: { Rules: [] },
    },
  },
  'lattice-target-group': {
    principal: 'vpc-lattice.amazonaws.com',
    arn: at('vpc-lattice', 'targetgroup/tg-0123456789abcdef0'),
    answers: { GetTargetGroup: { name: 'group' }, ListTargets: { items: FUNCTIONS.map((id) => ({ id })) } },
  },
  'iot-rule': {
    principal: 'iot.amazonaws.com',
    arn: at('iot', 'rule/hot'),
    answers: {
      GetTopicRule: {
        rule: {
          ruleName: 'hot',
          sql: "SELECT * FROM 'hot'",
          actions: FUNCTIONS.map((functionArn) => ({ lambda: { functionArn } })),
        },
      },
    },
  },
  'ses-receipt-rule': {
    principal: 'ses.amazonaws.com',
    arn: at('ses', 'receipt-rule-set/inbox:receipt-rule/all'),
    answers: {
      DescribeReceiptRuleSet: {
        Rules: [
          { Name: 'all', Actions: FUNCTIONS.map((FunctionArn) => ({ LambdaAction: { FunctionArn } })) },
        ],
      },
      DescribeActiveReceiptRuleSet: { Metadata: { Name: 'inbox' } },
    },
  },
  'config-rule': {
    principal: 'config.amazonaws.com',
    arn: at('config', 'config-rule/config-rule-abc'),
    answers: {
      DescribeConfigRules: {
        ConfigRules: [
          {
            ConfigRuleArn: at('config', 'config-rule/config-rule-abc'),
            ConfigRuleName: 'rule',
            Source: { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: FUNCTIONS[0] },
          },
        ],
      },
    },
  },
  'secret-rotation': {
    principal: 'secretsmanager.amazonaws.com',
    arn: at('secretsmanager', 'secret:db-AbCdEf'),
    answers: { DescribeSecret: { Name: 'db', RotationEnabled: true, RotationLambdaARN: FUNCTIONS[0] } },
  },
  'codecommit-trigger': {
    principal: 'codecommit.amazonaws.com',
    arn: at('codecommit', 'code'),
    answers: {
      GetRepository: { repositoryMetadata: { repositoryName: 'code' } },
      GetRepositoryTriggers: {
        triggers: FUNCTIONS.map((destinationArn, n) => ({
          name: String(n),
          destinationArn,
          events: ['all'],
        })),
      },
    },
  },
  'lex-bot': {
    principal: 'lexv2.amazonaws.com',
    arn: at('lex', 'bot-alias/BOT1234567/ALIAS12345'),
    answers: {
      DescribeBotAlias: {
        botAliasName: 'live',
        botAliasLocaleSettings: Object.fromEntries(
          FUNCTIONS.map((lambdaARN, n) => [
            `l${n}`,
            {
              enabled: true,
              codeHookSpecification: { lambdaCodeHook: { lambdaARN, codeHookInterfaceVersion: '1.0' } },
            },
          ]),
        ),
      },
    },
  },
  'connect-instance': {
    principal: 'connect.amazonaws.com',
    arn: at('connect', 'instance/0123'),
    answers: { ListLambdaFunctions: { LambdaFunctions: FUNCTIONS } },
  },
}
