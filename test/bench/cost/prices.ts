/** One list price, in US dollars. */
export interface Price {
  readonly name: string
  readonly dollars: number
  /** What it is paid for. */
  readonly per: string
  readonly source: string
}

/** When the prices below were entered. Free tiers, taxes and discounts are left out. */
export const PRICES_OF = { date: '2026-11-21', region: 'us-east-1' } as const

/** What Holdfast uses and AWS charges for. Calls to Lambda, IAM, EC2 and DescribeLogGroups are free. */
export const PRICES = {
  transition: {
    name: 'Step Functions, Standard workflow',
    dollars: 0.025 / 1000,
    per: 'state transition',
    source: 'aws.amazon.com/step-functions/pricing',
  },
  gigabyteSecond: {
    name: 'Lambda, arm64, first 7.5 billion a month',
    dollars: 0.0000133334,
    per: 'GB-second',
    source: 'aws.amazon.com/lambda/pricing',
  },
  invocation: {
    name: 'Lambda, requests',
    dollars: 0.2 / 1_000_000,
    per: 'request',
    source: 'aws.amazon.com/lambda/pricing',
  },
  write: {
    name: 'S3 Standard, PUT and LIST',
    dollars: 0.005 / 1000,
    per: 'request',
    source: 'aws.amazon.com/s3/pricing',
  },
  read: {
    name: 'S3 Standard, GET and HEAD',
    dollars: 0.0004 / 1000,
    per: 'request',
    source: 'aws.amazon.com/s3/pricing',
  },
  event: {
    name: 'EventBridge, event sent on to another bus',
    dollars: 1 / 1_000_000,
    per: 'event',
    source: 'aws.amazon.com/eventbridge/pricing',
  },
  message: {
    name: 'SQS, standard queue',
    dollars: 0.4 / 1_000_000,
    per: 'request',
    source: 'aws.amazon.com/sqs/pricing',
  },
  key: { name: 'KMS, customer key', dollars: 1, per: 'month', source: 'aws.amazon.com/kms/pricing' },
  alarm: {
    name: 'CloudWatch, standard alarm',
    dollars: 0.1,
    per: 'month',
    source: 'aws.amazon.com/cloudwatch/pricing',
  },
  metric: {
    name: 'CloudWatch, metric of its own, by the hours in which it is sent',
    dollars: 0.3,
    per: 'month',
    source: 'aws.amazon.com/cloudwatch/pricing',
  },
  dashboard: {
    name: 'CloudWatch, dashboard after the first three',
    dollars: 3,
    per: 'month',
    source: 'aws.amazon.com/cloudwatch/pricing',
  },
} as const satisfies Record<string, Price>

/** What is used, in the units of the prices. */
export type Use = Readonly<Partial<Record<keyof typeof PRICES, number>>>

/** @returns US dollars */
export function cost(use: Use): number {
  return Object.entries(use).reduce(
    (sum, [name, amount]) => sum + amount * PRICES[name as keyof typeof PRICES].dollars,
    0,
  )
}

/** Each use of `use`, so many times. */
export function times(use: Use, count: number): Use {
  return Object.fromEntries(Object.entries(use).map(([name, amount]) => [name, amount * count]))
}

/** All that several uses come to together. */
export function together(...uses: readonly Use[]): Use {
  const sum: Partial<Record<string, number>> = {}
  for (const [name, amount] of uses.flatMap((use) => Object.entries(use)))
    sum[name] = (sum[name] ?? 0) + amount
  return sum
}
