import { describe, expect, test } from '@jest/globals'
import { mapArns } from '../../../shared/model/map-arns.ts'

const elsewhere = (arn: string) => arn.replace(':eu-west-1:', ':eu-west-2:')
const queue = 'arn:aws:sqs:eu-west-1:123456789012:late'
const moved = 'arn:aws:sqs:eu-west-2:123456789012:late'

describe('ARNs that follow a map', () => {
  test('are found at any depth, and everything else stays as it is', () => {
    const settings = { Dead: { Arn: queue }, List: [queue, 5, null, true], Region: 'eu-west-1' }
    expect(mapArns(settings, elsewhere)).toEqual({
      Dead: { Arn: moved },
      List: [moved, 5, null, true],
      Region: 'eu-west-1',
    })
  })

  test('are found in JSON within a text, each by itself', () => {
    const pattern = JSON.stringify({ resources: [queue, { prefix: queue }], at: 'eu-west-1' })
    const { EventPattern } = mapArns({ EventPattern: pattern }, elsewhere)
    expect(JSON.parse(EventPattern as string)).toEqual({
      resources: [moved, { prefix: moved }],
      at: 'eu-west-1',
    })
  })

  test('are given to the map whole', () => {
    const seen: string[] = []
    mapArns({ A: queue, B: 'arn:aws:s3:::orders' }, (arn) => (seen.push(arn), arn))
    expect(seen).toEqual([queue, 'arn:aws:s3:::orders'])
  })
})
