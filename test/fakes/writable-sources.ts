import type { FakeAws } from './fake-aws.ts'
import { awsError, fakeAws } from './fake-aws.ts'

type Members = Readonly<Record<string, unknown>>

/** A topic, a bucket and rules that can be written to, in memory; what wakes functions. */
export class WritableSources {
  /** Told of each write before it is done, and after. May throw: the process ends there. */
  onWrite: (operation: string, moment: 'before' | 'after') => void = () => {}
  /** ARNs of the topics that are there. */
  readonly topics = new Set<string>()
  readonly buckets = new Map<string, readonly Members[]>()
  readonly rules = new Map<string, Members>()
  readonly targets = new Map<string, readonly Members[]>()
  subscriptions: readonly Members[] = []
  /** Whether reads do not show yet what was written of targets: services answer so for a while. */
  isBehind: () => boolean = () => false
  /** Operations that are denied. */
  readonly denied = new Set<string>()
  readonly aws: FakeAws = fakeAws({ ...this.#topicCalls(), ...this.#bucketCalls(), ...this.#ruleCalls() })
  #ids = 0

  #topicCalls() {
    const there = (TopicArn: string) => {
      if (!this.topics.has(TopicArn)) throw awsError('NotFoundException')
    }
    return {
      GetTopicAttributes: ({ TopicArn }: { TopicArn: string }) => {
        there(TopicArn)
        return { Attributes: {} }
      },
      ListSubscriptionsByTopic: ({ TopicArn }: { TopicArn: string }) => {
        there(TopicArn)
        return { Subscriptions: this.subscriptions.filter((one) => one['TopicArn'] === TopicArn) }
      },
      GetSubscriptionAttributes: ({ SubscriptionArn }: Members) => ({
        Attributes: this.subscriptions.find((one) => one['SubscriptionArn'] === SubscriptionArn)?.[
          'Attributes'
        ],
      }),
      Subscribe: (input: { TopicArn: string }) =>
        this.#write('Subscribe', () => {
          there(input.TopicArn)
          this.#ids += 1
          const SubscriptionArn = `${input.TopicArn}:${this.#ids}`
          this.subscriptions = [...this.subscriptions, { ...input, SubscriptionArn }]
          return { SubscriptionArn }
        }),
      Unsubscribe: ({ SubscriptionArn }: Members) =>
        this.#write('Unsubscribe', () => {
          this.subscriptions = this.subscriptions.filter((one) => one['SubscriptionArn'] !== SubscriptionArn)
          return {}
        }),
    }
  }

  #bucketCalls() {
    return {
      GetBucketLocation: ({ Bucket }: { Bucket: string }) => {
        if (!this.buckets.has(Bucket)) throw awsError('NoSuchBucket')
        return { LocationConstraint: 'eu-west-1' }
      },
      GetBucketEncryption: {},
      GetBucketNotificationConfiguration: ({ Bucket }: { Bucket: string }) => ({
        LambdaFunctionConfigurations: this.buckets.get(Bucket),
      }),
      PutBucketNotificationConfiguration: (input: {
        Bucket: string
        NotificationConfiguration: { LambdaFunctionConfigurations: Members[] }
      }) =>
        this.#write('PutBucketNotificationConfiguration', () => {
          this.buckets.set(input.Bucket, input.NotificationConfiguration.LambdaFunctionConfigurations)
          return {}
        }),
    }
  }

  #ruleCalls() {
    const there = (name: string) => {
      if (!this.rules.has(name)) throw awsError('ResourceNotFoundException')
    }
    const targetsOf = (rule: string) => this.targets.get(rule) ?? []
    return {
      DescribeRule: ({ Name }: { Name: string }) => {
        there(Name)
        return this.rules.get(Name) ?? {}
      },
      ListTargetsByRule: ({ Rule }: { Rule: string }) => {
        there(Rule)
        if (this.denied.has('ListTargetsByRule')) throw awsError('AccessDeniedException')
        return { Targets: this.isBehind() ? [] : targetsOf(Rule) }
      },
      PutRule: (rule: { Name: string }) => this.#write('PutRule', () => this.rules.set(rule.Name, rule)),
      DeleteRule: ({ Name }: { Name: string }) =>
        this.#write('DeleteRule', () => ({ deleted: this.rules.delete(Name) })),
      PutTargets: ({ Rule, Targets }: { Rule: string; Targets: Members[] }) =>
        this.#write('PutTargets', () => {
          there(Rule)
          const ids = Targets.map((one) => one['Id'])
          const others = targetsOf(Rule).filter((one) => !ids.includes(one['Id']))
          return this.targets.set(Rule, [...others, ...Targets])
        }),
      RemoveTargets: ({ Rule, Ids }: { Rule: string; Ids: unknown[] }) =>
        this.#write('RemoveTargets', () => {
          there(Rule)
          const others = targetsOf(Rule).filter((one) => !Ids.includes(one['Id']))
          return this.targets.set(Rule, others)
        }),
    }
  }

  #write(operation: string, change: () => object): object {
    this.onWrite(operation, 'before')
    const answer = change()
    this.onWrite(operation, 'after')
    return answer
  }
}
