import type { FactsKind } from '../../shared/triggers/facts-kind.ts'
import { listingShelf } from '../../shared/triggers/listing-shelf.ts'
import type { TriggerPorts } from '../../shared/triggers/trigger-ports.ts'
import { fakeAws } from './fake-aws.ts'

/** Services that a test may name things of: whatever has an ARN is there, unless the test says otherwise. */
const SERVICES = [
  'dynamodb',
  'ec2',
  'elasticfilesystem',
  'iam',
  'kafka',
  'kinesis',
  'kms',
  'lambda',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
]

/** An account without triggers, in which everything exists that a function names. */
export function fakeTriggers(more: Partial<TriggerPorts> = {}): TriggerPorts {
  const facts = SERVICES.map((service): FactsKind => ({ service, permissions: [], read: async () => ({}) }))
  const now = () => new Date('2026-01-01T10:00:00Z')
  return { aws: fakeAws({}), kinds: [], facts, shelf: listingShelf({ now }), ...more }
}
