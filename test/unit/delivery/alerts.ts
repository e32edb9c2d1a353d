import type { Alert } from '../../../shared/model/alert.ts'

/** An alert as others publish it. */
export const GAP: Alert = {
  kind: 'gap',
  key: 'gap:123456789012/eu-west-1/function/orders/policy',
  state: 'begun',
  severity: 'warning',
  subject: 'Holdfast: a gap appeared at orders',
  text: 'The policy of orders could not be read.',
  facts: [
    { name: 'Function', value: 'orders' },
    { name: 'Part', value: 'policy <b> & more' },
  ],
  next: ['holdfast show orders --zone eu-west-1'],
  at: '2026-11-21T12:00:00.000Z',
  account: '123456789012',
  zone: 'eu-west-1',
  attributes: { function: 'orders' },
}

/** What CloudWatch publishes, as far as it is read. */
export const ALARM = {
  AlarmName: 'holdfast-prod-ChangesDeadLettersAlarm-1A2B',
  AlarmDescription: 'Changes of Lambda functions could not be captured and wait in the dead-letter queue.',
  AWSAccountId: '123456789012',
  AlarmConfigurationUpdatedTimestamp: '2026-11-21T11:58:00.000+0000',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: 1 datapoint [1.0 (21/11/26 12:00:00)] was greater than the threshold (0.0).',
  StateChangeTime: '2026-11-21T12:01:02.345+0000',
  Region: 'EU (Ireland)',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:holdfast-prod-ChangesDeadLettersAlarm-1A2B',
  OldStateValue: 'OK',
  OKActions: ['arn:aws:sns:eu-west-1:123456789012:holdfast-prod-AlertsTopic'],
  AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:holdfast-prod-AlertsTopic'],
  InsufficientDataActions: [],
  Trigger: {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Namespace: 'AWS/SQS',
    Dimensions: [{ name: 'QueueName', value: 'holdfast-prod-ChangesDeadLetters-XYZ' }],
  },
}
