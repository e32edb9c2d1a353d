import type {
  Grant,
  ListReader,
  Place,
  PolicyReader,
  TriggerKind,
  TriggerTarget,
} from '../../../../shared/triggers/kind.ts'

/** Where the function of these tests is. */
export const homePlace: Place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' }

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'

/** The reader of a kind that follows the resource policy. */
export function readerOf({ reader, name }: TriggerKind): PolicyReader {
  if (reader.by === 'policy') return reader
  throw new Error(`${name} reads a list of the region.`)
}

/** The reader of a kind that is listed once for a region. */
export function listReaderOf({ reader, name }: TriggerKind): ListReader {
  if (reader.by === 'list') return reader
  throw new Error(`${name} follows the resource policy.`)
}

export function grantOf(members: Partial<Grant>): Grant {
  return {
    principal: 'sns.amazonaws.com',
    sourceArn: undefined,
    sourceAccount: undefined,
    invokes: FUNCTION,
    ...members,
  }
}

export function targetOf(members: Partial<TriggerTarget>): TriggerTarget {
  return { ...homePlace, invokes: FUNCTION, map: (arn) => arn, ...members }
}
