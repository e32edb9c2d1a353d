import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseFunctionName } from '../../../shared/model/function-arn.ts'

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/)
const account = fc.stringMatching(/^\d{12}$/)
const region = fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-4')
const qualifier = fc.constantFrom('1', '42', '$LATEST', 'live', 'blue_green')

describe('a function is recognised by', () => {
  test('its full ARN in every partition, with and without qualifier', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
        region,
        account,
        name,
        fc.option(qualifier, { nil: undefined }),
        (p, r, a, n, q) => {
          const arn = `arn:${p}:lambda:${r}:${a}:function:${n}${q === undefined ? '' : `:${q}`}`
          expect(parseFunctionName(arn)).toEqual({
            region: r,
            account: a,
            name: n,
            ...(q === undefined ? {} : { qualifier: q }),
          })
        },
      ),
    )
  })

  test('its name alone, with and without qualifier', () => {
    fc.assert(
      fc.property(name, fc.option(qualifier, { nil: undefined }), (n, q) => {
        expect(parseFunctionName(`${n}${q === undefined ? '' : `:${q}`}`)).toEqual({
          name: n,
          ...(q === undefined ? {} : { qualifier: q }),
        })
      }),
    )
  })

  test.each(['', 'a b', 'arn:aws:lambda:eu-west-1:123456789012:layer:x:1', 'arn:aws:s3:::bucket', 'x/y'])(
    '%j is none',
    (text) => {
      expect(parseFunctionName(text)).toBeUndefined()
    },
  )
})
